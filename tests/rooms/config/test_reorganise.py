"""`motcua reorganise` as an operator uses it: rehearsed, applied on its day, refused in one sentence."""

from __future__ import annotations

import json
from contextlib import nullcontext
from datetime import date, datetime

import pytest

from doors.desk.conftest import Ward
from motcua.agencies import queries as agencies
from motcua.agencies.reorganising import actions as drawing
from motcua.agencies.reorganising.maps import Line
from motcua.base.actor import Actor, ActorKind, Grant
from motcua.base.dates import VIETNAM
from motcua.config import cli, reorganising
from world import NOW, OTHER_WARD, WARD

DAY = date(2026, 10, 1)
MIDNIGHT = datetime(2026, 10, 1, tzinfo=VIETNAM)
HEIR = "ubnd-21025"
AN, BINH = (
    Actor(ActorKind.OFFICER, ref, "", (Grant(role, 1, 1),))
    for ref, role in (("1", "business_admin"), ("2", "centre_director"))
)


@pytest.fixture
def motcua(world, monkeypatch, capsys):
    """Call the command line in the test's own transaction; gives exit code, stdout, stderr."""
    monkeypatch.setattr(reorganising, "django", nullcontext)
    monkeypatch.setattr(cli.signal, "signal", lambda *_: None)

    def call(*arguments: object, at: datetime = NOW) -> tuple[int, str, str]:
        monkeypatch.setattr(reorganising, "now", lambda: at)
        code = cli.main(["reorganise", *map(str, arguments)])
        told = capsys.readouterr()
        return code, told.out, told.err

    return call


@pytest.fixture
def merger(world) -> int:
    """Two wards go into a third on 1 October; drawn and submitted, not approved. One dossier is open."""
    Ward(world).received()
    gone = [agencies.agency_by_key(key, NOW.date()).id for key in (WARD, OTHER_WARD)]
    heir = agencies.agency_by_key(HEIR, NOW.date()).id
    heading = drawing.Heading("12/QĐ-UBND", date(2026, 9, 1), "Nhập hai xã", DAY)
    number = drawing.draft_reorganisation(heading, actor=AN, at=NOW)
    lines = [Line(one, heir) for one in gone]
    drawing.fill_map(number, lines, version=None, actor=AN, at=NOW)
    drawing.submit_reorganisation(number, version=None, actor=AN, at=NOW)
    return number


def test_a_decision_is_listed_rehearsed_and_applied_once_on_its_day(motcua, merger):
    code, out, _ = motcua("list")
    assert (code, f"{merger}  12/QĐ-UBND  từ 01/10/2026" in out) == (cli.DONE, True)
    code, out, err = motcua("apply", merger)
    assert (code, out) == (cli.FOUND, "")
    assert "chưa được duyệt" in err
    drawing.approve_reorganisation(merger, version=None, actor=BINH, at=NOW)
    code, out, err = motcua("rehearse", merger, "--json")
    rehearsed = json.loads(out)
    assert (code, err, rehearsed["what"]) == (cli.DONE, "", "rehearsed")
    code, _, err = motcua("apply", merger)
    assert code == cli.FOUND
    assert "chưa đến lúc" in err
    assert agencies.agency_by_key(WARD, DAY) is not None
    code, out, err = motcua("apply", merger, at=MIDNIGHT)
    assert (code, err) == (cli.DONE, "")
    assert "1 hồ sơ" in out
    assert "Khác diễn tập" not in out
    assert agencies.agency_by_key(WARD, DAY) is None
    code, out, err = motcua("apply", merger, at=MIDNIGHT)
    assert (code, out) == (cli.FOUND, "")
    assert "đã được áp dụng" in err


@pytest.mark.parametrize("command", ["rehearse", "apply"])
def test_a_number_that_no_decision_has_is_refused_in_one_sentence(motcua, command):
    code, out, err = motcua(command, 99_999_999)
    assert (code, out, err.count("\n")) == (cli.FOUND, "", 1)
    assert "Không thấy quyết định sắp xếp này." in err
    with pytest.raises(SystemExit) as wrong:
        motcua(command, "mười")
    assert wrong.value.code == cli.USAGE
