"""What a person may do at a moment: posts with dates, loans that end by themselves."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.accounts import actions, queries
from motcua.accounts.models import Absence, Account, Delegation, Post
from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.actor import SYSTEM, ActorKind
from motcua.base.dates import VIETNAM
from motcua.base.verdict import ConflictError, NotPermittedError
from motcua.journal.queries import facts_about
from rooms.accounts.oracle import Away, HeldPost, Loan, grants

DAY = date(2026, 9, 1)


def test_one_person_in_a_small_commune_holds_many_roles(person, unit):
    actor = person("motcua.baxa")
    counter = unit("ubnd-21538-mot-cua")
    assert actor.kind is ActorKind.OFFICER
    assert actor.roles == {"intake_officer", "guide", "fee_officer", "return_officer"}
    assert actor.unit_ids == {counter.id}
    assert actor.agency_ids == {counter.agency_id}
    assert all(grant.lent_by is None for grant in actor.grants)


def test_one_statement_gives_the_actor(person, at, django_assert_num_queries):
    account = person("chutich.nghialo").account_id
    with django_assert_num_queries(1):
        queries.actor_for(account, at("2026-09-03T09:00"))


def test_a_post_counts_from_its_first_day_to_the_day_before_its_end(person, unit, at):
    account = person("hotich.nghialo").account_id
    actions.assign_post(
        account,
        unit_id=unit("ubnd-21028-van-thu").id,
        role=Role.CLERK,
        effective_from=date(2026, 10, 1),
        effective_to=date(2026, 11, 1),
        actor=SYSTEM,
        at=at("2026-09-20T08:00"),
    )
    days = {
        "2026-09-30T23:59": False,
        "2026-10-01T00:00": True,
        "2026-10-31T23:59": True,
        "2026-11-01T00:00": False,
    }
    for moment, holds in days.items():
        assert queries.actor_for(account, at(moment)).holds("clerk") is holds, moment


def test_a_post_in_a_unit_that_closed_gives_nothing(people, at):
    old = agencies.unit_by_key("ubnd-522-mot-cua", date(2025, 6, 30))
    account = actions.create_account(
        username="nguoi.cu", full_name="Người Cũ", password="ly-son-2019-x", actor=SYSTEM,
        at=at("2025-01-02T08:00"),
    )  # fmt: skip
    actions.assign_post(
        account, unit_id=old.id, role=Role.INTAKE_OFFICER, effective_from=date(2025, 1, 2),
        actor=SYSTEM, at=at("2025-01-02T08:00"),
    )  # fmt: skip
    assert queries.actor_for(account, at("2025-06-30T16:00")).roles == {"intake_officer"}
    assert queries.actor_for(account, at("2025-07-01T08:00")).roles == frozenset()


def test_a_locked_account_holds_nothing(person, at):
    account = person("chutich.nghialo").account_id
    actions.lock_account(account, actor=person("kythuat.tt"), at=at("2026-09-03T10:00"))
    assert queries.actor_for(account, at("2026-09-03T10:01")).grants == ()
    with pytest.raises(ConflictError, match="đã bị khóa"):
        actions.lock_account(account, actor=person("kythuat.tt"), at=at("2026-09-03T10:02"))
    actions.unlock_account(account, actor=person("kythuat.tt"), at=at("2026-09-03T10:03"))
    assert queries.actor_for(account, at("2026-09-03T10:04")).holds("head_of_agency")


def test_an_unknown_account(people, at):
    with pytest.raises(Account.DoesNotExist):
        queries.actor_for(0, at("2026-09-03T10:00"))


@pytest.fixture
def loan(person, unit, at):
    """The chair of phường Nghĩa Lộ is away and lends the signature to the head of the office."""
    lender, borrower = person("chutich.nghialo"), person("chanhvanphong.nghialo")

    def lend(**changes):
        words = {
            "to_account_id": borrower.account_id,
            "unit_id": unit("ubnd-21028-lanh-dao").id,
            "roles": [Role.HEAD_OF_AGENCY],
            "begins_at": at("2026-09-07T00:00"),
            "ends_at": at("2026-09-12T00:00"),
            "reason": "Đi công tác",
            "actor": lender,
        }
        return actions.delegate(**words | changes, at=at("2026-09-03T09:00"))

    lend.lender, lend.borrower = lender, borrower
    return lend


def signs(account, moment):
    return any(
        grant.role == "head_of_agency" and grant.lent_by
        for grant in queries.actor_for(account, moment).grants
    )


def test_a_loan_begins_and_ends_by_itself(loan, at):
    loan()
    moments = {
        "2026-09-06T23:59": False,
        "2026-09-07T00:00": True,
        "2026-09-11T23:59": True,
        "2026-09-12T00:00": False,
    }
    for moment, holds in moments.items():
        assert signs(loan.borrower.account_id, at(moment)) is holds, moment
    [grant] = [
        grant
        for grant in queries.actor_for(loan.borrower.account_id, at("2026-09-08T09:00")).grants
        if grant.lent_by
    ]
    assert grant.lent_by == loan.lender.account_id
    [fact] = [
        fact
        for fact in facts_about("account", loan.lender.account_id)
        if fact.verb == "accounts.delegated"
    ]
    assert fact.data["roles"] == ["head_of_agency"]


def test_a_loan_taken_back_ends_at_once(loan, person, at):
    number = loan()
    now = at("2026-09-09T10:00")
    with pytest.raises(NotPermittedError, match="người đã ủy quyền"):
        actions.revoke_delegation(number, actor=loan.borrower, at=now)
    actions.revoke_delegation(number, actor=loan.lender, at=now)
    assert signs(loan.borrower.account_id, now - timedelta(seconds=1))
    assert not signs(loan.borrower.account_id, now)
    with pytest.raises(ConflictError, match="đã kết thúc"):
        actions.revoke_delegation(number, actor=loan.lender, at=now)
    with pytest.raises(ConflictError, match="Không thấy"):
        actions.revoke_delegation(0, actor=loan.lender, at=now)


def test_a_loan_ends_with_the_lenders_post(loan, at):
    loan()
    post = Post.objects.get(account_id=loan.lender.account_id, role="head_of_agency")
    actions.end_post(
        post.pk, effective_to=date(2026, 9, 9), actor=SYSTEM, at=at("2026-09-08T08:00")
    )
    assert signs(loan.borrower.account_id, at("2026-09-08T23:00"))
    assert not signs(loan.borrower.account_id, at("2026-09-09T00:00"))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"roles": []}, "ít nhất một vai trò"),
        ({"roles": [Role.CLERK]}, "không giữ vai trò Văn thư"),
        ({"roles": [Role.TECHNICAL_ADMIN]}, "không được ủy quyền"),
    ],
)
def test_only_own_roles_may_be_lent(loan, changes, words):
    with pytest.raises(NotPermittedError, match=words):
        loan(**changes)


def test_what_was_borrowed_is_not_lent_on(loan, person, unit, at):
    loan()
    borrower = queries.actor_for(loan.borrower.account_id, at("2026-09-08T09:00"))
    assert borrower.holds("head_of_agency")
    with pytest.raises(NotPermittedError, match="không giữ vai trò"):
        loan(actor=borrower, to_account_id=person("vanthu.nghialo").account_id)


@pytest.mark.parametrize(
    ("begins", "ends", "words"),
    [
        ("2026-09-07T00:00", "2026-09-07T00:00", "sau thời điểm bắt đầu"),
        ("2026-08-01T00:00", "2026-09-01T00:00", "sau lúc này"),
        ("2026-09-07T00:00", "2026-12-31T00:00", "90 ngày"),
    ],
)
def test_a_loan_has_a_sensible_span(loan, at, begins, ends, words):
    with pytest.raises(actions.UnableToDelegateError, match=words):
        loan(begins_at=at(begins), ends_at=at(ends))


def test_a_loan_goes_to_somebody_else_who_works_and_says_why(loan, person, at):
    with pytest.raises(actions.UnableToDelegateError, match="người khác"):
        loan(to_account_id=loan.lender.account_id)
    with pytest.raises(actions.UnableToDelegateError, match="lý do"):
        loan(reason="  ")
    actions.lock_account(
        loan.borrower.account_id, actor=person("kythuat.tt"), at=at("2026-09-03T08:00")
    )
    with pytest.raises(actions.UnableToDelegateError, match="đang bị khóa"):
        loan()


MOMENT = datetime(2026, 9, 15, 9, 0, tzinfo=VIETNAM)
_days = st.integers(-3, 3)
_posts = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["clerk", "guide", "inspector"]),
        st.integers(0, 1),
        _days,
        st.one_of(st.none(), st.integers(1, 3)),
    ),
    max_size=6,
    unique_by=lambda row: row[:3],
)
_loans = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(1, 2), st.integers(0, 1),
        st.sets(st.sampled_from(["clerk", "guide"]), min_size=1), _days, st.integers(1, 4),
        st.one_of(st.none(), _days),
    ),
    max_size=5,
)  # fmt: skip
# One absence each at most: the database allows no two of one person at once.
_away = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(1, 2), _days, st.integers(1, 4), st.one_of(st.none(), _days)
    ),
    max_size=3,
    unique_by=lambda row: row[0],
)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=_posts, lent=_loans, gone=_away, hour=st.sampled_from([0, 9, 23]))
def test_the_readers_agree_with_the_oracle(person, unit, rows, lent, gone, hour):
    """Nobody holds a role outside the dates of post, loan and absence."""
    accounts = [
        person(name).account_id for name in ("tiepnhan.nghialo", "vanthu.nghialo", "xahoi.nghialo")
    ]
    units = [unit("ubnd-21040-mot-cua"), unit("ubnd-21040-van-thu")]
    Delegation.objects.all().delete()
    Absence.objects.all().delete()
    Post.objects.filter(account_id__in=accounts).delete()
    at = MOMENT.replace(hour=hour)
    posts = [
        HeldPost(
            accounts[who],
            role,
            units[where].id,
            units[where].agency_id,
            start := at.date() + timedelta(first),
            length and start + timedelta(length),
        )
        for who, role, where, first, length in rows
    ]
    loans = [
        Loan(
            accounts[who],
            accounts[(who + step) % 3],
            units[where].id,
            frozenset(roles),
            begins := at + timedelta(first),
            begins + timedelta(length),
            None if revoked is None else at + timedelta(revoked),
        )
        for who, step, where, roles, first, length, revoked in lent
    ]
    away = [
        Away(
            accounts[who], accounts[(who + step) % 3], begins := at + timedelta(first),
            begins + timedelta(length), None if back is None else at + timedelta(back),
        )
        for who, step, first, length, back in gone
    ]  # fmt: skip
    Post.objects.bulk_create(
        Post(
            account_id=row.account,
            role=row.role,
            unit_id=row.unit,
            effective_from=row.start,
            effective_to=row.end,
        )
        for row in posts
    )
    Delegation.objects.bulk_create(
        Delegation(
            from_account_id=row.lender,
            to_account_id=row.borrower,
            unit_id=row.unit,
            roles=sorted(row.roles),
            begins_at=row.begins,
            ends_at=row.ends,
            revoked_at=row.revoked,
            reason="x",
            created_at=at,
        )
        for row in loans
    )
    Absence.objects.bulk_create(
        Absence(
            account_id=row.absent, stand_in_id=row.stand_in, begins_at=row.begins,
            ends_at=row.ends, ended_at=row.back, reason="x", recorded_by_id=row.absent, created_at=at,
        )
        for row in away
    )  # fmt: skip
    for account in accounts:
        found = queries.actor_for(account, at).grants
        assert len(found) == len(set(found))
        assert set(found) == grants(account, posts, loans, away, at)
