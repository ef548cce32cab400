"""The gate and the board, beside their floors: one act opened and cleared, the board over 1 M dossiers.

Run it by name, it is no part of the suite:  pytest -s tests/bench/bench_gate.py
Reach: opening and clearing one act under 150 ms of server time, the board of 200 units over a
million dossiers (30,000 of them open) under 300 ms. The floor of an act is a plain page of the same
desk; that of the board is the bare statement that counts the open dossiers by unit.
"""

from __future__ import annotations

import re
from statistics import median
from time import perf_counter

import pytest
from django.db import connection
from django.test import Client

from building import Case
from motcua.accounts.models import Account
from motcua.agencies.models import Unit
from motcua.control.actions import gate
from motcua.control.models import Review
from motcua.control.queries import board
from motcua.dossiers.models import Dossier, DraftAct
from motcua.dossiers.queries.lists import OPEN_HERE

ROUNDS, DOSSIERS, OPEN, UNITS = 12, 1_000_000, 30_000, 240


@pytest.fixture
def case(world, settings, tmp_path, monkeypatch):
    settings.DOCUMENT_ROOT = tmp_path
    monkeypatch.setattr("motcua.desk.gates.now", lambda: world.at)
    return Case(world)


def _browser(actor) -> Client:
    client = Client()
    client.force_login(
        Account.objects.get(pk=actor.account_id),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def _timed(work) -> float:
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000


@pytest.mark.django_db
def test_one_act_is_opened_and_cleared(case):
    browser, opened, cleared = _browser(case.controller), [], []
    for _ in range(ROUNDS):
        act = case.drafted()
        gate.approve(act.pk, version=1, request=case.by(case.head))
        address = f"/kiem-soat/van-ban/{Review.objects.get(act=act).pk}/"
        opened.append(_timed(lambda page=address: browser.get(page)))
        key = re.search(r'name="key" value="([^"]+)"', browser.get(address).content.decode())
        said = {"key": key.group(1), "version": "2"}
        cleared.append(_timed(lambda page=address, form=said: browser.post(f"{page}duyet/", form)))
        assert DraftAct.objects.filter(pk=act.pk, status="cleared").update(status="cancelled")
    plain = median(_timed(lambda: browser.get("/kiem-soat/quy-dinh/")) for _ in range(ROUNDS))
    both = median(opened) + median(cleared)
    print(
        f"\none act: opened {median(opened):.0f} ms, cleared {median(cleared):.0f} ms,"
        f" a plain page {plain:.0f} ms; both = {both / plain:.1f} plain pages"
    )
    assert both < 150


@pytest.mark.django_db
def test_the_board_over_a_million_dossiers(case):
    _fill(case)
    browser = _browser(case.controller)
    counting = median(
        _timed(lambda: board.board(case.controller, at=case.at)) for _ in range(ROUNDS)
    )
    page = median(_timed(lambda: browser.get("/theo-doi/")) for _ in range(ROUNDS))
    floor = median(_timed(_bare) for _ in range(ROUNDS))
    found = board.board(case.controller, at=case.at)
    units = sum(len(row.units) for row in found.rows)
    print(
        f"\nboard: {units} units, {Dossier.objects.count():,} dossiers, {found.total.open:,} open:"
        f" page {page:.0f} ms, of which counting {counting:.0f} ms, bare count {floor:.0f} ms;"
        f" page = {page / floor:.1f} bare counts"
    )
    assert units >= 200
    assert found.total.open > OPEN
    assert page < 300


def _bare() -> None:
    with connection.cursor() as db:
        db.execute(
            f"SELECT d.holder_unit_id, count(*) FROM dossiers_dossier d WHERE {OPEN_HERE}"
            " GROUP BY d.holder_unit_id"
        )
        db.fetchall()


def _fill(case) -> None:
    """The case's own row, a million times: most of them finished, the others in many units."""
    units = list(Unit.objects.order_by("id").values_list("id", flat=True)[:UNITS])
    own = {
        "id": "g + 1000000", "code": "'BENCH-' || g", "book_number": "g + 1000",
        "holder_unit_id": "CASE WHEN g <= %(open)s THEN (%(units)s::bigint[])[1 + g %% %(many)s] END",
        "status": "CASE WHEN g <= %(open)s THEN d.status ELSE 'returned' END",
        "finished_at": "CASE WHEN g > %(open)s THEN d.accepted_at END",
        "due_at": "d.due_at + (g %% 400 - 100) * interval '1 hour'",
        "near_at": "d.near_at + (g %% 400 - 100) * interval '1 hour'",
    }  # fmt: skip
    names = [field.column for field in Dossier._meta.concrete_fields]
    values = ", ".join(own.get(name, f"d.{name}") for name in names)
    sql = (
        f"INSERT INTO dossiers_dossier ({', '.join(names)}) SELECT {values}"
        " FROM dossiers_dossier d, generate_series(1, %(every)s) g WHERE d.code = %(code)s"
    )
    params = {
        "open": OPEN, "units": units, "many": len(units), "every": DOSSIERS, "code": case.code,
    }  # fmt: skip
    with connection.cursor() as db:
        db.execute(sql, params)
        db.execute("ANALYZE dossiers_dossier")
