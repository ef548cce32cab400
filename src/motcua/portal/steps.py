"""The pages of an application in order, each with its address, its title and what was answered."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from motcua.agencies import queries as agencies
from motcua.dossiers import applying
from motcua.dossiers.applying import Capacity, Draft, Part
from motcua.dossiers.people import PersonKind
from motcua.dossiers.states import ReturnChannel
from motcua.portal import cards
from motcua.procedures.pinned import PinnedVersion

_SLUGS = {
    Part.ROLE: "nop-cho-ai",
    Part.APPLICANT: "nguoi-nop",
    Part.OWNER: "chu-ho-so",
    Part.CASE: "truong-hop",
    Part.PLACE: "noi-giai-quyet",
    Part.CONTENT: "noi-dung",
    Part.PAPERS: "giay-to",
    Part.RETURN: "nhan-ket-qua",
}
_TITLES = {
    Part.ROLE: "Nộp hồ sơ cho ai",
    Part.APPLICANT: "Thông tin của anh/chị",
    Part.OWNER: "Chủ hồ sơ",
    Part.CASE: "Trường hợp",
    Part.PLACE: "Nơi giải quyết",
    Part.CONTENT: "Nội dung đề nghị",
    Part.PAPERS: "Giấy tờ",
    Part.RETURN: "Nhận kết quả",
}
_BY_SLUG = {slug: part for part, slug in _SLUGS.items()}
_NOTHING = "Không ghi"


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of the page on which everything is checked."""

    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the application a page stands."""

    number: int
    count: int
    back_url: str

    @property
    def words(self) -> str:
        return f"Bước {self.number} trong {self.count}"


def part_of(slug: str) -> Part | None:
    return _BY_SLUG.get(slug)


def title(part: Part, draft: Draft) -> str:
    if part is Part.OWNER and draft.capacity is Capacity.ORGANISATION:
        return "Doanh nghiệp, tổ chức"
    return _TITLES[part]


def url_of(version: PinnedVersion, part: Part | None) -> str:
    """The page of a part; with None, the page on which everything is checked."""
    if part is None:
        return reverse("portal:apply_check", args=[version.code])
    return reverse("portal:apply_part", args=[version.code, _SLUGS[part]])


def place(version: PinnedVersion, draft: Draft, part: Part | None) -> Place:
    ordered = applying.parts(version, draft)
    at = ordered.index(part) if part in ordered else len(ordered)
    back = url_of(version, ordered[at - 1]) if at else reverse("portal:apply", args=[version.code])
    return Place(at + 1, len(ordered) + 1, back)


def answers(version: PinnedVersion, draft: Draft) -> list[Answer]:
    """What was answered, part by part, in words."""
    listed = []
    for part in applying.parts(version, draft):
        url = url_of(version, part)
        listed += [
            Answer(label, value or _NOTHING, url) for label, value in _TELL[part](version, draft)
        ]
    return listed


Pairs = list[tuple[str, str]]


def _role(_version: PinnedVersion, draft: Draft) -> Pairs:
    return [("Nộp hồ sơ", draft.capacity.label)]


def _applicant(_version: PinnedVersion, draft: Draft) -> Pairs:
    said = draft.part(Part.APPLICANT)
    return [
        ("Người nộp", said.get("name", "")),
        ("Số CCCD, số định danh", said.get("id_number", "")),
        ("Số điện thoại", said.get("phone", "")),
        ("Thư điện tử", said.get("email", "")),
        ("Nơi ở", said.get("address", "")),
    ]


def _owner(_version: PinnedVersion, draft: Draft) -> Pairs:
    said = draft.part(Part.OWNER)
    if draft.capacity is Capacity.ORGANISATION:
        kind = PersonKind(said.get("kind") or PersonKind.ENTERPRISE).label
        return [
            (kind, said.get("name", "")),
            ("Mã số thuế", said.get("id_number", "")),
            ("Trụ sở", said.get("address", "")),
            ("Người đại diện", said.get("representative", "")),
        ]
    return [
        ("Chủ hồ sơ", said.get("name", "")),
        ("Số định danh của chủ hồ sơ", said.get("id_number", "")),
        ("Điện thoại của chủ hồ sơ", said.get("phone", "")),
        ("Nơi ở của chủ hồ sơ", said.get("address", "")),
    ]


def _case(version: PinnedVersion, draft: Draft) -> Pairs:
    code = applying.case_of(version, draft)
    name = next((case.name for case in version.cases if case.code == code), cards.GENERAL_CASE)
    return [("Trường hợp", name)]


def _place(_version: PinnedVersion, draft: Draft) -> Pairs:
    area_id = draft.part(Part.PLACE).get("area_id")
    name = agencies.area(area_id).full_name if area_id else ""
    return [("Nơi giải quyết", f"UBND {name}" if name else "")]


def _content(_version: PinnedVersion, draft: Draft) -> Pairs:
    return [("Nội dung đề nghị", draft.part(Part.CONTENT).get("content", ""))]


def _papers(version: PinnedVersion, draft: Draft) -> Pairs:
    spared = set(draft.part(Part.PAPERS).get("database") or ())
    told = []
    for paper in applying.papers_to_send(version):
        names = ", ".join(file.name for file in draft.files.get(paper.key, ()))
        value = names or ("Lấy từ cơ sở dữ liệu" if paper.key in spared else "Không nộp")
        told.append((paper.name, value))
    return told


def _return(_version: PinnedVersion, draft: Draft) -> Pairs:
    said = draft.part(Part.RETURN)
    channel = ReturnChannel(said.get("channel") or ReturnChannel.COUNTER)
    told = [("Nhận kết quả", channel.label)]
    if channel is ReturnChannel.POST:
        told.append(("Địa chỉ nhận", said.get("address", "")))
    return told


_TELL = {
    Part.ROLE: _role,
    Part.APPLICANT: _applicant,
    Part.OWNER: _owner,
    Part.CASE: _case,
    Part.PLACE: _place,
    Part.CONTENT: _content,
    Part.PAPERS: _papers,
    Part.RETURN: _return,
}
