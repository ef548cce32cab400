"""Where things lie on this machine. Standard library only, cheap to import."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SOCKET_PORT = 5432
DATABASE = ROLE = "motcua"


class UnavailableError(Exception):
    """The machine lacks what is needed; `str(error)` is a Vietnamese sentence that says what to do."""


def data_folder() -> Path:
    """The folder named by MOTCUA_DATA, or `var` in the checkout; absolute, perhaps not there yet."""
    return Path(os.environ.get("MOTCUA_DATA") or ROOT / "var").resolve()


def made_data_folder() -> Path:
    """The data folder, made when missing: closed to other people, but for root passable,

    because root's PostgreSQL runs as another user and lies below it.
    """
    folder = data_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o711 if os.geteuid() == 0 else 0o700)
        (folder / "documents").mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise UnavailableError(
            f"Không tạo được thư mục dữ liệu {folder} ({error.strerror}). "
            "Hãy đặt MOTCUA_DATA là một thư mục ghi được."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise UnavailableError(
            f"Thư mục dữ liệu {folder} không ghi được với người dùng này. "
            "Hãy chạy bằng chủ của thư mục, hoặc đặt MOTCUA_DATA là thư mục khác."
        )
    return folder


def socket_folder(data: Path) -> Path:
    """A short folder for the embedded PostgreSQL's socket: a socket's path holds 107 bytes at most,

    while a checkout may lie as deep as it likes. The same for every process that names this data.
    """
    import hashlib  # late: `motcua due` starts without it

    return Path("/tmp") / f"motcua-{hashlib.sha256(os.fsencode(data)).hexdigest()[:16]}"  # noqa: S108 - owner and mode are checked before use


def embedded_url(data: Path) -> str:
    """The address of the application's database in the embedded PostgreSQL of this data folder."""
    return f"postgresql://{ROLE}@/{DATABASE}?host={socket_folder(data)}&port={SOCKET_PORT}"


def secret_key(data: Path) -> str:
    """The signing key kept in the data folder (mode 0600); made once, also when two ask at once."""
    path = data / "secret-key"
    if not path.exists():
        made_data_folder()
        draft = data / f"secret-key.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(os.urandom(32).hex(), encoding="ascii")
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")
