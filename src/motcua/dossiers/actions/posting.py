"""Results by post: handed over under a number, followed, and settled by what the carrier says.

Delivered is returned, come back is on the shelf again, lost opens an incident: each in the same
statement as the news itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.agencies import queries as agencies
from motcua.base.dates import in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import ConflictError, InvalidError
from motcua.dossiers import policies, ports, records
from motcua.dossiers.actions import incidents, results
from motcua.dossiers.folding import DossierState
from motcua.dossiers.people import people_from_json
from motcua.dossiers.ports import CarrierUnavailableError, Parcel, PostalCarrier
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.states import Delivery, PaperPlace, PostalState, ReturnChannel

_MOST_TRACKING, _MOST_PROOF = 40, 200
ENDED = frozenset({PostalState.DELIVERED, PostalState.RETURNED, PostalState.LOST})


@records.once
def post_result(
    code: str, *, request: Request, tracking: str = "", carrier: PostalCarrier | None = None
) -> Recorded:
    """T19: handed to the post; the dossier stays completed until the post has delivered.

    Without a number the parcel is registered with the carrier. Raises `InvalidError` when the
    carrier gives none or does not answer: then the number on the slip is written down by hand.
    """
    dossier_id, state = records.load(code, request.actor)
    policies.can("post_result", request.actor, state).require()
    if state.delivery == Delivery.POSTED.value:
        raise ConflictError("Kết quả này đang ở bưu chính. Theo dõi bưu gửi trên trang hồ sơ.")
    results.require_paid(state)
    agent = carrier or ports.carrier()
    number = tracking.strip()[:_MOST_TRACKING] or _registered(state, agent)
    postal = {
        "carrier": agent.name, "tracking": number, "state": PostalState.HANDED_OVER.value,
        "handed_at": in_vietnam(request.at).isoformat(), "at": in_vietnam(request.at).isoformat(),
        "tries": _tries(state) + 1,
    }  # fmt: skip
    changes = {"delivery": Delivery.POSTED.value, "postal": postal}
    return records.save(
        dossier_id, state, request, Step("post_result", changes, {"receipt": number})
    )


def _tries(state: DossierState) -> int:
    return int(state.postal["tries"]) if state.postal else 0


def _registered(state: DossierState, carrier: PostalCarrier) -> str:
    asked = {"tracking": "Ghi số hiệu trên phiếu gửi của bưu chính."}
    try:
        number = carrier.register(_parcel(state))
    except CarrierUnavailableError:
        raise InvalidError(
            "Bưu chính chưa trả lời. Ghi số hiệu bưu gửi bằng tay, hoặc thử lại sau.", fields=asked
        ) from None
    if not number:
        raise InvalidError("Ghi số hiệu bưu gửi.", fields=asked)
    return number[:_MOST_TRACKING]


def _parcel(state: DossierState) -> Parcel:
    if not state.people:
        raise InvalidError("Hồ sơ không còn thông tin người nhận nên không gửi bưu chính được.")
    owner = people_from_json(state.people).owner
    address = state.return_address or owner.address
    if not address:
        raise InvalidError(
            "Chưa có địa chỉ nhận kết quả. Hỏi người nộp rồi trả tại quầy, hoặc ghi địa chỉ."
        )
    unit = agencies.unit(state.counter_id)
    order = f"{state.code}-{_tries(state) + 1}"
    return Parcel(order, unit.full_name, owner.name, address, owner.phone)


@records.once
def track_post(
    code: str,
    *,
    news: str,
    request: Request,
    proof: str = "",
    happened_at: datetime | None = None,
    tracking: str = "",
) -> Recorded:
    """What the carrier says of the parcel; `tracking`, where given, must be the parcel's of now.

    Delivered needs a `proof`: who signed. Raises `ConflictError` when the parcel's way has ended.
    """
    dossier_id, state = records.load(code, request.actor)
    policies.can("track_post", request.actor, state).require()
    if not state.postal or PostalState(state.postal["state"]) in ENDED:
        raise ConflictError("Bưu gửi này đã kết thúc. Mở lại trang để xem.")
    if tracking and tracking != state.postal["tracking"]:
        raise ConflictError("Hồ sơ đã gửi lại bằng bưu gửi khác. Mở lại trang để xem.")
    try:
        known = PostalState(news)
    except ValueError:
        raise InvalidError(
            "Chọn trạng thái bưu gửi.", fields={"news": "Chọn trạng thái bưu gửi."}
        ) from None
    if known is PostalState.HANDED_OVER or known.value == state.postal["state"]:
        raise ConflictError(f"Bưu gửi đã ở trạng thái “{known.label.lower()}”.")
    said = nfc(proof).strip()[:_MOST_PROOF]
    if known is PostalState.DELIVERED and not said:
        raise InvalidError("Ghi tên người đã ký nhận.", fields={"proof": "Ghi tên người ký nhận."})
    steps = _steps(state, known, said, happened_at or request.at, request)
    return records.save(dossier_id, state, request, *steps)


def _steps(
    state: DossierState, news: PostalState, proof: str, moment: datetime, request: Request
) -> list[Step]:
    postal = state.postal | {"state": news.value, "at": in_vietnam(moment).isoformat()}
    changes: dict[str, Any] = {"postal": postal}
    if news is PostalState.RETURNED:
        changes["delivery"] = Delivery.BOUNCED.value
    private = {"note": proof} if proof else {}
    context = {"postal": news.value, "receipt": state.postal["tracking"]}
    steps = [Step("track_post", changes, context, private)]
    if news is PostalState.DELIVERED:
        steps.append(
            results.returned(
                state,
                {"name": proof},
                request,
                method=ReturnChannel.POST.value,
                identity_check="post",
            )
        )
    if news is PostalState.LOST:
        reason = f"Bưu chính báo mất bưu gửi {state.postal['tracking']}."
        steps.append(incidents.opening(state, kind="lost", reason=reason, request=request))
    return steps


@records.once
def take_back(code: str, *, reason: str, request: Request) -> Recorded:
    """Crossed out on the list by the post: the result stays on the shelf, to be sent again."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("track_post", request.actor, state).require()
    if state.delivery != Delivery.POSTED.value:
        raise ConflictError("Kết quả này không còn ở bưu chính. Mở lại trang để xem.")
    postal = state.postal | {"state": PostalState.RETURNED.value}
    changes = {"postal": postal, "delivery": Delivery.WAITING.value}
    context = {
        "postal": "refused",
        "receipt": postal["tracking"],
        "place": PaperPlace.COUNTER.value,
    }
    step = Step("track_post", changes, context, {"reason": reason})
    return records.save(dossier_id, state, request, step)
