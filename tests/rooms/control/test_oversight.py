"""Oversight: a board that adds up, findings with an answer, alerts that come and go, figures that re-add."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

import pytest

from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.control.actions import gate, overseeing
from motcua.control.actions.overseeing import Wanted
from motcua.control.models import Alert, Review
from motcua.control.queries import board, figures, oversight
from motcua.control.queries.board import Figures
from motcua.control.states import AlertKind, FindingState
from motcua.dossiers.models import Dossier
from motcua.dossiers.records import Request

pytestmark = pytest.mark.django_db


def test_the_board_adds_up_and_counts_what_lies_where(case):
    found = board.board(case.controller, at=case.at)
    for one in fields(Figures):
        assert sum(getattr(row.figures, one.name) for row in found.rows) == getattr(
            found.total, one.name
        )
    assert found.total.open == Dossier.objects.exclude(finished_at__isnull=False).count()
    late = board.board(case.controller, at=case.state.due_at + timedelta(days=1))
    (row,) = [row for row in late.rows if row.figures.overdue]
    assert (row.name, row.figures.overdue) == ("Ủy ban nhân dân phường Nghĩa Lộ", 1)
    assert late.rows[0] is row, "worst first"


def test_acts_at_the_gate_stand_on_the_board(case):
    act = case.drafted()
    gate.approve(act.pk, version=1, request=case.by(case.head))
    assert board.board(case.controller, at=case.at).total.gate == 1
    review = Review.objects.get(act=act)
    gate.send_back(
        review.pk, reasons=["unclear"], note="", version=2, request=case.by(case.controller)
    )
    total = board.board(case.controller, at=case.at).total
    assert (total.gate, total.returned) == (0, 1)


def test_what_came_online_is_late_after_the_promised_hours(world):
    from building import permit
    from motcua.base.actor import ANONYMOUS
    from motcua.dossiers.actions import intake

    intake.submit_online(
        permit(world), unit_id=world.one_stop().id, request=Request(ANONYMOUS, world.at)
    )
    watcher = world.officer("controller", "trung-tam-pvhcc")
    assert board.board(watcher, at=world.at + timedelta(hours=5)).total.online_late == 0
    assert board.board(watcher, at=world.at + timedelta(days=1, hours=4)).total.online_late == 1


def test_the_board_costs_the_same_however_much_there_is(case, django_assert_max_num_queries):
    board.board(case.controller, at=case.at)
    with django_assert_max_num_queries(7):
        board.board(case.controller, at=case.at)


@pytest.mark.parametrize("who", ["officer", "head", "chief"])
def test_oversight_is_the_centres(case, who):
    with pytest.raises(NotPermittedError):
        board.board(getattr(case, who), at=case.at)
    with pytest.raises(NotPermittedError):
        figures.figures(getattr(case, who), since=case.at, until=case.at)


# Findings


def raised(case, **more):
    wanted = Wanted(
        unit_id=case.world.one_stop().id, title="Chậm tiếp nhận hồ sơ trực tuyến",
        content="Ba hồ sơ quá 8 giờ làm việc.", due_at=case.at + timedelta(days=5), **more,
    )  # fmt: skip
    return overseeing.raise_finding(wanted, request=case.by(case.controller))


def test_a_finding_is_answered_and_closed(case):
    finding = raised(case)
    with pytest.raises(NotPermittedError):
        overseeing.answer(finding.pk, text="Đã rõ", version=1, request=case.by(case.officer))
    with pytest.raises(ConflictError):
        overseeing.close(finding.pk, verdict="", version=1, request=case.by(case.controller))
    overseeing.answer(
        finding.pk, text="Đã phân công thêm người.", version=1, request=case.by(case.chief)
    )
    again = overseeing.reopen(
        finding.pk, verdict="Chưa nêu ngày xong.", due_at=case.at + timedelta(days=9), version=2,
        request=case.by(case.controller),
    )  # fmt: skip
    assert again.state == FindingState.OPEN.value
    overseeing.answer(finding.pk, text="Xong ngày 10/9.", version=3, request=case.by(case.chief))
    done = overseeing.close(finding.pk, verdict="", version=4, request=case.by(case.controller))
    assert done.state == FindingState.CLOSED.value
    with pytest.raises(ConflictError, match="vừa được cập nhật"):
        overseeing.answer(finding.pk, text="Thêm", version=4, request=case.by(case.chief))


def test_a_finding_says_what_and_until_when(case):
    with pytest.raises(InvalidError) as refused:
        overseeing.raise_finding(
            Wanted(case.world.one_stop().id, " ", "", case.at), request=case.by(case.controller)
        )
    assert set(refused.value.fields) == {"title", "content", "due_at"}
    wanted = Wanted(case.world.one_stop().id, "x", "y", case.at + timedelta(days=1))
    with pytest.raises(NotPermittedError):
        overseeing.raise_finding(wanted, request=case.by(case.head))


def test_others_see_only_findings_about_their_own_agency(case):
    finding = raised(case)
    assert [row.pk for row in oversight.findings(case.chief)] == [finding.pk]
    stranger = case.world.officer("head_of_agency", "ubnd-21040")
    assert oversight.findings(stranger) == ()
    with pytest.raises(InvalidError, match="Không thấy"):
        oversight.finding(finding.pk, stranger)


# Alerts


def test_an_alert_comes_and_goes_with_its_number(case):
    director = Request(case.world.officer("centre_director", "trung-tam-pvhcc"), case.at)
    with pytest.raises(NotPermittedError):
        overseeing.set_alert_rule(
            kind=AlertKind.OVERDUE, threshold=1, agency_key="", effective_from=date(2026, 9, 3),
            request=case.by(case.controller),
        )  # fmt: skip
    rule = overseeing.set_alert_rule(
        kind=AlertKind.OVERDUE, threshold=1, agency_key="", effective_from=date(2026, 9, 3),
        request=director,
    )  # fmt: skip
    late = case.state.due_at + timedelta(days=1)
    numbers = oversight.numbers_by_unit(board.board(case.controller, at=late))
    assert overseeing.refresh_alerts(numbers, at=late) == 1
    assert overseeing.refresh_alerts(numbers, at=late) == 0, "once"
    alert = Alert.objects.get(rule=rule)
    overseeing.see_alert(alert.pk, request=case.by(case.controller))
    overseeing.refresh_alerts({}, at=late)
    alert.refresh_from_db()
    assert alert.ended_at == late


# Figures


def test_the_figures_of_the_gate_re_add(case):
    start = case.at - timedelta(days=1)
    act = case.drafted()
    gate.approve(act.pk, version=1, request=case.by(case.head))
    gate.send_back(
        Review.objects.get(act=act).pk, reasons=["held_by_state"], note="", version=2,
        request=case.by(case.controller, 1),
    )  # fmt: skip
    from motcua.dossiers.actions import acts

    acts.edit_act(act.pk, content=case.asking(), version=3, request=case.by(case.officer, 1))
    gate.approve(act.pk, version=4, request=case.by(case.head, 1))
    gate.clear(
        Review.objects.get(act=act, outcome="").pk, version=5, request=case.by(case.controller, 2)
    )
    found = figures.figures(case.controller, since=start, until=case.at + timedelta(days=2))
    shares = {one.definition.key: (one.counted, one.every) for one in found.shares}
    assert shares["returned"] == (1, 2)
    assert shares["held_by_state"] == (1, 2)
    assert shares["in_budget"] == (2, 2)
    assert [(reason.value, n) for reason, n in found.reasons] == [("held_by_state", 1)]
    assert sum(one.decided for one in found.agencies) == 2
    assert sum(one.returned for one in found.agencies) == 1
    empty = figures.figures(case.controller, since=start, until=start)
    assert all(one.share is None for one in empty.shares)


def test_the_scheduled_work_is_safe_to_repeat(case, monkeypatch):
    from motcua.control import tasks

    monkeypatch.setattr("motcua.control.tasks.now", lambda: case.state.due_at)
    assert tasks.watch_dates() == tasks.watch_dates() == 0
    assert tasks.watch_units() == 0
