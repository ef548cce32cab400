"""Two people at one list, one parcel or one incident in the same moment: one succeeds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.accounts import queries as accounts
from motcua.accounts.models import Account
from motcua.base.actor import SYSTEM
from motcua.base.verdict import RefusedError
from motcua.dossiers import checks
from motcua.dossiers.actions import handovers, incidents, paperwork, posting
from motcua.dossiers.ports import FakeCarrier
from motcua.dossiers.records import Request
from rooms.dossiers.test_handovers import DUYEN, HA, TOAN, Ward
from twin import at_once, twin
from world import NOW, World


@pytest.fixture(scope="module")
def apart(loaded_world, django_db_blocker):
    with django_db_blocker.unblock(), twin():
        yield


@pytest.fixture
def ward(apart, django_db_blocker):
    with django_db_blocker.unblock():
        yield Ward(World())
        assert checks.check(due_dates=True).findings == []


def asks(username, minutes):
    at = NOW + timedelta(minutes=minutes)
    return Request(accounts.actor_for(Account.objects.get(username=username).pk, at), at)


def one_succeeds(answers):
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert len(refused) == len(answers) - 1, answers
    assert all(isinstance(one, RefusedError) and str(one).endswith(".") for one in refused)


def test_a_list_is_signed_once(ward):
    code = ward.received()
    sheet = handovers.offer_list([code], request=ward.asks(HA)).lists[0]
    late = asks(DUYEN, 200)
    one_succeeds(at_once(*[lambda: handovers.settle_list(sheet.pk, request=late)] * 3))


def test_a_list_is_signed_or_taken_back(ward):
    code = ward.received()
    sheet = handovers.offer_list([code], request=ward.asks(HA)).lists[0]
    taker, giver = asks(DUYEN, 200), asks(HA, 200)
    one_succeeds(
        at_once(
            lambda: handovers.settle_list(sheet.pk, request=taker),
            lambda: handovers.withdraw_list(sheet.pk, request=giver),
        )
    )


def test_a_result_is_posted_delivered_and_made_good_once(ward):
    code = ward.completed()
    late = asks(TOAN, 300)
    carrier = FakeCarrier()
    one_succeeds(at_once(*[lambda: posting.post_result(code, request=late, carrier=carrier)] * 3))
    system = Request(SYSTEM, NOW + timedelta(minutes=310))
    one_succeeds(
        at_once(
            lambda: posting.track_post(code, news="delivered", proof="Bình", request=system),
            lambda: posting.track_post(code, news="lost", request=system),
        )
    )
    if not ward.state(code).incident:
        incidents.open_incident(code, kind="wrong", reason="Sai tên", request=asks(TOAN, 320))
    later = asks(HA, 330)
    one_succeeds(at_once(*[lambda: incidents.remedy_incident(code, request=later)] * 2))


def test_an_original_goes_back_once(ward):
    code = ward.received()
    paperwork.keep_originals(
        code, originals=[{"name": "Sổ hộ tịch", "count": 1}], request=ward.asks(HA)
    )
    late = asks(HA, 200)

    def back():
        return paperwork.give_back_originals(code, places=[0], receiver="Sen", request=late)

    one_succeeds(at_once(back, back))
