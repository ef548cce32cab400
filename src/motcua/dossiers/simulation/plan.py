"""Who receives what, through which hands, and how much of it: read once, before anything is made.

Institutions and procedures are taken as they stood: a dossier before 1 July 2025 is received by
a commune or district of that day under the version then in force. How much comes in where, and
how often it is late, follows the published figures of 2023 (domain reference, part 0).
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import accumulate
from typing import NamedTuple

from motcua.agencies import queries as agencies
from motcua.agencies.states import Level
from motcua.agencies.views import UnitView
from motcua.base.verdict import InvalidError
from motcua.dossiers import placing
from motcua.dossiers.simulation.outlines import Leg, main_way
from motcua.procedures import queries as procedures
from motcua.procedures.pinned import LAND_SECTOR, PinnedVersion

SHARDS = 2
# Counter units of the demo's people get more than others, so that their lists are worth looking at.
_BUSY = {"ubnd-21028-mot-cua": 12.0, "ubnd-21040-mot-cua": 7.0}
_LEVEL_SHARE = {Level.COMMUNE: 0.90, Level.DISTRICT: 0.07, Level.PROVINCE: 0.05}
# Of what is not done at once, which half of a commune's is: 98.4 % of all are not late there.
_LATE = {Level.COMMUNE: 0.032, Level.DISTRICT: 0.024, Level.PROVINCE: 0.0008}
_LATE_LAND, _LATE_INDUSTRIAL = 0.0617, 0.008
_INDUSTRIAL = "bql-kkt-dung-quat"
_INSTANT_SHARE = 0.48
FOREVER = date(9999, 1, 1)


@dataclass(frozen=True, slots=True)
class Offer:
    """One version at one receiving unit, with the units that its main way passes."""

    version: PinnedVersion
    agency_id: int
    agency_ids: str
    legs: tuple[Leg, ...]
    units: tuple[int, ...]
    late: float
    difficult: bool
    since: date
    until: date
    closes: date


class Place(NamedTuple):
    """Where people come from: its name and code."""

    name: str
    code: str


@dataclass(slots=True)
class Receiver:
    """A one-stop unit with what it takes in, and the places that its people come from."""

    unit: UnitView
    weight: float
    places: tuple[Place, ...]
    offers: tuple[Offer, ...]
    shard: int = 0


@dataclass(frozen=True, slots=True)
class Batch:
    """Some days of one shard: how many dossiers on each, and the number of the first."""

    shard: int
    index: int
    days: tuple[tuple[date, int], ...]
    first_id: int

    @property
    def size(self) -> int:
        return sum(count for _, count in self.days)


@dataclass(slots=True)
class Plan:
    """All that the writers of a shard need to know."""

    seed: int
    receivers: tuple[Receiver, ...]
    batches: tuple[Batch, ...] = ()
    holders: dict[tuple[int, str], tuple[int, ...]] = field(default_factory=dict)
    counters: dict[tuple[int, str, str], int] = field(default_factory=dict)
    _edges: list[date] = field(default_factory=list)
    _known: dict[tuple[int, int], tuple[list[Receiver], list[float]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        days = {
            day
            for receiver in self.receivers
            for offer in receiver.offers
            for day in (offer.since, offer.until)
        }
        self._edges = sorted(days)

    def epoch(self, on: date) -> int:
        """The number of the stretch of days on which the same units offer the same versions."""
        return bisect_right(self._edges, on)

    def needed_posts(self) -> Iterator[tuple[int, str]]:
        """Every unit and role that somebody has to hold."""
        for receiver in self.receivers:
            for role in ("intake_officer", "return_officer"):
                yield receiver.unit.id, role
            for offer in receiver.offers:
                for leg in offer.legs:
                    yield offer.units[leg.unit], leg.step.role

    def in_force(self, shard: int, on: date) -> tuple[list[Receiver], list[float]]:
        """The shard's receiving units of that day that take anything in, with running weights."""
        key = shard, self.epoch(on)
        if key not in self._known:
            found = [
                receiver
                for receiver in self.receivers
                if receiver.shard == shard
                and any(offer.since <= on < offer.until for offer in receiver.offers)
            ]
            self._known[key] = found, list(accumulate(receiver.weight for receiver in found))
        return self._known[key]


