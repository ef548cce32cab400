"""A dossier as its page shows it: the date first, then why, where it is, who, what, and what next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from motcua.agencies import queries as agencies
from motcua.base.dates import format_date, in_vietnam
from motcua.clock.timeliness import Timeliness, remaining_minutes, timeliness
from motcua.desk import appointments, counter_part, frame
from motcua.desk.forms.linked import notice_words
from motcua.documents import queries as documents
from motcua.documents.kinds import HANDLING, FileKind
from motcua.documents.queries import CheckView
from motcua.dossiers.actions import instant
from motcua.dossiers.models import Attachment
from motcua.dossiers.papers import PaperSource
from motcua.dossiers.people import Person, PersonKind
from motcua.dossiers.queries import detail, legs, verifications
from motcua.dossiers.queries.detail import Case, Event
from motcua.dossiers.states import (
    TERMINAL,
    Channel,
    Delivery,
    Money,
    ReturnChannel,
    Status,
)
from motcua.pages.stories import Moment

_PAUSING = ("request_supplement", "request_obligation", "request_withdrawal", "guide_at_counter",
            "ask_to_complete")  # fmt: skip
_SHORT_PATH = 4
RECEIPT_EVENTS = frozenset({"dossier.receive", "dossier.accept", "dossier.issue_receipt"})


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper that was handed in, with its files."""

    name: str
    originals: int
    copies: int
    source: str
    files: tuple[FileRow, ...]


@dataclass(frozen=True, slots=True)
class FileRow:
    id: int
    name: str
    kind: str
    added_at: datetime
    is_own: bool
    check: CheckView | None = None


def _linked(case: Case, at: datetime) -> dict[str, Any]:
    """The tree of a linked dossier, with who is in charge of each part."""
    parts = legs.tree(case.state, case.version, at)
    return {
        "legs": parts,
        "leg_people": {part.officer_id: case.names.get(str(part.officer_id), "") for part in parts},
    }


def page_of(case: Case, actor_ref: str, at: datetime) -> dict[str, Any]:
    """Everything on the page that does not depend on what the actor may do."""
    state, version = case.state, case.version
    checks = documents.checks(row.file_id for row in case.attachments)
    by_paper = _files_by_paper(case, actor_ref, checks)
    return {
        **_linked(case, at),
        "case": case,
        "state": state,
        "version": version,
        "case_name": next((c.name for c in version.cases if c.code == state.case_code), ""),
        "unit": agencies.unit(state.receiving_unit_id),
        "served_by": agencies.unit(state.counter_id).name if state.counter_unit_id else "",
        "agency": agencies.agency(state.competent_agency_id),
        "holder": _holder(case),
        "clock": _clock(case, at),
        "today": in_vietnam(at).date(),
        "story": list(_story(case)),
        "people": list(_people(case)),
        "papers": [_paper_row(paper, by_paper) for paper in state.papers],
        "other_files": tuple(by_paper.get("", ())),
        "results": tuple(_files_in(case, "result", actor_ref, checks)),
        "money": Money(state.money),
        "channel": Channel(state.channel).label,
        "return_channel": ReturnChannel(state.return_channel).label,
        "delivery": Delivery(state.delivery).label,
        "handovers": detail.handovers(case),
        "counter": counter_part.of(case),
        "consultations": _consultations(case, at),
        "verifications": verifications.verifications(case),
        "obligations": [(notice, notice_words(notice)) for notice in state.obligations],
        "step_name": state.status not in TERMINAL
        and next((s.name for s in version.process.steps if s.key == state.step_key), ""),
    }


def _holder(case: Case) -> str:
    state = case.state
    if state.holder_unit_id is None:
        return ""
    unit = agencies.unit(state.holder_unit_id).full_name
    person = case.names.get(str(state.holder_id), "")
    return f"{person}, {unit}" if person else unit


def _clock(case: Case, at: datetime) -> dict[str, Any]:
    """The due date with its chip, calendar and explanation; empty before the clock starts."""
    due, state = case.due, case.state
    if due is None:
        return {}
    calendar = frame.calendar_named(agencies.unit(state.receiving_unit_id).calendar_key)
    found: dict[str, Any] = {
        "due": due,
        "days": appointments.calendar_days(due),
        "why": appointments.why_steps(due),
        "total": case.version.limit.budget_minutes,
        "moved": state.due_original is not None and due.at not in (None, state.due_original),
        "original": state.due_original,
    }
    if state.finished_at is not None:
        judged = due.at or due.original_at
        found["outcome"] = outcome = timeliness(state.finished_at, judged, case.version.limit.unit)
        found["outcome_kind"] = "bad" if outcome is Timeliness.LATE else "ok"
    elif due.at is not None:
        left = remaining_minutes(due.at, at, calendar)
        found["remaining"] = min(left, -1) if due.at < at else left
    return found


