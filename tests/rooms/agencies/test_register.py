"""The register of Quảng Ngãi: what stood in 2023, what stands since 1 July 2025."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from datetime import date

import pytest

from motcua.agencies import actions, queries
from motcua.agencies.models import Agency, Area, Unit
from motcua.agencies.reading import DATA, read
from motcua.base.actor import SYSTEM, Actor, ActorKind
from motcua.base.memory import forget_all
from motcua.base.verdict import InvalidError, NotPermittedError
from rooms.agencies.conftest import LOADED_AT

ARTICLE = date(2023, 12, 31)
LAST_DAY = date(2025, 6, 30)
NOW = date(2026, 9, 1)
# GSO code of the district: communes on the last day (domain 4.3; 170 in all).
COMMUNES = {
    "522": 22, "524": 22, "525": 16, "527": 11, "528": 13, "529": 14, "530": 9,
    "531": 5, "532": 12, "533": 12, "534": 15, "535": 19, "536": 0,
}  # fmt: skip


def test_the_districts_of_2025_have_their_communes(province):
    communes = Area.objects.valid_on(LAST_DAY).filter(level="commune")
    found = Counter(communes.values_list("parent__code", flat=True))
    assert {code: found[code] for code in COMMUNES} == COMMUNES
    assert sum(found.values()) == 170


def test_since_july_2025_there_are_96_units_and_no_district(province):
    communes = queries.areas(NOW, level="commune")
    assert Counter(area.kind for area in communes) == {
        "commune": 86,
        "ward": 9,
        "special_zone": 1,
    }
    assert queries.areas(NOW, level="district") == []
    assert len({area.code for area in communes}) == 96
    assert {area.parent_id for area in communes} == {queries.area_by_code("51", NOW).id}


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("21028", "phường Nghĩa Lộ"),
        ("21040", "xã Bình Sơn"),
        ("21548", "đặc khu Lý Sơn"),
        ("23302", "phường Đăk BLa"),
        ("23548", "xã Ya Ly"),
        ("21520", "xã Đặng Thùy Trâm"),
    ],
)
def test_codes_of_the_statistics_office(province, code, full_name):
    assert queries.area_by_code(code, NOW).full_name == full_name


def test_a_code_that_came_back_is_another_place(province):
    before, after = queries.area_by_code("21040", ARTICLE), queries.area_by_code("21040", NOW)
    assert (before.full_name, after.full_name) == ("thị trấn Châu Ổ", "xã Bình Sơn")
    assert before.id != after.id


def test_every_commune_of_today_has_its_units(province):
    kinds: dict[int, Counter[str]] = {}
    for agency_id, kind in Unit.objects.valid_on(NOW).values_list("agency_id", "kind"):
        kinds.setdefault(agency_id, Counter())[kind] += 1
    communes = [agency.id for agency in queries.agencies_on(NOW, level="commune")]
    assert len(communes) == 96
    expected = {"one_stop": 1, "leadership": 1, "room": 3, "clerical": 1, "vertical": 1}
    assert all(kinds[agency_id] == expected for agency_id in communes)


def test_a_ward_has_another_economic_room_than_a_commune(province):
    def rooms(code: str) -> list[str]:
        agency = queries.agency_by_key(f"ubnd-{code}", NOW)
        return [unit.name for unit in queries.units_of_agency(agency.id, NOW, kind="room")]

    assert "Phòng Kinh tế, Hạ tầng và Đô thị" in rooms("21028")
    assert "Phòng Kinh tế" in rooms("21040")


def test_the_centre_changed_its_name(province):
    department = queries.agency_by_key("so-xay-dung", NOW)
    before = queries.one_stop_of(department.id, ARTICLE)
    after = queries.one_stop_of(department.id, NOW)
    assert before.name == "Trung tâm Phục vụ - Kiểm soát thủ tục hành chính tỉnh"
    assert after.name == "Trung tâm Phục vụ hành chính công tỉnh"
    assert (before.unit_code, after.unit_code) == ("000.00.29.H48", "H48.29")
    heir = queries.successors(before.agency_id, NOW)[0].successor
    assert heir.id == after.agency_id
    assert queries.predecessors(after.agency_id, NOW)[0].predecessor.id == before.agency_id
    assert queries.successors(before.agency_id, LAST_DAY) == []


def test_the_board_and_the_communes_receive_by_themselves(province):
    for key in ("bql-kkt-dung-quat", "ubnd-21028"):
        agency = queries.agency_by_key(key, NOW)
        assert queries.one_stop_of(agency.id, NOW).agency_id == agency.id


def test_the_centre_receives_for_twenty_bodies_and_more(province):
    centre = queries.unit_by_key("trung-tam-pvks-tthc-tiep-nhan", ARTICLE)
    received = {agency.key for agency in queries.received_agencies(centre.id, ARTICLE)}
    assert received >= {"so-khdt", "so-gtvt", "so-tnmt", "cong-an-tinh", "vpdkdd-cn-tp"}
    assert len(received) > 20
    assert "bql-kkt-dung-quat" not in received


def test_only_two_codes_are_real(province):
    real = Agency.objects.filter(code_is_demo=False).values_list("code_new", flat=True)
    assert sorted(real) == ["H48", "H48.53"]


def test_a_second_load_adds_nothing(province):
    assert province.added > 2000
    assert actions.load_province(actor=SYSTEM, at=LOADED_AT).added == 0


def test_an_officer_may_not_load(province):
    clerk = Actor(ActorKind.OFFICER, "1")
    with pytest.raises(NotPermittedError, match="quản trị nghiệp vụ"):
        actions.load_province(actor=clerk, at=LOADED_AT)


@pytest.mark.parametrize(
    ("name", "change", "words"),
    [
        ("areas", {"code": "5"}, "areas.json, dòng 1"),
        ("areas", {"level": "thôn"}, "areas.json, dòng 1"),
        ("agencies", {"code_new": "48H"}, "agencies.json, dòng 1"),
        ("agencies", {"to": "2019-01-01"}, "agencies.json, dòng 1"),
        ("agencies", {"key": "khac"}, "khóa: ubnd-tinh"),
    ],
)
def test_a_faulty_file_is_refused_by_name(tmp_path, name, change, words):
    folder = shutil.copytree(DATA, tmp_path / "data")
    content = json.loads((folder / f"{name}.json").read_text("utf-8"))
    content[name][0] |= change
    (folder / f"{name}.json").write_text(json.dumps(content), "utf-8")
    with pytest.raises(InvalidError, match=words):
        read(folder)


def test_search_with_and_without_diacritics(province):
    assert [row.key for row in queries.search_agencies("sở xây", NOW)] == ["so-xay-dung"]
    assert [row.key for row in queries.search_agencies("SO XAY DUNG", NOW)] == ["so-xay-dung"]
    assert queries.search_agencies("ke hoach va dau tu", NOW) == []
    assert [row.code for row in queries.search_areas("nghĩa lộ", NOW)] == ["21028"]
    assert [row.code for row in queries.search_areas("21028", NOW)] == ["21028"]


def test_the_tree_hangs_districts_below_the_province(province):
    roots = {node.agency.key: node for node in queries.tree(ARTICLE)}
    parts = {node.agency.key: node for node in roots["ubnd-tinh"].parts}
    assert "ubnd-524" in parts
    assert "ubnd-524-21040" in {node.agency.key for node in parts["ubnd-524"].parts}
    today = {node.agency.key: node for node in queries.tree(NOW)}
    assert "ubnd-tinh-kon-tum" not in today
    assert "ubnd-21040" in {node.agency.key for node in today["ubnd-tinh"].parts}


def test_a_unit_is_read_once_and_remembered(province, django_assert_num_queries):
    unit = queries.unit_by_key("ubnd-21028-mot-cua", NOW)
    with django_assert_num_queries(1):
        assert queries.unit(unit.id) == unit
    with django_assert_num_queries(0):
        queries.unit(unit.id)
    with django_assert_num_queries(0):
        assert queries.units({unit.id}) == {unit.id: unit}
    forget_all()
    with django_assert_num_queries(1):
        queries.units({unit.id, 0})
