"""A change of a calendar in words, and the dossiers it moves, grouped by how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from motcua.agencies import queries as agencies
from motcua.base.dates import format_date
from motcua.clock.calendar_format import DayOff, MakeupDay, Year, read_plan, read_year
from motcua.clock.projection import MovedDeadline
from motcua.clock.queries import ProposalView
from motcua.clock.states import Subject
from motcua.desk.forms.hours import calendar_choices
from motcua.desk.years import (
    KIND_LABELS,
    UNKNOWN_DECISION,
    Span,
    hours_words,
    sessions_words,
    spans,
    weekday,
)
from motcua.dossiers.actions.calendars import Move

ADDED, DROPPED, CHANGED = "Thêm", "Bỏ", "Đổi"
_SHORTER = ("Ủy ban nhân dân", "UBND")


class Change(NamedTuple):
    """One line of a comparison: what was done, and to what."""

    what: str
    words: str


@dataclass(frozen=True, slots=True)
class Group:
    """So many dossiers move by the same amount."""

    slug: str
    words: str
    count: int


@dataclass(frozen=True, slots=True)
class MovedDossier:
    """A line of the list of dossiers that move."""

    code: str
    unit: str
    old_at: datetime
    new_at: datetime
    words: str


@dataclass(frozen=True, slots=True)
class Moves:
    """All that would move; `rows` is the asked-for part of the list."""

    total: int
    groups: list[Group]
    listed: int
    rows: list[MovedDossier]


def changes(view: ProposalView, before: Mapping[str, Any] | None) -> list[Change]:
    """What the proposal makes different from the content that its author saw."""
    if view.subject is Subject.FOLLOWING:
        return list(_followed(view.content))
    if view.year is None:
        return changed_hours(before or {}, view.content)
    return year_changes(before, view.content)


def _followed(content: Mapping[str, Any]) -> Iterator[Change]:
    names = dict(calendar_choices())
    for part, label in (("calendar", "lịch tính thời hạn"), ("reception", "lịch mở quầy")):
        old, new = content[f"{part}_before"], content[part]
        if old != new:
            said = f"từ “{names.get(old, old)}” thành “{names.get(new, new)}”"
            yield Change(CHANGED, f"{label}: {said}")


def year_changes(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> list[Change]:
    """Two contents of one year compared; None is a year that nobody had described."""
    new = read_year(after)
    if before is None:
        blank = Year(new.year, announced=False)
        return [Change(ADDED, f"năm {new.year} vào lịch"), *_compared(blank, new)]
    return list(_compared(read_year(before), new))


def _compared(old: Year, new: Year) -> Iterator[Change]:
    if old.announced != new.announced:
        said = "đã công bố" if new.announced else "chưa công bố, ngày hẹn trong năm là tạm tính"
        yield Change(CHANGED, f"năm {new.year} thành {said}")
    if old.decision != new.decision:
        yield Change(CHANGED, f"số quyết định: {_from_to(old.decision, new.decision)}")
    yield from _changed_days_off(old.days_off, new.days_off)
    yield from _changed_makeups(old.makeup_days, new.makeup_days)
    yield from _changed_sessions(dict(old.sessions), dict(new.sessions))


def _from_to(old: str, new: str) -> str:
    return f"từ {old or UNKNOWN_DECISION} thành {new or UNKNOWN_DECISION}"


def _changed_days_off(old: Iterable[DayOff], new: Iterable[DayOff]) -> Iterator[Change]:
    before, after = {day.on: day for day in old}, {day.on: day for day in new}
    for span in spans(day for on, day in before.items() if on not in after):
        yield Change(DROPPED, f"ngày nghỉ {_told(span)}")
    for span in spans(day for on, day in after.items() if on not in before):
        yield Change(ADDED, f"ngày nghỉ {_told(span)}")
    for on in sorted(on for on in before.keys() & after.keys() if before[on] != after[on]):
        yield Change(
            CHANGED,
            f"ngày nghỉ {weekday(on)}: từ {_named(before[on])} thành {_named(after[on])}",
        )


def _told(span: Span) -> str:
    return f"{span.when}: {span.name} ({span.kind_label.lower()})"


def _named(day: DayOff) -> str:
    return f"{day.name} ({KIND_LABELS[day.kind].lower()})"


def _changed_makeups(old: Iterable[MakeupDay], new: Iterable[MakeupDay]) -> Iterator[Change]:
    before, after = {day.on: day for day in old}, {day.on: day for day in new}
    for on in sorted(before.keys() | after.keys()):
        if on not in after:
            yield Change(DROPPED, f"ngày làm bù {_made_up(before[on])}")
        elif on not in before:
            yield Change(ADDED, f"ngày làm bù {_made_up(after[on])}")
        elif before[on] != after[on]:
            said = f"ngày làm bù {_made_up(before[on])}, thành {_made_up(after[on])}"
            yield Change(CHANGED, said)


def _made_up(day: MakeupDay) -> str:
    instead = f" cho {weekday(day.instead_of)}" if day.instead_of else ""
    ground = f", {day.decision}" if day.decision else ""
    return f"{weekday(day.on)}{instead}{ground}"


def _changed_sessions(
    before: Mapping[date, tuple[tuple[int, int], ...]],
    after: Mapping[date, tuple[tuple[int, int], ...]],
) -> Iterator[Change]:
    for on in sorted(before.keys() | after.keys()):
        if on not in after:
            yield Change(DROPPED, f"giờ riêng {weekday(on)}: {sessions_words(before[on])}")
        elif on not in before:
            yield Change(ADDED, f"giờ riêng {weekday(on)}: {sessions_words(after[on])}")
        elif before[on] != after[on]:
            old, new = sessions_words(before[on]), sessions_words(after[on])
            yield Change(CHANGED, f"giờ riêng {weekday(on)}: từ {old} thành {new}")


def changed_hours(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Two weekly hours compared, counting and reception apart."""
    return list(_changed_hours(before, after))


