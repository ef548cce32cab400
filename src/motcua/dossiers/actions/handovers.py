"""Hand-over lists: many dossiers in one act of giving and one act of taking, by two people.

A list says nothing that the dossiers' own facts do not say: each line is an offer and an
acceptance of its dossier. All of it happens in one transaction, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.db import connection, transaction

from motcua.base.actor import SYSTEM, Actor
from motcua.base.dates import format_moment, in_vietnam
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError, RefusedError
from motcua.dossiers import policies, records
from motcua.dossiers.actions import posting, recalling, routing
from motcua.dossiers.folding import DossierState
from motcua.dossiers.given import HandoverLine, HandoverList, LineOutcome, ListStatus
from motcua.dossiers.ports import PostalCarrier
from motcua.dossiers.ports import carrier as configured_carrier
from motcua.dossiers.records import Request
from motcua.dossiers.states import PostalState

MOST = 200
_TAKEN_BACK = "Người giao lấy lại."


@dataclass
class Given:
    """The lists that were made, and why some dossiers are on none."""

    lists: list[HandoverList] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def offer_list(codes: Iterable[str], *, request: Request) -> Given:
    """Offer dossiers to where their processes lead, one list for each pair of units.

    What has been offered already and stands on no open list comes onto one as it is. A dossier
    that cannot be offered is left out with its reason; the others are on their lists.
    """
    earlier = _earlier(request)
    if earlier:
        return Given(lists=earlier)
    made, offered = Given(), []
    wanted = list(dict.fromkeys(codes))[:MOST]
    for code in _in_turn(wanted):
        try:
            with transaction.atomic():
                offered.append(_offered(code, request))
        except RefusedError as refusal:
            made.refused.append((code, str(refusal)))
    offered.sort(key=lambda one: wanted.index(one[1].code))
    made.refused.sort(key=lambda one: wanted.index(one[0]))
    for (giver, taker), group in groupby(sorted(offered, key=_way), key=_way):
        made.lists.append(_written(giver, taker, [one[0] for one in group], request))
    return made


Offered = tuple[int, DossierState]


def _in_turn(codes: Iterable[str]) -> list[str]:
    """The order in which everybody takes up dossiers, so that no two lists wait for each other."""
    return sorted(codes)


def _way(one: Offered) -> tuple[int, int]:
    state = one[1]
    return state.holder_unit_id or 0, state.offer_unit_id or 0


def _offered(code: str, request: Request) -> Offered:
    dossier_id, state = records.load(code, request.actor)
    if not state.offer:
        share = f"{request.key}:{code}" if request.key else None
        told = Request(request.actor, request.at, key=share, digest=request.digest)
        done = routing.forward(code, request=told)
        if not done.state.offer:
            raise InvalidError("Bước tiếp theo ở ngay đơn vị này nên không cần bàn giao.")
        return done.id, done.state
    # Two lists of one moment: the second one waits here, and then sees the first.
    records.lock(dossier_id)
    _, state = records.load(code, request.actor)
    if not state.offer:
        raise ConflictError("Hồ sơ vừa có người nhận. Mở lại hồ sơ để xem.")
    policies.can("offer", request.actor, state).require()
    if HandoverLine.objects.filter(
        dossier_id=dossier_id, outcome=LineOutcome.OFFERED, list__status=ListStatus.OFFERED
    ).exists():
        raise ConflictError("Hồ sơ đã có trong một danh sách chờ ký nhận.")
    return dossier_id, state


@transaction.atomic
def offer_to_post(
    codes: Iterable[str], *, request: Request, carrier: PostalCarrier | None = None
) -> Given:
    """Hand results to the post: each gets its number, all go on one list for the postal staff."""
    earlier = _earlier(request)
    if earlier:
        return Given(lists=earlier)
    agent = carrier or configured_carrier()
    made, posted = Given(), []
    wanted = list(dict.fromkeys(codes))[:MOST]
    for code in _in_turn(wanted):
        share = f"{request.key}:{code}" if request.key else None
        told = Request(request.actor, request.at, key=share, digest=request.digest)
        try:
            with transaction.atomic():
                done = posting.post_result(code, request=told, carrier=agent)
        except RefusedError as refusal:
            made.refused.append((code, str(refusal)))
        else:
            posted.append((done.id, done.state))
    posted.sort(key=lambda one: wanted.index(one[1].code))
    made.refused.sort(key=lambda one: wanted.index(one[0]))
    for unit_id, group in groupby(sorted(posted, key=_counter), key=_counter):
        lines = list(group)
        numbers = {one[0]: one[1].postal["tracking"] for one in lines}
        ids = [one[0] for one in lines]
        made.lists.append(_written(unit_id, None, ids, request, agent.name, numbers))
    return made


def _counter(one: Offered) -> int:
    return one[1].counter_id


def _written(
    giver: int,
    taker: int | None,
    dossier_ids: list[int],
    request: Request,
    carrier: str = "",
    tracking: Mapping[int, str] | None = None,
) -> HandoverList:
    day = in_vietnam(request.at).date()
    sheet = HandoverList.objects.create(
        from_unit_id=giver, to_unit_id=taker, carrier=carrier, year=day.year,
        number=next_number(giver, day), offered_at=request.at, offered_by_id=int(request.actor.ref),
        key=f"{request.caller}:{request.key}:{giver}:{taker or 0}" if request.key else None,
    )  # fmt: skip
    HandoverLine.objects.bulk_create(
        HandoverLine(
            list=sheet, dossier_id=dossier_id, place=place,
            tracking=(tracking or {}).get(dossier_id, ""),
        )
        for place, dossier_id in enumerate(dossier_ids, start=1)
    )  # fmt: skip
    return sheet


def next_number(unit_id: int, day: date) -> int:
    """Continuous per unit and year: a transaction that fails gives its number back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dossiers_dossiercounter AS t (unit_id, kind, period, value)"
            " VALUES (%s, 'list', %s, 1)"
            " ON CONFLICT (unit_id, kind, period) DO UPDATE SET value = t.value + 1"
            " RETURNING value",
            [unit_id, f"{day:%Y}"],
        )
        return int(cursor.fetchone()[0])


