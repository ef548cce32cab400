"""The ways a dossier may go, told with the fields and contexts that the actions write.

A story is told once for a version, a channel and a course of units; its facts are folded by the
same `apply` that writes and checks real dossiers, so a story that the life cycle forbids cannot
be made. It may be cut after any of its events: that is a dossier still open at the end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.base.actor import ANONYMOUS, Actor, ActorKind
from motcua.clock.limits import Ground
from motcua.dossiers import records
from motcua.dossiers.fees import fees_due
from motcua.dossiers.folding import DossierState, apply, encode
from motcua.dossiers.papers import clean_papers
from motcua.dossiers.records import Request, Step
from motcua.dossiers.simulation import templates as gap
from motcua.dossiers.simulation.outlines import Kind, Leg, Story, Told
from motcua.dossiers.simulation.templates import FactForm, moment, number, raw, word
from motcua.dossiers.states import Channel, Delivery, Money
from motcua.procedures.pinned import PinnedVersion

CONTENT = "Hồ sơ mô phỏng"
_OFFICER = Actor(ActorKind.OFFICER, "0")


def tell(
    version: PinnedVersion,
    legs: tuple[Leg, ...],
    channel: Channel,
    kind: Kind,
    *,
    difficult: bool,
) -> Story:
    """Tell one story; `legs` is the main way through the version's process, return step left out."""
    teller = _Teller(version, legs, channel, kind, difficult)
    teller.tell()
    return Story(
        version, kind, channel, teller.accepted, teller.signed, teller.completed,
        tuple(teller.times), tuple(teller.facts), tuple(teller.states),
    )  # fmt: skip


