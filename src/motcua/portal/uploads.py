"""Files that came with a form, kept at once: each is judged by its bytes, with its own sentence."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile

from motcua.base.verdict import RefusedError
from motcua.documents import actions as documents
from motcua.documents.kinds import MOST_BYTES, FileKind
from motcua.documents.rules import clean_name, refuse_size
from motcua.dossiers.applying import DraftFile
from motcua.portal.asking import PortalRequest


def keep(
    request: PortalRequest, uploads: Iterable[UploadedFile[bytes]]
) -> tuple[list[DraftFile], list[str]]:
    """What was kept, and a sentence for each file that could not be."""
    kept: list[DraftFile] = []
    refused: list[str] = []
    for upload in uploads:
        try:
            refuse_size(upload.size or 0, MOST_BYTES)
            stored = documents.store(upload, actor=request.actor, at=request.at)
        except RefusedError as refusal:
            refused.append(f"{(upload.name or 'Tệp')[:80]}: {refusal}")
        else:
            name = clean_name(upload.name or "", FileKind(stored.kind))
            kept.append(DraftFile(stored.sha256, name, stored.size))
    return kept, refused
