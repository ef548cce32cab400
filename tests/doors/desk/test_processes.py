"""Processes as data at the desk: drawn, edited, approved by other eyes, and running dossiers moved."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from doors.desk.conftest import ADMIN, BIRTH, HA, STRANGER, TUAN
from doors.desk.test_forms_of_law import sent
from motcua.desk.forms.processes import ProcessForms
from motcua.dossiers.process_moves import ProcessMove
from motcua.procedures import processes as drawn
from motcua.procedures import queries as procedures
from motcua.procedures.bpmn import read_bpmn
from motcua.procedures.models import Announcement, ProcedureVersion

CONTROLLER, DIRECTOR = "kiemsoat.tt", "giamdoc.tt"


def text_of(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def law(ward):
    return procedures.current_version(BIRTH, ward.at.date(), agency_id=ward.unit.agency_id)


@pytest.fixture
def draft(ward, law) -> int:
    """A draft by the administrator, from the version in force."""
    answer = ward.client(ADMIN).post(f"/danh-muc/phien-ban/{law.id}/soan-ban-moi/")
    assert answer.status_code == 302
    return ProcedureVersion.objects.latest("id").id


def edited(draft: int, **said) -> dict[str, object]:
    """The editor's form of that draft, with some fields typed anew."""
    view = procedures.draft(draft)
    filled = sent(ProcessForms(process=view.record.process, revision=view.revision))
    data = {name: filled.getlist(name) for name in filled}
    return {**data, "do": "save", **said}


def test_the_process_in_force_is_drawn_for_those_who_keep_it(ward, law):
    address = f"/danh-muc/quy-trinh/{law.process_id}/"
    for username in (ADMIN, CONTROLLER, DIRECTOR):
        page = ward.client(username).get(address)
        assert page.status_code == 200
        words = text_of(page)
        assert "Đường dài nhất" in words
        assert law.process.steps[0].name in words
        assert page.content.decode().count("<rect") == len(law.process.steps)
    for username in (HA, TUAN, STRANGER):
        assert ward.client(username).get(address).status_code == 403
    assert ward.client(ADMIN).get("/danh-muc/quy-trinh/99999999/").status_code == 404


def test_a_step_is_changed_checked_and_saved_and_the_draft_tells_it(ward, draft):
    client, address = ward.client(ADMIN), f"/danh-muc/ban-nhap/{draft}/quy-trinh/"
    assert client.get(address).status_code == 200
    typed = edited(draft, **{"steps-1-name": "Thẩm định kỹ", "steps-1-hours": "3,5"})
    checked = client.post(f"{address}kiem-tra/", typed)
    assert "Thẩm định kỹ" in text_of(checked)
    assert procedures.draft(draft).revision == 1
    assert client.post(address, typed).status_code == 302
    told = text_of(client.get(f"/danh-muc/ban-nhap/{draft}/"))
    assert "đổi tên thành “Thẩm định kỹ”" in told
    assert "3,5 giờ" in told
    stale = client.post(address, typed)
    assert stale.status_code == 409
    assert "vừa được người khác lưu" in text_of(stale)
    assert "Thẩm định kỹ" in stale.content.decode()


def test_mistakes_stand_at_their_fields_and_the_rest_is_kept(ward, draft):
    client, address = ward.client(ADMIN), f"/danh-muc/ban-nhap/{draft}/quy-trinh/"
    wrong = client.post(address, edited(draft, **{"steps-1-ways": "b9", "steps-2-name": "Giữ lại"}))
    assert wrong.status_code == 422
    page = wrong.content.decode()
    assert "dẫn đến “b9”" in page
    assert "Giữ lại" in page
    assert re.search(r'id="id_steps-1-ways_error"', page)
    hours = client.post(address, edited(draft, **{"steps-1-hours": "bốn"}))
    assert re.search(r'id="id_steps-1-hours_error"', hours.content.decode())
    long = client.post(address, edited(draft, **{"steps-1-hours": "800"}))
    assert "vượt thời hạn công bố" in text_of(long)
    assert procedures.draft(draft).revision == 1


def test_rows_are_added_and_left_out_without_scripts(ward, draft):
    client, address = ward.client(ADMIN), f"/danh-muc/ban-nhap/{draft}/quy-trinh/"
    count = len(procedures.draft(draft).record.process.steps)
    wider = client.post(address, edited(draft, do="", more="legs")).content.decode()
    assert "Phần việc liên thông 2" in wider
    new = {f"steps-{count}-{name}": said for name, said in {
        "key": "y1", "name": "Công an cho ý kiến", "kind": "consult", "role": "case_officer",
        "place": "room", "room": "cong-an", "hours": "1"}.items()}  # fmt: skip
    assert (
        client.post(address, edited(draft, **new, **{"steps-1-parallel": "y1"})).status_code == 302
    )
    process = procedures.draft(draft).record.process
    assert process.step("y1").place == "room:cong-an"
    gone = edited(draft, **{f"steps-{count}-DELETE": "on", "steps-1-parallel": ""})
    assert client.post(address, gone).status_code == 302
    assert "y1" not in {step.key for step in procedures.draft(draft).record.process.steps}


