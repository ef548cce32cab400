"""Programs work at the counters while parts of the house are killed one after the other.

Nothing that was answered is lost, nothing is done twice, and the house's own checks pass. Eight
callers send keyed requests and, when the line breaks, send the same again with the same key, as the
description of the API tells them to. `MOTCUA_CRASH_ACTIONS=1000` runs the full version.
"""

from __future__ import annotations

import http.client
import json
import os
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from journeys.house import House

pytestmark = pytest.mark.slow
ACTIONS = int(os.environ.get("MOTCUA_CRASH_ACTIONS", "200"))
CALLERS = 8
OF_EACH_DOSSIER = 3  # received, offered, taken over
PATIENCE_S = 180.0
PAUSE_S = 0.1
GROUND = Path(__file__).with_name("crash_ground.py")
PEOPLE = {"name": "Nguyễn Thị Sen", "id_number": "051185004317", "phone": "0905000317"}


@pytest.fixture
def house():
    made = House()
    try:
        made.open()
        yield made
    finally:
        made.pull_down()


@dataclass(frozen=True, slots=True)
class Done:
    """What the house has acknowledged."""

    key: str
    code: str
    version: int
    digest: str


@dataclass
class Caller(threading.Thread):
    """One program: each action is repeated with its key until there is an answer."""

    number: int
    port: int
    secrets: dict[str, object]
    dossiers: int
    done: list[Done] = field(default_factory=list)
    replayed: int = 0
    broken_lines: int = 0
    fault: str = ""

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._line: http.client.HTTPConnection | None = None

    def __hash__(self) -> int:
        return self.number

    def run(self) -> None:
        try:
            for number in range(self.dossiers):
                self._one_dossier(f"{self.number}-{number}")
        except AssertionError as fault:
            self.fault = str(fault)
        finally:
            self._hang_up()

    def _one_dossier(self, name: str) -> None:
        body = {
            "procedure_code": "1.001193", "applicant": PEOPLE, "content": f"Hồ sơ {name}",
            "papers": self.secrets["papers"],
        }  # fmt: skip
        made = self._ask("counter", "/dossiers", body, f"nhan-{name}")
        steps = f"/dossiers/{made.code}/steps"
        given = self._ask(
            "counter", steps, {"action": "forward", "version": made.version}, f"giao-{name}"
        )
        taking = {"action": "take_over", "version": given.version}
        self._ask("office", steps, taking, f"lay-{name}")

    def _ask(self, who: str, path: str, body: dict[str, object], key: str) -> Done:
        headers = {
            "Authorization": f"Bearer {self.secrets[who]}", "Idempotency-Key": key,
            "Content-Type": "application/json",
        }  # fmt: skip
        raw = json.dumps(body).encode()
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            answer = self._send(path, raw, headers)
            if answer is None:
                self.broken_lines += 1
                time.sleep(PAUSE_S)
                continue
            self.replayed += bool(answer["replayed"])
            dossier = answer["dossier"]
            found = Done(key, dossier["code"], dossier["version"], answer["fact_digest"])
            self.done.append(found)
            return found
        raise AssertionError(f"no answer to {key} in {PATIENCE_S} seconds")

    def _send(self, path: str, raw: bytes, headers: dict[str, str]) -> dict[str, object] | None:
        """The answer; None where the line broke or the house asks to come again."""
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            self._line.request("POST", f"/api/v1{path}", raw, headers)
            answer = self._line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            self._hang_up()
            return None
        if answer.status >= 500:
            return None
        assert answer.status in {200, 201}, f"{path}: {answer.status} {content.decode()}"
        return json.loads(content)

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def test_kill_9_of_any_part_loses_nothing_and_doubles_nothing(house):
    ground = house.run([sys.executable, str(GROUND), "tokens", str(CALLERS)])
    assert ground.returncode == 0, ground.stderr
    before = _told(house)
    each = -(-ACTIONS // (CALLERS * OF_EACH_DOSSIER))
    callers = [
        Caller(number, house.port, secrets, each)
        for number, secrets in enumerate(json.loads(ground.stdout))
    ]
    for caller in callers:
        caller.start()
    everything = CALLERS * each * OF_EACH_DOSSIER
    _at(callers, everything * 0.15, house.kill_a_web_worker)
    _at(callers, everything * 0.30, house.kill_the_database)
    _at(callers, everything * 0.45, house.kill_the_web_server)
    _at(callers, everything * 0.60, house.kill_the_background_worker)
    _at(callers, everything * 0.75, house.kill_the_house)
    house.open()
    for caller in callers:
        caller.join(PATIENCE_S)
    assert [caller.fault for caller in callers if caller.fault] == []
    assert not any(caller.is_alive() for caller in callers)
    assert sum(caller.broken_lines for caller in callers) >= CALLERS
    acknowledged = [done for caller in callers for done in caller.done]
    assert len(acknowledged) == everything
    _nothing_is_lost_or_doubled(before, _told(house), acknowledged)
    _the_house_agrees(house)
    _the_house_would_have_told(house, acknowledged[0].code)


def _at(callers, actions, kill):
    """Strike once so many actions have been acknowledged, in the middle of the next ones."""
    deadline = time.monotonic() + PATIENCE_S
    while sum(len(caller.done) for caller in callers) < actions:
        assert time.monotonic() < deadline, [caller.fault for caller in callers]
        time.sleep(0.005)
    kill()


def _told(house):
    answer = house.run([sys.executable, str(GROUND), "told"])
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def _nothing_is_lost_or_doubled(before, told, acknowledged):
    kept = {key: answer for key, *answer in told["keys"]}
    assert len(kept) == len(told["keys"]) == len(acknowledged)
    facts = dict(told["facts"])
    for done in acknowledged:
        assert kept[done.key] == [done.code, done.version, done.digest], done
        assert facts[done.digest] == 1, done
    known = {code for code, *_rest in before["dossiers"]}
    made = {code: rest for code, *rest in told["dossiers"] if code not in known}
    assert sorted(made) == sorted({done.code for done in acknowledged})
    for code, (version, _unit, _number, count) in made.items():
        assert version == count == OF_EACH_DOSSIER, code
    books = defaultdict(list)
    for _code, _version, unit, number, _count in told["dossiers"]:
        if number is not None:
            books[unit].append(number)
    for unit, numbers in books.items():
        assert sorted(numbers) == list(range(1, len(numbers) + 1)), unit


def _the_house_agrees(house):
    for words in (("check", "--json", "--due-dates"), ("journal", "verify", "--json")):
        found = house.run(house.motcua(*words))
        assert found.returncode == 0, (found.stdout[-3000:], found.stderr[-3000:])


def _the_house_would_have_told(house, code):
    """The checks that passed are worth something: one column changed by hand is found and named."""
    assert house.run([sys.executable, str(GROUND), "spoil", code]).returncode == 0
    found = house.run(house.motcua("check", "--json"))
    assert found.returncode == 1
    told = {part["name"]: part["findings"] for part in json.loads(found.stdout)["parts"]}
    assert told["hồ sơ"] == [f"{code}: Cột “sets” khác với nhật ký."]
