"""What a password must be: long, not guessable from the account, not in the list of common ones."""

from __future__ import annotations

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from motcua.accounts.models import Account
from motcua.base.text import fold

MIN_CHARS = 10
_SENTENCE = f"ít nhất {MIN_CHARS} ký tự, có cả chữ và số, không chứa tên đăng nhập hoặc họ tên"


class PasswordRules:
    """Django's validator protocol; every refusal says what to do."""

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raise ValidationError with every rule that the password breaks."""
        faults = [sentence for broken, sentence in self._rules(password, user) if broken]
        if faults:
            raise ValidationError(faults)

    def _rules(self, password: str, user: Account | None) -> list[tuple[bool, str]]:
        folded = fold(password)
        own = [user.username, *fold(user.full_name).split()] if user else []
        return [
            (len(password) < MIN_CHARS, f"Mật khẩu phải có ít nhất {MIN_CHARS} ký tự."),
            (
                password.isdigit() or password.isalpha(),
                "Mật khẩu phải có cả chữ và số hoặc ký hiệu.",
            ),
            (
                any(len(part) > 2 and part in folded for part in own),  # noqa: PLR2004
                "Mật khẩu không được chứa tên đăng nhập hoặc họ tên của bạn.",
            ),
            (_is_common(password), "Mật khẩu này quá phổ biến, dễ bị đoán. Chọn mật khẩu khác."),
        ]

    def get_help_text(self) -> str:
        return f"Mật khẩu {_SENTENCE}."


_common = CommonPasswordValidator()


def _is_common(password: str) -> bool:
    return password.lower().strip() in _common.passwords
