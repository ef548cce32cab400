"""What a person may do at a moment, from posts and loans: pure, the same as the readers' SQL."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from motcua.base.actor import Grant
from motcua.base.dates import in_vietnam


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A role of an account in a unit, from a day until another (excluded)."""

    account_id: int
    role: str
    unit_id: int
    agency_id: int
    effective_from: date
    effective_to: date | None

    def holds_on(self, on: date) -> bool:
        return self.effective_from <= on and (self.effective_to is None or on < self.effective_to)


@dataclass(frozen=True, slots=True)
class Loan:
    """Roles of one unit lent by one account to another, from a moment until another."""

    from_account_id: int
    to_account_id: int
    unit_id: int
    roles: frozenset[str]
    begins_at: datetime
    ends_at: datetime
    revoked_at: datetime | None = None

    def runs_at(self, at: datetime) -> bool:
        """Ends by itself at `ends_at`, or earlier when taken back."""
        return self.begins_at <= at < self.ends_at and (
            self.revoked_at is None or at < self.revoked_at
        )


def grants_of(
    account_id: int, posts: Iterable[HeldPost], loans: Iterable[Loan], at: datetime
) -> frozenset[Grant]:
    """Everything the account holds at that moment.

    A loan gives only what its lender holds by a post on that day: it ends with the post, and
    what was borrowed cannot be lent on.
    """
    on = in_vietnam(at).date()
    held = [post for post in posts if post.holds_on(on)]
    own = {
        Grant(post.role, post.unit_id, post.agency_id)
        for post in held
        if post.account_id == account_id
    }
    lent = {
        Grant(post.role, post.unit_id, post.agency_id, loan.from_account_id)
        for loan in loans
        if loan.to_account_id == account_id and loan.runs_at(at)
        for post in held
        if post.account_id == loan.from_account_id
        and post.unit_id == loan.unit_id
        and post.role in loan.roles
    }
    return frozenset(own | lent)
