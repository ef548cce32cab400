"""A draft application by its actions: whose it is, how it is saved, and that it is sent once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.base.actor import ANONYMOUS
from motcua.base.verdict import InvalidError
from motcua.documents import actions as documents
from motcua.dossiers.actions import applications
from motcua.dossiers.actions.applications import DraftChangedError
from motcua.dossiers.applying import MOST_FILES, DraftFile, Part
from motcua.dossiers.models import Application, Dossier
from motcua.dossiers.queries import applications as drafts
from motcua.dossiers.queries.applications import UnknownApplicationError

BIRTH = "1.001193"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def token(world):
    return applications.open_application(BIRTH, at=world.at)


def fill(token, world, part, answers, version, **more):
    return applications.fill(
        token, part=part, answers=answers, expected_version=version, at=world.at, **more
    )


@pytest.fixture
def full(token, world, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    stored = documents.store(PDF, actor=ANONYMOUS, at=world.at)
    file = DraftFile(stored.sha256, "tờ khai.pdf", stored.size)
    area = world.one_stop().area_id
    said = [
        (Part.ROLE, {"role": "self"}, {}),
        (Part.APPLICANT, {"name": "Nguyễn Thị Sen", "id_number": "051185004317", "phone": "0905000317"}, {}),
        (Part.PLACE, {"area_id": area}, {}),
        (Part.CONTENT, {"content": ""}, {}),
        (Part.PAPERS, {}, {"files": {"to-khai": [file], "giay-chung-sinh": [file]}}),
        (Part.RETURN, {"channel": "counter"}, {}),
    ]  # fmt: skip
    for number, (part, answers, more) in enumerate(said, 1):
        fill(token, world, part, answers, number, **more)
    return token


def test_only_the_token_opens_it(token, world):
    assert drafts.draft(token, at=world.at).procedure_code == BIRTH
    assert drafts.draft(token + "x", at=world.at) is None
    with pytest.raises(UnknownApplicationError, match="30 ngày"):
        fill("other", world, Part.ROLE, {"role": "self"}, 1)


def test_the_second_window_is_told(token, world):
    fill(token, world, Part.ROLE, {"role": "self"}, 1)
    with pytest.raises(DraftChangedError, match="cửa sổ khác"):
        fill(token, world, Part.ROLE, {"role": "other"}, 1)
    assert drafts.draft(token, at=world.at).part(Part.ROLE) == {"role": "self"}


def test_an_unfinished_draft_is_not_sent(token, world):
    with pytest.raises(InvalidError, match="Còn phần chưa điền xong") as refused:
        applications.send(token, at=world.at)
    assert refused.value.code == "incomplete"


def test_it_is_sent_once_and_cannot_be_changed_after(full, world):
    first = applications.send(full, at=world.at)
    again = applications.send(full, at=world.at + timedelta(minutes=1))
    assert (first.id, again.replayed) == (again.id, True)
    assert Dossier.objects.count() == 1
    with pytest.raises(InvalidError, match="gửi rồi"):
        fill(full, world, Part.CONTENT, {"content": "thêm"}, 8)


def test_what_fails_while_sending_leaves_nothing_behind(full, world):
    row = Application.objects.get()
    row.content["answers"]["applicant"]["phone"] = "12"
    row.save()
    with pytest.raises(InvalidError, match="Số điện thoại"):
        applications.send(full, at=world.at)
    assert not Dossier.objects.exists()
    assert Application.objects.get().content != {}


def test_a_commune_that_nobody_decides_for_is_asked_again(full, world):
    from motcua.agencies import queries as agencies

    province = agencies.agency_by_key("so-xay-dung", world.at.date()).area_id
    draft = drafts.draft(full, at=world.at)
    fill(full, world, Part.PLACE, {"area_id": province}, draft.version)
    with pytest.raises(InvalidError, match="Chọn lại xã, phường"):
        applications.send(full, at=world.at)


def test_there_is_an_end_to_files(token, world):
    many = [DraftFile(f"{n:064x}", f"{n}.pdf", 10) for n in range(MOST_FILES + 1)]
    with pytest.raises(InvalidError, match=f"nhiều nhất {MOST_FILES} tệp"):
        fill(token, world, Part.PAPERS, {}, 1, files={"to-khai": many})
    heavy = [DraftFile(f"{n:064x}", f"{n}.pdf", 20 * 1024 * 1024) for n in range(6)]
    with pytest.raises(InvalidError, match="100 MB"):
        fill(token, world, Part.PAPERS, {}, 1, files={"to-khai": heavy})


def test_old_drafts_go_when_a_new_one_comes(token, world):
    later = world.at + timedelta(days=31)
    applications.open_application(BIRTH, at=later)
    assert Application.objects.count() == 1
    assert drafts.draft(token, at=later) is None
