"""Hand-over lists in sight of an officer, and results that go or have gone by post."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from motcua.accounts import queries as accounts
from motcua.agencies import queries as agencies
from motcua.agencies.views import UnitView
from motcua.base.actor import Actor
from motcua.base.verdict import InvalidError
from motcua.dossiers import visibility
from motcua.dossiers.given import HandoverLine, HandoverList, ListStatus
from motcua.dossiers.people import people_from_json
from motcua.dossiers.queries import lists
from motcua.dossiers.queries.lists import AT_COUNTER, Row

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with its names: who gave, who took, how many dossiers."""

    list: HandoverList
    giver: UnitView
    taker: str
    given_by: str
    settled_by: str
    size: int

    @property
    def status(self) -> str:
        return ListStatus(self.list.status).label


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One dossier of a list, as both sides read it."""

    place: int
    code: str
    owner: str
    version_id: int
    sets: int
    due_at: Any
    outcome: str
    label: str
    reason: str
    tracking: str
    address: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A result on its way."""

    code: str
    owner: str
    address: str
    phone: str
    tracking: str
    state: str
    carrier: str
    handed_at: str


def _in_sight(actor: Actor) -> QuerySet[HandoverList]:
    """Lists of one's agencies; postal staff see those that were given to the post at their counters."""
    rows = HandoverList.objects.all()
    if visibility.only_carries(actor):
        return rows.filter(from_unit_id__in=actor.unit_ids, to_unit=None)
    seen = visibility.agencies_seen(actor)
    if seen is None:
        return rows
    return rows.filter(Q(from_unit__agency_id__in=seen) | Q(to_unit__agency_id__in=seen))


def waiting_for(actor: Actor) -> tuple[Sheet, ...]:
    """Lists that wait for somebody of the actor's units to sign."""
    rows = _in_sight(actor).filter(status=ListStatus.OFFERED)
    mine = Q(to_unit_id__in=actor.unit_ids)
    if visibility.only_carries(actor):
        mine = Q(to_unit=None)
    return _sheets(rows.filter(mine).order_by("offered_at"))


def given_by(actor: Actor, *, postal: bool | None = None) -> tuple[Sheet, ...]:
    """Lists that the actor's units have given and nobody has signed for yet."""
    rows = HandoverList.objects.filter(
        from_unit_id__in=actor.unit_ids, status=ListStatus.OFFERED
    ).order_by("-offered_at")
    return _sheets(rows if postal is None else rows.filter(to_unit__isnull=postal))


def recent(actor: Actor, *, year: int | None = None) -> tuple[Sheet, ...]:
    """Lists given and taken by the actor's units, the latest first."""
    mine = Q(from_unit_id__in=actor.unit_ids) | Q(to_unit_id__in=actor.unit_ids)
    rows = _in_sight(actor).filter(mine).order_by("-offered_at")
    return _sheets((rows.filter(year=year) if year else rows)[:SHOWN])


def _sheets(rows: QuerySet[HandoverList]) -> tuple[Sheet, ...]:
    found = list(rows.annotate(size=Count("lines")))
    units = agencies.units(
        {row.from_unit_id for row in found} | {row.to_unit_id for row in found if row.to_unit_id}
    )
    names = accounts.names_for(
        {row.offered_by_id for row in found} | {r.settled_by_id for r in found if r.settled_by_id}
    )
    return tuple(
        Sheet(
            list=row,
            giver=units[row.from_unit_id],
            taker=units[row.to_unit_id].full_name if row.to_unit_id else row.carrier,
            given_by=names.get(row.offered_by_id, ""),
            settled_by=names.get(row.settled_by_id or 0, ""),
            size=row.size,
        )
        for row in found
    )


def sheet(list_id: int, actor: Actor) -> tuple[Sheet, tuple[SheetLine, ...]]:
    """One list with its lines; `InvalidError` (not_found) out of sight."""
    found = _sheets(_in_sight(actor).filter(pk=list_id))
    if not found:
        raise InvalidError("Không thấy danh sách bàn giao này.", code="not_found")
    rows = HandoverLine.objects.filter(list_id=list_id).select_related("dossier").order_by("place")
    return found[0], tuple(_line(row) for row in rows)


def _line(row: HandoverLine) -> SheetLine:
    dossier = row.dossier
    owner = people_from_json(dossier.people).owner if dossier.people else None
    return SheetLine(
        place=row.place,
        code=dossier.code,
        owner=dossier.owner_name,
        version_id=dossier.procedure_version_id,
        sets=dossier.sets,
        due_at=dossier.due_at,
        outcome=row.outcome,
        label=row.get_outcome_display(),
        reason=row.reason,
        tracking=row.tracking,
        address=dossier.return_address or (owner.address if owner else ""),
    )


def offers_alone(actor: Actor) -> tuple[Row, ...]:
    """Hand-overs to the actor's units that stand on no open list."""
    return lists.matching(
        actor,
        f"d.offer_unit_id = ANY(%s) AND {_ON_NO_LIST}",
        [sorted(actor.unit_ids)],
        limit=lists.PAGE,
    )


def handed_alone(actor: Actor) -> tuple[Row, ...]:
    """What the actor's units have offered outside any open list."""
    return lists.matching(
        actor,
        f"d.offer_unit_id IS NOT NULL AND d.holder_unit_id = ANY(%s) AND {_ON_NO_LIST}",
        [sorted(actor.unit_ids)],
        limit=lists.PAGE,
    )


_ON_NO_LIST = (
    "NOT EXISTS (SELECT FROM dossiers_handoverline l JOIN dossiers_handoverlist h ON h.id = l.list_id"
    " WHERE l.dossier_id = d.id AND l.outcome = 'offered' AND h.status = 'offered')"
)


def to_post(actor: Actor) -> tuple[Row, ...]:
    """Results at the actor's counters that are to go by post, those that came back included."""
    units = sorted(actor.unit_ids)
    where = (
        f"{AT_COUNTER} AND d.status = 'completed' AND d.return_channel = 'post'"
        " AND d.delivery IN ('waiting', 'bounced')"
    )
    return lists.matching(actor, where, [units, units], limit=200)


def parcels(actor: Actor, *, limit: int = 200) -> tuple[Parcel, ...]:
    """Results of the actor's counters that the post has now, those out longest first."""
    seen, units = visibility.scope(actor), sorted(actor.unit_ids)
    with connection.cursor() as db:
        db.execute(
            "SELECT d.code, d.owner_name, d.return_address, d.people -> 'owner' ->> 'address',"
            " d.people -> 'owner' ->> 'phone', d.postal ->> 'tracking', d.postal ->> 'state',"
            " d.postal ->> 'carrier', d.postal ->> 'handed_at' FROM dossiers_dossier d"
            f" WHERE d.delivery = 'posted' AND d.postal IS NOT NULL AND {AT_COUNTER}"
            f" AND {seen.sql} ORDER BY d.postal ->> 'handed_at', d.id LIMIT %s",
            [units, units, *seen.params, limit],
        )
        return tuple(
            Parcel(row[0], row[1], row[2] or row[3] or "", row[4] or "", *row[5:])
            for row in db.fetchall()
        )
