"""Finding a dossier: by code, name, telephone, identity number, or the QR code of a receipt."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from motcua.accounts.states import Role
from motcua.desk import frame, lines
from motcua.desk.asking import DeskRequest
from motcua.desk.gates import COUNTER, officer
from motcua.desk.works.table import BY_SLUG, verdict
from motcua.dossiers import paper
from motcua.dossiers.queries import detail, lists, searching
from motcua.pages.chrome import KeyHint

HINTS = (
    KeyHint(("/",), "tìm"),
    KeyHint(("J", "K"), "xuống, lên"),
    KeyHint(("Enter",), "mở hồ sơ"),
)


def asked_for(request: DeskRequest) -> str:
    """What was typed, or the code inside the address that a receipt's QR code holds."""
    text = request.GET.get("tim", "").strip()[:200]
    if "ma=" in text:
        return parse_qs(urlsplit(text).query).get("ma", [text])[0]
    return text


@officer()
def search(request: DeskRequest) -> HttpResponse:
    """Every dossier in sight that answers to the words."""
    text = asked_for(request)
    found = searching.search(request.actor, text) if text else ()
    if len(found) == 1 and found[0].code == text.upper():
        return HttpResponseRedirect(frame.dossier_url(found[0].code))
    shown = lines.inbox_lines(found, request.at)
    context = frame.context(request, hints=HINTS) | {
        "title": "Tìm kiếm hồ sơ",
        "text": text,
        "rows": list(zip(found, shown, strict=True)),
        "is_cut": len(found) >= lists.PAGE,
        "shortest": searching.SHORTEST,
    }
    return render(request, "desk/search.html", context)


@officer(*COUNTER)
def counter(request: DeskRequest) -> HttpResponse:
    """The counter's first page: reception for whoever receives, returning for the others."""
    receives = request.actor.holds_any(frozenset({Role.INTAKE_OFFICER.value}))
    return HttpResponseRedirect(reverse("desk:reception" if receives else "desk:return_counter"))


@officer(*COUNTER)
def return_counter(request: DeskRequest) -> HttpResponse:
    """Results that lie at the counter, found as the person in front of it can be found."""
    text = asked_for(request)
    found = lists.to_return(request.actor, text=text)
    shown = lines.inbox_lines(found, request.at)
    context = frame.context(request, hints=HINTS) | {
        "title": "Trả kết quả",
        "search_url": reverse("desk:search"),
        "text": text,
        "rows": list(zip(found, shown, strict=True)),
    }
    return render(request, "desk/return_counter.html", context)


@officer(*COUNTER)
def return_one(request: DeskRequest, code: str) -> HttpResponse:
    """One result: money first where it is owed, then who takes it, then done."""
    case = detail.case(code, request.actor)
    more: dict[str, Any] = {"state": case.state, "pinned": case.version, "at": request.at}
    forms = {
        name: (work, work.form(**more))
        for name, work in (("fee", BY_SLUG["thu-phi"]), ("hand_out", BY_SLUG["tra-ket-qua"]))
        if work.fits(case.state, case.version)
        and verdict(work, request.actor, case.state, case.version)
    }
    context = frame.context(request) | {
        "case": case,
        "state": case.state,
        "version": case.version,
        "people": case.people,
        "forms": forms,
        "owes": "fee" in forms,
        "why_not": verdict(BY_SLUG["tra-ket-qua"], request.actor, case.state, case.version).reason,
        "kept": "; ".join(item["name"] for _, item in paper.still_kept(case.state)),
        "results": [row for row in case.attachments if row.place == "result"],
    }
    return render(request, "desk/return_one.html", context)
