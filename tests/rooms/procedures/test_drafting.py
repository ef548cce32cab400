"""Lan drafts; the process is checked at every save; nobody overwrites anybody."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.journal import queries as journal
from motcua.procedures import actions, queries
from motcua.procedures.models import InternalProcess, Procedure, ProcedureVersion
from motcua.procedures.process import parse_process
from rooms.procedures.records import birth_steps, officer, raw_record, record, step

pytestmark = pytest.mark.django_db


def test_a_draft_keeps_what_was_said_and_what_is_missing(lan, now):
    row = actions.draft_version(record=record(steps=[], limit=None), actor=lan, at=now)
    seen = queries.draft(row.id)
    assert seen.record.content == record(steps=[], limit=None).content
    assert seen.record.process == record().process
    assert seen.missing == ("trình tự thực hiện", "thời hạn giải quyết")
    assert [fact.verb for fact in journal.facts_about("procedure_version", row.id)] == [
        "procedures.version_drafted"
    ]


def test_only_editors_draft(tung, now):
    with pytest.raises(NotPermittedError, match="Chỉ quản trị nghiệp vụ"):
        actions.draft_version(record=record(), actor=tung, at=now)
    assert not Procedure.objects.exists()


def test_versions_of_one_procedure_are_numbered(lan, now):
    rows = actions.draft_versions(
        records=[record(), record(name="Đăng ký khai sinh lưu động")], actor=lan, at=now
    )
    later = actions.draft_version(record=record(), actor=lan, at=now)
    assert [row.number for row in [*rows, later]] == [1, 2, 3]
    assert Procedure.objects.count() == 1


def test_a_process_over_the_limit_is_not_saved(lan, now):
    slow = [*birth_steps()]
    slow[1] = step("b2", "task", "b3", hours="4.5")
    with pytest.raises(InvalidError, match="vượt thời hạn công bố 8 giờ") as refused:
        actions.draft_version(record=record(process={"steps": slow}), actor=lan, at=now)
    assert refused.value.code == "unsound_process"
    row = actions.draft_version(record=record(), actor=lan, at=now)
    with pytest.raises(InvalidError, match="vượt thời hạn công bố"):
        actions.draft_process(
            version_id=row.id, process=parse_process({"steps": slow}), actor=lan, at=now
        )


@pytest.mark.parametrize(
    ("key", "kind", "role", "sentence"),
    [
        ("b1", "intake", "case_officer", "loại tiếp nhận"),
        ("b2", "task", "controller", "loại xử lý"),
        ("b2", "sign", "clerk", "loại ký, vai trò làm được là: lãnh đạo cơ quan, lãnh đạo phòng"),
        ("b3", "return", "head_of_agency", "loại trả kết quả"),
    ],
)
def test_a_step_for_somebody_who_could_not_take_it_is_not_saved(
    lan, now, key, kind, role, sentence
):
    steps = [
        step("b1", "intake", "b2"), step("b2", "task", "b3"), step("b3", "return"),
    ]  # fmt: skip
    place = int(key[1]) - 1
    steps[place] |= {"kind": kind, "role": role}
    with pytest.raises(InvalidError, match=sentence):
        actions.draft_version(record=record(process={"steps": steps}), actor=lan, at=now)
    assert not ProcedureVersion.objects.exists()


def test_a_code_keeps_its_kind(lan, now):
    actions.draft_version(record=record(), actor=lan, at=now)
    with pytest.raises(InvalidError, match="loại khác"):
        actions.draft_version(record=record(kind="specific"), actor=lan, at=now)


def test_two_editors_cannot_overwrite_each_other(lan, minh, now):
    row = actions.draft_version(record=record(), actor=lan, at=now)
    renamed = record(name="Đăng ký khai sinh cho trẻ em")
    edited = actions.edit_draft(version_id=row.id, revision=1, record=renamed, actor=lan, at=now)
    assert (edited.revision, edited.folded) == (2, "dang ky khai sinh cho tre em")
    with pytest.raises(ConflictError, match="vừa được người khác lưu"):
        actions.edit_draft(version_id=row.id, revision=1, record=record(), actor=lan, at=now)
    with pytest.raises(InvalidError, match="thuộc thủ tục"):
        actions.edit_draft(
            version_id=row.id, revision=2, record=record(code="1.001194"), actor=lan, at=now
        )


def test_editing_takes_the_process_away_and_gives_it_back(lan, now):
    row = actions.draft_version(record=record(), actor=lan, at=now)
    without = actions.edit_draft(
        version_id=row.id, revision=1, record=record(process=None), actor=lan, at=now
    )
    assert without.process is None
    assert not InternalProcess.objects.exists()
    process = actions.draft_process(version_id=row.id, process=record().process, actor=lan, at=now)
    assert queries.draft(row.id).record.process == record().process
    assert process.number == 1
    with pytest.raises(ConflictError):
        actions.edit_draft(version_id=row.id, revision=2, record=record(), actor=lan, at=now)


def test_a_draft_thrown_away_leaves_its_fact(lan, now):
    row = actions.draft_version(record=record(), actor=lan, at=now)
    actions.discard_draft(version_id=row.id, actor=lan, at=now)
    assert not ProcedureVersion.objects.exists()
    assert not InternalProcess.objects.exists()
    verbs = [fact.verb for fact in journal.facts_about("procedure_version", row.id)]
    assert verbs[-1] == "procedures.draft_discarded"
    with pytest.raises(actions.NotADraftError, match="không còn nữa"):
        actions.discard_draft(version_id=row.id, actor=lan, at=now)


def test_a_published_version_is_edited_by_nobody(lan, now, publish):
    row = publish(record())
    for attempt in (
        lambda: actions.edit_draft(
            version_id=row.id, revision=1, record=record(), actor=lan, at=now
        ),
        lambda: actions.discard_draft(version_id=row.id, actor=lan, at=now),
        lambda: actions.draft_process(
            version_id=row.id, process=record().process, actor=lan, at=now
        ),
    ):
        with pytest.raises(actions.NotADraftError, match="soạn một bản mới"):
            attempt()


def test_many_drafts_take_a_handful_of_statements(lan, now, django_assert_max_num_queries):
    many = [record(code=f"1.{n:06}", process=raw_record()["process"]) for n in range(100, 200)]
    with django_assert_max_num_queries(10):
        actions.draft_versions(records=many, actor=lan, at=now)
    assert len(queries.drafts(limit=200)) == 100


@pytest.fixture
def published(publish):
    return publish(record())


def test_an_older_version_is_restored_as_a_new_draft_with_its_process(lan, published, now):
    fresh = actions.draft_from(version_id=published.id, actor=lan, at=now)
    assert fresh.content == published.content
    assert fresh.process_id == published.process_id
    assert (fresh.state, fresh.number) == ("draft", published.number + 1)


def test_whoever_may_not_draft_restores_nothing(tung, lan, published, now):
    with pytest.raises(NotPermittedError):
        actions.draft_from(version_id=published.id, actor=tung, at=now)
    with pytest.raises(actions.NotADraftError, match="không còn"):
        actions.draft_from(version_id=10**9, actor=lan, at=now)


def test_two_editors_of_one_process_do_not_overwrite_each_other(lan, published, now):
    fresh = actions.draft_from(version_id=published.id, actor=lan, at=now)
    steps = birth_steps()
    steps[1]["hours"] = "3"
    said = {"version_id": fresh.id, "process": parse_process({"steps": steps}), "at": now}
    actions.draft_process(**said, actor=lan, revision=1)
    with pytest.raises(ConflictError, match="vừa được người khác lưu"):
        actions.draft_process(**said, actor=lan, revision=1)


def test_who_drew_the_process_does_not_publish_it_with_somebody_elses_version(lan, published, now):
    """Four eyes hold for the process too: it would be approved by the publication."""
    other = officer(9, "Hoa", "business_admin")
    fresh = actions.draft_from(version_id=published.id, actor=lan, at=now)
    steps = birth_steps()
    steps[1]["hours"] = "3"
    process = parse_process({"steps": steps})
    actions.draft_process(version_id=fresh.id, process=process, actor=other, at=now)
    with pytest.raises(NotPermittedError, match="không tự công bố"):
        actions.publish(
            version_id=fresh.id,
            announcement_id=published.announcement_id,
            effective_from=date(2026, 10, 1),
            actor=other,
            at=now,
        )
