"""The catalogue for officers, and the records of an import that wait for a decision."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from motcua.accounts.states import Role
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.desk import frame
from motcua.desk.asking import MOST_DIGITS, DeskRequest
from motcua.desk.forms.contents import ContentForms
from motcua.desk.forms.rows import more
from motcua.desk.gates import CHANGE, officer
from motcua.desk.raw_words import raw_words
from motcua.pages.chrome import KeyHint, Pager
from motcua.pages.forms import error_summary
from motcua.pages.words import number
from motcua.procedures import policies
from motcua.procedures import queries as procedures
from motcua.procedures.importing import actions as importing
from motcua.procedures.importing import queries as quarantined
from motcua.procedures.importing.queries import Comparison
from motcua.procedures.process import Step
from motcua.procedures.queries import UnknownVersionError
from motcua.procedures.states import QuarantineState

PAGE = 50
HINTS = (KeyHint(("/",), "tìm"), KeyHint(("J", "K"), "xuống, lên"), KeyHint(("Enter",), "mở"))
_OFFERED = (QuarantineState.OPEN, QuarantineState.TAKEN, QuarantineState.MERGED,
            QuarantineState.DISMISSED)  # fmt: skip

# Which part of the form mends a field of the national record; everything else is general.
PARTS = {
    "executionSteps": "trinh-tu",
    "executionMethods": "cach-nop",
    "cases": "giay-to",
    "executionCases": "giay-to",
    "resultsDetails": "ket-qua",
}


def _place(request: DeskRequest) -> int:
    text = request.GET.get("tu", "")
    return min(int(text), 100_000) if text.isdecimal() else 0


def _pager(request: DeskRequest, shown: int, *, has_more: bool, total: int | None = None) -> Pager:
    start = _place(request)
    kept = {key: value for key, value in request.GET.items() if key != "tu" and value}
    said = f"{start + 1 if shown else 0}–{start + shown}"
    of = f" trong {number(total)}" if total is not None else ""
    return Pager(
        said + of,
        previous_url=f"?{urlencode(kept | {'tu': max(start - PAGE, 0)})}" if start else "",
        next_url=f"?{urlencode(kept | {'tu': start + PAGE})}" if has_more else "",
    )


@officer()
def catalogue(request: DeskRequest) -> HttpResponse:
    """Procedures in force today, found by words, code or initials."""
    text = request.GET.get("tim", "").strip()[:100]
    sector = request.GET.get("linh-vuc", "")[:20]
    on = in_vietnam(request.at).date()
    found = procedures.search(text, on=on, limit=PAGE + 1, offset=_place(request), sector=sector)
    context = frame.context(request, hints=HINTS) | {
        "text": text,
        "sector": sector,
        "sectors": procedures.sectors(on),
        "found": found[:PAGE],
        "pager": _pager(request, len(found[:PAGE]), has_more=len(found) > PAGE),
    }
    return render(request, "desk/catalogue.html", context)


@officer()
def version(request: DeskRequest, version_id: int) -> HttpResponse:
    """One version as it was published, with its internal process and its other versions."""
    try:
        pinned = procedures.version(version_id)
    except UnknownVersionError as unknown:
        raise InvalidError(str(unknown), code="not_found") from unknown
    names = {step.key: step.name for step in pinned.process.steps}
    keeper = bool(policies.can_edit(request.actor))
    context = frame.context(request) | {
        "version": pinned,
        "content": pinned.content,
        "steps": [(step, _ways(step, names)) for step in pinned.process.steps],
        "hours": sum(step.hours for step in pinned.process.steps),
        "history": [row for row in procedures.history(pinned.code) if row.effective_from],
        "may_edit": keeper,
        "may_see_process": keeper or request.actor.holds(Role.CENTRE_DIRECTOR.value),
    }
    return render(request, "desk/version.html", context)


def _ways(step: Step, names: dict[str, str]) -> str:
    return "; ".join(
        f"{way.label}: {names[way.to]}" if way.label else names[way.to] for way in step.next
    )


@officer(Role.BUSINESS_ADMIN)
def quarantine(request: DeskRequest) -> HttpResponse:
    """Records that an import did not take by itself, by reason."""
    state = request.GET.get("trang-thai", QuarantineState.OPEN.value)
    state = state if state in set(QuarantineState) else QuarantineState.OPEN.value
    reason, text = request.GET.get("ly-do", ""), request.GET.get("tim", "")[:100]
    rows, total = quarantined.quarantine(
        state=state, reason=reason, text=text, limit=PAGE, offset=_place(request)
    )
    context = frame.context(request, hints=HINTS) | {
        "rows": rows,
        "total": total,
        "state": state,
        "states": _OFFERED,
        "reason": reason,
        "text": text,
        "reasons": quarantined.counts_by_reason(state),
        "is_open": state == QuarantineState.OPEN,
        "pager": _pager(
            request, len(rows), has_more=_place(request) + len(rows) < total, total=total
        ),
    }
    return render(request, "desk/quarantine.html", context)


@officer(Role.BUSINESS_ADMIN)
def quarantined_record(request: DeskRequest, record_id: int) -> HttpResponse:
    """One record: why it waits, what stands under its code, and what would be taken."""
    return _record_page(request, record_id)


def _record_page(
    request: DeskRequest,
    record_id: int,
    *,
    mistake: str = "",
    filled: ContentForms | None = None,
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    found = quarantined.one(record_id)
    if found is None:
        raise InvalidError("Không có bản ghi này. Quay lại danh sách.", code="not_found")
    filled = filled or _proposed(found)
    context = frame.context(request) | {
        "found": found,
        "waiting": found.waiting,
        "is_open": found.waiting.state == QuarantineState.OPEN,
        "state_label": QuarantineState(found.waiting.state).label,
        "doubts": [
            (trap.sentence, raw_words(found.raw.get(trap.field)), PARTS.get(trap.field, "chung"))
            for trap in found.waiting.reasons
        ],
        "raw": raw_words(found.raw),
        "filled": filled,
        "parts": _concerned(found, filled),
        "mistakes": error_summary(filled.every),
        "mistake": mistake,
    }
    return render(request, "desk/quarantined.html", context, status=status)


def _proposed(found: Comparison) -> ContentForms:
    """The corrected record in the form; what still is wrong with it stands at its fields."""
    return ContentForms(raw=found.proposal)


def _concerned(found: Comparison, filled: ContentForms) -> set[str]:
    """The parts of the form that a reason is about, or that somebody has filled in wrongly."""
    named = {PARTS.get(trap.field, "chung") for trap in found.waiting.reasons}
    return named | set(PARTS.values()) if any(form.errors for form in filled.every) else named


@officer(Role.BUSINESS_ADMIN, methods=CHANGE)
def decide_record(request: DeskRequest, record_id: int) -> HttpResponse:
    """Take it corrected or as it is, or leave it out with a reason."""
    if asked := request.POST.get("more", ""):
        wider = ContentForms(data=more(request.POST, asked[:10]))
        return _record_page(request, record_id, filled=wider)
    filled = ContentForms(data=request.POST)
    try:
        said = _decided(request, record_id, filled)
    except InvalidError as refusal:
        if request.POST.get("do") == "correct":
            filled.place(refusal)
            refused = HTTPStatus.UNPROCESSABLE_ENTITY
            return _record_page(request, record_id, filled=filled, status=refused)
        wrong = "; ".join(f"{field}: {sentence}" for field, sentence in refusal.fields.items())
        return _record_page(
            request,
            record_id,
            mistake=f"{refusal} {wrong}".strip(),
            status=HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    messages.success(request, said)
    return HttpResponseRedirect(reverse("desk:quarantine"))


def _decided(request: DeskRequest, record_id: int, filled: ContentForms) -> str:
    common: dict[str, Any] = {
        "record_id": record_id,
        "actor": request.actor,
        "at": request.at,
        "note": request.POST.get("note", ""),
    }
    match request.POST.get("do"):
        case "correct":
            importing.take_corrected(corrected=filled.raw(), **common)
            return "Đã nhận bản ghi theo bản đã sửa thành bản nháp."
        case "as_is":
            importing.take_as_is(**common)
            return "Đã nhận nguyên văn bản ghi thành bản nháp."
        case "dismiss":
            importing.dismiss(**common)
            return "Đã loại bản ghi."
    raise InvalidError("Chọn nhận theo bản sửa, nhận nguyên văn hay loại.")


@officer(Role.BUSINESS_ADMIN, methods=CHANGE)
def decide_several(request: DeskRequest) -> HttpResponse:
    """The same decision for several records."""
    numbers = [
        int(text)
        for text in request.POST.getlist("record")
        if text.isdecimal() and len(text) <= MOST_DIGITS
    ]
    if request.POST.get("do") == "dismiss":
        done, refused = importing.dismiss_many(
            record_ids=numbers, note=request.POST.get("note", ""), actor=request.actor,
            at=request.at,
        )  # fmt: skip
        said = f"Đã loại {len(done)} bản ghi."
    else:
        done, refused = importing.take_many(record_ids=numbers, actor=request.actor, at=request.at)
        said = f"Đã nhận {len(done)} bản ghi thành bản nháp."
    if done:
        messages.success(request, said)
    for record_id, sentence in list(refused.items())[:5]:
        messages.error(request, f"Bản ghi {record_id} chưa xong. {sentence}")
    back = request.POST.get("query", "")[:300]
    return HttpResponseRedirect(reverse("desk:quarantine") + (f"?{back}" if back else ""))
