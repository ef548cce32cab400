"""Writers of second factors: set up, show, replace, and forget when the device is lost.

Codes are checked at the moment that the door names; a code counts once, and wrong ones are
counted in the database, for all web processes alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal.auth import WebAuthn
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare

from motcua.accounts import facts, policies
from motcua.accounts.models import Account, FailedCode, SecondFactorReset
from motcua.accounts.second_factor import MOST_WRONG, NEEDS, WRONG_WITHIN
from motcua.accounts.telling import tell
from motcua.base.actor import Actor, ActorKind
from motcua.base.text import nfc
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError

_PERIOD_S, _DRIFT = 30, 1
_KINDS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class WrongCodeError(InvalidError):
    """The code does not open: wrong, used already, or too many wrong ones before it."""


def take_code(account_id: int, code: str, *, at: datetime) -> Authenticator:
    """Check a code of the telephone or a recovery code, and use it up.

    Raises `WrongCodeError`, after `MOST_WRONG` wrong ones also for a right code. Not to be called
    in a transaction that a refusal rolls back: wrong codes must stay counted.
    """
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        if _is_barred(account_id, at):
            raise WrongCodeError(_barred())
        found = _opened_by(account_id, _digits(code), at)
        if found is not None:
            FailedCode.objects.filter(account_id=account_id).delete()
            found.last_used_at = at
            found.save(update_fields=["data", "last_used_at"])
            return found
        _note_wrong(account, at)
    raise WrongCodeError(
        "Mã chưa đúng hoặc đã dùng. Chờ mã mới trên điện thoại rồi nhập lại.",
        fields={"code": "Mã chưa đúng hoặc đã dùng."},
    )


def require_password(account_id: int, password: str, *, at: datetime) -> None:
    """The password again, of somebody who is signed in; wrong ones count like wrong codes."""
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        if _is_barred(account_id, at):
            raise WrongCodeError(_barred())
        if account.check_password(password):
            return
        _note_wrong(account, at)
    raise WrongCodeError("Mật khẩu chưa đúng.", fields={"password": "Mật khẩu chưa đúng."})


def _barred() -> str:
    minutes = int(WRONG_WITHIN.total_seconds() // 60)
    return f"Đã nhập sai {MOST_WRONG} lần. Chờ {minutes} phút rồi thử lại."


def _is_barred(account_id: int, at: datetime) -> bool:
    recent = FailedCode.objects.filter(account_id=account_id, at__gt=at - WRONG_WITHIN)
    return recent.count() >= MOST_WRONG


def _note_wrong(account: Account, at: datetime) -> None:
    FailedCode.objects.filter(account=account, at__lte=at - WRONG_WITHIN).delete()
    FailedCode.objects.create(account=account, at=at)
    if _is_barred(account.pk, at):
        tell(facts.FACTOR_BARRED, account.pk, {}, _as_actor(account), at)


def _digits(code: str) -> str:
    return "".join(sign for sign in code if sign.isdigit())


def _opened_by(account_id: int, code: str, at: datetime) -> Authenticator | None:
    rows = Authenticator.objects.select_for_update().filter(user_id=account_id)
    for row in rows.exclude(type=Authenticator.Type.WEBAUTHN).order_by("-type"):
        if row.type == Authenticator.Type.TOTP:
            counter = _counter(decrypt(row.data["secret"]), code, at)
            if counter is not None and counter > row.data.get("counter", 0):
                row.data["counter"] = counter
                return row
        elif row.wrap().validate_code(code):
            row.refresh_from_db()
            return row
    return None


def _counter(secret: str, code: str, at: datetime) -> int | None:
    """The period whose code it is, one before and one after the present allowed for slow clocks."""
    now = int(at.timestamp()) // _PERIOD_S
    for counter in range(now - _DRIFT, now + _DRIFT + 1):
        if constant_time_compare(format_hotp_value(hotp_value(secret, counter)), code):
            return counter
    return None


@transaction.atomic
def add_totp(
    account_id: int, *, secret: str, code: str, actor: Actor, at: datetime
) -> tuple[Authenticator, list[str]]:
    """Set up codes by telephone; gives the recovery codes where there were none.

    The code proves that the telephone has the secret.
    """
    account = _own(account_id, actor)
    counter = _counter(secret, _digits(code), at)
    if counter is None:
        raise WrongCodeError(
            "Mã chưa đúng. Quét lại mã QR, xem giờ của điện thoại rồi nhập mã mới.",
            fields={"code": "Mã chưa đúng. Nhập mã mới nhất."},
        )
    if Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists():
        raise ConflictError("Đã có ứng dụng tạo mã. Bỏ ứng dụng cũ trước khi thêm ứng dụng khác.")
    row = TOTP.activate(account, secret).instance
    row.data["counter"] = counter
    row.last_used_at = at
    row.save(update_fields=["data", "last_used_at"])
    tell(facts.FACTOR_ADDED, account_id, facts.Factor(kind=row.type), actor, at)
    return row, _first_codes(account, actor, at)


@transaction.atomic
def add_passkey(
    account_id: int, *, name: str, credential: Mapping[str, Any], actor: Actor, at: datetime
) -> tuple[Authenticator, list[str]]:
    """Keep a passkey whose answer the door has verified; gives recovery codes as `add_totp`."""
    account = _own(account_id, actor)
    kept = Authenticator.objects.filter(user=account, type=Authenticator.Type.WEBAUTHN)
    if kept.filter(data__credential__id=credential.get("id")).exists():
        raise ConflictError("Khóa truy cập này đã thêm rồi. Tải lại trang để xem.")
    row = WebAuthn.add(account, nfc(name)[:60] or "Khóa truy cập", dict(credential)).instance
    tell(facts.FACTOR_ADDED, account_id, facts.Factor(kind=row.type), actor, at)
    return row, _first_codes(account, actor, at)


@transaction.atomic
def new_recovery_codes(account_id: int, *, actor: Actor, at: datetime) -> list[str]:
    """Ten new codes; the old ones open nothing any more. Shown once."""
    account = _own(account_id, actor)
    if not Authenticator.objects.filter(user=account, type__in=_KINDS).exists():
        raise InvalidError("Bật lớp xác thực thứ hai trước rồi mới tạo mã dự phòng.")
    Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).delete()
    return _first_codes(account, actor, at)


def _first_codes(account: Account, actor: Actor, at: datetime) -> list[str]:
    if Authenticator.objects.filter(user=account, type=Authenticator.Type.RECOVERY_CODES).exists():
        return []
    codes: list[str] = RecoveryCodes.activate(account).generate_codes()
    tell(facts.RECOVERY_CODES_MADE, account.pk, {}, actor, at)
    return codes


@transaction.atomic
def remove_factor(factor_id: int, *, actor: Actor, at: datetime) -> None:
    """Take one of the own second factors away; whoever needs one keeps the last."""
    account = _own(actor.account_id or 0, actor)
    rows = Authenticator.objects.filter(user=account, type__in=_KINDS)
    row = rows.filter(pk=factor_id).first()
    if row is None:
        raise ConflictError("Không thấy cách xác thực này. Tải lại trang để xem.")
    is_last = not rows.exclude(pk=factor_id).exists()
    if (
        is_last
        and actor.must_prove
        and (actor.roles | actor.withheld) & NEEDS
        and not (account.is_demo and settings.SECOND_FACTOR == "offered")
    ):
        raise NotPermittedError(
            "Vai trò của anh/chị cần lớp xác thực thứ hai. Thêm cách khác trước khi bỏ cách này."
        )
    policies.require_fresh(actor, at)
    kind = row.type
    row.delete()
    if is_last:
        Authenticator.objects.filter(user=account).delete()
    tell(facts.FACTOR_REMOVED, account.pk, facts.Factor(kind=kind), actor, at)


def _own(account_id: int, actor: Actor) -> Account:
    """The actor's own account, locked: nobody sets up a second factor for somebody else."""
    if actor.kind is not ActorKind.OFFICER or actor.account_id != account_id:
        raise NotPermittedError("Chỉ chủ tài khoản đặt được lớp xác thực của mình.")
    return Account.objects.select_for_update().get(pk=account_id)


