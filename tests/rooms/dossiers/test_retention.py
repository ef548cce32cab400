"""Personal data of closed dossiers: kept its time, counted first, erased once, the log still whole."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.base.actor import SYSTEM
from motcua.base.memory import forget_all
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.dossiers import records
from motcua.dossiers.actions import intake
from motcua.dossiers.models import Dossier
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Request
from motcua.dossiers.retention import actions, queries
from motcua.journal.queries import facts_about
from motcua.procedures import queries as procedures
from motcua.rulebook import actions as rulebook

SEN = Person("Nguyễn Thị Sen", phone="0905000317")
SLUG = "khong-tiep-nhan"


@pytest.fixture
def declined(world):
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
def admin(world):
    return world.officer("business_admin", "trung-tam-pvhcc")


def counts(at):
    return {found.kind.slug: found.dossiers for found in queries.rehearsed(at)}


def test_what_is_past_its_time_is_counted_then_erased_once(world, declined, admin):
    assert counts(world.at)[SLUG] == 0
    later = world.at + timedelta(days=366)
    assert counts(later)[SLUG] == 2
    given = {"reason": "Luật 91/2025", "actor": admin, "at": later}
    with pytest.raises(ConflictError, match="khác lúc xem"):
        actions.erase(SLUG, seen=1, **given)
    assert actions.erase(SLUG, seen=2, **given) == 2
    row = Dossier.objects.get(pk=declined[0].id)
    assert (row.people, row.owner_name, row.content) == (None, "", "")
    assert row.search_key == row.code.lower()
    told = facts_about("dossier", row.pk)
    assert all(fact.private is None for fact in told if fact.verb.startswith("dossier."))
    assert told[-1].verb == "journal.private_erased"
    assert facts_about("retention", 0)[-1].data["dossiers"] == 2
    assert counts(later)[SLUG] == 0
    assert actions.erase(SLUG, seen=0, **given) == 0
    assert records.load_by_id(row.pk).people is None


def test_the_kinds_share_out_every_closed_dossier(world):
    kinds = queries.kinds(world.at)
    assert kinds[0].slug == SLUG
    own = [code for kind in kinds for code in kind.sectors or ()]
    assert len(own) == len(set(own)) >= 3
    assert kinds[-1].without == tuple(own)
    assert all(kind.before < world.at for kind in kinds)


def test_who_may_not_and_what_is_not_there(world, declined, admin):
    later = world.at + timedelta(days=366)
    with pytest.raises(NotPermittedError, match="quản trị nghiệp vụ"):
        actions.erase(SLUG, seen=2, reason="x", actor=world.officer("clerk"), at=later)
    with pytest.raises(InvalidError, match="căn cứ"):
        actions.erase(SLUG, seen=2, reason=" ", actor=admin, at=later)
    with pytest.raises(InvalidError, match="Không có loại"):
        actions.erase("tat-ca", seen=2, reason="x", actor=admin, at=later)
    assert counts(later)[SLUG] == 2


def test_the_night_erases_only_where_it_is_switched_on(world, declined, admin):
    later = world.at + timedelta(days=366)
    assert actions.erase_overnight(at=later) == 0
    rulebook.set_value(
        "retention.automatic", True, effective_from=world.at.date(), reason="QĐ", actor=admin,
        at=world.at,
    )  # fmt: skip
    forget_all()
    assert actions.erase_overnight(at=later) == 2
    assert actions.erase_overnight(at=later) == 0


def test_an_open_dossier_never_goes(world, declined):
    Dossier.objects.update(status="processing")
    assert set(counts(world.at + timedelta(days=40_000)).values()) == {0}
