"""Draft acts: what may be written, who takes them further, and that only issuing has an effect."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from building import Case
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.dossiers.actions import acts, intake, issuing
from motcua.dossiers.actions.acts import NotClearedError
from motcua.dossiers.clearance import Basis, Clearance
from motcua.dossiers.models import DraftAct
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Request
from motcua.dossiers.states import ActKind, ActStatus, Status
from motcua.journal import queries as journal
from motcua.procedures import queries as procedures

BINH = Person("Trần Văn Bình", id_number="051085001239", phone="0905550001")
pytestmark = pytest.mark.django_db
SUPPLEMENT = ActKind.SUPPLEMENT_REQUEST


@pytest.fixture
def case(world, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    return Case(world)


def test_nothing_happens_to_the_dossier_before_the_act_is_issued(case):
    before = case.state
    act = case.cleared(case.drafted())
    assert case.state == before
    issuing.issue_act(act.pk, version=act.version, request=case.by(case.head))
    after = case.state
    assert (after.status, after.supplements, after.due_at) == (Status.SUPPLEMENT_REQUESTED, 1, None)
    act.refresh_from_db()
    assert act.status == ActStatus.ISSUED.value
    assert act.answer_due_at.date().isoformat() == "2026-10-30"
    assert act.number == "01/HDHS"
    assert act.letter.size > 5000


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"items": [{"paper_key": "khong-co", "originals": 1}]}, "items.0"),
        ({"items": [{"name": "Sổ hộ khẩu", "originals": 1}]}, "items.0"),
        ({"items": []}, "items"),
        ({"ground": " "}, "ground"),
        ({"deadline": "mai"}, "deadline"),
        ({"items": [{"paper_key": "", "name": "", "originals": 1}]}, "items.0"),
    ],
)
def test_a_request_says_what_and_why_or_is_not_written(case, change, field):
    with pytest.raises(InvalidError) as refused:
        case.drafted(**case.asking(**change))
    assert field in refused.value.fields
    assert not DraftAct.objects.exists()


def test_a_paper_outside_the_list_needs_its_own_ground_and_keeps_it(case):
    item = {"name": "Văn bản đồng ý của láng giềng", "ground": "Điều 6 Quyết định 12/2024/QĐ-UBND"}
    act = case.drafted(**case.asking(items=[item]))
    assert act.content["items"][0]["defect"] == "outside_list"
    assert act.reason_code == "outside_list"


def test_a_second_request_names_its_ground(case):
    act = case.cleared(case.drafted())
    issuing.issue_act(act.pk, version=act.version, request=case.by(case.head))
    state = case.state
    from motcua.dossiers.actions import pauses

    clerk = case.world.in_unit("intake_officer", state.receiving_unit_id)
    papers = [{"key": case.version.papers[0].key, "name": "Bản vẽ", "originals": 1}]
    pauses.supplement(case.code, papers=papers, request=case.by(clerk, 2))
    with pytest.raises(InvalidError) as refused:
        case.drafted()
    assert "second_ground" in refused.value.fields
    assert case.drafted(**case.asking(second_ground="Điểm b khoản 3 Điều 54")).pk


def test_after_three_working_days_sector_law_must_be_named(case):
    late = case.at + timedelta(days=14)
    with pytest.raises(InvalidError) as refused:
        acts.draft_act(
            case.code, kind=SUPPLEMENT, content=case.asking(), request=Request(case.officer, late)
        )
    assert "late_ground" in refused.value.fields
    assert acts.draft_act(
        case.code, kind=SUPPLEMENT, content=case.asking(late_ground="Điều 55 Luật Xây dựng"),
        request=Request(case.officer, late),
    ).pk  # fmt: skip


def test_nobody_goes_two_steps_of_the_way_alone(case):
    act = case.drafted()
    both = replace(case.head, ref=case.officer.ref)
    with pytest.raises(NotPermittedError, match="không tự duyệt"):
        acts.approve_act(act.pk, version=1, request=case.by(both))
    with pytest.raises(NotPermittedError):
        acts.approve_act(act.pk, version=1, request=case.by(case.controller))
    with pytest.raises(NotClearedError, match="phải khác người soạn"):
        case.cleared(act, by=case.officer)
    act.refresh_from_db()
    with pytest.raises(NotClearedError, match="Trung tâm chưa cho gửi"):
        issuing.issue_act(act.pk, version=act.version, request=case.by(case.head))


def test_a_clearance_is_for_one_text(case):
    act = case.drafted()
    acts.approve_act(act.pk, version=1, request=case.by(case.head))
    stale = Clearance(act.pk, "0" * 64, case.controller.account_id, case.at)
    with pytest.raises(NotClearedError, match="một bản khác"):
        acts.clear_act(act.pk, clearance=stale, version=2, request=case.by(case.controller))
    act = DraftAct.objects.get(pk=act.pk)
    assert act.status == ActStatus.HEAD_APPROVED.value
    good = Clearance(act.pk, act.digest, case.controller.account_id, case.at)
    acts.clear_act(act.pk, clearance=good, version=2, request=case.by(case.controller))
    DraftAct.objects.filter(pk=act.pk).update(content=case.asking(reason="Viết lại sau khi duyệt"))
    with pytest.raises(NotClearedError, match="một bản khác"):
        issuing.issue_act(act.pk, version=3, request=case.by(case.head))


def test_a_waiver_names_nobody():
    with pytest.raises(ValueError, match="waiver"):
        Clearance(1, "x", 7, None, basis=Basis.NOT_REQUIRED)


def test_an_act_is_issued_once(case):
    act = case.cleared(case.drafted())
    issuing.issue_act(act.pk, version=act.version, request=case.by(case.head))
    with pytest.raises(NotClearedError, match="phát hành rồi"):
        issuing.issue_act(act.pk, version=act.version, request=case.by(case.head))
    assert case.state.supplements == 1


def test_only_one_draft_of_a_kind_is_under_way(case):
    case.drafted()
    with pytest.raises(ConflictError, match="Đã có một bản soạn"):
        case.drafted()


def test_an_amended_act_keeps_what_was_written(case):
    act = case.drafted()
    acts.approve_act(act.pk, version=1, request=case.by(case.head))
    amended = act.content | {
        "reason": "Bản vẽ mặt cắt móng không ghi kích thước; vẽ lại tỷ lệ 1/50."
    }
    digest = acts.content_digest(SUPPLEMENT, amended)
    clearance = Clearance(act.pk, digest, case.controller.account_id, case.at, basis=Basis.AMENDED)
    acts.clear_act(
        act.pk, clearance=clearance, version=2, amended=amended, request=case.by(case.controller)
    )
    act.refresh_from_db()
    assert act.original["reason"].startswith("Bản vẽ mặt cắt không đọc")
    issuing.issue_act(act.pk, version=3, request=case.by(case.head))
    issued = [
        f for f in journal.facts_about("dossier", case.id) if f.verb == "dossier.request_supplement"
    ]
    assert issued[0].private["content"]["reason"].endswith("1/50.")


def test_drafts_end_with_the_case(case):
    asked = case.drafted()
    refusal = {"reason_code": "condition_unmet", "reason": "Sai quy hoạch", "ground": "Điều 91"}
    act = case.cleared(case.drafted(ActKind.RETURN, **refusal))
    issuing.issue_act(act.pk, version=act.version, request=case.by(case.head))
    asked.refresh_from_db()
    assert (asked.status, case.state.status) == (ActStatus.CANCELLED.value, Status.STOPPED)


def test_an_apology_is_for_a_later_working_day_and_only_once(case):
    due = case.state.due_at
    wrong = {
        "reason_code": "complex",
        "reason": "Phải xác minh thực địa",
        "new_due": due.isoformat(),
    }
    act = case.cleared(case.drafted(ActKind.APOLOGY, **wrong))
    with pytest.raises(Exception, match="phải sau ngày hẹn"):
        issuing.issue_act(act.pk, version=act.version, request=case.by(case.chief))
    acts.cancel_act(act.pk, version=act.version, request=case.by(case.head))
    good = wrong | {"new_due": (due + timedelta(days=7)).isoformat()}
    act = case.cleared(case.drafted(ActKind.APOLOGY, **good))
    issuing.issue_act(act.pk, version=act.version, request=case.by(case.chief))
    state = case.state
    assert (state.due_original, state.due_at) == (due, due + timedelta(days=7))
    with pytest.raises(InvalidError, match="hẹn lại một lần"):
        case.drafted(ActKind.APOLOGY, **good)


def test_intake_refusal_is_answered_for_by_the_receiving_agency(world):
    unit = world.one_stop()
    clerk = world.officer("intake_officer")
    version = procedures.current_version("1.001193", world.at.date(), agency_id=unit.agency_id)
    papers = tuple({"key": p.key, "name": p.name, "originals": 1} for p in version.papers)
    from motcua.base.actor import ANONYMOUS

    code = intake.submit_online(
        intake.Intake("1.001193", People(BINH, BINH), papers), unit_id=unit.id,
        request=Request(ANONYMOUS, world.at),
    ).state.code  # fmt: skip
    content = {
        "reason_code": "wrong_authority",
        "reason": "Nộp nhầm xã",
        "ground": "Điều 13 Luật Hộ tịch",
    }
    act = acts.draft_act(
        code, kind=ActKind.INTAKE_REFUSAL, content=content, request=Request(clerk, world.at)
    )
    assert act.agency_id == unit.agency_id


def test_a_request_made_by_mistake_is_taken_back_as_if_never_made(case):
    from motcua.dossiers.issued import IssuedDocument

    before = case.state
    act = case.cleared(case.drafted())
    issuing.issue_act(act.pk, version=act.version, request=case.by(case.head))
    act.refresh_from_db()
    asked = {"version": act.version, "request": case.by(case.head, 26)}
    with pytest.raises(InvalidError, match="lý do"):
        issuing.revoke_request(act.pk, reason=" ", **asked)
    with pytest.raises(NotPermittedError):
        issuing.revoke_request(
            act.pk, reason="Nhầm", version=act.version, request=case.by(case.officer, 26)
        )
    after = issuing.revoke_request(act.pk, reason="Giấy này đã có trong hồ sơ.", **asked).state
    assert (after.due_at, after.pauses, after.supplements) == (before.due_at, (), 0)
    assert after.status is Status.PROCESSING
    letter = IssuedDocument.objects.get(act=act)
    assert letter.ended_at is not None
    with pytest.raises(NotPermittedError):
        issuing.revoke_request(act.pk, reason="Lần nữa", **asked)
