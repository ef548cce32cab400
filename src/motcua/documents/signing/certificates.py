"""A signing certificate as a plain value, read from its bytes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError

_PEM = b"-----BEGIN CERTIFICATE-----"
DEMO_MARK = "DEMO"


class NotACertificateError(InvalidError):
    """The bytes hold no certificate that may sign."""

    code = "not_a_certificate"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Names as people read them, times in Vietnam, `serial` and `sha256` in hexadecimal."""

    subject: str
    organisation: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_until: datetime
    sha256: str
    der: bytes

    @property
    def is_demo(self) -> bool:
        return DEMO_MARK in self.subject


def read(content: bytes) -> Certificate:
    """The certificate in PEM or DER; raises `NotACertificateError` for anything else.

    Also for one that says of itself that it is not for signing, or an authority's.
    """
    try:
        pem = content.lstrip().startswith(_PEM)
        found = (
            x509.load_pem_x509_certificate(content)
            if pem
            else x509.load_der_x509_certificate(content)
        )
    except ValueError as fault:
        raise NotACertificateError(
            "Tệp này không phải chứng thư số. Chọn tệp .crt, .cer hoặc .pem do nơi cấp gửi."
        ) from fault
    _require_for_signing(found)
    return of(found)


def of(found: x509.Certificate) -> Certificate:
    """The value of a parsed certificate."""
    der = found.public_bytes(Encoding.DER)
    return Certificate(
        subject=_name(found.subject),
        organisation=_part(found.subject, NameOID.ORGANIZATION_NAME),
        issuer=_name(found.issuer),
        serial=f"{found.serial_number:x}",
        valid_from=in_vietnam(found.not_valid_before_utc),
        valid_until=in_vietnam(found.not_valid_after_utc),
        sha256=hashlib.sha256(der).hexdigest(),
        der=der,
    )


def _require_for_signing(found: x509.Certificate) -> None:
    try:
        usage = found.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise NotACertificateError(
            "Chứng thư này không dùng để ký văn bản. Chọn chứng thư ký số của cán bộ."
        )


def _name(name: x509.Name) -> str:
    return (_part(name, NameOID.COMMON_NAME) or name.rfc4514_string())[:300]


def _part(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""
