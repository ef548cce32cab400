"""Scheduled work: erase what nobody sent, let dates follow their calendar, apply what was decided."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.agencies.reorganising import queries as reorganisations
from motcua.base.actor import SYSTEM
from motcua.base.time import now
from motcua.base.verdict import RefusedError
from motcua.clock import runs
from motcua.dossiers.actions import (
    applications,
    calendars,
    consultations,
    polling,
    processes,
    registers,
    reorganising,
    signing,
)
from motcua.dossiers.actions import reorganisation_works as works
from motcua.dossiers.queries import process_moves, signatures, waiting
from motcua.dossiers.records import Request
from motcua.dossiers.retention import actions as retention
from motcua.dossiers.retention import queries as erasures


def purge_drafts() -> int:
    """Returns how many files were dropped."""
    return applications.purge(at=now())


@app.periodic(cron="40 2 * * *", periodic_id="dossiers.drafts")
@app.task(name="dossiers.drafts", queueing_lock="dossiers.drafts", pass_context=False)
def purge(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    purge_drafts()


def ask_to_erase_what_is_past() -> int:
    """Returns how many rounds now wait for a person; none unless the province says so."""
    return retention.propose_overnight(at=now())


@app.periodic(cron="50 18 * * *", periodic_id="dossiers.retention")
@app.task(name="dossiers.retention", queueing_lock="dossiers.retention", pass_context=False)
def erase_past(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    ask_to_erase_what_is_past()


def continue_erasing() -> int:
    """Carry on every round that was agreed to and is not finished; how many were looked at."""
    waiting = erasures.under_way()
    for number in waiting:
        while retention.carry_out(number, at=now(), most=retention.AT_ONCE):
            continue
    return len(waiting)


@app.task(name="dossiers.erase")
def erase() -> None:
    continue_erasing()


@app.periodic(cron="* * * * *", periodic_id="dossiers.erasing")
@app.task(name="dossiers.erasing", queueing_lock="dossiers.erasing", pass_context=False)
def erase_each_minute(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    continue_erasing()


def continue_calendar_runs() -> int:
    """Carry on every move of due dates that is not finished; how many pieces were done."""
    done = 0
    for run_id in runs.open_runs():
        while calendars.continue_run(run_id, at=now()):
            done += 1
    return done


@app.task(name="dossiers.calendar_run")
def carry_on() -> None:
    continue_calendar_runs()


@app.periodic(cron="* * * * *", periodic_id="dossiers.calendar_runs")
@app.task(name="dossiers.calendar_runs", queueing_lock="dossiers.calendar_runs", pass_context=False)
def carry_on_each_minute(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    continue_calendar_runs()


def watch_consultations() -> int:
    """Remind of letters that are due soon, tell of those that were missed; returns how many."""
    at, done = now(), 0
    for found in waiting.to_watch(at):
        tell = (
            consultations.miss_consultation
            if found.is_missed
            else consultations.remind_consultation
        )
        try:
            tell(found.code, consultation=found.consultation, request=Request(SYSTEM, at))
            done += 1
        except RefusedError:
            continue  # answered or told a moment ago
    return done


@app.periodic(cron="*/10 * * * *", periodic_id="dossiers.consultations")
@app.task(name="dossiers.consultations", queueing_lock="dossiers.consultations", pass_context=False)
def watch(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    watch_consultations()


def settle_due_dates() -> int:
    """Returns how many dossiers got another date; normally none."""
    return calendars.settle_due_dates(actor=SYSTEM, at=now())


@app.periodic(cron="10 3 * * *", periodic_id="dossiers.due_dates")
@app.task(name="dossiers.due_dates", queueing_lock="dossiers.due_dates", pass_context=False)
def settle(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    settle_due_dates()


def apply_reorganisations() -> int:
    """Returns how many approved decisions have come about; a refused one says why on its page."""
    at, done = now(), 0
    for view in reorganisations.due(at):
        try:
            reorganising.apply(view.id, actor=SYSTEM, at=at)
            done += 1
        except RefusedError:
            continue  # kept with the decision; whoever mends the map is served within a minute
    return done


@app.periodic(cron="* * * * *", periodic_id="dossiers.reorganise")
@app.task(name="dossiers.reorganise", queueing_lock="dossiers.reorganise", pass_context=False)
def reorganise(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    apply_reorganisations()
    carry_out_reorganisations()


def carry_out_reorganisations() -> int:
    """Rehearse, apply and pass on what was asked for; how many works were brought to their end."""
    done = 0
    while any(works.carry_out(work_id, clock=now) for work_id in works.open_works()):
        done += 1
    return done


@app.task(name="dossiers.reorganisation_works")
def carry_out_works() -> None:
    carry_out_reorganisations()


def follow_parcels() -> int:
    """Returns about how many parcels the carrier had news."""
    return polling.follow_parcels(at=now())


@app.periodic(cron="*/10 * * * *", periodic_id="dossiers.parcels")
@app.task(name="dossiers.parcels", queueing_lock="dossiers.parcels", pass_context=False)
def follow(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    follow_parcels()


@app.task(name="dossiers.register_export", pass_context=False)
def register_export(export_id: int) -> None:
    """A thick register, made in the background."""
    registers.make_export(export_id, at=now())


@app.periodic(cron="20 2 * * *", periodic_id="dossiers.exports")
@app.task(name="dossiers.exports", queueing_lock="dossiers.exports", pass_context=False)
def drop_exports(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    registers.drop_old(at=now())


def continue_moves() -> int:
    """Carry on every confirmed move to another process; how many pieces were done."""
    done = 0
    for move_id in process_moves.open_moves():
        while processes.carry_on(move_id, at=now()):
            done += 1
    return done


@app.task(name="dossiers.move")
def move() -> None:
    continue_moves()


@app.periodic(cron="* * * * *", periodic_id="dossiers.moves")
@app.task(name="dossiers.moves", queueing_lock="dossiers.moves", pass_context=False)
def move_each_minute(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    continue_moves()


def continue_signing() -> int:
    """Carry on every batch that was confirmed and is not finished; how many results were dealt with."""
    return sum(_sign_all(batch_id) for batch_id in signatures.open_batches())


def _sign_all(batch_id: int) -> int:
    """One by one, each at its own moment, so that the page shows how far it is."""
    done = 0
    while signing.carry_on(batch_id, at=now(), most=1):
        done += 1
    return done


# Without a lock: a second head may confirm before the first job is taken up, and each finds what is open.
@app.task(name="dossiers.sign")
def sign() -> None:
    continue_signing()


@app.periodic(cron="* * * * *", periodic_id="dossiers.signing")
@app.task(name="dossiers.signing", queueing_lock="dossiers.signing", pass_context=False)
def sign_each_minute(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    continue_signing()
