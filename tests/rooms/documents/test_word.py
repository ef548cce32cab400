"""The Word copy of a letter says what its PDF says, in both eras."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document
from pypdf import PdfReader

from motcua.documents import pdf, rules, word
from motcua.documents.kinds import FileKind
from rooms.documents import samples

pytestmark = pytest.mark.django_db
LETTERS = [(sheet, on) for sheet in samples.LETTERS for on in (samples.OLD_ERA, samples.NEW_ERA)]
LETTERS.append((samples.STOP, samples.NEW_ERA))


def words_in(content):
    document = Document(io.BytesIO(content))
    texts = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        texts += [cell.text for row in table.rows for cell in row.cells]
    return set(re.findall(r"\w+", " ".join(texts)))


@pytest.mark.parametrize(("sheet", "on"), LETTERS)
def test_the_copy_says_what_the_letter_says(sheet, on):
    drawn = PdfReader(io.BytesIO(pdf.render(sheet, on=on)))
    printed = " ".join(page.extract_text() for page in drawn.pages)
    body = printed.partition("Tra cứu:")[0]
    content = word.render(sheet, on=on)
    missing = set(re.findall(r"\w+", body)) - words_in(content)
    # The mark across the page and how to sign by hand are no words of the letter.
    assert missing <= {
        "BẢN",
        "MINH",
        "HỌA",
        "Ký",
        "và",
        "ghi",
        "rõ",
        "họ",
        "tên",
        "đóng",
        "dấu",
        "1",
    }
    assert rules.examine(content) is FileKind.DOCX


def test_the_copy_says_that_it_is_one():
    document = Document(io.BytesIO(word.render(samples.APOLOGY, on=samples.NEW_ERA)))
    assert "không thay bản PDF đã ký" in document.sections[0].footer.paragraphs[0].text


def test_lists_are_not_edited_in_word():
    with pytest.raises(word.NoWordCopyError):
        word.render(samples.REGISTER, on=samples.NEW_ERA)
