"""The gate: what arrives, who may decide, what a decision leaves behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building import permit
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.control import rules
from motcua.control.actions import gate, ruling
from motcua.control.actions.ruling import WantedRule
from motcua.control.models import GateRule, Review
from motcua.control.queries import desk
from motcua.control.states import Outcome
from motcua.dossiers.actions import acts, intake, issuing
from motcua.dossiers.records import Request
from motcua.dossiers.states import ActKind, ActStatus, Status
from motcua.journal import queries as journal

pytestmark = pytest.mark.django_db
SUPPLEMENT = ActKind.SUPPLEMENT_REQUEST


@pytest.fixture
def waiting(case):
    """A supplement request that the head has approved and the Centre has before it."""
    act = case.drafted()
    gate.approve(act.pk, version=1, request=case.by(case.head))
    act.refresh_from_db()
    return act


def review_of(act):
    return Review.objects.get(act=act, outcome="")


def test_an_approved_act_arrives_at_the_desk_with_its_own_budget(case, waiting):
    (line,) = desk.waiting(case.controller)
    assert (line.code, line.round, line.is_mine_to_decide) == (case.code, 1, True)
    calendar_hours = desk.look(line.review_id, case.controller).review
    assert calendar_hours.due_at > calendar_hours.arrived_at
    assert case.state.status is Status.PROCESSING


def test_a_cleared_act_goes_out_by_the_hand_of_the_head(case, waiting):
    review = gate.clear(review_of(waiting).pk, version=2, request=case.by(case.controller, 1))
    assert (review.outcome, review.minutes) == (Outcome.CLEARED.value, 60)
    waiting.refresh_from_db()
    assert waiting.status == ActStatus.CLEARED.value
    issuing.issue_act(waiting.pk, version=3, request=case.by(case.head, 1))
    assert case.state.status is Status.SUPPLEMENT_REQUESTED
    verbs = [fact.verb for fact in journal.facts_about("dossier", case.id)]
    assert verbs[-7:] == [
        "act.approved", "act.cleared", "gate.decided", "attachment.added", "letter.issued",
        "dossier.request_supplement", "act.issued",
    ]  # fmt: skip


def test_a_returned_act_says_why_and_comes_again_as_another_round(case, waiting):
    first = review_of(waiting)
    with pytest.raises(InvalidError, match="lý do trả lại"):
        gate.send_back(first.pk, reasons=[], note="", version=2, request=case.by(case.controller))
    with pytest.raises(InvalidError, match="Ghi rõ"):
        gate.send_back(
            first.pk, reasons=["other"], note=" ", version=2, request=case.by(case.controller)
        )
    gate.send_back(
        first.pk, reasons=["no_ground", "unclear"], note="Nêu rõ điều khoản.", version=2,
        request=case.by(case.controller),
    )  # fmt: skip
    waiting.refresh_from_db()
    assert waiting.status == ActStatus.SENT_BACK.value
    assert "Nêu rõ điều khoản" in waiting.returned_reason
    acts.edit_act(
        waiting.pk, content=case.asking(ground="Điều 54 Luật Xây dựng"), version=3,
        request=case.by(case.officer),
    )  # fmt: skip
    gate.approve(waiting.pk, version=4, request=case.by(case.head))
    assert [r.round for r in Review.objects.filter(act=waiting).order_by("round")] == [1, 2]
    again = desk.look(review_of(waiting).pk, case.controller)
    assert again.earlier[0].reasons == ["no_ground", "unclear"]
    (change,) = again.since
    assert (change["field"], change["after"]) == ("ground", "Điều 54 Luật Xây dựng")
    then = desk.look(first.pk, case.controller)
    assert then.content["ground"] == change["before"] != again.content["ground"]
    assert then.since == []


def test_an_amended_act_keeps_the_difference(case, waiting):
    review = review_of(waiting)
    with pytest.raises(InvalidError, match="Chưa sửa gì"):
        gate.amend(review.pk, content=waiting.content, version=2, request=case.by(case.controller))
    better = waiting.content | {
        "reason": "Bản vẽ mặt cắt móng không ghi kích thước; vẽ lại tỷ lệ 1/50."
    }
    done = gate.amend(review.pk, content=better, version=2, request=case.by(case.controller))
    assert [change["field"] for change in done.changes] == ["reason"]
    kept = desk.look(review.pk, case.controller)
    assert kept.content["reason"] == better["reason"]
    waiting.refresh_from_db()
    issuing.issue_act(waiting.pk, version=3, request=case.by(case.head))
    waiting.refresh_from_db()
    assert waiting.content["reason"] == better["reason"]
    assert waiting.clearance["basis"] == "amended"


def test_whoever_is_not_the_centre_decides_nothing(case, waiting):
    review = review_of(waiting)
    for stranger in (
        case.officer,
        case.head,
        case.chief,
        case.world.officer("inspector", "thanh-tra-tinh"),
    ):
        with pytest.raises(NotPermittedError):
            gate.clear(review.pk, version=2, request=case.by(stranger))
        with pytest.raises(NotPermittedError):
            gate.take(review.pk, request=case.by(stranger))
    with pytest.raises(NotPermittedError):
        desk.waiting(case.officer)


def test_nobody_clears_what_they_approved(case, waiting):
    waiting.approved_by_id = case.controller.account_id
    waiting.save()
    with pytest.raises(NotPermittedError, match="người khác phải kiểm soát"):
        gate.clear(review_of(waiting).pk, version=2, request=case.by(case.controller))
    assert not desk.waiting(case.controller)[0].is_mine_to_decide


def test_nobody_clears_in_the_name_of_whoever_approved(case, waiting):
    lent = tuple(replace(one, lent_by=case.head.account_id) for one in case.controller.grants)
    stand_in = replace(case.controller, grants=lent)
    with pytest.raises(NotPermittedError, match="thay người"):
        gate.clear(review_of(waiting).pk, version=2, request=case.by(stand_in))
    assert not desk.waiting(stand_in)[0].is_mine_to_decide
    also_own = replace(stand_in, grants=(*lent, *case.controller.grants))
    assert gate.clear(review_of(waiting).pk, version=2, request=case.by(also_own)).outcome


def test_the_centre_returns_by_its_own_desk_alone(case, waiting):
    """The heads' way back asks for no reasons that can be counted, and looks at no hands."""
    with pytest.raises(NotPermittedError, match="lãnh đạo cơ quan"):
        gate.take_back(waiting.pk, reason="Thôi.", version=2, request=case.by(case.controller))
    assert gate.take_back(waiting.pk, reason="Thôi.", version=2, request=case.by(case.head))


