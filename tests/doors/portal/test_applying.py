"""Applying: what was typed stays, mistakes are named, and one application makes one dossier."""

from __future__ import annotations

import re

import pytest

from doors.portal.conftest import BIRTH, BUILDING, MINE, SEN, text_of, upload
from motcua.base.actor import SYSTEM
from motcua.dossiers import checks, records
from motcua.dossiers.models import Application, Attachment, Dossier
from motcua.dossiers.people import people_from_json
from motcua.portal import tickets


def test_a_birth_is_submitted_page_by_page(citizen, world):
    code = citizen.applies()
    _, state = records.load(code, SYSTEM)
    assert code.startswith(world.one_stop().unit_code + "-260903-")
    assert (state.status, state.channel, state.due_at) == ("registered", "online", None)
    people = people_from_json(state.people)
    assert (people.owner.name, people.owner.phone) == (SEN.name, SEN.phone)
    assert [paper["source"] for paper in state.papers] == ["digitised", "digitised"]
    assert Attachment.objects.filter(dossier__code=code, place="paper").count() == 2
    assert checks.check().findings == []


def test_the_page_after_it_says_what_comes_next_and_until_when(citizen):
    code = citizen.applies()
    text = text_of(citizen.get(f"/nop-ho-so/{BIRTH}/da-nop/"))
    assert code in text
    # Sent on Thursday at 09:40: eight working hours end on Friday at the same hour.
    assert "chậm nhất Thứ Sáu 04/09/2026, 09:40" in text
    assert SEN.name not in text
    assert SEN.phone not in text


def test_pressing_twice_makes_one_dossier(citizen):
    citizen.fills_in()
    first, second = citizen.sends(), citizen.sends()
    assert first["Location"] == second["Location"]
    assert Dossier.objects.count() == 1
    assert Attachment.objects.count() == 2


def test_what_was_typed_is_erased_from_the_draft_once_it_is_sent(citizen):
    citizen.applies()
    assert Application.objects.get().content == {}


def test_the_way_is_kept_in_order_and_can_be_changed_from_the_last_page(citizen):
    citizen.starts()
    assert citizen.get(f"/nop-ho-so/{BIRTH}/xem-lai/")["Location"].endswith("/nop-cho-ai/")
    assert citizen.says("nop-cho-ai", {"role": "self"})["Location"].endswith("/nguoi-nop/")
    citizen.fills_in()
    assert citizen.says("nguoi-nop", MINE | {"name": "Lê Văn Ba"})["Location"].endswith("/xem-lai/")
    assert "Lê Văn Ba" in text_of(citizen.get(f"/nop-ho-so/{BIRTH}/xem-lai/"))


def test_applying_for_somebody_else_asks_for_the_owner(citizen):
    citizen.fills_in()
    back = citizen.says("nop-cho-ai", {"role": "other"})
    assert back["Location"].endswith("/chu-ho-so/")
    citizen.says("chu-ho-so", {"name": "Nguyễn Minh An"})
    citizen.sends()
    state = records.load(Dossier.objects.get().code, SYSTEM)[1]
    people = people_from_json(state.people)
    assert (people.applicant.name, people.owner.name) == (SEN.name, "Nguyễn Minh An")


def test_an_organisation_has_a_tax_code_and_somebody_who_represents_it(citizen):
    citizen.fills_in(BUILDING)
    citizen.says("nop-cho-ai", {"role": "organisation"}, BUILDING)
    wrong = citizen.says(
        "chu-ho-so", {"kind": "enterprise", "name": "Công ty Núi Ấn", "id_number": "43"}, BUILDING
    )
    assert "mã số thuế 10 số" in text_of(wrong)
    said = {"kind": "enterprise", "name": "Công ty Núi Ấn", "id_number": "4300123456",
            "representative": "Trần Văn Tám"}  # fmt: skip
    citizen.says("chu-ho-so", said, BUILDING)
    assert citizen.sends(BUILDING)["Location"].endswith("/da-nop/")
    people = people_from_json(records.load(Dossier.objects.get().code, SYSTEM)[1].people)
    assert (people.owner.kind, people.owner.id_number) == ("enterprise", "4300123456")
    assert people.representative.name == "Trần Văn Tám"


