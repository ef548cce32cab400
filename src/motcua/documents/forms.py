"""The statutory forms as plain values: what each sheet shows, in words ready to print.

Every field is text that the owner of the sheet has already formatted; nothing is computed here.
Fields follow Circulars 01/2018/TT-VPCP and 03/2025/TT-VPCP. An empty string leaves its line out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of a form: upper agency, unit, number with its symbol, place and date in words."""

    parent: str
    unit: str
    number: str
    place_date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What every form carries.

    `lookup_url` is all that the QR code holds, or `verify_url` where the sheet leaves the house
    under a code of its own; `note` is the province's own paragraph at the end;
    `digest` is that of the fact behind the sheet.
    """

    form: ClassVar[str]

    head: Letterhead
    code: str = ""
    lookup_url: str = ""
    verify_url: str = ""
    verify_code: str = ""
    hotline: str = ""
    note: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class ReceivedPaper:
    """`form` is `bản chính`, `bản sao`…; `note` e.g. that it was taken from a database."""

    name: str
    form: str
    count: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptLeg:
    """What another authority does of a linked procedure, within how long and by when."""

    agency: str
    task: str
    limit: str
    due_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Sheet):
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả. `submitter` only when another than the owner."""

    form: ClassVar[str] = "receipt"

    unit: str
    applicant: str
    procedure: str
    procedure_code: str
    papers: tuple[ReceivedPaper, ...]
    sets: str
    limit: str
    received_at: str
    due_at: str
    return_at: str
    fees: str
    signed_by: str
    officer: str
    submitter: str = ""
    id_label: str = "Số định danh cá nhân"
    id_number: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    request: str = ""
    book_no: str = ""
    book_seq: str = ""
    legs: tuple[ReceiptLeg, ...] = ()


@dataclass(frozen=True, slots=True)
class SupplementItem:
    """A paper still wanted, with how many of each kind."""

    name: str
    originals: str = ""
    certified: str = ""
    copies: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplement(Sheet):
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ. `round` counts the requests, the first being 1."""

    form: ClassVar[str] = "supplement"

    applicant: str
    procedure: str
    procedure_code: str
    items: tuple[SupplementItem, ...]
    reason: str
    ground: str
    deadline: str
    contact: str
    signer: str
    signer_role: str = "Người hướng dẫn"
    round: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal(Sheet):
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ, at intake or after the dossier was examined.

    `after_examination` says which of the two; only at intake does the applicant sign as well.
    """

    form: ClassVar[str] = "refusal"

    unit: str
    applicant: str
    procedure: str
    procedure_code: str
    reason: str
    ground: str
    signed_by: str
    signer: str
    signer_role: str = "Người tiếp nhận hồ sơ"
    go_to: str = ""
    condition: str = ""
    returned: tuple[str, ...] = ()
    after_examination: bool = False
    recipients: tuple[str, ...] = ()
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Apology(Sheet):
    """The letter of apology. `extra` and `one_stop` are shown where the form asks an extension."""

    form: ClassVar[str] = "apology"

    agency: str
    applicant: str
    procedure: str
    received_on: str
    original_due: str
    reason: str
    new_due: str
    signer: str
    signer_role: str = "Thủ trưởng cơ quan"
    procedure_code: str = ""
    extra: str = ""
    one_stop: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StopNotice(Sheet):
    """Thông báo dừng giải quyết hồ sơ; there is none before Circular 03/2025."""

    form: ClassVar[str] = "stop_notice"

    agency: str
    applicant: str
    procedure: str
    procedure_code: str
    received_on: str
    stopped_on: str
    reason: str
    ground: str
    contact: str
    signer: str
    signer_role: str = "Thủ trưởng cơ quan"
    papers: str = ""
    fees: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Sheet):
    """Thông báo where no circular has a form: an answer to a withdrawal, a dossier given back."""

    form: ClassVar[str] = "notice"

    title: tuple[str, ...]
    applicant: str
    paragraphs: tuple[str, ...]
    signer: str
    signer_role: str = "Thủ trưởng cơ quan"
    reason: str = ""
    ground: str = ""
    contact: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Sheet):
    """A simple result: what an agency grants or confirms where sector law has no form."""

    form: ClassVar[str] = "result"

    title: tuple[str, ...]
    agency: str
    applicant: str
    procedure: str
    procedure_code: str
    paragraphs: tuple[str, ...]
    signer: str
    signer_role: str = "Thủ trưởng cơ quan"
    ground: str = ""
    id_label: str = ""
    id_number: str = ""
    address: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One line of the book; every moment is a day in words, empty while it has not come."""

    number: str
    code: str
    procedure: str
    sets: str
    applicant: str
    address: str
    agency: str
    received: str
    due: str
    passed_on: str = ""
    got_back: str = ""
    returned: str = ""
    method: str = ""
    signed_for: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register(Sheet):
    """Sổ theo dõi hồ sơ: Mẫu 06 of Circular 01/2018, Mẫu 07 of Circular 03/2025; A4 across."""

    form: ClassVar[str] = "register"

    unit: str
    year: str
    rows: tuple[RegisterRow, ...]
    opened_on: str = ""
    closed_on: str = ""
    signer: str = ""
    signer_role: str = "Người đứng đầu Bộ phận Một cửa"


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One hand-over: given and taken, each with its moment and person."""

    unit: str
    given_at: str
    giver: str
    taken_at: str
    taker: str
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingSlip(Sheet):
    """Phiếu kiểm soát quá trình giải quyết hồ sơ, one row a hand-over."""

    form: ClassVar[str] = "routing_slip"

    agency: str
    procedure: str
    procedure_code: str
    due_at: str
    rows: tuple[SlipRow, ...]
    partners: str = ""


@dataclass(frozen=True, slots=True)
class HandoverRow:
    code: str
    applicant: str
    procedure: str
    sets: str
    due_at: str
    note: str = ""
    tracking: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverList(Sheet):
    """Dossiers that one unit gives another in one go, or results that it gives the post."""

    form: ClassVar[str] = "handover_list"

    giver_unit: str
    taker_unit: str
    given_at: str
    rows: tuple[HandoverRow, ...]
    taken_at: str = ""
    postal: bool = False
    giver: str = ""
    taker: str = ""


@dataclass(frozen=True, slots=True)
class PostedFact:
    """`Thời hạn` and `7 ngày làm việc`, shown large."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class PostedPaper:
    name: str
    originals: str
    copies: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureSheet(Sheet):
    """A procedure for the notice board (niêm yết); the QR leads to its page."""

    form: ClassVar[str] = "procedure_sheet"

    name: str
    procedure_code: str
    sector: str
    facts: tuple[PostedFact, ...]
    papers: tuple[PostedPaper, ...]
    steps: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    grounds: tuple[str, ...] = ()
    posted: str = ""