def test_exchange_as_a_file_and_back_into_the_editor(ward, law, draft):
    client = ward.client(ADMIN)
    file = client.get(f"/danh-muc/quy-trinh/{law.process_id}/bpmn/")
    assert file["Content-Disposition"].startswith("attachment")
    assert read_bpmn(file.content) == law.process
    address = f"/danh-muc/ban-nhap/{draft}/quy-trinh/nhap-bpmn/"
    assert client.get(address).status_code == 200
    upload = SimpleUploadedFile("quy-trinh.bpmn", file.content)
    assert "Đã đọc tệp BPMN" in text_of(client.post(address, {"file": upload}))
    bomb = SimpleUploadedFile("x.bpmn", b"<!DOCTYPE d [<!ENTITY a 'x'>]><d>&a;</d>")
    refused = client.post(address, {"file": bomb})
    assert refused.status_code == 422
    assert "DTD hoặc thực thể" in text_of(refused)
    assert client.post(address).status_code == 422


def approved(ward, draft) -> int:
    """The draft's process, with another second step, approved by the director."""
    client = ward.client(ADMIN)
    typed = edited(draft, **{"steps-1-hours": "1"})
    assert client.post(f"/danh-muc/ban-nhap/{draft}/quy-trinh/", typed).status_code == 302
    decision = Announcement.objects.order_by("id").first().id
    address = f"/danh-muc/ban-nhap/{draft}/phe-duyet-quy-trinh/"
    assert client.post(address, {"process-announcement": decision}).status_code == 403
    done = ward.client(DIRECTOR).post(address, {"process-announcement": decision})
    assert done.status_code == 302
    return procedures.draft(draft).process_id


def test_running_dossiers_are_rehearsed_listed_and_moved_by_another_person(ward, law, draft):
    codes = [ward.received(), ward.processing(), ward.offered()]
    approved(ward, draft)
    client, address = ward.client(ADMIN), f"/danh-muc/quy-trinh/{law.process_id}/chuyen-ho-so/"
    page = client.get(address).content.decode()
    mapping = dict(re.findall(r'name="(step-[^"]+)".*?value="([^"]*)" selected', page, re.DOTALL))
    assert client.post(address, mapping).status_code == 422
    made = client.post(address, {**mapping, "reason": "Quyết định 12/QĐ-UBND"})
    assert made.status_code == 302
    shown = text_of(client.get(made["Location"]))
    assert "2 hồ sơ chuyển" in shown
    assert "1 hồ sơ ở lại quy trình cũ" in shown
    assert "Đang chờ đơn vị khác nhận bàn giao" in shown
    assert "Anh/chị đã tập dượt đợt này" in shown
    move = ProcessMove.objects.get()
    group = next(key for key in move.rehearsed if key.endswith("!offered"))
    assert codes[2] in text_of(client.get(f"{made['Location']}?nhom={group}"))
    confirm = f"{made['Location']}xac-nhan/"
    assert client.post(confirm, {"revision": 1}).status_code == 403
    assert ward.client(HA).post(confirm, {"revision": 1}).status_code == 403
    director = ward.client(DIRECTOR)
    assert "Xác nhận chuyển" in text_of(director.get(made["Location"]))
    done = director.post(confirm, {"revision": 1})
    assert done.status_code == 302
    assert ward.state(codes[0]).process_id == move.target_id
    assert ward.state(codes[2]).process_id is None
    again = director.post(confirm, {"revision": 1})
    assert again.status_code == 409
    assert "đã chuyển từ trước" in text_of(again)
    assert BIRTH in text_of(client.get("/danh-muc/chuyen-quy-trinh/"))


def test_what_has_changed_since_the_rehearsal_is_said_and_nothing_moves(ward, law, draft):
    code = ward.received()
    target = approved(ward, draft)
    client = ward.client(ADMIN)
    address = f"/danh-muc/quy-trinh/{law.process_id}/chuyen-ho-so/"
    first = law.process.steps[0].key
    said = {f"step-{first}": first, "reason": "Thử", "target": target}
    where = client.post(address, said)["Location"]
    ward.received()
    refused = ward.client(DIRECTOR).post(f"{where}xac-nhan/", {"revision": 1})
    assert refused.status_code == 409
    assert "Từ lúc tập dượt có 1 hồ sơ" in text_of(refused)
    assert ward.state(code).process_id is None
    again = {**said, "revision": 1}
    assert client.post(f"{where}tap-duot/", again).status_code == 302
    assert client.post(f"{where}tap-duot/", again).status_code == 409
    assert client.post(f"{where}rut/").status_code == 302
    assert "Đã rút" in text_of(client.get(where))


def test_queries_do_not_grow_with_the_dossiers(ward, law, draft):
    approved(ward, draft)
    client = ward.client(ADMIN)
    address = f"/danh-muc/quy-trinh/{law.process_id}/"
    first = law.process.steps[0].key

    def counted(where):
        client.get(where)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(where)
        return len(queries)

    ward.received()
    said = {f"step-{first}": first, "reason": "Thử"}
    move = client.post(f"{address}chuyen-ho-so/", said)["Location"]
    few = counted(address), counted(f"{move}?nhom={first}>{first}")
    listed = counted("/danh-muc/chuyen-quy-trinh/")
    for _ in range(3):
        ward.received()
    client.post(f"{move}tap-duot/", {**said, "revision": 1})
    many = counted(address), counted(f"{move}?nhom={first}>{first}")
    assert many == few
    for _ in range(2):
        client.post(f"{move}rut/")
        move = client.post(f"{address}chuyen-ho-so/", said)["Location"]
    assert counted("/danh-muc/chuyen-quy-trinh/") == listed
    assert drawn.approved(law.process_id).is_approved
