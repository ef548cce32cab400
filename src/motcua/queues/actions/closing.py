"""Halls of units that are no more: days, counters and screens end; furniture goes along where it can."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from motcua.agencies.dated import cut_off
from motcua.agencies.reorganising.ending import Ending
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.journal.actions import record
from motcua.journal.writing import NewFact
from motcua.queues import facts
from motcua.queues.actions.calling import end_forgotten
from motcua.queues.actions.tickets import end_day
from motcua.queues.models import Counter, Kiosk, QueueDay, QueueService, Sitting, Ticket
from motcua.queues.states import Standing


def counted(ending: Ending) -> list[tuple[str, int]]:
    """What ends, each with its number, in the words of a rehearsal."""
    screens = _screens(ending)
    along = screens.filter(unit_id__in=ending.along).count()
    waiting = Ticket.objects.filter(
        unit_id__in=ending.gone, standing=Standing.WAITING, day__in=_days(ending).values("day")
    )
    return [
        ("số thứ tự đang chờ kết thúc", waiting.count()),
        ("ngày lấy số đang mở đóng lại", _days(ending).count()),
        ("quầy kết thúc", _counters(ending).count()),
        ("nhóm việc lấy số kết thúc", _services(ending).count()),
        ("máy lấy số ngừng", screens.count() - along),
        ("máy lấy số đi theo đơn vị mới", along),
    ]


def _days(ending: Ending) -> QuerySet[QueueDay]:
    return QueueDay.objects.filter(unit_id__in=ending.gone, closed_at=None)


def _screens(ending: Ending) -> QuerySet[Kiosk]:
    return Kiosk.objects.filter(unit_id__in=ending.gone, ended_at=None)


def _lasting(ending: Ending) -> Q:
    return Q(unit_id__in=ending.gone) & (Q(effective_to=None) | Q(effective_to__gt=ending.day))


def _counters(ending: Ending) -> QuerySet[Counter]:
    return Counter.objects.filter(_lasting(ending)).order_by("unit_id", "number", "id")


def _services(ending: Ending) -> QuerySet[QueueService]:
    return QueueService.objects.filter(_lasting(ending)).order_by("unit_id", "prefix", "id")


@transaction.atomic
def close_halls(ending: Ending, *, actor: Actor, at: datetime) -> None:
    """End every hall of a unit that is no more; who waits there is told that the day is over.

    Where one unit simply becomes another, its services, counters and screens stand in the new one,
    unless that has a hall of its own already.
    """
    sittings = Sitting.objects.select_for_update().filter(
        counter__unit_id__in=ending.gone, closed_at=None
    )
    for sitting in sittings:
        end_forgotten(sitting, at)
    for row in _days(ending).select_for_update():
        end_day(row, actor=actor, at=at)
    told = (
        _furnish_heirs(ending)
        + _end_furniture(ending, in_vietnam(at).date())
        + _end_screens(ending, at)
    )
    record([NewFact(verb, facts.HALL, unit, data, actor, at) for verb, unit, data in told])


_Told = list[tuple[str, int, dict[str, object]]]


def _furnish_heirs(ending: Ending) -> _Told:
    day, told = ending.day, _Told()
    furnished = QueueService.objects.valid_on(day).filter(unit_id__in=ending.along.values())
    there = set(furnished.values_list("unit_id", flat=True))
    along = {old: new for old, new in ending.along.items() if new not in there}
    services = [row for row in _services(ending) if row.unit_id in along]
    counters = [row for row in _counters(ending) if row.unit_id in along]
    for service in services:
        unit = along[service.unit_id]
        QueueService.objects.create(
            unit_id=unit,
            prefix=service.prefix,
            name=service.name,
            effective_from=_start(service, day),
        )
        data = facts.ServiceSet(prefix=service.prefix, service=service.name)
        told.append((facts.SERVICE_SET, unit, dict(data)))
    for counter in counters:
        unit = along[counter.unit_id]
        Counter.objects.create(
            unit_id=unit, number=counter.number, name=counter.name, services=counter.services,
            effective_from=_start(counter, day),
        )  # fmt: skip
        set_ = facts.CounterSet(number=counter.number, services=counter.services)
        told.append((facts.COUNTER_SET, unit, dict(set_)))
    return told


def _start(row: QueueService | Counter, day: date) -> date:
    return max(row.effective_from, day)


def _end_furniture(ending: Ending, today: date) -> _Told:
    told = _Told()
    for counter in _counters(ending):
        _end(counter, ending.day, today)
        data = facts.CounterEnded(number=counter.number)
        told.append((facts.COUNTER_ENDED, counter.unit_id, dict(data)))
    for service in _services(ending):
        _end(service, ending.day, today)
        ended = facts.ServiceEnded(prefix=service.prefix)
        told.append((facts.SERVICE_ENDED, service.unit_id, dict(ended)))
    return told


def _end(row: QueueService | Counter, day: date, today: date) -> None:
    row.effective_to = cut_off(row.effective_from, day=day, today=today)
    if row.effective_to is None:
        row.delete()
    else:
        row.save(update_fields=["effective_to"])


def _end_screens(ending: Ending, at: datetime) -> _Told:
    told = _Told()
    for row in _screens(ending).order_by("id"):
        data = dict(facts.KioskChanged(kiosk=row.pk))
        told.append((facts.KIOSK_ENDED, row.unit_id, data))
        heir = ending.along.get(row.unit_id)
        if heir is None:
            row.ended_at = at
        else:
            row.unit_id = heir
            told.append((facts.KIOSK_ADDED, heir, data))
        row.save(update_fields=["unit", "ended_at"])
    return told
