"""Machines' keys: one unit, some scopes, an end; the secret is nowhere."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from motcua.accounts import actions, queries
from motcua.accounts.models import ApiToken
from motcua.accounts.states import Scope
from motcua.base.actor import ActorKind
from motcua.base.verdict import ConflictError, NotPermittedError


@pytest.fixture
def issue(person, unit, at):
    def issued(**changes):
        words = {
            "name": "Phần mềm hộ tịch",
            "unit_id": unit("ubnd-21028-mot-cua").id,
            "scopes": [Scope.DOSSIERS_READ, Scope.DUE_COMPUTE],
            "expires_at": at("2027-03-01T00:00"),
            "actor": person("kythuat.tt"),
        }
        return actions.create_token(**words | changes, at=at("2026-09-03T09:00"))

    return issued


def test_a_token_opens_its_unit_with_its_scopes(issue, unit, at, django_assert_num_queries):
    token = issue()
    with django_assert_num_queries(1):
        actor = queries.actor_for_token(token.secret, at("2026-09-03T09:01"))
    counter = unit("ubnd-21028-mot-cua")
    assert actor.kind is ActorKind.MACHINE
    assert actor.ref == str(token.id)
    assert actor.scopes == {"dossiers:read", "due:compute"}
    assert (actor.unit_ids, actor.agency_ids) == ({counter.id}, {counter.agency_id})


def test_the_secret_is_not_in_the_database(issue):
    token = issue()
    row = ApiToken.objects.values().get(pk=token.id)
    assert token.secret not in str(row)
    assert token.secret.startswith(row["prefix"])


def test_what_opens_nothing(issue, at):
    token = issue()
    now = at("2026-09-03T09:01")
    for secret in (
        "",
        "mc_",
        "abc",
        token.secret[:-1],
        token.secret + "x",
        token.secret[:12],
        token.secret.upper(),
    ):
        assert queries.actor_for_token(secret, now) is None
    assert queries.actor_for_token(token.secret, at("2027-02-28T23:59"))
    assert queries.actor_for_token(token.secret, at("2027-03-01T00:00")) is None


def test_a_revoked_token_opens_nothing(issue, person, at):
    token, admin = issue(), person("kythuat.tt")
    with pytest.raises(NotPermittedError):
        actions.revoke_token(token.id, actor=person("nghiepvu.tt"), at=at("2026-09-04T09:00"))
    actions.revoke_token(token.id, actor=admin, at=at("2026-09-04T09:00"))
    assert queries.actor_for_token(token.secret, at("2026-09-04T09:00")) is None
    with pytest.raises(ConflictError, match="đã thu hồi"):
        actions.revoke_token(token.id, actor=admin, at=at("2026-09-04T09:00"))
    assert [view.name for view in queries.tokens()] == ["Phần mềm hộ tịch"]


def test_a_token_that_may_not_be(issue, person, at):
    for changes in (
        {"name": " "},
        {"scopes": []},
        {"expires_at": at("2026-09-03T09:00")},
        {"expires_at": at("2028-01-01T00:00")},
    ):
        with pytest.raises(actions.UnableToIssueTokenError):
            issue(**changes)
    with pytest.raises(NotPermittedError):
        issue(actor=person("chutich.nghialo"))


def test_the_last_use_is_a_day(issue, at, django_assert_num_queries):
    token, now = issue(), at("2026-09-03T09:00")
    for step in range(3):
        actions.note_token_use(token.id, at=now + timedelta(hours=step))
    assert ApiToken.objects.get(pk=token.id).last_used_on == date(2026, 9, 3)
