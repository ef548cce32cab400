"""The control desk in the browser's eyes: three keys clear an act, a mistake loses nothing, others stay out."""

from __future__ import annotations

import re

import pytest

from building import Case
from motcua.control.actions import gate
from motcua.control.models import Review
from motcua.dossiers.models import DraftAct
from motcua.dossiers.states import ActStatus, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    return Case(world)


@pytest.fixture
def review(case):
    act = case.drafted()
    gate.approve(act.pk, version=1, request=case.by(case.head))
    return Review.objects.get(act=act)


def keyed(page, **more):
    """What the form of the page would send, with its hidden stamps."""
    text = page.content.decode()
    key = re.search(r'name="key" value="([^"]+)"', text)
    version = re.search(r'name="version" value="(\d+)"', text)
    return {"key": key.group(1), "version": version.group(1)} | more


def test_three_keys_clear_an_act(case, review, sits):
    browser = sits(case.controller, case.by(case.controller, 1).at)
    queue = browser.get("/kiem-soat/")
    address = f"/kiem-soat/van-ban/{review.pk}/"
    assert address in queue.content.decode()
    page = browser.get(address)
    text = page.content.decode()
    assert 'data-key="d" data-confirm' in text
    assert "Bản vẽ mặt cắt không đọc được kích thước" in text
    done = browser.post(f"{address}duyet/", keyed(page))
    assert done.status_code == 302
    act = DraftAct.objects.get(pk=review.act_id)
    assert act.status == ActStatus.CLEARED.value
    again = browser.post(f"{address}duyet/", keyed(page))
    assert again.status_code == 409


def test_a_return_without_a_reason_loses_no_word(case, review, sits):
    browser = sits(case.controller, case.at)
    address = f"/kiem-soat/van-ban/{review.pk}/"
    page = browser.get(address)
    said = keyed(page, note="Nêu rõ khoản nào của Điều 54.")
    refused = browser.post(f"{address}tra-lai/", said)
    assert refused.status_code == 422
    assert "Nêu rõ khoản nào của Điều 54." in refused.content.decode()
    browser.post(f"{address}tra-lai/", said | {"reasons": ["no_ground"]})
    assert DraftAct.objects.get(pk=review.act_id).status == ActStatus.SENT_BACK.value


def test_an_unlawful_act_is_cleared_only_with_a_reason(case, sits):
    act = case.drafted(**case.asking(ground="theo quy định"))
    gate.approve(act.pk, version=1, request=case.by(case.head))
    review = Review.objects.get(act=act)
    browser = sits(case.controller, case.at)
    address = f"/kiem-soat/van-ban/{review.pk}/"
    page = browser.get(address)
    refused = browser.post(f"{address}duyet/", keyed(page))
    assert refused.status_code == 422
    assert "Ghi căn cứ để vẫn cho phép" in refused.content.decode()
    browser.post(
        f"{address}duyet/", keyed(page, note="Điều 5 Nghị quyết 12/2026/NQ-HĐND cho phép.")
    )
    assert DraftAct.objects.get(pk=act.pk).status == ActStatus.CLEARED.value


def test_a_mended_act_shows_the_head_what_was_changed(case, review, sits):
    browser = sits(case.controller, case.at)
    address = f"/kiem-soat/van-ban/{review.pk}/sua/"
    page = browser.get(address)
    said = keyed(
        page, **{"p0-on": "1", "p0-defect": "unclear", "p0-originals": "1", "p0-copies": "0"},
        reason="Bản vẽ mặt cắt móng không ghi kích thước; vẽ lại theo tỷ lệ 1/50.",
        ground="Khoản 2 Điều 54 Nghị định 175/2024/NĐ-CP", deadline="2026-10-30",
    )  # fmt: skip
    assert browser.post(address, said).status_code == 302
    head = sits(case.head, case.at)
    text = head.get(f"/ho-so/{case.code}/van-ban/{review.act_id}/").content.decode()
    assert "Trung tâm đã sửa văn bản" in text
    assert "tỷ lệ 1/50" in text
    issued = head.post(
        f"/ho-so/{case.code}/van-ban/{review.act_id}/phat-hanh/", {"version": "3", "key": "k"}
    )
    assert issued.status_code == 302
    assert case.state.status is Status.SUPPLEMENT_REQUESTED


@pytest.mark.parametrize("who", ["officer", "head", "chief"])
def test_the_desk_is_the_centres(case, review, sits, who):
    browser = sits(getattr(case, who), case.at)
    for address in ("/kiem-soat/", f"/kiem-soat/van-ban/{review.pk}/", "/kiem-soat/quy-dinh/"):
        assert browser.get(address).status_code == 403
    assert (
        browser.post(f"/kiem-soat/van-ban/{review.pk}/duyet/", {"version": "2"}).status_code == 403
    )
    assert DraftAct.objects.get(pk=review.act_id).status == ActStatus.HEAD_APPROVED.value


def test_rubbish_is_answered_with_a_sentence(case, review, sits):
    browser = sits(case.controller, case.at)
    assert browser.get("/kiem-soat/van-ban/999999999/").status_code == 404
    assert browser.get("/kiem-soat/?loai=x").status_code == 200
    assert browser.get("/kiem-soat/da-quyet-dinh/?co-quan=x&ket-qua=y&ly-do=z").status_code == 200
    director = sits(case.world.officer("centre_director", "trung-tam-pvhcc"), case.at)
    bad = director.post(
        "/kiem-soat/quy-dinh/",
        {"kind": "refusal", "share": "900", "effective_from": "x", "reason": "", "key": "k"},
    )
    assert bad.status_code == 422
