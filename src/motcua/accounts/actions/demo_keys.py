"""Signing keys for the invented heads of the demo, from an authority that is thrown away at once."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from motcua.accounts.actions.certificates import register_certificate
from motcua.accounts.models import Account, Post, SigningCertificate
from motcua.accounts.states import Role
from motcua.base.actor import Actor
from motcua.documents.signing.ports import KeyKind

_SIGNERS = (Role.HEAD_OF_AGENCY, Role.HEAD_OF_ROOM)


@transaction.atomic
def load_demo_keys(*, actor: Actor, at: datetime) -> int:
    """A key and a certificate for each demo head of an agency or a room who has none; how many."""
    from motcua.documents.signing import demo

    posts = Post.objects.filter(role__in=_SIGNERS, account__is_demo=True)
    have = SigningCertificate.objects.values_list("account_id", flat=True)
    heads: dict[int, tuple[Account, str]] = {
        post.account_id: (post.account, post.unit.agency.name)
        for post in posts.exclude(account_id__in=have).select_related("account", "unit__agency")
    }
    if not heads:
        return 0
    authority = demo.authority(at=at)
    demo.write_root(Path(settings.TRUST_ROOTS), authority)
    for account, agency in heads.values():
        pair = demo.key_pair(authority, account.full_name, agency, at=at)
        folder = Path(settings.SIGNING_KEYS)
        demo.write_key(folder, account.username, pair, settings.P12_PASSPHRASE, authority)
        register_certificate(
            account_id=account.pk, key_kind=KeyKind.FILE, key_name=account.username,
            actor=actor, at=at,
        )  # fmt: skip
    return len(heads)
