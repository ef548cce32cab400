"""1 July 2025 in small: dossiers at three levels, maps of all shapes, and nothing lost on the way."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from motcua.accounts import queries as accounts
from motcua.accounts.actions.simulated import staff
from motcua.accounts.models import ApiToken, Post
from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Reception, Reorganisation, Unit
from motcua.agencies.reorganising import actions as drawing
from motcua.agencies.reorganising import queries as reorganisations
from motcua.agencies.reorganising.maps import Line
from motcua.base.actor import SYSTEM, Actor, ActorKind, Grant
from motcua.base.dates import VIETNAM
from motcua.base.memory import forget_all
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError, RefusedError
from motcua.dossiers import bulk, checks, records, visibility
from motcua.dossiers.actions import reorganisation_works as works
from motcua.dossiers.actions import reorganising as actions
from motcua.dossiers.actions import results, routing
from motcua.dossiers.folding import FIELDS
from motcua.dossiers.models import DraftAct
from motcua.dossiers.queries import lists
from motcua.dossiers.records import Request
from motcua.dossiers.reorganising import proposing
from motcua.dossiers.reorganising.figures import figures_from
from motcua.dossiers.runs import ReorganisationRun, RunKind
from motcua.dossiers.simulation.loading import Wish, simulate
from motcua.dossiers.states import Status
from motcua.dossiers.tasks import apply_reorganisations
from motcua.journal import queries as journal
from twin import at_once, twin

DAY = date(2025, 7, 1)
MIDNIGHT = datetime(2025, 7, 1, tzinfo=VIETNAM)
EVE = datetime(2025, 6, 30, 23, 59, tzinfo=VIETNAM)
HEADING = drawing.Heading("1677/NQ-UBTVQH15", date(2025, 6, 16), "Sắp xếp cấp xã", DAY)
# All that a move may change; the rest of a dossier is what it was.
MAY_CHANGE = {
    "version", "competent_agency_id", "agency_ids", "holder_unit_id", "holder_id", "offer",
    "offer_unit_id", "waiting_unit_ids", "consultations", "legs", "counter_unit_id",
    "receiving_unit_id", "paper_place", "incident",
}  # fmt: skip


def officer(number, *roles, unit=1, agency=1):
    return Actor(
        ActorKind.OFFICER, str(number), "", tuple(Grant(role, unit, agency) for role in roles)
    )


AN, BINH = officer(1, "business_admin"), officer(2, "centre_director")


@pytest.fixture(scope="module")
def june(loaded_world, django_db_blocker):
    """The last minute of 30 June 2025, in a copy of the test database."""
    with django_db_blocker.unblock(), twin():
        wish = Wish(160, 7, date(2025, 6, 26), date(2025, 6, 30), EVE)
        simulate(wish, actor=SYSTEM, at=EVE, force=True, parallel=False)
        simulate(
            Wish(30, 8, date(2025, 6, 30), date(2025, 6, 30), EVE),
            actor=SYSTEM, at=EVE, force=True, parallel=False,
        )  # fmt: skip
        yield


@pytest.fixture
def eve(june, django_db_blocker):
    """That evening; whatever a test does is undone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield EVE
        transaction.set_rollback(True)
    forget_all()


def drawn(lines=None, *, keep="", continuing=(), at=EVE):
    """A map that one person has drawn and another has approved; gives its number."""
    number = drawing.draft_reorganisation(HEADING, actor=AN, at=at)
    drawing.fill_map(
        number, proposing.proposed_lines(DAY) if lines is None else lines,
        version=None, actor=AN, at=at,
    )  # fmt: skip
    if keep or continuing:
        drawing.change_reorganisation(
            number, HEADING, keep_reason=keep, continuing=continuing,
            version=None, actor=AN, at=at,
        )  # fmt: skip
    return number


