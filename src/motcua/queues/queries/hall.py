"""The hall as it is now: services, counters, who waits, who is called. No ticket has a name on it."""

from __future__ import annotations

from collections import Counter as Tally
from dataclasses import dataclass
from datetime import date

from motcua.accounts import queries as accounts
from motcua.base.actor import Actor
from motcua.queues.actions.furnishing import secret_hash
from motcua.queues.models import Counter, Kiosk, QueueDay, QueueService, Sitting, Ticket
from motcua.queues.states import AT_COUNTER, Standing

CALLED_SHOWN = 12
_HERE = [standing.value for standing in AT_COUNTER]


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """A service with the number of people who wait for it."""

    prefix: str
    name: str
    waiting: int


@dataclass(frozen=True, slots=True)
class CounterView:
    """A counter with who sits there and which number stands before it."""

    id: int
    number: int
    name: str
    services: tuple[str, ...]
    officer_id: int | None
    officer: str
    ticket: Ticket | None


@dataclass(frozen=True, slots=True)
class Hall:
    """One unit's hall on one day; `called` are the latest calls first."""

    unit_id: int
    day: date
    is_open: bool
    is_closed: bool
    services: tuple[ServiceLine, ...]
    counters: tuple[CounterView, ...]
    called: tuple[Ticket, ...]

    @property
    def waiting(self) -> int:
        return sum(line.waiting for line in self.services)


def services(unit_id: int, day: date) -> tuple[QueueService, ...]:
    return tuple(QueueService.objects.valid_on(day).filter(unit_id=unit_id).order_by("prefix"))


def hall(unit_id: int, day: date) -> Hall:
    """Everything that a screen or a counter's page shows: six statements, whatever is in the hall."""
    opened = QueueDay.objects.filter(unit_id=unit_id, day=day).first()
    waiting = Tally(
        Ticket.objects.filter(
            unit_id=unit_id, day=day, standing=Standing.WAITING.value
        ).values_list("service", flat=True)
    )
    lines = tuple(
        ServiceLine(row.prefix, row.name, waiting[row.prefix]) for row in services(unit_id, day)
    )
    return Hall(
        unit_id=unit_id,
        day=day,
        is_open=opened is not None and opened.closed_at is None,
        is_closed=opened is not None and opened.closed_at is not None,
        services=lines,
        counters=_counters(unit_id, day),
        called=_called(unit_id, day),
    )


def _counters(unit_id: int, day: date) -> tuple[CounterView, ...]:
    rows = Counter.objects.valid_on(day).filter(unit_id=unit_id).order_by("number")
    sittings = {
        row.counter_id: row.officer_id
        for row in Sitting.objects.filter(counter__unit_id=unit_id, day=day, closed_at=None)
    }
    names = accounts.names_for(frozenset(sittings.values()))
    here = {
        row.counter_id: row
        for row in Ticket.objects.filter(unit_id=unit_id, day=day, standing__in=_HERE)
    }
    return tuple(
        CounterView(
            id=row.pk, number=row.number, name=row.name, services=tuple(row.services),
            officer_id=sittings.get(row.pk), officer=names.get(sittings.get(row.pk, 0), ""),
            ticket=here.get(row.pk),
        )
        for row in rows
    )  # fmt: skip


def _called(unit_id: int, day: date) -> tuple[Ticket, ...]:
    rows = Ticket.objects.select_related("counter").filter(
        unit_id=unit_id, day=day, called_at__isnull=False
    )
    return tuple(rows.order_by("-called_at", "-id")[:CALLED_SHOWN])


def counter_of(actor: Actor, day: date) -> int | None:
    """The counter at which the officer sits today."""
    found = Sitting.objects.filter(officer_id=actor.account_id, day=day, closed_at=None).first()
    return found.counter_id if found else None


def skipped(unit_id: int, day: date, services: tuple[str, ...]) -> tuple[Ticket, ...]:
    """Called and not there, of the counter's services: they may come after all."""
    rows = Ticket.objects.filter(
        unit_id=unit_id, day=day, standing=Standing.NO_SHOW.value, service__in=services
    )
    return tuple(rows.order_by("-ended_at")[:CALLED_SHOWN])


def ahead_of(ticket: Ticket) -> int:
    """How many wait in the same line and came earlier; priority may let some others in between."""
    if ticket.standing != Standing.WAITING.value:
        return 0
    line = Ticket.objects.filter(
        unit_id=ticket.unit_id, day=ticket.day, service=ticket.service,
        standing=Standing.WAITING.value,
    )  # fmt: skip
    return line.filter(taken_at__lt=ticket.taken_at).count()


def ticket_named(unit_id: int, day: date, text: str) -> Ticket | None:
    """`A012` of today, however it was typed."""
    plain = text.strip().upper().replace(" ", "")
    prefix, number = plain[:1], plain[1:]
    if not (prefix.isascii() and number.isdecimal() and len(number) < 6):  # noqa: PLR2004
        return None
    return Ticket.objects.filter(
        unit_id=unit_id, day=day, prefix=prefix, number=int(number)
    ).first()


def ticket_by_key(key: str) -> Ticket | None:
    return Ticket.objects.filter(key=key).first()


def kiosks(unit_id: int) -> tuple[Kiosk, ...]:
    return tuple(Kiosk.objects.filter(unit_id=unit_id, ended_at=None).order_by("id"))


def kiosk_of(secret: str) -> Kiosk | None:
    """The kiosk that knows this secret and still stands."""
    return Kiosk.objects.filter(secret_hash=secret_hash(secret), ended_at=None).first()


def last_call(found: Hall) -> str:
    """When somebody was last called, as text; a screen chimes when it changes."""
    at = found.called[0].called_at if found.called else None
    return at.isoformat() if at else ""
