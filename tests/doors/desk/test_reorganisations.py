"""The pages of reorganisations: who gets in, what they say when something is refused."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook

from doors.desk.conftest import Ward
from motcua.accounts.models import Account
from motcua.agencies.models import Agency, Reorganisation
from motcua.dossiers import tasks
from motcua.dossiers.actions import reorganisation_works as works
from world import NOW

FORM = {
    "number": "9/NQ-HĐND", "decided_on": "01/06/2025", "title": "Sắp xếp",
    "effective_on": "01/07/2025", "key": "k",
}  # fmt: skip


@pytest.fixture
def opened(world, client):
    def sign_in(username):
        client.force_login(Account.objects.get(username=username))
        return client

    return sign_in


def test_only_administrators_and_the_director_get_in(opened):
    assert opened("tiepnhan.nghialo").get("/quan-tri/sap-xep/").status_code == 403
    assert opened("giamdoc.tt").get("/quan-tri/sap-xep/moi/").status_code == 403
    assert opened("giamdoc.tt").get("/quan-tri/sap-xep/").status_code == 200
    assert opened("nghiepvu.tt").get("/quan-tri/sap-xep/999/").status_code == 404
    assert opened("nghiepvu.tt").post("/quan-tri/sap-xep/999/dien-tap/").status_code == 404


def test_a_map_is_filled_rehearsed_and_exported(opened):
    desk = opened("nghiepvu.tt")
    assert desk.post("/quan-tri/sap-xep/moi/", {**FORM, "number": ""}).status_code == 422
    made = desk.post("/quan-tri/sap-xep/moi/", FORM)
    page = made.headers["Location"]
    shown = desk.get(page).content.decode()
    assert "Nghị quyết 9/NQ-HĐND" in shown
    assert "1–50 trong" in shown
    assert desk.post("/quan-tri/sap-xep/moi/", FORM).status_code == 422
    assert desk.get(f"{page}bang.xlsx").status_code == 422
    told = desk.post(f"{page}dien-tap/", follow=True).content.decode()
    assert "0 hồ sơ chuyển, không hồ sơ nào bị bỏ lại." in told
    book = load_workbook(BytesIO(desk.get(f"{page}bang.xlsx").content))
    assert book.sheetnames == ["Tổng hợp", "Bản đồ"]
    assert book["Bản đồ"].max_row == Reorganisation.objects.get().lines.count() + 1
    for rubbish in ("?tu=x&q=%00", "?cu=1&moi=y", "?tu=99999999999"):
        assert desk.get(f"{page}{rubbish}").status_code in {200, 400}
    assert desk.get(f"{page}ho-so/?cu=1&moi=2").status_code == 200
    answer = desk.post(f"{page}ap-dung/", follow=True).content.decode()
    assert "chưa được duyệt" in answer
    answer = desk.post(
        f"{page}chon-noi-nhan/", {"codes": "x", "heir": "Sở Xây dựng", "reason": "y", "key": "k"}
    )
    assert answer.status_code == 422


def test_a_line_is_asked_for_again_with_the_reason(opened):
    desk = opened("nghiepvu.tt")
    page = desk.post("/quan-tri/sap-xep/moi/", FORM).headers["Location"]
    said = {
        "predecessor": "Sở Xây dựng",
        "heir": "xã",
        "area": "xã Không Có",
        "unit": "Phòng Lạ",
        "key": "k",
    }
    answer = desk.post(f"{page}them-dong/", said)
    assert answer.status_code == 422
    shown = answer.content.decode()
    for words in ("Có nhiều tên giống", "Không có “xã Không Có”", "không có đơn vị mang tên này"):
        assert words in shown
    known = {"predecessor": "Sở Xây dựng", "heir": "Sở Tài chính", "sector_code": "G09", "key": "k"}
    assert desk.post(f"{page}them-dong/", known).status_code == 302
    assert desk.post(f"{page}huy/", {"reason": "", "key": "k"}).status_code == 422
    assert desk.post(f"{page}huy/", {"reason": "Soạn lại", "key": "k"}).status_code == 302
    assert desk.post(f"{page}them-dong/", known).status_code == 409


def test_a_long_rehearsal_tells_how_far_it_is_and_what_has_gone_on_since(
    opened, world, monkeypatch
):
    monkeypatch.setattr(works, "AT_ONCE", 0)
    ward = Ward(world)
    ward.received()
    desk = opened("nghiepvu.tt")
    page = desk.post("/quan-tri/sap-xep/moi/", {**FORM, "effective_on": "01/10/2026"})
    page = page.headers["Location"]
    names = dict(Agency.objects.filter(key__in=["ubnd-21028", "ubnd-21025"]).valid_on(NOW.date())
                 .values_list("key", "name"))  # fmt: skip
    said = {"predecessor": names["ubnd-21028"], "heir": names["ubnd-21025"], "key": "k"}
    assert desk.post(f"{page}them-dong/", said).status_code == 302
    told = desk.post(f"{page}dien-tap/", follow=True).content.decode()
    assert "Đang diễn tập" in told
    assert "Đang đọc hồ sơ" in told
    part = desk.get(f"{page}tien-do/", headers={"HX-Request": "true"})
    assert 'hx-trigger="every 1s"' in part.content.decode()
    assert desk.get(f"{page}tien-do/").status_code == 302
    monkeypatch.setattr("motcua.dossiers.tasks.now", lambda: NOW)
    assert tasks.carry_out_reorganisations() == 1
    done = desk.get(f"{page}tien-do/", headers={"HX-Request": "true"})
    assert done.headers["HX-Refresh"] == "true"
    shown = desk.get(page).content.decode()
    assert "1 hồ sơ chuyển, không hồ sơ nào bị bỏ lại." in shown
    ward.received()
    assert "hồ sơ đã đi tiếp từ lần diễn tập này" in desk.get(page).content.decode()
    assert opened("tiepnhan.nghialo").get(f"{page}tien-do/").status_code == 403
