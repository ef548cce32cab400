"""From draft to law and to its end; and the database's own refusal to forget."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from motcua.agencies.rules import Competence
from motcua.agencies.states import Level
from motcua.base.actor import Grant
from motcua.base.verdict import InvalidError, NotPermittedError, RefusedError
from motcua.clock.limits import Ground, LimitUnit
from motcua.journal import queries as journal
from motcua.journal.verbs import sentence_for
from motcua.procedures import actions, queries
from motcua.procedures.announcements import DutyPlan, parse_announcement
from motcua.procedures.models import Announcement, Procedure, ProcedureVersion, PublicationDuty
from motcua.procedures.states import DutyKind
from rooms.procedures.records import birth_steps, record, step

pytestmark = pytest.mark.django_db

JULY, JANUARY = date(2025, 7, 1), date(2026, 1, 1)
PROVINCE = {"level": "province", "agency": "so-tu-phap"}


def test_a_decision_is_registered_once_with_what_it_replaces_and_demands(announce):
    former = announce("qd-2196", number="2196/QĐ-UBND", signed_on=date(2021, 12, 1))
    duty = DutyPlan("vp-ubnd", DutyKind.NATIONAL_ENTRY, date(2025, 6, 27))
    row = announce(replaces=("qd-2196",), duties=(duty,))
    assert list(row.replaces.all()) == [former]
    assert [open_.kind for open_ in queries.open_duties(JULY)] == ["national_entry"]
    with pytest.raises(InvalidError, match="đã vào sổ"):
        announce()
    with pytest.raises(InvalidError, match="Chưa có quyết định bị thay thế"):
        announce("qd-2", number="2/QĐ-UBND", replaces=("qd-0",))
    with pytest.raises(InvalidError, match="sau hôm nay"):
        announce("qd-3", number="3/QĐ-UBND", signed_on=date(2027, 1, 1))
    assert Announcement.objects.count() == 2


def test_a_duty_is_done_once_and_with_proof(announce, lan, tung, now):
    duty = DutyPlan("vp-ubnd", DutyKind.POSTING, date(2025, 6, 27))
    announce(duties=(duty,))
    row = PublicationDuty.objects.get()
    with pytest.raises(NotPermittedError):
        actions.complete_duty(duty_id=row.id, proof="Bảng tin", actor=tung, at=now)
    with pytest.raises(InvalidError, match="bằng chứng"):
        actions.complete_duty(duty_id=row.id, proof=" ", actor=lan, at=now)
    actions.complete_duty(duty_id=row.id, proof="Bảng tin tầng 1", actor=lan, at=now)
    assert queries.open_duties(JULY) == ()
    with pytest.raises(RefusedError, match="đã làm xong ngày 03/09/2026"):
        actions.complete_duty(duty_id=row.id, proof="Lần nữa", actor=lan, at=now)


def test_an_announcement_file_names_what_is_wrong():
    with pytest.raises(InvalidError) as refused:
        parse_announcement({"key": "QĐ 1", "number": "1", "signed_on": "hôm qua"})
    assert {"key", "signed_on", "issuer", "effective_on", "summary"} <= set(refused.value.fields)


def test_nobody_publishes_their_own_draft(lan, minh, tung, now, decision):
    minh = replace(minh, grants=(Grant("business_admin", 1, 1),))
    draft = actions.draft_version(record=record(), actor=minh, at=now)

    def publish_as(actor):
        return actions.publish(
            version_id=draft.id, announcement_id=decision.id, effective_from=JULY,
            actor=actor, at=now,
        )  # fmt: skip

    with pytest.raises(NotPermittedError, match="không tự công bố"):
        publish_as(minh)
    with pytest.raises(NotPermittedError, match="Giám đốc Trung tâm"):
        publish_as(tung)
    assert publish_as(lan).state == "published"


def test_a_new_version_ends_the_one_before_it(publish):
    first = publish(record())
    second = publish(record(name="Đăng ký khai sinh (sửa đổi)"), effective_from=JANUARY)
    first.refresh_from_db()
    assert first.effective_to == second.effective_from == JANUARY
    assert queries.current_version("1.001193", date(2025, 12, 31)).id == first.id
    assert queries.current_version("1.001193", JANUARY).id == second.id
    assert queries.current_version("1.001193", date(2025, 6, 30)) is None
    told = [sentence_for(fact) for fact in journal.facts_about("procedure_version", first.id)]
    assert told[-1] == ("Bản 1 của thủ tục 1.001193 hết hiệu lực từ 2026-01-01 theo 1351/QĐ-UBND.")
    assert [view.number for view in queries.history("1.001193")] == [2, 1]


def test_history_may_be_published_afterwards_but_not_into_a_taken_time(publish):
    publish(record(), effective_from=JULY)
    publish(record(), effective_from=date(2023, 1, 1), effective_to=JULY)
    with pytest.raises(actions.UnableToPublishError, match="có hiệu lực từ 01/07/2025"):
        publish(record(), effective_from=date(2024, 1, 1))
    with pytest.raises(actions.UnableToPublishError, match="đã có bản 1"):
        publish(record(), effective_from=JULY)
    with pytest.raises(actions.UnableToPublishError, match="hết hiệu lực phải sau"):
        publish(record(), effective_from=JANUARY, effective_to=JANUARY)


def test_one_procedure_at_two_levels_has_two_versions_in_force(publish, monkeypatch):
    commune = publish(record())
    province = publish(record(levels=["province"], competence=PROVINCE))
    assert queries.current_version("1.001193", JULY).id == commune.id

    class Agency:
        def __init__(self, key, level):
            self.key, self.level = key, level

    known = {1: Agency("ubnd-xa-binh-son", "commune"), 2: Agency("so-tu-phap", "province")}
    monkeypatch.setattr(queries.agencies, "agency", known.__getitem__)
    assert queries.current_version("1.001193", JULY, agency_id=1).id == commune.id
    assert queries.current_version("1.001193", JULY, agency_id=2).id == province.id


def test_who_decides_is_asked_of_the_agencies_by_level_and_key(publish, monkeypatch):
    asked = []
    monkeypatch.setattr(
        queries.agencies, "competent_agency", lambda *question: asked.append(question)
    )
    pinned = queries.version(publish(record(levels=["province"], competence=PROVINCE)).id)
    queries.competent_agency(pinned, 7, JULY)
    assert asked == [(Competence(Level.PROVINCE, "so-tu-phap"), 7, JULY)]


def test_abolishing_ends_what_is_in_force_and_retires_what_is_to_come(
    publish, minh, tung, now, decision
):
    first = publish(record())
    coming = publish(record(), effective_from=date(2027, 1, 1))

    def abolish_as(actor, code="1.001193"):
        return actions.abolish(
            code=code, announcement_id=decision.id, effective_on=date(2026, 10, 1),
            actor=actor, at=now,
        )  # fmt: skip

    with pytest.raises(NotPermittedError):
        abolish_as(tung)
    with pytest.raises(actions.UnableToAbolishError, match="xem lại mã"):
        abolish_as(minh, code="1.009999")
    abolish_as(minh)
    first.refresh_from_db()
    coming.refresh_from_db()
    assert (first.state, first.effective_to) == ("published", date(2026, 10, 1))
    assert coming.state == "retired"
    assert queries.current_version("1.001193", date(2027, 2, 1)) is None
    assert queries.version(first.id).name == "Đăng ký khai sinh"
    with pytest.raises(actions.UnableToAbolishError):
        abolish_as(minh)


def test_a_process_may_be_approved_before_its_version_and_then_stays(
    lan, minh, tung, now, decision
):
    draft = actions.draft_version(record=record(), actor=lan, at=now)

    def approve_as(actor):
        return actions.publish_process(
            process_id=draft.process_id, announcement_id=decision.id, actor=actor, at=now
        )

    for stranger in (tung, lan):
        with pytest.raises(NotPermittedError):
            approve_as(stranger)
    approved = approve_as(minh)
    with pytest.raises(actions.NotADraftError, match="đã phê duyệt"):
        approve_as(minh)
    quicker = [*birth_steps()]
    quicker[1] = step("b2", "task", "b3", hours="2")
    edited = actions.edit_draft(
        version_id=draft.id, revision=1, record=record(process={"steps": quicker}),
        actor=lan, at=now,
    )  # fmt: skip
    approved.refresh_from_db()
    assert approved.content["steps"][1]["hours"] == "4"
    assert edited.process.number == 2


def test_the_pinned_version_is_whole_immutable_and_read_once(publish, django_assert_num_queries):
    row = publish(record(flags={"finance_pause": True}))
    pinned = queries.version(row.id)
    assert pinned.content == record(flags={"finance_pause": True}).content
    assert pinned.process == record().process
    assert (pinned.limit.unit, pinned.limit.cutoff_15h) == (LimitUnit.WORKING_DAY, True)
    assert pinned.limit.pauses_on == {Ground.FINANCIAL_OBLIGATION}
    assert pinned.accepts_dossiers
    with pytest.raises(AttributeError):
        pinned.id = 2
    with django_assert_num_queries(0):
        assert queries.version(row.id) is pinned


def test_many_versions_are_pinned_by_one_statement(publish, lan, now, django_assert_num_queries):
    ids = [publish(record(code=f"1.00000{n}")).id for n in range(3)]
    draft = actions.draft_version(record=record(), actor=lan, at=now)
    queries.version(ids[0])
    with django_assert_num_queries(1):
        assert queries.versions([*ids, draft.id, 10**9]).keys() == set(ids)
    with django_assert_num_queries(0):
        assert queries.versions(ids)[ids[1]].code == "1.000001"


def test_drafts_and_strangers_are_not_pinned(lan, now):
    draft = actions.draft_version(record=record(), actor=lan, at=now)
    for number in (draft.id, 10**9):
        with pytest.raises(queries.UnknownVersionError):
            queries.version(number)
        with pytest.raises(queries.UnknownVersionError):
            queries.version(number)


def test_land_brings_its_own_pauses(publish):
    land = {"code": "G13-TN02", "name": "Đất đai"}
    pinned = queries.version(publish(record(sector=land, flags={"finance_pause": True})).id)
    assert pinned.limit.land
    assert pinned.limit.pauses_on == frozenset()


def test_a_procedure_without_process_is_shown_but_takes_no_dossier(publish):
    assert not queries.version(publish(record(process=None)).id).accepts_dossiers


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE procedures_procedureversion SET content = content || '{{\"sets\": 2}}'",
        "UPDATE procedures_procedureversion SET name = 'Khác'",
        "UPDATE procedures_procedureversion SET process_id = NULL",
        "UPDATE procedures_procedureversion SET state = 'draft'",
        "UPDATE procedures_procedureversion SET effective_from = '2024-01-01'",
        "UPDATE procedures_procedureversion SET published_by = ''",
        "DELETE FROM procedures_procedureversion",
        "UPDATE procedures_internalprocess SET content = '{{}}'",
        "UPDATE procedures_internalprocess SET state = 'draft'",
        "DELETE FROM procedures_internalprocess",
        "UPDATE procedures_procedure SET code = '1.000001'",
        "DELETE FROM procedures_procedure",
    ],
)
def test_the_database_refuses_to_change_what_was_published(publish, statement):
    publish(record())
    with (
        pytest.raises(IntegrityError, match=r"đã công bố|đã phê duyệt|đã được công bố"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.replace("{{", "{").replace("}}", "}"))


def test_the_database_refuses_overlap_and_a_publication_without_date(publish, lan, now):
    row = publish(record())
    draft = actions.draft_version(record=record(), actor=lan, at=now)
    rows = ProcedureVersion.objects.filter(id=draft.id)
    values = {"state": "published", "announcement_id": row.announcement_id, "published_at": now}
    with pytest.raises(IntegrityError, match="version_published_is_dated"), transaction.atomic():
        rows.update(state="published")
    with pytest.raises(IntegrityError, match="version_periods_apart"), transaction.atomic():
        rows.update(**values, effective_from=date(2025, 12, 31))
    with pytest.raises(IntegrityError, match="version_period_not_empty"), transaction.atomic():
        rows.update(**values, effective_from=date(2020, 1, 1), effective_to=date(2020, 1, 1))


def test_a_draft_that_was_never_published_may_go_with_its_procedure(lan, now):
    row = actions.draft_version(record=record(process=None), actor=lan, at=now)
    actions.discard_draft(version_id=row.id, actor=lan, at=now)
    Procedure.objects.get().delete()
