"""What the web bench stands on: a database of its own, people and keys for it, the web server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from bench.load import Request
from bench.meter import Meter

BIRTH = "1.001193"
TOKENS = 8
OFFICERS = 4
ROWS = 51


@contextmanager
def database(place: Path, given: str | None) -> Iterator[str]:
    """A durable cluster that dies with us, migrated, or the database that was given."""
    from motcua.config.postgres import Cluster

    if given is not None:
        with _ready(given):
            yield given
        return
    os.environ["MOTCUA_DATA"] = str(place)
    with Cluster(place, tied=True).in_use() as cluster, _ready(cluster.url):
        yield cluster.url


@contextmanager
def _ready(url: str) -> Iterator[None]:
    """Django on that database; once more where another was used before."""
    os.environ["DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "motcua.config.settings"
    import django
    from django.conf import settings
    from django.db import connections

    django.setup()
    from motcua.base.memory import forget_all
    from motcua.config.settings import _database

    settings.DATABASES["default"].update(_database(url))
    connections["default"].settings_dict.update(_database(url))
    forget_all()
    try:
        _motcua("migrate")
        yield
    finally:
        connections.close_all()


def _motcua(*words: str) -> None:
    command = [sys.executable, "-m", "motcua.config.cli", *words]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src")}
    subprocess.run(command, check=True, env=environment)


def fill(dossiers: int) -> None:
    """The demo province and so many simulated dossiers."""
    _motcua("demo", "load")
    began = time.monotonic()
    _motcua("simulate", "--dossiers", str(dossiers))
    print(f"motcua simulate --dossiers {dossiers}: {time.monotonic() - began:.0f} s")


@dataclass(slots=True)
class Plan:
    """What the clients ask, and what the floors need to know."""

    secrets: list[str]
    sessions: list[str]
    officers: list[tuple[int, list[int], list[int]]]
    codes: list[str]
    body: str
    used: set[str] = field(default_factory=set)

    def requests(self, work: str) -> list[Request]:
        if work == "inbox":
            return [
                Request("GET", "/ban-lam-viec/", ("Cookie", f"sessionid={key}"))
                for key in self.sessions
            ]
        if work == "lookup":
            bearer = self._bearer(0)
            return [Request("GET", f"/api/v1/dossiers/{code}", bearer) for code in self.codes]
        if work == "create":
            return [
                Request("POST", "/api/v1/dossiers", self._bearer(place), self.body)
                for place in range(len(self.secrets))
            ]
        return [
            Request(
                "POST", f"/api/v1/dossiers/{code}/steps", self._bearer(place),
                '{"action":"forward","version":1}', once=True,
            )
            for code, place in self._fresh()
        ]  # fmt: skip

    def _bearer(self, place: int) -> tuple[str, str]:
        return "Authorization", f"Bearer {self.secrets[place]}"

    def _fresh(self) -> list[tuple[str, int]]:
        """Dossiers that the bench has created and nobody has touched, with their unit's key."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT d.code, t.name FROM dossiers_dossier d JOIN accounts_apitoken t"
                " ON t.unit_id = d.receiving_unit_id AND t.prefix = ANY(%s)"
                " WHERE d.code LIKE 'H48%%' AND d.version = 1 AND d.status = 'accepted' AND d.received_by_id IS NULL"
                " ORDER BY d.id DESC",
                [[secret[:12] for secret in self.secrets]],
            )
            found = [(code, int(name.rsplit(" ", 1)[1])) for code, name in cursor.fetchall()]
        fresh = [pair for pair in found if pair[0] not in self.used]
        taken = fresh[: len(fresh) // 5] if not self.used else fresh
        self.used |= {code for code, _ in taken}
        return taken


def prepare() -> Plan:
    """Tokens of eight units, sessions of officers with a full page, codes to look up."""
    from motcua.accounts.actions.keys import create_token
    from motcua.accounts.states import Scope
    from motcua.agencies import queries as agencies
    from motcua.base.actor import SYSTEM
    from motcua.base.time import now

    at = now()
    units = [u for u in agencies.receiving_units(at.date()) if u.level == "commune"][:TOKENS]
    secrets = [
        create_token(
            name=f"bench {place}", unit_id=unit.id, scopes=list(Scope), actor=SYSTEM, at=at,
            expires_at=at + timedelta(days=1),
        ).secret
        for place, unit in enumerate(units)
    ]  # fmt: skip
    officers = _officers(at.date())
    sessions = [_signed_in(account) for account, _, _ in officers]
    codes = _codes(units[0].agency_id)
    return Plan(secrets, sessions, officers, codes, _body(at.date()))


def _officers(on: date) -> list[tuple[int, list[int], list[int]]]:
    """Those whose own shelf fills a page and is of common length: account, units, agencies."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.account_id, array_agg(DISTINCT p.unit_id), array_agg(DISTINCT u.agency_id),"
            " count(*) FROM accounts_post p JOIN agencies_unit u ON u.id = p.unit_id"
            " JOIN dossiers_dossier d ON d.holder_unit_id = p.unit_id"
            " AND (d.holder_id = p.account_id OR d.holder_id IS NULL)"
            " AND d.status IN ('accepted', 'obligation_requested', 'processing',"
            " 'supplement_requested', 'withdrawal_requested')"
            " WHERE p.role IN ('case_officer', 'head_of_room') AND p.effective_from <= %s"
            " AND coalesce(p.effective_to, 'infinity') > %s"
            " GROUP BY 1 ORDER BY count(*) < %s, abs(count(*) - 150) LIMIT %s",
            [on, on, ROWS, OFFICERS],
        )
        found = cursor.fetchall()
    found = [row for row in found if row[3] >= ROWS] or found[:1]
    print("dossiers on the shelves that are opened:", [row[3] for row in found])
    return [(account, units, agencies) for account, units, agencies, _ in found]


def _signed_in(account_id: int) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from motcua.accounts.models import Account
    from motcua.accounts.sessions import SessionStore

    account = Account.objects.get(pk=account_id)
    store = SessionStore()
    store[SESSION_KEY] = str(account.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def _codes(agency_id: int) -> list[str]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code FROM dossiers_dossier WHERE agency_ids && %s::bigint[]"
            " ORDER BY md5(code) LIMIT 2000",
            [[agency_id]],
        )
        return [row[0] for row in cursor.fetchall()]


def _body(on: date) -> str:
    from motcua.procedures import queries as procedures

    version = procedures.current_version(BIRTH, on)
    assert version
    papers = [
        {"key": paper.key, "name": paper.name, "originals": paper.originals or 1}
        for paper in version.papers
        if paper.required and not paper.condition and not paper.shown_only
    ]
    person = {"name": "Nguyễn Thị Sen", "id_number": "999185004317", "phone": "0200000317"}
    body = {"procedure_code": BIRTH, "applicant": person, "papers": papers}
    return json.dumps(body, ensure_ascii=False)


def _sessions() -> set[int]:
    """The database's processes that serve the house."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend'"
        )
        return {row[0] for row in cursor.fetchall()}


@contextmanager
def web(port: int) -> Iterator[tuple[str, Meter]]:
    """The web server with two workers, as `motcua start` runs it."""
    _motcua("prepare", "--no-demo")
    command = [
        sys.executable, "-m", "motcua.config.cli", "serve", "--port", str(port), "--workers", "2",
    ]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2] / "src")}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server)
        yield address, Meter(server.pid, _sessions)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if server.poll() is not None:
            raise RuntimeError("the web server has ended")
        try:
            with urllib.request.urlopen(f"{address}/api/v1/openapi.json", timeout=2):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise RuntimeError("the web server does not answer")
