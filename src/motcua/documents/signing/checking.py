"""What the signatures of a PDF are worth: who signed, when, whether anything changed since.

Certificates are judged as of the moment of signing: the time-stamping service's where there is
one, otherwise the one that the signature claims. Nothing is fetched from elsewhere.
"""

from __future__ import annotations

import io
import logging
import re
import struct
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import cms
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator.errors import PathError

from motcua.base.dates import in_vietnam
from motcua.documents import markup
from motcua.documents.signing import bounds, certificates
from motcua.documents.signing.trust import Trust
from motcua.documents.states import SignatureOutcome

# The library writes every doubtful file to the log in full; the answer is what we return.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)
logging.getLogger("pyhanko_certvalidator").setLevel(logging.CRITICAL)
_PLAIN = re.compile(rb"<(?:[0-9A-F]+|[0-9a-f]+)>")
_PAST = frozenset({
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
    AdESIndeterminate.REVOKED_NO_POE,
    AdESIndeterminate.REVOKED_CA_NO_POE,
})  # fmt: skip
# What the library raises for files that are not what they claim; our own code stays outside.
_UNREADABLE: tuple[type[Exception], ...] = (
    PdfError, SignatureValidationError, PathError, ValueError, KeyError, TypeError, IndexError,
    AttributeError, RecursionError, AssertionError, ArithmeticError, NotImplementedError,
    zlib.error, struct.error,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """One signature. `covers_all`: nothing was added after it, save further signatures."""

    outcome: SignatureOutcome
    signer: str = ""
    organisation: str = ""
    issuer: str = ""
    serial: str = ""
    signed_at: datetime | None = None
    is_stamped: bool = False
    covers_all: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome.value,
            "signer": self.signer,
            "organisation": self.organisation,
            "issuer": self.issuer,
            "serial": self.serial,
            "signed_at": self.signed_at.isoformat() if self.signed_at else "",
            "is_stamped": self.is_stamped,
            "covers_all": self.covers_all,
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """All signatures of a file, and the worst of their outcomes."""

    outcome: SignatureOutcome
    signatures: tuple[Found, ...] = ()


def check(pdf: bytes, trust: Trust, *, at: datetime) -> Checked:
    """Look at every signature of a PDF; never raises for what the file holds."""
    if not markup.claims_a_signature(pdf):
        return Checked(SignatureOutcome.NONE)
    with bounds.counted():
        found = tuple(_judged(seen, at) for seen in _looked_at(pdf, trust, at))
    if not found:
        # The mark of a signature without one that can be read: cut out, or never whole.
        return Checked(SignatureOutcome.BROKEN, (Found(SignatureOutcome.BROKEN),))
    ranks = list(SignatureOutcome)
    return Checked(min((one.outcome for one in found), key=ranks.index), found)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One signature as the library sees it; no `status` where it could make nothing of it.

    `is_plain`: its own room holds nothing else; `is_closed`: the file ends with a signature.
    """

    status: PdfSignatureStatus | None = None
    certificate: bytes = b""
    claimed_at: datetime | None = None
    is_plain: bool = False
    is_closed: bool = False


def _looked_at(pdf: bytes, trust: Trust, at: datetime) -> list[_Seen]:
    try:
        reader = PdfFileReader(io.BytesIO(pdf), strict=False)
        ends = max((_end(one) for one in reader.embedded_signatures), default=0)
        is_closed = not pdf[ends:].strip()
        return [
            _look(one, pdf, trust, at, is_closed=is_closed)
            for one in reader.embedded_regular_signatures
        ]
    except _UNREADABLE:
        return []


def _end(embedded: EmbeddedPdfSignature) -> int:
    *_, start, length = (int(number) for number in embedded.byte_range)
    return start + length


def _look(
    embedded: EmbeddedPdfSignature, pdf: bytes, trust: Trust, at: datetime, *, is_closed: bool
) -> _Seen:
    try:
        _, begins, start, _ = (int(number) for number in embedded.byte_range)
        claimed = embedded.self_reported_timestamp
        certificate = embedded.signer_cert.dump()
        then = trust.context(min(claimed or at, at))
        status = validate_pdf_signature(embedded, then, trust.context(at))
        is_plain = _is_plain(pdf[begins:start], embedded.pkcs7_content)
        return _Seen(status, certificate, claimed, is_plain, is_closed)
    except _UNREADABLE:
        return _Seen()


def _is_plain(hole: bytes, content: bytes) -> bool:
    """Whether the one part that no signature covers, its own room, holds it and nothing else."""
    if _PLAIN.fullmatch(hole) is None:
        return False
    room = bytes.fromhex(hole[1:-1].decode())
    used = len(cms.ContentInfo.load(content).dump())
    return not room[used:].strip(b"\0")


def _judged(seen: _Seen, at: datetime) -> Found:
    status = seen.status
    if status is None:
        return Found(SignatureOutcome.BROKEN)
    stamp = status.timestamp_validity
    is_stamped = stamp is not None and stamp.trusted
    signed_at = stamp.timestamp if stamp is not None and is_stamped else seen.claimed_at or at
    return Found(
        outcome=_outcome(status, seen),
        signed_at=in_vietnam(signed_at),
        is_stamped=is_stamped,
        covers_all=_is_whole(status, seen),
        **_who(seen.certificate),
    )


def _outcome(status: PdfSignatureStatus, seen: _Seen) -> SignatureOutcome:
    if not (status.intact and status.valid):
        return SignatureOutcome.BROKEN
    if not _is_whole(status, seen):
        return SignatureOutcome.CHANGED
    if status.trusted:
        return SignatureOutcome.VALID
    return SignatureOutcome.EXPIRED if _is_past(status) else SignatureOutcome.UNKNOWN


def _is_whole(status: PdfSignatureStatus, seen: _Seen) -> bool:
    """Nothing came after the signature but what signing again brings with it."""
    if not seen.is_plain:
        return False
    if status.coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return seen.is_closed
    if status.coverage is not SignatureCoverageLevel.ENTIRE_REVISION or not status.docmdp_ok:
        return False
    return seen.is_closed or status.modification_level is ModificationLevel.LTA_UPDATES


def _is_past(status: PdfSignatureStatus) -> bool:
    """Issued by somebody believed, but revoked or outside its dates when it signed."""
    return status.revoked or status.trust_problem_indic in _PAST


def _who(certificate: bytes) -> dict[str, str]:
    read = certificates.of(load_der_x509_certificate(certificate))
    return {
        "signer": read.subject,
        "organisation": read.organisation,
        "issuer": read.issuer,
        "serial": read.serial,
    }
