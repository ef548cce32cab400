"""The command line's answers: exit code and text."""

from __future__ import annotations

import json

import pytest

from motcua.journal import actions, commands

pytestmark = pytest.mark.usefixtures("journal")


def test_a_whole_journal(fact):
    actions.record([fact()])
    assert commands.seal()[1].startswith("Đã niêm phong 1 sự kiện. Niêm phong mới nhất: số 1")
    assert commands.seal() == (commands.OK, "Không có sự kiện mới cần niêm phong.")
    code, text = commands.verify()
    assert code == commands.OK
    assert "nguyên vẹn: 1 sự kiện" in text


def test_a_changed_journal_for_machines(fact, behind_its_back):
    actions.record([fact()])
    actions.seal()
    with behind_its_back() as cursor:
        cursor.execute("UPDATE journal_fact SET actor_ref = '1'")
    code, text = commands.verify(as_json=True)
    answer = json.loads(text)
    assert code == commands.NOT_INTACT
    assert not answer["ok"]
    assert answer["head"]["number"] == 1
    (finding,) = answer["findings"]
    assert finding["kind"] == "altered"
    assert finding["day"]
    assert finding["count"] == 1


def test_a_file_that_cannot_be_written(tmp_path):
    code, text = commands.export(tmp_path / "missing" / "journal.jsonl")
    assert code == commands.NOT_POSSIBLE
    assert text.startswith("Không ghi được")
