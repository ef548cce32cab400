"""The end of the case: a result is signed, recorded at the one-stop unit, and given back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from motcua.accounts import policies as officers
from motcua.base.dates import in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import InvalidError
from motcua.dossiers import certifying, placing, policies, records, timing, trips
from motcua.dossiers.actions import acts, legs
from motcua.dossiers.actions.entering import entering
from motcua.dossiers.folding import DossierState
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.states import Delivery, Money, ReturnChannel, TripCause
from motcua.dossiers.versions import version_of
from motcua.procedures import process as processes
from motcua.procedures.pinned import PinnedVersion

IDENTITY_CHECKS = {
    "card": "Đã xem CCCD của người nhận",
    "authorised": "Đã xem giấy ủy quyền và CCCD",
    "slip": "Đã thu lại Giấy tiếp nhận và xem giấy tờ tùy thân",
    "account": "Đã xác thực bằng tài khoản định danh",
    "post": "Bưu chính xác nhận đã phát",
}


@records.once
def sign_result(
    code: str,
    *,
    number: str,
    request: Request,
    signed_on: date | None = None,
    note: str = "",
) -> Recorded:
    """T17: the head of the agency, or of the room to which the process gives the step, signs.

    Goes on to the clerk where the process has such a step; otherwise the result is recorded at
    the one-stop unit at once. A refusal is no result of this kind: it is a draft act that needs
    the Centre's clearance.
    """
    dossier_id, state = records.load(code, request.actor)
    version = version_of(state)
    policies.can("sign_result", request.actor, state, placing.role_at(version, state)).require()
    officers.require_fresh(request.actor, request.at)
    current = placing.current_step(version, state)
    if current.kind != "sign":
        raise InvalidError(f"Hồ sơ đang ở bước “{current.name}”, chưa đến bước ký.")
    if state.offer:
        raise InvalidError("Hồ sơ đang chờ đơn vị khác nhận. Lấy lại trước khi ký.")
    legs.require_done(state, version)
    result = _result("granted", number, signed_on, request, version)
    signed = Step(
        "sign_result",
        {"result": result},
        {"step": state.step_key, "decision": "granted"},
        {"note": note} if note else {},
    )
    further = _step_after_signing(version, current)
    if further is None:
        return acts.finish(dossier_id, state, request, signed, _completion(state, request, version))
    unit_id = placing.step_unit(further, state, in_vietnam(request.at).date())
    passed_on = _passed_on(state, further, unit_id, request)
    then = entering(records.after(state, signed), passed_on, version, request)
    return records.save(dossier_id, state, request, signed, *then)


@records.once
def record_result(code: str, *, request: Request, number: str = "") -> Recorded:
    """T17: the clerk has numbered and sealed it; the one-stop unit has the result. The clock ends (C11)."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("complete", request.actor, state).require()
    if not state.result:
        raise InvalidError("Kết quả chưa được ký nên chưa ghi nhận được.")
    version = version_of(state)
    legs.require_done(state, version)
    step = _completion(state, request, version, number=number)
    return acts.finish(dossier_id, state, request, step)


@records.once
def decide_on_the_spot(code: str, *, number: str = "", request: Request) -> Recorded:
    """T21: an instant procedure is decided at the counter.

    Where a register proves the result, its next line is the number and `number` is not needed.
    """
    dossier_id, state = records.load(code, request.actor)
    version = version_of(state)
    policies.can("decide_on_the_spot", request.actor, state).require()
    if not version.flags.instant:
        raise InvalidError("Thủ tục này không thuộc loại giải quyết ngay.")
    with transaction.atomic():
        line = certifying.next_line(version, state.receiving_unit_id, state.book_year)
        result = _result("granted", certifying.stamp(line) or number, None, request, version)
        recorded = _decided(dossier_id, state, version, request, {**line, "result": result})
        if recorded.replayed:
            transaction.set_rollback(True)
    return recorded


def _decided(
    dossier_id: int,
    state: DossierState,
    version: PinnedVersion,
    request: Request,
    more: Mapping[str, Any],
) -> Recorded:
    changes = _completion_changes(state, request, version) | dict(more)
    context = {"unit": state.counter_id, "decision": "granted"}
    step = Step("decide_on_the_spot", changes, context)
    return acts.finish(dossier_id, state, request, step)


