"""Linked procedures: legs open by themselves, hold up what needs them, and tell who is waited for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.agencies import queries as agencies
from motcua.base.dates import VIETNAM
from motcua.base.verdict import InvalidError, NotPermittedError, RefusedError
from motcua.documents import actions as documents
from motcua.dossiers import checks, folding, records, timing
from motcua.dossiers.actions import attachments, intake, legs, pauses, results, routing
from motcua.dossiers.people import People
from motcua.dossiers.queries import detail
from motcua.dossiers.states import Status
from motcua.procedures import queries as procedures
from rooms.dossiers.chains import (
    BIRTH_CHAIN,
    INSURER,
    POLICE,
    POLICE_HEAD,
    SEN,
    STRANGER,
    SURVEYOR,
    TAX,
    Chain,
    notice,
)
from world import NOW, World


@pytest.fixture
def chain(world):
    yield Chain(world)
    assert checks.check(due_dates=True).findings == []


def state(chain):
    return records.load(chain.code, chain.asks("intake_officer", 0).actor)[1]


def leg_of(chain, key):
    return [leg for leg in state(chain).legs if leg["key"] == key][-1]


def test_a_birth_goes_through_police_and_insurance_to_the_parent(chain):
    chain.birth_with_legs()
    due = state(chain).due_at
    police = leg_of(chain, "thuong-tru")
    assert agencies.unit(police["unit"]).key == "ubnd-21028-cong-an"
    assert police["opened_at"] == chain.at.isoformat()
    calendar = timing.calendar_of(police["unit"])
    assert calendar.minutes_between(chain.at, timing.moment(police["due_at"])) == 56 * 60
    assert [leg["key"] for leg in state(chain).legs] == ["thuong-tru"]
    assert state(chain).waiting_unit_ids == (police["unit"],)

    legs.take_leg(chain.code, leg="thuong-tru", request=chain.asks(POLICE))
    legs.finish_leg(chain.code, leg="thuong-tru", number="88/CT", request=chain.asks(POLICE))
    insurer = leg_of(chain, "the-bhyt")
    assert agencies.unit(insurer["unit"]).agency_key == "bhxh-tinh"
    assert insurer["opened_at"] == chain.at.isoformat()
    assert state(chain).waiting_unit_ids == (insurer["unit"],)

    chain.on("hotich.nghialo", "clerk")
    with pytest.raises(InvalidError, match=r"còn chờ .*Bảo hiểm xã hội.* “Cấp thẻ"):
        results.record_result(chain.code, request=chain.asks("clerk"))
    legs.finish_leg(chain.code, leg="the-bhyt", note="Đã cấp thẻ", request=chain.asks(INSURER))
    assert state(chain).waiting_unit_ids == ()
    done = results.record_result(chain.code, request=chain.asks("clerk"))
    assert done.state.status is Status.COMPLETED
    assert done.state.due_at == due
    results.return_result(
        chain.code, identity_check="card", receiver={"name": SEN.name},
        request=chain.asks("return_officer"),
    )  # fmt: skip
    assert state(chain).status is Status.RETURNED


def test_land_waits_for_the_tax_notice_and_goes_on_with_its_receipt(chain):
    chain.land_at_tax()
    before = state(chain)
    assert agencies.unit(leg_of(chain, "thue")["unit"]).agency_key == "thue-tinh"
    chain.paused(notice(), notice("13/TB-TQN", 900_000))
    paused = state(chain)
    assert paused.status is Status.OBLIGATION_REQUESTED
    assert paused.due_at is None
    case = detail.case(chain.code, chain.asks(TAX, 0).actor)
    told = " ".join(step.reason for step in case.due.explanation)
    assert "Thông báo số 12/TB-TQN ngày 03/09/2026; Thông báo số 13/TB-TQN" in told

    one_stop = "return_officer"
    pauses.settle_obligation(
        chain.code, notice="13/TB-TQN", receipt="GNT-2", amount=900_000,
        request=chain.asks(one_stop, 1440),
    )  # fmt: skip
    assert state(chain).status is Status.OBLIGATION_REQUESTED
    settled = pauses.settle_obligation(
        chain.code, receipt="GNT-1", amount=4_500_000, request=chain.asks(one_stop)
    ).state
    assert settled.status is Status.PROCESSING
    assert settled.due_at > before.due_at
    assert settled.due_original == before.due_original
    assert settled.obligations[0]["paid"]["number"] == "GNT-1"
    assert settled.pauses[-1][0] == settled.obligations[0]["asked_at"]

    chain.on("diachinh.nghialo").on("diachinh.nghialo", "head_of_agency")
    results.sign_result(chain.code, number="BA 123456", request=chain.asks("head_of_agency"))
    routing.take_over(chain.code, request=chain.asks("diachinh.nghialo"))
    done = results.record_result(chain.code, request=chain.asks("diachinh.nghialo")).state
    assert done.status is Status.COMPLETED


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"receipt": " "}, "Ghi số chứng từ"),
        ({"receipt": "GNT-1"}, "Ghi số tiền trên chứng từ"),
        ({"receipt": "GNT-1", "amount": 4_000_000}, "Chứng từ ghi 4.000.000.*là 4.500.000"),
        ({"receipt": "GNT-1", "amount": 4_500_000, "notice": "99/TB"}, "Chọn thông báo"),
        (
            {"receipt": "GNT-1", "amount": 4_500_000, "paid_on": datetime(2026, 9, 1).date()},
            "ngày trước thông báo",
        ),
        (
            {"receipt": "GNT-1", "amount": 4_500_000, "paid_on": datetime(2030, 1, 1).date()},
            "không thể ở tương lai",
        ),
    ],
)
def test_only_the_receipt_of_that_very_notice_lets_the_clock_go_on(chain, said, sentence):
    chain.land_at_tax().paused()
    with pytest.raises(InvalidError, match=sentence):
        pauses.settle_obligation(chain.code, request=chain.asks("return_officer"), **said)
    assert state(chain).is_paused


def test_a_notice_that_was_replaced_is_no_longer_owed(chain):
    chain.land_at_tax().paused()
    pauses.add_notice(
        chain.code, notice=notice("14/TB-TQN", 4_000_000), replaces="12/TB-TQN",
        request=chain.asks(TAX),
    )  # fmt: skip
    settled = pauses.settle_obligation(
        chain.code, receipt="GNT-1", amount=4_000_000, request=chain.asks("return_officer")
    ).state
    assert settled.status is Status.PROCESSING
    assert settled.obligations[1]["leg"] == "thue"
    case = detail.case(chain.code, chain.asks(TAX, 0).actor)
    told = " ".join(step.reason for step in case.due.explanation)
    assert "14/TB-TQN" in told
    assert "12/TB-TQN" not in told


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (notice(" "), "Ghi số thông báo"),
        (notice(amount=0), "lớn hơn 0"),
        (notice(due_on=datetime(2026, 9, 1).date()), "Hạn nộp không thể trước"),
    ],
)
def test_a_notice_that_cannot_be_true_is_refused(chain, wrong, sentence):
    chain.land_at_tax()
    with pytest.raises(InvalidError, match=sentence):
        chain.paused(wrong)
    with pytest.raises(InvalidError, match="đã ghi rồi"):
        chain.paused(notice(), notice())
    assert not state(chain).is_paused


def test_a_tax_leg_without_anything_owed_stops_nothing(chain):
    chain.land_at_tax()
    before = state(chain)
    legs.finish_leg(chain.code, leg="thue", note="Được miễn", request=chain.asks(TAX))
    after = state(chain)
    assert (after.status, after.due_at) == (Status.PROCESSING, before.due_at)
    chain.on("diachinh.nghialo").on("diachinh.nghialo")


def _commune_of_2023(day):
    return next(
        row for row in agencies.agencies_on(day, "commune") if row.key.startswith("ubnd-524-")
    )


def test_legs_of_2023_run_through_the_districts_of_their_day(loaded_world, db):
    long_ago = World(datetime(2023, 9, 5, 9, 0, tzinfo=VIETNAM))
    chain = Chain(long_ago)
    day = long_ago.at.date()
    unit = agencies.one_stop_of(_commune_of_2023(day).id, day)
    version = procedures.current_version(BIRTH_CHAIN, day, agency_id=unit.agency_id)
    papers = tuple({"key": p.key, "name": p.name, "originals": 1} for p in version.papers)
    taken = intake.Intake(BIRTH_CHAIN, People(SEN, SEN), papers)
    code = intake.receive(
        taken, unit_id=unit.id, request=chain.in_unit(unit.id, "intake_officer")
    ).state.code
    everybody = ("intake_officer", "case_officer", "head_of_agency", "clerk")
    for _ in range(2):
        found = records.load(code, chain.in_unit(unit.id, *everybody).actor)[1]
        routing.forward(code, request=chain.in_unit(found.holder_unit_id, *everybody))
        found = records.load(code, chain.in_unit(unit.id, *everybody).actor)[1]
        routing.take_over(code, request=chain.in_unit(found.offer_unit_id, *everybody))
    signing = records.load(code, chain.in_unit(unit.id, *everybody).actor)[1].holder_unit_id
    results.sign_result(code, number="1", request=chain.in_unit(signing, *everybody))
    found = records.load(code, chain.in_unit(unit.id, *everybody).actor)[1]
    routing.take_over(code, request=chain.in_unit(found.offer_unit_id, *everybody))
    found = records.load(code, chain.in_unit(unit.id, *everybody).actor)[1]
    assert agencies.unit(found.legs[0]["unit"]).key.endswith("-cong-an")
    police = chain.in_unit(found.legs[0]["unit"], "case_officer")
    legs.finish_leg(code, leg="thuong-tru", note="Xong", request=police)
    found = records.load(code, police.actor)[1]
    assert agencies.unit(found.legs[1]["unit"]).agency_key == "bhxh-tinh"
    assert checks.check(due_dates=True).findings == []


def test_who_takes_part_sees_the_whole_dossier_with_its_files_and_others_do_not(chain, stored):
    chain.birth_with_legs()
    attachments.attach(
        chain.code, file=stored, name="to-khai.pdf", request=chain.asks("intake_officer")
    )
    seen = detail.case(chain.code, chain.asks(POLICE).actor)
    assert [row.name for row in seen.attachments] == ["to-khai.pdf"]
    assert len(seen.facts) > 5
    with pytest.raises(records.UnknownDossierError):
        detail.case(chain.code, chain.asks(INSURER).actor)
    legs.finish_leg(chain.code, leg="thuong-tru", note="Xong", request=chain.asks(POLICE))
    assert detail.case(chain.code, chain.asks(INSURER).actor).attachments


@pytest.fixture
def stored(world):
    content = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"
    upload = SimpleUploadedFile("to-khai.pdf", content)
    return documents.store(upload, actor=world.officer("intake_officer"), at=NOW)


def test_a_leg_sent_back_is_opened_again_by_the_holder(chain):
    chain.birth_with_legs()
    legs.send_back_leg(
        chain.code, leg="thuong-tru", reason="Thiếu ý kiến chủ hộ", request=chain.asks(POLICE)
    )
    assert state(chain).waiting_unit_ids == ()
    chain.on("hotich.nghialo", "clerk")
    with pytest.raises(InvalidError, match="bị trả lại và chưa chuyển lại"):
        results.record_result(chain.code, request=chain.asks("clerk"))
    legs.open_leg(chain.code, leg="thuong-tru", request=chain.asks("clerk"))
    assert [bool(leg["returned_at"]) for leg in state(chain).legs] == [True, False]
    with pytest.raises(InvalidError, match="đã chuyển rồi"):
        legs.open_leg(chain.code, leg="thuong-tru", request=chain.asks("clerk"))
    with pytest.raises(InvalidError, match="Chưa đến lượt"):
        legs.open_leg(chain.code, leg="the-bhyt", request=chain.asks("clerk"))
    with pytest.raises(InvalidError, match="không có phần việc này"):
        legs.open_leg(chain.code, leg="khac", request=chain.asks("clerk"))


def test_a_head_gives_a_leg_to_somebody_of_the_unit_and_nobody_else_works_on_it(chain):
    chain.birth_with_legs()
    officer = chain.asks(POLICE, 0).actor.account_id
    head = chain.asks(POLICE_HEAD, 0).actor.account_id
    with pytest.raises(NotPermittedError, match="việc của lãnh đạo"):
        legs.take_leg(chain.code, leg="thuong-tru", officer=head, request=chain.asks(POLICE))
    stranger = chain.asks(STRANGER, 0).actor.account_id
    with pytest.raises(InvalidError, match="không có chức danh"):
        legs.take_leg(
            chain.code, leg="thuong-tru", officer=stranger, request=chain.asks(POLICE_HEAD)
        )
    legs.take_leg(chain.code, leg="thuong-tru", officer=head, request=chain.asks(POLICE_HEAD))
    with pytest.raises(NotPermittedError, match="người khác làm"):
        legs.finish_leg(chain.code, leg="thuong-tru", note="Xong", request=chain.asks(POLICE))
    legs.take_leg(chain.code, leg="thuong-tru", officer=officer, request=chain.asks(POLICE_HEAD))
    with pytest.raises(InvalidError, match="đã nhận rồi"):
        legs.take_leg(chain.code, leg="thuong-tru", request=chain.asks(POLICE))
    legs.finish_leg(chain.code, leg="thuong-tru", note="Xong", request=chain.asks(POLICE))
    with pytest.raises(InvalidError, match="không còn chờ ai"):
        legs.finish_leg(chain.code, leg="thuong-tru", note="Xong", request=chain.asks(POLICE))


ACTS = {
    "take_leg": lambda code, ask: legs.take_leg(code, leg="thuong-tru", request=ask),
    "finish_leg": lambda code, ask: legs.finish_leg(code, leg="thuong-tru", note="x", request=ask),
    "send_back_leg": lambda code, ask: legs.send_back_leg(
        code, leg="thuong-tru", reason="x", request=ask
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=list(ACTS))
@pytest.mark.parametrize("who", [STRANGER, INSURER, SURVEYOR, "hotich.nghialo", "vanthu.nghialo"])
def test_a_leg_is_the_work_of_its_unit_alone(chain, act, who):
    chain.birth_with_legs()
    with pytest.raises(RefusedError):
        act(chain.code, chain.asks(who))
    assert leg_of(chain, "thuong-tru")["taken_at"] is None


def test_a_leg_ends_with_something_said_and_only_a_tax_leg_with_notices(chain):
    chain.birth_with_legs()
    with pytest.raises(InvalidError, match="Ghi kết quả phần việc"):
        legs.finish_leg(chain.code, leg="thuong-tru", request=chain.asks(POLICE))
    with pytest.raises(InvalidError, match="không kết thúc bằng thông báo"):
        legs.finish_leg(
            chain.code, leg="thuong-tru", notices=[notice()], request=chain.asks(POLICE)
        )
    with pytest.raises(InvalidError, match="Ghi lý do"):
        legs.send_back_leg(chain.code, leg="thuong-tru", reason=" ", request=chain.asks(POLICE))


def test_nobody_is_waited_for_once_the_dossier_has_ended(chain):
    chain.birth_with_legs()
    ended = folding.apply(
        replace(state(chain), result=None), "refuse", {"finished_at": chain.at.isoformat()}
    )
    assert ended.waiting_unit_ids == ()


def test_one_more_day_at_a_leg_moves_no_date_of_the_dossier(chain):
    chain.birth_with_legs()
    due = state(chain).due_at
    chain.at += timedelta(days=20)
    late = legs.finish_leg(
        chain.code, leg="thuong-tru", note="Xong", request=chain.asks(POLICE)
    ).state
    assert late.due_at == due
    assert timing.moment(late.legs[0]["due_at"]) < timing.moment(late.legs[0]["finished_at"])
