"""`motcua catalogue import`: the national catalogue, with a database under it."""

from __future__ import annotations

import argparse

from motcua.base.time import now
from motcua.config.cli import UNAVAILABLE
from motcua.config.console import complain, say
from motcua.config.database import django


def import_catalogue(options: argparse.Namespace) -> int:
    with django():
        from motcua.procedures.importing import commands

        code, text = commands.import_path(options.path, as_json=options.json, at=now())
    if code == commands.NOTHING_THERE:
        complain(text)
        return UNAVAILABLE
    say(text)
    return code
