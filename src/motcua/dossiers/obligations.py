"""Notices of what the applicant owes to the State, and the receipts that answer them.

A notice in a dossier is `{"id", "kind", "number", "on", "amount", "due_on", "leg", "asked_at",
"paid", "replaced_by"}`: `on` and `due_on` are days, `amount` đồng, `leg` the leg that ended with
it, `paid` the receipt `{"number", "on", "amount", "at"}`. Number and amount are empty where a
machine of an earlier kind asked with words only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.base.dates import format_date, in_vietnam
from motcua.base.labels import Labelled
from motcua.base.money import format_money
from motcua.base.text import nfc
from motcua.base.verdict import InvalidError
from motcua.dossiers.folding import DossierState

Entry = Mapping[str, Any]
MOST_NOTICES = 20
MOST_AMOUNT = 10**13
MOST_NUMBER = 60


class Duty(Labelled):
    """What is owed (Land Law 2024; tax laws)."""

    REGISTRATION = "registration", "Lệ phí trước bạ"
    INCOME_TAX = "income_tax", "Thuế thu nhập cá nhân"
    LAND_USE = "land_use", "Tiền sử dụng đất"
    LAND_RENT = "land_rent", "Tiền thuê đất"
    LAND_TAX = "land_tax", "Thuế sử dụng đất phi nông nghiệp"
    OTHER = "other", "Khoản nộp khác"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as somebody writes it down; `amount` in đồng."""

    number: str
    on: date
    amount: int
    kind: Duty = Duty.OTHER
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """A receipt for exactly one notice; None stands for what its bearer did not say."""

    number: str
    on: date | None = None
    amount: int | None = None


def unpaid(state: DossierState, leg: str | None = None) -> list[Entry]:
    """The notices that still wait for their receipt, of one leg or of all."""
    return [
        entry
        for entry in state.obligations
        if not entry["paid"] and not entry["replaced_by"] and leg in (None, entry["leg"])
    ]


def paper_name(entry: Entry) -> str:
    """`Thông báo số 12/TB-TQN ngày 08/09/2026`; empty where the notice has no number."""
    if not entry["number"]:
        return ""
    return f"Thông báo số {entry['number']} ngày {format_date(date.fromisoformat(entry['on']))}"


def told_name(entry: Entry) -> str:
    """The same inside a sentence: `thông báo số 12/TB-TQN ngày 08/09/2026`."""
    name = paper_name(entry)
    return name[:1].lower() + name[1:]


def noted(
    state: DossierState, notices: Iterable[Notice], *, at: datetime, leg: str = ""
) -> tuple[Entry, ...]:
    """The notices of the dossier with these added; `InvalidError` for one that cannot be true."""
    added = [_entry(notice, at, leg) for notice in notices]
    if len(state.obligations) + len(added) > MOST_NOTICES:
        raise InvalidError(f"Một hồ sơ ghi được nhiều nhất {MOST_NOTICES} thông báo.")
    known = {entry["number"] for entry in state.obligations if not entry["replaced_by"]}
    for place, entry in enumerate(added):
        if entry["number"] in known:
            raise InvalidError(
                f"Thông báo số {entry['number']} đã ghi rồi. Xem lại số thông báo.",
                fields={"number": "Số này đã ghi."},
            )
        known.add(entry["number"])
        entry["id"] = str(len(state.obligations) + place + 1)
    return (*state.obligations, *added)


def wordless(state: DossierState, *, at: datetime) -> tuple[Entry, ...]:
    """The notices with one more of which only the words beside the fact tell."""
    entry = {
        "id": str(len(state.obligations) + 1), "kind": Duty.OTHER.value, "number": "", "on": "",
        "amount": None, "due_on": "", "leg": "", "asked_at": in_vietnam(at).isoformat(),
        "paid": None, "replaced_by": "",
    }  # fmt: skip
    return (*state.obligations, entry)