def _earlier(request: Request) -> list[HandoverList]:
    """The lists that the same request made before."""
    if request.key is None:
        return []
    return list(HandoverList.objects.filter(key__startswith=f"{request.caller}:{request.key}:"))


@transaction.atomic
def settle_list(
    list_id: int, *, crossed_out: Iterable[str] = (), reason: str = "", request: Request
) -> HandoverList:
    """Take what is on the list, but for the crossed-out dossiers, which go back with the reason.

    Raises `NotPermittedError` for whoever offered it themselves, `ConflictError` when it is
    settled already; a refusal of any one dossier leaves the whole list as it was.
    """
    sheet = _locked(list_id)
    _require_taker(sheet, request.actor)
    barred = frozenset(crossed_out)
    lines = _waiting(sheet)
    _check_reason(barred, reason, {line.dossier.code for line in lines})
    for line in lines:
        code = line.dossier.code
        line.outcome = _settled(sheet, code, request, reason if code in barred else None)
        line.reason = reason if line.outcome == LineOutcome.CROSSED_OUT else ""
    HandoverLine.objects.bulk_update(lines, ["outcome", "reason"])
    return _close(sheet, _status_of(lines), request)


def _locked(list_id: int) -> HandoverList:
    sheet = HandoverList.objects.select_for_update().filter(pk=list_id).first()
    if sheet is None:
        raise InvalidError("Không thấy danh sách bàn giao này.", code="not_found")
    return sheet


def _waiting(sheet: HandoverList) -> list[HandoverLine]:
    """Lines that are still to be settled, in the order of the codes, as whoever makes a list takes
    them up; a reorganisation may have taken some onto another list.
    """
    rows = sheet.lines.filter(outcome=LineOutcome.OFFERED).select_related("dossier")
    return sorted(rows, key=lambda line: line.dossier.code)


def why_not_settle(sheet: HandoverList, actor: Actor) -> str:
    """Why this person cannot sign for the list; empty when they can."""
    try:
        _require_taker(sheet, actor)
    except RefusedError as refusal:
        return str(refusal)
    return ""


