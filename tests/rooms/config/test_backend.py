"""The health check that needs no round trip finds a dead connection all the same."""

from __future__ import annotations

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
