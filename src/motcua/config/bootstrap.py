"""From a bare Python 3.11 to a ready `.venv`: what `./start` and `./test` run first.

Standard library only, and no module of ours that needs more. Safe under two calls at once (a lock on
the checkout) and under a kill at any moment (the stamp is taken away first and written last).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import venv
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))

from motcua.config.console import Progress, complain, say, step  # noqa: E402 - after the path above
from motcua.config.lifetime import die_with_parent  # noqa: E402
from motcua.config.locks import locked_if_free, locked_patiently  # noqa: E402
from motcua.config.places import UnavailableError, data_folder  # noqa: E402

VENV = ROOT / ".venv"
STAMP = VENV / "motcua.json"
PIP = ROOT / "vendor" / "pip-26.3-py3-none-any.whl"
PIP_SHA256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"
RUNTIME, TEST = "requirements.txt", "requirements-test.txt"

# Of the user's own pip settings, those that say how to reach an index; `PIP_USER` and its like would
# send the packages somewhere else.
PIP_SETTINGS = frozenset({
    "PIP_CACHE_DIR", "PIP_CERT", "PIP_CLIENT_CERT", "PIP_CONFIG_FILE", "PIP_DEFAULT_TIMEOUT",
    "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_INDEX_URL", "PIP_NO_CACHE_DIR", "PIP_NO_INDEX",
    "PIP_PROXY", "PIP_RETRIES", "PIP_TIMEOUT", "PIP_TRUSTED_HOST",
})  # fmt: skip
PIP_FLAGS = (
    "--require-hashes", "--only-binary=:all:", "--no-deps", "--no-user", "--no-input", "--disable-pip-version-check",
    "--no-warn-script-location", "--progress-bar=off", "--root-user-action=ignore",
)  # fmt: skip
TELL_VERSION = "import sys; print(f'{sys.version_info.major}.{sys.version_info.minor}')"
COMMAND = """\
#!/bin/sh
exec "$(dirname -- "$(readlink -f -- "$0")")/python" -P -X utf8 -m motcua.config.cli "$@"
"""


def main(arguments: list[str]) -> int:
    command, *rest = arguments
    try:
        if command == "start":
            _check_usage(rest)
            prepare([RUNTIME])
            _become(["-m", "motcua.config.cli", "start", *rest])
        prepare([RUNTIME, TEST])
        _become([str(ROOT / "tests" / "run.py"), *rest])
    except UnavailableError as error:
        complain(str(error))
    except KeyboardInterrupt:
        complain("\nĐã dừng. Lần gọi sau sẽ làm tiếp.")
        return 130
    return 3


def _check_usage(rest: list[str]) -> None:
    """Answer `--help` and refuse a wrong option before anything is installed."""
    from motcua.config.cli import parser

    parser().parse_args(["start", *rest])


def _become(arguments: list[str]) -> None:
    python = str(VENV / "bin" / "python")
    os.execv(python, [python, "-P", "-X", "utf8", *arguments])  # noqa: S606 - no shell is wanted


def prepare(wanted: list[str]) -> None:
    """Make `.venv` hold exactly the pinned packages of the files named in `wanted`."""
    if not os.access(ROOT, os.W_OK):
        raise UnavailableError(f"Không ghi được vào {ROOT}: hãy chạy bằng chủ của thư mục này.")
    with locked_patiently(ROOT, lambda: say("Một lần gọi khác đang cài đặt; xin chờ …")):
        stamp = _read_stamp()
        if stamp is not None and all(stamp.get(name) == _sha256(ROOT / name) for name in wanted):
            return
        if stamp is None or stamp.get(RUNTIME) != _sha256(ROOT / RUNTIME):
            _refuse_under_a_running_house()
            stamp = None
        say("Một Cửa: chuẩn bị môi trường Python (chỉ lần đầu và khi gói thay đổi)")
        stamp = stamp or _new_environment()
        for name in wanted:
            if stamp.get(name) != _sha256(ROOT / name):
                stamp = _installed(name, stamp)


def _read_stamp() -> dict[str, str] | None:
    """What was installed, or None when the environment is missing, half made, moved or broken."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(stamp, dict) or stamp.get("base") != _base() or not _still_runs(stamp):
        return None
    return stamp


def _base() -> str:
    """What an environment is bound to: this place and our way of making it."""
    return hashlib.sha256("\0".join((str(ROOT), PIP_SHA256, COMMAND)).encode()).hexdigest()


def _still_runs(stamp: dict[str, str]) -> bool:
    """Whether the interpreter that it was made with is there and of the same version."""
    try:
        done = subprocess.run(
            [str(VENV / "bin" / "python"), "-I", "-c", TELL_VERSION],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    except OSError:
        return False
    return done.stdout.strip() == stamp.get("python")


def _refuse_under_a_running_house() -> None:
    """The packages of a running house are not taken away from under it."""
    lock = data_folder() / "house.lock"
    if not lock.exists():
        return
    with locked_if_free(lock) as free:
        if not free:
            raise UnavailableError(
                "Một Cửa đang chạy và các gói đã thay đổi: hãy dừng nó (Ctrl-C) rồi gọi lại để cài."
            )


def _new_environment() -> dict[str, str]:
    if _sha256(PIP) != PIP_SHA256:
        raise UnavailableError(f"{PIP.name} không đúng như bản đã kiểm: hãy lấy lại mã nguồn.")
    with step("Tạo .venv"):
        shutil.rmtree(VENV, ignore_errors=True)
        try:
            venv.EnvBuilder(symlinks=True, with_pip=False, clear=True).create(VENV)
        except OSError as error:
            raise UnavailableError(f"Không tạo được {VENV}: {error}") from error
        packages = next((VENV / "lib").glob("python3*")) / "site-packages"
        # Relative, so that the path of the checkout may hold any letter.
        (packages / "motcua.pth").write_text("../../../../src\n", encoding="ascii")
        command = VENV / "bin" / "motcua"
        command.write_text(COMMAND, encoding="ascii")
        command.chmod(0o755)
    return {"base": _base(), "python": f"{sys.version_info.major}.{sys.version_info.minor}"}


def _installed(name: str, stamp: dict[str, str]) -> dict[str, str]:
    STAMP.unlink(missing_ok=True)
    count = sum("==" in line for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    with step(f"Cài {count} gói của {name}") as progress:
        _run_pip(["install", *PIP_FLAGS, "-r", str(ROOT / name)], progress, count)
    stamp = stamp | {name: _sha256(ROOT / name)}
    draft = STAMP.with_suffix(".new")
    draft.write_text(json.dumps(stamp), encoding="utf-8")
    draft.replace(STAMP)
    return stamp


def _run_pip(arguments: list[str], progress: Progress, count: int) -> None:
    environment = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith("PIP_") or key in PIP_SETTINGS
    }
    pip = subprocess.Popen(
        [str(VENV / "bin" / "python"), "-I", "-X", "utf8", str(PIP / "pip"), *arguments],
        env=environment, cwd=ROOT, stdin=subprocess.DEVNULL, preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509 - one thread only
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    last: deque[str] = deque(maxlen=12)
    collected = 0
    with pip:
        for line in pip.stdout or ():
            last.append(line.rstrip())
            collected += line.startswith(("Collecting", "Requirement already"))
            progress.note(
                "đang ghi vào .venv"
                if line.startswith("Installing")
                else f"{min(collected, count)}/{count}"
            )
    if pip.returncode:
        raise UnavailableError(
            "\n".join(last)
            + "\nKhông cài được gói. Hãy kiểm tra mạng (hoặc PIP_INDEX_URL, PIP_PROXY) rồi gọi lại."
        )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
