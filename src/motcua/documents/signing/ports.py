"""Who can sign: a key that lies in a PKCS#12 file or on a PKCS#11 token, behind one protocol."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from motcua.base.labels import Labelled
from motcua.base.verdict import RefusedError
from motcua.documents.signing.certificates import Certificate


class KeyKind(Labelled):
    """Where a private key lies."""

    FILE = "pkcs12", "Tệp khóa PKCS#12 trên máy chủ"
    TOKEN = "pkcs11", "Thiết bị ký (PKCS#11)"


class KeyUnavailableError(RefusedError):
    """The key cannot be opened now; the sentence says what to look at."""

    code = "key_unavailable"


class UnableToSignError(RefusedError):
    """The file cannot be signed as it is."""

    code = "unable_to_sign"


@dataclass(frozen=True, slots=True)
class Mark:
    """What the visible stamp says: who, of which agency; the time is the signature's."""

    name: str
    agency: str


@dataclass(frozen=True, slots=True)
class Wish:
    """How to sign: invisible without a `mark`; `place` and `reason` stand in the signature.

    `at` is the time that the stamp shows and the signature claims, with its zone.
    """

    at: datetime
    reason: str = ""
    place: str = ""
    mark: Mark | None = field(default=None)


class Signer(Protocol):
    """An opened key with its certificate."""

    @property
    def certificate(self) -> Certificate: ...

    def sign(self, pdf: bytes, wish: Wish) -> bytes:
        """The file with one more signature, appended; raises `UnableToSignError`."""
        ...


class KeyStore(Protocol):
    """A place in which keys lie under names."""

    def open(self, name: str) -> AbstractContextManager[Signer]:
        """The key of that name, ready to sign many files; raises `KeyUnavailableError`."""
        ...
