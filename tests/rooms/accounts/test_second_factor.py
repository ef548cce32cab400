"""Whoever approves, signs or administers needs a second factor: withheld until then, fresh to sign."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from hypothesis import given
from hypothesis import strategies as st

from motcua.accounts import actions, policies, second_factor
from motcua.accounts.models import Account, FailedCode
from motcua.accounts.states import Role
from motcua.base.actor import Actor, ActorKind, Grant
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.journal.queries import facts_about
from twin import at_once, twin
from world import World

LONG = "kythuat.tt"
_GRANTS = st.lists(
    st.builds(
        Grant, st.sampled_from([role.value for role in Role]), st.integers(1, 3), st.integers(1, 2),
        st.one_of(st.none(), st.integers(1, 3)), st.booleans(),
    )
)  # fmt: skip


def code_at(secret: str, at) -> str:
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30))


@given(_GRANTS, st.booleans(), st.booleans())
def test_withheld_roles_never_act(grants, needed, proven):
    """Own, lent or held for somebody away: without the second factor none of them acts."""
    active, waiting = second_factor.withhold(grants, needed=needed, proven=proven)
    assert set(active) <= set(grants)
    assert {g.role for g in grants} - {g.role for g in active} == waiting
    if needed and not proven:
        assert not {g.role for g in active} & second_factor.NEEDS
        assert [g for g in grants if g.role not in second_factor.NEEDS] == list(active)
    else:
        assert active == tuple(grants)


@pytest.mark.parametrize(
    ("mode", "is_demo", "has_factor", "needed"),
    [
        ("required", False, False, True), ("required", True, False, True),
        ("offered", True, False, False), ("offered", True, True, True),
        ("offered", False, False, True), ("anything else", True, False, True),
    ],
)  # fmt: skip
def test_only_demo_accounts_may_be_let_off(mode, is_demo, has_factor, needed):
    assert second_factor.is_needed(mode=mode, is_demo=is_demo, has_factor=has_factor) is needed


def test_what_a_session_tells_counts_for_its_own_account_alone(at):
    shown = {"method": "mfa", "at": at("2026-09-03T08:00").timestamp()}
    kept = {
        "account_authentication_methods_user": "7",
        "account_authentication_methods": [{"method": "password", "at": 1}, shown],
    }
    assert second_factor.proven_at(kept, 7) == at("2026-09-03T08:00")
    assert second_factor.proven_at(kept, 8) is None
    assert second_factor.proven_at({"account_authentication_methods": [shown]}, 7) is None
    assert second_factor.proven_at(kept | {"account_authentication_methods": "x"}, 7) is None


@pytest.mark.parametrize(
    ("must", "hours_ago", "may"), [(False, None, True), (True, None, False), (True, 3.9, True), (True, 4.1, False)]
)  # fmt: skip
def test_a_signature_needs_it_fresh(at, must, hours_ago, may):
    now = at("2026-09-03T12:00")
    shown = None if hours_ago is None else now - timedelta(hours=hours_ago)
    actor = Actor(ActorKind.OFFICER, "7", must_prove=must, proven_at=shown)
    assert bool(policies.second_factor_fresh(actor, now)) is may
    if not may:
        with pytest.raises(second_factor.SecondFactorStaleError, match="Xác nhận lại"):
            policies.require_fresh(actor, now)


@pytest.fixture
def device(person, at):
    """The administrator's telephone, set up at nine."""
    actor, secret = person(LONG), generate_totp_secret()
    _row, codes = actions.add_totp(
        actor.account_id, secret=secret, code=code_at(secret, at("2026-09-03T09:00")),
        actor=actor, at=at("2026-09-03T09:00"),
    )  # fmt: skip
    return actor.account_id, secret, codes


def test_a_code_opens_once_and_only_in_its_minute(device, at):
    account, secret, _codes = device
    now = at("2026-09-03T09:05")
    code = code_at(secret, now)
    with pytest.raises(actions.WrongCodeError):
        actions.take_code(account, code, at=now + timedelta(minutes=2))
    assert actions.take_code(account, f"{code[:3]} {code[3:]}", at=now).type == "totp"
    with pytest.raises(actions.WrongCodeError, match="đã dùng"):
        actions.take_code(account, code, at=now + timedelta(seconds=10))


def test_the_secret_is_not_in_the_database(device):
    account, secret, _codes = device
    row = Authenticator.objects.get(user_id=account, type="totp")
    assert secret not in str(row.data)
    assert decrypt(row.data["secret"]) == secret


def test_a_recovery_code_opens_once(device, at):
    account, _secret, codes = device
    assert len(set(codes)) == 10
    now = at("2026-09-03T10:00")
    assert actions.take_code(account, codes[3], at=now).type == "recovery_codes"
    with pytest.raises(actions.WrongCodeError):
        actions.take_code(account, codes[3], at=now)
    assert actions.take_code(account, codes[4], at=now)


