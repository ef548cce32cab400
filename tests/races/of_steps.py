"""More steps of a dossier, its papers and its files; what the night does."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from building import permit
from motcua.agencies import queries as agencies
from motcua.base.actor import ANONYMOUS, SYSTEM, Actor
from motcua.clock.models import CalendarProposal
from motcua.control.actions import gate
from motcua.control.models import Review
from motcua.documents import actions as documents
from motcua.documents.models import StoredFile
from motcua.dossiers.actions import (
    applications,
    calendars,
    consultations,
    drafting,
    incidents,
    intake,
    issuing,
    legs,
    paperwork,
    processes,
    results,
    routing,
    unit_calendars,
)
from motcua.dossiers.applying import DraftFile
from motcua.dossiers.issued import ResultDraft
from motcua.dossiers.models import Attachment, Dossier, DraftAct
from motcua.dossiers.records import Request
from motcua.dossiers.states import ActStatus
from races.house import House
from races.of_acts import PDF, at_the_clerk
from races.of_control import Waiting
from races.of_dossiers import STRANGER, both
from races.table import Call, Race, race
from rooms.dossiers.chains import POLICE_HEAD, Chain
from rooms.dossiers.test_handovers import DUYEN, HA, TOAN, Ward
from rooms.dossiers.test_process_moves import cast, prepared


def stepping(chain: Chain, who: str, stranger: str, action: Any, **more: Any) -> tuple[Call, Call]:
    asked, refused = chain.asks(who), chain.asks(stranger)
    return (
        lambda: action(chain.code, request=asked, **more),
        lambda: action(chain.code, request=refused, **more),
    )


@race("dossiers.intake.submit_online")
def submit_online(house: House) -> Race:
    """The same press from one browser is one dossier."""
    given = permit(house.world)
    keyed = Request(ANONYMOUS, house.at, key=house.fresh("gui-"), digest="d" * 64)
    return Race(
        lambda: intake.submit_online(given, unit_id=house.ward.id, request=keyed),
        "Everybody may apply.", "dossier.submit_online", wins=2, rows=Dossier.objects.count,
    )  # fmt: skip


@race("dossiers.routing.assign")
def assign(house: House) -> Race:
    ward = Ward(house.world)
    code = ward.received()
    routing.forward(code, request=ward.asks(HA))
    routing.take_over(code, request=ward.asks(DUYEN))
    officer = house.actor(DUYEN).account_id
    calls = both(ward, "chutich.nghialo", TOAN, routing.assign, code, officer=officer)
    return Race(*calls, "dossier.assign")


@race("dossiers.results.record_result")
def record_result(house: House) -> Race:
    ward = Ward(house.world)
    code = at_the_clerk(ward)
    return Race(
        *both(ward, "vanthu.nghialo", STRANGER, results.record_result, code), "dossier.complete"
    )


@race("dossiers.consultations.consult")
def consult(house: House) -> Race:
    chain = Chain(house.world).received("1.004884").on("intake_officer", DUYEN)
    police = agencies.unit_by_key("ubnd-21028-cong-an", house.at.date())
    more = {"unit_id": police.id, "question": "?", "amount": Decimal(1)}
    calls = stepping(chain, DUYEN, TOAN, consultations.consult, **more)
    return Race(*calls, "dossier.consult")


@race("dossiers.legs.open_leg")
def open_leg(house: House) -> Race:
    chain = Chain(house.world).birth_with_legs()
    legs.send_back_leg(
        chain.code, leg="thuong-tru", reason="Thiếu", request=chain.asks(POLICE_HEAD)
    )
    calls = stepping(chain, DUYEN, STRANGER, legs.open_leg, leg="thuong-tru")
    return Race(*calls, "dossier.open_leg")


@race("dossiers.incidents.open_incident")
def open_incident(house: House) -> Race:
    ward = Ward(house.world)
    more = {"kind": "wrong", "reason": "Sai tên"}
    calls = both(ward, TOAN, STRANGER, incidents.open_incident, ward.completed(), **more)
    return Race(*calls, "dossier.open_incident")


@race("dossiers.paperwork.place_paper")
def place_paper(house: House) -> Race:
    ward = Ward(house.world)
    code = ward.received()
    calls = both(ward, HA, STRANGER, paperwork.place_paper, code, place="archive", shelf="K1")
    return Race(*calls, "dossier.place_paper")


@race("dossiers.paperwork.keep_originals")
def keep_originals(house: House) -> Race:
    ward = Ward(house.world)
    code = ward.received()
    kept = [{"name": "Sổ hộ tịch", "count": 1}]
    calls = both(ward, HA, STRANGER, paperwork.keep_originals, code, originals=kept)
    return Race(*calls, "dossier.keep_originals")


@race("dossiers.drafting.draft_text")
def draft_text(house: House) -> Race:
    """Whoever comes second in the same moment has not seen the first draft, and is told."""
    case = house.case()
    content = {"title": "Giấy phép", "text": "Cấp phép."}

    def by(actor: Actor) -> Call:
        asked = case.by(actor)
        return lambda: drafting.draft_text(case.code, content=content, request=asked)

    rows = ResultDraft.objects.filter(dossier_id=case.id, closed_at=None).count
    return Race(by(case.officer), by(house.stranger), wins=(1, 2), rows=rows)


@race("documents.store")
def store(house: House) -> Race:
    """The same bytes are one file, whoever brings them."""
    content = PDF + house.fresh("%").encode()

    def brings() -> object:
        return documents.store(content, actor=ANONYMOUS, at=house.at)

    return Race(
        brings, "Everybody who applies brings files.", wins=2, rows=StoredFile.objects.count
    )


@race("dossiers.applications.send_supplement")
def send_supplement(house: House) -> Race:
    """What somebody sends twice is there twice; the counter says what counts."""
    case = house.case()
    act = case.cleared(case.drafted())
    issuing.issue_act(act.pk, version=act.version, request=case.by(case.head))
    stored = documents.store(PDF, actor=ANONYMOUS, at=house.at)
    files = [DraftFile(stored.sha256, "a.pdf", stored.size)]
    paper = case.version.papers[0].key

    def by(actor: Actor) -> Call:
        asked = case.by(actor, 2)
        return lambda: applications.send_supplement(
            case.code, paper_key=paper, files=files, request=asked
        )

    rows = Attachment.objects.count
    return Race(by(SYSTEM), by(house.stranger), "attachment.added", wins=2, changes=2, rows=rows)


@race("control.gate.settle_orphans")
def settle_orphans(house: House) -> Race:
    """The night's work, done by two workers: each look ends once."""
    asked = house.by(SYSTEM)
    gate.settle_orphans(asked)
    waiting = Waiting(house)
    DraftAct.objects.filter(pk=waiting.act).update(status=ActStatus.CANCELLED.value)
    ended = Review.objects.filter(pk=waiting.review).exclude(outcome="").count
    return Race(
        lambda: gate.settle_orphans(asked), "Only the night calls it.", "gate.decided", wins=2,
        rows=ended,
    )  # fmt: skip


