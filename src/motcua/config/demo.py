"""The demo province: what each room loads, in order. Each part is one transaction and safe to repeat;

killed in the middle, the next call goes on with the part that was not finished.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from motcua.base.actor import SYSTEM
from motcua.base.time import now


def load(note: Callable[[str], None]) -> None:
    """Load what is missing; `note` is told which part is under way."""
    at = now()
    for title, part in PARTS:
        note(title)
        part(at)


def is_loaded() -> bool:
    """Whether the last part is there, and so all of them."""
    from motcua.dossiers import demo

    return demo.is_loaded()


def _institutions(at: datetime) -> None:
    from motcua.agencies import actions

    actions.load_province(actor=SYSTEM, at=at)


def _procedures(at: datetime) -> None:
    from motcua.procedures.actions.starter import load_starter

    load_starter(actor=SYSTEM, at=at)


def _accounts(at: datetime) -> None:
    from motcua.accounts.actions.demo import load_demo

    load_demo(actor=SYSTEM, at=at)


def _halls(at: datetime) -> None:
    from motcua.queues.demo import load_demo

    load_demo(at=at)


def _dossiers(at: datetime) -> None:
    from motcua.dossiers.demo import load_demo

    load_demo(at=at)


PARTS: tuple[tuple[str, Callable[[datetime], None]], ...] = (
    ("cơ quan, đơn vị, địa bàn", _institutions),
    ("thủ tục hành chính", _procedures),
    ("tài khoản dùng thử", _accounts),
    ("quầy và số thứ tự", _halls),
    ("hồ sơ minh họa", _dossiers),
)
