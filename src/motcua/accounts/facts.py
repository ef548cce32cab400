"""What this room tells the journal. Names, phones and addresses stay beside the log."""

from __future__ import annotations

from typing import Final, NotRequired, TypedDict

from motcua.journal.verbs import Verb, register

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
    reason: str


class DelegationRevoked(TypedDict):
    delegation: int
    to_account: int


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
TOKEN_CREATED: Final = "accounts.token_created"  # noqa: S105 - a verb
TOKEN_REVOKED: Final = "accounts.token_revoked"  # noqa: S105 - a verb
TOKEN_MOVED: Final = "accounts.token_moved"  # noqa: S105 - a verb
CERTIFICATE_REGISTERED: Final = "accounts.certificate_registered"
CERTIFICATE_REVOKED: Final = "accounts.certificate_revoked"
SIGNED_IN: Final = "accounts.signed_in"
SIGNED_OUT: Final = "accounts.signed_out"
SESSIONS_ENDED: Final = "accounts.sessions_ended"

register(
    Verb(ACCOUNT_CREATED, ACCOUNT, "Tạo tài khoản {username}.", AccountCreated, AccountNamed),
    Verb(ACCOUNT_LOCKED, ACCOUNT, "Khóa tài khoản."),
    Verb(ACCOUNT_UNLOCKED, ACCOUNT, "Mở khóa tài khoản."),
    Verb(PASSWORD_CHANGED, ACCOUNT, "Đổi mật khẩu."),
    Verb(POST_ASSIGNED, ACCOUNT, "Giao vị trí công tác từ ngày {effective_from}.", PostAssigned),
    Verb(POST_ENDED, ACCOUNT, "Thôi vị trí công tác từ ngày {effective_to}.", PostEnded),
    Verb(DELEGATED, ACCOUNT, "Ủy quyền đến {ends_at}. Lý do: {reason}", Delegated),
    Verb(DELEGATION_REVOKED, ACCOUNT, "Thu hồi ủy quyền.", DelegationRevoked),
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
