"""An officer leaves with a draft half written: a colleague goes on, and four eyes count both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from building import Case
from motcua.accounts import actions as people
from motcua.accounts import queries as accounts
from motcua.accounts.states import Role
from motcua.base.actor import SYSTEM
from motcua.base.verdict import NotPermittedError, RefusedError
from motcua.control.actions import gate
from motcua.control.models import Review
from motcua.control.queries import desk
from motcua.dossiers import checks, records
from motcua.dossiers.actions import acts, continuing, drafting, issuing, reassigning, routing
from motcua.dossiers.actions.acts import NotClearedError
from motcua.dossiers.models import DraftAct
from motcua.dossiers.queries import numbers, signatures
from motcua.dossiers.records import Request
from motcua.dossiers.states import ActStatus
from motcua.journal import queries as journal
from twin import at_once, twin
from world import World

HANDED_ON = "act.handed_on"


class Office(Case):
    """The building permit with a colleague in the same room who may take it over."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.unit_id = self.state.holder_unit_id
        self.heir = self.joins("nguoi-nhan")
        self.assigned(self.officer)

    def joins(self, username: str, role: Role = Role.CASE_OFFICER):
        account_id = people.create_account(
            username=username, full_name=f"Lê Thị {username}", password="một mật khẩu đủ dài 9",
            actor=SYSTEM, at=self.at,
        )  # fmt: skip
        people.assign_post(
            account_id, unit_id=self.unit_id, role=role, effective_from=date(2026, 1, 1),
            actor=SYSTEM, at=self.at,
        )  # fmt: skip
        return accounts.actor_for(account_id, self.at)

    def assigned(self, to) -> None:
        routing.assign(self.code, officer=to.account_id, request=self.by(self.head))

    def continued(self, act, by):
        return continuing.continue_act(act.pk, version=act.version, request=self.by(by))

    def plan(self):
        return reassigning.plan(
            from_officer=self.officer.account_id, to_officers=[self.heir.account_id],
            actor=self.head, at=self.at,
        )  # fmt: skip

    def reassigned(self, moves, **more):
        return reassigning.reassign(
            from_officer=self.officer.account_id, moves=moves, reason="Chuyển công tác",
            request=Request(self.head, self.at, **more),
        )  # fmt: skip

    def told(self):
        return list(journal.facts_about(records.SUBJECT, self.id))