def read_plan(seed: int, first: date, last: date) -> Plan:
    """Units, versions and routes between two days; `InvalidError` where nothing can be received."""
    rng = random.Random(f"{seed}:weights")  # noqa: S311 - invented data
    versions = _versions(first, last)
    receivers = [
        receiver
        for unit in _receiving_units(first, last)
        if (receiver := _receiver(unit, versions, first, last, rng)) is not None
    ]
    if not receivers:
        raise InvalidError("Chưa có đơn vị hay thủ tục để mô phỏng: hãy chạy `motcua demo load`.")
    _share_out(receivers)
    return Plan(seed, tuple(receivers))


def _edges(first: date, last: date) -> list[date]:
    """Days on which institutions or versions may have changed; months are fine enough to ask on."""
    days = [first]
    while days[-1] <= last:
        days.append((days[-1].replace(day=1) + timedelta(days=32)).replace(day=1))
    return days[:-1]


def _versions(first: date, last: date) -> list[tuple[PinnedVersion, date]]:
    """Versions that take dossiers and end in a signed result, with the day they end."""
    ends = {
        found.id: found.effective_to or FOREVER
        for on in _edges(first, last)
        for found in procedures.versions_on(on)
    }
    pinned = procedures.versions(ends)
    return [
        (version, ends[number])
        for number, version in sorted(pinned.items())
        if version.accepts_dossiers
        and (version.flags.instant or any(str(s.kind) == "sign" for s in main_way(version)))
    ]


def _receiving_units(first: date, last: date) -> list[UnitView]:
    units = {unit.id: unit for on in _edges(first, last) for unit in agencies.receiving_units(on)}
    return [units[pk] for pk in sorted(units) if units[pk].unit_code]


def _receiver(
    unit: UnitView,
    versions: Sequence[tuple[PinnedVersion, date]],
    first: date,
    last: date,
    rng: random.Random,
) -> Receiver | None:
    weight = rng.lognormvariate(0, 0.6) * _BUSY.get(unit.key, 1.0)
    since, until = max(unit.effective_from, first), unit.effective_to or FOREVER
    offers = [
        offer
        for version, ends in versions
        if (begins := max(version.effective_from, since)) < (stops := min(ends, until))
        and begins <= last
        and (offer := _offer(unit, version, begins, stops)) is not None
    ]
    if not offers:
        return None
    return Receiver(unit, weight, _places(unit.area_id, since), tuple(offers))


def _places(area_id: int, on: date) -> tuple[Place, ...]:
    """The communes of a district, as far as their codes are known; any other area is one place."""
    area = agencies.area(area_id)
    parts = agencies.areas(on, parent_id=area_id) if area.level == Level.DISTRICT else []
    communes = tuple(Place(part.full_name, part.code) for part in parts if part.code)
    return communes or (Place(area.full_name, area.code if area.level == Level.COMMUNE else ""),)


def _offer(unit: UnitView, version: PinnedVersion, since: date, until: date) -> Offer | None:
    """How a version is done for this unit; None where another unit receives it."""
    agency = _decides(unit, version, since)
    if agency is None:
        return None
    way = main_way(version)[:1] if version.flags.instant else main_way(version)
    places: list[int] = [unit.id]
    legs = []
    for step in way:
        try:
            place = placing.unit_of_step(
                step, receiving_unit_id=unit.id, agency_id=agency[0], on=since
            )
        except InvalidError:
            return None
        if place not in places:
            places.append(place)
        legs.append(Leg(step, places.index(place)))
    ends = [view.effective_to for view in agencies.units(frozenset(places)).values()]
    closes = min((end for end in ends if end), default=FOREVER)
    return Offer(
        version=version,
        agency_id=agency[0],
        agency_ids=",".join(map(str, sorted({agency[0], unit.agency_id}))),
        legs=tuple(legs),
        units=tuple(places),
        late=_late(version, agency[1]),
        difficult=version.limit.land and agencies.area(unit.area_id).is_difficult,
        since=since,
        until=min(until, closes),
        closes=closes,
    )


