"""Signatures: what is made can be checked, what is changed is found, PDF/A stays what it was."""

from __future__ import annotations

import io
import os
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject, StreamObject

from motcua.documents.signing import certificates, checking, demo, keys, making, trust
from motcua.documents.signing.certificates import NotACertificateError
from motcua.documents.signing.ports import KeyKind, KeyUnavailableError, Mark, UnableToSignError
from motcua.documents.states import SignatureOutcome
from rooms.documents import signers
from rooms.documents.signers import NOW, PASSPHRASE, UNSEEN, WISH

O = SignatureOutcome
SOFTHSM = next(
    (
        path
        for path in (
            os.environ.get("SOFTHSM2_LIB", ""),
            "/usr/lib/softhsm/libsofthsm2.so",
            "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        )
        if path and Path(path).exists()
    ),
    "",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("keys")
    signers.write(made)
    return made


@pytest.fixture
def trusted(tmp_path, settings):
    settings.TRUST_ROOTS = tmp_path / "trust"
    demo.write_root(settings.TRUST_ROOTS, signers.authority())
    return trust.current()


@pytest.fixture(scope="module")
def believed(tmp_path_factory):
    """The same trust without the settings, for properties."""
    made = tmp_path_factory.mktemp("trust")
    demo.write_root(made, signers.authority())
    return trust._read(tuple((str(p), p.stat().st_mtime_ns) for p in made.iterdir()))


@pytest.fixture(scope="module")
def signed(folder):
    with keys.Pkcs12Files(folder, PASSPHRASE).open("sen") as signer:
        return signer.sign(signers.letter(), WISH)


def token(folder, monkeypatch):
    """A software token with the officer's key and certificate; tests that need it are left out."""
    if not SOFTHSM:
        pytest.skip("no libsofthsm2.so: install Debian's softhsm2 or set SOFTHSM2_LIB")
    import pkcs11
    from pkcs11.util.ec import decode_ec_private_key

    (folder / "tokens").mkdir()
    config = folder / "softhsm2.conf"
    config.write_text(f"directories.tokendir = {folder / 'tokens'}\nobjectstore.backend = file\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(config))
    tool = Path(SOFTHSM).parents[2] / "bin" / "softhsm2-util"
    command = [str(tool) if tool.exists() else "softhsm2-util", "--module", SOFTHSM]
    subprocess.run(
        [*command, "--init-token", "--free", "--label", "mot-cua", "--pin", "1234", "--so-pin", "12345678"],
        check=True, capture_output=True,
    )  # fmt: skip
    key, certificate = signers.write(folder)
    der = key.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    lib = pkcs11.lib(SOFTHSM)
    with lib.get_token(token_label="mot-cua").open(user_pin="1234", rw=True) as session:
        known = decode_ec_private_key(der)
        known |= {
            pkcs11.Attribute.LABEL: "sen",
            pkcs11.Attribute.TOKEN: True,
            pkcs11.Attribute.SIGN: True,
        }
        session.create_object(known)
        session.create_object({
            pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE,
            pkcs11.Attribute.CERTIFICATE_TYPE: pkcs11.CertificateType.X_509,
            pkcs11.Attribute.LABEL: "sen",
            pkcs11.Attribute.TOKEN: True,
            pkcs11.Attribute.SUBJECT: certificate.subject.public_bytes(),
            pkcs11.Attribute.VALUE: certificate.public_bytes(serialization.Encoding.DER),
        })  # fmt: skip
    return keys.Pkcs11Token(SOFTHSM, "mot-cua", "1234")


@pytest.fixture(params=["pkcs12", "pkcs11"])
def store(request, tmp_path, monkeypatch):
    """Both places in which a key may lie, under one contract."""
    if request.param == "pkcs11":
        return token(tmp_path, monkeypatch)
    signers.write(tmp_path)
    return keys.Pkcs12Files(tmp_path, PASSPHRASE)


def test_a_key_signs_and_its_signature_holds_wherever_it_lies(store, trusted):
    with store.open("sen") as signer:
        assert signer.certificate.subject == f"{signers.NAME} (DEMO)"
        once = signer.sign(signers.letter(), WISH)
        twice = signer.sign(once, UNSEEN)
    checked = checking.check(twice, trusted, at=NOW)
    assert checked.outcome is O.VALID
    assert [found.covers_all for found in checked.signatures] == [True, True]
    first = checked.signatures[0]
    assert (first.signed_at, first.organisation) == (NOW, signers.AGENCY)
    assert once.startswith(signers.letter()), "signing only ever appends"


def test_a_key_that_is_not_there_is_said_to_be_missing(store):
    with pytest.raises(KeyUnavailableError, match="khóa"), store.open("nguoi-khac"):
        pass


def test_a_wrong_passphrase_opens_nothing(folder):
    with (
        pytest.raises(KeyUnavailableError, match="Mật khẩu kho khóa"),
        keys.Pkcs12Files(folder, "sai").open("sen"),
    ):
        pass


@pytest.mark.parametrize("name", ["../sen", "", "Sen", "a/b"])
def test_the_name_of_a_key_is_no_path(folder, name):
    with (
        pytest.raises(KeyUnavailableError, match="Tên khóa"),
        keys.Pkcs12Files(folder, PASSPHRASE).open(name),
    ):
        pass


def test_without_a_token_the_sentence_names_the_setting(settings):
    settings.PKCS11_MODULE = ""
    with (
        pytest.raises(KeyUnavailableError, match="MOTCUA_PKCS11_MODULE"),
        keys.store_of(KeyKind.TOKEN).open("sen"),
    ):
        pass


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_any_changed_byte_is_found(signed, believed, place, flip):
    broken = bytearray(signed)
    where = int(place * len(broken))
    broken[where] ^= flip
    assert checking.check(bytes(broken), believed, at=NOW).outcome is not O.VALID


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.text(min_size=1, max_size=60), seen=st.booleans())
def test_whatever_is_signed_can_be_verified(folder, believed, name, seen):
    wish = replace(WISH, mark=Mark(name, signers.AGENCY) if seen else None)
    with keys.Pkcs12Files(folder, PASSPHRASE).open("sen") as signer:
        made = signer.sign(signers.letter(), wish)
    assert checking.check(made, believed, at=NOW).outcome is O.VALID


def test_a_page_that_is_changed_after_signing_is_told_apart(signed, trusted):
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    stream = writer.root["/Pages"]["/Kids"][0]
    stream["/Rotate"] = generic.NumberObject(90)
    writer.update_container(stream)
    out = io.BytesIO()
    writer.write(out)
    checked = checking.check(out.getvalue(), trusted, at=NOW)
    assert checked.outcome is O.CHANGED
    assert not checked.signatures[0].covers_all


def test_something_hung_on_behind_is_found(signed, trusted):
    assert checking.check(signed + b"\n% more\n", trusted, at=NOW).outcome is not O.VALID


def test_a_signature_that_is_cut_in_half_is_broken(signed, trusted):
    assert checking.check(signed[:-400] + b"\n%%EOF\n", trusted, at=NOW).outcome is O.BROKEN


def test_an_unknown_issuer_is_told(folder, tmp_path, trusted):
    signers.write(tmp_path, by=demo.authority(at=NOW, name="Nơi khác"))
    with keys.Pkcs12Files(tmp_path, PASSPHRASE).open("sen") as signer:
        made = signer.sign(signers.letter(), UNSEEN)
    assert checking.check(made, trusted, at=NOW).outcome is O.UNKNOWN


def test_a_certificate_that_had_ended_when_it_signed_is_told(tmp_path, trusted):
    signers.write(tmp_path, until=NOW - timedelta(days=1))
    with keys.Pkcs12Files(tmp_path, PASSPHRASE).open("sen") as signer:
        made = signer.sign(signers.letter(), UNSEEN)
    assert checking.check(made, trusted, at=NOW).outcome is O.EXPIRED


def test_a_certificate_that_ended_since_still_signed_in_time(signed, trusted):
    later = NOW + timedelta(days=20 * 365)
    assert checking.check(signed, trusted, at=later).outcome is O.VALID


def test_a_file_without_a_signature_says_so(trusted):
    assert checking.check(signers.letter(), trusted, at=NOW).outcome is O.NONE
    assert (
        checking.check(b"%PDF-1.7\nrubbish /ByteRange [0 1 2 3]", trusted, at=NOW).outcome
        is O.BROKEN
    )


def test_trust_is_what_lies_in_the_folder(signed, trusted, settings):
    for path in Path(settings.TRUST_ROOTS).iterdir():
        path.unlink()
    now = trust.current()
    assert now.digest != trusted.digest
    assert checking.check(signed, now, at=NOW).outcome is O.UNKNOWN


def test_an_empty_field_of_the_file_is_filled_and_the_stamp_stands_there(folder, trusted):
    spot = making.Spot(0, 300, 120, 480, 165)
    drafted = making.with_field(signers.letter(), spot, at=NOW)
    with keys.Pkcs12Files(folder, PASSPHRASE).open("sen") as signer:
        made = signer.sign(drafted, WISH)
    reader = PdfFileReader(io.BytesIO(made))
    found = list(fields.enumerate_sig_fields(reader))
    assert len(found) == 1
    widget = found[0][2].get_object()
    assert [int(x) for x in widget["/Rect"]] == [300, 120, 480, 165]
    assert checking.check(made, trusted, at=NOW).outcome is O.VALID


def test_the_stamp_says_who_which_agency_and_when(signed):
    stamp = _stamp(signed)
    text = _words_of(stamp)
    assert signers.NAME in text
    assert signers.AGENCY in text
    assert "03/09/2026 09:40:12 +07:00" in text


def _stamp(content):
    reader = PdfReader(io.BytesIO(content))
    widget = next(
        a.get_object() for a in reader.pages[0]["/Annots"] if a.get_object().get("/FT") == "/Sig"
    )
    assert int(widget["/F"]) & 4, "printed with the page"
    return widget["/AP"]["/N"].get_object()


def _words_of(stamp):
    """The text of the drawing inside the stamp, read as a page of its own."""
    inner = stamp["/Resources"]["/XObject"]
    drawn = next(iter(inner.values())).get_object()
    writer = PdfWriter()
    page = writer.add_blank_page(width=200, height=60)
    page[NameObject("/Resources")] = drawn["/Resources"].clone(writer)
    content = StreamObject()
    content.set_data(drawn.get_data())
    page[NameObject("/Contents")] = writer._add_object(content)
    return " ".join(page.extract_text().split())


def test_a_signed_form_is_still_pdf_a(signed):
    """What PDF/A-2 asks of the part that signing adds: fonts inside, an appearance, no secrets."""
    reader = PdfReader(io.BytesIO(signed))
    assert b'pdfaid:part="2"' in reader.xmp_metadata.stream.get_data()
    assert not reader.is_encrypted
    assert "/NeedAppearances" not in reader.trailer["/Root"]["/AcroForm"]
    assert reader.trailer["/ID"]
    assert "/JavaScript" not in str(reader.trailer["/Root"].get("/Names", ""))
    stamp = _stamp(signed)
    drawn = next(iter(stamp["/Resources"]["/XObject"].values())).get_object()
    fonts = drawn["/Resources"]["/Font"].values()
    for font in fonts:
        inside = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3", "/FontFile"} & set(inside.get_object())
    states = stamp["/Resources"].get("/ExtGState", {}).values()
    assert all(float(state.get_object()["/ca"]) == 1 for state in states)


def test_a_time_stamp_is_taken_where_there_is_a_service(folder, trusted, monkeypatch):
    key = rsa.generate_private_key(65537, 2048)
    _, certificate = signers.write(folder, "gio")
    by = signers.authority()
    made = (
        x509.CertificateBuilder()
        .subject_name(certificate.subject).issuer_name(by.certificate.subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(certificate.not_valid_before_utc)
        .not_valid_after(certificate.not_valid_after_utc)
        .add_extension(x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(by.key, hashes.SHA256())
    )  # fmt: skip
    der = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    root = asn1.Certificate.load(by.certificate.public_bytes(serialization.Encoding.DER))
    service = DummyTimeStamper(
        asn1.Certificate.load(made.public_bytes(serialization.Encoding.DER)),
        asn1_keys.PrivateKeyInfo.load(der),
        certs_to_embed=SimpleCertificateStore.from_certs([root]),
        fixed_dt=NOW + timedelta(seconds=3),
    )
    monkeypatch.setattr(making, "stamper", lambda: service)
    with keys.Pkcs12Files(folder, PASSPHRASE).open("sen") as signer:
        signed = signer.sign(signers.letter(), UNSEEN)
    found = checking.check(signed, trusted, at=NOW + timedelta(minutes=1)).signatures[0]
    assert found.outcome is O.VALID
    assert found.is_stamped
    assert found.signed_at == NOW + timedelta(seconds=3)


@pytest.mark.parametrize("content", [b"%PDF-1.7\nnothing", b"", signers.letter()[:900]])
def test_what_is_no_whole_pdf_is_refused_with_a_sentence(folder, content):
    with (
        keys.Pkcs12Files(folder, PASSPHRASE).open("sen") as signer,
        pytest.raises(UnableToSignError, match="in ra PDF mới"),
    ):
        signer.sign(content, WISH)


def test_certificates_are_read_from_both_spellings():
    by = signers.authority()
    _, made = demo.key_pair(by, signers.NAME, signers.AGENCY, at=NOW)
    for spelling in (serialization.Encoding.PEM, serialization.Encoding.DER):
        read = certificates.read(made.public_bytes(spelling))
        assert read.subject == f"{signers.NAME} (DEMO)"
        assert read.is_demo
    with pytest.raises(NotACertificateError, match="không phải chứng thư số"):
        certificates.read(b"xin chao")
    with pytest.raises(NotACertificateError, match="không dùng để ký"):
        certificates.read(by.pem)


@pytest.mark.parametrize("widths", ["1 2 1", "0 0 0"])
def test_a_small_file_that_claims_endless_objects_is_given_up(trusted, widths):
    """Read as the library does it would fill the memory of the machine."""
    table = (
        f"1 0 obj\n<</Type/XRef/Size 9999999999/W[{widths}]/Root 2 0 R/Length 4>>\nstream\n"
    ).encode()
    file = b"%PDF-1.5\n%/ByteRange\n" + table + b"\x01\0\0\0\nendstream\nendobj\n"
    pdf = file + b"startxref\n%d\n%%%%EOF\n" % file.index(b"1 0 obj")
    assert checking.check(pdf, trusted, at=NOW).outcome is O.BROKEN
