"""Is it genuine? Anybody may ask by code or file; nobody learns more than they hold in hand."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from motcua.documents import vault
from motcua.dossiers import records
from motcua.dossiers.actions import letters
from motcua.dossiers.models import DraftAct
from motcua.dossiers.queries import tracking
from motcua.dossiers.records import Request
from motcua.dossiers.states import ActKind
from rooms.dossiers.signed import waiting, with_key

WHERE = "/xac-minh/"


@pytest.fixture
def made(world, settings, tmp_path):
    (code,) = waiting(world)
    head = with_key(world, settings, tmp_path)
    number, state = records.load(code, head)
    content = {"reason": "Chờ đo đạc.", "new_due": "2026-09-18T17:00:00+07:00"}
    act = DraftAct.objects.create(
        dossier_id=number, kind=ActKind.APOLOGY, status="draft", content=content, digest="0" * 64,
        agency_id=state.competent_agency_id, drafted_at=world.at, drafted_by_id=head.account_id,
    )  # fmt: skip
    made = letters.issue_letter(act, state, request=Request(head, world.at))
    made.owner = state.people["owner"]
    made.head = head
    made.dossier_code = code
    return made


def words(answer):
    return " ".join(answer.content.decode().split())


def test_the_qr_code_answers_at_once_and_names_nobody(client, made):
    text = words(client.get(WHERE, {"ma": made.verify_code}))
    assert "Văn bản thật, còn giá trị" in text
    assert made.number_text in text
    assert "Chữ ký hợp lệ" in text
    for hidden in (
        made.owner["name"],
        made.owner["phone"],
        made.head.name,
        made.dossier_code,
        "đo đạc",
    ):
        assert hidden not in text


def test_the_code_may_be_typed_as_people_type(client, made):
    typed = letters.shown_code(made.verify_code).lower().replace("-", " ")
    assert "còn giá trị" in words(client.post(WHERE, {"ma": typed}))


def test_the_very_file_is_recognised_and_another_is_not(client, made):
    content = vault.path_of(made.file_id).read_bytes()
    genuine = words(client.post(WHERE, {"tep": SimpleUploadedFile("a.pdf", content)}))
    assert "trùng từng byte" in genuine
    changed = content[:900] + bytes([content[900] ^ 1]) + content[901:]
    answer = client.post(WHERE, {"tep": SimpleUploadedFile("a.pdf", changed)})
    assert answer.status_code == 422
    assert "không trùng với văn bản nào" in words(answer)
    both = {"ma": made.verify_code, "tep": SimpleUploadedFile("a.pdf", changed)}
    assert "khác bản đã phát hành" in words(client.post(WHERE, both))


def test_an_ended_letter_says_so_and_by_what(client, made, world):
    letters.end(made, reason="Ghi sai tên Nguyễn Văn Kín.", request=Request(made.head, world.at))
    text = words(client.get(WHERE, {"ma": made.verify_code}))
    assert "đã thu hồi" in text
    assert "Nguyễn Văn Kín" not in text


def test_an_act_that_is_not_issued_does_not_exist(client, made, world):
    act = DraftAct.objects.get()
    for asked in (str(act.pk), made.dossier_code, "ABCDEFGHJKLM"):
        answer = client.get(WHERE, {"ma": asked})
        assert answer.status_code == 422
        assert "Không có văn bản nào" in words(answer)


def test_guessing_is_slowed_down(client, db):
    for place in range(tracking.MOST_PER_ADDRESS):
        client.post(WHERE, {"ma": f"AAAA{place:08}"})
    assert "Đợi 15 phút" in words(client.post(WHERE, {"ma": "ABCDEFGHJKLM"}))


@pytest.mark.parametrize("asked", [{}, {"ma": ""}, {"ma": "\0"}, {"ma": "a" * 99}])
def test_rubbish_is_answered_with_a_form(client, db, asked):
    assert client.post(WHERE, asked).status_code == 422
    assert client.get(WHERE, asked).status_code in {200, 422}


def test_other_peoples_wrong_files_keep_nobody_out(client, made):
    for place in range(tracking.MOST_PER_CODE + 1):
        wrong = SimpleUploadedFile("a.pdf", f"%PDF-1.4 {place}".encode())
        client.post(WHERE, {"tep": wrong}, REMOTE_ADDR="198.51.100.7")
    content = vault.path_of(made.file_id).read_bytes()
    mine = {"tep": SimpleUploadedFile("a.pdf", content)}
    assert "trùng từng byte" in words(client.post(WHERE, mine, REMOTE_ADDR="203.0.113.9"))
