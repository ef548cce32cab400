"""What happened to a limit on its way, in order: the engine records it, the explanation tells it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from motcua.clock.calendars import DAY, WorkingCalendar, tick_of
from motcua.clock.limits import (
    MINUTES_PER_DAY,
    Extension,
    Ground,
    InvalidHistoryError,
    Pause,
    TimeLimit,
    UnableToExtendError,
)
from motcua.clock.rulesets import RuleSet


class Case(NamedTuple):
    """A limit at its start: what `due` was asked, with the amount that holds for this dossier."""

    limit: TimeLimit
    received: int
    start: int
    days: int
    minutes: int
    by_calendar: bool
    pauses: Sequence[Pause]
    extensions: Sequence[Extension]
    calendar: WorkingCalendar
    rules: RuleSet

    @property
    def extra_days(self) -> int:
        """Days added for a difficult area, or 0 (C15)."""
        return (self.days - self.limit.days) or (
            self.minutes - self.limit.minutes
        ) // MINUTES_PER_DAY

    def last_day(self, anchor: int, days: int) -> tuple[int, bool]:
        """On which day so many days end, and whether days off moved the end there (C5).

        The part of a day that may follow lies within those days off then, and adds nothing: a
        limit of 10,25 days that ends on a Sunday is not due later than one of 11.
        """
        if not self.by_calendar:
            return self.calendar.nth_after(anchor // DAY, days), False
        last = anchor // DAY + days
        landed = self.calendar.counting_from(last)
        return landed, landed != last


@dataclass(slots=True)
class Stop:
    """A pause in ticks; overlapping ones are one stop with several grounds."""

    began: int
    ended: int | None
    grounds: list[Ground]
    restart: bool
    paper: str = ""


class NoStop(NamedTuple):
    """A pause that does not stop the clock: no legal ground, or it came after the due moment."""

    began: int
    ended: int | None
    ground: Ground
    too_late: bool


class Leg(NamedTuple):
    """Counted time: `days` after the day of `after`, or `minutes` from it, up to `until`."""

    after: int
    until: int
    days: int
    minutes: int


class Dropped(NamedTuple):
    """What a restart takes back."""

    at: int
    days: int
    minutes: int


class Reappointment(NamedTuple):
    """An extension, and the due moments before and after it."""

    decided: int
    before: int
    after: int
    reason: str


Entry = Stop | NoStop | Leg | Dropped | Reappointment
Event = Stop | NoStop | Extension


def read_events(case: Case) -> list[Event]:
    """Pauses and extensions in order of time, overlapping pauses merged.

    Raises `InvalidHistoryError` for pauses that are out of order, end before they begin, or lie
    before the receipt, and `UnableToExtendError` for an extension too many (C12).
    """
    limit, restarts = case.limit, case.rules.restarts
    events = read_pauses(case.received, case.pauses, lambda ground: restarts(ground, limit))
    if len(case.extensions) > case.rules.most_extensions:
        raise UnableToExtendError(
            "Hồ sơ chỉ được hẹn lại một lần. Giữ ngày hẹn hiện tại và giải quyết ngay."
        )
    for extension in case.extensions:
        decided = tick_of(extension.decided_at)
        if extension.new_due_at is not None and tick_of(extension.new_due_at) <= decided:
            raise InvalidHistoryError("Ngày hẹn mới phải sau lúc quyết định hẹn lại.")
        events.insert(_place_of(decided, events), extension)
    return events


def _place_of(decided: int, events: list[Event]) -> int:
    """After every pause that began before: a decision inside a pause takes effect at its end."""
    return sum(1 for event in events if not isinstance(event, Extension) and event.began <= decided)


def read_pauses(
    received: int, pauses: Sequence[Pause], judge: Callable[[Ground], bool | None]
) -> list[Event]:
    """Checked and merged; `judge` tells of a ground whether it restarts, or None: no ground at all.

    Where one of two overlapping pauses restarts, both do.
    """
    events: list[Event] = []
    last_began = received
    stop: Stop | None = None
    for pause in pauses:
        began = tick_of(pause.began_at)
        ended = None if pause.ended_at is None else tick_of(pause.ended_at)
        _check_order(began, ended, received, last_began)
        last_began = began
        restart = judge(pause.ground)
        if restart is None:
            events.append(NoStop(began, ended, pause.ground, too_late=False))
        elif stop is not None and (stop.ended is None or began <= stop.ended):
            _merge(stop, ended, pause, restart=restart)
        else:
            stop = Stop(began, ended, [pause.ground], restart, pause.paper)
            events.append(stop)
    return events


def _merge(stop: Stop, ended: int | None, pause: Pause, *, restart: bool) -> None:
    stop.ended = None if stop.ended is None or ended is None else max(stop.ended, ended)
    stop.restart = stop.restart or restart
    if pause.ground not in stop.grounds:
        stop.grounds.append(pause.ground)
    stop.paper = "; ".join(filter(None, (stop.paper, pause.paper)))


def _check_order(began: int, ended: int | None, received: int, last_began: int) -> None:
    if began < received:
        raise InvalidHistoryError("Lần tạm dừng bắt đầu trước khi tiếp nhận hồ sơ. Xem lại giờ.")
    if began < last_began:
        raise InvalidHistoryError("Các lần tạm dừng phải xếp theo thứ tự thời gian.")
    if ended is not None and ended < began:
        raise InvalidHistoryError("Lần tạm dừng kết thúc trước khi bắt đầu. Xem lại hai mốc giờ.")
