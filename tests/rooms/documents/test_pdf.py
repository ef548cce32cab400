"""Every form in both eras: it renders, it can be read, it carries only our fonts."""

from __future__ import annotations

import io
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from motcua.documents import forms, pdf
from rooms.documents import samples

# Which number and title a form has may be changed in the rulebook, so the database is asked.
pytestmark = pytest.mark.django_db
IDS = [f"{place}-{sheet.form}-{on.year}" for place, (sheet, on) in enumerate(samples.ALL)]


def read(sheet, on):
    return PdfReader(io.BytesIO(pdf.render(sheet, on=on)))


def words(reader):
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def fonts(reader):
    return {
        font.get_object()["/BaseFont"].partition("+")[2]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }


@pytest.mark.parametrize(("sheet", "on"), samples.ALL, ids=IDS)
def test_a_form_holds_only_tinos_and_its_words_can_be_read(sheet, on):
    reader = read(sheet, on)
    assert fonts(reader)
    assert all(name.startswith("Tinos-") for name in fonts(reader))
    text = words(reader)
    assert "Bản minh họa, không có giá trị pháp lý" in text
    if sheet.form != "procedure_sheet":
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
        assert "Độc lập - Tự do - Hạnh phúc" in text
    if sheet.digest:
        assert sheet.digest in text
    assert b"<pdfaid:part>2</pdfaid:part>" in reader.xmp_metadata.stream.get_data()


def test_the_receipt_shows_everything_that_was_promised():
    text = words(read(samples.RECEIPT, samples.NEW_ERA))
    sheet = samples.RECEIPT
    for shown in (
        sheet.applicant,
        sheet.submitter,
        sheet.id_number,
        sheet.due_at,
        sheet.received_at,
        sheet.code,
        sheet.fees,
        sheet.officer,
        "lấy từ cơ sở dữ liệu hộ tịch",
    ):
        assert shown in text


@pytest.mark.parametrize(
    ("sheet", "on", "number", "size"),
    [
        (samples.RECEIPT, samples.OLD_ERA, "Mẫu số 01, Thông tư số 01/2018/TT-VPCP", "a5"),
        (samples.RECEIPT, samples.NEW_ERA, "Mẫu số 01, Thông tư số 03/2025/TT-VPCP", "a4"),
        (samples.SLIP, samples.OLD_ERA, "Mẫu số 05", "a5"),
        (samples.SLIP, samples.NEW_ERA, "Mẫu số 06", "a4"),
        (samples.STOP, samples.NEW_ERA, "Mẫu số 05", "a4"),
        (samples.SUPPLEMENT, samples.OLD_ERA, "Mẫu số 02, Thông tư số 01/2018/TT-VPCP", "a5"),
        (samples.REFUSAL, samples.NEW_ERA, "Mẫu số 03, Thông tư số 03/2025/TT-VPCP", "a4"),
        (samples.APOLOGY, samples.OLD_ERA, "Mẫu số 04, Thông tư số 01/2018/TT-VPCP", "a5"),
        (samples.REGISTER, samples.OLD_ERA, "Mẫu số 06, Thông tư số 01/2018/TT-VPCP", "across"),
        (samples.REGISTER, samples.NEW_ERA, "Mẫu số 07, Thông tư số 03/2025/TT-VPCP", "across"),
    ],
)
def test_number_and_paper_follow_the_circular_of_the_day(sheet, on, number, size):
    reader = read(sheet, on)
    assert number in words(reader)
    width = round(float(reader.pages[0].mediabox.width))
    assert width == {"a4": 595, "a5": 420, "across": 842}[size]


def test_the_apology_asks_for_an_extension_only_in_the_new_form():
    assert "đề nghị gia hạn" not in words(read(samples.APOLOGY, samples.OLD_ERA))
    assert "đề nghị gia hạn" in words(read(samples.APOLOGY, samples.NEW_ERA))


def test_the_day_of_the_change_belongs_to_the_new_circular():
    assert pdf.edition("routing_slip", date(2025, 9, 14))["number"] == "Mẫu số 05"
    assert pdf.edition("routing_slip", date(2025, 9, 15))["number"] == "Mẫu số 06"


def test_a_form_that_was_not_in_force_is_refused():
    with pytest.raises(pdf.FormNotInForceError, match="Ngày 06/02/2024 chưa có mẫu này"):
        pdf.render(samples.STOP, on=samples.OLD_ERA)


def test_the_same_sheet_gives_the_same_bytes():
    first = pdf.render(samples.RECEIPT, on=samples.NEW_ERA)
    assert first == pdf.render(samples.RECEIPT, on=samples.NEW_ERA)
    other = replace(samples.RECEIPT, officer="Người khác")
    assert first != pdf.render(other, on=samples.NEW_ERA)


def test_a_real_print_carries_no_mark_of_a_demonstration(settings):
    settings.DEMO = False
    assert "minh họa" not in words(read(samples.RECEIPT, samples.NEW_ERA)).replace("minhhoa", "")


def test_a_long_list_runs_over_pages_and_numbers_them():
    rows = samples.HANDOVER.rows * 20
    reader = read(replace(samples.HANDOVER, rows=rows), samples.NEW_ERA)
    assert len(reader.pages) > 1
    assert f"Trang 2 / {len(reader.pages)}" in words(reader)
    assert reader.pages[1].extract_text().count("STT") == 1


