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


def held_on(post: HeldPost, on: date) -> bool:
    return post.start <= on and not (post.end is not None and post.end <= on)


def runs(loan: Loan, at: datetime) -> bool:
    stop = loan.ends if loan.revoked is None else min(loan.ends, loan.revoked)
    return loan.begins <= at < stop


def grants(account: int, posts: list[HeldPost], loans: list[Loan], at: datetime) -> set[Grant]:
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
    return found
