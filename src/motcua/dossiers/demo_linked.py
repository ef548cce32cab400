"""Invented linked dossiers: a child between police and insurer, land between surveyor and tax.

And a letter that waits, one that nobody answered, and a record of verification. Made by the real
actions; every person is invented.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from motcua.accounts import queries as accounts
from motcua.agencies import queries as agencies
from motcua.base.actor import SYSTEM
from motcua.base.dates import in_vietnam
from motcua.clock.calendars import moment_of, tick_of
from motcua.dossiers import records, timing
from motcua.dossiers.actions import (
    consultations,
    intake,
    legs,
    pauses,
    results,
    routing,
    verifications,
)
from motcua.dossiers.folding import DossierState
from motcua.dossiers.obligations import Duty, Notice
from motcua.dossiers.people import People, Person
from motcua.dossiers.receiving import Intake
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures

WARD = "ubnd-21028"
BIRTH_CHAIN, LAND, AGAIN = "2.000986", "1.013978", "1.004884"
NewPerson = Callable[[], Person]


def load(new_person: NewPerson, *, at: datetime) -> int:
    """The linked part of the demo; how many dossiers were made."""
    now = in_vietnam(at)
    told = (
        (16, _with_the_police), (70, _late_at_the_police), (48, _with_the_insurer),
        (20, _with_the_surveyor), (96, _with_the_tax_authority), (100, _waiting_for_payment),
        (6, _asked_and_verified), (36, _asked_in_vain),
    )  # fmt: skip
    for hours, story in told:
        story(_Walk(new_person, now, hours))
    return len(told)


class _Walk:
    """One dossier, and a clock that moves on in working time up to now."""

    def __init__(self, new_person: NewPerson, now: datetime, hours_ago: int) -> None:
        self.person, self.now = new_person(), now
        agency = agencies.agency_by_key(WARD, now.date())
        unit = agencies.one_stop_of(agency.id, now.date()) if agency else None
        if unit is None:
            raise LookupError(f"the demo province has no {WARD}")
        self.unit = unit
        self.calendar = timing.calendar_of(unit.id)
        self.at = moment_of(self.calendar.before_minutes(tick_of(now), hours_ago * 60))
        self.code = ""

    @property
    def state(self) -> DossierState:
        return records.load(self.code, SYSTEM)[1]

    def asks(self, role: str, unit_id: int | None, minutes: int = 30) -> Request:
        """A request of whoever holds the role in the unit, or else anywhere in its agency."""
        self.at = min(moment_of(self.calendar.after_minutes(tick_of(self.at), minutes)), self.now)
        unit_ids = [unit_id or self.unit.id]
        agency_id = agencies.unit(unit_ids[0]).agency_id
        unit_ids += [view.id for view in agencies.units_of_agency(agency_id, self.at.date())]
        for wanted in unit_ids:
            found = accounts.officers_of(wanted, role, self.at.date())
            if found:
                return Request(accounts.actor_for(found[0].id, self.at), self.at)
        raise LookupError(f"nobody is {role} in unit {unit_ids[0]}")

    def received(self, procedure: str) -> None:
        version = procedures.current_version(
            procedure, self.at.date(), agency_id=self.unit.agency_id
        )
        if version is None:
            raise LookupError(f"the demo catalogue has no {procedure}")
        papers = tuple(
            {"key": paper.key, "name": paper.name, "originals": max(paper.originals, 1)}
            for paper in version.papers
            if paper.required and not paper.condition and not paper.shown_only
        )
        taken = Intake(procedure, People(self.person, self.person), papers)
        request = self.asks("intake_officer", self.unit.id, 0)
        self.code = intake.receive(taken, unit_id=self.unit.id, request=request).state.code

    def on(self, role: str, taker: str = "") -> None:
        """Forward, and let the next unit take over where it is another."""
        routing.forward(self.code, request=self.asks(role, self.state.holder_unit_id))
        if self.state.offer:
            self.taken_over(taker or role)

    def taken_over(self, role: str) -> None:
        routing.take_over(self.code, request=self.asks(role, self.state.offer_unit_id))

    def doing(self, leg: str, minutes: int) -> Request:
        entry = next(one for one in self.state.legs if one["key"] == leg)
        return self.asks("case_officer", entry["unit"], minutes)


def _registered(walk: _Walk) -> None:
    walk.received(BIRTH_CHAIN)
    walk.on("intake_officer", "case_officer")
    walk.on("case_officer", "head_of_agency")
    signer = walk.asks("head_of_agency", walk.state.holder_unit_id)
    results.sign_result(walk.code, number=f"{walk.state.book_number}/KS", request=signer)
    walk.taken_over("case_officer")


def _with_the_police(walk: _Walk) -> None:
    _registered(walk)


def _late_at_the_police(walk: _Walk) -> None:
    _registered(walk)
    legs.take_leg(walk.code, leg="thuong-tru", request=walk.doing("thuong-tru", 120))


def _with_the_insurer(walk: _Walk) -> None:
    _registered(walk)
    request = walk.doing("thuong-tru", 1800)
    legs.finish_leg(walk.code, leg="thuong-tru", number="TT-0192", request=request)
    walk.on("case_officer", "clerk")


def _with_the_surveyor(walk: _Walk) -> None:
    walk.received(LAND)
    walk.on("intake_officer", "case_officer")


def _with_the_tax_authority(walk: _Walk) -> None:
    _with_the_surveyor(walk)
    walk.on("case_officer")
    request = walk.doing("trich-do", 1500)
    legs.finish_leg(walk.code, leg="trich-do", number="TĐ-317", request=request)
    walk.on("case_officer")
    walk.on("case_officer")


def _waiting_for_payment(walk: _Walk) -> None:
    _with_the_tax_authority(walk)
    legs.take_leg(walk.code, leg="thue", request=walk.doing("thue", 60))
    request = walk.doing("thue", 600)
    day = request.at.date()
    notices = (
        Notice("2231/TB-TQN", day, 3_150_000, Duty.REGISTRATION, day + timedelta(days=30)),
        Notice("2232/TB-TQN", day, 41_800_000, Duty.LAND_USE, day + timedelta(days=30)),
    )
    legs.finish_leg(walk.code, leg="thue", notices=notices, request=request)
    pauses.settle_obligation(
        walk.code, notice="2231/TB-TQN", receipt="GNT-55017", amount=3_150_000,
        request=walk.asks("return_officer", walk.unit.id, 300),
    )  # fmt: skip


def _ask_police(walk: _Walk, days: int) -> None:
    walk.received(AGAIN)
    walk.on("intake_officer", "case_officer")
    on = walk.at.date()
    police = agencies.unit_by_key(f"{WARD}-cong-an", on)
    if police is None:
        raise LookupError(f"{WARD} has no police")
    question = "Đề nghị cho biết người này có thông tin cư trú, nhân thân khớp với tờ khai không."
    consultations.consult(
        walk.code, unit_id=police.id, question=question, amount=Decimal(days), number="41/LYK",
        request=walk.asks("case_officer", walk.state.holder_unit_id),
    )  # fmt: skip


def _asked_and_verified(walk: _Walk) -> None:
    _ask_police(walk, 2)
    request = walk.asks("case_officer", walk.state.holder_unit_id, 90)
    verifications.verify(
        walk.code, held_at=request.at - timedelta(minutes=45),
        place="Nhà văn hóa tổ 6, phường Nghĩa Lộ",
        participants="Ông Nguyễn Văn Thơ, tổ trưởng tổ dân phố\nBà Trần Thị Bé, hàng xóm",
        content="Các bên xác nhận người yêu cầu sinh sống tại địa phương từ nhỏ, họ tên, năm sinh "
        "như tờ khai. Sổ gốc bị hư do lũ.",
        request=request,
    )  # fmt: skip


def _asked_in_vain(walk: _Walk) -> None:
    _ask_police(walk, 2)
    late = Request(SYSTEM, walk.now)
    item = walk.state.consultations[0]
    if datetime.fromisoformat(item["due_at"]) < walk.now:
        consultations.miss_consultation(walk.code, consultation=item["id"], request=late)
