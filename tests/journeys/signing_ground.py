"""Run beside a house on its database and folder; told by words on its input, answers a line each.

lay   →  {"permits": [code, code, code], "household": code}: what waits for two heads' signatures
sign  →  how many results the background worker's part dealt with
"""

from __future__ import annotations

import json
import random
import sys
from datetime import datetime
from pathlib import Path

from motcua.config.database import django

SIGNERS = ("chutich.nghialo", "kinhte.nghialo")
PERMIT, HOUSEHOLD, WARD = "1.013225", "1.001612", "ubnd-21028"


def lay() -> dict[str, object]:
    from motcua.base.dates import in_vietnam
    from motcua.base.time import now
    from motcua.dossiers.demo import Story, _Teller
    from motcua.dossiers.models import Dossier
    from motcua.dossiers.signing_demo import load_drafts

    at = in_vietnam(now())
    keys(at)
    teller = _Teller(random.Random(7), at)
    teller.number = 600

    def told(procedure: str, hours: float) -> str:
        assert teller.tell(Story(procedure, WARD, hours, "signing"))
        return Dossier.objects.latest("id").code

    laid = {"permits": [told(PERMIT, 64) for _ in range(3)], "household": told(HOUSEHOLD, 10)}
    load_drafts(at=at)
    return laid


def keys(at: datetime) -> None:
    from django.conf import settings

    from motcua.accounts import queries as accounts
    from motcua.accounts.actions.certificates import register_certificate
    from motcua.base.actor import SYSTEM
    from motcua.documents.signing import demo
    from motcua.documents.signing.ports import KeyKind

    authority = demo.authority(at=at)
    demo.write_root(Path(settings.TRUST_ROOTS), authority)
    for username in SIGNERS:
        account = accounts.account_by_username(username)
        assert account
        pair = demo.key_pair(authority, account.full_name, "UBND phường Nghĩa Lộ", at=at)
        folder = Path(settings.SIGNING_KEYS)
        demo.write_key(folder, username, pair, settings.P12_PASSPHRASE, authority)
        register_certificate(
            account_id=account.id, key_kind=KeyKind.FILE, key_name=username, actor=SYSTEM, at=at
        )


def sign() -> int:
    from motcua.dossiers.tasks import continue_signing

    return continue_signing()


if __name__ == "__main__":
    with django():
        for word in sys.stdin:
            print(json.dumps({"lay": lay, "sign": sign}[word.strip()]()), flush=True)