class _Teller:
    """Takes down one event after the other, each on the state that the ones before led to."""

    def __init__(
        self,
        version: PinnedVersion,
        legs: tuple[Leg, ...],
        channel: Channel,
        kind: Kind,
        difficult: bool,  # noqa: FBT001 - private
    ) -> None:
        self.version, self.legs, self.channel, self.kind = version, legs, channel, kind
        self.difficult = difficult
        self.stretch = 0
        self.accepted = self.signed = self.completed = -1
        self.times: list[Told] = []
        self.facts: list[FactForm] = []
        self.states: list[DossierState] = []

    @property
    def state(self) -> DossierState:
        return self.states[-1]

    @property
    def now(self) -> Any:
        """The mark of the moment of the event being told."""
        return moment(gap.AT + len(self.facts))

    def happens(
        self,
        event: str,
        changes: Mapping[str, Any],
        context: Mapping[str, Any] | None = None,
        private: Mapping[str, Any] | None = None,
        *,
        share: float,
        by: int | None,
        starts: int | None = None,
    ) -> None:
        """Take one event down: its fact, its time, the state after it."""
        step = Step(event, changes, context or {}, private or {})
        place = len(self.facts)
        request = Request(ANONYMOUS if by is None else _OFFICER, self.now)
        fact = records.fact_for(number(gap.ID), step, request)
        self.facts.append(gap.fact_form(fact, place, by))
        encoded = {name: encode(name, value) for name, value in changes.items()}
        self.states.append(apply(self.states[-1] if self.states else None, event, encoded))
        budget = None
        if starts is not None and self.legs[starts].step.minutes > 0:
            budget = (starts, self.legs[starts].step.minutes)
        self.times.append(Told(self.stretch, share, budget))

    def tell(self) -> None:
        self._come_in()
        self._pay()
        if self.kind is Kind.INSTANT:
            self._decide_at_once()
        else:
            self._go_through()
        if self.completed >= 0:
            self._give_back()

    # In

    def _first(self) -> dict[str, Any]:
        version, channel = self.version, self.channel
        online = channel is Channel.ONLINE
        papers = clean_papers(
            {
                "key": paper.key, "name": paper.name,
                "originals": paper.originals, "copies": paper.copies,
                "source": "digitised" if online else "paper",
            }
            for paper in version.papers
            if paper.required and not paper.condition and not paper.shown_only
        )  # fmt: skip
        fees = fees_due(version, channel.value)
        total = sum(fee["amount"] for fee in fees)
        return {
            "code": word(gap.CODE),
            "receiving_unit_id": number(gap.UNITS),
            "procedure_code": version.code,
            "procedure_version_id": version.id,
            "case_code": "",
            "sector_code": version.sector.code,
            "channel": channel.value,
            "competent_agency_id": number(gap.COMPETENT),
            "agency_ids": (number(gap.AGENCIES),),
            "holder_unit_id": number(gap.UNITS),
            "papers": papers,
            "sets": version.sets or 1,
            "fees": fees,
            "fee_total": total,
            "money": (Money.DUE if total else Money.NONE).value,
            "people": raw(gap.PEOPLE),
            "content": CONTENT,
            "return_channel": word(gap.RETURN_CHANNEL),
            "return_address": "",
            "difficult_area": self.difficult,
        }

    def _acceptance(self) -> dict[str, Any]:
        first = self.legs[0].step
        return {
            "accepted_at": self.now,
            "received_by_id": number(gap.RECEPTIONIST),
            "holder_id": number(gap.RECEPTIONIST),
            "step_key": first.key,
            "step_started_at": self.now,
            "step_due_at": self._step_due(0),
            "clock_started_at": self.now,
            "due_original": moment(gap.DUE),
            "due_at": moment(gap.DUE),
            "due_provisional": raw(gap.PROVISIONAL),
            "near_at": moment(gap.NEAR),
            "book_year": number(gap.BOOK_YEAR),
            "book_number": number(gap.BOOK_NUMBER),
        }

    def _step_due(self, leg: int) -> Any:
        return moment(gap.STEP_DUE + leg) if self.legs[leg].step.minutes > 0 else None

    def _come_in(self) -> None:
        here = {"unit": number(gap.UNITS)}
        online, later = self.channel is Channel.ONLINE, self.kind is Kind.COMPLETED_FIRST
        desk = gap.RECEPTIONIST
        if not online and not later:
            changes = self._first() | {"submitted_at": self.now} | self._acceptance()
            self.accepted = 0
            self.happens("receive", changes, here, share=0, by=desk, starts=0)
            self.stretch = 1
            return
        if online:
            changes = self._first() | {"submitted_at": self.now}
            self.happens("submit_online", changes, here, share=0, by=None)
        note = {"note": "Bổ sung bản sao giấy tờ còn thiếu."}
        if online and later:
            self.happens("ask_to_complete", {}, None, note, share=0.3, by=desk)
        elif later:
            self.happens("guide_at_counter", self._first(), here, note, share=0, by=desk)
        if later:
            submitted = self.state.submitted_at or self.now
            self.happens("complete_intake", {"submitted_at": submitted}, share=0.9, by=desk)
        self.accepted = len(self.facts)
        self.happens("accept", self._acceptance(), here, share=1, by=desk, starts=0)
        self.stretch = 1

    def _pay(self) -> None:
        if not self.state.fee_total:
            return
        context = {"amount": self.state.fee_total, "receipt": word(gap.RECEIPT)}
        changes = {"money": Money.PAID.value}
        self.happens("take_fee", changes, context, share=0, by=gap.RECEPTIONIST)

    # Through

    def _go_through(self) -> None:
        minutes = [max(leg.step.minutes, 30) for leg in self.legs]
        total = sum(minutes)
        passed = 0
        for place, leg in enumerate(self.legs):
            done = (passed + 0.8 * minutes[place]) / total
            passed += minutes[place]
            if place == 1 and self.kind is Kind.WITHDRAWN:
                self._ask_to_withdraw(done)
                return
            if place == 1 and self.kind is Kind.OBLIGATION:
                self._wait_for_payment()
            self._leave(place, leg, done, passed / total)

    def _leave(self, place: int, leg: Leg, share: float, taken: float) -> None:
        """Finish the work of one leg: sign, record, or hand on; `taken` is when the next unit has it."""
        kind, by = str(leg.step.kind), gap.OFFICERS + place
        last = place == len(self.legs) - 1
        if kind == "sign":
            context = {"step": leg.step.key, "decision": "granted"}
            self.signed = len(self.facts)
            self.happens("sign_result", {"result": self._result(by)}, context, share=share, by=by)
        if last:
            self._complete("complete", {}, share=1, by=by)
            return
        self._hand_on(place, share, taken, named=kind != "sign")

    def _hand_on(self, place: int, share: float, taken: float, *, named: bool) -> None:
        by = gap.OFFICERS + place
        here, there = self.legs[place], self.legs[place + 1]
        context = {
            "unit": number(gap.UNITS + there.unit), "step": there.step.key,
            "step_name": there.step.name, "from_step": here.step.key,
        }  # fmt: skip
        if named:
            context["from_unit"] = number(gap.UNITS + here.unit)
            if len(here.step.next) > 1:
                context["choice"] = here.step.next[0].to
        officer = number(gap.OFFICERS + place + 1) if there.step.role == "case_officer" else None
        if here.unit == there.unit and place:
            changes = self._step_changes(place + 1, officer if named else None)
            if not named:
                del changes["holder_unit_id"]
            self.happens("forward", changes, context, share=share, by=by, starts=place + 1)
            return
        offered = self._offered(place + 1, officer if named else None)
        self.happens("offer", offered, context, share=share, by=by)
        self._take_over(place + 1, taken)

    def _offered(self, place: int, officer: int | None) -> dict[str, Any]:
        leg = self.legs[place]
        unit = number(gap.UNITS + leg.unit)
        offer = {
            "unit": unit, "step": leg.step.key, "by": number(gap.OFFICERS + place - 1),
            "at": encode("due_at", self.now), "officer": officer,
        }  # fmt: skip
        return {"offer": offer, "offer_unit_id": unit}

    def _take_over(self, place: int, share: float) -> None:
        before, leg, taker = self.legs[place - 1], self.legs[place], gap.OFFICERS + place
        changes = self._step_changes(place, number(taker))
        changes |= {"offer": None, "offer_unit_id": None}
        context = {
            "unit": number(gap.UNITS + leg.unit), "from_unit": number(gap.UNITS + before.unit),
            "step": leg.step.key, "step_name": leg.step.name, "from_step": before.step.key,
        }  # fmt: skip
        self.happens("take_over", changes, context, share=share, by=taker, starts=place)

    def _step_changes(self, place: int, officer: int | None) -> dict[str, Any]:
        leg = self.legs[place]
        return {
            "holder_unit_id": number(gap.UNITS + leg.unit),
            "holder_id": officer,
            "step_key": leg.step.key,
            "step_started_at": self.now,
            "step_due_at": self._step_due(place),
        }

    def _wait_for_payment(self) -> None:
        by, ground = gap.OFFICERS + 1, Ground.FINANCIAL_OBLIGATION.value
        began = encode("due_at", self.now)
        stopped = {
            "due_original": moment(gap.DUE),
            "due_at": None,
            "due_provisional": False,
            "near_at": None,
        }
        note = {"note": "Thông báo nộp nghĩa vụ tài chính."}
        self.stretch = 2
        self.happens(
            "request_obligation", {"pauses": ([began, None, ground],)} | stopped, None, note,
            share=0, by=by,
        )  # fmt: skip
        ended = encode("due_at", self.now)
        going = {
            "pauses": ([began, ended, ground],), "due_original": moment(gap.DUE),
            "due_at": moment(gap.DUE_AFTER), "due_provisional": raw(gap.PROVISIONAL_AFTER),
            "near_at": moment(gap.NEAR_AFTER),
        }  # fmt: skip
        receipt = {"receipt": word(gap.RECEIPT)}
        self.happens("settle_obligation", going, receipt, share=1, by=by)
        self.stretch = 3

    def _ask_to_withdraw(self, share: float) -> None:
        paused = {
            "pauses": ([encode("due_at", self.now), None, Ground.WITHDRAWAL_REQUEST.value],),
            "due_original": moment(gap.DUE), "due_at": None, "due_provisional": False, "near_at": None,
        }  # fmt: skip
        private = {"reason": "Người nộp xin rút để bổ sung."}
        self.happens("request_withdrawal", paused, None, private, share=share, by=gap.RECEPTIONIST)

    # Out

    def _result(self, signer: int) -> dict[str, Any]:
        results = self.version.results
        return {
            "decision": "granted", "number": word(gap.RESULT), "signed_on": word(gap.SIGNED_ON),
            "signed_by": number(signer), "name": results[0].name if results else "Kết quả giải quyết",
        }  # fmt: skip

    def _decide_at_once(self) -> None:
        self.signed = len(self.facts)
        result = {"result": self._result(gap.RECEPTIONIST)}
        self._complete("decide_on_the_spot", result, share=1, by=gap.RECEPTIONIST)

    def _complete(self, event: str, more: dict[str, Any], *, share: float, by: int) -> None:
        returning = [step for step in self.version.process.steps if step.kind == "return"]
        changes = {
            "finished_at": self.now, "delivery": Delivery.WAITING.value,
            "holder_unit_id": number(gap.UNITS), "holder_id": None,
            "offer": None, "offer_unit_id": None,
            "step_key": returning[0].key if returning else self.state.step_key,
            "step_started_at": self.now, "step_due_at": None,
        }  # fmt: skip
        self.completed = len(self.facts)
        context = {"unit": number(gap.UNITS), "decision": "granted"}
        self.happens(event, changes | more, context, share=share, by=by)
        self.stretch += 1

    def _give_back(self) -> None:
        changes = {
            "returned_at": self.now, "delivery": Delivery.DELIVERED.value,
            "holder_id": None, "holder_unit_id": None,
        }  # fmt: skip
        context = {"method": word(gap.RETURN_CHANNEL), "decision": "card"}
        receiver = {"receiver": {"name": word(gap.RECEIVER)}}
        self.happens("return_result", changes, context, receiver, share=1, by=gap.RETURNER)
