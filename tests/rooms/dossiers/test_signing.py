"""Signing results: one or many, confirmed once, each exactly once, with its reason where not."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from pypdf import PdfReader

from motcua.accounts.actions.certificates import revoke_certificate
from motcua.accounts.certificates import NoCertificateError
from motcua.base.actor import SYSTEM
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.documents import actions as documents
from motcua.documents import queries as files
from motcua.documents import vault
from motcua.documents.states import SignatureOutcome
from motcua.dossiers import checks, records
from motcua.dossiers.actions import drafting, results, signing
from motcua.dossiers.actions.signing import Chosen
from motcua.dossiers.issued import IssuedDocument, ItemStatus, SigningBatch, SigningItem
from motcua.dossiers.models import Attachment
from motcua.dossiers.queries import issued, signatures
from motcua.dossiers.records import Request
from motcua.journal import queries as journal
from rooms.documents import signers
from rooms.dossiers.signed import BUSINESS, waiting, with_key
from world import OTHER_WARD

CONTENT = {
    "title": "Giấy phép xây dựng",
    "text": "Cấp phép xây dựng nhà ở riêng lẻ.\nHai tầng.",
    "ground": "Luật Xây dựng",
}


@pytest.fixture
def head(world, settings, tmp_path):
    return with_key(world, settings, tmp_path)


@pytest.fixture
def officer(world):
    return world.officer("case_officer")


def drafted(world, officer, codes):
    for code in codes:
        drafting.draft_text(code, content=CONTENT, request=Request(officer, world.at))
    return codes


def begun(world, head, codes, key="k1"):
    return signing.begin_batch(
        [Chosen(code) for code in codes], request=Request(head, world.at, key=key)
    )


def content_of(code):
    row = Attachment.objects.get(dossier__code=code, place="result", removed_at=None)
    return row, vault.path_of(row.file_id).read_bytes()


def test_a_batch_is_signed_one_by_one_and_everybody_can_verify_it(world, head, officer):
    codes = drafted(world, officer, waiting(world, 3))
    batch = begun(world, head, codes)
    assert signing.carry_on(batch.pk, at=world.at, most=1) == 1
    assert signatures.batch(batch.pk, head).dealt_with == 1
    signing.carry_on(batch.pk, at=world.at)
    view = signatures.batch(batch.pk, head)
    assert (view.signed, view.failed, view.finished_at) == (3, (), world.at)
    assert [item.number for item in view.items] == ["01/KQ", "02/KQ", "03/KQ"]
    for code, item in zip(codes, view.items, strict=True):
        row, content = content_of(code)
        assert files.checks([row.file_id])[row.file_id].outcome is SignatureOutcome.VALID
        text = " ".join(PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
        assert item.number in text
        assert "GIẤY PHÉP XÂY DỰNG" in text
        found = issued.by_hash(row.file_id)
        assert found.counts
        assert found.number == item.number
        assert issued.by_code(found.verify_code.lower()) == found
        state = records.load(code, head)[1]
        assert state.result["number"] == item.number
        assert not Attachment.objects.filter(
            dossier__code=code, place="draft_result", removed_at=None
        )
    verbs = [fact.verb for fact in journal.facts_about("dossier", records.load(codes[0], head)[0])]
    assert verbs.count("dossier.sign_result") == verbs.count("letter.issued") == 1
    assert checks.check().findings == []


def test_a_room_that_decides_signs_in_its_own_name(world, settings, tmp_path, officer):
    """A household business is registered by the commune's room, whose head signs (NĐ 01/2021 art. 87)."""
    (code,) = waiting(world, procedure=BUSINESS, hours=26.0)
    _, state = records.load(code, officer)
    head = with_key(world, settings, tmp_path, "head_of_room", unit=state.holder_unit_id)
    drafted(world, world.in_unit("case_officer", state.holder_unit_id), [code])
    chairman = world.officer("head_of_agency")
    for other in (chairman, world.officer("head_of_room")):
        with pytest.raises(NotPermittedError, match=r"đơn vị đang giữ hồ sơ|người khác thụ lý"):
            results.sign_result(code, number="1/KQ", request=Request(other, world.at))
    batch = begun(world, head, [code])
    signing.carry_on(batch.pk, at=world.at)
    (item,) = signatures.batch(batch.pk, head).items
    assert (item.status, item.number) == (ItemStatus.SIGNED, "01/KQ"), item.reason
    text = " ".join(PdfReader(io.BytesIO(content_of(code)[1])).pages[0].extract_text().split())
    assert "PHÒNG KINH TẾ, HẠ TẦNG VÀ ĐÔ THỊ" in text
    assert "TRƯỞNG PHÒNG" in text.upper()
    (issue,) = IssuedDocument.objects.filter(dossier__code=code)
    assert issue.unit_id == state.holder_unit_id


