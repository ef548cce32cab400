"""What the command line calls: read a catalogue, print what became of it."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from motcua.base.actor import SYSTEM, Actor
from motcua.procedures.importing.actions import import_catalogue
from motcua.procedures.importing.sources import NoCatalogueError

NOTHING_THERE = 2


def import_path(
    path: Path, *, as_json: bool, at: datetime, actor: Actor = SYSTEM
) -> tuple[int, str]:
    """Exit code and text: 0 all read, 1 something was unreadable, 2 no catalogue at the path."""
    try:
        report = import_catalogue(path=path, actor=actor, at=at)
    except NoCatalogueError as error:
        text = json.dumps({"error": str(error)}, ensure_ascii=False) if as_json else str(error)
        return NOTHING_THERE, text
    if as_json:
        return report.exit_code, json.dumps(report.to_json(), ensure_ascii=False, indent=1)
    return report.exit_code, report.text()
