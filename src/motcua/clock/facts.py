"""What the journal is told about calendars.

Clock and journal stand on one floor and do not see each other: the room above that calls
`actions.confirm_change` (it also knows which dossiers move) registers these verbs and writes the
fact, in the same transaction.
"""

from __future__ import annotations

from typing import Final, TypedDict

CALENDAR = "calendar"


class CalendarChanged(TypedDict):
    key: str
    part: str
    revision: int
    decision: str


class CalendarProposed(TypedDict):
    key: str
    part: str
    proposal: int


class FollowingProposed(TypedDict):
    unit: str
    proposal: int
    calendar: str
    reception: str


class FollowingConfirmed(FollowingProposed):
    moved: int


class Reason(TypedDict):
    reason: str


CALENDAR_PROPOSED: Final = "clock.calendar_proposed"
CALENDAR_CHANGED: Final = "clock.calendar_changed"
PROPOSAL_WITHDRAWN: Final = "clock.proposal_withdrawn"
PROPOSAL_REFUSED: Final = "clock.proposal_refused"
FOLLOWING_PROPOSED: Final = "clock.following_proposed"
FOLLOWING_CONFIRMED: Final = "clock.following_confirmed"
PROPOSED: Final = frozenset({CALENDAR_PROPOSED, FOLLOWING_PROPOSED})

# (verb, kind of subject, Vietnamese sentence, payload, what stays beside the log)
VERBS: Final = (
    (
        CALENDAR_PROPOSED,
        CALENDAR,
        "Đề nghị đổi lịch {key}, phần {part}.",
        CalendarProposed,
        None,
    ),
    (
        CALENDAR_CHANGED,
        CALENDAR,
        "Đã đổi lịch {key}, phần {part}, thành bản {revision}.",
        CalendarChanged,
        None,
    ),
    (
        PROPOSAL_WITHDRAWN,
        CALENDAR,
        "Đã rút đề nghị đổi lịch {key}, phần {part}.",
        CalendarProposed,
        None,
    ),
    (
        PROPOSAL_REFUSED,
        CALENDAR,
        "Không đồng ý đổi lịch {key}, phần {part}.",
        CalendarProposed,
        Reason,
    ),
    (
        FOLLOWING_PROPOSED,
        CALENDAR,
        "Đề nghị cho {unit} theo lịch khác.",
        FollowingProposed,
        None,
    ),
    (
        FOLLOWING_CONFIRMED,
        CALENDAR,
        "Đã cho {unit} theo lịch khác, {moved} hồ sơ đổi ngày hẹn.",
        FollowingConfirmed,
        None,
    ),
)
