"""The command line: quick, documented, and honest in its exit codes."""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from motcua.config import cli
from motcua.config.places import ROOT

ABSENT = "postgresql://nobody@127.0.0.1:1/nothing"


def commands(
    parser: argparse.ArgumentParser, name: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that does something, with its full name."""
    groups = [act for act in parser._actions if isinstance(act, argparse._SubParsersAction)]
    if not groups:
        yield name.strip(), parser
    for group in groups:
        for word, inner in group.choices.items():
            yield from commands(inner, f"{name} {word}")


COMMANDS = dict(commands(cli.parser()))


@pytest.fixture
def run(tmp_path):
    """Call the command line as an operator would, with a database that is not there."""

    def call(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        environment = {
            "PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT / "src"), "DATABASE_URL": ABSENT,
            "MOTCUA_DATA": str(tmp_path),
        }  # fmt: skip
        return subprocess.run(
            [sys.executable, "-m", "motcua.config.cli", *arguments],
            input=given, capture_output=True, text=True, check=False, cwd="/", env=environment,
        )  # fmt: skip

    return call


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_its_function_and_its_help(name):
    parser = COMMANDS[name]
    module, _, function = parser.get_default("run").partition(":")
    assert callable(getattr(importlib.import_module(f"motcua.{module}"), function))
    assert parser.description


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name):
    assert f"`motcua {name}" in (ROOT / "docs" / "operations.md").read_text()


@pytest.mark.parametrize("call", ["cli.main(['--help'])", "cli.main(['due'])"])
def test_help_and_due_do_not_wait_for_django(call):
    script = f"""
import sys
from motcua.config import cli
try:
    {call}
except SystemExit:
    pass
sys.exit('django' in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], stdin=subprocess.DEVNULL, capture_output=True, check=False,
        env={"PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert done.returncode == 0


def test_due_answers_line_by_line(run):
    question = {"received_at": "2024-02-06T08:00", "amount": 5, "unit": "working_day"}
    done = run("due", given=json.dumps(question) + "\nnot json\n")
    first, second = [json.loads(line) for line in done.stdout.splitlines()]
    assert first["due_at"] == "2024-02-20T17:00"
    assert "error" in second
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 2),
        (("bogus",), 2),
        (("start", "--port", "99999"), 2),
        (("journal", "verify", "--seal", "x"), 2),
        (("migrate",), 3),
        (("journal", "verify"), 3),
        (("restore", "/nowhere/at/all.tar"), 3),
        (("due",), 0),
    ],
)
def test_exit_codes(run, arguments, code):
    done = run(*arguments)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert bool(done.stderr) is bool(code)


def test_a_refusal_is_one_sentence_on_stderr(run):
    done = run("migrate")
    assert done.stdout == ""
    assert done.stderr.startswith("Không dùng được cơ sở dữ liệu")
