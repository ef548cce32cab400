"""Accounts, posts, loans of roles, absences, keys, sessions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from motcua.accounts import actions
from motcua.accounts.actions import absences, factors, keys, people, posts
from motcua.accounts.models import Account, ApiToken, OpenSession
from motcua.accounts.states import Role, Scope
from motcua.base.actor import SYSTEM
from races.house import House
from races.table import Race, race

PASSWORD = "hoa-sen-thang-tam-2026"


@race("accounts.people.create_account")
def create_account(house: House) -> Race:
    by = house.acts(
        people.create_account, username=house.fresh("moi"), full_name="Lê Mới", password=PASSWORD
    )
    rows = Account.objects.count
    return Race(by(house.technical), by(house.stranger), "accounts.account_created", rows=rows)


@race("accounts.posts.create_first_admin")
def create_first_admin(house: House) -> Race:
    by = house.acts(
        posts.create_first_admin, username=house.fresh("quantri"), full_name="Lê Trị",
        password=PASSWORD, unit_id=house.ward.id,
    )  # fmt: skip
    return Race(by(SYSTEM), by(house.stranger), "accounts.post_assigned", changes=2)


@race("accounts.people.change_password")
def change_password(house: House) -> Race:
    number = house.somebody()
    by = house.acts(
        people.change_password, account_id=number, old="doi-mat-khau-ngay", new=PASSWORD
    )
    return Race(by(house.actor(number)), by(house.stranger), "accounts.password_changed")


@race("accounts.people.reset_password")
def reset_password(house: House) -> Race:
    """Each is told another password; the later one opens."""
    by = house.acts(people.reset_password, house.somebody())
    verb = "accounts.password_reset"
    return Race(by(house.technical), by(house.stranger), verb, wins=2, changes=2)


@race("accounts.people.change_details")
def change_details(house: House) -> Race:
    """Whoever saves the same a second time changes nothing and is not scolded."""
    by = house.acts(
        people.change_details, house.somebody(), full_name="Lê Đổi", phone="0905", email=""
    )
    return Race(by(house.technical), by(house.stranger), "accounts.details_changed", wins=2)


@race("accounts.people.lock_account")
def lock_account(house: House) -> Race:
    by = house.acts(people.lock_account, house.somebody())
    return Race(by(house.technical), by(house.stranger), "accounts.account_locked")


@race("accounts.people.unlock_account")
def unlock_account(house: House) -> Race:
    number = house.somebody()
    people.lock_account(number, actor=house.technical, at=house.at)
    by = house.acts(people.unlock_account, number)
    return Race(by(house.technical), by(house.stranger), "accounts.account_unlocked")


@race("accounts.people.set_preferences")
def set_preferences(house: House) -> Race:
    """An own choice without a fact: the later one counts."""
    number = house.somebody()

    def by(actor: Any) -> Any:
        return lambda: people.set_preferences(number, {"letters_off": True}, actor=actor)

    def chosen() -> int:
        return Account.objects.filter(pk=number, preferences__letters_off=True).count()

    return Race(by(house.actor(number)), by(house.stranger), wins=2, rows=chosen)


@race("accounts.posts.assign_post")
def assign_post(house: House) -> Race:
    by = house.acts(
        posts.assign_post, house.somebody(), unit_id=house.ward.id, role=Role.CASE_OFFICER,
        effective_from=house.at.date(),
    )  # fmt: skip
    return Race(by(house.business), by(house.stranger), "accounts.post_assigned")


@race("accounts.posts.end_post")
def end_post(house: House) -> Race:
    number = house.somebody()
    post = posts.assign_post(
        number, unit_id=house.ward.id, role=Role.CASE_OFFICER, actor=SYSTEM, at=house.at,
        effective_from=house.at.date(),
    )  # fmt: skip
    by = house.acts(posts.end_post, post, effective_to=house.at.date() + timedelta(days=9))
    return Race(by(house.business), by(house.stranger), "accounts.post_ended")


def _loan(house: House) -> tuple[Any, Any]:
    lender = house.actor(house.somebody(Role.CASE_OFFICER))
    by = house.acts(
        posts.delegate, to_account_id=house.somebody(), unit_id=house.ward.id,
        roles=[Role.CASE_OFFICER], begins_at=house.at, ends_at=house.at + timedelta(days=2),
        reason="Đi họp",
    )  # fmt: skip
    return lender, by


@race("accounts.posts.delegate")
def delegate(house: House) -> Race:
    """Two loans of one role lend nothing twice, and each can be taken back by itself."""
    lender, by = _loan(house)
    return Race(by(lender), by(house.stranger), "accounts.delegated", wins=2, changes=2)


@race("accounts.posts.revoke_delegation")
def revoke_delegation(house: House) -> Race:
    lender, lends = _loan(house)
    by = house.acts(posts.revoke_delegation, lends(lender)())
    return Race(by(lender), by(house.stranger), "accounts.delegation_revoked")


def _absence(house: House) -> tuple[int, Any]:
    away, stands_in = (house.somebody(Role.CASE_OFFICER) for _ in range(2))
    by = house.acts(
        absences.record_absence, away, stand_in=stands_in, begins_at=house.at,
        ends_at=house.at + timedelta(days=3), reason="Nghỉ phép",
    )  # fmt: skip
    return away, by


@race("accounts.absences.record_absence")
def record_absence(house: House) -> Race:
    away, by = _absence(house)
    return Race(by(house.actor(away)), by(house.stranger), "accounts.absence_recorded")


@race("accounts.absences.end_absence")
def end_absence(house: House) -> Race:
    away, records = _absence(house)
    by = house.acts(absences.end_absence, records(house.actor(away))())
    return Race(by(house.actor(away)), by(house.stranger), "accounts.absence_ended")


@race("accounts.factors.add_passkey")
def add_passkey(house: House) -> Race:
    number = house.somebody()
    credential = {"id": house.fresh("khoa-"), "type": "public-key", "response": {}}
    by = house.acts(factors.add_passkey, number, name="Điện thoại", credential=credential)
    return Race(by(house.actor(number)), by(house.stranger), "accounts.factor_added")


@race("accounts.keys.create_token")
def create_token(house: House) -> Race:
    """Each press gives a key with a secret of its own: none is shown twice."""
    by = house.acts(
        keys.create_token, name="Máy", unit_id=house.ward.id, scopes=[Scope.DOSSIERS_READ],
        expires_at=house.at + timedelta(days=30),
    )  # fmt: skip
    rows = ApiToken.objects.count
    verb = "accounts.token_created"
    return Race(by(house.technical), by(house.stranger), verb, wins=2, changes=2, rows=rows)


@race("accounts.keys.revoke_token")
def revoke_token(house: House) -> Race:
    made = actions.create_token(
        name="Máy", unit_id=house.ward.id, scopes=[Scope.DOSSIERS_READ], actor=SYSTEM, at=house.at,
        expires_at=house.at + timedelta(days=30),
    )  # fmt: skip
    by = house.acts(keys.revoke_token, made.id)
    return Race(by(house.technical), by(house.stranger), "accounts.token_revoked")


def _session(house: House, number: int) -> OpenSession:
    return OpenSession.objects.create(
        key_hash=house.fresh("phien-").encode(), account_id=number, began_at=house.at,
        seen_at=house.at,
    )  # fmt: skip


@race("accounts.keys.end_session")
def end_session(house: House) -> Race:
    number = house.somebody()
    by = house.acts(keys.end_session, _session(house, number).pk)
    return Race(by(house.actor(number)), by(house.stranger), "accounts.sessions_ended")


@race("accounts.keys.end_all_sessions")
def end_all_sessions(house: House) -> Race:
    """Where nothing is open any more there is nothing to end, and nothing to tell."""
    number = house.somebody()
    for _ in range(3):
        _session(house, number)
    by = house.acts(keys.end_all_sessions, number)
    verb = "accounts.sessions_ended"
    return Race(by(house.actor(number)), by(house.stranger), verb, wins=2)
