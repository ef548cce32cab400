"""Data folders and clusters that the stories of the house may break."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from motcua.config.places import socket_folder
from motcua.config.postgres import Cluster
from motcua.config.supervisor import end_orphans


@pytest.fixture
def data(monkeypatch) -> Iterator[Path]:
    """An empty data folder that also root's PostgreSQL may enter; whatever ran in it is ended."""
    folder = Path(tempfile.mkdtemp(prefix="motcua-test-")).resolve()
    folder.chmod(0o711)
    monkeypatch.setenv("MOTCUA_DATA", str(folder))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield folder
    end_orphans(f"MOTCUA_HOUSE={folder}")
    cluster = Cluster(folder)
    pid = cluster.server_pid()
    if pid is not None and cluster.is_running():
        os.kill(pid, signal.SIGQUIT)
    shutil.rmtree(cluster.folder, ignore_errors=True)
    shutil.rmtree(socket_folder(folder), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def cluster(data) -> Cluster:
    return Cluster(data, durable=False)
