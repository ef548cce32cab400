"""The map of a reorganisation: which line speaks, who may draw and approve, who inherits."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from motcua.agencies import queries as agencies
from motcua.agencies.models import Reorganisation
from motcua.agencies.reorganising import actions, queries
from motcua.agencies.reorganising.drafting import proposed_lines
from motcua.agencies.reorganising.maps import Line, Map, Matter
from motcua.base.actor import Actor, ActorKind, Grant
from motcua.base.dates import VIETNAM
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError

AT = datetime(2026, 9, 3, 9, 40, tzinfo=VIETNAM)
HEADING = actions.Heading("7/NQ", date(2026, 9, 1), "Nhập hai xã", date(2026, 10, 1))
DISTRICT, COMMUNE, SECTOR, PROCEDURE = 1, 7, "G13", "1.004194"
CHART = Map(
    (
        Line(DISTRICT, 10, area=COMMUNE),
        Line(DISTRICT, 11, area=8),
        Line(DISTRICT, 20, sector=SECTOR),
        Line(DISTRICT, 30, procedure=PROCEDURE),
        Line(DISTRICT, 31, procedure=PROCEDURE, area=8),
        Line(2, 10),
        Line(3, 3, unit=300, heir_unit=301),
    ),
    frozenset({2}),
)


@pytest.mark.parametrize(
    ("agency", "matter", "heir"),
    [
        (DISTRICT, Matter((COMMUNE, 99)), 10),
        (DISTRICT, Matter((8, 99)), 11),
        (DISTRICT, Matter((99,)), None),
        (DISTRICT, Matter((COMMUNE, 99), SECTOR), 20),
        (DISTRICT, Matter((99,), SECTOR), 20),
        (DISTRICT, Matter((COMMUNE,), SECTOR, PROCEDURE), 30),
        (DISTRICT, Matter((8,), SECTOR, PROCEDURE), 31),
        (2, Matter(), 10),
        (3, Matter(), None),
        (4, Matter(), None),
    ],
)
def test_the_line_that_says_most_speaks(agency, matter, heir):
    assert CHART.heir(agency, matter) == heir


def test_what_ends_and_what_lives_on():
    assert (CHART.predecessors, CHART.closing) == ({DISTRICT, 2}, {DISTRICT})
    assert (CHART.closing_units, CHART.unit_heir(300, Matter())) == ({300}, 301)


def officer(ref, *roles):
    return Actor(ActorKind.OFFICER, ref, "", tuple(Grant(role, 1, 1) for role in roles))


AN, BINH = officer("1", "business_admin"), officer("2", "business_admin")
MINH, CLERK = officer("3", "centre_director"), officer("4", "intake_officer")


@pytest.fixture
def wards(world):
    keys = ("ubnd-21538", "ubnd-21028")
    return [agencies.agency_by_key(key, AT.date()).id for key in keys]


@pytest.fixture
def drawn(wards):
    number = actions.draft_reorganisation(HEADING, actor=AN, at=AT)
    actions.add_line(number, Line(*wards), version=1, actor=BINH, at=AT)
    return number


def test_the_register_fills_the_first_draft(world):
    lines = proposed_lines(date(2025, 7, 1))
    named = agencies.agencies({line.predecessor for line in lines})
    levels = dict.fromkeys(("commune", "district", "province"), 0)
    for line in lines:
        levels[named[line.predecessor].level] += line.unit is None
    divided = {line.predecessor for line in lines if line.area}
    assert levels["commune"] >= 168
    assert len(divided) == 12
    assert any(line.unit for line in lines)


def test_nobody_approves_a_map_they_had_a_hand_in(drawn):
    actions.submit_reorganisation(drawn, version=2, actor=AN, at=AT)
    for hand in (AN, BINH):
        with pytest.raises(NotPermittedError, match="người khác duyệt"):
            actions.approve_reorganisation(drawn, version=2, actor=hand, at=AT)
    with pytest.raises(NotPermittedError, match="Giám đốc Trung tâm"):
        actions.approve_reorganisation(drawn, version=2, actor=CLERK, at=AT)
    actions.approve_reorganisation(drawn, version=2, actor=MINH, at=AT)
    assert queries.reorganisation(drawn).state == "approved"
    actions.reopen_reorganisation(drawn, reason="Sót một dòng", actor=MINH, at=AT)
    row = Reorganisation.objects.get(pk=drawn)
    assert (row.state, row.approved_by) == ("draft", None)


def test_who_may_not_draw_and_when(drawn, wards):
    steps = {
        "draft": lambda who: actions.draft_reorganisation(HEADING, actor=who, at=AT),
        "line": lambda who: actions.add_line(drawn, Line(*wards), version=None, actor=who, at=AT),
        "fill": lambda who: actions.fill_map(drawn, [], version=None, actor=who, at=AT),
        "submit": lambda who: actions.submit_reorganisation(drawn, version=None, actor=who, at=AT),
        "cancel": lambda who: actions.cancel_reorganisation(drawn, reason="x", actor=who, at=AT),
        "reopen": lambda who: actions.reopen_reorganisation(drawn, reason="x", actor=who, at=AT),
    }
    for step in steps.values():
        with pytest.raises(NotPermittedError):
            step(CLERK)
    with pytest.raises(ConflictError, match="vừa được người khác sửa"):
        actions.add_line(drawn, Line(*wards, sector="X"), version=1, actor=AN, at=AT)
    actions.submit_reorganisation(drawn, version=2, actor=AN, at=AT)
    for name in ("line", "fill", "submit"):
        with pytest.raises(ConflictError, match="chờ duyệt"):
            steps[name](AN)
    steps["cancel"](AN)
    with pytest.raises(ConflictError, match="đã hủy"):
        steps["reopen"](MINH)
    actions.draft_reorganisation(HEADING, actor=AN, at=AT)  # its number is free again


def test_a_map_that_contradicts_itself_is_not_submitted(wards):
    number = actions.draft_reorganisation(HEADING, actor=AN, at=AT)
    with pytest.raises(InvalidError, match="chưa có dòng nào"):
        actions.submit_reorganisation(number, version=None, actor=AN, at=AT)
    with pytest.raises(InvalidError, match="đã có trong danh sách"):
        actions.draft_reorganisation(HEADING, actor=BINH, at=AT)
    one, two = wards
    old = agencies.agency_by_key("ubnd-524", date(2025, 1, 1)).id
    for line, words in (
        (Line(one, one), "khác nơi giao"),
        (Line(one, two, unit=agencies.one_stop_of(one, AT.date()).id), "chọn cả đơn vị nhận"),
    ):
        with pytest.raises(InvalidError, match=words):
            actions.add_line(number, line, version=None, actor=AN, at=AT)
    actions.fill_map(number, [Line(one, two), Line(two, old)], version=None, actor=AN, at=AT)
    found = queries.problems(number)
    assert any("không hoạt động vào ngày 01/10/2026" in sentence for sentence in found)
    assert any("vừa kết thúc vừa nhận việc" in sentence for sentence in found)
    with pytest.raises(InvalidError, match="đã có dòng"):
        actions.add_line(number, Line(one, old), version=None, actor=AN, at=AT)


def test_heirs_are_followed_from_one_to_the_next(world):
    began, today = date(2024, 1, 1), AT.date()
    office = agencies.agency_by_key("so-khdt", began)
    assert [one.key for one in queries.heirs_of_agency(office.id, began, today)] == ["so-tai-chinh"]
    lasting = agencies.agency_by_key("so-tu-phap", began)
    assert [one.id for one in queries.heirs_of_agency(lasting.id, began, today)] == [lasting.id]
    district = agencies.agency_by_key("ubnd-522", began)
    assert len(queries.heirs_of_agency(district.id, began, today)) == 6
    counter = agencies.one_stop_of(agencies.agency_by_key("ubnd-536", began).id, began)
    heirs = queries.heirs_of_unit(counter.id, began, today)
    assert [one.agency_key for one in heirs] == ["ubnd-21548"]
