"""Officers' certificates: registered with their key at hand, ended with a reason, never twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.accounts import certificates
from motcua.accounts.actions.certificates import (
    UnableToRegisterError,
    register_certificate,
    revoke_certificate,
)
from motcua.accounts.certificates import NoCertificateError
from motcua.accounts.models import SigningCertificate
from motcua.base.actor import SYSTEM
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.documents.signing import demo
from motcua.documents.signing.ports import KeyKind, KeyUnavailableError, Wish
from motcua.journal import queries as journal


@pytest.fixture
def head(world, tmp_path, settings):
    """The head of the ward, with a key on the server that bears the name."""
    settings.SIGNING_KEYS = tmp_path / "keys"
    officer = world.officer("head_of_agency")
    make_key(settings, officer.name, world.at)
    return officer


def make_key(settings, name, at, key="khoa", until=None):
    by = demo.authority(at=at)
    pair = demo.key_pair(by, name, "UBND phường Nghĩa Lộ", at=at, until=until)
    demo.write_key(settings.SIGNING_KEYS, key, pair, settings.P12_PASSPHRASE, by)


def registered(account_id, at, actor=SYSTEM, key="khoa"):
    return register_certificate(
        account_id=account_id, key_kind=KeyKind.FILE, key_name=key, actor=actor, at=at
    )


def test_a_registered_officer_signs_with_the_key_on_the_server(world, head):
    admin = world.officer("technical_admin", "trung-tam-pvhcc")
    registered(head.account_id, world.at, admin)
    found = certificates.require_current(head.account_id, world.at)
    assert (found.name, found.key_name) == (head.name, "khoa")
    with certificates.signer(found, at=world.at) as signer:
        assert signer.certificate.sha256 == found.sha256
    told = [fact.verb for fact in journal.facts_about("account", head.account_id)]
    assert told[-1] == "accounts.certificate_registered"


def test_no_part_of_the_key_is_in_the_database(world, head):
    registered(head.account_id, world.at)
    row = SigningCertificate.objects.get()
    assert b"PRIVATE" not in bytes(row.der)
    assert {field.name for field in row._meta.fields} & {"key", "passphrase", "pin"} == set()


@pytest.mark.parametrize("role", ["head_of_agency", "intake_officer", "case_officer"])
def test_only_technical_administrators_register_and_end(world, head, role):
    stranger = world.officer(role)
    with pytest.raises(NotPermittedError, match="quản trị kỹ thuật"):
        registered(head.account_id, world.at, stranger)
    made = registered(head.account_id, world.at)
    with pytest.raises(NotPermittedError, match="quản trị kỹ thuật"):
        revoke_certificate(made, reason="thử", actor=stranger, at=world.at)


def test_a_certificate_of_somebody_else_is_refused(world, head):
    other = world.officer("intake_officer")
    with pytest.raises(UnableToRegisterError, match="không phải"):
        registered(other.account_id, world.at)


def test_a_certificate_out_of_its_dates_is_refused(world, head, settings):
    make_key(settings, head.name, world.at, "cu", until=world.at - timedelta(days=1))
    with pytest.raises(UnableToRegisterError, match="còn hiệu lực"):
        registered(head.account_id, world.at, key="cu")


def test_a_key_that_is_not_there_registers_nothing(world, head):
    with pytest.raises(KeyUnavailableError, match="Không đọc được"):
        registered(head.account_id, world.at, key="khong-co")
    assert not SigningCertificate.objects.exists()


def test_one_certificate_is_registered_once(world, head):
    registered(head.account_id, world.at)
    with pytest.raises(ConflictError, match="đã đăng ký"):
        registered(head.account_id, world.at)


def test_an_ended_certificate_signs_no_more_and_ends_once(world, head):
    made = registered(head.account_id, world.at)
    found = certificates.require_current(head.account_id, world.at)
    with pytest.raises(InvalidError, match="Ghi lý do"):
        revoke_certificate(made, reason=" ", actor=SYSTEM, at=world.at)
    revoke_certificate(made, reason="Mất thiết bị", actor=SYSTEM, at=world.at)
    with pytest.raises(NoCertificateError), certificates.signer(found, at=world.at):
        pass
    with pytest.raises(NoCertificateError, match="Nhờ quản trị"):
        certificates.require_current(head.account_id, world.at)
    with pytest.raises(ConflictError, match="từ trước"):
        revoke_certificate(made, reason="lần nữa", actor=SYSTEM, at=world.at)


def test_a_key_that_was_exchanged_behind_our_back_is_noticed(world, head, settings):
    registered(head.account_id, world.at)
    found = certificates.require_current(head.account_id, world.at)
    make_key(settings, head.name, world.at)
    with (
        pytest.raises(KeyUnavailableError, match="không khớp"),
        certificates.signer(found, at=world.at),
    ):
        pass


def test_the_last_registered_counts(world, head, settings):
    registered(head.account_id, world.at)
    make_key(settings, head.name, world.at, "moi")
    registered(head.account_id, world.at + timedelta(minutes=1), key="moi")
    assert certificates.current(head.account_id, world.at + timedelta(hours=1)).key_name == "moi"
    assert len(certificates.of_account(head.account_id)) == 2
    assert {view.name for view in certificates.registered(head.name)} == {head.name}


def test_the_signature_is_the_officers(world, head, settings, tmp_path):
    from rooms.documents import signers

    registered(head.account_id, world.at)
    found = certificates.require_current(head.account_id, world.at)
    with certificates.signer(found, at=world.at) as signer:
        signed = signer.sign(signers.letter(), Wish(world.at))
    assert head.name.encode() in signed or f"{head.name} (DEMO)" == found.subject