def test_five_wrong_codes_bar_the_right_one_for_a_while(device, person, at):
    account, secret, codes = device
    now = at("2026-09-03T10:00")
    for _ in range(5):
        with pytest.raises(actions.WrongCodeError):
            actions.take_code(account, "000000", at=now)
    for right in (code_at(secret, now), codes[0]):
        with pytest.raises(actions.WrongCodeError, match="Chờ 15 phút"):
            actions.take_code(account, right, at=now)
    with pytest.raises(actions.WrongCodeError, match="Chờ 15 phút"):
        actions.require_password(account, "motcua-demo-2026", at=now)
    later = now + timedelta(minutes=15)
    assert actions.take_code(account, code_at(secret, later), at=later)
    assert not FailedCode.objects.exists()
    told = [fact.verb for fact in facts_about("account", account)]
    assert told.count("accounts.factor_barred") == 1


def test_nobody_sets_one_up_for_somebody_else(device, person, at):
    account, *_ = device
    secret, now = generate_totp_secret(), at("2026-09-03T10:00")
    other = person("nghiepvu.tt")
    with pytest.raises(NotPermittedError):
        actions.add_totp(account, secret=secret, code=code_at(secret, now), actor=other, at=now)
    with pytest.raises(NotPermittedError):
        actions.new_recovery_codes(account, actor=other, at=now)
    with pytest.raises(ConflictError, match="Đã có ứng dụng"):
        actions.add_totp(
            account, secret=secret, code=code_at(secret, now), actor=person(LONG), at=now
        )
    with pytest.raises(actions.WrongCodeError):
        actions.add_totp(other.account_id, secret=secret, code="123456", actor=other, at=now)


def test_new_recovery_codes_replace_the_old(device, person, at):
    account, _secret, codes = device
    now = at("2026-09-03T10:00")
    fresh = actions.new_recovery_codes(account, actor=person(LONG), at=now)
    assert not set(codes) & set(fresh)
    with pytest.raises(actions.WrongCodeError):
        actions.take_code(account, codes[0], at=now)


def test_who_needs_one_keeps_the_last(device, person, at, settings):
    account, *_ = device
    row = Authenticator.objects.get(user_id=account, type="totp")
    now = at("2026-09-03T09:10")
    held = person(LONG)
    actor = Actor(
        held.kind,
        held.ref,
        held.name,
        held.grants,
        must_prove=True,
        proven_at=at("2026-09-03T09:00"),
    )
    settings.SECOND_FACTOR = "required"
    with pytest.raises(NotPermittedError, match="cần lớp xác thực"):
        actions.remove_factor(row.pk, actor=actor, at=now)
    settings.SECOND_FACTOR = "offered"
    actions.remove_factor(row.pk, actor=actor, at=now)
    assert not Authenticator.objects.filter(user_id=account).exists()


def test_a_lost_device_needs_two_administrators(device, person, at):
    account, *_ = device
    now = at("2026-09-03T11:00")
    owner, other = person(LONG), person("nghiepvu.tt")
    another = _second_admin(person, at)
    with pytest.raises(NotPermittedError, match="Không tự xin"):
        actions.ask_reset(account, reason="Mất máy", actor=owner, at=now)
    with pytest.raises(NotPermittedError):
        actions.ask_reset(account, reason="Mất máy", actor=other, at=now)
    with pytest.raises(InvalidError, match="Ghi lý do"):
        actions.ask_reset(account, reason=" ", actor=another, at=now)
    reset = actions.ask_reset(account, reason="Mất máy", actor=another, at=now)
    with pytest.raises(ConflictError, match="đang chờ"):
        actions.ask_reset(account, reason="Mất máy", actor=another, at=now)
    for who in (another, owner, person("chuyenvien.sxd")):
        with pytest.raises(NotPermittedError):
            actions.decide_reset(reset, agreed=True, actor=who, at=now)
    before = Account.objects.get(pk=account).session_version
    actions.decide_reset(reset, agreed=True, actor=other, at=now)
    assert not Authenticator.objects.filter(user_id=account).exists()
    assert Account.objects.get(pk=account).session_version == before + 1
    with pytest.raises(ConflictError, match="đã được trả lời"):
        actions.decide_reset(reset, agreed=True, actor=other, at=now)
    told = [fact.verb for fact in facts_about("account", account)]
    assert told[-2:] == ["accounts.factor_reset_asked", "accounts.factor_reset_done"]


def _second_admin(person, at):
    from datetime import date

    from motcua.accounts import queries
    from motcua.base.actor import SYSTEM

    number = person("tiepnhan.tt").account_id
    post = queries.posts_of(person(LONG).account_id)[0]
    actions.assign_post(
        number, unit_id=post.unit.id, role=Role.TECHNICAL_ADMIN,
        effective_from=date(2026, 1, 1), actor=SYSTEM, at=at("2026-01-01T08:00"),
    )  # fmt: skip
    return queries.actor_for(number, at("2026-09-03T11:00"))


def test_one_code_sent_twice_at_once_opens_once(loaded_world, django_db_blocker):
    with django_db_blocker.unblock(), twin():
        world = World()
        actor, secret = world.officer("technical_admin", "trung-tam-pvhcc"), generate_totp_secret()
        actions.add_totp(
            actor.account_id,
            secret=secret,
            code=code_at(secret, world.at),
            actor=actor,
            at=world.at,
        )
        later = world.at + timedelta(minutes=5)
        code = code_at(secret, later)
        answers = at_once(*[lambda: actions.take_code(actor.account_id, code, at=later)] * 3)
        assert sum(isinstance(one, Authenticator) for one in answers) == 1, answers
