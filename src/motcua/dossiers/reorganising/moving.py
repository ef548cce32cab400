"""Where one dossier goes: a pure decision over its state, the map, and the institutions of the day.

Moved are the deciding agency, who holds it, the counter that serves it, what is offered, asked and
run beside it, where its paper lies, and which agencies take part. Code, book, calendar, clock,
pauses, due dates, step and pinned version are left alone; so is everything that an ended agency has
done already.

A dossier that has ended is inherited: the heir may open it and its counter serves it, nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from motcua.agencies import queries as agencies
from motcua.agencies.reorganising import queries as reorganisations
from motcua.agencies.reorganising.maps import Map, Matter
from motcua.agencies.states import RECEIVING_KINDS
from motcua.base.labels import Labelled
from motcua.base.verdict import InvalidError
from motcua.dossiers import beside, placing
from motcua.dossiers.folding import DossierState
from motcua.dossiers.reorganising.matters import Matters
from motcua.dossiers.states import TERMINAL, Status
from motcua.dossiers.versions import version_of
from motcua.procedures.process import Step as ProcessStep


class Lack(Labelled):
    """Why a dossier has no heir."""

    AREA = "area", "Không rõ xã, phường của chủ hồ sơ"
    LINE = "line", "Bản đồ không có dòng nào cho phần việc này"
    COUNTER = "counter", "Nơi nhận chưa có bộ phận tiếp nhận"
    UNIT = "unit", "Nơi nhận chưa có đơn vị để làm bước đang dở"


@dataclass(frozen=True, slots=True)
class Move:
    """A dossier that moves: the fields that change, and what else its fact tells."""

    id: int
    before: DossierState
    changes: Mapping[str, Any]
    told: Mapping[str, Any]

    def now(self, name: str) -> Any:
        """A field's value after the move."""
        return self.changes.get(name, getattr(self.before, name))


@dataclass(frozen=True, slots=True)
class Stuck:
    """A dossier without an heir: whose work nobody takes over, and why."""

    id: int
    state: DossierState
    agency_id: int
    lack: Lack


class _NoHeirError(Exception):
    def __init__(self, agency_id: int, lack: Lack) -> None:
        super().__init__(agency_id, lack)
        self.agency_id, self.lack = agency_id, lack


@dataclass(slots=True)
class Mover:
    """Moves dossiers by one map.

    `gone` are the units that end, `day` the first of the new order, `posts` who holds a post in
    which unit on that day, `chosen` the heirs that people named for single dossiers.
    """

    chart: Map
    gone: frozenset[int]
    day: date
    decision: str
    posts: frozenset[tuple[int, int]] = frozenset()
    chosen: Mapping[int, int] = field(default_factory=dict)
    matters: Matters = field(default_factory=Matters)

    def move(self, dossier_id: int, state: DossierState) -> Move | Stuck | None:
        """The dossier's move; `Stuck` when somebody must decide, None when nothing of it changes."""
        path = _Path(self, state, self.matters.of(state), self.chosen.get(dossier_id))
        try:
            changes = path.inherited() if state.status in TERMINAL else path.changes()
        except _NoHeirError as missing:
            return Stuck(dossier_id, state, missing.agency_id, missing.lack)
        if not changes:
            return None
        return Move(dossier_id, state, changes, self._told(state, changes))

    def inherit(self, dossier_id: int, state: DossierState) -> tuple[Move | None, Stuck | None]:
        """What a dossier that has ended passes on as far as there are heirs, and what has none."""
        path = _Path(self, state, self.matters.of(state), self.chosen.get(dossier_id))
        changes = path.inherited(at_least=False)
        missing = path.missing
        stuck = Stuck(dossier_id, state, missing.agency_id, missing.lack) if missing else None
        if not changes:
            return None, stuck
        return Move(dossier_id, state, changes, self._told(state, changes)), stuck

    def _told(self, state: DossierState, changes: Mapping[str, Any]) -> dict[str, Any]:
        told: dict[str, Any] = {"decision_number": self.decision}
        holder = changes.get("holder_unit_id")
        if holder is not None:
            told |= {"unit": holder, "step": state.step_key}
            if state.holder_unit_id is not None:
                told["from_unit"] = state.holder_unit_id
        elif counter := changes.get("counter_unit_id") or changes.get("receiving_unit_id"):
            told |= {"unit": counter, "from_unit": state.counter_id, "place": "counter"}
        return {name: value for name, value in told.items() if value != ""}


