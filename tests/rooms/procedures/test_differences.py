"""Changes in words: each point told once, nothing that differs left untold."""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings

from motcua.procedures.actions.starter import STARTER, _records
from motcua.procedures.content import (
    Competence,
    Content,
    Flags,
    ResultKind,
    Sector,
)
from motcua.procedures.differences import content_differences, counterparts, process_differences
from motcua.procedures.process import Choice, Leg, Process, parse_process
from motcua.procedures.states import OnlineLevel, ProcedureKind, Provenance
from motcua.procedures.tariffs import Per, Tariff
from rooms.procedures.processes import processes
from rooms.procedures.records import birth_steps, record


@pytest.fixture
def birth() -> Process:
    return parse_process({"steps": birth_steps()})


def changed(process: Process, key: str, **said) -> Process:
    steps = tuple(replace(s, **said) if s.key == key else s for s in process.steps)
    return Process(steps, process.legs)


def test_the_sentences_of_an_approval(birth):
    told = process_differences(birth, changed(birth, "b2", hours=Decimal("5.5"), role="clerk"))
    assert told == (
        "Bước “Bước b2” từ 4 giờ thành 5,5 giờ.",
        "Bước “Bước b2” đổi người làm từ “Chuyên viên thụ lý” thành “Văn thư”.",
        "Đường dài nhất từ 8 giờ thành 9,5 giờ làm việc.",
    )


def test_a_step_that_comes_in_between_is_told_with_its_place_and_the_ways_it_changes(birth):
    room = replace(
        birth.step("b2"), key="b2a", name="Duyệt", next=(Choice("b3"),), hours=Decimal(1)
    )
    after = changed(birth, "b2", next=(Choice("b2a"),))
    after = Process((*after.steps[:2], room, *after.steps[2:]))
    assert process_differences(birth, after) == (
        "Bước “Bước b2” đi tiếp: từ “Bước b3” thành “Duyệt”.",
        "Thêm bước “Duyệt” (Chuyên viên thụ lý, Cơ quan giải quyết, 1 giờ), sau bước “Bước b2”.",
        "Bước “Duyệt” đi tiếp: “Bước b3”.",
        "Đường dài nhất từ 8 giờ thành 9 giờ làm việc.",
    )
    assert process_differences(after, birth)[0] == (
        "Bỏ bước “Duyệt” (Chuyên viên thụ lý, Cơ quan giải quyết, 1 giờ)."
    )


def test_a_new_key_alone_is_one_sentence(birth):
    steps = [dict(row) for row in birth_steps()]
    steps[1]["key"], steps[1]["name"] = "tham-dinh", "Bước b2"
    steps[0]["next"] = [{"to": "tham-dinh", "label": ""}]
    steps[2]["send_back_to"] = ["tham-dinh"]
    renamed = parse_process({"steps": steps})
    assert process_differences(birth, renamed) == ("Bước “Bước b2” đổi mã từ b2 thành tham-dinh.",)
    assert counterparts(birth, renamed)["b2"] == "tham-dinh"


def test_legs_are_told_too(birth):
    tax = Leg("thue", "Xác định thuế", "thue-tinh", Decimal(40), "b2", "b3")
    with_tax = Process(birth.steps, (tax,))
    assert "Thêm phần việc liên thông “Xác định thuế”" in process_differences(birth, with_tax)[0]
    paying = Process(birth.steps, (replace(tax, waits_for_payment=True),))
    assert process_differences(with_tax, paying) == (
        "Phần việc liên thông “Xác định thuế”: từ “không chờ nộp tiền” thành “chờ nộp tiền”.",
    )


@given(processes(), processes())
@settings(max_examples=60, deadline=None)
def test_equal_processes_are_silent_and_others_never(one, other):
    assert process_differences(one, one) == ()
    assert bool(process_differences(one, other)) is (one != other)


OTHERWISE = {
    "code": "9.999999", "name": "Tên khác", "sector": Sector("X", "Khác"),
    "kind": ProcedureKind.INTERNAL, "levels": (), "competence": Competence(
        record().content.competence.level, "so-xay-dung"
    ),
    "executing": (), "authorised": ("A",), "coordinating": ("B",), "legal_bases": (),
    "subjects": ("ĐT2",), "steps": ("Khác",), "methods": (), "limit": None, "cases": (),
    "papers": (), "conditions": "Đủ tuổi", "results": (ResultKind("", "Khác"),),
    "online_level": OnlineLevel.PARTIAL, "partial_reason": "Phải nộp bản gốc",
    "flags": Flags(linked=True), "sets": 2, "provenance": Provenance.MEMORY, "register": "BS",
}  # fmt: skip


@pytest.mark.parametrize("name", [item.name for item in dataclasses.fields(Content)])
def test_every_field_of_a_record_is_told_when_it_changes(name):
    content = record(
        cases=[{"code": "1.001193.01", "name": "Có yếu tố nước ngoài", "limit": None}]
    ).content
    assert content_differences(content, content) == ()
    told = content_differences(content, replace(content, **{name: OTHERWISE[name]}))
    assert told, name
    assert all(sentence.endswith(".") for sentence in told)


def test_every_part_of_limit_flag_fee_and_paper_is_told():
    content = record().content
    limit, paper, method = content.limit, content.papers[0], content.methods[0]
    variants = [
        *(replace(content, flags=replace(content.flags, **{f.name: 3}))
          for f in dataclasses.fields(Flags)),
        *(replace(content, limit=replace(limit, **said)) for said in (
            {"amount": Decimal(9)}, {"cutoff_15h": False}, {"note": "Trừ ngày lễ"})),
        *(replace(content, papers=(replace(paper, **said), *content.papers[1:])) for said in (
            {"name": "X"}, {"code": "M"}, {"originals": 3}, {"copies": 3}, {"required": False},
            {"condition": "X"}, {"form": "f"}, {"digitise": False}, {"shown_only": True},
            {"reuse_source": "population"})),
        *(replace(content, methods=(replace(method, fees=(replace(method.fees[0], **said),)),))
          for said in ({"amount": 5}, {"name": "X"}, {"note": "X"}, {"condition": "X"},
                       {"tariff": Tariff(Per.PAGE, 3, 1000, 200_000)})),
        replace(content, methods=(replace(method, note="X"),)),
        replace(content, methods=(replace(method, limit=None),)),
    ]  # fmt: skip
    for variant in variants:
        assert len(content_differences(content, variant)) == 1, variant


def test_starter_records_differ_only_where_they_do():
    found = [item for item in _records(STARTER) if item.process]
    assert all(process_differences(item.process, item.process) == () for item in found)
    assert process_differences(None, found[0].process)[0].startswith("Thêm bước")
