"""What a draft act says, by kind: typed, cleaned, and refused with a sentence for each field.

Here stands what an act must have to be written at all (Decree 61/2018 art. 17, 19; Decree 63/2010
art. 18 and 20: in writing, with reason and ground, everything at once). Whether what it says is
lawful is for the controller to judge, with the checklist of `motcua.control`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from motcua.base.dates import VIETNAM
from motcua.base.text import nfc
from motcua.base.verdict import InvalidError
from motcua.dossiers.states import ASKING, REASONS, ActKind, ActReason, TripCause
from motcua.procedures.pinned import PinnedVersion

MOST_ITEMS, MOST_COPIES, LONGEST = 60, 99, 4000
FIELD_NAMES: Final = {
    "reason_code": "loại lý do",
    "reason": "lý do",
    "ground": "căn cứ pháp lý",
    "items": "giấy tờ cần bổ sung",
    "deadline": "hạn bổ sung",
    "condition": "điều kiện không đáp ứng",
    "new_due": "ngày hẹn mới",
    "go_to": "nơi nộp đúng thẩm quyền",
    "second_ground": "căn cứ yêu cầu lần thứ hai",
    "late_ground": "căn cứ yêu cầu sau thời hạn",
    "cause": "nguyên nhân phải bổ sung",
}
REQUIRED: Final[dict[ActKind, tuple[str, ...]]] = {
    ActKind.COMPLETION_REQUEST: ("items", "reason"),
    ActKind.SUPPLEMENT_REQUEST: ("items", "reason", "ground", "deadline"),
    ActKind.INTAKE_REFUSAL: ("reason_code", "reason", "ground"),
    ActKind.RETURN: ("reason_code", "reason", "ground"),
    ActKind.REFUSAL: ("reason_code", "reason", "ground"),
    ActKind.APOLOGY: ("reason_code", "reason", "new_due"),
    ActKind.STOP: ("reason_code", "reason", "ground"),
    ActKind.WITHDRAWAL_CONSENT: ("reason",),
    ActKind.WITHDRAWAL_REJECTION: ("reason_code", "reason"),
}
OPTIONAL: Final[dict[ActKind, tuple[str, ...]]] = {
    ActKind.COMPLETION_REQUEST: ("ground", "cause"),
    ActKind.SUPPLEMENT_REQUEST: ("second_ground", "late_ground", "cause"),
    ActKind.INTAKE_REFUSAL: ("go_to",),
    ActKind.RETURN: ("condition",),
    ActKind.REFUSAL: ("condition",),
    ActKind.APOLOGY: (),
    ActKind.STOP: (),
    ActKind.WITHDRAWAL_CONSENT: ("ground",),
    ActKind.WITHDRAWAL_REJECTION: ("ground",),
}


def parts_of(kind: ActKind) -> tuple[str, ...]:
    """The fields of that kind, required ones first."""
    return REQUIRED[kind] + OPTIONAL[kind]


@dataclass(frozen=True, slots=True)
class Item:
    """One paper that is asked for; a paper outside the published list names its own ground."""

    name: str
    defect: ActReason
    paper_key: str = ""
    originals: int = 1
    copies: int = 0
    note: str = ""
    ground: str = ""

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Item:
        return cls(**{**raw, "defect": ActReason(raw["defect"])})

    def to_json(self) -> dict[str, Any]:
        return {
            "paper_key": self.paper_key, "name": self.name, "defect": self.defect.value,
            "originals": self.originals, "copies": self.copies, "note": self.note,
            "ground": self.ground,
        }  # fmt: skip


def items_of(content: Mapping[str, Any]) -> tuple[Item, ...]:
    """The papers of a cleaned content."""
    return tuple(Item.from_json(raw) for raw in content.get("items", ()))


def conditions_of(version: PinnedVersion) -> tuple[str, ...]:
    """The published conditions one by one: lines, or sentences where the text runs on."""
    text = version.content.conditions.strip()
    lines = [line.strip(" -+•\t") for line in text.splitlines()]
    if len([line for line in lines if line]) < 2:  # noqa: PLR2004
        lines = re.split(r";\s+|(?<=\.)\s+(?=[A-ZĐÀ-Ỹ0-9-])", text)
    return tuple(line.strip(" -+•;.") for line in lines if line.strip(" -+•;."))


def reason_code_of(kind: ActKind, content: Mapping[str, Any]) -> str:
    """The reason that an act is counted under: the named one, or the first defect asked for."""
    if kind in ASKING:
        return next((item.defect.value for item in items_of(content)), "")
    return str(content.get("reason_code") or "")


@dataclass(slots=True)
class _Found:
    cleaned: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def clean(kind: ActKind, raw: Mapping[str, Any], version: PinnedVersion) -> dict[str, Any]:
    """The content as it is kept; `InvalidError` names each field that is missing or wrong."""
    found = _Found()
    for name in parts_of(kind):
        _READERS.get(name, _text)(name, raw, kind, version, found)
    for name in REQUIRED[kind]:
        if not found.cleaned.get(name) and name not in found.problems:
            found.problems[name] = f"Ghi {FIELD_NAMES[name]}."
    if found.problems:
        names = ", ".join(FIELD_NAMES.get(name.split(".")[0], name) for name in found.problems)
        raise InvalidError(f"Xem lại: {names}.", fields=found.problems)
    return {name: value for name, value in found.cleaned.items() if value}


Reading = Callable[[str, Mapping[str, Any], ActKind, PinnedVersion, _Found], None]


def _text(
    name: str, raw: Mapping[str, Any], kind: ActKind, version: PinnedVersion, found: _Found
) -> None:
    del kind, version
    text = nfc(str(raw.get(name) or "")).strip()
    if len(text) > LONGEST:
        found.problems[name] = f"Viết gọn dưới {LONGEST} ký tự."
    found.cleaned[name] = text


def _reason_code(
    name: str, raw: Mapping[str, Any], kind: ActKind, version: PinnedVersion, found: _Found
) -> None:
    del version
    given = str(raw.get(name) or "")
    if given not in {reason.value for reason in REASONS[kind]}:
        found.problems[name] = "Chọn loại lý do."
    found.cleaned[name] = given


def _cause(
    name: str, raw: Mapping[str, Any], kind: ActKind, version: PinnedVersion, found: _Found
) -> None:
    del kind, version
    given = str(raw.get(name) or TripCause.OFFICER.value)
    if given not in {TripCause.OFFICER.value, TripCause.APPLICANT.value}:
        found.problems[name] = "Chọn nguyên nhân."
    found.cleaned[name] = given


def _deadline(
    name: str, raw: Mapping[str, Any], kind: ActKind, version: PinnedVersion, found: _Found
) -> None:
    del kind, version
    given = raw.get(name)
    try:
        found.cleaned[name] = date.fromisoformat(str(given)).isoformat() if given else ""
    except ValueError:
        found.problems[name] = "Chọn lại ngày."


def _new_due(
    name: str, raw: Mapping[str, Any], kind: ActKind, version: PinnedVersion, found: _Found
) -> None:
    del kind, version
    given = raw.get(name)
    try:
        moment = datetime.fromisoformat(str(given)) if given else None
    except ValueError:
        found.problems[name] = "Chọn lại ngày hẹn."
        return
    if moment is not None and moment.tzinfo is None:
        moment = moment.replace(tzinfo=VIETNAM)
    found.cleaned[name] = moment.isoformat() if moment else ""


def _items(
    name: str, raw: Mapping[str, Any], kind: ActKind, version: PinnedVersion, found: _Found
) -> None:
    del kind
    given = raw.get(name) or ()
    if not isinstance(given, Iterable) or isinstance(given, str | Mapping):
        found.problems[name] = "Chọn giấy tờ cần bổ sung."
        return
    lines = list(given)
    if len(lines) > MOST_ITEMS:
        found.problems[name] = f"Nhiều nhất {MOST_ITEMS} giấy tờ."
        return
    published = {paper.key: paper.name for paper in version.papers}
    items = [_item(line, place, published, found) for place, line in enumerate(lines)]
    found.cleaned[name] = [item.to_json() for item in items if item is not None]


def _item(line: Any, place: int, published: Mapping[str, str], found: _Found) -> Item | None:
    where = f"items.{place}"
    if not isinstance(line, Mapping):
        found.problems[where] = "Dòng giấy tờ chưa đúng."
        return None
    key = str(line.get("paper_key") or "")
    name = published.get(key) or nfc(str(line.get("name") or "")).strip()[:500]
    ground = nfc(str(line.get("ground") or "")).strip()[:500]
    defect = str(line.get("defect") or ActReason.MISSING.value)
    numbers = [_copies(line.get(part)) for part in ("originals", "copies")]
    if problem := _problem_of(key, name, ground, defect, numbers, published):
        found.problems[where] = problem
        return None
    originals, copies = (number or 0 for number in numbers)
    if not key:
        defect = ActReason.OUTSIDE_LIST.value
    note = nfc(str(line.get("note") or "")).strip()[:500]
    return Item(
        name, ActReason(defect), key, originals, copies if originals + copies else 1, note, ground
    )


def _problem_of(
    key: str,
    name: str,
    ground: str,
    defect: str,
    numbers: list[int | None],
    published: Mapping[str, str],
) -> str:
    if key and key not in published:
        return "Giấy tờ này không có trong danh mục đã công bố của thủ tục."
    if not name:
        return "Ghi tên giấy tờ."
    if not key and not ground:
        return (
            f"“{name}” không có trong danh mục đã công bố: chỉ được yêu cầu khi nêu căn cứ pháp lý"
            " riêng cho giấy tờ này."
        )
    if defect not in {reason.value for reason in REASONS[ActKind.SUPPLEMENT_REQUEST]}:
        return "Chọn lý do phải bổ sung giấy tờ này."
    if None in numbers:
        return f"Số bản phải là số nguyên từ 0 đến {MOST_COPIES}."
    return ""


def _copies(value: Any) -> int | None:
    """A count of copies; None when it is none. Nothing said means none."""
    if value in (None, ""):
        return 0
    if isinstance(value, bool) or not str(value).isdecimal() or int(value) > MOST_COPIES:
        return None
    return int(value)


_READERS: Final[dict[str, Reading]] = {
    "items": _items,
    "reason_code": _reason_code,
    "cause": _cause,
    "deadline": _deadline,
    "new_due": _new_due,
}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What became of the text of an act, field by field: `field`, `before`, `after`."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return [{"field": name, "before": before.get(name), "after": after.get(name)} for name in names]