def approved(*args, **kwargs):
    number = drawn(*args, **kwargs)
    drawing.submit_reorganisation(number, version=None, actor=AN, at=EVE)
    drawing.approve_reorganisation(number, version=None, actor=BINH, at=EVE)
    return number


def everything():
    return dict(bulk.load("TRUE", []))


def stories():
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, digest FROM journal_fact ORDER BY id")
        return cursor.fetchall()


def busiest_district():
    """The divided district that decides most of what is open."""
    divided = {line.predecessor for line in proposing.proposed_lines(DAY) if line.area is not None}
    at_hand = [
        state.competent_agency_id for state in everything().values() if state.finished_at is None
    ]
    return max(sorted(divided), key=at_hand.count)


# The day itself


def test_the_first_of_july(eve):
    """Communes, districts and departments: everybody's dossiers find their place."""
    number = approved(keep="Chờ xác minh nơi ở của chủ hồ sơ")
    rehearsed = actions.rehearse(number, actor=AN, at=EVE)
    before, told = everything(), stories()
    done = actions.apply(number, actor=SYSTEM, at=MIDNIGHT)
    after = everything()
    levels = {agencies.agency(old).level for old, _, _ in done.figures.pairs}
    assert levels == {"commune", "district", "province"}
    assert done.figures.moved > 40
    assert done.figures == rehearsed
    assert done.differences == ()
    assert stories()[: len(told)] == told
    moved = {pk for pk in before if before[pk] != after[pk]}
    assert len(moved) == done.figures.moved
    for pk in moved:
        changed = {name for name in FIELDS if getattr(before[pk], name) != getattr(after[pk], name)}
        assert changed <= MAY_CHANGE
        if after[pk].accepted_at is not None:
            assert after[pk].receiving_unit_id == before[pk].receiving_unit_id
    assert checks.check(due_dates=True).findings == []
    assert reorganisations.reorganisation(number).state == "applied"


def test_a_district_is_shared_out_by_where_people_live(eve):
    number = approved(keep="Chờ xác minh")
    before = everything()
    actions.apply(number, actor=SYSTEM, at=MIDNIGHT)
    after = everything()
    district = busiest_district()
    chart = {line.area: line.heir for line in reorganisations.map_of(number).lines if line.area}
    seen = 0
    for pk, state in before.items():
        if state.competent_agency_id != district or state == after[pk]:
            continue
        commune = agencies.area_by_code(state.people["owner"]["area_code"], EVE.date())
        line = reorganisations.map_of(number).heir(
            district, _matter((commune.id, commune.parent_id), state)
        )
        assert after[pk].competent_agency_id == line
        seen += chart[commune.id] == line
    assert seen


def _matter(areas, state):
    from motcua.agencies.reorganising.maps import Matter

    return Matter(areas, state.sector_code, state.procedure_code)


def without(district):
    """The proposed map, but of one district only what nobody has ever handed in."""
    lines = [line for line in proposing.proposed_lines(DAY) if line.predecessor != district]
    heir = next(line.heir for line in proposing.proposed_lines(DAY) if line.predecessor == district)
    return [*lines, Line(district, heir, procedure="0.000000")], heir


def test_what_has_no_heir_blocks_until_somebody_decides(eve):
    number = approved(without(busiest_district())[0])
    before = everything()
    for minute in range(2):
        with pytest.raises(actions.UnheiredError, match=r"hồ sơ chưa có nơi nhận"):
            actions.apply(number, actor=SYSTEM, at=MIDNIGHT + timedelta(minutes=minute))
    assert everything() == before
    run = ReorganisationRun.objects.get(reorganisation_id=number)
    assert (run.kind, "chưa có nơi nhận" in run.sentence) == (RunKind.REFUSED, True)


