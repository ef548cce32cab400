"""The embedded PostgreSQL: one cluster in the data folder, on a socket, shared by all our processes.

Whoever needs it holds it with `Cluster.in_use()`. The first to come starts it, the last to go stops it;
two locks beside the data make that safe: `postgres.lock` is held while a server is started or stopped,
`postgres.users` is held shared by everybody who uses it.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from motcua.config.binaries import (
    Binaries,
    ServerUser,
    binaries_for,
    login_name,
    outer_folder,
    server_user,
)
from motcua.config.lifetime import die_with_parent, is_alive, working_in, works_in
from motcua.config.locks import locked, seize
from motcua.config.places import (
    DATABASE,
    ROLE,
    SOCKET_PORT,
    UnavailableError,
    embedded_url,
    socket_folder,
)

SUPERUSER = "postgres"
PATIENCE_S = 15.0
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
SETTINGS = {
    "listen_addresses": "''",
    "port": str(SOCKET_PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "'Asia/Ho_Chi_Minh'",
    "password_encryption": "'scram-sha-256'",
    "logging_collector": "on",
    "log_filename": "'postgresql-%a.log'",
    "log_truncate_on_rotation": "on",
    "log_rotation_size": "0",
    # A failed statement holds what an officer typed: neither it nor the values it met are logged.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
# Autovacuum holds a transaction for a moment and cannot be ended by us: tests would wait for it.
THROW_AWAY = {
    "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"
}  # fmt: skip


class Cluster:
    """The PostgreSQL of one data folder.

    For tests: `durable=False` trades safety for speed, `tied=True` ends the server with the process
    that started it, however that ends.
    """

    def __init__(
        self,
        data: Path,
        *,
        durable: bool = True,
        tied: bool = False,
        binaries: Binaries | None = None,
    ) -> None:
        self.data = data
        self.url = embedded_url(data)
        self._durable = durable
        self._tied = tied
        self._binaries = binaries
        self._link = data / "postgres"
        self._socket = socket_folder(data)
        self._server: subprocess.Popen[bytes] | None = None  # known to the process that started it

    @property
    def folder(self) -> Path:
        """PostgreSQL's own folder: `postgres` in the data folder or where that link leads."""
        return self._link.resolve()

    @property
    def superuser_url(self) -> str:
        """For tests and for making roles: the superuser, in the database `postgres`."""
        return f"postgresql://{SUPERUSER}@/postgres?host={self._socket}&port={SOCKET_PORT}"

    def programs(self) -> Binaries:
        """The programs of this cluster's version, where its user can reach them."""
        version = self.folder / "PG_VERSION"
        known = version.read_text(encoding="ascii").strip() if version.exists() else None
        return (self._binaries or binaries_for(known)).reachable_by(self._user())

    def is_running(self) -> bool:
        pid = self.server_pid()
        return pid is not None and is_alive(pid) and works_in(pid, self.folder)

    def server_pid(self) -> int | None:
        """The number in postmaster.pid, whether or not that process still lives."""
        first = self._lines()[:1]
        return int(first[0]) if first and first[0].isdigit() else None

    def _lines(self) -> list[str]:
        """postmaster.pid, line by line; the eighth says `ready` once connections are taken."""
        try:
            text = (self.folder / "postmaster.pid").read_text(encoding="utf-8")
        except OSError:
            return []
        return [line.strip() for line in text.splitlines()]

    @contextmanager
    def in_use(self) -> Iterator[Cluster]:
        """Have the server running while the body runs; leave it if others still use it."""
        with locked(self.data / "postgres.users", shared=True) as users:
            self.ensure_running()
            try:
                yield self
            finally:
                with locked(self.data / "postgres.lock"):
                    if seize(users):
                        self._stop()

    def ensure_running(self) -> bool:
        """Make, start and furnish the cluster as far as needed; True when it had to be started."""
        with locked(self.data / "postgres.lock"):
            self._prepare_socket()
            self._make()
            started = not self.is_running()
            if started:
                self._start()
            self._furnish()
        return started

    def _user(self) -> ServerUser:
        return server_user(self.folder)

    # Making

    def _make(self) -> None:
        """Make the cluster under another name and put it in place whole, so a kill leaves no half."""
        if (self.folder / "PG_VERSION").exists():
            return
        if self._link.is_symlink() or self._link.exists():
            raise UnavailableError(
                f"{self._link} có đó nhưng không phải dữ liệu PostgreSQL. "
                "Hãy khôi phục thư mục ấy, hoặc chuyển nó đi chỗ khác rồi gọi lại."
            )
        draft = self._draft()
        user = server_user(draft)
        if user.switched:
            os.chown(draft, user.uid, user.gid)
        programs = (self._binaries or binaries_for(None)).reachable_by(user)
        made = subprocess.run(  # type: ignore[call-overload]
            [
                programs.program("initdb"), "-D", str(draft), "-U", SUPERUSER, "--encoding=UTF8",
                "--locale=C.UTF-8", "--data-checksums", "--auth-local=peer", "--auth-host=scram-sha-256",
                *([] if self._durable else ["--no-sync"]),
            ],
            cwd="/", check=False, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            env=ENVIRONMENT, preexec_fn=die_with_parent(signal.SIGKILL), **user.switches,
        )  # fmt: skip
        if made.returncode:
            shutil.rmtree(draft, ignore_errors=True)
            raise UnavailableError(f"Không tạo được dữ liệu PostgreSQL: {made.stderr.strip()}")
        with (draft / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write("\ninclude_if_exists = 'motcua.conf'  # written anew at each start\n")
        if draft.parent == self.data:
            draft.rename(self._link)
        else:
            self._link.symlink_to(draft)

    def _draft(self) -> Path:
        """An empty folder for initdb; outside the data folder when root's server cannot reach that."""
        for old in self.data.glob("postgres-new-*"):
            shutil.rmtree(old, ignore_errors=True)
        draft = self.data / f"postgres-new-{secrets.token_hex(4)}"
        draft.mkdir(mode=0o700)
        user = server_user(draft)
        if not user.switched:
            return draft
        os.chown(draft, user.uid, user.gid)
        if user.can("-w", draft):
            return draft
        draft.rmdir()
        outside = outer_folder() / f"data-{secrets.token_hex(4)}"
        outside.mkdir(mode=0o700)
        return outside

    # Starting and stopping

    def _prepare_socket(self) -> None:
        """The socket's folder in /tmp must be ours alone: somebody else might have made it first."""
        user = self._user()
        try:
            self._socket.mkdir(mode=0o700)
            if user.switched:
                os.chown(self._socket, user.uid, user.gid, follow_symlinks=False)
        except FileExistsError:
            pass
        seen = self._socket.lstat()
        if not stat.S_ISDIR(seen.st_mode) or seen.st_uid not in (user.uid, 0):
            raise UnavailableError(
                f"{self._socket} thuộc người dùng khác: hãy xoá nó, hoặc đặt MOTCUA_DATA khác."
            )
        self._socket.chmod(0o700)
        if user.switched:
            os.chown(self._socket, user.uid, user.gid)

    def _write_settings(self) -> None:
        durability = DURABLE if self._durable else THROW_AWAY
        wanted = SETTINGS | durability | {"unix_socket_directories": f"'{self._socket}'"}
        self._write("motcua.conf", "".join(f"{key} = {value}\n" for key, value in wanted.items()))
        self._write(
            "pg_hba.conf",
            "local all all peer map=motcua\n"
            "host all all 127.0.0.1/32 scram-sha-256\n"
            "host all all ::1/128 scram-sha-256\n",
        )
        # Who may come in by the socket: root, and whoever owns the cluster, unless that is `nobody`,
        # whom many programs share.
        logins = {"root"} if self._user().switched else {"root", login_name(os.geteuid())}
        roles = (SUPERUSER, ROLE)
        lines = [f'motcua "{login}" {role}\n' for login in sorted(logins) for role in roles]
        self._write("pg_ident.conf", "".join(lines))

    def _write(self, name: str, content: str) -> None:
        user = self._user()
        path = self.folder / name
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_text(content, encoding="utf-8")
        if user.switched:
            os.chown(path, user.uid, user.gid)

    def _start(self) -> None:
        """Start the server; after a crash its children may take some seconds to let go."""
        self._write_settings()
        deadline = time.monotonic() + PATIENCE_S
        while True:
            self._clear_leftovers()
            if self._launched():
                return
            if time.monotonic() > deadline:
                raise UnavailableError(
                    f"PostgreSQL không khởi động được; hãy xem {self.folder}/start.log và {self.folder}/log. "
                    + self._last_words()
                )
            time.sleep(0.5)

    def _launched(self) -> bool:
        """Run the server in a session of its own; True once it takes connections, False if it ends.

        Recovery after a crash may take long: as long as the server lives we wait.
        """
        self._reap()
        user = self._user()
        self._write("start.log", "")
        with (self.folder / "start.log").open("ab") as log:
            self._server = subprocess.Popen(  # type: ignore[call-overload]
                [self.programs().program("postgres"), "-D", str(self.folder)],
                cwd="/", env=ENVIRONMENT, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent(signal.SIGQUIT) if self._tied else None, **user.switches,  # noqa: PLW1509 - one thread only
            )  # fmt: skip
        while self._server.poll() is None:
            if self._lines()[7:8] == ["ready"] and self.server_pid() == self._server.pid:
                return True
            time.sleep(0.02)
        return False

    def _reap(self) -> None:
        if self._server is not None:
            self._server.wait(timeout=PATIENCE_S)
            self._server = None

    def _clear_leftovers(self) -> None:
        """Take away what a killed server left, when nothing at all works in its folder any more.

        PostgreSQL does so itself unless the old number now belongs to another process of this user,
        which is common in a container that was started again.
        """
        if any(is_alive(pid) for pid in working_in(self.folder)):
            return
        (self.folder / "postmaster.pid").unlink(missing_ok=True)
        for leftover in self._socket.glob(f".s.PGSQL.{SOCKET_PORT}*"):
            leftover.unlink(missing_ok=True)

    def _last_words(self) -> str:
        logs = [self.folder / "start.log", *self.folder.glob("log/*.log")]
        readable = sorted(
            (log for log in logs if log.exists()), key=lambda log: log.stat().st_mtime
        )
        lines = [
            line for log in readable for line in log.read_text("utf-8", "replace").splitlines()
        ]
        return " ".join(lines[-3:])

    def _stop(self) -> None:
        """End the server: let transactions be rolled back, then a checkpoint; after a minute, at once."""
        pid = self.server_pid()
        if pid is None or not self.is_running():
            return
        for number, patience in ((signal.SIGINT, 60.0), (signal.SIGQUIT, 10.0)):
            if not self.is_running():
                break
            os.kill(pid, number)
            deadline = time.monotonic() + patience
            while self.is_running() and time.monotonic() < deadline:
                time.sleep(0.02)
        self._reap()
        shutil.rmtree(self._socket, ignore_errors=True)

    # Furnishing

    def _furnish(self) -> None:
        """Make the application's role and database, whatever of them is missing.

        The role is no superuser: what the database forbids stays forbidden. As owner it may create
        the extensions that the migrations ask for; PostgreSQL trusts these.
        """
        import psycopg

        with psycopg.connect(self.superuser_url, autocommit=True) as server:
            role = server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone()
            if role is None:
                rights = "NOSUPERUSER NOCREATEROLE " + (
                    "NOCREATEDB" if self._durable else "CREATEDB"
                )
                server.execute(f"CREATE ROLE {ROLE} LOGIN {rights}")
            known = "SELECT 1 FROM pg_database WHERE datname = %s"
            if server.execute(known, [DATABASE]).fetchone() is None:
                server.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")
