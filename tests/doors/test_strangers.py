"""A stranger, a citizen with leave for another dossier, an officer of another agency: each finds a wall."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings as house
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver

from motcua.accounts.models import Account, OpenSession
from motcua.accounts.queries import DEMO_PASSWORD
from motcua.base.actor import ANONYMOUS
from motcua.documents.kinds import FileKind
from motcua.documents.rules import clean_name
from motcua.dossiers.actions import intake
from motcua.dossiers.actions.tracking import note_failed_attempt
from motcua.dossiers.models import Attachment, Dossier
from motcua.dossiers.people import People, Person
from motcua.dossiers.queries import tracking
from motcua.dossiers.records import Request
from motcua.dossiers.visibility import NOTHING, scope
from motcua.procedures import queries as procedures
from world import NOW

BIRTH = "1.001193"
SEN = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000317")
HA, STRANGER = "tiepnhan.nghialo", "hotich.binhson"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


def desk_routes(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        here = prefix + str(entry.pattern)
        if not isinstance(entry, URLPattern):
            yield from desk_routes(entry, here)
        elif hasattr(getattr(entry.callback, "gate", None), "roles"):
            yield here, entry.callback.gate


def filled(route, code):
    made = route.replace("<str:code>", code).replace("<slug:slug>", "chuyen-buoc")
    made = made.replace("<slug:kind>", "refusal").replace("<slug:view>", "unit")
    made = made.replace("<slug:key>", "province").replace("<str:name>", "contact.hotline")
    return "/" + re.sub(r"<(int|number|slug|str):\w+>", "1", made)


def signed_in(username, **options):
    client = Client(**options)
    client.force_login(Account.objects.get(username=username), BACKEND)
    return client


@pytest.fixture
def papers(world):
    version = procedures.current_version(BIRTH, world.at.date())
    return tuple(
        {"key": paper.key, "name": paper.name, "originals": 1}
        for paper in version.papers
        if paper.required and not paper.condition and not paper.shown_only
    )


@pytest.fixture
def receive(world, papers):
    def received(person=SEN):
        return intake.receive(
            intake.Intake(BIRTH, People(person, person), papers),
            unit_id=world.one_stop().id,
            request=Request(world.officer("intake_officer"), world.at),
        ).state  # fmt: skip

    return received


@pytest.fixture
def received(receive):
    return receive()


# Strangers


def test_a_stranger_is_led_to_the_sign_in_and_nowhere_else(received):
    client = Client()
    seen = 0
    for route, _gate in desk_routes():
        for method in ("get", "post", "put", "delete", "head"):
            answer = getattr(client, method)(filled(route, received.code))
            assert answer.status_code == 302, (method, route)
            assert answer.headers["Location"].startswith("/dang-nhap/?next=/"), route
            assert received.code not in answer.content.decode()
            seen += 1
    assert seen > 100


def test_every_post_needs_its_form(received):
    """No page of ours, no change: also for somebody who is signed in."""
    clients = [signed_in(HA, enforce_csrf_checks=True), Client(enforce_csrf_checks=True)]
    for route, gate in desk_routes():
        if "POST" in gate.methods:
            for client in clients:
                assert client.post(filled(route, received.code)).status_code == 403, route
    for address in ("/dang-nhap/", "/dang-xuat/", "/tra-cuu/", f"/tra-cuu/{received.code}/rut-ho-so/",
                    f"/nop-ho-so/{BIRTH}/"):  # fmt: skip
        for client in clients:
            assert client.post(address).status_code == 403, address


def test_an_officers_pages_are_kept_by_no_cache(received):
    client = signed_in(HA)
    for address in ("/ban-lam-viec/", f"/ho-so/{received.code}/", "/tim-kiem/?tim=sen",
                    f"/ho-so/{received.code}/giay-tiep-nhan/", "/tai-khoan/"):  # fmt: skip
        answer = client.get(address)
        assert answer.status_code == 200
        assert "no-store" in answer.headers["Cache-Control"], address
        assert "frame-ancestors" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_page_allows_foreign_or_inline_scripts(received):
    client = signed_in(HA)
    for address in ("/", "/tra-cuu/", "/dang-nhap/", f"/ho-so/{received.code}/"):
        policy = client.get(address).headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe-inline" not in policy
        assert "unsafe-eval" not in policy


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a b", ""])
def test_another_hosts_name_is_not_ours(db, host):
    if host:
        assert Client().get("/tra-cuu/", headers={"host": host}).status_code == 400


# Signing in


def sign_in(client, username=HA, password=DEMO_PASSWORD, **more):
    return client.post("/dang-nhap/", {"login": username, "password": password, **more})


@pytest.mark.parametrize(
    "further",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\\\evil.example",
     "javascript:alert(1)", "https:evil.example", "http://localhost@evil.example/", "/%0d%0aX:y",
     "\thttps://evil.example", "https://testserver.evil.example/"],
)  # fmt: skip
def test_signing_in_leads_to_no_other_house(world, further):
    answer = sign_in(Client(), next=further)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/")
    assert not answer.headers["Location"].startswith(("//", "/\\"))


def test_a_session_that_somebody_planted_is_not_the_one_signed_in(world):
    planted = "plantedbysomebodyelse0123456789ab"
    client = Client()
    client.cookies[house.SESSION_COOKIE_NAME] = planted
    sign_in(client)
    given = client.cookies[house.SESSION_COOKIE_NAME].value
    assert given != planted
    thief = Client()
    thief.cookies[house.SESSION_COOKIE_NAME] = planted
    assert thief.get("/ban-lam-viec/").status_code == 302
    assert client.get("/ban-lam-viec/").status_code == 200


def test_a_session_of_before_is_not_the_one_of_after(world):
    """An anonymous session known to somebody gains nothing when its owner signs in."""
    client = Client()
    session = client.session
    session["seen"] = True
    session.save()
    before = session.session_key
    client.cookies[house.SESSION_COOKIE_NAME] = before
    sign_in(client)
    after = client.cookies[house.SESSION_COOKIE_NAME].value
    assert after != before
    thief = Client()
    thief.cookies[house.SESSION_COOKIE_NAME] = before
    assert thief.get("/ban-lam-viec/").status_code == 302


def test_the_cookie_is_out_of_reach_and_its_key_is_kept_nowhere(world):
    client = Client()
    sign_in(client)
    cookie = client.cookies[house.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    kept = " ".join(
        str(bytes(row.key_hash)) + str(row.contents) for row in OpenSession.objects.all()
    )
    assert cookie.value not in kept


def test_signing_out_ends_the_session_for_whoever_copied_it(world):
    client = Client()
    sign_in(client)
    copied = client.cookies[house.SESSION_COOKIE_NAME].value
    client.post("/dang-xuat/")
    thief = Client()
    thief.cookies[house.SESSION_COOKIE_NAME] = copied
    assert thief.get("/ban-lam-viec/").status_code == 302


def test_a_forged_forwarded_address_opens_no_lock(world):
    client = Client()
    for number in range(6):
        answer = client.post(
            "/dang-nhap/", {"login": HA, "password": "sai"},
            headers={"X-Forwarded-For": f"203.0.113.{number}", "X-Real-IP": f"203.0.113.{number}",
                     "Forwarded": f"for=203.0.113.{number}", "Client-IP": f"203.0.113.{number}"},
        )  # fmt: skip
    assert answer.status_code == 429
    assert sign_in(client).status_code == 429


def test_an_unknown_name_and_a_wrong_password_are_told_alike(world):
    known = sign_in(Client(), HA, "sai mật khẩu").content.decode()
    unknown = sign_in(Client(), "khong.co", "sai mật khẩu").content.decode()
    sentence = "Tên đăng nhập hoặc mật khẩu chưa đúng"
    assert sentence in known
    assert sentence in unknown


# Looking a dossier up


def look_up(code, digits, client=None, **headers):
    return (client or Client()).post("/tra-cuu/", {"ma": code, "so": digits}, headers=headers)


def sentences(answer):
    return re.findall(
        r"<li>.*?</li>|Không thấy hồ sơ[^<]*|Đã tra cứu sai[^<]*", answer.content.decode()
    )


def test_wrong_digits_and_an_unknown_code_are_told_alike(received):
    wrong = look_up(received.code, "0000")
    unknown = look_up("H48.102-260903-9999", "0000")
    assert wrong.status_code == unknown.status_code == 422
    assert sentences(wrong) == sentences(unknown)


def test_both_cost_the_same_statements(received):
    look_up("H48.102-260903-9998", "0000")  # what a process remembers of the province is read once
    spent = []
    for code in (received.code, "H48.102-260903-9999"):
        with CaptureQueriesContext(connection) as captured:
            look_up(code, "0000")
        spent.append(len(captured))
    assert spent[0] == spent[1]


def test_a_forged_forwarded_address_guesses_no_further(received):
    for number in range(tracking.MOST_PER_CODE):
        look_up(received.code, "0000", **{"X-Forwarded-For": f"203.0.113.{number}"})
    answer = look_up(received.code, "0317", **{"X-Forwarded-For": "203.0.113.99"})
    assert answer.status_code in {422, 429}
    assert "Location" not in answer.headers
    assert house.SESSION_COOKIE_NAME not in answer.cookies


def test_guessing_slowly_is_counted_over_the_day(received):
    at = NOW
    for number in range(tracking.MOST_PER_CODE_A_DAY):
        at += timedelta(minutes=16)
        assert not tracking.too_often(received.code, "198.51.100.1", at=at)
        note_failed_attempt(received.code, address=f"198.51.100.{number}", at=at)
    assert tracking.too_often(received.code, "198.51.100.200", at=at)
    with pytest.raises(tracking.TooManyAttemptsError):
        tracking.citizen_for(received.code, "0317", address="198.51.100.200", at=at)
    assert not tracking.too_often(received.code, "198.51.100.200", at=at + timedelta(days=1))


def test_one_household_has_many_addresses_and_one_count(received):
    for number in range(tracking.MOST_PER_ADDRESS):
        note_failed_attempt(f"H48.102-260903-{number:04}", address=f"2001:db8::{number:x}", at=NOW)
    assert tracking.too_often(received.code, "2001:db8::ffff:1", at=NOW)
    assert not tracking.too_often(received.code, "2001:db8:0:1::1", at=NOW)


@pytest.mark.parametrize("digits", ["%%%%", "____", "0' O", "", "٠٣١٧", "317", "00317", "0317\x00"])
def test_digits_are_four_digits(received, digits):
    answer = look_up(received.code, digits)
    assert answer.status_code == 422
    assert "motcua_xem" not in answer.cookies


def test_leave_for_one_dossier_opens_no_other(receive):
    mine = receive()
    other = receive(Person("Trần Văn Bình", phone="0905111222"))
    client = Client()
    assert look_up(mine.code, "0317", client).status_code == 302
    assert client.get(f"/tra-cuu/{mine.code}/").status_code == 200
    leave = client.cookies["motcua_xem"]
    assert leave["httponly"]
    client.cookies["motcua_xem"]["path"] = "/"
    for address in ("", "giay-tiep-nhan/", "rut-ho-so/", "bo-sung/"):
        answer = client.get(f"/tra-cuu/{other.code}/{address}")
        assert answer.status_code == 302, address
        assert answer.headers["Location"].startswith("/tra-cuu/?ma=")
    for address in ("rut-ho-so/", "bo-sung/"):
        assert client.post(f"/tra-cuu/{other.code}/{address}", {"reason": "x"}).status_code == 302
    assert client.get(f"/ho-so/{mine.code}/").status_code == 302
    client.cookies["motcua_xem"] = leave.value.replace(mine.code, other.code)
    assert client.get(f"/tra-cuu/{other.code}/").status_code == 302


def test_a_followed_page_names_nobody_and_is_kept_by_nobody(received):
    client = Client()
    look_up(received.code, "0317", client)
    answer = client.get(f"/tra-cuu/{received.code}/")
    page = answer.content.decode()
    assert not any(secret in page for secret in ("Nguyễn Thị Sen", "051185004317", "0905000317"))
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] in {"no-referrer", "same-origin"}


# Officers of other agencies


def test_an_officer_of_elsewhere_can_neither_see_nor_move_it(received, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    client = signed_in(STRANGER)
    before = Dossier.objects.get(code=received.code).version
    for route, gate in desk_routes():
        if "<str:code>" not in route:
            continue
        for method in gate.methods:
            body = {"key": "k", "version": "1", "note": "x", "officer": "1"}
            if method == "POST":
                body["tep"] = SimpleUploadedFile("x.pdf", PDF, "application/pdf")
            answer = getattr(client, method.lower())(filled(route, received.code), body)
            assert answer.status_code in {403, 404}, (method, route)
            assert "Nguyễn Thị Sen" not in answer.content.decode()
    fields = {"code": received.code, "codes": received.code, "officer": "1", "key": "k"}
    for address in (
        "/quay/ban-giao/giao/",
        "/quay/ban-giao/nhan/",
        "/ban-lam-viec/phan-cong/giao/",
    ):
        client.post(address, fields)
    assert Dossier.objects.get(code=received.code).version == before


def test_nobody_is_put_in_charge_by_a_hidden_field(world, received):
    client = signed_in(HA)
    elsewhere = Account.objects.get(username=STRANGER).pk
    answer = client.post(
        f"/ho-so/{received.code}/viec/giao/", {"key": "k1", "version": "1", "to_officer": elsewhere}
    )
    row = Dossier.objects.get(code=received.code)
    assert answer.status_code in {302, 404, 422}
    assert not row.offer or row.offer.get("officer") != elsewhere


@pytest.mark.parametrize("text", ["%", "_", "%%%", "\\", "__________", "' OR 1=1 --"])
def test_wildcards_find_what_is_written_and_no_more(received, text):
    page = signed_in(HA).get("/tim-kiem/", {"tim": text}).content.decode()
    assert received.code not in page


# Files


@pytest.mark.parametrize(
    "name",
    ["a\r\nSet-Cookie: x=y.pdf", 'a"; filename="evil.html.pdf', "../../etc/passwd.pdf",
     "\u202efdp.exe", "a" * 500 + ".pdf", "<script>.pdf", "quét\x00.pdf", "CON.pdf", "đơn.html"],
)  # fmt: skip
def test_a_files_name_changes_no_header(received, settings, tmp_path, name):
    settings.DOCUMENT_ROOT = tmp_path
    client = signed_in(HA)
    client.post(
        f"/ho-so/{received.code}/tep/",
        {"tep": SimpleUploadedFile("x.pdf", PDF, "application/pdf")},
    )
    row = Attachment.objects.get(dossier__code=received.code)
    Attachment.objects.filter(pk=row.pk).update(name=name.replace("\x00", "")[:200])
    answer = client.get(f"/ho-so/{received.code}/tep/{row.pk}/")
    assert answer.status_code == 200
    disposition = answer.headers["Content-Disposition"]
    assert "\n" not in disposition
    assert "\r" not in disposition
    assert "Set-Cookie" not in answer.headers
    assert not answer.cookies.get("x")
    clean = clean_name(name, FileKind.PDF)
    assert clean.endswith(".pdf")
    assert not set(clean) & set('<>:"/\\|?*\r\n\x00\u202e')
    b"".join(answer.streaming_content)


@pytest.mark.parametrize(
    "content",
    [b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ\x90\x00",
     b"#!/bin/sh\nrm -rf /", b"", b"%PDF-1.4 <html><script>x</script> %%EOF", b"GIF89a",
     b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"],
)  # fmt: skip
def test_what_could_act_in_our_name_is_not_kept(received, settings, tmp_path, content):
    settings.DOCUMENT_ROOT = tmp_path
    answer = signed_in(HA).post(
        f"/ho-so/{received.code}/tep/",
        {"tep": SimpleUploadedFile("don.pdf", content, "application/pdf")},
    )
    assert answer.status_code in {302, 422}
    assert not Attachment.objects.exists()


def test_a_body_beyond_measure_is_refused(received, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    client = signed_in(HA)
    client.raise_request_exception = False
    for address in ("/tra-cuu/", "/dang-nhap/", f"/ho-so/{received.code}/viec/chuyen-buoc/"):
        answer = client.post(address, {"ma": "x" * 2000, "login": "x" * 2000})
        assert 400 <= answer.status_code < 500, address
        answer = client.post(address, {f"f{number}": "" for number in range(1200)})
        assert 400 <= answer.status_code < 500, address


def test_a_draft_opens_only_on_the_machine_that_made_it(world):
    code = next(
        version.code
        for version in procedures.versions_on(world.at.date())
        if version.online_level in {"full", "partial"}
    )
    owner = Client()
    owner.post(f"/nop-ho-so/{code}/")
    assert owner.cookies["motcua_don"]["httponly"]
    stranger = Client()
    stranger.cookies["motcua_don"] = owner.cookies["motcua_don"].value + "x"
    for address in ("vai-tro/", "xem-lai/", "da-nop/"):
        answer = stranger.get(f"/nop-ho-so/{code}/{address}")
        assert answer.status_code in {302, 404}, address


def test_an_online_applicant_is_nobody_until_the_look_up():
    """What an anonymous person sends in gives that person no eyes."""
    assert scope(ANONYMOUS) == NOTHING
