"""`motcua simulate`: a province's years at work, for trials of speed and for training."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import asdict

from motcua.base.actor import SYSTEM
from motcua.base.time import now
from motcua.base.verdict import RefusedError
from motcua.config.cli import DONE, FOUND
from motcua.config.console import complain, say, seconds, step
from motcua.config.database import django


def simulate(options: argparse.Namespace) -> int:
    began = time.monotonic()
    with django():
        from motcua.dossiers.simulation.loading import Wish, simulate, tidy

        at = now()
        try:
            wish = Wish.of(
                options.dossiers, options.seed, options.first, options.last or at.date(), at
            )
            if options.json:
                loaded = simulate(wish, actor=SYSTEM, at=at, force=options.force)
            else:
                with step(f"Mô phỏng {options.dossiers} hồ sơ") as progress:
                    loaded = simulate(
                        wish, actor=SYSTEM, at=at, force=options.force, note=progress.note
                    )
        except RefusedError as refusal:
            complain(str(refusal))
            return FOUND
        tidy()
    took = time.monotonic() - began
    if options.json:
        say(json.dumps(asdict(loaded) | {"seconds": round(took, 1)}))
    else:
        say(f"Đã nạp {loaded.dossiers} hồ sơ, {loaded.facts} sự kiện trong {seconds(took)}.")
    return DONE
