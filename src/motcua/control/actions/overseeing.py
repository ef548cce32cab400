"""Oversight in writing: a finding with its deadline, the unit's answer, the Centre's last word; alerts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from motcua.agencies import queries as agencies
from motcua.base.dates import in_vietnam
from motcua.base.text import nfc
from motcua.base.turns import take_turn
from motcua.base.verdict import ConflictError, InvalidError
from motcua.control import facts, policies
from motcua.control.models import Alert, AlertRule, Finding
from motcua.control.states import AlertKind, FindingState
from motcua.dossiers.records import Request
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact

_TURN = "control.alert_rules"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A finding to be raised; `dossier_id` where it is about one."""

    unit_id: int
    title: str
    content: str
    due_at: datetime
    ground: str = ""
    dossier_id: int | None = None


def raise_finding(wanted: Wanted, *, request: Request) -> Finding:
    """The Centre writes what it found and until when it wants an answer."""
    policies.can_control(request.actor).require()
    author = request.actor.account_id or 0  # the policy lets only officers through
    problems = {}
    if not nfc(wanted.title).strip():
        problems["title"] = "Ghi tiêu đề."
    if not nfc(wanted.content).strip():
        problems["content"] = "Ghi điều đã thấy và việc phải làm."
    if wanted.due_at <= request.at:
        problems["due_at"] = "Hạn trả lời phải ở tương lai."
    if problems:
        raise InvalidError("Xem lại kết luận giám sát.", fields=problems)
    with transaction.atomic():
        finding = Finding.objects.create(
            unit_id=wanted.unit_id, dossier_id=wanted.dossier_id, state=FindingState.OPEN.value,
            title=nfc(wanted.title).strip()[:200], content=nfc(wanted.content),
            ground=nfc(wanted.ground)[:500], raised_by_id=author,
            raised_at=request.at, due_at=wanted.due_at,
        )  # fmt: skip
        _tell(facts.FINDING_RAISED, finding, request, {"content": finding.content})
    return finding


def answer(finding_id: int, *, text: str, version: int, request: Request) -> Finding:
    """A head of the unit's agency answers; late answers are taken and seen to be late."""
    if not nfc(text).strip():
        raise InvalidError("Ghi nội dung trả lời.", fields={"answer": "Ghi nội dung trả lời."})
    with transaction.atomic():
        finding = _held(finding_id, version)
        policies.can_answer(request.actor, finding).require()
        _require_state(finding, FindingState.OPEN, "Kết luận này không còn chờ trả lời.")
        finding.state = FindingState.ANSWERED.value
        finding.answer, finding.answered_at = nfc(text), request.at
        finding.answered_by_id = request.actor.account_id
        _save(finding)
        _tell(facts.FINDING_ANSWERED, finding, request, {"answer": finding.answer})
    return finding


def close(finding_id: int, *, verdict: str, version: int, request: Request) -> Finding:
    """The Centre is content."""
    policies.can_control(request.actor).require()
    with transaction.atomic():
        finding = _held(finding_id, version)
        _require_state(finding, FindingState.ANSWERED, "Chỉ khép lại khi đơn vị đã trả lời.")
        finding.state, finding.verdict = FindingState.CLOSED.value, nfc(verdict)
        finding.closed_by_id, finding.closed_at = request.actor.account_id, request.at
        _save(finding)
        _tell(facts.FINDING_CLOSED, finding, request, {"note": verdict} if verdict else None)
    return finding


def reopen(
    finding_id: int, *, verdict: str, due_at: datetime, version: int, request: Request
) -> Finding:
    """The answer does not do; the unit answers again until a new day."""
    policies.can_control(request.actor).require()
    if not nfc(verdict).strip():
        raise InvalidError("Ghi vì sao chưa đạt.", fields={"verdict": "Ghi vì sao chưa đạt."})
    if due_at <= request.at:
        raise InvalidError("Hạn mới phải ở tương lai.", fields={"due_at": "Chọn ngày muộn hơn."})
    with transaction.atomic():
        finding = _held(finding_id, version)
        _require_state(finding, FindingState.ANSWERED, "Đơn vị chưa trả lời.")
        finding.state, finding.verdict = FindingState.OPEN.value, nfc(verdict)
        finding.due_at = due_at
        _save(finding)
        _tell(facts.FINDING_REOPENED, finding, request, {"note": verdict})
    return finding


def _held(finding_id: int, version: int) -> Finding:
    finding = Finding.objects.select_for_update().filter(pk=finding_id).first()
    if finding is None:
        raise InvalidError("Không thấy kết luận này.", code="not_found")
    if finding.version != version:
        raise ConflictError("Kết luận vừa được cập nhật. Tải lại trang để xem.")
    return finding


def _require_state(finding: Finding, state: FindingState, sentence: str) -> None:
    if finding.state != state.value:
        raise ConflictError(sentence)


def _save(finding: Finding) -> None:
    finding.version += 1
    finding.save()


