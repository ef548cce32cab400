"""QR codes as pictures inside a page; nothing but an address is ever in them."""

from __future__ import annotations

import segno
from django.utils.safestring import SafeString


def drawn(url: str) -> SafeString:
    """The code of an address as SVG, drawn by us and so safe to stand in a page."""
    made = segno.make(url, error="m", micro=False)
    drawing: str = made.svg_inline(border=0, omitsize=True, svgclass="qr", lineclass=None)
    return SafeString(drawing)
