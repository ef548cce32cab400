"""Hand-over lists: two people, one list, all or nothing; between units and to the post."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.accounts import queries as accounts
from motcua.accounts.models import Account
from motcua.base.actor import SYSTEM
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.dossiers import checks, records
from motcua.dossiers.actions import handovers, intake, results, routing
from motcua.dossiers.actions.intake import Intake
from motcua.dossiers.given import HandoverList, LineOutcome, ListStatus
from motcua.dossiers.people import People, Person
from motcua.dossiers.ports import FakeCarrier
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures
from world import NOW, OTHER_WARD

BIRTH = "1.001193"
SEN = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000396", address="Tổ 6")
HA, DUYEN, TOAN = "tiepnhan.nghialo", "hotich.nghialo", "traketqua.nghialo"


class Ward:
    def __init__(self, world):
        self.world, self.minutes = world, 0

    def asks(self, username, key=None):
        self.minutes += 3
        at = NOW + timedelta(minutes=self.minutes)
        actor = accounts.actor_for(Account.objects.get(username=username).pk, at)
        return Request(actor, at, key=key)

    def received(self):
        version = procedures.current_version(BIRTH, NOW.date())
        papers = tuple(
            {"key": p.key, "name": p.name, "originals": 1}
            for p in version.papers
            if p.required and not p.condition and not p.shown_only
        )
        given = Intake(BIRTH, People(SEN, SEN), papers, return_channel="post")
        unit = self.world.one_stop().id
        return intake.receive(given, unit_id=unit, request=self.asks(HA)).state.code

    def completed(self):
        code = self.received()
        routing.forward(code, request=self.asks(HA))
        routing.take_over(code, request=self.asks(DUYEN))
        routing.forward(code, request=self.asks(DUYEN))
        routing.take_over(code, request=self.asks("chutich.nghialo"))
        results.sign_result(code, number="1/2026", request=self.asks("chutich.nghialo"))
        routing.take_over(code, request=self.asks("vanthu.nghialo"))
        results.record_result(code, request=self.asks("vanthu.nghialo"))
        return code

    def state(self, code):
        return records.load(code, SYSTEM)[1]

    def outcomes(self, sheet):
        return [line.outcome for line in sheet.lines.order_by("place")]


@pytest.fixture
def ward(world):
    yield Ward(world)
    assert checks.check(due_dates=True).findings == []


def test_a_list_is_given_and_taken_but_for_what_is_crossed_out(ward):
    codes = [ward.received() for _ in range(3)]
    given = handovers.offer_list(codes, request=ward.asks(HA))
    (sheet,) = given.lists
    assert (sheet.number, sheet.year, str(sheet)) == (1, 2026, "1/2026")
    with pytest.raises(NotPermittedError, match="đơn vị nhận"):
        handovers.settle_list(sheet.pk, request=ward.asks(HA))
    with pytest.raises(InvalidError, match="lý do không nhận"):
        handovers.settle_list(sheet.pk, crossed_out=[codes[1]], request=ward.asks(DUYEN))
    with pytest.raises(InvalidError, match="không nằm trong danh sách"):
        handovers.settle_list(sheet.pk, crossed_out=["X"], reason="?", request=ward.asks(DUYEN))
    done = handovers.settle_list(
        sheet.pk, crossed_out=[codes[1]], reason="Thiếu tờ khai", request=ward.asks(DUYEN)
    )
    assert done.status == ListStatus.PARTLY
    assert ward.outcomes(done) == ["accepted", "crossed_out", "accepted"]
    assert [ward.state(code).status.value for code in codes] == [
        "processing", "accepted", "processing",
    ]  # fmt: skip
    with pytest.raises(ConflictError, match="đã xử lý lúc"):
        handovers.settle_list(sheet.pk, request=ward.asks(DUYEN))
    again = handovers.offer_list([codes[1]], request=ward.asks(HA))
    assert again.lists[0].number == 2


def test_what_cannot_be_given_is_told_and_left_out(ward):
    code, given = ward.received(), ward.received()
    first = handovers.offer_list([given], request=ward.asks(HA)).lists[0]
    made = handovers.offer_list([code, given, "khong-co"], request=ward.asks(HA))
    assert [len(ward.outcomes(sheet)) for sheet in made.lists] == [1]
    assert [code for code, _ in made.refused] == [given, "khong-co"]
    assert "danh sách chờ ký nhận" in made.refused[0][1]
    assert first.lines.count() == 1


def test_an_offer_made_alone_comes_onto_a_list_as_it_is(ward):
    code = ward.received()
    routing.forward(code, request=ward.asks(HA))
    sheet = handovers.offer_list([code], request=ward.asks(HA)).lists[0]
    routing.take_over(code, request=ward.asks(DUYEN))
    done = handovers.settle_list(sheet.pk, request=ward.asks(DUYEN))
    assert (done.status, ward.outcomes(done)) == (ListStatus.DECLINED, [LineOutcome.GONE])


def test_the_giver_takes_back_a_list_that_nobody_signed(ward):
    codes = [ward.received() for _ in range(2)]
    sheet = handovers.offer_list(codes, request=ward.asks(HA)).lists[0]
    with pytest.raises(NotPermittedError, match="đơn vị giao"):
        handovers.withdraw_list(sheet.pk, request=ward.asks(DUYEN))
    assert handovers.withdraw_list(sheet.pk, request=ward.asks(HA)).status == ListStatus.WITHDRAWN
    assert all(ward.state(code).offer is None for code in codes)
    with pytest.raises(ConflictError, match="không lấy lại"):
        handovers.withdraw_list(sheet.pk, request=ward.asks(HA))
    with pytest.raises(InvalidError, match="Không thấy"):
        handovers.withdraw_list(0, request=ward.asks(HA))


def test_the_same_request_makes_one_list(ward):
    code = ward.received()
    first = handovers.offer_list([code], request=ward.asks(HA, "one"))
    second = handovers.offer_list([code], request=ward.asks(HA, "one"))
    assert [sheet.pk for sheet in first.lists] == [sheet.pk for sheet in second.lists]
    assert HandoverList.objects.count() == 1


def test_a_refusal_in_the_middle_leaves_the_list_as_it_was(ward, monkeypatch):
    codes = [ward.received() for _ in range(2)]
    sheet = handovers.offer_list(codes, request=ward.asks(HA)).lists[0]
    taken = routing.take_over

    def second_fails(code, *, request):
        if code == codes[1]:
            raise ConflictError("Hồ sơ vừa được người khác cập nhật.")
        return taken(code, request=request)

    monkeypatch.setattr(routing, "take_over", second_fails)
    with pytest.raises(ConflictError):
        handovers.settle_list(sheet.pk, request=ward.asks(DUYEN))
    sheet.refresh_from_db()
    assert (sheet.status, ward.outcomes(sheet)) == (ListStatus.OFFERED, ["offered"] * 2)
    assert ward.state(codes[0]).offer is not None


def test_results_go_to_the_post_on_a_list(ward):
    codes = [ward.completed() for _ in range(2)]
    given = handovers.offer_to_post(codes, request=ward.asks(TOAN), carrier=FakeCarrier())
    (sheet,) = given.lists
    assert sheet.is_postal
    assert [line.tracking for line in sheet.lines.order_by("place")] == [
        ward.state(code).postal["tracking"] for code in codes
    ]
    with pytest.raises(NotPermittedError, match="không tự ký nhận"):
        handovers.settle_list(sheet.pk, request=ward.asks(TOAN))
    stranger = Request(ward.world.officer("return_officer", OTHER_WARD), NOW)
    with pytest.raises(NotPermittedError):
        handovers.settle_list(sheet.pk, request=stranger)
    done = handovers.settle_list(
        sheet.pk, crossed_out=[codes[1]], reason="Thiếu địa chỉ", request=ward.asks(HA)
    )
    assert ward.outcomes(done) == ["accepted", "crossed_out"]
    assert ward.state(codes[0]).postal["state"] == "in_transit"
    assert ward.state(codes[1]).delivery == "waiting"
    refused = handovers.offer_to_post([codes[0]], request=ward.asks(TOAN), carrier=FakeCarrier())
    assert "đang ở bưu chính" in refused.refused[0][1]
