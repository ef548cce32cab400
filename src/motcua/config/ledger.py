"""`motcua journal …`: the journal's own commands with a database under them."""

from __future__ import annotations

import argparse

from motcua.config.cli import DONE, UNAVAILABLE
from motcua.config.console import complain, say
from motcua.config.database import django


def verify(options: argparse.Namespace) -> int:
    with django():
        from motcua.journal import commands

        return _told(commands.verify(as_json=options.json, known=dict(options.seal)))


def export(options: argparse.Namespace) -> int:
    with django():
        from motcua.journal import commands

        return _told(commands.export(options.file))


def proof(options: argparse.Namespace) -> int:
    with django():
        from motcua.journal import commands

        return _told(commands.proof(options.digest))


def seal(_options: argparse.Namespace) -> int:
    with django():
        from motcua.journal import commands

        return _told(commands.seal())


def _told(answer: tuple[int, str]) -> int:
    """The journal's `cannot be given` (2) is our `not there` (3): 2 is kept for wrong usage."""
    from motcua.journal.commands import NOT_POSSIBLE

    code, text = answer
    if code == NOT_POSSIBLE:
        complain(text)
        return UNAVAILABLE
    say(text)
    return code or DONE
