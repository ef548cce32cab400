"""Statements of a page: few, and as many for one dossier as for forty."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doors.desk.conftest import DUYEN, HA, STATUS, TOAN, TUAN, VINH

MOST = 12


def statements(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
    assert answer.status_code == 200, address
    return len([q for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]])


LISTS = [
    (DUYEN, "/ban-lam-viec/"),
    (VINH, "/ban-lam-viec/ca-don-vi/"),
    (HA, "/quay/tiep-nhan/"),
    (HA, "/quay/tiep-nhan/?thu-tuc=1.001193"),
    (HA, "/quay/truc-tuyen/"),
    (HA, "/quay/ban-giao/"),
    (DUYEN, "/quay/ban-giao/"),
    (TOAN, "/quay/tra-ket-qua/"),
    (HA, "/tim-kiem/?tim=nguyen"),
    (VINH, "/ban-lam-viec/phan-cong/"),
    (TUAN, "/ban-lam-viec/cho-ky/"),
]


@pytest.mark.parametrize(("username", "address"), LISTS)
def test_a_list_costs_the_same_however_long_it_is(ward, username, address):
    ward.processing()
    ward.offered()
    ward.received()
    ward.submitted()
    client = ward.client(username)
    few = statements(client, address)
    for _ in range(3):
        ward.processing(STATUS)
        ward.offered(STATUS)
        ward.received(STATUS)
        ward.submitted()
    many = statements(client, address)
    assert many == few
    assert many <= MOST


@pytest.mark.parametrize("username", [HA, DUYEN, VINH, TUAN, TOAN])
def test_a_dossier_costs_at_most_twelve(ward, username):
    code = ward.processing()
    assert statements(ward.client(username), f"/ho-so/{code}/") <= MOST


def test_a_finished_dossier_costs_at_most_twelve(ward):
    code = ward.completed()
    assert statements(ward.client(TOAN), f"/ho-so/{code}/") <= MOST
    assert statements(ward.client(TOAN), f"/quay/tra-ket-qua/{code}/") <= MOST