def test_single_dossiers_are_given_an_heir_by_hand_before_or_after(eve):
    an = officer(accounts.search_accounts("")[0].id, "business_admin")
    district = busiest_district()
    lines, heir = without(district)
    number = approved(lines, keep="Chờ xác minh nơi ở")
    stuck = actions.rehearse(number, actor=AN, at=EVE).stuck_codes
    early, late, *_ = [code for code in stuck if _of(code).competent_agency_id == district]

    def choose(code, at, to=heir, actor=an):
        actions.choose_heir(number, [code], heir_id=to, reason="Theo hộ khẩu", actor=actor, at=at)

    choose(early, EVE)
    actions.apply(number, actor=SYSTEM, at=MIDNIGHT)
    assert [_of(code).competent_agency_id for code in (early, late)] == [heir, district]
    morning = MIDNIGHT + timedelta(hours=9)
    choose(late, morning)
    assert _of(late).competent_agency_id == heir
    assert checks.check().findings == []
    with pytest.raises(InvalidError, match="không hoạt động"):
        choose(late, morning, to=district)
    with pytest.raises(InvalidError, match="Không có hồ sơ"):
        choose("H48-1", morning)


def _of(code):
    return records.load(code, SYSTEM)[1]


# Work goes on


def test_the_new_officers_take_sign_and_return(eve):
    """A dossier of an old commune is walked to its end by the people of the new one."""
    actions.apply(approved(keep="Chờ xác minh"), actor=SYSTEM, at=MIDNIGHT)
    state = next(
        state for state in everything().values()
        if state.status is Status.PROCESSING and state.counter_unit_id and not state.offer
        and agencies.unit(state.receiving_unit_id).level == "commune"
    )  # fmt: skip
    heir = agencies.agency(state.competent_agency_id)
    assert heir.effective_from == DAY
    roles = ("intake_officer", "return_officer", "case_officer", "head_of_room", "head_of_agency",
             "clerk", "fee_officer")  # fmt: skip
    units = agencies.units_of_agency(heir.id, DAY)
    staff(
        [(unit.id, role) for unit in units for role in roles], since=DAY, actor=SYSTEM, at=MIDNIGHT
    )
    forget_all()
    at = datetime(2025, 7, 1, 8, tzinfo=VIETNAM)
    due, code = state.due_at, state.code
    for _ in range(12):
        at += timedelta(minutes=20)
        state = _of(code)
        if state.status is Status.COMPLETED:
            break
        _next_step(state, at)
    assert state.status is Status.COMPLETED
    counter = _holder("return_officer", state.counter_unit_id, at)
    assert code in {row.code for row in lists.to_return(counter)}
    if state.money == "due":
        cashier = _holder("fee_officer", state.counter_unit_id, at)
        results.take_fee(code, amount=state.fee_total, receipt="1", request=Request(cashier, at))
    results.return_result(
        code, identity_check="card", receiver={"name": "Lê Thị Hoa"}, request=Request(counter, at)
    )
    assert (_of(code).status, due) == (Status.RETURNED, state.due_at)
    assert checks.check(due_dates=True).findings == []


def _holder(role, unit_id, at):
    return accounts.actor_for(accounts.officers_of(unit_id, role, at.date())[0].id, at)


def _next_step(state, at):
    from motcua.dossiers.versions import version_of

    process = version_of(state).process
    if state.offer:
        taker = _holder(process.step(state.offer["step"]).role, state.offer["unit"], at)
        return routing.take_over(state.code, request=Request(taker, at))
    step = process.step(state.step_key)
    role = "head_of_agency" if step.kind == "sign" else step.role
    by = Request(_holder(role, state.holder_unit_id, at), at)
    if step.kind == "sign":
        return results.sign_result(state.code, number="1/KQ", request=by)
    if step.kind == "record":
        return results.record_result(state.code, request=by)
    way = step.next[0].to if len(step.next) > 1 else None
    return routing.forward(state.code, request=by, choice=way)


# Any map at all


