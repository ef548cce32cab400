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


CALENDAR_PROPOSED: Final = "clock.calendar_proposed"
CALENDAR_CHANGED: Final = "clock.calendar_changed"
PROPOSAL_WITHDRAWN: Final = "clock.proposal_withdrawn"

# (verb, kind of subject, Vietnamese sentence, payload)
VERBS: Final = (
    (
        CALENDAR_PROPOSED,
        CALENDAR,
        "Đề nghị đổi lịch {key}, phần {part}.",
        CalendarProposed,
    ),
    (
        CALENDAR_CHANGED,
        CALENDAR,
        "Đã đổi lịch {key}, phần {part}, thành bản {revision}.",
        CalendarChanged,
    ),
    (PROPOSAL_WITHDRAWN, CALENDAR, "Đã rút đề nghị đổi lịch {key}, phần {part}.", CalendarProposed),
)
