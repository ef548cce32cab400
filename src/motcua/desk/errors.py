"""What an action refuses, as a page: one way for every view, never a bare 500.

Not found 404, not permitted 403, somebody was quicker 409, anything else that a form did not
catch 422. The page keeps the frame of the desk, says the sentence and offers the way on.
"""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.http import HttpResponse
from django.shortcuts import render

from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError, RefusedError
from motcua.desk import frame
from motcua.desk.asking import DeskRequest

_HEADINGS = {
    HTTPStatus.NOT_FOUND: "Không thấy nội dung này",
    HTTPStatus.FORBIDDEN: "Anh/chị chưa làm được việc này",
    HTTPStatus.CONFLICT: "Có người vừa làm trước",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Chưa làm được",
}


def status_of(refusal: RefusedError) -> HTTPStatus:
    if refusal.code == "not_found":
        return HTTPStatus.NOT_FOUND
    if isinstance(refusal, NotPermittedError):
        return HTTPStatus.FORBIDDEN
    if isinstance(refusal, ConflictError):
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY


def page(request: DeskRequest, refusal: RefusedError) -> HttpResponse:
    """The sentence in the desk's frame; the way back is where the person came from."""
    status = status_of(refusal)
    context = frame.context(request) | {
        "heading": _HEADINGS[status],
        "sentence": str(refusal),
        "again_url": _again(request, status),
    }
    return render(request, "desk/refused.html", context, status=status)


def _again(request: DeskRequest, status: HTTPStatus) -> str:
    """Where to look at the present state: the dossier, when the refused address belongs to one."""
    code = request.resolver_match.kwargs.get("code") if request.resolver_match else None
    return "" if status is HTTPStatus.NOT_FOUND or code is None else frame.dossier_url(code)


def onto_form(form: forms.Form, refusal: InvalidError) -> None:
    """Put an action's refusal where the person typed; what has no field stands on top."""
    placed = False
    for name, sentence in refusal.fields.items():
        if name in form.fields:
            form.add_error(name, sentence)
            placed = True
    if not placed:
        form.add_error(None, str(refusal))
