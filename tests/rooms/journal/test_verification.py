"""Whatever is changed behind the application's back is found, with its day."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest
from django.db import connection

from motcua.base.verdict import InvalidError
from motcua.journal import actions, queries, sealing, verification
from motcua.journal.findings import Kind
from motcua.journal.models import Seal
from motcua.journal.verification import sentence_of_report, verify

pytestmark = pytest.mark.usefixtures("journal")
DAYS = ["2025-03-03", "2025-03-04", "2025-03-05"]
MONDAY, TUESDAY, WEDNESDAY = (date.fromisoformat(day) for day in DAYS)
PERSON = {"person": "Đặng Thị Hường"}


@pytest.fixture
def ids(load, fact):
    """Numbers of twelve facts on three days, sealed in four seals with a fifth after them."""
    numbers = load(DAYS, private=PERSON)
    actions.seal()
    actions.record([fact(100)])
    actions.seal()
    return numbers


class Tampering(NamedTuple):
    statement: str
    expected: set


# {0}…{11} are the facts' numbers: four on Monday, four on Tuesday, four on Wednesday.
TABLE = {
    "one word is altered": Tampering(
        "UPDATE journal_fact SET data = jsonb_set(data, '{{note}}', '\"khác\"') WHERE id = {5}",
        {(TUESDAY, Kind.ALTERED)},
    ),
    "an amount becomes a fraction": Tampering(
        "UPDATE journal_fact SET data = jsonb_set(data, '{{amount}}', '5.0') WHERE id = {5}",
        {(TUESDAY, Kind.ALTERED)},
    ),
    "somebody else did it": Tampering(
        "UPDATE journal_fact SET actor_ref = '18' WHERE id = {0}", {(MONDAY, Kind.ALTERED)}
    ),
    "it was another dossier's": Tampering(
        "UPDATE journal_fact SET subject_id = 99 WHERE id = {0}", {(MONDAY, Kind.ALTERED)}
    ),
    "it happened earlier": Tampering(
        "UPDATE journal_fact SET at = at - interval '1 microsecond' WHERE id = {11}",
        {(WEDNESDAY, Kind.ALTERED)},
    ),
    "altered with a digest to match": Tampering(
        "UPDATE journal_fact f SET data = g.data, digest = g.digest, verb = g.verb,"
        " subject_id = g.subject_id, private_digest = g.private_digest, at = g.at"
        " FROM journal_fact g WHERE f.id = {5} AND g.id = {6}",
        {(TUESDAY, Kind.CHANGED), (TUESDAY, Kind.PRIVATE_ALTERED)},
    ),
    "one is deleted": Tampering(
        "DELETE FROM journal_fact WHERE id = {6}; DELETE FROM journal_private WHERE fact_id = {6}",
        {(TUESDAY, Kind.DELETED)},
    ),
    "one is deleted and its personal data forgotten": Tampering(
        "DELETE FROM journal_fact WHERE id = {6}",
        {(TUESDAY, Kind.DELETED), (TUESDAY, Kind.PRIVATE_ORPHANED)},
    ),
    "a whole day is deleted": Tampering(
        "DELETE FROM journal_private WHERE fact_id BETWEEN {0} AND {3};"
        " DELETE FROM journal_fact WHERE id BETWEEN {0} AND {3}",
        {(MONDAY, Kind.DELETED)},
    ),
    "a year is emptied": Tampering(
        "TRUNCATE journal_fact_2025; TRUNCATE journal_private",
        {(day, Kind.DELETED) for day in (MONDAY, TUESDAY, WEDNESDAY)},
    ),
    "one is inserted": Tampering(
        "INSERT INTO journal_fact (tx, at, recorded_at, verb, subject_kind, subject_id,"
        " actor_kind, actor_ref, data, digest) SELECT tx, at, recorded_at + interval '1 minute',"
        " verb, subject_kind, subject_id, actor_kind, actor_ref, data, digest"
        " FROM journal_fact WHERE id = {5}; UPDATE journal_fact SET id = {5} + 1000000"
        " WHERE id = (SELECT max(id) FROM journal_fact)",
        {(TUESDAY, Kind.ALTERED), (TUESDAY, Kind.INSERTED)},
    ),
    "one is inserted on a day without facts": Tampering(
        "INSERT INTO journal_fact (id, tx, at, recorded_at, verb, subject_kind, subject_id,"
        " actor_kind, actor_ref, data, digest) SELECT -1, tx, at, '2025-06-01T08:00+07', verb,"
        " subject_kind, subject_id, actor_kind, actor_ref, data, digest"
        " FROM journal_fact WHERE id = {5}",
        {(date(2025, 6, 1), Kind.ALTERED), (date(2025, 6, 1), Kind.INSERTED)},
    ),
    "one is inserted before the beginning": Tampering(
        "INSERT INTO journal_fact (tx, at, recorded_at, verb, subject_kind, subject_id,"
        " actor_kind, actor_ref, data, private_digest, digest) SELECT -5, at, recorded_at, verb,"
        " subject_kind, subject_id, actor_kind, actor_ref, data, NULL, digest"
        " FROM journal_fact WHERE id = {5}",
        {(TUESDAY, Kind.ALTERED), (TUESDAY, Kind.UNCOVERED)},
    ),
    "two change places": Tampering(
        "UPDATE journal_fact SET id = -id WHERE id IN ({1}, {2});"
        " UPDATE journal_fact SET id = {1} + {2} + id WHERE id < 0;"
        " UPDATE journal_private SET fact_id = -fact_id WHERE fact_id IN ({1}, {2});"
        " UPDATE journal_private SET fact_id = {1} + {2} + fact_id WHERE fact_id < 0",
        {(MONDAY, Kind.CHANGED)},
    ),
    "two change their hours": Tampering(
        "UPDATE journal_fact f SET recorded_at = g.recorded_at FROM journal_fact g"
        " WHERE (f.id, g.id) IN (({1}, {2}), ({2}, {1}))",
        {(MONDAY, Kind.CHANGED)},
    ),
    "one is back-dated by an hour": Tampering(
        "UPDATE journal_fact SET recorded_at = recorded_at - interval '1 hour' WHERE id = {9}",
        {(WEDNESDAY, Kind.CHANGED)},
    ),
    "one is back-dated by a day": Tampering(
        "UPDATE journal_fact SET recorded_at = recorded_at - interval '1 day' WHERE id = {9}",
        {(TUESDAY, Kind.INSERTED), (WEDNESDAY, Kind.DELETED)},
    ),
    "one is back-dated by a year": Tampering(
        "UPDATE journal_fact SET recorded_at = recorded_at - interval '1 year' WHERE id = {9}",
        {(date(2024, 3, 5), Kind.INSERTED), (WEDNESDAY, Kind.DELETED)},
    ),
    "a new one is back-dated": Tampering(
        "INSERT INTO journal_fact (at, recorded_at, verb, subject_kind, subject_id, actor_kind,"
        " actor_ref, data, private_digest, digest) SELECT at, '2025-03-04T08:30+07', verb,"
        " subject_kind, subject_id, actor_kind, actor_ref, data, private_digest, digest"
        " FROM journal_fact WHERE subject_id = 100",
        {(TUESDAY, Kind.OUT_OF_TIME)},
    ),
    "a new one is dated ahead": Tampering(
        "INSERT INTO journal_fact (at, recorded_at, verb, subject_kind, subject_id, actor_kind,"
        " actor_ref, data, private_digest, digest) SELECT at, '2095-03-04T08:30+07', verb,"
        " subject_kind, subject_id, actor_kind, actor_ref, data, private_digest, digest"
        " FROM journal_fact WHERE subject_id = 100",
        {(date(2095, 3, 4), Kind.OUT_OF_TIME)},
    ),
    "a seal's root is altered": Tampering(
        "UPDATE journal_seal SET root = sha256('x') WHERE number = 2",
        {(TUESDAY, Kind.SEAL_ALTERED), (TUESDAY, Kind.CHANGED)},
    ),
    "a seal's hour is altered": Tampering(
        "UPDATE journal_seal SET sealed_at = sealed_at - interval '1 minute' WHERE number = 3",
        {(WEDNESDAY, Kind.SEAL_ALTERED)},
    ),
    "a seal is deleted": Tampering(
        "DELETE FROM journal_seal WHERE number = 2",
        {(TUESDAY, Kind.INSERTED), (WEDNESDAY, Kind.SEAL_MISSING)},
    ),
    "personal data is altered": Tampering(
        'UPDATE journal_private SET data = \'{{"person": "Ai khác"}}\' WHERE fact_id = {4}',
        {(TUESDAY, Kind.PRIVATE_ALTERED)},
    ),
    "personal data is deleted in silence": Tampering(
        "DELETE FROM journal_private WHERE fact_id = {4}", {(TUESDAY, Kind.PRIVATE_LOST)}
    ),
}


def test_an_untouched_journal_is_whole(ids):
    report = verify()
    assert report.ok
    assert (report.facts, report.seals, report.unsealed) == (14, 5, 0)
    assert report.head == (5, queries.latest_seal().digest().hex())
    assert sentence_of_report(report).startswith("Nhật ký nguyên vẹn: 14 sự kiện, 5 niêm phong.")


@pytest.mark.parametrize("tampering", TABLE.values(), ids=TABLE.keys())
def test_it_is_found_with_its_day(tampering, ids, behind_its_back):
    with behind_its_back() as cursor:
        cursor.execute(tampering.statement.format(*ids))
    report = verify()
    assert {(finding.day, finding.kind) for finding in report.findings} == tampering.expected
    assert "KHÔNG nguyên vẹn" in sentence_of_report(report)
    for finding in report.findings:
        assert f"Ngày {finding.day:%d/%m/%Y}" in finding.sentence


def test_an_altered_seal_with_a_digest_to_match_breaks_the_chain(ids, behind_its_back):
    with behind_its_back():
        seal = Seal.objects.get(number=2)
        seal.root = bytes(32)
        Seal.objects.filter(number=2).update(root=seal.root, digest=sealing.head_of(seal).digest())
    kinds = {(finding.day, finding.kind) for finding in verify().findings}
    assert kinds == {(TUESDAY, Kind.CHANGED), (WEDNESDAY, Kind.CHAIN_BROKEN)}


def test_cutting_off_the_last_seals_is_found(ids, behind_its_back):
    with behind_its_back() as cursor:
        cursor.execute("DELETE FROM journal_seal WHERE number > 3")
    assert Kind.SEALS_CUT in {finding.kind for finding in verify().findings}
    with behind_its_back() as cursor:
        cursor.execute("DELETE FROM journal_seal")
    (finding,) = (found for found in verify().findings if found.kind == Kind.SEALS_CUT)
    assert finding.day


def test_making_all_seals_anew_is_found_by_a_digest_that_was_published(ids, behind_its_back):
    published = {5: queries.latest_seal().digest().hex()}
    assert verify(known=published).ok
    with behind_its_back() as cursor:
        cursor.execute(
            "DELETE FROM journal_fact WHERE id = %s; DELETE FROM journal_private"
            " WHERE fact_id = %s; DELETE FROM journal_seal;"
            " UPDATE journal_cursor SET tx = 0, fact_id = 0",
            [ids[5], ids[5]],
        )
    actions.seal()
    assert verify().ok, "nothing inside can tell"
    report = verify(known=published)
    assert [finding.kind for finding in report.findings] == [Kind.SEAL_MISSING]
    assert report.findings[0].day


def test_history_without_its_note_is_back_dated(load, fact, behind_its_back):
    actions.record([fact()])
    actions.seal()
    load(DAYS)
    assert verify().ok
    with behind_its_back() as cursor:
        cursor.execute("DELETE FROM journal_fact WHERE verb = 'journal.history_loaded'")
    report = verify()
    assert {finding.kind for finding in report.findings} == {Kind.OUT_OF_TIME}
    assert [finding.count for finding in report.findings] == [4, 4, 4]


def test_what_awaits_its_seal_is_said(ids, fact):
    actions.record([fact(), fact()])
    report = verify()
    assert report.ok
    assert report.unsealed == 2
    assert "2 sự kiện" in report.remarks[0]


def test_a_long_list_is_named_in_part(load, behind_its_back):
    load(DAYS[:1], count=25)
    actions.seal()
    with behind_its_back() as cursor:
        cursor.execute("UPDATE journal_fact SET actor_ref = '0' WHERE actor_ref = '17'")
    (finding,) = verify().findings
    assert (finding.count, len(finding.numbers)) == (25, 10)
    assert finding.sentence.endswith("…).")


def test_progress_is_told(load, monkeypatch):
    monkeypatch.setattr(verification.reading, "BATCH", 5)
    load(DAYS)
    told = []
    verify(told.append)
    assert told == [5, 10]


def test_erasing_personal_data_keeps_the_journal_whole(ids, fact, at):
    actions.record([fact(200, private=PERSON)])
    erased = actions.erase_private(
        subject_kind="test",
        subject_id=200,
        reason="theo yêu cầu của chủ thể dữ liệu",
        actor=fact().actor,
        at=at("2026-09-04T08:00"),
    )
    assert erased == 1
    told, erasure = queries.facts_about("test", 200)
    assert told.private is None
    assert erasure.data["facts"] == [told.id]
    assert verify().ok
    actions.seal()
    assert verify().ok


def test_erasing_some_leaves_the_others(fact, at):
    first, second = actions.record([fact(1, private=PERSON), fact(1, private=PERSON)])
    actions.erase_private(
        subject_kind="test",
        subject_id=1,
        reason="sai người",
        actor=fact().actor,
        at=at("2026-09-04T08:00"),
        fact_ids=[second.id],
    )
    kept = {view.id: view.private for view in queries.facts_about("test", 1)}
    assert kept[first.id] == PERSON
    assert kept[second.id] is None


def test_it_refuses_to_erase_without_a_reason(fact, at):
    with pytest.raises(InvalidError, match="lý do"):
        actions.erase_private(
            subject_kind="test", subject_id=1, reason=" ", actor=fact().actor, at=at("2026-09-04")
        )


def test_erasing_nothing_says_nothing(fact, at):
    erase = {"reason": "x", "actor": fact().actor, "at": at("2026-09-04T08:00")}
    assert actions.erase_private(subject_kind="test", subject_id=404, **erase) == 0
    assert queries.facts_about("test", 404) == []


def test_a_fact_of_a_running_transaction_is_not_taken_for_a_loss(fact):
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT journal_tx()")
    actions.record([fact(1, private=PERSON)])
    assert verify().ok
    other.rollback()
    other.close()
