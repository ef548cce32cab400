"""The catalogue for officers, and the records of an import that wait for a decision."""

from __future__ import annotations

import json
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
from motcua.desk.gates import CHANGE, officer
from motcua.pages.chrome import KeyHint, Pager
from motcua.pages.words import number
from motcua.procedures import queries as procedures
from motcua.procedures.importing import actions as importing
from motcua.procedures.importing import queries as quarantined
from motcua.procedures.process import Step
from motcua.procedures.queries import UnknownVersionError
from motcua.procedures.states import QuarantineState

PAGE = 50
HINTS = (KeyHint(("/",), "tìm"), KeyHint(("J", "K"), "xuống, lên"), KeyHint(("Enter",), "mở"))
_OFFERED = (QuarantineState.OPEN, QuarantineState.TAKEN, QuarantineState.MERGED,
            QuarantineState.DISMISSED)  # fmt: skip


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
    context = frame.context(request) | {
        "version": pinned,
        "content": pinned.content,
        "steps": [(step, _ways(step, names)) for step in pinned.process.steps],
        "hours": sum(step.hours for step in pinned.process.steps),
        "history": [row for row in procedures.history(pinned.code) if row.effective_from],
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
    request: DeskRequest, record_id: int, *, mistake: str = "", typed: str = ""
) -> HttpResponse:
    found = quarantined.one(record_id)
    if found is None:
        raise InvalidError("Không có bản ghi này. Quay lại danh sách.", code="not_found")
    context = frame.context(request) | {
        "found": found,
        "waiting": found.waiting,
        "is_open": found.waiting.state == QuarantineState.OPEN,
        "state_label": QuarantineState(found.waiting.state).label,
        "raw": json.dumps(found.raw, ensure_ascii=False, indent=2),
        "proposal": typed or json.dumps(found.proposal, ensure_ascii=False, indent=2),
        "mistake": mistake,
    }
    return render(request, "desk/quarantined.html", context, status=422 if mistake else 200)


@officer(Role.BUSINESS_ADMIN, methods=CHANGE)
def decide_record(request: DeskRequest, record_id: int) -> HttpResponse:
    """Take it corrected or as it is, or leave it out with a reason."""
    note, typed = request.POST.get("note", ""), request.POST.get("proposal", "")
    try:
        said = _decided(request, record_id, note, typed)
    except InvalidError as refusal:
        wrong = "; ".join(f"{field}: {sentence}" for field, sentence in refusal.fields.items())
        mistake = f"{refusal} {wrong}" if wrong else str(refusal)
        return _record_page(request, record_id, mistake=mistake, typed=typed)
    messages.success(request, said)
    return HttpResponseRedirect(reverse("desk:quarantine"))


def _decided(request: DeskRequest, record_id: int, note: str, typed: str) -> str:
    common: dict[str, Any] = {"actor": request.actor, "at": request.at, "note": note}
    match request.POST.get("do"):
        case "correct":
            importing.take_corrected(record_id=record_id, corrected=_json(typed), **common)
            return "Đã nhận bản ghi theo bản đã sửa thành bản nháp."
        case "as_is":
            importing.take_as_is(record_id=record_id, **common)
            return "Đã nhận nguyên văn bản ghi thành bản nháp."
        case "dismiss":
            importing.dismiss(record_id=record_id, **common)
            return "Đã loại bản ghi."
    raise InvalidError("Chọn nhận theo bản sửa, nhận nguyên văn hay loại.")


def _json(text: str) -> dict[str, object] | None:
    """The officer's own version; None keeps the proposal."""
    if not text.strip():
        return None
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        raise InvalidError(f"Bản sửa chưa đúng cú pháp JSON ở dòng {error.lineno}.") from error
    if not isinstance(found, dict):
        raise InvalidError("Bản sửa phải là một đối tượng JSON.")
    return found


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
