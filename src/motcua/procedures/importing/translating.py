"""Turn a raw record of the national catalogue into the JSON of our own record.

`translate(raw, corrected=True)` is the proposal an officer starts from: codes trimmed, thousands
made đồng, notes taken out of the papers, a limit read out of words. With `corrected=False` what is
written is taken at its word, and what our record cannot hold is left out. Neither guarantees
soundness: `content.parse_record` is asked afterwards.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from motcua.procedures.importing import wording
from motcua.procedures.importing.papers import translate_papers
from motcua.procedures.importing.shapes import (
    Raw,
    agencies_of,
    clean,
    clean_lines,
    code_of,
    is_full,
    names,
    number,
    objects,
    strings,
    text,
)

Json = dict[str, Any]
_CODE_IN_NAME = re.compile(r"\s*\(\s*[1-9]\.\d{6}\s*\)")
_DELETED = re.compile(r"[-_\s]*xo[aá]$", re.IGNORECASE)
# Fees of the missions abroad are typed in US dollars.
_ABROAD = "G08"
_THOUSAND = 1000


def translate(raw: Raw, *, corrected: bool) -> Json:
    """The record's JSON, as `parse_record` reads it; a line of the list gives its few fields."""
    code = code_of(raw)
    name = clean(text(raw, "name"))
    if corrected:
        code, name = _DELETED.sub("", code), _CODE_IN_NAME.sub("", name).strip()
    agencies = agencies_of(raw)
    record: Json = {
        "code": code,
        "name": name,
        "kind": wording.KINDS.get(text(raw, "type"), "standard"),
        "executing": agencies,
        "provenance": "catalogue",
    }
    if is_full(raw):
        return record | _full(raw, corrected=corrected)
    return record | _row(raw, agencies)


def _row(raw: Raw, agencies: list[str]) -> Json:
    levels = wording.levels_of(agencies)
    sectors = [name for name in map(clean, strings(raw, "categories")) if name]
    subjects = (wording.SUBJECTS.get(clean(name)) for name in strings(raw, "formalityTargetType"))
    return {
        "sector": {"code": "", "name": sectors[0] if sectors else ""},
        "levels": levels,
        "competence": {"level": levels[0] if levels else "province", "agency": None},
        "subjects": [code for code in subjects if code],
    }


def _full(raw: Raw, *, corrected: bool) -> Json:
    levels = [
        level
        for flag, level in (("isWard", "commune"), ("isProvince", "province"))
        if raw.get(flag) is True
    ]
    sector = next(iter(objects(raw, "categoriesDetails")), {})
    papers, notes = translate_papers(raw, corrected=corrected)
    conditions = clean_lines(text(raw, "requirementsAndConditions"))
    return {
        "sector": {"code": clean(text(sector, "code")), "name": clean(text(sector, "name"))},
        "levels": levels,
        "competence": {"level": levels[0] if levels else "province", "agency": None},
        "authorised": names(raw, "departmentsAuthorized", "unitGroupsAuthorized"),
        "coordinating": names(raw, "departmentsCoordinating", "unitGroupsCoordinating"),
        "legal_bases": _legal_bases(raw),
        "subjects": list(
            dict.fromkeys(clean(text(item, "code")) for item in objects(raw, "subjectTypesDetails"))
        ),
        "steps": _steps(raw),
        "methods": _methods(raw, corrected=corrected),
        "limit": _limit(raw, corrected=corrected),
        "cases": _cases(raw),
        "papers": papers,
        "conditions": "\n".join(part for part in (conditions, *notes) if part),
        "results": _results(raw),
        "online_level": _online_level(raw),
        "flags": {
            "cross_boundary": raw.get("isNonTerritorial") is True,
            "postal": any(
                text(method, "submissionMethod") == "POSTAL"
                for method in objects(raw, "executionMethods")
            ),
        },
    }


def _legal_bases(raw: Raw) -> list[str]:
    found = []
    for item in objects(raw, "legalBasisesDetails"):
        name, code = clean(text(item, "name")), clean(text(item, "code"))
        found.append(name if not code or code in name else f"{name} ({code})" if name else code)
    return list(dict.fromkeys(basis for basis in found if basis))


