"""`motcua backup` and `restore`: the database, the documents and the signing key in one tar file.

The dump is taken first and the documents after it: a document is stored before the row that names it is
committed and is removed only when no row names it, so whatever the dump names is among the files.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath

from motcua.base.dates import format_moment
from motcua.base.time import now
from motcua.config.binaries import binaries_for
from motcua.config.cli import DONE, FOUND
from motcua.config.console import complain, say, step
from motcua.config.database import client_arguments, database
from motcua.config.locks import locked_if_free
from motcua.config.places import UnavailableError, data_folder, made_data_folder

FORM = 1
EMPTYING = """\
DROP SCHEMA public CASCADE;
CREATE SCHEMA public;
ALTER SCHEMA public OWNER TO pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""
MANIFEST, DUMP, KEY, DOCUMENTS = "manifest.json", "database.dump", "secret-key", "documents"


def backup(options: argparse.Namespace) -> int:
    """Write the file whole or not at all; nothing need be stopped meanwhile."""
    target: Path = options.file.resolve()
    if target.exists():
        complain(f"{target} đã có: hãy chọn tên khác để không ghi đè bản sao lưu cũ.")
        return FOUND
    with (
        database(),
        _draft_beside(target) as draft,
        tempfile.TemporaryDirectory(dir=target.parent) as room,
    ):
        dump = Path(room) / DUMP
        with step("Sao lưu cơ sở dữ liệu"):
            _client("pg_dump", "--format=custom", "--no-comments", "--file", str(dump))
        with step("Sao lưu tài liệu") as progress, tarfile.open(draft, "w") as tar:
            files = sorted(
                path for path in (data_folder() / DOCUMENTS).rglob("*") if path.is_file()
            )
            _add_bytes(tar, MANIFEST, json.dumps(_manifest(dump, len(files))).encode())
            tar.add(dump, DUMP)
            if (data_folder() / KEY).exists():
                tar.add(data_folder() / KEY, KEY)
            for number, path in enumerate(files, 1):
                tar.add(path, path.relative_to(data_folder()).as_posix())
                progress.note(f"{number}/{len(files)}")
    say(f"Đã sao lưu vào {target} ({target.stat().st_size / 1_000_000:.1f} MB).")
    return DONE


@contextmanager
def _draft_beside(target: Path) -> Iterator[Path]:
    """A file that only its owner reads; it takes the target's name once the body has ended well."""
    draft = target.with_name(f"{target.name}.{os.getpid()}.new")
    try:
        draft.touch(mode=0o600)
    except OSError as error:
        raise UnavailableError(f"Không ghi được vào {target.parent}: {error.strerror}.") from error
    try:
        yield draft
        with draft.open("rb") as written:
            os.fsync(written.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _manifest(dump: Path, documents: int) -> dict[str, object]:
    return {
        "form": FORM,
        "taken_at": now().isoformat(timespec="seconds"),
        "sha256": _sha256(dump),
        "documents": documents,
    }


def restore(options: argparse.Namespace) -> int:
    """Into an empty database, or with --force over what is there; the database whole or not at all."""
    data = made_data_folder()
    with locked_if_free(data / "house.lock") as free:
        if not free:
            complain("Một Cửa đang chạy trên dữ liệu này: hãy dừng (Ctrl-C) rồi khôi phục.")
            return FOUND
        with (
            database(),
            tempfile.TemporaryDirectory(dir=data) as room,
            _opened(options.file) as tar,
        ):
            taken_at = _check(tar, Path(room) / DUMP)
            if not options.force and not _is_empty():
                complain(
                    "Cơ sở dữ liệu đang có dữ liệu: thêm --force nếu muốn xoá nó và khôi phục."
                )
                return FOUND
            with step("Khôi phục cơ sở dữ liệu"):
                _replace_database(Path(room) / DUMP)
            with step("Khôi phục tài liệu"):
                _unpack(tar, data, replace_key=options.force)
    say(f"Đã khôi phục bản sao lưu lúc {taken_at}. Hãy chạy `motcua migrate`, rồi `motcua check`.")
    return DONE


def _opened(path: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(path)
    except (OSError, tarfile.TarError) as error:
        raise UnavailableError(f"Không đọc được {path}: {error}") from error


def _check(tar: tarfile.TarFile, dump: Path) -> str:
    """Copy the dump out and hold it against the manifest; the moment of the backup, as people write it."""
    try:
        manifest = json.loads(_bytes(tar, MANIFEST))
        source = tar.extractfile(DUMP)
    except (KeyError, ValueError) as error:
        raise UnavailableError("Tệp này không phải bản sao lưu của Một Cửa.") from error
    if manifest.get("form") != FORM or source is None:
        raise UnavailableError("Bản sao lưu này do một bản Một Cửa khác ghi: hãy dùng bản ấy.")
    with source, dump.open("wb") as target:
        shutil.copyfileobj(source, target)
    if _sha256(dump) != manifest["sha256"]:
        raise UnavailableError("Bản sao lưu đã hỏng (mã kiểm không khớp): hãy dùng bản khác.")
    return format_moment(datetime.fromisoformat(manifest["taken_at"]))


def _is_empty() -> bool:
    """Whether the database holds no table or sequence beyond those of its extensions."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'S', 'v', 'm') AND NOT EXISTS ("
            "SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') LIMIT 1"
        ).fetchone()
    return found is None


def _replace_database(dump: Path) -> None:
    """Empty the schema and fill it in one transaction, so that a failure leaves what was there."""
    script = dump.with_suffix(".sql")
    listing = ["--no-owner", "--no-privileges", "--file", str(script)]
    _program("pg_restore", [*listing, str(dump)], {})
    opening = dump.with_name("empty.sql")
    opening.write_text(EMPTYING, encoding="utf-8")
    _client(
        "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
        "--output=/dev/null", f"--file={opening}", f"--file={script}",
    )  # fmt: skip


def _unpack(tar: tarfile.TarFile, data: Path, *, replace_key: bool) -> None:
    """Documents are named by their content: one that is already there is the same one."""
    for member in tar:
        path = PurePosixPath(member.name)
        if not member.isfile() or path.is_absolute() or ".." in path.parts:
            continue
        target = data / path
        is_key = member.name == KEY
        if (is_key or path.parts[0] == DOCUMENTS) and (
            (replace_key and is_key) or not target.exists()
        ):
            _write(tar, member, target)


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_name(f"{target.name}.new")
    draft.touch(mode=0o600)
    source = tar.extractfile(member)
    with draft.open("wb") as file:
        if source is not None:
            shutil.copyfileobj(source, file)
    draft.replace(target)


def _client(program: str, *arguments: str) -> None:
    where, password = client_arguments(os.environ["DATABASE_URL"])
    _program(program, [*where, *arguments], password)


def _program(program: str, arguments: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(
        [binaries_for(None).program(program), *arguments],
        check=False, capture_output=True, text=True, env=os.environ | environment,
    )  # fmt: skip
    if done.returncode:
        raise UnavailableError(f"{program}: {done.stderr.strip()}")


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    entry.mode = 0o600
    tar.addfile(entry, io.BytesIO(content))


def _bytes(tar: tarfile.TarFile, name: str) -> bytes:
    found = tar.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found.read()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
