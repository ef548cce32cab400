"""The visible stamp of a signature: who, of which agency, when; drawn with the house's own fonts.

Decree 30/2020, appendix I: the signature's image is blue; agency, name and the full time with its
zone stand in it. Invisible signatures have none.
"""

from __future__ import annotations

import io
from datetime import datetime

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle

from motcua.base.dates import in_vietnam
from motcua.documents import pdf
from motcua.documents.signing.ports import Mark

WIDTH_PT, HEIGHT_PT = 172.0, 36.0


class _Drawn(PdfContent):
    """A page that is already in memory, as the content of a stamp."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.page = page

    def render(self) -> bytes:
        reader = PdfFileReader(io.BytesIO(self.page))
        drawn = self._ensure_writer.import_page_as_xobject(reader)
        self.resources.xobject["/Dau"] = drawn
        left, bottom, right, top = (float(x) for x in drawn.get_object()["/BBox"])
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Dau Do"


def style(mark: Mark, at: datetime) -> StaticStampStyle:
    """The stamp of one signature."""
    local = in_vietnam(at)
    said = {
        "name": mark.name,
        "agency": mark.agency,
        "time": f"{local:%d/%m/%Y %H:%M:%S} +07:00",
        "width": WIDTH_PT,
        "height": HEIGHT_PT,
    }
    drawn = pdf.draw("signature_mark", said, on=local.date())
    return StaticStampStyle(background=_Drawn(drawn), background_opacity=1.0, border_width=0)
