"""Dossiers on their way: passed on, asked about, completed, given back; lists, post, incidents."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from building import permit
from motcua.agencies import queries as agencies
from motcua.base.dates import VIETNAM
from motcua.dossiers import records
from motcua.dossiers.actions import (
    consultations,
    handovers,
    incidents,
    intake,
    pauses,
    posting,
    registers,
    results,
    routing,
)
from motcua.dossiers.books import RegisterClosing, RegisterExport
from motcua.dossiers.given import HandoverLine
from motcua.dossiers.models import Dossier
from motcua.dossiers.ports import FakeCarrier
from motcua.dossiers.queries.register import Narrowing
from motcua.dossiers.records import Request
from races.house import House
from races.table import Call, Race, race
from rooms.dossiers.chains import Chain
from rooms.dossiers.test_handovers import DUYEN, HA, TOAN, Ward


def both(ward: Ward, who: str, stranger: str, action: Any, *args: Any, **more: Any) -> Any:
    """The call of the one who may and of the one who may not, each with a moment of its own."""

    def by(username: str) -> Call:
        asked = ward.asks(username)
        return lambda: action(*args, request=asked, **more)

    return by(who), by(stranger)


STRANGER = "tiepnhan.binhson"


@race("dossiers.intake.guide_at_counter")
def guide_at_counter(house: House) -> Race:
    """Without a key two presses are two people; with one the second is the first (as `receive`)."""
    given, asked = permit(house.world), {"unit_id": house.ward.id, "note": "Thiếu bản vẽ"}
    keyed = Request(house.clerk, house.at, key=house.fresh("quay-"), digest="c" * 64)
    stranger = house.by(house.stranger)
    return Race(
        lambda: intake.guide_at_counter(given, request=keyed, **asked),
        lambda: intake.guide_at_counter(given, request=stranger, **asked),
        "dossier.guide_at_counter", wins=2, rows=Dossier.objects.count,
    )  # fmt: skip


@race("dossiers.intake.complete_intake")
def complete_intake(house: House) -> Race:
    guided = intake.guide_at_counter(
        permit(house.world), unit_id=house.ward.id, request=house.by(house.clerk), note="Thiếu"
    )
    by = house.asks(intake.complete_intake, guided.state.code, cause="applicant")
    return Race(by(house.clerk), by(house.stranger), "dossier.complete_intake")


@race("dossiers.routing.decline_offer")
def decline_offer(house: House) -> Race:
    ward = Ward(house.world)
    code = ward.received()
    routing.forward(code, request=ward.asks(HA))
    calls = both(ward, DUYEN, HA, routing.decline_offer, code, reason="Nhầm phòng")
    return Race(*calls, "dossier.decline_offer")


@race("dossiers.routing.decline_offer", "dossiers.routing.take_over")
def decline_or_take(house: House) -> Race:
    ward = Ward(house.world)
    code = ward.received()
    routing.forward(code, request=ward.asks(HA))
    calls = both(ward, DUYEN, STRANGER, routing.decline_offer, code, reason="Nhầm phòng")
    takes, _ = both(ward, DUYEN, STRANGER, routing.take_over, code)
    return Race(*calls, other=takes)


@race("dossiers.routing.send_back")
def send_back(house: House) -> Race:
    ward = Ward(house.world)
    code = ward.received()
    for giver, taker in ((HA, DUYEN), (DUYEN, "chutich.nghialo")):
        routing.forward(code, request=ward.asks(giver))
        routing.take_over(code, request=ward.asks(taker))
    more = {"to_step": "b2", "reason": "Sửa tên"}
    calls = both(ward, "chutich.nghialo", HA, routing.send_back, code, **more)
    return Race(*calls, "dossier.send_back")


@race("dossiers.results.notify_result")
def notify_result(house: House) -> Race:
    ward = Ward(house.world)
    calls = both(ward, TOAN, DUYEN, results.notify_result, ward.completed())
    return Race(*calls, "dossier.notify_result")


@race("dossiers.results.take_fee")
def take_fee(house: House) -> Race:
    code = Chain(house.world).received("1.001612").code
    made = records.load(code, house.clerk)[1]
    by = house.asks(results.take_fee, made.code, amount=made.fee_total, receipt="BL 1")
    cashier = house.world.in_unit("fee_officer", made.receiving_unit_id)
    return Race(by(cashier), by(house.stranger), "dossier.take_fee")


@race("dossiers.pauses.request_obligation")
def request_obligation(house: House) -> Race:
    chain = Chain(house.world).land_at_tax()
    asked, stranger = chain.asks("diachinh.nghialo"), chain.asks(STRANGER)
    return Race(
        lambda: pauses.request_obligation(chain.code, note="TB 12", request=asked),
        lambda: pauses.request_obligation(chain.code, note="TB 12", request=stranger),
        "dossier.request_obligation",
    )


def _consulting(house: House) -> Chain:
    chain = Chain(house.world).received("1.004884").on("intake_officer", DUYEN)
    police = agencies.unit_by_key("ubnd-21028-cong-an", house.at.date())
    consultations.consult(
        chain.code, unit_id=police.id, question="?", amount=Decimal(1), request=chain.asks(DUYEN)
    )
    return chain


@race("dossiers.consultations.answer_consultation")
def answer_consultation(house: House) -> Race:
    chain = _consulting(house)
    asked, stranger = chain.asks("cutru.nghialo"), chain.asks(DUYEN)
    said = {"consultation": "1", "answer": "Có"}
    return Race(
        lambda: consultations.answer_consultation(chain.code, request=asked, **said),
        lambda: consultations.answer_consultation(chain.code, request=stranger, **said),
        "dossier.answer_consultation",
    )


@race("dossiers.consultations.remind_consultation")
def remind_consultation(house: House) -> Race:
    chain = _consulting(house)
    asked, stranger = chain.asks(DUYEN), chain.asks("cutru.nghialo")
    return Race(
        lambda: consultations.remind_consultation(chain.code, consultation="1", request=asked),
        lambda: consultations.remind_consultation(chain.code, consultation="1", request=stranger),
        "dossier.remind_consultation",
    )


# Lists and the post


@race("dossiers.handovers.offer_list", also="the same two in another order")
def offer_list(house: House) -> Race:
    """Each dossier comes onto one list, whichever of the two it is."""
    ward = Ward(house.world)
    codes = [ward.received() for _ in range(2)]
    first, second = ward.asks(HA), ward.asks(HA)
    lines = HandoverLine.objects.filter(dossier__code__in=codes).count
    return Race(
        lambda: handovers.offer_list(codes, request=first),
        "Whoever may give no dossier gets a list of reasons, which the hand-over tests prove.",
        "dossier.offer", changes=2, wins=2, rows=lines,
        other=lambda: handovers.offer_list(codes[::-1], request=second),
    )  # fmt: skip


@race("dossiers.handovers.offer_list", also="what was offered before")
def list_what_was_offered(house: House) -> Race:
    ward = Ward(house.world)
    code = ward.received()
    routing.forward(code, request=ward.asks(HA))
    asked = ward.asks(HA)
    return Race(
        lambda: handovers.offer_list([code], request=asked),
        "Whoever may give no dossier gets a list of reasons, which the hand-over tests prove.",
        wins=2, rows=HandoverLine.objects.filter(dossier__code=code).count,
    )  # fmt: skip


@race("dossiers.handovers.offer_to_post")
def offer_to_post(house: House) -> Race:
    ward = Ward(house.world)
    codes = [ward.completed() for _ in range(2)]
    first, second = ward.asks(TOAN), ward.asks(TOAN)
    carrier = FakeCarrier()
    lines = HandoverLine.objects.filter(dossier__code__in=codes).count
    return Race(
        lambda: handovers.offer_to_post(codes, request=first, carrier=carrier),
        "Whoever may post no result gets a list of reasons, which the hand-over tests prove.",
        "dossier.post_result", changes=2, wins=2, rows=lines,
        other=lambda: handovers.offer_to_post(codes[::-1], request=second, carrier=carrier),
    )  # fmt: skip


@race("dossiers.posting.take_back")
def take_back(house: House) -> Race:
    ward = Ward(house.world)
    code = ward.completed()
    posting.post_result(code, request=ward.asks(TOAN), carrier=FakeCarrier())
    calls = both(ward, TOAN, DUYEN, posting.take_back, code, reason="Rách bì")
    return Race(*calls, "dossier.track_post")


# Incidents and the register


def _wrong(ward: Ward) -> str:
    code = ward.completed()
    incidents.open_incident(code, kind="wrong", reason="Sai tên", request=ward.asks(TOAN))
    return code


@race("dossiers.incidents.note_apology")
def note_apology(house: House) -> Race:
    ward = Ward(house.world)
    day = house.at.date()
    calls = both(ward, TOAN, STRANGER, incidents.note_apology, _wrong(ward), apologised_on=day)
    return Race(*calls, "dossier.note_apology")


@race("dossiers.incidents.close_incident")
def close_incident(house: House) -> Race:
    ward = Ward(house.world)
    code = _wrong(ward)
    remedy = incidents.remedy_incident(code, request=ward.asks(HA)).state.code
    made_good = ward.state(code).incident["dossier"] or remedy
    ward.received = lambda: made_good  # type: ignore[method-assign]
    ward.completed()
    results.return_result(
        made_good, identity_check="card", receiver={"name": "Sen"}, request=ward.asks(TOAN)
    )
    day = house.at.date()
    incidents.note_apology(code, apologised_on=day, request=ward.asks(TOAN))
    calls = both(ward, TOAN, DUYEN, incidents.close_incident, code)
    return Race(*calls, "dossier.close_incident")


@race("dossiers.registers.ask_export")
def ask_export(house: House) -> Race:
    """Each press makes a file, and each is told: it holds names."""
    by = house.acts(registers.ask_export, house.ward.id, 2026, kind="xlsx", narrowing=Narrowing())
    verb, rows = "register.exported", RegisterExport.objects.count
    return Race(by(house.clerk), by(house.stranger), verb, wins=2, changes=2, rows=rows)


@race("dossiers.registers.close_register")
def close_register(house: House) -> Race:
    Ward(house.world).received()
    late = datetime(2026, 12, 31, 17, 0, tzinfo=VIETNAM)
    head = house.world.officer("head_of_agency")

    def by(actor: Any) -> Call:
        return lambda: registers.close_register(house.ward.id, 2026, actor=actor, at=late)

    rows = RegisterClosing.objects.count
    return Race(by(head), by(house.clerk), "register.closed", rows=rows)