@records.once
def notify_result(code: str, *, request: Request) -> Recorded:
    """T18: the person has been told that the result is there."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("notify_result", request.actor, state).require()
    return records.save(dossier_id, state, request, Step("notify_result"))


@records.once
def return_result(
    code: str,
    *,
    identity_check: str,
    receiver: Mapping[str, str],
    request: Request,
    method: str = ReturnChannel.COUNTER.value,
) -> Recorded:
    """T19: the result is in the person's hands, after an identity check and with the fee paid.

    `receiver` is the name and identity number of whoever took it; kept beside the log.
    """
    dossier_id, state = records.load(code, request.actor)
    policies.can("return_result", request.actor, state).require()
    if identity_check not in IDENTITY_CHECKS:
        raise InvalidError(
            "Chọn cách đã kiểm tra người nhận.",
            fields={"identity_check": "Chọn cách đã kiểm tra người nhận."},
        )
    if not nfc(receiver.get("name", "")):
        raise InvalidError("Ghi tên người nhận.", fields={"receiver_name": "Ghi tên người nhận."})
    require_paid(state)
    _refuse_at_the_post(state, method)
    step = returned(state, receiver, request, method=method, identity_check=identity_check)
    return records.save(dossier_id, state, request, step)


def _refuse_at_the_post(state: DossierState, method: str) -> None:
    if state.delivery == Delivery.POSTED.value and method == ReturnChannel.COUNTER.value:
        raise InvalidError(
            "Kết quả đang ở bưu chính nên chưa trả tại quầy được. Đợi phát hoặc chuyển hoàn."
        )


def returned(
    state: DossierState,
    receiver: Mapping[str, str],
    request: Request,
    *,
    method: str,
    identity_check: str,
) -> Step:
    """The step itself, for whoever has made sure that it may be taken."""
    changes: dict[str, Any] = {
        "returned_at": request.at,
        "delivery": Delivery.DELIVERED.value,
        "holder_id": None,
        "holder_unit_id": None,
    }
    how = ReturnChannel(method)
    if how is ReturnChannel.COUNTER:
        changes["trips"] = trips.came(state.trips, request.at, TripCause.RESULT)
    context = {"method": how.value, "decision": identity_check}
    return Step("return_result", changes, context, {"receiver": dict(receiver)})


@records.once
def take_fee(code: str, *, amount: int, receipt: str, request: Request) -> Recorded:
    """Money has come in at the counter; the business status does not change."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("take_fee", request.actor, state).require()
    if state.money != Money.DUE.value:
        raise InvalidError("Hồ sơ này không còn khoản phải thu.")
    if amount != state.fee_total:
        due = f"{state.fee_total:,}".replace(",", ".")
        raise InvalidError(
            f"Số tiền phải thu là {due}\u00a0₫.", fields={"amount": f"Phải thu {due}\u00a0₫."}
        )
    if not receipt.strip():
        raise InvalidError("Ghi số biên lai.", fields={"receipt": "Ghi số biên lai."})
    step = Step(
        "take_fee",
        {"money": Money.PAID.value, "paid_at": request.at},
        {"amount": amount, "receipt": receipt.strip()[:40]},
    )
    return records.save(dossier_id, state, request, step)


def require_paid(state: DossierState) -> None:
    if state.money == Money.DUE.value:
        due = f"{state.fee_total:,}".replace(",", ".")
        raise InvalidError(f"Còn phải thu {due}\u00a0₫. Thu phí trước rồi trả kết quả.")


def _result(
    decision: str,
    number: str,
    signed_on: date | None,
    request: Request,
    version: PinnedVersion,
) -> dict[str, Any]:
    if not number.strip():
        raise InvalidError("Ghi số, ký hiệu của kết quả.", fields={"number": "Ghi số kết quả."})
    on = signed_on or in_vietnam(request.at).date()
    if on > in_vietnam(request.at).date():
        raise InvalidError(
            "Ngày ký không thể ở tương lai.", fields={"signed_on": "Chọn lại ngày ký."}
        )
    kind = version.results[0].name if version.results else "Kết quả giải quyết"
    return {
        "decision": decision,
        "number": nfc(number)[:60],
        "signed_on": on.isoformat(),
        "signed_by": request.actor.account_id,
        "name": kind,
    }


def _step_after_signing(version: PinnedVersion, step: processes.Step) -> processes.Step | None:
    """The clerk's step where there is one; a return step is the one-stop unit's own business."""
    for way in step.next:
        further = version.process.step(way.to)
        if further.kind != "return":
            return further
    return None


def _passed_on(state: DossierState, step: processes.Step, unit_id: int, request: Request) -> Step:
    context = {
        "unit": unit_id,
        "step": step.key,
        "step_name": step.name,
        "from_step": state.step_key,
    }
    if unit_id == state.holder_unit_id:
        calendar = timing.calendar_of(unit_id)
        changes: dict[str, Any] = {
            "holder_id": None,
            "step_key": step.key,
            "step_started_at": request.at,
            "step_due_at": timing.step_due(request.at, step.hours, calendar),
        }
        return Step("forward", changes, context)
    offer = {
        "unit": unit_id,
        "step": step.key,
        "by": request.actor.account_id,
        "at": in_vietnam(request.at).isoformat(),
        "officer": None,
    }
    return Step("offer", {"offer": offer, "offer_unit_id": unit_id}, context)


def _completion_changes(
    state: DossierState, request: Request, version: PinnedVersion
) -> dict[str, Any]:
    returning = next((step for step in version.process.steps if step.kind == "return"), None)
    return {
        "finished_at": request.at,
        "delivery": Delivery.WAITING.value,
        "holder_unit_id": state.counter_id,
        "holder_id": None,
        "offer": None,
        "offer_unit_id": None,
        "step_key": returning.key if returning else state.step_key,
        "step_started_at": request.at,
        "step_due_at": None,
    }


def _completion(
    state: DossierState, request: Request, version: PinnedVersion, number: str = ""
) -> Step:
    changes = _completion_changes(state, request, version)
    if number.strip() and state.result:
        changes["result"] = state.result | {"number": nfc(number)[:60]}
    context = {"unit": state.counter_id, "decision": "granted"}
    return Step("complete", changes, context)
