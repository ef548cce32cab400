"""What the demo's Centre finds on its desk: acts that wait, one returned, one mended, promises, findings.

Made by the real actions at moments before now, over dossiers of its own; every person is invented.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import count

from django.db import transaction

from motcua.agencies import queries as agencies
from motcua.base.actor import SYSTEM
from motcua.base.dates import in_vietnam
from motcua.clock import queries as calendars
from motcua.clock.calendars import moment_of, tick_of
from motcua.control.actions import automatic, gate, overseeing
from motcua.control.actions.overseeing import Wanted
from motcua.control.demo_walk import Walk, actor
from motcua.control.models import Finding, Review
from motcua.control.queries import board, oversight
from motcua.control.states import AlertKind, ReturnReason
from motcua.dossiers.act_content import conditions_of
from motcua.dossiers.models import DraftAct
from motcua.dossiers.people import Person
from motcua.dossiers.records import Request
from motcua.dossiers.states import ActKind, ActReason

PERMIT, MARITAL_STATUS = "1.013225", "1.004873"
WARD, OTHER_WARD = "ubnd-21028", "ubnd-21040"
_OWNERS = ("Lê Thị Hồng Sương", "Phạm Quốc Việt", "Võ Thị Mai Thảo", "Đặng Văn Toàn", "Huỳnh Kim Yến",
           "Bùi Đình Khoa", "Trương Thị Nhàn", "Ngô Tấn Phát")  # fmt: skip


def is_loaded() -> bool:
    """Whether the Centre has had anything to do, in the demo or in life."""
    return Review.objects.exists() or Finding.objects.exists()


@transaction.atomic
def load_demo(*, at: datetime) -> int:
    """Fill the Centre's desk if nothing ever came there; gives how many acts were made."""
    if is_loaded():
        return 0
    teller = _Teller(at)
    for tell in (
        teller.lawful, teller.unlawful, teller.refusal, teller.returned, teller.mended,
        teller.kept, teller.running, teller.broken,
    ):  # fmt: skip
        tell()
    teller.findings()
    teller.alerts()
    return DraftAct.objects.filter(dossier_id__in=teller.made).count()


