"""The working calendar at the desk: everybody reads it, its keeper proposes, sees who moves, confirms."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from doors.desk.conftest import ADMIN, DIRECTOR, DUYEN, HA, STATUS, STRANGER, TOAN, TUAN, VINH, YEN
from motcua.base.dates import format_due
from motcua.clock import queries as known
from motcua.desk import calendar_changes, years
from motcua.desk.forms.calendars import YearForms
from motcua.desk.views import calendars as views
from motcua.dossiers.actions import calendars as changing

READERS = (HA, DUYEN, VINH, TUAN, YEN, TOAN, STRANGER)
LIST, YEAR, EDIT = "/lich-lam-viec/", "/lich-lam-viec/2026/", "/lich-lam-viec/2026/sua/"
STORM = {"on": "2026-09-04", "name": "Nghỉ tránh bão", "kind": "holiday"}


def content_of(year: int) -> dict:
    return next(part.content for part in known.parts_of("province") if part.year == year)


def filled(year: int, content: dict, **said) -> dict[str, str]:
    """A page's form as a browser would send it, with that content in its rows."""
    forms = YearForms.of(year, content, reason="Công điện tránh bão", version=known.revision())
    sent = {}
    for form in [*(rows.management_form for rows in forms.lists), *forms.every]:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                shown = field.field.widget.format_value(value) or ""
                sent[field.html_name] = shown[0] if isinstance(shown, list) else shown
    return {**sent, "announced": "on", **said}


def with_storm() -> dict:
    content = content_of(2026)
    return {**content, "days_off": [*content["days_off"], STORM]}


def proposed(ward, **said) -> str:
    """The address of a fresh proposal of a storm day."""
    answer = ward.client(ADMIN).post(EDIT, filled(2026, with_storm(), **said))
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def text_of(answer) -> str:
    words = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(words.split())


# Who may do what


def test_every_officer_reads_and_only_the_keeper_changes(ward):
    proposal = proposed(ward)
    for username in READERS:
        client = ward.client(username)
        for address in (LIST, YEAR, proposal):
            page = client.get(address)
            assert page.status_code == 200, (username, address)
            assert "/sua/" not in page.content.decode()
            assert "Xác nhận</button>" not in page.content.decode()
        for method, address in (
            (client.get, EDIT),
            (client.post, EDIT),
            (client.post, f"{proposal}xac-nhan/"),
            (client.post, f"{proposal}rut/"),
        ):
            refused = method(address)
            assert refused.status_code == 403, (username, address)
            assert "quản trị nghiệp vụ" in text_of(refused)
    assert known.proposal(int(proposal.split("/")[-2])).state == "proposed"


def test_strangers_sign_in_first_and_changes_are_posts_with_a_token(ward):
    proposal = proposed(ward)
    for address in (LIST, YEAR, EDIT, proposal):
        assert Client().get(address)["Location"].startswith(reverse("account_login"))
    for action in ("xac-nhan/", "rut/"):
        assert ward.client(ADMIN).get(proposal + action).status_code == 405
        client = Client(enforce_csrf_checks=True)
        client.cookies = ward.client(ADMIN).cookies
        assert client.post(proposal + action).status_code == 403


def test_what_is_not_there_is_said_to_be_not_there(ward):
    admin = ward.client(ADMIN)
    for address in ("2019/", "2019/sua/", "2028/sua/", "de-nghi/999999/"):
        answer = admin.get(LIST + address)
        assert answer.status_code == 404, address
        assert "Mở lại danh sách" in text_of(answer) or "từng năm" in text_of(answer)
    assert ward.client(DIRECTOR).post(f"{LIST}de-nghi/999999/xac-nhan/").status_code == 404


def test_the_menu_leads_to_the_calendar(ward):
    for username in (HA, ADMIN):
        page = ward.client(username).get("/danh-muc/").content.decode()
        assert f'href="{LIST}"' in page
        listed = ward.client(username).get(LIST).content.decode()
        assert f'<a href="{LIST}" aria-current="page">' in listed
        assert '<a href="/danh-muc/" aria-current="page">Danh mục</a>' in listed


# What the pages tell


@pytest.mark.parametrize(
    ("year", "usual", "off", "made_up", "working"),
    [
        (2023, 260, 11, 0, 249),
        (2024, 262, 12, 1, 251),
        (2025, 261, 12, 1, 250),
        (2026, 261, 14, 2, 249),
    ],
)
def test_the_figures_of_a_year_re_add(world, year, usual, off, made_up, working):
    calendar = known.calendar_for()
    page = years.page_of(calendar, years.year_of(calendar.plan, year), date(2026, 9, 3))
    assert (page.usual, page.off, page.made_up, page.working) == (usual, off, made_up, working)
    assert usual - off + made_up == working
    months = re.findall(r"</b> (\d+) ngày làm việc", page.picture)
    assert len(months) == 12
    assert sum(map(int, months)) == working


