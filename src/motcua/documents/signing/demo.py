"""An authority and signing keys for demonstrations and tests: marked, and worth nothing elsewhere.

The authority's own key is thrown away with the process: whoever finds the folder can sign as the
invented officers of the demo, and make nobody new.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from motcua.documents.signing.certificates import DEMO_MARK

YEARS = timedelta(days=5 * 365)
_BEFORE = timedelta(days=400)
_CURVE = ec.SECP256R1
_HASH = hashes.SHA256


@dataclass(frozen=True, slots=True)
class Authority:
    """A demo authority that is in being for one load."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


def authority(*, at: datetime, name: str = "Một Cửa") -> Authority:
    """A new self-signed authority, valid from before `at`, so that older papers can be signed."""
    key = ec.generate_private_key(_CURVE())
    subject = _named(f"{name} ({DEMO_MARK}) - không có giá trị pháp lý", "")
    made = (
        _begun(subject, subject, key.public_key(), at)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(ca=True), critical=True)
        .sign(key, _HASH())
    )
    return Authority(key, made)


def key_pair(
    signed_by: Authority, person: str, agency: str, *, at: datetime, until: datetime | None = None
) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    """A key with its certificate for an invented officer."""
    key = ec.generate_private_key(_CURVE())
    subject = _named(f"{person} ({DEMO_MARK})", agency)
    made = (
        _begun(subject, signed_by.certificate.subject, key.public_key(), at, until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(ca=False), critical=True)
        .sign(signed_by.key, _HASH())
    )
    return key, made


def write_key(
    folder: Path,
    name: str,
    pair: tuple[ec.EllipticCurvePrivateKey, x509.Certificate],
    passphrase: str,
    signed_by: Authority,
) -> None:
    """The pair as `<name>.p12`, readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key, certificate = pair
    packed = pkcs12.serialize_key_and_certificates(
        name.encode(), key, certificate, [signed_by.certificate],
        BestAvailableEncryption(passphrase.encode()),
    )  # fmt: skip
    path = folder / f"{name}.p12"
    path.touch(mode=0o600)
    path.write_bytes(packed)


def write_root(folder: Path, made: Authority) -> None:
    """Believe the authority; an earlier demo authority stays believed for what it has signed."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o755)
    number = f"{made.certificate.serial_number:x}"
    (folder / f"demo-{number[:12]}.pem").write_bytes(made.pem)


def _named(common: str, agency: str) -> x509.Name:
    parts = [x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
    if agency:
        parts.append(x509.NameAttribute(NameOID.ORGANIZATION_NAME, agency[:64]))
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    at: datetime,
    until: datetime | None = None,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _BEFORE)
        .not_valid_after(until or at + YEARS)
    )


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca, content_commitment=not ca, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=ca, crl_sign=ca,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
