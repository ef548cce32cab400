"""`motcua start`: the whole house on one machine. One at a time for one data folder."""

from __future__ import annotations

import argparse
import errno
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from motcua.config.console import complain, say, step
from motcua.config.database import database
from motcua.config.lifetime import die_with_parent
from motcua.config.locks import locked_if_free
from motcua.config.places import UnavailableError, made_data_folder, secret_key
from motcua.config.postgres import Cluster
from motcua.config.supervisor import Child, end_orphans, stop_all

FIRST_PORT, PORTS_TRIED = 8000, 20
ANSWER_WITHIN_S = 60.0
WATCH_EVERY_S = 0.5
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound by default


def start(options: argparse.Namespace) -> int:
    """Run the house until told to stop; or say where it already runs."""
    data = made_data_folder()
    told = False
    while True:
        with locked_if_free(data / "house.lock") as free:
            if free:
                return _open_house(options, data)
        address = _address_of_other(data)
        if address:
            say(f"Một Cửa đang chạy tại {address}")
            return 0
        if not told:
            say("Một lần gọi khác đang khởi động hệ thống; xin chờ …")
            told = True
        time.sleep(WATCH_EVERY_S)


def _address_of_other(data: Path) -> str:
    """Where the house runs that holds the lock; empty while it is still being opened."""
    try:
        return str(json.loads((data / "house.json").read_text(encoding="utf-8"))["url"])
    except (OSError, ValueError, KeyError):
        return ""


def _open_house(options: argparse.Namespace, data: Path) -> int:
    (data / "house.json").unlink(missing_ok=True)
    began = time.monotonic()
    say(f"Một Cửa: khởi động, dữ liệu ở {data}")
    try:
        with _interruptible():
            end_orphans(_mark(data))
            port = _free_port(options.host, options.port)
            with _database_up() as cluster:
                _prepare(options, data, port)
                _live(House.on(options, data, port, cluster), began)
    except KeyboardInterrupt:
        say("Đã dừng.")
    finally:
        (data / "house.json").unlink(missing_ok=True)
    return 0


