"""Certificates of officers, and results signed with them."""

from __future__ import annotations

from django.conf import settings

from motcua.accounts.actions import certificates
from motcua.accounts.models import SigningCertificate
from motcua.base.actor import Actor
from motcua.documents.signing.ports import KeyKind
from motcua.dossiers.actions import drafting, signing
from motcua.dossiers.actions.signing import Chosen
from motcua.dossiers.issued import SigningBatch
from motcua.dossiers.records import Request
from races.house import House
from races.table import Call, Race, race
from rooms.accounts.test_certificates import make_key
from rooms.dossiers.signed import waiting, with_key

CONTENT = {"title": "Giấy phép", "text": "Cấp phép.", "ground": ""}


def _registers(house: House, key: str) -> tuple[Actor, Call, Call]:
    head = house.world.officer("head_of_agency")
    make_key(settings, head.name, house.at, key)
    by = house.acts(
        certificates.register_certificate, account_id=head.account_id, key_kind=KeyKind.FILE,
        key_name=key,
    )  # fmt: skip
    return head, by(house.technical), by(house.clerk)


@race("accounts.certificates.register_certificate")
def register_certificate(house: House) -> Race:
    _, registers, stranger = _registers(house, house.fresh("khoa-"))
    rows = SigningCertificate.objects.count
    return Race(registers, stranger, "accounts.certificate_registered", rows=rows)


@race("accounts.certificates.revoke_certificate")
def revoke_certificate(house: House) -> Race:
    _, registers, _ = _registers(house, house.fresh("khoa-"))
    by = house.acts(certificates.revoke_certificate, registers(), reason="Mất thẻ")
    return Race(by(house.technical), by(house.clerk), "accounts.certificate_revoked")


@race("dossiers.signing.retry_batch")
def retry_batch(house: House) -> Race:
    """A dossier waits in one batch at a time, whoever asks again."""
    head = with_key(house.world, settings, house.place, key="ky-lai")
    officer = house.world.officer("case_officer")
    (code,) = waiting(house.world)
    drafting.draft_text(code, content=CONTENT, request=Request(officer, house.at))
    batch = signing.begin_batch([Chosen(code)], request=_keyed(house, head))
    path = settings.SIGNING_KEYS / "ky-lai.p12"
    kept = path.read_bytes()
    path.unlink()
    signing.carry_on(batch.pk, at=house.at)
    path.write_bytes(kept)
    first, second, other = (_keyed(house, actor) for actor in (head, head, officer))
    return Race(
        lambda: signing.retry_batch(batch.pk, request=first),
        lambda: signing.retry_batch(batch.pk, request=other),
        other=lambda: signing.retry_batch(batch.pk, request=second),
        rows=SigningBatch.objects.count,
    )


def _keyed(house: House, actor: Actor) -> Request:
    return Request(actor, house.at, key=house.fresh("ky-"))
