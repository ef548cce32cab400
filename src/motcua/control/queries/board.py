"""The live board: where the open work lies, unit by unit, and what is late with it.

One pass over the index of open dossiers and three small counts, whatever the province holds. A
dossier counts where it is held now, so that the rows add up to the province.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime

from django.db import connection

from motcua.agencies import queries as agencies
from motcua.agencies.states import AgencyKind, Level
from motcua.agencies.views import UnitView
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.clock import queries as calendars
from motcua.clock.calendars import moment_of, tick_of
from motcua.clock.limits import MINUTES_PER_DAY
from motcua.control import policies
from motcua.dossiers.queries.lists import OPEN_HERE
from motcua.rulebook import queries as rulebook

ACCEPTANCE_HOURS = "intake.acceptance_hours"


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers of one row; each is a list of dossiers or acts that can be opened.

    `online_late` came in online and was not accepted within the hours that the province promises;
    `gate` waits at the Centre, `returned` was returned and not sent again, `apology` is a letter
    written and not issued.
    """

    open: int = 0
    near: int = 0
    overdue: int = 0
    paused: int = 0
    online_late: int = 0
    gate: int = 0
    returned: int = 0
    apology: int = 0

    def __add__(self, other: Figures) -> Figures:
        pairs = ((getattr(self, one.name), getattr(other, one.name)) for one in fields(Figures))
        return Figures(*(a + b for a, b in pairs))


@dataclass(frozen=True, slots=True)
class Row:
    """One agency with its units; a row that holds nothing is left out."""

    agency_id: int
    name: str
    level: Level
    kind: AgencyKind
    figures: Figures
    units: tuple[tuple[UnitView, Figures], ...]


@dataclass(frozen=True, slots=True)
class Board:
    """The rows, worst first, and their sum."""

    at: datetime
    rows: tuple[Row, ...]
    total: Figures


_HELD = f"""
SELECT d.holder_unit_id, count(*),
       count(*) FILTER (WHERE d.due_at >= %(at)s AND d.near_at <= %(at)s),
       count(*) FILTER (WHERE d.due_at < %(at)s),
       count(*) FILTER (WHERE d.due_at IS NULL)
  FROM dossiers_dossier d
 WHERE {OPEN_HERE} AND d.holder_unit_id IS NOT NULL GROUP BY d.holder_unit_id
"""
_ONLINE = """
SELECT d.receiving_unit_id, count(*), count(*) FILTER (WHERE d.submitted_at < %(since)s)
  FROM dossiers_dossier d WHERE d.status = 'registered' GROUP BY d.receiving_unit_id
"""
# What the numbers of acts mean, among those on their way.
AT_GATE = "a.status = 'head_approved'"
RETURNED = "a.status = 'sent_back'"
APOLOGY = "a.kind = 'apology'"
_ACTS = f"""
SELECT a.agency_id, count(*) FILTER (WHERE {AT_GATE}), count(*) FILTER (WHERE {RETURNED}),
       count(*) FILTER (WHERE {APOLOGY})
  FROM dossiers_draftact a WHERE a.status IN ('draft', 'head_approved', 'sent_back', 'cleared')
 GROUP BY a.agency_id
"""


def board(actor: Actor, *, at: datetime, level: str = "", kind: str = "") -> Board:
    """The whole province, or one level or kind of agencies; refuses whoever may not oversee."""
    policies.can_oversee(actor).require()
    by_unit = _by_unit(at)
    views = agencies.units(frozenset(by_unit))
    by_agency = _of_acts()
    grouped: dict[int, list[tuple[UnitView, Figures]]] = {}
    for unit_id, figures in by_unit.items():
        grouped.setdefault(views[unit_id].agency_id, []).append((views[unit_id], figures))
    known = agencies.agencies(frozenset(grouped) | frozenset(by_agency))
    rows = [
        _row(known[number], grouped.get(number, []), by_agency.get(number, Figures()))
        for number in known
    ]
    chosen = [row for row in rows if _is_wanted(row, level, kind)]
    chosen.sort(key=lambda row: (-row.figures.overdue, -row.figures.near, row.name))
    return Board(at, tuple(chosen), sum((row.figures for row in chosen), Figures()))


def online_deadline(at: datetime) -> datetime:
    """What was submitted before this moment should have been accepted by now."""
    hours = rulebook.number(ACCEPTANCE_HOURS, in_vietnam(at).date())
    calendar = calendars.calendar_for(calendars.PROVINCE)
    return moment_of(calendar.before_minutes(tick_of(at), hours * MINUTES_PER_DAY // 8))


def _by_unit(at: datetime) -> dict[int, Figures]:
    found: dict[int, Figures] = {}
    with connection.cursor() as db:
        db.execute(_HELD, {"at": at})
        for unit_id, every, near, overdue, paused in db.fetchall():
            found[unit_id] = Figures(every, near, overdue, paused)
        db.execute(_ONLINE, {"since": online_deadline(at)})
        for unit_id, every, late in db.fetchall():
            found[unit_id] = found.get(unit_id, Figures()) + Figures(open=every, online_late=late)
    return found


def _of_acts() -> dict[int, Figures]:
    with connection.cursor() as db:
        db.execute(_ACTS)
        return {
            agency_id: Figures(gate=gate, returned=returned, apology=apology)
            for agency_id, gate, returned, apology in db.fetchall()
        }


def _row(
    view: agencies.AgencyView, units: Iterable[tuple[UnitView, Figures]], acts: Figures
) -> Row:
    listed = tuple(sorted(units, key=lambda pair: (-pair[1].overdue, pair[0].name)))
    total = sum((figures for _, figures in listed), acts)
    return Row(view.id, view.name, Level(view.level), AgencyKind(view.kind), total, listed)


def _is_wanted(row: Row, level: str, kind: str) -> bool:
    return (not level or row.level == level) and (not kind or row.kind == kind)
