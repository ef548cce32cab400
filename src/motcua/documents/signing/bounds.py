"""How much of a PDF is read: a file of two hundred bytes may claim ten thousand million objects.

The library believes such a claim and counts until memory ends. Nothing that people send has so many
objects as we allow; beyond it the file counts as unreadable.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from pyhanko.pdf_utils import xref
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.misc import PdfReadError

MOST_OBJECTS = 300_000


@dataclass(slots=True)
class _Left:
    objects: int = MOST_OBJECTS


_left: ContextVar[_Left | None] = ContextVar("left", default=None)
_entries = xref.parse_xref_stream


@contextmanager
def counted() -> Iterator[None]:
    """All tables of one file together stay within the limit."""
    token = _left.set(_Left())
    try:
        yield
    finally:
        _left.reset(token)


def _bounded(xref_stream: StreamObject, strict: bool = True) -> Iterator[xref.XRefEntry]:  # noqa: FBT001, FBT002 - the library's signature
    """The library's own reading, given up beyond the limit; outside `counted` for each table."""
    left = _left.get() or _Left()
    for entry in _entries(xref_stream, strict):
        left.objects -= 1
        if left.objects < 0:
            raise PdfReadError("more objects than any file of ours has")
        yield entry


xref.parse_xref_stream = _bounded
