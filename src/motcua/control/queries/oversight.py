"""Findings and alerts for whoever oversees, and for the units that have to answer."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.base.verdict import InvalidError
from motcua.control import policies
from motcua.control.models import Alert, AlertRule, Finding
from motcua.control.queries.board import Board
from motcua.control.states import AlertKind, FindingState

PAGE = 100


def findings(actor: Actor, *, state: str = "") -> tuple[Finding, ...]:
    """All findings for the Centre and inspectors; for others those about their own agencies."""
    rows = _in_sight(actor)
    if state in set(FindingState):
        rows = rows.filter(state=state)
    return tuple(rows.select_related("unit__agency").order_by("state", "due_at", "id")[:PAGE])


def finding(finding_id: int, actor: Actor) -> Finding:
    """One finding in the actor's sight."""
    row = _in_sight(actor).select_related("unit__agency", "dossier").filter(pk=finding_id).first()
    if row is None:
        raise InvalidError("Không thấy kết luận này.", code="not_found")
    return row


def _in_sight(actor: Actor) -> QuerySet[Finding]:
    if policies.can_oversee(actor):
        return Finding.objects.all()
    return Finding.objects.filter(unit__agency_id__in=sorted(actor.agency_ids))


def to_answer(actor: Actor) -> int:
    """How many findings wait for an answer of the actor's agencies."""
    rows = Finding.objects.filter(
        Q(state=FindingState.OPEN.value), unit__agency_id__in=sorted(actor.agency_ids)
    )
    return sum(bool(policies.can_answer(actor, row)) for row in rows[:PAGE])


def open_alerts(actor: Actor) -> tuple[Alert, ...]:
    """What has reached a threshold and not fallen below it again, latest first."""
    policies.can_oversee(actor).require()
    rows = Alert.objects.filter(ended_at=None).select_related("rule", "unit__agency")
    return tuple(rows.order_by("-raised_at", "-id")[:PAGE])


def alert_rules(on: date) -> tuple[AlertRule, ...]:
    """The rules in force on a day."""
    return tuple(AlertRule.objects.valid_on(on).order_by("kind", "agency_key"))


def numbers_by_unit(board: Board) -> dict[int, dict[AlertKind, int]]:
    """The board's numbers by unit; what belongs to an agency stands at its one-stop unit."""
    found: dict[int, dict[AlertKind, int]] = {}
    for row in board.rows:
        for unit, figures in row.units:
            found[unit.id] = {
                AlertKind.OVERDUE: figures.overdue,
                AlertKind.NEAR: figures.near,
                AlertKind.ONLINE_LATE: figures.online_late,
            }
        speaker = agencies.one_stop_of(row.agency_id, board.at.date())
        if speaker is not None:
            found.setdefault(speaker.id, {}).update(
                {
                    AlertKind.GATE: row.figures.gate,
                    AlertKind.RETURNED_ACTS: row.figures.returned,
                    AlertKind.APOLOGY_DUE: row.figures.apology,
                }
            )
    return found
