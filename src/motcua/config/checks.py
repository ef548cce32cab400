"""`motcua check`: is the house in order, and do its rows tell what its journal tells? Reads only."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from motcua.config.cli import DONE, FOUND
from motcua.config.console import say
from motcua.config.database import django


@dataclass(frozen=True, slots=True)
class Part:
    """What was looked at, how much of it, and each thing that is not as it should be."""

    name: str
    looked_at: str
    findings: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.findings


def check(options: argparse.Namespace) -> int:
    with django():
        parts = []
        for look in (_settings, _schema, _files, _journal, _dossiers):
            part = look(options)
            parts.append(part)
            if not options.json:
                _tell(part)
    ok = all(part.ok for part in parts)
    if options.json:
        told = [
            {
                "name": part.name,
                "ok": part.ok,
                "looked_at": part.looked_at,
                "findings": part.findings,
            }
            for part in parts
        ]
        say(json.dumps({"ok": ok, "parts": told}, ensure_ascii=False))
    return DONE if ok else FOUND


def _tell(part: Part) -> None:
    say(f"{'✓' if part.ok else '✗'} {part.name}: {part.looked_at}")
    for finding in part.findings:
        say(f"    {finding}")


Look = Callable[[argparse.Namespace], Part]


def _settings(_options: argparse.Namespace) -> Part:
    from django.core.checks import run_checks

    found = run_checks()
    return Part("cấu hình", "các kiểm tra của Django", tuple(str(message) for message in found))


def _schema(_options: argparse.Namespace) -> Part:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    nodes = executor.loader.graph.leaf_nodes()
    missing = [
        f"Chưa nâng {migration.app_label}.{migration.name}: hãy chạy `motcua migrate`."
        for migration, _ in executor.migration_plan(nodes)
    ]
    version = connection.cursor().execute("SHOW server_version").fetchone()[0]
    return Part("cấu trúc dữ liệu", f"PostgreSQL {version}", tuple(missing))


def _files(_options: argparse.Namespace) -> Part:
    from motcua.documents.models import StoredFile
    from motcua.documents.vault import path_of

    def lacking() -> Iterator[str]:
        kept = StoredFile.objects.filter(erased_at=None)
        for sha256, size in kept.values_list("sha256", "size").iterator():
            path = path_of(sha256)
            if not path.exists() or path.stat().st_size != size:
                yield f"Tệp {sha256} không có hoặc không đủ {size} byte: hãy lấy lại từ bản sao lưu."

    return Part("tài liệu", f"{StoredFile.objects.count()} tệp", tuple(lacking()))


def _journal(_options: argparse.Namespace) -> Part:
    from motcua.journal import verification

    report = verification.verify()
    looked_at = f"{report.facts} sự kiện, {report.seals} niêm phong"
    return Part("sổ ghi việc", looked_at, tuple(finding.sentence for finding in report.findings))


def _dossiers(options: argparse.Namespace) -> Part:
    from motcua.dossiers import checks

    report = checks.check(due_dates=options.due_dates)
    findings = [f"{finding.subject}: {finding.sentence}" for finding in report.findings or ()]
    return Part(
        "hồ sơ", f"{report.dossiers} hồ sơ, {report.facts} sự kiện dựng lại", tuple(findings)
    )