def test_each_kind_of_day_has_its_mark_and_its_word(ward):
    page = ward.client(HA).get(YEAR).content.decode()
    assert 'class="mk" title="Làm bù cho Thứ Hai 31/08/2026"><time datetime="2026-08-22">' in page
    assert re.search(r'class="hol" title="Ngày Văn hóa Việt Nam">.{,60}24</time><span>nghỉ', page)
    assert '<td class="off">24</td>' in page
    for words in ("Nghỉ lễ, nghỉ bù", "Làm bù, có tính", "Cuối tuần", "Hôm nay"):
        assert f"</i>{words}</li>" in page


def test_the_list_tells_every_year_in_words(ward):
    page = text_of(ward.client(HA).get(LIST))
    assert "Đã công bố đến hết 31/12/2026" in page
    assert "Thứ Hai đến Thứ Sáu: 07:00–11:30, 13:30–17:00" in page
    assert "Thứ Bảy: 07:00–11:30 Giờ quầy mở thêm không làm ngày đó thành ngày tính" in page
    assert "261 ngày theo tuần, trừ 14 ngày nghỉ, cộng 2 ngày làm bù" in page
    assert "Thứ Hai 16/02/2026 đến Thứ Sáu 20/02/2026 (5 ngày) Tết Nguyên đán" in page
    assert "Văn bản 12729/VPCP-KGVX ngày 25/12/2025" in page
    assert [page.count(f"Năm {year} Đã công bố") for year in (2023, 2024, 2025, 2026)] == [1] * 4


def test_days_with_hours_of_their_own_and_closed_days_are_told_apart(ward):
    content = content_of(2026)
    changed = {**content, "sessions": {"2026-12-31": [["07:00", "11:30"]], "2026-12-30": []}}
    admin = ward.client(ADMIN)
    proposal = admin.post(EDIT, filled(2026, changed))["Location"]
    assert "giờ riêng Thứ Tư 30/12/2026: nghỉ cả ngày" in text_of(admin.get(proposal))
    ward.client(DIRECTOR).post(f"{proposal}xac-nhan/")
    page = admin.get(YEAR).content.decode()
    assert re.search(r'class="odd" title="07:00–11:30">.{,60}31</time><span>giờ', page)
    assert re.search(r'class="hol"><time datetime="2026-12-30">30</time><span>nghỉ', page)
    assert content_of(2026)["sessions"] == changed["sessions"]


# The story of a change


def test_a_storm_day_is_proposed_shown_and_then_made_to_count(ward):
    code, admin = ward.received(), ward.client(ADMIN)
    assert format_due(ward.state(code).due_at) == "Thứ Sáu 04/09/2026, 17:00"

    proposal = proposed(ward)
    page = text_of(admin.get(proposal))
    assert "Thêm ngày nghỉ Thứ Sáu 04/09/2026: Nghỉ tránh bão (nghỉ lễ, tết)" in page
    assert "số ngày làm việc trong năm: từ 249 thành 248" in page
    assert "1 hồ sơ đang mở sẽ đổi ngày hẹn" in page
    assert "Muộn hơn 3 ngày 1 Tổng 1" in page
    assert (
        f"{code} UBND phường Nghĩa Lộ Thứ Sáu 04/09/2026, 17:00 Thứ Hai 07/09/2026, 17:00" in page
    )
    assert "Cần người thứ hai xác nhận." in page
    assert "Xác nhận</button>" not in admin.get(proposal).content.decode()
    alone = admin.post(f"{proposal}xac-nhan/")
    assert (alone.status_code, "nhờ Giám đốc Trung tâm" in text_of(alone)) == (403, True)
    assert format_due(ward.state(code).due_at) == "Thứ Sáu 04/09/2026, 17:00"

    seen = ward.client(DIRECTOR).get(proposal).content.decode()
    assert "Xác nhận</button>" in seen
    assert "Rút đề nghị</button>" not in seen
    done = ward.client(DIRECTOR).post(f"{proposal}xac-nhan/", follow=True)
    assert "Đã áp dụng lịch mới. 1 hồ sơ có ngày hẹn mới." in text_of(done)
    assert re.search(r"Đã áp dụng: \S.*, lúc 11:40, 03/09/2026\.", text_of(done))
    after = ward.state(code)
    assert format_due(after.due_at) == "Thứ Hai 07/09/2026, 17:00"
    assert format_due(after.due_original) == "Thứ Sáu 04/09/2026, 17:00"
    year = text_of(admin.get(YEAR))
    assert "248 ngày" in year
    assert "Công điện tránh bão 11:40, 03/09/2026" in year
    assert year.index("Công điện tránh bão") < year.index("Lịch ban đầu, kèm theo phần mềm")


