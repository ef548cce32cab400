"""One invented dossier that is carried from hand to hand, at moments of working time before now."""

from __future__ import annotations

from datetime import datetime

from motcua.accounts import queries as accounts
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.clock.calendars import moment_of, tick_of
from motcua.control.actions import gate
from motcua.control.models import Review
from motcua.dossiers import records, timing
from motcua.dossiers.actions import acts, intake, issuing, results, routing
from motcua.dossiers.folding import DossierState
from motcua.dossiers.models import DraftAct
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Recorded, Request
from motcua.dossiers.states import ActKind
from motcua.dossiers.versions import version_of
from motcua.procedures import queries as procedures
from motcua.procedures.pinned import PinnedVersion

_HAND_MINUTES = 10


def actor(username: str, at: datetime) -> Actor:
    """Somebody of the demo by name, as they stood at that moment."""
    account = accounts.account_by_username(username)
    if account is None:
        raise LookupError(f"the demo has no {username}")
    return accounts.actor_for(account.id, at)


class Walk:
    """Received so many working hours ago; every later moment is told in hours after that."""

    def __init__(self, procedure: str, agency_key: str, owner: Person, began: datetime) -> None:
        agency = agencies.agency_by_key(agency_key, began.date())
        unit = agencies.one_stop_of(agency.id, began.date()) if agency else None
        version = procedures.current_version(procedure, began.date())
        if agency is None or unit is None or version is None:
            raise LookupError(f"the demo province has no {procedure} at {agency_key}")
        self.version: PinnedVersion = version
        self._began, self._calendar = began, timing.calendar_of(unit.id)
        papers = tuple(
            {"key": paper.key, "name": paper.name, "originals": max(paper.originals, 1),
             "copies": paper.copies}
            for paper in version.papers
            if paper.required and not paper.condition
        )  # fmt: skip
        data = intake.Intake(procedure, People(owner, owner), papers, area_id=agency.area_id)
        clerk = self._holder("intake_officer", unit.id)
        recorded = intake.receive(data, unit_id=unit.id, request=Request(clerk, began))
        self.id, self.code = recorded.id, recorded.state.code

    @property
    def state(self) -> DossierState:
        return records.load_by_id(self.id)

    @property
    def due_hours(self) -> float:
        """The appointment, in working hours after it was received."""
        due = self.state.due_at
        return self._calendar.minutes_between(self._began, due) / 60 if due else 0.0

    def moment(self, hours: float) -> datetime:
        """So many working hours after it was received."""
        return moment_of(self._calendar.after_minutes(tick_of(self._began), int(hours * 60)))

    def by(self, role: str, hours: float) -> Request:
        """A request of whoever holds the role where the dossier lies, else in the agency."""
        unit = self.state.holder_unit_id or self.state.receiving_unit_id
        return Request(self._holder(role, unit), self.moment(hours))

    def carry(self, hours: float, *, until: str = "case_officer") -> None:
        """Hand by hand until somebody of that role works on it, or the result is recorded."""
        hands = 0.0
        state = self.state
        while state.finished_at is None and (state.offer or self._role(state) != until):
            state = self._hand(state, hours + hands).state
            hands += _HAND_MINUTES / 60

    def draft(self, kind: ActKind, content: dict[str, object], hours: float) -> DraftAct:
        """Written by whoever works on it."""
        request = self.by("case_officer", hours)
        return acts.draft_act(self.code, kind=kind, content=content, request=request)

    def approve(self, act: DraftAct, hours: float) -> Review:
        """Agreed to by the head of the room: it arrives at the Centre."""
        gate.approve(act.pk, version=act.version, request=self.by("head_of_room", hours))
        act.refresh_from_db()
        return Review.objects.get(act=act, outcome="")

    def decide(self, hours: float, username: str = "kiemsoat.tt") -> Request:
        """A request of the Centre's."""
        at = self.moment(hours)
        return Request(actor(username, at), at)

    def issue(self, act: DraftAct, hours: float) -> None:
        """Signed by the head of the agency."""
        act.refresh_from_db()
        request = self.by("head_of_agency", hours)
        issuing.issue_act(act.pk, version=act.version, request=request)

    def _role(self, state: DossierState) -> str:
        return version_of(state).process.step(state.step_key).role

    def _hand(self, state: DossierState, hours: float) -> Recorded:
        process, at = version_of(state).process, self.moment(hours)
        if state.offer:
            taker = self._holder(process.step(state.offer["step"]).role, state.offer["unit"])
            return routing.take_over(state.code, request=Request(taker, at))
        step = process.step(state.step_key)
        request = Request(self._holder(step.role, state.holder_unit_id or 0), at)
        if step.kind == "sign":
            return results.sign_result(state.code, number=f"{self.id}/GCN", request=request)
        if step.kind == "record":
            return results.record_result(state.code, request=request)
        choice = step.next[0].to if len(step.next) > 1 else None
        return routing.forward(state.code, request=request, choice=choice)

    def _holder(self, role: str, unit_id: int) -> Actor:
        on = self._began.date()
        found = accounts.officers_of(unit_id, role, on)
        for unit in agencies.units_of_agency(agencies.unit(unit_id).agency_id, on):
            found = found or accounts.officers_of(unit.id, role, on)
        if not found:
            raise LookupError(f"nobody is {role} around unit {unit_id}")
        return accounts.actor_for(found[0].id, self._began)
