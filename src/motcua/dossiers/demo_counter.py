"""Invented work of two wards' counters: entries of two days, somebody from elsewhere, two first.

Made by the real actions; every person is invented.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from motcua.accounts import queries as accounts
from motcua.agencies import queries as agencies
from motcua.agencies.views import UnitView
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.dossiers import timing
from motcua.dossiers.actions import incidents, instant, intake, paperwork, priority, routing
from motcua.dossiers.actions.instant import Correction, Entry
from motcua.dossiers.models import Dossier
from motcua.dossiers.people import People, Person
from motcua.dossiers.receiving import Intake
from motcua.dossiers.records import Request
from motcua.dossiers.states import IncidentKind, Status
from motcua.procedures import queries as procedures
from motcua.procedures.tariffs import Quantities

WARDS = ("ubnd-21028", "ubnd-21040")
COPIES, SIGNATURES, EXTRACTS, STATUS = "2.000815", "2.000884", "2.000635", "1.004873"
BIRTH = "1.001193"
# Procedure, paper, copies, pages, signatures: a ward's usual morning.
MORNING = (
    (COPIES, "Căn cước công dân", 3, 2, 0),
    (COPIES, "Giấy khai sinh", 2, 1, 0),
    (SIGNATURES, "Giấy ủy quyền", 1, 1, 2),
    (COPIES, "Bằng tốt nghiệp THPT", 5, 1, 0),
    (COPIES, "Học bạ", 2, 24, 0),
    (SIGNATURES, "Sơ yếu lý lịch", 2, 1, 2),
    (COPIES, "Giấy chứng nhận quyền sử dụng đất", 1, 4, 0),
    (EXTRACTS, "", 3, 1, 0),
)
KEPT = (
    {"name": "Quyết định ly hôn của Tòa án", "count": 1},
    {"name": "Thẻ thương binh", "count": 1},
)
NewPerson = Callable[[], Person]


def load(new_person: NewPerson, *, at: datetime) -> int:
    """The counters' part of the demo; how many dossiers were made."""
    now = in_vietnam(at)
    if not procedures.instant_versions(now.date(), _agency(WARDS[0], now)):
        return 0
    made = 0
    for ward in WARDS:
        unit = _one_stop(ward, now)
        made += sum(_morning(unit, new_person, day) for day in _two_days(unit, now))
    made += _from_elsewhere(new_person, now) + _served_first(new_person, now)
    _gone_wrong(now)
    return made


def _agency(key: str, at: datetime) -> int:
    found = agencies.agency_by_key(key, at.date())
    if found is None:
        raise LookupError(f"the demo province has no {key}")
    return found.id


def _one_stop(ward: str, at: datetime) -> UnitView:
    unit = agencies.one_stop_of(_agency(ward, at), at.date())
    if unit is None:
        raise LookupError(f"{ward} has no counter")
    return unit


def _clerk(unit: UnitView, at: datetime) -> Actor:
    found = accounts.officers_of(unit.id, "intake_officer", at.date())
    return accounts.actor_for(found[0].id, at)


def _two_days(unit: UnitView, now: datetime) -> list[datetime]:
    """Shortly before now, and the same hour of the working day before."""
    calendar = timing.calendar_of(unit.id)
    day = now.date() - timedelta(days=1)
    while not calendar.is_counting_day(day):
        day -= timedelta(days=1)
    before = now.replace(year=day.year, month=day.month, day=day.day, hour=10, minute=30)
    return [before, now]


def _morning(unit: UnitView, new_person: NewPerson, until: datetime) -> int:
    """The entries of one morning, four minutes apart; the last one was counted wrongly."""
    began = until - timedelta(minutes=4 * len(MORNING) + 2)
    if began.date() != until.date():
        return 0
    clerk = _clerk(unit, until)
    code, request = "", Request(clerk, until)
    heads = instant.signers_of(unit.id, request)
    signer = heads[0].id if heads else None
    for number, (procedure, paper, copies, pages, signatures) in enumerate(MORNING):
        at = began + timedelta(minutes=4 * number)
        entry = Entry(
            procedure,
            _people(new_person()),
            Quantities(copies, pages, signatures),
            paper,
            number="" if paper else f"{40 + number}/TLKS-BS",
            signed_by=signer,
            receipt=f"BL{until:%d}{100 + number:04}",
        )
        recorded = instant.record_instant(entry, unit_id=unit.id, request=Request(clerk, at))
        code = recorded.state.code if procedure == COPIES else code
    instant.correct_entry(
        code, correction=Correction(content="Giấy chứng nhận quyền sử dụng đất, 2 thửa"),
        reason="Ghi thiếu tên giấy tờ.", request=request,
    )  # fmt: skip
    return len(MORNING)


def _people(person: Person) -> People:
    return People(person, person)


def _from_elsewhere(new_person: NewPerson, now: datetime) -> int:
    """Handed in at the first ward by somebody who lives in the second."""
    unit, home = _one_stop(WARDS[0], now), agencies.agency(_agency(WARDS[1], now))
    at = now - timedelta(minutes=50)
    taken = Intake(STATUS, _people(new_person()), allow_missing=True, area_id=home.area_id)
    intake.receive(taken, unit_id=unit.id, request=Request(_clerk(unit, at), at))
    return 1


def _served_first(new_person: NewPerson, now: datetime) -> int:
    """Two whose dossiers lie on top of the ward's work."""
    unit, at = _one_stop(WARDS[0], now), now - timedelta(minutes=40)
    clerk = _clerk(unit, at)
    shown = (("elderly", "Xem CCCD: 82 tuổi"), ("merit", "Xem thẻ thương binh"))
    for number, (ground, evidence) in enumerate(shown):
        request = Request(clerk, at + timedelta(minutes=5 * number))
        taken = Intake(STATUS, _people(new_person()), allow_missing=True)
        state = intake.receive(taken, unit_id=unit.id, request=request).state
        state = priority.set_priority(
            state.code, priority=ground, evidence=evidence, request=request
        ).state
        if ground == "merit":
            paperwork.keep_originals(state.code, originals=KEPT, request=request)
        state = routing.forward(state.code, request=request).state
        offered = state.offer_unit_id or unit.id
        found = accounts.officers_of(offered, "case_officer", at.date())
        if found:
            taker = accounts.actor_for(found[0].id, at)
            routing.take_over(state.code, request=Request(taker, request.at))
    return len(shown)


def _gone_wrong(now: datetime) -> None:
    """A result of the first ward that was given back with a mistake in it, not made good yet."""
    unit, at = _one_stop(WARDS[0], now), now - timedelta(minutes=25)
    given = Dossier.objects.filter(
        receiving_unit_id=unit.id, procedure_code=BIRTH, status=Status.RETURNED.value,
        finished_at__lt=at, incident__isnull=True,
    )  # fmt: skip
    wrong = given.filter(result__isnull=False).order_by("-finished_at", "id").first()
    givers = accounts.officers_of(unit.id, "return_officer", at.date())
    if wrong is None or not givers:
        return
    incidents.open_incident(
        wrong.code, kind=IncidentKind.WRONG.value, reason="In sai ngày sinh của người mẹ.",
        request=Request(accounts.actor_for(givers[0].id, at), at),
    )  # fmt: skip