def test_a_second_confirmation_says_that_it_was_done_and_changes_nothing(ward):
    code, admin, proposal = ward.received(), ward.client(ADMIN), proposed(ward)
    ward.client(DIRECTOR).post(f"{proposal}xac-nhan/")
    version, revision = ward.state(code).version, known.revision()
    again = ward.client(DIRECTOR).post(f"{proposal}xac-nhan/", follow=True)
    assert "Đề nghị này đã áp dụng từ trước." in text_of(again)
    assert "Lần bấm này không đổi gì thêm." in text_of(again)
    assert (ward.state(code).version, known.revision()) == (version, revision)
    late = admin.post(f"{proposal}rut/")
    assert late.status_code == 409
    assert "không còn chờ xác nhận" in text_of(late)
    assert "Thay đổi" in text_of(late)


def test_a_withdrawn_proposal_changes_nothing_and_can_be_taken_up_again(ward):
    code, admin, proposal = ward.received(), ward.client(ADMIN), proposed(ward)
    due, revision = ward.state(code).due_at, known.revision()
    assert "Đã rút đề nghị." in text_of(admin.post(f"{proposal}rut/", follow=True))
    assert "Đề nghị này đã rút từ trước." in text_of(admin.post(f"{proposal}rut/", follow=True))
    assert ward.client(DIRECTOR).post(f"{proposal}xac-nhan/").status_code == 409
    assert (ward.state(code).due_at, known.revision()) == (due, revision)
    again = admin.get(EDIT + f"?tu={proposal.split('/')[-2]}").content.decode()
    assert 'value="Nghỉ tránh bão"' in again
    assert "Công điện tránh bão" in again


def test_a_calendar_that_moved_meanwhile_stops_the_confirmation(ward):
    admin, proposal = ward.client(ADMIN), proposed(ward)
    other = content_of(2025) | {"decision": "Thông báo 6150/TB-BLĐTBXH"}
    changing.confirm_calendar(
        changing.propose_calendar_year(
            content=other, reason="Bổ sung số", actor=ward.asks(ADMIN).actor, at=ward.at
        ),
        actor=ward.asks(DIRECTOR).actor,
        at=ward.at,
    )
    page = admin.get(proposal)
    assert "Lịch đã đổi sau khi soạn đề nghị này" in text_of(page)
    assert "xac-nhan" not in page.content.decode()
    refused = ward.client(DIRECTOR).post(f"{proposal}xac-nhan/")
    assert refused.status_code == 409
    assert "Rút đề nghị, xem lịch hiện tại rồi soạn lại." in text_of(refused)
    assert "Thêm ngày nghỉ Thứ Sáu 04/09/2026" in text_of(refused)


def test_one_proposal_at_a_time_for_a_year(ward):
    admin, proposal = ward.client(ADMIN), proposed(ward)
    led = admin.get(EDIT, follow=True)
    assert led.redirect_chain == [(proposal, 302)]
    assert "đang có một đề nghị chờ xác nhận" in text_of(led)
    assert "Xem đề nghị" in text_of(admin.get(LIST))
    assert "Xem đề nghị" in text_of(ward.client(HA).get(YEAR))


def test_the_next_year_is_added_as_announced(ward):
    admin = ward.client(ADMIN)
    assert "Thêm năm 2027" in text_of(admin.get(LIST))
    content = {"year": 2027, "days_off": [{"on": "2027-01-01", "name": "Tết Dương lịch"}]}
    proposal = admin.post(f"{LIST}2027/sua/", filled(2027, content))["Location"]
    page = text_of(admin.get(proposal))
    assert "Thêm năm 2027 vào lịch Đổi năm 2027 thành đã công bố" in page
    assert "số ngày làm việc trong năm: từ 261 thành 260" in page
    ward.client(DIRECTOR).post(f"{proposal}xac-nhan/")
    assert "Đã công bố đến hết 31/12/2027" in text_of(admin.get(LIST))
    assert known.calendar_for().announced_until == date(2027, 12, 31)


# Mistakes


