"""An act judged: every question that concerns its kind, wrong ones first."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.control.checklist import asking, dates, ending, words
from motcua.control.checklist.shape import Check, Matter
from motcua.control.states import Mark, ReturnReason
from motcua.dossiers.states import ASKING, ActKind

_WEIGHT = {Mark.WRONG: 0, Mark.OPEN: 1, Mark.RIGHT: 2}
_NEEDS_NO_GROUND = {
    ActKind.APOLOGY, ActKind.COMPLETION_REQUEST, ActKind.WITHDRAWAL_CONSENT,
    ActKind.WITHDRAWAL_REJECTION,
}  # fmt: skip


def judge(matter: Matter) -> tuple[Check, ...]:
    """All answers, the worst first; the order within a weight is that of the law's questions."""
    return tuple(sorted(_all(matter), key=lambda check: _WEIGHT[check.mark]))


def _all(matter: Matter) -> Iterator[Check]:
    if matter.kind in ASKING:
        yield from asking.checks(matter)
    elif matter.kind is ActKind.APOLOGY:
        yield from dates.checks(matter)
    else:
        yield from ending.checks(matter)
    if matter.kind not in _NEEDS_NO_GROUND:
        yield words.ground(matter)
    yield words.clarity(matter)


def is_unlawful(checks: tuple[Check, ...]) -> bool:
    """Whether a machine alone would return it."""
    return any(check.mark is Mark.WRONG for check in checks)


def proposed_reasons(checks: tuple[Check, ...]) -> tuple[ReturnReason, ...]:
    """What a return would be counted under, each once."""
    found = (check.reason for check in checks if check.mark is Mark.WRONG)
    return tuple(dict.fromkeys(reason for reason in found if reason is not None))