def replaced(entries: tuple[Entry, ...], old: Entry, new_id: str) -> tuple[Entry, ...]:
    """The same with one notice taken back in favour of another."""
    return tuple(
        {**entry, "replaced_by": new_id} if entry["id"] == old["id"] else entry for entry in entries
    )


def paid(state: DossierState, entry: Entry, payment: Payment, at: datetime) -> tuple[Entry, ...]:
    """The notices with that one answered; `InvalidError` when the receipt is not for that notice."""
    today = in_vietnam(at).date()
    number, on = nfc(payment.number)[:MOST_NUMBER], payment.on or today
    if not number:
        raise InvalidError("Ghi số chứng từ đã nộp.", fields={"receipt": "Ghi số chứng từ."})
    if on > today:
        raise InvalidError(
            "Ngày nộp không thể ở tương lai.", fields={"paid_on": "Chọn lại ngày nộp."}
        )
    if entry["on"] and on < date.fromisoformat(entry["on"]):
        raise InvalidError(
            f"Chứng từ có ngày trước {told_name(entry)}. Xem lại chứng từ.",
            fields={"paid_on": "Không thể trước ngày thông báo."},
        )
    _require_amount(entry, payment.amount)
    receipt = {
        "number": number, "on": on.isoformat(), "amount": payment.amount,
        "at": in_vietnam(at).isoformat(),
    }  # fmt: skip
    return tuple(
        {**one, "paid": receipt} if one["id"] == entry["id"] else one for one in state.obligations
    )


def chosen(state: DossierState, wanted: str) -> Entry:
    """The unpaid notice that somebody means by its id or number; the only one may stay unnamed."""
    open_ones = unpaid(state)
    fitting = [one for one in open_ones if not wanted or wanted in (one["id"], one["number"])]
    if len(fitting) == 1:
        return fitting[0]
    names = "; ".join(paper_name(one) for one in open_ones)
    raise InvalidError(
        f"Chọn thông báo mà chứng từ này nộp cho: {names}."
        if open_ones
        else "Không còn thông báo nào chờ nộp.",
        fields={"notice": "Chọn thông báo."},
    )


def _require_amount(entry: Entry, amount: int | None) -> None:
    if entry["amount"] is None:
        return
    due = format_money(entry["amount"])
    if amount is None:
        raise InvalidError(
            f"Ghi số tiền trên chứng từ ({paper_name(entry)}: {due}).",
            fields={"amount": "Ghi số tiền trên chứng từ."},
        )
    if amount != entry["amount"]:
        raise InvalidError(
            f"Chứng từ ghi {format_money(amount)}, nhưng {told_name(entry)} là {due}. "
            "Xem lại chứng từ; nếu cơ quan thuế đã thay thông báo thì ghi thông báo mới trước.",
            fields={"amount": f"Thông báo ghi {due}."},
        )


def _entry(notice: Notice, at: datetime, leg: str) -> dict[str, Any]:
    number = nfc(notice.number)[:MOST_NUMBER]
    if not number:
        raise InvalidError("Ghi số thông báo.", fields={"number": "Ghi số thông báo."})
    if not 0 < notice.amount <= MOST_AMOUNT:
        raise InvalidError(
            "Ghi số tiền phải nộp, lớn hơn 0.", fields={"amount": "Ghi số tiền phải nộp."}
        )
    if notice.on > in_vietnam(at).date():
        raise InvalidError(
            "Ngày thông báo không thể ở tương lai.",
            fields={"notice_on": "Chọn lại ngày thông báo."},
        )
    if notice.due_on is not None and notice.due_on < notice.on:
        raise InvalidError(
            "Hạn nộp không thể trước ngày thông báo.", fields={"due_on": "Chọn lại hạn nộp."}
        )
    return {
        "id": "", "kind": notice.kind.value, "number": number, "on": notice.on.isoformat(),
        "amount": notice.amount, "due_on": notice.due_on.isoformat() if notice.due_on else "",
        "leg": leg, "asked_at": in_vietnam(at).isoformat(), "paid": None, "replaced_by": "",
    }  # fmt: skip
