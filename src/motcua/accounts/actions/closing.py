"""Units that are no more: the posts held there, what was lent from them, the keys of machines."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from motcua.accounts import facts, policies
from motcua.accounts.models import ApiToken, Delegation, Post
from motcua.agencies.dated import cut_off
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.journal.actions import record
from motcua.journal.writing import NewFact


@dataclass(frozen=True, slots=True)
class Closed:
    """How much of each ended, how many keys went along to another unit, and whose posts ended."""

    posts: int
    officers: int
    delegations: int
    tokens_revoked: int
    tokens_moved: int


def ending_posts(unit_ids: Collection[int], on: date) -> QuerySet[Post]:
    """Posts of the units that would last beyond the day, those that were yet to begin included."""
    lasting = Q(effective_to=None) | Q(effective_to__gt=on)
    return Post.objects.filter(lasting, unit_id__in=unit_ids)


def ending_loans(unit_ids: Collection[int], at: datetime) -> QuerySet[Delegation]:
    """Loans of the units' roles that would last beyond the moment."""
    return Delegation.objects.filter(unit_id__in=unit_ids, ends_at__gt=at, revoked_at=None)


def live_tokens(unit_ids: Collection[int], at: datetime) -> QuerySet[ApiToken]:
    """Keys of the units that would still open something."""
    return ApiToken.objects.filter(unit_id__in=unit_ids, expires_at__gt=at, revoked_at=None)


@transaction.atomic
def close_posts(
    unit_ids: Collection[int],
    *,
    on: date,
    heirs: Mapping[int, int],
    actor: Actor,
    at: datetime,
) -> Closed:
    """End the units' posts on the day (excluded) and their loans and keys at once.

    A key goes along where `heirs` names one unit that does exactly the old one's work; any other
    key is revoked, since in a unit that was put together from several it would open more than it
    was given for.
    """
    policies.can_close_units(actor).require()
    posts = list(ending_posts(unit_ids, on).order_by("id"))
    loans = list(ending_loans(unit_ids, at).order_by("id"))
    tokens = list(live_tokens(unit_ids, at).order_by("id"))
    today = in_vietnam(at).date()
    for post in posts:
        post.effective_to = cut_off(post.effective_from, day=on, today=today)
    for loan in loans:
        loan.revoked_at = at
    for token in tokens:
        if token.unit_id in heirs:
            token.unit_id = heirs[token.unit_id]
        else:
            token.revoked_at = at
    begun = [post for post in posts if post.effective_to is not None]
    Post.objects.bulk_update(begun, ["effective_to"], batch_size=1000)
    Post.objects.filter(pk__in=[post.pk for post in posts if post.effective_to is None]).delete()
    Delegation.objects.bulk_update(loans, ["revoked_at"], batch_size=1000)
    ApiToken.objects.bulk_update(tokens, ["unit", "revoked_at"], batch_size=1000)
    record([_post_fact(post, on, actor, at) for post in posts])
    record([_loan_fact(loan, actor, at) for loan in loans])
    record([_token_fact(token, actor, at) for token in tokens])
    revoked = sum(1 for token in tokens if token.revoked_at is not None)
    officers = len({post.account_id for post in posts})
    return Closed(len(posts), officers, len(loans), revoked, len(tokens) - revoked)


def _post_fact(post: Post, on: date, actor: Actor, at: datetime) -> NewFact:
    until = (post.effective_to or on).isoformat()
    data = facts.PostEnded(post=post.pk, unit=post.unit_id, role=post.role, effective_to=until)
    return NewFact(facts.POST_ENDED, facts.ACCOUNT, post.account_id, data, actor, at)


def _loan_fact(loan: Delegation, actor: Actor, at: datetime) -> NewFact:
    data = facts.DelegationRevoked(delegation=loan.pk, to_account=loan.to_account_id)
    return NewFact(facts.DELEGATION_REVOKED, facts.ACCOUNT, loan.from_account_id, data, actor, at)


def _token_fact(token: ApiToken, actor: Actor, at: datetime) -> NewFact:
    if token.revoked_at is not None:
        return NewFact(facts.TOKEN_REVOKED, facts.TOKEN, token.pk, {}, actor, at)
    data = facts.TokenMoved(unit=token.unit_id)
    return NewFact(facts.TOKEN_MOVED, facts.TOKEN, token.pk, data, actor, at)
