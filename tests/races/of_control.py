"""The Centre: its gate, its rules, its findings and alerts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from building import Case, permit
from motcua.base.actor import SYSTEM, Actor
from motcua.control.actions import gate, overseeing, ruling
from motcua.control.actions.overseeing import Wanted
from motcua.control.actions.ruling import WantedRule
from motcua.control.models import Alert, Finding, GateRule, Review
from motcua.control.states import AlertKind
from motcua.dossiers.actions import acts, intake
from motcua.dossiers.models import DraftAct
from motcua.dossiers.records import Request
from motcua.dossiers.states import ActKind
from races.house import House
from races.table import Call, Race, race


class Waiting:
    """A supplement request that the head has approved and the Centre has before it."""

    def __init__(self, house: House) -> None:
        self.case = Case(house.world)
        self.act = self.case.drafted().pk
        gate.approve(self.act, version=1, request=self.case.by(self.case.head))
        self.review = Review.objects.get(act_id=self.act, outcome="").pk

    def looks(self, action: Any, **more: Any) -> Any:
        """Somebody at the Centre does it with the look."""
        return lambda actor: (
            lambda: action(self.review, version=2, request=self.case.by(actor, 1), **more)
        )

    def calls_back(self, action: Any) -> Call:
        """The head has it back, in the same moment."""
        asked = self.case.by(self.case.head, 1)
        return lambda: action(self.act, reason="Sai căn cứ", version=2, request=asked)


@race("control.gate.approve", "dossiers.acts.approve_act")
def approve(house: House) -> Race:
    case = house.case()
    act = case.drafted().pk

    def by(actor: Actor) -> Call:
        return lambda: gate.approve(act, version=1, request=case.by(actor))

    rows = Review.objects.filter(act_id=act).count
    return Race(by(case.head), by(case.officer), "act.approved", rows=rows)


@race("control.gate.take")
def take(house: House) -> Race:
    """Another may take it over, so that both have it, one after the other."""
    waiting = Waiting(house)

    def by(actor: Actor) -> Call:
        return lambda: gate.take(waiting.review, request=waiting.case.by(actor))

    rows = Review.objects.filter(pk=waiting.review).exclude(taken_by=None).count
    return Race(by(house.controller), by(waiting.case.head), wins=2, rows=rows)


@race("control.gate.clear", "dossiers.acts.clear_act")
def clear(house: House) -> Race:
    waiting = Waiting(house)
    by = waiting.looks(gate.clear)
    return Race(by(house.controller), by(waiting.case.head), "gate.decided")


@race("control.gate.clear", "control.gate.send_back", also="two controllers")
def clear_or_send_back(house: House) -> Race:
    waiting = Waiting(house)
    by = waiting.looks(gate.clear)
    returns = waiting.looks(gate.send_back, reasons=["unclear"], note="")
    return Race(
        by(house.controller), by(house.stranger), "gate.decided", other=returns(house.director)
    )


@race("control.gate.clear", "control.gate.take_back", also="the head has it back")
def clear_or_take_back(house: House) -> Race:
    waiting = Waiting(house)
    by = waiting.looks(gate.clear)
    back = waiting.calls_back(gate.take_back)
    return Race(by(house.controller), by(house.stranger), "gate.decided", other=back)


@race("control.gate.send_back", "control.gate.cancel", also="the head gives it up")
def send_back_or_cancel(house: House) -> Race:
    waiting = Waiting(house)
    by = waiting.looks(gate.send_back, reasons=["unclear"], note="")
    gives_up = waiting.calls_back(gate.cancel)
    return Race(by(house.controller), by(house.stranger), "gate.decided", other=gives_up)


@race("control.gate.amend")
def amend(house: House) -> Race:
    waiting = Waiting(house)
    content = DraftAct.objects.get(pk=waiting.act).content | {"reason": "Vẽ lại tỷ lệ 1/50."}
    by = waiting.looks(gate.amend, content=content)
    return Race(by(house.controller), by(waiting.case.head), "gate.decided")


@race("control.gate.send_back", "dossiers.acts.send_back_act")
def send_back(house: House) -> Race:
    waiting = Waiting(house)
    by = waiting.looks(gate.send_back, reasons=["unclear"], note="")
    return Race(by(house.controller), by(waiting.case.head), "gate.decided")


@race("control.gate.take_back")
def take_back(house: House) -> Race:
    waiting = Waiting(house)
    stranger = waiting.case.by(house.controller, 1)
    return Race(
        waiting.calls_back(gate.take_back),
        lambda: gate.take_back(waiting.act, reason="Sai", version=2, request=stranger),
        "act.sent_back",
    )


@race("control.gate.cancel", "dossiers.acts.cancel_act")
def cancel(house: House) -> Race:
    waiting = Waiting(house)
    stranger = waiting.case.by(house.controller, 1)
    return Race(
        waiting.calls_back(gate.cancel),
        lambda: gate.cancel(waiting.act, version=2, request=stranger),
        "act.cancelled",
    )


def _online(house: House) -> str:
    """A building permit sent in from home, with one paper missing."""
    sent = intake.submit_online(
        permit(house.world), unit_id=house.ward.id, request=Request(SYSTEM, house.at)
    )
    return sent.state.code


@race("control.gate.ask_to_complete", "dossiers.intake.ask_to_complete")
def ask_to_complete(house: House) -> Race:
    by = house.asks(gate.ask_to_complete, _online(house), note="Thiếu bản vẽ")
    return Race(by(house.clerk), by(house.stranger), "dossier.ask_to_complete")


@race("control.gate.send_at_once", "dossiers.acts.waive_act")
def send_at_once(house: House) -> Race:
    code = _online(house)
    content = {"items": house.case().items(), "reason": "Bản vẽ mờ.", "ground": "Điều 54"}
    act = acts.draft_act(
        code, kind=ActKind.COMPLETION_REQUEST, content=content, request=house.by(house.clerk, 5)
    ).pk
    by = house.asks(gate.send_at_once, act, version=1)
    return Race(by(house.clerk), by(house.stranger), "act.cleared")


# Rules


@race("control.ruling.set_rule")
def set_rule(house: House) -> Race:
    wanted = WantedRule(ActKind.STOP, 50, date(2026, 12, 1), "QĐ 9", procedure_code="1.001193")
    by = house.asks(ruling.set_rule, wanted)
    return Race(by(house.director), by(house.controller), "gate.rule_set")


def _rule(house: House, procedure: str) -> int:
    wanted = WantedRule(ActKind.STOP, 40, date(2026, 11, 1), "QĐ 8", procedure_code=procedure)
    return ruling.set_rule(wanted, request=house.by(house.director)).pk


@race("control.ruling.end_rule")
def end_rule(house: House) -> Race:
    by = house.asks(ruling.end_rule, _rule(house, "1.004884"), effective_to=date(2026, 12, 9))
    return Race(by(house.director), by(house.controller), "gate.rule_ended")


@race("control.ruling.end_rule", "control.ruling.set_rule")
def end_or_follow(house: House) -> Race:
    """A rule that was ended is not prolonged by the one that follows later."""
    procedure = "1.004873"
    rule = _rule(house, procedure)
    ends = house.asks(ruling.end_rule, rule, effective_to=date(2026, 12, 9))
    later = WantedRule(ActKind.STOP, 70, date(2027, 2, 1), "QĐ 10", procedure_code=procedure)
    sets = house.asks(ruling.set_rule, later)
    return Race(
        ends(house.director), sets(house.controller), "gate.rule_ended",
        other=sets(house.director), wins=2,
        rows=lambda: _ended_on(rule, date(2026, 12, 9)),
    )  # fmt: skip


def _ended_on(rule: int, on: date) -> int:
    return GateRule.objects.filter(pk=rule, effective_to=on).count()


@race("control.overseeing.set_alert_rule")
def set_alert_rule(house: House) -> Race:
    by = house.asks(
        overseeing.set_alert_rule, kind=AlertKind.OVERDUE, threshold=3, agency_key="ubnd-21040",
        effective_from=date(2026, 9, 3),
    )  # fmt: skip
    return Race(by(house.director), by(house.controller), "alert.rule_set")


def _alert_rule(house: House, agency: str) -> int:
    return overseeing.set_alert_rule(
        kind=AlertKind.OVERDUE, threshold=2, agency_key=agency, effective_from=date(2026, 9, 4),
        request=house.by(house.director),
    ).pk  # fmt: skip


@race("control.overseeing.end_alert_rule")
def end_alert_rule(house: House) -> Race:
    rule = _alert_rule(house, "ubnd-21028")
    by = house.asks(overseeing.end_alert_rule, rule, effective_to=date(2026, 10, 1))
    return Race(by(house.director), by(house.controller), "alert.rule_ended")


@race("control.overseeing.see_alert")
def see_alert(house: House) -> Race:
    """The first one to take note is the one who is named."""
    alert = Alert.objects.create(
        rule_id=_alert_rule(house, "so-xay-dung"), unit_id=house.ward.id, raised_at=house.at,
        count=2,
    )  # fmt: skip
    by = house.asks(overseeing.see_alert, alert.pk)
    seen = Alert.objects.filter(pk=alert.pk).exclude(seen_at=None).count
    return Race(by(house.controller), by(house.clerk), wins=2, rows=seen)


# Findings


def _wanted(house: House) -> Any:
    wanted = Wanted(
        house.ward.id, "Chậm tiếp nhận", "Ba hồ sơ quá 8 giờ.", house.at + timedelta(days=5)
    )
    return house.asks(overseeing.raise_finding, wanted)


def _finding(house: House, *, answered: bool = False) -> Finding:
    finding = _wanted(house)(house.controller)()
    if answered:
        head = house.world.officer("head_of_agency")
        overseeing.answer(finding.pk, text="Đã rõ", version=1, request=house.by(head))
    return finding


@race("control.overseeing.raise_finding")
def raise_finding(house: House) -> Race:
    """Two findings in the same words are two: each has its own deadline and its own answer."""
    by = _wanted(house)
    verb, rows = "finding.raised", Finding.objects.count
    return Race(by(house.controller), by(house.clerk), verb, wins=2, changes=2, rows=rows)


@race("control.overseeing.answer")
def answer(house: House) -> Race:
    by = house.asks(overseeing.answer, _finding(house).pk, text="Đã phân công", version=1)
    head = house.world.officer("head_of_agency")
    return Race(by(head), by(house.clerk), "finding.answered")


@race("control.overseeing.close")
def close(house: House) -> Race:
    finding = _finding(house, answered=True).pk
    by = house.asks(overseeing.close, finding, verdict="", version=2)
    return Race(by(house.controller), by(house.clerk), "finding.closed")


@race("control.overseeing.reopen")
def reopen(house: House) -> Race:
    finding = _finding(house, answered=True).pk
    by = house.asks(
        overseeing.reopen, finding, verdict="Chưa rõ", due_at=house.at + timedelta(days=9),
        version=2,
    )  # fmt: skip
    return Race(by(house.controller), by(house.clerk), "finding.reopened")


@race("control.overseeing.close", "control.overseeing.reopen")
def close_or_reopen(house: House) -> Race:
    finding = _finding(house, answered=True).pk
    by = house.asks(overseeing.close, finding, verdict="", version=2)
    again = house.asks(
        overseeing.reopen, finding, verdict="Chưa rõ", due_at=house.at + timedelta(days=9),
        version=2,
    )  # fmt: skip
    return Race(by(house.controller), by(house.clerk), other=again(house.director))
