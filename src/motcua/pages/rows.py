"""The officers' inbox as one string.

Built in plain Python because a template loop over fifty rows costs eleven times as much, and
this is the page that officers open all day. Every value that a person may have typed is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

from motcua.base.dates import in_vietnam
from motcua.pages.chips import chip, tag
from motcua.pages.words import MINUTES_A_DAY, Urgency, number, urgency

_EDGE = {Urgency.OVER: "od", Urgency.NEAR: "nd"}
_SOON_DAYS = 4
_NOT_BEGUN = "Chưa tính giờ"


class Band(StrEnum):
    """The groups of the inbox: who is served first, then in order of urgency."""

    PRIORITY = "priority"
    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    PAUSED = "paused"


BAND_NAMES = {
    Band.PRIORITY: "Ưu tiên, phục vụ trước",
    Band.OVERDUE: "Quá hạn",
    Band.TODAY: "Đến hạn hôm nay",
    Band.SOON: f"Trong {_SOON_DAYS} ngày làm việc",
    Band.LATER: "Xa hơn",
    Band.PAUSED: "Đồng hồ không chạy",
}


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One dossier in a list: `remaining` and `total` in working minutes; `due_at` None when paused.

    `priority` is the ground on which somebody is served first, in words; `is_away` marks what was
    received for another place, `awaits_agency` that the other place has not taken it over yet, so
    that no time has begun.
    """

    code: str
    url: str
    owner: str
    procedure: str
    step: str
    status_kind: str
    status_label: str
    remaining: int
    total: int
    due_at: datetime | None
    priority: str = ""
    is_away: bool = False
    behalf: str = ""
    awaits_agency: bool = False

    @property
    def paused(self) -> bool:
        return self.due_at is None


@dataclass(frozen=True, slots=True)
class InboxGroup:
    """A band with its rows; `count` is of all its dossiers, shown here or not."""

    band: Band
    count: int
    rows: Sequence[InboxRow] = ()
    more_url: str = ""


def band_of(row: InboxRow, today: date) -> Band:
    """Which group a row stands in."""
    if row.due_at is None:
        return Band.PAUSED
    if row.remaining < 0:
        return Band.OVERDUE
    if in_vietnam(row.due_at).date() <= today:
        return Band.TODAY
    return Band.SOON if row.remaining <= _SOON_DAYS * MINUTES_A_DAY else Band.LATER


def grouped(rows: Iterable[InboxRow], today: date) -> list[InboxGroup]:
    """Rows in their bands, each kept in the order given; empty bands left out."""
    bands: dict[Band, list[InboxRow]] = {band: [] for band in Band}
    for row in rows:
        bands[band_of(row, today)].append(row)
    return [InboxGroup(band, len(found), found) for band, found in bands.items() if found]


def inbox(groups: Iterable[InboxGroup]) -> SafeString:
    """The bodies of the inbox table, one for each group."""
    return SafeString("".join(map(_group, groups)))


def rows(found: Iterable[InboxRow]) -> SafeString:
    """Table rows alone, to be added to a group that is open already."""
    return SafeString("".join(map(_row, found)))


def _group(group: InboxGroup) -> str:
    more = (
        f' <a class="ms-2" href="{escape(group.more_url)}">Mở nhóm này</a>'
        if group.more_url
        else ""
    )
    return (
        '<tbody class="g"><tr><th colspan="6" scope="rowgroup">'
        f'{BAND_NAMES[group.band]} <span class="mute fw-normal num">{number(group.count)} hồ sơ'
        f"</span>{more}</th></tr>{''.join(map(_row, group.rows))}</tbody>"
    )


def _row(row: InboxRow) -> str:
    edge = _EDGE.get(urgency(row.remaining, row.total, paused=row.paused), "")
    left = chip(
        row.remaining, row.total, paused=row.paused, words=_NOT_BEGUN if row.awaits_agency else ""
    )
    return (
        f'<tr class="{edge}"><td>{left}</td>'
        f'<td><a class="who" href="{escape(row.url)}">{escape(row.owner)}</a>'
        f'{_marks(row)}<span class="sub">{escape(row.procedure)}</span></td>'
        f'<td class="code">{escape(row.code)}</td><td>{escape(row.step)}{_behalf(row)}</td>'
        f"<td>{tag(row.status_kind, row.status_label)}</td>"
        f'<td class="num nowrap">{_due(row.due_at, awaits=row.awaits_agency)}</td></tr>'
    )


def _marks(row: InboxRow) -> str:
    first = f" {tag('gate', f'Ưu tiên: {row.priority}')}" if row.priority else ""
    away = f" {tag('flat', 'Phi địa giới')}" if row.is_away else ""
    return first + away


def _behalf(row: InboxRow) -> str:
    """The colleague away whose dossier it is."""
    return f'<span class="sub">thay {escape(row.behalf)}</span>' if row.behalf else ""


@lru_cache(maxsize=1024)
def _due(due_at: datetime | None, *, awaits: bool = False) -> str:
    if due_at is None:
        return "chưa tính" if awaits else "đang dừng"
    local = in_vietnam(due_at)
    return (
        f'<time datetime="{local.isoformat(timespec="minutes")}">'
        f"{local.day:02}/{local.month:02}, {local.hour:02}:{local.minute:02}</time>"
    )
