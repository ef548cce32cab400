"""One action for each of several dossiers: those that went through, and why the others did not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.contrib import messages

from motcua.base.verdict import RefusedError
from motcua.desk.asking import DeskRequest, asked
from motcua.dossiers.records import Request

MOST = 200


@dataclass
class Outcome:
    done: list[str] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def each(
    request: DeskRequest, codes: Iterable[str], act: Callable[[str, Request], object]
) -> Outcome:
    """Do it to each dossier on its own, so that one refusal does not stop the rest."""
    outcome = Outcome()
    for code in list(dict.fromkeys(codes))[:MOST]:
        try:
            act(code, asked(request, code))
        except RefusedError as refusal:
            outcome.refused.append((code, str(refusal)))
        else:
            outcome.done.append(code)
    return outcome


def tell(request: DeskRequest, outcome: Outcome, said: str) -> None:
    """`said` is `Đã giao {} hồ sơ.`; each refusal is told with its code."""
    if outcome.done:
        messages.success(request, said.format(len(outcome.done)))
    for code, sentence in outcome.refused:
        messages.error(request, f"Chưa làm được với {code}. {sentence}")
    if not outcome.done and not outcome.refused:
        messages.warning(request, "Chưa chọn hồ sơ nào. Đánh dấu các dòng rồi bấm lại.")
