"""A published version in words: what its page, the lists, the posted sheet and the search show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from motcua.agencies import queries as agencies
from motcua.agencies.states import Level
from motcua.base.money import format_money
from motcua.dossiers.fees import accepts_online
from motcua.procedures import queries as procedures
from motcua.procedures.content import Fee, Limit, Method, Paper
from motcua.procedures.pinned import PinnedVersion
from motcua.procedures.states import Channel, FeeKind, OnlineLevel, audiences

FREE = "Không thu"
GENERAL_CASE = "Không thuộc trường hợp riêng nào"
_WAYS = {
    OnlineLevel.FULL: "Toàn trình trên mạng",
    OnlineLevel.PARTIAL: "Một phần trên mạng",
    OnlineLevel.INFORMATION: "Tại quầy",
}
_WAY_KINDS = {OnlineLevel.FULL: "run", OnlineLevel.PARTIAL: "flat", OnlineLevel.INFORMATION: "flat"}
_LIST_LINES = 2


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee or charge; `ways` names the channels where it is not the same on all."""

    kind: str
    name: str
    amount: str
    note: str
    condition: str
    ways: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to hand in."""

    label: str
    limit: str
    note: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper of the dossier; `notes` are sentences below its name."""

    paper: Paper
    notes: tuple[str, ...]
    spared: str = ""

    @property
    def tag(self) -> str:
        if self.paper.shown_only:
            return "chỉ xuất trình"
        return "chỉ khi có" if self.paper.condition or not self.paper.required else ""


@dataclass(frozen=True, slots=True)
class Line:
    """A procedure in a list."""

    code: str
    name: str
    sector: str
    limit: str
    limit_note: str
    fees: tuple[str, ...]
    way: str
    way_kind: str
    ways: str
    bases: tuple[str, ...]


def lines(version_ids: Iterable[int]) -> list[Line]:
    """Procedures of a list in the order given, in at most one statement."""
    wanted = list(version_ids)
    known = procedures.versions(wanted)
    return [_line(known[number]) for number in wanted if number in known]


def _line(version: PinnedVersion) -> Line:
    limit = version.content.limit
    return Line(
        code=version.code,
        name=version.name,
        sector=version.sector.name,
        limit=version.limit.label,
        limit_note=limit.note if limit else "",
        fees=tuple(fee_words(fee) for fee in version.fees),
        way=_WAYS[version.online_level],
        way_kind=_WAY_KINDS[version.online_level],
        ways=", ".join(method.channel.label for method in version.methods),
        bases=version.content.legal_bases,
    )


def fee_words(fee: Fee) -> str:
    """`Lệ phí đăng ký: 75.000 ₫`, or the note where the amount depends."""
    amount = format_money(fee.amount) if fee.amount else ""
    if fee.amount == 0:
        amount = FREE.lower()
    tail = f" ({_lowered(fee.condition)})" if fee.condition else ""
    return f"{fee.name}: {amount or fee.note or 'theo mức đã công bố'}{tail}"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def fee_summary(version: PinnedVersion) -> tuple[str, str]:
    """What stands large under “Phí, lệ phí”, and the small line below it."""
    fees = version.fees
    if not fees or all(fee.amount == 0 for fee in fees):
        return FREE, ""
    certain = [fee for fee in fees if fee.amount and not fee.condition]
    if len(certain) == 1 and len(fees) == 1:
        return format_money(certain[0].amount or 0), certain[0].name
    if len(fees) == 1 and not fees[0].amount:
        return "Tùy trường hợp", fees[0].name
    return "Tùy trường hợp", f"{len(fees)} khoản, xem mức từng khoản bên dưới"


def fee_heading(version: PinnedVersion) -> str:
    """Phí and lệ phí are two things: the heading names what there is."""
    kinds = {fee.kind for fee in version.fees}
    if len(kinds) == 1:
        return next(iter(kinds)).label
    return f"{FeeKind.FEE.label}, {FeeKind.CHARGE.label.lower()}"


