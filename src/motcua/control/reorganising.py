"""What the Centre's rules, findings and alerts become when agencies end: one follower of the act."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import Q

from motcua.agencies import queries as agencies
from motcua.agencies.dated import cut_off
from motcua.agencies.reorganising.ending import Ending
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.control import facts
from motcua.control.models import Alert, AlertRule, Finding, GateRule
from motcua.control.states import FindingState
from motcua.dossiers import records
from motcua.dossiers.reorganising.followers import Follows
from motcua.dossiers.reorganising.matters import Matters
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact

_CLOSED = "Đơn vị kết thúc theo {}, không một đơn vị nào kế thừa toàn bộ; Trung tâm khép lại."


@dataclass(frozen=True, slots=True)
class _Plan:
    """Findings with the unit that answers next, rules with their new key; None where it ends."""

    findings: list[tuple[Finding, int | None]] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    gate_rules: list[tuple[GateRule, str | None]] = field(default_factory=list)
    alert_rules: list[tuple[AlertRule, str | None]] = field(default_factory=list)


class Oversight:
    """Named by the setting REORGANISATION_FOLLOWERS; called inside the act's transaction."""

    def counted(self, ending: Ending) -> Follows:
        """How much follows and ends, and what a person should look at."""
        found = _plan(ending)
        rules = [heir for _, heir in (*found.gate_rules, *found.alert_rules)]
        return Follows(
            rows=[
                ("kết luận giám sát chuyển đơn vị trả lời", _some(found.findings)),
                ("kết luận giám sát khép lại", _none(found.findings)),
                ("cảnh báo kết thúc", len(found.alerts)),
                ("quy định riêng của cơ quan đi theo", len(rules) - rules.count(None)),
                ("quy định riêng của cơ quan thôi áp dụng", rules.count(None)),
            ],
            notes=[
                f"Kết luận giám sát “{row.title}” ({agencies.unit(row.unit_id).full_name}) không có "
                "một đơn vị kế thừa nên sẽ khép lại. Cần thì gửi kết luận mới cho từng đơn vị."
                for row, heir in found.findings
                if heir is None
            ],
        )

    def follow(self, ending: Ending, *, actor: Actor, at: datetime) -> None:
        """Let it happen: nothing open is left at a unit that is no more."""
        found = _plan(ending)
        journal.record(
            [_finding(row, heir, ending, actor, at) for row, heir in found.findings]
            + [_gate_rule(row, key, ending, actor, at) for row, key in found.gate_rules]
            + [_alert_rule(row, key, ending, actor, at) for row, key in found.alert_rules]
        )
        Alert.objects.filter(pk__in=[row.pk for row in found.alerts]).update(ended_at=at)
        _reviews_follow_their_acts()


def _some(rows: list[tuple[Finding, int | None]]) -> int:
    return sum(heir is not None for _, heir in rows)


def _none(rows: list[tuple[Finding, int | None]]) -> int:
    return len(rows) - _some(rows)


def _plan(ending: Ending) -> _Plan:
    along = ending.keys_along()
    lasting = Q(effective_to=None) | Q(effective_to__gt=ending.day)
    own = lasting & Q(agency_key__in=ending.keys_ended())
    findings = Finding.objects.exclude(state=FindingState.CLOSED).filter(unit__in=ending.gone)
    return _Plan(
        [(row, _answers(row, ending)) for row in findings.order_by("id")],
        list(Alert.objects.filter(ended_at=None, unit__in=ending.gone)),
        [(row, along.get(row.agency_key)) for row in GateRule.objects.filter(own).order_by("id")],
        [(row, along.get(row.agency_key)) for row in AlertRule.objects.filter(own).order_by("id")],
    )


def _answers(finding: Finding, ending: Ending) -> int | None:
    """Who answers next: in the matter of its dossier where it is about one."""
    if finding.dossier_id is None:
        return ending.unit_heir(finding.unit_id)
    matter = Matters().of(records.load_by_id(finding.dossier_id))
    return ending.unit_heir(finding.unit_id, matter)