def _require_taker(sheet: HandoverList, actor: Actor) -> None:
    may = (
        policies.can_carry(actor, sheet.from_unit_id)
        if sheet.to_unit_id is None
        else policies.can_take_lists(actor, sheet.to_unit_id)
    )
    may.require()
    if sheet.status != ListStatus.OFFERED:
        when = format_moment(sheet.settled_at) if sheet.settled_at else ""
        raise ConflictError(
            f"Danh sách {sheet} đã xử lý lúc {when} ({ListStatus(sheet.status).label.lower()})."
        )
    if sheet.offered_by_id == actor.account_id:
        raise NotPermittedError(
            "Người giao không tự ký nhận danh sách của mình. Nhờ người khác ở đơn vị nhận."
        )


def _check_reason(barred: frozenset[str], reason: str, codes: set[str]) -> None:
    if not barred <= codes:
        raise InvalidError("Có hồ sơ gạch ra không nằm trong danh sách. Mở lại danh sách.")
    if barred and not reason.strip():
        raise InvalidError("Ghi lý do không nhận.", fields={"reason": "Ghi lý do không nhận."})


def _settled(sheet: HandoverList, code: str, request: Request, refusal: str | None) -> LineOutcome:
    """One line: taken over, sent back, or settled on its own since."""
    state = _now(code)
    if not _still_offered(sheet, state):
        return LineOutcome.GONE
    told = Request(request.actor, request.at)
    if refusal is not None:
        if sheet.to_unit_id is None:
            posting.take_back(code, reason=refusal, request=told)
        else:
            routing.decline_offer(code, reason=refusal, request=told)
        return LineOutcome.CROSSED_OUT
    if sheet.to_unit_id is None:
        posting.track_post(code, news=PostalState.IN_TRANSIT.value, request=told)
    else:
        routing.take_over(code, request=told)
    return LineOutcome.ACCEPTED


def _still_offered(sheet: HandoverList, state: DossierState) -> bool:
    if sheet.to_unit_id is not None:
        return state.offer_unit_id == sheet.to_unit_id
    return bool(state.postal) and state.postal["state"] == PostalState.HANDED_OVER.value


def _now(code: str) -> DossierState:
    """As it stands, whoever asks: what may be done with it each step's own policy says."""
    return records.load(code, SYSTEM)[1]


def _status_of(lines: list[HandoverLine]) -> ListStatus:
    outcomes = {line.outcome for line in lines}
    if outcomes == {LineOutcome.ACCEPTED}:
        return ListStatus.ACCEPTED
    return ListStatus.PARTLY if LineOutcome.ACCEPTED in outcomes else ListStatus.DECLINED


def _close(sheet: HandoverList, status: ListStatus, request: Request) -> HandoverList:
    sheet.status = status
    sheet.settled_at = request.at
    sheet.settled_by_id = request.actor.account_id
    sheet.save(update_fields=["status", "settled_at", "settled_by"])
    return sheet


@transaction.atomic
def withdraw_list(list_id: int, *, request: Request) -> HandoverList:
    """The giver takes the whole list back before anybody has signed for it."""
    sheet = _locked(list_id)
    if sheet.from_unit_id not in request.actor.unit_ids:
        raise NotPermittedError("Chỉ đơn vị giao mới lấy lại được danh sách này.")
    if sheet.status != ListStatus.OFFERED:
        raise ConflictError(f"Danh sách {sheet} đã có người xử lý nên không lấy lại được nữa.")
    lines = _waiting(sheet)
    told = Request(request.actor, request.at)
    for line in lines:
        state = _now(line.dossier.code)
        line.outcome = LineOutcome.GONE
        if not _still_offered(sheet, state):
            continue
        line.outcome = LineOutcome.CROSSED_OUT
        if sheet.to_unit_id is None:
            posting.take_back(line.dossier.code, reason=_TAKEN_BACK, request=told)
        else:
            recalling.recall(line.dossier.code, reason=_TAKEN_BACK, request=told)
    HandoverLine.objects.bulk_update(lines, ["outcome"])
    return _close(sheet, ListStatus.WITHDRAWN, request)
