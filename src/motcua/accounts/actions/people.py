"""Writers of accounts: make, lock, unlock, password, preferences."""

from __future__ import annotations

import re
import secrets
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from motcua.accounts import facts, policies
from motcua.accounts.models import Account
from motcua.accounts.telling import tell
from motcua.base.actor import Actor
from motcua.base.text import fold, nfc
from motcua.base.verdict import ConflictError, InvalidError

# Without signs that sound or look alike.
_SPOKEN = "abcdefghkmnpqrstuvwxyz23456789"
_USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")
# What an officer may choose: `letters_off` stops shortcuts of one letter, for those who speak or shake.
PREFERENCES = frozenset({"letters_off"})


class UnableToCreateAccountError(InvalidError):
    """The account as described cannot be made."""


class UnableToChangePasswordError(InvalidError):
    """The new password is not taken."""


@transaction.atomic
def create_account(
    *,
    username: str,
    full_name: str,
    password: str,
    actor: Actor,
    at: datetime,
    phone: str = "",
    email: str = "",
    must_change: bool = False,
) -> int:
    """Make an account without any post; gives its number."""
    policies.can_manage_accounts(actor).require()
    account = _new_account(username, full_name, at)
    account.phone, account.email = phone.strip(), email.strip()
    account.must_change_password = must_change
    _check_password(password, account)
    account.password = make_password(password)
    _save_new(account, actor, at)
    return account.pk


def _new_account(username: str, full_name: str, at: datetime) -> Account:
    name = nfc(full_name)
    if _USERNAME.fullmatch(username) is None:
        raise UnableToCreateAccountError(
            "Tên đăng nhập chỉ gồm chữ thường không dấu, số, dấu chấm, gạch; từ 3 đến 60 ký tự.",
            fields={"username": "Nhập lại tên đăng nhập."},
        )
    if not name:
        raise UnableToCreateAccountError(
            "Nhập họ và tên của cán bộ.", fields={"full_name": "Nhập họ và tên."}
        )
    return Account(
        username=username,
        full_name=name,
        created_at=at,
        search_key=f"{fold(name)} {username}",
    )


def _check_password(password: str, account: Account) -> None:
    try:
        validate_password(password, account)
    except ValidationError as fault:
        raise UnableToChangePasswordError(
            " ".join(fault.messages), fields={"password": "Chọn mật khẩu khác."}
        ) from fault


def _save_new(account: Account, actor: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as fault:
        raise UnableToCreateAccountError(
            f"Tên đăng nhập {account.username} đã có người dùng. Chọn tên khác.",
            fields={"username": "Tên này đã có người dùng."},
        ) from fault
    named = facts.AccountNamed(username=account.username, full_name=account.full_name)
    tell(
        facts.ACCOUNT_CREATED,
        account.pk,
        facts.AccountCreated(is_demo=account.is_demo),
        actor,
        at,
        private=named,
    )


@transaction.atomic
def change_password(*, account_id: int, old: str, new: str, actor: Actor, at: datetime) -> int:
    """Change the own password; every other open session ends at once. Gives the session version."""
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise InvalidError("Không thấy tài khoản này.", code="not_found")
    if actor.account_id != account_id:
        policies.can_manage_accounts(actor).require()
    elif not account.check_password(old):
        raise UnableToChangePasswordError(
            "Mật khẩu hiện tại chưa đúng. Nhập lại mật khẩu hiện tại.",
            fields={"old": "Mật khẩu hiện tại chưa đúng."},
        )
    _check_password(new, account)
    account.password = make_password(new)
    account.must_change_password = False
    account.session_version += 1
    account.save(update_fields=["password", "session_version", "must_change_password"])
    tell(facts.PASSWORD_CHANGED, account_id, {}, actor, at)
    return account.session_version


@transaction.atomic
def reset_password(account_id: int, *, actor: Actor, at: datetime) -> str:
    """Give somebody a new password, to be changed at the next sign-in; it is given only here.

    Every open session of the account ends at once; the second factor stays.
    """
    policies.can_manage_accounts(actor).require()
    if actor.account_id == account_id:
        raise ConflictError("Mật khẩu của chính mình thì đổi ở trang Tài khoản của tôi.")
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise InvalidError("Không thấy tài khoản này.", code="not_found")
    password = temporary_password()
    account.password = make_password(password)
    account.must_change_password = True
    account.session_version += 1
    account.save(update_fields=["password", "must_change_password", "session_version"])
    tell(facts.PASSWORD_RESET, account_id, {}, actor, at)
    return password


def temporary_password() -> str:
    """Easy to read out over the telephone, with 60 random bits: `k7mr-2vxq-9wht`."""
    groups = ("".join(secrets.choice(_SPOKEN) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


@transaction.atomic
def change_details(
    account_id: int, *, full_name: str, phone: str, email: str, actor: Actor, at: datetime
) -> None:
    """Correct name, telephone and address; the user name stays."""
    policies.can_manage_accounts(actor).require()
    account = Account.objects.select_for_update().filter(pk=account_id).first()
    if account is None:
        raise InvalidError("Không thấy tài khoản này.", code="not_found")
    name = nfc(full_name)
    if not name:
        raise InvalidError("Nhập họ và tên.", fields={"full_name": "Nhập họ và tên."})
    before = {"full_name": account.full_name, "phone": account.phone, "email": account.email}
    after = {"full_name": name, "phone": phone.strip(), "email": email.strip()}
    if before == after:
        return
    account.full_name, account.phone, account.email = name, after["phone"], after["email"]
    account.search_key = f"{fold(name)} {account.username}"
    account.save(update_fields=["full_name", "phone", "email", "search_key"])
    tell(facts.DETAILS_CHANGED, account_id, {}, actor, at, {"before": before, "after": after})


@transaction.atomic
def lock_account(account_id: int, *, actor: Actor, at: datetime) -> None:
    """Let nobody sign in with the account; its open sessions end at once, its posts stay."""
    policies.can_manage_accounts(actor).require()
    if actor.account_id == account_id:
        raise ConflictError("Bạn không tự khóa tài khoản của mình được. Nhờ quản trị khác.")
    changed = Account.objects.filter(pk=account_id, is_active=True).update(
        is_active=False, session_version=F("session_version") + 1
    )
    if not changed:
        raise ConflictError("Tài khoản này đã bị khóa từ trước. Tải lại trang để xem.")
    tell(facts.ACCOUNT_LOCKED, account_id, {}, actor, at)


@transaction.atomic
def unlock_account(account_id: int, *, actor: Actor, at: datetime) -> None:
    policies.can_manage_accounts(actor).require()
    if not Account.objects.filter(pk=account_id, is_active=False).update(is_active=True):
        raise ConflictError("Tài khoản này đang hoạt động. Tải lại trang để xem.")
    tell(facts.ACCOUNT_UNLOCKED, account_id, {}, actor, at)


def set_preferences(account_id: int, preferences: dict[str, bool], *, actor: Actor) -> None:
    """Keep the officer's own choices: `letters_off` for those who use speech input."""
    if actor.account_id != account_id:
        policies.can_manage_accounts(actor).require()
    unknown = sorted(set(preferences) - PREFERENCES)
    if unknown:
        raise InvalidError(f"Không có tùy chọn {', '.join(unknown)}.")
    Account.objects.filter(pk=account_id).update(preferences=preferences)