@contextmanager
def _interruptible() -> Iterator[None]:
    """SIGTERM and a closed terminal stop the house as Ctrl-C does."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # `nohup ./start` stays
        signal.signal(signal.SIGHUP, stop)
    yield


@contextmanager
def _database_up() -> Iterator[Cluster | None]:
    with database() as cluster:
        if cluster is not None:
            say(f"  ✓ PostgreSQL {cluster.programs().version} kèm theo, dữ liệu ở {cluster.folder}")
        yield cluster


@dataclass(frozen=True, slots=True)
class House:
    """What runs: its children, its database (None when it is somebody else's), its address."""

    children: tuple[Child, ...]
    cluster: Cluster | None
    url: str
    port: int
    data: Path
    demo: bool
    environment: dict[str, str]

    @classmethod
    def on(
        cls, options: argparse.Namespace, data: Path, port: int, cluster: Cluster | None
    ) -> House:
        environment = _environment(options, data, port)
        logs = data / "log"
        logs.mkdir(mode=0o700, exist_ok=True)
        address = ["--host", options.host, "--port", str(port)]
        children = (
            Child("trang web", _motcua("serve", *address), logs / "web.log", environment),
            Child("việc nền", _motcua("worker"), logs / "worker.log", environment),
        )
        url = f"http://{'localhost' if options.host in (*EVERYWHERE, '127.0.0.1') else options.host}:{port}"
        return cls(children, cluster, url, port, data, not options.no_demo, environment)


def _live(house: House, began: float) -> None:
    """Start the children, tell where they are, and watch until interrupted."""
    try:
        for child in house.children:
            child.start()
        _wait_for_answer(house)
        _announce(house, time.monotonic() - began)
        while True:
            time.sleep(WATCH_EVERY_S)
            _watch(house)
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C must not cut the closing short
        say("\nĐang dừng …")
        stop_all(house.children)


def _watch(house: House) -> None:
    for child in house.children:
        child.keep_up()
    if house.cluster is not None and not house.cluster.is_running():
        say("  ! PostgreSQL đã dừng; khởi động lại")
        try:
            house.cluster.ensure_running()
        except UnavailableError as error:
            complain(str(error))


def _wait_for_answer(house: House) -> None:
    web = house.children[0]
    deadline = time.monotonic() + ANSWER_WITHIN_S
    with step("Chạy trang web và việc nền"):
        while not (status := _status(house.port)):
            if time.monotonic() > deadline:
                raise UnavailableError(f"Trang web không trả lời; hãy xem {web.log}.")
            web.keep_up()
            time.sleep(0.1)
    if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
        complain(f"  ! trang đầu báo lỗi {status}; hãy xem {web.log}")


def _status(port: int) -> int:
    """What the first page answers with; 0 while nobody answers."""
    connection = http.client.HTTPConnection("localhost", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def _announce(house: House, took: float) -> None:
    from motcua.config.console import seconds

    draft = house.data / "house.json.new"
    draft.write_text(json.dumps({"url": house.url, "pid": os.getpid()}), encoding="utf-8")
    draft.replace(house.data / "house.json")
    if house.demo:
        subprocess.run(_motcua("demo", "accounts"), cwd="/", check=False, env=house.environment)
    say(f"\nMột Cửa chạy tại {house.url}  (sẵn sàng sau {seconds(took)}; Ctrl-C để dừng)")


def _prepare(options: argparse.Namespace, data: Path, port: int) -> None:
    command = _motcua("prepare", *(["--no-demo"] if options.no_demo else []))
    done = subprocess.run(
        command, cwd="/", check=False, env=_environment(options, data, port),
        preexec_fn=die_with_parent(signal.SIGTERM),
    )  # fmt: skip
    if done.returncode:
        raise UnavailableError("Không chuẩn bị được cơ sở dữ liệu; lý do ở các dòng trên.")


def _motcua(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-X", "utf8", "-m", "motcua.config.cli", *arguments]


def _mark(data: Path) -> str:
    return f"MOTCUA_HOUSE={data}"


def _environment(options: argparse.Namespace, data: Path, port: int) -> dict[str, str]:
    """What the children are told; whatever the operator has set wins."""
    name, _, value = _mark(data).partition("=")
    defaults = {
        "MOTCUA_DATA": str(data),
        "MOTCUA_SECRET_KEY": secret_key(data),
        "MOTCUA_HOSTS": ",".join(_host_names(options.host)),
        "MOTCUA_PUBLIC_URL": f"http://localhost:{port}",
        "MOTCUA_DEMO": "0" if options.no_demo else "1",
        "PYTHONUNBUFFERED": "1",
    }
    return defaults | os.environ | {name: value}


def _host_names(host: str) -> list[str]:
    """The names by which a browser may call us; listening everywhere, also the machine's own."""
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host in EVERYWHERE:
        names += [socket.gethostname(), socket.getfqdn(), *_own_addresses()]
    elif host not in names:
        names.append(host)
    return list(dict.fromkeys(names))


def _own_addresses() -> list[str]:
    """The machine's IPv4 address towards the world; asked of the kernel, nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return [str(probe.getsockname()[0])]
        except OSError:
            return []


def _free_port(host: str, wanted: int | None) -> int:
    """The wanted port, which must be free; or without a wish the first free one from 8000 on."""
    if wanted is not None:
        if _is_free(host, wanted):
            return wanted
        raise UnavailableError(
            f"Cổng {wanted} đang được chương trình khác dùng: hãy chọn --port khác."
        )
    for port in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED):
        if _is_free(host, port):
            return port
    raise UnavailableError(f"Các cổng {FIRST_PORT}–{port} đều bận: hãy chọn --port khác.")


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise UnavailableError(
                f"Không được quyền mở cổng {port}: hãy chọn cổng từ 1024."
            ) from error
        except socket.gaierror as error:
            raise UnavailableError(f"Không hiểu địa chỉ “{host}” của --host.") from error
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise UnavailableError(f"Máy này không có địa chỉ {host}.") from error
            return False
    return True
