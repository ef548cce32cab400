"""The province's values and its calendars."""

from __future__ import annotations

from datetime import date

from motcua.clock.models import CalendarProposal
from motcua.dossiers.actions import calendars
from motcua.rulebook import actions as rulebook
from races.house import House
from races.table import Race, race

RULE = "control.desk_hours"
LATER = date(2027, 3, 1)


@race("rulebook.set_value")
def set_value(house: House) -> Race:
    def by(actor):
        return lambda: rulebook.set_value(
            RULE, 6, effective_from=LATER, reason="QĐ 1", actor=actor, at=house.at
        )

    return Race(by(house.business), by(house.stranger), "rulebook.rule_set")


@race("rulebook.drop_plan")
def drop_plan(house: House) -> Race:
    on = date(2028, 3, 1)
    rulebook.set_value(RULE, 5, effective_from=on, reason="QĐ 2", actor=house.business, at=house.at)

    def by(actor):
        return lambda: rulebook.drop_plan(
            RULE, effective_from=on, reason="Thôi", actor=actor, at=house.at
        )

    return Race(by(house.business), by(house.stranger), "rulebook.plan_dropped")


@race("rulebook.lay_timeline")
def lay_timeline(house: House) -> Race:
    def by(actor):
        steps = [(date(2026, 1, 1), 4)]
        return lambda: rulebook.lay_timeline(
            "intake.acceptance_hours", steps, reason="Nạp", actor=actor, at=house.at
        )

    return Race(by(house.business), by(house.stranger), "rulebook.rule_set")


def _year(house: House, actor, year: int):
    content = {
        "year": year, "decision": "TB 01", "days_off": [{"on": f"{year}-01-01", "name": "Tết"}],
    }  # fmt: skip
    return lambda: calendars.propose_calendar_year(
        content=content, reason="Đã công bố", actor=actor, at=house.at
    )


def _hours(house: House, actor, key: str):
    week = {day: [["07:30", "11:30"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed")}
    content = {"name": "Đặc khu Lý Sơn", "hours": [{"from": "2025-07-01", "week": week}]}
    return lambda: calendars.propose_calendar_hours(
        content=content, reason="Giờ tàu", actor=actor, at=house.at, key=key
    )


@race("clock.propose_hours", "dossiers.calendars.propose_calendar_hours")
def propose_hours(house: House) -> Race:
    return Race(
        _hours(house, house.business, "ly-son"), _hours(house, house.stranger, "ly-son"),
        "clock.calendar_proposed", rows=CalendarProposal.objects.count,
    )  # fmt: skip


@race("clock.propose_year", "dossiers.calendars.propose_calendar_year")
def propose_year(house: House) -> Race:
    return Race(
        _year(house, house.business, 2031), _year(house, house.stranger, 2031),
        "clock.calendar_proposed", rows=CalendarProposal.objects.count,
    )  # fmt: skip


@race("clock.withdraw_change", "dossiers.calendars.withdraw_calendar")
def withdraw(house: House) -> Race:
    number = _year(house, house.business, 2032)()

    def by(actor):
        return lambda: calendars.withdraw_calendar(number, actor=actor, at=house.at)

    return Race(by(house.business), by(house.stranger), "clock.proposal_withdrawn")


@race("clock.confirm_change", "dossiers.calendars.confirm_calendar")
def confirm(house: House) -> Race:
    number = _year(house, house.business, 2033)()

    def by(actor):
        return lambda: calendars.confirm_calendar(number, actor=actor, at=house.at)

    return Race(by(house.director), by(house.business), "clock.calendar_changed")


@race("clock.confirm_change", "clock.withdraw_change", also="against each other")
def confirm_or_withdraw(house: House) -> Race:
    number = _year(house, house.business, 2034)()
    return Race(
        lambda: calendars.confirm_calendar(number, actor=house.director, at=house.at),
        lambda: calendars.withdraw_calendar(number, actor=house.stranger, at=house.at),
        other=lambda: calendars.withdraw_calendar(number, actor=house.business, at=house.at),
    )
