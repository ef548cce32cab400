"""The inbox: dossiers by remaining working time, in groups that add up to the title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from motcua.accounts import queries as accounts
from motcua.base.dates import in_vietnam
from motcua.desk import frame, lines, menu
from motcua.desk.asking import MOST_DIGITS, DeskRequest
from motcua.desk.forms.filters import FilterForm
from motcua.desk.gates import officer
from motcua.dossiers.queries import drafts, lists
from motcua.dossiers.queries.lists import View
from motcua.dossiers.queries.numbers import Bands, Cut, counts_and_bands
from motcua.dossiers.states import ActStatus
from motcua.pages.chrome import KeyHint, Pager
from motcua.pages.rows import Band
from motcua.pages.words import number

HINTS = (
    KeyHint(("J", "K"), "xuống, lên"),
    KeyHint(("Enter",), "mở hồ sơ"),
    KeyHint(("/",), "tìm"),
    KeyHint(("?",), "mọi phím tắt"),
)
_CURSOR = re.compile(rf"^[0-9T:.+\-]{{0,40}}~[0-9]{{1,{MOST_DIGITS}}}$", re.ASCII)
_MARKS = {
    ActStatus.DRAFT: "Đang soạn văn bản",
    ActStatus.HEAD_APPROVED: "Chờ kiểm soát",
    ActStatus.SENT_BACK: "Bị trả lại để sửa",
    ActStatus.CLEARED: "Chờ ký phát hành",
}


@officer()
def begin(request: DeskRequest) -> HttpResponse:
    """Where signing in leads: each to the page that their work begins with."""
    return HttpResponseRedirect(menu.home(request.actor))


@officer()
def inbox(request: DeskRequest, view: str = menu.SLUGS[View.MINE]) -> HttpResponse:
    """One shelf of the inbox; fifty lines a page, with the numbers of the whole shelf."""
    shelf = menu.SHELVES.get(view)
    if shelf is None:
        raise Http404
    if shelf is View.MINE and request.actor.roles and not menu.WORK & request.actor.roles:
        return HttpResponseRedirect(menu.home(request.actor))
    if shelf is View.DONE_TODAY:
        return _done(request)
    calendar = frame.calendar_of(request.actor)
    edges = lines.Edges.of(request.at, calendar)
    form = FilterForm(request.GET)
    wanted = form.filters()
    cut = Cut(shelf, edges.today_ends, edges.soon, wanted)
    counted, numbers = counts_and_bands(request.actor, at=request.at, cut=cut)
    frame.keep_counts(request, counted)
    first, found = _served(request, shelf, wanted, _cursor(request, edges), numbers)
    rows = (*first, *found.rows)
    away = accounts.names_for(request.actor.away)
    shown = lines.inbox_lines(rows, request.at, _marks(rows), away)
    context = frame.context(request, hints=HINTS) | {
        "title": shelf.label,
        "summary": _summary(numbers),
        "form": form,
        "selects": form.selects(rows),
        "groups": lines.grouped(
            shown[len(first) :], edges, numbers, _more_urls(request), shown[: len(first)]
        ),
        "numbers": numbers,
        "narrowed": form.is_narrowing,
        "pager": _pager(request, len(shown), numbers.total, found.next_cursor),
        "empty_words": _EMPTY.get(shelf, "Hồ sơ mới giao sẽ hiện ở đây."),
    }
    return render(request, "desk/inbox.html", context)


def _served(
    request: DeskRequest,
    shelf: View,
    wanted: lists.Filters,
    cursor: str | None,
    numbers: Bands,
) -> tuple[tuple[lists.Row, ...], lists.Page]:
    """Who is served first stands on top of the first page, then everybody else by due date.

    `?nhom=priority` shows the first alone, page by page, where they do not fit on one.
    """
    alone = request.GET.get("nhom") == Band.PRIORITY.value
    page = partial(lists.inbox, request.actor, shelf, at=request.at, filters=wanted)
    if alone:
        return (found := page(cursor=cursor, served_first=True)).rows, replace(found, rows=())
    first = page(served_first=True).rows if numbers.priority and cursor is None else ()
    return first, page(cursor=cursor, served_first=False)


_EMPTY = {
    View.MINE: "Hồ sơ được giao cho anh/chị sẽ hiện ở đây, gần hạn nhất lên trước.",
    View.OVERDUE: "Mọi hồ sơ anh/chị đang giữ đều còn hạn.",
    View.NEAR: "Chưa có hồ sơ nào còn dưới một ngày làm việc.",
    View.PAUSED: "Không có hồ sơ nào đang chờ người dân hoặc chờ nơi giải quyết nhận.",
    View.UNASSIGNED: "Mọi hồ sơ của đơn vị đều có người thụ lý.",
}


def _done(request: DeskRequest) -> HttpResponse:
    day = in_vietnam(request.at).date()
    found = lists.done_on(request.actor, day)
    context = frame.context(request, hints=HINTS) | {
        "title": View.DONE_TODAY.label,
        "rows": [(row, line) for row, line in zip(
            found.rows, lines.inbox_lines(found.rows, request.at), strict=True)],
        "empty_title": "Hôm nay chưa có hồ sơ nào xong",
        "empty_words": "Hồ sơ có kết quả trong ngày sẽ hiện ở đây.",
    }  # fmt: skip
    return render(request, "desk/rows.html", context)


def _marks(rows: Sequence[lists.Row]) -> dict[int, str]:
    return {pk: _MARKS[status] for pk, status in drafts.under_way(row.id for row in rows).items()}


def _summary(numbers: Bands) -> str:
    parts = [
        f"{number(count)} {words}"
        for count, words in (
            (numbers.priority, "ưu tiên"),
            (numbers.overdue, "quá hạn"),
            (numbers.today, "đến hạn hôm nay"),
            (numbers.paused, "đồng hồ không chạy"),
        )
        if count
    ]
    total = f"{number(numbers.total)} hồ sơ"
    return f"{total}: {', '.join(parts)}" if parts else total


def _cursor(request: DeskRequest, edges: lines.Edges) -> str | None:
    """Where the page begins: after a line, or at the first of a group."""
    starts = {
        Band.LATER.value: f"{edges.soon.isoformat()}~{2**62}",
        Band.PAUSED.value: "~0",
    }
    group, after = request.GET.get("nhom", ""), request.GET.get("sau", "")
    return starts.get(group) or (after if _CURSOR.match(after) else None)


def _address(request: DeskRequest, **more: str) -> str:
    kept = {
        name: value for name, value in request.GET.items() if value and name not in {"sau", "nhom"}
    }
    return f"{request.path}?{urlencode(kept | more)}"


def _more_urls(request: DeskRequest) -> dict[Band, str]:
    bands = (Band.PRIORITY, Band.LATER, Band.PAUSED)
    return {band: _address(request, nhom=band.value) for band in bands}


def _onward(request: DeskRequest, cursor: str) -> dict[str, str]:
    """The next page; those who are served first stay among themselves."""
    alone = request.GET.get("nhom") == Band.PRIORITY.value
    return {"sau": cursor} | ({"nhom": Band.PRIORITY.value} if alone else {})


def _pager(request: DeskRequest, shown: int, total: int, cursor: str | None) -> Pager:
    begun = bool(request.GET.get("sau") or request.GET.get("nhom"))
    return Pager(
        f"Đang mở {number(shown)} / {number(total)} hồ sơ.",
        previous_url=_address(request) if begun else "",
        next_url=_address(request, **_onward(request, cursor)) if cursor else "",
    )
