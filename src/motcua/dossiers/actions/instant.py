"""Decided on the spot (T21): received, decided, paid and handed over in one act.

Decree 61/2018 art. 17(4): no receipt is given unless the person asks for one, but everything is
written down. What was written down wrongly is corrected by a further fact, never erased; a number
of a register, once given, stays used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from motcua.accounts import queries as accounts
from motcua.accounts.queries import AccountView
from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.agencies.states import UnitKind
from motcua.base.dates import in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import InvalidError, NotPermittedError
from motcua.dossiers import certifying, policies, receiving, records
from motcua.dossiers.fees import fees_counted
from motcua.dossiers.folding import DossierState
from motcua.dossiers.people import People
from motcua.dossiers.receiving import Intake
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.states import Channel, Delivery, Money, ReturnChannel
from motcua.dossiers.versions import version_of
from motcua.procedures.pinned import PinnedVersion
from motcua.procedures.tariffs import Quantities

MOST_RECEIPT = 40
_HEADS = policies.HEADS


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the counter's day book.

    `content` names the paper (register column “tên của bản chính”); `signed_by` who certifies,
    None for the officer who writes it down; `number` is the result's own where no register gives
    one; `receipt` the number of the money receipt. With `later` it is only received: the result
    follows on the next working day, and a receipt with the date is given.
    """

    procedure_code: str
    people: People
    counted: Quantities = field(default_factory=Quantities)
    content: str = ""
    number: str = ""
    signed_by: int | None = None
    receipt: str = ""
    exempt: bool = False
    priority: str = ""
    later: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """What the entry should have said; None leaves a part as it is. `void` strikes it out."""

    counted: Quantities | None = None
    content: str | None = None
    people: People | None = None
    receipt: str = ""
    void: bool = False


@records.once
def record_instant(entry: Entry, *, unit_id: int, request: Request) -> Recorded:
    """Take in, decide and hand over at once, with the next line of the register and the money.

    All in one transaction, so that the register has no hole. Raises `InvalidError` for a
    procedure that is not decided on the spot or that another place decides on.
    """
    policies.can_receive(request.actor, unit_id).require()
    version = receiving.current_version(entry.procedure_code, unit_id, request.at)
    _require_instant(version)
    certifying.check_quantities(version, entry.counted)
    if version.register and not nfc(entry.content):
        raise InvalidError("Ghi tên giấy tờ.", fields={"content": "Ghi tên giấy tờ."})
    signer = _signer(entry.signed_by, unit_id, request)
    changes = _first_changes(entry, version, unit_id, request)
    if changes["cross_boundary"]:
        raise InvalidError("Thủ tục giải quyết ngay chỉ làm ở nơi có thẩm quyền ký.")
    return receiving.written(
        request, lambda: _written(entry, version, unit_id, request, changes, signer)
    )


def _require_instant(version: PinnedVersion) -> None:
    if not version.flags.instant:
        raise InvalidError(
            "Thủ tục này không thuộc loại giải quyết ngay. Tiếp nhận ở trang Tiếp nhận.",
            fields={"procedure_code": "Chọn thủ tục giải quyết ngay."},
        )


def _first_changes(
    entry: Entry, version: PinnedVersion, unit_id: int, request: Request
) -> dict[str, Any]:
    intake = Intake(
        procedure_code=version.code,
        people=entry.people,
        content=nfc(entry.content),
        allow_missing=True,
        priority=entry.priority,
    )
    changes = receiving.first_changes(intake, version, unit_id, request.at, Channel.COUNTER)
    fees = () if entry.exempt else fees_counted(version, Channel.COUNTER.value, entry.counted)
    changes |= receiving.fee_changes(fees)
    changes["quantities"] = certifying.quantities_json(version, entry.counted)
    changes["submitted_at"] = request.at
    return changes | receiving.acceptance(changes, version, unit_id, request)


