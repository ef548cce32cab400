"""Dossiers of one batch as text for COPY: the hot loop, so it is plain and binds its names early."""

from __future__ import annotations

import random
from bisect import bisect
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from motcua.clock.calendars import DAY, WorkingCalendar, tick_of
from motcua.clock.limits import MINUTES_PER_DAY, Ground
from motcua.clock.rulesets import rules_on
from motcua.dossiers.codes import dossier_code
from motcua.dossiers.fees import accepts_online
from motcua.dossiers.simulation import templates as gap
from motcua.dossiers.simulation.outlines import Kind, Story
from motcua.dossiers.simulation.people import Population
from motcua.dossiers.simulation.plan import FOREVER, Batch, Offer, Plan, Receiver, offer_weights
from motcua.dossiers.simulation.stories import tell
from motcua.dossiers.simulation.templates import FactForm
from motcua.dossiers.simulation.timelines import Appointments, Moments, finish
from motcua.dossiers.states import Channel

FACT_COLUMNS = (
    "id, at, recorded_at, verb, subject_kind, subject_id, actor_kind, actor_ref, data,"
    " private_digest, digest"
)
# Of what is not done at once; with the instant half, two in five of all come in online.
_ONLINE, _POST = 0.9, 0.03
_OBLIGATION, _COMPLETED_FIRST, _WITHDRAWN = 0.3, 0.025, 0.01
_WITHDRAWN_LATELY = 15
_OPEN, _NOON, _AFTERNOON, _CLOSE = 420, 690, 810, 1020
_EVENING = 0.3
_BY_ANOTHER, _BY_POST = 0.08, 0.06


_BYTES = r"\\x"  # how COPY's text form begins a bytea

Lived = tuple[Story, int, list[Any]]


@dataclass(slots=True)
class Drawn:
    """Dossiers as values: the story of each, how much of it has happened, what fills its gaps."""

    rng: random.Random
    dossiers: list[Lived] = field(default_factory=list)
    facts: int = 0

    def add(self, lived: Lived) -> None:
        self.dossiers.append(lived)
        self.facts += lived[1]


@dataclass(slots=True)
class Written:
    """Lines for the three tables."""

    dossiers: list[str] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    private: list[str] = field(default_factory=list)

    def texts(self) -> tuple[bytes, bytes, bytes]:
        """The lines as COPY takes them."""
        dossiers, facts, private = map("".join, (self.dossiers, self.facts, self.private))
        return dossiers.encode(), facts.encode(), private.encode()


@dataclass(frozen=True, slots=True)
class _Day:
    """What a receiving unit offers in one stretch of days."""

    offers: list[Offer]
    weights: list[float]


