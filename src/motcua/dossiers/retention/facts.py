"""What is told of a round of erasing; each dossier has its own fact from the journal besides."""

from __future__ import annotations

from typing import Final, TypedDict

from motcua.journal.verbs import Verb, register

RETENTION = "retention"


class Erased(TypedDict):
    dossiers: int
    facts: int


class Reason(TypedDict):
    reason: str


ERASED: Final = "dossiers.retention_carried_out"

register(
    Verb(
        ERASED,
        RETENTION,
        "Đã xóa dữ liệu cá nhân hết thời hạn lưu giữ của {dossiers} hồ sơ.",
        Erased,
        Reason,
    )
)
