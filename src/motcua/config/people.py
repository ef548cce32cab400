"""`motcua createadmin`, `motcua agencies import` and `motcua demo accounts`."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys

from motcua.base.actor import SYSTEM
from motcua.base.time import now
from motcua.base.verdict import RefusedError
from motcua.config.cli import DONE, FOUND
from motcua.config.console import complain, say
from motcua.config.database import django
from motcua.config.places import UnavailableError


def create_admin(options: argparse.Namespace) -> int:
    """An account that holds both administrators' roles in one unit, so that it can give out the others."""
    password = os.environ.get("MOTCUA_ADMIN_PASSWORD") or _asked()
    with django():
        from motcua.accounts import actions

        try:
            actions.create_first_admin(
                username=options.username, full_name=options.name, password=password,
                unit_id=_unit_id(options.unit), actor=SYSTEM, at=now(),
            )  # fmt: skip
        except RefusedError as refusal:
            complain(str(refusal))
            return FOUND
    say(f"Đã tạo tài khoản {options.username}.")
    return DONE


def _asked() -> str:
    if not sys.stdin.isatty():
        raise UnavailableError("Không có màn hình để hỏi mật khẩu: hãy đặt MOTCUA_ADMIN_PASSWORD.")
    password = getpass.getpass("Mật khẩu: ")
    if password != getpass.getpass("Nhập lại mật khẩu: "):
        raise UnavailableError("Hai lần nhập mật khẩu không giống nhau: hãy gọi lại lệnh.")
    return password


def _unit_id(key: str | None) -> int:
    """The unit of that key, or the province's Centre."""
    from motcua.agencies import queries
    from motcua.agencies.states import UnitKind

    on = now().date()
    if key is not None:
        found = queries.unit_by_key(key, on)
        if found is None:
            raise UnavailableError(f"Không có đơn vị “{key}” vào hôm nay: hãy xem lại tên khoá.")
        return found.id
    centres = [unit.id for unit in queries.receiving_units(on) if unit.kind == UnitKind.CENTRE]
    if not centres:
        raise UnavailableError("Chưa có cơ quan nào: hãy chạy `motcua agencies import` trước.")
    return centres[0]


def import_agencies(options: argparse.Namespace) -> int:
    """Load a province's agencies, units and areas; what is already there stays as it is."""
    with django():
        from motcua.agencies import actions

        try:
            report = actions.load_province(options.path, actor=SYSTEM, at=now())
        except RefusedError as refusal:
            complain(str(refusal))
            return FOUND
    say(f"Đã thêm {report.areas} địa bàn, {report.agencies} cơ quan, {report.units} đơn vị.")
    return DONE


def demo_accounts(options: argparse.Namespace) -> int:
    """One line for each demo account; all share one password."""
    with django():
        from motcua.accounts import queries

        accounts = queries.demo_accounts(now().date())
    if options.json:
        fields = ("username", "password", "name", "roles", "unit")
        rows = [{field: getattr(account, field) for field in fields} for account in accounts]
        say(json.dumps(rows, ensure_ascii=False))
        return DONE
    if not accounts:
        complain("Chưa có tài khoản dùng thử: hãy chạy `motcua demo load`.")
        return FOUND
    width = max(len(account.username) for account in accounts)
    say(f"\nTài khoản dùng thử (mật khẩu chung: {accounts[0].password})")
    for account in accounts:
        say(
            f"  {account.username:<{width}}  {', '.join(dict.fromkeys(account.roles))} · {account.unit}"
        )
    return DONE
