"""Two wards go into a third: nothing open is left at what ended, and what is history stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.apps import apps
from django.db.models import Q

from architecture.test_reorganised import decisions
from doors.desk.conftest import DUYEN, HA, TOAN, Ward
from motcua.accounts.actions.simulated import staff
from motcua.accounts.models import Account, Post
from motcua.agencies import queries as agencies
from motcua.agencies.models import Reception
from motcua.agencies.reorganising import actions as drawing
from motcua.agencies.reorganising import queries as reorganisations
from motcua.agencies.reorganising.maps import Line
from motcua.base.actor import SYSTEM, Actor, ActorKind, Grant
from motcua.base.dates import VIETNAM
from motcua.base.memory import forget_all
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError, RefusedError
from motcua.control.models import Alert, AlertRule, Finding, GateRule, Review
from motcua.dossiers import checks, records, visibility
from motcua.dossiers.actions import (
    handovers,
    incidents,
    paperwork,
    registers,
    reorganising,
    results,
)
from motcua.dossiers.actions import reorganisation_works as works
from motcua.dossiers.folding import FIELDS
from motcua.dossiers.given import HandoverLine, HandoverList
from motcua.dossiers.models import DraftAct
from motcua.dossiers.ports import FakeCarrier
from motcua.dossiers.records import Request
from motcua.dossiers.reorganising import wording
from motcua.dossiers.runs import ReorganisationRun, ReorganisationWork
from motcua.procedures.models import Announcement, PublicationDuty
from motcua.queues.actions import calling, furnishing, tickets
from motcua.queues.actions.tickets import Wish
from motcua.queues.models import Counter, Kiosk, QueueDay, QueueService, Ticket
from twin import at_once, twin
from world import NOW, OTHER_WARD, WARD, World

DAY = date(2026, 10, 1)
MIDNIGHT = datetime(2026, 10, 1, tzinfo=VIETNAM)
EVE = datetime(2026, 9, 30, 23, tzinfo=VIETNAM)
HEIR = "ubnd-21025"
AN, BINH = (
    Actor(ActorKind.OFFICER, ref, "", (Grant(role, 1, 1),))
    for ref, role in (("1", "business_admin"), ("2", "centre_director"))
)
LASTING = Q(effective_to=None) | Q(effective_to__gt=DAY)
OPEN_DOSSIER = ~Q(status__in=["returned", "declined", "stopped"])
# What of each table is open work; a field that moves or ends and is not here fails the test.
OPEN = {
    "accounts.Post.unit": LASTING,
    "accounts.Delegation.unit": Q(revoked_at=None, ends_at__gt=MIDNIGHT),
    "accounts.ApiToken.unit": Q(revoked_at=None, expires_at__gt=MIDNIGHT),
    "agencies.Unit.agency": LASTING,
    "agencies.Reception.agency": LASTING,
    "agencies.Reception.unit": LASTING,
    "queues.QueueService.unit": LASTING,
    "queues.Counter.unit": LASTING,
    "queues.QueueDay.unit": Q(closed_at=None),
    "queues.Ticket.unit": Q(standing__in=["waiting", "called", "serving"]),
    "queues.Kiosk.unit": Q(ended_at=None),
    "procedures.PublicationDuty.agency_key": Q(done_at=None),
    "dossiers.HandoverList.from_unit": Q(status="offered"),
    "dossiers.HandoverList.to_unit": Q(status="offered"),
    "dossiers.Dossier.competent_agency": OPEN_DOSSIER,
    "dossiers.Dossier.agency_ids": OPEN_DOSSIER,
    "dossiers.Dossier.holder_unit": OPEN_DOSSIER,
    "dossiers.Dossier.offer_unit": Q(),
    "dossiers.Dossier.offer": ~Q(offer=None),
    "dossiers.Dossier.waiting_unit_ids": Q(),
    "dossiers.Dossier.consultations": OPEN_DOSSIER,
    "dossiers.Dossier.legs": OPEN_DOSSIER,
    "dossiers.Dossier.counter_unit": Q(),
    "dossiers.Dossier.paper_place": Q(),
    "dossiers.Dossier.incident": Q(incident__closed_at=None),
    "dossiers.DraftAct.agency": ~Q(status__in=["issued", "cancelled"]),
    "control.GateRule.agency_key": LASTING,
    "control.Review.agency": Q(outcome=""),
    "control.Finding.unit": ~Q(state="closed"),
    "control.AlertRule.agency_key": LASTING,
    "control.Alert.unit": Q(ended_at=None),
}


def left(field, units, bodies, keys):
    """Open rows of the table that stand at a unit or agency of these."""
    label, name = field.rsplit(".", 1)
    rows = apps.get_model(label).objects.filter(OPEN[field])
    if name.endswith("_key"):
        return rows.filter(**{f"{name}__in": keys}).count()
    if name in {"agency_ids", "waiting_unit_ids"}:
        return rows.filter(**{f"{name}__overlap": sorted(bodies if name == "agency_ids" else units)}).count()  # fmt: skip
    if name == "incident":
        return rows.filter(incident__agency__in=sorted(bodies)).count()
    if name in {"offer", "paper_place"}:
        return rows.filter(**{f"{name}__unit__in": sorted(units)}).count()
    if name == "consultations":
        return sum(
            item["unit"] in units and not item["answered_at"]
            for row in rows for item in row.consultations
        )  # fmt: skip
    if name == "legs":
        return sum(
            leg["unit"] in units and not leg["finished_at"] for row in rows for leg in row.legs
        )
    target = apps.get_model(label)._meta.get_field(name).related_model._meta.model_name
    return rows.filter(**{f"{name}__in": sorted(units if target == "unit" else bodies)}).count()


def number_of(code):
    return records.load(code, SYSTEM)[0]


def now(code):
    return records.load(code, SYSTEM)[1]


def seated(eve, role, unit_id, at):
    """Somebody of the heir, as of that morning."""
    staff([(unit_id, role)], since=DAY, actor=SYSTEM, at=MIDNIGHT)
    return eve.world.in_unit(role, unit_id, at)


class Eve(Ward):
    """The ward on its last evening, with something open in every corner of it."""

    def __init__(self, world):
        super().__init__(world)
        self.done = None
        self.body = agencies.agency_by_key(WARD, NOW.date()).id
        self.heir = agencies.agency_by_key(HEIR, NOW.date()).id
        self.other = agencies.agency_by_key(OTHER_WARD, NOW.date()).id
        self.admin = self.by("business_admin", "trung-tam-pvhcc")

    def by(self, role, key=WARD):
        return Request(self.world.officer(role, key), NOW)

    def fill(self):
        self.lists()
        self.finished()
        self.acts()
        self.hall()
        self.oversight()
        self.people()
        decision = Announcement.objects.order_by("id").first()
        PublicationDuty.objects.create(
            announcement=decision, agency_key=WARD, kind="posting", due_on=DAY
        )
        return self

    def lists(self):
        codes = [self.received() for _ in range(2)]
        self.given = handovers.offer_list(codes, request=self.asks(HA, 5)).lists[0]
        posted = self.completed()
        sent = handovers.offer_to_post([posted], request=self.asks(TOAN, 70), carrier=FakeCarrier())
        self.parcels = sent.lists[0] if sent.lists else None
        self.refused = sent.refused

    def finished(self):
        self.done = self.completed()
        asked = self.asks(TOAN, 80)
        paperwork.place_paper(self.done, place="archive", shelf="K3/12", request=asked)
        results.return_result(
            self.done, identity_check="card", receiver={"name": "Lê Sen"}, request=asked
        )
        incidents.open_incident(
            self.done, kind="wrong", reason="Sai năm sinh", request=self.asks(TOAN, 90)
        )

    def acts(self):
        self.drafted = self.processing()
        act = DraftAct.objects.create(
            dossier_id=number_of(self.drafted), kind="refusal", status="head_approved", content={},
            digest="0" * 64, agency_id=self.body, drafted_at=NOW,
        )  # fmt: skip
        Review.objects.create(
            act=act, round=1, agency_id=self.body, kind="refusal", arrived_at=NOW, due_at=MIDNIGHT
        )

    def hall(self):
        unit, admin = self.unit.id, self.admin.actor
        furnishing.set_service(unit, prefix="A", name="Hộ tịch", actor=admin, at=NOW)
        furnishing.set_counter(unit, number=1, services=["A"], actor=admin, at=NOW)
        furnishing.add_kiosk(unit, name="Máy ở cửa", actor=admin, at=NOW)
        tickets.take_ticket(Wish(unit, "A", "press-1", ""), at=NOW)
        tickets.take_ticket(Wish(unit, "A", "press-2", ""), at=NOW)
        counter = Counter.objects.get(unit_id=unit, number=1)
        who = self.asks(HA).actor
        calling.open_counter(counter.pk, actor=who, at=NOW)
        calling.call_next(counter.pk, seen=None, actor=who, at=NOW)

    def oversight(self):
        centre, dated = self.admin.actor.account_id, {"decided_by": "An", "decided_at": NOW}
        for title, dossier in (
            ("Chậm tiếp nhận", None),
            ("Hồ sơ sai", self.done and number_of(self.done)),
        ):
            Finding.objects.create(
                unit=self.row_unit(), dossier_id=dossier, state="open", title=title, content="…",
                raised_by_id=centre, raised_at=NOW, due_at=MIDNIGHT,
            )  # fmt: skip
        rule = AlertRule.objects.create(
            kind="overdue", agency_key=WARD, threshold=1, effective_from=NOW.date(), **dated
        )
        Alert.objects.create(rule=rule, unit=self.row_unit(), raised_at=NOW, count=3)
        for key in (WARD, OTHER_WARD):
            GateRule.objects.create(
                kind="refusal", agency_key=key, share=50, reason="Thử",
                effective_from=NOW.date(), **dated,
            )  # fmt: skip

    def row_unit(self):
        return apps.get_model("agencies.Unit").objects.get(pk=self.unit.id)

    def people(self):
        later = Account.objects.get(username=HA)
        Post.objects.create(
            account=later, unit_id=self.unit.id, role="fee_officer",
            effective_from=DAY + timedelta(days=14),
        )  # fmt: skip

    def decided(self, *lines, day=DAY):
        heading = drawing.Heading("12/QĐ-UBND", date(2026, 9, 1), "Nhập hai phường", day)
        number = drawing.draft_reorganisation(heading, actor=AN, at=NOW)
        drawing.fill_map(number, lines, version=None, actor=AN, at=NOW)
        drawing.submit_reorganisation(number, version=None, actor=AN, at=NOW)
        drawing.approve_reorganisation(number, version=None, actor=BINH, at=NOW)
        return number

    def finish(self, number):
        """The act at its instant, and what follows after it."""
        reorganising.apply(number, actor=SYSTEM, at=MIDNIGHT)
        for work in works.open_works():
            assert works.carry_out(work, clock=lambda: MIDNIGHT)

    def merged(self):
        return self.decided(Line(self.body, self.heir), Line(self.other, self.heir))


@pytest.fixture
def eve(world, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    yield Eve(world)
    forget_all()


def ended(eve):
    bodies = {eve.body, eve.other}
    units = {row.id for body in bodies for row in agencies.units_of_agency(body, NOW.date())}
    return units, bodies, {WARD, OTHER_WARD}


def test_nothing_open_is_left_where_the_map_ends_something(eve):
    eve.fill()
    decided = decisions()
    moving = sorted(field for field, what in decided.items() if what != "stays")
    assert sorted(OPEN) == moving
    gone = ended(eve)
    before = {field: left(field, *gone) for field in moving}
    empty = {field for field, n in before.items() if not n}
    # These have stories of their own; the rest is open on this evening.
    assert empty <= {
        "accounts.Delegation.unit", "accounts.ApiToken.unit", "agencies.Reception.agency",
        "agencies.Reception.unit", "dossiers.Dossier.consultations", "dossiers.Dossier.legs",
        "dossiers.Dossier.waiting_unit_ids", "dossiers.Dossier.counter_unit",
    }, empty  # fmt: skip
    number = eve.merged()
    rehearsed = reorganising.rehearse(number, actor=AN, at=NOW)
    done = reorganising.apply(number, actor=SYSTEM, at=MIDNIGHT)
    assert {field: left(field, *gone) for field in moving} == dict.fromkeys(moving, 0)
    assert done.figures == rehearsed
    told = dict(wording.beside(rehearsed))
    assert told["danh sách bàn giao lập lại"] == 2
    assert told["kết luận giám sát chuyển đơn vị trả lời"] == 2
    assert told["số thứ tự đang chờ kết thúc"] == 1
    assert checks.check(due_dates=True).findings == []


def test_lists_under_way_are_written_anew_and_signed_for_by_the_heir(eve):
    eve.lists()
    waiting = [line.dossier.code for line in eve.given.lines.select_related("dossier")]
    reorganising.apply(eve.merged(), actor=SYSTEM, at=MIDNIGHT)
    eve.given.refresh_from_db()
    assert (eve.given.status, eve.given.settled_by) == ("replaced", None)
    assert {line.outcome for line in eve.given.lines.all()} == {"moved"}
    assert all("sang danh sách số 1/2026" in line.reason for line in eve.given.lines.all())
    fresh = HandoverList.objects.get(status="offered", to_unit__isnull=False)
    units = agencies.units({fresh.from_unit_id, fresh.to_unit_id})
    assert {unit.agency_id for unit in units.values()} == {eve.heir}
    assert fresh.offered_by_id == eve.given.offered_by_id
    morning = MIDNIGHT + timedelta(hours=9)
    taker = seated(eve, "case_officer", fresh.to_unit_id, morning)
    done = handovers.settle_list(fresh.pk, request=Request(taker, morning))
    assert done.status == "accepted"
    assert {now(code).holder_id for code in waiting} == {taker.account_id}
    parcels = HandoverList.objects.get(status="offered", to_unit=None)
    assert parcels.carrier == eve.parcels.carrier
    assert [line.tracking for line in parcels.lines.all()] == [
        line.tracking for line in eve.parcels.lines.all()
    ]
    assert HandoverLine.objects.filter(outcome="offered").count() == 1
    assert checks.check().findings == []


def test_a_finished_dossier_with_something_owed_is_served_by_the_heir(eve):
    eve.finished()
    before = now(eve.done)
    reorganising.apply(eve.merged(), actor=SYSTEM, at=MIDNIGHT)
    after = now(eve.done)
    counter = agencies.one_stop_of(eve.heir, DAY)
    assert after.agency_ids == tuple(sorted({*before.agency_ids, eve.heir}))
    assert (after.counter_unit_id, after.incident["agency"]) == (counter.id, eve.heir)
    assert (after.paper_place["unit"], after.paper_place["shelf"]) == (counter.id, "K3/12")
    same = ("status", "competent_agency_id", "receiving_unit_id", "result", "finished_at", "due_at")
    assert all(getattr(before, name) == getattr(after, name) for name in same)
    morning = MIDNIGHT + timedelta(hours=9)
    stranger = Actor(ActorKind.OFFICER, "9", "", (Grant("return_officer", 1, 10**9),))
    assert not visibility.sees(stranger, after)
    heir = seated(eve, "return_officer", counter.id, morning)
    incidents.note_apology(eve.done, apologised_on=DAY, request=Request(heir, morning))


def test_where_one_simply_becomes_another_everything_of_it_goes_along(eve):
    eve.hall()
    eve.oversight()
    hall = agencies.one_stop_of(eve.heir, DAY).id
    QueueService.objects.filter(unit_id=hall).delete()
    Counter.objects.filter(unit_id=hall).delete()
    lines = Line(eve.body, eve.heir), Line(eve.body, eve.heir, eve.unit.id, hall)
    reorganising.apply(eve.decided(*lines), actor=SYSTEM, at=MIDNIGHT)
    assert Kiosk.objects.get(ended_at=None).unit_id == hall
    service = QueueService.objects.valid_on(DAY).get(unit_id=hall)
    assert (service.prefix, service.effective_from) == ("A", DAY)
    assert Counter.objects.valid_on(DAY).get(unit_id=hall).services == ["A"]
    assert not QueueService.objects.valid_on(DAY).filter(unit_id=eve.unit.id).exists()
    assert not QueueDay.objects.filter(unit_id=eve.unit.id, closed_at=None).exists()
    assert set(Ticket.objects.values_list("standing", flat=True)) == {"served", "unserved"}
    rule = GateRule.objects.valid_on(DAY).get(agency_key=HEIR)
    assert (rule.share, rule.effective_from) == (50, DAY)
    assert AlertRule.objects.valid_on(DAY).get(agency_key=HEIR).threshold == 1
    assert GateRule.objects.get(agency_key=WARD).effective_to == DAY


def test_what_has_no_single_heir_is_closed_with_a_sentence_and_told_before(eve):
    Finding.objects.create(
        unit=eve.row_unit(), state="open", title="Niêm yết thiếu", content="…",
        raised_by_id=eve.admin.actor.account_id, raised_at=NOW, due_at=MIDNIGHT,
    )  # fmt: skip
    lines = Line(eve.body, eve.heir, sector="G15"), Line(eve.body, eve.other, sector="G16")
    number = eve.decided(*lines)
    notes = reorganising.rehearse(number, actor=AN, at=NOW).notes
    assert any("“Niêm yết thiếu”" in note and "khép lại" in note for note in notes)
    reorganising.apply(number, actor=SYSTEM, at=MIDNIGHT)
    finding = Finding.objects.get()
    assert (finding.state, finding.closed_by) == ("closed", None)
    assert "kết thúc theo 12/QĐ-UBND" in finding.verdict


def test_an_agency_that_lives_on_keeps_a_counter_or_the_map_is_refused(eve):
    department = agencies.agency_by_key("so-xay-dung", NOW.date())
    centre = Reception.objects.valid_on(NOW.date()).get(agency_id=department.id)
    body = agencies.unit(centre.unit_id).agency_id
    with pytest.raises(InvalidError, match="không có đơn vị nhận thay"):
        eve.decided(Line(body, eve.heir, sector="G15"), Line(body, eve.other, sector="G16"))
    drawing.cancel_reorganisation(_last(), reason="Vẽ lại", actor=AN, at=NOW)
    reorganising.apply(eve.decided(Line(body, eve.heir)), actor=SYSTEM, at=MIDNIGHT)
    fresh = Reception.objects.valid_on(DAY).get(agency_id=department.id)
    assert fresh.unit_id == agencies.one_stop_of(eve.heir, DAY).id


def _last():
    return apps.get_model("agencies.Reorganisation").objects.latest("id").pk


# What has ended is inherited afterwards


def returned(eve, minutes=80):
    code = eve.completed()
    asked = eve.asks(TOAN, minutes)
    results.return_result(code, identity_check="card", receiver={"name": "Lê Sen"}, request=asked)
    return code


def test_what_has_ended_is_inherited_in_pieces_each_once(eve):
    codes = [returned(eve) for _ in range(3)]
    before = {code: now(code) for code in codes}
    number = eve.merged()
    figures = reorganising.rehearse(number, actor=AN, at=NOW)
    assert (figures.finished, figures.owed) == (3, 0)
    reorganising.apply(number, actor=SYSTEM, at=MIDNIGHT)
    assert {code: now(code) for code in codes} == before
    (work,) = works.open_works()
    assert [works.inherit_piece(work, at=MIDNIGHT, most=2) for _ in range(3)] == [2, 1, 0]
    counter = agencies.one_stop_of(eve.heir, DAY).id
    morning = MIDNIGHT + timedelta(hours=9)
    clerk = seated(eve, "return_officer", counter, morning)
    closed = Actor(ActorKind.OFFICER, "9", "", (Grant("return_officer", 1, eve.other),))
    for code in codes:
        after, old = now(code), before[code]
        same = set(FIELDS) - {"version", "agency_ids", "counter_unit_id", "paper_place"}
        assert all(getattr(after, name) == getattr(old, name) for name in same)
        assert set(after.agency_ids) == {*old.agency_ids, eve.heir}
        assert visibility.sees(clerk, after)
        assert not visibility.sees(closed, after)
    incidents.open_incident(codes[0], kind="lost", reason="Mất", request=Request(clerk, morning))
    assert works.carry_out(work, clock=lambda: morning)
    assert works.open_works() == []
    row = ReorganisationWork.objects.get(pk=work)
    assert (row.total, row.done, row.passed_on, row.unheired) == (3, 3, 3, 0)
    assert checks.check(due_dates=True).findings == []


def test_a_register_is_kept_by_the_heirs_of_its_unit(eve):
    returned(eve)
    eve.finish(eve.merged())
    counter = agencies.one_stop_of(eve.heir, DAY).id
    morning = MIDNIGHT + timedelta(hours=9)
    clerk = seated(eve, "return_officer", counter, morning)
    assert registers.can_read(clerk, eve.unit.id)
    stranger = Actor(ActorKind.OFFICER, "9", "", (Grant("return_officer", 1, 10**9),))
    assert not registers.can_read(stranger, eve.unit.id)
    books = reorganisations.counters_inherited({eve.heir})
    assert eve.unit.id in [unit.id for unit in books]
    assert reorganisations.counters_inherited({10**9}) == []


def test_a_book_that_several_share_is_read_by_none_of_them(eve):
    lines = Line(eve.body, eve.heir, sector="G15"), Line(eve.body, eve.other, sector="G16")
    eve.finish(eve.decided(*lines))
    for heir in (eve.heir, eve.other):
        clerk = Actor(ActorKind.OFFICER, "9", "", (Grant("return_officer", 1, heir),))
        assert not registers.can_read(clerk, eve.unit.id)
        books = reorganisations.counters_inherited({heir})
        assert eve.unit.id not in [unit.id for unit in books]


def test_long_work_is_asked_for_once_and_says_how_far_it_is(eve, monkeypatch):
    eve.received()
    number = eve.merged()
    assert works.ask_rehearsal(number, actor=AN, at=NOW).moved == 1
    monkeypatch.setattr(works, "AT_ONCE", 0)
    with pytest.raises(NotPermittedError):
        works.ask_rehearsal(number, actor=eve.asks(HA).actor, at=NOW)
    for _ in range(2):
        assert works.ask_rehearsal(number, actor=SYSTEM, at=NOW) is None
    (asked,) = works.open_works()
    assert works.carry_out(asked, clock=lambda: NOW)
    assert not works.carry_out(asked, clock=lambda: NOW)
    row = ReorganisationWork.objects.get(pk=asked)
    assert (row.total, row.ended_at) == (1, NOW)
    with pytest.raises(ConflictError, match="chưa đến lúc"):
        works.ask_act(number, actor=SYSTEM, at=NOW)
    assert works.ask_act(number, actor=SYSTEM, at=MIDNIGHT) is None
    (act,) = works.open_works()
    ReorganisationWork.objects.filter(pk=act).update(beat_at=MIDNIGHT)
    assert not works.carry_out(act, clock=lambda: MIDNIGHT), "another process is at it"
    later = MIDNIGHT + timedelta(minutes=4)
    assert works.carry_out(act, clock=lambda: later), "that one is dead"
    assert ReorganisationRun.objects.filter(reorganisation_id=number, kind="act").exists()
    with pytest.raises(ConflictError, match="còn gì để diễn tập"):
        works.ask_rehearsal(number, actor=SYSTEM, at=later)


# At once


@pytest.fixture(scope="module")
def apart(loaded_world, django_db_blocker):
    with django_db_blocker.unblock(), twin():
        yield


def test_a_list_is_signed_for_while_the_map_is_applied(
    apart, django_db_blocker, settings, tmp_path
):
    settings.DOCUMENT_ROOT = tmp_path
    with django_db_blocker.unblock():
        eve = Eve(World())
        eve.lists()
        number = eve.merged()
        taker = eve.asks(DUYEN, 60)

        def act():
            return reorganising.apply(number, actor=SYSTEM, at=MIDNIGHT)

        def sign():
            return handovers.settle_list(eve.given.pk, request=taker)

        done, *answers = at_once(act, sign, act)
        forget_all()
        acts = [one for one in (done, answers[1]) if isinstance(one, reorganising.Applied)]
        assert len(acts) == 1, (done, answers)
        signed = answers[0]
        assert isinstance(signed, (HandoverList, RefusedError)), signed
        eve.given.refresh_from_db()
        assert eve.given.status == ("accepted" if isinstance(signed, HandoverList) else "replaced")
        assert checks.check().findings == []
