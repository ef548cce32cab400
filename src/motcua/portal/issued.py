"""Acts as the person receives them: only what was issued, in words, without anybody's identity."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from motcua.base.dates import format_date, format_due
from motcua.dossiers.act_content import Item, items_of
from motcua.dossiers.queries.detail import Case
from motcua.dossiers.states import ActKind, ActReason
from motcua.portal import veil

_FIELDS = (
    ("reason", "Lý do"),
    ("condition", "Điều kiện chưa đáp ứng"),
    ("ground", "Căn cứ"),
    ("go_to", "Nơi nộp đúng thẩm quyền"),
    ("deadline", "Hạn bổ sung"),
    ("new_due", "Ngày hẹn mới"),
)


@dataclass(frozen=True, slots=True)
class IssuedAct:
    """An act as it was issued; drafts never come here. `number` is that of its letter."""

    title: str
    number: str
    issued_at: datetime
    asked: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    answered_at: datetime | None


def acts_of(case: Case) -> tuple[IssuedAct, ...]:
    """What was issued about a dossier, latest first."""
    return tuple(
        IssuedAct(
            title=ActKind(act.kind).label,
            number=act.number,
            issued_at=act.issued_at,
            asked=tuple(veil.cover(_item(item), case.people) for item in items_of(act.content)),
            lines=tuple(
                (label, veil.cover(_words(name, act.content[name]), case.people))
                for name, label in _FIELDS
                if act.content.get(name)
            ),
            answered_at=act.answered_at,
        )
        for act in reversed(case.acts)
        if act.issued_at is not None
    )


def _item(item: Item) -> str:
    counts = [f"{item.originals} bản chính"] if item.originals else []
    counts += [f"{item.copies} bản sao"] if item.copies else []
    why = "" if item.defect is ActReason.MISSING else f" {item.defect.label}."
    note = f" {item.note.rstrip('.')}." if item.note else ""
    return f"{item.name}: {', '.join(counts)}.{why}{note}"


def _words(name: str, value: str) -> str:
    if name == "new_due":
        return format_due(datetime.fromisoformat(value))
    return format_date(date.fromisoformat(value)) if name == "deadline" else value