ROW = "days_off-9-"
MISTAKES = [
    ({ROW + "first": "05/09/2026", ROW + "last": "04/09/2026", ROW + "name": "Bão"},
     "Kỳ nghỉ Bão kết thúc trước khi bắt đầu."),
    ({ROW + "first": "04/09/2027", ROW + "name": "Bão"}, "Ngày 04/09/2027 không thuộc năm 2026."),
    ({ROW + "first": "04/09/2026"}, "Ghi tên ngày nghỉ, hoặc đánh dấu bỏ dòng này."),
    ({ROW + "first": "4 tháng 9", ROW + "name": "Bão"}, "Ghi từ ngày dạng 02/09/2026."),
    ({ROW + "first": "02/09/2026", ROW + "name": "Bão"}, "ngày nghỉ 02/09/2026 ghi hai lần."),
    ({"makeup_days-2-on": "02/09/2026"}, "Ngày 02/09/2026 vừa là ngày nghỉ vừa là ngày làm bù."),
    ({"sessions-0-on": "31/12/2026", "sessions-0-hours": "sáng"}, "Ghi giờ dạng 07:00–11:30"),
    ({"sessions-0-on": "31/12/2026", "sessions-0-hours": "11:30–07:00"}, "kết thúc trước khi bắt đầu"),
    ({"sessions-0-on": "31/12/2026", "sessions-0-hours": "07:00–25:00"}, "cần viết dạng 07:00"),
    ({"reason": ""}, "Ghi lý do đổi lịch."),
    ({}, "Đề nghị giống lịch đang dùng nên không có gì để đổi."),
    ({"version": "1"}, "Lịch đã đổi sau khi anh/chị mở trang này"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "sentence"), MISTAKES, ids=[m[1][:40] for m in MISTAKES])
def test_a_mistake_is_said_where_it_was_made_and_nothing_is_proposed(ward, said, sentence):
    answer = ward.client(ADMIN).post(EDIT, filled(2026, content_of(2026), **said))
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert known.open_proposals() == []
    for name in said.keys() - {"version", "reason"}:
        assert f'name="{name}" value="{said[name]}"' in answer.content.decode()


def test_a_row_marked_to_be_left_out_is_not_judged(ward):
    marked = {
        "days_off-9-first": "31/02/2026",
        "days_off-9-DELETE": "on",
        "days_off-0-DELETE": "on",
    }
    answer = ward.client(ADMIN).post(EDIT, filled(2026, content_of(2026), **marked))
    page = text_of(ward.client(ADMIN).get(answer["Location"]))
    assert "Bỏ ngày nghỉ Thứ Năm 01/01/2026: Tết Dương lịch (nghỉ lễ, tết)" in page
    assert "từ 249 thành 250" in page


def test_more_blank_rows_keep_what_was_typed(ward):
    typed = filled(2026, content_of(2026), reason="Bão số 9", do="more")
    typed |= {"days_off-9-first": "32/13/2026", "days_off-2-DELETE": "on"}
    answer = ward.client(ADMIN).post(EDIT, typed)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="days_off-TOTAL_FORMS" value="13"' in page
    assert 'name="days_off-9-first" value="32/13/2026"' in page
    assert re.search(r'name="days_off-2-DELETE"[^>]*checked', page)
    assert "Bão số 9" in page
    assert "err-msg" not in page
    assert known.open_proposals() == []


def test_the_form_gives_back_what_the_calendar_holds(world):
    for year in (2023, 2024, 2025, 2026):
        content = content_of(year)
        sent = QueryDict(mutable=True)
        sent.update(filled(year, content))
        forms = YearForms(year, data=sent)
        assert forms.is_valid(), [form.errors for form in forms.every]
        before = calendar_changes.year_changes(content, forms.content())
        assert before == []


# Long lists and their cost


def test_a_long_list_is_counted_whole_and_shown_in_parts(ward, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 2)
    monkeypatch.setattr(changing, "LARGE", 2)
    codes = [ward.received() for _ in range(3)]
    admin, proposal = ward.client(ADMIN), proposed(ward)
    first = text_of(admin.get(proposal))
    assert "3 hồ sơ đang mở sẽ đổi ngày hẹn" in first
    assert "Không cần giữ trang mở" in first
    assert "1–2 trong 3" in first
    assert [code in first for code in codes] == [True, True, False]
    second = text_of(admin.get(f"{proposal}?nhom=muon-3&tu=2"))
    assert "3–3 trong 3" in second
    assert [code in second for code in codes] == [False, False, True]
    assert "0–0 trong 0" in text_of(admin.get(f"{proposal}?nhom=som-1"))


def test_others_see_how_many_move_but_not_which(ward):
    code, proposal = ward.received(), proposed(ward)
    for username in (DUYEN, STRANGER):
        page = text_of(ward.client(username).get(proposal))
        assert "Muộn hơn 3 ngày 1 Tổng 1" in page
        assert code not in page


@pytest.mark.parametrize("username", [ADMIN, VINH])
def test_a_page_costs_the_same_however_many_dossiers_move(ward, username):
    ward.received()
    client, proposal = ward.client(username), proposed(ward)
    costs = {}
    for round_ in range(2):
        for address in (LIST, YEAR, proposal):
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200
            costs.setdefault(address, []).append(len(seen.captured_queries))
        for _ in range(3 - 3 * round_):
            ward.received(STATUS)
    for address, (few, many) in costs.items():
        assert few == many, address
        assert many <= 12, (address, many)
