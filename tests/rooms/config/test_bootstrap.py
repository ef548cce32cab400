"""From a bare Python to `.venv`: in any folder, by any user, interrupted or twice at once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from motcua.config.locks import locked_if_free
from motcua.config.places import ROOT

PREPARE = """
import sys
sys.path.insert(0, sys.argv[1])
from motcua.config import bootstrap
bootstrap.prepare(["requirements.txt"])
"""


@pytest.fixture
def checkout(tmp_path) -> Iterator[Path]:
    """A copy of what the bootstrap needs, with nothing to install, in a folder with odd letters."""
    root = tmp_path / "một cửa thử"
    root.mkdir()
    shutil.copy(ROOT / "start", root / "start")
    shutil.copytree(ROOT / "vendor", root / "vendor")
    for folder in ("config", "base"):
        wanted = ROOT / "src" / "motcua" / folder
        shutil.copytree(
            wanted, root / "src" / "motcua" / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "src" / "motcua" / "__init__.py", root / "src" / "motcua" / "__init__.py")
    (root / "requirements.txt").write_text("# nothing\n")
    return root


def bare(*arguments: str, **more: str) -> subprocess.Popen[str]:
    """Run with Debian's Python and next to no environment: no HOME, and pip told to go astray."""
    environment = {
        "PATH": "/usr/bin:/bin",
        "PIP_USER": "1",
        "PIP_TARGET": "/nowhere",
        "PIP_NO_INDEX": "1",
        **more,
    }
    return subprocess.Popen(
        arguments,
        env=environment,
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def prepare(checkout: Path) -> subprocess.Popen[str]:
    return bare("/usr/bin/python3", "-I", "-X", "utf8", "-c", PREPARE, str(checkout / "src"))


def said(call: subprocess.Popen[str]) -> str:
    text, _ = call.communicate(timeout=120)
    assert call.returncode == 0, text
    return text


def test_the_command_stands_and_a_second_call_does_nothing(checkout):
    assert "Tạo .venv" in said(prepare(checkout))
    assert said(prepare(checkout)) == ""
    helped = said(bare(str(checkout / ".venv" / "bin" / "motcua"), "--help"))
    assert "cách gọi: motcua" in helped


def test_two_at_once_wait_for_each_other(checkout):
    words = sorted(said(call) for call in [prepare(checkout), prepare(checkout)])
    assert sum("Tạo .venv" in word for word in words) == 1
    assert said(prepare(checkout)) == ""


def test_an_environment_that_was_not_finished_is_made_anew(checkout):
    said(prepare(checkout))
    (checkout / ".venv" / "motcua.json").unlink()
    (checkout / ".venv" / "bin" / "python").unlink()
    assert "Tạo .venv" in said(prepare(checkout))


def test_other_pins_or_another_place_make_it_anew(checkout):
    said(prepare(checkout))
    (checkout / "requirements.txt").write_text("# nothing, but otherwise\n")
    assert "Tạo .venv" in said(prepare(checkout))
    moved = checkout.rename(checkout.with_name("moved"))
    assert "Tạo .venv" in said(prepare(moved))


def test_what_cannot_be_installed_is_said_with_what_to_do(checkout):
    (checkout / "requirements.txt").write_text(
        f"nothing-of-that-name==1.0 --hash=sha256:{'0' * 64}\n"
    )
    call = prepare(checkout)
    text, _ = call.communicate(timeout=120)
    assert call.returncode != 0
    assert "Không cài được gói" in text
    assert not (checkout / ".venv" / "motcua.json").exists()


def test_help_and_a_wrong_option_need_no_environment(checkout):
    assert "--no-demo" in said(bare(str(checkout / "start"), "--help"))
    wrong = bare(str(checkout / "start"), "--port", "none")
    wrong.communicate(timeout=60)
    assert wrong.returncode == 2
    assert not (checkout / ".venv").exists()


def test_without_a_python_it_says_which_one_is_needed(checkout, tmp_path):
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "dirname", "readlink", "basename", "env"):
        (tools / name).symlink_to(shutil.which(name) or "")
    call = bare("/bin/sh", str(checkout / "start"), PATH=str(tools))
    text, _ = call.communicate(timeout=60)
    assert call.returncode == 3
    assert "Python 3.11" in text


def test_another_interpreter_of_the_caller_changes_nothing(checkout):
    said(prepare(checkout))
    call = bare(sys.executable, "-I", "-X", "utf8", "-c", PREPARE, str(checkout / "src"))
    assert said(call) == ""


def test_an_interpreter_of_another_version_makes_it_anew(checkout):
    said(prepare(checkout))
    stamp = checkout / ".venv" / "motcua.json"
    stamp.write_text(json.dumps(json.loads(stamp.read_text()) | {"python": "2.7"}))
    assert "Tạo .venv" in said(prepare(checkout))


def test_packages_are_not_taken_from_under_a_running_house(checkout):
    said(prepare(checkout))
    (checkout / "requirements.txt").write_text("# nothing, but otherwise\n")
    (checkout / "var").mkdir()
    with locked_if_free(checkout / "var" / "house.lock"):
        call = prepare(checkout)
        text, _ = call.communicate(timeout=60)
    assert call.returncode != 0
    assert "đang chạy" in text
    assert (checkout / ".venv" / "motcua.json").exists()
