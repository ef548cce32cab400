"""Signing in and out, lock-out, and how long a browser stays signed in."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.conf import settings
from django.db.models import F
from django.test import Client

from motcua.accounts import actions, queries, sessions
from motcua.accounts.models import Account, Delegation, OpenSession
from motcua.base.actor import SYSTEM
from motcua.base.verdict import ConflictError, NotPermittedError
from motcua.desk import frame, gates
from motcua.journal.queries import facts_about

pytestmark = pytest.mark.urls("rooms.accounts.addresses")
PASSWORD = "Thu-dau-2026"
SIGN_IN = "/dang-nhap/"


@pytest.fixture(autouse=True)
def _quick_hash(settings, monkeypatch):
    """PBKDF2 takes a third of a second for each try; the demo's stored hashes stay readable."""
    monkeypatch.setattr(frame, "context", lambda _request: {})  # the desk's other addresses
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]


@pytest.fixture
def officer(people, at):
    number = actions.create_account(
        username="le.van.moi", full_name="Lê Văn Mới", password="Thu-dau-2026", actor=SYSTEM,
        at=at("2026-09-03T09:00"),
    )  # fmt: skip
    return Account.objects.get(pk=number)


def sign_in(client, password=PASSWORD, username="le.van.moi", **extra):
    return client.post(SIGN_IN, {"login": username, "password": password}, **extra)


@pytest.fixture
def inside(client, officer):
    assert sign_in(client).status_code == 302
    return client


def name(client):
    return client.get("/ai/").json()["name"]


def test_sign_in_and_out(client, officer):
    assert name(client) == "Khách"
    answer = sign_in(client)
    assert (answer.status_code, answer.url) == (302, "/hop-viec/")
    assert name(client) == "Lê Văn Mới"
    assert client.post("/dang-xuat/").status_code == 302
    assert name(client) == "Khách"
    assert OpenSession.objects.count() == 0
    verbs = [fact.verb for fact in facts_about("account", officer.pk)]
    assert verbs == ["accounts.account_created", "accounts.signed_in", "accounts.signed_out"]


def test_the_sign_in_page_speaks_vietnamese(client, officer):
    page = client.get(SIGN_IN).content.decode()
    assert "<h1>Đăng nhập</h1>" in page
    assert "Sign" not in page
    assert "Tên đăng nhập" in page
    assert "Mật khẩu" in page
    answer = sign_in(client, password="sai")
    page = answer.content.decode()
    assert "Tên đăng nhập hoặc mật khẩu chưa đúng" in page
    assert "Password" not in page
    assert "Username" not in page
    assert name(client) == "Khách"


def test_signing_in_leads_back_but_never_to_another_host(client, officer):
    wanted = client.post(
        SIGN_IN, {"login": "Le.Van.Moi ", "password": "Thu-dau-2026", "next": "/ai/"}
    )
    assert wanted.url == "/ai/"
    foreign = Client().post(
        SIGN_IN, {"login": "le.van.moi", "password": "Thu-dau-2026", "next": "https://la.vn/"}
    )
    assert foreign.url == "/hop-viec/"


def test_one_statement_a_page(inside, django_assert_num_queries):
    with django_assert_num_queries(1):
        inside.get("/ai/")
    with django_assert_num_queries(0):
        Client().get("/ai/")


def test_a_stranger_may_keep_a_session_too(client, db):
    assert client.get("/nho/").json() == {"seen": 1}
    assert client.get("/nho/").json() == {"seen": 2}
    assert name(client) == "Khách"


def test_the_cookies_key_is_not_stored(inside):
    key = inside.cookies[settings.SESSION_COOKIE_NAME].value
    row = OpenSession.objects.get()
    assert bytes(row.key_hash) == sessions.key_hash(key)
    assert key not in str(row.contents)


