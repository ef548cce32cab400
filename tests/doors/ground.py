"""The demo province at work, and one row of everything that an address names: where the matrix walks."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from motcua.accounts.models import (
    Absence,
    Account,
    ApiToken,
    Delegation,
    OpenSession,
    Post,
    SecondFactorReset,
    SigningCertificate,
)
from motcua.agencies.models import Agency, Reorganisation, ReorganisationLine
from motcua.base.actor import SYSTEM
from motcua.clock.models import CalendarProposal, CalendarRevision, DueDateRun
from motcua.control import demo as centre
from motcua.control.actions import gate
from motcua.control.models import Alert, AlertRule, Finding, GateRule, Review
from motcua.dossiers import demo as work
from motcua.dossiers.actions import issuing
from motcua.dossiers.books import RegisterExport
from motcua.dossiers.erasures import Erasure
from motcua.dossiers.given import HandoverList
from motcua.dossiers.issued import ResultDraft, SigningBatch
from motcua.dossiers.models import Attachment, Dossier, DraftAct, Verification
from motcua.dossiers.process_moves import ProcessMove
from motcua.dossiers.records import Request
from motcua.dossiers.signing_demo import load_drafts
from motcua.procedures import demo as law
from motcua.procedures.models import (
    Announcement,
    ImportBatch,
    InternalProcess,
    ProcedureVersion,
    PublicationDuty,
    QuarantinedRecord,
)
from motcua.queues import demo as halls
from motcua.queues.actions import furnishing
from motcua.queues.models import Counter
from motcua.rulebook.models import Rule
from rooms.dossiers.signed import with_key
from world import NOW, WARD, World

BIRTH, PERMIT = "1.001193", "1.013225"
SOON, LATER = NOW + timedelta(days=1), NOW + timedelta(days=9)
Arguments = dict[str, Any]


def lay(folder: Path) -> dict[str, Arguments]:
    """Everything on its desk; gives the arguments of each named address that takes any.

    Under `body` stands what its form carries at least, under `query` what its page is asked for.
    """
    world = World()
    with_key(world, settings, folder)
    halls.load_demo(at=NOW)
    law.load(
        drafter=world.officer("controller", "trung-tam-pvhcc"),
        approver=world.officer("business_admin", "trung-tam-pvhcc"),
        agency_keys=(WARD,), at=NOW,
    )  # fmt: skip
    work.load_demo(at=NOW)
    load_drafts(at=NOW)
    centre.load_demo(at=NOW)
    return (
        _of_dossiers() | _of_acts() | _of_signing() | _of_people() | _of_law() | _of_calendars()
        | _of_institutions() | _of_the_centre() | _of_the_counter() | _of_the_portal()
    )  # fmt: skip


def account(username: str) -> int:
    return Account.objects.get(username=username).pk


def _here(**where: Any) -> Dossier:
    """The first dossier of the ward that is like this."""
    found = Dossier.objects.filter(competent_agency__key=WARD, **where).order_by("id").first()
    assert found, where
    return found


def _of_dossiers() -> dict[str, Arguments]:
    permit = _here(status="processing", procedure_code=PERMIT, step_key="b3")
    working = {"code": permit.code}
    done = {"code": _here(status="completed", delivery="waiting").code}
    consulted = next(row for row in Dossier.objects.order_by("id") if row.consultations)
    minutes = Verification.objects.order_by("id")[0]
    keeps = next(row for row in Dossier.objects.order_by("id") if row.originals)
    letter = Attachment.objects.filter(dossier__competent_agency__key=WARD).order_by("id")[0]
    scan = Attachment.objects.create(
        dossier=permit, file=letter.file, place="paper", name="Bản vẽ.pdf",
        added_at=NOW, added_by=str(account("tiepnhan.nghialo")),
    )  # fmt: skip
    opened = {"code": scan.dossier.code, "attachment_id": scan.pk}
    return {
        "shelf": {"view": "ca-don-vi"},
        "dossier": working, "receipt": working, "routing_slip": working, "add_files": working,
        "step": working | {
            "slug": "chuyen-buoc", "body": {"key": "matrix", "version": permit.version}
        },
        "received": {"code": _here(status="accepted").code},
        "return_one": done,
        "open_file": opened, "file_signatures": opened, "remove_file": opened,
        "mark_parcel": {"code": _here(delivery="posted").code},
        "consultation_letter": {"code": consulted.code, "consultation": consulted.consultations[0]["id"]},
        "verification_minutes": {"code": minutes.dossier.code, "verification": minutes.pk},
        "originals_slip": {"code": keeps.code, "place": 1, "kind": "giay-nhan"},
    }  # fmt: skip


def _of_acts() -> dict[str, Arguments]:
    def act(**like: Any) -> Arguments:
        found = DraftAct.objects.filter(agency__key=WARD, **like).order_by("id")[0]
        return {
            "code": found.dossier.code,
            "act_id": found.pk,
            "body": {"version": found.version, "reason": "thử"},
        }

    world = World()
    controller = world.officer("controller", "trung-tam-pvhcc")
    asking, refusing = Review.objects.filter(decided_at=None, agency__key=WARD).order_by("id")
    for review in (asking, refusing):
        gate.clear(review.pk, version=review.act.version, request=Request(controller, NOW))
    asking.act.refresh_from_db()
    issuing.issue_act(
        asking.act_id, version=asking.act.version,
        request=Request(world.officer("head_of_agency"), NOW),
    )  # fmt: skip
    permit = _here(status="processing", procedure_code=PERMIT, step_key="b3")
    return {
        "draft_act": {"code": permit.code, "kind": "refusal"},
        "send_act": act(status="draft"),
        "issue_act": act(pk=refusing.act_id),
        "revoke_act": act(pk=asking.act_id),
        **{
            name: act(status="draft")
            for name in ("act", "edit_act", "approve_act", "send_back_act", "cancel_act",
                         "take_up_act", "act_preview", "act_word")
        },
    }  # fmt: skip


def _of_signing() -> dict[str, Arguments]:
    draft = ResultDraft.objects.filter(dossier__competent_agency__key=WARD).order_by("id")[0]
    code = {"code": draft.dossier.code}
    key = SigningCertificate.objects.get()
    batch = SigningBatch.objects.create(
        account_id=key.account_id, certificate=key, key="matrix", begun_at=NOW, finished_at=NOW
    )
    return {
        "draft_result": code, "draft_result_preview": code, "drop_draft_result": code,
        "signing_batch": {"batch_id": batch.pk}, "sign_again": {"batch_id": batch.pk},
        "revoke_certificate": {"certificate_id": key.pk},
    }  # fmt: skip


def _of_people() -> dict[str, Arguments]:
    here, other = account("diachinh.nghialo"), account("hotich.nghialo")
    post = Post.objects.get(account_id=here)
    times = {"begins_at": NOW, "ends_at": LATER, "reason": "Đi học", "created_at": NOW}
    lent = Delegation.objects.create(
        from_account_id=here, to_account_id=other, unit_id=post.unit_id, roles=[post.role], **times
    )
    away = Absence.objects.create(account_id=here, stand_in_id=other, recorded_by_id=here, **times)
    reset = SecondFactorReset.objects.create(
        account_id=other, reason="Mất máy", asked_by_id=account("kythuat.tt"), asked_at=NOW
    )
    session = OpenSession.objects.create(
        key_hash=b"matrix", account_id=here, contents={}, began_at=NOW, seen_at=NOW
    )
    token = ApiToken.objects.create(
        name="Phần mềm", unit_id=post.unit_id, scopes=["due:compute"], prefix="matrix",
        secret_hash=b"matrix", created_at=NOW, expires_at=LATER,
    )  # fmt: skip
    of = {"account_id": here}
    return {
        "take_back": {"delegation_id": lent.pk},
        "end_absence": {"absence_id": away.pk},
        "end_session": {"session_id": session.pk},
        "remove_factor": {"factor_id": 1},
        "decide_reset": {"reset_id": reset.pk},
        "revoke_key": {"token_id": token.pk},
        "end_post": of | {"post_id": post.pk},
        **dict.fromkeys(
            ("officer", "change_details", "give_post", "lock_account", "unlock_account",
             "reset_password", "end_sessions", "ask_reset"), of
        ),
    }  # fmt: skip


def _of_law() -> dict[str, Arguments]:
    published = ProcedureVersion.objects.filter(code=BIRTH, state="published").order_by("id")[0]
    draft = ProcedureVersion.objects.filter(state="draft").order_by("id")[0]
    process = InternalProcess.objects.filter(procedure__code=BIRTH).order_by("number")
    first, second = process[0], process[1]
    batch = ImportBatch.objects.create(digest="matrix", source="thử", at=NOW)
    record = QuarantinedRecord.objects.create(
        batch=batch, digest="matrix", code="x", name="x", raw={}, reasons=[]
    )
    move = ProcessMove.objects.create(
        source=first, target=second, mapping={}, reason="thử", rehearsed={},
        prepared_by=str(account("nghiepvu.tt")), prepared_at=NOW,
    )  # fmt: skip
    process_id, moved = {"process_id": first.pk}, {"move_id": move.pk}
    version, new = {"version_id": published.pk}, {"version_id": draft.pk}
    return {
        "version": version, "copy_version": version,
        "procedure_history": {"code": BIRTH}, "abolish_procedure": {"code": BIRTH},
        "quarantined_record": {"record_id": record.pk}, "decide_record": {"record_id": record.pk},
        "announcement": {"announcement_id": Announcement.objects.get(key=law.KEY).pk},
        "complete_duty": {"duty_id": PublicationDuty.objects.order_by("id")[0].pk},
        "process": process_id, "export_bpmn": process_id, "new_move": process_id,
        **dict.fromkeys(
            ("move", "confirm_move", "rehearse_move", "withdraw_move", "move_progress"), moved
        ),
        **dict.fromkeys(
            ("draft", "edit_draft", "discard_draft", "add_process", "publish_draft",
             "approve_process", "edit_process", "check_process", "import_bpmn"), new
        ),
    }  # fmt: skip


def _of_calendars() -> dict[str, Arguments]:
    last = CalendarRevision.objects.filter(subject="year", key="province").latest("number")
    proposal = CalendarProposal.objects.create(
        key=last.key, subject=last.subject, year=last.year, content=last.content, reason="thử",
        base_revision=last.number, state="proposed", proposed_at=NOW,
        proposed_by=f"officer:{account('nghiepvu.tt')}", proposed_by_name="Nguyễn Thị Thu Ba",
    )  # fmt: skip
    run = DueDateRun.objects.create(
        cause="matrix", title="thử", total=0, started_at=NOW, started_kind="system", started_ref=""
    )
    proposed, year = {"proposal_id": proposal.pk}, {"year": last.year}
    return {
        "calendar_year": year, "edit_calendar": year,
        **dict.fromkeys(
            ("calendar_proposal", "confirm_calendar", "refuse_calendar", "withdraw_calendar"),
            proposed,
        ),
        "hours": {"key": "province"}, "edit_hours": {"key": "province"},
        "calendar_run": {"run_id": run.pk},
    }  # fmt: skip


def _of_institutions() -> dict[str, Arguments]:
    ward = Agency.objects.get(key=WARD)
    unit = World().one_stop().id
    decision = Reorganisation.objects.create(
        number="1/QĐ", decided_on=date(2026, 9, 1), title="thử", effective_at=LATER, state="draft",
        created_at=NOW,
    )  # fmt: skip
    line = ReorganisationLine.objects.create(
        reorganisation=decision, predecessor=ward, heir=Agency.objects.get(key="ubnd-21040")
    )
    rule = Rule.objects.create(
        name="contact.hotline", value="1022", effective_from=LATER.date(), effective_to=None
    )
    erasure = Erasure.objects.create(
        slug="con-lai", label="thử", before=NOW, ids=[], counts={"dossiers": 0}, reason="thử",
        proposed_by=f"officer:{account('nghiepvu.tt')}", proposed_at=NOW,
    )  # fmt: skip
    asked_for, change = {"erasure_id": erasure.pk}, {"reorganisation_id": decision.pk}
    return {
        "unit_calendars": {"unit_id": unit}, "unit_card": {"unit_id": unit},
        "change_unit": {"unit_id": unit, "slug": "doi-ten"},
        "agency_card": {"agency_id": ward.pk},
        "change_agency": {"agency_id": ward.pk, "slug": "doi-ten"},
        "propose_erasure": {"slug": "con-lai"},
        **dict.fromkeys(
            ("erasure", "confirm_erasure", "refuse_erasure", "withdraw_erasure"),
            asked_for,
        ),
        "rule": {"name": "contact.hotline"},
        "drop_rule_plan": {"name": "contact.hotline", "span_id": rule.pk},
        "remove_reorganisation_line": change | {"line_id": line.pk},
        **dict.fromkeys(
            ("change_reorganisation", "add_reorganisation_line", "fill_reorganisation",
             "reopen_reorganisation", "cancel_reorganisation", "choose_heir", "reorganisation",
             "rehearse_reorganisation", "submit_reorganisation", "approve_reorganisation",
             "apply_reorganisation", "reorganisation_dossiers", "reorganisation_book",
             "reorganisation_work"), change
        ),
    }  # fmt: skip


def _of_the_centre() -> dict[str, Arguments]:
    waiting = Review.objects.filter(decided_at=None).order_by("id")[0]
    rule = GateRule.objects.create(
        kind="refusal", share=50, reason="thử", decided_by="x", decided_at=NOW,
        effective_from=NOW.date(),
    )  # fmt: skip
    raised = {"finding_id": Finding.objects.filter(unit=World().one_stop().id).order_by("id")[0].pk}
    alert = Alert.objects.order_by("id")[0]
    review = {"review_id": waiting.pk, "body": {"version": waiting.act.version}}
    return {
        **dict.fromkeys(("gate_one", "gate_take", "gate_clear", "gate_send_back", "gate_amend"), review),
        "gate_end_rule": {"rule_id": rule.pk},
        "see_alert": {"alert_id": alert.pk},
        "end_alert_rule": {"rule_id": AlertRule.objects.order_by("id")[0].pk},
        "finding": raised, "answer_finding": raised, "judge_finding": raised,
        "board_behind": {"unit_id": World().one_stop().id},
        "board_acts": {"agency_id": Agency.objects.get(key=WARD).pk, "query": "?muc=returned"},
        "figure_acts": {"key": "returned"},
    }  # fmt: skip


def _of_the_counter() -> dict[str, Arguments]:
    unit = World().one_stop().id
    sheet = HandoverList.objects.order_by("id")[0]
    export = RegisterExport.objects.create(
        unit_id=unit, year=2026, kind="xlsx", asked_at=NOW, asked_by_id=account("vanthu.nghialo"),
        status="done", ended_at=NOW, name="so.xlsx",
    )  # fmt: skip
    book = Path(settings.EXPORT_ROOT) / export.name
    book.parent.mkdir(parents=True, exist_ok=True)
    book.write_bytes(b"PK")
    listed, made = {"list_id": sheet.pk}, {"export_id": export.pk}
    return {
        "handover_list": listed, "settle_list": listed, "handover_sheet": listed,
        "register_export": made, "register_file": made,
        "queue_counter": {"counter_id": Counter.objects.filter(unit=unit).order_by("number")[0].pk},
        "queue_day": {"unit_id": unit}, "queue_furnish": {"unit_id": unit},
    }  # fmt: skip


def _of_the_portal() -> dict[str, Arguments]:
    followed = {"code": Dossier.objects.order_by("id")[0].code}
    unit = World().one_stop()
    _, secret = furnishing.add_kiosk(unit.id, name="Cửa chính", actor=SYSTEM, at=NOW)
    code = {"code": BIRTH}
    names = ("apply", "apply_drop_file", "apply_check", "apply_done", "apply_discard")
    places = ("followed", "withdraw", "supplement", "receipt", "leave")
    return {f"portal:{name}": code for name in ("procedure", "procedure_sheet", *names)} | {
        "portal:apply_part": code | {"slug": "vai-tro"},
        "portal:posting": {"key": WARD},
        "portal:kiosk_open": {"secret": secret},
        "portal:kiosk_ticket": {"key": "x"},
        "portal:board": {"key": unit.key},
        "api:api-v1:read_dossier": followed, "api:api-v1:take_dossier_step": followed,
    } | {f"portal:{name}": followed for name in places}  # fmt: skip
