"""An internal process as rows of a form: steps with their ways, legs of a linked procedure.

Ways are typed one a line, `b3` or `Cấp phép: b3`; lists of steps as `b2, b4`. The drawing beside
the form shows what was understood.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar

from django import forms
from django.http import QueryDict

from motcua.accounts.states import Role
from motcua.base.verdict import InvalidError
from motcua.desk.forms.rows import Json, Row, Rows, choice, place_mistakes, several, text, tick
from motcua.procedures.places import ROOM
from motcua.procedures.process import Process, parse_process
from motcua.procedures.spelling import to_json
from motcua.procedures.states import Place, StepKind

_OFFICE = ("intake_officer", "return_officer", "fee_officer", "case_officer", "head_of_room",
           "head_of_agency", "clerk", "controller", "centre_director")  # fmt: skip
_ROLES = [(role, Role(role).label) for role in _OFFICE]
_OTHERS = [(role.value, role.label) for role in Role if role.value not in _OFFICE]
_PLACES = [*Place.pairs(), ("room", "Phòng, cơ quan theo mã")]


class StepRow(Row):
    part: ClassVar[str] = "steps"
    title: ClassVar[str] = "Bước"
    named: ClassVar[tuple[str, ...]] = ("key", "name")
    known_as: ClassVar[Mapping[str, str]] = {"place": "room", "next": "ways"}

    key = text("Mã bước", span=2, most=20, hint="b2")
    name = text("Nội dung công việc", span=7, most=300)
    kind = choice("Loại", StepKind.pairs(), span=3)
    role = choice("Người làm", [*_ROLES, *_OTHERS], span=4)
    place = choice("Nơi làm", _PLACES, span=4)
    room = text("Mã phòng", span=2, most=80, hint="kinh-te")
    hours = text("Số giờ", span=2, most=10, hint="4 hoặc 0,5")
    ways = several("Đi tiếp đến", span=4)
    parallel = text("Lấy ý kiến song song", span=4, hint="y1, y2")
    send_back_to = text("Trả lại được về", span=4, hint="b2")

    def item(self) -> Json:
        said = self.said
        place = f"{ROOM}{said['room'].strip()}" if said["place"] == "room" else said["place"]
        return {
            "key": said["key"],
            "name": said["name"],
            "role": said["role"],
            "place": place,
            "hours": hours_said(said["hours"]),
            "kind": said["kind"],
            "next": [_way(row) for row in said["ways"].splitlines() if row.strip()],
            "parallel": _keys(said["parallel"]),
            "send_back_to": _keys(said["send_back_to"]),
        }

    @classmethod
    def filled(cls, item: Json) -> Json:
        place, room = item["place"], ""
        if place.startswith(ROOM):
            place, room = "room", place.removeprefix(ROOM)
        return item | {
            "place": place,
            "room": room,
            "hours": hours_shown(item["hours"]),
            "ways": "\n".join(
                f"{way['label']}: {way['to']}" if way["label"] else way["to"]
                for way in item["next"]
            ),
            "parallel": ", ".join(item["parallel"]),
            "send_back_to": ", ".join(item["send_back_to"]),
        }


class LegRow(Row):
    part: ClassVar[str] = "legs"
    title: ClassVar[str] = "Phần việc liên thông"
    named: ClassVar[tuple[str, ...]] = ("key", "name")

    key = text("Mã", span=2, most=20, hint="thue")
    name = text("Nội dung", span=6, most=300)
    agency = text("Cơ quan", span=4, most=80, hint="thue-tinh hoặc area:cong-an")
    hours = text("Số giờ", span=2, most=10)
    opens_at = text("Mở ở bước", span=2, most=20)
    needed_by = text("Xong trước khi rời bước", span=3, most=20)
    after = text("Sau phần việc", span=2)
    procedure_code = text("Mã thủ tục", span=3, most=40)
    waits_for_payment = tick("Chờ người dân nộp tiền", span=4)

    def item(self) -> Json:
        said = self.said
        said.pop("DELETE", None)
        return said | {"hours": hours_said(said["hours"]), "after": _keys(said["after"])}

    @classmethod
    def filled(cls, item: Json) -> Json:
        return item | {"hours": hours_shown(item["hours"]), "after": ", ".join(item["after"])}


class VersionForm(forms.Form):
    """Which revision of the draft was looked at."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ProcessForms:
    """The form of a process: filled in from one, or as somebody sent it."""

    def __init__(
        self, *, data: QueryDict | None = None, process: Process | None = None, revision: int = 0
    ) -> None:
        raw: Json = to_json(process) if process else {"steps": [], "legs": []}
        self.form = VersionForm(data, initial={"revision": revision})
        self.steps = Rows(StepRow, data=data, items=raw["steps"], blank=1)
        self.legs = Rows(LegRow, data=data, items=raw["legs"], blank=0)

    @property
    def lists(self) -> dict[str, Rows]:
        return {"steps": self.steps, "legs": self.legs}

    @property
    def every(self) -> list[forms.Form]:
        """All forms in the order of the page, for the summary of mistakes."""
        return [self.form, *self.steps.forms, *self.legs.forms]

    def raw(self) -> Json:
        return {part: rows.items() for part, rows in self.lists.items()}

    def process(self) -> Process | None:
        """What was typed as a process; None after the mistakes have been put at their fields."""
        self.form.is_valid()
        try:
            return parse_process(self.raw())
        except InvalidError as refusal:
            place_mistakes(refusal.fields or {"": str(refusal)}, self.lists, self.form)
            return None

    def place_problems(self, problems: tuple[str, ...]) -> None:
        """Each sentence about the whole at the step it names, in the field that mends it."""
        for sentence in problems:
            field = next((name for words, name in _MENDED_BY if words in sentence), "ways")
            named = (row for row in self.steps.kept if f"“{row.said['name']}”" in sentence)
            keyed = (row for row in self.steps.kept if f"“{row.said['key']}”" in sentence)
            row = next(named, None) or next(keyed, None)
            if row is None:
                self.form.add_error(None, sentence)
            else:
                row.add_error(field, sentence)


_MENDED_BY = (
    ("Mã bước", "key"),
    ("vai trò", "role"),
    ("trả lại", "send_back_to"),
    ("lấy ý kiến", "parallel"),
    ("song song", "parallel"),
    ("vượt thời hạn", "hours"),
)


def hours_said(typed: str) -> str:
    """`0,5` as the record has it; what is no number is left to its reader."""
    return typed.strip().replace(",", ".") or "0"


def hours_shown(hours: str) -> str:
    return f"{Decimal(hours).normalize():f}".replace(".", ",")


def _way(typed: str) -> Json:
    label, _, to = typed.rpartition(":")
    return {"to": to.strip(), "label": label.strip()}


def _keys(typed: str) -> list[str]:
    return [part.strip() for part in typed.replace(";", ",").split(",") if part.strip()]
