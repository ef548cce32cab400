"""`motcua reorganise`: decisions that move institutions, rehearsed and applied without a browser."""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from motcua.base.actor import SYSTEM
from motcua.base.time import now
from motcua.base.verdict import RefusedError
from motcua.config.cli import DONE, FOUND
from motcua.config.console import complain, say, seconds
from motcua.config.database import django

if TYPE_CHECKING:
    from motcua.dossiers.reorganising.figures import Figures


def listed(options: argparse.Namespace) -> int:
    """Every decision with its number in the house, the latest first."""
    with django():
        from motcua.agencies.reorganising import queries

        rows = queries.reorganisations()
    if options.json:
        told = [
            {"id": row.id, "number": row.number, "effective_at": row.effective_at.isoformat(),
             "state": row.state.value, "lines": row.lines}
            for row in rows
        ]  # fmt: skip
        say(json.dumps(told, ensure_ascii=False))
        return DONE
    for row in rows:
        say(f"{row.id}  {row.number}  từ {row.day:%d/%m/%Y}  {row.state.label}  {row.lines} dòng")
    if not rows:
        say("Chưa có quyết định sắp xếp nào. Soạn ở trang Quản trị, mục Sắp xếp.")
    return DONE


def rehearse(options: argparse.Namespace) -> int:
    """What a map would do now; writes nothing but the numbers."""
    with django():
        from motcua.dossiers.actions import reorganising as actions

        began = time.monotonic()
        try:
            figures = actions.rehearse(options.id, actor=SYSTEM, at=now())
        except RefusedError as refusal:
            complain(str(refusal))
            return FOUND
        _tell(_Told("rehearsed", figures, (), time.monotonic() - began), as_json=options.json)
        return FOUND if figures.stuck else DONE


def apply(options: argparse.Namespace) -> int:
    """Let an approved decision happen whose instant has come: everything or nothing."""
    with django():
        from motcua.dossiers.actions import reorganising as actions

        began = time.monotonic()
        try:
            done = actions.apply(options.id, actor=SYSTEM, at=now())
        except RefusedError as refusal:
            complain(str(refusal))
            return FOUND
        told = _Told("applied", done.figures, done.differences, time.monotonic() - began)
        _tell(told, as_json=options.json)
        return DONE


@dataclass(frozen=True, slots=True)
class _Told:
    what: str
    figures: Figures
    differences: tuple[str, ...]
    took: float


def _tell(told: _Told, *, as_json: bool) -> None:
    from motcua.dossiers.reorganising import wording

    if as_json:
        said = {"what": told.what, "seconds": round(told.took, 1), "differences": told.differences}
        say(json.dumps(said | {"figures": told.figures.to_json()}, ensure_ascii=False))
        return
    for line in wording.lines(told.figures):
        say(line)
    for line in told.differences:
        say(f"Khác diễn tập: {line}")
    say(f"Trong {seconds(told.took)}.")
