"""Following a dossier: everything about the matter, nothing about the person."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from doors.portal.conftest import BIRTH, SEN, Citizen, text_of, upload, words_of_pdf
from motcua.base.actor import SYSTEM
from motcua.dossiers import records
from motcua.dossiers.actions import intake, recalling, routing
from motcua.dossiers.models import Attachment, TrackingAttempt
from motcua.dossiers.records import Request
from motcua.dossiers.states import Status
from motcua.portal import tickets
from motcua.portal.views.follow import NOT_FOUND

SECRETS = [
    SEN.name,
    "Sen",
    SEN.phone,
    SEN.id_number,
    SEN.email,
    SEN.address,
    "Minh An",
    "0396",
    "4317",
]


def accepted(world, submitted):
    clerk = world.officer("intake_officer")
    return intake.accept(
        submitted.state.code, request=Request(clerk, world.at + timedelta(hours=1))
    )


@pytest.mark.parametrize("digits", ["0396", "4317", " 0396 "])
def test_the_last_four_of_phone_or_card_open_it(citizen, submitted, digits):
    answer = citizen.looks_up(submitted.state.code.lower(), digits)
    assert answer["Location"] == f"/tra-cuu/{submitted.state.code}/"
    text = text_of(citizen.get(answer["Location"]))
    assert "Mới đăng ký" in text
    assert "Trả lời tiếp nhận chậm nhất Thứ Sáu 04/09/2026, 09:40" in text


def test_an_unknown_code_and_wrong_digits_get_the_same_answer(citizen, stranger, submitted):
    wrong = text_of(citizen.looks_up(submitted.state.code, "9999"))
    unknown = text_of(stranger.looks_up("H48.102-260903-9999", "9999"))
    odd = text_of(stranger.looks_up("không phải mã", "9999"))
    assert NOT_FOUND in wrong
    assert NOT_FOUND in unknown
    assert NOT_FOUND in odd


def test_after_five_mistakes_even_the_right_digits_wait(citizen, submitted):
    for _ in range(5):
        citizen.looks_up(submitted.state.code, "9999")
    answer = citizen.looks_up(submitted.state.code)
    assert answer.status_code == 429
    assert "Đợi 15 phút" in text_of(answer)
    citizen.later(minutes=16)
    assert citizen.looks_up(submitted.state.code).status_code == 302


def test_guessing_codes_from_one_place_is_limited_too(citizen):
    for number in range(30):
        citizen.looks_up(f"H48.102-260903-{number:04}", "1234")
    assert citizen.looks_up("H48.102-260903-8888", "1234").status_code == 429
    assert TrackingAttempt.objects.exists()


def test_without_leave_the_page_asks_for_the_digits(citizen, submitted):
    answer = citizen.get(f"/tra-cuu/{submitted.state.code}/")
    assert answer["Location"].startswith("/tra-cuu/?ma=")
    assert "Phiên xem đã hết" in text_of(citizen.get(answer["Location"]))


def test_leave_is_for_one_dossier_alone(citizen, submitted, stranger):
    other = stranger.applies()
    citizen.looks_up(submitted.state.code)
    leave = citizen.client.cookies[tickets.LEAVE].value
    thief = Citizen(citizen.clock)
    thief.client.cookies[tickets.LEAVE] = leave
    assert thief.get(f"/tra-cuu/{submitted.state.code}/").status_code == 200
    for slug in ("", "rut-ho-so/", "bo-sung/", "giay-tiep-nhan/"):
        assert thief.get(f"/tra-cuu/{other}/{slug}").status_code == 302


def test_leave_ends_when_the_person_says_so(citizen, submitted):
    citizen.looks_up(submitted.state.code)
    address = f"/tra-cuu/{submitted.state.code}/"
    citizen.client.post(f"{address}thoat/")
    assert citizen.get(address).status_code == 302


def test_the_qr_code_brings_the_code_along(citizen):
    page = citizen.get("/tra-cuu/", ma="h48.129-260820-0042").content.decode()
    assert 'value="H48.129-260820-0042"' in page


def test_the_page_says_why_the_date_is_what_it_is(citizen, world, submitted):
    accepted(world, submitted)
    citizen.later(hours=2).looks_up(submitted.state.code)
    text = text_of(citizen.get(f"/tra-cuu/{submitted.state.code}/"))
    assert "Hẹn trả kết quả Thứ Sáu 04/09/2026, 17:00" in text
    assert "Vì sao là ngày 04/09" in text
    assert "Ngày nhận hồ sơ không tính." in text
    assert "Điều 147 Bộ luật Dân sự" in text
    assert "Tiếp nhận hồ sơ tại Trung tâm Phục vụ hành chính công phường Nghĩa Lộ" in text


def test_an_overdue_dossier_says_what_one_may_demand(citizen, world, submitted):
    accepted(world, submitted)
    citizen.later(days=6).looks_up(submitted.state.code)
    text = text_of(citizen.get(f"/tra-cuu/{submitted.state.code}/"))
    assert "Quá hạn" in text
    assert "văn bản xin lỗi và hẹn lại" in text


def test_no_page_of_the_look_up_names_or_numbers_anybody(citizen, world, submitted):
    code = submitted.state.code
    clerk = world.officer("intake_officer")
    note = f"Thiếu giấy của chị {SEN.name.upper()}, số {SEN.phone}, thư khac@vidu.vn. Nộp trước 30/09/2026."
    intake.ask_to_complete(code, note=note, request=Request(clerk, world.at + timedelta(hours=1)))
    citizen.later(hours=2).looks_up(code)
    for slug in ("", "bo-sung/", "rut-ho-so/"):
        page = citizen.get(f"/tra-cuu/{code}/{slug}").content.decode().replace(code, "")
        for secret in [*SECRETS, SEN.name.upper(), "khac@vidu.vn", clerk.name]:
            assert secret not in page, (slug, secret)
    text = text_of(citizen.get(f"/tra-cuu/{code}/"))
    assert "Thiếu giấy của chị •••" in text
    assert "Nộp trước 30/09/2026." in text


def test_notes_between_officers_stay_inside(citizen, world, submitted):
    state = accepted(world, submitted).state
    clerk = world.officer("intake_officer")
    routing.forward(
        state.code,
        note="Gấp, người nhà hay hỏi",
        request=Request(clerk, world.at + timedelta(hours=2)),
    )
    citizen.later(hours=3).looks_up(state.code)
    text = text_of(citizen.get(f"/tra-cuu/{state.code}/"))
    assert "Giao hồ sơ cho" in text
    assert "người nhà hay hỏi" not in text
    assert clerk.name not in text


def test_a_draft_act_does_not_exist_for_the_citizen(citizen, world, submitted):
    from motcua.dossiers.actions import acts
    from motcua.dossiers.states import ActKind

    code = submitted.state.code
    clerk = world.officer("intake_officer")
    acts.draft_act(
        code, kind=ActKind.INTAKE_REFUSAL, content={"reason": "Không thuộc thẩm quyền", "ground": "Điều 5", "reason_code": "wrong_authority"},
        request=Request(clerk, world.at + timedelta(hours=1)),
    )  # fmt: skip
    citizen.later(hours=2).looks_up(code)
    text = text_of(citizen.get(f"/tra-cuu/{code}/"))
    assert "Không thuộc thẩm quyền" not in text
    assert "soạn" not in text
    assert "Từ chối tiếp nhận" not in text


def test_files_are_sent_for_what_was_asked(citizen, world, submitted):
    code = submitted.state.code
    clerk = world.officer("intake_officer")
    intake.ask_to_complete(
        code,
        note="Bổ sung giấy chứng sinh bản rõ",
        request=Request(clerk, world.at + timedelta(hours=1)),
    )
    citizen.later(hours=2).looks_up(code)
    address = f"/tra-cuu/{code}/bo-sung/"
    assert "Chọn ít nhất một tệp." in text_of(citizen.client.post(address, {"paper": "to-khai"}))
    bad = citizen.client.post(address, {"paper": "to-khai", "tep": upload("x.exe", b"MZ")})
    assert "x.exe: Chưa nhận được loại tệp này" in text_of(bad)
    sent = citizen.client.post(
        address, {"paper": "to-khai", "tep": [upload("1.pdf"), upload("2.pdf")]}
    )
    assert sent["Location"].endswith("?da-gui=bo-sung")
    given = Attachment.objects.filter(dossier__code=code).values_list("paper_key", "added_by")
    assert list(given) == [("to-khai", code)] * 2


def test_nothing_is_sent_where_nothing_was_asked(citizen, submitted):
    citizen.looks_up(submitted.state.code)
    answer = citizen.client.post(
        f"/tra-cuu/{submitted.state.code}/bo-sung/", {"paper": "to-khai", "tep": upload()}
    )
    assert "không chờ bổ sung" in text_of(answer)
    assert not Attachment.objects.exists()


def test_asking_for_it_back_takes_the_whole_number(citizen, submitted):
    code = submitted.state.code
    citizen.looks_up(code)
    address = f"/tra-cuu/{code}/rut-ho-so/"
    guess = citizen.client.post(address, {"number": "0396", "reason": "Thử"})
    assert "Số này không có trong hồ sơ." in text_of(guess)
    assert records.load(code, SYSTEM)[1].status is Status.REGISTERED
    sure = {"number": "0905 000 396", "reason": "Tôi nộp nhầm", "version": "1"}
    first, second = citizen.client.post(address, sure), citizen.client.post(address, sure)
    assert first["Location"].endswith("?da-gui=rut")
    assert second["Location"].endswith("?da-gui=rut")
    state = records.load(code, SYSTEM)[1]
    assert (state.status, state.version) == (Status.WITHDRAWAL_REQUESTED, 2)


def test_the_whole_number_cannot_be_guessed_either(citizen, submitted):
    citizen.looks_up(submitted.state.code)
    address = f"/tra-cuu/{submitted.state.code}/rut-ho-so/"
    for number in range(5):
        citizen.client.post(address, {"number": f"090500039{number}", "reason": "Thử"})
    answer = citizen.client.post(address, {"number": SEN.phone, "reason": "Thử"})
    assert answer.status_code == 429


def test_the_receipt_of_a_look_up_leaves_the_people_out(citizen, world, submitted):
    citizen.looks_up(submitted.state.code)
    address = f"/tra-cuu/{submitted.state.code}/giay-tiep-nhan/"
    assert citizen.get(address).status_code == 404
    taken = accepted(world, submitted)
    answer = citizen.get(address)
    words = words_of_pdf(answer.content).replace("\n", " ")
    assert taken.state.code in words
    assert taken.fact_digest in words.replace(" ", "")
    for secret in SECRETS[:6]:
        assert secret not in words
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "address",
    ["/thu-tuc/", "/thu-tuc/?tim=khai", f"/thu-tuc/{BIRTH}/", "/niem-yet/ubnd-21028/", "/"],
)
def test_public_pages_cost_at_most_twelve_statements(
    citizen, django_assert_max_num_queries, address
):
    citizen.get(address)
    with django_assert_max_num_queries(12):
        citizen.client.get(address)


def test_a_dossier_costs_the_same_however_long_its_story(citizen, world, submitted):
    from django.test.utils import CaptureQueriesContext

    def statements() -> int:
        citizen.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert citizen.get(address).status_code == 200
        return len(seen)

    address = f"/tra-cuu/{submitted.state.code}/"
    clerk = world.officer("intake_officer")
    accepted(world, submitted)
    citizen.later(days=1).looks_up(submitted.state.code)
    short = statements()
    for turn in range(6):
        asked = Request(clerk, world.at + timedelta(hours=2, minutes=turn))
        if turn % 2 == 0:
            routing.forward(submitted.state.code, request=asked)
        else:
            recalling.recall(submitted.state.code, reason="Nhầm phòng", request=asked)
    assert statements() <= short <= 12
