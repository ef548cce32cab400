"""The elements of a BPMN file that we know, strictly: one process, our shapes, consistent flows.

Whatever else stands in the file is refused with its element and its id, so that nobody takes a
half-understood diagram for a process.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from motcua.base.verdict import InvalidError
from motcua.procedures.bpmn import names
from motcua.procedures.bpmn.names import tag

MOST_BYTES, MOST_ELEMENTS, DEEPEST = 1_000_000, 3_000, 12
NODES = frozenset(
    {"startEvent", "endEvent", "userTask", "callActivity", "exclusiveGateway", "parallelGateway"}
)
# What says nothing about the way of a dossier and may be left out without loss.
_SILENT = frozenset(
    {"documentation", "laneSet", "extensionElements", "textAnnotation", "association"}
)
_INSIDE = frozenset({"incoming", "outgoing", "extensionElements", "documentation"})
_MEANT = {
    "task": "dùng userTask",
    "serviceTask": "việc do máy làm không phải bước của quy trình nội bộ, dùng userTask",
    "subProcess": "trải các bước của nó ra ngoài",
    "inclusiveGateway": "dùng exclusiveGateway cho lựa chọn, parallelGateway cho song song",
    "eventBasedGateway": "dùng exclusiveGateway",
    "intermediateCatchEvent": "ghi số giờ ở bước",
    "boundaryEvent": "ghi số giờ ở bước, không gắn đồng hồ vào bước",
}


class BpmnError(InvalidError):
    """The file cannot be taken as an internal process."""

    code = "bpmn"


@dataclass(frozen=True, slots=True)
class Link:
    """A sequence flow."""

    id: str
    source: str
    target: str
    name: str
    is_back: bool


@dataclass(frozen=True, slots=True)
class File:
    """Elements by id in the order of the file, flows both ways, and the lane of each element."""

    nodes: dict[str, Element]
    leaving: dict[str, tuple[Link, ...]]
    entering: dict[str, tuple[Link, ...]]
    lanes: dict[str, dict[str, str]]

    def kind(self, node_id: str) -> str:
        return local(self.nodes[node_id])

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """The ids of all elements of that kind, in their order."""
        return tuple(key for key in self.nodes if self.kind(key) == kind)

    def name(self, node_id: str) -> str:
        return self.nodes[node_id].get("name", "")

    def words(self, node_id: str) -> str:
        """`userTask “Thẩm định” (id b2)`."""
        return words(self.nodes[node_id])


def parse(data: bytes) -> File:
    """The file's one process; BpmnError says what is wrong and where."""
    body = _process(_root(data))
    nodes: dict[str, Element] = {}
    links: list[Link] = []
    for child in body:
        name = local(child)
        if name == "sequenceFlow":
            links.append(_link(child))
        elif name in NODES and child.tag == tag(name):
            _require_plain(child)
            if child.get("id", "") in {"", *nodes}:
                raise BpmnError(
                    f"{words(child)} không có id riêng: đặt id khác nhau cho từng phần tử."
                )
            nodes[child.get("id", "")] = child
        elif name not in _SILENT:
            raise _unknown(child)
    _require_ends(links, nodes)
    return File(
        nodes,
        {key: tuple(link for link in links if link.source == key) for key in nodes},
        {key: tuple(link for link in links if link.target == key) for key in nodes},
        _lanes(body),
    )


def ours(element: Element, name: str) -> dict[str, str] | None:
    """The attributes of our extension element, None where it is missing."""
    found = element.find(f"{tag('extensionElements')}/{tag(name, names.OURS)}")
    return None if found is None else dict(found.attrib)


def local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def words(element: Element) -> str:
    """How a refusal names an element."""
    name = element.get("name")
    said = f" “{name}”" if name else ""
    return f"{local(element)}{said} (id {element.get('id', 'không có')})"


def _root(data: bytes) -> Element:
    if len(data) > MOST_BYTES:
        raise BpmnError("Tệp lớn hơn 1 MB: một quy trình nội bộ không cần nhiều như vậy.")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException as danger:
        raise BpmnError(
            "Tệp khai báo DTD hoặc thực thể XML nên không được đọc: xuất lại từ công cụ vẽ BPMN."
        ) from danger
    except (ParseError, ValueError, LookupError) as error:
        raise BpmnError("Tệp không phải XML đúng cú pháp: xuất lại từ công cụ vẽ BPMN.") from error
    if root.tag != tag("definitions"):
        raise BpmnError("Tệp không phải BPMN 2.0: phần tử gốc phải là definitions của OMG.")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise BpmnError(f"Tệp có hơn {MOST_ELEMENTS} phần tử: tách bớt rồi nhập lại.")
    _require_shallow(root)
    return root


def _require_shallow(root: Element) -> None:
    layer, depth = [root], 0
    while layer:
        if depth > DEEPEST:
            raise BpmnError("Tệp lồng quá sâu: không phải quy trình do công cụ BPMN vẽ.")
        layer, depth = [child for element in layer for child in element], depth + 1


def _process(root: Element) -> Element:
    found = root.findall(tag("process"))
    if len(found) != 1:
        raise BpmnError(f"Tệp phải có đúng một process, hiện có {len(found)}.")
    return found[0]


def _link(element: Element) -> Link:
    if element.find(tag("conditionExpression")) is not None:
        raise BpmnError(
            f"{words(element)} có conditionExpression: hướng đi do người chọn, chỉ ghi tên hướng."
        )
    return Link(
        element.get("id", ""),
        element.get("sourceRef", ""),
        element.get("targetRef", ""),
        element.get("name", ""),
        ours(element, "sendBack") is not None,
    )


def _require_plain(element: Element) -> None:
    """Nothing inside that would change the way: no timers, no loops, no forms."""
    for child in element:
        if local(child) not in _INSIDE:
            raise BpmnError(
                f"{words(element)} chứa {local(child)} (id {child.get('id', 'không có')}), "
                "quy trình nội bộ không diễn đạt được: bỏ phần đó."
            )


def _unknown(element: Element) -> BpmnError:
    name = local(element)
    instead = _MEANT.get(name, "bỏ phần tử này")
    return BpmnError(
        f"{words(element)}: quy trình nội bộ không có loại phần tử này; {instead}.",
        fields={element.get("id", name): instead},
    )


def _require_ends(links: list[Link], nodes: dict[str, Element]) -> None:
    for link in links:
        for end in (link.source, link.target):
            if end not in nodes:
                raise BpmnError(
                    f"sequenceFlow (id {link.id}) nối với “{end}”, nhưng không có phần tử nào mang id đó."
                )


def _lanes(body: Element) -> dict[str, dict[str, str]]:
    """Role and place of each element, by the lane that it lies in."""
    found: dict[str, dict[str, str]] = {}
    for lane in body.iter(tag("lane")):
        said = ours(lane, "lane")
        for member in lane.findall(tag("flowNodeRef")):
            if said is None:
                raise BpmnError(
                    f"{words(lane)} không ghi vai trò và nơi làm (motcua:lane): thêm role và place."
                )
            found[(member.text or "").strip()] = said
    return found