@dataclass(slots=True)
class _Path:
    """One dossier on its way; units found once are kept."""

    mover: Mover
    state: DossierState
    matter: Matter
    chosen: int | None
    _counter: int | None = None
    missing: _NoHeirError | None = None

    def changes(self) -> dict[str, Any]:
        state = self.state
        agency = self._agency(state.competent_agency_id)
        counter = self._at_counter()
        values: dict[str, Any] = {"competent_agency_id": agency}
        if state.status is Status.REGISTERED:
            # Nobody has taken it into a book yet: the heir will, into its own.
            values["receiving_unit_id"] = counter
        elif counter != state.counter_id:
            values["counter_unit_id"] = counter
        values |= self._holding(counter) | self._offering() | self._beside()
        values |= self._paper(counter, values.get("holder_unit_id")) | self._incident()
        values["agency_ids"] = self._taking_part(values, counter)
        return self._changed(values)

    def inherited(self, *, at_least: bool = True) -> dict[str, Any]:
        """What becomes of a dossier that has ended: those who took part stay, their heirs come.

        Its counter and who decided must have an heir, unless it is enough to do what can be done.
        """
        state, values, heirs = self.state, dict[str, Any](), set[int]()
        for one in sorted({*state.agency_ids, state.competent_agency_id} & self._passing_on()):
            with self._as_far_as_goes(strictly=at_least and one == state.competent_agency_id):
                heirs.add(self._agency(one))
        with self._as_far_as_goes(strictly=at_least):
            counter = self._at_counter()
            values |= self._paper(counter, None) | self._incident()
            if counter != state.counter_id:
                values["counter_unit_id"] = counter
                heirs.add(agencies.unit(counter).agency_id)
        values["agency_ids"] = tuple(sorted({*state.agency_ids, *heirs}))
        return self._changed(values)

    @contextmanager
    def _as_far_as_goes(self, *, strictly: bool) -> Iterator[None]:
        """Notes the first heir that is missing and goes on, unless it must not be."""
        try:
            yield
        except _NoHeirError as missing:
            if strictly:
                raise
            self.missing = self.missing or missing

    def _passing_on(self) -> set[int]:
        """Agencies that end, and the deciding one where it lives on without this work."""
        old = self.state.competent_agency_id
        return {*self.mover.chart.closing} | ({old} if self._has_passed_on() else set())

    def _changed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if value != getattr(self.state, name)}

    # Agencies

    def _agency(self, agency_id: int) -> int:
        """Who does this agency's work on the dossier's matter."""
        chart = self.mover.chart
        if agency_id not in chart.predecessors:
            return agency_id
        heir = chart.heir(agency_id, self.matter)
        if heir is None and agency_id in chart.closing:
            heir = self.chosen
        if heir is not None:
            return heir
        if agency_id in chart.continuing:
            return agency_id
        raise _NoHeirError(agency_id, self._why(agency_id))

    def _why(self, agency_id: int) -> Lack:
        """Where some line speaks of a part of the agency's area, the dossier's own is unknown."""
        by_area = any(
            line.area is not None
            for line in self.mover.chart.lines
            if line.predecessor == agency_id and line.unit is None
        )
        return Lack.AREA if by_area else Lack.LINE

    def _has_passed_on(self) -> bool:
        """Whether the deciding agency lives on, and this dossier still leaves it."""
        old = self.state.competent_agency_id
        return old in self.mover.chart.continuing and self._agency(old) != old

    # Units

    def _leaves(self, unit_id: int) -> bool:
        """Whether what lies in this unit goes elsewhere."""
        if unit_id in self.mover.gone:
            return True
        unit = agencies.unit(unit_id)
        own = unit.agency_id == self.state.competent_agency_id and unit.kind not in RECEIVING_KINDS
        return own and self._has_passed_on()

    def _at_counter(self) -> int:
        if self._counter is None:
            here = self.state.counter_id
            self._counter = self._unit(here) if here in self.mover.gone else here
        return self._counter

    def _unit(self, unit_id: int, step: ProcessStep | None = None) -> int:
        """The unit that takes this one's place: by a line, else for the step, else by its kind."""
        unit, day = agencies.unit(unit_id), self.mover.day
        named = self.mover.chart.unit_heir(unit_id, self.matter)
        if named is not None:
            return named
        heir = self._agency(unit.agency_id)
        if unit.kind not in RECEIVING_KINDS and step is not None:
            return self._for_step(step, heir)
        found = reorganisations.same_kind(unit, heir, day)
        if found is None:
            lack = Lack.COUNTER if unit.kind in RECEIVING_KINDS else Lack.UNIT
            raise _NoHeirError(unit.agency_id, lack)
        return found.id

    def _for_step(self, step: ProcessStep, agency_id: int) -> int:
        try:
            return placing.unit_of_step(
                step, receiving_unit_id=self._at_counter(), agency_id=agency_id, on=self.mover.day
            )
        except InvalidError:
            raise _NoHeirError(self.state.competent_agency_id, Lack.UNIT) from None

    def _step(self, key: str) -> ProcessStep | None:
        steps = version_of(self.state).process.steps
        return next((step for step in steps if step.key == key), None)

    # What the dossier holds of them

    def _holding(self, counter: int) -> dict[str, Any]:
        state = self.state
        if state.holder_unit_id is None or not self._leaves(state.holder_unit_id):
            return {}
        unit = counter
        if state.holder_unit_id != state.counter_id:
            unit = self._unit(state.holder_unit_id, self._step(state.step_key))
        stays = (state.holder_id, unit) in self.mover.posts
        return {"holder_unit_id": unit, "holder_id": state.holder_id if stays else None}

    def _offering(self) -> dict[str, Any]:
        state = self.state
        if not state.offer or not self._leaves(state.offer["unit"]):
            return {}
        unit = self._unit(state.offer["unit"], self._step(state.offer.get("step", "")))
        officer = state.offer.get("officer")
        stays = (officer, unit) in self.mover.posts
        offer = state.offer | {"unit": unit, "officer": officer if stays else None}
        return {"offer": offer, "offer_unit_id": unit}

    def _beside(self) -> dict[str, Any]:
        """Open consultations and running legs go to whoever took the asked unit's place."""
        state, gone = self.state, self.mover.gone
        if not gone.intersection(state.waiting_unit_ids):
            return {}
        asked = tuple(
            item | {"unit": self._unit(item["unit"])}
            if item["unit"] in gone and not item["answered_at"]
            else item
            for item in state.consultations
        )
        legs = tuple(
            leg | {"unit": self._unit(leg["unit"]), "officer": None}
            if leg["unit"] in gone and beside.is_running(leg)
            else leg
            for leg in state.legs
        )
        waiting = beside.waiting(legs, asked)
        return {"consultations": asked, "legs": legs, "waiting_unit_ids": waiting}

    def _paper(self, counter: int, holder: int | None) -> dict[str, Any]:
        """The paper file keeps its shelf; the unit that answers for it is another one."""
        state = self.state
        place = state.paper_place
        here = place["unit"] if place else None
        if not place or here is None or not self._leaves(here):
            return {}
        if here == state.counter_id:
            unit = counter
        elif holder is not None and here == state.holder_unit_id:
            unit = holder
        else:
            unit = self._unit(here, self._step(state.step_key))
        return {"paper_place": place | {"unit": unit}}

    def _incident(self) -> dict[str, Any]:
        """Who answers for a wrong or lost result that is not made good yet."""
        incident = self.state.incident
        if not incident or incident["closed_at"] or incident["agency"] not in self._passing_on():
            return {}
        return {"incident": incident | {"agency": self._agency(incident["agency"])}}

    def _taking_part(self, values: Mapping[str, Any], counter: int) -> tuple[int, ...]:
        """Each that ends gives its place to its heir; who has a duty now takes part."""
        state, closing = self.state, self.mover.chart.closing
        passed_on = state.competent_agency_id if self._has_passed_on() else None
        kept = {one for one in state.agency_ids if one not in closing and one != passed_on}
        for one in closing.intersection(state.agency_ids):
            try:
                kept.add(self._agency(one))
            except _NoHeirError:
                continue  # it took part once and has no duty now: nobody takes its place
        fresh = {counter, *values.get("waiting_unit_ids", ())}
        fresh |= {values[name] for name in ("holder_unit_id", "offer_unit_id") if name in values}
        still = {state.holder_unit_id, state.offer_unit_id, *state.waiting_unit_ids} - fresh
        on_duty = _agencies_of(fresh) | _agencies_of(still).intersection(state.agency_ids)
        return tuple(sorted({*kept, *(on_duty - closing), values["competent_agency_id"]}))


def _agencies_of(units: Iterable[int | None]) -> set[int]:
    return {agencies.unit(unit).agency_id for unit in units if unit is not None}
