"""The page of a draft whose officer has left: who goes on, who reads why not."""

from __future__ import annotations

from doors.desk.conftest import DUYEN, HA, VINH
from motcua.accounts.models import Account
from motcua.dossiers.actions import reassigning
from motcua.dossiers.models import DraftAct

SAID = {
    "key": "a", "reason": "Không đủ điều kiện vì trẻ đã được khai sinh nơi khác",
    "ground": "Điều 15 Luật Hộ tịch", "reason_code": "untrue",
}  # fmt: skip
BUTTON = "Nhận soạn tiếp</button>"


def test_a_head_takes_up_the_draft_and_may_no_more_approve_it(ward):
    code = ward.processing()
    act = ward.client(DUYEN).post(f"/ho-so/{code}/van-ban/soan/refusal/", SAID)["Location"]
    assert BUTTON not in ward.client(DUYEN).get(act).content.decode()
    page = ward.client(VINH).get(act).content.decode()
    assert BUTTON in page
    assert "anh/chị không duyệt được nữa" in page
    assert ward.client(HA).post(act + "soan-tiep/", {"version": "1"}).status_code == 403
    assert ward.client(VINH).post(act + "soan-tiep/", {"version": "x"}).status_code == 409
    assert ward.client(VINH).post(act + "soan-tiep/", {"version": "1"})["Location"] == act
    page = ward.client(VINH).get(act).content.decode()
    assert "Sửa bản soạn" in page
    assert "nhận soạn tiếp" in page
    assert "Duyệt, trình Trung tâm" not in page
    assert ward.client(VINH).post(act + "duyet/", {"version": "2"}).status_code == 403
    assert ward.client(VINH).post(act + "soan-tiep/", {"version": "2"}).status_code == 403


def test_who_may_not_reads_what_to_do(ward):
    code = ward.processing()
    act = ward.client(DUYEN).post(f"/ho-so/{code}/van-ban/soan/refusal/", SAID)["Location"]
    page = ward.client(HA).get(act).content.decode()
    assert BUTTON not in page
    assert "nhận soạn tiếp" in page
    assert "Hủy bản soạn" not in page


def test_the_preview_of_a_hand_over_says_how_many_drafts_go_along(ward):
    code = ward.processing()
    ward.client(DUYEN).post(f"/ho-so/{code}/van-ban/soan/refusal/", SAID)
    leaver = Account.objects.get(username=DUYEN).pk
    heads = Account.objects.get(username=VINH).pk
    page = ward.client(VINH).get(f"/lanh-dao/ban-giao/?tu={leaver}&den={heads}").content.decode()
    assert "1 bản soạn đi theo" in page
    shown = reassigning.plan(
        from_officer=leaver, to_officers=[heads], actor=ward.asks(VINH).actor, at=ward.asks(VINH).at
    )
    move = shown.moves[0]
    ward.client(VINH).post(
        "/lanh-dao/ban-giao/",
        {"key": "k", "tu": leaver, "den": heads, "reason": "Nghỉ",
         "move": f"{move.dossier_id}:{move.version}:{heads}"},
    )  # fmt: skip
    assert DraftAct.objects.get().drafted_by_id == heads
