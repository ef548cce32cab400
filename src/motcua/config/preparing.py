"""What must be done before pages are served: migrate, gather static files, load the demo province."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager

from motcua.config.console import say, step
from motcua.config.database import django

# Any fixed number: those who prepare the same database at once wait for each other on it.
PREPARING_LOCK = 7_330_126


def prepare(options: argparse.Namespace) -> int:
    """All of it, in order; safe to repeat and to interrupt."""
    os.environ["MOTCUA_HASHED_STATIC"] = "1"
    with django(), _alone():
        _migrate()
        _keep_order()
        _gather()
        if not options.no_demo:
            _load_demo()
    return 0


def migrate(_options: argparse.Namespace) -> int:
    with django(), _alone():
        _migrate()
        _keep_order()
    return 0


def load_demo(_options: argparse.Namespace) -> int:
    with django(), _alone():
        _load_demo()
    return 0


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time on this database: a lock of the session, which a killed process gives back."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [PREPARING_LOCK])
        if not cursor.fetchone()[0]:
            say("  … một tiến trình khác đang chuẩn bị cơ sở dữ liệu này; xin chờ")
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING_LOCK])
        yield
        cursor.execute("SELECT pg_advisory_unlock(%s)", [PREPARING_LOCK])


def _migrate() -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return
    with step(f"Nâng cấu trúc dữ liệu ({len(plan)} bước)"):
        call_command("migrate", interactive=False, verbosity=0)


def _keep_order() -> None:
    """A database restored elsewhere counts transactions anew; its journal must go on in order."""
    from motcua.base.time import now
    from motcua.journal.actions import rebase_after_restore

    rebase_after_restore(at=now())


def _gather() -> None:
    from django.core.management import call_command

    with step("Gom tệp tĩnh"):
        call_command("collectstatic", interactive=False, verbosity=0)


def _load_demo() -> None:
    from motcua.config.demo import is_loaded, load

    if is_loaded():
        return
    with step("Nạp tỉnh mẫu") as progress:
        load(progress.note)
