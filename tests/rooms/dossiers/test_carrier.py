"""The contract of a postal carrier: every gateway must keep it, the fake keeps it here."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import override_settings

from motcua.dossiers import ports
from motcua.dossiers.ports import CarrierUnavailableError, FakeCarrier, NoCarrier, Parcel, Tracked
from motcua.dossiers.states import PostalState
from world import NOW

PARCEL = Parcel("H48.21-260903-0001-1", "Bộ phận Một cửa", "Nguyễn Thị Sen", "Tổ 6, Nghĩa Lộ")


@pytest.fixture(params=[FakeCarrier, NoCarrier])
def carrier(request):
    return request.param()


def test_the_same_order_is_one_parcel(carrier):
    assert carrier.register(PARCEL) == carrier.register(PARCEL)
    assert len(carrier.register(PARCEL)) <= 40


def test_news_are_told_only_of_parcels_that_were_asked_about(carrier):
    tracked = Tracked(carrier.register(PARCEL), NOW)
    for hours in (0, 3, 100):
        news = carrier.news([tracked], at=NOW + timedelta(hours=hours))
        assert set(news) <= {tracked.tracking}
        assert all(one.at <= NOW + timedelta(hours=hours) for one in news.values())
        assert all(one.state in PostalState for one in news.values())
    assert carrier.news([], at=NOW) == {}


def test_what_was_delivered_says_to_whom(carrier):
    tracked = Tracked(carrier.register(PARCEL), NOW)
    for one in carrier.news([tracked], at=NOW + timedelta(days=9)).values():
        assert one.proof


def test_the_fake_carries_within_two_days_and_can_be_down():
    fake = FakeCarrier()
    tracked = Tracked("MC000000012VN", NOW)
    way = [
        fake.news([tracked], at=NOW + timedelta(hours=h)).get(tracked.tracking) for h in (1, 3, 49)
    ]
    assert [one and one.state for one in way] == [
        None,
        PostalState.IN_TRANSIT,
        PostalState.DELIVERED,
    ]
    comes_back = Tracked("MC000000017VN", NOW)
    later = fake.news([comes_back], at=NOW + timedelta(hours=49))
    assert later[comes_back.tracking].state is PostalState.RETURNED
    fake.is_down = True
    with pytest.raises(CarrierUnavailableError):
        fake.register(PARCEL)
    with pytest.raises(CarrierUnavailableError):
        fake.news([tracked], at=NOW)


@pytest.mark.parametrize("kind", [FakeCarrier, NoCarrier])
def test_the_settings_name_the_carrier(kind):
    with override_settings(POSTAL_CARRIER=f"motcua.dossiers.ports.{kind.__name__}"):
        assert isinstance(ports.carrier(), kind)
