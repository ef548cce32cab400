"""What this room tells the journal: each verb with its payload and its sentence."""

from __future__ import annotations

from typing import Final, TypedDict

from motcua.journal.verbs import Verb, register

ANNOUNCEMENT: Final = "announcement"
VERSION: Final = "procedure_version"
PROCESS: Final = "internal_process"
DUTY: Final = "publication_duty"


class AnnouncementRegistered(TypedDict):
    number: str
    kind: str
    signed_on: str


class DutyDone(TypedDict):
    announcement: str
    kind: str


class VersionChanged(TypedDict):
    code: str
    version: int


class VersionPublished(VersionChanged):
    announcement: str
    effective_from: str
    digest: str


class VersionEnded(VersionChanged):
    announcement: str
    effective_to: str


class ProcessChanged(VersionChanged):
    process: int
    digest: str


ANNOUNCEMENT_REGISTERED: Final = "procedures.announcement_registered"
DUTY_DONE: Final = "procedures.duty_done"
DUTY_PASSED_ON: Final = "procedures.duty_passed_on"
VERSION_DRAFTED: Final = "procedures.version_drafted"
DRAFT_EDITED: Final = "procedures.draft_edited"
DRAFT_DISCARDED: Final = "procedures.draft_discarded"
VERSION_PUBLISHED: Final = "procedures.version_published"
VERSION_ENDED: Final = "procedures.version_ended"
VERSION_RETIRED: Final = "procedures.version_retired"
PROCESS_DRAFTED: Final = "procedures.process_drafted"
PROCESS_PUBLISHED: Final = "procedures.process_published"

register(
    Verb(
        ANNOUNCEMENT_REGISTERED,
        ANNOUNCEMENT,
        "Đã vào sổ quyết định công bố {number} ký ngày {signed_on}.",
        AnnouncementRegistered,
    ),
    Verb(DUTY_DONE, DUTY, "Đã làm xong một việc của quyết định {announcement}.", DutyDone),
    Verb(
        DUTY_PASSED_ON,
        DUTY,
        "Sắp xếp cơ quan: việc của quyết định {announcement} do cơ quan kế thừa làm.",
        DutyDone,
    ),
    Verb(VERSION_DRAFTED, VERSION, "Đã soạn thủ tục {code}, bản {version}.", VersionChanged),
    Verb(DRAFT_EDITED, VERSION, "Đã sửa bản nháp {version} của thủ tục {code}.", VersionChanged),
    Verb(DRAFT_DISCARDED, VERSION, "Đã bỏ bản nháp {version} của {code}.", VersionChanged),
    Verb(
        VERSION_PUBLISHED,
        VERSION,
        "Đã công bố thủ tục {code}, bản {version}, theo {announcement}, "
        "có hiệu lực từ {effective_from}.",
        VersionPublished,
    ),
    Verb(
        VERSION_ENDED,
        VERSION,
        "Bản {version} của thủ tục {code} hết hiệu lực từ {effective_to} theo {announcement}.",
        VersionEnded,
    ),
    Verb(
        VERSION_RETIRED,
        VERSION,
        "Đã rút bản {version} của thủ tục {code} trước khi có hiệu lực, theo {announcement}.",
        VersionEnded,
    ),
    Verb(
        PROCESS_DRAFTED,
        PROCESS,
        "Đã soạn quy trình nội bộ {process} cho bản {version} của thủ tục {code}.",
        ProcessChanged,
    ),
    Verb(
        PROCESS_PUBLISHED,
        PROCESS,
        "Đã phê duyệt quy trình nội bộ {process} cho bản {version} của thủ tục {code}.",
        ProcessChanged,
    ),
)
