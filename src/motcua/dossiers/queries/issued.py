"""What has left the house, for whoever holds a copy: by its public code, or by its very bytes.

Nothing here tells of people or of dossiers: an outsider learns what they already hold in hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from motcua.agencies import queries as agencies
from motcua.documents import queries as documents
from motcua.documents.queries import CheckView
from motcua.dossiers.issued import IssuedDocument


@dataclass(frozen=True, slots=True)
class IssuedView:
    """One document that left; `replaced_by` is the number of the one that counts instead."""

    id: int
    title: str
    number: str
    agency: str
    verify_code: str
    sha256: str
    attachment_id: int
    dossier_id: int
    act_id: int | None
    issued_at: datetime
    is_signed: bool
    check: CheckView | None
    ended_at: datetime | None
    end_reason: str
    replaced_by: str

    @property
    def counts(self) -> bool:
        return self.ended_at is None


def clean_code(text: str) -> str:
    """As people type it: blanks, strokes and lower case forgiven."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())[:16]


def by_code(code: str) -> IssuedView | None:
    """The document of that public code, None where there is none."""
    found = _views(IssuedDocument.objects.filter(verify_code=clean_code(code)))
    return found[0] if found else None


def by_hash(sha256: str) -> IssuedView | None:
    """The document whose bytes these are: the last one, had they left twice."""
    found = _views(IssuedDocument.objects.filter(file_id=sha256).order_by("-id")[:1])
    return found[0] if found else None


def of_dossier(dossier_id: int) -> list[IssuedView]:
    """Everything that left of one dossier, the newest first; the reader sees the dossier already."""
    return _views(IssuedDocument.objects.filter(dossier_id=dossier_id).order_by("-id"))


def _views(rows: Iterable[IssuedDocument]) -> list[IssuedView]:
    listed = list(rows)
    checks = documents.checks(row.file_id for row in listed)
    names = agencies.agencies({row.agency_id for row in listed})
    replacing = IssuedDocument.objects.in_bulk(
        [row.replaced_by_id for row in listed if row.replaced_by_id]
    )
    return [
        IssuedView(
            id=row.pk,
            title=row.title,
            number=row.number_text,
            agency=names[row.agency_id].name,
            verify_code=row.verify_code,
            sha256=row.file_id,
            attachment_id=row.attachment_id,
            dossier_id=row.dossier_id,
            act_id=row.act_id,
            issued_at=row.issued_at,
            is_signed=row.certificate_id is not None,
            check=checks.get(row.file_id),
            ended_at=row.ended_at,
            end_reason=row.end_reason,
            replaced_by=replacing[row.replaced_by_id].number_text if row.replaced_by_id else "",
        )
        for row in listed
    ]
