"""What a person holds, said naively over plain rows: the judge of the readers' SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from motcua.base.actor import Grant


@dataclass(frozen=True)
class HeldPost:
    account: int
    role: str
    unit: int
    agency: int
    start: date
    end: date | None


@dataclass(frozen=True)
class Loan:
    lender: int
    borrower: int
    unit: int
    roles: frozenset[str]
    begins: datetime
    ends: datetime
    revoked: datetime | None


@dataclass(frozen=True)
class Away:
    absent: int
    stand_in: int
    begins: datetime
    ends: datetime
    back: datetime | None


PERSONAL = {"technical_admin", "business_admin", "inspector"}


def is_away(row: Away, at: datetime) -> bool:
    return row.begins <= at < (row.ends if row.back is None else min(row.ends, row.back))


def held_on(post: HeldPost, on: date) -> bool:
    return post.start <= on and not (post.end is not None and post.end <= on)


def runs(loan: Loan, at: datetime) -> bool:
    stop = loan.ends if loan.revoked is None else min(loan.ends, loan.revoked)
    return loan.begins <= at < stop


def grants(
    account: int, posts: list[HeldPost], loans: list[Loan], away: list[Away], at: datetime
) -> set[Grant]:
    found = set()
    for post in posts:
        if not held_on(post, at.date()):
            continue
        if post.account == account:
            found.add(Grant(post.role, post.unit, post.agency))
        for loan in loans:
            fits = (loan.lender, loan.unit) == (post.account, post.unit) and post.role in loan.roles
            if fits and loan.borrower == account and runs(loan, at):
                found.add(Grant(post.role, post.unit, post.agency, loan.lender))
        for row in away:
            fits = row.absent == post.account and post.role not in PERSONAL
            if fits and row.stand_in == account and is_away(row, at):
                found.add(Grant(post.role, post.unit, post.agency, row.absent, stands_in=True))
    return found
