"""Dossiers that wait for the head's signature, and a head who can sign."""

from __future__ import annotations

import random

from motcua.accounts import queries as accounts
from motcua.accounts.actions.certificates import register_certificate
from motcua.base.actor import SYSTEM
from motcua.documents.signing import demo as keys
from motcua.documents.signing.ports import KeyKind
from motcua.dossiers import demo
from motcua.dossiers.models import Dossier
from world import WARD

LICENCE = "1.013225"
MARRIAGE = "1.004873"
BUSINESS = "1.001612"


def waiting(world, count=1, agency=WARD, procedure=LICENCE, hours=64.0):
    """Codes of dossiers brought to the step of signing by the officers who must."""
    before = set(Dossier.objects.values_list("code", flat=True))
    teller = demo._Teller(random.Random(7), world.at)
    teller.number = 500 + len(before)
    for _ in range(count):
        assert teller.tell(demo.Story(procedure, agency, hours, "signing"))
    rows = Dossier.objects.exclude(code__in=before).order_by("id")
    return [row.code for row in rows]


def with_key(
    world, settings, folder, role="head_of_agency", agency=WARD, key="lanh-dao", unit=None
):
    """An officer of that role (in that unit) with a registered certificate, whom the house believes."""
    settings.SIGNING_KEYS, settings.TRUST_ROOTS = folder / "keys", folder / "trust"
    settings.DOCUMENT_ROOT = folder / "documents"
    officer = world.in_unit(role, unit) if unit else world.officer(role, agency)
    by = keys.authority(at=world.at)
    pair = keys.key_pair(by, officer.name, "UBND phường Nghĩa Lộ", at=world.at)
    keys.write_key(settings.SIGNING_KEYS, key, pair, settings.P12_PASSPHRASE, by)
    keys.write_root(settings.TRUST_ROOTS, by)
    register_certificate(
        account_id=officer.account_id,
        key_kind=KeyKind.FILE,
        key_name=key,
        actor=SYSTEM,
        at=world.at,
    )
    return accounts.actor_for(officer.account_id, world.at)
