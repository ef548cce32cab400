"""Lists: groups that add up, hand-over of several, search, the alarm of eight working hours."""

from __future__ import annotations

import re
from datetime import date, timedelta

from doors.desk.conftest import DUYEN, HA, STATUS, STRANGER, TOAN, TUAN, VINH
from motcua.accounts import actions
from motcua.accounts.models import Account, Post
from motcua.accounts.states import Role
from motcua.base.actor import SYSTEM
from motcua.desk.lines import short_step
from motcua.dossiers.models import Dossier, DraftAct
from motcua.dossiers.queries import lists
from world import NOW


def numbers(page: str) -> list[int]:
    return [int(n) for n in re.findall(r'fw-normal num">(\d+) hồ sơ', page)]


def test_the_groups_of_the_inbox_add_up_to_its_title(ward):
    days = (-3, -1, 0, 2, 40)
    for offset in days:
        code = ward.processing()
        Dossier.objects.filter(code=code).update(due_at=NOW + timedelta(days=offset, hours=5))
    code = ward.processing()
    Dossier.objects.filter(code=code).update(due_at=None)
    page = ward.client(DUYEN).get("/ban-lam-viec/").content.decode()
    assert "6 hồ sơ: 2 quá hạn, 1 đến hạn hôm nay, 1 đồng hồ không chạy" in page
    assert numbers(page) == [2, 1, 1, 1, 1]
    assert "Quá hạn 4 giờ 30 phút" in page


def test_the_next_page_goes_on_where_the_first_ended(ward, monkeypatch):
    codes = [ward.processing() for _ in range(3)]
    monkeypatch.setitem(lists.inbox.__kwdefaults__, "limit", 2)
    first = ward.client(DUYEN).get("/ban-lam-viec/").content.decode()
    assert "Đang mở 2 / 3 hồ sơ." in first
    following = re.search(r'rel="next" href="([^"]*)"', first).group(1).replace("&amp;", "&")
    second = ward.client(DUYEN).get(following).content.decode()
    seen = [set(re.findall(r"/ho-so/([^/]+)/", page)) for page in (first, second)]
    assert seen[0] | seen[1] == set(codes)
    assert not seen[0] & seen[1]


def test_filters_narrow_and_say_when_nothing_is_left(ward):
    birth, status = ward.processing(), ward.processing(STATUS)
    client = ward.client(DUYEN)
    page = client.get("/ban-lam-viec/ca-don-vi/", {"thu_tuc": STATUS}).content.decode()
    assert status in page
    assert birth not in page
    assert "Không có hồ sơ nào khớp" in client.get("/ban-lam-viec/?tim=xyzxyz").content.decode()
    assert client.get("/ban-lam-viec/?kenh=x&sau=zzz~1&nhom=later").status_code == 200


def test_several_dossiers_are_given_and_taken_and_each_refusal_is_told(ward):
    codes = [ward.received(), ward.received(STATUS)]
    ha, duyen = ward.client(HA), ward.client(DUYEN)
    said = {"key": "k", "code": [*codes, "H48.102-260903-9999"]}
    page = ha.post("/quay/ban-giao/giao/", said, follow=True).content.decode()
    assert "Đã giao 2 hồ sơ" in page
    assert "Chưa làm được với H48.102-260903-9999." in page
    page = ha.post(
        "/quay/ban-giao/giao/", {"key": "k2", "code": codes}, follow=True
    ).content.decode()
    assert "danh sách chờ ký nhận" in page
    address = re.search(
        r"/quay/ban-giao/\d+/", duyen.get("/quay/ban-giao/").content.decode()
    ).group()
    assert all(code in duyen.get(address).content.decode() for code in codes)
    wrong = duyen.post(f"{address}ky/", {"code": codes[:1]}, follow=True).content.decode()
    assert "Ghi lý do không nhận" in wrong
    said = {"code": codes[:1], "reason": "Thiếu tờ khai"}
    page = duyen.post(f"{address}ky/", said, follow=True).content.decode()
    assert "Đã ký nhận danh sách" in page
    assert "Thiếu tờ khai" in page
    assert ward.state(codes[1]).status == "processing"
    assert ward.state(codes[0]).offer is None
    assert "đã xử lý lúc" in duyen.post(f"{address}ky/", said, follow=True).content.decode()
    assert duyen.get(f"{address}in/")["Content-Type"] == "application/pdf"
    assert ward.client(STRANGER).get(address).status_code == 404
    assert ward.client(STRANGER).get(f"{address}in/").status_code == 404


def test_what_was_offered_alone_is_taken_alone_or_put_on_a_list(ward):
    first, second = ward.offered(), ward.offered(STATUS)
    duyen = ward.client(DUYEN)
    taken = duyen.post("/quay/ban-giao/nhan/", {"do": "take", "code": [first]}, follow=True)
    assert "Đã nhận 1 hồ sơ" in taken.content.decode()
    refused = {"do": "decline", "code": [second], "reason": "Thiếu tờ khai"}
    answer = duyen.post("/quay/ban-giao/nhan/", refused, follow=True).content.decode()
    assert "Đã trả lại 1 hồ sơ" in answer
    third = ward.offered()
    listed = ward.client(HA).post("/quay/ban-giao/giao/", {"code": [third]}, follow=True)
    page = listed.content.decode()
    assert "Lấy lại danh sách" in page
    address = listed.redirect_chain[-1][0]
    done = ward.client(HA).post(f"{address}ky/", {"do": "withdraw"}, follow=True).content.decode()
    assert "Đã lấy lại danh sách" in done
    assert ward.state(third).offer is None


