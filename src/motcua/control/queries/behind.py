"""What a number is made of: the dossiers behind one of the board, the acts behind one of the gate.

Each list is asked for with the very condition that its number counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db import connection

from motcua.base.actor import Actor
from motcua.control import policies
from motcua.control.queries import figures
from motcua.control.queries.board import APOLOGY, AT_GATE, RETURNED, online_deadline
from motcua.dossiers.queries import lists
from motcua.dossiers.queries.lists import OPEN_HERE, Row
from motcua.dossiers.states import ACT_OPEN, ActKind, ActStatus

PAGE = 100
_MOST_DIGITS = 18


class Part(StrEnum):
    """A column of the board that is made of dossiers."""

    OPEN = "open"
    NEAR = "near"
    OVERDUE = "overdue"
    PAUSED = "paused"
    ONLINE = "online"

    @property
    def label(self) -> str:
        return {
            "open": "Đang giải quyết",
            "near": "Sắp đến hạn",
            "overdue": "Quá hạn",
            "paused": "Đồng hồ đang dừng",
            "online": "Trực tuyến quá giờ tiếp nhận",
        }[self.value]


_HELD = f"{OPEN_HERE} AND d.holder_unit_id = %s"
_ONLINE = "d.status = 'registered' AND d.receiving_unit_id = %s"
_WHERE: Final = {
    Part.OPEN: f"(({_HELD}) OR ({_ONLINE}))",
    Part.NEAR: f"{_HELD} AND d.due_at >= %s AND d.near_at <= %s",
    Part.OVERDUE: f"{_HELD} AND d.due_at < %s",
    Part.PAUSED: f"{_HELD} AND d.due_at IS NULL",
    Part.ONLINE: f"{_ONLINE} AND d.submitted_at < %s",
}


@dataclass(frozen=True, slots=True)
class Dossiers:
    """One page of them, how many there are in all, and the cursor of what follows."""

    rows: tuple[Row, ...]
    every: int
    following: str


def dossiers(
    actor: Actor, unit_id: int, part: Part, *, at: datetime, after: str = "", limit: int = PAGE
) -> Dossiers:
    """The dossiers that one number of a unit counts, the nearest date first."""
    policies.can_oversee(actor).require()
    where, params = _WHERE[part], _params(unit_id, part, at)
    with connection.cursor() as db:
        db.execute(f"SELECT count(*) FROM dossiers_dossier d WHERE {where}", params)
        (every,) = db.fetchone()
    later, more = _later(after)
    rows = lists.by_due(actor, where + later, [*params, *more], limit=limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    following = f"{last.due_at.isoformat() if last.due_at else ''}~{last.id}" if last else ""
    return Dossiers(rows[:limit], every, following)


def _params(unit_id: int, part: Part, at: datetime) -> list[Any]:
    params: dict[Part, list[Any]] = {
        Part.OPEN: [unit_id, unit_id],
        Part.NEAR: [unit_id, at, at],
        Part.OVERDUE: [unit_id, at],
        Part.PAUSED: [unit_id],
        Part.ONLINE: [unit_id, online_deadline(at)],
    }
    return params[part]


def _later(after: str) -> tuple[str, list[Any]]:
    """What follows a cursor; one that nobody gave out starts from the front."""
    due_text, _, number = after.partition("~")
    if not number.isascii() or not number.isdecimal() or len(number) > _MOST_DIGITS:
        return "", []
    if not due_text:
        return " AND d.due_at IS NULL AND d.id > %s", [int(number)]
    try:
        due = datetime.fromisoformat(due_text)
    except ValueError:
        return "", []
    return " AND ((d.due_at, d.id) > (%s, %s) OR d.due_at IS NULL)", [due, int(number)]


@dataclass(frozen=True, slots=True)
class Act:
    """One act in a list: where it stands, and when it was written, decided or issued."""

    id: int
    code: str
    kind: ActKind
    status: ActStatus
    agency_id: int
    moment: datetime


@dataclass(frozen=True, slots=True)
class Acts:
    """One page of them and how many there are in all."""

    rows: tuple[Act, ...]
    every: int


_OPEN_ACTS = ", ".join(f"'{status.value}'" for status in ACT_OPEN)
OF_AGENCY: Final = {
    "gate": ("Chờ kiểm soát", AT_GATE),
    "returned": ("Bị trả lại, chưa sửa", RETURNED),
    "apology": ("Thư xin lỗi chưa gửi", APOLOGY),
}


def acts_of_agency(actor: Actor, agency_id: int, part: str, *, page: int = 1) -> Acts:
    """The acts that one number of an agency counts; `part` is a key of OF_AGENCY."""
    policies.can_oversee(actor).require()
    source = (
        "dossiers_draftact a JOIN dossiers_dossier d ON d.id = a.dossier_id"
        f" WHERE a.agency_id = %(agency)s AND a.status IN ({_OPEN_ACTS}) AND {OF_AGENCY[part][1]}"
    )
    return _acts(source, "a.drafted_at", {"agency": agency_id}, page)


def acts_of_figure(
    actor: Actor, key: str, *, since: datetime, until: datetime, page: int = 1
) -> Acts:
    """The acts that the upper number of a figure counts; `key` is that of its definition."""
    policies.can_oversee(actor).require()
    source, moment = figures.SOURCES[key]
    return _acts(source, moment, {"since": since, "until": until}, page)


def _acts(source: str, moment: str, params: dict[str, Any], page: int) -> Acts:
    with connection.cursor() as db:
        db.execute(f"SELECT count(*) FROM {source}", params)
        (every,) = db.fetchone()
        db.execute(
            f"SELECT a.id, d.code, a.kind, a.status, a.agency_id, {moment} FROM {source}"
            f" ORDER BY {moment} DESC, a.id DESC LIMIT %(limit)s OFFSET %(skip)s",
            params | {"limit": PAGE, "skip": (page - 1) * PAGE},
        )
        rows = db.fetchall()
    found = tuple(
        Act(number, code, ActKind(kind), ActStatus(status), agency_id, when)
        for number, code, kind, status, agency_id, when in rows
    )
    return Acts(found, every)