def test_the_case_decides_how_long_it_takes(citizen, world):
    from motcua.dossiers.actions import intake
    from motcua.dossiers.records import Request

    page = text_of(citizen.get(f"/thu-tuc/{BUILDING}/"))
    assert "Nhà ở riêng lẻ: Thứ Hai 14/09/2026, 17:00" in page
    citizen.fills_in(BUILDING)
    citizen.says("truong-hop", {"case_code": "1.013225.01"}, BUILDING)
    assert "Nhà ở riêng lẻ" in text_of(citizen.get(f"/nop-ho-so/{BUILDING}/xem-lai/"))
    citizen.sends(BUILDING)
    code = Dossier.objects.get().code
    intake.accept(code, request=Request(world.officer("intake_officer"), world.at))
    text = text_of(citizen.get(f"/tra-cuu/{code}/"))
    assert "Hẹn trả kết quả Thứ Hai 14/09/2026, 17:00" in text
    assert "Trường hợp: Nhà ở riêng lẻ" in text


def test_mistakes_are_counted_named_and_linked_and_what_was_typed_stays(citizen):
    citizen.starts()
    citizen.says("nop-cho-ai", {"role": "self"})
    answer = citizen.says(
        "nguoi-nop", {"name": "Sen", "id_number": "05118500431", "phone": "090500031"}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Có 2 chỗ cần sửa" in page
    assert "Số điện thoại có 10 số. Anh/chị mới nhập 9 số." in page
    assert '<a href="#id_phone">' in page
    assert 'value="090500031"' in page
    assert "<title>Cần sửa: " in page


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("rong.pdf", b"", "rỗng"),
        ("virus.pdf", b"MZ\x90\x00 not a pdf", "Chưa nhận được loại tệp này"),
        ("trang.pdf", b"<html><script>alert(1)</script>", "trang web"),
        ("nang.pdf", b"%PDF-1.7" + b"0" * (21 * 1024 * 1024), "Tệp nặng 22 MB, quá mức 20 MB"),
    ],
)
def test_a_file_is_judged_by_its_bytes_with_a_sentence(citizen, name, content, sentence):
    citizen.fills_in()
    answer = citizen.says("giay-to", {"do": "upload", "paper_to-khai": upload(name, content)})
    assert answer.status_code == 422
    assert sentence in text_of(answer)


def test_a_good_file_stays_when_another_is_refused(citizen):
    citizen.starts()
    citizen.says("nop-cho-ai", {"role": "self"})
    answer = citizen.says(
        "giay-to",
        {
            "do": "next",
            "paper_to-khai": upload("tờ khai.pdf"),
            "paper_giay-chung-sinh": upload("a.exe", b"MZ"),
        },
    )
    text = text_of(answer)
    assert "tờ khai.pdf" in text
    assert "a.exe: Chưa nhận được loại tệp này" in text


def test_a_missing_paper_is_named(citizen):
    citizen.starts()
    answer = citizen.says("giay-to", {"do": "next", "paper_to-khai": upload()})
    text = text_of(answer)
    assert "Có 1 chỗ cần sửa" in text
    assert "Chọn tệp hoặc chụp ảnh: Giấy chứng sinh" in text
    assert "giấy chứng sinh.pdf" in text


def test_a_file_can_be_taken_out_again(citizen):
    citizen.fills_in()
    page = citizen.get(citizen.page("giay-to")).content.decode()
    sha = re.search(r'name="file" value="([0-9a-f]{64})"', page).group(1)
    citizen.client.post(f"/nop-ho-so/{BIRTH}/giay-to/bo/", {"paper": "to-khai", "file": sha})
    assert citizen.get(f"/nop-ho-so/{BIRTH}/xem-lai/")["Location"].endswith("/giay-to/")


