"""Other names from a day on; what was issued before keeps the name of its day.

The columns `name` hold the name in force, so that lists and searches need no second table: they are
a copy, refreshed by the action itself or, for a day to come, by the task of that night.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from motcua.agencies import facts, policies
from motcua.agencies.actions.refusing import UnableToChangeRegisterError, found, need_reason
from motcua.agencies.models import Agency, Naming, Unit
from motcua.base.actor import Actor
from motcua.base.dates import format_date, in_vietnam
from motcua.base.memory import forget_all
from motcua.base.text import fold, nfc
from motcua.base.verdict import ConflictError
from motcua.journal.actions import record
from motcua.journal.writing import NewFact

MOST_LETTERS = 200


@transaction.atomic
def rename_unit(
    unit_id: int, *, name: str, on: date, reason: str, actor: Actor, at: datetime
) -> None:
    """Call the unit so from that day on."""
    policies.can_edit_register(actor).require()
    unit = found(Unit.objects.select_for_update().filter(pk=unit_id).first())
    before = _rename(unit, {"unit": unit}, name, on)
    _tell(facts.UNIT_RENAMED, facts.UNIT, unit_id, (before, nfc(name), on), reason, actor, at)
    refresh_names(on=in_vietnam(at).date())


@transaction.atomic
def rename_agency(
    agency_id: int, *, name: str, on: date, reason: str, actor: Actor, at: datetime
) -> None:
    """Call the agency so from that day on; names of its units are their own."""
    policies.can_edit_register(actor).require()
    agency = found(Agency.objects.select_for_update().filter(pk=agency_id).first())
    before = _rename(agency, {"agency": agency}, name, on)
    told = (before, nfc(name), on)
    _tell(facts.AGENCY_RENAMED, facts.AGENCY, agency_id, told, reason, actor, at)
    refresh_names(on=in_vietnam(at).date())


def _rename(row: Agency | Unit, whose: dict[str, Agency | Unit], name: str, on: date) -> str:
    """Write the new span; returns the name it takes the place of."""
    wanted = nfc(name)
    if not wanted or len(wanted) > MOST_LETTERS:
        raise UnableToChangeRegisterError(
            f"Ghi tên, không quá {MOST_LETTERS} chữ.", fields={"name": "Ghi tên."}
        )
    if on <= row.effective_from or (row.effective_to is not None and on >= row.effective_to):
        raise UnableToChangeRegisterError(
            "Ngày đổi tên phải nằm trong thời gian hoạt động, sau ngày bắt đầu. Chọn ngày khác.",
            fields={"on": "Ngoài thời gian hoạt động."},
        )
    spans = list(Naming.objects.filter(**whose).order_by("effective_from"))
    last = spans[-1] if spans else None
    if last is not None and on <= last.effective_from:
        raise UnableToChangeRegisterError(
            f"Tên hiện tại có từ {format_date(last.effective_from)}. Chọn ngày sau hôm đó.",
            fields={"on": "Sớm hơn lần đổi tên trước."},
        )
    before = last.name if last else row.name
    if before == wanted:
        raise ConflictError("Tên này đang dùng nên không có gì để đổi. Tải lại trang để xem.")
    if last is None:
        Naming.objects.create(
            **whose, name=before, effective_from=row.effective_from, effective_to=on
        )
    else:
        last.effective_to = on
        last.save(update_fields=["effective_to"])
    Naming.objects.create(**whose, name=wanted, effective_from=on)
    return before


def refresh_names(*, on: date) -> int:
    """Copy the names in force on that day into the register; how many changed."""
    changed = 0
    for span in Naming.objects.valid_on(on).select_related("agency", "unit__agency"):
        row = span.agency or span.unit
        if row is None or row.name == span.name:
            continue
        row.name = span.name
        agency = row.agency.name if isinstance(row, Unit) else ""
        row.search_key = fold(f"{span.name} {agency}")
        row.save(update_fields=["name", "search_key"])
        changed += 1
    forget_all()
    return changed


def _tell(
    verb: str,
    kind: str,
    number: int,
    told: tuple[str, str, date],
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    before, after, on = told
    data = facts.Renamed(before=before, after=after, on=on.isoformat())
    record([NewFact(verb, kind, number, data, actor, at, {"reason": need_reason(reason)})])