@pytest.fixture
def office(world, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    return Office(world)


def leaves(office) -> None:
    people.lock_account(office.officer.account_id, actor=SYSTEM, at=office.at)


def test_the_holder_finishes_what_one_who_left_began(office):
    act = office.drafted()
    leaves(office)
    with pytest.raises(NotPermittedError, match="Nhận soạn tiếp"):
        acts.edit_act(act.pk, content=office.asking(), version=1, request=office.by(office.heir))
    office.assigned(office.heir)
    act.refresh_from_db()
    assert act.drafted_by_id == office.heir.account_id
    assert act.former_drafters == [office.officer.account_id]
    told = office.told()[-1]
    assert (told.verb, told.data["officer"]) == (HANDED_ON, office.heir.account_id)
    edited = acts.edit_act(
        act.pk, content=office.asking(reason="Viết tiếp."), version=1,
        request=office.by(office.heir),
    )  # fmt: skip
    assert edited.content["reason"] == "Viết tiếp."
    done = office.cleared(edited)
    issuing.issue_act(done.pk, version=done.version, request=office.by(office.head))
    assert checks.check(due_dates=True).findings == []


def test_a_draft_in_another_hand_is_taken_up_by_whoever_holds_the_dossier(office):
    act = office.drafted()
    office.assigned(office.heir)
    third = office.joins("nguoi-thu-ba")
    with pytest.raises(NotPermittedError, match="Người đang thụ lý"):
        office.continued(act, third)
    act.refresh_from_db()
    office.assigned(third)
    act.refresh_from_db()
    assert act.former_drafters == [office.officer.account_id, office.heir.account_id]
    assert numbers.counts(third, at=office.at).acts == 1
    assert numbers.counts(office.heir, at=office.at).acts == 0


@pytest.mark.parametrize("who", ["officer", "heir"])
@pytest.mark.parametrize("through", ["own", "loan"])
def test_neither_hand_approves_nor_clears(office, who, through):
    """Old and new drafter alike, with the role in their own name or lent by them."""
    act = office.drafted()
    office.assigned(office.heir)
    act.refresh_from_db()
    hand = getattr(office, who)
    as_head, as_controller = _in_the_name_of(office, hand, through)
    with pytest.raises(NotPermittedError, match="không tự duyệt"):
        acts.approve_act(act.pk, version=act.version, request=office.by(as_head))
    act = gate.approve(act.pk, version=act.version, request=office.by(office.head))
    review = Review.objects.get(act=act)
    for step in (gate.clear, gate.take):
        more = {"version": act.version} if step is gate.clear else {}
        with pytest.raises(NotPermittedError, match="soạn hoặc ký duyệt"):
            step(review.pk, request=office.by(as_controller), **more)
    assert [row.is_mine_to_decide for row in desk.waiting(as_controller)] == [False]
    assert [row.is_mine_to_decide for row in desk.waiting(office.controller)] == [True]


def _in_the_name_of(office, hand, through):
    """A head and a controller who are the drafter, or who hold the role by the drafter's loan."""
    if through == "own":
        return replace(office.head, ref=hand.ref), replace(office.controller, ref=hand.ref)

    def lent(actor):
        grants = tuple(replace(grant, lent_by=hand.account_id) for grant in actor.grants)
        return replace(actor, ref=office.chief.ref, grants=grants)

    return lent(office.head), lent(office.controller)


@pytest.mark.parametrize("who", ["officer", "heir"])
def test_a_clearance_by_either_hand_lets_nothing_out(office, who):
    act = office.drafted()
    office.assigned(office.heir)
    act.refresh_from_db()
    with pytest.raises(NotClearedError, match="phải khác người soạn"):
        office.cleared(act, by=getattr(office, who))


def test_a_head_who_takes_it_up_does_not_approve_it(office):
    act = office.continued(office.drafted(), office.head)
    assert act.drafted_by_id == office.head.account_id
    with pytest.raises(NotPermittedError, match="không tự duyệt"):
        acts.approve_act(act.pk, version=act.version, request=office.by(office.head))
    acts.approve_act(act.pk, version=act.version, request=office.by(office.chief))


def test_who_may_not_take_it_up_and_when(office):
    act = office.drafted()
    elsewhere = office.world.officer("case_officer", "ubnd-21040")
    for actor, words in (
        (office.officer, "đang là người soạn"),
        (office.controller, "Chỉ đơn vị đang giữ"),
        (office.heir, "Người đang thụ lý"),
        (elsewhere, "Không thấy bản soạn"),
    ):
        with pytest.raises(RefusedError, match=words):
            office.continued(act, actor)
    approved = acts.approve_act(act.pk, version=1, request=office.by(office.chief))
    with pytest.raises(NotPermittedError, match="đã trình duyệt"):
        office.continued(approved, office.head)
    back = acts.send_back_act(
        act.pk, reason="Sửa", version=approved.version, request=office.by(office.chief)
    )
    assert office.continued(back, office.head).status == ActStatus.SENT_BACK.value


def test_where_nobody_holds_the_dossier_a_colleague_steps_in_for_who_has_gone(office):
    act = office.drafted()
    row = records.load_by_id(office.id)
    assert row.holder_id == office.officer.account_id
    nobody = replace(row, holder_id=None)
    found = continuing.can_continue(act, nobody, office.heir, office.at)
    assert "vẫn làm việc" in found.reason
    leaves(office)
    assert continuing.can_continue(act, nobody, office.heir, office.at)
    counter = office.world.in_unit("intake_officer", row.receiving_unit_id)
    assert not continuing.can_continue(act, nobody, counter, office.at)
    clerk = office.joins("van-thu", Role.INSPECTOR)
    assert not continuing.can_continue(act, nobody, clerk, office.at)


def test_the_plan_counts_the_drafts_and_the_act_takes_them_along(office):
    act = office.drafted()
    shown = office.plan()
    assert (shown.drafts, shown.drafts_left) == (1, 0)
    done = office.reassigned(shown.moves, key="k", digest="a" * 64)
    assert office.reassigned(shown.moves, key="k", digest="a" * 64).replayed
    assert len(done.dossiers) == 1
    act.refresh_from_db()
    assert (act.drafted_by_id, act.version) == (office.heir.account_id, 1)
    assert [fact.verb for fact in office.told()].count(HANDED_ON) == 1
    assert office.plan().lines == ()


def test_the_plan_does_not_promise_what_the_heir_has_approved(office):
    act = office.drafted()
    acts.approve_act(act.pk, version=1, request=office.by(office.chief))
    DraftAct.objects.filter(pk=act.pk).update(approved_by_id=office.heir.account_id)
    shown = office.plan()
    assert (shown.drafts, shown.drafts_left) == (0, 1)
    office.reassigned(shown.moves)
    act.refresh_from_db()
    assert act.drafted_by_id == office.officer.account_id


def test_what_the_heir_has_approved_stays_with_its_drafter(office):
    act = office.drafted()
    deputy = office.joins("pho-phong", Role.HEAD_OF_ROOM)
    acts.approve_act(act.pk, version=1, request=office.by(deputy))
    office.assigned(deputy)
    act.refresh_from_db()
    assert act.drafted_by_id == office.officer.account_id


def test_many_drafts_cost_no_more_statements_than_one(office):
    def cost(drafts: int) -> int:
        made = [office.drafted(), *(_more(office, act) for act in range(drafts - 1))]
        held = continuing.hold(office.officer.account_id, [office.id])
        with CaptureQueriesContext(connection) as asked:
            assert continuing.hand_on(
                held, {office.id: office.heir.account_id}, office.by(office.head)
            ) == len(made)
        for act in made:
            DraftAct.objects.filter(pk=act.pk).update(status="cancelled")
        return len(asked)

    assert cost(1) == cost(3)


def _more(office, number):
    kind = ("return", "stop")[number]
    return DraftAct.objects.create(
        dossier_id=office.id, kind=kind, status="draft", content={}, digest="0" * 64,
        agency_id=office.state.competent_agency_id, drafted_by_id=office.officer.account_id,
        drafted_at=office.at,
    )  # fmt: skip


def test_a_draft_result_was_never_stuck_any_colleague_writes_it_anew(office):
    words = {"title": "Giấy phép xây dựng", "text": "Cho phép xây dựng.", "ground": ""}
    drafting.draft_text(office.code, content=words, request=office.by(office.officer))
    leaves(office)
    drafting.draft_text(office.code, content=words, request=office.by(office.heir))
    assert signatures.draft_of(office.id).drafted_by_id == office.heir.account_id


def test_two_take_it_up_at_once(loaded_world, django_db_blocker):
    with django_db_blocker.unblock(), twin():
        office = Office(World())
        act = office.drafted()
        answers = at_once(*[lambda: office.continued(act, office.head)] * 2)
        assert sum(isinstance(one, DraftAct) for one in answers) == 1, answers
        assert sum(isinstance(one, RefusedError) for one in answers) == 1, answers
        assert [fact.verb for fact in office.told()].count(HANDED_ON) == 1


def test_a_draft_is_finished_while_its_dossier_changes_hands(loaded_world, django_db_blocker):
    """Drafts are locked before dossiers on every way, so that neither waits for the other."""
    with django_db_blocker.unblock(), twin():
        office = Office(World())
        act = office.drafted()
        moves = office.plan().moves
        answers = at_once(
            lambda: office.reassigned(moves),
            lambda: acts.approve_act(act.pk, version=1, request=office.by(office.chief)),
        )
        assert not [one for one in answers if isinstance(one, Exception)], answers
        act.refresh_from_db()
        assert act.drafted_by_id == office.heir.account_id
        assert act.status == ActStatus.HEAD_APPROVED.value
        assert timedelta(0) == act.approved_at - office.at