def _tell(verb: str, finding: Finding, request: Request, beside: dict[str, str] | None) -> None:
    data: dict[str, object] = {
        "unit": finding.unit_id,
        "due_at": in_vietnam(finding.due_at).isoformat(),
    }
    if finding.dossier_id:
        data["linked"] = finding.dossier_id
    fact = NewFact(verb, facts.FINDING, finding.pk, data, request.actor, request.at, beside)
    journal.record([fact])


# Alerts


def set_alert_rule(
    *, kind: AlertKind, threshold: int, agency_key: str, effective_from: date, request: Request
) -> AlertRule:
    """From a day on, tell the Centre when a unit's number reaches this much."""
    policies.can_set_rules(request.actor).require()
    if not 1 <= threshold <= 10**6:
        raise InvalidError("Ghi ngưỡng từ 1 trở lên.", fields={"threshold": "Từ 1 trở lên."})
    if effective_from < in_vietnam(request.at).date():
        raise InvalidError("Ngày áp dụng đã qua.", fields={"effective_from": "Chọn từ hôm nay."})
    place = {"kind": kind.value, "agency_key": agency_key}
    try:
        with transaction.atomic():
            take_turn(_TURN)
            former = AlertRule.objects.valid_on(effective_from).filter(**place).first()
            if former is not None and former.effective_from < effective_from:
                former.effective_to = effective_from
                former.save(update_fields=["effective_to"])
            rule = AlertRule.objects.create(
                **place, threshold=threshold, effective_from=effective_from,
                decided_by=(request.actor.name or request.actor.ref)[:80], decided_at=request.at,
            )  # fmt: skip
            data = facts.AlertRuleSet(
                alert=kind.value, agency_key=agency_key, threshold=threshold,
                effective_from=effective_from.isoformat(),
            )  # fmt: skip
            _tell_rule(facts.ALERT_RULE_SET, rule.pk, dict(data), request)
    except IntegrityError as fault:
        raise ConflictError("Đã có quy tắc cho phạm vi này từ ngày đó.") from fault
    return rule


def end_alert_rule(rule_id: int, *, effective_to: date, request: Request) -> None:
    """The rule holds until that day (excluded); its open alerts end with it."""
    policies.can_set_rules(request.actor).require()
    with transaction.atomic():
        take_turn(_TURN)
        rule = AlertRule.objects.select_for_update().filter(pk=rule_id).first()
        if rule is None or rule.effective_to is not None:
            raise ConflictError("Quy tắc này đã thôi áp dụng. Tải lại trang để xem.")
        if effective_to <= rule.effective_from:
            raise InvalidError("Chọn ngày sau ngày bắt đầu.", fields={"effective_to": "Chọn lại."})
        rule.effective_to = effective_to
        rule.save(update_fields=["effective_to"])
        data = facts.RuleEnded(effective_to=effective_to.isoformat())
        _tell_rule(facts.ALERT_RULE_ENDED, rule.pk, dict(data), request)


def _tell_rule(verb: str, rule_id: int, data: dict[str, object], request: Request) -> None:
    journal.record([NewFact(verb, facts.ALERT, rule_id, data, request.actor, request.at)])


def refresh_alerts(numbers: Mapping[int, Mapping[AlertKind, int]], *, at: datetime) -> int:
    """Raise what has reached its threshold and end what has fallen below; `numbers` by unit.

    Gives how many alerts were raised. Running it twice changes nothing.
    """
    rules = AlertRule.objects.valid_on(in_vietnam(at).date())
    open_ = {(alert.rule_id, alert.unit_id): alert for alert in Alert.objects.filter(ended_at=None)}
    met = {
        (rule.pk, unit_id): counted[AlertKind(rule.kind)]
        for rule in rules
        for unit_id, counted in numbers.items()
        if _concerns(rule, unit_id) and counted.get(AlertKind(rule.kind), 0) >= rule.threshold
    }
    raised = [
        Alert(rule_id=rule_id, unit_id=unit_id, raised_at=at, count=count)
        for (rule_id, unit_id), count in met.items()
        if (rule_id, unit_id) not in open_
    ]
    over = [alert.pk for key, alert in open_.items() if key not in met]
    with transaction.atomic():
        Alert.objects.bulk_create(raised, ignore_conflicts=True)
        Alert.objects.filter(pk__in=over).update(ended_at=at)
    return len(raised)


def _concerns(rule: AlertRule, unit_id: int) -> bool:
    if not rule.agency_key:
        return True
    view = agencies.unit(unit_id)
    return agencies.agency(view.agency_id).key == rule.agency_key


def see_alert(alert_id: int, *, request: Request) -> None:
    """Somebody at the Centre has taken note; the alert stays open while the number stands."""
    policies.can_oversee(request.actor).require()
    Alert.objects.filter(pk=alert_id, seen_at=None).update(
        seen_by_id=request.actor.account_id, seen_at=request.at
    )
