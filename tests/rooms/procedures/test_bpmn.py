"""Exchange as BPMN 2.0: what we write we read again; what we cannot express is refused by its id."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given, settings

from motcua.procedures.actions.starter import STARTER, _records
from motcua.procedures.bpmn import BpmnError, read_bpmn, write_bpmn
from motcua.procedures.bpmn.names import BPMN, DI
from motcua.procedures.process import parse_process
from rooms.procedures.processes import processes
from rooms.procedures.records import birth_steps

STARTERS = [item for item in _records(STARTER) if item.process]
OPEN = (
    f'<definitions xmlns="{BPMN}" xmlns:motcua="urn:motcua:quy-trinh:1" targetNamespace="x">'
    '<process id="P">'
)
LANE = (
    '<laneSet id="L"><lane id="L1"><extensionElements>'
    '<motcua:lane role="case_officer" place="agency"/></extensionElements>'
    "<flowNodeRef>Activity_1</flowNodeRef><flowNodeRef>Activity_2</flowNodeRef>"
    "<flowNodeRef>Activity_3</flowNodeRef></lane></laneSet>"
)


def task(number: int, kind: str, name: str = "") -> str:
    return (
        f'<userTask id="Activity_{number}" name="{name or f"Việc {number}"}"><extensionElements>'
        f'<motcua:step hours="2" kind="{kind}"/></extensionElements></userTask>'
    )


def flow(source: str, target: str, name: str = "") -> str:
    return f'<sequenceFlow id="F_{source}_{target}" sourceRef="{source}" targetRef="{target}" name="{name}"/>'


def file(*parts: str) -> bytes:
    return (OPEN + "".join(parts) + "</process></definitions>").encode()


PLAIN = (
    LANE, '<startEvent id="S"/>', '<endEvent id="E"/>',
    task(1, "intake"), task(2, "task"), task(3, "return"),
    flow("S", "Activity_1"), flow("Activity_1", "Activity_2"), flow("Activity_3", "E"),
)  # fmt: skip
ON = flow("Activity_2", "Activity_3")


def schema_order(data: bytes) -> None:
    """What the schema of the OMG asks of the shapes that we write."""
    root = fromstring(data)
    body = root.find(f"{{{BPMN}}}process")
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    known = {element.get("id") for element in body.iter()}
    for element in body:
        order = [child.tag.rpartition("}")[2] for child in element]
        ranks = [
            ("extensionElements", "incoming", "outgoing", "lane").index(name) for name in order
        ]
        assert ranks == sorted(ranks), order
        for end in ("sourceRef", "targetRef"):
            assert element.get(end) is None or element.get(end) in known
    lanes = [ref.text for ref in body.iter(f"{{{BPMN}}}flowNodeRef")]
    assert len(lanes) == len(set(lanes))
    assert set(lanes) <= known
    shown = {element.get("bpmnElement") for element in root.iter() if element.get("bpmnElement")}
    nodes = {e.get("id") for e in body if not e.tag.endswith("laneSet")}
    assert nodes <= shown
    assert root.find(f"{{{DI}}}BPMNDiagram") is not None


@pytest.mark.parametrize("record", STARTERS, ids=lambda item: item.content.code)
def test_every_process_of_the_catalogue_comes_back_as_it_went(record):
    data = write_bpmn(record.process, name=record.content.name)
    assert read_bpmn(data) == record.process


@given(processes())
@settings(max_examples=80, deadline=None)
def test_any_sound_process_comes_back_as_it_went(process):
    data = write_bpmn(process, name="Thử")
    schema_order(data)
    assert read_bpmn(data) == process


def test_a_file_from_another_tool_is_read_as_it_is_drawn():
    gate = '<exclusiveGateway id="G"/>'
    found = read_bpmn(
        file(*PLAIN, gate, flow("Activity_2", "G"), flow("G", "Activity_3", "Đạt"),
             flow("G", "Activity_1", "Chưa đạt"))
    )  # fmt: skip
    middle = found.step("activity-2")
    assert [(way.to, way.label) for way in middle.next] == [("activity-3", "Đạt")]
    assert middle.send_back_to == ("activity-1",)
    assert (middle.role, middle.place, middle.minutes) == ("case_officer", "agency", 120)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ([*PLAIN, ON, '<subProcess id="Sub_1" name="Thẩm định"/>'], "subProcess “Thẩm định” (id Sub_1)"),
        ([*PLAIN, ON, '<serviceTask id="Sv"/>'], "serviceTask (id Sv)"),
        ([*PLAIN, ON, '<boundaryEvent id="Bd"/>'], "boundaryEvent (id Bd)"),
        ([*PLAIN, ON, '<dataObject id="D"/>'], "dataObject (id D)"),
        ([*PLAIN, ON, '<intermediateCatchEvent id="T"/>'], "ghi số giờ ở bước"),
        ([*PLAIN, flow("Activity_2", "Activity_9")], "nối với “Activity_9”"),
        ([*PLAIN, ON, '<userTask id="U" name="Trống"/>'], "userTask “Trống” (id U)"),
        ([*PLAIN, ON, task(4, "task")], "không có đường nào dẫn đến"),
        (
            [*PLAIN, task(4, "task"), '<parallelGateway id="P1"/>', flow("Activity_2", "P1"),
             flow("P1", "Activity_3"), flow("P1", "Activity_4")],
            "parallelGateway (id P1) mở song song nhiều nhánh chính",
        ),
        (
            [*PLAIN, task(4, "consult"), ON, flow("Activity_2", "Activity_4")],
            "phải nằm giữa hai cổng song song",
        ),
        ([*PLAIN, ON, '<startEvent id="S2"/>'], "đúng một startEvent"),
        (
            [*PLAIN, ON.replace("/>", "><conditionExpression>x</conditionExpression></sequenceFlow>")],
            "conditionExpression",
        ),
        (
            [*PLAIN, ON, '<endEvent id="E2"><timerEventDefinition id="Tm"/></endEvent>'],
            "timerEventDefinition (id Tm)",
        ),
        ([*PLAIN[1:], ON], "không nằm trong lane nào"),
        (
            [*PLAIN, ON, '<callActivity id="C" name="Thuế"/>', flow("Activity_2", "C")],
            "callActivity “Thuế” (id C)",
        ),
        (
            [*PLAIN, '<exclusiveGateway id="G"/>', flow("Activity_2", "G"), flow("G", "G"),
             flow("G", "Activity_3")],
            "không qua bước nào",
        ),
    ],
)  # fmt: skip
def test_what_we_cannot_express_is_refused_by_element_and_id(parts, sentence):
    with pytest.raises(BpmnError) as refused:
        read_bpmn(file(*parts))
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "không phải XML"),
        (b"\xff\xfe\x00<", "không phải XML"),
        (b"<svg/>", "không phải BPMN 2.0"),
        (b"<definitions/>", "không phải BPMN 2.0"),
        (OPEN.replace('<process id="P">', "").encode() + b"</definitions>", "đúng một process"),
        (b"<!DOCTYPE d [<!ENTITY a 'x'>]><d>&a;</d>", "DTD hoặc thực thể"),
        (
            b"<!DOCTYPE d [<!ENTITY a 'xx'><!ENTITY b '&a;&a;&a;'>]><d>&b;</d>",
            "DTD hoặc thực thể",
        ),
        (b"<!DOCTYPE d SYSTEM 'file:///etc/passwd'><d/>", "DTD hoặc thực thể"),
        (b" " * 1_000_001, "lớn hơn 1 MB"),
        (file("<documentation/>" * 3_001), "hơn 3000 phần tử"),
        (file("<documentation>" * 40, "</documentation>" * 40), "lồng quá sâu"),
    ],
)  # fmt: skip
def test_files_that_are_none_or_mean_harm_are_refused(data, sentence):
    with pytest.raises(BpmnError, match=sentence):
        read_bpmn(data)


def test_the_name_of_a_step_may_hold_marks():
    steps = birth_steps()
    steps[1]["name"] = 'Thẩm định <A & "B">'
    process = parse_process({"steps": steps})
    assert read_bpmn(write_bpmn(process, name="<&>")) == process


def test_a_web_of_gateways_is_given_up_and_not_followed_for_ever():
    parts, last = [], "Activity_2"
    for number in range(40):
        ends = [f"X{number}", f"Y{number}", f"Z{number}"]
        parts += [f'<exclusiveGateway id="{end}"/>' for end in ends]
        parts += [flow(last, ends[0]), flow(last, ends[1]), flow(ends[0], ends[2])]
        parts.append(flow(ends[1], ends[2]))
        last = ends[2]
    with pytest.raises(BpmnError, match="quá rối"):
        read_bpmn(file(*PLAIN, *parts, flow(last, "Activity_3")))


def test_a_row_of_gateways_without_end_is_given_up_too():
    ends = [f"X{number}" for number in range(900)]
    parts = [f'<exclusiveGateway id="{end}"/>' for end in ends]
    parts += [flow(one, other) for one, other in zip(["Activity_2", *ends], ends, strict=False)]
    with pytest.raises(BpmnError, match="quá rối"):
        read_bpmn(file(*PLAIN, *parts, flow(ends[-1], "Activity_3")))


@pytest.mark.parametrize("hours", ["9" * 40, "9" * 5000, "1e30", "-1", "NaN", "Infinity", "²"])
def test_hours_that_no_clock_counts_are_refused(hours):
    whole = file(*PLAIN, ON).decode()
    with pytest.raises(BpmnError, match="hours"):
        read_bpmn(whole.replace('hours="2"', f'hours="{hours}"', 1).encode())


def test_legs_of_one_name_get_keys_of_their_own_however_many():
    calls = [f'<callActivity id="A{"_" * number}"/>' for number in range(1100)]
    with pytest.raises(BpmnError):
        read_bpmn(file(*PLAIN, *calls))
