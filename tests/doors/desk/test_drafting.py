"""Procedures and decisions at the desk: drafted by one, published by another, every change in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doors.desk.conftest import ADMIN, BIRTH, HA, STATUS, STRANGER
from doors.desk.test_forms_of_law import sent
from doors.desk.test_processes import CONTROLLER, DIRECTOR, text_of
from motcua.desk.forms.announcements import AnnouncementForms
from motcua.desk.forms.contents import ContentForms
from motcua.procedures import queries as procedures
from motcua.procedures.models import Announcement, ProcedureVersion, PublicationDuty
from motcua.procedures.spelling import to_json

DRAFTS, DECISIONS, DUTIES = (
    "/danh-muc/ban-nhap/",
    "/danh-muc/quyet-dinh/",
    "/danh-muc/viec-cong-bo/",
)


@pytest.fixture
def law(ward):
    return procedures.current_version(STATUS, ward.at.date(), agency_id=ward.unit.agency_id)


@pytest.fixture
def draft(ward, law) -> int:
    ward.client(ADMIN).post(f"/danh-muc/phien-ban/{law.id}/soan-ban-moi/")
    return ProcedureVersion.objects.latest("id").id


def edited(draft: int, **said) -> dict[str, object]:
    """The draft's form as a browser would send it, with some fields typed anew."""
    view = procedures.draft(draft)
    filled = sent(ContentForms(raw=to_json(view.record.content), revision=view.revision))
    return {**{name: filled.getlist(name) for name in filled}, **said}


def test_a_version_is_amended_and_its_changes_stand_in_words(ward, law, draft):
    client, address = ward.client(ADMIN), f"{DRAFTS}{draft}/sua/"
    assert client.get(address).status_code == 200
    said = edited(draft, name="Cấp giấy xác nhận độc thân", **{"papers-0-copies": "2"})
    assert client.post(address, said).status_code == 302
    told = text_of(client.get(f"{DRAFTS}{draft}/"))
    assert "thành “Cấp giấy xác nhận độc thân”" in told
    assert "2 bản sao" in told
    assert "Quy trình giữ nguyên." in told
    assert "1–1" not in client.get(DRAFTS).content.decode()
    stale = client.post(address, said)
    assert stale.status_code == 409
    assert "Cấp giấy xác nhận độc thân" in stale.content.decode()
    assert "bản nháp" in text_of(client.get(f"/danh-muc/thu-tuc/{STATUS}/")).lower()
    assert procedures.draft(draft).record.process == law.process


def test_mistakes_come_back_to_the_field_of_their_row(ward, draft):
    client, address = ward.client(ADMIN), f"{DRAFTS}{draft}/sua/"
    count = len(procedures.draft(draft).record.content.papers)
    wider = client.post(address, edited(draft, more="papers")).content.decode()
    assert f"Giấy tờ {count + 2}" in wider
    wrong = client.post(address, edited(draft, limit_amount="ba", **{"papers-0-originals": "một"}))
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert 'id="id_papers-0-originals_error"' in page
    assert 'href="#id_limit_amount"' in page


def test_the_drafter_does_not_publish_and_another_does(ward, law, draft):
    decision = Announcement.objects.order_by("id").first().id
    address = f"{DRAFTS}{draft}/cong-bo/"
    tomorrow = ward.at.date() + timedelta(days=1)
    said = {"announcement": decision, "effective_from": f"{tomorrow:%d/%m/%Y}"}
    own = text_of(ward.client(ADMIN).get(f"{DRAFTS}{draft}/"))
    assert "Người soạn không tự công bố" in own
    assert ward.client(ADMIN).post(address, said).status_code == 403
    assert ward.client(CONTROLLER).post(address, said).status_code == 403
    director = ward.client(DIRECTOR)
    assert director.post(address, {"announcement": decision}).status_code == 422
    old = director.post(address, {**said, "effective_from": "01/01/2020"})
    assert old.status_code == 422
    assert "chọn ngày hiệu lực sau" in text_of(old)
    done = director.post(address, said)
    assert done.status_code == 302
    assert ProcedureVersion.objects.get(id=law.id).effective_to == tomorrow
    assert ward.client(ADMIN).get(f"{DRAFTS}{draft}/sua/").status_code == 422
    assert director.post(address, said).status_code == 422


def test_a_new_procedure_is_written_given_steps_and_thrown_away(ward):
    client = ward.client(ADMIN)
    assert client.get(f"{DRAFTS}moi/").status_code == 200
    base = edited_new()
    assert client.post(f"{DRAFTS}moi/", {**base, "code": "x"}).status_code == 422
    made = client.post(f"{DRAFTS}moi/", base)
    assert made.status_code == 302
    page = text_of(client.get(made["Location"]))
    assert "Chưa công bố được." in page
    assert "thời hạn giải quyết" in page
    steps = client.post(f"{made['Location']}them-quy-trinh/")
    assert steps.status_code == 302
    assert "Thẩm định hồ sơ" in client.get(steps["Location"]).content.decode()
    assert "9.999001" in text_of(client.get(DRAFTS))
    assert client.post(f"{made['Location']}bo/").status_code == 302
    assert client.get(made["Location"]).status_code == 404


