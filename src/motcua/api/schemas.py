"""What machines send and get: strict shapes, no personal data beyond what was sent in."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Field, Schema
from pydantic import BeforeValidator, ConfigDict


def _written_as_date(text: object) -> object:
    if isinstance(text, str) and not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError("ghi theo dạng 2026-09-03")
    return text


Day = Annotated[date, BeforeValidator(_written_as_date)]
Short = Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]
Line = Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]
Prose = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]
Copies = Annotated[int, Field(ge=0, le=99)]


class Strict(Schema):
    """A body that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", strict=True)


class PersonIn(Strict):
    """One person or body."""

    name: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
    kind: Literal["individual", "enterprise", "state_body", "organisation"] = "individual"
    id_number: Short = ""
    phone: Short = ""
    email: Line = ""
    address: Line = ""
    area_code: Short = ""
    born_on: Short = ""
    sex: Short = ""


class PaperIn(Strict):
    """One paper handed in."""

    key: Short
    name: Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
    originals: Copies = 0
    copies: Copies = 0
    source: Literal["paper", "digitised", "database"] = "paper"


class DossierIn(Strict):
    """A dossier received at the token's unit."""

    procedure_code: Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9.\-]+$")]
    applicant: PersonIn
    owner: PersonIn | None = None
    representative: PersonIn | None = None
    channel: Literal["counter", "post", "online"] = "counter"
    papers: Annotated[list[PaperIn], Field(max_length=60)] = []
    content: Prose = ""
    sets: Annotated[int, Field(ge=1, le=20)] = 1
    return_channel: Literal["counter", "post", "online"] = "counter"
    return_address: Line = ""
    case_code: Short = ""
    exempt_fees: bool = False
    priority: Annotated[
        Literal["", "merit", "elderly", "disabled", "pregnant", "poor", "child", "urgent"],
        Field(
            description="Diện ưu tiên (khoản 8 Điều 18 Nghị định 63/2010/NĐ-CP); bỏ trống: không"
        ),
    ] = ""
    area_code: Annotated[
        str,
        Field(
            max_length=10,
            pattern=r"^[0-9]*$",
            description="Mã xã, phường giải quyết khi tiếp nhận phi địa giới; bỏ trống: nơi tiếp nhận",
        ),
    ] = ""


class StepIn(Strict):
    """One step; which fields count depends on the action."""

    action: Literal[
        "accept", "ask_to_complete", "complete_intake", "forward", "take_over", "decline_offer",
        "send_back", "assign", "record_result", "notify_result", "post_result", "return_result",
        "take_fee", "supplement", "request_obligation", "settle_obligation", "request_withdrawal",
        "take_leg", "finish_leg", "send_back_leg", "answer_consultation",
    ]  # fmt: skip
    version: Annotated[int, Field(ge=1, le=2_000_000_000)] | None = None
    choice: Line | None = None
    to_step: Short = ""
    officer: Annotated[int, Field(ge=1, le=2_000_000_000)] | None = None
    reason: Prose = ""
    number: Short = ""
    tracking: Short = ""
    receipt: Short = ""
    amount: Annotated[int, Field(ge=0, le=10**13)] = 0
    papers: Annotated[list[PaperIn], Field(max_length=60)] = []
    identity_check: Short = ""
    trip: Annotated[
        Literal["", "officer", "applicant"],
        Field(
            description="Vì sao người nộp phải đến thêm, ở bước supplement và complete_intake;"
            " bỏ trống: không phải đến"
        ),
    ] = ""
    receiver: PersonIn | None = None
    method: Literal["counter", "post", "online"] = "counter"
    leg: Short = ""
    consultation: Short = ""
    on: Day | None = None
    due_on: Day | None = None


class ExplanationOut(Schema):
    """One line of why the date is what it is; amounts add up to the last."""

    kind: str
    title: str
    reason: str
    ground: str
    amount: int
    unit: str


class DossierOut(Schema):
    """A dossier as its unit's own systems see it."""

    code: str
    version: int
    status: str
    status_label: str
    national_status: int
    money: str
    delivery: str
    procedure_code: str
    procedure_name: str
    channel: str
    receiving_unit: str
    step: str
    step_name: str
    holder_unit: str
    awaiting_hand_over: bool
    submitted_at: datetime | None
    accepted_at: datetime | None
    due_original: datetime | None
    due_at: datetime | None
    due_provisional: bool
    finished_at: datetime | None
    returned_at: datetime | None
    fee_total: int
    priority: str
    cross_boundary: bool
    competent_agency: str


class RecordedOut(Schema):
    """What a change left: the dossier and the digest of its fact in the journal."""

    dossier: DossierOut
    fact_digest: str
    replayed: bool


class InboxRow(Schema):
    code: str
    status: str
    step: str
    due_at: datetime | None
    remaining_minutes: int | None
    version: int


class InboxOut(Schema):
    """One page of the unit's open dossiers, least remaining time first."""

    items: list[InboxRow]
    next_cursor: str | None


class ProcedureRow(Schema):
    code: str
    name: str
    sector: str
    limit: str
    online_level: str


class ProceduresOut(Schema):
    on: date
    items: list[ProcedureRow]


Moment = Annotated[
    str, Field(max_length=40, description="Ngày giờ ISO 8601; không ghi múi là giờ Việt Nam")
]


class PauseIn(Strict):
    """A stretch in which the clock stands still; without an end it still does."""

    began: Moment = Field(alias="from")
    ended: Moment | None = Field(alias="to", default=None)
    ground: Short = "supplement"


class DueIn(Strict):
    """The history of one limit, as `motcua due` reads it."""

    received_at: Moment
    amount: Annotated[int, Field(ge=1, le=30_000)] | Annotated[float, Field(gt=0, le=30_000)]
    unit: Literal["working_day", "calendar_day", "working_hour"]
    on_resume: Literal["restart", "resume"] | None = None
    pauses: Annotated[list[PauseIn], Field(max_length=50)] = []
    cutoff_15h: bool = False


class DueOut(Schema):
    """The date, or none while the clock stands still, and why it is so."""

    due_at: str | None
    provisional: bool
    explanation: list[dict[str, object]]
