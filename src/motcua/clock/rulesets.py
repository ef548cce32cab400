"""What the law says about the clock, as dated sets of parameters (rules C1–C15).

Grounds and their texts: docs/deadlines.md and docs/law. A set is chosen by the day on which the
dossier was accepted and stays with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from motcua.base.period import Period
from motcua.clock.limits import Ground, OnResume, TimeLimit


class Cite(StrEnum):
    """The places of the law that an explanation refers to."""

    START = "start"
    FIRST_DAY = "first_day"
    DAYS_OFF = "days_off"
    LAST_DAY = "last_day"
    CUTOFF = "cutoff"
    RESTART = "restart"
    RESUME = "resume"
    WITHDRAWAL = "withdrawal"
    LAND = "land"
    DIFFICULT_AREA = "difficult_area"
    EXTENSION = "extension"
    NO_PAUSE = "no_pause"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One era's answers; every field names the rule of which it is the parameter."""

    key: str
    period: Period
    citations: dict[Cite, str]
    # C2: the limit of a dossier received elsewhere runs from the competent agency's receipt.
    cross_boundary_from_competent_receipt: bool
    # C3: received later than this minute of the day, where the procedure has the cut-off.
    cutoff_minute: int = 15 * 60
    # C5: many provinces count `ngày` as working days.
    calendar_days_as_working: bool = False
    # C9: what the law on land leaves out of `ngày`.
    land_skips_days_off: bool = True
    # C8: what a supplement does to the time spent, where the procedure does not say.
    default_on_resume: OnResume = OnResume.RESTART
    # C8: grounds on which time may start again; on every other ground it goes on.
    restarting: frozenset[Ground] = frozenset({Ground.SUPPLEMENT})
    # C9, C10, C14: grounds that stop every clock, and those that stop it in land matters.
    pausing: frozenset[Ground] = frozenset({Ground.SUPPLEMENT, Ground.WITHDRAWAL_REQUEST})
    land_pausing: frozenset[Ground] = frozenset(
        {Ground.FINANCIAL_OBLIGATION, Ground.VIOLATION_HANDLING, Ground.EXPERT_ASSESSMENT}
    )
    # C12: new appointments, their length as a share of the limit, and how early to announce them.
    most_extensions: int = 1
    extension_share: Decimal | None = None
    extension_notice_days: int = 1
    # C15: added to land limits in mountain and island communes with difficult conditions.
    difficult_area_days: int = 10
    # How long after receipt a supplement may still be asked for (art. 19(4) Decree 61/2018).
    supplement_request_days: int = 3
    # Near due: this share of the working time left, or this many working minutes.
    near_share: Decimal = Decimal("0.2")
    near_minutes: int = 480

    def stops(self, ground: Ground, limit: TimeLimit) -> bool:
        """Whether that ground stands the clock still for that limit (C9, C10, C14)."""
        return (
            ground in self.pausing
            or (limit.land and ground in self.land_pausing)
            or ground in limit.pauses_on
        )

    def restarts(self, ground: Ground, limit: TimeLimit) -> bool | None:
        """Whether the end of such a pause starts the limit again; None if it stops nothing (C8)."""
        if not self.stops(ground, limit):
            return None
        if ground not in self.restarting:
            return False
        return (limit.on_resume or self.default_on_resume) is OnResume.RESTART

    def clock_start(
        self, accepted_at: datetime, *, competent_received_at: datetime | None = None
    ) -> datetime:
        """From when the limit runs: acceptance (C1), or the competent agency's receipt (C2).

        `competent_received_at` is given only for a dossier received outside the competent
        agency; until that agency has received it, the clock has not started.
        """
        if competent_received_at is not None and self.cross_boundary_from_competent_receipt:
            return competent_received_at
        return accepted_at


_COMMON = {
    Cite.FIRST_DAY: "Khoản 2 Điều 147 Bộ luật Dân sự 2015",
    Cite.LAST_DAY: "Khoản 5 Điều 148 Bộ luật Dân sự 2015",
    Cite.DAYS_OFF: "Điều 112 Bộ luật Lao động 2019",
    Cite.CUTOFF: "Mục thời hạn giải quyết của thủ tục: tiếp nhận sau 15 giờ",
    Cite.RESUME: "Quy tắc “tính tiếp sau bổ sung” của thủ tục",
    Cite.WITHDRAWAL: "Yêu cầu rút hồ sơ của anh/chị",
    Cite.DIFFICULT_AREA: "Pháp luật đất đai: vùng có điều kiện khó khăn được thêm ngày",
    Cite.HOURS: "Mục thời hạn giải quyết của thủ tục, tính bằng giờ làm việc",
}

ERA_A = RuleSet(
    key="era_a",
    period=Period(date(2018, 6, 21), date(2025, 7, 1)),
    cross_boundary_from_competent_receipt=False,
    citations=_COMMON
    | {
        Cite.START: "Điều 17 Nghị định 61/2018/NĐ-CP",
        Cite.RESTART: "Khoản 4 Điều 19 Nghị định 61/2018/NĐ-CP",
        Cite.LAND: "Điều 61 Nghị định 43/2014/NĐ-CP",
        Cite.EXTENSION: "Khoản 9 Điều 19 Nghị định 61/2018/NĐ-CP",
        Cite.NO_PAUSE: "Khoản 5 Điều 19 Nghị định 61/2018/NĐ-CP",
    },
)
ERA_B = RuleSet(
    key="era_b",
    period=Period(date(2025, 7, 1)),
    cross_boundary_from_competent_receipt=True,
    citations=_COMMON
    | {
        Cite.START: "Khoản 3 Điều 17 Nghị định 118/2025/NĐ-CP",
        Cite.RESTART: "Quy tắc “đếm lại sau bổ sung” của thủ tục",
        Cite.LAND: "Pháp luật đất đai: thời gian không tính vào thời hạn",
        Cite.EXTENSION: "Nghị định 118/2025/NĐ-CP, phần xin lỗi và hẹn lại ngày trả kết quả",
        Cite.NO_PAUSE: "Nghị định 118/2025/NĐ-CP: lấy ý kiến không làm dừng thời hạn",
    },
)
RULE_SETS = (ERA_A, ERA_B)
RULES_DEFAULT = ERA_B


def rules_on(day: date) -> RuleSet:
    """The set in force on that day; the first one for days before it."""
    return next((rules for rules in RULE_SETS if day in rules.period), ERA_A)


def rules_named(key: str) -> RuleSet:
    """The set that a dossier was accepted under; KeyError for a name that never was."""
    return {rules.key: rules for rules in RULE_SETS}[key]


def as_written(rules: RuleSet) -> RuleSet:
    """The same law for a history that is to be counted as it stands.

    Every pause in it stops the clock, and what the limit says on resuming holds for each of them:
    `motcua due` answers what it is asked and does not know the procedure.
    """
    every = frozenset(Ground)
    return replace(rules, pausing=every, restarting=every)
