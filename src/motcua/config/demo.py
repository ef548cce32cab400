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
    from motcua.control import demo as centre
    from motcua.dossiers import demo as dossiers

    return dossiers.is_loaded() and centre.is_loaded()


def _institutions(at: datetime) -> None:
    from motcua.agencies import actions

    actions.load_province(actor=SYSTEM, at=at)


def _procedures(at: datetime) -> None:
    from motcua.procedures.actions.starter import load_starter

    load_starter(actor=SYSTEM, at=at)


def _accounts(at: datetime) -> None:
    from motcua.accounts.actions.demo import load_demo

    load_demo(actor=SYSTEM, at=at)


def _absence(at: datetime) -> None:
    from motcua.accounts.actions.demo_absence import load_demo_absence

    load_demo_absence(actor=SYSTEM, at=at)


def _keys(at: datetime) -> None:
    from motcua.accounts.actions.demo_keys import load_demo_keys

    load_demo_keys(actor=SYSTEM, at=at)


def _halls(at: datetime) -> None:
    from motcua.queues.demo import load_demo

    load_demo(at=at)


def _dossiers(at: datetime) -> None:
    from django.db import transaction

    from motcua.dossiers.demo import load_demo
    from motcua.dossiers.signing_demo import load_drafts

    with transaction.atomic():
        if load_demo(at=at):
            load_drafts(at=at)


def _centre(at: datetime) -> None:
    from motcua.control.demo import load_demo

    load_demo(at=at)


def _law_in_the_making(at: datetime) -> None:
    from motcua.accounts import queries as accounts
    from motcua.procedures import demo

    known = (accounts.account_by_username(name) for name in ("kiemsoat.tt", "nghiepvu.tt"))
    drafter, approver = (accounts.actor_for(found.id, at) for found in known if found)
    keys = ("trung-tam-pvhcc", "ubnd-21028")
    demo.load(drafter=drafter, approver=approver, agency_keys=keys, at=at)


PARTS: tuple[tuple[str, Callable[[datetime], None]], ...] = (
    ("cơ quan, đơn vị, địa bàn", _institutions),
    ("thủ tục hành chính", _procedures),
    ("tài khoản dùng thử", _accounts),
    ("vắng mặt minh họa", _absence),
    ("chứng thư số dùng thử", _keys),
    ("quầy và số thứ tự", _halls),
    ("thủ tục đang soạn", _law_in_the_making),
    ("hồ sơ minh họa", _dossiers),
    ("bàn kiểm soát", _centre),
)
