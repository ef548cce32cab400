"""Forms of the second factor: at sign-in, when it is set up, and when it is shown again."""

from __future__ import annotations

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django import forms

from motcua.accounts import actions
from motcua.base.time import now
from motcua.base.verdict import InvalidError

_CODE = {
    "autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false", "autofocus": True
}  # fmt: skip
# What a browser, or somebody who plays one, may send in the place of a passkey's answer.
_NONSENSE = (KeyError, TypeError, ValueError, AttributeError, IndexError)


class CodeField(forms.CharField):
    """Six digits of the telephone, or eight of a recovery code; spaces between them do no harm."""

    def __init__(self, label: str = "Mã xác thực", **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "6 chữ số trên điện thoại, hoặc một mã dự phòng 8 chữ số.")
        super().__init__(
            label=label, max_length=20, widget=forms.TextInput(attrs=_CODE),
            error_messages={"required": "Nhập mã xác thực."}, **kwargs,
        )  # fmt: skip


class SignInCodeForm(AuthenticateForm):  # type: ignore[misc]
    """allauth's step of the sign-in, with our counting of wrong codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = CodeField()

    def clean_code(self) -> str:
        try:
            self.authenticator = actions.take_code(
                self.user.pk, self.cleaned_data["code"], at=now()
            )
        except InvalidError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return str(self.cleaned_data["code"])


class SignInPasskeyForm(AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey's answer to the challenge that this session was given."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()
        except (forms.ValidationError, *_NONSENSE) as fault:
            raise forms.ValidationError(
                "Khóa truy cập chưa khớp. Bấm lại, hoặc dùng mã trên điện thoại."
            ) from fault


class TotpForm(forms.Form):
    """The code that proves the telephone has the secret, and the password of whoever asks."""

    password = forms.CharField(
        label="Mật khẩu của anh/chị", strip=False,
        help_text="Để người khác không đặt thay khi anh/chị rời máy.",
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": "Nhập mật khẩu."},
    )  # fmt: skip
    code = CodeField("Mã 6 chữ số trên điện thoại", help_text="Mã đổi sau mỗi 30 giây.")

    def __init__(self, *args: Any, with_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_password:
            del self.fields["password"]


class PasskeyForm(forms.Form):
    """A new passkey: its name and what the browser made of the challenge."""

    password = TotpForm.base_fields["password"]
    name = forms.CharField(
        label="Tên khóa", max_length=60, required=False,
        help_text="Để phân biệt, ví dụ: Máy ở cơ quan, Khóa USB màu xanh.",
    )  # fmt: skip
    credential = forms.JSONField(
        widget=forms.HiddenInput, error_messages={"required": "Bấm nút rồi làm theo trình duyệt."}
    )

    def __init__(self, *args: Any, with_password: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_password:
            del self.fields["password"]

    def clean_credential(self) -> dict[str, Any]:
        """Verified against the challenge of this session."""
        credential = self.cleaned_data["credential"]
        try:
            auth.parse_registration_response(credential)
            auth.complete_registration(credential)
        except (forms.ValidationError, *_NONSENSE) as fault:
            raise forms.ValidationError("Trình duyệt chưa tạo được khóa. Bấm lại.") from fault
        return dict(credential)


class CodeForm(forms.Form):
    """Show the second factor again."""

    code = CodeField()


class ReasonOnlyForm(forms.Form):
    """Why a lost device is to be forgotten."""

    reason = forms.CharField(
        label="Lý do", max_length=300, error_messages={"required": "Ghi lý do."},
        help_text="Ví dụ: mất điện thoại ngày 12/9, đã gọi xác nhận với người ấy.",
    )  # fmt: skip
