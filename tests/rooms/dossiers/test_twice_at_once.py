"""Two people at one dossier in the same moment: one succeeds, the other gets a clear sentence."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from motcua.base.actor import ANONYMOUS
from motcua.base.verdict import RefusedError
from motcua.dossiers import checks, records
from motcua.dossiers.actions import intake, pauses, recalling, results, routing
from motcua.dossiers.models import ActionKey, Dossier
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import KeyReusedError, Recorded, Request
from motcua.dossiers.states import Status
from motcua.journal import queries as journal
from motcua.procedures import queries as procedures
from twin import PATIENCE_S, at_once, twin
from world import OTHER_WARD, World

SEN = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000317")
BIRTH = "1.001193"
ROUNDS = 4


@pytest.fixture(scope="module")
def apart(loaded_world, django_db_blocker):
    with django_db_blocker.unblock(), twin():
        yield


@pytest.fixture
def world(apart, django_db_blocker):
    """The province in the twin; whatever a test has done there must stand up to the checks."""
    with django_db_blocker.unblock():
        yield World()
        assert checks.check(due_dates=True).findings == []


@pytest.fixture
def birth(world):
    version = procedures.current_version(BIRTH, world.at.date())
    papers = tuple(
        {"key": paper.key, "name": paper.name, "originals": 1}
        for paper in version.papers
        if paper.required and not paper.condition and not paper.shown_only
    )
    return intake.Intake(BIRTH, People(SEN, SEN), papers)


@pytest.fixture
def received(world, birth):
    return intake.receive(
        birth, unit_id=world.one_stop().id,
        request=Request(world.officer("intake_officer"), world.at),
    ).state  # fmt: skip


@pytest.fixture
def all_look_first(monkeypatch):
    """Nobody acts before everybody has read the dossier as it was."""

    def waiting(people):
        gate = threading.Barrier(people, timeout=PATIENCE_S)
        seen = threading.local()
        load = records.load

        def loaded(code, actor):
            found = load(code, actor)
            ours = threading.current_thread() is threading.main_thread()
            if not ours and not getattr(seen, "already", False):
                seen.already = True
                gate.wait()
            return found

        monkeypatch.setattr(records, "load", loaded)

    return waiting


def one_succeeds(answers):
    """The one that was recorded, after the others were told so in a Vietnamese sentence."""
    done = [answer for answer in answers if isinstance(answer, Recorded)]
    refused = [answer for answer in answers if isinstance(answer, RefusedError)]
    assert len(done) == 1, answers
    assert len(done) + len(refused) == len(answers), answers
    assert all(str(refusal).endswith(".") for refusal in refused)
    return done[0]


def facts_of(state):
    dossier = Dossier.objects.get(code=state.code)
    return [fact.verb for fact in journal.facts_about(records.SUBJECT, dossier.pk)]


def twice(world, all_look_first, call, people=2):
    all_look_first(people)
    at = world.at + timedelta(hours=1)
    return one_succeeds(at_once(*[lambda: call(at)] * people))


def test_two_officers_accept_the_same_online_dossier(world, birth, all_look_first):
    sent = intake.submit_online(
        birth, unit_id=world.one_stop().id, request=Request(ANONYMOUS, world.at)
    ).state
    officer = world.officer("intake_officer")
    done = twice(
        world, all_look_first, lambda at: intake.accept(sent.code, request=Request(officer, at))
    )
    assert done.state.status is Status.ACCEPTED
    assert facts_of(sent).count("dossier.accept") == 1
    assert records.load(sent.code, officer)[1].book_number == done.state.book_number


def test_two_people_take_the_same_offer(world, received, all_look_first):
    clerk = world.officer("intake_officer")
    routing.forward(received.code, request=Request(clerk, world.at))
    taker = world.officer("case_officer")
    twice(
        world, all_look_first,
        lambda at: routing.take_over(received.code, request=Request(taker, at)), people=3,
    )  # fmt: skip
    assert facts_of(received).count("dossier.take_over") == 1


def _until_signing(world, received):
    at = world.at
    for _ in range(20):
        at += timedelta(minutes=1)
        state = records.load(received.code, world.officer("head_of_agency"))[1]
        version = procedures.version(state.procedure_version_id)
        if state.offer:
            role = version.process.step(state.offer["step"]).role
            routing.take_over(received.code, request=Request(world.officer(role), at))
            continue
        step = version.process.step(state.step_key)
        if step.kind == "sign":
            return world.officer(step.role)
        routing.forward(
            received.code, choice=step.next[0].to, request=Request(world.officer(step.role), at)
        )
    raise AssertionError("never came to be signed")


def test_a_result_is_signed_once(world, received, all_look_first):
    head = _until_signing(world, received)
    twice(
        world, all_look_first,
        lambda at: results.sign_result(received.code, number="12/GKS", request=Request(head, at)),
    )  # fmt: skip
    assert facts_of(received).count("dossier.sign_result") == 1


def test_a_result_is_returned_once(world, received, all_look_first):
    head = _until_signing(world, received)
    at = world.at + timedelta(minutes=30)
    signed = results.sign_result(received.code, number="1", request=Request(head, at)).state
    if signed.offer:
        clerk = world.officer("clerk")
        routing.take_over(received.code, request=Request(clerk, at))
        results.record_result(received.code, request=Request(clerk, at))
    giver = world.officer("return_officer")
    done = twice(
        world, all_look_first,
        lambda at: results.return_result(
            received.code, identity_check="card", receiver={"name": "Sen"},
            request=Request(giver, at),
        ),
    )  # fmt: skip
    assert done.state.status is Status.RETURNED
    assert facts_of(received).count("dossier.return_result") == 1


def test_one_withdraws_the_offer_while_another_takes_it(world, received, all_look_first):
    clerk, taker = world.officer("intake_officer"), world.officer("case_officer")
    routing.forward(received.code, request=Request(clerk, world.at))
    all_look_first(2)
    at = world.at + timedelta(hours=1)
    one_succeeds(
        at_once(
            lambda: recalling.recall(received.code, reason="Nhầm", request=Request(clerk, at)),
            lambda: routing.take_over(received.code, request=Request(taker, at)),
        )
    )


def test_the_citizen_withdraws_while_the_officer_hands_over(world, received, all_look_first):
    clerk = world.officer("intake_officer")
    all_look_first(2)
    at = world.at + timedelta(hours=1)
    one_succeeds(
        at_once(
            lambda: pauses.request_withdrawal(
                received.code, reason="Đổi ý", request=Request(clerk, at)
            ),
            lambda: routing.forward(received.code, request=Request(clerk, at)),
        )
    )


def test_counters_number_at_once_without_a_hole(world, birth):
    """Also while some of them are turned away after they have taken a number."""
    units = [world.one_stop(), world.one_stop(OTHER_WARD)]
    wrong = Request(world.officer("intake_officer"), world.at, key="taken", digest="x" * 64)
    intake.receive(birth, unit_id=units[0].id, request=wrong)
    again = Request(wrong.actor, world.at, key="taken", digest="y" * 64)

    def receive(number):
        key = again if number % 4 == 3 else None
        unit = units[number % 2] if key is None else units[0]
        officer = world.officer("intake_officer", OTHER_WARD if unit is units[1] else "ubnd-21028")
        request = key or Request(officer, world.at + timedelta(seconds=number))
        return intake.receive(birth, unit_id=unit.id, request=request)

    for _ in range(ROUNDS):
        answers = at_once(*[lambda number=number: receive(number) for number in range(8)])
        assert Counter(type(answer) for answer in answers) == {Recorded: 6, KeyReusedError: 2}
    for unit in units:
        rows = Dossier.objects.filter(receiving_unit_id=unit.id, book_number__isnull=False)
        numbers = sorted(rows.values_list("book_number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
    codes = list(Dossier.objects.values_list("code", flat=True))
    assert len(set(codes)) == len(codes)


def test_one_key_sent_by_eight_at_once_makes_one_dossier(world, birth):
    clerk, unit = world.officer("intake_officer"), world.one_stop()
    for number in range(ROUNDS):
        asked = Request(clerk, world.at, key=f"tam-{number}", digest="a" * 64)
        before = Dossier.objects.count()
        call = partial(intake.receive, birth, unit_id=unit.id, request=asked)
        answers = at_once(*[call] * 8)
        assert all(isinstance(answer, Recorded) for answer in answers), answers
        assert len({(answer.id, answer.fact_digest) for answer in answers}) == 1
        assert [answer.replayed for answer in answers].count(False) == 1
        assert Dossier.objects.count() == before + 1


def test_one_key_sent_by_eight_at_once_takes_one_step(world, received, all_look_first):
    clerk = world.officer("intake_officer")
    asked = Request(clerk, world.at, 1, key="buoc", digest="b" * 64)
    all_look_first(8)
    answers = at_once(*[lambda: routing.forward(received.code, request=asked)] * 8)
    assert all(isinstance(answer, Recorded) for answer in answers), answers
    assert {answer.fact_digest for answer in answers} == {answers[0].fact_digest}
    assert [answer.replayed for answer in answers].count(False) == 1
    assert facts_of(received) == ["dossier.receive", "dossier.offer"]


def test_one_key_for_two_dossiers_at_once_serves_one(world, birth, all_look_first):
    clerk, unit = world.officer("intake_officer"), world.one_stop()
    codes = [
        intake.receive(birth, unit_id=unit.id, request=Request(clerk, world.at)).state.code
        for _ in range(2)
    ]
    all_look_first(2)
    calls = [
        lambda code=code: routing.forward(
            code, request=Request(clerk, world.at, key="mot", digest=code[-1] * 64)
        )
        for code in codes
    ]
    one_succeeds(at_once(*calls))
    assert ActionKey.objects.filter(key="mot").count() == 1
