"""Write a process as a BPMN 2.0 file that modelling tools open, with its diagram.

What BPMN has no word for (hours, kind of step, role and place, the agency of a leg) stands in
extension elements of our own namespace.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from motcua.procedures.bpmn import names
from motcua.procedures.bpmn.flows import Diagram, Flow, Node, diagram
from motcua.procedures.bpmn.names import tag
from motcua.procedures.drawing import Box, draw
from motcua.procedures.places import place_words, role_words
from motcua.procedures.process import Process, Step

_PREFIXES = {"bpmn": names.BPMN, "bpmndi": names.DI, "dc": names.DC, "di": names.DDI}
_OFFSETS = {
    names.FORK: (-30, -24, 20),
    names.JOIN: (-30, 84, 20),
    names.CHOICE: (0, 84, 20),
    names.END: (0, 84, 24),
    names.WAIT: (-60, -24, 20),
}


def write_bpmn(process: Process, *, name: str) -> bytes:
    """The file's bytes; the process must be sound. Reading them gives the process again."""
    for prefix, space in (*_PREFIXES.items(), ("motcua", names.OURS)):
        register_namespace(prefix, space)
    made = diagram(process)
    root = Element(tag("definitions"), {"id": "Tep", "targetNamespace": names.OURS})
    body = SubElement(
        root, tag("process"), {"id": names.PROCESS, "name": name, "isExecutable": "false"}
    )
    _lanes(body, made)
    numbered = [(f"Luong_{number}", flow) for number, flow in enumerate(made.flows, 1)]
    for node in made.nodes:
        _node(body, node, numbered)
    for flow_id, flow in numbered:
        _flow(body, flow_id, flow)
    _picture(root, process, made, numbered)
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _lanes(body: Element, made: Diagram) -> None:
    """One lane for each role in each place."""
    lanes: dict[tuple[str, str], list[str]] = {}
    for node in made.nodes:
        lanes.setdefault((node.owner.role, node.owner.place), []).append(node.id)
    every = SubElement(body, tag("laneSet"), {"id": "Lan"})
    for number, ((role, place), members) in enumerate(lanes.items(), 1):
        words = f"{role_words(role)} · {place_words(place)}"
        lane = SubElement(every, tag("lane"), {"id": f"Lan_{number}", "name": words})
        _ours(lane, "lane", {"role": role, "place": place})
        for member in members:
            SubElement(lane, tag("flowNodeRef")).text = member


def _ours(parent: Element, name: str, said: dict[str, str]) -> Element:
    extension = SubElement(parent, tag("extensionElements"))
    return SubElement(extension, tag(name, names.OURS), said)


def _node(body: Element, node: Node, numbered: list[tuple[str, Flow]]) -> None:
    said = {"id": node.id} | ({"name": node.name} if node.name else {})
    element = SubElement(body, tag(node.tag), said)
    if node.step is not None:
        _ours(element, "step", _step_said(node.step, node.same_as))
    if node.leg is not None:
        leg = node.leg
        _ours(
            element,
            "leg",
            {
                "agency": leg.agency,
                "hours": f"{leg.hours:f}",
                "procedureCode": leg.procedure_code,
                "waitsForPayment": str(leg.waits_for_payment).lower(),
            },
        )
    for flow_id, flow in numbered:
        if flow.target == node.id:
            SubElement(element, tag("incoming")).text = flow_id
    for flow_id, flow in numbered:
        if flow.source == node.id:
            SubElement(element, tag("outgoing")).text = flow_id


def _step_said(step: Step, same_as: str) -> dict[str, str]:
    said = {"hours": f"{step.hours:f}", "kind": step.kind.value}
    return said | {"sameAs": same_as} if same_as else said


def _flow(body: Element, flow_id: str, flow: Flow) -> None:
    said = {"id": flow_id, "sourceRef": flow.source, "targetRef": flow.target}
    element = SubElement(
        body, tag("sequenceFlow"), said | ({"name": flow.name} if flow.name else {})
    )
    if flow.is_back:
        _ours(element, "sendBack", {})


def _picture(
    root: Element, process: Process, made: Diagram, numbered: list[tuple[str, Flow]]
) -> None:
    """The places of the shapes, so that a modelling tool has something to show."""
    places = dict(_places(process, made))
    picture = SubElement(root, tag("BPMNDiagram", names.DI), {"id": "Hinh"})
    said = {"id": "Mat", "bpmnElement": names.PROCESS}
    plane = SubElement(picture, tag("BPMNPlane", names.DI), said)
    for node in made.nodes:
        said = {"id": f"Hinh_{node.id}", "bpmnElement": node.id}
        shape = SubElement(plane, tag("BPMNShape", names.DI), said)
        x, y, width, height = places[node.id]
        bounds = {"x": str(x), "y": str(y), "width": str(width), "height": str(height)}
        SubElement(shape, tag("Bounds", names.DC), bounds)
    for flow_id, flow in numbered:
        said = {"id": f"Hinh_{flow_id}", "bpmnElement": flow_id}
        edge = SubElement(plane, tag("BPMNEdge", names.DI), said)
        for end in (flow.source, flow.target):
            x, y, width, height = places[end]
            point = {"x": str(x + width // 2), "y": str(y + height // 2)}
            SubElement(edge, tag("waypoint", names.DDI), point)


Place = tuple[int, int, int, int]


def _places(process: Process, made: Diagram) -> Iterator[tuple[str, Place]]:
    """Boxes as they are drawn, twice as far apart downwards to leave room for the gateways."""
    boxes = {box.key: box for box in draw(process).boxes}
    for node in made.nodes:
        if node.leg is not None:
            yield node.id, _spread(boxes[node.leg.key])
        elif node.step is not None and not node.same_as:
            yield node.id, _spread(boxes[node.step.key])
        elif node.id == names.START:
            x, y, width, _ = _spread(boxes[node.owner.key])
            yield node.id, (x + width // 2 - 14, y - 70, 28, 28)
        else:
            yield node.id, _beside(node, boxes)


def _spread(box: Box) -> Place:
    return box.x, box.y * 2 + 80, box.width, box.height


def _beside(node: Node, boxes: dict[str, Box]) -> Place:
    x, y, width, _ = _spread(boxes[node.owner.key])
    for prefix, (across, down, size) in _OFFSETS.items():
        if node.id.startswith(prefix):
            return x + width // 2 + across - size // 2, y + down, size, size
    return x + 24, y + 24, width, 60
