"""Keys in PKCS#12 files and on a PKCS#11 token, each behind `ports.KeyStore`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asn1crypto import x509
from cryptography.x509 import load_der_x509_certificate
from django.conf import settings
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import SimpleSigner

from motcua.documents.signing import certificates
from motcua.documents.signing.making import PdfHand
from motcua.documents.signing.ports import KeyKind, KeyStore, KeyUnavailableError, Signer

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,119}")


@dataclass(frozen=True, slots=True)
class Pkcs12Files:
    """Files `<name>.p12` in one folder, all under one passphrase."""

    folder: Path
    passphrase: str

    @contextmanager
    def open(self, name: str) -> Iterator[Signer]:
        path = self._path(name)
        try:
            content = path.read_bytes()
        except OSError as fault:
            raise KeyUnavailableError(
                f"Không đọc được tệp khóa “{name}” trên máy chủ. Báo quản trị kỹ thuật."
            ) from fault
        yield self._unlocked(content, name)

    def _unlocked(self, content: bytes, name: str) -> Signer:
        secret = self.passphrase.encode()
        try:
            found = SimpleSigner.load_pkcs12_data(content, other_certs=[], passphrase=secret)
        except ValueError as fault:
            raise KeyUnavailableError(
                f"Mật khẩu kho khóa không mở được tệp “{name}”. Báo quản trị kỹ thuật."
            ) from fault
        if found.signing_cert is None:
            raise KeyUnavailableError(f"Tệp khóa “{name}” không có chứng thư. Đăng ký tệp khác.")
        # A copy of the root inside would be covered by nothing, and believed by nobody.
        found.embed_roots = False
        return _hand(found, found.signing_cert)

    def _path(self, name: str) -> Path:
        if _NAME.fullmatch(name) is None:
            raise KeyUnavailableError(
                "Tên khóa chỉ gồm chữ thường không dấu, số, dấu chấm và gạch."
            )
        return self.folder / f"{name}.p12"


@dataclass(frozen=True, slots=True)
class Pkcs11Token:
    """A token or HSM: keys and certificates under the label that is their name."""

    module: str
    token: str
    pin: str

    @contextmanager
    def open(self, name: str) -> Iterator[Signer]:
        if not self.module:
            raise KeyUnavailableError(
                "Máy chủ chưa nối thiết bị ký. Báo quản trị kỹ thuật đặt MOTCUA_PKCS11_MODULE."
            )
        # The driver is a library of the machine's: without a token it is never loaded.
        from pkcs11 import PKCS11Error
        from pyhanko.sign.pkcs11 import PKCS11Signer

        session = self._session()
        try:
            signer = PKCS11Signer(session, cert_label=name, key_label=name, embed_roots=False)
            try:
                found = signer.signing_cert
            except (PKCS11Error, SigningError) as fault:
                raise KeyUnavailableError(
                    f"Trên thiết bị ký không có khóa tên “{name}”. Xem lại tên khóa đã đăng ký."
                ) from fault
            if found is None:
                raise KeyUnavailableError(f"Khóa “{name}” trên thiết bị ký không có chứng thư.")
            # Many tokens sign a digest by elliptic curve, few take the text to be hashed themselves.
            signer.use_raw_mechanism = found.public_key.algorithm == "ec"
            yield _hand(signer, found)
        finally:
            session.close()

    def _session(self) -> Any:
        from pkcs11 import PKCS11Error
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import open_pkcs11_session

        try:
            return open_pkcs11_session(
                self.module, token_criteria=TokenCriteria(label=self.token), user_pin=self.pin
            )
        except (PKCS11Error, OSError, RuntimeError) as fault:
            raise KeyUnavailableError(
                "Thiết bị ký không trả lời, hoặc mã PIN chưa đúng. Cắm lại thiết bị rồi thử lại."
            ) from fault


def _hand(keyed: Any, certificate: x509.Certificate) -> PdfHand:
    return PdfHand(keyed, certificates.of(load_der_x509_certificate(certificate.dump())))


def store_of(kind: KeyKind) -> KeyStore:
    """Where keys of that kind lie, by the settings."""
    if kind is KeyKind.FILE:
        return Pkcs12Files(Path(settings.SIGNING_KEYS), settings.P12_PASSPHRASE)
    return Pkcs11Token(settings.PKCS11_MODULE, settings.PKCS11_TOKEN, settings.PKCS11_PIN)
