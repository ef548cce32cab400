"""A second opinion on every deadline: plain data, one minute after the other, nothing clever.

This file shares no code with the engine. A calendar is a function from a day to its working
stretches, kept as a dict of dates; a history is a dict; the answer is a naive datetime, or None
while the clock stands still. Days are walked one by one, minutes one by one (whole stretches that
end before the limit does are skipped over, which is the only shortcut).
"""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from math import ceil

ONE_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
DAYS_PER_YEAR = 366


class Calendar:
    """`weekly[0]` is Monday; `special` overrides single dates."""

    def __init__(self, weekly, special):
        self.weekly = weekly
        self.special = special

    def stretches(self, day: date) -> list[tuple[datetime, datetime]]:
        pairs = self.special.get(day)
        if pairs is None:
            pairs = self.weekly[day.weekday()]
        return [
            (datetime.combine(day, time(*begin)), datetime.combine(day, time(*end)))
            for begin, end in pairs
        ]

    def counts(self, day: date) -> bool:
        pairs = self.special.get(day)
        return bool(self.weekly[day.weekday()] if pairs is None else pairs)

    def closing(self, day: date) -> datetime:
        return self.stretches(day)[-1][1]

    def is_work(self, moment: datetime) -> bool:
        return any(begin <= moment < end for begin, end in self.stretches(moment.date()))


def next_counting(calendar, day):
    while not calendar.counts(day):
        day += ONE_DAY
    return day


def walk_days(calendar, day, count, *, every_day):
    """The day on which the `count`-th counted day after `day` falls."""
    while count:
        day += ONE_DAY
        if every_day or calendar.counts(day):
            count -= 1
    return next_counting(calendar, day)


def walk_minutes(calendar, moment, count):
    """Spend `count` minutes; the last one's end is the answer."""
    while True:
        for begin, end in calendar.stretches(moment.date()):
            if end <= moment:
                continue
            moment = max(moment, begin)
            left = int((end - moment) / MINUTE)
            if count > left:
                count -= left
                moment = end
                continue
            for _ in range(count):
                moment += MINUTE
            return moment
        moment = datetime.combine(moment.date() + ONE_DAY, time())


def minutes_between(calendar, start, end):
    """Working minutes, counted stretch by stretch; nothing if reversed."""
    total, day = 0, start.date()
    while day <= end.date():
        for begin, close in calendar.stretches(day):
            low, high = max(begin, start), min(close, end)
            total += max(int((high - low) / MINUTE), 0)
        day += ONE_DAY
    return total


def was_moved(calendar, anchor, days, every_day):
    """Whether calendar days end on a day off: what is left of a day lies within the days off."""
    return every_day and not calendar.counts(anchor.date() + ONE_DAY * days)


def landing(calendar, anchor, days, minutes, *, every_day):
    if days:
        day = walk_days(calendar, anchor.date(), days, every_day=every_day)
        close = calendar.closing(day)
        if was_moved(calendar, anchor, days, every_day):
            return close
        return walk_minutes(calendar, close, minutes) if minutes else close
    if minutes:
        return walk_minutes(calendar, anchor, minutes)
    day = next_counting(calendar, anchor.date())
    if calendar.closing(day) < anchor:
        day = next_counting(calendar, day + ONE_DAY)
    return calendar.closing(day)


def counted_days(calendar, anchor, until, *, every_day):
    day, count = anchor.date(), 0
    while day < until.date():
        day += ONE_DAY
        count += every_day or calendar.counts(day)
    return count


def amount_of(limit):
    amount = Fraction(limit["amount"])
    if limit["unit"] == "working_hour":
        return 0, ceil(amount * 60)
    days = int(amount)
    return days, ceil((amount - days) * 8 * 60)


def merged(pauses):
    """Overlapping or touching pauses are one; an open end stays open."""
    found = []
    for began, ended in pauses:
        if found and (found[-1][1] is None or began <= found[-1][1]):
            last = found[-1][1]
            found[-1] = (found[-1][0], None if last is None or ended is None else max(last, ended))
        else:
            found.append((began, ended))
    return found


def due_at(calendar, history):
    """The answer to a history: received, limit, pauses, at most one extension."""
    limit = history["limit"]
    every_day = limit["unit"] == "calendar_day"
    anchor = history["received"]
    if limit["cutoff_15h"] and anchor.time() > time(15):
        anchor = calendar.stretches(next_counting(calendar, anchor.date() + ONE_DAY))[0][0]
    days, minutes = amount_of(limit)
    due = landing(calendar, anchor, days, minutes, every_day=every_day)
    for kind, event in in_order(history):
        if kind == "extension":
            days, minutes = extended(calendar, limit, anchor, days, minutes, event, every_day)
        elif event[0] > due:
            continue
        elif event[1] is None:
            return None
        else:
            anchor, days, minutes = resumed(
                calendar, limit, anchor, days, minutes, event, every_day
            )
        due = landing(calendar, anchor, days, minutes, every_day=every_day)
    return due


def in_order(history):
    """Pauses, and the extension after every pause that began before it was decided."""
    events = [("pause", pause) for pause in merged(history["pauses"])]
    extension = history["extension"]
    if extension:
        place = sum(1 for _, (began, _) in events if began <= extension["decided"])
        events.insert(place, ("extension", extension))
    return events


