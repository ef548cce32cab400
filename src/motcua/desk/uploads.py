"""Files that came with a form: stored at once, and remembered by a signed note in the page.

A form that comes back with a mistake still has its files: the browser forgets what was chosen,
the note does not. It is bound to the officer, so that nobody attaches by guessing a hash.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from motcua.base.verdict import InvalidError, RefusedError
from motcua.desk.asking import DeskRequest
from motcua.documents import actions as documents
from motcua.documents.models import StoredFile
from motcua.dossiers.actions import attachments
from motcua.dossiers.records import Request

_SALT = "desk.kept"
_LONGEST_SECONDS = 12 * 3600
FIELD = "kept"


@dataclass(frozen=True, slots=True)
class Kept:
    """One stored file with the paper it belongs to."""

    paper_key: str
    sha256: str
    name: str


def keep(request: DeskRequest, fields: Mapping[str, str]) -> tuple[Kept, ...]:
    """What the page remembers together with what came now; `fields` maps a file field to a paper.

    Raises `InvalidError` with the sentence of the store on the file's own field.
    """
    found = list(remembered(request))
    for field, paper_key in fields.items():
        for upload in request.FILES.getlist(field):
            kept = _store(request, upload, field, paper_key)
            if kept not in found:
                found.append(kept)
    return tuple(found)


def _store(request: DeskRequest, upload: UploadedFile[bytes], field: str, paper_key: str) -> Kept:
    name = (upload.name or "tep")[:200]
    try:
        stored = documents.store(upload, actor=request.actor, at=request.at)
    except RefusedError as refusal:
        sentence = f"{name}: {refusal}"
        raise InvalidError(sentence, fields={field: sentence}) from refusal
    return Kept(paper_key, stored.sha256, name)


def remembered(request: DeskRequest) -> tuple[Kept, ...]:
    """What the note in the page says; a note that was altered or is too old says nothing."""
    note = request.POST.get(FIELD, "")
    if not note:
        return ()
    try:
        rows = signing.loads(note, salt=_salt(request), max_age=_LONGEST_SECONDS)
    except signing.BadSignature:
        return ()
    return tuple(Kept(*row) for row in rows)


def note_of(request: DeskRequest, kept: Iterable[Kept]) -> str:
    """The note for the page, empty when there is nothing to remember."""
    rows = [(file.paper_key, file.sha256, file.name) for file in kept]
    return signing.dumps(rows, salt=_salt(request), compress=True) if rows else ""


def _salt(request: DeskRequest) -> str:
    return f"{_SALT}:{request.actor.ref}"


def names_by_paper(kept: Iterable[Kept]) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {}
    for file in kept:
        names.setdefault(file.paper_key, []).append(file.name)
    return names


def attach(request: DeskRequest, code: str, kept: Iterable[Kept], *, place: str = "paper") -> None:
    """Put the files into their place in the dossier, each with its fact."""
    files = tuple(kept)
    stored = StoredFile.objects.in_bulk([file.sha256 for file in files])
    for file in files:
        attachments.attach(
            code,
            file=stored[file.sha256],
            name=file.name,
            place=place,
            paper_key=file.paper_key,
            request=Request(request.actor, request.at),
        )
