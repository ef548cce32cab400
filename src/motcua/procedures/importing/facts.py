"""What an import and the decisions after it tell the journal."""

from __future__ import annotations

from typing import Final, TypedDict

from motcua.journal.verbs import Verb, register

BATCH: Final = "import_batch"
QUARANTINED: Final = "quarantined_record"


class CatalogueImported(TypedDict):
    digest: str
    read: int
    taken: int
    quarantined: int


class QuarantineDecided(TypedDict):
    code: str
    decision: str


CATALOGUE_IMPORTED: Final = "procedures.catalogue_imported"
QUARANTINE_DECIDED: Final = "procedures.quarantine_decided"

register(
    Verb(
        CATALOGUE_IMPORTED,
        BATCH,
        "Đã nhập danh mục quốc gia: đọc {read}, nhận {taken}, chờ quyết định {quarantined}.",
        CatalogueImported,
    ),
    Verb(
        QUARANTINE_DECIDED,
        QUARANTINED,
        "Đã quyết định bản ghi chờ {code}: {decision}.",
        QuarantineDecided,
    ),
)
