"""Two records of one procedure held against each other, field by field, in words.

Guarantee: equal records give no sentence, and records that differ in any field give at least one
(a test walks every field of the record).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from motcua.base.money import format_money
from motcua.procedures.content import Case, Content, Fee, Limit, Method, Paper
from motcua.procedures.states import Channel
from motcua.procedures.tariffs import Tariff

Entries = dict[str, str]


def content_differences(old: Content | None, new: Content) -> tuple[str, ...]:
    """What the new record says otherwise, a sentence for each point; `None`: nothing stood before."""
    if old is None:
        return (f"Thủ tục mới: “{new.name}”.",)
    return (*_single(old, new), *_several(old, new))


def _single(old: Content, new: Content) -> Iterator[str]:
    for label, read in _SINGLE:
        before, after = read(old), read(new)
        if before != after:
            yield f"{label}: từ “{before or 'không ghi'}” thành “{after or 'không ghi'}”."


def _several(old: Content, new: Content) -> Iterator[str]:
    for label, read in _SEVERAL:
        before, after = read(old), read(new)
        for key, words in before.items():
            if key not in after:
                yield f"{label}: bỏ “{words}”."
        for key, words in after.items():
            if key not in before:
                yield f"{label}: thêm “{words}”."
            elif before[key] != words:
                yield f"{label}: từ “{before[key]}” thành “{words}”."
        kept = [key for key in before if key in after]
        if kept != [key for key in after if key in before]:
            yield f"{label}: đổi thứ tự."


def _texts(values: tuple[str, ...]) -> Entries:
    """Lines of a list; one that stands twice counts twice."""
    seen: dict[str, int] = {}
    entries: Entries = {}
    for value in values:
        seen[value] = seen.get(value, 0) + 1
        entries[f"{value}#{seen[value]}"] = value
    return entries


def _yes(value: object) -> str:
    return "có" if value else "không"


def limit_words(limit: Limit | None) -> str:
    """`5 ngày làm việc; sau 15 giờ tính sang hôm sau`."""
    if limit is None:
        return ""
    parts = [limit.text]
    if limit.on_resume is not None:
        parts.append(limit.on_resume.label.lower())
    if limit.cutoff_15h:
        parts.append("nhận sau 15 giờ tính sang ngày làm việc tiếp theo")
    if limit.note:
        parts.append(limit.note)
    return "; ".join(parts)


def fee_words(fee: Fee) -> str:
    """`Lệ phí khai sinh (lệ phí): 8.000 ₫, khi …`."""
    amount = "mức theo ghi chú" if fee.amount is None else format_money(fee.amount)
    said = (
        fee.tariff and tariff_words(fee.tariff),
        fee.note,
        fee.condition and f"khi {fee.condition}",
    )
    extra = "".join(f", {part}" for part in said if part)
    return f"{fee.name} ({fee.kind.label.lower()}): {amount}{extra}"


def tariff_words(tariff: Tariff) -> str:
    """`mỗi trang, từ trang 3 mỗi trang 1.000 ₫, không quá 200.000 ₫ một bản`."""
    parts = [f"mỗi {tariff.per.label}"]
    if tariff.later_from is not None and tariff.later_amount is not None:
        parts.append(f"từ trang {tariff.later_from} mỗi trang {format_money(tariff.later_amount)}")
    if tariff.most is not None:
        parts.append(f"không quá {format_money(tariff.most)} một bản")
    return ", ".join(parts)


def _method_words(method: Method) -> str:
    fees = "; ".join(map(fee_words, method.fees)) or "không thu"
    said = [Channel(method.channel).label]
    if method.limit:
        said.append(f"thời hạn {limit_words(method.limit)}")
    said.append(f"phí, lệ phí: {fees}")
    return ". ".join([*said, method.note] if method.note else said)


def _case_words(case: Case) -> str:
    own = f", thời hạn {limit_words(case.limit)}" if case.limit else ""
    return f"{case.code} {case.name}{own}"


def paper_words(paper: Paper) -> str:
    """`Tờ khai, 1 bản chính, 0 bản sao, bắt buộc`, with whatever else is said of it."""
    parts = [
        paper.name,
        paper.code and f"mã {paper.code}",
        f"{paper.originals} bản chính, {paper.copies} bản sao",
        "bắt buộc" if paper.required else "không bắt buộc",
        paper.condition and f"khi {paper.condition}",
        paper.form and f"mẫu {paper.form}",
        "" if paper.digitise else "không số hóa",
        paper.reuse_source and "lấy từ Cơ sở dữ liệu dân cư",
        paper.shown_only and "chỉ xuất trình",
    ]
    return ", ".join(str(part) for part in parts if part)


_SINGLE: tuple[tuple[str, Callable[[Content], str]], ...] = (
    ("Mã thủ tục", lambda content: content.code),
    ("Tên thủ tục", lambda content: content.name),
    ("Mã lĩnh vực", lambda content: content.sector.code),
    ("Lĩnh vực", lambda content: content.sector.name),
    ("Loại thủ tục", lambda content: content.kind.label),
    ("Cấp có thẩm quyền", lambda content: content.competence.level.label),
    ("Cơ quan có thẩm quyền", lambda content: content.competence.agency or ""),
    ("Thời hạn giải quyết", lambda content: limit_words(content.limit)),
    ("Yêu cầu, điều kiện", lambda content: content.conditions),
    ("Mức dịch vụ công", lambda content: content.online_level.label),
    ("Lý do chưa toàn trình", lambda content: content.partial_reason),
    ("Số bộ hồ sơ", lambda content: str(content.sets)),
    ("Sổ đăng ký kết quả", lambda content: content.register),
    ("Nguồn", lambda content: content.provenance.label),
    ("Liên thông", lambda content: _yes(content.flags.linked)),
    ("Phi địa giới", lambda content: _yes(content.flags.cross_boundary)),
    ("Bưu chính công ích", lambda content: _yes(content.flags.postal)),
    ("Giải quyết ngay tại quầy", lambda content: _yes(content.flags.instant)),
    ("Dừng chờ nghĩa vụ tài chính", lambda content: _yes(content.flags.finance_pause)),
    ("Mức chủ động", lambda content: str(content.flags.proactive_level)),
    ("Tập trung trên hệ thống của bộ", lambda content: _yes(content.flags.centralised)),
)
_SEVERAL: tuple[tuple[str, Callable[[Content], Entries]], ...] = (
    ("Cấp thực hiện", lambda content: _texts(tuple(level.label for level in content.levels))),
    ("Cơ quan thực hiện", lambda content: _texts(content.executing)),
    ("Cơ quan được ủy quyền", lambda content: _texts(content.authorised)),
    ("Cơ quan phối hợp", lambda content: _texts(content.coordinating)),
    ("Căn cứ pháp lý", lambda content: _texts(content.legal_bases)),
    ("Đối tượng", lambda content: _texts(content.subjects)),
    ("Trình tự", lambda content: _texts(content.steps)),
    ("Cách nộp", lambda content: {m.channel.value: _method_words(m) for m in content.methods}),
    ("Trường hợp", lambda content: {case.code: _case_words(case) for case in content.cases}),
    ("Giấy tờ", lambda content: {paper.key: paper_words(paper) for paper in content.papers}),
    (
        "Kết quả",
        lambda content: _texts(
            tuple(f"{result.code} {result.name}".strip() for result in content.results)
        ),
    ),
)
