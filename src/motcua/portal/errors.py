"""What an action refuses, as a page: the sentence, and the way on.

Not found 404, not permitted 403, too many tries 429, somebody was quicker 409, all else 422.
"""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.http import HttpResponse

from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError, RefusedError
from motcua.portal import frame
from motcua.portal.asking import PortalRequest

_HEADINGS = {
    HTTPStatus.NOT_FOUND: "Không thấy nội dung này",
    HTTPStatus.FORBIDDEN: "Anh/chị chưa làm được việc này",
    HTTPStatus.CONFLICT: "Có người vừa làm trước",
    HTTPStatus.TOO_MANY_REQUESTS: "Anh/chị thử quá nhiều lần",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Chưa làm được",
}
_BY_CODE = {
    "not_found": HTTPStatus.NOT_FOUND,
    "file_missing": HTTPStatus.NOT_FOUND,
    "too_many_attempts": HTTPStatus.TOO_MANY_REQUESTS,
}


def status_of(refusal: RefusedError) -> HTTPStatus:
    if refusal.code in _BY_CODE:
        return _BY_CODE[refusal.code]
    if isinstance(refusal, NotPermittedError):
        return HTTPStatus.FORBIDDEN
    if isinstance(refusal, ConflictError):
        return HTTPStatus.CONFLICT
    return HTTPStatus.UNPROCESSABLE_ENTITY


def page(request: PortalRequest, refusal: RefusedError) -> HttpResponse:
    """The sentence in the portal's frame."""
    status = status_of(refusal)
    context = {"heading": _HEADINGS[status], "sentence": str(refusal)}
    return frame.page(request, "portal/refused.html", context, status=status)


def onto_form(form: forms.Form, refusal: RefusedError) -> None:
    """Put an action's refusal where the person typed; what has no field stands on top."""
    placed = False
    found = refusal.fields if isinstance(refusal, InvalidError) else {}
    for name, sentence in found.items():
        if name in form.fields:
            form.add_error(name, sentence)
            placed = True
    if not placed:
        form.add_error(None, str(refusal))
