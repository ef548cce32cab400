"""What the control room tells the journal: decisions at the gate, its rules, findings, alerts."""

from __future__ import annotations

from typing import Final, TypedDict

from motcua.control.states import Outcome, ReturnReason
from motcua.dossiers.states import ActKind
from motcua.journal.verbs import Told, Verb, register

DOSSIER: Final = "dossier"
GATE: Final = "gate_rule"
FINDING: Final = "finding"
ALERT: Final = "alert"
DECIDED: Final = "gate.decided"
RULE_SET: Final = "gate.rule_set"
RULE_ENDED: Final = "gate.rule_ended"
FINDING_RAISED: Final = "finding.raised"
FINDING_ANSWERED: Final = "finding.answered"
FINDING_CLOSED: Final = "finding.closed"
FINDING_REOPENED: Final = "finding.reopened"
FINDING_PASSED_ON: Final = "finding.passed_on"
ALERT_RULE_SET: Final = "alert.rule_set"
ALERT_RULE_ENDED: Final = "alert.rule_ended"


class Decided(TypedDict):
    """`minutes` are working minutes at the gate; `wrong` what the checklist found, by question."""

    review: int
    act: int
    act_kind: str
    outcome: str
    reasons: list[str]
    minutes: int
    wrong: list[str]


class Beside(TypedDict, total=False):
    note: str
    content: str
    answer: str


class RuleSet(TypedDict):
    act_kind: str
    agency_key: str
    sector_code: str
    procedure_code: str
    share: int
    effective_from: str
    reason: str


class RuleEnded(TypedDict):
    effective_to: str


class FindingTold(TypedDict, total=False):
    unit: int
    due_at: str
    linked: int


class AlertRuleSet(TypedDict):
    alert: str
    agency_key: str
    threshold: int
    effective_from: str


def _decided(fact: Told) -> str:
    kind = ActKind(fact.data["act_kind"]).label
    outcome = Outcome(fact.data["outcome"]).label.lower()
    reasons = "; ".join(ReturnReason(code).label.lower() for code in fact.data["reasons"])
    return f"Trung tâm kiểm soát “{kind}”: {outcome}" + (f" ({reasons})." if reasons else ".")


def _rule_set(fact: Told) -> str:
    kind = ActKind(fact.data["act_kind"]).label
    return f"Kiểm soát {fact.data['share']} % “{kind}” từ {fact.data['effective_from']}."


register(
    Verb(DECIDED, DOSSIER, _decided, Decided, Beside),
    Verb(RULE_SET, GATE, _rule_set, RuleSet),
    Verb(RULE_ENDED, GATE, "Quy định kiểm soát thôi áp dụng.", RuleEnded),
    Verb(FINDING_RAISED, FINDING, "Trung tâm gửi kết luận giám sát.", FindingTold, Beside),
    Verb(FINDING_ANSWERED, FINDING, "Đơn vị trả lời kết luận giám sát.", FindingTold, Beside),
    Verb(FINDING_CLOSED, FINDING, "Trung tâm khép lại kết luận giám sát.", FindingTold, Beside),
    Verb(FINDING_REOPENED, FINDING, "Trung tâm yêu cầu trả lời lại.", FindingTold, Beside),
    Verb(
        FINDING_PASSED_ON,
        FINDING,
        "Sắp xếp đơn vị: kết luận chuyển sang đơn vị kế thừa trả lời.",
        FindingTold,
    ),
    Verb(ALERT_RULE_SET, ALERT, "Đặt quy tắc cảnh báo.", AlertRuleSet),
    Verb(ALERT_RULE_ENDED, ALERT, "Thôi áp dụng quy tắc cảnh báo.", RuleEnded),
)