def _written(
    entry: Entry,
    version: PinnedVersion,
    unit_id: int,
    request: Request,
    changes: dict[str, Any],
    signer: int | None,
) -> Recorded:
    further: list[Step] = []
    if changes["money"] == Money.DUE.value and entry.receipt.strip():
        further.append(_paid(changes["fee_total"], entry.receipt, request))
    elif not entry.later and changes["money"] == Money.DUE.value:
        raise InvalidError(
            "Trả ngay thì thu phí ngay: ghi số biên lai.",
            fields={"receipt": "Ghi số biên lai đã thu."},
        )
    if not entry.later:
        year = in_vietnam(request.at).year
        line = certifying.next_line(version, unit_id, year)
        changes |= line
        number = certifying.stamp(line) or nfc(entry.number)
        further += _decided_and_returned(entry, version, unit_id, request, number, signer)
    told = Step("receive", changes, {"unit": unit_id})
    return receiving.create(told, request, *further, unit_id=unit_id, in_book=True)


def _paid(amount: int, receipt: str, request: Request) -> Step:
    context = {"amount": amount, "receipt": receipt.strip()[:MOST_RECEIPT]}
    return Step("take_fee", {"money": Money.PAID.value, "paid_at": request.at}, context)


def _decided_and_returned(
    entry: Entry,
    version: PinnedVersion,
    unit_id: int,
    request: Request,
    number: str,
    signer: int | None,
) -> tuple[Step, Step]:
    if not number:
        raise InvalidError("Ghi số, ký hiệu của kết quả.", fields={"number": "Ghi số kết quả."})
    returning = next((step for step in version.process.steps if step.kind == "return"), None)
    result = {
        "decision": "granted",
        "number": number[:60],
        "signed_on": in_vietnam(request.at).date().isoformat(),
        "signed_by": signer,
        "name": version.results[0].name if version.results else "Kết quả giải quyết",
    }
    decided = {
        "finished_at": request.at,
        "delivery": Delivery.WAITING.value,
        "step_key": returning.key if returning else version.process.steps[-1].key,
        "step_due_at": None,
        "result": result,
    }
    returned = {
        "returned_at": request.at,
        "delivery": Delivery.DELIVERED.value,
        "holder_id": None,
        "holder_unit_id": None,
    }
    applicant = entry.people.applicant
    receiver = {"name": applicant.name, "id_number": applicant.id_number}
    how = {
        "method": ReturnChannel.COUNTER.value,
        "decision": "card" if applicant.id_number else "present",
    }
    return (
        Step("decide_on_the_spot", decided, {"unit": unit_id, "decision": "granted"}),
        Step("return_result", returned, how, {"receiver": receiver}),
    )


def signers_of(unit_id: int, request: Request) -> list[AccountView]:
    """Who may certify at that counter: the heads of its agency, by name."""
    on = in_vietnam(request.at).date()
    agency_id = agencies.unit(unit_id).agency_id
    units = agencies.units_of_agency(agency_id, on)
    leading = [unit for unit in units if unit.kind == UnitKind.LEADERSHIP] or units
    found = {
        view.id: view
        for unit in leading
        for view in accounts.officers_of(unit.id, Role.HEAD_OF_AGENCY.value, on)
    }
    return list(found.values())


def _signer(signed_by: int | None, unit_id: int, request: Request) -> int | None:
    """The account that certifies; the officer at the counter where they are empowered to."""
    own = request.actor.account_id
    if signed_by in (None, own):
        return own
    if all(view.id != signed_by for view in signers_of(unit_id, request)):
        raise InvalidError(
            "Người ký phải là lãnh đạo của cơ quan hoặc người được ủy quyền tại quầy.",
            fields={"signed_by": "Chọn người ký."},
        )
    return signed_by


def is_done_at_once(state: DossierState) -> bool:
    """Whether the dossier was decided in the moment in which it came in."""
    at_once = state.finished_at is not None and state.finished_at == state.accepted_at
    return at_once and state.quantities is not None


def has_receipt(state: DossierState) -> bool:
    """Whether a receipt has been given: always, but for what was decided at once."""
    return not is_done_at_once(state) or bool((state.quantities or {}).get("receipt_at"))