def test_a_decision_is_made_once(case, waiting):
    review = review_of(waiting)
    gate.clear(review.pk, version=2, request=case.by(case.controller))
    with pytest.raises(ConflictError, match="vừa có quyết định"):
        gate.send_back(
            review.pk, reasons=["unclear"], note="", version=3, request=case.by(case.controller)
        )


def test_an_act_that_was_taken_back_leaves_the_desk(case, waiting):
    gate.cancel(waiting.pk, version=2, reason="Người dân đã nộp", request=case.by(case.head))
    assert desk.waiting(case.controller) == ()
    assert Review.objects.get(act=waiting).outcome == Outcome.WITHDRAWN.value


# What needs a look


def rule(**more):
    return WantedRule(
        kind=SUPPLEMENT,
        share=0,
        effective_from=date(2026, 9, 4),
        reason="QĐ 12/QĐ-TT thí điểm",
        **more,
    )


def test_the_province_decides_what_is_looked_at_from_a_day_on(case):
    director = case.world.officer("centre_director", "trung-tam-pvhcc")
    with pytest.raises(NotPermittedError):
        ruling.set_rule(rule(), request=case.by(case.controller))
    ruling.set_rule(rule(agency_key="ubnd-21028"), request=Request(director, case.at))
    today = case.drafted()
    gate.approve(today.pk, version=1, request=case.by(case.head))
    today.refresh_from_db()
    assert today.status == ActStatus.HEAD_APPROVED.value
    gate.cancel(today.pk, version=2, request=case.by(case.head))
    tomorrow = case.drafted()
    gate.approve(tomorrow.pk, version=1, request=case.by(case.head, 24))
    tomorrow.refresh_from_db()
    assert tomorrow.status == ActStatus.CLEARED.value
    assert tomorrow.clearance["basis"] == "not_required"
    assert tomorrow.clearance["cleared_by"] is None


