"""The record of a procedure version as a form: every part that officers write, none as JSON.

Lists are rows (`content_rows`), everything single is here. `raw` gives the record's JSON, which
`parse_content` judges; its sentences come back to the fields.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from motcua.agencies.states import Level
from motcua.base.verdict import InvalidError
from motcua.desk.forms.content_rows import (
    RESUMES,
    UNITS,
    CaseRow,
    FeeRow,
    MethodRow,
    PaperRow,
    ResultRow,
    StepTextRow,
    limit_of,
    limit_shown,
    money_said,
)
from motcua.desk.forms.rows import (
    BARE,
    Json,
    Row,
    Rows,
    choice,
    place_mistakes,
    several,
    text,
    tick,
)
from motcua.procedures.content import Content, parse_content
from motcua.procedures.importing.wording import SUBJECTS
from motcua.procedures.states import OnlineLevel, ProcedureKind, Provenance

_FLAGS = ("linked", "cross_boundary", "postal", "instant", "finance_pause", "centralised")
_LISTS = ("executing", "authorised", "coordinating", "legal_bases")
_ROWS: tuple[type[Row], ...] = (StepTextRow, MethodRow, FeeRow, CaseRow, PaperRow, ResultRow)
_FEE = re.compile(r"methods\[(\d+)\]\.fees\[(\d+)\](?:\.(\w+))?.*")
_TICKS = forms.CheckboxSelectMultiple


def _ticks(label: str, pairs: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, required=False, choices=pairs, widget=_TICKS, **BARE
    )


class ContentForm(forms.Form):
    """What stands once in a record."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = text("Mã thủ tục", most=40, hint="1.001193")
    name = several("Tên thủ tục")
    kind = choice("Loại", ProcedureKind.pairs())
    sector_code = text("Mã lĩnh vực", most=20)
    sector_name = text("Lĩnh vực")
    levels = _ticks("Cấp thực hiện", Level.pairs())
    competence_level = choice("Cấp quyết định", Level.pairs(), blank="Chọn cấp")
    competence_agency = text("Mã cơ quan quyết định", most=80, hint="Để trống nếu cả cấp")
    executing = several("Cơ quan thực hiện, mỗi dòng một cơ quan")
    authorised = several("Cơ quan được ủy quyền")
    coordinating = several("Cơ quan phối hợp")
    subjects = _ticks("Đối tượng thực hiện", [])
    legal_bases = several("Căn cứ pháp lý, mỗi dòng một văn bản", rows=4)
    conditions = several("Yêu cầu, điều kiện", rows=4)
    sets = text("Số bộ hồ sơ", most=4)
    limit_amount = text("Thời hạn", most=10, hint="5 hoặc 6,25")
    limit_unit = choice("Đơn vị thời hạn", UNITS, blank="Chọn đơn vị")
    limit_on_resume = choice("Khi đồng hồ chạy lại", RESUMES, blank="Luật không nói")
    limit_cutoff_15h = tick("Nhận sau 15 giờ tính sang ngày làm việc tiếp theo")
    limit_note = text("Ghi chú thời hạn", most=1000)
    online_level = choice("Dịch vụ công trực tuyến", OnlineLevel.pairs())
    partial_reason = text("Vì sao chưa toàn trình", most=1000)
    linked = tick("Liên thông")
    cross_boundary = tick("Phi địa giới")
    postal = tick("Bưu chính công ích")
    instant = tick("Giải quyết ngay tại quầy")
    finance_pause = tick("Dừng chờ nghĩa vụ tài chính")
    centralised = tick("Tập trung trên hệ thống của bộ")
    proactive_level = text("Mức chủ động (0 đến 4)", most=2)
    register = text("Sổ đăng ký kết quả", most=4, hint="BS, CK")
    provenance = choice("Nguồn", Provenance.pairs())

    def __init__(self, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(initial or {}))
        known = {code: f"{code} {name}" for name, code in SUBJECTS.items()}
        said = data.getlist("subjects") if data is not None else (initial or {}).get("subjects", ())
        self._choose("subjects", list((known | {c: known.get(c, c) for c in said}).items()))

    def _choose(self, name: str, pairs: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = pairs


class ContentForms:
    """The form of a record with its lists: filled in from one, or as somebody sent it."""

    def __init__(
        self, *, data: QueryDict | None = None, raw: Json | None = None, revision: int = 0
    ) -> None:
        said = raw or {}
        self.form = ContentForm(data, initial=_single(said) | {"revision": revision})
        fees = [
            fee | {"channel": method.get("channel", "")}
            for method in said.get("methods") or ()
            for fee in method.get("fees") or ()
        ]
        listed: Json = {
            "steps": [{"text": one} for one in said.get("steps") or ()],
            "fees": fees,
        } | {part: said.get(part) or [] for part in ("methods", "cases", "papers", "results")}
        self.lists = {
            kind.part: Rows(kind, data=data, items=listed[kind.part], blank=1 if not raw else 0)
            for kind in _ROWS
        }

    @property
    def every(self) -> list[forms.Form]:
        """All forms in the order of the page, for the summary of mistakes."""
        return [self.form, *(row for rows in self.lists.values() for row in rows.forms)]

    def raw(self) -> Json:
        """What was typed as the JSON of a record, judged by nobody yet."""
        self.form.is_valid()
        said = self.form.cleaned_data
        single = {
            name: said.get(name, "")
            for name in ("code", "name", "conditions", "partial_reason", "register")
        }
        return (
            single
            | {name: said.get(name) or None for name in ("kind", "online_level", "provenance")}
            | {name: _lines(said.get(name, "")) for name in _LISTS}
            | {
                "sector": {
                    "code": said.get("sector_code", ""),
                    "name": said.get("sector_name", ""),
                },
                "levels": said.get("levels", []),
                "competence": {
                    "level": said.get("competence_level") or None,
                    "agency": said.get("competence_agency") or None,
                },
                "subjects": said.get("subjects", []),
                "limit": limit_of(said),
                "sets": money_said(said.get("sets", "") or "1"),
                "flags": {name: said.get(name, False) for name in _FLAGS}
                | {"proactive_level": money_said(said.get("proactive_level", "") or "0")},
                "steps": [row.said["text"] for row in self.lists["steps"].kept],
                "methods": self._methods(),
            }
            | {part: self.lists[part].items() for part in ("cases", "papers", "results")}
        )

    def content(self) -> Content | None:
        """What was typed as a record; None after the mistakes have been put at their fields."""
        raw = self.raw()
        self._require_fees_placed()
        if any(form.errors for form in self.every):
            return None
        try:
            return parse_content(raw)
        except InvalidError as refusal:
            self.place(refusal)
            return None

    def place(self, refusal: InvalidError) -> None:
        """Put what the record's reader refuses where it was typed."""
        problems = {}
        for path, sentence in (refusal.fields or {"": str(refusal)}).items():
            found = _FEE.fullmatch(path)
            if found is None:
                problems[path] = sentence
                continue
            place = self._fee_place(int(found[1]), int(found[2]))
            problems[f"fees[{place}].{found[3] or 'name'}"] = sentence
        place_mistakes(problems, self.lists, self.form)

    def _methods(self) -> list[Json]:
        fees = self.lists["fees"].kept
        return [
            row.item()
            | {"fees": [fee.item() for fee in fees if fee.said["channel"] == row.said["channel"]]}
            for row in self.lists["methods"].kept
        ]

    def _require_fees_placed(self) -> None:
        """A fee of a channel that nobody hands in by would be lost."""
        channels = {row.said["channel"] for row in self.lists["methods"].kept}
        for row in self.lists["fees"].kept:
            if row.said["channel"] not in channels:
                row.add_error("channel", "Thêm cách nộp này ở mục Cách nộp, hoặc chọn cách khác.")

    def _fee_place(self, method: int, fee: int) -> int:
        """Which kept row of the fees is so many-th of that method's."""
        channel = self.lists["methods"].kept[method - 1].said["channel"]
        places = [
            place
            for place, row in enumerate(self.lists["fees"].kept, 1)
            if row.said["channel"] == channel
        ]
        return places[fee - 1]


def _single(raw: Json) -> Json:
    """The fields of the form for a record's JSON; what is missing stays empty."""
    flags, sector = raw.get("flags") or {}, raw.get("sector") or {}
    competence = raw.get("competence") or {}
    plain = ("code", "name", "kind", "conditions", "online_level", "partial_reason", "register")
    return (
        {name: raw.get(name) or "" for name in plain}
        | {name: "\n".join(" ".join(one.split()) for one in raw.get(name) or ()) for name in _LISTS}
        | {name: flags.get(name, False) for name in _FLAGS}
        | limit_shown(raw.get("limit"))
        | {
            "sector_code": sector.get("code") or "",
            "sector_name": sector.get("name") or "",
            "levels": raw.get("levels") or [],
            "competence_level": competence.get("level") or "",
            "competence_agency": competence.get("agency") or "",
            "subjects": raw.get("subjects") or [],
            "sets": str(raw.get("sets") or 1),
            "proactive_level": str(flags.get("proactive_level") or 0),
            "provenance": raw.get("provenance") or Provenance.MEMORY.value,
        }
    )


def _lines(typed: str) -> list[str]:
    return [row.strip() for row in typed.splitlines() if row.strip()]
