"""A due moment told step by step, so that a person can put a finger on every day of it.

The same text serves citizen, officer and inspector. Amounts are days or working minutes; they
re-add to the last step, where a day stands for 480 minutes if the limit has both.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from motcua.clock.calendars import DAY, tick_of
from motcua.clock.course import Case, Dropped, Entry, Leg, NoStop, Reappointment, Stop
from motcua.clock.limits import MINUTES_PER_DAY, Ground, LimitUnit, format_minutes
from motcua.clock.rulesets import Cite
from motcua.clock.wording import Wording, capital, clock, on

_PAUSE_WORDS = {
    Ground.SUPPLEMENT: ("Yêu cầu gửi", "anh/chị nộp đủ"),
    Ground.FINANCIAL_OBLIGATION: ("Thông báo gửi", "nghĩa vụ hoàn thành"),
}
# As many days of a group are named one by one; more become a span.
_MOST_NAMED = 3


class ExplanationStep(NamedTuple):
    """One rule at work.

    `kind`: start, count, off, pause, waiting, no_pause, restart, extension, area, sum.
    `unit` is `day` or `minute`; `amount` is what the step adds, below 0 for a restart.
    """

    kind: str
    title: str
    reason: str
    ground: str
    amount: int
    unit: str
    from_on: date
    to_on: date

    @property
    def label(self) -> str:
        """What stands at the right of the step: `+3`, `0`, `dừng`, `7 ngày`."""
        if self.kind in ("pause", "waiting"):
            return "dừng"
        if self.kind == "sum":
            return amount_label(self.amount, self.unit)
        if self.amount == 0:
            return "0"
        sign = "+" if self.amount > 0 else "−"
        size = abs(self.amount)
        return f"{sign}{size}" if self.unit == "day" else f"{sign}{format_minutes(size)}"

    def to_json(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "title": self.title,
            "reason": self.reason,
            "ground": self.ground,
            "amount": self.amount,
            "unit": self.unit,
            "from": self.from_on.isoformat(),
            "to": self.to_on.isoformat(),
        }


def amount_label(amount: int, unit: str) -> str:
    """`7 ngày`, `8 giờ`."""
    return f"{amount} ngày" if unit == "day" else format_minutes(amount)


def tell_due(
    case: Case, course: Sequence[Entry], at: datetime | None, *, provisional: bool
) -> tuple[ExplanationStep, ...]:
    """The steps from the receipt on; the last is the sum, or the standing clock."""
    teller = _Teller(case)
    teller.tell_start()
    for entry in course:
        teller.tell(entry)
    if at is not None:
        teller.tell_sum(tick_of(at), provisional=provisional)
    return tuple(teller.steps)


class _Teller:
    """Writes the steps; one method for each kind of entry in a course."""

    __slots__ = (
        "calendar",
        "case",
        "cites",
        "days",
        "in_days",
        "minutes",
        "steps",
        "used_up",
        "words",
    )

    def __init__(self, case: Case) -> None:
        self.case = case
        self.calendar = case.calendar
        self.cites = case.rules.citations
        self.in_days = case.limit.unit is not LimitUnit.WORKING_HOUR
        self.words = Wording(case.received // DAY)
        self.steps: list[ExplanationStep] = []
        self.days = self.minutes = 0
        self.used_up = False

    def add(
        self, kind: str, title: str, reason: str, ground: str, amount: int, first: int, last: int
    ) -> None:
        unit = "day" if self.in_days else "minute"
        self.steps.append(
            ExplanationStep(kind, title, reason, ground, amount, unit, on(first), on(last))
        )

    def add_minutes(
        self, kind: str, title: str, reason: str, ground: str, amount: int, first: int, last: int
    ) -> None:
        self.minutes += amount
        self.steps.append(
            ExplanationStep(kind, title, reason, ground, amount, "minute", on(first), on(last))
        )

    def tell(self, entry: Entry) -> None:
        if isinstance(entry, Leg):
            self._tell_leg(entry)
        elif isinstance(entry, Stop):
            self._tell_stop(entry)
        elif isinstance(entry, Dropped):
            self._tell_dropped(entry)
        elif isinstance(entry, NoStop):
            self._tell_no_stop(entry)
        else:
            self._tell_reappointment(entry)

    def tell_start(self) -> None:
        case, words, cites = self.case, self.words, self.cites
        day = case.received // DAY
        title = f"Tiếp nhận lúc {clock(case.received)}, {words.weekday(day)}"
        ground = cites[Cite.START]
        if case.start != case.received:
            moved = words.weekday(case.start // DAY)
            reason = f"Nhận sau 15 giờ nên tính như nhận đầu giờ {moved}."
            ground = f"{ground}; {cites[Cite.CUTOFF]}"
        else:
            reason = ""
        if case.days:
            first = case.start // DAY
            begin = first + 1 if case.by_calendar else self.calendar.nth_after(first, 1)
            reason = f"{reason} Ngày nhận hồ sơ không tính. Bắt đầu đếm từ {words.weekday(begin)}."
            ground = f"{ground}; {cites[Cite.FIRST_DAY]}"
        else:
            reason = f"{reason} Tính từng phút trong giờ làm việc, kể từ lúc nhận."
        self.add("start", title, reason.lstrip(), ground, 0, day, day)
        if case.extra_days:
            self.add(
                "area",
                f"Vùng có điều kiện khó khăn, thêm {case.extra_days} ngày",
                f"Cộng vào thời hạn {case.limit.label} của thủ tục trước khi đếm.",
                cites[Cite.DIFFICULT_AREA],
                0,
                day,
                day,
            )

    def tell_sum(self, tick: int, *, provisional: bool) -> None:
        days, minutes = self.days, self.minutes
        day = tick // DAY
        if minutes:
            amount, unit = days * MINUTES_PER_DAY + minutes, "minute"
            parts = [f"{days} ngày"] if days else []
            reason = f"Đủ {' và '.join([*parts, format_minutes(minutes)])}."
        else:
            amount, unit = days, "day"
            reason = f"Hết giờ làm việc của ngày thứ {days}."
        if self.used_up:
            reason = (
                "Thời hạn đã đếm đủ khi đồng hồ dừng, nên trả ngay trong ngày làm việc nhận đủ."
            )
        if provisional:
            reason += f" Ngày tạm tính: lịch nghỉ năm {on(day).year} chưa công bố đủ."
        title = f"Hẹn trả {self.words.weekday(day)}, {clock(tick)}"
        self.steps.append(ExplanationStep("sum", title, reason, "", amount, unit, on(day), on(day)))

    def _tell_leg(self, leg: Leg) -> None:
        after, held = leg.after, False
        self.used_up = not leg.days and not leg.minutes
        if leg.days:
            self.days += leg.days
            first = after // DAY
            if self.case.by_calendar:
                last = self._tell_calendar_days(first, first + leg.days, leg.until // DAY)
            else:
                last = self._tell_working_days(first, leg.days)
            _, held = self.case.last_day(after, leg.days)
            after = self.calendar.close_of(last) if leg.minutes else after
        if leg.minutes and held:
            self._tell_held_minutes(after // DAY, leg.minutes)
        elif leg.minutes:
            self._tell_minutes(after, leg.until)

    def _tell_working_days(self, after: int, count: int) -> int:
        calendar = self.calendar
        last = calendar.nth_after(after, count)
        for first_off, last_off in calendar.blocks_within(after, last):
            before = calendar.counted_until(first_off) - calendar.counted_until(after)
            if before:
                self._tell_group(after, before)
                count -= before
            self._tell_block(first_off, last_off)
            after = last_off
        self._tell_group(after, count)
        return last

    def _tell_group(self, after: int, count: int) -> None:
        days = self.calendar.counting_days(after, count)
        reason, ground = "", self.cites[Cite.FIRST_DAY]
        for makeup in self.calendar.makeups_within(after, days[-1]):
            reason += self._makeup_reason(makeup)
            ground = self._announcement(makeup)
        if not reason:
            reason = "Ngày làm việc." if count == 1 else f"{count} ngày làm việc."
        if days[-1] - days[0] >= count:
            reason += " Ngày nghỉ hằng tuần ở giữa không tính."
        self.add(
            "count", self.words.days(days, _MOST_NAMED), reason, ground, count, days[0], days[-1]
        )

    def _makeup_reason(self, day: int) -> str:
        instead_of = self.calendar.makeups[day].instead_of
        name = capital(self.words.weekday(day))
        if instead_of is None:
            return f"{name} có tính, vì là ngày làm bù."
        replaced = self.words.weekday(instead_of.toordinal())
        return f"{name} có tính, vì là ngày làm bù cho {replaced}."

    def _announcement(self, day: int) -> str:
        decision = self.calendar.makeups[day].decision
        return decision or f"Thông báo lịch nghỉ lễ năm {on(day).year}, phần hoán đổi ngày làm việc"

    def _tell_block(self, first: int, last: int) -> None:
        told = self.calendar.told
        key = (first, last, self.words.year)
        reason = told.get(key)
        if reason is None:
            reason = told[key] = self._block_reason(first, last)
        self.add(
            "off", self.words.span(first, last), reason, self.cites[Cite.DAYS_OFF], 0, first, last
        )

    def _block_reason(self, first: int, last: int) -> str:
        """`Nghỉ hoán đổi (31/08), Quốc khánh (01/09, 02/09) và ngày nghỉ hằng tuần không tính.`"""
        named: dict[str, list[int]] = {}
        plain = False
        for day in range(first, last + 1):
            off = self.calendar.days_off.get(day)
            if off is None:
                plain = True
            else:
                named.setdefault(off.name, []).append(day)
        parts = [f"{name} ({self.words.inside(days, _MOST_NAMED)})" for name, days in named.items()]
        if plain:
            parts.append("ngày nghỉ hằng tuần")
        text = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} và {parts[-1]}"
        return f"{capital(text)} không tính."

    def _tell_calendar_days(self, after: int, last: int, until: int) -> int:
        words, count = self.words, last - after
        title = words.days(range(after + 1, last + 1), _MOST_NAMED)
        reason = "Tính cả ngày nghỉ hằng tuần và ngày lễ."
        self.add("count", title, reason, self.cites[Cite.FIRST_DAY], count, after + 1, last)
        landed = self.calendar.counting_from(last)
        if last < landed <= until:
            reason = (
                f"Ngày cuối cùng, {words.weekday(last)}, là ngày nghỉ "
                f"nên hết hạn vào ngày làm việc tiếp theo, {words.weekday(landed)}."
            )
            ground = self.cites[Cite.LAST_DAY]
            self.add("off", words.span(last, landed - 1), reason, ground, 0, last, landed - 1)
        return landed

    def _tell_held_minutes(self, day: int, minutes: int) -> None:
        title = f"Phần lẻ {format_minutes(minutes)}"
        reason = "Rơi vào những ngày nghỉ ấy nên hết hạn cùng ngày, không cộng thêm."
        self.add_minutes("count", title, reason, self.cites[Cite.LAST_DAY], minutes, day, day)

    def _tell_minutes(self, after: int, until: int) -> None:
        calendar = self.calendar
        first, last = after // DAY, until // DAY
        for first_off, last_off in calendar.blocks_within(first - 1, last):
            self._tell_stretch(after, first, first_off - 1, until)
            self._tell_block(first_off, last_off)
            first = last_off + 1
        self._tell_stretch(after, first, last, until)

    def _tell_stretch(self, after: int, first: int, last: int, until: int) -> None:
        """Minutes of the days `first` to `last`: each day by itself, or the middle ones together."""
        calendar = self.calendar
        if last < first:
            return
        count = calendar.counted_until(last) - calendar.counted_until(first - 1)
        days = calendar.counting_days(first - 1, count)
        if count > _MOST_NAMED:
            pieces = [(days[0], days[0]), (days[1], days[-2]), (days[-1], days[-1])]
        else:
            pieces = [(day, day) for day in days]
        for begin, end in pieces:
            start, stop = max(after, calendar.open_of(begin)), min(until, calendar.close_of(end))
            spent = calendar.worked_until(stop) - calendar.worked_until(start)
            if start < stop and spent:
                self._tell_piece(start, stop, spent)

    def _tell_piece(self, start: int, stop: int, spent: int) -> None:
        first, last = start // DAY, stop // DAY
        if first == last:
            title = f"{capital(self.words.weekday(first))}, {clock(start)} đến {clock(stop)}"
            reason = "Trong giờ làm việc." if stop - start == spent else "Không tính giờ nghỉ trưa."
        else:
            title = self.words.span(first, last)
            reason = "Chỉ tính giờ làm việc của các ngày làm việc."
        ground = self.cites[Cite.HOURS]
        for makeup in self.calendar.makeups_within(first - 1, last):
            reason = f"{self._makeup_reason(makeup)} {reason}"
            ground = self._announcement(makeup)
        self.add_minutes("count", title, reason, ground, spent, first, last)

    def _tell_stop(self, stop: Stop) -> None:
        words, first = self.words, stop.began // DAY
        name = " và ".join(
            ground.label if n == 0 else ground.label.lower()
            for n, ground in enumerate(stop.grounds)
        )
        begun, over = _PAUSE_WORDS.get(stop.grounds[0], ("Bắt đầu", "kết thúc"))
        paper = f" ({stop.paper})" if stop.paper else ""
        reason = f"{begun} lúc {words.moment(stop.began)}{paper}"
        ground = self._stop_ground(stop)
        if stop.ended is None:
            title = f"{name}, từ {words.weekday(first)}"
            reason += ". Đồng hồ đứng cho đến khi xong; lúc đó ngày hẹn được tính ra."
            self.add("waiting", title, reason, ground, 0, first, first)
            return
        last = stop.ended // DAY
        day = min(first + 1, last)
        title = f"{name}, {words.weekday(day) if day == last else words.span(day, last)}"
        reason += f"; {over} lúc {words.moment(stop.ended)}. Đồng hồ dừng {self._stood(stop)}."
        self.add("pause", title, reason, ground, 0, first, last)

    def _stood(self, stop: Stop) -> str:
        ended, calendar = stop.ended or stop.began, self.calendar
        if not self.case.days:
            minutes = calendar.worked_until(ended) - calendar.worked_until(stop.began)
            return f"{format_minutes(minutes)} làm việc"
        first, last = stop.began // DAY, ended // DAY
        if self.case.by_calendar:
            return f"{last - first} ngày"
        return f"{calendar.counted_until(last) - calendar.counted_until(first)} ngày làm việc"

    def _stop_ground(self, stop: Stop) -> str:
        ground = stop.grounds[0]
        if ground is Ground.WITHDRAWAL_REQUEST:
            return self.cites[Cite.WITHDRAWAL]
        if ground is not Ground.SUPPLEMENT:
            return self.cites[Cite.LAND]
        return self.cites[Cite.RESTART if stop.restart else Cite.RESUME]

    def _tell_dropped(self, dropped: Dropped) -> None:
        day = dropped.at // DAY
        title = f"Đếm lại từ đầu sau {self.words.weekday(day)}"
        reason = "Nhận đủ bổ sung thì tính lại toàn bộ thời hạn; phần đã tính trước đó bỏ đi."
        ground = self.cites[Cite.RESTART]
        self.days -= dropped.days
        if dropped.days or not dropped.minutes:
            self.add("restart", title, reason, ground, -dropped.days, day, day)
        if dropped.minutes:
            self.add_minutes("restart", title, reason, ground, -dropped.minutes, day, day)

    def _tell_no_stop(self, entry: NoStop) -> None:
        day = entry.began // DAY
        title = f"{entry.ground.label}, từ {self.words.moment(entry.began)}"
        if entry.too_late:
            reason = "Bắt đầu sau ngày hẹn nên không làm lùi ngày hẹn."
        else:
            reason = "Không phải căn cứ dừng thời hạn của thủ tục này, đồng hồ vẫn chạy."
        last = day if entry.ended is None else entry.ended // DAY
        self.add("no_pause", title, reason, self.cites[Cite.NO_PAUSE], 0, day, last)

    def _tell_reappointment(self, entry: Reappointment) -> None:
        words, day = self.words, entry.decided // DAY
        title = f"Hẹn lại {words.weekday(entry.after // DAY)}, {clock(entry.after)}"
        reason = f"Hẹn trước đó là {words.moment(entry.before)}."
        if entry.reason:
            reason += f" Lý do: {entry.reason}."
        self.add("extension", title, reason, self.cites[Cite.EXTENSION], 0, day, day)
