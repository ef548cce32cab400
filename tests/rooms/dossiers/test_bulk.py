"""Many dossiers in one act: what `records.save` promises for one holds for all of them together."""

from __future__ import annotations

import pytest

from motcua.dossiers import bulk, checks, records
from motcua.dossiers.actions import intake
from motcua.dossiers.bulk import ManyStaleError
from motcua.dossiers.models import ActionKey
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import KeyReusedError, Request, Step
from motcua.journal import queries as journal
from motcua.procedures import queries as procedures
from twin import at_once, twin
from world import World

SEN = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000317")
BIRTH = "1.001193"


def received(world, count):
    version = procedures.current_version(BIRTH, world.at.date())
    papers = tuple(
        {"key": paper.key, "name": paper.name, "originals": 1}
        for paper in version.papers
        if paper.required and not paper.condition and not paper.shown_only
    )
    wanted = intake.Intake(BIRTH, People(SEN, SEN), papers)
    request = Request(world.officer("intake_officer"), world.at)
    unit = world.one_stop().id
    return [intake.receive(wanted, unit_id=unit, request=request) for _ in range(count)]


def prioritised(found, *, as_well=None):
    """Each dossier gets a priority; `as_well` gives some of them a second step."""
    return [
        (
            one.id,
            one.state,
            (
                Step("set_priority", {"priority": "elderly"}, private={"note": f"Nơi {place}"}),
                *((as_well,) if as_well and place % 2 else ()),
            ),
        )
        for place, one in enumerate(found)
    ]


def told(one):
    return [fact.verb for fact in journal.facts_about(records.SUBJECT, one.id)]


def test_rows_and_facts_are_those_of_one_save_each(world, monkeypatch):
    """Over the edge of a chunk, with different steps and a private word for each."""
    monkeypatch.setattr(bulk, "CHUNK", 2)
    found = received(world, 5)
    place = Step("place_paper", {"paper_place": {"place": "Tủ 4"}}, {"place": "Tủ 4"})
    request = Request(world.officer("intake_officer"), world.at)
    saved = bulk.save_many(prioritised(found, as_well=place), request)
    for number, (one, after) in enumerate(zip(found, saved.dossiers, strict=True)):
        kept = records.load_by_id(one.id)
        assert kept == after.state
        assert kept.priority == "elderly"
        steps = ["dossier.set_priority", *(["dossier.place_paper"] if number % 2 else [])]
        assert told(one)[-len(steps) :] == steps
        assert (kept.paper_place is not None) == bool(number % 2)
        last = journal.facts_about(records.SUBJECT, one.id)[-1]
        assert last.digest == after.fact_digest
    assert checks.check(due_dates=True).findings == []


def test_one_that_has_moved_holds_all_of_them_back(world, monkeypatch):
    monkeypatch.setattr(bulk, "CHUNK", 2)
    found = received(world, 5)
    request = Request(world.officer("intake_officer"), world.at)
    records.save(found[4].id, found[4].state, request, Step("set_priority", {"priority": "child"}))
    with pytest.raises(ManyStaleError, match="1 trong 5 hồ sơ") as refusal:
        bulk.save_many(prioritised(found), request)
    assert refusal.value.ids == (found[4].id,)
    assert [records.load_by_id(one.id).priority for one in found] == ["", "", "", "", "child"]
    assert all("dossier.set_priority" not in told(one) for one in found[:4])


def test_a_key_stands_for_the_whole_act(world):
    found = received(world, 3)
    clerk = world.officer("intake_officer")
    request = Request(clerk, world.at, key="một", digest="a" * 64)
    assert bulk.earlier(request) is None
    assert not bulk.save_many(prioritised(found), request).replayed
    assert bulk.save_many(prioritised(found), request).replayed
    assert bulk.earlier(request).dossiers[0].id == found[0].id
    assert [told(one).count("dossier.set_priority") for one in found] == [1, 1, 1]
    with pytest.raises(KeyReusedError):
        bulk.save_many(prioritised(found), Request(clerk, world.at, key="một", digest="b" * 64))


def test_no_dossier_may_come_twice_and_none_is_no_act(world):
    one = received(world, 1)[0]
    request = Request(world.officer("intake_officer"), world.at, key="hai")
    with pytest.raises(ValueError, match="twice"):
        bulk.save_many(prioritised([one, one]), request)
    assert bulk.save_many([], request).dossiers == ()
    assert not ActionKey.objects.filter(key="hai").exists()


@pytest.mark.parametrize("key", [None, "cùng một khóa"])
def test_two_acts_on_the_same_dossiers_at_once(loaded_world, django_db_blocker, key):
    """One moves them all and the other none; under one key both have done it, once."""
    with django_db_blocker.unblock(), twin():
        world = World()
        found = received(world, 20)
        request = Request(world.officer("intake_officer"), world.at, key=key, digest="a" * 64)
        there, back = prioritised(found), prioritised(found[::-1])
        if key:
            back = there
        answers = at_once(
            lambda: bulk.save_many(there, request), lambda: bulk.save_many(back, request)
        )
        refused = [answer for answer in answers if isinstance(answer, ManyStaleError)]
        assert len(refused) == (0 if key else 1), answers
        if key:
            assert sorted(answer.replayed for answer in answers) == [False, True]
        assert [told(one).count("dossier.set_priority") for one in found] == [1] * 20
        assert checks.check(due_dates=True).findings == []
