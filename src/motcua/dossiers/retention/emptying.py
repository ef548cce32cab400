"""Everything that tells of the people of one dossier, in every table of this room; nothing else.

What counts stays: code, dates, kinds, reasons as codes, numbers and digests. The rooms above empty
their own tables (`ports.emptiers`). Bytes of files go after the commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db import connection

from motcua.documents import actions as documents
from motcua.dossiers import ports
from motcua.dossiers.actions.verifications import erase_verifications

# What a letter or result says lies in its file; the register keeps that it left, under which number.
RESULT_TITLE: Final = "Kết quả giải quyết (nội dung đã xóa theo thời hạn lưu giữ)"
ENDED: Final = "Lý do đã xóa theo thời hạn lưu giữ"
_EMPTY: Final = (
    """
    UPDATE dossiers_draftact SET content = '{}', original = NULL, returned_reason = '',
           clearance = clearance - 'note' WHERE dossier_id = %(id)s
    """,
    """
    UPDATE dossiers_issueddocument
       SET title = CASE WHEN act_id IS NULL THEN %(title)s ELSE title END,
           end_reason = CASE WHEN end_reason = '' THEN '' ELSE %(ended)s END
     WHERE dossier_id = %(id)s
    """,
    "UPDATE dossiers_resultdraft SET content = '{}' WHERE dossier_id = %(id)s AND content IS NOT NULL",
    "UPDATE dossiers_signingitem SET reason = '' WHERE dossier_id = %(id)s AND reason <> ''",
    "UPDATE dossiers_handoverline SET reason = '' WHERE dossier_id = %(id)s AND reason <> ''",
    "UPDATE dossiers_heirchoice SET reason = '' WHERE dossier_id = %(id)s AND reason <> ''",
    "DELETE FROM dossiers_application WHERE dossier_id = %(id)s",
    "DELETE FROM dossiers_actionkey WHERE dossier_id = %(id)s",
)
_ATTACHMENTS = (
    "UPDATE dossiers_attachment SET name = '', erased_at = %(at)s,"
    " removed_at = coalesce(removed_at, %(at)s) WHERE dossier_id = %(id)s AND erased_at IS NULL"
    " RETURNING file_id"
)
# A file that another dossier holds, or an application that is still being written, stays.
_UNSHARED = (
    "SELECT f.sha256 FROM documents_storedfile f WHERE f.sha256 = ANY(%s) AND f.erased_at IS NULL"
    " AND NOT EXISTS (SELECT FROM dossiers_attachment a"
    "   WHERE a.file_id = f.sha256 AND a.erased_at IS NULL)"
    " AND NOT EXISTS (SELECT FROM dossiers_application d"
    "   WHERE position(f.sha256 IN d.content::text) > 0)"
)


def empty(dossier_id: int, at: datetime) -> int:
    """Empty all of it, in the caller's transaction; how many files were given up."""
    params: dict[str, Any] = {"id": dossier_id, "at": at, "title": RESULT_TITLE, "ended": ENDED}
    with connection.cursor() as db:
        for statement in _EMPTY:
            db.execute(statement, params)
        db.execute(_ATTACHMENTS, params)
        held = sorted({row[0] for row in db.fetchall()})
    erase_verifications([dossier_id], at=at)
    for emptier in ports.emptiers():
        emptier(dossier_id, at)
    return _give_up(held, at) if held else 0


def _give_up(hashes: Sequence[str], at: datetime) -> int:
    documents.hold(hashes)
    with connection.cursor() as db:
        db.execute(_UNSHARED, [list(hashes)])
        unshared = [row[0] for row in db.fetchall()]
    return documents.erase(unshared, at=at)
