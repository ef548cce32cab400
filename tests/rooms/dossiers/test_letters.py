"""Letters: every act in both eras, numbered without a gap, signed, verified, ended."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from functools import partial
from types import SimpleNamespace

import pytest
from django.db import transaction
from pypdf import PdfReader

from motcua.base.dates import VIETNAM, in_vietnam
from motcua.base.verdict import InvalidError
from motcua.documents import pdf
from motcua.documents.states import SignatureOutcome
from motcua.dossiers import letter_heads, letter_sheets, records
from motcua.dossiers.actions import letters
from motcua.dossiers.issued import IssuedDocument
from motcua.dossiers.models import DossierCounter, DraftAct
from motcua.dossiers.queries import issued
from motcua.dossiers.records import Request
from motcua.dossiers.states import ActKind
from motcua.dossiers.versions import version_of
from motcua.journal import queries as journal
from rooms.dossiers.signed import waiting, with_key
from twin import at_once, twin
from world import World

ITEM = {
    "name": "Bản vẽ móng",
    "originals": 2,
    "copies": 0,
    "note": "thiếu mặt cắt",
    "defect": "missing",
}
CONTENT = {
    "reason": "Bản vẽ chưa có mặt cắt móng.",
    "reason_code": "other",
    "ground": "Điều 55 Nghị định 175/2024/NĐ-CP",
    "items": [ITEM],
    "deadline": "2026-09-21",
    "new_due": "2026-09-18T17:00:00+07:00",
}
ERAS = [datetime(2024, 2, 6, 9, tzinfo=VIETNAM), datetime(2026, 9, 3, 9, 40, tzinfo=VIETNAM)]


@pytest.fixture
def case(world):
    (code,) = waiting(world)
    head = world.officer("head_of_agency")
    return SimpleNamespace(
        id=records.load(code, head)[0], state=records.load(code, head)[1], head=head
    )


def act_of(case, world, kind=ActKind.APOLOGY):
    return DraftAct.objects.create(
        dossier_id=case.id, kind=kind, status="draft", content=CONTENT, digest="0" * 64,
        agency_id=case.state.competent_agency_id, drafted_at=world.at,
        drafted_by_id=case.head.account_id,
    )  # fmt: skip


def words(content):
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("at", ERAS, ids=["old", "new"])
@pytest.mark.parametrize("kind", list(ActKind))
def test_every_act_has_its_letter_in_both_eras(case, kind, at):
    signature = letter_heads.signature_of(case.head, case.state.competent_agency_id)
    sheet = letter_sheets.letter_of(
        kind, CONTENT, case.state, version_of(case.state), at=at, signature=signature,
        number=letter_heads.Number("07/HDHS", "https://x/xac-minh/?ma=A", "AAAA-BBBB-CCCC"),
    )  # fmt: skip
    text = words(pdf.render(sheet, on=in_vietnam(at).date()))
    owner = case.state.people["owner"]["name"]
    for shown in (case.state.code, owner, case.head.name, "07/HDHS", "AAAA-BBBB-CCCC"):
        assert shown in text
    asks = kind in {ActKind.SUPPLEMENT_REQUEST, ActKind.COMPLETION_REQUEST}
    assert ("Bản vẽ móng" in text) is asks


def test_a_stop_before_there_was_a_form_is_a_plain_notice(db):
    assert letter_sheets.form_of(ActKind.STOP, ERAS[0].date()) == "notice"
    assert letter_sheets.form_of(ActKind.STOP, ERAS[1].date()) == "stop_notice"


def test_the_head_of_a_ward_signs_as_its_chairman_and_who_stands_in_says_so(case):
    agency = case.state.competent_agency_id
    assert letter_heads.signature_of(case.head, agency).role == "Chủ tịch"
    lent = replace(case.head, grants=tuple(replace(g, lent_by=99) for g in case.head.grants))
    assert letter_heads.signature_of(lent, agency).role == "TUQ. Chủ tịch"


def test_a_letter_is_numbered_signed_kept_and_verified(world, settings, tmp_path, case):
    head = with_key(world, settings, tmp_path)
    made = letters.issue_letter(act_of(case, world), case.state, request=Request(head, world.at))
    assert made.number_text == "01/PXL"
    view = issued.by_code(letters.shown_code(made.verify_code))
    assert view.counts
    assert view.is_signed
    assert view.check.outcome is SignatureOutcome.VALID
    assert issued.by_hash(made.file_id) == view
    told = journal.facts_about("dossier", case.id)[-1]
    assert told.verb == "letter.issued"
    assert told.data["sha256"] == made.file_id
    later = letters.issue_letter(
        act_of(case, world, ActKind.STOP), case.state, request=Request(head, world.at)
    )
    assert later.number_text == "01", "a form without a symbol counts for itself"


def test_without_a_certificate_the_letter_goes_out_on_paper(world, case):
    request = Request(case.head, world.at)
    made = letters.issue_letter(act_of(case, world), case.state, request=request)
    view = issued.by_code(made.verify_code)
    assert not view.is_signed
    assert view.check.outcome is SignatureOutcome.NONE


def test_a_letter_that_does_not_go_through_has_never_had_a_number(world, case):
    request, act = Request(case.head, world.at), act_of(case, world)
    with transaction.atomic():
        letters.issue_letter(act, case.state, request=request)
        transaction.set_rollback(True)
    assert not IssuedDocument.objects.exists()
    assert letters.issue_letter(act, case.state, request=request).number == 1


def test_a_preview_has_no_number_and_leaves_nothing_behind(world, case):
    sheet = letters.preview_of(ActKind.APOLOGY, CONTENT, case.state, Request(case.head, world.at))
    text = words(letters.render_preview(sheet, at=world.at))
    assert "XEM TRƯỚC" in text
    assert "xac-minh" not in text
    assert letters.render_word(sheet, at=world.at).startswith(b"PK")
    assert not IssuedDocument.objects.exists()
    assert not DossierCounter.objects.filter(kind__startswith="so:").exists()


def test_an_ended_letter_says_by_what_and_ends_once(world, case):
    request = Request(case.head, world.at)
    first = letters.issue_letter(act_of(case, world), case.state, request=request)
    second = letters.issue_letter(act_of(case, world, ActKind.STOP), case.state, request=request)
    letters.end(first, reason="Ghi sai ngày hẹn.", request=request, by=second)
    view = issued.by_code(first.verify_code)
    assert not view.counts
    assert view.replaced_by == second.number_text
    with pytest.raises(InvalidError, match="từ trước"):
        letters.end(first, reason="lần nữa", request=request)


@pytest.mark.parametrize("typed", ["", "khong-co", "0" * 40, "%' OR 1=1", "7K3M"])
def test_a_code_that_nobody_gave_out_finds_nothing(db, typed):
    assert issued.by_code(typed) is None


def test_numbers_run_by_symbol_unit_and_year(world):
    unit, other = world.one_stop().id, world.one_stop("so-xay-dung").id
    next_year = world.at.replace(year=2027)
    given = [
        letters.number(*asked)
        for asked in (
            (unit, "PXL", world.at), (unit, "PXL", world.at), (unit, "HDHS", world.at),
            (other, "PXL", world.at), (unit, "PXL", next_year), (unit, "PXL", world.at),
        )
    ]  # fmt: skip
    assert given == [1, 2, 1, 1, 1, 3]


def test_numbers_taken_at_once_have_no_gap_and_no_twin(loaded_world, django_db_blocker):
    with django_db_blocker.unblock(), twin():
        world = World()
        unit = world.one_stop().id

        def take(fails):
            with transaction.atomic():
                got = letters.number(unit, "PXL", world.at)
                if fails:
                    raise ValueError(got)
                return got

        for _ in range(3):
            answers = at_once(*(partial(take, fails=n % 3 == 0) for n in range(6)))
            assert sum(isinstance(answer, ValueError) for answer in answers) == 2
        taken = DossierCounter.objects.get(unit_id=unit, kind="so:PXL").value
        assert taken == 12, "who failed gave the number back"
