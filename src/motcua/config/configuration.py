"""`motcua config export|import`: the configuration as one file, by the same actions as the page."""

from __future__ import annotations

import argparse

from motcua.config.console import complain, say
from motcua.config.database import django


def export(options: argparse.Namespace) -> int:
    """Write the file, which must not be there yet."""
    with django():
        from motcua.base.dates import in_vietnam
        from motcua.base.time import now
        from motcua.blueprint import queries

        raw = queries.export(in_vietnam(now()).date())
        try:
            with options.file.open("xb") as target:
                target.write(raw)
        except OSError as error:
            complain(f"Không ghi được {options.file}: {error.strerror}.")
            return 1
    say(f"Đã xuất cấu hình ra {options.file} ({len(raw):,} byte).".replace(",", "."))
    return 0


def bring_in(options: argparse.Namespace) -> int:
    """Show what differs; with `--apply`, bring it in. 1 where something is refused or left out."""
    with django():
        from motcua.base.actor import SYSTEM
        from motcua.base.dates import in_vietnam
        from motcua.base.time import now
        from motcua.base.verdict import RefusedError
        from motcua.blueprint import actions, queries
        from motcua.blueprint.queries import Outcome

        at = now()
        try:
            raw = options.file.read_bytes()
            compared = queries.compare(raw, on=in_vietnam(at).date())
            for outcome in (Outcome.CONFLICT, Outcome.CHANGED, Outcome.NEW):
                for line in compared.of(outcome):
                    say(f"{outcome.label}: {line.section_label} {line.ref} {line.words}".rstrip())
            say(
                ", ".join(
                    f"{outcome.label.lower()}: {n}" for outcome, n in compared.counts().items()
                )
            )
            if options.apply:
                actions.bring_in(
                    raw, reason=options.reason, seen=compared.seal, actor=SYSTEM, at=at
                )
                say("Đã nạp cấu hình.")
        except OSError as error:
            complain(f"Không đọc được {options.file}: {error.strerror}.")
            return 1
        except RefusedError as refusal:
            complain(str(refusal))
            return 1
    return 1 if compared.of(Outcome.CONFLICT) else 0
