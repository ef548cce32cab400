"""How allauth keeps second factors here: secrets encrypted, words in Vietnamese, no mail sent."""

from __future__ import annotations

import base64
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser

_PURPOSE = b"motcua second factor"


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts the seeds of codes, so that a copy of the database alone makes no code.

    The key is derived from the house's signing key; earlier ones (`SECRET_KEY_FALLBACKS`) still
    open what they closed.
    """

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "Mã chưa đúng. Xem mã mới nhất trên điện thoại rồi nhập lại.",
        "cannot_delete_authenticator": "Vai trò của anh/chị cần lớp xác thực thứ hai.",
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises `InvalidToken` when the house's signing key was changed without keeping the old."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        return str(user.get_username())

    def generate_authenticator_name(
        self,
        user: AbstractBaseUser,  # noqa: ARG002 - allauth's signature
        type: Any,  # noqa: A002, ARG002 - allauth's signature
    ) -> str:
        return "Khóa truy cập"

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The journal tells, and the officer's own page shows it."""


def _box() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str | bytes) -> bytes:
    said = key.encode() if isinstance(key, str) else key
    derived = HKDF(hashes.SHA256(), 32, None, _PURPOSE).derive(said)
    return base64.urlsafe_b64encode(derived)


__all__ = ["FactorAdapter", "InvalidToken"]