def _assignment(house: House) -> Any:
    """A unit that is to receive by a market's hours."""
    week = {"mon": [["07:30", "11:30"]]}
    content = {"name": "Lịch chợ", "hours": [{"from": "2025-07-01", "week": week}]}
    key = house.fresh("lich-")
    number = calendars.propose_calendar_hours(
        content=content, reason="Giờ chợ", actor=house.business, at=house.at, key=key
    )
    calendars.confirm_calendar(number, actor=house.director, at=house.at)
    unit = agencies.unit(house.ward.id)
    return house.acts(
        unit_calendars.propose_assignment, unit.id, calendar_key=unit.calendar_key,
        reception_key=key, reason="QĐ",
    )  # fmt: skip


@race("dossiers.unit_calendars.propose_assignment", "clock.propose_following")
def propose_assignment(house: House) -> Race:
    by = _assignment(house)
    rows = CalendarProposal.objects.count
    return Race(by(house.business), by(house.stranger), rows=rows)


@race("dossiers.unit_calendars.confirm_assignment", "clock.confirm_following")
def confirm_assignment(house: House) -> Race:
    """Follows the row that proposes: what is open for the unit is settled here."""
    number = unit_calendars.open_proposal_of(house.ward.id)
    number = number or _assignment(house)(house.business)()
    by = house.acts(unit_calendars.confirm_assignment, number)
    return Race(by(house.director), by(house.business), "agencies.calendars_assigned")


@race("dossiers.calendars.refuse_calendar", "clock.refuse_change")
def refuse_calendar(house: House) -> Race:
    number = _assignment(house)(house.business)()
    by = house.acts(calendars.refuse_calendar, number, reason="Chưa cần")
    return Race(
        by(house.director),
        by(house.stranger),
        rows=CalendarProposal.objects.filter(state="proposed").count,
        changes=-1,
    )


@race("dossiers.processes.rehearse_again", "dossiers.processes.withdraw_move")
def rehearse_or_withdraw(house: House) -> Race:
    people = cast(house.world)
    prepares, _, stranger = people
    move = prepared(house.world, people)
    again = house.acts(
        processes.rehearse_again, move_id=move.id, revision=1, mapping=move.mapping, reason="Lại"
    )
    gives_up = house.acts(processes.withdraw_move, move_id=move.id)
    return Race(again(prepares), gives_up(stranger), other=gives_up(prepares), wins=(1, 2))