def test_another_window_is_noticed_and_nothing_is_lost(citizen):
    citizen.fills_in()
    old = citizen.seen(citizen.page("noi-dung"))
    citizen.says("noi-dung", {"content": "Bản của cửa sổ thứ nhất"})
    answer = citizen.client.post(
        citizen.page("noi-dung"), {"version": old, "content": "Bản thứ hai"}
    )
    assert "vừa được lưu ở một cửa sổ khác" in text_of(answer)
    assert "Bản thứ hai" in text_of(answer)
    assert "thứ nhất" in text_of(citizen.get(f"/nop-ho-so/{BIRTH}/xem-lai/"))


def test_the_result_by_post_needs_an_address(citizen):
    citizen.fills_in()
    answer = citizen.says("nhan-ket-qua", {"channel": "post", "address": ""})
    assert "Ghi địa chỉ để bưu chính mang kết quả đến." in text_of(answer)
    citizen.says("nhan-ket-qua", {"channel": "post", "address": "12 Phan Bội Châu"})
    citizen.sends()
    state = records.load(Dossier.objects.get().code, SYSTEM)[1]
    assert (state.return_channel, state.return_address) == ("post", "12 Phan Bội Châu")


def test_nothing_is_sent_without_the_word_given(citizen):
    citizen.fills_in()
    answer = citizen.client.post(f"/nop-ho-so/{BIRTH}/xem-lai/", {})
    assert "Đánh dấu vào ô cam đoan rồi gửi." in text_of(answer)
    assert not Dossier.objects.exists()


def test_a_draft_is_nobody_elses(citizen, stranger):
    citizen.fills_in()
    assert stranger.get(citizen.page("nguoi-nop"))["Location"] == f"/nop-ho-so/{BIRTH}/"
    stranger.client.cookies[tickets.DRAFT] = "x" + citizen.client.cookies[tickets.DRAFT].value
    assert stranger.get(citizen.page("nguoi-nop"))["Location"] == f"/nop-ho-so/{BIRTH}/"
    assert SEN.name not in text_of(stranger.get(f"/nop-ho-so/{BIRTH}/"))


def test_the_table_does_not_know_the_token(citizen):
    citizen.starts()
    cookie = citizen.client.cookies[tickets.DRAFT]
    token = cookie.value.split(":")[0]
    row = Application.objects.get()
    assert token not in str(row.__dict__)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (
        True,
        "Lax",
        f"/nop-ho-so/{BIRTH}/",
    )


def test_after_thirty_days_the_draft_is_gone(citizen):
    citizen.fills_in()
    citizen.later(days=29)
    assert "Điền tiếp" in text_of(citizen.get(f"/nop-ho-so/{BIRTH}/"))
    citizen.later(days=2)
    assert "Điền tiếp" not in text_of(citizen.get(f"/nop-ho-so/{BIRTH}/"))
    citizen.starts()
    assert Application.objects.count() == 1


def test_giving_up_erases_at_once(citizen):
    citizen.fills_in()
    citizen.client.post(f"/nop-ho-so/{BIRTH}/bo-don/")
    assert not Application.objects.exists()


def test_the_answers_stay_out_of_caches(citizen):
    citizen.fills_in()
    for address in (citizen.page("nguoi-nop"), f"/nop-ho-so/{BIRTH}/xem-lai/"):
        assert citizen.get(address)["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("slug", ["nop-cho-ai", "noi-giai-quyet", "giay-to", "xem-lai"])
def test_a_page_of_the_application_costs_at_most_twelve_statements(
    citizen, django_assert_max_num_queries, slug
):
    citizen.fills_in()
    citizen.get(citizen.page(slug))
    with django_assert_max_num_queries(12):
        assert citizen.get(citizen.page(slug)).status_code == 200