def test_a_rule_follows_another_without_overlap(case):
    director = Request(case.world.officer("centre_director", "trung-tam-pvhcc"), case.at)
    first = ruling.set_rule(rule(), request=director)
    later = WantedRule(
        kind=SUPPLEMENT, share=30, effective_from=date(2026, 10, 1), reason="Giảm tỷ lệ"
    )
    ruling.set_rule(later, request=director)
    first.refresh_from_db()
    assert first.effective_to == date(2026, 10, 1)
    with pytest.raises(InvalidError):
        ruling.set_rule(later, request=director)
    with pytest.raises(InvalidError, match="Xem lại"):
        ruling.set_rule(
            WantedRule(kind=SUPPLEMENT, share=300, effective_from=date(2026, 1, 1), reason=""),
            request=director,
        )
    ended = ruling.end_rule(
        GateRule.objects.latest("id").pk, effective_to=date(2026, 12, 1), request=director
    )
    assert ended.effective_to == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("held", "share"),
    [
        ([], 100),
        ([("", "", "", 40)], 40),
        ([("", "", "", 40), ("a", "", "", 10)], 10),
        ([("a", "", "", 10), ("", "S1", "", 20)], 20),
        ([("a", "S1", "", 5), ("", "S1", "", 20)], 5),
        ([("a", "S1", "", 5), ("", "", "1.1", 60)], 60),
        ([("b", "", "", 5)], 100),
    ],
)
def test_the_most_particular_rule_speaks(held, share):
    views = [
        rules.RuleView(n, SUPPLEMENT.value, each, agency, sector, procedure)
        for n, (agency, sector, procedure, each) in enumerate(held, 1)
    ]
    origin = rules.Origin(SUPPLEMENT, "a", "S1", "1.1")
    assert rules.rule_for(views, origin).share == share


@given(st.integers(1, 10**9), st.integers(0, 100), st.text(min_size=1))
def test_drawing_is_fixed_and_grows_with_the_share(act_id, share, secret):
    drawn = rules.is_drawn(act_id, share, secret)
    assert drawn == rules.is_drawn(act_id, share, secret)
    assert not rules.is_drawn(act_id, 0, secret)
    assert rules.is_drawn(act_id, 100, secret)
    if drawn:
        assert rules.is_drawn(act_id, min(share + 1, 100), secret)


def test_about_the_named_share_is_drawn():
    assert 2700 < sum(rules.is_drawn(n, 30, "s") for n in range(10_000)) < 3300


def test_reception_asks_at_once_what_needs_no_look(world):
    from building import permit
    from motcua.base.actor import ANONYMOUS
    from motcua.dossiers.actions import intake

    unit, clerk = world.one_stop(), world.officer("intake_officer")
    code = intake.submit_online(
        permit(world), unit_id=unit.id, request=Request(ANONYMOUS, world.at)
    ).state.code
    asked = {"items": [{"paper_key": "don", "originals": 1, "defect": "wrong_form"}],
             "reason": "Đơn chưa ghi diện tích sàn từng tầng."}  # fmt: skip
    request = Request(clerk, world.at + timedelta(minutes=5))
    act = acts.draft_act(code, kind=ActKind.COMPLETION_REQUEST, content=asked, request=request)
    gate.send_at_once(act.pk, version=1, request=request)
    recorded = issuing.issue_act(act.pk, version=2, request=request)
    assert recorded.state.status is Status.SUPPLEMENT_REQUESTED
    assert recorded.state.due_at is None
    other = world.officer("intake_officer", "ubnd-21040")
    with pytest.raises((NotPermittedError, InvalidError)):
        issuing.issue_act(act.pk, version=3, request=Request(other, world.at))


def test_a_machine_at_reception_goes_round_no_rule(world):
    from motcua.base.actor import ANONYMOUS

    unit, clerk = world.one_stop(), world.officer("intake_officer")
    codes = [
        intake.submit_online(
            permit(world), unit_id=unit.id, request=Request(ANONYMOUS, world.at)
        ).state.code
        for _ in range(2)
    ]
    today = Request(clerk, world.at)
    told = gate.ask_to_complete(codes[0], note="Đơn chưa ghi diện tích sàn.", request=today)
    assert told.state.status is Status.SUPPLEMENT_REQUESTED
    director = Request(world.officer("centre_director", "trung-tam-pvhcc"), world.at)
    ruling.set_rule(
        WantedRule(
            kind=ActKind.COMPLETION_REQUEST, share=50, effective_from=date(2026, 9, 4),
            reason="Lấy mẫu hướng dẫn tại quầy",
        ),
        request=director,
    )  # fmt: skip
    tomorrow = Request(clerk, world.at + timedelta(days=1))
    with pytest.raises(NotPermittedError, match="phải qua Trung tâm"):
        gate.ask_to_complete(codes[1], note="Đơn chưa ghi diện tích sàn.", request=tomorrow)
