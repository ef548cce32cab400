"""A dossier's whole way through the house, by its actions alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.base.dates import format_due, in_vietnam
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.dossiers import checks, records
from motcua.dossiers.actions import intake, recalling, results, routing
from motcua.dossiers.people import People, Person
from motcua.dossiers.queries import detail, lists, searching
from motcua.dossiers.records import Request, StaleError, UnknownDossierError
from motcua.dossiers.states import Status
from motcua.procedures import queries as procedures

SEN = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000317")
BIRTH = "1.001193"


def birth(version, **more) -> intake.Intake:
    papers = tuple(
        {"key": paper.key, "name": paper.name, "originals": paper.originals or 1, "copies": 0}
        for paper in version.papers
        if paper.required and not paper.condition and not paper.shown_only
    )
    return intake.Intake(BIRTH, People(SEN, SEN), papers, **more)


@pytest.fixture
def version(world):
    found = procedures.current_version(BIRTH, world.at.date())
    assert found
    return found


@pytest.fixture
def received(world, version):
    unit = world.one_stop()
    clerk = world.officer("intake_officer")
    return intake.receive(birth(version), unit_id=unit.id, request=Request(clerk, world.at))


def walk(world, recorded, *, until=Status.COMPLETED):
    """Every step by whoever must take it, one after the other; the state at the end."""
    at = world.at
    for _ in range(30):
        state = recorded.state
        if state.status is until:
            return recorded
        at += timedelta(minutes=10)
        version = procedures.version(state.procedure_version_id)
        if state.offer:
            step = version.process.step(state.offer["step"])
            taker = world.officer(step.role)
            recorded = routing.take_over(state.code, request=Request(taker, at))
            continue
        step = version.process.step(state.step_key)
        actor = world.officer(step.role)
        if step.kind == "sign":
            recorded = results.sign_result(state.code, number="12/GKS", request=Request(actor, at))
        elif step.kind == "record":
            recorded = results.record_result(state.code, request=Request(actor, at))
        else:
            ways = step.next
            choice = ways[0].to if len(ways) > 1 else None
            recorded = routing.forward(state.code, request=Request(actor, at), choice=choice)
    raise AssertionError(f"stuck at {recorded.state.step_key}, {recorded.state.status}")


def test_a_birth_is_registered_from_the_counter_to_the_hand(world, received):
    state = received.state
    assert state.status is Status.ACCEPTED
    assert state.code.startswith(world.one_stop().unit_code + "-260903-0001")
    assert format_due(state.due_at) == "Thứ Sáu 04/09/2026, 17:00"
    assert (state.book_year, state.book_number) == (2026, 1)
    done = walk(world, received)
    giver = world.officer("return_officer")
    at = done.state.finished_at + timedelta(hours=1)
    back = results.return_result(
        state.code, identity_check="card", receiver={"name": "Nguyễn Thị Sen"},
        request=Request(giver, at),
    )  # fmt: skip
    assert back.state.status is Status.RETURNED
    shown = detail.case(state.code, giver)
    story = [event.sentence for event in detail.timeline(shown)]
    assert story[-1].startswith("Tiếp nhận hồ sơ tại ")
    assert story[0] == "Đã trả kết quả tại quầy."
    assert shown.receipt_digest == received.fact_digest
    assert all(row.taken_at for row in detail.handovers(shown))
    assert checks.check(due_dates=True).findings == []


def test_the_same_key_makes_one_dossier(world, version):
    unit, clerk = world.one_stop(), world.officer("intake_officer")
    asked = Request(clerk, world.at, key="k-1", digest=records.request_digest("a"))
    first = intake.receive(birth(version), unit_id=unit.id, request=asked)
    again = intake.receive(birth(version), unit_id=unit.id, request=asked)
    assert (first.id, first.fact_digest) == (again.id, again.fact_digest)
    assert again.replayed
    assert not first.replayed
    other = Request(clerk, world.at, key="k-1", digest=records.request_digest("b"))
    with pytest.raises(records.KeyReusedError):
        intake.receive(birth(version), unit_id=unit.id, request=other)


def test_a_repeated_step_is_taken_once(world, received):
    clerk = world.officer("intake_officer")
    asked = Request(clerk, world.at, key="go-1", digest="x" * 64)
    first = routing.forward(received.state.code, request=asked)
    again = routing.forward(received.state.code, request=asked)
    assert again.replayed
    assert again.state.version == first.state.version == 2


def test_whoever_looks_at_an_old_version_is_told_so(world, received):
    clerk = world.officer("intake_officer")
    routing.forward(received.state.code, request=Request(clerk, world.at, expected_version=1))
    with pytest.raises(StaleError, match="vừa được người khác cập nhật"):
        recalling.recall(
            received.state.code, reason="Nhầm phòng",
            request=Request(clerk, world.at, expected_version=1),
        )  # fmt: skip


def test_a_stranger_sees_nothing(world, received):
    stranger = world.officer("case_officer", "so-xay-dung")
    with pytest.raises(UnknownDossierError):
        detail.case(received.state.code, stranger)
    assert searching.search(stranger, "Nguyễn Thị Sen") == ()


def test_the_case_officer_may_not_receive(world, version):
    unit, officer = world.one_stop(), world.officer("head_of_agency")
    with pytest.raises(NotPermittedError):
        intake.receive(birth(version), unit_id=unit.id, request=Request(officer, world.at))


def test_missing_papers_are_named(world, version):
    unit, clerk = world.one_stop(), world.officer("intake_officer")
    bare = intake.Intake(BIRTH, People(SEN, SEN))
    with pytest.raises(InvalidError, match="Còn thiếu giấy tờ bắt buộc"):
        intake.receive(bare, unit_id=unit.id, request=Request(clerk, world.at))


@pytest.mark.parametrize(
    "text", ["Nguyễn Thị Sen", "nguyen thi sen", "sen nguyen", "0905000317", "051185004317", "4317"]
)
def test_it_is_found_with_and_without_diacritics(world, received, text):
    clerk = world.officer("intake_officer")
    assert [row.code for row in searching.search(clerk, text)] == [received.state.code]


def test_it_is_found_by_a_part_of_its_code(world, received):
    clerk = world.officer("intake_officer")
    assert [row.code for row in searching.search(clerk, "260903-0001")] == [received.state.code]


def test_the_person_is_known_the_second_time(world, received):
    known = searching.known_person(world.officer("intake_officer"), SEN.id_number)
    assert known
    assert known.person == SEN
    assert known.dossiers == 1


def test_an_online_dossier_is_accepted_and_the_clock_starts_then(world, version):
    from motcua.base.actor import ANONYMOUS

    unit, clerk = world.one_stop(), world.officer("intake_officer")
    sent = intake.submit_online(
        birth(version), unit_id=unit.id, request=Request(ANONYMOUS, world.at)
    )
    assert (sent.state.status, sent.state.due_at) == (Status.REGISTERED, None)
    assert [row.code for row in lists.online_queue(clerk)] == [sent.state.code]
    later = world.at + timedelta(days=1)
    taken = intake.accept(sent.state.code, request=Request(clerk, later))
    assert in_vietnam(taken.state.clock_started_at) == later
    assert taken.state.book_number == 1
    with pytest.raises((ConflictError, NotPermittedError)):
        intake.accept(sent.state.code, request=Request(clerk, later))


def test_a_fact_altered_behind_the_application_is_found_by_the_check(world, received):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE dossiers_dossier SET due_at = due_at + interval '1 day'")
    findings = checks.check().findings
    assert [finding.sentence for finding in findings] == ["Cột “due_at” khác với nhật ký."]


def test_a_case_with_a_limit_of_its_own_gets_its_own_date(world):
    building = procedures.current_version("1.013225", world.at.date())
    case = next(case for case in building.cases if case.limit and case.limit.amount == 7)
    unit, clerk = world.one_stop(), world.officer("intake_officer")
    papers = tuple({"key": p.key, "name": p.name, "originals": 1} for p in building.papers)
    plain = intake.Intake("1.013225", People(SEN, SEN), papers)
    house = intake.Intake("1.013225", People(SEN, SEN), papers, case_code=case.code)
    first = intake.receive(plain, unit_id=unit.id, request=Request(clerk, world.at))
    second = intake.receive(house, unit_id=unit.id, request=Request(clerk, world.at))
    assert format_due(first.state.due_at) == "Thứ Năm 17/09/2026, 17:00"
    assert format_due(second.state.due_at) == "Thứ Hai 14/09/2026, 17:00"
    assert detail.case(second.state.code, clerk).version.limit.label == "7 ngày làm việc"
    assert checks.check(due_dates=True).findings == []
    strange = intake.Intake("1.013225", People(SEN, SEN), papers, case_code="khác")
    with pytest.raises(InvalidError, match="trường hợp"):
        intake.receive(strange, unit_id=unit.id, request=Request(clerk, world.at))


def test_near_is_one_working_day_or_a_fifth_of_the_limit(world, received):
    """One day of one day is near at once; two days of ten are a fifth."""
    state = received.state
    assert in_vietnam(state.near_at) == world.at.replace(hour=17, minute=0) - timedelta(
        hours=10
    ) + timedelta(days=1)
    building = procedures.current_version("1.013225", world.at.date())
    papers = tuple({"key": p.key, "name": p.name, "originals": 1} for p in building.papers)
    asked = Request(world.officer("intake_officer"), world.at)
    ten = intake.receive(
        intake.Intake("1.013225", People(SEN, SEN), papers),
        unit_id=world.one_stop().id,
        request=asked,
    )
    assert format_due(ten.state.due_at) == "Thứ Năm 17/09/2026, 17:00"
    assert format_due(ten.state.near_at) == "Thứ Tư 16/09/2026, 07:00"
