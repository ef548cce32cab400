"""Whatever is sent, no page breaks: every answer is one that somebody meant."""

from __future__ import annotations

import random

import pytest
from django.urls import reverse

from doors.desk.conftest import ADMIN, DUYEN, HA, TUAN, VINH

HUGE = "9" * 30
RUBBISH = [
    "",
    "\0",
    HUGE,
    "-1",
    "0",
    "٣",
    "%",
    "_" * 300,
    "đ" * 5000,
    "'; --",
    "<b>",
    "~",
    "\ud7ff",
    "1e9",
]
NAMES = ["tim", "thu_tuc", "buoc", "kenh", "sau", "nhom", "don-vi", "thu-tuc", "find", "tu", "ly-do",
         "trang-thai", "linh-vuc", "procedure_code", "tai-ve"]  # fmt: skip
LISTS = ["inbox", "reception", "find_procedure", "online_queue", "handover", "return_counter",
         "search", "assignment", "signing", "catalogue", "quarantine"]  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("username", [HA, VINH, ADMIN])
def test_questions_of_any_kind_are_answered(ward, username, name):
    client, dice = ward.client(username), random.Random(name)
    for text in RUBBISH:
        asked = dict.fromkeys(dice.sample(NAMES, 6), text)
        answer = client.get(reverse(f"desk:{name}"), asked)
        assert answer.status_code in {200, 302, 400, 403, 404}, asked


CURSORS = [
    f"~{HUGE}",
    "2026-09-03~1",
    "2026-99-99T00:00~1",
    "~1",
    f"2026-09-03T09:00:00+07:00~{HUGE}",
]


@pytest.mark.parametrize("cursor", CURSORS)
def test_a_cursor_that_nobody_gave_out_begins_at_the_front(ward, cursor):
    code = ward.processing()
    answer = ward.client(DUYEN).get("/ban-lam-viec/", {"sau": cursor})
    assert answer.status_code == 200
    assert code in answer.content.decode() or cursor in {"~1", "2026-09-03~1"}


FORMS = ["accept", "guide"]


@pytest.mark.parametrize("do", FORMS)
def test_the_counter_takes_nothing_that_makes_no_sense(ward, do):
    client = ward.client(HA)
    fields = ["unit", "procedure_code", "name", "kind", "id_number", "phone", "born_on", "email",
              "sets", "return_channel", "channel", "area", "case_code", "fee_0", "fee_0_amount",
              "fee_receipt", "kept", "key", "version", "note"]  # fmt: skip
    dice = random.Random(do)
    for text in RUBBISH:
        said = {"do": do, "procedure_code": "1.001193", "unit": str(ward.unit.id)}
        said |= dict.fromkeys(dice.sample(fields, 8), text)
        assert client.post("/quay/tiep-nhan/", said).status_code in {400, 409, 422}, said


@pytest.mark.parametrize("slug", ["giao-buoc-dau", "chuyen-buoc", "tra-lai-buoc", "phan-cong",
                                  "lay-y-kien", "ky-ket-qua", "thu-phi", "tra-ket-qua", "xin-rut"])  # fmt: skip
def test_a_step_takes_nothing_that_makes_no_sense(ward, slug):
    code = ward.processing()
    fields = ["choice", "to_officer", "to_step", "officer", "unit_id", "due_at", "number", "amount",
              "receipt", "identity_check", "receiver_name", "method", "version", "key", "signed_on"]  # fmt: skip
    for username in (DUYEN, VINH, TUAN):
        for text in RUBBISH:
            said = dict.fromkeys(fields, text)
            answer = ward.client(username).post(f"/ho-so/{code}/viec/{slug}/", said)
            assert answer.status_code in {302, 400, 403, 409, 422}, (slug, text)


ADDRESSES = [
    f"/ho-so/{HUGE}/", "/ho-so/%00/", "/ho-so/..%2f..%2fetc/", f"/danh-muc/phien-ban/{HUGE}/",
    f"/quay/ban-giao/danh-sach/{HUGE}/", f"/danh-muc/can-xem-lai/{HUGE}/", "/quay/tra-ket-qua/x/",
    "/quay/tiep-nhan/xong/x/",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_that_lead_nowhere_say_so(ward, address):
    for username in (HA, ADMIN):
        assert ward.client(username).get(address).status_code in {400, 403, 404}


def test_several_at_once_with_numbers_and_codes_of_any_kind(ward):
    codes = {"code": RUBBISH, "officer": HUGE, "unit": HUGE, "key": "k", "reason": "x"}
    clean = codes | {"code": [text for text in RUBBISH if "\0" not in text]}
    for path in ("/quay/ban-giao/giao/", "/quay/ban-giao/nhan/"):
        assert ward.client(HA).post(path, codes).status_code == 400
        assert ward.client(HA).post(path, clean).status_code == 302
    assert ward.client(VINH).post("/ban-lam-viec/phan-cong/giao/", clean).status_code == 302
    said = {"record": [HUGE, "1", "x"], "do": "dismiss", "note": "x"}
    assert ward.client(ADMIN).post("/danh-muc/can-xem-lai/nhieu/", said).status_code == 302
