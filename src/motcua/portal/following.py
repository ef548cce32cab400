"""One dossier as the citizen's page shows it: words and dates, and nothing that names a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from motcua.agencies import queries as agencies
from motcua.agencies.views import UnitView
from motcua.base.dates import format_date, format_due, in_vietnam
from motcua.base.money import format_money
from motcua.clock import queries as calendars
from motcua.clock.deadlines import due
from motcua.clock.timeliness import Timeliness, remaining_minutes, timeliness
from motcua.dossiers import timing
from motcua.dossiers.actions.instant import has_receipt
from motcua.dossiers.folding import DossierState
from motcua.dossiers.obligations import Duty, told_name, unpaid
from motcua.dossiers.queries import legs
from motcua.dossiers.queries.detail import Case, Event, timeline
from motcua.dossiers.queries.legs import LegLine
from motcua.dossiers.states import (
    Channel,
    Delivery,
    Money,
    PostalState,
    ReturnChannel,
    Status,
)
from motcua.dossiers.transitions import allowed_from
from motcua.pages.stories import Moment
from motcua.portal import counting, veil
from motcua.portal.issued import IssuedAct, acts_of

# Notes that were written for the applicant; all others are work between officers.
_NOTES_FOR_CITIZENS = frozenset(
    {
        "dossier.guide_at_counter",
        "dossier.ask_to_complete",
        "dossier.request_obligation",
        "dossier.request_withdrawal",
    }
)
_STOPPING = frozenset(
    {
        "dossier.request_supplement",
        "dossier.request_obligation",
        "dossier.request_withdrawal",
        "dossier.ask_to_complete",
        "dossier.guide_at_counter",
    }
)
_WAITING_FOR = {
    Status.SUPPLEMENT_REQUESTED: "Chờ anh/chị bổ sung giấy tờ",
    Status.OBLIGATION_REQUESTED: "Chờ anh/chị nộp nghĩa vụ tài chính",
    Status.WITHDRAWAL_REQUESTED: "Chờ cơ quan trả lời việc xin rút",
}
_OVERDUE = (
    "Hồ sơ đã quá hạn. Cơ quan phải có văn bản xin lỗi và hẹn lại; "
    "anh/chị hỏi quầy đã nộp hoặc gọi số hỗ trợ ở cuối trang."
)
_PROVISIONAL = "Tạm tính: lịch nghỉ của năm đó chưa công bố."
_MONEY_TAGS = {Money.DUE: "warn", Money.PAID: "ok", Money.REFUNDED: "flat"}


@dataclass(frozen=True, slots=True)
class Hero:
    """The first thing in large type: what is promised, and what is left of it.

    `remaining` and `total` are working minutes for the chip; None where there is no chip.
    """

    label: str
    main: str
    note: str = ""
    remaining: int | None = None
    total: int = 0
    paused: bool = False
    tag: str = ""
    tag_kind: str = ""


@dataclass(frozen=True, slots=True)
class Followed:
    """Everything the page needs; made of the case, without its people."""

    code: str
    version: int
    name: str
    case_name: str
    procedure_code: str
    status_code: int
    agency: str
    unit: UnitView
    served_by: str
    hero: Hero
    moved: str
    appointment: counting.Appointment | None
    counted_until: datetime
    story: tuple[Moment, ...]
    legs: tuple[LegLine, ...]
    owed: tuple[str, ...]
    acts: tuple[IssuedAct, ...]
    fees: tuple[tuple[str, int], ...]
    fee_total: int
    no_fee_words: str
    money_words: str
    money_tag: str
    return_words: str
    channel_words: str
    paper_names: tuple[str, ...]
    may_withdraw: bool
    may_supplement: bool
    asked: str
    accepted: bool


def followed(case: Case, at: datetime) -> Followed:
    """The page's words for a case that the citizen's actor was given."""
    state = case.state
    unit, served_at = agencies.unit(state.receiving_unit_id), agencies.unit(state.counter_id)
    money = Money(state.money)
    return Followed(
        code=state.code,
        version=state.version,
        name=case.version.name,
        case_name=_case_name(case),
        procedure_code=case.version.code,
        status_code=state.status.national_code,
        agency=agencies.agency(state.competent_agency_id).name,
        unit=unit,
        served_by=served_at.name if served_at.id != unit.id else "",
        hero=_hero(case, unit, at),
        moved=_moved(case),
        appointment=_appointment(case),
        counted_until=min(state.finished_at or at, at),
        story=_story(case, served_at),
        legs=legs.tree(state, case.version, at),
        owed=tuple(_owed(notice) for notice in unpaid(state) if notice["number"]),
        acts=acts_of(case),
        fees=tuple((str(fee["name"]), int(fee["amount"])) for fee in state.fees),
        fee_total=state.fee_total,
        no_fee_words=_no_fee_words(case),
        money_words=money.label,
        money_tag=_MONEY_TAGS.get(money, "flat"),
        return_words=" ".join(
            filter(
                None,
                (_return_words(ReturnChannel(state.return_channel), served_at), _parcel(state)),
            )
        ),
        channel_words=Channel(state.channel).label.lower(),
        paper_names=tuple(str(paper["name"]) for paper in state.papers),
        may_withdraw=allowed_from("request_withdrawal", state.status) and not state.result,
        may_supplement=state.status is Status.SUPPLEMENT_REQUESTED,
        asked=_asked(case),
        accepted=state.accepted_at is not None and has_receipt(state),
    )


def _owed(notice: Mapping[str, Any]) -> str:
    """What the citizen has to pay, to whose notice, until when."""
    due = format_date(date.fromisoformat(notice["due_on"])) if notice["due_on"] else ""
    until = f", hạn nộp {due}" if due else ""
    label = Duty(notice["kind"]).label
    return f"{label} {format_money(notice['amount'])}, {told_name(notice)}{until}"


def _case_name(case: Case) -> str:
    wanted = case.state.case_code
    return next((found.name for found in case.version.cases if found.code == wanted), "")


def _no_fee_words(case: Case) -> str:
    """What stands where no amount is owed (yet): some fees are only known at acceptance."""
    if case.state.accepted_at is None and case.version.fees:
        return "Thu theo trường hợp, cơ quan báo khi tiếp nhận."
    return "Không thu"


def _return_words(channel: ReturnChannel, unit: UnitView) -> str:
    if channel is ReturnChannel.COUNTER:
        return f"Tại quầy: {unit.name}. Mang theo giấy tờ tùy thân."
    if channel is ReturnChannel.POST:
        return "Qua bưu chính, đến địa chỉ đã ghi trong hồ sơ."
    return "Bản điện tử."


def _parcel(state: DossierState) -> str:
    """Where the post has it, with the number to ask by."""
    if not state.postal:
        return ""
    if state.delivery == Delivery.BOUNCED.value:
        return "Bưu chính đã chuyển hoàn: mời đến quầy nhận, hoặc báo địa chỉ mới để gửi lại."
    if state.delivery == Delivery.WAITING.value:
        return ""
    now = PostalState(state.postal["state"]).label.lower()
    return f"{state.postal['carrier']}, bưu gửi {state.postal['tracking']}: {now}."


def _hero(case: Case, unit: UnitView, at: datetime) -> Hero:
    state = case.state
    if state.accepted_at is None:
        return _before_acceptance(case, unit, at)
    if state.finished_at is not None or state.status in {Status.COMPLETED, Status.RETURNED}:
        return _finished(case)
    if state.status is Status.STOPPED:
        return Hero("Kết thúc", "Đã dừng giải quyết", "Lý do ghi ở văn bản bên dưới.")
    if state.due_at is None:
        return _standing(case, unit, at)
    calendar = calendars.calendar_for(unit.calendar_key)
    left = remaining_minutes(state.due_at, at, calendar)
    late = state.due_at < at
    return Hero(
        "Hẹn trả kết quả",
        format_due(state.due_at),
        _OVERDUE if late else _PROVISIONAL if state.due_provisional else "",
        remaining=min(left, -1) if late else left,
        total=case.version.limit.budget_minutes,
    )


def _before_acceptance(case: Case, unit: UnitView, at: datetime) -> Hero:
    state = case.state
    if state.status is Status.DECLINED:
        return Hero("Kết thúc", "Không được tiếp nhận", "Lý do ghi ở văn bản bên dưới.")
    if state.status is Status.SUPPLEMENT_REQUESTED:
        return Hero("Chờ anh/chị", "Hoàn thiện hồ sơ", "Thời hạn giải quyết chưa bắt đầu tính.")
    if state.status is not Status.REGISTERED:
        return Hero("Trạng thái", state.status.label)
    calendar = calendars.calendar_for(unit.calendar_key)
    by = counting.reception_due(calendar, state.submitted_at or at)
    late = " Đã quá thời gian đó; anh/chị gọi số hỗ trợ ở cuối trang." if by and by < at else ""
    return Hero(
        "Trả lời tiếp nhận chậm nhất",
        format_due(by) if by else "Trong giờ làm việc",
        f"Thời hạn giải quyết tính từ lúc được tiếp nhận, không phải từ lúc gửi.{late}",
    )


def _finished(case: Case) -> Hero:
    state, ended = case.state, case.state.finished_at
    tag = kind = ""
    if ended and state.due_at:
        found = timeliness(ended, state.due_at, case.version.limit.unit)
        tag, kind = found.label, "bad" if found is Timeliness.LATE else "ok"
    if state.status is Status.RETURNED and state.returned_at:
        return Hero("Đã trả kết quả", format_due(state.returned_at), tag=tag, tag_kind=kind)
    if state.status is Status.STOPPED:
        return Hero("Kết thúc", "Đã dừng giải quyết", "Lý do ghi ở văn bản bên dưới.")
    return Hero(
        "Đã có kết quả",
        format_due(ended) if ended else "Mời anh/chị nhận kết quả",
        "Hẹn trả lúc " + format_due(state.due_at) + "." if state.due_at else "",
        tag=tag, tag_kind=kind,
    )  # fmt: skip


def _standing(case: Case, unit: UnitView, at: datetime) -> Hero:
    """Accepted, and no date: the clock stands still, or has not started at the deciding agency."""
    state = case.state
    if state.clock_started_at is None:
        return Hero(
            "Hẹn trả kết quả",
            "Có khi cơ quan giải quyết nhận hồ sơ",
            "Hồ sơ nộp ngoài địa bàn: thời hạn tính từ lúc cơ quan giải quyết nhận được.",
        )
    ended = tuple(
        pause if pause.ended_at else type(pause)(pause.began_at, at, pause.ground)
        for pause in timing.pauses_of(state)
    )
    calendar = calendars.calendar_for(unit.calendar_key)
    going = due(
        case.version.limit, state.clock_started_at, pauses=ended,
        extensions=timing.extensions_of(state), calendar=calendar,
        rules=timing.rules_for(state.accepted_at or state.clock_started_at),
        difficult_area=state.difficult_area,
    )  # fmt: skip
    left = remaining_minutes(going.at, at, calendar) if going.at else 0
    return Hero(
                "Đồng hồ đang dừng",
        _WAITING_FOR.get(state.status, state.status.label),

        "Ngày hẹn mới có khi đồng hồ chạy lại.",
        remaining=max(left, 0), total=case.version.limit.budget_minutes, paused=True,
    )  # fmt: skip


def _moved(case: Case) -> str:
    """The first appointment, where the date is another one now."""
    first, now = case.state.due_original, case.state.due_at
    if first is None or now is None or first == now:
        return ""
    reasons = []
    if case.state.pauses:
        reasons.append("đồng hồ đã dừng")
    if case.state.extension:
        reasons.append("cơ quan xin lỗi và hẹn lại")
    why = f" Đổi vì {' và '.join(reasons)}." if reasons else ""
    return f"Hẹn lần đầu: {format_due(first)}.{why}"


def _appointment(case: Case) -> counting.Appointment | None:
    if case.due is None or case.state.clock_started_at is None:
        return None
    return counting.Appointment(in_vietnam(case.state.clock_started_at), case.due, is_today=False)


def _story(case: Case, unit: UnitView) -> tuple[Moment, ...]:
    """What is still to come, where it is now, and what happened: newest first."""
    told = [_moment(case, event) for event in timeline(case)]
    state = case.state
    if state.status in {Status.DECLINED, Status.STOPPED, Status.RETURNED}:
        return tuple(told)
    coming = [
        Moment(
            "Trả kết quả",
            kind="next",
            detail=_return_words(ReturnChannel(state.return_channel), unit),
        )
    ]
    if state.status is Status.REGISTERED:
        coming.append(Moment("Tiếp nhận và hẹn ngày", kind="next", detail=unit.name))
    elif state.status in {Status.ACCEPTED, Status.PROCESSING} and state.step_key:
        coming.append(_present(case))
    return (*coming, *told)


def _present(case: Case) -> Moment:
    state = case.state
    step = next((s.name for s in case.version.process.steps if s.key == state.step_key), "")
    holder = agencies.unit(state.holder_unit_id).full_name if state.holder_unit_id else ""
    return Moment(
        f"Đang làm: {step[:1].lower()}{step[1:]}", state.step_started_at, holder, "cur", since=True
    )


def _moment(case: Case, event: Event) -> Moment:
    note = event.note if event.verb in _NOTES_FOR_CITIZENS else ""
    kind = "p" if event.verb in _STOPPING else ""
    sentence = event.sentence.rstrip(".")
    return Moment(sentence, event.at, veil.cover(note, case.people), kind)


def _asked(case: Case) -> str:
    """What has to be completed, as the officer wrote it last."""
    for event in timeline(case):
        if event.verb in {"dossier.ask_to_complete", "dossier.guide_at_counter"}:
            return veil.cover(event.note, case.people)
    return ""
