"""What whoever tries the house out finds: a head with a key, and results that wait for it."""

from __future__ import annotations

from motcua.accounts import certificates
from motcua.accounts.actions.demo_keys import load_demo_keys
from motcua.base.actor import SYSTEM
from motcua.dossiers import signing_demo
from motcua.dossiers.actions import signing
from motcua.dossiers.actions.signing import Chosen
from motcua.dossiers.queries import signatures
from motcua.dossiers.records import Request
from rooms.dossiers.signed import waiting


def test_the_demo_heads_sign_what_waits(world, settings, tmp_path):
    settings.SIGNING_KEYS, settings.TRUST_ROOTS = tmp_path / "keys", tmp_path / "trust"
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    assert load_demo_keys(actor=SYSTEM, at=world.at) > 3
    assert load_demo_keys(actor=SYSTEM, at=world.at) == 0
    head = world.officer("head_of_agency")
    assert "DEMO" in certificates.require_current(head.account_id, world.at).subject
    codes = waiting(world, 2)
    assert signing_demo.load_drafts(at=world.at) == 2
    batch = signing.begin_batch(
        [Chosen(code) for code in codes], request=Request(head, world.at, key="k")
    )
    signing.carry_on(batch.pk, at=world.at)
    assert signatures.batch(batch.pk, head).signed == 2