NASTY = [
    '#read("/etc/passwd")',
    "#import sys: *",
    "*đậm* _nghiêng_ `mã` $x^2$ <nhãn> @tham-chieu",
    '"} ]] ] ) #{',
    "= Đầu đề\n- mục\n+ mục\n/ từ: nghĩa",
    "\\u{1F600} \\ \\n #pagebreak()",
    "// chú thích /* */ https://example.vn",
]


@pytest.mark.parametrize("nasty", NASTY)
def test_typed_text_is_shown_and_never_obeyed(nasty):
    sheet = replace(samples.RECEIPT, applicant=nasty, procedure=nasty, code=nasty)
    reader = read(sheet, samples.NEW_ERA)
    assert len(reader.pages) == 1
    squeezed = words(reader).replace(" ", "")
    assert "".join(nasty.split()) in squeezed


@settings(max_examples=40, deadline=None)
@given(
    st.text(max_size=60),
    st.text(st.sampled_from('#"\\[]{}$*_`<>@=-+/\n\0\u202e\u0301đự'), max_size=40),
)
def test_any_text_at_all_can_be_printed(one, two):
    sheet = replace(
        samples.RECEIPT,
        head=forms.Letterhead(one, two, one, two),
        applicant=one,
        code=two,
        papers=(forms.ReceivedPaper(two, one, two, one),),
        digest=one,
    )
    assert all(name.startswith("Tinos-") for name in fonts(read(sheet, samples.NEW_ERA)))


def test_what_the_fonts_lack_is_marked_and_accents_are_composed():
    assert pdf._clean("Lê Thị \u6c49 \U0001f600") == "Lê Thị ? ?"
    assert pdf._clean("Pha\u0323m") == "Phạm"
    assert pdf._clean("a\u202eb\u200bc\x00d\te") == "abcd e"


def test_every_letter_of_the_language_can_be_printed():
    letters = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
    shown = pdf._clean(letters + letters.upper() + "₫–“”…•")
    assert "?" not in shown


def test_the_code_holds_the_address_alone():
    drawn = pdf._code(samples.RECEIPT.lookup_url)
    assert drawn.startswith("<svg")
    assert samples.RECEIPT.applicant not in drawn
    assert pdf._code("") == ""


def test_threads_print_side_by_side():
    pdf.edition("receipt", samples.NEW_ERA)  # what one thread has read, all remember
    with ThreadPoolExecutor(4) as pool:
        jobs = [
            pool.submit(pdf.render, replace(samples.RECEIPT, book_seq=str(n)), on=samples.NEW_ERA)
            for n in range(12)
        ]
    assert len({job.result() for job in jobs}) == 12


def test_a_page_takes_far_less_than_a_blink():
    pdf.render(samples.RECEIPT, on=samples.NEW_ERA)
    spent = []
    for n in range(5):
        start = time.process_time()
        pdf.render(replace(samples.RECEIPT, book_seq=str(n)), on=samples.NEW_ERA)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.05


@pytest.mark.parametrize("sheet", samples.LETTERS, ids=lambda sheet: sheet.form)
def test_a_preview_says_so_and_a_letter_does_not(sheet):
    shown = PdfReader(io.BytesIO(pdf.render(sheet, on=samples.NEW_ERA, preview=True)))
    assert "XEM TRƯỚC" in words(shown)
    assert "XEM TRƯỚC" not in words(read(sheet, samples.NEW_ERA))


def test_a_letter_under_a_code_of_its_own_says_where_to_verify_it():
    sheet = replace(
        samples.APOLOGY,
        verify_url="https://motcua.example.vn/xac-minh/?ma=7K3MQ9XTPA2C",
        verify_code="7K3M-Q9XT-PA2C",
    )
    text = words(read(sheet, samples.NEW_ERA))
    assert "Xác minh văn bản tại motcua.example.vn/xac-minh, mã 7K3M-Q9XT-PA2C" in text


@pytest.mark.parametrize("on", [samples.OLD_ERA, samples.NEW_ERA], ids=["old", "new"])
@pytest.mark.parametrize("sheet", samples.LETTERS, ids=lambda sheet: sheet.form)
def test_a_letter_leaves_room_for_the_signature_above_the_name(sheet, on):
    content, room = pdf.render_with_room(sheet, on=on)
    assert room
    page = PdfReader(io.BytesIO(content)).pages[room.page]
    assert 0 < room.left < room.left + room.width < float(page.mediabox.width)
    assert round(room.page_height) == round(float(page.mediabox.height))
    lines = {}

    def seen(text, cm, tm, *_):
        lines.setdefault(text.strip(), tm[5] * cm[3] + cm[5])

    page.extract_text(visitor_text=seen)
    bottom = room.page_height - room.top - room.height
    name = next(y for text, y in lines.items() if text and text in sheet.signer)
    assert bottom - 30 < name < bottom + 2


def test_the_parts_of_a_long_book_repeat_their_head():
    rows = samples.REGISTER.rows * 3
    reader = read(replace(samples.REGISTER, rows=rows), samples.NEW_ERA)
    assert len(reader.pages) > 2
    assert all("Ngày, tháng, năm" in words_of(page) for page in reader.pages[:-1])


def words_of(page):
    return " ".join(page.extract_text().split())
