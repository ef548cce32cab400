"""The steps that nearly every decision's annex lists, to begin a new process with."""

from __future__ import annotations

from decimal import Decimal

from motcua.procedures.process import Choice, Process, Step
from motcua.procedures.states import Place, StepKind

K = StepKind


def usual_process() -> Process:
    """Reception, assignment, appraisal, signature, register, hand-over: eight working hours in all."""
    return Process(
        (
            _step("b1", "Tiếp nhận hồ sơ", "intake_officer", Place.ONE_STOP, "1", K.INTAKE, "b2"),
            _step("b2", "Phân công thụ lý", "head_of_room", Place.AGENCY, "1", K.TASK, "b3"),
            _step("b3", "Thẩm định hồ sơ", "case_officer", Place.AGENCY, "4", K.TASK, "b4"),
            _step("b4", "Ký duyệt", "head_of_agency", Place.LEADERSHIP, "1", K.SIGN, "b5", "b3"),
            _step("b5", "Vào sổ, phát hành", "clerk", Place.CLERICAL, "1", K.RECORD, "b6"),
            _step("b6", "Trả kết quả", "return_officer", Place.ONE_STOP, "0", K.RETURN),
        )
    )


def _step(
    key: str, name: str, role: str, place: Place, hours: str, kind: StepKind, to: str = "",
    back: str = "",
) -> Step:  # fmt: skip
    return Step(
        key, name, role, place.value, Decimal(hours), kind,
        next=(Choice(to),) if to else (), send_back_to=(back,) if back else (),
    )  # fmt: skip
