"""The lists of a procedure's record as rows: its course, ways to hand in, fees, cases, papers, results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from motcua.clock.limits import LimitUnit, OnResume
from motcua.desk.forms.rows import Json, Row, choice, several, text, tick
from motcua.procedures.states import Channel, FeeKind
from motcua.procedures.tariffs import Per

UNITS = [(unit.value, unit.label) for unit in LimitUnit]
RESUMES = [(word.value, word.label) for word in OnResume]
_LIMIT = ("amount", "unit", "on_resume", "cutoff_15h", "note")


def limit_of(said: Mapping[str, Any]) -> Json | None:
    """The limit typed in the fields `limit_…`; None where no amount was given."""
    if not said.get("limit_amount"):
        return None
    return {
        "amount": str(said["limit_amount"]).replace(",", "."),
        "unit": said.get("limit_unit") or None,
        "on_resume": said.get("limit_on_resume") or None,
        "cutoff_15h": bool(said.get("limit_cutoff_15h")),
        "note": said.get("limit_note", ""),
    }


def limit_shown(limit: Json | None) -> Json:
    """The fields `limit_…` of a limit."""
    found = limit or {}
    shown = {f"limit_{name}": found.get(name) or "" for name in _LIMIT}
    shown["limit_amount"] = str(shown["limit_amount"]).replace(".", ",")
    shown["limit_cutoff_15h"] = bool(found.get("cutoff_15h"))
    return shown


def money_said(typed: str) -> int | str:
    """`8.000` as 8000; what is no whole number is left to the reader, who refuses it."""
    plain = typed.replace(".", "").replace(" ", "").replace("₫", "")
    return int(plain) if plain.isdecimal() else typed


def _optional(typed: str) -> int | str | None:
    return money_said(typed) if typed.strip() else None


def _shown(value: int | None) -> str:
    return "" if value is None else f"{value:,}".replace(",", ".")


_LIMIT_FIELDS = {"limit": "limit_amount"}


class StepTextRow(Row):
    part: ClassVar[str] = "steps"
    title: ClassVar[str] = "Trình tự"
    named: ClassVar[tuple[str, ...]] = ("text",)
    text = several("Nội dung", span=12, rows=3)

    def item(self) -> Json:
        return {"text": self.said["text"]}

    @classmethod
    def filled(cls, item: Json) -> Json:
        return item


class MethodRow(Row):
    part: ClassVar[str] = "methods"
    title: ClassVar[str] = "Cách nộp"
    named: ClassVar[tuple[str, ...]] = ("channel",)
    known_as: ClassVar[Mapping[str, str]] = _LIMIT_FIELDS
    channel = choice("Cách nộp", Channel.pairs(), blank="Chọn cách nộp")
    limit_amount = text("Thời hạn riêng", span=2, most=10)
    limit_unit = choice("Đơn vị", UNITS, blank="Như thời hạn chung", span=3)
    limit_on_resume = choice("Khi chạy lại", RESUMES, blank="Luật không nói", span=4)
    limit_cutoff_15h = tick("Sau 15 giờ tính hôm sau")
    limit_note = text("Ghi chú thời hạn", span=3, most=1000)
    note = several("Mô tả", span=6)

    def item(self) -> Json:
        said = self.said
        return {"channel": said["channel"], "limit": limit_of(said), "note": said["note"]}

    @classmethod
    def filled(cls, item: Json) -> Json:
        return item | limit_shown(item.get("limit"))


class FeeRow(Row):
    part: ClassVar[str] = "fees"
    title: ClassVar[str] = "Khoản thu"
    named: ClassVar[tuple[str, ...]] = ("name", "amount")
    known_as: ClassVar[Mapping[str, str]] = {"tariff": "per"}
    channel = choice("Khi nộp", Channel.pairs())
    kind = choice("Loại", FeeKind.pairs(), span=2)
    name = text("Tên khoản thu", span=4)
    amount = text("Mức (đồng)", span=3, most=15, hint="Trống: theo ghi chú")
    note = text("Ghi chú", span=6, most=5000)
    condition = text("Chỉ thu khi", span=6)
    per = choice("Tính theo", Per.pairs(), blank="Cả hồ sơ")
    later_from = text("Từ trang thứ", most=4)
    later_amount = text("mỗi trang (đồng)", most=12)
    most = text("Không quá (đồng)", most=12)

    def item(self) -> Json:
        said = self.said
        tariff = None
        if said["per"]:
            tariff = {"per": said["per"]} | {
                name: _optional(said[name]) for name in ("later_from", "later_amount", "most")
            }
        return {
            "kind": said["kind"],
            "name": said["name"],
            "amount": _optional(said["amount"]),
            "note": said["note"],
            "condition": said["condition"],
            "tariff": tariff,
        }

    @classmethod
    def filled(cls, item: Json) -> Json:
        tariff = item.get("tariff") or {}
        money = {name: _shown(tariff.get(name)) for name in ("later_from", "later_amount", "most")}
        return item | money | {"per": tariff.get("per", ""), "amount": _shown(item.get("amount"))}


class CaseRow(Row):
    part: ClassVar[str] = "cases"
    title: ClassVar[str] = "Trường hợp"
    named: ClassVar[tuple[str, ...]] = ("code", "name")
    known_as: ClassVar[Mapping[str, str]] = _LIMIT_FIELDS
    code = text("Mã", span=3, most=40)
    name = text("Tên trường hợp", span=9, most=5000)
    limit_amount = text("Thời hạn riêng", span=2, most=10)
    limit_unit = choice("Đơn vị", UNITS, blank="Như thời hạn chung")
    limit_on_resume = choice("Khi chạy lại", RESUMES, blank="Luật không nói", span=4)
    limit_cutoff_15h = tick("Sau 15 giờ tính hôm sau")
    limit_note = text("Ghi chú thời hạn", span=6, most=1000)

    def item(self) -> Json:
        said = self.said
        return {"code": said["code"], "name": said["name"], "limit": limit_of(said)}

    @classmethod
    def filled(cls, item: Json) -> Json:
        return item | limit_shown(item.get("limit"))


class PaperRow(Row):
    part: ClassVar[str] = "papers"
    title: ClassVar[str] = "Giấy tờ"
    named: ClassVar[tuple[str, ...]] = ("key", "name")
    key = text("Mã trong hồ sơ", span=3, most=60, hint="to-khai")
    name = text("Tên giấy tờ", span=9, most=5000)
    originals = text("Bản chính", span=2, most=3)
    copies = text("Bản sao", span=2, most=3)
    code = text("Mã giấy tờ quốc gia", span=4, most=60)
    form = text("Mẫu, tệp mẫu", span=4, most=300)
    condition = text("Chỉ cần khi", span=8, most=5000)
    reuse_source = choice(
        "Lấy từ", [("population", "Cơ sở dữ liệu dân cư")], blank="Người dân nộp", span=4
    )
    required = tick("Bắt buộc")
    digitise = tick("Phải số hóa")
    shown_only = tick("Chỉ xuất trình")

    def item(self) -> Json:
        said = self.said
        said.pop("DELETE", None)
        return said | {name: money_said(said[name] or "0") for name in ("originals", "copies")}

    @classmethod
    def filled(cls, item: Json) -> Json:
        plain = {"originals": 1, "copies": 0, "required": True, "digitise": True} | item
        return plain | {name: str(plain[name]) for name in ("originals", "copies")}


class ResultRow(Row):
    part: ClassVar[str] = "results"
    title: ClassVar[str] = "Kết quả"
    named: ClassVar[tuple[str, ...]] = ("code", "name")
    code = text("Mã", span=3, most=60)
    name = text("Tên kết quả", span=9, most=5000)

    def item(self) -> Json:
        return {"code": self.said["code"], "name": self.said["name"]}

    @classmethod
    def filled(cls, item: Json) -> Json:
        return item
