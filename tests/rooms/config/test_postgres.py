"""The embedded PostgreSQL: shared by many, robust against kills, closed to strangers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from motcua.config.places import UnavailableError, socket_folder
from motcua.config.postgres import Cluster

pytestmark = pytest.mark.slow

USE_IT = """
import sys, time, psycopg
from pathlib import Path
from motcua.config.postgres import Cluster
with Cluster(Path(sys.argv[1]), durable=False).in_use() as cluster, psycopg.connect(cluster.url) as connection:
    print(connection.execute("SELECT pg_postmaster_start_time()").fetchone()[0], flush=True)
    sys.stdin.readline()
"""


def somebody_using(data: Path) -> subprocess.Popen[str]:
    """Another process that holds the cluster until it is sent a line."""
    return subprocess.Popen(
        [sys.executable, "-c", USE_IT, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def until(condition, seconds: float = 20.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def test_many_at_once_share_one_server_and_the_last_to_leave_stops_it(data, cluster):
    people = [somebody_using(data) for _ in range(3)]
    started = {person.stdout.readline() for person in people}
    assert len(started) == 1

    for person in people[:2]:
        person.communicate("\n")
        assert person.returncode == 0
        assert cluster.is_running()
    people[2].communicate("\n")
    assert not cluster.is_running()


def test_a_killed_user_counts_no_more(data, cluster):
    person = somebody_using(data)
    assert person.stdout.readline()
    person.kill()
    person.wait()
    with cluster.in_use():
        assert cluster.is_running()
    assert not cluster.is_running()


def test_after_kill_9_of_the_server_what_was_committed_is_there(data):
    cluster = Cluster(data)  # durable, as in a real house
    with cluster.in_use():
        with psycopg.connect(cluster.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE promise AS SELECT 7 AS n")
        os.kill(cluster.server_pid(), signal.SIGKILL)
        assert until(lambda: not cluster.is_running())
        assert cluster.ensure_running()
        with psycopg.connect(cluster.url) as connection:
            assert connection.execute("SELECT n FROM promise").fetchone() == (7,)


def test_a_leftover_number_that_is_now_somebody_elses_does_not_hinder(cluster):
    with cluster.in_use():
        pass
    lock = cluster.folder / "postmaster.pid"
    lock.write_text(
        f"{os.getpid()}\n{cluster.folder}\n1\n5432\n{socket_folder(cluster.data)}\n\n\nready\n"
    )
    assert not cluster.is_running()
    with cluster.in_use(), psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_kill_while_the_cluster_is_being_made_leaves_no_half(data, cluster):
    half = data / "postgres-new-1234"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with cluster.in_use():
        assert cluster.is_running()
    assert not half.exists()


def test_a_path_longer_than_a_socket_allows_and_with_odd_letters(data):
    deep = data / "một cửa $HOME 'x'" / ("d" * 120)
    deep.mkdir(parents=True)
    for folder in (deep, *deep.parents[:1]):
        folder.chmod(0o711)
    cluster = Cluster(deep, durable=False)
    with cluster.in_use(), psycopg.connect(cluster.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_the_application_is_no_superuser_and_owns_its_database(cluster):
    with cluster.in_use(), psycopg.connect(cluster.url) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreaterole, current_user, pg_get_userbyid(datdba)"
            " FROM pg_roles, pg_database WHERE rolname = current_user AND datname = current_database()"
        ).fetchone()
        assert row == (False, False, "motcua", "motcua")
        connection.execute("CREATE EXTENSION btree_gist")
        connection.execute("CREATE EXTENSION pg_trgm")


def test_a_durable_cluster_listens_on_its_socket_only_and_checks_its_pages(data):
    with Cluster(data).in_use() as cluster, psycopg.connect(cluster.url) as connection:
        wanted = {
            "fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on",
            "listen_addresses": "", "jit": "off", "password_encryption": "scram-sha-256",
        }  # fmt: skip
        assert {name: connection.execute(f"SHOW {name}").fetchone()[0] for name in wanted} == wanted
        assert socket_folder(data).stat().st_mode & 0o777 == 0o700
        assert "trust" not in (cluster.folder / "pg_hba.conf").read_text()


def test_an_error_does_not_write_what_an_officer_typed_into_the_log(cluster):
    with cluster.in_use():
        with psycopg.connect(cluster.url) as connection:
            connection.execute("CREATE TABLE person (phone text UNIQUE)")
            with pytest.raises(psycopg.errors.UniqueViolation):
                connection.execute("INSERT INTO person VALUES ('0905123456'), ('0905123456')")
        log = "".join(path.read_text() for path in (cluster.folder / "log").iterdir())
    assert "duplicate key" in log
    assert "0905123456" not in log


def test_data_of_another_version_is_refused_with_what_to_do(cluster):
    with cluster.in_use():
        pass
    version = cluster.folder / "PG_VERSION"
    version.write_text("9\n")
    with pytest.raises(UnavailableError, match="PostgreSQL 9"), cluster.in_use():
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make somebody else's folder")
def test_a_socket_folder_that_somebody_else_made_first_is_refused(data, cluster):
    folder = socket_folder(data)
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    try:
        with pytest.raises(UnavailableError, match="người dùng khác"), cluster.in_use():
            pass
    finally:
        folder.rmdir()
