"""The second factor: set up, taken away, forgotten with four eyes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from allauth.mfa.totp.internal.auth import generate_totp_secret

from motcua.accounts.actions import factors
from motcua.accounts.models import SecondFactorReset
from motcua.base.actor import Actor
from races.house import House
from races.table import Race, race
from rooms.accounts.test_second_factor import code_at


def _totp(house: House) -> tuple[Actor, Any]:
    owner = house.actor(house.somebody())
    secret = generate_totp_secret()
    by = house.acts(
        factors.add_totp, owner.account_id, secret=secret, code=code_at(secret, house.at)
    )
    return owner, by


def _with_factor(house: House) -> tuple[Actor, int]:
    owner, adds = _totp(house)
    return house.actor(owner.account_id or 0), adds(owner)()[0].pk


@race("accounts.factors.add_totp")
def add_totp(house: House) -> Race:
    owner, by = _totp(house)
    return Race(by(owner), by(house.technical), "accounts.factor_added")


@race("accounts.factors.new_recovery_codes")
def new_recovery_codes(house: House) -> Race:
    """Each gets ten, and those of the later one open."""
    owner, _ = _with_factor(house)
    by = house.acts(factors.new_recovery_codes, owner.account_id)
    verb = "accounts.recovery_codes_made"
    return Race(by(owner), by(house.technical), verb, wins=2, changes=2)


@race("accounts.factors.remove_factor")
def remove_factor(house: House) -> Race:
    owner, number = _with_factor(house)
    by = house.acts(factors.remove_factor, number)
    return Race(by(_fresh(house, owner)), by(house.technical), "accounts.factor_removed")


def _fresh(house: House, owner: Actor) -> Actor:
    return replace(owner, proven_at=house.at)


@race("accounts.factors.ask_reset")
def ask_reset(house: House) -> Race:
    owner, _ = _with_factor(house)
    by = house.acts(factors.ask_reset, owner.account_id, reason="Mất điện thoại")
    rows = SecondFactorReset.objects.count
    return Race(by(house.technical), by(owner), "accounts.factor_reset_asked", rows=rows)


@race("accounts.factors.decide_reset")
def decide_reset(house: House) -> Race:
    owner, _ = _with_factor(house)
    asks = house.acts(factors.ask_reset, owner.account_id, reason="Mất điện thoại")
    by = house.acts(factors.decide_reset, asks(house.technical)(), agreed=True)
    return Race(by(house.business), by(house.technical), "accounts.factor_reset_done")
