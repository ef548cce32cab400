"""Administration as pages: who comes in, what is changed from a day on, put back, and shown before."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doors.desk.conftest import ADMIN, DIRECTOR, HA, STATUS, TUAN
from motcua.accounts.models import Account, SigningCertificate
from motcua.agencies import queries as agencies
from motcua.clock import queries as known
from motcua.dossiers.actions import calendars as changing
from motcua.dossiers.actions.processes import prepare_move
from motcua.procedures import demo as making
from motcua.procedures import queries as procedures
from motcua.rulebook import queries as rulebook
from world import NOW

TODAY = NOW.date()
HOME, RULES, WORDINGS = "/quan-tri/", "/quan-tri/quy-dinh/", "/quan-tri/mau-tin/"
HOURS = f"{RULES}control.desk_hours/"
SMS = f"{RULES}message.accepted.sms/"
REGISTER, PROVINCE_HOURS = "/quan-tri/don-vi/", "/lich-lam-viec/gio/province/"


def text_of(answer) -> str:
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(words.split())


def said(value, **more) -> dict:
    return {
        "value": value,
        "effective_from": "03/09/2026",
        "reason": "Quy chế 5",
        "version": 0,
    } | more


def pages(ward) -> list[str]:
    unit = ward.unit
    return [
        HOME, RULES, WORDINGS, HOURS, SMS, REGISTER, f"{REGISTER}?tim=nghia&ngay=01/07/2024",
        f"/quan-tri/co-quan/{unit.agency_id}/", f"{REGISTER}{unit.id}/",
    ]  # fmt: skip


def test_keepers_read_and_others_are_told_whom_to_ask(ward):
    for address in pages(ward):
        assert ward.client(ADMIN).get(address).status_code == 200, address
        for username in (HA, TUAN):
            refused = ward.client(username).get(address)
            assert refused.status_code == 403, (username, address)
            assert "quản trị nghiệp vụ" in text_of(refused)
    for address in (
        f"{REGISTER}{ward.unit.id}/doi-ten/", "/quan-tri/co-quan/moi/", f"{REGISTER}{ward.unit.id}/lich/",
        f"{PROVINCE_HOURS}sua/",
    ):  # fmt: skip
        assert ward.client(ADMIN).get(address).status_code == 200, address
        assert ward.client(HA).post(address).status_code == 403, address
    assert ward.client(HA).get(PROVINCE_HOURS).status_code == 200
    assert 'href="/quan-tri/"' in ward.client(ADMIN).get("/danh-muc/").content.decode()
    assert 'href="/quan-tri/"' not in ward.client(HA).get("/danh-muc/").content.decode()


def test_what_is_not_there_is_said_to_be_not_there(ward):
    admin = ward.client(ADMIN)
    for address in (
        f"{RULES}khong.co/", f"{REGISTER}99999999/", "/quan-tri/co-quan/99999999/",
        f"{REGISTER}{ward.unit.id}/an-may/", "/lich-lam-viec/gio/khong-co/",
        "/lich-lam-viec/tien-do/99999999/",
    ):  # fmt: skip
        assert admin.get(address).status_code == 404, address


CONTROLLER, TECHNICAL, INSPECTOR = "kiemsoat.tt", "kythuat.tt", "thanhtra.tinh"
PARTS = {
    "/quan-tri/tai-khoan/": {ADMIN, TECHNICAL},
    "/danh-muc/ban-nhap/": {ADMIN, DIRECTOR},
    "/danh-muc/can-xem-lai/": {ADMIN},
    "/quan-tri/sap-xep/": {ADMIN, DIRECTOR},
    "/danh-muc/": {ADMIN, TECHNICAL, DIRECTOR, INSPECTOR},
}


def main_of(client) -> str:
    return client.get(HOME).content.decode().partition("<main")[2]


def test_each_keeper_finds_the_parts_whose_pages_open_to_them(ward):
    for username in (ADMIN, TECHNICAL, DIRECTOR, INSPECTOR):
        client = ward.client(username)
        page = main_of(client)
        for address, keepers in PARTS.items():
            assert (f'href="{address}"' in page) is (username in keepers), (username, address)
            opens = client.get(address).status_code == 200
            assert opens is (username in keepers), (username, address)
    rail = ward.client(ADMIN).get(HOME).content.decode()
    assert rail.index(">Bản nháp<") < rail.index(">Tổng quan<") < rail.index(">Cấu hình<")


def test_what_waits_for_a_second_person_or_an_agency_is_told_with_its_decision(ward):
    asks = ward.asks(CONTROLLER)
    assert "chờ người thứ hai" not in main_of(ward.client(ADMIN))
    making.load(
        drafter=asks.actor, approver=ward.asks(ADMIN).actor, agency_keys=("ubnd-21028",), at=NOW
    )
    new = procedures.history("1.001193")[0]
    old = procedures.current_version("1.001193", TODAY, agency_id=ward.unit.agency_id)
    prepare_move(
        source_id=old.process_id, target_id=new.process_id, mapping={}, reason="Quy trình mới",
        actor=asks.actor, at=NOW,
    )  # fmt: skip
    page = main_of(ward.client(ADMIN))
    assert 'href="/danh-muc/ban-nhap/">2 bản nháp đã đủ nội dung' in page
    assert "1 đợt chuyển quy trình chờ người thứ hai xác nhận" in page
    assert 'href="/danh-muc/viec-cong-bo/">Nhập Cơ sở dữ liệu quốc gia: hạn 01/09/2026.' in page
    assert "Quyết định MH-20/2026 (minh họa): Sửa đổi quy trình nội bộ" in page
    assert "bản nháp đã đủ" not in main_of(ward.client(INSPECTOR))


def test_a_certificate_that_ends_within_a_month_is_told_to_those_who_replace_it(ward):
    account = Account.objects.get(username=TUAN)

    def held(number: int, days: int, **more) -> None:
        SigningCertificate.objects.create(
            account=account, subject=f"CN={TUAN}", issuer="CA", serial=str(number), der=b"",
            sha256=f"{number:064}", key_kind="pkcs12", key_name="khoa", registered_at=NOW,
            valid_from=NOW - timedelta(days=9), valid_until=NOW + timedelta(days=days), **more,
        )  # fmt: skip

    words = "Chứng thư của Võ Minh Tuấn hết hạn ngày 23/09/2026."
    held(1, 20)
    assert f'href="/quan-tri/chung-thu-so/">{words}' in main_of(ward.client(TECHNICAL))
    assert words not in main_of(ward.client(ADMIN))
    held(2, 400, revoked_at=NOW, revoked_reason="Mất thiết bị")
    assert words in main_of(ward.client(TECHNICAL))
    held(3, 400)
    assert words not in main_of(ward.client(TECHNICAL))


def test_a_value_is_changed_seen_in_the_history_and_put_back(ward):
    admin = ward.client(ADMIN)
    assert admin.post(HOURS, said("6")).status_code == 302
    assert rulebook.number("control.desk_hours", TODAY) == 6
    page = admin.get(HOURS)
    assert "từ “4 giờ làm việc” thành “6 giờ làm việc”, áp dụng từ ngày 03/09/2026" in text_of(page)
    back = admin.get(f"{HOURS}?ve=0").content.decode()
    assert 'value="4"' in back
    assert "Trở lại giá trị trước ngày 03/09/2026" in back
    stale = admin.post(HOURS, said("5"))
    assert stale.status_code == 422
    assert "vừa được người khác đổi" in text_of(stale)
    assert admin.post(HOURS, said("4", version=1)).status_code == 302
    assert rulebook.number("control.desk_hours", TODAY) == 4
    assert "Quy chế 5" in text_of(admin.get(HOME))


@pytest.mark.parametrize(
    ("value", "more", "sentence"),
    [
        ("99", {}, "Ghi số từ 1 đến 40"),
        ("bốn", {}, "Ghi một số nguyên"),
        ("6", {"reason": ""}, "Ghi lý do"),
        ("6", {"effective_from": "hôm nay"}, "dạng 02/09/2026"),
        ("6", {"effective_from": "01/09/2026"}, "Chọn hôm nay hoặc một ngày sau"),
        ("4", {}, "đang áp dụng"),
    ],
)
def test_a_value_that_cannot_be_taken_says_so_at_its_field(ward, value, more, sentence):
    answer = ward.client(ADMIN).post(HOURS, said(value, **more))
    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_a_planned_change_is_shown_and_dropped(ward):
    admin = ward.client(ADMIN)
    admin.post(HOURS, said("6", effective_from="01/10/2026"))
    page = admin.get(HOURS).content.decode()
    assert "Sắp áp dụng" in page
    assert "từ 01/10/2026" in text_of(admin.get(HOME))
    action = re.search(r'action="([^"]*/bo/\d+/)"', page)[1]
    assert admin.post(action).status_code == 302
    assert "Sắp áp dụng" not in admin.get(HOURS).content.decode()
    assert admin.post(action).status_code == 404


def test_a_message_is_previewed_with_its_cost_before_it_is_saved(ward):
    admin = ward.client(ADMIN)
    typed = said("Hồ sơ {mã hồ sơ} hẹn {ngày hẹn}.", do="preview")
    page = text_of(admin.post(SMS, typed))
    assert "Xem trước, chưa lưu. Hồ sơ H51.36.07-261123-0042 hẹn 17:00 ngày 30/11/2026." in page
    assert "ký tự có dấu, 1 tin" in page
    assert rulebook.timeline("message.accepted.sms") == ()
    wrong = admin.post(SMS, said("Chào {tên}"))
    assert wrong.status_code == 422
    assert "Không có chỗ điền {tên}" in text_of(wrong)
    assert admin.post(SMS, said("Hồ sơ {mã hồ sơ} hẹn {ngày hẹn}.")).status_code == 302
    admin.post(f"{RULES}message.sms.plain/", said("on"))
    assert "hen 17:00 ngay 30/11/2026" in text_of(admin.get(SMS))


def test_a_unit_is_renamed_and_the_name_put_back(ward):
    admin, unit = ward.client(ADMIN), ward.unit
    rename = f"{REGISTER}{unit.id}/doi-ten/"
    answer = admin.post(rename, {"name": "Trung tâm Mới", "on": "03/09/2026", "reason": "QĐ 9"})
    assert answer.status_code == 302, text_of(answer)
    page = admin.get(f"{REGISTER}{unit.id}/").content.decode()
    assert "Trung tâm Mới" in page
    back = re.search(r'href="(doi-ten/\?ve=\d+)"', page)[1]
    assert f'value="{unit.name}"' in admin.get(f"{REGISTER}{unit.id}/{back}").content.decode()
    again = admin.post(rename, {"name": "Trung tâm Mới", "on": "04/09/2026", "reason": "QĐ 9"})
    assert again.status_code == 422
    assert "không có gì để đổi" in text_of(again)


def test_an_agency_is_established_with_a_unit_and_passed_on(ward):
    admin = ward.client(ADMIN)
    form = admin.get("/quan-tri/co-quan/moi/").content.decode()
    area = re.search(r'<option value="(\d+)">phường Nghĩa Lộ', form)[1]
    made = admin.post("/quan-tri/co-quan/moi/", {
        "name": "Ban Quản lý mới", "kind": "management_board", "area": area, "parent": "",
        "code_new": "H51.99", "effective_from": "03/09/2026", "reason": "QĐ 10",
    })  # fmt: skip
    assert made.status_code == 302, text_of(made)
    card = made["Location"]
    unit = {
        "name": "Phòng Một",
        "kind": "room",
        "unit_code": "",
        "effective_from": "03/09/2026",
        "reason": "QĐ 10",
    }
    assert admin.post(f"{card}lap-don-vi/", unit).status_code == 302
    twice = admin.post(f"{card}lap-don-vi/", unit)
    assert (twice.status_code, "Khóa này" in text_of(twice)) == (422, True)
    heirs = {"kind": "takeover", "on": "01/10/2026", "reason": "QĐ 11"}
    wrong = admin.post(f"{card}chuyen-giao/", heirs | {"heirs": "Sở Không Có"})
    assert "Không có cơ quan “Sở Không Có”" in text_of(wrong)
    done = admin.post(f"{card}chuyen-giao/", heirs | {"heirs": "Ủy ban nhân dân phường Nghĩa Lộ"})
    assert done.status_code == 302, text_of(done)
    page = text_of(admin.get(card))
    assert "Sắp kết thúc" in page
    assert "Chuyển giao cho Ủy ban nhân dân phường Nghĩa Lộ" in page


def hours_form(ward, key: str, **more) -> dict:
    page = ward.client(ADMIN).get(f"/lich-lam-viec/gio/{key}/sua/").content.decode()
    found = dict(
        re.findall(r'name="((?:hours|reception)_\w{3}|version|name|since)" value="([^"]*)"', page)
    )
    return found | {"reason": "Quyết định 7", "decision": "7/QĐ-UBND"} | more


def test_hours_of_a_new_calendar_are_proposed_confirmed_and_followed_by_a_unit(ward):
    ward.at = NOW.replace(day=4)
    codes = [ward.received() for _ in range(2)]
    admin = ward.client(ADMIN)
    wrong = admin.post(
        "/lich-lam-viec/gio/moi/sua/", hours_form(ward, "moi", name="Có thứ Bảy", hours_sat="sáng")
    )
    assert wrong.status_code == 422
    assert "Ghi giờ dạng 07:00–11:30" in text_of(wrong)
    typed = hours_form(
        ward, "moi", name="Có sáng thứ Bảy", hours_sat="7:00-11:30", since="01/01/2018"
    )
    proposed = admin.post("/lich-lam-viec/gio/moi/sua/", typed)
    assert proposed.status_code == 302, text_of(proposed)
    assert "Không hồ sơ đang mở nào đổi ngày hẹn" in text_of(admin.get(proposed["Location"]))
    ward.client(DIRECTOR).post(f"{proposed['Location']}xac-nhan/")
    assert "co-sang-thu-bay" in set(known.keys())
    follow = f"{REGISTER}{ward.unit.id}/lich/"
    wanted = {"calendar_key": "co-sang-thu-bay", "reception_key": "province", "reason": "QĐ 7"}
    shown = admin.post(follow, wanted | {"do": "preview"})
    assert "2 hồ sơ đang mở sẽ đổi ngày hẹn" in text_of(shown)
    assert all(code in text_of(shown) for code in codes)
    asked = admin.post(follow, wanted | {"do": "propose"})
    assert asked.status_code == 302, text_of(asked)
    assert admin.get(follow)["Location"] == asked["Location"]
    page = text_of(admin.get(asked["Location"]))
    assert "thành “Có sáng thứ Bảy”" in page
    assert "2 hồ sơ đang mở sẽ đổi ngày hẹn" in page
    assert "Cần người thứ hai xác nhận" in page
    assert admin.post(f"{asked['Location']}xac-nhan/").status_code == 403
    director = ward.client(DIRECTOR)
    no = f"{asked['Location']}khong-dong-y/"
    assert director.post(no, {"reason": " "}).status_code == 422
    assert director.post(no, {"reason": "Chưa có quyết định"}).status_code == 302
    assert "Lý do không đồng ý: Chưa có quyết định" in text_of(admin.get(asked["Location"]))
    assert director.post(f"{asked['Location']}xac-nhan/").status_code == 409
    assert agencies.unit(ward.unit.id).calendar_key == "province"
    asked = admin.post(follow, wanted | {"do": "propose"})
    assert director.post(f"{asked['Location']}xac-nhan/").status_code == 302
    assert agencies.unit(ward.unit.id).calendar_key == "co-sang-thu-bay"
    twice = admin.post(follow, wanted | {"do": "propose"})
    assert (twice.status_code, "đang theo lịch này" in text_of(twice)) == (422, True)
    page = text_of(admin.get("/lich-lam-viec/gio/co-sang-thu-bay/"))
    assert ward.unit.name in page
    assert "Có sáng thứ Bảy" in text_of(admin.get("/lich-lam-viec/"))


def test_a_large_change_leads_to_its_progress(ward, monkeypatch):
    monkeypatch.setattr(changing, "LARGE", 1)
    ward.at = NOW.replace(day=4)
    for _ in range(2):
        ward.received()
    admin = ward.client(ADMIN)
    typed = hours_form(ward, "province", hours_sat="7:00-11:30", since="01/01/2018")
    proposed = admin.post(f"{PROVINCE_HOURS}sua/", typed)["Location"]
    assert "được chuyển dần trong nền" in text_of(admin.get(proposed))
    done = ward.client(DIRECTOR).post(f"{proposed}xac-nhan/")
    assert "/tien-do/" in done["Location"]
    page = admin.get(done["Location"])
    assert "0 / 2 hồ sơ" in text_of(page)
    assert 'hx-trigger="every 2s"' in page.content.decode()
    from motcua.dossiers.tasks import continue_calendar_runs

    continue_calendar_runs()
    part = admin.get(done["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "Xong." in part
    assert "<html" not in part
    assert "hx-trigger" not in part


def statements(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len([q for q in seen.captured_queries if "SAVEPOINT" not in q["sql"]])


def test_pages_cost_the_same_after_many_changes(ward):
    admin, addresses = (
        ward.client(ADMIN),
        [HOME, RULES, HOURS, REGISTER, f"{REGISTER}{ward.unit.id}/"],
    )

    def change(number):
        admin.post(HOURS, said(str(10 + number), version=number))
        name = {"name": f"Tên {number}", "on": f"{10 + number}/09/2026", "reason": "QĐ"}
        admin.post(f"{REGISTER}{ward.unit.id}/doi-ten/", name)

    change(0)
    few = {address: statements(admin, address) for address in addresses}
    for number in range(1, 5):
        change(number)
    ward.received(STATUS)
    many = {address: statements(admin, address) for address in addresses}
    assert many == few
    # Each kind of duty on the home page asks once, rounds of erasing among them.
    assert max(many.values()) <= 15, many


def test_the_configuration_goes_out_is_compared_and_brought_in(ward):
    admin, address = ward.client(ADMIN), "/quan-tri/cau-hinh/"
    assert ward.client(HA).get(f"{address}xuat/").status_code == 403
    assert "Chưa có lần nạp nào." in text_of(admin.get(address))
    out = admin.get(f"{address}xuat/")
    assert out["Content-Disposition"] == 'attachment; filename="cau-hinh-2026-09-03.json"'
    content = json.loads(out.content)
    unit = next(one for one in content["units"] if one["ref"] == f"{ward.unit.key}@2025-07-01")
    unit["name"] = "Trung tâm Từ Tệp"
    changed = json.dumps({k: v for k, v in content.items() if k != "digest"}).encode()
    wrong = admin.post(f"{address}so-sanh/", {"file": ContentFile(b"{}", "x.json")})
    assert (wrong.status_code, "không phải tệp cấu hình" in text_of(wrong)) == (422, True)
    shown = admin.post(f"{address}so-sanh/", {"file": ContentFile(changed, "x.json")})
    assert "Trung tâm Từ Tệp" in text_of(shown)
    sent = dict(re.findall(r'name="(packed|seal)" value="([^"]*)"', shown.content.decode()))
    blank = admin.post(f"{address}nap/", sent)
    assert (blank.status_code, "Ghi lý do" in text_of(blank)) == (422, True)
    done = admin.post(f"{address}nap/", sent | {"reason": "Theo tỉnh bạn"})
    assert done.status_code == 302, text_of(done)
    assert agencies.unit(ward.unit.id).name == "Trung tâm Từ Tệp"
    assert "thêm 0, đổi 1" in text_of(admin.get(address))
    twice = admin.post(f"{address}nap/", sent | {"reason": "Lần hai"})
    assert (twice.status_code, "So sánh lại" in text_of(twice)) == (409, True)
    for rubbish in ("!!", "AAAA"):
        assert admin.post(f"{address}nap/", {"packed": rubbish}).status_code == 422
    assert ward.client(HA).post(f"{address}nap/", sent).status_code == 403
