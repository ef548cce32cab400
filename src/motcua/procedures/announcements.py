"""What is said of a decision when it is registered: its shape, and how files write it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.base.verdict import InvalidError
from motcua.procedures.reading import Reader
from motcua.procedures.states import AnnouncementKind, DutyKind


@dataclass(frozen=True, slots=True)
class DutyPlan:
    """What an agency (by its key) must do because of the announcement, and by which day."""

    agency: str
    kind: DutyKind
    due_on: date


@dataclass(frozen=True, slots=True)
class NewAnnouncement:
    """A decision as it is registered; `replaces` holds the keys of decisions it replaces."""

    key: str
    number: str
    signed_on: date
    kind: AnnouncementKind
    issuer: str
    effective_on: date
    summary: str
    sector: str = ""
    legal_bases: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    duties: tuple[DutyPlan, ...] = ()


def parse_announcement(raw: object) -> NewAnnouncement:
    """An announcement from its JSON form (the field names of `NewAnnouncement`).

    InvalidError names each field that is wrong, by its path.
    """
    reader = Reader(raw)
    announcement = NewAnnouncement(
        key=reader.text("key", required=True, pattern=r"[a-z0-9][a-z0-9-]*"),
        number=reader.text("number", required=True),
        signed_on=_day(reader, "signed_on"),
        kind=reader.word("kind", AnnouncementKind, AnnouncementKind.NEW),
        issuer=reader.text("issuer", required=True),
        effective_on=_day(reader, "effective_on"),
        summary=reader.text("summary", required=True),
        sector=reader.text("sector"),
        legal_bases=reader.texts("legal_bases"),
        replaces=reader.texts("replaces"),
        duties=tuple(_duty(child) for child in reader.children("duties")),
    )
    reader.finish()
    if reader.problems:
        where, why = next(iter(reader.problems.items()))
        raise InvalidError(
            f"Quyết định {announcement.key or 'không mã'} ghi sai ở “{where}”: {why}. "
            "Sửa các trường được nêu rồi làm lại.",
            fields=reader.problems,
        )
    return announcement


def _duty(reader: Reader) -> DutyPlan:
    duty = DutyPlan(
        agency=reader.text("agency", required=True),
        kind=reader.word("kind", DutyKind, DutyKind.POSTING),
        due_on=_day(reader, "due_on"),
    )
    reader.finish()
    return duty


def _day(reader: Reader, key: str) -> date:
    day = reader.day(key)
    if day is None:
        reader.refuse(key, "phải là ngày dạng năm-tháng-ngày")
    return day or date.min
