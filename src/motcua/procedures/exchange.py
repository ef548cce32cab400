"""The catalogue in force as plain data: what a configuration file holds of it, without numbers of rows.

A version is named by its code and by who decides: one code may stand for several procedures. What
comes in becomes drafts: somebody else publishes them, with a decision and a day (four eyes).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from motcua.base.actor import Actor
from motcua.base.verdict import InvalidError
from motcua.procedures.actions import drafting
from motcua.procedures.content import Record, parse_content
from motcua.procedures.differences import content_differences, process_differences
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.process import parse_process
from motcua.procedures.queries import in_force
from motcua.procedures.rules import scope_of
from motcua.procedures.spelling import to_json
from motcua.procedures.states import VersionState

Raw = dict[str, Any]


def written(on: date) -> Iterator[Raw]:
    """Every version in force on that day with its internal process, by name; one statement."""
    rows = in_force(on).select_related("process").order_by("code", "scope")
    for row in rows.iterator(chunk_size=500):
        yield {"ref": _ref(row), "from": f"{row.effective_from}", **_said(row)}


def drafted() -> dict[str, list[Raw]]:
    """What open drafts say, by name; one statement."""
    found: dict[str, list[Raw]] = {}
    rows = ProcedureVersion.objects.filter(state=VersionState.DRAFT).select_related("process")
    for row in rows.order_by("id"):
        found.setdefault(_ref(row), []).append(_said(row))
    return found


def said(item: Raw) -> Raw:
    """What an item of a file says, whatever its day."""
    return {"content": item["content"], "process": item["process"]}


def differences(wanted: Raw, found: Raw | None) -> tuple[str, ...]:
    """A sentence for each point in which the item differs from what is in force here."""
    new, old = record(wanted), record(found) if found else None
    told = content_differences(old.content if old else None, new.content)
    if new.process is None or (old is None or old.process == new.process):
        return told
    return (*told, *process_differences(old.process, new.process))


def record(item: Raw) -> Record:
    """The item read strictly; InvalidError names the procedure and what is wrong with it."""
    try:
        content = parse_content(item["content"])
        process = parse_process(item["process"]) if item["process"] is not None else None
    except InvalidError as fault:
        places = [f"{path}: {why}" for path, why in fault.fields.items() if path not in f"{fault}"]
        raise InvalidError(" ".join((f"Thủ tục {item['ref']}: {fault}", *places))) from fault
    ref = f"{content.code}:{scope_of(content.competence)}"
    if ref != item["ref"]:
        raise InvalidError(f"Mục {item['ref']} của tệp lại chứa thủ tục {ref}. Sửa tệp rồi nạp.")
    return Record(content, process)


def draft(items: Sequence[Raw], *, actor: Actor, at: datetime) -> None:
    """One draft for each item; one refused item refuses all. Raises as `drafting.draft_versions`."""
    if items:
        drafting.draft_versions(records=[record(item) for item in items], actor=actor, at=at)


def _ref(row: ProcedureVersion) -> str:
    return f"{row.code}:{row.scope}"


def _said(row: ProcedureVersion) -> Raw:
    """As rows keep it; what an older edition wrote is spelt as today's reader spells it."""
    process = parse_process(row.process.content) if row.process else None
    return {
        "content": to_json(parse_content(row.content)),
        "process": to_json(process) if process else None,
    }
