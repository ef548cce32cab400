"""Invented dossiers for the demo province: every shelf of every inbox has something on it.

Made by the real actions, step by step, by the officers who must take them, at moments inside
working time before now. Every person is invented; the telephone numbers end in 000 and a number
that no subscriber has.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from motcua.accounts import queries as accounts
from motcua.agencies import queries as agencies
from motcua.base.actor import ANONYMOUS, Actor
from motcua.base.dates import in_vietnam
from motcua.clock.calendars import WorkingCalendar, moment_of, tick_of
from motcua.dossiers import demo_counter, demo_linked, timing
from motcua.dossiers.actions import acts, handovers, intake, pauses, results, routing
from motcua.dossiers.folding import DossierState
from motcua.dossiers.models import Dossier
from motcua.dossiers.people import People, Person
from motcua.dossiers.ports import FakeCarrier
from motcua.dossiers.records import Recorded, Request
from motcua.dossiers.states import ActKind, Money, Status
from motcua.dossiers.versions import version_of
from motcua.procedures import process as processes
from motcua.procedures import queries as procedures
from motcua.procedures.pinned import PinnedVersion

SEED = 2026
FAMILY = (
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Võ",
    "Huỳnh",
    "Đỗ",
    "Bùi",
    "Đinh",
    "Phan",
    "Trương",
    "Hồ",
)
MIDDLE = (
    "Thị Thanh",
    "Văn",
    "Thị Kim",
    "Quốc",
    "Minh",
    "Thị Bích",
    "Hữu",
    "Thị Mỹ",
    "Công",
    "Ngọc",
)
GIVEN = ("Tuyền", "Lực", "Hạnh", "Vinh", "Châu", "Oanh", "Nghĩa", "Lệ", "Danh", "Gấm", "Tín", "Ánh",
         "Sen", "Bình", "Đức", "Trang", "Sơn", "Lan", "Phúc", "Yến")  # fmt: skip
STREETS = ("Tổ 6", "Thôn Đông Yên", "Tổ dân phố 3", "Thôn An Hải", "Tổ 11", "Thôn Phước Thiện")


@dataclass(frozen=True, slots=True)
class Story:
    """One dossier to be made: what, where, how many working hours ago, and how far it got."""

    procedure: str
    agency: str
    hours_ago: float
    stage: str
    online: bool = False


def _stories() -> list[Story]:
    told: list[Story] = []
    for agency in ("ubnd-21028", "ubnd-21040"):
        told += [
            Story("1.001193", agency, 1.5, "received"),
            Story("1.001193", agency, 4, "offered"),
            Story("1.001193", agency, 9, "working"),
            Story("1.001193", agency, 30, "returned"),
            Story("1.001193", agency, 3, "online", online=True),
            Story("1.004873", agency, 7.2, "online", online=True),
            Story("1.004873", agency, 20, "working"),
            Story("1.004873", agency, 33, "working"),
            Story("1.004873", agency, 44, "completed"),
            Story("1.000656", agency, 12, "completed"),
            Story("1.013225", agency, 40, "working"),
            Story("1.013225", agency, 64, "signing"),
            Story("1.013225", agency, 150, "working"),
            Story("1.013225", agency, 70, "draft"),
            Story("1.013227", agency, 37, "working"),
            Story("1.001612", agency, 21, "withdrawal"),
            Story("1.001612", agency, 10, "signing"),
            Story("2.000635", agency, 6, "completed"),
            Story("1.000894", agency, 2.5, "online", online=True),
        ]
    for procedure, agency in (("1.013236", "so-xay-dung"), ("2.001610", "so-tai-chinh")):
        told += [
            Story(procedure, agency, 2, "received"),
            Story(procedure, agency, 11, "working"),
            Story(procedure, agency, 18, "signing"),
            Story(procedure, agency, 26, "completed"),
            Story(procedure, agency, 90, "working"),
        ]
    told += [
        Story(code, "ubnd-21028", hours, "working")
        for code, hours in (
            ("1.004873", 5), ("1.004873", 11), ("1.004873", 16), ("1.001193", 6),
            ("1.001022", 14), ("1.001022", 19), ("1.004859", 4), ("1.004859", 18),
            ("1.013225", 13), ("1.013225", 28), ("1.013225", 47), ("1.013225", 58),
            ("1.013225", 71), ("1.013227", 9), ("1.013227", 25), ("1.001612", 8),
            ("1.001612", 13), ("1.001612", 26),
        )
    ]  # fmt: skip
    # Births are what a ward's counter sees most: its first key should say so.
    told += [Story("1.001193", "ubnd-21028", 40 + 6 * day, "returned") for day in range(10)]
    # What goes by post, one on its list already; births cost nothing, so nothing is owed.
    told += [Story("1.001193", "ubnd-21028", 31, stage) for stage in ("to_post", "posted")]
    told += [
        Story("1.001193", "ubnd-21538", 3, "offered"),
        Story("1.004873", "ubnd-21538", 15, "working"),
        Story("1.000656", "ubnd-21538", 20, "completed"),
    ]
    return told


def is_loaded() -> bool:
    """Whether there are dossiers, of the demo or of life."""
    return Dossier.objects.exists()


@transaction.atomic
def load_demo(*, at: datetime) -> int:
    """Make the demo dossiers if there are none at all; how many were made."""
    if is_loaded():
        return 0
    dice = random.Random(SEED)  # noqa: S311 - invented people, no secret
    teller = _Teller(dice, in_vietnam(at))
    stories = sorted(_stories(), key=lambda story: -story.hours_ago)
    made = sum(teller.tell(story) for story in stories)
    made += demo_linked.load(teller.new_person, at=at)
    return made + demo_counter.load(teller.new_person, at=at)


class _Teller:
    """Carries one story after another as far as it goes."""

    def __init__(self, dice: random.Random, now: datetime) -> None:
        self.dice = dice
        self.now = now
        self.number = 100

    def tell(self, story: Story) -> bool:
        version = procedures.current_version(
            story.procedure, self.now.date(), agency_id=self._agency_id(story.agency)
        )
        if version is None or not version.accepts_dossiers:
            return False
        unit = agencies.one_stop_of(self._agency_id(story.agency), self.now.date())
        if unit is None:
            return False
        calendar = timing.calendar_of(unit.id)
        began = _hours_before(self.now, story.hours_ago, calendar)
        recorded = self._begin(story, version, unit.id, began)
        self._carry_on(recorded, story, version, calendar, began)
        return True

    def _agency_id(self, key: str) -> int:
        agency = agencies.agency_by_key(key, self.now.date())
        if agency is None:
            raise LookupError(f"the demo province has no {key}")
        return agency.id

    def _begin(
        self, story: Story, version: PinnedVersion, unit_id: int, began: datetime
    ) -> Recorded:
        papers = tuple(
            {"key": paper.key, "name": paper.name, "originals": max(paper.originals, 1),
             "copies": paper.copies}
            for paper in version.papers
            if paper.required and not paper.condition and not paper.shown_only
        )  # fmt: skip
        person = self.new_person()
        area = agencies.agency(self._agency_id(story.agency)).area_id
        channel = "post" if story.stage in {"to_post", "posted"} else "counter"
        data = intake.Intake(
            version.code, People(person, person), papers, area_id=area, return_channel=channel
        )
        if story.online:
            return intake.submit_online(data, unit_id=unit_id, request=Request(ANONYMOUS, began))
        clerk = self._officer("intake_officer", unit_id, began)
        return intake.receive(data, unit_id=unit_id, request=Request(clerk, began))

    def new_person(self) -> Person:
        """Somebody invented."""
        self.number += 1
        dice = self.dice
        name = f"{dice.choice(FAMILY)} {dice.choice(MIDDLE)} {dice.choice(GIVEN)}"
        number = f"0511850{self.number:05}"
        return Person(
            name, id_number=number, phone=f"0905000{self.number:03}", address=dice.choice(STREETS)
        )

    def _officer(self, role: str, unit_id: int, at: datetime) -> Actor:
        """Who holds the role there; in a unit without one, a head of the agency's."""
        on = at.date()
        found = accounts.officers_of(unit_id, role, on)
        if not found:
            for unit in agencies.units_of_agency(agencies.unit(unit_id).agency_id, on):
                found = found or accounts.officers_of(unit.id, role, on)
        if not found:
            raise LookupError(f"nobody is {role} in unit {unit_id}")
        return accounts.actor_for(found[0].id, at)

    def _carry_on(
        self,
        recorded: Recorded,
        story: Story,
        version: PinnedVersion,
        calendar: WorkingCalendar,
        began: datetime,
    ) -> None:
        at = began
        for _ in range(40):
            state = recorded.state
            if _is_there(state, story, version):
                break
            at = moment_of(calendar.after_minutes(tick_of(at), self.dice.choice((12, 25, 40, 55))))
            if at >= self.now:
                break
            recorded = self._step(state, version, at)
        self._finish(recorded.state, story, min(at + timedelta(minutes=5), self.now))

    def _step(self, state: DossierState, version: PinnedVersion, at: datetime) -> Recorded:
        if state.offer:
            step = version.process.step(state.offer["step"])
            taker = self._officer(step.role, state.offer["unit"], at)
            return routing.take_over(state.code, request=Request(taker, at))
        step = version.process.step(state.step_key)
        actor = self._officer(step.role, state.holder_unit_id or 0, at)
        request = Request(actor, at)
        if step.kind == "sign":
            return results.sign_result(state.code, number=f"{self.number}/KQ", request=request)
        if step.kind == "record":
            return results.record_result(state.code, request=request)
        return routing.forward(state.code, request=request, choice=_first_way(step))

    def _finish(self, state: DossierState, story: Story, at: datetime) -> None:
        if story.stage == "returned" and state.status is Status.COMPLETED:
            giver = self._officer("return_officer", state.receiving_unit_id, at)
            self._give_back(state, giver, at)
        if story.stage == "posted" and state.status is Status.COMPLETED:
            giver = self._officer("return_officer", state.counter_id, at)
            handovers.offer_to_post([state.code], request=Request(giver, at), carrier=FakeCarrier())
        if story.stage == "withdrawal" and state.status is Status.PROCESSING:
            clerk = self._officer("intake_officer", state.receiving_unit_id, at)
            pauses.request_withdrawal(
                state.code, reason="Đổi kế hoạch kinh doanh.", request=Request(clerk, at)
            )
        if story.stage == "draft" and state.holder_unit_id and state.status is Status.PROCESSING:
            drafter = self._officer("case_officer", state.holder_unit_id, at)
            content = {
                "reason": "Bản vẽ chưa có mặt cắt móng nên chưa thẩm định được.",
                "ground": "Danh mục thành phần hồ sơ của thủ tục đã công bố",
                "items": [
                    {
                        "paper_key": version_of(state).papers[0].key,
                        "originals": 2,
                        "defect": "unclear",
                        "note": "Bản vẽ mặt cắt móng phải đọc được kích thước.",
                    }
                ],
                "deadline": (at.date() + timedelta(days=14)).isoformat(),
            }
            acts.draft_act(
                state.code, kind=ActKind.SUPPLEMENT_REQUEST, content=content,
                request=Request(drafter, at),
            )  # fmt: skip

    def _give_back(self, state: DossierState, giver: Actor, at: datetime) -> None:
        if state.money == Money.DUE.value:
            cashier = self._officer("fee_officer", state.receiving_unit_id, at)
            results.take_fee(
                state.code, amount=state.fee_total, receipt=f"BL{self.number:06}",
                request=Request(cashier, at),
            )  # fmt: skip
        name = (state.people or {}).get("owner", {}).get("name", "")
        results.return_result(
            state.code, identity_check="card", receiver={"name": name}, request=Request(giver, at)
        )


def _first_way(step: processes.Step) -> str | None:
    return step.next[0].to if len(step.next) > 1 else None


def _is_there(state: DossierState, story: Story, version: PinnedVersion) -> bool:
    """Whether the story has got as far as it should."""
    if state.status in {Status.REGISTERED, Status.COMPLETED, Status.RETURNED}:
        return True
    if story.stage == "received":
        return True
    if story.stage == "offered":
        return state.offer is not None
    if story.stage in {"working", "draft", "withdrawal"}:
        role = version.process.step(state.step_key).role
        return state.status is Status.PROCESSING and role == "case_officer"
    if story.stage == "signing":
        return not state.offer and version.process.step(state.step_key).kind == "sign"
    return False


def _hours_before(now: datetime, hours: float, calendar: WorkingCalendar) -> datetime:
    """The moment so many working hours ago."""
    wanted = int(hours * 60)
    low, high = now - timedelta(days=int(hours) // 3 + 20), now
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        if calendar.minutes_between(middle, now) > wanted:
            low = middle
        else:
            high = middle
    return high.replace(second=0, microsecond=0)
