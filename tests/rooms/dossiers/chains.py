"""Dossiers of linked procedures on their way, carried by whoever must take each step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from motcua.accounts import queries as accounts
from motcua.accounts.models import Account
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor, ActorKind, Grant
from motcua.dossiers.actions import intake, legs, results, routing
from motcua.dossiers.obligations import Duty, Notice
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures
from world import WARD, World

BIRTH_CHAIN, LAND = "2.000986", "1.013978"
SEN = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000317")
POLICE, POLICE_HEAD = "cutru.nghialo", "truongcongan.nghialo"
INSURER, TAX, SURVEYOR = "thebhyt.bhxh", "chuyenvien.thue", "trichdo.vpdk"
STRANGER = "hotich.binhson"


def notice(number="12/TB-TQN", amount=4_500_000, **more) -> Notice:
    return Notice(number, date(2026, 9, 3), amount, **({"kind": Duty.REGISTRATION} | more))


@dataclass
class Chain:
    """One dossier, and a clock that moves on with each step."""

    world: World
    code: str = ""

    def __post_init__(self) -> None:
        self.at = self.world.at

    def asks(self, who, minutes: int = 5) -> Request:
        """A request of a demo account, or of whoever holds a role in the ward."""
        self.at += timedelta(minutes=minutes)
        account = Account.objects.filter(username=who).first()
        if account is None:
            return Request(self.world.officer(who, WARD, self.at), self.at)
        return Request(accounts.actor_for(account.pk, self.at), self.at)

    def in_unit(self, unit_id: int, *roles: str, minutes: int = 5) -> Request:
        """A request of somebody invented who holds the roles there; for days without accounts."""
        self.at += timedelta(minutes=minutes)
        agency_id = agencies.unit(unit_id).agency_id
        grants = tuple(Grant(role, unit_id, agency_id) for role in roles)
        account = Account.objects.get(username=STRANGER)
        return Request(Actor(ActorKind.OFFICER, str(account.pk), "Người ở đó", grants), self.at)

    def received(self, procedure: str) -> Chain:
        unit = self.world.one_stop()
        version = procedures.current_version(procedure, self.at.date(), agency_id=unit.agency_id)
        papers = tuple(
            {"key": p.key, "name": p.name, "originals": 1}
            for p in version.papers
            if p.required and not p.condition and not p.shown_only
        )
        taken = intake.Intake(procedure, People(SEN, SEN), papers)
        request = self.asks("intake_officer", 0)
        self.code = intake.receive(taken, unit_id=unit.id, request=request).state.code
        return self

    def on(self, who: str, taker: str = "") -> Chain:
        """Forward, and let the next unit take over."""
        routing.forward(self.code, request=self.asks(who))
        if taker:
            routing.take_over(self.code, request=self.asks(taker))
        return self

    def birth_with_legs(self) -> Chain:
        """A birth chain whose certificate is signed and whose data have gone to the police."""
        self.received(BIRTH_CHAIN).on("intake_officer", "hotich.nghialo")
        self.on("hotich.nghialo", "head_of_agency")
        results.sign_result(self.code, number="15/2026", request=self.asks("head_of_agency"))
        routing.take_over(self.code, request=self.asks("hotich.nghialo"))
        return self

    def land_at_tax(self) -> Chain:
        """A land dossier surveyed, with the tax authority."""
        self.received(LAND).on("intake_officer", "diachinh.nghialo").on("diachinh.nghialo")
        legs.finish_leg(self.code, leg="trich-do", number="44/TĐ", request=self.asks(SURVEYOR))
        return self.on("diachinh.nghialo").on("diachinh.nghialo")

    def paused(self, *notices: Notice) -> Chain:
        """The same with notices of what is owed; the clock stands still."""
        legs.finish_leg(
            self.code, leg="thue", notices=notices or (notice(),),
            request=self.asks(TAX, 3 * 1440),
        )  # fmt: skip
        return self
