"""A result that is wrong or lost (Decree 61/2018 art. 21): opened, made good by a new dossier, closed.

`incident` is `{"kind", "agency", "opened_at", "opened_by", "apologised_on", "dossier",
"closed_at"}`; the reason stays beside the log. The new dossier names the old one in
`remedies_id`, costs its applicant nothing and asks for no paper again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db import transaction

from motcua.agencies import queries as agencies
from motcua.base.actor import SYSTEM
from motcua.base.dates import in_vietnam
from motcua.base.verdict import ConflictError, InvalidError
from motcua.dossiers import policies, records
from motcua.dossiers.actions import intake
from motcua.dossiers.actions.intake import Intake
from motcua.dossiers.folding import DossierState
from motcua.dossiers.people import people_from_json
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.states import IncidentKind, Status


@records.once
def open_incident(
    code: str,
    *,
    kind: str,
    reason: str,
    request: Request,
    agency_id: int | None = None,
    apologised_on: date | None = None,
) -> Recorded:
    """T20: the result is wrong or lost; `agency_id` answers for it, the deciding one by default."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("open_incident", request.actor, state).require()
    if is_open(state):
        raise ConflictError("Hồ sơ này đã có sự cố đang mở. Khắc phục rồi đóng sự cố ấy trước.")
    if kind not in {one.value for one in IncidentKind}:
        raise InvalidError("Chọn kết quả sai hay mất.", fields={"kind": "Chọn sai hay mất."})
    if not reason.strip():
        raise InvalidError("Ghi kết quả sai hay mất thế nào.", fields={"reason": "Ghi lý do."})
    if agency_id is not None and agency_id not in state.agency_ids:
        raise InvalidError(
            "Chọn cơ quan đã tham gia giải quyết hồ sơ.", fields={"agency_id": "Chọn cơ quan."}
        )
    _refuse_tomorrow(apologised_on, request)
    step = opening(
        state, kind=kind, reason=reason, request=request, agency_id=agency_id,
        apologised_on=apologised_on,
    )  # fmt: skip
    return records.save(dossier_id, state, request, step)


def is_open(state: DossierState) -> bool:
    return bool(state.incident) and state.incident["closed_at"] is None


def opening(
    state: DossierState,
    *,
    kind: str,
    reason: str,
    request: Request,
    agency_id: int | None = None,
    apologised_on: date | None = None,
) -> Step:
    """The step that opens it, for whoever has decided that it must be."""
    incident = {
        "kind": kind,
        "agency": agency_id or state.competent_agency_id,
        "opened_at": in_vietnam(request.at).isoformat(),
        "opened_by": request.actor.account_id,
        "apologised_on": apologised_on.isoformat() if apologised_on else None,
        "dossier": None,
        "closed_at": None,
    }
    return Step("open_incident", {"incident": incident}, {"incident": kind}, {"reason": reason})


def _refuse_tomorrow(day: date | None, request: Request) -> None:
    if day is not None and day > in_vietnam(request.at).date():
        raise InvalidError(
            "Ngày xin lỗi không thể ở tương lai.", fields={"apologised_on": "Chọn lại ngày."}
        )


@records.once
def note_apology(code: str, *, apologised_on: date, request: Request) -> Recorded:
    """The agency that answers for it has apologised to the person."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("open_incident", request.actor, state).require()
    _require_open(state)
    _refuse_tomorrow(apologised_on, request)
    incident = state.incident | {"apologised_on": apologised_on.isoformat()}
    step = Step("note_apology", {"incident": incident})
    return records.save(dossier_id, state, request, step)


def _require_open(state: DossierState) -> None:
    if not is_open(state):
        raise ConflictError("Hồ sơ này không có sự cố đang mở. Mở lại trang để xem.")


@records.once
def remedy_incident(code: str, *, request: Request) -> Recorded:
    """Take in the new dossier that makes the old one's result good; answers with the new one.

    Same procedure as it stands today, same people; nothing to pay and no paper to bring again.
    """
    dossier_id, state = records.load(code, request.actor)
    policies.can("remedy_incident", request.actor, state).require()
    _require_open(state)
    if state.incident["dossier"] is not None:
        raise ConflictError(f"Đã có hồ sơ khắc phục {state.incident['dossier']}.")
    if not state.people:
        raise InvalidError("Hồ sơ không còn thông tin người nộp. Tiếp nhận hồ sơ mới tại quầy.")
    told = replace(request, expected_version=None, key=None)
    with transaction.atomic():
        made = intake.receive(_intake(dossier_id, state), unit_id=state.counter_id, request=told)
        incident = state.incident | {"dossier": made.state.code}
        step = Step("remedy_incident", {"incident": incident}, {"linked": made.state.code})
        recorded = records.save(dossier_id, state, request, step)
        if recorded.replayed:
            transaction.set_rollback(True)
    return recorded


def _intake(dossier_id: int, state: DossierState) -> Intake:
    area = agencies.agency(state.competent_agency_id).area_id
    return Intake(
        state.procedure_code, people_from_json(state.people), state.papers, state.content,
        sets=state.sets, return_channel=state.return_channel, return_address=state.return_address,
        area_id=area, case_code=state.case_code, exempt_fees=True, allow_missing=True,
        remedies_id=dossier_id,
    )  # fmt: skip


@records.once
def close_incident(code: str, *, request: Request) -> Recorded:
    """Done: the new result is in the person's hands and somebody has apologised."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("close_incident", request.actor, state).require()
    _require_open(state)
    why_not = why_open(state)
    if why_not:
        raise InvalidError(why_not)
    closed = state.incident | {"closed_at": in_vietnam(request.at).isoformat()}
    return records.save(dossier_id, state, request, Step("close_incident", {"incident": closed}))


def why_open(state: DossierState) -> str:
    """What is still to be done before the incident may be closed; empty when nothing is."""
    incident: dict[str, Any] = state.incident
    if incident["dossier"] is None:
        return "Chưa có hồ sơ khắc phục. Lập hồ sơ khắc phục trước."
    if incident["apologised_on"] is None:
        return "Chưa ghi việc xin lỗi người dân. Ghi ngày xin lỗi trước."
    _, remedy = records.load(incident["dossier"], SYSTEM)
    if remedy.status is not Status.RETURNED:
        return f"Hồ sơ khắc phục {incident['dossier']} chưa trả kết quả."
    return ""