def test_signing_in_changes_the_key(client, officer):
    client.get("/nho/")
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    sign_in(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != before
    assert OpenSession.objects.count() == 1


@pytest.mark.parametrize(
    ("column", "age", "lives"),
    [
        ("seen_at", timedelta(minutes=29), True),
        ("seen_at", timedelta(minutes=31), False),
        ("began_at", timedelta(hours=11, minutes=59), True),
        ("began_at", timedelta(hours=12, minutes=1), False),
    ],
)
def test_idle_and_age_end_a_session(inside, column, age, lives):
    OpenSession.objects.update(**{column: F(column) - age})
    assert (name(inside) == "Lê Văn Mới") is lives


def test_use_keeps_a_session_awake(inside):
    for _half_hour in range(3):
        OpenSession.objects.update(seen_at=F("seen_at") - timedelta(minutes=29))
        assert name(inside) == "Lê Văn Mới"


def test_seeing_is_written_once_a_minute(inside):
    before = OpenSession.objects.get().seen_at
    inside.get("/ai/")
    assert OpenSession.objects.get().seen_at == before
    OpenSession.objects.update(seen_at=before - timedelta(seconds=61))
    inside.get("/ai/")
    assert OpenSession.objects.get().seen_at > before - timedelta(seconds=61)


def test_locking_ends_every_session_at_once(inside, officer, at):
    actions.lock_account(officer.pk, actor=SYSTEM, at=at("2026-09-03T10:00"))
    assert name(inside) == "Khách"
    page = sign_in(Client())
    assert name(inside) == "Khách"
    assert page.status_code != 302
    actions.unlock_account(officer.pk, actor=SYSTEM, at=at("2026-09-03T10:05"))
    assert name(inside) == "Khách"


def test_a_new_password_ends_the_other_browsers(inside, officer):
    elsewhere = Client()
    sign_in(elsewhere)
    answer = inside.post(
        "/tai-khoan/mat-khau/",
        {"old": "Thu-dau-2026", "new": "Nui-cao-2026", "again": "Nui-cao-2026"},
    )
    assert answer.status_code == 302
    assert name(inside) == "Lê Văn Mới"
    assert name(elsewhere) == "Khách"
    assert sign_in(Client()).status_code == 200
    assert sign_in(Client(), password="Nui-cao-2026").status_code == 302


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"old": "sai"}, "hiện tại chưa đúng"),
        ({"again": "khac-2026-khac"}, "chưa giống nhau"),
        ({"new": "ngan1", "again": "ngan1"}, "ít nhất 10 ký tự"),
    ],
)
def test_a_password_that_is_not_taken(inside, said, words):
    form = {"old": "Thu-dau-2026", "new": "Nui-cao-2026", "again": "Nui-cao-2026"} | said
    answer = inside.post("/tai-khoan/mat-khau/", form)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_the_oldest_session_makes_room(officer):
    browsers = [Client() for _ in range(settings.SESSION_MAX_PER_ACCOUNT + 1)]
    for age, browser in enumerate(browsers):
        sign_in(browser)
        OpenSession.objects.filter(began_at=OpenSession.objects.latest("id").began_at).update(
            began_at=F("began_at") - timedelta(minutes=60 - age)
        )
    assert [name(browser) for browser in browsers] == ["Khách"] + ["Lê Văn Mới"] * (
        len(browsers) - 1
    )


def test_wrong_passwords_lock_the_account_on_that_address_only(client, officer):
    for _try in range(settings.AXES_FAILURE_LIMIT - 1):
        assert sign_in(client, password="sai").status_code == 200
    answer = sign_in(client, password="sai")
    assert answer.status_code == 429
    assert "Tài khoản tạm khóa 15 phút" in answer.content.decode()
    assert sign_in(client).status_code == 429
    assert sign_in(Client(), REMOTE_ADDR="10.0.0.9").status_code == 302
    assert sign_in(Client(), username="kythuat.tt", password="sai").status_code == 200


def test_own_sessions_are_listed_and_ended(inside, officer, at):
    elsewhere = Client(HTTP_USER_AGENT="Máy quầy 2")
    sign_in(elsewhere)
    page = inside.get("/tai-khoan/").content.decode()
    assert "Máy quầy 2" in page
    assert "Phiên này" in page
    other = OpenSession.objects.latest("id")
    assert inside.post(f"/tai-khoan/phien/{other.pk}/ket-thuc/").status_code == 302
    assert name(elsewhere) == "Khách"
    assert inside.post(f"/tai-khoan/phien/{other.pk}/ket-thuc/").status_code == 409
    sign_in(elsewhere)
    assert inside.post("/tai-khoan/phien/ket-thuc-khac/").status_code == 302
    assert name(elsewhere) == "Khách"
    assert name(inside) == "Lê Văn Mới"


