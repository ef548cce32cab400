"""Papers at the counter: one line for each component, ticked beforehand where it is required."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from motcua.dossiers.papers import PaperSource
from motcua.procedures.content import Paper
from motcua.procedures.pinned import PinnedVersion

OTHER = "khac"
SOURCES = tuple((source.value, source.label) for source in PaperSource)


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One line of the table; texts as typed, so that nothing is lost on a mistake."""

    key: str
    name: str
    hint: str
    required: bool
    shown_only: bool
    ticked: bool
    originals: str
    copies: str
    source: str
    kept: tuple[str, ...] = ()
    mistake: str = ""

    @property
    def field(self) -> str:
        return f"paper_{self.key}"

    @property
    def is_other(self) -> bool:
        return self.key == OTHER

    def to_paper(self) -> dict[str, Any]:
        return {
            "key": "" if self.is_other else self.key,
            "name": self.name,
            "originals": self.originals or "0",
            "copies": self.copies or "0",
            "source": self.source,
        }


def fresh_lines(version: PinnedVersion) -> list[PaperLine]:
    """What is usual: required papers ticked with the numbers that the procedure names."""
    return [_usual(paper) for paper in version.papers] + [_other("", ticked=False)]


def _usual(paper: Paper) -> PaperLine:
    ticked = paper.required and not paper.condition and not paper.shown_only
    return PaperLine(
        key=paper.key,
        name=paper.name,
        hint=_hint(paper),
        required=ticked,
        shown_only=paper.shown_only,
        ticked=ticked,
        originals=str(paper.originals),
        copies=str(paper.copies),
        source=PaperSource.PAPER.value,
    )


def _other(name: str, *, ticked: bool) -> PaperLine:
    return PaperLine(OTHER, name, "", False, False, ticked, "1", "0", PaperSource.PAPER.value)


def _hint(paper: Paper) -> str:
    if paper.shown_only:
        return "xuất trình để đối chiếu, không giữ lại"
    if paper.condition:
        return f"chỉ khi: {paper.condition}"
    if paper.reuse_source:
        return "tra được trong cơ sở dữ liệu, không phải nộp"
    return paper.form if paper.form.startswith("Mẫu") else paper.form and f"theo mẫu {paper.form}"


def typed_lines(
    version: PinnedVersion,
    data: QueryDict,
    *,
    kept: Mapping[str, Iterable[str]],
    mistakes: Mapping[str, str],
) -> list[PaperLine]:
    """The lines as somebody has filled them in; `kept` names files already sent, by key."""
    lines = []
    for line in fresh_lines(version):
        name = data.get(f"{line.field}_name", "").strip()[:500] if line.is_other else line.name
        files = tuple(kept.get("" if line.is_other else line.key, ()))
        lines.append(
            PaperLine(
                key=line.key,
                name=name,
                hint=line.hint,
                required=line.required,
                shown_only=line.shown_only,
                ticked=bool(name) if line.is_other else line.field in data,
                originals=data.get(f"{line.field}_originals", line.originals).strip(),
                copies=data.get(f"{line.field}_copies", line.copies).strip(),
                source=_source(data.get(f"{line.field}_source", line.source), files),
                kept=files,
                mistake=mistakes.get(line.field, ""),
            )
        )
    return lines


def _source(chosen: str, files: tuple[str, ...]) -> str:
    """A paper that has been scanned is digitised, whatever the choice still says."""
    if files and chosen == PaperSource.PAPER:
        return PaperSource.DIGITISED.value
    return chosen


def papers_of(lines: Iterable[PaperLine]) -> tuple[dict[str, Any], ...]:
    """What an action takes: the ticked lines."""
    return tuple(line.to_paper() for line in lines if line.ticked and not line.shown_only)
