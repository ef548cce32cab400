"""Reads the register's data files and spells their patterns out; every fault names file and row."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from motcua.agencies.rules import is_new_code, is_old_code, old_form
from motcua.agencies.states import AgencyKind, AreaKind, Level, SuccessionKind, UnitKind
from motcua.base.text import fold, nfc
from motcua.base.verdict import InvalidError

DATA = Path(__file__).parent / "data"
Row = TypeVar("Row")
Raw = dict[str, Any]


@dataclass(frozen=True, slots=True)
class AreaRow:
    code: str
    name: str
    level: Level
    kind: AreaKind
    parent: str | None
    is_difficult: bool
    start: date
    end: date | None

    @property
    def place(self) -> str:
        return f"{self.kind.label} {self.name}"

    @property
    def ref(self) -> str:
        """The code, or the folded name of a place whose code is unknown."""
        return self.code or re.sub(r"[^a-z0-9]+", "-", fold(self.name)).strip("-")


@dataclass(frozen=True, slots=True)
class AgencyRow:
    key: str
    name: str
    kind: AgencyKind
    level: Level
    area: AreaRow
    parent: str | None
    code_old: str
    code_new: str
    code_is_demo: bool
    pattern: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class UnitRow:
    key: str
    agency: AgencyRow
    name: str
    kind: UnitKind
    unit_code: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class SuccessionRow:
    predecessor: str
    successor: str
    on: date
    kind: SuccessionKind
    area: str


@dataclass(frozen=True, slots=True)
class Register:
    """All that a province's files say, patterns spelled out.

    Agencies whose pattern is in `received_patterns` hand in at the units named in `centres`.
    """

    areas: list[AreaRow]
    agencies: list[AgencyRow]
    units: list[UnitRow]
    successions: list[SuccessionRow]
    centres: list[str]
    received_patterns: frozenset[str]


def read(folder: Path | None = None) -> Register:
    """Read `areas.json`, `agencies.json`, `units.json`, `successions.json` of a folder.

    Raises `InvalidError` whose sentence names the file and the row at fault.
    """
    folder = folder or DATA
    areas = _rows(folder, "areas", _area)
    by_code = {row.code: row for row in areas if row.code}
    agencies = _rows(folder, "agencies", lambda raw: _agency(raw, by_code))
    plan = _load(folder, "units")
    codes = {row.key: row.code_new for row in agencies}
    for rule in plan["communes"]:
        agencies.extend(_commune_agencies(rule, areas, codes))
    successions = _rows(folder, "successions", _succession)
    _check_references(agencies, successions)
    return Register(
        areas,
        agencies,
        [unit for agency in agencies for unit in _units(agency, plan["patterns"])],
        successions,
        plan["receptions"]["centres"],
        frozenset(plan["receptions"]["patterns"]),
    )


def _load(folder: Path, name: str) -> Raw:
    try:
        content: Raw = json.loads((folder / f"{name}.json").read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise InvalidError(f"Không đọc được tệp {name}.json: {fault}") from fault
    return content


def _rows(folder: Path, name: str, make: Callable[[Any], Row]) -> list[Row]:
    rows = []
    for number, raw in enumerate(_load(folder, name)[name], start=1):
        try:
            rows.append(make(raw))
        except (KeyError, ValueError, TypeError) as fault:
            raise InvalidError(f"{name}.json, dòng {number}: {fault} trong {raw}") from fault
    return rows


def _period(raw: Raw) -> tuple[date, date | None]:
    start = date.fromisoformat(raw["from"])
    end = date.fromisoformat(raw["to"]) if raw.get("to") else None
    if end is not None and end <= start:
        raise ValueError("ngày kết thúc phải sau ngày bắt đầu")
    return start, end


def _area(raw: Raw) -> AreaRow:
    start, end = _period(raw)
    if raw["code"] and re.fullmatch(r"\d{2}|\d{3}|\d{5}", raw["code"]) is None:
        raise ValueError("mã địa bàn không đúng dạng")
    return AreaRow(
        raw["code"],
        nfc(raw["name"]),
        Level(raw["level"]),
        AreaKind(raw["kind"]),
        raw["parent"],
        bool(raw.get("difficult")),
        start,
        end,
    )


def _agency(raw: Raw, areas: dict[str, AreaRow]) -> AgencyRow:
    start, end = _period(raw)
    if raw["code_old"] and not is_old_code(raw["code_old"]):
        raise ValueError("mã định danh cũ không đúng dạng")
    if raw["code_new"] and not is_new_code(raw["code_new"]):
        raise ValueError("mã định danh mới không đúng dạng")
    return AgencyRow(
        raw["key"],
        nfc(raw["name"]),
        AgencyKind(raw["kind"]),
        Level(raw["level"]),
        areas[raw["area"]],
        raw["parent"],
        raw["code_old"],
        raw["code_new"],
        not raw.get("code_is_real"),
        raw["units"],
        start,
        end,
    )


def _commune_agencies(rule: Raw, areas: list[AreaRow], codes: dict[str, str]) -> list[AgencyRow]:
    """One People's Committee for each commune of the rule's years, numbered below its parent."""
    since = date.fromisoformat(rule.get("since", "0001-01-01"))
    until = date.fromisoformat(rule.get("until", "9999-12-31"))
    numbers: dict[str, int] = defaultdict(lambda: rule["first_number"])
    rows = []
    for area in areas:
        if area.level is not Level.COMMUNE or not since <= area.start < until:
            continue
        parent = rule["parent"].format(parent=area.parent)
        if parent not in codes:
            raise InvalidError(f"units.json: không có cơ quan nào mang khóa: {parent}.")
        code = f"{codes[parent]}.{numbers[parent]:0{rule['digits']}}"
        numbers[parent] += 1
        rows.append(
            AgencyRow(
                rule["key"].format(parent=area.parent, code=area.code, ref=area.ref),
                f"Ủy ban nhân dân {area.place}",
                AgencyKind.PEOPLES_COMMITTEE,
                Level.COMMUNE,
                area,
                parent,
                old_form(code),
                code,
                code_is_demo=True,
                pattern=rule["pattern"],
                start=area.start,
                end=area.end,
            )
        )
    return rows


def _units(agency: AgencyRow, patterns: dict[str, list[Raw]]) -> list[UnitRow]:
    rows = []
    for part in patterns[agency.pattern]:
        if agency.area.kind not in part.get("areas", [agency.area.kind]):
            continue
        start = max(agency.start, date.fromisoformat(part.get("from", "0001-01-01")))
        end = date.fromisoformat(part["to"]) if "to" in part else agency.end
        if end is not None and end <= start:
            continue  # the agency did not yet exist in the years of this line
        codes = {"old": agency.code_old, "new": agency.code_new, None: ""}
        rows.append(
            UnitRow(
                f"{agency.key}-{part['suffix']}",
                agency,
                part["name"].format(place=agency.area.place),
                UnitKind(part["kind"]),
                codes[part.get("code")],
                start,
                end,
            )
        )
    return rows


def _succession(raw: list[str]) -> SuccessionRow:
    predecessor, successor, on, kind, area = raw
    return SuccessionRow(predecessor, successor, date.fromisoformat(on), SuccessionKind(kind), area)


def _check_references(agencies: list[AgencyRow], successions: list[SuccessionRow]) -> None:
    known = {row.key for row in agencies}
    named = {row.parent for row in agencies if row.parent} | {
        key for row in successions for key in (row.predecessor, row.successor)
    }
    if unknown := sorted(named - known):
        raise InvalidError(f"Không có cơ quan nào mang khóa: {', '.join(unknown)}.")
