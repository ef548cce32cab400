"""Forms as PDF/A-2b: typst, our own fonts, and data that can never become markup.

A sheet's fields travel as one JSON string; the layouts show them and evaluate nothing. The same
sheet on the same day gives the same bytes.
"""

from __future__ import annotations

import io
import json
import threading
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings

from motcua.base.dates import VIETNAM, format_date
from motcua.base.verdict import RefusedError
from motcua.documents.forms import Sheet
from motcua.rulebook import queries as rulebook
from motcua.rulebook.table import ENTRIES

_HERE = Path(__file__).parent
_LAYOUTS = _HERE / "layouts"
_FONTS = _HERE / "fonts"
PAGES_PT = {"a4": (595.28, 841.89), "a5": (419.53, 595.28)}
_local = threading.local()


class FormNotInForceError(RefusedError):
    """On that day no circular had such a form."""

    code = "form_not_in_force"


@cache
def _circulars() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((_LAYOUTS / "editions.json").read_text())["circulars"]
    return found


def edition(form: str, on: date) -> dict[str, Any]:
    """Number, title and paper of a form on a day; raises `FormNotInForceError` if there is none."""
    day = on.isoformat()
    for circular in _circulars():
        starts, ends = circular["effective_from"], circular["effective_to"]
        if form in circular["forms"] and starts <= day and (ends is None or day < ends):
            found = {**circular["forms"][form], "circular": circular["name"]}
            return found | _own_names(form, on)
    raise FormNotInForceError(
        f"Ngày {format_date(on)} chưa có mẫu này. Chọn mẫu khác hoặc xem lại ngày của văn bản."
    )


def _own_names(form: str, on: date) -> dict[str, Any]:
    """Number and title where the province was told to use others; normally nothing."""
    own: dict[str, Any] = {}
    if f"form.{form}.number" in ENTRIES:
        number = rulebook.text(f"form.{form}.number", on)
        title = rulebook.text(f"form.{form}.title", on)
        own |= {"number": number} if number else {}
        own |= {"title": [line.strip() for line in title.split("|")]} if title else {}
    return own


def render(sheet: Sheet, *, on: date, preview: bool = False) -> bytes:
    """The PDF of a sheet in the form that is in force `on` that day; about ten milliseconds a page.

    A preview says so across every page; it is never what is signed or sent.
    """
    return _compiled(sheet.form, _context(sheet, on, preview=preview), on)


@dataclass(frozen=True, slots=True)
class Room:
    """Where an officer signs on a sheet: page from 0, and points from the upper left corner."""

    page: int
    left: float
    top: float
    width: float
    height: float
    page_height: float


def render_with_room(sheet: Sheet, *, on: date) -> tuple[bytes, Room | None]:
    """The PDF and where its signature belongs; None for a sheet that nobody signs."""
    context = _context(sheet, on)
    content = _compiled(sheet.form, context, on)
    spots = json.loads(
        typst.query(
            _LAYOUTS / f"{sheet.form}.typ", "<sign-here>", field="value", root=_LAYOUTS,
            font_paths=_fonts(), sys_inputs=_inputs(context),
        )
    )  # fmt: skip
    if not spots:
        return content, None
    spot, form = spots[-1], context["edition"]
    size = PAGES_PT[form["paper"]]
    high = size[0] if form.get("flipped") else size[1]
    return content, Room(
        spot["page"] - 1, spot["x"], spot["y"], spot["width"], spot["height"], high
    )


def _context(sheet: Sheet, on: date, *, preview: bool = False) -> dict[str, Any]:
    form = edition(sheet.form, on)
    if not form["title"]:
        form = form | {"title": list(getattr(sheet, "title", ()))}
    title = " ".join(form["title"]).capitalize() or getattr(sheet, "name", "")
    verify_at = sheet.verify_url.partition("://")[2].partition("?")[0].rstrip("/")
    said: dict[str, Any] = _printable(asdict(sheet))
    return said | {
        "edition": _printable(form),
        "capitals": _printable(_capitals(sheet)),
        "title": _printable(f"{title} {sheet.code}".strip()),
        "qr": _code(sheet.verify_url or sheet.lookup_url),
        "lookup_text": _printable(sheet.lookup_url.partition("://")[2] or sheet.lookup_url),
        "verify_text": _printable(verify_at),
        "demo": bool(settings.DEMO),
        "preview": preview,
    }


def draw(layout: str, said: Mapping[str, Any], *, on: date) -> bytes:
    """A layout that is no form of its own: the stamp of a signature."""
    return _compiled(layout, _printable(dict(said)), on)


def _compiled(layout: str, context: Mapping[str, Any], on: date) -> bytes:
    pdf = _compiler().compile(
        input=_LAYOUTS / f"{layout}.typ",
        format="pdf",
        sys_inputs=_inputs(context),
        pdf_standards=["a-2b"],
        timestamp=datetime.combine(on, time(), VIETNAM),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst answered without a document")
    return pdf


def _inputs(context: Mapping[str, Any]) -> dict[str, str]:
    return {"data": json.dumps(context, ensure_ascii=False)}


def _capitals(sheet: Sheet) -> dict[str, str]:
    """What stands in capitals; raised here, since some letters have capitals that the fonts lack."""
    return {
        "parent": sheet.head.parent.upper(),
        "unit": sheet.head.unit.upper(),
        "signer_role": str(getattr(sheet, "signer_role", "")).upper(),
    }


def _compiler() -> typst.Compiler:
    """One compiler a thread: it keeps parsed layouts, and two threads may not share one."""
    compiler: typst.Compiler | None = getattr(_local, "compiler", None)
    if compiler is None:
        compiler = _local.compiler = typst.Compiler(root=_LAYOUTS, font_paths=_fonts())
    return compiler


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[_FONTS]
    )


@cache
def _glyphs() -> frozenset[int]:
    """The characters that all four styles have; generated together with the fonts."""
    ranges = json.loads((_FONTS / "coverage.json").read_text())
    return frozenset(point for first, last in ranges for point in range(first, last + 1))


def _printable(value: Any) -> Any:
    """Composed text without invisible characters; what the fonts lack is shown as `?`.

    A missing glyph would make the file invalid as PDF/A, and then nothing could be printed.
    """
    if isinstance(value, dict):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return _clean(value) if isinstance(value, str) else value


def _clean(value: str) -> str:
    composed = unicodedata.normalize("NFC", value.replace("\t", " ").replace("\r\n", "\n"))
    return "".join(filter(None, map(_shown, composed)))


def _shown(char: str) -> str:
    if char == "\n":
        return char
    if unicodedata.category(char) in {"Cc", "Cf", "Cs"}:
        return ""
    return char if ord(char) in _glyphs() else "?"


def _code(url: str) -> str:
    """The QR code of an address as SVG; nothing but the address is in it."""
    if not url:
        return ""
    drawn = io.BytesIO()
    segno.make(url, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False)
    return drawn.getvalue().decode()
