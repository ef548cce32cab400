"""Nobody without a token comes in, each scope opens its own door, and refusals have one form."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from motcua.accounts import actions as accounts
from motcua.accounts.models import ApiToken
from motcua.accounts.states import Scope
from motcua.base.actor import SYSTEM
from motcua.dossiers import records
from motcua.dossiers.models import Dossier

CALLS = [
    ("POST", "/dossiers", {Scope.DOSSIERS_WRITE}),
    ("GET", "/dossiers/H48.102-260903-0001", {Scope.DOSSIERS_READ}),
    ("POST", "/dossiers/H48.102-260903-0001/steps", {Scope.DOSSIERS_WRITE, Scope.DOSSIERS_READ}),
    ("GET", "/inbox", {Scope.DOSSIERS_READ}),
    ("GET", "/procedures", {Scope.PROCEDURES_READ}),
    ("POST", "/due", {Scope.DUE_COMPUTE}),
]
DUE = {"received_at": "2026-09-03T08:00", "amount": 5, "unit": "working_day"}


@pytest.fixture
def bodies(birth):
    return {"/dossiers": birth(), "/due": DUE}


@pytest.fixture
def call(bodies, now):
    def called(method, path, secret="", client=None, **headers):
        extra = {"Authorization": f"Bearer {secret}"} if secret else {}
        body = json.dumps(bodies.get(path, {"action": "forward"})) if method == "POST" else ""
        return (client or Client()).generic(
            method, f"/api/v1{path}", body, content_type="application/json",
            headers=extra | headers,
        )  # fmt: skip

    return called


@pytest.mark.parametrize(("method", "path", "_scopes"), CALLS)
def test_without_a_token_nobody_comes_in(call, is_problem, method, path, _scopes):
    answer = call(method, path)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert is_problem(answer)["code"] == "unauthenticated"


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer ", "Bearer x", "Basic mc_abc", "Bearer mc_", "bearer mc_\x00", "Bearer đ",
     "Bearer mc_%_________________________________________", "Bearer null"],
)  # fmt: skip
def test_what_only_looks_like_a_token_opens_nothing(call, is_problem, header):
    answer = call("GET", "/inbox", Authorization=header)
    assert answer.status_code == 401
    is_problem(answer)


def test_a_token_with_the_right_beginning_and_a_wrong_end_opens_nothing(call, issue):
    secret = issue().secret
    assert call("GET", "/inbox", secret).status_code == 200
    other = secret[:-1] + ("a" if secret[-1] != "a" else "b")
    assert call("GET", "/inbox", other).status_code == 401
    assert call("GET", "/inbox", secret + "a").status_code == 401
    assert call("GET", "/inbox", secret[:12]).status_code == 401


def test_an_expired_token_opens_nothing(call, issue, now):
    token = issue(days=2)
    assert call("GET", "/inbox", token.secret).status_code == 200
    now.at += timedelta(days=1)
    assert call("GET", "/inbox", token.secret).status_code == 401


def test_a_token_is_not_good_before_its_time(call, issue, now):
    token = issue()
    now.at -= timedelta(days=2)
    assert call("GET", "/inbox", token.secret).status_code == 401


def test_a_revoked_token_opens_nothing(call, issue, now):
    token = issue()
    accounts.revoke_token(token.id, actor=SYSTEM, at=now.at)
    assert call("GET", "/inbox", token.secret).status_code == 401


@pytest.mark.parametrize(("method", "path", "scopes"), CALLS)
def test_each_address_asks_for_its_scope(call, issue, is_problem, method, path, scopes):
    for missing in scopes:
        answer = call(method, path, issue(scopes=set(Scope) - {missing}).secret)
        assert answer.status_code == 403
        assert missing.value in is_problem(answer)["detail"]
    answer = call(method, path, issue(scopes=scopes).secret)
    assert answer.status_code in {200, 201, 404}


def test_a_machine_that_may_only_write_still_learns_what_it_wrote(call, issue):
    answer = call("POST", "/dossiers", issue(scopes={Scope.DOSSIERS_WRITE}).secret)
    assert answer.status_code == 201


def test_the_day_of_the_last_use_is_kept(call, issue, now):
    token = issue()
    assert ApiToken.objects.get(pk=token.id).last_used_on is None
    call("GET", "/inbox", token.secret)
    assert ApiToken.objects.get(pk=token.id).last_used_on == now.at.date()


def test_a_session_cookie_is_no_token(call, world, bodies):
    """An officer's browser cannot be made to call this door: it does not look at cookies."""
    from motcua.accounts.models import Account

    client = Client(enforce_csrf_checks=True)
    client.force_login(
        Account.objects.get(pk=world.officer("intake_officer").account_id),
        "allauth.account.auth_backends.AuthenticationBackend",
    )
    assert call("GET", "/inbox", client=client).status_code == 401
    assert call("POST", "/dossiers", client=client).status_code == 401
    assert not Dossier.objects.exists()


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "", 404, "no_address"),
        ("GET", "v1/", 404, "no_address"),
        ("GET", "v1", 404, "no_address"),
        ("POST", "v1/khong-co", 404, "no_address"),
        ("DELETE", "v2/dossiers", 404, "no_address"),
        ("GET", "v1/dossiers/../../etc/passwd", 404, "no_address"),
        ("GET", "v1/dossiers", 405, "method_not_allowed"),
        ("DELETE", "v1/dossiers/H48.102-260903-0001", 405, "method_not_allowed"),
        ("GET", "v1/dossiers/H48.102-260903-0001/steps", 405, "method_not_allowed"),
        ("OPTIONS", "v1/inbox", 405, "method_not_allowed"),
        ("TRACE", "v1/inbox", 405, "method_not_allowed"),
        ("PUT", "v1/due", 405, "method_not_allowed"),
    ],
)
def test_no_address_and_no_method_have_the_same_form(
    machine, is_problem, method, path, status, code
):
    client = Client(enforce_csrf_checks=True)
    answer = client.generic(
        method, f"/api/{path}", "{}", content_type="application/json",
        headers={"Authorization": f"Bearer {machine.secret}"},
    )  # fmt: skip
    assert answer.status_code == status, answer.content
    assert is_problem(answer)["code"] == code
    if status == 405:
        assert answer.headers["Allow"] in {"GET", "POST"}


