"""At a counter: sit down, call the next, call again, serve, skip, send on, leave.

A counter's sitting is its lock, so that two presses at one counter are one after the other; two
counters never call the same person, since each takes a row that nobody else holds.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.accounts import queries as accounts
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.base.verdict import ConflictError, InvalidError
from motcua.queues import policies, rules
from motcua.queues.actions.tickets import ensure_open
from motcua.queues.models import Counter, QueueService, Sitting, Ticket
from motcua.queues.states import AT_COUNTER, Standing

_HERE = [standing.value for standing in AT_COUNTER]


def open_counter(counter_id: int, *, actor: Actor, at: datetime) -> Sitting:
    """Somebody sits down at a counter; at another one they have left their place first.

    A sitting that was forgotten on an earlier day ends by this.
    """
    day = in_vietnam(at).date()
    with transaction.atomic():
        # Held against whoever takes the counter out of the hall in this moment.
        standing = Counter.objects.valid_on(day).select_for_update()
        counter = standing.filter(pk=counter_id).first()
        if counter is None:
            raise InvalidError("Không còn quầy này. Chọn quầy khác.", code="not_found")
        policies.can_call(actor, counter.unit_id).require()
        try:
            with transaction.atomic():
                ensure_open(counter.unit_id, day=day, at=at)
                _end_forgotten(counter, actor, at)
                return Sitting.objects.create(
                    counter=counter, day=day, officer_id=int(actor.ref), opened_at=at
                )
        except IntegrityError:
            return _taken(counter, actor)


def _end_forgotten(counter: Counter, actor: Actor, at: datetime) -> None:
    day = in_vietnam(at).date()
    older = Sitting.objects.select_for_update().filter(closed_at=None, day__lt=day)
    for sitting in older.filter(counter=counter) | older.filter(officer_id=actor.account_id):
        end_forgotten(sitting, at)


def end_forgotten(sitting: Sitting, at: datetime) -> None:
    """A sitting of an earlier day; how long its last person took nobody knows, so it counts nothing."""
    current = _current(sitting)
    _finish(current, current.called_at if current and current.called_at else at)
    Sitting.objects.filter(pk=sitting.pk).update(closed_at=at)


def _taken(counter: Counter, actor: Actor) -> Sitting:
    """Who sits here already, or why one cannot sit down."""
    sitting = Sitting.objects.filter(counter=counter, closed_at=None).first()
    if sitting is not None and sitting.officer_id == actor.account_id:
        return sitting
    if sitting is not None:
        name = accounts.names_for({sitting.officer_id}).get(sitting.officer_id, "người khác")
        raise ConflictError(f"{name} đang trực quầy này. Chọn quầy khác, hoặc nhờ đóng quầy.")
    raise ConflictError("Anh/chị đang trực quầy khác. Đóng quầy ấy rồi mở quầy này.")


@transaction.atomic
def close_counter(counter_id: int, *, actor: Actor, at: datetime) -> None:
    """Leave the counter; whoever stands there has been served."""
    sitting = _sitting(counter_id, actor)
    _finish(_current(sitting), at)
    sitting.closed_at = at
    sitting.save(update_fields=["closed_at"])


@transaction.atomic
def call_next(counter_id: int, *, seen: int | None, actor: Actor, at: datetime) -> Ticket | None:
    """Done with whoever is here, and the next one by the fair rule; None when nobody waits.

    `seen` is the ticket that the officer had before their eyes: a second press of the same page
    finds another one there already and changes nothing.
    """
    sitting = _sitting(counter_id, actor)
    current = _current(sitting)
    if current is not None and current.pk != seen:
        return current
    chosen = _choose(sitting)
    if chosen is None:
        _finish(current, at)
        return None
    _finish(current, at)
    _call(chosen, sitting, at)
    sitting.last_had_priority = chosen.has_priority
    sitting.save(update_fields=["last_had_priority"])
    return chosen


def _choose(sitting: Sitting) -> Ticket | None:
    """The head of the line whose turn it is, else of the other one; rows that others hold are passed."""
    counter = sitting.counter
    line = (
        Ticket.objects.select_for_update(skip_locked=True)
        .filter(
            unit_id=counter.unit_id, day=sitting.day, service__in=counter.services,
            standing=Standing.WAITING.value,
        )
        .order_by("taken_at", "id")
    )  # fmt: skip
    first = rules.wants_priority(last_had_priority=sitting.last_had_priority)
    plain, privileged = line.filter(ground=""), line.exclude(ground="")
    ways = (privileged, plain) if first else (plain, privileged)
    return ways[0].first() or ways[1].first()


def _call(ticket: Ticket, sitting: Sitting, at: datetime) -> None:
    ticket.standing = Standing.CALLED.value
    ticket.first_called_at = ticket.first_called_at or at
    ticket.called_at = at
    ticket.calls += 1
    ticket.counter = sitting.counter
    ticket.officer_id = sitting.officer_id
    ticket.ended_at = None
    ticket.save()


def _finish(ticket: Ticket | None, at: datetime) -> None:
    """Served: from when they were called where nobody said that they had come."""
    if ticket is None:
        return
    ticket.standing = Standing.SERVED.value
    ticket.served_at = ticket.served_at or ticket.called_at
    ticket.ended_at = at
    ticket.save()


@transaction.atomic
def recall(ticket_id: int, *, counter_id: int, actor: Actor, at: datetime) -> Ticket:
    """Call again: who stands called here, or who was skipped today and has come after all."""
    sitting = _sitting(counter_id, actor)
    ticket = _held(ticket_id, sitting)
    current = _current(sitting)
    if ticket.standing == Standing.NO_SHOW.value:
        if current is not None:
            raise ConflictError(f"Quầy đang có số {current.label}. Xong số này rồi gọi lại.")
    elif current is None or current.pk != ticket.pk:
        raise ConflictError(f"Số {ticket.label} không còn ở quầy này. Mở lại trang để xem.")
    if ticket.standing == Standing.SERVING.value:
        raise ConflictError(f"Số {ticket.label} đã đến quầy, không cần gọi nữa.")
    _call(ticket, sitting, at)
    return ticket


@transaction.atomic
def serve(ticket_id: int, *, counter_id: int, actor: Actor, at: datetime) -> Ticket:
    """The person has come to the counter."""
    ticket = _here(ticket_id, _sitting(counter_id, actor))
    if ticket.standing == Standing.CALLED.value:
        ticket.standing = Standing.SERVING.value
        ticket.served_at = at
        ticket.save(update_fields=["standing", "served_at"])
    return ticket


@transaction.atomic
def skip(ticket_id: int, *, counter_id: int, actor: Actor, at: datetime) -> Ticket:
    """Called and not there."""
    ticket = _here(ticket_id, _sitting(counter_id, actor))
    if ticket.standing != Standing.CALLED.value:
        raise ConflictError(f"Số {ticket.label} đã đến quầy nên không ghi vắng được.")
    ticket.standing = Standing.NO_SHOW.value
    ticket.ended_at = at
    ticket.save(update_fields=["standing", "ended_at"])
    return ticket


@transaction.atomic
def finish(ticket_id: int, *, counter_id: int, actor: Actor, at: datetime) -> Ticket:
    """Done with this one, without calling the next."""
    ticket = _here(ticket_id, _sitting(counter_id, actor))
    _finish(ticket, at)
    return ticket


@transaction.atomic
def transfer(ticket_id: int, *, service: str, counter_id: int, actor: Actor) -> Ticket:
    """To the line of another service, with the place that the hour of arrival gives there."""
    sitting = _sitting(counter_id, actor)
    ticket = _here(ticket_id, sitting)
    known = QueueService.objects.valid_on(sitting.day).filter(
        unit_id=ticket.unit_id, prefix=service
    )
    if not known.exists() or service == ticket.service:
        raise InvalidError("Chọn một nhóm việc khác để chuyển số sang.")
    ticket.service = service
    ticket.standing = Standing.WAITING.value
    ticket.transfers += 1
    ticket.counter = ticket.officer = None
    ticket.served_at = ticket.called_at = None
    ticket.save()
    return ticket


def _sitting(counter_id: int, actor: Actor) -> Sitting:
    """The actor's own sitting at the counter, locked; or why there is none."""
    sitting = (
        Sitting.objects.select_for_update(of=("self",))
        .select_related("counter")
        .filter(counter_id=counter_id, closed_at=None)
        .first()
    )
    if sitting is None:
        raise ConflictError("Quầy này chưa mở. Mở quầy rồi gọi số.")
    policies.can_call(actor, sitting.counter.unit_id).require()
    if sitting.officer_id != actor.account_id:
        raise ConflictError("Người khác đang trực quầy này. Mở lại trang quầy để xem.")
    return sitting


def _current(sitting: Sitting) -> Ticket | None:
    return (
        Ticket.objects.select_for_update()
        .filter(counter_id=sitting.counter_id, standing__in=_HERE)
        .first()
    )


def _held(ticket_id: int, sitting: Sitting) -> Ticket:
    unit_id = sitting.counter.unit_id
    ticket = (
        Ticket.objects.select_for_update()
        .filter(pk=ticket_id, unit_id=unit_id, day=sitting.day)
        .first()
    )
    if ticket is None:
        raise InvalidError("Không thấy số này trong hôm nay.", code="not_found")
    return ticket


def _here(ticket_id: int, sitting: Sitting) -> Ticket:
    ticket = _held(ticket_id, sitting)
    if ticket.counter_id != sitting.counter_id or ticket.standing not in _HERE:
        raise ConflictError(f"Số {ticket.label} không còn ở quầy này. Mở lại trang để xem.")
    return ticket
