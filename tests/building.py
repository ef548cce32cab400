"""A building permit (1.013225) of the demo ward, on the desk of the officer who appraises it."""

from __future__ import annotations

from datetime import datetime, timedelta

from motcua.base.actor import Actor
from motcua.dossiers import records
from motcua.dossiers.actions import acts, intake, routing
from motcua.dossiers.clearance import Clearance
from motcua.dossiers.models import Dossier
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Recorded, Request
from motcua.dossiers.states import ActKind
from motcua.procedures import queries as procedures

PERMIT = "1.013225"
BINH = Person("Trần Văn Bình", id_number="051085001239", phone="0905550001")


def permit(world, *, keys: tuple[str, ...] | None = None) -> intake.Intake:
    """What Bình hands in: every required paper, or those named."""
    version = procedures.current_version(PERMIT, world.at.date())
    papers = tuple(
        {"key": paper.key, "name": paper.name, "originals": 1}
        for paper in version.papers
        if (paper.required and not paper.condition if keys is None else paper.key in keys)
    )
    return intake.Intake(PERMIT, People(BINH, BINH), papers)


def permit_on_the_desk(world) -> tuple[str, datetime]:
    """Its code and the moment at which the case officer begins."""
    clerk = world.officer("intake_officer")
    unit = world.one_stop()
    recorded = intake.receive(permit(world), unit_id=unit.id, request=Request(clerk, world.at))
    return recorded.state.code, forwarded_to(world, recorded, "b3")


def forwarded_to(world, recorded: Recorded, step: str) -> datetime:
    """Pass it on from hand to hand until it stands at the step; the moment after."""
    at = world.at
    while recorded.state.step_key != step or recorded.state.offer:
        at += timedelta(minutes=10)
        recorded = _on(world, recorded, at)
    return at + timedelta(minutes=10)


def _on(world, recorded: Recorded, at: datetime) -> Recorded:
    state = recorded.state
    version = procedures.version(state.procedure_version_id)
    if state.offer:
        step = version.process.step(state.offer["step"])
        taker: Actor = world.in_unit(step.role, state.offer_unit_id)
        return routing.take_over(state.code, request=Request(taker, at))
    step = version.process.step(state.step_key)
    actor = world.in_unit(step.role, state.holder_unit_id)
    choice = step.next[0].to if len(step.next) > 1 else None
    return routing.forward(state.code, request=Request(actor, at), choice=choice)


class Case:
    """A building permit of a department, standing on the desk of its case officer."""

    def __init__(self, world):
        self.world = world
        self.code, self.at = permit_on_the_desk(world)
        self.version = procedures.version(self.state.procedure_version_id)
        self.officer = world.in_unit("case_officer", self.state.holder_unit_id)
        self.head = world.in_unit("head_of_room", self.state.holder_unit_id)
        self.chief = world.in_agency("head_of_agency", self.state.competent_agency_id)
        self.controller = world.officer("controller", "trung-tam-pvhcc")

    @property
    def state(self):
        return records.load_by_id(self.id)

    @property
    def id(self):
        return Dossier.objects.get(code=self.code).pk

    def by(self, actor, hours=0.0):
        return Request(actor, self.at + timedelta(hours=hours))

    def items(self, *keys):
        keys = keys or (self.version.papers[0].key,)
        return [{"paper_key": key, "originals": 1, "defect": "unclear"} for key in keys]

    def asking(self, **more):
        return {
            "items": self.items(), "reason": "Bản vẽ mặt cắt không đọc được kích thước.",
            "ground": "Khoản 2 Điều 54 Nghị định 175/2024/NĐ-CP", "deadline": "2026-10-30",
        } | more  # fmt: skip

    def drafted(self, kind=ActKind.SUPPLEMENT_REQUEST, **content):
        content = content or self.asking()
        return acts.draft_act(self.code, kind=kind, content=content, request=self.by(self.officer))

    def cleared(self, act, by=None):
        acts.approve_act(act.pk, version=act.version, request=self.by(self.head))
        act.refresh_from_db()
        clearance = Clearance(act.pk, act.digest, (by or self.controller).account_id, self.at)
        acts.clear_act(
            act.pk, clearance=clearance, version=act.version, request=self.by(self.controller)
        )
        act.refresh_from_db()
        return act