@pytest.mark.parametrize(
    "raw",
    ["{", "nul", '{"a":NaN}', '{"a":Infinity}', b"\xff\xfe", b"\x00", "{'a': 1}",
     "[" * 100_000, '{"a":' + "9" * 5000 + "}", "{}{}", b"\xef\xbb\xbf{}"],
)  # fmt: skip
def test_what_is_not_json_is_said_to_be_so(machine, raw):
    answer = machine.post("/dossiers", raw)
    assert answer.status_code == 400


@pytest.mark.parametrize("raw", ["[]", "1", "null", '"x"', "true", "{}", '{"":""}'])
def test_json_of_another_shape_is_invalid(machine, raw):
    for path in ("/dossiers", "/due"):
        answer = machine.post(path, raw)
        assert answer.status_code == 422
        assert answer.json()["fields"]


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/xml", "application/x-www-form-urlencoded",
     "multipart/form-data; boundary=x", "application/json; charset=latin-1", "json"],
)  # fmt: skip
def test_only_json_is_read(machine, content_type):
    answer = machine.post("/due", DUE, content_type=content_type)
    assert answer.status_code == 415
    answer = machine.post("/due", DUE, content_type="application/json; charset=UTF-8")
    assert answer.status_code == 200


def test_a_huge_body_is_refused_before_it_is_read(machine, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert machine.post("/due", " " * 1001).status_code == 413
    assert machine.post("/due", DUE).status_code == 200


def test_while_the_database_is_away_the_caller_is_asked_to_come_again(machine, birth, monkeypatch):
    def away(*_args, **_kwargs):
        raise OperationalError("the database system is starting up")

    monkeypatch.setattr(records, "create", away)
    answer = machine.post("/dossiers", birth(), key="k")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    assert "starting up" not in answer.content.decode()


def test_a_fault_of_ours_tells_the_caller_nothing_of_our_inside(
    machine, birth, monkeypatch, caplog
):
    def broken(*_args, **_kwargs):
        raise ZeroDivisionError("secret of the house")

    monkeypatch.setattr(records, "create", broken)
    answer = machine.post("/dossiers", birth())
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert "secret" not in answer.content.decode()
    assert "secret of the house" in caplog.text


def test_answers_about_dossiers_are_kept_by_nobody(machine, received):
    for answer in (machine.get("/inbox"), machine.get(f"/dossiers/{received['code']}")):
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