def test_the_officers_own_pdf_is_signed_as_it_is(world, head, officer):
    (code,) = waiting(world)
    request = Request(officer, world.at)
    file = documents.store(signers.letter(), actor=officer, at=world.at)
    drafting.draft_file(code, file=file, name="giay-phep.pdf", number="12/GPXD", request=request)
    assert Attachment.objects.get(dossier__code=code, place="draft_result").name == "giay-phep.pdf"
    signing.carry_on(begun(world, head, [code]).pk, at=world.at)
    row, content = content_of(code)
    assert content.startswith(signers.letter())
    assert files.checks([row.file_id])[row.file_id].outcome is SignatureOutcome.VALID
    assert IssuedDocument.objects.get().number_text == "12/GPXD"


def test_a_second_click_finds_the_same_batch_and_signs_nothing_twice(world, head, officer):
    codes = drafted(world, officer, waiting(world, 2))
    first, again = begun(world, head, codes), begun(world, head, codes)
    assert first.pk == again.pk
    signing.carry_on(first.pk, at=world.at)
    signing.carry_on(first.pk, at=world.at)
    assert begun(world, head, codes).pk == first.pk
    assert IssuedDocument.objects.count() == 2


def test_a_dossier_waits_in_one_batch_at_a_time(world, head, officer):
    codes = drafted(world, officer, waiting(world))
    begun(world, head, codes)
    with pytest.raises(ConflictError, match="lượt ký khác"):
        begun(world, head, codes, key="k2")


def test_a_crash_in_the_middle_leaves_the_dossier_unsigned(world, head, officer, monkeypatch):
    codes = drafted(world, officer, waiting(world, 2))
    batch = begun(world, head, codes)
    real = results.sign_result

    def struck(code, **more):
        if code == codes[1]:
            raise KeyboardInterrupt
        return real(code, **more)

    monkeypatch.setattr(results, "sign_result", struck)
    with pytest.raises(KeyboardInterrupt):
        signing.carry_on(batch.pk, at=world.at)
    assert IssuedDocument.objects.count() == 1
    assert not Attachment.objects.filter(dossier__code=codes[1], place="result").exists()
    monkeypatch.setattr(results, "sign_result", real)
    assert signatures.open_batches() == [batch.pk]
    signing.carry_on(batch.pk, at=world.at)
    numbers = sorted(IssuedDocument.objects.values_list("number", flat=True))
    assert numbers == [1, 2], "the number of the crash was given back"


def test_what_cannot_be_signed_says_why_and_is_tried_again(world, head, officer):
    codes = drafted(world, officer, waiting(world, 2))
    batch = begun(world, head, codes)
    results.sign_result(codes[0], number="9/X", request=Request(head, world.at))
    signing.carry_on(batch.pk, at=world.at)
    view = signatures.batch(batch.pk, head)
    assert view.signed == 1
    assert [item.code for item in view.failed] == [codes[0]]
    assert view.failed[0].reason
    with pytest.raises(InvalidError, match="không phải bước ký"):
        signing.retry_batch(batch.pk, request=Request(head, world.at, key="k3"))
    assert checks.check().findings == []


def test_a_key_that_is_lost_fails_all_and_a_retry_signs_them(
    world, head, officer, settings, tmp_path
):
    codes = drafted(world, officer, waiting(world, 2))
    batch = begun(world, head, codes)
    path = settings.SIGNING_KEYS / "lanh-dao.p12"
    kept = path.read_bytes()
    path.unlink()
    signing.carry_on(batch.pk, at=world.at)
    view = signatures.batch(batch.pk, head)
    assert {item.reason for item in view.failed} == {
        "Không đọc được tệp khóa “lanh-dao” trên máy chủ. Báo quản trị kỹ thuật."
    }
    path.write_bytes(kept)
    again = signing.retry_batch(batch.pk, request=Request(head, world.at, key="k2"))
    signing.carry_on(again.pk, at=world.at)
    assert signatures.batch(again.pk, head).signed == 2