class Shard:
    """Writes the batches of one shard, in their order: its counters run on from one to the next."""

    def __init__(
        self,
        place: int,
        plan: Plan,
        calendar: WorkingCalendar,
        first: date,
        last: date,
        end: datetime,
    ) -> None:
        self.plan = plan
        self.moments = Moments(calendar, first, last)
        self.appointments = Appointments(self.moments)
        self.end = tick_of(end)
        self.population = Population(400_000)
        self.codes: Counter[tuple[int, str]] = Counter()
        self.books: Counter[tuple[int, str]] = Counter()
        own = {receiver.unit.id for receiver in plan.receivers if receiver.shard == place}
        counted = {"code": self.codes, "book": self.books}
        for (unit, kind, period), value in plan.counters.items():
            if unit in own and kind in counted:
                counted[kind][unit, period] = value
        self._stories: dict[tuple[Any, ...], Story] = {}
        self._days: dict[tuple[int, int], _Day] = {}

    def draw(self, batch: Batch) -> Drawn:
        """What happens to every dossier of the batch, in values; spelt by `spell`."""
        rng = random.Random(f"{self.plan.seed}:{batch.shard}:{batch.index}")  # noqa: S311
        drawn = Drawn(rng)
        number = batch.first_id
        for day, count in batch.days:
            if not count:
                continue
            receivers, weights = self.plan.in_force(batch.shard, day)
            for receiver in rng.choices(receivers, cum_weights=weights, k=count):
                drawn.add(self._dossier(rng, receiver, day, number))
                number += 1
        return drawn

    def spell(self, drawn: Drawn, first_fact: int) -> Written:
        """The lines of a drawn batch, its facts numbered from the given one on."""
        out = Written()
        number = first_fact
        for story, happened, values in drawn.dossiers:
            for form in story.facts[:happened]:
                _fact(form, number, values, drawn.rng, out)
                number += 1
            out.dossiers.append(story.row(happened)(values))
        return out

    # One dossier

    def _dossier(self, rng: random.Random, receiver: Receiver, day: date, number: int) -> Lived:
        offer = self._offer(rng, receiver, day)
        story = self._story(rng, offer, day)
        values: list[Any] = [None] * gap.SIZE
        values[gap.ID] = number
        ticks = self._ticks(rng, offer, story, day, values)
        happened = bisect(ticks, self.end)
        second = f"{rng.randrange(60):02}"
        moments = self.moments
        for place in range(happened):
            values[gap.AT + place] = moments.local(ticks[place], second)
            values[gap.AT_UTC + place] = moments.utc(ticks[place], second)
        self._number(receiver, story, day, ticks, happened, values)
        self._people(rng, receiver, offer, values)
        self._finish_up(rng, story, ticks, values)
        return story, happened, values

    def _offer(self, rng: random.Random, receiver: Receiver, day: date) -> Offer:
        key = receiver.unit.id, self.plan.epoch(day)
        known = self._days.get(key)
        if known is None:
            offers = [offer for offer in receiver.offers if offer.since <= day < offer.until]
            known = self._days[key] = _Day(offers, offer_weights(offers))
        return known.offers[bisect(known.weights, rng.random() * known.weights[-1])]

    def _story(self, rng: random.Random, offer: Offer, day: date) -> Story:
        dice = rng.random()
        channel = Channel.COUNTER
        if dice < _ONLINE and accepts_online(offer.version) and not offer.version.flags.instant:
            channel = Channel.ONLINE
        elif dice > 1 - _POST and not offer.version.flags.instant:
            channel = Channel.POST
        kind = self._kind(rng, offer, channel, day)
        key = (
            offer.version.id,
            tuple(leg.unit for leg in offer.legs),
            channel,
            kind,
            offer.difficult,
        )
        found = self._stories.get(key)
        if found is None:
            found = tell(offer.version, offer.legs, channel, kind, difficult=offer.difficult)
            self._stories[key] = found
        return found

    def _kind(self, rng: random.Random, offer: Offer, channel: Channel, day: date) -> Kind:
        if offer.version.flags.instant:
            return Kind.INSTANT
        dice = rng.random()
        limit = offer.version.limit
        waits = len(offer.legs) > 1 and rules_on(day).stops(Ground.FINANCIAL_OBLIGATION, limit)
        if waits and limit.days > 1 and dice < _OBLIGATION:
            return Kind.OBLIGATION
        if dice > 1 - _COMPLETED_FIRST and channel is not Channel.POST:
            return Kind.COMPLETED_FIRST
        lately = self.end // DAY - day.toordinal() < _WITHDRAWN_LATELY
        if lately and len(offer.legs) > 1 and dice > 1 - _COMPLETED_FIRST - _WITHDRAWN:
            return Kind.WITHDRAWN
        return Kind.PLAIN

    # Its times

    def _ticks(
        self, rng: random.Random, offer: Offer, story: Story, day: date, values: list[Any]
    ) -> list[int]:
        """The moment of each event; due dates and step dates are filled in on the way."""
        moments = self.moments
        start, worked = self._start(rng, story, day)
        accepted_worked = worked
        if story.accepted:
            wait = 40 if story.kind is Kind.PLAIN else 2 * MINUTES_PER_DAY
            accepted_worked += 5 + int(rng.random() * wait * 4)
        # Before a unit closes nobody hurries because it will: what is open then must be moved.
        closed = offer.closes < FOREVER and offer.closes.toordinal() * DAY <= self.end
        cap = moments.opening(offer.closes.toordinal()) if closed else 1 << 60
        accepted_worked = min(accepted_worked, cap)
        accepted = moments.tick(accepted_worked) if story.accepted else start
        appointment = self.appointments.of(offer, accepted)
        values[gap.DUE], values[gap.PROVISIONAL] = appointment.text, appointment.provisional
        values[gap.NEAR] = appointment.near
        marks = [worked, accepted_worked]
        if story.kind is Kind.OBLIGATION:
            began, ended = self._wait(rng, marks[1], appointment.worked)
            appointment = self.appointments.after_pause(
                offer, accepted, moments.tick(min(began, cap)), moments.tick(min(ended, cap))
            )
            values[gap.DUE_AFTER] = appointment.text
            values[gap.PROVISIONAL_AFTER] = appointment.provisional
            values[gap.NEAR_AFTER] = appointment.near
            marks += [began, ended]
        marks += self._end(rng, offer, story, marks[-1], appointment)
        return self._laid_out(rng, story, start, accepted, [min(m, cap) for m in marks], values)

    def _laid_out(
        self,
        rng: random.Random,
        story: Story,
        start: int,
        accepted: int,
        marks: list[int],
        values: list[Any],
    ) -> list[int]:
        tick, local = self.moments.tick, self.moments.local
        bend = 0.6 + 0.9 * rng.random()
        ticks: list[int] = []
        for place, (stretch, share, budget) in enumerate(story.times):
            begin = marks[stretch]
            worked = begin + int((marks[stretch + 1] - begin) * share**bend)
            at = tick(worked)
            if place == 0:
                at = start
            elif place == story.accepted:
                at = accepted
            ticks.append(at if not ticks or at >= ticks[-1] else ticks[-1])
            if budget is not None:
                leg, minutes = budget
                values[gap.STEP_DUE + leg] = local(tick(worked + minutes), "00")
        return ticks

    def _start(self, rng: random.Random, story: Story, day: date) -> tuple[int, int]:
        """When the dossier comes in, as a tick and in running minutes; online also at night."""
        midnight = day.toordinal() * DAY
        if story.channel is Channel.ONLINE and rng.random() < _EVENING:
            minute = _CLOSE + int(rng.random() * 300)
        else:
            minute = _OPEN + int(rng.random() * (_CLOSE - _OPEN - _AFTERNOON + _NOON - 20))
            if minute >= _NOON:
                minute += _AFTERNOON - _NOON
        return midnight + minute, self.moments.worked(midnight + minute)

    def _wait(self, rng: random.Random, accepted: int, due: int) -> tuple[int, int]:
        began = accepted + int((due - accepted) * (0.1 + 0.4 * rng.random()))
        return began, began + 120 + int(rng.random() ** 2 * 12 * MINUTES_PER_DAY)

    def _end(
        self, rng: random.Random, offer: Offer, story: Story, began: int, appointment: Any
    ) -> tuple[int, int]:
        """When the result is there and when it is in the person's hands."""
        if story.kind is Kind.INSTANT:
            done = began + 5 + int(rng.random() * 50)
            return done, done + int(rng.random() * 60)
        done = finish(rng, offer, began, appointment, self.moments)
        if story.channel is Channel.ONLINE:
            return done, done + int(rng.random() * 240)
        return done, done + int(rng.random() ** 2 * 5 * MINUTES_PER_DAY)

    # Its numbers and names

    def _number(
        self,
        receiver: Receiver,
        story: Story,
        day: date,
        ticks: Sequence[int],
        happened: int,
        values: list[Any],
    ) -> None:
        unit = receiver.unit
        period = unit.id, f"{day:%y%m%d}"
        self.codes[period] += 1
        values[gap.CODE] = dossier_code(unit.unit_code, day, self.codes[period])
        if happened <= story.accepted:
            return
        year = self.moments.date(ticks[story.accepted])[:4]
        self.books[unit.id, year] += 1
        values[gap.BOOK_YEAR], values[gap.BOOK_NUMBER] = year, self.books[unit.id, year]

    def _people(
        self, rng: random.Random, receiver: Receiver, offer: Offer, values: list[Any]
    ) -> None:
        first = int(rng.random() * self.population.size)
        home = receiver.places[first % len(receiver.places)]
        owner = self.population.person(first, home)
        applicant = owner
        code = values[gap.CODE].lower()
        values[gap.SEARCH] = f"{code} {owner.key}"
        if rng.random() < _BY_ANOTHER:
            other = int(rng.random() * self.population.size)
            applicant = self.population.person(other, home)
            if applicant.key != owner.key:
                values[gap.SEARCH] += f" | {applicant.key}"
        values[gap.PEOPLE] = f'{{"applicant":{applicant.json},"owner":{owner.json}}}'
        values[gap.OWNER], values[gap.RECEIVER] = owner.name, applicant.name
        values[gap.COMPETENT], values[gap.AGENCIES] = offer.agency_id, offer.agency_ids
        values[gap.UNITS : gap.UNITS + len(offer.units)] = offer.units
        holders, pick = self.plan.holders, rng.random()
        at_desk = holders[receiver.unit.id, "intake_officer"]
        values[gap.RECEPTIONIST] = at_desk[int(pick * len(at_desk))]
        returners = holders[receiver.unit.id, "return_officer"]
        values[gap.RETURNER] = returners[int(pick * len(returners))]
        for place, leg in enumerate(offer.legs):
            ready = holders[offer.units[leg.unit], leg.step.role]
            values[gap.OFFICERS + place] = ready[int(pick * len(ready))]

    def _finish_up(
        self, rng: random.Random, story: Story, ticks: Sequence[int], values: list[Any]
    ) -> None:
        if story.channel is Channel.ONLINE:
            values[gap.RETURN_CHANNEL] = "online"
        else:
            values[gap.RETURN_CHANNEL] = "post" if rng.random() < _BY_POST else "counter"
        values[gap.RECEIPT] = f"BL{values[gap.ID]:08}"
        if story.signed >= 0:
            values[gap.SIGNED_ON] = self.moments.date(ticks[story.signed])
            values[gap.RESULT] = f"{values[gap.ID] % 9973}/KQ"


def _fact(form: FactForm, number: int, values: list[Any], rng: random.Random, out: Written) -> None:
    """One fact and what stays beside it, with the digests that the journal would compute."""
    subject, at = values[gap.ID], values[gap.AT_UTC + form.time]
    actor = "anonymous" if form.actor is None else values[form.actor]
    data = form.data(values)
    committed, told = gap.NULL, "null"
    if form.private is not None:
        private, salt = form.private(values), rng.randbytes(16)
        digest = sha256(salt + private.encode()).hexdigest()
        committed, told = f"{_BYTES}{digest}", f'"{digest}"'
        out.private.append(f"{number}\t{_BYTES}{salt.hex()}\t{private}\n")
    told = f'{form.head}{subject},"{form.actor_kind}","{actor}","{at}",{data},{told}]'
    if form.escaped:
        data = data.replace("\\", "\\\\")
    out.facts.append(
        f"{number}\t{at}\t{at}\t{form.verb}\tdossier\t{subject}\t{form.actor_kind}"
        f"\t{actor}\t{data}\t{committed}\t{_BYTES}{sha256(told.encode()).hexdigest()}\n"
    )
