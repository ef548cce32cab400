"""The two long-running programs: web pages and background work."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys

from motcua.config.database import database, django
from motcua.config.lifetime import die_with_parent
from motcua.config.places import data_folder

STATIC_EXPIRES_S = 365 * 24 * 3600  # a changed file has a changed name


def serve(options: argparse.Namespace) -> int:
    """Become the web server. Without DATABASE_URL, keep the embedded database up beside it."""
    if os.environ.get("DATABASE_URL"):
        command = _granian(options)
        os.execv(command[0], command)  # noqa: S606 - no shell is wanted
    with database():
        return subprocess.run(
            _granian(options), check=False, preexec_fn=die_with_parent(signal.SIGTERM)
        ).returncode


def _granian(options: argparse.Namespace) -> list[str]:
    os.environ["MOTCUA_HASHED_STATIC"] = "1"
    static = data_folder() / "static"
    return [
        sys.executable, "-P", "-X", "utf8", "-m", "granian", "--interface", "wsgi", "--no-ws",
        "--host", options.host, "--port", str(options.port or 8000),
        "--workers", str(options.workers), "--blocking-threads", "4", "--respawn-failed-workers", "--respawn-interval", "0.5",
        "--workers-kill-timeout", "10",
        "--static-path-route", "/static", "--static-path-mount", str(static),
        "--static-path-expires", str(STATIC_EXPIRES_S),
        "motcua.config.wsgi:application",
    ]  # fmt: skip


def work(_options: argparse.Namespace) -> int:
    """Do background jobs until told to stop; a job under way is finished first."""
    with django():
        from django.core.management import call_command

        call_command(
            "procrastinate", "worker",
            concurrency=2, shutdown_graceful_timeout=10, delete_jobs="successful",
        )  # fmt: skip
    return 0