def _story(case: Case) -> Iterator[Moment]:
    yield from _coming(case)
    for number, event in enumerate(detail.timeline(case)):
        yield _moment(case, event, is_latest=number == 0)


def _coming(case: Case) -> Iterator[Moment]:
    """The steps still ahead on the usual way, the last first; none when it is over."""
    state, process = case.state, case.version.process
    if state.status not in {Status.ACCEPTED, Status.PROCESSING}:
        return
    steps = {step.key: step for step in process.steps}
    path: list[str] = []
    key = state.step_key
    while key in steps and steps[key].next and len(path) < _SHORT_PATH:
        key = steps[key].next[0].to
        path.append(steps[key].name)
    for name in reversed(path):
        yield Moment(name, kind="next")


def _moment(case: Case, event: Event, *, is_latest: bool) -> Moment:
    kind = "p" if event.verb.removeprefix("dossier.") in _PAUSING else ""
    if is_latest and not kind and case.state.status in {Status.ACCEPTED, Status.PROCESSING}:
        kind = "cur"
    told = [f"{event.actor_name}." if event.actor_name else "", event.note]
    is_receipt = event.verb in RECEIPT_EVENTS and instant.has_receipt(case.state)
    return Moment(
        event.sentence.rstrip("."),
        event.at,
        " ".join(filter(None, told)),
        kind,
        link=reverse("desk:receipt", args=[case.state.code]) if is_receipt else "",
        link_text="Giấy tiếp nhận và hẹn trả kết quả" if is_receipt else "",
    )


def _people(case: Case) -> Iterator[tuple[str, Person, str]]:
    people = case.people
    if people is None:
        return
    if people.applicant == people.owner:
        yield "Người nộp, chủ hồ sơ", people.owner, _about(people.owner)
    else:
        yield "Chủ hồ sơ", people.owner, _about(people.owner)
        yield "Người nộp", people.applicant, _about(people.applicant)
    if people.representative is not None:
        yield "Người đại diện", people.representative, _about(people.representative)


def _about(person: Person) -> str:
    born = person.born_on and format_date(datetime.fromisoformat(person.born_on).date())
    kind = "" if person.kind == PersonKind.INDIVIDUAL else PersonKind(person.kind).label
    parts = (kind, born and f"sinh {born}", person.sex.lower())
    return ", ".join(filter(None, parts))


def _paper_row(paper: dict[str, Any], by_paper: dict[str, list[FileRow]]) -> PaperRow:
    return PaperRow(
        name=paper["name"],
        originals=paper["originals"],
        copies=paper["copies"],
        source=PaperSource(paper["source"]).label,
        files=tuple(by_paper.pop(paper["key"], ())) if paper["key"] else (),
    )


def _files_by_paper(
    case: Case, actor_ref: str, checks: Mapping[str, CheckView]
) -> dict[str, list[FileRow]]:
    """Files of the papers; what belongs to no listed paper stands under the empty key."""
    keys = {paper["key"] for paper in case.state.papers if paper["key"]}
    found: dict[str, list[FileRow]] = {}
    for row in case.attachments:
        if row.place != "result":
            key = row.paper_key if row.paper_key in keys else ""
            found.setdefault(key, []).append(_file_row(row, actor_ref, checks))
    return found


def _files_in(
    case: Case, place: str, actor_ref: str, checks: Mapping[str, CheckView]
) -> Iterator[FileRow]:
    return (_file_row(row, actor_ref, checks) for row in case.attachments if row.place == place)


def _file_row(row: Attachment, actor_ref: str, checks: Mapping[str, CheckView]) -> FileRow:
    kind = HANDLING[FileKind(row.file.kind)].label
    own = row.added_by == actor_ref
    return FileRow(row.pk, row.name, kind, row.added_at, own, checks.get(row.file_id))


def _consultations(case: Case, at: datetime) -> list[dict[str, Any]]:
    units = agencies.units({item["unit"] for item in case.state.consultations})
    return [
        {
            "id": int(item["id"]),
            "name": item.get("name") or _question(case, item["id"]),
            "number": item.get("number", ""),
            "unit": units[item["unit"]].full_name,
            "due_at": datetime.fromisoformat(item["due_at"]),
            "answered_at": item["answered_at"] and datetime.fromisoformat(item["answered_at"]),
            "reminded": bool(item.get("reminded_at")),
            "is_late": datetime.fromisoformat(item["answered_at"] or at.isoformat())
            > datetime.fromisoformat(item["due_at"]),
            "is_missed": bool(item.get("missed_at")),
        }
        for item in case.state.consultations
    ]


def _question(case: Case, consultation: str) -> str:
    """What was asked, while it has not been erased."""
    asked = (
        fact.private or {}
        for fact in case.facts
        if fact.verb == "dossier.consult" and fact.data.get("consultation") == consultation
    )
    return str(next(asked, {}).get("note", ""))
