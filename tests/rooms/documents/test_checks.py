"""What is known of a kept file's signatures: looked at when it comes in, again when asked."""

from __future__ import annotations

import pytest

from motcua.base.actor import SYSTEM
from motcua.documents import actions, queries, tasks, vault
from motcua.documents.models import SignatureCheck
from motcua.documents.rules import FileRefusedError
from motcua.documents.signing import demo, keys
from motcua.documents.states import SignatureOutcome
from rooms.documents import signers
from rooms.documents.signers import NOW, PASSPHRASE, WISH

pytestmark = pytest.mark.django_db
O = SignatureOutcome


@pytest.fixture(autouse=True)
def folders(tmp_path, settings):
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    settings.TRUST_ROOTS = tmp_path / "trust"
    demo.write_root(settings.TRUST_ROOTS, signers.authority())


@pytest.fixture
def signed(tmp_path):
    signers.write(tmp_path / "keys")
    with keys.Pkcs12Files(tmp_path / "keys", PASSPHRASE).open("sen") as signer:
        return signer.sign(signers.letter(), WISH)


def kept(content):
    return actions.store(content, actor=SYSTEM, at=NOW).sha256


def test_every_pdf_is_looked_at_when_it_comes_in(signed):
    plain, good = kept(signers.letter()), kept(signed)
    found = queries.checks([plain, good])
    assert found[plain].outcome is O.NONE
    assert found[good].outcome is O.VALID
    one = found[good].signatures[0]
    assert (one.organisation, one.signed_at, one.covers_all) == (signers.AGENCY, NOW, True)
    assert found[good].checked_at == NOW


def test_a_changed_file_comes_in_and_says_what_it_is(signed):
    spoilt = signed.replace(b"/Type/Page/", b"/Type/Pagf/", 1)
    broken = kept(signed[:2000] + bytes([signed[2000] ^ 1]) + signed[2001:])
    assert queries.checks([broken])[broken].outcome is O.BROKEN
    assert spoilt


def test_a_byte_that_turns_in_the_store_is_found_by_looking_again(signed):
    good = kept(signed)
    path = vault.path_of(good)
    content = bytearray(path.read_bytes())
    content[1000] ^= 1
    path.write_bytes(content)
    assert actions.check_signatures(good, at=NOW) is O.BROKEN
    assert queries.checks([good])[good].outcome is O.BROKEN


def test_pictures_have_no_signatures_to_look_at():
    picture = kept(PICTURE)
    assert queries.checks([picture]) == {}
    with pytest.raises(FileRefusedError, match="PDF"):
        actions.check_signatures(picture, at=NOW)


def test_another_list_of_authorities_leads_to_another_look(signed, settings):
    good, plain = kept(signed), kept(signers.letter())
    assert tasks.recheck_outdated() == 0
    (settings.TRUST_ROOTS / "moi.pem").write_bytes(demo.authority(at=NOW, name="Mới").pem)
    assert tasks.recheck_outdated() == 1
    for path in settings.TRUST_ROOTS.iterdir():
        path.unlink()
    assert tasks.recheck_outdated() == 1
    assert queries.checks([good])[good].outcome is O.UNKNOWN
    SignatureCheck.objects.filter(file_id=plain).delete()
    assert tasks.recheck_outdated() == 1, "a file kept before there were checks is caught up with"


def test_what_is_gone_from_the_store_stops_nobody(signed, settings):
    vault.path_of(kept(signed)).unlink()
    (settings.TRUST_ROOTS / "moi.pem").write_bytes(demo.authority(at=NOW).pem)
    assert tasks.recheck_outdated() == 0


PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)
