"""Linked procedures at the desk: the shelf of what is waited for, the tree, the forms, the papers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from doors.desk.conftest import DUYEN, HA, TUAN, hidden, signed_in
from motcua.base.actor import SYSTEM
from motcua.dossiers import records
from motcua.dossiers.actions import legs
from motcua.dossiers.models import Attachment
from motcua.dossiers.states import Status
from rooms.dossiers.chains import INSURER, POLICE, TAX, Chain
from world import NOW

SHELF = "/ban-lam-viec/cho/don-vi/"


@pytest.fixture
def chain(world, monkeypatch):
    monkeypatch.setattr("motcua.desk.gates.now", lambda: NOW + timedelta(days=6))
    return Chain(world)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def step(username: str, code: str, slug: str, **said):
    client, address = signed_in(username), f"/ho-so/{code}/viec/{slug}/"
    return client.post(address, hidden(text(client, address)) | said)


def state(code: str):
    return records.load(code, SYSTEM)[1]


def test_a_leg_is_found_on_the_shelf_taken_and_finished_with_its_file(chain):
    code = chain.birth_with_legs().code
    shelf = text(signed_in(POLICE), SHELF)
    assert "Đăng ký thường trú cho trẻ" in shelf
    assert "Chờ nhận" in shelf
    assert f"/ho-so/{code}/viec/nhan-phan-viec/" in shelf
    assert step(POLICE, code, "nhan-phan-viec", leg="thuong-tru").status_code == 302
    from django.core.files.uploadedfile import SimpleUploadedFile

    paper = SimpleUploadedFile("ket-qua.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")
    done = step(POLICE, code, "xong-phan-viec", leg="thuong-tru", number="88/CT", leg_file=paper)
    assert done.status_code == 302
    assert Attachment.objects.get().paper_key == "thuong-tru"
    assert "Không ai chờ đơn vị" in text(signed_in(POLICE), SHELF)
    assert "Cấp thẻ bảo hiểm y tế cho trẻ" in text(signed_in(INSURER), SHELF)
    assert "Cấp thẻ bảo hiểm y tế cho trẻ" in text(signed_in(DUYEN), SHELF)


def test_the_page_shows_the_tree_and_who_is_waited_for(chain):
    code = chain.birth_with_legs().code
    page = text(signed_in(DUYEN), f"/ho-so/{code}/")
    assert "Các cơ quan cùng giải quyết" in page
    assert "Công an phường Nghĩa Lộ" in page
    assert "Dự kiến xong chậm nhất" in page
    assert 'class="next d1"' in page
    assert "viec/xong-phan-viec" not in page


def test_a_notice_and_its_receipt_go_through_the_forms(chain):
    code = chain.land_at_tax().code
    legs.take_leg(code, leg="thue", request=chain.asks(TAX))
    wrong = step(TAX, code, "xong-phan-viec", leg="thue", number_1="12/TB")
    assert wrong.status_code == 422
    assert "Ghi số tiền phải nộp" in wrong.content.decode()
    done = step(
        TAX, code, "xong-phan-viec", leg="thue", number_1="12/TB", on_1="2026-09-04",
        kind_1="registration", amount_1="4500000", due_on_1="2026-10-04",
    )  # fmt: skip
    assert done.status_code == 302, done.content.decode()
    assert state(code).status is Status.OBLIGATION_REQUESTED
    page = text(signed_in(HA), f"/ho-so/{code}/")
    assert "Lệ phí trước bạ: Thông báo số 12/TB ngày 04/09/2026" in page
    short = step(
        HA,
        code,
        "da-nop-nghia-vu",
        notice="1",
        receipt="GNT-1",
        amount="4000000",
        paid_on="2026-09-05",
    )
    assert short.status_code == 422
    assert "Thông báo ghi 4.500.000" in short.content.decode()
    paid = step(
        HA,
        code,
        "da-nop-nghia-vu",
        notice="1",
        receipt="GNT-1",
        amount="4500000",
        paid_on="2026-09-05",
    )
    assert paid.status_code == 302
    assert state(code).status is Status.PROCESSING


def test_a_letter_and_minutes_are_written_and_printed(chain):
    code = chain.received("1.004884").on("intake_officer", DUYEN).code
    client = signed_in(DUYEN)
    form = text(client, f"/ho-so/{code}/viec/lay-y-kien/")
    assert "Bảo hiểm xã hội tỉnh Quảng Ngãi" in form
    unit = state(code).receiving_unit_id
    assert step(
        DUYEN, code, "lay-y-kien", unit_id=str(unit), question="Có đúng không?", amount="1",
        unit="working_day",
    ).status_code == 302  # fmt: skip
    assert step(
        DUYEN, code, "xac-minh", held_at="2026-09-04T09:00", place="Tổ 6", participants="Ông A",
        content="Đúng",
    ).status_code == 302  # fmt: skip
    page = text(client, f"/ho-so/{code}/")
    assert "Có đúng không?" in page
    for paper in ("lay-y-kien/1/phieu/", *[a for a in page.split('"') if "bien-ban" in a][:1]):
        address = paper if paper.startswith("/") else f"/ho-so/{code}/{paper}"
        assert client.get(address)["Content-Type"] == "application/pdf"
    assert client.get(f"/ho-so/{code}/lay-y-kien/7/phieu/").status_code == 404
    assert client.get(f"/ho-so/{code}/xac-minh/99999/bien-ban/").status_code == 404


def test_nobody_of_elsewhere_opens_the_papers(chain):
    code = chain.birth_with_legs().code
    for address in (f"/ho-so/{code}/lay-y-kien/1/phieu/", f"/ho-so/{code}/xac-minh/1/bien-ban/"):
        assert signed_in(INSURER).get(address).status_code == 404


def test_the_number_in_the_rail_says_how_many_wait(chain):
    chain.birth_with_legs()
    assert "Chờ đơn vị tôi" in text(signed_in(TUAN), "/ban-lam-viec/")
    from motcua.dossiers.queries.numbers import counts

    assert counts(chain.asks(POLICE).actor, at=chain.at).waited == 1
    assert counts(chain.asks(INSURER).actor, at=chain.at).waited == 0