@records.once
def issue_receipt(code: str, *, request: Request) -> Recorded:
    """The person asks for a receipt (Mẫu 01) after all."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("issue_receipt", request.actor, state).require()
    if has_receipt(state):
        raise InvalidError("Hồ sơ này đã có Giấy tiếp nhận rồi. Mở để in lại.")
    if certifying.is_void(state):
        raise InvalidError("Số này đã hủy nên không cấp Giấy tiếp nhận.")
    noted = {**(state.quantities or {}), "receipt_at": in_vietnam(request.at).isoformat()}
    return records.save(dossier_id, state, request, Step("issue_receipt", {"quantities": noted}))


@records.once
def correct_entry(code: str, *, correction: Correction, reason: str, request: Request) -> Recorded:
    """Put right what was written down wrongly, or strike it out; the old words stay in the journal.

    On the day itself the counter does it; later a head must. What the money changes by stands in
    the fact as `amount`, below zero where money is given back.
    """
    dossier_id, state = records.load(code, request.actor)
    policies.can("correct_entry", request.actor, state).require()
    _require_correctable(state, request)
    if not nfc(reason):
        raise InvalidError("Ghi lý do đính chính.", fields={"reason": "Ghi lý do đính chính."})
    version = version_of(state)
    changes = _corrected(state, version, correction)
    if not changes:
        raise InvalidError("Chưa sửa gì so với bản đã ghi.")
    context = _money_moved(state, changes, correction)
    step = Step("correct_entry", changes, context, {"reason": nfc(reason)})
    return records.save(dossier_id, state, request, step)


def _require_correctable(state: DossierState, request: Request) -> None:
    if not is_done_at_once(state) or state.accepted_at is None:
        raise InvalidError("Chỉ đính chính ở đây việc đã giải quyết ngay tại quầy.")
    if certifying.is_void(state):
        raise InvalidError("Số này đã hủy rồi nên không sửa nữa. Ghi một việc mới.")
    same_day = in_vietnam(state.accepted_at).date() == in_vietnam(request.at).date()
    if not same_day and not request.actor.holds_any(_HEADS):
        raise NotPermittedError(
            "Sổ của ngày đã qua do lãnh đạo đính chính. Báo lãnh đạo đơn vị làm việc này."
        )


def _corrected(
    state: DossierState, version: PinnedVersion, correction: Correction
) -> dict[str, Any]:
    """The fields that differ from what stands."""
    wanted: dict[str, Any] = {}
    kept = state.quantities or {}
    if correction.void:
        struck = dict.fromkeys(certifying.counted_in(version), 0)
        wanted = {"quantities": {**kept, **struck, "void": True}, "fees": (), "fee_total": 0}
    elif correction.counted is not None:
        certifying.check_quantities(version, correction.counted)
        counted = certifying.quantities_json(version, correction.counted)
        wanted["quantities"] = {**kept, **counted}
        if state.fees:
            fees = fees_counted(version, state.channel, correction.counted)
            wanted |= {"fees": fees, "fee_total": sum(fee["amount"] for fee in fees)}
    if correction.content is not None:
        wanted["content"] = nfc(correction.content)
    if correction.people is not None:
        wanted["people"] = correction.people.to_json()
    changes = {name: value for name, value in wanted.items() if value != getattr(state, name)}
    if changes.get("fee_total") == 0 and state.money == Money.PAID.value:
        changes["money"] = Money.REFUNDED.value
    return changes


def _money_moved(
    state: DossierState, changes: Mapping[str, Any], correction: Correction
) -> dict[str, Any]:
    """What more was taken, with its receipt, or given back; nothing where no money had come in."""
    moved = int(changes.get("fee_total", state.fee_total)) - state.fee_total
    if not moved or state.money != Money.PAID.value:
        return {}
    receipt = correction.receipt.strip()[:MOST_RECEIPT]
    if moved > 0 and not receipt:
        raise InvalidError(
            "Phải thu thêm: ghi số biên lai.", fields={"receipt": "Ghi số biên lai thu thêm."}
        )
    return {"amount": moved} | ({"receipt": receipt} if receipt else {})
