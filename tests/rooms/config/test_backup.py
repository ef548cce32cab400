"""A backup holds everything, and comes back whole or not at all."""

from __future__ import annotations

import io
import tarfile
from argparse import Namespace
from pathlib import Path

import psycopg
import pytest

from motcua.config import backup as backups
from motcua.config.places import UnavailableError
from motcua.config.postgres import Cluster

pytestmark = pytest.mark.slow


@pytest.fixture
def filled(data) -> Cluster:
    """A house with one row, one document and a key."""
    cluster = Cluster(data, durable=False)
    with cluster.in_use(), psycopg.connect(cluster.url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION btree_gist")
        connection.execute(
            "CREATE TABLE dossier (code text PRIMARY KEY, EXCLUDE USING gist (code WITH =))"
        )
        connection.execute("INSERT INTO dossier VALUES ('H48-1')")
    document = data / "documents" / "ab" / "abcd"
    document.parent.mkdir(parents=True)
    document.write_bytes(b"paper")
    (data / "secret-key").write_text("original")
    return cluster


def codes(cluster: Cluster) -> list[str]:
    with cluster.in_use(), psycopg.connect(cluster.url) as connection:
        return [row[0] for row in connection.execute("SELECT code FROM dossier ORDER BY code")]


def taken(data: Path) -> Path:
    file = data / "backup.tar"
    assert backups.backup(Namespace(file=file)) == 0
    return file


def test_what_was_lost_comes_back(data, filled):
    file = taken(data)
    assert file.stat().st_mode & 0o077 == 0
    with filled.in_use(), psycopg.connect(filled.url) as connection:
        connection.execute("DROP TABLE dossier")
    (data / "documents" / "ab" / "abcd").unlink()
    (data / "secret-key").unlink()

    assert backups.restore(Namespace(file=file, force=False)) == 0
    assert codes(filled) == ["H48-1"]
    assert (data / "documents" / "ab" / "abcd").read_bytes() == b"paper"
    assert (data / "secret-key").read_text() == "original"


def test_what_is_there_is_kept_unless_forced(data, filled, capsys):
    file = taken(data)
    with filled.in_use(), psycopg.connect(filled.url) as connection:
        connection.execute("INSERT INTO dossier VALUES ('H48-2')")

    assert backups.restore(Namespace(file=file, force=False)) == 1
    assert "--force" in capsys.readouterr().err
    assert codes(filled) == ["H48-1", "H48-2"]
    assert backups.restore(Namespace(file=file, force=True)) == 0
    assert codes(filled) == ["H48-1"]


def test_an_older_backup_is_not_written_over(data, filled):
    file = taken(data)
    before = file.read_bytes()
    assert backups.backup(Namespace(file=file)) == 1
    assert file.read_bytes() == before


def test_a_damaged_backup_is_refused_before_anything_is_touched(data, filled):
    file = taken(data)
    content = bytearray(file.read_bytes())
    with tarfile.open(file) as tar:
        middle = tar.getmember(backups.DUMP).offset_data + 100
    content[middle] ^= 1
    file.write_bytes(content)

    with pytest.raises(UnavailableError, match="hỏng"):
        backups.restore(Namespace(file=file, force=True))
    assert codes(filled) == ["H48-1"]


def test_a_name_that_climbs_out_of_the_folder_is_not_written(data, filled):
    file = taken(data)
    with tarfile.open(file, "a") as tar:
        for name in (
            "documents/../../escaped",
            f"{data.parent}/escaped",
            "postgres/postgresql.conf",
        ):
            entry = tarfile.TarInfo(name)
            entry.size = 4
            tar.addfile(entry, io.BytesIO(b"evil"))

    assert backups.restore(Namespace(file=file, force=True)) == 0
    assert not (data.parent / "escaped").exists()
    assert "evil" not in (filled.folder / "postgresql.conf").read_text()


def test_a_restore_does_not_pull_the_ground_from_under_a_running_house(data, filled, capsys):
    file = taken(data)
    with backups.locked_if_free(data / "house.lock"):
        assert backups.restore(Namespace(file=file, force=True)) == 1
    assert "đang chạy" in capsys.readouterr().err