def fee_lines(version: PinnedVersion) -> list[FeeLine]:
    """Every fee once, with its channels where they differ."""
    charging = [method for method in version.methods if method.fees]
    same = all(method.fees == charging[0].fees for method in charging)
    return [_fee_line(fee, charging, same=same) for fee in version.fees]


def _fee_line(fee: Fee, charging: list[Method], *, same: bool) -> FeeLine:
    amount = format_money(fee.amount) if fee.amount else ""
    if fee.amount == 0:
        amount = FREE
    ways = "" if same else ", ".join(m.channel.label for m in charging if fee in m.fees)
    return FeeLine(
        fee.kind.label, fee.name, amount or "Tùy trường hợp", fee.note, fee.condition, ways
    )


def ways(version: PinnedVersion) -> list[Way]:
    """Each channel with its own limit, which is the procedure's where it has none."""
    common = version.content.limit
    return [
        Way(method.channel.label, _limit_words(method.limit or common), method.note)
        for method in version.methods
    ]


def _limit_words(limit: Limit | None) -> str:
    return limit.text if limit else ""


def case_words(version: PinnedVersion) -> list[tuple[str, str]]:
    """Each case with its limit, by code; last the general one, whose code is empty."""
    told = [
        (case.code, f"{case.name} ({case.limit.text if case.limit else version.limit.label})")
        for case in version.cases
    ]
    return [*told, ("", f"{GENERAL_CASE} ({version.limit.label})")]


def paper_lines(version: PinnedVersion) -> list[PaperLine]:
    return [_paper_line(paper) for paper in version.papers]


def _paper_line(paper: Paper) -> PaperLine:
    notes = []
    if paper.condition:
        notes.append(f"{paper.condition.rstrip('.')}.")
    if paper.form:
        notes.append(f"{paper.form.rstrip('.')}.")
    if paper.shown_only:
        notes.append("Mang theo để đối chiếu rồi nhận lại, không phải nộp.")
    spared = ""
    if paper.reuse_source == "population":
        spared = "Không phải nộp nếu thông tin đã có trong Cơ sở dữ liệu quốc gia về dân cư."
    return PaperLine(paper, tuple(notes), spared)


def paper_summary(version: PinnedVersion) -> str:
    """`4 loại, trong đó 1 loại chỉ nộp khi có.`"""
    papers = version.papers
    if not papers:
        return "Không phải nộp giấy tờ nào."
    some = sum(1 for line in paper_lines(version) if line.tag)
    tail = f", trong đó {some} loại chỉ khi có hoặc chỉ xuất trình" if some else ""
    return f"{len(papers)} loại{tail}."


def audience_words(version: PinnedVersion) -> str:
    """`Dành cho công dân Việt Nam, tổ chức khác.`; empty where nobody is named."""
    names = [found.label for found in audiences(version.content.subjects)]
    if not names:
        return ""
    return "Dành cho " + ", ".join(map(_lowered, names)) + "."


def decides(version: PinnedVersion, on: date) -> tuple[str, str]:
    """Who decides, and the small line below: whose commune, or nothing."""
    if version.level == Level.PROVINCE:
        agency = procedures.competent_agency(version, None, on)
        return (agency.name if agency else "Cơ quan cấp tỉnh", "")
    if version.level == Level.DISTRICT:
        return "Ủy ban nhân dân cấp huyện", "nơi người dân cư trú hoặc nơi có đất"
    return "UBND xã, phường, đặc khu", "nơi anh/chị chọn khi nộp hồ sơ"


def receives(version: PinnedVersion, on: date) -> agencies.UnitView | None:
    """The one unit that takes a provincial procedure in; None where each commune does."""
    if version.level != Level.PROVINCE:
        return None
    agency = procedures.competent_agency(version, None, on)
    return agencies.one_stop_of(agency.id, on) if agency else None


def may_apply(version: PinnedVersion) -> bool:
    """Whether the portal takes an application for it."""
    return accepts_online(version) and any(m.channel is Channel.ONLINE for m in version.methods)


def online_words(version: PinnedVersion) -> str:
    """What of the procedure can be done online, with the reason where it is only a part."""
    label = version.online_level.label
    reason = version.content.partial_reason
    return f"{label}. {reason}" if reason else f"{label}."
