"""Personal data of closed dossiers: kept its time, erased by two people, all of it, the log still whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from motcua.base.actor import SYSTEM
from motcua.base.memory import forget_all
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError, RefusedError
from motcua.dossiers import records, tasks
from motcua.dossiers.actions import intake
from motcua.dossiers.erasures import Erasure
from motcua.dossiers.models import Dossier
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Request
from motcua.dossiers.retention import actions, emptying, queries
from motcua.journal.queries import facts_about
from motcua.procedures import queries as procedures
from motcua.rulebook import actions as rulebook
from twin import at_once, twin
from world import World

SEN = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000317")
SLUG = "khong-tiep-nhan"
YEAR = timedelta(days=366)


def two_declined(world):
    """Two online dossiers that were declined, today."""
    version = procedures.current_version("1.001193", world.at.date())
    papers = tuple({"key": p.key, "name": p.name, "originals": 1} for p in version.papers)
    data = intake.Intake("1.001193", People(SEN, SEN), papers)
    made = [
        intake.submit_online(data, unit_id=world.one_stop().id, request=Request(SYSTEM, world.at))
        for _ in range(2)
    ]
    for one in made:
        Dossier.objects.filter(pk=one.id).update(status="declined")
    return made


@pytest.fixture
def declined(world):
    return two_declined(world)


@pytest.fixture
def admin(world):
    return world.officer("business_admin", "trung-tam-pvhcc")


@pytest.fixture
def director(world):
    return world.officer("centre_director", "trung-tam-pvhcc")


def counts(at):
    return {found.kind.slug: found.dossiers for found in queries.rehearsed(at)}


def asked(world, admin, seen=2, slug=SLUG):
    return actions.propose(slug, seen=seen, reason="Luật 91/2025", actor=admin, at=world.at + YEAR)


def test_what_is_past_its_time_is_counted_asked_for_confirmed_and_erased_once(
    world, declined, admin, director
):
    assert counts(world.at)[SLUG] == 0
    later = world.at + YEAR
    assert counts(later)[SLUG] == 2
    with pytest.raises(ConflictError, match="khác lúc xem"):
        asked(world, admin, seen=1)
    number = asked(world, admin)
    row = Erasure.objects.get(pk=number)
    assert (row.counts["dossiers"], row.ids) == (2, [one.id for one in declined])
    assert not actions.carry_out(number, at=later)
    assert counts(later)[SLUG] == 2
    with pytest.raises(ConflictError, match="Ghi đúng số"):
        actions.confirm(number, seen=1, actor=director, at=later)
    actions.confirm(number, seen=2, actor=director, at=later)
    assert not actions.carry_out(number, at=later)
    kept = Dossier.objects.get(pk=declined[0].id)
    assert (kept.people, kept.owner_name, kept.content) == (None, "", "")
    assert kept.search_key == kept.code.lower()
    told = facts_about("dossier", kept.pk)
    assert all(fact.private is None for fact in told if fact.verb.startswith("dossier."))
    assert told[-1].verb == "journal.private_erased"
    rounds = facts_about("retention", 0)
    assert [fact.verb.partition(".")[2] for fact in rounds] == [
        "erasure_proposed", "erasure_confirmed", "retention_carried_out",
    ]  # fmt: skip
    assert rounds[-1].data["dossiers"] == 2
    assert counts(later)[SLUG] == 0
    assert not actions.carry_out(number, at=later)
    assert len(facts_about("retention", 0)) == 3
    assert records.load_by_id(kept.pk).people is None


def test_a_round_goes_on_where_it_was_killed(world, declined, admin, director, monkeypatch):
    later, number = world.at + YEAR, asked(world, admin)
    actions.confirm(number, seen=2, actor=director, at=later)
    empty, seen = emptying.empty, []

    def killed(dossier_id, at):
        seen.append(dossier_id)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return empty(dossier_id, at)

    with monkeypatch.context() as patched:
        patched.setattr(emptying, "empty", killed)
        with pytest.raises(KeyboardInterrupt):
            actions.carry_out(number, at=later)
    assert counts(later)[SLUG] == 1
    assert Erasure.objects.get(pk=number).dossiers == 1
    assert queries.under_way() == [number]
    assert not actions.carry_out(number, at=later)
    row = Erasure.objects.get(pk=number)
    assert (row.dossiers, row.finished_at) == (2, later)
    assert facts_about("retention", 0)[-1].data["dossiers"] == 2
    assert tasks.continue_erasing() == 0


def test_nobody_confirms_what_they_asked_for(world, declined, admin, director):
    later, number = world.at + YEAR, asked(world, admin)
    lent = tuple(replace(one, lent_by=admin.account_id) for one in admin.grants)
    stand_in = replace(world.officer("clerk"), grants=lent)
    for somebody in (admin, stand_in):
        with pytest.raises(NotPermittedError, match="không tự xác nhận"):
            actions.confirm(number, seen=2, actor=somebody, at=later)
        with pytest.raises(NotPermittedError, match="không tự xác nhận"):
            actions.refuse(number, reason="x", actor=somebody, at=later)
    for somebody in (world.officer("clerk"), SYSTEM):
        with pytest.raises(NotPermittedError, match="Chỉ Giám đốc"):
            actions.confirm(number, seen=2, actor=somebody, at=later)
    assert counts(later)[SLUG] == 2


def test_refused_or_withdrawn_nothing_goes(world, declined, admin, director):
    later, number = world.at + YEAR, asked(world, admin)
    with pytest.raises(ConflictError, match="đang có một đề nghị"):
        asked(world, admin)
    with pytest.raises(InvalidError, match="Ghi lý do"):
        actions.refuse(number, reason=" ", actor=director, at=later)
    actions.refuse(number, reason="Chờ hội đồng", actor=director, at=later)
    assert Erasure.objects.get(pk=number).answer == "Chờ hội đồng"
    again = asked(world, admin)
    with pytest.raises(NotPermittedError):
        actions.withdraw(again, actor=director, at=later)
    actions.withdraw(again, actor=admin, at=later)
    for settled in (number, again):
        with pytest.raises(ConflictError, match="không còn chờ"):
            actions.confirm(settled, seen=2, actor=director, at=later)
        assert not actions.carry_out(settled, at=later)
    assert counts(later)[SLUG] == 2


def test_only_what_is_still_past_its_time_goes(world, declined, admin, director):
    later, number = world.at + YEAR, asked(world, admin)
    Dossier.objects.filter(pk=declined[0].id).update(status="processing")
    with pytest.raises(ConflictError, match="Chỉ còn 1 trong 2"):
        actions.confirm(number, seen=2, actor=director, at=later)
    assert Dossier.objects.exclude(people=None).count() == 2


def test_who_may_not_ask_and_what_is_not_there(world, declined, admin):
    later = world.at + YEAR
    with pytest.raises(NotPermittedError, match="quản trị nghiệp vụ"):
        actions.propose(SLUG, seen=2, reason="x", actor=world.officer("clerk"), at=later)
    with pytest.raises(InvalidError, match="căn cứ"):
        actions.propose(SLUG, seen=2, reason=" ", actor=admin, at=later)
    with pytest.raises(InvalidError, match="Không có loại"):
        actions.propose("tat-ca", seen=2, reason="x", actor=admin, at=later)
    with pytest.raises(InvalidError, match="Không có đợt"):
        actions.confirm(10**9, seen=2, actor=admin, at=later)
    assert counts(later)[SLUG] == 2


def test_the_kinds_share_out_every_closed_dossier(world):
    kinds = queries.kinds(world.at)
    assert kinds[0].slug == SLUG
    own = [code for kind in kinds for code in kind.sectors or ()]
    assert len(own) == len(set(own)) >= 3
    assert kinds[-1].without == tuple(own)
    assert all(kind.before < world.at for kind in kinds)


def test_the_night_only_asks_and_whoever_sets_the_periods_does_not_confirm(
    world, declined, admin, director
):
    later = world.at + YEAR
    assert actions.propose_overnight(at=later) == 0
    rulebook.set_value(
        "retention.automatic", True, effective_from=world.at.date(), reason="QĐ", actor=admin,
        at=world.at,
    )  # fmt: skip
    forget_all()
    assert actions.propose_overnight(at=later) == 1
    assert actions.propose_overnight(at=later) == 0
    row = Erasure.objects.get()
    with pytest.raises(NotPermittedError, match="Giám đốc Trung tâm"):
        actions.confirm(row.pk, seen=2, actor=admin, at=later)
    actions.confirm(row.pk, seen=2, actor=director, at=later)
    assert not actions.carry_out(row.pk, at=later)
    assert counts(later)[SLUG] == 0


def test_an_open_dossier_never_goes(world, declined):
    Dossier.objects.update(status="processing")
    assert set(counts(world.at + timedelta(days=40_000)).values()) == {0}


def test_two_confirm_and_two_carry_out_at_once(loaded_world, django_db_blocker):
    with django_db_blocker.unblock(), twin():
        world = World()
        two_declined(world)
        admin = world.officer("business_admin", "trung-tam-pvhcc")
        director = world.officer("centre_director", "trung-tam-pvhcc")
        later, number = world.at + YEAR, asked(world, admin)
        answers = at_once(*[lambda: actions.confirm(number, seen=2, actor=director, at=later)] * 2)
        refused = [one for one in answers if isinstance(one, RefusedError)]
        assert len(refused) == 1, answers
        assert at_once(*[lambda: actions.carry_out(number, at=later)] * 2) == [False, False]
        verbs = [fact.verb for fact in facts_about("retention", 0)]
        assert verbs.count("dossiers.retention_carried_out") == 1
        assert Erasure.objects.get(pk=number).dossiers == 2
