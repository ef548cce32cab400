"""What lies outside: the postal carrier, and the rooms above that keep something of a dossier.

The postal carrier: what we ask of it, nobody at all, and a fake that the demo and tests run on.

A gateway to a real carrier implements `PostalCarrier` and is named by `MOTCUA_POSTAL_CARRIER`;
the contract that it must keep is tests/rooms/dossiers/test_carrier.py.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from motcua.dossiers.states import PostalState


class CarrierUnavailableError(Exception):
    """Nobody answered, or the answer made no sense; nothing is known of the parcels."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What the carrier is told: where to, and under which order; the result's kind is not its business.

    `order` is the dossier's code with the number of the attempt: the same order registered twice
    is one parcel with one number.
    """

    order: str
    sender: str
    receiver: str
    address: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Tracked:
    """A parcel under way: its number, and when it was handed over."""

    tracking: str
    handed_at: datetime


@dataclass(frozen=True, slots=True)
class PostalNews:
    """The latest that the carrier knows; `proof` names who signed, or why it came back."""

    state: PostalState
    at: datetime
    proof: str = ""


class PostalCarrier(Protocol):
    """Carries results; both methods raise `CarrierUnavailableError` when it cannot be asked."""

    name: str

    def register(self, parcel: Parcel) -> str:
        """The parcel's number; empty when the carrier gives none and an officer writes it down."""

    def news(self, parcels: Iterable[Tracked], *, at: datetime) -> Mapping[str, PostalNews]:
        """By number; a parcel that the carrier knows nothing new about is left out."""


class NoCarrier:
    """No line to a carrier: officers write numbers down, postal staff mark what happened."""

    name = "Bưu chính công ích"

    def register(self, parcel: Parcel) -> str:  # noqa: ARG002 - the protocol's
        return ""

    def news(self, parcels: Iterable[Tracked], *, at: datetime) -> Mapping[str, PostalNews]:  # noqa: ARG002
        return {}


_ON_ITS_WAY, _ARRIVED = timedelta(hours=2), timedelta(days=2)


@dataclass
class FakeCarrier:
    """Numbers follow from the order; parcels set off after two hours and arrive after two days.

    Every tenth comes back. A test may say otherwise in `told`.
    """

    name: str = "Bưu chính mẫu"
    told: dict[str, PostalNews] = field(default_factory=dict)
    is_down: bool = False

    def register(self, parcel: Parcel) -> str:
        self._answer()
        number = int(hashlib.sha256(parcel.order.encode()).hexdigest()[:12], 16) % 10**9
        return f"MC{number:09}VN"

    def news(self, parcels: Iterable[Tracked], *, at: datetime) -> Mapping[str, PostalNews]:
        self._answer()
        found = {
            one.tracking: self.told.get(one.tracking) or self._by_age(one, at) for one in parcels
        }
        return {tracking: news for tracking, news in found.items() if news is not None}

    def _answer(self) -> None:
        if self.is_down:
            raise CarrierUnavailableError("the fake was told not to answer")

    @staticmethod
    def _by_age(one: Tracked, at: datetime) -> PostalNews | None:
        comes_back = one.tracking[-3:-2] == "7"
        if at >= one.handed_at + _ARRIVED:
            moment = one.handed_at + _ARRIVED
            if comes_back:
                return PostalNews(PostalState.RETURNED, moment, "Không có người nhận (mẫu)")
            return PostalNews(PostalState.DELIVERED, moment, "Người nhận ký (mẫu)")
        if at >= one.handed_at + _ON_ITS_WAY:
            return PostalNews(PostalState.IN_TRANSIT, one.handed_at + _ON_ITS_WAY)
        return None


def carrier() -> PostalCarrier:
    """The carrier that the settings name."""
    made: PostalCarrier = import_string(settings.POSTAL_CARRIER)()
    return made


# Empties what a room above keeps of one dossier's people, in the caller's transaction.
Emptier = Callable[[int, datetime], None]


def emptiers() -> tuple[Emptier, ...]:
    """Those of every room above that keeps words about dossiers, as the settings name them."""
    return tuple(import_string(name) for name in settings.RETENTION_EMPTIERS)
