"""Writers of officers' certificates: registered with a look at the key, ended with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.accounts import certificates, facts, policies
from motcua.accounts.models import Account, SigningCertificate
from motcua.accounts.telling import tell
from motcua.base.actor import Actor
from motcua.base.dates import format_date, in_vietnam
from motcua.base.text import fold, nfc
from motcua.base.verdict import ConflictError, InvalidError
from motcua.documents.signing.certificates import Certificate
from motcua.documents.signing.ports import KeyKind


class UnableToRegisterError(InvalidError):
    """The certificate cannot be this officer's to sign with."""


@transaction.atomic
def register_certificate(
    *, account_id: int, key_kind: KeyKind, key_name: str, actor: Actor, at: datetime
) -> int:
    """Let an officer sign with the key of that name; its certificate is read from beside it.

    The key is opened once, which proves that it is there. Raises `UnableToRegisterError`,
    `KeyUnavailableError`, or `ConflictError` for a certificate that is somebody's already.
    """
    policies.can_manage_certificates(actor).require()
    account = Account.objects.filter(pk=account_id).first()
    if account is None:
        raise UnableToRegisterError(
            "Không thấy cán bộ này. Chọn lại.", fields={"account": "Chọn cán bộ."}
        )
    with certificates.opened(key_kind, key_name.strip()) as signer:
        found = signer.certificate
    _require_own(found, account, at)
    row = SigningCertificate(
        account=account, subject=found.subject, issuer=found.issuer, serial=found.serial,
        valid_from=found.valid_from, valid_until=found.valid_until, sha256=found.sha256,
        der=found.der, key_kind=key_kind.value, key_name=key_name.strip(), registered_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as fault:
        raise ConflictError(
            "Chứng thư này đã đăng ký rồi. Xem trong danh sách, hoặc chọn khóa khác."
        ) from fault
    data = facts.CertificateRegistered(
        certificate=row.pk, serial=found.serial, key_kind=key_kind.value,
        valid_until=format_date(in_vietnam(found.valid_until)),
    )  # fmt: skip
    tell(facts.CERTIFICATE_REGISTERED, account_id, data, actor, at)
    return row.pk


def _require_own(found: Certificate, account: Account, at: datetime) -> None:
    """A certificate that counts today and names this person."""
    if not found.valid_from <= at < found.valid_until:
        raise UnableToRegisterError(
            f"Chứng thư này có hiệu lực từ {format_date(found.valid_from)} đến "
            f"{format_date(found.valid_until)}. Dùng chứng thư còn hiệu lực."
        )
    if fold(account.full_name) not in fold(found.subject):
        raise UnableToRegisterError(
            f"Chứng thư cấp cho “{found.subject}”, không phải {account.full_name}. "
            "Xem lại tên khóa, hoặc chọn đúng cán bộ."
        )


@transaction.atomic
def revoke_certificate(certificate_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """From now on nobody signs with it here; what it has signed stays signed."""
    policies.can_manage_certificates(actor).require()
    if not nfc(reason):
        raise InvalidError("Ghi lý do thôi dùng.", fields={"reason": "Ghi lý do thôi dùng."})
    row = SigningCertificate.objects.select_for_update().filter(pk=certificate_id).first()
    if row is None:
        raise InvalidError("Không thấy chứng thư này.", code="not_found")
    if row.revoked_at is not None:
        raise ConflictError("Chứng thư này đã thôi dùng từ trước. Tải lại trang để xem.")
    row.revoked_at, row.revoked_reason = at, nfc(reason)[:300]
    row.save(update_fields=["revoked_at", "revoked_reason"])
    data = facts.CertificateRevoked(
        certificate=row.pk, serial=row.serial, reason=row.revoked_reason
    )
    tell(facts.CERTIFICATE_REVOKED, row.account_id, data, actor, at)
