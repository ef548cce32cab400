"""A draft application, for whoever holds its secret token."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from motcua.base.verdict import InvalidError
from motcua.dossiers.applying import Draft, read_content
from motcua.dossiers.models import Application

KEPT = timedelta(days=30)


class UnknownApplicationError(InvalidError):
    """No draft answers to the token, or it is older than thirty days."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("Không còn bản nháp này. Bản nháp được giữ 30 ngày; anh/chị bắt đầu lại.")


def token_digest(token: str) -> str:
    """What the table knows of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def draft(token: str, *, at: datetime) -> Draft | None:
    """The draft of that token, None when there is none or it is too old. One statement."""
    rows = Application.objects.select_related("dossier").filter(
        token_digest=token_digest(token), updated_at__gt=at - KEPT
    )
    row = rows.first()
    return as_draft(row) if row else None


def as_draft(row: Application) -> Draft:
    """A row as the value that doors read."""
    code = row.dossier.code if row.dossier else ""
    return Draft(row.procedure_code, row.version, **read_content(row.content), dossier_code=code)
