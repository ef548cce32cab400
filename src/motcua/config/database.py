"""Which database a command works on: the one of DATABASE_URL, or the embedded one, up while needed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qsl, unquote, urlsplit

from motcua.config.places import UnavailableError, made_data_folder
from motcua.config.postgres import Cluster


@contextmanager
def database() -> Iterator[Cluster | None]:
    """Have a database while the body runs and DATABASE_URL name it; yields the embedded cluster."""
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    with Cluster(made_data_folder()).in_use() as cluster:
        os.environ["DATABASE_URL"] = cluster.url
        try:
            yield cluster
        finally:
            del os.environ["DATABASE_URL"]


@contextmanager
def django() -> Iterator[None]:
    """Have the database and Django ready; a database that does not answer becomes a sentence."""
    with database():
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "motcua.config.settings")
        from django import setup
        from django.db import OperationalError, connections

        setup()
        try:
            yield
        except OperationalError as error:
            raise UnavailableError(f"Không dùng được cơ sở dữ liệu: {error}".strip()) from error
        finally:
            connections.close_all()


def client_arguments(url: str) -> tuple[list[str], dict[str, str]]:
    """A postgresql:// address as pg_dump and its like take it: a conninfo and, apart, the password."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    facts = {
        "host": query.pop("host", "") or parts.hostname or "",
        "port": query.pop("port", "") or str(parts.port or ""),
        "user": unquote(parts.username or ""),
        "dbname": unquote(parts.path.lstrip("/")) or "motcua",
        **query,
    }
    conninfo = " ".join(f"{key}='{_quoted(value)}'" for key, value in facts.items() if value)
    password = unquote(parts.password or "")
    return ["--dbname", conninfo], {"PGPASSWORD": password} if password else {}


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
