"""The configuration as one file: out, into an empty house, out again gives the same bytes."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.agencies import actions as register
from motcua.agencies import queries as agencies
from motcua.agencies.models import Unit
from motcua.base.actor import SYSTEM, Actor, ActorKind, Grant
from motcua.base.dates import VIETNAM
from motcua.base.memory import forget_all
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.blueprint import actions, files, queries
from motcua.blueprint.queries import Outcome
from motcua.clock import queries as clock
from motcua.dossiers.actions import calendars
from motcua.journal.queries import facts_about
from motcua.rulebook import actions as rulebook
from motcua.rulebook.table import ENTRIES

AT = datetime(2026, 9, 3, 8, 0, tzinfo=VIETNAM)
TODAY = AT.date()
BY = {"reason": "Thử", "actor": SYSTEM, "at": AT}
KEEPER = Actor(ActorKind.OFFICER, "7", "Liên", (Grant("business_admin", 1, 1),))
CLERK = Actor(ActorKind.OFFICER, "8", "Hà", (Grant("clerk", 1, 1),))
DAY = [["07:00", "11:30"], ["13:30", "17:00"]]
HOURS = "control.desk_hours"
pytestmark = pytest.mark.django_db

PLACE = {
    "ref": "province:51:Thử@2020-01-01", "code": "51", "name": "Thử", "level": "province",
    "kind": "province", "difficult": False, "parent": None, "from": "2020-01-01", "to": None,
}  # fmt: skip


def small_register():
    """One place, two agencies, two units."""
    made = {"areas": [PLACE], "agencies": [], "units": []}
    for key in ("mot", "hai"):
        made["agencies"].append({
            "ref": f"{key}@2020-01-01", "key": key, "name": f"Cơ quan {key}", "kind": "department",
            "level": "province", "code_old": "", "code_new": "", "code_is_demo": True,
            "area": PLACE["ref"], "parent": None, "names": [], "from": "2020-01-01", "to": None,
        })  # fmt: skip
        made["units"].append({
            "ref": f"{key}-p@2020-01-01", "key": f"{key}-p", "agency": f"{key}@2020-01-01",
            "name": f"Phòng {key}", "kind": "room", "unit_code": "", "calendar": "province",
            "reception": "province", "names": [], "from": "2020-01-01", "to": None,
        })  # fmt: skip
    return made


@contextmanager
def another_house():
    """What happens inside is gone afterwards, as if it had been another database."""
    forget_all()
    clock.forget()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    forget_all()
    clock.forget()


def hours_of(*, saturday: bool) -> dict:
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), DAY)
    more = {"sat": [["07:00", "11:30"]]} if saturday else {}
    return {"name": "Riêng", "hours": [{"from": "2018-01-01", "week": week | more}]}


def change(kind: int, number: int) -> None:
    """One of the things that an administrator may do; what is refused changes nothing."""
    unit = Unit.objects.order_by("id")[number % 2]
    on = TODAY + timedelta(days=number)
    try:
        with transaction.atomic():
            if kind == 0:
                rulebook.set_value(HOURS, number + 1, effective_from=on, **BY)
            elif kind == 1:
                register.rename_unit(unit.pk, name=f"Tên {number}", on=on, **BY)
            elif kind == 2:
                register.rename_agency(unit.agency_id, name=f"Cơ quan {number}", on=on, **BY)
            elif kind == 3:
                register.recode_unit(unit.pk, unit_code=f"H51.{number}", **BY)
            elif kind == 4:
                register.close_unit(unit.pk, effective_to=on + timedelta(days=40), **BY)
            else:
                made = calendars.propose_calendar_hours(
                    content=hours_of(saturday=bool(number % 2)), key="rieng", **BY
                )
                calendars.confirm_calendar(made, actor=SYSTEM, at=AT)
                register.assign_calendars(
                    unit.pk, calendar_key="rieng", reception_key="province", **BY
                )
    except (InvalidError, ConflictError, calendars.clock.UnableToChangeError):
        pass


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 9)), max_size=8))
def test_whatever_was_done_the_file_makes_the_same_house_again(changes):
    with another_house():
        register.lay_rows(small_register(), actor=SYSTEM, at=AT)
        for kind, number in changes:
            change(kind, number)
        first = queries.export(TODAY)
    with another_house():
        actions.bring_in(first, **BY)
        assert queries.export(TODAY) == first
        counts = queries.compare(first, on=TODAY).counts()
        assert set(counts) <= {Outcome.SAME}


def test_the_whole_province_goes_out_and_in_again():
    with another_house():
        register.load_province(actor=SYSTEM, at=AT)
        first = queries.export(TODAY)
    with another_house():
        done = actions.bring_in(first, **BY)
        assert done.added > 2000
        assert queries.export(TODAY) == first
        assert facts_about("configuration", 0)[-1].data["added"] == done.added
        assert agencies.search_agencies("nghia lo", TODAY)


def test_the_file_holds_nobody_and_is_sealed():
    with another_house():
        register.lay_rows(small_register(), actor=SYSTEM, at=AT)
        raw = queries.export(TODAY)
    content = json.loads(raw)
    assert set(content) == {"format", "version", "digest", *files.SECTIONS}
    assert raw == files.write({name: content[name] for name in files.SECTIONS})
    for wrong, sentence in (
        (raw.replace("Phòng mot".encode(), "Phòng bon".encode()), "đã bị sửa"),
        (b"[]", "không phải tệp cấu hình"),
        (b"\xff", "không phải JSON"),
        (b'{"format":"motcua.configuration","version":9}', "phiên bản 9"),
        (b'{"format":"motcua.configuration","version":1,"rules":[1]}', "không đúng dạng"),
    ):
        with pytest.raises(files.UnreadableFileError, match=sentence):
            queries.compare(wrong, on=TODAY)


def edited(raw: bytes, edit) -> bytes:
    content = json.loads(raw)
    del content["digest"]
    edit(content)
    return json.dumps(content).encode()


def test_an_import_shows_first_and_changes_only_what_it_may():
    with another_house():
        register.lay_rows(small_register(), actor=SYSTEM, at=AT)
        rulebook.set_value(HOURS, 5, effective_from=TODAY, **BY)
        raw = queries.export(TODAY)

        def edit(content):
            content["units"][0] |= {"name": "Phòng Đổi", "unit_code": "H51.7"}
            content["units"][1]["kind"] = "clerical"
            content["agencies"][0]["name"] = "Cơ quan Đổi"
            content["rules"][0]["steps"].append({"from": "2026-12-01", "value": 9})
            content["rules"].append({"ref": "khong.co", "steps": []})

        wanted = edited(raw, edit)
        compared = queries.compare(wanted, on=TODAY)
        assert sorted(line.section for line in compared.of(Outcome.CHANGED)) == [
            "agencies", "rules", "units",
        ]  # fmt: skip
        conflicts = [line.section for line in compared.of(Outcome.CONFLICT)]
        assert sorted(conflicts) == ["rules", "units"]
        done = actions.bring_in(wanted, seen=compared.seal, **BY)
        assert (done.added, done.changed, done.left) == (0, 3, 2)
        with pytest.raises(ConflictError, match="So sánh lại"):
            actions.bring_in(wanted, seen=compared.seal, **BY)
        unit = agencies.unit_by_key("hai-p", TODAY)
        assert (unit.name, unit.unit_code, unit.agency_name) == (
            "Phòng Đổi",
            "H51.7",
            "Cơ quan Đổi",
        )
        assert queries.rulebook.number(HOURS, date(2026, 12, 1)) == 9
        assert "agencies.unit_renamed" in {fact.verb for fact in facts_about("unit", unit.id)}


def test_a_calendar_in_use_waits_for_a_second_person_and_a_new_one_is_laid():
    """A file is no way round the four eyes over a calendar that dossiers are counted by."""
    with another_house():
        raw = queries.export(TODAY)
        before = clock.parts_of("province")

        def edit(content):
            hours = next(c for c in content["calendars"] if queries.is_hours(c))
            new = {"name": "Riêng", "hours": [{"from": "2020-01-01", "week": {"mon": DAY}}]}
            fresh = hours | {"key": "rieng", "content": new}
            if "ref" in hours:
                fresh["ref"] = hours["ref"].replace("province", "rieng")
            hours["content"] = {**hours["content"], "name": "Tên khác"}
            content["calendars"].append(fresh)

        done = actions.bring_in(edited(raw, edit), reason="Thử", actor=KEEPER, at=AT)
        assert (done.changed, done.waiting) == (1, 1)
        assert clock.parts_of("province") == before
        (waiting,) = clock.open_proposals()
        assert (waiting.key, waiting.proposed_by) == ("province", "officer:7")
        assert set(clock.keys()) >= {"province", "rieng"}


def test_nothing_is_brought_in_where_one_item_is_wrong_or_the_person_may_not():
    with another_house():
        empty = queries.export(TODAY)

        def edit(content):
            content["areas"] = [PLACE]
            content["rules"] = [{"ref": HOURS, "steps": [{"from": "2026-01-01", "value": 99}]}]

        wanted = edited(empty, edit)
        with pytest.raises(InvalidError, match="Ghi số từ 1 đến 40"):
            actions.bring_in(wanted, **BY)
        assert agencies.areas(TODAY) == []
        lacking = edited(empty, lambda content: content["areas"].append({"ref": "x"}))
        with pytest.raises(InvalidError, match="thiếu hoặc sai"):
            actions.bring_in(lacking, **BY)
        with pytest.raises(NotPermittedError):
            actions.bring_in(empty, reason="x", actor=CLERK, at=AT)
        with pytest.raises(InvalidError, match="cần lý do"):
            actions.bring_in(empty, reason=" ", actor=SYSTEM, at=AT)
        assert HOURS in ENTRIES


@pytest.mark.parametrize(
    ("section", "part", "value"),
    [
        ("units", "kind", "khong-co"), ("agencies", "kind", "khong-co"), ("units", "key", "a/b"),
        ("agencies", "level", "thon"), ("units", "calendar", "khong-co"), ("units", "name", "a" * 300),
        ("agencies", "key", "a" * 61), ("units", "name", "a\0b"), ("units", "name", "\ud800"),
        ("units", "from", "2026-02-30"), ("units", "unit_code", 10**30), ("units", "names", [1]),
    ],
)  # fmt: skip
def test_a_row_that_no_page_could_show_is_laid_by_nobody(section, part, value):
    made = small_register()
    made[section][0][part] = value
    raw = json.dumps({"format": files.FORMAT, "version": files.VERSION, **made}).encode()
    with another_house():
        with pytest.raises(InvalidError):
            actions.bring_in(raw, **BY)
        assert not Unit.objects.filter(name__startswith="Phòng mot").exists()
