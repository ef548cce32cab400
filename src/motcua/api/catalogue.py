"""Procedures in force and due dates: no dossier is touched."""

from __future__ import annotations

import json
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from motcua.accounts.states import Scope
from motcua.api.describing import WITH_BODY, WITH_QUESTION, refusals
from motcua.api.schemas import Day, DueIn, DueOut, ProcedureRow, ProceduresOut
from motcua.api.tokens import caller
from motcua.base import time
from motcua.clock import lines
from motcua.clock import queries as calendars
from motcua.procedures import queries as procedures
from motcua.procedures.search import search

router = Router(tags=["Thủ tục và thời hạn"])
_WORD = r"^[A-Za-z0-9._\-]*$"


@router.get(
    "/procedures",
    response={200: ProceduresOut, **refusals(*WITH_QUESTION)},
    operation_id="list_procedures",
)
def list_procedures(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")] = "",
    sector: Annotated[str, Query(max_length=20, pattern=_WORD)] = "",
    level: Annotated[str, Query(max_length=20, pattern=_WORD)] = "",
    on: Day | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ProceduresOut:
    """Thủ tục đang có hiệu lực vào một ngày, tìm được cả khi không gõ dấu."""
    caller(request, Scope.PROCEDURES_READ)
    day = on or time.now().date()
    found = search(q, on=day, limit=limit, sector=sector, level=level)
    pinned = procedures.versions([row.id for row in found])
    items = [
        ProcedureRow(
            code=row.code,
            name=row.name,
            sector=row.sector_name,
            limit=pinned[row.id].limit.label,
            online_level=row.online_level,
        )
        for row in found
    ]
    return ProceduresOut(on=day, items=items)


@router.post(
    "/due",
    response={200: DueOut, **refusals(*WITH_BODY)},
    operation_id="compute_due",
    by_alias=True,
)
def compute_due(request: HttpRequest, body: DueIn) -> HttpResponse:
    """Ngày hẹn trả của một lịch sử, kèm lời giải thích; cùng mẫu với lệnh `motcua due`."""
    caller(request, Scope.DUE_COMPUTE)
    question = body.model_dump(by_alias=True, exclude_unset=True)
    answer = lines.answer(question, calendars.calendar_for("province"))
    text = json.dumps(answer, ensure_ascii=False)
    return HttpResponse(text, content_type="application/json")
