"""Story 1: the ward certifies copies all morning; each entry is whole, numbered, paid and lawful."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.base.dates import VIETNAM
from motcua.base.verdict import InvalidError, NotPermittedError
from motcua.dossiers import certifying, checks, records
from motcua.dossiers.actions import instant, intake, results
from motcua.dossiers.actions.instant import Correction, Entry
from motcua.dossiers.models import Dossier
from motcua.dossiers.people import People, Person
from motcua.dossiers.queries import detail
from motcua.dossiers.records import KeyReusedError, Request
from motcua.dossiers.states import Status
from motcua.journal import queries as journal
from motcua.procedures.tariffs import Quantities
from world import NOW, OTHER_WARD, WARD

COPIES, SIGNATURES, EXTRACTS = "2.000815", "2.000884", "2.000635"
SEN = Person("Nguyễn Thị Sen", id_number="051185004317")
COPY = Entry(
    COPIES, People(SEN, SEN), Quantities(copies=3, pages=4), "Căn cước công dân", receipt="BL-1"
)
SIGNATURE = Entry(
    SIGNATURES, People(SEN, SEN), Quantities(copies=1, signatures=2), "Giấy ủy quyền",
    receipt="BL-2",
)  # fmt: skip


@pytest.fixture
def clerk(world):
    return world.officer("intake_officer")


@pytest.fixture
def record(world, clerk):
    def recorded(entry=COPY, *, at=NOW, actor=clerk, ward=WARD, **request):
        unit = world.one_stop(ward)
        return instant.record_instant(entry, unit_id=unit.id, request=Request(actor, at, **request))

    return recorded


def verbs(recorded):
    return [fact.verb for fact in journal.facts_about(records.SUBJECT, recorded.id)]


def test_one_act_leaves_a_finished_dossier_with_its_line_its_money_and_four_facts(record, clerk):
    done = record()
    state = done.state
    assert verbs(done) == [
        "dossier.receive", "dossier.take_fee", "dossier.decide_on_the_spot",
        "dossier.return_result",
    ]  # fmt: skip
    assert state.status is Status.RETURNED
    assert (state.accepted_at, state.finished_at, state.returned_at) == (NOW, NOW, NOW)
    assert (state.fee_total, state.money, state.paid_at) == (18_000, "paid", NOW)
    assert state.quantities == {"copies": 3, "pages": 4}
    assert (state.register_kind, state.register_number) == ("BS", 1)
    assert state.result["number"] == "1, quyển 2026-SCT/BS"
    assert state.holder_unit_id is None
    assert [cause for _, cause in state.trips] == ["first"]
    assert checks.check(due_dates=True).findings == []


def test_registers_are_numbered_apart_by_unit_and_kind(record, world):
    other = world.officer("intake_officer", OTHER_WARD)
    lines = [
        record(), record(SIGNATURE), record(),
        record(actor=other, ward=OTHER_WARD), record(SIGNATURE),
    ]  # fmt: skip
    told = [(d.state.register_kind, d.state.register_number) for d in lines]
    assert told == [("BS", 1), ("CK", 1), ("BS", 2), ("BS", 1), ("CK", 2)]


def test_a_new_year_begins_the_register_anew(record):
    record()
    january = NOW.replace(year=2027, month=1, day=4)
    assert record(at=january).state.register_number == 1


def test_an_extract_has_no_register_but_a_number_of_its_own(record):
    entry = Entry(EXTRACTS, People(SEN, SEN), Quantities(copies=2), receipt="BL-3")
    with pytest.raises(InvalidError, match="Ghi số, ký hiệu"):
        record(entry)
    state = record(replace(entry, number="41/TLKS-BS")).state
    assert (state.register_kind, state.register_number) == ("", None)
    assert (state.result["number"], state.fee_total) == ("41/TLKS-BS", 16_000)


def test_who_is_exempt_pays_nothing_and_needs_no_receipt(record):
    state = record(replace(COPY, exempt=True, receipt="")).state
    assert (state.fee_total, state.money, state.fees) == (0, "none", ())


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (replace(COPY, procedure_code="1.001193"), "không thuộc loại giải quyết ngay"),
        (replace(COPY, procedure_code="9.999999"), "hiện không tiếp nhận"),
        (replace(COPY, counted=Quantities(0, 4)), "số bản từ 1"),
        (replace(COPY, counted=Quantities(1, 10_000)), "số trang từ 1"),
        (replace(SIGNATURE, counted=Quantities(1, 1, 0)), "số chữ ký từ 1"),
        (replace(COPY, receipt=" "), "ghi số biên lai"),
        (replace(COPY, priority="rich"), "diện ưu tiên trong danh sách"),
        (replace(COPY, signed_by=10**9), "Người ký phải là lãnh đạo"),
    ],
)
def test_what_cannot_stand_in_the_book_is_refused_and_takes_no_number(record, entry, sentence):
    with pytest.raises(InvalidError, match=sentence):
        record(entry)
    assert not Dossier.objects.exists()
    assert record().state.register_number == 1


def test_only_the_counter_of_that_unit_writes_into_its_book(record, world):
    for role in ("case_officer", "return_officer", "head_of_agency"):
        with pytest.raises(NotPermittedError):
            record(actor=world.officer(role))
    with pytest.raises(NotPermittedError):
        record(ward=OTHER_WARD)


def test_the_head_who_signs_is_named_and_the_counter_may_sign_where_empowered(record, world, clerk):
    head = world.officer("head_of_agency")
    assert record(replace(COPY, signed_by=head.account_id)).state.result["signed_by"] == (
        head.account_id
    )
    assert record().state.result["signed_by"] == clerk.account_id


def test_the_same_form_sent_twice_counts_once(record):
    first = record(key="k", digest="d")
    again = record(key="k", digest="d")
    assert (again.id, again.replayed) == (first.id, True)
    with pytest.raises(KeyReusedError):
        record(SIGNATURE, key="k", digest="other")
    assert record().state.register_number == 2
    assert checks.check().findings == []


@pytest.mark.parametrize(
    ("hour", "minute", "due"),
    [(14, 59, "04/09/2026 17:00"), (15, 0, "04/09/2026 17:00"), (16, 20, "04/09/2026 17:00")],
)
def test_after_fifteen_the_result_is_promised_for_the_next_working_day(record, hour, minute, due):
    state = record(replace(COPY, later=True), at=NOW.replace(hour=hour, minute=minute)).state
    assert f"{state.due_at.astimezone(VIETNAM):%d/%m/%Y %H:%M}" == due
    assert checks.check(due_dates=True).findings == []


def test_what_is_left_for_tomorrow_gets_its_line_when_it_is_decided(record, clerk, world):
    waiting = record(replace(COPY, later=True), at=NOW.replace(hour=16)).state
    assert (waiting.status, waiting.register_number) == (Status.ACCEPTED, None)
    assert waiting.money == "paid"
    assert instant.has_receipt(waiting)
    tomorrow = NOW + timedelta(days=1)
    record(at=tomorrow)
    done = results.decide_on_the_spot(waiting.code, request=Request(clerk, tomorrow)).state
    assert (done.status, done.register_number) == (Status.COMPLETED, 2)
    assert done.result["number"] == "2, quyển 2026-SCT/BS"
    results.return_result(
        waiting.code, identity_check="card", receiver={"name": "Sen"},
        request=Request(world.officer("return_officer"), tomorrow),
    )  # fmt: skip
    assert checks.check(due_dates=True).findings == []


def test_a_hole_in_a_register_is_found(record):
    record()
    second = record()
    Dossier.objects.filter(pk=second.id).update(register_number=5)
    found = [finding.sentence for finding in checks.check().findings]
    assert any("Sổ BS năm 2026 có 2 dòng, số cuối 5" in sentence for sentence in found)


def test_a_receipt_is_given_when_somebody_asks_for_it_and_once(record, clerk, world):
    done = record()
    assert not instant.has_receipt(done.state)
    asked = Request(clerk, NOW + timedelta(minutes=5))
    given = instant.issue_receipt(done.state.code, request=asked)
    assert instant.has_receipt(given.state)
    assert detail.case(done.state.code, clerk).receipt_digest == given.fact_digest
    with pytest.raises(InvalidError, match="đã có Giấy tiếp nhận"):
        instant.issue_receipt(done.state.code, request=asked)
    with pytest.raises(NotPermittedError):
        instant.issue_receipt(
            record().state.code, request=Request(world.officer("case_officer"), NOW)
        )


def correct(done, correction, actor, *, at=NOW + timedelta(minutes=3), reason="Đếm nhầm"):
    return instant.correct_entry(
        done.state.code, correction=correction, reason=reason, request=Request(actor, at)
    ).state


def test_a_wrong_count_is_put_right_and_the_money_with_it(record, clerk):
    done = record()
    more = Correction(counted=Quantities(4, 4))
    with pytest.raises(InvalidError, match="số biên lai"):
        correct(done, more, clerk)
    state = correct(done, replace(more, receipt="BL-9"), clerk)
    assert (state.quantities["copies"], state.fee_total, state.money) == (4, 24_000, "paid")
    less = correct(done, Correction(counted=Quantities(1, 1), content="Bằng lái xe"), clerk)
    assert (less.fee_total, less.content, less.register_number) == (2_000, "Bằng lái xe", 1)
    moved = [f.data.get("amount") for f in journal.facts_about(records.SUBJECT, done.id)]
    assert [amount for amount in moved if amount] == [18_000, 6_000, -22_000]
    assert checks.check().findings == []


def test_a_line_struck_out_keeps_its_number_and_gives_the_money_back(record, clerk):
    done = record()
    state = correct(done, Correction(void=True), clerk)
    assert certifying.is_void(state)
    assert (state.register_number, state.fee_total, state.money) == (1, 0, "refunded")
    assert record().state.register_number == 2
    with pytest.raises(InvalidError, match="đã hủy"):
        correct(done, Correction(content="Khác"), clerk)
    with pytest.raises(InvalidError, match="đã hủy"):
        instant.issue_receipt(done.state.code, request=Request(clerk, NOW))
    assert checks.check().findings == []


def test_the_book_of_a_day_that_is_over_is_the_heads_business(record, clerk, world):
    done, tomorrow = record(), NOW + timedelta(days=1)
    with pytest.raises(NotPermittedError, match="lãnh đạo đính chính"):
        correct(done, Correction(content="Khác"), clerk, at=tomorrow)
    head = world.officer("head_of_agency")
    assert correct(done, Correction(content="Khác"), head, at=tomorrow).content == "Khác"


def test_a_correction_says_why_and_what(record, clerk, world):
    done = record()
    with pytest.raises(InvalidError, match="lý do"):
        correct(done, Correction(void=True), clerk, reason="  ")
    with pytest.raises(InvalidError, match="Chưa sửa gì"):
        correct(done, Correction(counted=Quantities(3, 4)), clerk)
    with pytest.raises(NotPermittedError):
        correct(done, Correction(void=True), world.officer("case_officer"))
    ordinary = intake.Intake("1.004873", People(SEN, SEN), allow_missing=True)
    other = intake.receive(ordinary, unit_id=world.one_stop().id, request=Request(clerk, NOW))
    with pytest.raises(NotPermittedError, match="chưa thể"):
        correct(other, Correction(void=True), clerk)


@settings(
    max_examples=12, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(
    st.lists(
        st.tuples(st.sampled_from([COPY, SIGNATURE]), st.sampled_from(["good", "bad", "void"])),
        min_size=1,
        max_size=8,
    )
)
def test_whatever_goes_wrong_in_between_lines_run_without_a_hole(record, clerk, wanted):
    before = Dossier.objects.count()
    for entry, fate in wanted:
        if fate == "bad":
            with pytest.raises(InvalidError):
                record(replace(entry, receipt=""))
            continue
        done = record(entry)
        if fate == "void":
            correct(done, Correction(void=True), clerk)
    for kind in ("BS", "CK"):
        lines = Dossier.objects.filter(register_kind=kind).values_list("register_number", flat=True)
        assert sorted(lines) == list(range(1, len(lines) + 1))
    good = sum(fate != "bad" for _, fate in wanted)
    assert Dossier.objects.count() == before + good