def test_a_draft_that_was_exchanged_after_the_confirmation_is_not_signed(world, head, officer):
    (code,) = drafted(world, officer, waiting(world))
    batch = begun(world, head, [code])
    drafting.draft_text(
        code, content=CONTENT | {"text": "Khác."}, request=Request(officer, world.at)
    )
    signing.carry_on(batch.pk, at=world.at)
    item = SigningItem.objects.get()
    assert item.status == ItemStatus.FAILED
    assert "Dự thảo đã được thay" in item.reason


def test_a_confirmation_does_not_count_for_ever(world, head, officer):
    codes = drafted(world, officer, waiting(world))
    batch = begun(world, head, codes)
    signing.carry_on(batch.pk, at=world.at + timedelta(hours=5))
    assert "quá 4 giờ" in SigningItem.objects.get().reason


def test_a_certificate_that_ends_between_stops_the_rest(world, head, officer):
    codes = drafted(world, officer, waiting(world))
    batch = begun(world, head, codes)
    revoke_certificate(batch.certificate_id, reason="Mất khóa", actor=SYSTEM, at=world.at)
    signing.carry_on(batch.pk, at=world.at)
    assert "đã thôi dùng" in SigningItem.objects.get().reason
    with pytest.raises(NoCertificateError):
        begun(world, head, codes, key="k2")


@pytest.mark.parametrize("role", ["case_officer", "intake_officer", "clerk"])
def test_only_the_head_signs(world, settings, tmp_path, officer, role):
    codes = drafted(world, officer, waiting(world))
    other = with_key(world, settings, tmp_path, role)
    with pytest.raises(NotPermittedError):
        begun(world, other, codes)
    assert not SigningBatch.objects.exists()


def test_the_head_of_elsewhere_does_not_even_see_it(world, settings, tmp_path, officer):
    codes = drafted(world, officer, waiting(world))
    other = with_key(world, settings, tmp_path, agency=OTHER_WARD)
    with pytest.raises(InvalidError, match="Không thấy hồ sơ"):
        begun(world, other, codes)


def test_nothing_is_begun_without_drafts_choice_or_key(world, head):
    codes = waiting(world)
    with pytest.raises(InvalidError, match="chưa có dự thảo"):
        begun(world, head, codes)
    with pytest.raises(InvalidError, match="Chưa chọn"):
        begun(world, head, [])
    with pytest.raises(InvalidError, match="Tải lại trang"):
        signing.begin_batch([Chosen(codes[0])], request=Request(head, world.at))
    assert not SigningBatch.objects.exists()


def test_a_batch_is_its_signers_own_business(world, head, officer):
    batch = begun(world, head, drafted(world, officer, waiting(world)))
    with pytest.raises(InvalidError, match="Không thấy lượt ký"):
        signatures.batch(batch.pk, officer)
    with pytest.raises(InvalidError, match="Không thấy lượt ký"):
        signing.retry_batch(batch.pk, request=Request(officer, world.at, key="x"))


def test_a_draft_needs_its_words_its_number_and_the_right_people(world, officer):
    (code,) = waiting(world)
    request = Request(officer, world.at)
    with pytest.raises(InvalidError) as wrong:
        drafting.draft_text(code, content={"title": " "}, request=request)
    assert set(wrong.value.fields) == {"title", "text"}
    file = documents.store(signers.letter(), actor=officer, at=world.at)
    with pytest.raises(InvalidError, match="số, ký hiệu"):
        drafting.draft_file(code, file=file, name="a.pdf", number=" ", request=request)
    stranger = world.officer("intake_officer")
    with pytest.raises(NotPermittedError):
        drafting.draft_text(code, content=CONTENT, request=Request(stranger, world.at))
    drafting.draft_text(code, content=CONTENT, request=request)
    drafting.drop_draft(code, request=request)
    with pytest.raises(InvalidError, match="không có dự thảo"):
        drafting.drop_draft(code, request=request)