def _as_actor(account: Account) -> Actor:
    return Actor(ActorKind.OFFICER, str(account.pk), account.full_name)


@transaction.atomic
def ask_reset(account_id: int, *, reason: str, actor: Actor, at: datetime) -> int:
    """Ask for a lost device to be forgotten; nothing happens before somebody else agrees."""
    policies.can_reset_factor(actor, account_id).require()
    asker = actor.account_id
    if asker is None:
        raise NotPermittedError("Việc này cần một quản trị đăng nhập bằng tài khoản của mình.")
    if not nfc(reason):
        raise InvalidError("Ghi lý do cấp lại.", fields={"reason": "Ghi lý do cấp lại."})
    if not Authenticator.objects.filter(user_id=account_id).exists():
        raise InvalidError("Tài khoản này chưa bật lớp xác thực thứ hai nên không cần cấp lại.")
    try:
        with transaction.atomic():
            row = SecondFactorReset.objects.create(
                account_id=account_id, reason=nfc(reason), asked_by_id=asker, asked_at=at
            )
    except IntegrityError as fault:
        raise ConflictError("Đã có một đề nghị đang chờ xác nhận. Tải lại trang để xem.") from fault
    data = facts.FactorReset(reset=row.pk)
    tell(facts.FACTOR_RESET_ASKED, account_id, data, actor, at, {"reason": row.reason})
    return row.pk


@transaction.atomic
def decide_reset(reset_id: int, *, agreed: bool, actor: Actor, at: datetime) -> None:
    """Another administrator agrees, and every second factor and session of the account ends.

    Saying no needs no four eyes: whoever asked may take it back.
    """
    row = SecondFactorReset.objects.select_for_update().filter(pk=reset_id).first()
    if row is None or row.decided_at is not None:
        raise ConflictError("Đề nghị này đã được trả lời. Tải lại trang để xem.")
    if agreed or actor.account_id != row.asked_by_id:
        policies.can_decide_reset(actor, row.account_id, row.asked_by_id).require()
    row.decided_by_id, row.decided_at, row.agreed = actor.account_id, at, agreed
    row.save(update_fields=["decided_by", "decided_at", "agreed"])
    data = facts.FactorReset(reset=reset_id)
    if not agreed:
        tell(facts.FACTOR_RESET_REFUSED, row.account_id, data, actor, at)
        return
    account = Account.objects.select_for_update().get(pk=row.account_id)
    Authenticator.objects.filter(user=account).delete()
    FailedCode.objects.filter(account=account).delete()
    account.session_version += 1
    account.save(update_fields=["session_version"])
    tell(facts.FACTOR_RESET_DONE, row.account_id, data, actor, at)