def _finding(row: Finding, heir: int | None, ending: Ending, actor: Actor, at: datetime) -> NewFact:
    data = facts.FindingTold(unit=heir or row.unit_id, due_at=in_vietnam(row.due_at).isoformat())
    row.version += 1
    if heir is not None:
        row.unit_id = heir
        row.save(update_fields=["unit", "version"])
        return NewFact(facts.FINDING_PASSED_ON, facts.FINDING, row.pk, dict(data), actor, at)
    row.state, row.closed_at = FindingState.CLOSED.value, at
    row.verdict = _CLOSED.format(ending.decision)
    row.save(update_fields=["state", "closed_at", "verdict", "version"])
    said = facts.Beside(note=row.verdict)
    return NewFact(facts.FINDING_CLOSED, facts.FINDING, row.pk, dict(data), actor, at, dict(said))


def _gate_rule(
    row: GateRule, key: str | None, ending: Ending, actor: Actor, at: datetime
) -> NewFact:
    """Ended; a rule of its own for the heir where the agency simply became another one."""
    place = {
        "kind": row.kind, "agency_key": key or "", "sector_code": row.sector_code,
        "procedure_code": row.procedure_code,
    }  # fmt: skip
    start, until = max(row.effective_from, ending.day), row.effective_to
    number = _end(row, ending, at)
    there = GateRule.objects.filter(**place).exclude(effective_to__lte=start)
    if key is None or there.exists():
        ended = facts.RuleEnded(effective_to=_day(row, ending))
        return NewFact(facts.RULE_ENDED, facts.GATE, number, dict(ended), actor, at)
    fresh = GateRule.objects.create(
        **place, share=row.share, reason=row.reason, effective_from=start, effective_to=until,
        decided_by=row.decided_by, decided_at=at,
    )  # fmt: skip
    told = facts.RuleSet(
        act_kind=row.kind, agency_key=key, sector_code=row.sector_code,
        procedure_code=row.procedure_code, share=row.share, effective_from=start.isoformat(),
        reason=row.reason,
    )  # fmt: skip
    return NewFact(facts.RULE_SET, facts.GATE, fresh.pk, dict(told), actor, at)


def _alert_rule(
    row: AlertRule, key: str | None, ending: Ending, actor: Actor, at: datetime
) -> NewFact:
    start, until = max(row.effective_from, ending.day), row.effective_to
    number = _end(row, ending, at)
    there = AlertRule.objects.filter(kind=row.kind, agency_key=key or "")
    if key is None or there.exclude(effective_to__lte=start).exists():
        ended = facts.RuleEnded(effective_to=_day(row, ending))
        return NewFact(facts.ALERT_RULE_ENDED, facts.ALERT, number, dict(ended), actor, at)
    fresh = AlertRule.objects.create(
        kind=row.kind, agency_key=key, threshold=row.threshold, effective_from=start,
        effective_to=until, decided_by=row.decided_by, decided_at=at,
    )  # fmt: skip
    told = facts.AlertRuleSet(
        alert=row.kind, agency_key=key, threshold=row.threshold, effective_from=start.isoformat()
    )
    return NewFact(facts.ALERT_RULE_SET, facts.ALERT, fresh.pk, dict(told), actor, at)


def _end(row: GateRule | AlertRule, ending: Ending, at: datetime) -> int:
    """Its number; a rule that was yet to begin is no more."""
    number, today = row.pk, in_vietnam(at).date()
    row.effective_to = cut_off(row.effective_from, day=ending.day, today=today)
    if row.effective_to is None:
        row.delete()
    else:
        row.save(update_fields=["effective_to"])
    return number


def _day(row: GateRule | AlertRule, ending: Ending) -> str:
    return (row.effective_to or ending.day).isoformat()


def _reviews_follow_their_acts() -> None:
    """What waits at the gate is of the agency that answers for the act now."""
    with connection.cursor() as db:
        db.execute(
            "UPDATE control_review r SET agency_id = a.agency_id FROM dossiers_draftact a"
            " WHERE a.id = r.act_id AND r.outcome = '' AND r.agency_id <> a.agency_id"
        )
