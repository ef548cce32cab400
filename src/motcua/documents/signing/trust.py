"""Which authorities are believed: certificates in a folder, beside what they have revoked.

`*.pem`, `*.crt`, `*.cer` are roots and authorities between; `*.crl` lists of revoked certificates.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from asn1crypto import crl, pem, x509
from django.conf import settings
from pyhanko_certvalidator import ValidationContext

_CERTIFICATES, _LISTS = (".pem", ".crt", ".cer"), (".crl",)


@dataclass(frozen=True, slots=True)
class Trust:
    """The folder as it stood; `digest` changes whenever a file in it does."""

    roots: tuple[x509.Certificate, ...]
    lists: tuple[crl.CertificateList, ...]
    digest: str

    def context(self, moment: datetime) -> ValidationContext:
        """For one signature, as of the moment at which it is believed to have been made."""
        return ValidationContext(
            trust_roots=list(self.roots),
            crls=list(self.lists),
            allow_fetching=False,
            revocation_mode="soft-fail",
            moment=moment,
            retroactive_revinfo=True,
        )


def current() -> Trust:
    """The trust of the settings; read again only when a file has changed."""
    folder = Path(settings.TRUST_ROOTS)
    found = sorted(path for path in folder.glob("*") if path.suffix in _CERTIFICATES + _LISTS)
    return _read(tuple((str(path), path.stat().st_mtime_ns) for path in found))


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[str, int], ...]) -> Trust:
    roots: list[x509.Certificate] = []
    lists: list[crl.CertificateList] = []
    digest = hashlib.sha256()
    for name, _ in files:
        path = Path(name)
        content = path.read_bytes()
        digest.update(content)
        for block in _blocks(content):
            if path.suffix in _LISTS:
                lists.append(crl.CertificateList.load(block))
            else:
                roots.append(x509.Certificate.load(block))
    return Trust(tuple(roots), tuple(lists), digest.hexdigest())


def _blocks(content: bytes) -> list[bytes]:
    if not pem.detect(content):
        return [content]
    return [block for _, _, block in pem.unarmor(content, multiple=True)]