def _decides(unit: UnitView, version: PinnedVersion, on: date) -> tuple[int, str] | None:
    """The deciding agency if this unit receives for it: its number and key."""
    if version.level != Level.PROVINCE:
        own = version.level == unit.level and version.competence.agency in {None, unit.agency_key}
        return (unit.agency_id, unit.agency_key) if own else None
    if unit.level != Level.PROVINCE:
        return None
    agency = procedures.competent_agency(version, unit.area_id, on)
    if agency is None:
        return None
    counter = agencies.one_stop_of(agency.id, on)
    return (agency.id, agency.key) if counter is not None and counter.id == unit.id else None


def _late(version: PinnedVersion, agency_key: str) -> float:
    if version.sector.code == LAND_SECTOR:
        return _LATE_LAND
    return _LATE_INDUSTRIAL if agency_key == _INDUSTRIAL else _LATE[version.level]


def _share_out(receivers: list[Receiver]) -> None:
    """Each level its share, each shard about half of every level's weight."""
    by_level: dict[tuple[str, bool], list[Receiver]] = defaultdict(list)
    for receiver in receivers:
        by_level[receiver.unit.level, receiver.unit.effective_to is None].append(receiver)
    loads = [0.0] * SHARDS
    for (level, _), group in by_level.items():
        total = sum(receiver.weight for receiver in group)
        for receiver in sorted(group, key=lambda one: (-one.weight, one.unit.id)):
            receiver.weight *= _LEVEL_SHARE[Level(level)] / total
            receiver.shard = loads.index(min(loads))
            loads[receiver.shard] += receiver.weight


def offer_weights(offers: Sequence[Offer]) -> list[float]:
    """What people come for: half of it instant, of the rest the short before the long."""
    instant = sum(1 for offer in offers if offer.version.flags.instant)
    plain = [
        0.0 if offer.version.flags.instant else 1.0 / (offer.version.limit.budget_minutes + 240)
        for offer in offers
    ]
    share = _INSTANT_SHARE if instant and instant < len(offers) else float(bool(instant))
    total = sum(plain) or 1.0
    return list(
        accumulate(
            share / instant if offer.version.flags.instant else (1 - share) * weight / total
            for offer, weight in zip(offers, plain, strict=True)
        )
    )


def batches(
    plan: Plan, days: Sequence[date], dossiers: int, first_id: int, *, size: int
) -> tuple[Batch, ...]:
    """The days cut into batches of about `size` dossiers a shard; the counts add up exactly."""
    rng = random.Random(f"{plan.seed}:days")  # noqa: S311 - invented data
    loads = [_day_load(day, days[0], rng) for day in days]
    counts = _spread(loads, dossiers)
    parts: list[list[tuple[date, int]]] = [[] for _ in range(SHARDS)]
    made: list[Batch] = []
    next_id = first_id
    for place, (day, count) in enumerate(zip(days, counts, strict=True)):
        weights = [(plan.in_force(shard, day)[1] or [0.0])[-1] for shard in range(SHARDS)]
        for shard, share in enumerate(_spread(weights, count)):
            parts[shard].append((day, share))
        if sum(n for part in parts for _, n in part) < size * SHARDS and place < len(days) - 1:
            continue
        for shard, part in enumerate(parts):
            batch = Batch(shard, len(made), tuple(part), next_id)
            made.append(batch)
            next_id += batch.size
        parts = [[] for _ in range(SHARDS)]
    return tuple(made)


def _day_load(day: date, first: date, rng: random.Random) -> float:
    """Mondays are full, each year brings a tenth more, no two days are alike."""
    weekday = (1.25, 1.05, 1.0, 1.0, 0.9, 0.4, 0.4)[day.weekday()]
    return weekday * (1 + 0.1 * (day - first).days / 365) * rng.uniform(0.85, 1.15)


def _spread(loads: Sequence[float], total: int) -> list[int]:
    """Whole numbers in proportion to the loads that add up to the total."""
    whole = sum(loads)
    if not whole:
        return [0] * len(loads)
    marks = [round(total * running / whole) for running in accumulate(loads)]
    return [mark - before for before, mark in zip([0, *marks], marks, strict=False)]