def edited_new() -> dict[str, object]:
    filled = sent(ContentForms(raw={"provenance": "verified"}))
    base = {name: filled.getlist(name) for name in filled}
    return {
        **base, "code": "9.999001", "name": "Cấp giấy phép thử", "kind": "specific",
        "sector_name": "Thử", "competence_level": "commune", "levels": ["commune"],
    }  # fmt: skip


def test_only_keepers_see_drafts_and_only_publishers_abolish(ward, draft):
    for address in (DRAFTS, f"{DRAFTS}{draft}/", f"{DRAFTS}{draft}/sua/", f"{DRAFTS}moi/"):
        for username in (HA, STRANGER):
            assert ward.client(username).get(address).status_code == 403
    for tail in ("bo", "cong-bo", "sua", "quy-trinh", "them-quy-trinh", "phe-duyet-quy-trinh"):
        assert ward.client(HA).post(f"{DRAFTS}{draft}/{tail}/").status_code == 403
    history = f"/danh-muc/thu-tuc/{BIRTH}/"
    assert ward.client(HA).get(history).status_code == 200
    assert "Bãi bỏ" not in text_of(ward.client(HA).get(history))
    said = {
        "announcement": Announcement.objects.order_by("id").first().id,
        "effective_on": "01/01/2027",
    }
    assert ward.client(CONTROLLER).post(f"{history}bai-bo/", said).status_code == 403
    assert ward.client(DIRECTOR).post(f"{history}bai-bo/", {}).status_code == 422
    assert ward.client(DIRECTOR).post(f"{history}bai-bo/", said).status_code == 302
    again = ward.client(DIRECTOR).post(f"{history}bai-bo/", said)
    assert "không còn bản nào" in text_of(again)
    assert ward.client(ADMIN).get("/danh-muc/thu-tuc/9.123456/").status_code == 404


def decision_form(**said) -> dict[str, object]:
    filled = sent(AnnouncementForms([]))
    return {
        **{name: filled.getlist(name) for name in filled},
        "number": "77/QĐ-UBND", "signed_on": "01/09/2026", "kind": "new",
        "issuer": "UBND tỉnh Quảng Ngãi", "effective_on": "10/09/2026",
        "summary": "Công bố thủ tục thử", "duties-0-agency": "ubnd-21028",
        "duties-0-kind": "national_entry", "duties-0-due_on": "", **said,
    }  # fmt: skip


def test_a_decision_is_registered_with_duties_by_law_and_each_is_proved(ward):
    client = ward.client(ADMIN)
    assert client.get(f"{DECISIONS}moi/").status_code == 200
    assert client.post(f"{DECISIONS}moi/", decision_form(number="")).status_code == 422
    made = client.post(f"{DECISIONS}moi/", decision_form())
    assert made.status_code == 302, text_of(made)
    duty = PublicationDuty.objects.latest("id")
    assert duty.due_on == date(2026, 9, 9)
    twice = client.post(f"{DECISIONS}moi/", decision_form())
    assert twice.status_code == 422
    assert "Đã vào sổ." in text_of(twice)
    assert "77/QĐ-UBND" in text_of(client.get(DECISIONS, {"tim": "77/"}))
    assert "77/QĐ-UBND" in text_of(ward.client(HA).get(DUTIES))
    proof = f"{DUTIES}{duty.id}/xong/"
    assert ward.client(HA).post(proof, {"proof": "x"}).status_code == 403
    assert client.post(proof, {"proof": ""}).status_code == 422
    assert client.post(proof, {"proof": "Công văn 12"}).status_code == 302
    assert client.post(proof, {"proof": "Lần nữa"}).status_code == 422
    assert client.post(f"{DUTIES}99999999/xong/", {"proof": "x"}).status_code == 404
    assert "Công văn 12" in text_of(client.get(made["Location"]))
    assert "Công văn 12" in text_of(client.get(DUTIES, {"xong": "1"}))
    assert client.get(f"{DECISIONS}99999999/").status_code == 404


def test_lists_ask_as_much_for_few_as_for_many(ward, law):
    client = ward.client(ADMIN)

    def counted():
        found = []
        for address in (DRAFTS, DECISIONS, DUTIES):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            found.append(len(queries))
        return found

    def add(number: int) -> None:
        client.post(f"/danh-muc/phien-ban/{law.id}/soan-ban-moi/")
        client.post(f"{DECISIONS}moi/", decision_form(number=f"{number}/QĐ-UBND"))

    add(1)
    few = counted()
    add(2)
    add(3)
    assert counted() == few
