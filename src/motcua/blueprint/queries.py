"""Taking the configuration out, and comparing a file with the house before anything is brought in."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from motcua.agencies import exchange
from motcua.blueprint import files
from motcua.blueprint.files import Raw
from motcua.clock import queries as clock
from motcua.clock.states import Subject
from motcua.procedures import exchange as catalogue
from motcua.rulebook import queries as rulebook
from motcua.rulebook.table import ENTRIES

# What an import may change of a row that is there already; anything else is a conflict.
CHANGEABLE = {
    "agencies": frozenset({"name", "names"}),
    "units": frozenset({"name", "names", "unit_code", "calendar", "reception"}),
    "calendars": frozenset({"content"}),
    "rules": frozenset({"steps"}),
}
MOST_SHOWN, MOST_TOLD = 60, 3
LABELS = {
    "areas": "Địa bàn", "agencies": "Cơ quan", "units": "Đơn vị", "receptions": "Nơi tiếp nhận",
    "successions": "Kế thừa", "calendars": "Lịch làm việc", "rules": "Quy định, mẫu tin",
    "procedures": "Thủ tục",
}  # fmt: skip


class Outcome(StrEnum):
    """What an import does with one item."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    CONFLICT = "conflict"
    MISSING = "missing"

    @property
    def label(self) -> str:
        return {
            "new": "Thêm", "changed": "Đổi", "same": "Giống", "conflict": "Không nạp được",
            "missing": "Chỉ có ở đây, giữ nguyên",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """One item of the file beside the house; `words` say what is different."""

    section: str
    outcome: Outcome
    ref: str
    words: str
    wanted: Raw
    found: Raw

    @property
    def section_label(self) -> str:
        return LABELS[self.section]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A whole file compared; `seal` stands for exactly this outcome."""

    lines: tuple[Difference, ...]

    def counts(self) -> Counter[Outcome]:
        return Counter(line.outcome for line in self.lines)

    def of(self, outcome: Outcome) -> list[Difference]:
        return [line for line in self.lines if line.outcome is outcome]

    @property
    def seal(self) -> str:
        told = "\n".join(
            f"{line.section} {line.outcome} {line.ref} {line.words}" for line in self.lines
        )
        return hashlib.sha256(told.encode()).hexdigest()


def sections(on: date) -> dict[str, list[Raw]]:
    """The house's configuration as it stands, in the form of the file."""
    return exchange.written() | {
        "calendars": list(_calendars()),
        "rules": list(_rules()),
        "procedures": list(catalogue.written(on)),
    }


def export(on: date) -> bytes:
    """The file; it holds no person and no dossier."""
    return files.write(sections(on))


def _calendars() -> Iterator[Raw]:
    for key in sorted(clock.keys()):
        parts = [part for part in clock.parts_of(key) if part.key == key]
        for part in sorted(parts, key=lambda part: (part.subject, part.year or 0)):
            yield {
                "ref": f"{part.key}:{part.subject}:{part.year or ''}", "key": part.key,
                "subject": str(part.subject), "year": part.year, "content": part.content,
            }  # fmt: skip


def _rules() -> Iterator[Raw]:
    for name in sorted(ENTRIES):
        spans = rulebook.timeline(name)
        if spans:
            steps = [{"from": s.effective_from.isoformat(), "value": s.value} for s in spans]
            yield {"ref": name, "steps": steps}


def compare(raw: bytes, *, on: date) -> Comparison:
    """Every item of the file beside the house; nothing is written. Raises `UnreadableFileError`."""
    wanted, found = files.read(raw), sections(on)
    lines: list[Difference] = []
    drafts = catalogue.drafted() if wanted["procedures"] else {}
    for section in files.SECTIONS:
        here = {item["ref"]: item for item in found[section]}
        there = {item["ref"]: item for item in wanted[section]}
        for ref, item in there.items():
            if section == "procedures":
                lines.append(_procedure_beside(item, here.get(ref), drafts.get(ref, [])))
            else:
                lines.append(_beside(section, item, here.get(ref), on))
        lines += [
            Difference(section, Outcome.MISSING, ref, "", {}, item)
            for ref, item in here.items()
            if ref not in there
        ]
    return Comparison(tuple(lines))


def _procedure_beside(wanted: Raw, found: Raw | None, drafts: list[Raw]) -> Difference:
    """A procedure of the file beside the one in force here; a draft that says the same is enough."""
    section, ref, said = "procedures", wanted["ref"], catalogue.said(wanted)
    if found is not None and said == catalogue.said(found):
        if wanted.get("from") == found["from"]:
            return Difference(section, Outcome.SAME, ref, "", wanted, found)
        words = f"nội dung giống; ở đây hiệu lực từ {found['from']}, giữ nguyên"
        return Difference(section, Outcome.CONFLICT, ref, words, wanted, found)
    if said in drafts:
        words = "đã có bản nháp giống hệt, chờ công bố"
        return Difference(section, Outcome.SAME, ref, words, wanted, found or {})
    told = catalogue.differences(wanted, found)
    words = " ".join(told[:MOST_TOLD]) + (
        f" (còn {len(told) - MOST_TOLD} chỗ khác)" if len(told) > MOST_TOLD else ""
    )
    outcome = Outcome.NEW if found is None else Outcome.CHANGED
    return Difference(
        section, outcome, ref, f"{words} Vào thành bản nháp, chờ công bố.", wanted, found or {}
    )


def _beside(section: str, wanted: Raw, found: Raw | None, on: date) -> Difference:
    ref = wanted["ref"]
    if found is None:
        outcome, words = _unknown(section, wanted)
        return Difference(section, outcome, ref, words, wanted, {})
    if wanted == found:
        return Difference(section, Outcome.SAME, ref, "", wanted, found)
    keys = {key for key in wanted.keys() | found.keys() if wanted.get(key) != found.get(key)}
    words = ", ".join(
        f"{key}: {_short(found.get(key))} → {_short(wanted.get(key))}" for key in sorted(keys)
    )
    if keys - CHANGEABLE.get(section, frozenset()) or keys == {"names"}:
        return Difference(section, Outcome.CONFLICT, ref, words, wanted, found)
    if section == "rules" and not rule_changes(wanted, on):
        words = f"chỉ khác ở những ngày đã qua, giữ nguyên; {words}"
        return Difference(section, Outcome.CONFLICT, ref, words, wanted, found)
    return Difference(section, Outcome.CHANGED, ref, words, wanted, found)


def _unknown(section: str, wanted: Raw) -> tuple[Outcome, str]:
    if section == "rules" and wanted["ref"] not in ENTRIES:
        return Outcome.CONFLICT, "phần mềm này không có quy định như vậy"
    return Outcome.NEW, str(wanted.get("name", ""))


def rule_changes(wanted: Raw, on: date) -> list[tuple[date, Any]]:
    """What must be set from today on for the entry to read as the file wants; never the past."""
    steps = [(date.fromisoformat(step["from"]), step["value"]) for step in wanted["steps"]]
    past = [value for start, value in steps if start <= on]
    name, found = wanted["ref"], []
    if past and past[-1] != rulebook.value(name, on):
        found.append((on, past[-1]))
    return found + [
        (start, value)
        for start, value in steps
        if start > on and value != rulebook.value(name, start)
    ]


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"


def is_hours(item: Raw) -> bool:
    """Whether a calendar's part is its weekly hours."""
    return bool(item["subject"] == Subject.HOURS)
