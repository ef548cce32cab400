"""Accounts, dated posts, delegations, machines' tokens and the open sessions of each account."""

from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Coalesce, Greatest

from motcua.accounts.states import Role, Scope
from motcua.agencies.dated import Dated, DatedQuerySet, ends_after_start, no_overlap
from motcua.documents.signing.ports import KeyKind

# From the first moment until the last or the early return; called off before it began: never.
_AWAY = Func(
    F("begins_at"),
    Greatest(F("begins_at"), Coalesce(F("ended_at"), F("ends_at"))),
    function="tstzrange",
    output_field=DateTimeRangeField(),
)
_ROLES = [(role.value, role.label) for role in Role]
_SCOPES = [(scope.value, scope.label) for scope in Scope]


class Account(AbstractBaseUser):
    """An officer who can sign in. What they may do is said by posts, never by the account.

    `session_version` grows when every open session must end at once (new password, lock);
    `must_change_password` is set with a password that somebody else has seen.
    """

    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    phone = models.CharField(max_length=15, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False)
    session_version = models.PositiveIntegerField(default=1)
    preferences = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField()
    search_key = models.CharField(max_length=200)

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="account_username_form", condition=Q(username__regex=r"^[a-z0-9][a-z0-9._-]*$")
            )
        ]
        indexes = [
            models.Index(fields=["search_key", "id"], name="account_by_name"),
            GinIndex(fields=["search_key"], opclasses=["gin_trgm_ops"], name="account_search"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        """The given name, by which people in Vietnam are addressed."""
        return self.full_name.rsplit(" ", 1)[-1]


class Post(Dated):
    """One role of one account in one unit, between two dates."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="posts")
    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=_ROLES)

    objects: ClassVar[DatedQuerySet[Post]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            no_overlap("post_periods_apart", "account", "unit", "role"),
            ends_after_start("post_ends_after_start"),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="post_by_unit")]

    def __str__(self) -> str:
        return f"{Role(self.role).label}: {self.account}"


class Delegation(models.Model):
    """Roles of one unit lent to another account from one moment until another; ends by itself."""

    from_account = models.ForeignKey(Account, models.PROTECT, related_name="delegations_out")
    to_account = models.ForeignKey(Account, models.PROTECT, related_name="delegations_in")
    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+")
    roles = ArrayField(models.CharField(max_length=20, choices=_ROLES))
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    revoked_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delegation_ends_after_start", condition=Q(ends_at__gt=F("begins_at"))
            ),
            models.CheckConstraint(
                name="delegation_to_another", condition=~Q(from_account=F("to_account"))
            ),
            models.CheckConstraint(name="delegation_has_roles", condition=Q(roles__len__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.from_account} → {self.to_account}"


class Absence(models.Model):
    """Vắng mặt: from one moment until another a colleague does the absent officer's work.

    `ended_at` is the early return, or the moment at which it was called off.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="absences")
    stand_in = models.ForeignKey(Account, models.PROTECT, related_name="stands_in")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_start", condition=Q(ends_at__gt=F("begins_at"))
            ),
            models.CheckConstraint(
                name="absence_stand_in_is_another", condition=~Q(account=F("stand_in"))
            ),
            ExclusionConstraint(
                name="absence_one_at_a_time",
                expressions=[("account", RangeOperators.EQUAL), (_AWAY, RangeOperators.OVERLAPS)],
            ),
        ]
        indexes = [
            models.Index(fields=["stand_in", "begins_at"], name="absence_by_stand_in"),
        ]

    def __str__(self) -> str:
        return f"{self.account}, {self.stand_in}"


class SecondFactorReset(models.Model):
    """Cấp lại lớp xác thực: one administrator asks for a lost device to be forgotten, another agrees."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], name="reset_one_waiting", condition=Q(decided_at=None)
            ),
            models.CheckConstraint(
                name="reset_needs_four_eyes",
                condition=Q(decided_by=None) | Q(agreed=False) | ~Q(decided_by=F("asked_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.asked_at:%d/%m/%Y}"


class FailedCode(models.Model):
    """Mã xác thực sai: what limits guessing of a second factor, for all web processes alike."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "at"], name="failed_code_recent")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.at:%H:%M}"


class ApiToken(models.Model):
    """A machine's key to one unit; only the SHA-256 of the secret is kept.

    `last_used_on` is a day, not a moment: one write a day for each token.
    """

    name = models.CharField(max_length=120)
    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+")
    scopes = ArrayField(models.CharField(max_length=30, choices=_SCOPES))
    prefix = models.CharField(max_length=12, unique=True)
    secret_hash = models.BinaryField(max_length=32)
    created_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="token_has_scopes", condition=Q(scopes__len__gt=0)),
            models.CheckConstraint(
                name="token_ends_after_start", condition=Q(expires_at__gt=F("created_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"


class OpenSession(models.Model):
    """A browser that is signed in. The cookie holds a random key; only its SHA-256 is stored.

    Also carries what Django keeps for a session, so that a page reads session, account,
    posts and delegations in one statement.
    """

    key_hash = models.BinaryField(max_length=32, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions")
    session_version = models.PositiveIntegerField(default=0)
    contents = models.JSONField(default=dict)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ip = models.GenericIPAddressField(null=True)
    agent = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["seen_at"], name="session_by_seen")]

    def __str__(self) -> str:
        return f"{self.account} {self.began_at:%d/%m/%Y %H:%M}"


class SigningCertificate(models.Model):
    """Chứng thư số of an officer. The private key stays where it lies: file or token, never here.

    `key_kind` and `key_name` say where; `sha256` is the fingerprint of `der`.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=300)
    issuer = models.CharField(max_length=300)
    serial = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    sha256 = models.CharField(max_length=64, unique=True)
    der = models.BinaryField()
    key_kind = models.CharField(max_length=8, choices=[(k.value, k.label) for k in KeyKind])
    key_name = models.CharField(max_length=120)
    registered_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["account", "valid_until"],
                name="certificate_in_use",
                condition=Q(revoked_at=None),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="certificate_ends_after_start", condition=Q(valid_until__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="certificate_revoked_has_reason",
                condition=Q(revoked_at=None) | ~Q(revoked_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.subject
