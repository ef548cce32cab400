"""The only writers of the province's values.

A change holds from a day on, today or later, until the next change that is planned already. The past is
never rewritten: going back to an earlier value is a new change.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection, transaction

from motcua.base.actor import Actor
from motcua.base.dates import format_date, in_vietnam
from motcua.base.memory import forget_all
from motcua.base.verdict import ConflictError, InvalidError
from motcua.journal.actions import record
from motcua.journal.writing import NewFact
from motcua.rulebook import facts, queries
from motcua.rulebook.entries import Entry
from motcua.rulebook.kinds import Value
from motcua.rulebook.models import Rule
from motcua.rulebook.policies import can_set_rule

FARTHEST_YEARS = 5


class UnableToSetError(InvalidError):
    """The change says nothing new, or would rewrite the past."""

    code = "unable_to_set_rule"


class RuleMovedError(ConflictError):
    """The value has changed since the page was read."""

    code = "rule_moved"


@transaction.atomic
def set_value(
    name: str,
    value: object,
    *,
    effective_from: date,
    reason: str,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Let the entry have that value from that day on, until the next planned change.

    `seen` is `queries.revision` as the person read it. Raises `NotPermittedError`, `InvalidError`
    for a value outside its bounds, `UnableToSetError`, and `RuleMovedError` when somebody was quicker.
    """
    can_set_rule(actor).require()
    entry = queries.entry(name)
    wanted = _cleaned(entry, value)
    said = _reason(reason)
    today = in_vietnam(at).date()
    if effective_from < today:
        raise UnableToSetError(
            f"Ngày áp dụng sớm nhất là hôm nay, {format_date(today)}. Quy định của ngày đã qua giữ nguyên.",
            fields={"effective_from": "Chọn hôm nay hoặc một ngày sau."},
        )
    if effective_from.year > today.year + FARTHEST_YEARS:
        raise UnableToSetError(
            f"Ngày áp dụng xa hơn {FARTHEST_YEARS} năm. Kiểm tra lại năm.",
            fields={"effective_from": "Kiểm tra lại năm."},
        )
    _lock(entry, seen)
    before = _in_force(entry, effective_from)
    if before == wanted:
        raise UnableToSetError(
            f"Vào ngày {format_date(effective_from)} giá trị đã là “{entry.kind.words(wanted)}”, không có gì để đổi.",
            fields={"value": "Giá trị này đang áp dụng."},
        )
    _insert(name, wanted, effective_from)
    data: facts.RuleSet = {
        "rule": name,
        "value": wanted,
        "before": before,
        "since": effective_from.isoformat(),
    }
    record([NewFact(facts.RULE_SET, facts.RULE, entry.number, data, actor, at, {"reason": said})])
    forget_all()


@transaction.atomic
def drop_plan(name: str, *, effective_from: date, reason: str, actor: Actor, at: datetime) -> None:
    """Take back a change that has not begun; what holds before it goes on."""
    can_set_rule(actor).require()
    entry = queries.entry(name)
    said = _reason(reason)
    _lock(entry, None)
    if effective_from <= in_vietnam(at).date():
        raise UnableToSetError("Thay đổi này đã áp dụng. Muốn đổi lại, đặt giá trị mới từ hôm nay.")
    row = Rule.objects.filter(name=name, effective_from=effective_from).first()
    if row is None:
        raise RuleMovedError("Dự định này không còn. Tải lại trang để xem.")
    row.delete()
    Rule.objects.filter(name=name, effective_to=effective_from).update(
        effective_to=row.effective_to
    )
    data: facts.PlanDropped = {
        "rule": name,
        "value": row.value,
        "since": effective_from.isoformat(),
    }
    record(
        [NewFact(facts.PLAN_DROPPED, facts.RULE, entry.number, data, actor, at, {"reason": said})]
    )
    forget_all()


@transaction.atomic
def lay_timeline(
    name: str, steps: Sequence[tuple[date, object]], *, reason: str, actor: Actor, at: datetime
) -> None:
    """Give an entry that was never changed all its values at once, past ones among them.

    For loading a configuration into an empty house. Raises `UnableToSetError` for an entry that has
    values already.
    """
    can_set_rule(actor).require()
    entry = queries.entry(name)
    said = _reason(reason)
    _lock(entry, None)
    if Rule.objects.filter(name=name).exists():
        raise UnableToSetError(
            f"“{entry.label}” đã có giá trị riêng nên không nạp lại quá khứ được."
        )
    before = entry.default
    told = []
    for start, raw in sorted(steps, key=lambda step: step[0]):
        wanted = _cleaned(entry, raw)
        _insert(name, wanted, start)
        data: facts.RuleSet = {
            "rule": name, "value": wanted, "before": before, "since": start.isoformat(),
        }  # fmt: skip
        told.append(
            NewFact(facts.RULE_SET, facts.RULE, entry.number, data, actor, at, {"reason": said})
        )
        before = wanted
    record(told)
    forget_all()


def _cleaned(entry: Entry, raw: object) -> Value:
    try:
        return entry.kind.clean(raw)
    except InvalidError as refusal:
        raise InvalidError(
            f"{entry.label}: {refusal}", fields={"value": str(refusal)}, code=refusal.code
        ) from refusal


def _reason(reason: str) -> str:
    said = " ".join(reason.split())
    if not said:
        raise InvalidError(
            "Đổi quy định cần lý do. Ghi văn bản hoặc việc làm căn cứ.",
            fields={"reason": "Ghi lý do."},
        )
    return said[:500]


def _lock(entry: Entry, seen: int | None) -> None:
    """One writer of an entry at a time; `seen` is what the person looked at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('rulebook'), %s)", [entry.number - 2**31]
        )
    if seen is not None and seen != queries.revision(entry.name):
        raise RuleMovedError(
            f"“{entry.label}” vừa được người khác đổi. Tải lại trang, xem giá trị mới rồi quyết định."
        )


def _in_force(entry: Entry, on: date) -> Value:
    rows = Rule.objects.filter(name=entry.name, effective_from__lte=on).order_by("-effective_from")
    row = rows.first()
    if row is None:
        return entry.default
    value: Value = row.value
    return value


def _insert(name: str, value: Value, start: date) -> None:
    """Cut what holds on that day and put the value behind it."""
    rows = list(Rule.objects.filter(name=name).order_by("effective_from"))
    later = next((row.effective_from for row in rows if row.effective_from > start), None)
    for row in rows:
        if row.effective_from == start:
            row.delete()
        elif row.effective_from < start and (row.effective_to is None or row.effective_to > start):
            row.effective_to = start
            row.save(update_fields=["effective_to"])
    Rule.objects.create(name=name, value=value, effective_from=start, effective_to=later)
