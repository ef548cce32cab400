"""Paper, originals, post and incidents: what goes on beside the way of a dossier."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from motcua.accounts import queries as accounts
from motcua.accounts.models import Account
from motcua.base.actor import SYSTEM
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.dossiers import checks, paper, records
from motcua.dossiers.actions import incidents, intake, paperwork, polling, posting, results, routing
from motcua.dossiers.actions.intake import Intake
from motcua.dossiers.people import People, Person
from motcua.dossiers.ports import FakeCarrier, PostalNews
from motcua.dossiers.records import Request, UnknownDossierError
from motcua.dossiers.states import PaperPlace, PostalState, Status
from motcua.procedures import queries as procedures
from world import NOW, OTHER_WARD

BIRTH = "1.001193"
SEN = Person(
    "Nguyễn Thị Sen", id_number="051185004317", phone="0905000396", address="Tổ 6, Nghĩa Lộ"
)
HA, DUYEN, TOAN = "tiepnhan.nghialo", "hotich.nghialo", "traketqua.nghialo"


class Story:
    """One birth at the ward, carried as far as a test wants."""

    def __init__(self, world):
        self.world, self.minutes = world, 0

    def asks(self, username):
        self.minutes += 5
        at = NOW + timedelta(minutes=self.minutes)
        actor = SYSTEM if username is SYSTEM else accounts.actor_for(self.account(username), at)
        return Request(actor, at)

    def account(self, username):
        return Account.objects.get(username=username).pk

    def received(self, **more):
        version = procedures.current_version(BIRTH, NOW.date())
        papers = tuple(
            {"key": p.key, "name": p.name, "originals": 1}
            for p in version.papers
            if p.required and not p.condition and not p.shown_only
        )
        given = Intake(BIRTH, People(SEN, SEN), papers, return_channel="post", **more)
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

    def posted(self):
        code = self.completed()
        posting.post_result(code, request=self.asks(TOAN), carrier=FakeCarrier())
        return code

    def state(self, code):
        return records.load(code, SYSTEM)[1]


@pytest.fixture
def story(world):
    yield Story(world)
    assert checks.check(due_dates=True).findings == []


def test_the_paper_goes_with_the_dossier(story):
    code = story.received()
    assert paper.where(story.state(code)).place is PaperPlace.COUNTER
    routing.forward(code, request=story.asks(HA))
    assert paper.where(story.state(code)).place is PaperPlace.ON_THE_WAY
    routing.take_over(code, request=story.asks(DUYEN))
    there = paper.where(story.state(code))
    assert (there.place, there.unit_id) == (PaperPlace.OFFICE, story.state(code).holder_unit_id)
    paperwork.place_paper(code, place="archive", shelf="K3/12", request=story.asks(DUYEN))
    assert paper.where(story.state(code)).shelf == "K3/12"
    paperwork.place_paper(code, place="owner", request=story.asks(DUYEN))
    assert paper.where(story.state(code)).unit_id is None


def test_a_dossier_without_paper_lies_nowhere(story):
    state = story.state(story.received())
    digital = tuple(one | {"source": "database"} for one in state.papers)
    assert paper.where(replace(state, papers=digital, paper_place=None)) is None


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"place": "moon"}, "Chọn nơi để"),
        ({"place": "on_the_way"}, "bàn giao ghi"),
        ({"place": "archive", "shelf": "<b>tủ của bác Nguyễn Văn A</b>"}, "Ký hiệu giá"),
    ],
)
def test_where_paper_cannot_be(story, said, sentence):
    code = story.received()
    with pytest.raises(InvalidError, match=sentence):
        paperwork.place_paper(code, request=story.asks(HA), **said)


def test_originals_are_kept_and_given_back_once(story):
    code = story.received()
    paperwork.keep_originals(
        code, originals=[{"name": "Sổ hộ tịch cũ", "count": 1}, {"name": "CCCD", "count": 2}],
        request=story.asks(HA),
    )  # fmt: skip
    assert [item["name"] for _, item in paper.still_kept(story.state(code))] == [
        "Sổ hộ tịch cũ", "CCCD",
    ]  # fmt: skip
    with pytest.raises(InvalidError, match="tên người nhận lại"):
        paperwork.give_back_originals(code, places=[1], receiver=" ", request=story.asks(HA))
    paperwork.give_back_originals(code, places=[1], receiver=SEN.name, request=story.asks(HA))
    with pytest.raises(InvalidError, match="còn giữ"):
        paperwork.give_back_originals(code, places=[1], receiver=SEN.name, request=story.asks(HA))
    assert [place for place, _ in paper.still_kept(story.state(code))] == [0]
    with pytest.raises(InvalidError, match="ít nhất một"):
        paperwork.keep_originals(code, originals=[], request=story.asks(HA))
    with pytest.raises(InvalidError, match="số bản"):
        paperwork.keep_originals(code, originals=[{"name": "", "count": 1}], request=story.asks(HA))


def test_another_ward_touches_no_paper(story):
    code = story.received()
    stranger = story.world.officer("case_officer", OTHER_WARD)
    with pytest.raises(UnknownDossierError):
        paperwork.place_paper(code, place="office", request=Request(stranger, NOW))
    inspector = story.asks("thanhtra.tinh").actor if _exists("thanhtra.tinh") else None
    if inspector:
        with pytest.raises(NotPermittedError):
            paperwork.place_paper(code, place="office", request=Request(inspector, NOW))


def _exists(username):
    return Account.objects.filter(username=username).exists()


def test_delivered_by_post_is_returned_with_the_proof(story):
    code = story.posted()
    state = story.state(code)
    assert (state.delivery, state.postal["state"], state.status) == (
        "posted", "handed_over", Status.COMPLETED,
    )  # fmt: skip
    with pytest.raises(ConflictError, match="đang ở bưu chính"):
        posting.post_result(code, request=story.asks(TOAN))
    with pytest.raises(InvalidError, match="đang ở bưu chính"):
        results.return_result(
            code, identity_check="card", receiver={"name": "Sen"}, request=story.asks(TOAN)
        )
    posting.track_post(code, news="in_transit", request=story.asks(SYSTEM))
    with pytest.raises(ConflictError, match="đã ở trạng thái"):
        posting.track_post(code, news="in_transit", request=story.asks(SYSTEM))
    with pytest.raises(InvalidError, match="người đã ký nhận"):
        posting.track_post(code, news="delivered", request=story.asks(SYSTEM))
    posting.track_post(code, news="delivered", proof="Trần Văn Bình", request=story.asks(SYSTEM))
    state = story.state(code)
    assert (state.status, state.delivery) == (Status.RETURNED, "delivered")
    with pytest.raises(ConflictError, match="đã kết thúc"):
        posting.track_post(code, news="lost", request=story.asks(SYSTEM))


def test_what_comes_back_is_on_the_shelf_and_may_go_out_again(story):
    code = story.posted()
    first = story.state(code).postal["tracking"]
    posting.track_post(code, news="returned", proof="Đi vắng", request=story.asks(TOAN))
    assert story.state(code).delivery == "bounced"
    posting.post_result(code, request=story.asks(TOAN), carrier=FakeCarrier())
    again = story.state(code).postal
    assert again["tries"] == 2
    assert again["tracking"] != first
    with pytest.raises(ConflictError, match="bưu gửi khác"):
        posting.track_post(code, news="lost", tracking=first, request=story.asks(SYSTEM))


def test_the_house_asks_the_carrier_by_itself(story):
    code = story.posted()
    tracking = story.state(code).postal["tracking"]
    fake = FakeCarrier(is_down=True)
    later = NOW + timedelta(days=3)
    assert polling.follow_parcels(at=later, carrier=fake) == 0
    fake = FakeCarrier(told={tracking: PostalNews(PostalState.IN_TRANSIT, NOW)})
    assert polling.follow_parcels(at=later, carrier=fake) == 1
    assert polling.follow_parcels(at=later, carrier=fake) == 0
    fake.told[tracking] = PostalNews(PostalState.DELIVERED, later, "Trần Văn Bình")
    assert polling.follow_parcels(at=later, carrier=fake) == 1
    assert story.state(code).status is Status.RETURNED


def test_a_silent_carrier_asks_for_the_number(story):
    code = story.completed()
    with pytest.raises(InvalidError, match="Bưu chính chưa trả lời"):
        posting.post_result(code, request=story.asks(TOAN), carrier=FakeCarrier(is_down=True))
    posting.post_result(
        code, tracking="EB123456789VN", request=story.asks(TOAN), carrier=FakeCarrier(is_down=True)
    )
    assert story.state(code).postal["tracking"] == "EB123456789VN"


def test_a_lost_parcel_becomes_a_new_dossier(story):
    code = story.posted()
    posting.track_post(code, news="lost", request=story.asks(SYSTEM))
    assert story.state(code).incident["kind"] == "lost"
    with pytest.raises(InvalidError, match="Chưa có hồ sơ khắc phục"):
        incidents.close_incident(code, request=story.asks(TOAN))
    with pytest.raises(NotPermittedError):
        incidents.remedy_incident(code, request=story.asks(TOAN))
    incidents.remedy_incident(code, request=story.asks(HA))
    with pytest.raises(ConflictError, match="Đã có hồ sơ khắc phục"):
        incidents.remedy_incident(code, request=story.asks(HA))
    remedy = story.state(story.state(code).incident["dossier"])
    assert records.load_by_id(remedy.remedies_id).code == code
    assert (remedy.fee_total, remedy.people["owner"]["name"]) == (0, SEN.name)
    with pytest.raises(InvalidError, match="xin lỗi"):
        incidents.close_incident(code, request=story.asks(TOAN))
    with pytest.raises(InvalidError, match="tương lai"):
        incidents.note_apology(
            code, apologised_on=NOW.date() + timedelta(days=30), request=story.asks(TOAN)
        )
    incidents.note_apology(code, apologised_on=NOW.date(), request=story.asks(TOAN))
    with pytest.raises(InvalidError, match="chưa trả kết quả"):
        incidents.close_incident(code, request=story.asks(TOAN))


def test_an_incident_says_what_and_who(story):
    code = story.completed()
    opened = {"kind": "wrong", "reason": "Sai ngày sinh"}
    for wrong in ({"kind": "odd"}, {"reason": " "}, {"agency_id": 1_000_000}):
        with pytest.raises(InvalidError):
            incidents.open_incident(code, request=story.asks(TOAN), **(opened | wrong))
    incidents.open_incident(code, request=story.asks(TOAN), **opened)
    with pytest.raises(ConflictError, match="đang mở"):
        incidents.open_incident(code, request=story.asks(TOAN), **opened)
    with pytest.raises(NotPermittedError):
        incidents.close_incident(code, request=story.asks(DUYEN))
