"""Somebody is away: a colleague may do their work for that time, and afterwards all is as before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.accounts import actions, directory, queries
from motcua.accounts.actions.demo_absence import AWAY, STAND_IN, load_demo_absence
from motcua.accounts.models import Absence
from motcua.base.actor import SYSTEM
from motcua.base.verdict import ConflictError, NotPermittedError, RefusedError
from motcua.journal.queries import facts_about
from twin import at_once, twin
from world import World

BAO, CUONG, DUNG, HANH = "chuyenvien.sxd", "truongphong.sxd", "giamdoc.sxd", "vanthu.sxd"


@pytest.fixture
def away(person, at):
    """Bảo is away for a week and Hạnh stands in, unless something else is said."""

    def recorded(
        by=BAO, who=BAO, stand_in=HANH, begins="2026-09-07T00:00", ends="2026-09-12T00:00", **more
    ):
        return actions.record_absence(
            person(who).account_id, stand_in=person(stand_in).account_id,
            begins_at=at(begins), ends_at=at(ends), reason=more.pop("reason", "Nghỉ phép"),
            actor=person(by), at=at("2026-09-03T09:00"),
        )  # fmt: skip

    return recorded


def test_it_begins_and_ends_by_itself(away, person, at):
    away()
    bao = person(BAO).account_id
    moments = {
        "2026-09-06T23:59": False, "2026-09-07T00:00": True,
        "2026-09-11T23:59": True, "2026-09-12T00:00": False,
    }  # fmt: skip
    for moment, stands_in in moments.items():
        actor = queries.actor_for(person(HANH).account_id, at(moment))
        assert (bao in actor.away) is stands_in, moment
        assert actor.holds("case_officer") is stands_in
        assert queries.actor_for(bao, at(moment)).holds("case_officer")


def test_the_demo_has_one_absence_and_a_second_load_adds_none(person, at):
    evening = at("2026-09-03T23:30")
    assert load_demo_absence(actor=SYSTEM, at=evening) == 1
    assert load_demo_absence(actor=SYSTEM, at=at("2026-09-05T08:00")) == 0
    away, stand_in = person(AWAY).account_id, person(STAND_IN).account_id
    [told] = directory.absences(evening, account_ids=[away])
    assert (told.stand_in_id, told.state) == (stand_in, "coming")
    moments = {"2026-09-03T23:59": False, "2026-09-04T00:00": True, "2026-09-05T23:59": True,
               "2026-09-06T00:00": False}  # fmt: skip
    for moment, stands_in in moments.items():
        assert (away in queries.actor_for(stand_in, at(moment)).away) is stands_in, moment


def test_back_early_ends_it_at_once(away, person, at):
    number = away()
    actions.end_absence(number, actor=person(BAO), at=at("2026-09-09T08:00"))
    hanh = person(HANH).account_id
    assert queries.actor_for(hanh, at("2026-09-09T07:59")).away
    assert not queries.actor_for(hanh, at("2026-09-09T08:00")).away
    with pytest.raises(ConflictError, match="đã kết thúc"):
        actions.end_absence(number, actor=person(BAO), at=at("2026-09-09T09:00"))
    verbs = [fact.verb for fact in facts_about("account", person(BAO).account_id)]
    assert verbs[-2:] == ["accounts.absence_recorded", "accounts.absence_ended"]


def test_called_off_it_leaves_room_for_another(away, person, at):
    number = away()
    actions.end_absence(number, actor=person(BAO), at=at("2026-09-03T10:00"))
    assert not queries.actor_for(person(HANH).account_id, at("2026-09-08T09:00")).away
    away()


@pytest.mark.parametrize(
    ("by", "who", "may"),
    [
        (CUONG, BAO, True), (DUNG, BAO, True), ("kythuat.tt", BAO, True), (DUNG, CUONG, True),
        (HANH, BAO, False), (CUONG, DUNG, False), ("truongphong.stc", BAO, False),
        ("nghiepvu.tt", BAO, False),
    ],
)  # fmt: skip
def test_who_may_write_it_down(away, person, by, who, may):
    if may:
        away(by=by, who=who)
        return
    with pytest.raises(NotPermittedError, match="Chỉ người ấy"):
        away(by=by, who=who)
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"stand_in": BAO}, "Chọn một người khác"),
        ({"stand_in": "chuyenvien.stc"}, "cùng cơ quan"),
        ({"ends": "2026-09-06T00:00"}, "Ngày về phải sau"),
        ({"begins": "2026-08-01T00:00", "ends": "2026-09-02T00:00"}, "Ngày về phải sau"),
        ({"ends": "2027-09-12T00:00"}, "không quá 190 ngày"),
        ({"reason": " "}, "Ghi lý do"),
    ],
)
def test_what_makes_no_sense_is_told(away, said, words):
    with pytest.raises(actions.UnableToRecordAbsenceError, match=words):
        away(**said)


def test_no_two_at_once_and_no_stand_in_who_is_away(away):
    away()
    with pytest.raises(actions.UnableToRecordAbsenceError, match="một lần vắng mặt khác"):
        away(begins="2026-09-11T00:00", ends="2026-09-20T00:00")
    with pytest.raises(actions.UnableToRecordAbsenceError, match="Người thay cũng vắng"):
        away(by=CUONG, who=CUONG, stand_in=BAO)
    with pytest.raises(actions.UnableToRecordAbsenceError, match="đang nhận thay"):
        away(by=HANH, who=HANH, stand_in=CUONG)
    away(begins="2026-09-12T00:00", ends="2026-09-20T00:00")


def test_administering_is_personal(away, person, at):
    away(by="kythuat.tt", who="kythuat.tt", stand_in="tiepnhan.tt")
    actor = queries.actor_for(person("tiepnhan.tt").account_id, at("2026-09-08T09:00"))
    assert not actor.holds("technical_admin")


def test_two_who_name_each_other_at_once(loaded_world, django_db_blocker):
    with django_db_blocker.unblock(), twin():
        world = World()
        people = [world.officer(role, "so-xay-dung") for role in ("case_officer", "clerk")]
        begins = world.at + timedelta(days=1)

        def go(actor, other):
            return actions.record_absence(
                actor.account_id, stand_in=other.account_id, begins_at=begins,
                ends_at=begins + timedelta(days=2), reason="Nghỉ phép", actor=actor, at=world.at,
            )  # fmt: skip

        answers = at_once(lambda: go(*people), lambda: go(*reversed(people)))
        assert sum(isinstance(answer, RefusedError) for answer in answers) == 1, answers
