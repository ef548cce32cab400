"""The hall of the ward of Nghĩa Lộ: its services and counters, and the people who call."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from motcua.accounts import queries as accounts
from motcua.accounts.models import Account
from motcua.queues.actions import calling, tickets
from motcua.queues.actions.tickets import Wish
from motcua.queues.models import Counter
from world import NOW

HA, TOAN, STRANGER = "tiepnhan.nghialo", "traketqua.nghialo", "tiepnhan.binhson"


@dataclass
class HallOf:
    """What people do in the hall, minute after minute."""

    unit_id: int
    minutes: count = field(default_factory=count)
    presses: count = field(default_factory=count)

    def now(self):
        return NOW + timedelta(minutes=next(self.minutes))

    def actor(self, username=HA):
        return accounts.actor_for(Account.objects.get(username=username).pk, NOW)

    def counter(self, number):
        return Counter.objects.get(unit_id=self.unit_id, number=number)

    def takes(self, prefix="A", ground="", key=""):
        wish = Wish(self.unit_id, prefix, key or f"press-{next(self.presses)}", ground)
        return tickets.take_ticket(wish, at=self.now())

    def sits(self, number=1, username=HA):
        return calling.open_counter(
            self.counter(number).pk, actor=self.actor(username), at=self.now()
        )

    def next(self, number=1, seen=None, username=HA):
        return calling.call_next(
            self.counter(number).pk,
            seen=seen.pk if seen else None,
            actor=self.actor(username),
            at=self.now(),
        )

    def does(self, act, ticket, number=1, username=HA, **more):
        """Whatever is done with a ticket at a counter; a transfer has no moment of its own."""
        if act is not calling.transfer:
            more["at"] = self.now()
        return act(
            ticket.pk,
            counter_id=self.counter(number).pk,
            actor=self.actor(username),
            **more,
        )
