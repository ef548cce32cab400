"""The health check that needs no round trip finds a dead connection all the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_cut_is_found_out_before_the_next_query():
    connection.ensure_connection()
    assert connection.is_usable()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 2000)", [pid])
    finally:
        other.close()
    assert not connection.is_usable()
    connection.close()
    assert connection.connection is None


@pytest.mark.django_db
def test_a_healthy_connection_is_asked_nothing(django_assert_num_queries):
    connection.ensure_connection()
    with django_assert_num_queries(0):
        assert connection.is_usable()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "2026-09-03 09:40:00+07", "2026-09-03 02:40:00.000001+00", "1999-12-31 23:59:59.999999+00",
        "2026-01-01 00:00:00+14", "0001-01-02 00:00:00+00",
    ],
)  # fmt: skip
def test_moments_come_as_django_would_read_them(text):
    """The compiled loader gives what Django's own gives: the same instant, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, NULL::timestamptz", [text])
        moment, nothing = cursor.fetchone()
    assert moment == datetime.fromisoformat(text)
    assert moment.tzinfo is UTC
    assert nothing is None
