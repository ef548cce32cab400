"""Which files are taken, which are turned away, and with what advice."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.documents import rules
from motcua.documents.archives import MOST_UNPACKED
from motcua.documents.kinds import ACCEPT, HANDLING, MEGABYTE, FileKind
from rooms.documents.conftest import jpeg, office, pdf, png, tiff, xml

GOOD = {
    FileKind.PDF: pdf(),
    FileKind.PNG: png(),
    FileKind.JPEG: jpeg(),
    FileKind.TIFF: tiff(),
    FileKind.DOCX: office(),
    FileKind.XLSX: office("xl/workbook.xml"),
    FileKind.XML: xml(),
}


@pytest.mark.parametrize("kind", FileKind)
def test_each_kind_is_known_by_its_bytes(kind):
    assert rules.examine(GOOD[kind]) is kind


REFUSED = {
    "empty": (b"", "Tệp này rỗng"),
    "too large": (pdf(b"0" * (33 * MEGABYTE)), "Tệp nặng 34 MB, quá mức 20 MB. Chụp lại"),
    "web page": (b"<!DOCTYPE html><html></html>", "trang web"),
    "drawing with programs": (b'<svg xmlns="http://www.w3.org/2000/svg"></svg>', "in ra PDF"),
    "svg behind an XML head": (xml('<svg xmlns="http://www.w3.org/2000/svg"/>'), "trang web"),
    "svg under a prefix": (xml('<a:x xmlns:a="http://www.w3.org/2000/svg"/>'), "trang web"),
    "svg far down": (
        xml("<a>" + " " * 2000 + '<svg xmlns="http://www.w3.org/2000/svg"/></a>'),
        "trang web",
    ),
    "xml that expands": (xml('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "trang web"),
    "xml with a style sheet": (xml('<?xml-stylesheet href="x.xsl"?><a/>'), "trang web"),
    "broken xml": (xml("<a>"), "Tệp XML bị lỗi"),
    "pdf that opens as a page": (pdf(b"<html><script>"), "trang web"),
    "pdf cut short": (pdf(end=b""), "đứt giữa chừng"),
    "pdf with a password": (pdf(b"<</Encrypt 5 0 R>>"), "mật khẩu"),
    "pdf that is an archive too": (pdf() + office(), "ghép hai loại tệp"),
    "picture that is an archive too": (jpeg(tail=office()), "ghép hai loại tệp"),
    "picture with a page in it": (
        b"\xff\xd8\xff\xfe\0\x20<html><script>" + jpeg()[2:],
        "trang web",
    ),
    "picture cut short": (png()[:-9], "Ảnh bị hỏng"),
    "picture without a size": (jpeg(0, 0), "Ảnh bị hỏng"),
    "picture with something behind it": (png(tail=b"MZ\x90"), "Ảnh bị hỏng"),
    "picture as a bomb": (png(60000, 60000), "Ảnh quá lớn (60000 x 60000 điểm)"),
    "office file with macros": (office("word/document.xml", "word/vbaProject.bin"), "macro"),
    "office file as a bomb": (office(size=MOST_UNPACKED // 2 + 1), "mở ra quá lớn"),
    "any archive": (office("anh.txt").replace(b"[Content_Types]", b"[Content-Types]"), "Giải nén"),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, "kiểu cũ"),
    "phone picture": (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
    "program": (b"MZ\x90\0\3", "Chưa nhận được loại tệp này"),
    "plain words": ("Kính gửi".encode(), "Lưu lại thành PDF"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_kept_is_refused_with_advice(case):
    content, advice = REFUSED[case]
    with pytest.raises(rules.FileRefusedError, match=re.escape(advice)):
        rules.examine(content)


def test_a_phone_picture_with_a_moving_part_behind_it_is_taken():
    assert rules.examine(jpeg(tail=b"\0\0\0\x18ftypmp42" + b"\1" * 500)) is FileKind.JPEG


@given(
    st.sampled_from(sorted(GOOD)), st.integers(0, 400), st.binary(max_size=8), st.integers(0, 40)
)
def test_a_damaged_file_is_taken_or_refused_but_never_breaks_us(kind, place, noise, cut):
    good = GOOD[kind]
    damaged = good[:place] + noise + good[place + len(noise) : len(good) - cut]
    with contextlib.suppress(rules.FileRefusedError):
        assert rules.examine(damaged) in FileKind


@pytest.mark.parametrize(
    ("name", "kind", "clean"),
    [
        ("Bản vẽ móng.PDF", FileKind.PDF, "Bản vẽ móng.pdf"),
        ("../../etc/passwd", FileKind.PDF, "passwd.pdf"),
        ("C:\\Users\\a\\đơn.docx", FileKind.DOCX, "đơn.docx"),
        ("ảnh.jpeg", FileKind.JPEG, "ảnh.jpg"),
        ("thật ra là ảnh.pdf", FileKind.PNG, "thật ra là ảnh.png"),
        ("hop\u202efdp.exe", FileKind.PDF, "hopfdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", FileKind.PDF, "aSet-Cookie x.pdf"),
        ("...", FileKind.XML, "tep.xml"),
        ("", FileKind.XML, "tep.xml"),
        ("Quyết định số 12.2026", FileKind.PDF, "Quyết định số 12.2026.pdf"),
    ],
)
def test_a_name_is_cleaned_and_gets_the_suffix_of_its_kind(name, kind, clean):
    assert rules.clean_name(name, kind) == clean


@given(st.text(max_size=300), st.sampled_from(list(FileKind)))
def test_a_clean_name_is_always_short_visible_and_stable(name, kind):
    clean = rules.clean_name(name, kind)
    assert 0 < len(clean) <= 120
    assert clean.endswith(HANDLING[kind].suffix)
    assert not set(clean) & set('<>:"/\\|?*\r\n\0')
    assert rules.clean_name(clean, kind) == clean


def test_the_file_field_offers_every_kind():
    assert ACCEPT == ".pdf,.png,.jpg,.tif,.docx,.xlsx,.xml"
