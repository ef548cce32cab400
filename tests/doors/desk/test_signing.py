"""The desk's pages of signing: draft, tick, confirm, watch; and what a file's signature is worth."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from doors.desk.conftest import signed_in
from motcua.accounts.models import Account, SigningCertificate
from motcua.dossiers import tasks
from motcua.dossiers.actions import drafting, signing
from motcua.dossiers.issued import IssuedDocument, ResultDraft, SigningBatch
from motcua.dossiers.models import Attachment, Dossier
from motcua.dossiers.records import Request
from rooms.documents import signers
from rooms.dossiers.signed import BUSINESS, waiting, with_key


@pytest.fixture
def desk(ward):
    """A browser in which that officer is signed in."""
    return lambda actor: signed_in(Account.objects.get(pk=actor.account_id).username)


TEXT = {"title": "Giấy phép", "text": "Cấp phép.", "ground": ""}


@pytest.fixture
def quiet(monkeypatch):
    """The background job is called by the test, not by a worker."""

    monkeypatch.setattr(tasks.sign, "defer", lambda: None)


@pytest.fixture
def codes(world):
    found = waiting(world, 2)
    officer = world.officer("case_officer")
    for code in found:
        drafting.draft_text(code, content=TEXT, request=Request(officer, world.at))
    return found


def test_from_the_queue_to_signed_results(world, settings, tmp_path, quiet, codes, desk):
    head = with_key(world, settings, tmp_path)
    page = desk(head)
    listed = page.get("/ban-lam-viec/cho-ky/").content.decode()
    assert all(f'value="{code}"' in listed for code in codes)
    shown = page.get("/ban-lam-viec/cho-ky/xac-nhan/", {"code": codes}).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', shown).group(1)
    chosen = re.findall(r'name="chosen" value="([^"]+)"', shown)
    assert len(chosen) == 2
    answers = [
        page.post("/ban-lam-viec/cho-ky/xac-nhan/", {"key": key, "chosen": chosen})
        for _ in range(2)
    ]
    assert answers[0].url == answers[1].url
    batch = SigningBatch.objects.get()
    halfway = page.get(answers[0].url, headers={"HX-Request": "true"}).content.decode()
    assert "Đang ký 0 / 2" in halfway
    assert "hx-get" in halfway
    signing.carry_on(batch.pk, at=batch.begun_at)
    done = page.get(answers[0].url).content.decode()
    assert "đã ký 2 / 2" in done
    assert "hx-get" not in done
    row = Attachment.objects.filter(place="result").first()
    opened = page.get(f"/ho-so/{codes[0]}/").content.decode()
    assert "Chữ ký hợp lệ" in opened
    told = page.get(f"/ho-so/{codes[0]}/tep/{row.pk}/chu-ky/")
    assert head.name in told.content.decode()
    assert page.post(f"/ho-so/{codes[0]}/tep/{row.pk}/chu-ky/").status_code == 302
    assert IssuedDocument.objects.count() == 2


def test_a_room_that_decides_finds_its_results_in_its_own_queue(world, desk, quiet):
    (code,) = waiting(world, procedure=BUSINESS, hours=26.0)
    unit = Dossier.objects.get(code=code).holder_unit_id
    head, chairman = world.in_unit("head_of_room", unit), world.officer("head_of_agency")
    mine, theirs = desk(head), desk(chairman)
    assert code not in theirs.get("/ban-lam-viec/cho-ky/").content.decode()
    for where in ("/ban-lam-viec/cho-ky/", "/lanh-dao/"):
        assert f"/ho-so/{code}/" in mine.get(where).content.decode(), where
        assert f"/ho-so/{code}/viec/ky-ket-qua/" not in theirs.get(where).content.decode(), where
    offered = mine.get(f"/ho-so/{code}/viec/ky-ket-qua/")
    assert offered.status_code == 200
    assert "Ký kết quả" in offered.content.decode()
    assert theirs.get(f"/ho-so/{code}/viec/ky-ket-qua/").status_code == 403


def test_the_draft_page_takes_words_or_a_file(world, desk):
    (code,) = waiting(world)
    page = desk(world.officer("case_officer"))
    where = f"/ho-so/{code}/du-thao-ket-qua/"
    empty = page.post(where, {"title": "", "text": ""})
    assert empty.status_code == 422
    assert "Ghi nội dung kết quả" in empty.content.decode()
    assert page.post(where, TEXT).status_code == 302
    assert page.get(f"{where}xem/")["Content-Type"] == "application/pdf"
    file = SimpleUploadedFile("giay-phep.pdf", signers.letter())
    assert page.post(where, {"tep": file, "number": "3/GP"}).status_code == 302
    assert ResultDraft.objects.get(closed_at=None).number == "3/GP"
    assert page.post(f"{where}bo/").status_code == 302
    assert page.get(f"{where}xem/").status_code == 404


@pytest.mark.parametrize("role", ["case_officer", "intake_officer"])
def test_who_does_not_sign_does_not_get_the_pages(world, codes, desk, role):
    page = desk(world.officer(role))
    assert page.get("/ban-lam-viec/cho-ky/xac-nhan/").status_code == 403
    assert page.get("/ban-lam-viec/luot-ky/1/").status_code == 403


def test_without_a_certificate_the_page_says_whom_to_ask(world, codes, desk):
    page = desk(world.officer("head_of_agency"))
    shown = page.get("/ban-lam-viec/cho-ky/xac-nhan/", {"code": codes}).content.decode()
    assert "Nhờ quản trị kỹ thuật đăng ký chứng thư" in shown
    refused = page.post("/ban-lam-viec/cho-ky/xac-nhan/", {"key": "k", "chosen": codes})
    assert refused.status_code == 403


def test_the_administrator_registers_and_ends_a_certificate(world, settings, tmp_path, desk):
    head = with_key(world, settings, tmp_path)
    page = desk(world.officer("technical_admin", "trung-tam-pvhcc"))
    where = "/quan-tri/chung-thu-so/"
    assert head.name in page.get(where).content.decode()
    said = {"username": "khong.ai", "key_kind": "pkcs12", "key_name": "lanh-dao"}
    assert "Không thấy cán bộ này" in page.post(where, said).content.decode()
    row = SigningCertificate.objects.get()
    assert page.post(f"{where}{row.pk}/thoi-dung/", {"reason": " "}).status_code == 422
    assert page.post(f"{where}{row.pk}/thoi-dung/", {"reason": "Mất khóa"}).status_code == 302
    assert "Mất khóa" in page.get(where).content.decode()
    assert desk(head).get(where).status_code == 403


@pytest.mark.parametrize("task", [tasks.sign, tasks.carry_on])
def test_a_second_press_before_the_worker_came_waits_behind_the_first(db, task):
    assert task.defer() < task.defer()
