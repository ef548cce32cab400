"""The catalogue that comes with the project: it loads, twice, and says what differs."""

from __future__ import annotations

import json
from datetime import date

import pytest

from motcua.base.actor import SYSTEM
from motcua.base.verdict import InvalidError, NotPermittedError
from motcua.procedures import actions, queries
from motcua.procedures.models import ProcedureVersion
from rooms.procedures.records import raw_record

pytestmark = pytest.mark.django_db

DECISION = {
    "key": "qd-1",
    "number": "1/QĐ-UBND",
    "signed_on": "2025-06-20",
    "kind": "new",
    "issuer": "UBND tỉnh",
    "effective_on": "2025-07-01",
    "summary": "Công bố danh mục.",
}
DATED = {"announcement": "qd-1", "effective_from": "2025-07-01"}


@pytest.fixture
def folder(tmp_path):
    def write(*records):
        (tmp_path / "announcements.json").write_text(json.dumps([DECISION]), "utf-8")
        (tmp_path / "ho-tich.json").write_text(json.dumps(records), "utf-8")
        return tmp_path

    return write


def load(folder, now, actor=SYSTEM):
    return actions.load_starter(actor=actor, at=now, folder=folder)


def test_it_publishes_once_and_then_changes_nothing(folder, now):
    here = folder(
        raw_record(**DATED),
        raw_record(
            announcement="qd-1", effective_from="2023-01-01", effective_to="2025-07-01",
            levels=["district"], competence={"level": "district"},
        ),
    )  # fmt: skip
    assert load(here, now) == actions.StarterLoad(1, 2, 0, ())
    before = list(ProcedureVersion.objects.values())
    assert load(here, now) == actions.StarterLoad(0, 0, 2, ())
    assert list(ProcedureVersion.objects.values()) == before
    assert queries.current_version("1.001193", date(2024, 1, 1)).level == "district"


def test_eras_of_one_scope_follow_each_other(folder, now):
    here = folder(
        raw_record(**DATED),
        raw_record(announcement="qd-1", effective_from="2023-01-01", name="Khai sinh (cũ)"),
    )
    load(here, now)
    assert queries.current_version("1.001193", date(2025, 6, 30)).name == "Khai sinh (cũ)"
    assert queries.current_version("1.001193", date(2025, 7, 1)).name == "Đăng ký khai sinh"


def test_a_published_version_is_not_overwritten_but_reported(folder, now):
    load(folder(raw_record(**DATED)), now)
    told = load(folder(raw_record(**DATED, sets=2)), now)
    assert told == actions.StarterLoad(0, 0, 0, ("1.001193",))
    assert queries.current_version("1.001193", date(2026, 1, 1)).sets == 1


def test_it_is_loaded_by_administrators_only_and_whole_or_not_at_all(folder, now, lan, tung):
    here = folder(raw_record(**DATED), raw_record(code="1.000656"))
    with pytest.raises(NotPermittedError, match="Chỉ người quản trị"):
        load(here, now, tung)
    with pytest.raises(InvalidError, match=r"1\.000656 trong danh mục ban đầu thiếu"):
        load(here, now, lan)
    assert not ProcedureVersion.objects.exists()


def test_the_catalogue_of_the_project_loads_and_answers(now):
    told = actions.load_starter(actor=SYSTEM, at=now)
    assert told.published >= 60
    assert told.differing == ()
    again = actions.load_starter(actor=SYSTEM, at=now)
    assert (again.published, again.unchanged) == (0, told.published)
    birth = queries.current_version("1.001193", date(2026, 9, 3))
    assert birth.accepts_dossiers
    assert queries.search("dang ky khai sinh", on=date(2026, 9, 3))[0].code == "1.001193"
    assert len(queries.versions_on(date(2024, 5, 5))) > 0
