"""A dossier's times, derived from its version's limit, its pauses and the unit's calendar."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

from motcua.agencies import queries as agencies
from motcua.base.dates import VIETNAM, in_vietnam
from motcua.clock import extensions
from motcua.clock import queries as calendars
from motcua.clock.calendars import WorkingCalendar, moment_of, tick_of
from motcua.clock.deadlines import Due, due
from motcua.clock.limits import (
    MINUTES_PER_DAY,
    Extension,
    Ground,
    LimitUnit,
    OnResume,
    Pause,
    TimeLimit,
)
from motcua.clock.rulesets import RuleSet, rules_on
from motcua.dossiers.folding import DossierState
from motcua.dossiers.obligations import paper_name
from motcua.procedures.pinned import PinnedVersion


def calendar_of(unit_id: int) -> WorkingCalendar:
    """The counting calendar of a unit."""
    return calendars.calendar_for(agencies.unit(unit_id).calendar_key)


def rules_for(accepted_at: datetime) -> RuleSet:
    """The rule set in force when the dossier was accepted: it keeps its era."""
    return rules_on(in_vietnam(accepted_at).date())


def pauses_of(state: DossierState) -> tuple[Pause, ...]:
    return tuple(
        Pause(
            datetime.fromisoformat(began),
            datetime.fromisoformat(ended) if ended else None,
            Ground(ground),
            _paper(state, began, ended) if ground == Ground.FINANCIAL_OBLIGATION.value else "",
        )
        for began, ended, ground in state.pauses
    )


def _paper(state: DossierState, began: str, ended: str | None) -> str:
    """The notices for whose payment the clock stood still."""
    first, last = datetime.fromisoformat(began), ended and datetime.fromisoformat(ended)
    names = (
        paper_name(notice)
        for notice in state.obligations
        if not notice["replaced_by"]
        and first <= datetime.fromisoformat(notice["asked_at"])
        and (not last or datetime.fromisoformat(notice["asked_at"]) <= last)
    )
    return "; ".join(filter(None, names))


def extensions_of(state: DossierState) -> tuple[Extension, ...]:
    raw = state.extension
    if not raw:
        return ()
    decided, new_due = (datetime.fromisoformat(raw[key]) for key in ("decided_at", "due_at"))
    return (Extension(decided, new_due, raw.get("reason", "")),)


def due_of(
    state: DossierState, version: PinnedVersion, calendar: WorkingCalendar | None = None
) -> Due | None:
    """The due date with its explanation; None while the clock has not started."""
    if state.clock_started_at is None:
        return None
    return due(
        version.limit,
        state.clock_started_at,
        pauses=pauses_of(state),
        extensions=extensions_of(state),
        calendar=calendar or calendar_of(state.receiving_unit_id),
        rules=rules_for(state.accepted_at or state.clock_started_at),
        difficult_area=state.difficult_area,
    )


def due_changes(
    state: DossierState, version: PinnedVersion, calendar: WorkingCalendar | None = None
) -> dict[str, object]:
    """The fields that hold the due date, after whatever `state` has become.

    The first appointment, once given, stays for ever (C12). Whoever has the receiving unit's
    calendar at hand hands it over: asking for it asks the database which revision is the newest.
    """
    counting = calendar or calendar_of(state.receiving_unit_id)
    found = due_of(state, version, counting)
    if found is None:
        return {}
    original = state.due_original or found.original_at
    return {"due_original": original, **due_fields(found, version, counting)}


def due_fields(
    found: Due, version: PinnedVersion, calendar: WorkingCalendar
) -> dict[str, datetime | bool | None]:
    """The date, whether it is provisional, and from when it is near."""
    near_at = None if found.at is None else near_from(found.at, version.limit, calendar)
    return {"due_at": found.at, "due_provisional": found.provisional, "near_at": near_at}


def near_from(due_at: datetime, limit: TimeLimit, calendar: WorkingCalendar) -> datetime:
    """The moment from which one working day, or a fifth of the limit if that is more, is left."""
    minutes = max(MINUTES_PER_DAY, limit.budget_minutes // 5)
    return moment_of(calendar.before_minutes(tick_of(due_at), minutes))


def last_moment_to_ask(state: DossierState) -> datetime | None:
    """Until when a supplement may be asked for: so many working days after receipt.

    None before acceptance. Sector law may allow more: the request then names it.
    """
    if state.accepted_at is None:
        return None
    rules = rules_for(state.accepted_at)
    limit = TimeLimit(
        Decimal(rules.supplement_request_days), LimitUnit.WORKING_DAY, OnResume.RESUME
    )
    return due(limit, state.accepted_at, calendar=calendar_of(state.receiving_unit_id)).at


def last_moment_to_apologise(state: DossierState) -> datetime | None:
    """The end of the last working day on which an apology is in time; None while the clock stands."""
    if state.due_at is None:
        return None
    rules = rules_for(state.accepted_at or state.due_at)
    calendar = calendar_of(state.receiving_unit_id)
    day = in_vietnam(state.due_at).date()
    for _ in range(rules.extension_notice_days):
        day -= timedelta(days=1)
        while not calendar.is_counting_day(day):
            day -= timedelta(days=1)
    return calendar.closing_at(day)


def closing_of(day: date, state: DossierState) -> datetime:
    """The end of that day as the receiving unit counts it; of its last hour where it is a day off."""
    calendar = calendar_of(state.receiving_unit_id)
    return calendar.closing_at(day) or datetime.combine(day, time(17), VIETNAM)


def check_extension(extension: Extension, state: DossierState, version: PinnedVersion) -> None:
    """Raises `UnableToExtendError` where the new appointment may not be given (C12)."""
    extensions.check_extension(
        extension,
        given=extensions_of(state),
        due_at=state.due_at,
        limit=version.limit,
        calendar=calendar_of(state.receiving_unit_id),
        rules=rules_for(state.accepted_at or extension.decided_at),
    )


def is_late_notice(
    decided_at: datetime,
    due_at: datetime,
    *,
    accepted_at: datetime | None,
    calendar: WorkingCalendar,
) -> bool:
    """Whether a letter of apology comes later than the law asks; `calendar` is the receiving unit's."""
    notice = Extension(decided_at, due_at, "notice")
    rules = rules_for(accepted_at or decided_at)
    return extensions.is_late_notice(notice, due_at, calendar, rules)


def moment(text: str | None) -> datetime | None:
    """An instant as a dossier's lists keep it."""
    return datetime.fromisoformat(text) if text else None


def due_after(
    at: datetime, amount: Decimal, unit: LimitUnit, calendar: WorkingCalendar
) -> datetime:
    """The end of a time given inside an authority: so many working days or working hours."""
    found = due(TimeLimit(amount, unit, OnResume.RESUME), at, calendar=calendar).at
    return found or at


def is_after_cutoff(at: datetime) -> bool:
    """Whether it is later than 15:00, or what the era says instead (C3)."""
    local = in_vietnam(at)
    return local.hour * 60 + local.minute > rules_for(at).cutoff_minute


def step_due(at: datetime, hours: Decimal, calendar: WorkingCalendar) -> datetime | None:
    """When a step of so many working hours should be done (C13); None where it has no budget."""
    if hours <= 0:
        return None
    return due(TimeLimit(hours, LimitUnit.WORKING_HOUR, OnResume.RESUME), at, calendar=calendar).at
