"""The description tells the truth: it validates, and a machine that reads only it meets no surprise."""

from __future__ import annotations

import os
import threading

import pytest
import schemathesis
from django.core import signals
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connections
from django.test import Client
from jsonschema import Draft202012Validator
from schemathesis.engine import events, from_schema
from schemathesis.transport.wsgi import WSGITransport

PATHS = {
    "/api/v1/dossiers": {"post"},
    "/api/v1/dossiers/{code}": {"get"},
    "/api/v1/dossiers/{code}/steps": {"post"},
    "/api/v1/inbox": {"get"},
    "/api/v1/procedures": {"get"},
    "/api/v1/due": {"post"},
}


@pytest.fixture
def description(db):
    return Client().get("/api/v1/openapi.json").json()


def test_it_is_openapi_3_1_and_names_six_addresses(description):
    assert description["openapi"].startswith("3.1")
    assert {path: set(told) for path, told in description["paths"].items()} == PATHS


def test_every_shape_in_it_is_json_schema(description):
    for schema in description["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_each_operation_names_its_refusals_in_their_media_type(description):
    for told in description["paths"].values():
        for operation in told.values():
            refusals = {status for status in operation["responses"] if status >= "400"}
            assert refusals >= {"401", "403", "405", "422", "500", "503"}
            for status in refusals:
                (media,) = operation["responses"][status]["content"]
                assert media == "application/problem+json"


def test_writing_operations_take_an_idempotency_key(description):
    for path in ("/api/v1/dossiers", "/api/v1/dossiers/{code}/steps"):
        headers = [
            parameter["name"]
            for parameter in description["paths"][path]["post"]["parameters"]
            if parameter["in"] == "header"
        ]
        assert headers == ["Idempotency-Key"]


EXAMPLES = int(os.environ.get("MOTCUA_FUZZ_EXAMPLES", "20"))
# What the description cannot say is said by 422: a procedure that is not in force, papers that lack.
FINE = ["2xx", "401", "403", "404", "409", "422"]


@pytest.fixture
def application():
    """The whole house as a web server runs it, inside the test's own transaction.

    The fuzzer calls from a thread of its own; it is lent our connection, which stays open.
    """
    house, ours = get_wsgi_application(), connections["default"]
    one_at_a_time = threading.Lock()
    around = (signals.request_started, signals.request_finished)
    for signal in around:
        signal.disconnect(close_old_connections)

    def called(environ, start_response):
        with one_at_a_time:
            connections["default"] = ours
            return house(environ, start_response)

    ours.inc_thread_sharing()
    yield called
    ours.dec_thread_sharing()
    for signal in around:
        signal.connect(close_old_connections)


@pytest.fixture
def described(machine, received, application, monkeypatch):
    """The description over the whole application, for the machine of a commune."""
    send = WSGITransport.send

    def sent(self, case, **options):
        for name in ("max_redirects", "verify", "cert", "proxies"):  # unknown to Werkzeug
            options.pop(name, None)
        return send(self, case, **options)

    monkeypatch.setattr(WSGITransport, "send", sent)
    config = schemathesis.Config.from_dict(
        {
            "seed": 118_2025,
            "headers": {"Authorization": f"Bearer {machine.secret}"},
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
            "checks": {"positive_data_acceptance": {"expected-statuses": FINE}},
        }
    )
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application, config=config)


@pytest.mark.slow
def test_a_machine_that_knows_only_the_description_meets_no_surprise(described):
    """All of schemathesis's checks, with what fits the description and with what does not."""
    found, cases = [], 0
    for event in from_schema(described).execute():
        if isinstance(event, events.NonFatalError):
            found.append(f"{event.label} {event.value!r}")
        if isinstance(event, events.ScenarioFinished):
            cases += len(event.recorder.cases)
            found += _failures(event)
    assert found == [], chr(10).join(found)
    assert cases > 6 * EXAMPLES


def _failures(event):
    for case_id, checks in event.recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                case = event.recorder.cases[case_id].value
                yield f"{event.phase.value} {check.name}: {check.failure_info.failure} {case.as_curl_command()}"
