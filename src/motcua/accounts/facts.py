"""What this room tells the journal. Names, phones and addresses stay beside the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, NotRequired, TypedDict

from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.dates import format_date
from motcua.journal.verbs import Told, Verb, register

ACCOUNT = "account"
TOKEN = "api_token"  # noqa: S105 - a kind of subject, not a secret


class AccountNamed(TypedDict):
    username: str
    full_name: str


class AccountCreated(TypedDict):
    is_demo: bool


class PostAssigned(TypedDict):
    post: int
    unit: int
    role: str
    effective_from: str


class PostEnded(TypedDict):
    post: int
    unit: int
    role: str
    effective_to: str


class Delegated(TypedDict):
    delegation: int
    to_account: int
    unit: int
    roles: list[str]
    begins_at: str
    ends_at: str


class DelegationRevoked(TypedDict):
    delegation: int
    to_account: int


class AbsenceRecorded(TypedDict):
    absence: int
    stand_in: int
    begins_at: str
    ends_at: str


class AbsenceEnded(TypedDict):
    absence: int
    stand_in: int


class Reason(TypedDict):
    reason: str


class Details(TypedDict):
    before: dict[str, str]
    after: dict[str, str]


class Factor(TypedDict):
    kind: str


class FactorReset(TypedDict):
    reset: int


class TokenCreated(TypedDict):
    unit: int
    scopes: list[str]
    expires_at: str


class TokenMoved(TypedDict):
    unit: int


class CertificateRegistered(TypedDict):
    certificate: int
    serial: str
    key_kind: str
    valid_until: str


class CertificateRevoked(TypedDict):
    certificate: int
    serial: str
    reason: str


class SignedIn(TypedDict):
    ip: NotRequired[str]


class SessionsEnded(TypedDict):
    reason: str


ACCOUNT_CREATED: Final = "accounts.account_created"
ACCOUNT_LOCKED: Final = "accounts.account_locked"
ACCOUNT_UNLOCKED: Final = "accounts.account_unlocked"
PASSWORD_CHANGED: Final = "accounts.password_changed"  # noqa: S105 - a verb
POST_ASSIGNED: Final = "accounts.post_assigned"
POST_ENDED: Final = "accounts.post_ended"
DELEGATED: Final = "accounts.delegated"
DELEGATION_REVOKED: Final = "accounts.delegation_revoked"
ABSENCE_RECORDED: Final = "accounts.absence_recorded"
ABSENCE_ENDED: Final = "accounts.absence_ended"
DETAILS_CHANGED: Final = "accounts.details_changed"
PASSWORD_RESET: Final = "accounts.password_reset"  # noqa: S105 - a verb
FACTOR_ADDED: Final = "accounts.factor_added"
FACTOR_REMOVED: Final = "accounts.factor_removed"
FACTOR_BARRED: Final = "accounts.factor_barred"
RECOVERY_CODES_MADE: Final = "accounts.recovery_codes_made"
FACTOR_RESET_ASKED: Final = "accounts.factor_reset_asked"
FACTOR_RESET_REFUSED: Final = "accounts.factor_reset_refused"
FACTOR_RESET_DONE: Final = "accounts.factor_reset_done"
TOKEN_CREATED: Final = "accounts.token_created"  # noqa: S105 - a verb
TOKEN_REVOKED: Final = "accounts.token_revoked"  # noqa: S105 - a verb
TOKEN_MOVED: Final = "accounts.token_moved"  # noqa: S105 - a verb
CERTIFICATE_REGISTERED: Final = "accounts.certificate_registered"
CERTIFICATE_REVOKED: Final = "accounts.certificate_revoked"
SIGNED_IN: Final = "accounts.signed_in"
SIGNED_OUT: Final = "accounts.signed_out"
SESSIONS_ENDED: Final = "accounts.sessions_ended"

FACTOR_NAMES: Final = {
    "totp": "ứng dụng tạo mã", "webauthn": "khóa truy cập", "recovery_codes": "mã dự phòng"
}  # fmt: skip


def _post(what: str, key: str) -> Callable[[Told], str]:
    """`Giao vị trí công tác: Văn thư, Sở Xây dựng, từ ngày 01/10/2026.`"""

    def sentence(fact: Told) -> str:
        day = format_date(date.fromisoformat(fact.data[key]))
        unit = agencies.unit(fact.data["unit"]).full_name
        return f"{what}: {Role(fact.data['role']).label}, {unit}, từ ngày {day}."

    return sentence


def _factor(what: str) -> Callable[[Told], str]:
    return lambda fact: f"{what}: {FACTOR_NAMES.get(fact.data['kind'], 'không rõ')}."


register(
    Verb(ACCOUNT_CREATED, ACCOUNT, "Tạo tài khoản {username}.", AccountCreated, AccountNamed),
    Verb(ACCOUNT_LOCKED, ACCOUNT, "Khóa tài khoản."),
    Verb(ACCOUNT_UNLOCKED, ACCOUNT, "Mở khóa tài khoản."),
    Verb(PASSWORD_CHANGED, ACCOUNT, "Đổi mật khẩu."),
    Verb(POST_ASSIGNED, ACCOUNT, _post("Giao vị trí công tác", "effective_from"), PostAssigned),
    Verb(POST_ENDED, ACCOUNT, _post("Thôi vị trí công tác", "effective_to"), PostEnded),
    Verb(DELEGATED, ACCOUNT, "Ủy quyền đến {ends_at}.", Delegated, Reason),
    Verb(DELEGATION_REVOKED, ACCOUNT, "Thu hồi ủy quyền.", DelegationRevoked),
    Verb(
        ABSENCE_RECORDED,
        ACCOUNT,
        "Vắng mặt từ {begins_at} đến {ends_at}, có người thay.",
        AbsenceRecorded,
        Reason,
    ),
    Verb(ABSENCE_ENDED, ACCOUNT, "Kết thúc vắng mặt, người thay thôi làm thay.", AbsenceEnded),
    Verb(DETAILS_CHANGED, ACCOUNT, "Sửa thông tin của tài khoản.", private=Details),
    Verb(PASSWORD_RESET, ACCOUNT, "Cấp lại mật khẩu tạm, phải đổi khi đăng nhập."),
    Verb(FACTOR_ADDED, ACCOUNT, _factor("Bật lớp xác thực thứ hai"), Factor),
    Verb(FACTOR_REMOVED, ACCOUNT, _factor("Bỏ lớp xác thực thứ hai"), Factor),
    Verb(FACTOR_BARRED, ACCOUNT, "Nhập sai mã xác thực nhiều lần, tạm khóa nhập mã."),
    Verb(RECOVERY_CODES_MADE, ACCOUNT, "Tạo mã dự phòng mới."),
    Verb(FACTOR_RESET_ASKED, ACCOUNT, "Đề nghị cấp lại lớp xác thực.", FactorReset, Reason),
    Verb(FACTOR_RESET_REFUSED, ACCOUNT, "Không cấp lại lớp xác thực.", FactorReset),
    Verb(
        FACTOR_RESET_DONE,
        ACCOUNT,
        "Cấp lại lớp xác thực; mọi phiên đăng nhập kết thúc.",
        FactorReset,
    ),
    Verb(TOKEN_CREATED, TOKEN, "Cấp khóa kết nối, hết hạn {expires_at}.", TokenCreated),
    Verb(TOKEN_REVOKED, TOKEN, "Thu hồi khóa kết nối."),
    Verb(TOKEN_MOVED, TOKEN, "Khóa kết nối theo đơn vị mới.", TokenMoved),
    Verb(
        CERTIFICATE_REGISTERED,
        ACCOUNT,
        "Đăng ký chứng thư số {serial}, hết hạn {valid_until}.",
        CertificateRegistered,
    ),
    Verb(
        CERTIFICATE_REVOKED,
        ACCOUNT,
        "Thôi dùng chứng thư số {serial}. Lý do: {reason}",
        CertificateRevoked,
    ),
    Verb(SIGNED_IN, ACCOUNT, "Đăng nhập.", SignedIn),
    Verb(SIGNED_OUT, ACCOUNT, "Đăng xuất."),
    Verb(SESSIONS_ENDED, ACCOUNT, "Kết thúc các phiên đăng nhập. Lý do: {reason}", SessionsEnded),
)
