"""Dated values: what holds when, who may change them, how they go back, what two at once do."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.base.actor import SYSTEM, Actor, ActorKind, Grant
from motcua.base.memory import forget_all
from motcua.base.verdict import InvalidError, NotPermittedError
from motcua.journal.queries import facts_about
from motcua.rulebook import actions, queries
from motcua.rulebook.actions import RuleMovedError, UnableToSetError
from motcua.rulebook.models import Rule
from motcua.rulebook.table import ENTRIES, GROUPS

ADMIN = Actor(ActorKind.OFFICER, "7", "Liên", (Grant("business_admin", 1, 1),))
CLERK = Actor(ActorKind.OFFICER, "8", "Hà", (Grant("clerk", 1, 1),))
TODAY = date(2026, 9, 3)
HOURS = "control.desk_hours"
# What is committed for good stays in the journal: nobody else looks at this one.
ALONE = "symbol.refusal"
pytestmark = pytest.mark.django_db


@pytest.fixture
def change(at):
    def changed(value, since=TODAY, actor=ADMIN, name=HOURS, **more):
        actions.set_value(
            name, value, effective_from=since, reason="Quy chế mới", actor=actor,
            at=at("2026-09-03T08:00"), **more,
        )  # fmt: skip

    return changed


def test_every_default_passes_its_own_kind_and_numbers_are_apart():
    for entry in ENTRIES.values():
        assert entry.kind.clean(entry.default) == entry.default, entry.name
    assert len({entry.number for entry in ENTRIES.values()}) == len(ENTRIES)
    assert sum(len(group.entries) for group in GROUPS) == len(ENTRIES)


def test_a_value_holds_from_its_day_and_the_default_before(change):
    assert queries.number(HOURS, TODAY) == 4
    change(6, TODAY + timedelta(30))
    change(5)
    days = [TODAY - timedelta(1), TODAY, TODAY + timedelta(29), TODAY + timedelta(30)]
    assert [queries.number(HOURS, on) for on in days] == [4, 5, 5, 6]
    standing = queries.standing(HOURS, TODAY)
    assert (standing.value, standing.since) == (5, TODAY)
    assert [span.value for span in standing.planned] == [6]


def test_going_back_is_a_new_change_and_the_past_stays(change):
    change(6)
    change(4)
    assert queries.number(HOURS, TODAY) == 4
    told = queries.history(HOURS)
    assert [(line.before, line.value) for line in told] == [(6, 4), (4, 6)]
    assert "từ “6 giờ làm việc” thành “4 giờ làm việc”" in told[0].sentence
    assert told[0].reason == "Quy chế mới"
    with pytest.raises(UnableToSetError, match="giữ nguyên"):
        change(7, TODAY - timedelta(1))


def test_a_plan_is_dropped_and_what_held_before_goes_on(change, at):
    change(5)
    change(6, TODAY + timedelta(30))
    drop = {"reason": "Hoãn", "actor": ADMIN, "at": at("2026-09-03T09:00")}
    actions.drop_plan(HOURS, effective_from=TODAY + timedelta(30), **drop)
    assert queries.number(HOURS, TODAY + timedelta(40)) == 5
    with pytest.raises(RuleMovedError):
        actions.drop_plan(HOURS, effective_from=TODAY + timedelta(30), **drop)
    with pytest.raises(UnableToSetError, match="đã áp dụng"):
        actions.drop_plan(HOURS, effective_from=TODAY, **drop)
    assert "Bỏ dự định" in queries.history(HOURS)[0].sentence


def test_who_may_not_and_when_not(change):
    with pytest.raises(NotPermittedError, match="quản trị nghiệp vụ"):
        change(5, actor=CLERK)
    for wrong in (0, 41, "bốn", True, None, 4.5):
        with pytest.raises(InvalidError):
            change(wrong)
    with pytest.raises(UnableToSetError, match="không có gì để đổi"):
        change(4)
    with pytest.raises(InvalidError, match="Không có quy định"):
        change(4, name="no.such")
    with pytest.raises(UnableToSetError, match="xa hơn"):
        change(5, date(2036, 1, 1))
    with pytest.raises(InvalidError, match="lý do"):
        actions.set_value(HOURS, 5, effective_from=TODAY, reason=" ", actor=SYSTEM, at=None)
    assert not Rule.objects.exists()


def test_who_looked_at_an_older_value_is_told(change):
    seen = queries.revision(HOURS)
    change(5, seen=seen)
    with pytest.raises(RuleMovedError, match="vừa được người khác đổi"):
        change(6, seen=seen)
    assert queries.number(HOURS, TODAY) == 5


def test_the_database_forbids_two_values_on_one_day(change):
    change(5)
    with pytest.raises(IntegrityError, match="rule_periods_apart"), transaction.atomic():
        Rule.objects.create(name=HOURS, value=9, effective_from=TODAY + timedelta(3))


def test_reading_costs_nothing_once_read(change):
    queries.number(HOURS, TODAY)
    with CaptureQueriesContext(connection) as seen:
        for name in ENTRIES:
            queries.value(name, TODAY)
    assert len(seen) == 0


def test_a_whole_timeline_is_laid_only_into_an_empty_place(at):
    steps = [(date(2025, 1, 1), 5), (date(2026, 1, 1), 6)]
    lay = {"reason": "Nạp cấu hình", "actor": SYSTEM, "at": at("2026-09-03T08:00")}
    actions.lay_timeline(HOURS, steps, **lay)
    assert queries.number(HOURS, date(2025, 6, 1)) == 5
    assert queries.number(HOURS, TODAY) == 6
    with pytest.raises(UnableToSetError, match="đã có giá trị riêng"):
        actions.lay_timeline(HOURS, steps, **lay)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 40)), max_size=8))
def test_whatever_the_order_of_changes_the_timeline_reads_as_a_plain_list(changes):
    """Against a drawing: a day's value is the last one set for the latest start up to it."""
    from datetime import datetime

    from motcua.base.dates import VIETNAM

    forget_all()
    at = datetime(2026, 9, 3, 8, tzinfo=VIETNAM)
    plain: dict[int, int] = {}
    with transaction.atomic():
        for start, wanted in changes:
            try:
                actions.set_value(
                    HOURS, wanted, effective_from=TODAY + timedelta(start), reason="x",
                    actor=SYSTEM, at=at,
                )  # fmt: skip
            except UnableToSetError:
                continue
            plain[start] = wanted
        for day in range(45):
            begun = [start for start in plain if start <= day]
            expected = plain[max(begun)] if begun else 4
            assert queries.number(HOURS, TODAY + timedelta(day)) == expected
        transaction.set_rollback(True)
    forget_all()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_one_change(at):
    """Both looked at the same value; one is told that somebody was quicker."""
    seen, outcomes, ready = queries.revision(ALONE), [], threading.Barrier(2)

    def set_to(value):
        ready.wait()
        try:
            actions.set_value(
                ALONE, value, effective_from=TODAY, reason="Cùng lúc", actor=ADMIN,
                at=at("2026-09-03T08:00"), seen=seen,
            )  # fmt: skip
            outcomes.append("done")
        except RuleMovedError:
            outcomes.append("moved")
        finally:
            connection.close()

    threads = [threading.Thread(target=set_to, args=(value,)) for value in ("AB", "CD")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "moved"]
    told = facts_about("rule", ENTRIES[ALONE].number)
    assert len(told) == seen + 1
    Rule.objects.all().delete()
