"""Everybody at every address: who comes in, told by the address itself, its gate and one reviewed table.

The addresses come from the URL configuration and their arguments from the demo province at work, so
an address without arguments, or without a row below, fails.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from doors import ground
from doors.matrix_table import DOES, PEOPLE, PORTAL, SEES, SENDS
from motcua.accounts.models import Account
from motcua.base.memory import forget_all
from motcua.desk import errors
from world import NOW

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
RUBBISH = {"khong-co": "x"}
OUTSIDE = {403, 404}


@dataclass(frozen=True)
class Answer:
    """What one person was told at one address; `wrote` counts the journal's facts of it."""

    status: int
    wrote: int
    led_to: str

    @property
    def let_in(self):
        return self.status not in OUTSIDE and not self.led_to.startswith("/dang-nhap/")


def routes(resolver=None, spaces=()):
    """Name and view of every named address."""
    for entry in (resolver or get_resolver()).url_patterns:
        if not isinstance(entry, URLPattern):
            yield from routes(entry, (*spaces, *filter(None, [entry.namespace])))
        elif entry.name:
            yield ":".join((*spaces, entry.name)), entry.callback


DESK = [
    (name.removeprefix("desk:"), view.gate)
    for name, view in routes()
    if hasattr(getattr(view, "gate", None), "roles")
]
OTHERS = [(name, view) for name, view in routes() if not name.startswith("desk:")]


def asked(client, method, address, body, known):
    """The answer; whatever it did is undone, so that the `known` facts are all there were before."""
    with transaction.atomic():
        answer = getattr(client, method.lower())(address, body)
        wrote = facts() - known
        transaction.set_rollback(True)
    if wrote:
        forget_all()
    return Answer(answer.status_code, wrote, answer.headers.get("Location", ""))


def facts():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_fact")
        return cursor.fetchone()[0]


def signed_in(username):
    client = Client(raise_request_exception=False)
    client.force_login(Account.objects.get(username=username), BACKEND)
    return client


def address_of(name, laid, space=""):
    arguments = dict(laid.get(name, {}))
    body = arguments.pop("body", RUBBISH)
    query = arguments.pop("query", "")
    return reverse(space + name, kwargs=arguments) + query, body


@pytest.fixture(scope="module")
def walked(loaded_world, django_db_blocker, tmp_path_factory):
    """Every answer of the desk by (address, method) and person, and of the other doors to nobody."""
    folder = tmp_path_factory.mktemp("matrix")
    logging.disable(logging.CRITICAL)
    with (
        pytest.MonkeyPatch.context() as patched,
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        for place in ("DOCUMENT_ROOT", "EXPORT_ROOT", "SIGNING_KEYS", "TRUST_ROOTS"):
            patched.setattr(settings, place, folder / place)
        patched.setattr("motcua.desk.gates.now", lambda: NOW + timedelta(hours=2))
        # A refusal's page is other tests' business; here its status is enough.
        patched.setattr(
            errors, "page", lambda _request, refusal: HttpResponse(status=errors.status_of(refusal))
        )
        laid = ground.lay(folder)
        yield at_the_desk(laid), at_other_doors(laid)
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
    forget_all()


def at_the_desk(laid):
    people = {who: signed_in(username) for who, username in PEOPLE.items()}
    answers, known = defaultdict(dict), facts()
    for name, gate in DESK:
        address, body = address_of(name, laid, "desk:")
        for method in {"GET", "POST"} & set(gate.methods):
            for who, client in people.items():
                said = body if method == "POST" else {}
                answers[name, method][who] = asked(client, method, address, said, known)
    return answers


def at_other_doors(laid):
    answers, known = {}, facts()
    for name, _view in OTHERS:
        address, body = address_of(name, laid)
        answers[name] = {
            method: asked(Client(raise_request_exception=False), method, address, body, known)
            for method in ("GET", "POST")
        }
    return answers


def roles_of(who):
    account = Account.objects.get(username=PEOPLE[who])
    return set(account.posts.values_list("role", flat=True))


def grouped(found):
    """{people, as one word list: sorted names}."""
    rows = defaultdict(list)
    for name, people in found.items():
        rows["everybody" if len(people) == len(PEOPLE) else " ".join(people)].append(name)
    return {people: sorted(names) for people, names in rows.items()}


def table(rows):
    return {people: sorted(names.split()) for people, names in rows.items()}


def unlike(found, rows):
    """{address: (who it is, who the table says)} for every address in which they differ."""
    is_so, said = (
        {name: people for people, names in side.items() for name in names}
        for side in (grouped(found), table(rows))
    )
    names = sorted(is_so.keys() | said.keys())
    return {
        name: (is_so.get(name), said.get(name))
        for name in names
        if is_so.get(name) != said.get(name)
    }


def those(answers, method, test):
    return {
        name: [who for who, answer in row.items() if test(answer)]
        for (name, asked_by), row in answers.items()
        if asked_by == method
    }


@pytest.mark.parametrize(("method", "reviewed"), [("GET", SEES), ("POST", SENDS)])
def test_who_comes_in_is_who_the_table_says(walked, method, reviewed):
    assert unlike(those(walked[0], method, lambda answer: answer.let_in), reviewed) == {}


def test_nobody_comes_in_past_a_gate_and_a_gate_says_so(walked):
    roles = {who: roles_of(who) for who in PEOPLE}
    gates = dict(DESK)
    for (name, method), row in walked[0].items():
        for who, answer in row.items():
            wanted = gates[name].roles
            if wanted and not wanted & roles[who]:
                assert answer.status == 403, (name, method, who, answer)


def test_every_address_lets_somebody_in(walked):
    """Else its arguments are wrong, and the rest of the table says nothing about it."""
    shut = [row for row, people in walked[0].items() if not any(a.let_in for a in people.values())]
    assert shut == []


def test_no_page_breaks_and_none_that_is_only_read_writes(walked):
    for (name, method), row in walked[0].items():
        for who, answer in row.items():
            assert answer.status < 500, (name, method, who)
            assert method == "POST" or not answer.wrote, (name, who)


def test_what_is_refused_has_changed_nothing(walked):
    for (name, _method), row in walked[0].items():
        for who, answer in row.items():
            assert not (answer.status >= 400 and answer.wrote), (name, who, answer)


def test_a_form_that_says_nothing_does_only_what_needs_no_word(walked):
    """Whoever presses such a button has said everything by the press; all others write no fact."""
    did = those(walked[0], "POST", lambda answer: answer.wrote)
    assert unlike({name: people for name, people in did.items() if people}, DOES) == {}


def test_the_other_doors_tell_nobody_more_than_the_table_says(walked):
    told = defaultdict(list)
    for name, row in walked[1].items():
        assert all(answer.status < 500 and not answer.wrote for answer in row.values()), name
        told[f"{row['GET'].status} {row['POST'].status}"].append(name)
    assert {statuses: sorted(names) for statuses, names in told.items()} == table(PORTAL)
