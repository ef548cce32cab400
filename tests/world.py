"""The demo province as tests use it: real structure, invented people, loaded once for a session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.accounts import queries as accounts
from motcua.accounts.actions.demo import load_demo
from motcua.accounts.models import Post
from motcua.agencies import queries as agencies
from motcua.agencies.actions import load_province
from motcua.agencies.queries import UnitView
from motcua.base.actor import SYSTEM, Actor
from motcua.base.dates import VIETNAM
from motcua.clock.actions import load_seed
from motcua.procedures.actions.starter import load_starter

NOW = datetime(2026, 9, 3, 9, 40, tzinfo=VIETNAM)
WARD = "ubnd-21028"
OTHER_WARD = "ubnd-21040"


def load_world() -> None:
    """Everything a dossier needs; nothing is done that stands already."""
    load_seed(actor=SYSTEM)
    load_province(actor=SYSTEM, at=NOW)
    load_starter(actor=SYSTEM, at=NOW)
    load_demo(actor=SYSTEM, at=NOW)


@dataclass(frozen=True)
class World:
    """People by role and unit, as of one moment."""

    at: datetime = NOW

    def one_stop(self, agency_key: str = WARD) -> UnitView:
        """The unit that receives for an agency."""
        agency = agencies.agency_by_key(agency_key, self.at.date())
        assert agency, agency_key
        unit = agencies.one_stop_of(agency.id, self.at.date())
        assert unit, agency_key
        return unit

    def officer(self, role: str, agency_key: str = WARD, at: datetime | None = None) -> Actor:
        """Somebody who holds the role in the agency; the first by account."""
        when = at or self.at
        post = (
            Post.objects.valid_on(when.date())
            .filter(role=role, unit__agency__key=agency_key)
            .order_by("account_id")
            .first()
        )
        assert post, f"nobody is {role} in {agency_key}"
        return accounts.actor_for(post.account_id, when)

    def in_unit(self, role: str, unit_id: int, at: datetime | None = None) -> Actor:
        """Somebody who holds the role in that very unit; the first by account."""
        return self._holder(role, at, unit_id=unit_id)

    def in_agency(self, role: str, agency_id: int, at: datetime | None = None) -> Actor:
        """Somebody who holds the role in that agency; the first by account."""
        return self._holder(role, at, unit__agency_id=agency_id)

    def _holder(self, role: str, at: datetime | None, **where: int) -> Actor:
        when = at or self.at
        posts = Post.objects.valid_on(when.date()).filter(role=role, **where)
        post = posts.order_by("account_id").first()
        assert post, f"nobody is {role} in {where}"
        return accounts.actor_for(post.account_id, when)
