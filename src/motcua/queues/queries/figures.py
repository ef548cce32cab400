"""Waiting times: each figure is defined here and nowhere else.

*Waiting time* of a number: from taking it to its first call. *Median* and *90th percentile* are the
continuous ones of PostgreSQL over all numbers that were called. *Service time*: from coming to the
counter (or from the call where nobody noted the coming) to the end. *No-shows* were called and
not there; *unserved* still waited when the day was closed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection


@dataclass(frozen=True, slots=True)
class Waiting:
    """Figures of one group; times in whole minutes, None where nobody was called."""

    service: str
    day: date | None
    taken: int
    served: int
    no_shows: int
    unserved: int
    median: int | None
    p90: int | None
    longest: int | None
    service_median: int | None


_FIGURES = """
SELECT {group}, count(*),
 count(*) FILTER (WHERE standing = 'served'), count(*) FILTER (WHERE standing = 'no_show'),
 count(*) FILTER (WHERE standing = 'unserved'),
 percentile_cont(0.5) WITHIN GROUP (ORDER BY waited), percentile_cont(0.9) WITHIN GROUP (ORDER BY waited),
 max(waited),
 percentile_cont(0.5) WITHIN GROUP (ORDER BY served) FILTER (WHERE served > 0)
FROM (SELECT prefix, day, standing,
  extract(epoch FROM first_called_at - taken_at) / 60 AS waited,
  extract(epoch FROM ended_at - served_at) / 60 AS served
 FROM queues_ticket WHERE unit_id = %s AND day BETWEEN %s AND %s) t
{grouped}
"""


def by_service(unit_id: int, first: date, last: date) -> tuple[Waiting, ...]:
    """One row for each service, by the prefix of the number that was taken."""
    return _rows("prefix, NULL::date", "GROUP BY prefix ORDER BY prefix", unit_id, first, last)


def by_day(unit_id: int, first: date, last: date) -> tuple[Waiting, ...]:
    return _rows("'', day", "GROUP BY day ORDER BY day DESC", unit_id, first, last)


def whole(unit_id: int, first: date, last: date) -> Waiting:
    """All services and days together."""
    return _rows("'', NULL::date", "", unit_id, first, last)[0]


def _rows(group: str, grouped: str, unit_id: int, first: date, last: date) -> tuple[Waiting, ...]:
    with connection.cursor() as cursor:
        cursor.execute(_FIGURES.format(group=group, grouped=grouped), [unit_id, first, last])
        return tuple(
            Waiting(*row[:6], *(None if cell is None else round(cell) for cell in row[6:]))
            for row in cursor.fetchall()
        )