@settings(
    max_examples=8, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(data=st.data())
def test_no_map_loses_a_dossier_or_opens_one_to_a_stranger(june, django_db_blocker, data):
    """Random maps over the whole province, held against an oracle that knows only lines."""
    with django_db_blocker.unblock(), transaction.atomic():
        _try_any_map(data)
        transaction.set_rollback(True)
    forget_all()


def _try_any_map(data):
    held = {one for state in everything().values() for one in state.agency_ids}
    old = sorted(
        Agency.objects.filter(pk__in=held, effective_from__lt=DAY).values_list("pk", flat=True)
    )
    new = sorted(
        Agency.objects.valid_on(DAY).exclude(pk__in=old).filter(units__kind="one_stop")
        .distinct().values_list("pk", flat=True)
    )  # fmt: skip
    passing = data.draw(st.lists(st.sampled_from(old), min_size=3, max_size=40, unique=True))
    sectors = ["", *sorted({state.sector_code for state in everything().values()})]
    lines = {}
    for one in passing:
        for sector in data.draw(st.lists(st.sampled_from(sectors), min_size=1, max_size=3)):
            line = Line(one, data.draw(st.sampled_from(new)), sector=sector)
            lines[one, sector] = line
    living = [one for one in passing if agencies.agency(one).effective_to != DAY]
    continuing = data.draw(st.lists(st.sampled_from(living), unique=True)) if living else []
    number = approved(list(lines.values()), keep="Để lại", continuing=continuing)
    before, told = everything(), stories()
    done = actions.apply(number, actor=SYSTEM, at=MIDNIGHT)
    after = everything()
    _hold_against_oracle(before, after, list(lines.values()), set(continuing), done.figures)
    assert stories()[: len(told)] == told
    for work in works.open_works():
        assert works.carry_out(work, clock=lambda: MIDNIGHT)
    _hold_inheritance(after, everything(), list(lines.values()))
    assert checks.check().findings == []


def _hold_inheritance(before, after, lines):
    """What has ended is opened to the heirs of its lines and to nobody else; nothing of it changes."""
    for pk, old in before.items():
        now = after[pk]
        if old == now:
            continue
        assert old.status in {Status.RETURNED, Status.DECLINED, Status.STOPPED}
        changed = {name for name in FIELDS if getattr(old, name) != getattr(now, name)}
        assert changed <= {"version", "agency_ids", "counter_unit_id", "paper_place"}
        heirs = set()
        for line in lines:
            if line.sector in {"", old.sector_code} and line.predecessor in old.agency_ids:
                heirs |= {line.heir, *_receivers_for(line.heir)}
        assert set(old.agency_ids) <= set(now.agency_ids) <= {*old.agency_ids, *heirs}


def _hold_against_oracle(before, after, lines, continuing, figures):
    closing = {line.predecessor for line in lines} - continuing
    moved = 0
    for pk, old in before.items():
        now = after[pk]
        same = {name for name in FIELDS if getattr(old, name) == getattr(now, name)}
        assert set(FIELDS) - same <= MAY_CHANGE
        allowed = set(old.agency_ids)
        for line in lines:
            speaks = line.sector in {"", old.sector_code}
            if speaks and line.predecessor in {*old.agency_ids, old.competent_agency_id}:
                allowed |= {line.heir, *_receivers_for(line.heir)}
        assert set(now.agency_ids) <= allowed
        if old == now:
            continue
        moved += 1
        assert now.version == old.version + 1
        assert not closing & {*now.agency_ids, now.competent_agency_id}
        holder = agencies.unit(now.holder_unit_id)
        assert holder.agency_id not in closing
        assert holder.agency_id in now.agency_ids
        assert (
            holder.effective_to is None
            or holder.effective_to > DAY
            or holder.id == old.holder_unit_id
        )
        stranger = officer(9, "case_officer", unit=1, agency=10**9)
        assert not visibility.sees(stranger, now)
    assert moved == figures.moved
    for pk, old in before.items():
        lost = old.status not in {Status.RETURNED, Status.DECLINED, Status.STOPPED} and (
            closing & {old.competent_agency_id}
        )
        if lost and after[pk] == old:
            assert old.code in figures.stuck_codes


def _receivers_for(agency_id):
    units = Reception.objects.valid_on(DAY).filter(agency_id=agency_id)
    return set(units.values_list("unit__agency_id", flat=True))


# Once, by the right people, all or nothing


def test_it_happens_once_and_not_too_early(eve):
    number = approved(keep="Chờ xác minh")
    with pytest.raises(ConflictError, match="chưa đến lúc"):
        actions.apply(number, actor=SYSTEM, at=EVE)
    actions.apply(number, actor=SYSTEM, at=MIDNIGHT)
    done = everything()
    with pytest.raises(ConflictError, match="đã được áp dụng"):
        actions.apply(number, actor=SYSTEM, at=MIDNIGHT)
    with pytest.raises(ConflictError, match="không còn gì để diễn tập"):
        actions.rehearse(number, actor=AN, at=MIDNIGHT)
    assert everything() == done


def test_who_may_not(eve):
    number = drawn(keep="Chờ xác minh")
    clerk = officer(5, "intake_officer", "head_of_agency")
    for refused in (
        lambda: actions.rehearse(number, actor=clerk, at=EVE),
        lambda: actions.apply(number, actor=clerk, at=MIDNIGHT),
        lambda: actions.choose_heir(number, ["x"], heir_id=1, reason="x", actor=clerk, at=EVE),
        lambda: actions.choose_heir(number, ["x"], heir_id=1, reason="x", actor=BINH, at=EVE),
    ):
        with pytest.raises(NotPermittedError):
            refused()
    with pytest.raises(ConflictError, match="chưa được duyệt"):
        actions.apply(number, actor=SYSTEM, at=MIDNIGHT)


def test_a_crash_in_the_middle_leaves_nothing(eve, monkeypatch):
    number = approved(keep="Chờ xác minh")
    before, told = everything(), stories()
    monkeypatch.setattr(bulk, "_write", _fall_over)
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.apply(number, actor=SYSTEM, at=MIDNIGHT)
    assert (everything(), stories()) == (before, told)
    assert reorganisations.reorganisation(number).state == "approved"


def _fall_over(*_args, **_kwargs):
    raise RuntimeError("the power is gone")


def test_the_act_takes_dossiers_as_they_are_and_says_what_is_different(eve):
    number = approved(keep="Chờ xác minh")
    actions.rehearse(number, actor=AN, at=EVE)
    open_one = next(
        state for state in everything().values()
        if state.status is Status.COMPLETED and state.money != "due"
        and agencies.unit(state.receiving_unit_id).level == "commune"
    )  # fmt: skip
    giver = officer(7, "return_officer", unit=open_one.receiving_unit_id,
                    agency=agencies.unit(open_one.receiving_unit_id).agency_id)  # fmt: skip
    results.return_result(
        open_one.code,
        identity_check="card",
        receiver={"name": "Lê Sen"},
        request=Request(giver, EVE),
    )
    done = actions.apply(number, actor=SYSTEM, at=MIDNIGHT)
    assert any("hồ sơ chuyển, bớt 1" in line for line in done.differences)
    kept = ReorganisationRun.objects.get(reorganisation_id=number, kind=RunKind.ACT)
    assert figures_from(kept.figures) == done.figures


def test_the_task_applies_what_is_due(eve, monkeypatch):
    number = approved(keep="Chờ xác minh")
    monkeypatch.setattr("motcua.dossiers.tasks.now", lambda: EVE)
    assert apply_reorganisations() == 0
    monkeypatch.setattr("motcua.dossiers.tasks.now", lambda: MIDNIGHT)
    assert apply_reorganisations() == 1
    assert apply_reorganisations() == 0
    assert reorganisations.reorganisation(number).state == "applied"


def test_a_new_decision_ends_agencies_posts_and_keys(world):
    """A merger nobody has entered yet: two wards of today go into a third."""
    day = date(2026, 10, 1)
    heading = drawing.Heading("12/QĐ-UBND", date(2026, 9, 1), "Nhập hai xã", day)
    at = datetime(2026, 9, 1, 8, tzinfo=VIETNAM)
    ward, other, heir = (
        agencies.agency_by_key(key, at.date()).id
        for key in ("ubnd-21028", "ubnd-21040", "ubnd-21025")
    )
    technical = officer(3, "technical_admin")
    from motcua.accounts.actions import create_token
    from motcua.accounts.states import Scope

    one_stop = agencies.one_stop_of(ward, at.date())
    create_token(
        name="Phần mềm phường", unit_id=one_stop.id, scopes=[Scope.DOSSIERS_READ],
        expires_at=at + timedelta(days=90), actor=Actor(ActorKind.SYSTEM, "system"), at=at,
    )  # fmt: skip
    assert technical.roles
    number = drawing.draft_reorganisation(heading, actor=AN, at=at)
    drawing.fill_map(number, [Line(ward, heir), Line(other, heir)], version=None, actor=AN, at=at)
    drawing.submit_reorganisation(number, version=None, actor=AN, at=at)
    drawing.approve_reorganisation(number, version=None, actor=BINH, at=at)
    midnight = datetime(2026, 10, 1, tzinfo=VIETNAM)
    posts = Post.objects.valid_on(day).filter(unit__agency_id=ward).count()
    done = actions.apply(number, actor=SYSTEM, at=midnight)
    assert done.figures.posts >= posts > 0
    assert done.figures.tokens_revoked == 1
    assert not Post.objects.valid_on(day).filter(unit__agency_id=ward).exists()
    assert not ApiToken.objects.filter(unit_id=one_stop.id, revoked_at=None).exists()
    assert Agency.objects.get(pk=ward).effective_to == day
    assert not Unit.objects.valid_on(day).filter(agency_id=ward).exists()
    heirs = reorganisations.heirs_of_agency(ward, at.date(), day)
    assert [one.id for one in heirs] == [heir]
    counter = reorganisations.heirs_of_unit(one_stop.id, at.date(), day)
    assert [one.id for one in counter] == [agencies.one_stop_of(heir, day).id]
    told = journal.facts_about("reorganisation", number)
    assert [fact.verb.removeprefix("reorganisation.") for fact in told] == [
        "drafted", "filled", "prepared", "approved", "applied", "dossiers_moved",
    ]  # fmt: skip


# Two at once


def test_two_who_apply_at_once(june, django_db_blocker):
    with django_db_blocker.unblock():
        number = approved(keep="Chờ xác minh")
        answers = at_once(
            *(lambda: actions.apply(number, actor=SYSTEM, at=MIDNIGHT) for _ in range(3))
        )
        forget_all()
        done = [answer for answer in answers if isinstance(answer, actions.Applied)]
        assert len(done) == 1
        assert all(isinstance(answer, ConflictError) for answer in answers if answer not in done)
        assert ReorganisationRun.objects.filter(reorganisation_id=number, kind="act").count() == 1
        assert checks.check(due_dates=True).findings == []
        second = drawing.draft_reorganisation(
            drawing.Heading("2/QĐ", DAY, "Thử", date(2027, 1, 1)), actor=AN, at=MIDNIGHT
        )
        line = next(iter(proposing.proposed_lines(DAY)))
        answers = at_once(
            *(
                lambda: drawing.add_line(second, line, version=1, actor=AN, at=MIDNIGHT)
                for _ in range(2)
            )
        )
        assert sorted(isinstance(answer, RefusedError) for answer in answers) == [False, True]
        assert Reorganisation.objects.get(pk=second).lines.count() == 1
        assert not DraftAct.objects.filter(agency__effective_to=DAY, status="draft").exists()
