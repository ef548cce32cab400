"""What needs a look: set from a day on, ended on a day; never changed in what it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.base.dates import format_date, in_vietnam
from motcua.base.text import nfc
from motcua.base.turns import take_turn
from motcua.base.verdict import ConflictError, InvalidError
from motcua.control import facts, policies
from motcua.control.models import GateRule
from motcua.control.states import EVERY_ACT
from motcua.dossiers.records import Request
from motcua.dossiers.states import ActKind
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact

_TURN = "control.gate_rules"


@dataclass(frozen=True, slots=True)
class WantedRule:
    """A rule to be set; empty keys mean: of any."""

    kind: ActKind
    share: int
    effective_from: date
    reason: str
    agency_key: str = ""
    sector_code: str = ""
    procedure_code: str = ""


def set_rule(wanted: WantedRule, *, request: Request) -> GateRule:
    """From that day on so many of a hundred are looked at; the rule it follows ends that day."""
    policies.can_set_rules(request.actor).require()
    _check(wanted, request)
    place = {
        "kind": wanted.kind.value, "agency_key": wanted.agency_key,
        "sector_code": wanted.sector_code, "procedure_code": wanted.procedure_code,
    }  # fmt: skip
    try:
        with transaction.atomic():
            take_turn(_TURN)
            former = GateRule.objects.valid_on(wanted.effective_from).filter(**place).first()
            if former is not None:
                _replace(former, wanted)
            later = GateRule.objects.filter(**place, effective_from__gt=wanted.effective_from)
            after = (
                later.order_by("effective_from").values_list("effective_from", flat=True).first()
            )
            rule = GateRule.objects.create(
                **place, share=wanted.share, reason=nfc(wanted.reason),
                effective_from=wanted.effective_from, effective_to=after,
                decided_by=_name(request.actor), decided_at=request.at,
            )  # fmt: skip
            _tell_set(rule, request)
    except IntegrityError as fault:
        raise ConflictError(
            "Vừa có người đặt quy định khác cho cùng phạm vi. Tải lại trang để xem."
        ) from fault
    return rule


def end_rule(rule_id: int, *, effective_to: date, request: Request) -> GateRule:
    """The rule holds until that day (excluded); afterwards the more general one speaks."""
    policies.can_set_rules(request.actor).require()
    with transaction.atomic():
        take_turn(_TURN)
        rule = GateRule.objects.select_for_update().filter(pk=rule_id).first()
        if rule is None:
            raise InvalidError("Không thấy quy định này.", code="not_found")
        if rule.effective_to is not None and rule.effective_to <= effective_to:
            raise ConflictError("Quy định này đã có ngày thôi áp dụng. Tải lại trang để xem.")
        if effective_to <= max(rule.effective_from, in_vietnam(request.at).date()):
            raise InvalidError(
                "Ngày thôi áp dụng phải sau hôm nay và sau ngày bắt đầu.",
                fields={"effective_to": "Chọn ngày muộn hơn."},
            )
        rule.effective_to = effective_to
        rule.save(update_fields=["effective_to"])
        data = facts.RuleEnded(effective_to=effective_to.isoformat())
        _tell(facts.RULE_ENDED, rule.pk, dict(data), request)
    return rule


def _check(wanted: WantedRule, request: Request) -> None:
    problems = {}
    today = in_vietnam(request.at).date()
    if not 0 <= wanted.share <= EVERY_ACT:
        problems["share"] = "Ghi số từ 0 đến 100."
    if not nfc(wanted.reason).strip():
        problems["reason"] = "Ghi lý do và văn bản quyết định."
    if wanted.effective_from <= today:
        earliest = format_date(today + timedelta(days=1))
        problems["effective_from"] = f"Sớm nhất là {earliest}: việc đã làm không đổi lại được."
    if wanted.agency_key and not _is_known(wanted):
        problems["agency_key"] = "Không có cơ quan này vào ngày đó."
    if problems:
        raise InvalidError("Xem lại quy định vừa ghi.", fields=problems)


def _is_known(wanted: WantedRule) -> bool:
    return agencies.agency_by_key(wanted.agency_key, wanted.effective_from) is not None


def _replace(former: GateRule, wanted: WantedRule) -> None:
    if former.effective_from == wanted.effective_from:
        raise InvalidError(
            "Đã có quy định cho phạm vi này từ đúng ngày đó.",
            fields={"effective_from": "Chọn ngày khác."},
        )
    former.effective_to = wanted.effective_from
    former.save(update_fields=["effective_to"])


def _name(actor: Actor) -> str:
    return (actor.name or actor.ref)[:80]


def _tell_set(rule: GateRule, request: Request) -> None:
    data = facts.RuleSet(
        act_kind=rule.kind, agency_key=rule.agency_key, sector_code=rule.sector_code,
        procedure_code=rule.procedure_code, share=rule.share,
        effective_from=rule.effective_from.isoformat(), reason=rule.reason,
    )  # fmt: skip
    _tell(facts.RULE_SET, rule.pk, dict(data), request)


def _tell(verb: str, rule_id: int, data: dict[str, object], request: Request) -> None:
    journal.record([NewFact(verb, facts.GATE, rule_id, data, request.actor, request.at)])
