"""The hall: what stands in it, who sits at its counters, whose number is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from motcua.accounts.states import Role
from motcua.base.actor import SYSTEM, Actor
from motcua.queues.actions import calling, furnishing, tickets
from motcua.queues.models import Counter, Kiosk, QueueDay, QueueService, Sitting, Ticket
from motcua.queues.states import Standing
from races.house import House
from races.table import Race, race
from rooms.queues.hall_of import STRANGER


class Hall:
    """A hall that no other row uses: the unit of a ward, with counters of its own."""

    def __init__(self, house: House) -> None:
        self.house, self.unit = house, house.ward.id
        self.officer = self.newcomer()
        self.stranger = house.actor(STRANGER)
        self.number = next(house.counters)
        if not QueueService.objects.filter(unit_id=self.unit, prefix="A").exists():
            for prefix in "AB":
                self.furnish(furnishing.set_service, prefix=prefix, name=f"Việc {prefix}")
        self.furnish(furnishing.set_counter, number=self.number, services=["A"])
        self.counter = Counter.objects.get(unit_id=self.unit, number=self.number).pk

    def newcomer(self) -> Actor:
        return self.house.actor(self.house.somebody(Role.INTAKE_OFFICER))

    def furnish(self, action: Callable[..., object], **said: Any) -> None:
        action(self.unit, actor=SYSTEM, at=self.house.at, **said)

    def furnishes(self, action: Callable[..., object], **said: Any) -> Any:
        return self.house.acts(action, self.unit, **said)

    def ticket(self) -> Ticket:
        wish = tickets.Wish(self.unit, "A", self.house.fresh("bam-"))
        return tickets.take_ticket(wish, at=self.house.at)

    def called(self) -> Ticket:
        """A person of today who stands called at the counter, with the officer sitting there."""
        ticket = self.ticket()
        calling.open_counter(self.counter, actor=self.officer, at=self.house.at)
        Ticket.objects.exclude(pk=ticket.pk).filter(standing=Standing.WAITING).update(
            standing=Standing.SERVED
        )
        found = calling.call_next(self.counter, seen=None, actor=self.officer, at=self.house.at)
        assert found == ticket
        return ticket

    def close_all(self) -> None:
        """Everybody leaves, so that the day can be closed."""
        Ticket.objects.filter(unit_id=self.unit).exclude(standing=Standing.UNSERVED).update(
            standing=Standing.SERVED, ended_at=self.house.at
        )
        Sitting.objects.filter(counter__unit_id=self.unit).update(closed_at=self.house.at)

    def standing(self, ticket: Ticket, standing: Standing) -> Callable[[], int]:
        return Ticket.objects.filter(pk=ticket.pk, standing=standing).count


@race("queues.furnishing.set_service")
def set_service(house: House) -> Race:
    """The same name twice is one service; each saving is told."""
    hall = Hall(house)
    by = hall.furnishes(furnishing.set_service, prefix="K", name="Việc K")
    rows = QueueService.objects.count
    return Race(by(house.business), by(hall.stranger), wins=2, rows=rows)


@race("queues.furnishing.end_service")
def end_service(house: House) -> Race:
    hall = Hall(house)
    hall.furnish(furnishing.set_service, prefix="L", name="Việc L")
    by = hall.furnishes(furnishing.end_service, prefix="L")
    return Race(by(house.business), by(hall.stranger), "queue.service_ended")


@race("queues.furnishing.set_counter")
def set_counter(house: House) -> Race:
    hall = Hall(house)
    by = hall.furnishes(furnishing.set_counter, number=90, services=["A"])
    rows = Counter.objects.count
    return Race(by(house.business), by(hall.stranger), wins=2, rows=rows)


@race("queues.furnishing.end_service", "queues.furnishing.set_counter")
def end_service_or_use_it(house: House) -> Race:
    """No counter is left calling a service that is gone."""
    hall = Hall(house)
    hall.furnish(furnishing.set_service, prefix="M", name="Việc M")
    ends = hall.furnishes(furnishing.end_service, prefix="M")
    uses = hall.furnishes(furnishing.set_counter, number=91, services=["M"])
    return Race(ends(house.business), ends(hall.stranger), other=uses(house.business))


@race("queues.furnishing.end_counter")
def end_counter(house: House) -> Race:
    hall = Hall(house)
    by = hall.furnishes(furnishing.end_counter, number=hall.number)
    return Race(by(house.business), by(hall.stranger), "queue.counter_ended")


@race("queues.furnishing.end_counter", "queues.calling.open_counter")
def end_counter_or_sit_down(house: House) -> Race:
    hall = Hall(house)
    hall.ticket()  # the day is open
    ends = hall.furnishes(furnishing.end_counter, number=hall.number)
    sits = house.acts(calling.open_counter, hall.counter)
    return Race(ends(house.business), sits(hall.stranger), other=sits(hall.officer))


@race("queues.furnishing.add_kiosk")
def add_kiosk(house: House) -> Race:
    """Each press gives a screen with a secret of its own: none is shown twice."""
    hall = Hall(house)
    by = hall.furnishes(furnishing.add_kiosk, name="Máy ở cửa")
    verb, rows = "queue.kiosk_added", Kiosk.objects.count
    return Race(by(house.business), by(hall.stranger), verb, wins=2, changes=2, rows=rows)


@race("queues.furnishing.end_kiosk")
def end_kiosk(house: House) -> Race:
    number, _ = furnishing.add_kiosk(house.ward.id, name="Máy", actor=SYSTEM, at=house.at)
    by = house.acts(furnishing.end_kiosk, number)
    return Race(by(house.business), by(house.stranger), "queue.kiosk_ended")


@race("queues.calling.open_counter")
def open_counter(house: House) -> Race:
    """Two people at one counter; whoever presses twice sits there once."""
    hall = Hall(house)
    by = house.acts(calling.open_counter, hall.counter)
    sitting = Sitting.objects.filter(counter_id=hall.counter, closed_at=None).count
    return Race(by(hall.officer), by(hall.stranger), other=by(hall.newcomer()), rows=sitting)


@race("queues.calling.open_counter", also="pressed twice")
def open_counter_twice(house: House) -> Race:
    hall = Hall(house)
    by = house.acts(calling.open_counter, hall.counter)
    rows = Sitting.objects.filter(counter_id=hall.counter).count
    return Race(by(hall.officer), by(hall.stranger), wins=2, rows=rows)


@race("queues.calling.close_counter")
def close_counter(house: House) -> Race:
    hall = Hall(house)
    hall.called()
    by = house.acts(calling.close_counter, hall.counter)
    closed = Sitting.objects.filter(counter_id=hall.counter).exclude(closed_at=None).count
    return Race(by(hall.officer), by(hall.stranger), rows=closed)


@race("queues.calling.call_next")
def call_next(house: House) -> Race:
    """A second press of the same page calls nobody else."""
    hall = Hall(house)
    first = hall.called()
    for _ in range(2):
        hall.ticket()
    by = house.acts(calling.call_next, hall.counter, seen=first.pk)
    here = Ticket.objects.filter(counter_id=hall.counter).count
    return Race(by(hall.officer), by(hall.stranger), wins=2, rows=here)


def _at_counter(house: House, action: Callable[..., object], **more: Any) -> Any:
    hall = Hall(house)
    ticket = hall.called()

    def by(actor: Actor) -> Callable[[], object]:
        return lambda: action(ticket.pk, counter_id=hall.counter, actor=actor, **more)

    return hall, ticket, by


@race("queues.calling.recall")
def recall(house: House) -> Race:
    """To be called again twice is to be called twice: the hall hears it, no one is lost."""
    hall, ticket, by = _at_counter(house, calling.recall, at=house.at)

    def calls() -> int:
        return Ticket.objects.get(pk=ticket.pk).calls

    return Race(by(hall.officer), by(hall.stranger), wins=2, changes=2, rows=calls)


@race("queues.calling.serve")
def serve(house: House) -> Race:
    hall, ticket, by = _at_counter(house, calling.serve, at=house.at)
    rows = hall.standing(ticket, Standing.SERVING)
    return Race(by(hall.officer), by(hall.stranger), wins=2, rows=rows)


@race("queues.calling.skip")
def skip(house: House) -> Race:
    hall, ticket, by = _at_counter(house, calling.skip, at=house.at)
    return Race(by(hall.officer), by(hall.stranger), rows=hall.standing(ticket, Standing.NO_SHOW))


@race("queues.calling.finish")
def finish(house: House) -> Race:
    hall, ticket, by = _at_counter(house, calling.finish, at=house.at)
    return Race(by(hall.officer), by(hall.stranger), rows=hall.standing(ticket, Standing.SERVED))


@race("queues.calling.transfer")
def transfer(house: House) -> Race:
    hall, ticket, by = _at_counter(house, calling.transfer, service="B")
    return Race(by(hall.officer), by(hall.stranger), rows=hall.standing(ticket, Standing.WAITING))


@race("queues.calling.finish", "queues.calling.call_next")
def finish_or_next(house: House) -> Race:
    hall, ticket, by = _at_counter(house, calling.finish, at=house.at)
    calls = house.acts(calling.call_next, hall.counter, seen=ticket.pk)
    rows = hall.standing(ticket, Standing.SERVED)
    return Race(
        by(hall.officer), by(hall.stranger), other=calls(hall.officer), wins=(1, 2), rows=rows
    )


@race("queues.tickets.close_day")
def close_day(house: House) -> Race:
    hall = Hall(house)
    hall.ticket()
    hall.close_all()
    by = house.acts(tickets.close_day, hall.unit)
    return Race(by(hall.officer), by(hall.stranger), "queue.day_closed")


@race("queues.tickets.reopen_day")
def reopen_day(house: House) -> Race:
    """Follows the row that closed the day."""
    hall = Hall(house)
    closed = QueueDay.objects.filter(unit_id=hall.unit)
    closed.update(closed_at=house.at)
    by = house.acts(tickets.reopen_day, hall.unit)
    return Race(by(hall.officer), by(hall.stranger), "queue.day_opened")


@race("queues.tickets.close_day", "queues.calling.open_counter")
def close_day_or_sit_down(house: House) -> Race:
    """Nobody sits in a hall that is closed."""
    hall = Hall(house)
    hall.close_all()
    closes = house.acts(tickets.close_day, hall.unit)
    sits = house.acts(calling.open_counter, hall.counter)
    return Race(closes(hall.officer), closes(hall.stranger), other=sits(hall.officer))