def test_results_go_to_the_post_and_the_postman_marks_them(ward, settings):
    settings.POSTAL_CARRIER = "motcua.dossiers.ports.FakeCarrier"
    code = ward.completed()
    Dossier.objects.filter(code=code).update(return_channel="post")
    toan, ha = ward.client(TOAN), ward.client(HA)
    assert code in toan.get("/quay/buu-chinh/").content.decode()
    made = toan.post("/quay/buu-chinh/giao/", {"code": [code]}, follow=True)
    assert "Người giao không tự ký nhận" in made.content.decode()
    address = made.redirect_chain[-1][0]
    ha.post(f"{address}ky/", {})
    page = toan.get("/quay/buu-chinh/").content.decode()
    assert "Đang chuyển" in page
    mark = f"/quay/buu-chinh/{code}/"
    assert (
        "người đã ký nhận" in toan.post(mark, {"news": "delivered"}, follow=True).content.decode()
    )
    toan.post(mark, {"news": "delivered", "proof": "Trần Văn Bình"})
    assert ward.state(code).status == "returned"
    assert "kết thúc" in toan.post(mark, {"news": "lost"}, follow=True).content.decode()


def test_a_postman_reads_where_it_goes_and_opens_no_dossier(ward, settings):
    settings.POSTAL_CARRIER = "motcua.dossiers.ports.FakeCarrier"
    code = ward.completed()
    Dossier.objects.filter(code=code).update(return_channel="post")
    ward.client(TOAN).post("/quay/buu-chinh/giao/", {"code": [code]})
    taken_on = Account.objects.get(username=STRANGER)
    Post.objects.filter(account=taken_on).delete()
    actions.assign_post(
        taken_on.pk, unit_id=ward.unit.id, role=Role.POSTAL_STAFF,
        effective_from=date(2026, 1, 1), actor=SYSTEM, at=ward.at,
    )  # fmt: skip
    postman, row = ward.client(STRANGER), Dossier.objects.get(code=code)
    act = DraftAct.objects.create(
        dossier=row, kind="refusal", status="draft", content={"reason": "x"}, digest="0" * 64,
        agency_id=row.agency_ids[0], drafted_at=ward.at,
    )  # fmt: skip
    assert row.people["owner"]["phone"] in postman.get("/quay/buu-chinh/").content.decode()
    for part in (
        "", "giay-tiep-nhan/", "phieu-kiem-soat/", "du-thao-ket-qua/", "du-thao-ket-qua/xem/",
        f"van-ban/{act.pk}/", f"van-ban/{act.pk}/xem-truoc/", f"van-ban/{act.pk}/word/",
        "lay-y-kien/1/phieu/", "xac-minh/1/bien-ban/",
    ):  # fmt: skip
        assert postman.get(f"/ho-so/{code}/{part}").status_code == 403, part


def test_the_alarm_counts_working_hours_only(ward):
    # The desk's clock stands at 11:40; the night and the weekend do not count.
    ward.submitted(minutes_ago=60)
    ward.submitted(minutes_ago=24 * 60)
    page = ward.client(HA).get("/quay/truc-tuyen/").content.decode()
    assert "Đã chờ 2 giờ 50 phút" in page
    assert "Trong hạn" in page
    assert page.index("Quá") < page.index("Trong hạn")


def test_search_finds_with_and_without_diacritics_by_phone_and_number(ward):
    code = ward.received()
    client = ward.client(HA)
    for typed in ("thanh tuyền", "THANH TUYEN", "0905000317", "051185004317", "260903-0001"):
        assert code in client.get("/tim-kiem/", {"tim": typed}).content.decode(), typed
    assert client.get("/tim-kiem/", {"tim": code})["Location"] == f"/ho-so/{code}/"


def test_the_qr_code_of_a_receipt_finds_its_dossier(ward):
    code = ward.received()
    address = f"https://dichvucong.quangngai.gov.vn/tra-cuu/?ma={code}"
    assert ward.client(HA).get("/tim-kiem/", {"tim": address})["Location"] == f"/ho-so/{code}/"


def test_the_return_counter_finds_what_lies_there(ward):
    code = ward.completed()
    client = ward.client(TOAN)
    assert code in client.get("/quay/tra-ket-qua/").content.decode()
    assert code in client.get("/quay/tra-ket-qua/", {"tim": "tuyen"}).content.decode()
    assert code not in client.get("/quay/tra-ket-qua/", {"tim": "nguyen van"}).content.decode()


def test_a_head_assigns_several_and_whoever_signs_sees_what_waits(ward):
    codes = [ward.offered(), ward.offered()]
    for code in codes:
        assert ward.step(VINH, code, "nhan-ban-giao").status_code == 302
    page = ward.client(VINH).get("/ban-lam-viec/phan-cong/").content.decode()
    assert all(code in page for code in codes)
    chief = ward.client(TUAN)
    assert "2 hồ sơ chưa có người thụ lý" in chief.get("/lanh-dao/").content.decode()
    opened = chief.get("/ban-lam-viec/phan-cong/").content.decode()
    assert all(code in opened for code in codes), "the chair gives out the work of every room"
    duyen = ward.asks(DUYEN).actor.account_id
    said = {"key": "k", "code": codes, "officer": str(duyen)}
    told = ward.client(VINH).post("/ban-lam-viec/phan-cong/giao/", said, follow=True)
    assert "Đã phân công 2 hồ sơ." in told.content.decode()
    assert {ward.state(code).holder_id for code in codes} == {duyen}
    signing = ward.to_sign()
    assert signing in ward.client(TUAN).get("/ban-lam-viec/cho-ky/").content.decode()


def test_a_long_step_shows_its_first_task():
    assert short_step("Thẩm tra hồ sơ, ghi Sổ đăng ký khai sinh, in Giấy") == "Thẩm tra hồ sơ"
    assert short_step("Ký Giấy khai sinh") == "Ký Giấy khai sinh"