def test_nobody_ends_another_persons_session(inside, person, at):
    stranger = person("chutich.nghialo")
    row = OpenSession.objects.get()
    with pytest.raises(NotPermittedError, match="của mình"):
        actions.end_session(row.pk, actor=stranger, at=at("2026-09-03T10:00"))
    with pytest.raises(ConflictError, match="đã kết thúc"):
        actions.end_session(0, actor=stranger, at=at("2026-09-03T10:00"))
    assert (
        actions.end_all_sessions(
            row.account_id, actor=person("kythuat.tt"), at=at("2026-09-03T10:00")
        )
        == 1
    )
    assert name(inside) == "Khách"


def test_old_sessions_are_swept(inside, at):
    [row] = OpenSession.objects.all()
    assert actions.purge_sessions(at=row.seen_at) == 0
    assert actions.purge_sessions(at=row.seen_at + timedelta(minutes=31)) == 1


@pytest.fixture
def chair(client, person, monkeypatch, at):
    """The chair of phường Nghĩa Lộ, signed in, on a day that stands still."""
    monkeypatch.setattr(gates, "now", lambda: at("2026-09-03T09:00"))
    Account.objects.filter(username="chutich.nghialo").update(
        password="md5$a$" + _md5("Thu-dau-2026")
    )
    sign_in(client, username="chutich.nghialo")
    return client


@pytest.fixture
def loan(person, unit):
    return {
        "role": f"{unit('ubnd-21028-lanh-dao').id}:head_of_agency",
        "colleague": person("chanhvanphong.nghialo").account_id,
        "begins_on": "2026-09-07",
        "ends_on": "2026-09-11",
        "reason": "Đi công tác",
    }


def test_the_own_page_lends_a_role_and_takes_it_back(chair, loan, person):
    assert chair.post("/tai-khoan/uy-quyen/", loan).status_code == 302
    assert "Chưa bắt đầu" in chair.get("/tai-khoan/").content.decode()
    borrower = person("chanhvanphong.nghialo", "2026-09-11T23:00")
    assert borrower.holds("head_of_agency")
    row = Delegation.objects.get()
    back = f"/tai-khoan/uy-quyen/{row.pk}/thu-hoi/"
    assert chair.post(back).status_code == 302
    assert "Đã thu hồi" in chair.get("/tai-khoan/").content.decode()
    assert not person("chanhvanphong.nghialo", "2026-09-11T23:00").holds("head_of_agency")
    assert chair.post(back).status_code == 409


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"ends_on": "2099-09-11"}, "90 ngày"),
        ({"reason": ""}, "Nhập mục “Lý do”."),
        ({"colleague": "0"}, "Chọn một dòng trong danh sách."),
    ],
)
def test_a_loan_that_cannot_be_is_explained_on_the_page(chair, loan, said, words):
    answer = chair.post("/tai-khoan/uy-quyen/", loan | said)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def _md5(password):
    return hashlib.md5(f"a{password}".encode(), usedforsecurity=False).hexdigest()


def test_letters_off_is_kept(inside, officer):
    inside.post("/tai-khoan/tuy-chon/", {"letters_off": "on"})
    officer.refresh_from_db()
    assert officer.preferences == {"letters_off": True}
    inside.post("/tai-khoan/tuy-chon/", {})
    officer.refresh_from_db()
    assert officer.preferences == {"letters_off": False}


def test_a_stranger_is_sent_to_sign_in(client, db):
    answer = client.get("/tai-khoan/")
    assert (answer.status_code, answer.url) == (302, "/dang-nhap/?next=/tai-khoan/")


@pytest.mark.parametrize(
    ("agent", "browser"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge trên Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit Chrome/140.0 Mobile Safari/537.36",
            "Chrome trên Android",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko Firefox/140.0", "Firefox trên Linux"),
        ("curl/8", "curl/8"),
        ("", "Trình duyệt"),
    ],
)
def test_a_browser_is_named_as_people_know_it(agent, browser, at):
    moment = at("2026-09-03T09:00")
    assert queries.SessionView(1, moment, moment, None, agent, is_this=False).browser == browser
