"""The people and the things that the rows of the table are about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from building import Case
from motcua.accounts import actions as people
from motcua.accounts import queries as accounts
from motcua.accounts.models import Account
from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.agencies.queries import UnitView
from motcua.base.actor import SYSTEM, Actor
from motcua.dossiers.records import Request
from races.table import Call
from world import NOW, OTHER_WARD, World

ByActor = Callable[[Actor], Call]
CENTRE = "trung-tam-pvhcc"


@dataclass
class House:
    """The province with its demo people; `fresh` makes what no row shares with another."""

    place: Path
    world: World = field(default_factory=World)
    at: datetime = NOW
    numbers: count = field(default_factory=lambda: count(1))
    counters: count = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.business = self.world.officer("business_admin", CENTRE)
        self.director = self.world.officer("centre_director", CENTRE)
        self.controller = self.world.officer("controller", CENTRE)
        self.technical = self.world.officer("technical_admin", CENTRE)
        self.stranger = self.world.officer("intake_officer", OTHER_WARD)
        self.clerk = self.world.officer("intake_officer")
        self.ward = self.world.one_stop()

    def fresh(self, prefix: str) -> str:
        return f"{prefix}{next(self.numbers)}"

    def by(self, actor: Actor, minutes: int = 0) -> Request:
        return Request(actor, self.at + timedelta(minutes=minutes))

    def acts(self, action: Callable[..., object], *args: object, **more: object) -> ByActor:
        """Who does it, to the call: for actions that take the actor and the moment."""
        return lambda actor: lambda: action(*args, actor=actor, at=self.at, **more)

    def asks(
        self, action: Callable[..., object], *args: object, minutes: int = 60, **more: object
    ) -> ByActor:
        """The same for actions that take a request."""
        return lambda actor: lambda: action(*args, request=self.by(actor, minutes), **more)

    def folder(self) -> Path:
        """A folder of its own."""
        made = self.place / self.fresh("tap-")
        made.mkdir(parents=True)
        return made

    def case(self) -> Case:
        return Case(self.world)

    def somebody(self, role: Role | None = None, unit: UnitView | None = None) -> int:
        """A new account, with a post in the ward's one-stop unit if a role is named."""
        number = people.create_account(
            username=self.fresh("nguoi.moi"), full_name="Lê Thị Mới", actor=SYSTEM, at=self.at,
            password="doi-mat-khau-ngay",
        )  # fmt: skip
        if role is not None:
            people.assign_post(
                number, unit_id=(unit or self.ward).id, role=role, actor=SYSTEM, at=self.at,
                effective_from=self.at.date(),
            )  # fmt: skip
        return number

    def actor(self, account: int | str) -> Actor:
        if isinstance(account, str):
            account = Account.objects.get(username=account).pk
        return accounts.actor_for(account, self.at)

    def agency(self, key: str) -> int:
        found = agencies.agency_by_key(key, self.at.date())
        assert found, key
        return found.id