class _Teller:
    """Tells one story after another, each about a dossier of its own."""

    def __init__(self, now: datetime) -> None:
        self.now = in_vietnam(now)
        self.made: list[int] = []
        self._numbers = count(501)
        self._calendar = calendars.calendar_for(calendars.PROVINCE)

    def lawful(self) -> None:
        """A request that may go out: the plans cannot be read."""
        walk = self._walk(PERMIT, WARD, 9)
        act = walk.draft(ActKind.SUPPLEMENT_REQUEST, self._asking(walk), 6)
        walk.approve(act, 7.5)

    def unlawful(self) -> None:
        """A request for a paper that the State holds already, on no ground, almost late at the desk."""
        walk = self._walk(PERMIT, OTHER_WARD, 11)
        content = self._asking(walk) | {"ground": "Theo quy định hiện hành"}
        content["items"] = [
            *self._plans(walk),
            {"name": "Bản sao thẻ căn cước công dân có chứng thực", "copies": 1, "originals": 0,
             "defect": ActReason.OUTSIDE_LIST.value, "ground": "Yêu cầu của phòng chuyên môn"},
        ]  # fmt: skip
        walk.approve(walk.draft(ActKind.SUPPLEMENT_REQUEST, content, 6), 7.4)

    def refusal(self) -> None:
        """A refusal that names a published condition."""
        walk = self._walk(PERMIT, WARD, 26)
        content: dict[str, object] = {
            "reason_code": ActReason.CONDITION_UNMET.value,
            "condition": conditions_of(walk.version)[0],
            "reason": "Thửa đất nằm trong hành lang đường Nguyễn Tự Tân theo quy hoạch phân khu đã"
            " phê duyệt, mục đích sử dụng là đất giao thông nên không cấp phép xây dựng nhà ở được.",
            "ground": "Khoản 1 Điều 91 Luật Xây dựng số 50/2014/QH13",
        }
        walk.approve(walk.draft(ActKind.REFUSAL, content, 24), 25.2)

    def returned(self) -> None:
        """A request that the Centre returned: the paper lies in the file already."""
        walk = self._walk(PERMIT, WARD, 16)
        plans = [one | {"defect": ActReason.MISSING.value} for one in self._plans(walk)]
        content = self._asking(walk) | {"items": plans}
        review = walk.approve(walk.draft(ActKind.SUPPLEMENT_REQUEST, content, 8), 9)
        gate.send_back(
            review.pk, reasons=[ReturnReason.ALREADY_GIVEN.value], version=review.act.version,
            note="Bản vẽ đã có trong hồ sơ từ lúc tiếp nhận; nếu không đọc được thì ghi đúng lý do đó.",
            request=walk.decide(11),
        )  # fmt: skip

    def mended(self) -> None:
        """A request that the Centre made clearer before it went out."""
        walk = self._walk(PERMIT, OTHER_WARD, 22)
        wanted = self._asking(walk)
        act = walk.draft(
            ActKind.SUPPLEMENT_REQUEST, wanted | {"reason": "Bản vẽ chưa đạt yêu cầu."}, 8
        )
        review = walk.approve(act, 9)
        gate.amend(
            review.pk, content=wanted, version=review.act.version,
            note="Nói rõ người dân phải vẽ lại trang nào.", request=walk.decide(10.5, "kiemsoat2.tt"),
        )  # fmt: skip
        walk.issue(act, 12)

    def kept(self) -> None:
        """A promise that was kept."""
        walk = self._promised(WARD, 64)
        walk.carry(walk.due_hours - 6, until="return_officer")

    def running(self) -> None:
        """A promise whose day is still to come."""
        self._promised(OTHER_WARD, 28)

    def broken(self) -> None:
        """A promise whose day has passed."""
        self._promised(OTHER_WARD, 68)

    def findings(self) -> None:
        """One that waits for an answer and one that has it."""
        first = self._raise(
            OTHER_WARD, "Đòi giấy tờ đã có trong cơ sở dữ liệu dân cư", 12,
            "Ba yêu cầu bổ sung trong tháng đòi bản sao căn cước đã có dữ liệu. Rà lại mẫu yêu cầu"
            " và hướng dẫn cán bộ tiếp nhận.",
        )  # fmt: skip
        self._raise(
            WARD, "Hồ sơ trực tuyến chậm tiếp nhận", 6,
            "Hai hồ sơ nộp qua mạng quá 8 giờ làm việc chưa được tiếp nhận. Nêu nguyên nhân và cách"
            " phân công trực hồ sơ trực tuyến.",
        )  # fmt: skip
        overseeing.answer(
            first.pk, text="Đã rà soát và bỏ yêu cầu này khỏi mẫu; phổ biến cho cán bộ sáng thứ Hai.",
            version=1, request=Request(actor("chutich.binhson", self._ago(3)), self._ago(3)),
        )  # fmt: skip

    def alerts(self) -> None:
        """Two rules, and what they say of the numbers now."""
        day = in_vietnam(self._ago(40))
        director = actor("giamdoc.tt", day)
        for kind, threshold in ((AlertKind.OVERDUE, 2), (AlertKind.ONLINE_LATE, 1)):
            overseeing.set_alert_rule(
                kind=kind, threshold=threshold, agency_key="", effective_from=day.date(),
                request=Request(director, day),
            )  # fmt: skip
        numbers = oversight.numbers_by_unit(board.board(SYSTEM, at=self.now))
        overseeing.refresh_alerts(numbers, at=self.now)

    def _walk(self, procedure: str, agency_key: str, hours_ago: float) -> Walk:
        walk = Walk(procedure, agency_key, self._owner(), self._ago(hours_ago))
        self.made.append(walk.id)
        walk.carry(0.5)
        return walk

    def _promised(self, agency_key: str, hours_ago: float) -> Walk:
        """A certificate whose file lay at the counter too long: the letter that the system wrote goes out."""
        walk = Walk(MARITAL_STATUS, agency_key, self._owner(), self._ago(hours_ago))
        self.made.append(walk.id)
        due = walk.due_hours
        walk.carry(due - 15)
        automatic.draft_apology(walk.code, walk.moment(due - 13))
        act = DraftAct.objects.get(dossier_id=walk.id, kind=ActKind.APOLOGY.value)
        review = walk.approve(act, due - 12.5)
        gate.clear(review.pk, version=act.version, request=walk.decide(due - 12))
        walk.issue(act, due - 11)
        return walk

    def _plans(self, walk: Walk) -> list[dict[str, object]]:
        plans = next(paper for paper in walk.version.papers if paper.key == "ban-ve")
        return [
            {"paper_key": plans.key, "originals": plans.originals,
             "defect": ActReason.UNCLEAR.value, "note": "Trang mặt cắt móng mờ, mất số kích thước."}
        ]  # fmt: skip

    def _asking(self, walk: Walk) -> dict[str, object]:
        deadline = self._calendar.add_working_days(self.now.date(), 12)
        return {
            "items": self._plans(walk),
            "reason": "Bản vẽ mặt cắt móng không đọc được kích thước nên chưa thẩm định được kết cấu."
            " In lại trang KC-02, KC-03 ở tỷ lệ 1/50.",
            "ground": "Khoản 2 Điều 54 Nghị định 175/2024/NĐ-CP",
            "deadline": deadline.isoformat(),
        }

    def _raise(self, agency_key: str, title: str, hours_ago: float, content: str) -> Finding:
        at = self._ago(hours_ago)
        day = self._calendar.add_working_days(self.now.date(), 5)
        wanted = Wanted(
            unit_id=_one_stop(agency_key, at.date()), title=title, content=content,
            ground="Điều 8 Nghị định 118/2025/NĐ-CP",
            due_at=self._calendar.closing_at(day) or self.now + timedelta(days=7),
        )  # fmt: skip
        return overseeing.raise_finding(wanted, request=Request(actor("kiemsoat.tt", at), at))

    def _owner(self) -> Person:
        number = next(self._numbers)
        name = _OWNERS[number % len(_OWNERS)]
        return Person(
            name, id_number=f"0511851{number:05}", phone=f"0905000{number}", address="Tổ 4"
        )

    def _ago(self, hours: float) -> datetime:
        tick = self._calendar.before_minutes(tick_of(self.now), int(hours * 60))
        return in_vietnam(moment_of(tick))


def _one_stop(agency_key: str, on: date) -> int:
    agency = agencies.agency_by_key(agency_key, on)
    unit = agencies.one_stop_of(agency.id, on) if agency else None
    if unit is None:
        raise LookupError(f"the demo province has no counter of {agency_key}")
    return unit.id