def resumed(calendar, limit, anchor, days, minutes, pause, every_day):
    """From where, and how much, when a pause has ended."""
    began, ended = pause
    if limit["on_resume"] == "restart":
        return max(anchor, ended), *amount_of(limit)
    days, minutes, free = rest(calendar, anchor, began, days, minutes, every_day)
    return max(anchor, free, ended), days, minutes


def rest(calendar, anchor, began, days, minutes, every_day):
    """What is left of an amount when the clock stops, and from when its hours may run on."""
    if days:
        gone = counted_days(calendar, anchor, began, every_day=every_day)
        if gone < days:
            return days - gone, minutes, anchor
        if not minutes:
            return 0, 0, anchor
        moved = was_moved(calendar, anchor, days, every_day)
        anchor = calendar.closing(walk_days(calendar, anchor.date(), days, every_day=every_day))
        if moved:
            return 0, 0, anchor
    return 0, max(minutes - minutes_between(calendar, anchor, began), 0), anchor


def extended(calendar, limit, anchor, days, minutes, extension, every_day):
    if extension["added"] is not None:
        more = amount_of(limit | {"amount": extension["added"]})
        return days + more[0], minutes + more[1]
    new = extension["new_due"]
    if limit["unit"] == "working_hour":
        return 0, minutes_between(calendar, anchor, new)
    last = new if every_day else datetime.combine(next_counting(calendar, new.date()), time())
    return counted_days(calendar, anchor, last, every_day=every_day), 0


# Random worlds


WEEKS = (
    [[((7, 0), (11, 30)), ((13, 30), (17, 0))]] * 5 + [[], []],
    [[((7, 30), (11, 30)), ((13, 0), (17, 0))]] * 5 + [[((7, 30), (11, 30))], []],
    [[((7, 30), (11, 30)), ((13, 30), (16, 0))]] * 5 + [[], []],
    [[((8, 0), (12, 0))]] * 6 + [[]],
    [[((7, 0), (9, 0)), ((9, 15), (11, 30)), ((13, 30), (17, 0))]] * 5 + [[], []],
)
FIRST = date(2023, 1, 1)
YEARS = 4


def random_calendar(rng: random.Random) -> Calendar:
    """Four years with blocks of holidays, worked weekends, half days and odd hours."""
    weekly = rng.choice(WEEKS)
    special = {}
    for _ in range(rng.randint(5, 60)):
        day = FIRST + ONE_DAY * rng.randrange(DAYS_PER_YEAR * YEARS - 30)
        for n in range(rng.choice((1, 1, 1, 2, 3, 5, 9))):
            special[day + ONE_DAY * n] = []
    for _ in range(rng.randint(0, 40)):
        day = FIRST + ONE_DAY * rng.randrange(DAYS_PER_YEAR * YEARS - 30)
        special[day] = rng.choice(
            (
                weekly[0],
                [((7, 0), (11, 0))],
                [((13, 45), (17, 15))],
                [((7, 5), (8, 7)), ((8, 8), (11, 0))],
            )
        )
    return Calendar(weekly, {day: p for day, p in special.items() if day.year < FIRST.year + YEARS})


def random_moment(rng: random.Random, low: datetime, most_minutes: int) -> datetime:
    moment = low + MINUTE * rng.randint(0, most_minutes)
    if rng.random() < 0.3:
        hour, minute = rng.choice(((7, 0), (11, 30), (13, 30), (15, 0), (15, 1), (17, 0), (0, 0)))
        moment = max(low, moment.replace(hour=hour, minute=minute))
    return moment


def random_history(rng: random.Random) -> dict:
    start = datetime.combine(FIRST, time())
    received = random_moment(rng, start, 1440 * DAYS_PER_YEAR * 2)
    unit = rng.choice(("working_day", "calendar_day", "working_hour"))
    amounts = ("0.5", "1", "2", "3", "5", "6.25", "7", "7.5", "10", "15", "17.5", "21.5", "30")
    hours = ("0.5", "1", "1.5", "4", "4.5", "7", "8", "12", "16", "23.75", "40", "80")
    limit = {
        "amount": rng.choice(hours if unit == "working_hour" else amounts),
        "unit": unit,
        "on_resume": rng.choice(("restart", "resume")),
        "cutoff_15h": rng.random() < 0.3,
    }
    pauses, low = [], received
    for _ in range(rng.choice((0, 0, 1, 1, 1, 2, 3))):
        began = random_moment(rng, low, 1440 * rng.choice((1, 3, 8, 30)))
        ended = random_moment(rng, began, 1440 * rng.choice((0, 1, 5, 20)))
        if rng.random() < 0.05:
            ended = None
        pauses.append((began, ended))
        # Now and then the next pause begins inside this one.
        low = began if ended is None or rng.random() < 0.15 else ended
    extension = None
    if rng.random() < 0.25:
        decided = random_moment(rng, received, 1440 * 40)
        added = rng.choice(("1", "2", "5", "10")) if rng.random() < 0.5 else None
        new_due = None if added else random_moment(rng, decided + MINUTE, 1440 * 30)
        extension = {"decided": decided, "added": added, "new_due": new_due}
    return {"received": received, "limit": limit, "pauses": pauses, "extension": extension}
