"""Bringing a configuration in: all of it or nothing, by the actions of the rooms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import DataError, transaction

from motcua.agencies import actions as register
from motcua.agencies import queries as agencies
from motcua.agencies.exchange import SECTIONS
from motcua.base.actor import SYSTEM, Actor
from motcua.base.dates import in_vietnam
from motcua.base.memory import forget_all
from motcua.base.turns import take_turn
from motcua.base.verdict import ConflictError, InvalidError
from motcua.blueprint import facts, queries
from motcua.blueprint.policies import can_bring_in
from motcua.blueprint.queries import Comparison, Difference, Outcome
from motcua.clock import queries as clock
from motcua.clock.policies import can_confirm_calendar
from motcua.dossiers.actions import calendars, unit_calendars
from motcua.journal.actions import record
from motcua.journal.writing import NewFact
from motcua.procedures import exchange as catalogue
from motcua.rulebook import actions as rulebook
from motcua.rulebook import queries as rules


class HouseMovedError(ConflictError):
    """The house or the file differs from what was shown."""

    code = "house_moved"


class UnreadableItemError(InvalidError):
    """An item of the file lacks what its kind must have."""

    code = "unreadable_item"


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """How many items were added and changed; conflicts were left as they are.

    `waiting` calendars among them are proposed and count when somebody else confirms them;
    `drafted` procedures are drafts until somebody else publishes them.
    """

    added: int
    changed: int
    left: int
    waiting: int = 0
    drafted: int = 0


def bring_in(
    raw: bytes, *, reason: str, actor: Actor, at: datetime, seen: str | None = None
) -> BroughtIn:
    """Make the house as the file says where it can be; all in one transaction.

    `seen` is the seal of the comparison that the person looked at. Raises `UnreadableFileError`,
    `HouseMovedError`, and whatever the rooms refuse.
    """
    can_bring_in(actor).require()
    if not reason.strip():
        raise InvalidError(
            "Nạp cấu hình cần lý do. Ghi căn cứ rồi nạp lại.", fields={"reason": "Ghi lý do."}
        )
    on = in_vietnam(at).date()
    try:
        with transaction.atomic():
            # Two files at one moment: the second is compared with what the first has made.
            take_turn("blueprint")
            compared = queries.compare(raw, on=on)
            if seen is not None and seen != compared.seal:
                raise HouseMovedError("Cấu hình ở đây đã đổi sau khi so sánh. So sánh lại rồi nạp.")
            by: dict[str, Any] = {"reason": reason.strip()[:500], "actor": actor, "at": at}
            bringing = _Bringing(compared, on, by)
            bringing.run()
            counts = compared.counts()
            done = BroughtIn(
                counts[Outcome.NEW], counts[Outcome.CHANGED], counts[Outcome.CONFLICT],
                bringing.waiting, bringing.drafted,
            )  # fmt: skip
            data: facts.BroughtIn = {
                "added": done.added, "changed": done.changed, "left": done.left,
                "digest": compared.seal,
            }  # fmt: skip
            told = NewFact(
                facts.BROUGHT_IN, facts.CONFIGURATION, 0, data, actor, at, {"reason": by["reason"]}
            )
            record([told])
    except (KeyError, TypeError, AttributeError, ValueError, DataError) as fault:
        raise UnreadableItemError(
            f"Một mục của tệp thiếu hoặc sai phần {fault}. Không nạp gì."
        ) from fault
    finally:
        forget_all()
    return done


class _Bringing:
    """One import under way: what is to be done, for whom."""

    def __init__(self, compared: Comparison, on: date, by: dict[str, Any]) -> None:
        self.compared, self.on, self.by = compared, on, by
        self.who = {key: by[key] for key in ("actor", "at")}
        self.followed = frozenset(clock.keys())
        self.waiting = self.drafted = 0

    def run(self) -> None:
        """Calendars before the units that follow them, the register before all that names it."""
        for line in self._lines("calendars"):
            self._calendar(line)
        self._require_calendars()
        fresh = {name: [line.wanted for line in self._only(name, Outcome.NEW)] for name in SECTIONS}
        register.lay_rows(fresh, **self.who)
        for line in self._only("agencies", Outcome.CHANGED):
            self._rename_agency(line)
        for line in self._only("units", Outcome.CHANGED):
            self._unit(line)
        for line in self._lines("rules"):
            self._rule(line)
        drafts = [line.wanted for line in self._lines("procedures")]
        catalogue.draft(drafts, **self.who)
        self.drafted = len(drafts)

    def _require_calendars(self) -> None:
        """A unit of a calendar that is not there could count no day."""
        known = clock.keys()
        for line in self._lines("units"):
            for key in (line.wanted["calendar"], line.wanted["reception"]):
                if key not in known:
                    raise UnreadableItemError(
                        f"{line.ref} theo lịch “{key}”, ở đây không có lịch ấy. Không nạp gì."
                    )

    def _lines(self, section: str) -> Iterator[Difference]:
        """What is new or changed in a section; a calendar's hours before its years."""
        wanted = {Outcome.NEW, Outcome.CHANGED}
        found = (line for line in self.compared.lines if line.section == section)
        return iter(sorted((line for line in found if line.outcome in wanted), key=_order))

    def _only(self, section: str, outcome: Outcome) -> list[Difference]:
        return [line for line in self.compared.of(outcome) if line.section == section]

    def _calendar(self, line: Difference) -> None:
        item = line.wanted
        given = {"content": item["content"], "key": item["key"], **self.by}
        propose = (
            calendars.propose_calendar_hours
            if queries.is_hours(item)
            else calendars.propose_calendar_year
        )
        proposal, actor = propose(**given), self.by["actor"]
        if can_confirm_calendar(actor, actor.signature):
            calendars.confirm_calendar(proposal, **self.who)
        elif item["key"] not in self.followed:
            # New here: nobody counts by it yet, and the units of the file may need it.
            calendars.confirm_calendar(proposal, actor=SYSTEM, at=self.by["at"])
        else:
            self.waiting += 1

    def _rename_agency(self, line: Difference) -> None:
        key, start = line.ref.rsplit("@", 1)
        found = agencies.agency_by_key(key, date.fromisoformat(start))
        if found is not None:
            register.rename_agency(found.id, name=line.wanted["name"], on=self.on, **self.by)

    def _unit(self, line: Difference) -> None:
        key, start = line.ref.rsplit("@", 1)
        found = agencies.unit_by_key(key, date.fromisoformat(start))
        if found is None:
            return
        item = line.wanted
        if item["name"] != found.name:
            register.rename_unit(found.id, name=item["name"], on=self.on, **self.by)
        if item["unit_code"] != found.unit_code:
            register.recode_unit(found.id, unit_code=item["unit_code"], **self.by)
        if (item["calendar"], item["reception"]) != (found.calendar_key, found.reception_key):
            self._follow(found.id, item["calendar"], item["reception"])

    def _follow(self, unit_id: int, calendar: str, reception: str) -> None:
        """By which calendars a unit goes takes two people here as everywhere."""
        proposal = unit_calendars.propose_assignment(
            unit_id, calendar_key=calendar, reception_key=reception, **self.by
        )
        actor = self.by["actor"]
        if can_confirm_calendar(actor, actor.signature):
            unit_calendars.confirm_assignment(proposal, **self.who)
        else:
            self.waiting += 1

    def _rule(self, line: Difference) -> None:
        if not rules.timeline(line.ref):
            steps = [
                (date.fromisoformat(step["from"]), step["value"]) for step in line.wanted["steps"]
            ]
            rulebook.lay_timeline(line.ref, steps, **self.by)
            return
        for start, value in queries.rule_changes(line.wanted, self.on):
            rulebook.set_value(line.ref, value, effective_from=start, **self.by)


def _order(line: Difference) -> tuple[bool, str]:
    is_year = line.section == "calendars" and not queries.is_hours(line.wanted)
    return is_year, line.ref
