"""One more signature at the end of a PDF: PAdES-B-B, or B-T where a time-stamping service is set.

Only an incremental update is written, so that earlier signatures stay whole and PDF/A stays PDF/A.
An empty signature field that the file brings along is filled; otherwise the stamp goes into the
upper right corner of the first page (Decree 30/2020, appendix I).
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import (
    InvisSigSettings,
    SigFieldSpec,
    SigSeedSubFilter,
    VisibleSigSettings,
    append_signature_field,
    enumerate_sig_fields,
)
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers import Signer as KeyedSigner
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError

from motcua.documents.pdf import Room
from motcua.documents.signing import marks
from motcua.documents.signing.certificates import Certificate
from motcua.documents.signing.ports import UnableToSignError, Wish

_DIGEST = "sha256"
_MARGIN_PT = 5.0
_FIELD = "chu-ky-{}"
_CANNOT = (
    "Tệp PDF này có cấu trúc không ký được. Mở tệp, in ra PDF mới rồi tải lên lại để ký."
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a signature will stand: page from 0, and the box in points from the lower left."""

    page: int
    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def within(cls, room: Room) -> Spot:
        """The stamp in the middle of the room that a sheet leaves between role and name."""
        width = min(marks.WIDTH_PT, room.width)
        height = min(marks.HEIGHT_PT * width / marks.WIDTH_PT, room.height)
        left = room.left + (room.width - width) / 2
        top = room.page_height - room.top - (room.height - height) / 2
        return cls(room.page, left, top - height, left + width, top)


class _At(PdfSigner):
    """A signer that claims the moment that the house knows, not the one the library reads."""

    moment: datetime

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.moment
        return session


@dataclass(frozen=True, slots=True)
class PdfHand:
    """A key that the library can sign with, as the house's `Signer`."""

    keyed: KeyedSigner
    certificate: Certificate

    def sign(self, pdf: bytes, wish: Wish) -> bytes:
        try:
            return _signed(pdf, self.keyed, wish)
        except TimestampRequestError as fault:
            raise UnableToSignError(
                "Dịch vụ cấp dấu thời gian không trả lời nên chưa ký. Thử lại sau ít phút."
            ) from fault
        except (PdfError, SigningError, ValueError, KeyError) as fault:
            raise UnableToSignError(_CANNOT) from fault


def with_field(pdf: bytes, spot: Spot, *, at: datetime) -> bytes:
    """The file with an empty signature field, appended: the place that signing will fill."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    append_signature_field(writer, _spec(_name(writer), spot))
    writer.document_meta.last_modified = at
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def stamper() -> TimeStamper | None:
    """The time-stamping service of the settings, or None where there is none."""
    return HTTPTimeStamper(settings.TSA_URL) if settings.TSA_URL else None


def _signed(pdf: bytes, keyed: KeyedSigner, wish: Wish) -> bytes:
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    empty = next(enumerate_sig_fields(writer.prev, filled_status=False), None)
    name = empty[0] if empty else _name(writer)
    more: dict[str, Any] = {}
    if wish.mark is not None:
        more["stamp_style"] = marks.style(wish.mark, wish.at)
    if empty is None:
        spot = _corner(writer) if wish.mark is not None else None
        more["new_field_spec"] = _spec(name, spot)
    meta = PdfSignatureMetadata(
        field_name=name,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm=_DIGEST,
        reason=wish.reason or None,
        location=wish.place or None,
    )
    signer = _At(meta, keyed, timestamper=stamper(), **more)
    signer.moment = wish.at
    writer.document_meta.last_modified = wish.at
    out = io.BytesIO()
    signer.sign_pdf(writer, output=out)
    return out.getvalue()


def _spec(name: str, spot: Spot | None) -> SigFieldSpec:
    """A field with an appearance in every state, as PDF/A demands."""
    if spot is None:
        return SigFieldSpec(name, invis_sig_settings=InvisSigSettings(set_print_flag=True))
    box = (int(spot.left), int(spot.bottom), int(spot.right), int(spot.top))
    return SigFieldSpec(
        name, on_page=spot.page, box=box, empty_field_appearance=True,
        visible_sig_settings=VisibleSigSettings(print_signature=True),
    )  # fmt: skip


def _name(writer: IncrementalPdfFileWriter) -> str:
    taken = {found[0] for found in enumerate_sig_fields(writer.prev)}
    return next(name for n in range(1, 1000) if (name := _FIELD.format(n)) not in taken)


def _corner(writer: IncrementalPdfFileWriter) -> Spot:
    """The upper right corner of the first page, inside its margin; further down if taken."""
    page = writer.prev.root["/Pages"]["/Kids"][0]
    box = _media_box(page)
    right, top = float(box[2]) - _MARGIN_PT, float(box[3]) - _MARGIN_PT
    return Spot(0, right - marks.WIDTH_PT, top - marks.HEIGHT_PT, right, top)


def _media_box(page: Any) -> Any:
    """The page's own box or the one that it inherits; a tree of pages is walked to its first."""
    while "/Kids" in page:
        page = page["/Kids"][0]
    while "/MediaBox" not in page:
        page = page["/Parent"]
    return page["/MediaBox"]
