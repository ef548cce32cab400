"""Received in one ward for another (phi địa giới), served first, and counted comings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.agencies import queries as agencies
from motcua.base.actor import ANONYMOUS
from motcua.base.verdict import InvalidError, NotPermittedError
from motcua.dossiers import checks, forms, records, visibility
from motcua.dossiers.actions import intake, priority, results, routing
from motcua.dossiers.actions.intake import Intake
from motcua.dossiers.people import People, Person
from motcua.dossiers.queries import detail
from motcua.dossiers.records import Request, StaleError
from motcua.dossiers.states import Channel, Status
from motcua.dossiers.versions import version_of
from motcua.journal import queries as journal
from motcua.procedures import queries as procedures
from world import NOW, OTHER_WARD, WARD

STATUS = "1.004873"
SEN = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000317")


def papers(code=STATUS):
    version = procedures.current_version(code, NOW.date())
    return tuple(
        {"key": paper.key, "name": paper.name, "originals": 1}
        for paper in version.papers
        if paper.required and not paper.condition and not paper.shown_only
    )


def area_of(key):
    return agencies.agency_by_key(key, NOW.date()).area_id


@pytest.fixture
def clerk(world):
    return world.officer("intake_officer")


@pytest.fixture
def received(world, clerk):
    """Taken in at Nghĩa Lộ; for another ward where one is named."""

    def receive(for_ward=None, *, code=STATUS, channel=Channel.COUNTER, **more):
        area = area_of(for_ward) if for_ward else None
        taken = Intake(code, People(SEN, SEN), papers(code), area_id=area, **more)
        return intake.receive(
            taken, unit_id=world.one_stop().id, request=Request(clerk, NOW), channel=channel
        ).state

    return receive


def test_it_is_offered_at_once_and_both_wards_see_it(received, world):
    state = received(OTHER_WARD)
    assert state.cross_boundary
    assert agencies.agency(state.competent_agency_id).key == OTHER_WARD
    assert agencies.unit(state.offer_unit_id).agency_key == OTHER_WARD
    here, there = world.officer("intake_officer"), world.officer("case_officer", OTHER_WARD)
    elsewhere = world.officer("case_officer", "ubnd-21538")
    assert [visibility.sees(actor, state) for actor in (here, there, elsewhere)] == [
        True, True, False,
    ]  # fmt: skip
    assert [fact.verb for fact in detail.case(state.code, there).facts] == [
        "dossier.receive", "dossier.offer",
    ]  # fmt: skip
    with pytest.raises(records.UnknownDossierError):
        detail.case(state.code, elsewhere)


def test_its_clock_waits_for_the_competent_agency_and_the_receipt_says_so(received, world, clerk):
    state = received(OTHER_WARD)
    assert (state.clock_started_at, state.due_at) == (None, None)
    receipt = forms.receipt(detail.case(state.code, clerk))
    assert receipt.due_at.startswith("3 ngày làm việc, tính từ khi UBND")
    taker, at = world.officer("case_officer", OTHER_WARD), NOW + timedelta(days=1)
    taken = routing.take_over(state.code, request=Request(taker, at)).state
    assert taken.clock_started_at == at
    assert taken.due_original == taken.due_at
    assert checks.check(due_dates=True).findings == []


def test_it_comes_back_to_be_returned_where_it_was_handed_in(received, world, clerk):
    state, at = received(OTHER_WARD), NOW
    version = version_of(state)
    for _ in range(12):
        at += timedelta(minutes=5)
        if state.status is Status.COMPLETED:
            break
        step = version.process.step((state.offer or {}).get("step") or state.step_key)
        actor = world.officer(step.role, OTHER_WARD)
        request = Request(actor, at)
        if state.offer:
            state = routing.take_over(state.code, request=request).state
        elif step.kind == "sign":
            state = results.sign_result(state.code, number="9", request=request).state
        elif step.kind == "record":
            state = results.record_result(state.code, request=request).state
        else:
            way = step.next[0].to
            state = routing.forward(state.code, choice=way, request=request).state
    assert state.holder_unit_id == world.one_stop().id
    giver = world.officer("return_officer")
    done = results.return_result(
        state.code, identity_check="card", receiver={"name": "Sen"}, request=Request(giver, at)
    ).state
    assert done.status is Status.RETURNED
    assert [cause for _, cause in done.trips] == ["first", "result"]
    assert checks.check(due_dates=True).findings == []


def test_what_is_not_announced_for_it_is_refused_with_the_place_to_go_to(received):
    on = NOW.date()
    plain = next(
        version
        for row in procedures.search(on=on, limit=500)
        if (version := procedures.version(row.id)).accepts_dossiers
        and not version.flags.cross_boundary
        and version.level == "province"
    )
    with pytest.raises(InvalidError, match="chưa được công bố tiếp nhận ngoài địa giới"):
        received(code=plain.code, allow_missing=True)


def test_in_its_own_ward_nothing_is_different(received):
    state = received(WARD)
    assert not state.cross_boundary
    assert state.offer is None
    assert state.clock_started_at == NOW


def test_priority_is_taken_in_with_the_dossier_and_changes_no_date(received):
    plain, first = received(), received(priority="elderly")
    assert (plain.priority, first.priority) == ("", "elderly")
    assert plain.due_at == first.due_at
    with pytest.raises(InvalidError, match="diện ưu tiên"):
        received(priority="cousin")


def test_online_it_is_given_with_the_acceptance(world, clerk):
    taken = Intake(STATUS, People(SEN, SEN), papers())
    sent = intake.submit_online(
        taken, unit_id=world.one_stop().id, request=Request(ANONYMOUS, NOW)
    ).state
    assert sent.trips == ()
    accepted = intake.accept(sent.code, request=Request(clerk, NOW), priority="disabled").state
    assert accepted.priority == "disabled"


def set_to(state, ground, actor, *, evidence="Thẻ thương binh đã xem", minutes=1):
    at = NOW + timedelta(minutes=minutes)
    return priority.set_priority(
        state.code, priority=ground, evidence=evidence, request=Request(actor, at)
    ).state


def test_priority_is_set_later_by_the_counter_or_the_head_with_what_was_shown(
    received, world, clerk
):
    state = received()
    assert set_to(state, "merit", clerk).priority == "merit"
    assert set_to(state, "", world.officer("head_of_agency"), evidence="Ghi nhầm").priority == ""
    told = [f for f in detail.case(state.code, clerk).facts if f.verb == "dossier.set_priority"]
    assert "Thẻ thương binh" not in str([fact.data for fact in told])
    assert told[0].private["note"] == "Thẻ thương binh đã xem"
    assert checks.check().findings == []


def test_priority_is_not_for_everybody_to_give_nor_without_evidence(received, world, clerk):
    state = received()
    for role in ("case_officer", "return_officer", "clerk"):
        with pytest.raises(NotPermittedError):
            set_to(state, "merit", world.officer(role))
    with pytest.raises(InvalidError, match="giấy tờ đã xem"):
        set_to(state, "merit", clerk, evidence=" ")
    with pytest.raises(InvalidError, match="đúng diện này rồi"):
        set_to(state, "", clerk)


def test_two_who_set_it_from_one_page_do_not_overwrite_each_other(received, clerk):
    state = received()
    seen = Request(clerk, NOW, expected_version=state.version)
    priority.set_priority(state.code, priority="poor", evidence="Sổ hộ nghèo", request=seen)
    with pytest.raises(StaleError):
        priority.set_priority(state.code, priority="merit", evidence="Thẻ", request=seen)


def test_who_is_guided_and_comes_again_is_counted_with_the_cause(world, clerk):
    taken = Intake(STATUS, People(SEN, SEN))
    request = Request(clerk, NOW)
    state = intake.guide_at_counter(
        taken, unit_id=world.one_stop().id, request=request, note="Thiếu tờ khai"
    ).state
    with pytest.raises(InvalidError, match="đến thêm một lần"):
        intake.complete_intake(state.code, cause="weather", request=request)
    state = intake.complete_intake(
        state.code, papers=papers(), cause="applicant", request=request
    ).state
    state = intake.accept(state.code, request=request).state
    assert [cause for _, cause in state.trips] == ["first", "applicant"]


def test_what_comes_by_post_is_no_coming(received):
    assert received(channel=Channel.POST).trips == ()


def test_a_fact_tells_the_cause(received, clerk):
    state = received()
    facts = journal.facts_about(records.SUBJECT, _id(state.code, clerk))
    assert facts[0].data["set"]["trips"][0][1] == "first"


def _id(code, actor):
    return records.load(code, actor)[0]
