"""A file as an answer of the web: never as a page that could act in our name."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header

from motcua.documents.kinds import FileKind
from motcua.documents.queries import OpenedFile
from motcua.documents.rules import clean_name

# Browsers refuse to show a PDF inside a sandbox; their viewer is an own, closed origin.
_SANDBOXED = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


def respond(opened: OpenedFile, name: str, *, download: bool = False) -> FileResponse:
    """The bytes under a clean name: PDF and images in the browser, all else as a download."""
    view = opened.view
    response = FileResponse(
        opened.path.open("rb"),
        as_attachment=download or not view.shows_inline,
        filename=clean_name(name, view.kind),
        content_type=view.media_type,
    )
    _protect(response, _PDF if view.kind is FileKind.PDF else _SANDBOXED)
    return response


def respond_pdf(content: bytes, name: str, *, download: bool = False) -> HttpResponse:
    """A form drawn just now, shown in the browser with the same care as a kept file."""
    clean = clean_name(name, FileKind.PDF)
    response = HttpResponse(content, content_type="application/pdf")
    shown = content_disposition_header(download, clean)
    if shown:
        response["Content-Disposition"] = shown
    _protect(response, _PDF)
    return response


def _protect(response: HttpResponseBase, policy: str) -> None:
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Content-Security-Policy"] = policy
    response["Cache-Control"] = "private, no-store"