def _changed_hours(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for part, label in (("hours", "giờ tính thời hạn"), ("reception", "giờ quầy tiếp nhận")):
        old, new = _weekly(before.get(part)), _weekly(after.get(part))
        if old != new:
            yield Change(CHANGED, f"{label}: từ {old or 'theo lịch chung'} thành {new}")


def _weekly(raw: object) -> str:
    if not raw:
        return ""
    return "; ".join(
        f"{', '.join(f'{days} {hours}' for days, hours in week)} (từ {format_date(since)})"
        for since, week in hours_words(read_plan({"hours": raw}).hours)
    )


def gathered(moves: Iterable[Move], *, group: str = "", start: int = 0, most: int = 0) -> Moves:
    """Count all moves by how much, and keep so many lines of one group, or of all, from `start`.

    Reads the moves once and holds no more of them than it returns.
    """
    counts: Counter[tuple[int, str, str]] = Counter()
    kept: list[Move] = []
    listed = 0
    for move in moves:
        slug, words = how_much(move.moved)
        counts[-abs(move.moved.days), slug, words] += 1
        if group in ("", slug):
            if start <= listed < start + most:
                kept.append(move)
            listed += 1
    units = agencies.units({move.receiving_unit_id for move in kept})
    names = {pk: unit.agency_name.replace(*_SHORTER) for pk, unit in units.items()}
    return Moves(
        total=sum(counts.values()),
        groups=[Group(slug, words, count) for (_, slug, words), count in sorted(counts.items())],
        listed=listed,
        rows=[
            MovedDossier(
                move.code,
                names.get(move.receiving_unit_id, ""),
                move.moved.old_at,
                move.moved.new_at,
                how_much(move.moved)[1],
            )
            for move in kept
        ],
    )


def how_much(found: MovedDeadline) -> tuple[str, str]:
    """A word for addresses, and the words for people."""
    if found.days > 0:
        return f"muon-{found.days}", f"Muộn hơn {found.days} ngày"
    if found.days < 0:
        return f"som-{-found.days}", f"Sớm hơn {-found.days} ngày"
    if found.old_at != found.new_at:
        return "doi-gio", "Cùng ngày, đổi giờ"
    if found.is_provisional:
        return "thanh-tam-tinh", "Giữ ngày, thành tạm tính"
    return "het-tam-tinh", "Giữ ngày, hết tạm tính"
