"""Decree 63/2010 art. 8(2): without these parts it is no procedure, and is not published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from motcua.procedures import actions, queries
from motcua.procedures.content import parse_content
from motcua.procedures.rules import missing_parts
from motcua.procedures.spelling import to_json
from rooms.procedures.records import LAN, MINH, decision_1351, record

# letter of art. 8(2), what makes it empty, its name in Vietnamese
MANDATORY = [
    ("b", {"steps": ()}, "trình tự thực hiện"),
    ("c", {"methods": ()}, "cách thức thực hiện"),
    ("d", {"papers": ()}, "thành phần hồ sơ"),
    ("d", {"sets": 0}, "số lượng hồ sơ"),
    ("đ", {"limit": None}, "thời hạn giải quyết"),
    ("e", {"subjects": ()}, "đối tượng thực hiện"),
    ("g", {"executing": ()}, "cơ quan thực hiện"),
]
# Parts only of a procedure that has them: forms, conditions, fees, results.
OPTIONAL = [{"results": ()}, {"conditions": ""}, {"cases": ()}, {"legal_bases": ()}]


@pytest.mark.parametrize(("letter", "gap", "name"), MANDATORY)
def test_each_mandatory_part_is_missed_by_its_name(letter, gap, name):
    assert missing_parts(replace(record().content, **gap)) == (name,)


def test_the_name_itself_is_the_first_part():
    assert missing_parts(replace(record().content, name="")) == ("tên thủ tục",)


@pytest.mark.parametrize("gap", OPTIONAL)
def test_other_parts_may_be_absent(gap):
    assert missing_parts(replace(record().content, **gap)) == ()


@pytest.mark.django_db
@pytest.mark.parametrize(("letter", "gap", "name"), MANDATORY)
def test_publication_is_refused_and_says_what_to_add(letter, gap, name, at):
    now = at("2026-09-03T09:00")
    decision = actions.register_announcement(announcement=decision_1351(), actor=LAN, at=now)
    content = parse_content(to_json(replace(record().content, **gap)))
    draft = actions.draft_version(record=replace(record(), content=content), actor=LAN, at=now)
    with pytest.raises(actions.UnableToPublishError, match=f"còn thiếu {name}") as refused:
        actions.publish(
            version_id=draft.id,
            announcement_id=decision.id,
            effective_from=date(2025, 7, 1),
            actor=MINH,
            at=now,
        )
    assert "khoản 2 Điều 8 Nghị định 63/2010/NĐ-CP" in str(refused.value)
    assert refused.value.fields == {name: "Bắt buộc phải có."}
    assert queries.current_version("1.001193", date(2025, 7, 1)) is None
