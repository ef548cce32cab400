"""XML that is only data, and PDF that anybody can open. Pure."""

from __future__ import annotations

import re
from xml.parsers import expat

_LOCK = re.compile(rb"/Encrypt\s+\d+\s+\d+\s+R|/Encrypt\s*<<")
# Any of these makes a file a signed one: whoever spoils one of them has not unsigned it.
_SIGNATURE = re.compile(rb"/ByteRange|/ETSI\.CAdES|/adbe\.|/ETSI\.RFC3161")
_WEB_ROOTS = frozenset({"html", "svg", "xsl:stylesheet", "stylesheet", "xsl:transform"})
_WEB_SPACES = ("http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg")
_WEB = (
    "Tệp này là trang web hoặc hình vẽ có mã lệnh nên không nhận. "
    "Mở tệp, in ra PDF rồi gửi bản PDF."
)


class _HasProgramError(Exception):
    """Found something that a browser or parser would act upon."""


def is_locked_pdf(content: bytes) -> bool:
    """Whether the file asks for a password or limits what a reader may do with it."""
    return _LOCK.search(content) is not None


def claims_a_signature(content: bytes) -> bool:
    """Whether a PDF says that somebody has signed it; what that is worth is for `signing`."""
    return _SIGNATURE.search(content) is not None


def xml_fault(content: bytes) -> str:
    """Why an XML file is turned away, as a sentence; empty if it is plain data."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.ProcessingInstructionHandler = _refuse
    parser.StartElementHandler = _element
    try:
        parser.Parse(content, True)
    except _HasProgramError:
        return _WEB
    except expat.ExpatError:
        return "Tệp XML bị lỗi hoặc đứt giữa chừng. Xuất lại tệp từ phần mềm đã tạo rồi gửi."
    return ""


def _refuse(*_: object) -> None:
    raise _HasProgramError


def _element(name: str, attributes: dict[str, str]) -> None:
    spaces = (value for key, value in attributes.items() if key.startswith("xmlns"))
    if name.lower() in _WEB_ROOTS or any(space in _WEB_SPACES for space in spaces):
        raise _HasProgramError
