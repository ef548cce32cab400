"""Papers of the house for what goes on beside the way of a dossier: a letter, minutes, slips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from motcua.documents.forms import ReceivedPaper, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsultationLetter(Sheet):
    """Phiếu lấy ý kiến: what one unit asks another, and by when."""

    form: ClassVar[str] = "consultation_letter"

    to: str
    applicant: str
    procedure: str
    procedure_code: str
    question: str
    answer_by: str
    signer: str
    from_unit: str
    enclosed: str = ""
    answer: str = ""
    answered_at: str = ""
    answer_number: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationMinutes(Sheet):
    """Biên bản xác minh (Decree 61/2018 art. 19(3b)): time, place, participants, content."""

    form: ClassVar[str] = "verification_minutes"

    held_at: str
    place: str
    participants: tuple[str, ...]
    applicant: str
    procedure: str
    procedure_code: str
    content: tuple[str, ...]
    recorder: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginalsSlip(Sheet):
    """Giấy nhận or Giấy trả bản chính: which originals changed hands, when, and between whom."""

    form: ClassVar[str] = "originals_slip"

    title: tuple[str, ...]
    applicant: str
    procedure: str
    procedure_code: str
    unit: str
    moment_label: str
    at: str
    sentence: str
    papers: tuple[ReceivedPaper, ...]
    citizen_role: str
    citizen: str
    officer_role: str
    officer: str
