"""A twin of the test database, for tests in which several people really commit at once.

What they commit stays in the twin, which is thrown away; the journal refuses to be emptied, and a
flush would take the province from every test that follows.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from django.db import connection, connections

from motcua.base.memory import forget_all

PATIENCE_S = 60


@contextmanager
def twin() -> Iterator[None]:
    """Work on a copy of the test database while the body runs."""
    first = connection.settings_dict["NAME"]
    second = f"{first}_twin"
    _on_server(f'DROP DATABASE IF EXISTS "{second}" WITH (FORCE)')
    _on_server(f'CREATE DATABASE "{second}" TEMPLATE "{first}"')
    try:
        _move_to(second)
        yield
    finally:
        _move_to(first)
        _on_server(f'DROP DATABASE "{second}" WITH (FORCE)')


def _move_to(name: str) -> None:
    connections.close_all()
    connection.settings_dict["NAME"] = name
    forget_all()


def _on_server(statement: str) -> None:
    """The copied database must have no visitors, so we leave it first."""
    connections.close_all()
    known = connection.get_connection_params()
    where = {name: known[name] for name in ("host", "port", "user", "password") if known.get(name)}
    with psycopg.connect(**where, dbname="postgres", autocommit=True) as server:
        server.execute(statement)


def at_once(*calls: Callable[[], object]) -> list[object]:
    """Make all calls at one moment, each by a connection of its own; what each gave or raised."""
    answers: list[object] = [None] * len(calls)
    gate = threading.Barrier(len(calls), timeout=PATIENCE_S)

    def called(place: int, call: Callable[[], object]) -> None:
        gate.wait()
        try:
            answers[place] = call()
        except Exception as error:  # noqa: BLE001 - handed to the test, whatever it is
            answers[place] = error
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=called, args=(place, call)) for place, call in enumerate(calls)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert not any(thread.is_alive() for thread in threads), "they wait for one another"
    return answers
