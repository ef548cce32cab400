"""What is told of rounds of erasing; each dossier has its own fact from the journal besides."""

from __future__ import annotations

from typing import Final, TypedDict

from motcua.journal.verbs import Verb, register

RETENTION = "retention"


class Round(TypedDict):
    """`digest` is the sha256 of the dossiers' numbers: exactly those, and no other."""

    round: int
    dossiers: int
    label: str
    before: str
    digest: str


class Erased(TypedDict, total=False):
    """`round` and `files` are missing from the time when one person erased."""

    round: int
    dossiers: int
    facts: int
    files: int


class Reason(TypedDict):
    reason: str


PROPOSED: Final = "dossiers.erasure_proposed"
CONFIRMED: Final = "dossiers.erasure_confirmed"
REFUSED: Final = "dossiers.erasure_refused"
WITHDRAWN: Final = "dossiers.erasure_withdrawn"
ERASED: Final = "dossiers.retention_carried_out"
_WHAT: Final = "xóa dữ liệu cá nhân của {dossiers} hồ sơ ({label})"

register(
    Verb(PROPOSED, RETENTION, f"Đề nghị {_WHAT}.", Round, Reason),
    Verb(CONFIRMED, RETENTION, f"Xác nhận {_WHAT}.", Round),
    Verb(REFUSED, RETENTION, f"Không đồng ý {_WHAT}.", Round, Reason),
    Verb(WITHDRAWN, RETENTION, f"Rút đề nghị {_WHAT}.", Round),
    Verb(
        ERASED,
        RETENTION,
        "Đã xóa dữ liệu cá nhân hết thời hạn lưu giữ của {dossiers} hồ sơ.",
        Erased,
        Reason,
    ),
)
