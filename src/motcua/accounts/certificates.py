"""With which certificate an officer signs; the key is opened only to sign, and closed after it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from motcua.accounts.models import SigningCertificate
from motcua.base.text import nfc, sort_key
from motcua.base.verdict import NotPermittedError
from motcua.documents.signing.ports import KeyKind, KeyUnavailableError, Signer

# A new certificate is asked for and delivered well within this time.
NOTICE = timedelta(days=30)


class NoCertificateError(NotPermittedError):
    """The officer has no certificate that counts now."""

    code = "no_certificate"


@dataclass(frozen=True, slots=True)
class CertificateView:
    """A registered certificate; `name` is the officer's."""

    id: int
    account_id: int
    name: str
    subject: str
    issuer: str
    serial: str
    valid_from: datetime
    valid_until: datetime
    key_kind: KeyKind
    key_name: str
    sha256: str
    registered_at: datetime
    revoked_at: datetime | None
    revoked_reason: str

    def counts_at(self, at: datetime) -> bool:
        return self.revoked_at is None and self.valid_from <= at < self.valid_until


def current(account_id: int, at: datetime) -> CertificateView | None:
    """The one that the officer signs with: of those that count, the last registered."""
    rows = SigningCertificate.objects.filter(
        account_id=account_id, revoked_at=None, valid_from__lte=at, valid_until__gt=at
    )
    row = rows.select_related("account").order_by("-registered_at", "-id").first()
    return _view(row) if row else None


def require_current(account_id: int | None, at: datetime) -> CertificateView:
    """`current`, or `NoCertificateError` with the sentence that says whom to ask."""
    found = current(account_id, at) if account_id is not None else None
    if found is None:
        raise NoCertificateError(
            "Anh/chị chưa có chứng thư số còn hiệu lực trên hệ thống. "
            "Nhờ quản trị kỹ thuật đăng ký chứng thư rồi ký."
        )
    return found


def registered(text: str = "") -> list[CertificateView]:
    """All certificates, those in use first; narrowed to a name where one is given."""
    rows = SigningCertificate.objects.select_related("account")
    for word in nfc(text).split():
        rows = rows.filter(subject__icontains=word)
    views = [_view(row) for row in rows.order_by("revoked_at", "account__full_name", "-id")[:500]]
    return sorted(views, key=lambda one: (one.revoked_at is not None, sort_key(one.name)))


def ending_soon(at: datetime) -> list[CertificateView]:
    """Those that officers sign with now and that end within `NOTICE`, the soonest first.

    Whoever has a later one already signs on with that, and is not listed.
    """
    later = SigningCertificate.objects.filter(
        account=OuterRef("account"), revoked_at=None, valid_until__gt=at + NOTICE
    )
    rows = SigningCertificate.objects.filter(
        ~Exists(later), revoked_at=None, valid_from__lte=at, valid_until__gt=at,
        valid_until__lte=at + NOTICE, account__is_active=True,
    )  # fmt: skip
    return [_view(row) for row in rows.select_related("account").order_by("valid_until", "id")]


def of_account(account_id: int) -> list[CertificateView]:
    """Every certificate that the officer has had, the newest first."""
    rows = SigningCertificate.objects.filter(account_id=account_id).select_related("account")
    return [_view(row) for row in rows.order_by("-registered_at", "-id")]


@contextmanager
def signer(certificate: CertificateView, *, at: datetime) -> Iterator[Signer]:
    """The officer's key, opened; raises when it is not the registered one, or no longer counts.

    Revoked between two signatures of one batch, a certificate signs no more: it is asked again.
    """
    row = SigningCertificate.objects.select_related("account").get(pk=certificate.id)
    if not _view(row).counts_at(at):
        raise NoCertificateError(
            "Chứng thư số này đã thôi dùng hoặc hết hạn. Nhờ quản trị kỹ thuật đăng ký chứng thư mới."
        )
    with opened(KeyKind(row.key_kind), row.key_name) as found:
        if found.certificate.sha256 != row.sha256:
            raise KeyUnavailableError(
                "Khóa trên máy chủ không khớp với chứng thư đã đăng ký. Báo quản trị kỹ thuật."
            )
        yield found


@contextmanager
def opened(kind: KeyKind, name: str) -> Iterator[Signer]:
    """A key by where it lies; the signing library is loaded by those alone who sign."""
    from motcua.documents.signing import keys

    with keys.store_of(kind).open(name) as found:
        yield found


def _view(row: SigningCertificate) -> CertificateView:
    return CertificateView(
        id=row.pk,
        account_id=row.account_id,
        name=row.account.full_name,
        subject=row.subject,
        issuer=row.issuer,
        serial=row.serial,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        key_kind=KeyKind(row.key_kind),
        key_name=row.key_name,
        sha256=row.sha256,
        registered_at=row.registered_at,
        revoked_at=row.revoked_at,
        revoked_reason=row.revoked_reason,
    )