def _steps(raw: Raw) -> list[str]:
    found = []
    for step in objects(raw, "executionSteps"):
        parts = (clean_lines(text(step, "name")), clean_lines(text(step, "description")))
        found.append("\n".join(part for part in parts if part))
    return [step for step in found if step]


def _results(raw: Raw) -> list[Json]:
    return [
        {"code": clean(text(item, "code")), "name": name}
        for item in objects(raw, "resultsDetails")
        if (name := clean(text(item, "name")))
    ]


def _online_level(raw: Raw) -> str:
    if raw.get("isFullProcess") is True:
        return "full"
    channels = {text(method, "submissionMethod") for method in objects(raw, "executionMethods")}
    return "partial" if "ONLINE" in channels else "information"


def _methods(raw: Raw, *, corrected: bool) -> list[Json]:
    """One entry for each channel: the first limit written for it, all fees, all remarks."""
    abroad = text(raw, "departmentPromulgateCode") == _ABROAD
    found: dict[str, Json] = {}
    for method in objects(raw, "executionMethods"):
        channel = wording.CHANNELS.get(text(method, "submissionMethod"))
        if channel is None:
            continue
        limit = _method_limit(method, corrected=corrected)
        entry = found.setdefault(
            channel, {"channel": channel, "limit": limit, "fees": [], "note": ""}
        )
        fees = (_fee(fee, abroad=abroad, corrected=corrected) for fee in objects(method, "fees"))
        entry["fees"] += [fee for fee in fees if fee and fee not in entry["fees"]]
        said = clean_lines(text(method, "description"))
        if said and said not in entry["note"]:
            entry["note"] = f"{entry['note']}\n{said}".strip()
    return list(found.values())


def _method_limit(method: Raw, *, corrected: bool) -> Json | None:
    amount = number(method.get("processingTime"))
    unit = wording.UNITS.get(text(method, "processingTimeUnit"))
    if amount and unit:
        return _limit_json(amount, unit)
    words = text(method, "processingTime") or text(method, "description")
    read = wording.limit_in_words(words) if corrected and words else None
    return _limit_json(*read, note=clean(words)) if read else None


def _limit(raw: Raw, *, corrected: bool) -> Json | None:
    """The limit of the channels where one is written; else, as a correction, the longest case's."""
    written = (
        limit
        for method in objects(raw, "executionMethods")
        if (limit := _method_limit(method, corrected=corrected))
    )
    first = next(written, None)
    if first is not None or not corrected:
        return first
    of_cases = [limit for case in objects(raw, "cases") if (limit := _case_limit(case))]
    return max(of_cases, key=lambda limit: Decimal(limit["amount"]), default=None)


def _cases(raw: Raw) -> list[Json]:
    """Cases by their code; of those with the same code the first, with the limit it states."""
    found: dict[str, Json] = {}
    for case in objects(raw, "cases"):
        code, name = clean(text(case, "code")), clean(text(case, "name"))
        if code and name:
            found.setdefault(code, {"code": code, "name": name, "limit": _case_limit(case)})
    return list(found.values())


def _case_limit(case: Raw) -> Json | None:
    day = case.get("processingDay")
    if not isinstance(day, dict):
        return None
    amount, unit = number(day.get("qty")), wording.UNITS.get(text(day, "type"))
    return _limit_json(amount, unit) if amount and unit else None


def _limit_json(amount: Decimal, unit: str, *, note: str = "") -> Json:
    return {"amount": f"{amount.normalize():f}", "unit": unit, "note": note}


def _fee(fee: Raw, *, abroad: bool, corrected: bool) -> Json | None:
    kind = text(fee, "type")
    if kind not in wording.FEE_KINDS and not corrected:
        return None
    value, note = number(fee.get("value")), clean_lines(text(fee, "description"))
    amount = int(value) if value is not None else None
    if corrected:
        amount = _in_dong(amount, note, abroad=abroad)
    return {
        "kind": wording.FEE_KINDS.get(kind, "fee"),
        "name": wording.FEE_NAMES.get(kind, "Phí"),
        "amount": amount,
        "note": note,
    }


def _in_dong(amount: int | None, note: str, *, abroad: bool) -> int | None:
    """Đồng where that can be told; None where only the note says how much."""
    if amount is None or abroad or (not amount and wording.stated_elsewhere(note)):
        return None
    return amount * _THOUSAND if 0 < amount < _THOUSAND else amount
