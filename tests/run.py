"""Everything that must hold, in one run: what `./test` calls once `.venv` is ready.

With arguments: pytest alone, with these arguments. The databases are thrown away afterwards; nothing
of a house that runs on this machine is touched.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from motcua.config.binaries import DEBIAN, Binaries
from motcua.config.console import complain, say, seconds
from motcua.config.lifetime import die_with_parent
from motcua.config.places import ROOT, UnavailableError
from motcua.config.postgres import Cluster

PYTHON = (sys.executable, "-X", "utf8")
OLDEST = DEBIAN / "15"
TOKEN = Path("/usr/lib/softhsm/libsofthsm2.so")
TOOLS: dict[str, Sequence[str]] = {
    "mypy": (*PYTHON, "-m", "mypy"),
    "ruff check": (*PYTHON, "-m", "ruff", "check", "--quiet"),
    "ruff format": (*PYTHON, "-m", "ruff", "format", "--check", "--quiet"),
    "lint-imports": (str(Path(sys.executable).with_name("lint-imports")),),
    "migrations": (*PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"),
}
# A test that stands still for two minutes shows where; all of them together have a limit.
TESTS = (
    *PYTHON,
    "-m",
    "pytest",
    "-n",
    "2",
    "--dist",
    "loadgroup",
    "--no-loadscope-reorder",
    "-o",
    "faulthandler_timeout=120",
)
LONGEST_S = 20 * 60
COUNTED = re.compile(r"(\d+) (passed|failed|error|skipped)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one step ended: tests (or the tool as one) that passed and failed."""

    name: str
    took: float
    passed: int
    failed: int
    note: str = ""

    def __str__(self) -> str:
        mark = "✗" if self.failed else "✓" if self.passed else "–"
        return f"  {mark} {self.name:<24}{seconds(self.took):>16}   {self.note}"


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    os.chdir(ROOT)
    with _database() as environment:
        if arguments:
            return subprocess.run(
                [*PYTHON, "-m", "pytest", *arguments], check=False, env=environment
            ).returncode
        _have_browser()
        _have_token()
        outcomes = [*_tools(environment), _tests("pytest", TESTS, environment)]
    outcomes.append(_oldest_database())
    return _report(outcomes)


@contextmanager
def _database(binaries: Binaries | None = None) -> Iterator[dict[str, str]]:
    """The environment of a run: a PostgreSQL and a data folder of its own, gone afterwards."""
    data = Path(tempfile.mkdtemp(prefix="motcua-test-")).resolve()
    data.chmod(0o711)  # root's PostgreSQL runs as another user and lies below
    cluster = Cluster(data, durable=False, tied=True, binaries=binaries)
    try:
        with cluster.in_use():
            yield _environment(cluster)
    finally:
        shutil.rmtree(cluster.folder, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)


def _environment(cluster: Cluster) -> dict[str, str]:
    mine = {
        "DATABASE_URL": cluster.url,
        "MOTCUA_DATA": str(cluster.data),
        "PYTHONPATH": str(ROOT / "src"),
    }
    kept = {key: value for key, value in os.environ.items() if not key.startswith("MOTCUA_")}
    return kept | mine


def _tools(environment: dict[str, str]) -> list[Outcome]:
    """The tools side by side, two at a time; what a failing one said is printed."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda name: _tool(name, environment), TOOLS))


def _tool(name: str, environment: dict[str, str]) -> Outcome:
    began = time.monotonic()
    done = subprocess.run(
        TOOLS[name],
        check=False,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        say(f"── {name}\n{done.stdout}")
    failed = int(done.returncode != 0)
    outcome = Outcome(name, time.monotonic() - began, 1 - failed, failed)
    say(str(outcome))
    return outcome


def _tests(name: str, command: Sequence[str], environment: dict[str, str]) -> Outcome:
    """Run pytest, passing its words on as they come; its closing line gives the numbers."""
    say(f"── {name}")
    began = time.monotonic()
    closing = ""
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, text=True,
        preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one thread only
    ) as pytest:  # fmt: skip
        limit = Timer(LONGEST_S, pytest.kill)
        limit.start()
        for line in pytest.stdout or ():
            say(line.rstrip("\n"))
            closing = line if COUNTED.search(line) else closing
        limit.cancel()
    numbers = {word: int(number) for number, word in COUNTED.findall(closing)}
    failed = numbers.get("failed", 0) + numbers.get("error", 0)
    if pytest.returncode and not failed:
        failed = 1  # it did not get as far as counting
    return Outcome(
        name, time.monotonic() - began, numbers.get("passed", 0), failed, closing.strip(" =\n")
    )


def _oldest_database() -> Outcome:
    """The tests that use the database again, on the oldest PostgreSQL that we promise to work on.

    Pages ask by the queries of the rooms, which have tests of their own: once is enough for them.
    """
    name = "pytest, PostgreSQL 15"
    if not (OLDEST / "bin" / "initdb").exists() and not _installed("postgresql-15"):
        note = "bỏ qua: máy này không có PostgreSQL 15 và không cài được"
        say(f"── {name}: {note}")
        return Outcome(name, 0.0, 0, 0, note)
    with _database(Binaries(OLDEST)) as environment:
        return _tests(
            name, (*TESTS, "-m", "database and not (browser or slow or page)"), environment
        )


def _have_browser() -> None:
    if shutil.which("chromium") is None and not _installed("chromium"):
        complain(
            "Máy này không có chromium và không cài được (cần root): các kiểm thử trình duyệt sẽ hỏng, "
            "phần còn lại vẫn chạy."
        )


def _have_token() -> None:
    """A software token for the tests that sign as a smart card does; without it they are skipped."""
    if not TOKEN.exists():
        _installed("softhsm2")


def _installed(package: str) -> bool:
    """Install one of Debian's packages where we may; whether it is there now."""
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return False
    say(f"── cài {package} của Debian")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (("update",), ("install", "-y", "--no-install-recommends", package)):
        done = subprocess.run(
            ["apt-get", "-qq", *command], check=False, env=environment, stdout=subprocess.DEVNULL
        )
    return done.returncode == 0


def _report(outcomes: Sequence[Outcome]) -> int:
    say("\nTóm tắt")
    for outcome in outcomes:
        say(str(outcome))
    passed = sum(outcome.passed for outcome in outcomes)
    failed = sum(outcome.failed for outcome in outcomes)
    say(f"{passed} passed, {failed} failed")
    return int(failed > 0)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except UnavailableError as error:
        complain(str(error))
        sys.exit(3)
    except KeyboardInterrupt:
        complain("Đã dừng.")
        sys.exit(130)
