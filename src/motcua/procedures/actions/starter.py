"""Load the catalogue that comes with the project: files in `starter/`, read as any other record."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from motcua.base.actor import Actor
from motcua.base.verdict import InvalidError
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact
from motcua.procedures import policies
from motcua.procedures.actions.announcing import register_announcement
from motcua.procedures.actions.drafting import write_drafts
from motcua.procedures.actions.publishing import publish_draft, published_facts
from motcua.procedures.announcements import parse_announcement
from motcua.procedures.content import Record, parse_record
from motcua.procedures.models import Announcement, ProcedureVersion
from motcua.procedures.rules import scope_of
from motcua.procedures.spelling import to_json

STARTER = Path(__file__).resolve().parents[1] / "starter"
ANNOUNCEMENTS = "announcements.json"


@dataclass(frozen=True, slots=True)
class StarterLoad:
    """What a loading did; `differing` are versions that the database holds with another content."""

    announcements: int
    published: int
    unchanged: int
    differing: tuple[str, ...]


@transaction.atomic
def load_starter(*, actor: Actor, at: datetime, folder: Path = STARTER) -> StarterLoad:
    """Register the announcements and publish the records that are not there yet.

    A second loading changes nothing. A version that was published with another content stays as
    it is and is reported: a change of the law comes as a new version. Each file holds one record
    or a list of them.
    """
    policies.can_load_starter(actor).require()
    registered = _announcements(folder, actor, at)
    records = _records(folder)
    present = {
        (row.code, row.scope, row.effective_from): row.content
        for row in ProcedureVersion.objects.exclude(published_at=None)
    }
    fresh = [record for record in records if _key(record) not in present]
    differing = tuple(
        record.content.code
        for record in records
        if _key(record) in present and present[_key(record)] != to_json(record.content)
    )
    _publish(fresh, actor, at)
    unchanged = len(records) - len(fresh) - len(differing)
    return StarterLoad(registered, len(fresh), unchanged, differing)


def _announcements(folder: Path, actor: Actor, at: datetime) -> int:
    known = set(Announcement.objects.values_list("key", flat=True))
    raw = json.loads((folder / ANNOUNCEMENTS).read_text("utf-8"))
    fresh = [found for item in raw if (found := parse_announcement(item)).key not in known]
    for announcement in sorted(fresh, key=lambda item: item.signed_on):
        register_announcement(announcement=announcement, actor=actor, at=at)
    return len(fresh)


def _records(folder: Path) -> list[Record]:
    records: list[Record] = []
    for path in sorted(folder.glob("*.json")):
        if path.name == ANNOUNCEMENTS:
            continue
        raw = json.loads(path.read_text("utf-8"))
        records += [parse_record(item) for item in (raw if isinstance(raw, list) else [raw])]
    return records


def _publish(records: list[Record], actor: Actor, at: datetime) -> None:
    """Publish in the order of time, so that each version ends the one before it."""
    ordered = sorted(records, key=lambda record: str(record.effective_from))
    known = {row.key: row for row in Announcement.objects.all()}
    facts: list[NewFact] = []
    for draft, record in zip(write_drafts(ordered, actor, at), ordered, strict=True):
        announcement = known.get(record.announcement)
        if announcement is None or record.effective_from is None:
            raise InvalidError(
                f"Thủ tục {draft.code} trong danh mục ban đầu thiếu quyết định công bố hoặc ngày "
                "có hiệu lực: bổ sung vào tệp."
            )
        publish_draft(draft, announcement, record.effective_from, record.effective_to, actor, at)
        facts += published_facts(draft, announcement, actor, at)
    journal.record(facts)


def _key(record: Record) -> tuple[str, str, date | None]:
    return (record.content.code, scope_of(record.content.competence), record.effective_from)
