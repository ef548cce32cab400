"""The schedule, and what has outlived it: counted by kind, erased nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import connection
from django.db.models import QuerySet

from motcua.base.dates import in_vietnam
from motcua.base.text import fold
from motcua.base.verdict import InvalidError
from motcua.dossiers.erasures import Erasure, ErasureState
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import applications, tracking
from motcua.dossiers.states import TERMINAL, Status
from motcua.procedures import queries as procedures
from motcua.rulebook import queries as rulebook

# Sectors with a period of their own, by what their name holds.
_OWN = (
    ("ho tich", "retention.civil_status_years"),
    ("dat dai", "retention.land_years"),
    ("chung thuc", "retention.certification_years"),
)
_OTHERS = "retention.dossier_years"
# The last thing that is known to have happened, in a column; a closed dossier changes no more.
CLOSED_AT = "greatest(d.returned_at, d.finished_at, d.accepted_at, d.submitted_at)"
_LEAP = 29


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of data that is erased together: which statuses and sectors, older than when.

    `sectors` None means every sector; `without` are left out of that.
    """

    slug: str
    label: str
    rule: str
    statuses: tuple[str, ...]
    before: datetime
    sectors: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()

    def condition(self) -> tuple[str, list[Any]]:
        """SQL over `dossiers_dossier d`, with its parameters; what was erased already is left out."""
        sql = f"d.people IS NOT NULL AND d.status = ANY(%s) AND {CLOSED_AT} < %s"
        params: list[Any] = [list(self.statuses), self.before]
        if self.sectors is not None:
            sql, params = f"{sql} AND d.sector_code = ANY(%s)", [*params, list(self.sectors)]
        if self.without:
            sql, params = f"{sql} AND NOT d.sector_code = ANY(%s)", [*params, list(self.without)]
        return sql, params


@dataclass(frozen=True, slots=True)
class Counted:
    """How many dossiers of a kind would lose their personal data now, and how old the oldest is."""

    kind: Kind
    dossiers: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Passing:
    """Data that goes by itself after a fixed time: how much is there now."""

    label: str
    kept: str
    rows: int


def kinds(at: datetime) -> list[Kind]:
    """The schedule of that day, most special first; together every closed dossier once."""
    on = in_vietnam(at).date()
    by_rule: dict[str, list[str]] = {rule: [] for _, rule in _OWN}
    for code, name in procedures.every_sector():
        rule = next((rule for words, rule in _OWN if words in fold(name)), None)
        if rule is not None and all(code not in codes for codes in by_rule.values()):
            by_rule[rule].append(code)
    declined = timedelta(days=rulebook.number("retention.declined_days", on))
    ended = tuple(status.value for status in sorted(TERMINAL - {Status.DECLINED}))
    own = tuple(code for codes in by_rule.values() for code in codes)
    return [
        Kind(
            "khong-tiep-nhan", "Hồ sơ không được tiếp nhận", "retention.declined_days",
            (Status.DECLINED.value,), at - declined,
        ),
        *(
            Kind(
                rule.partition(".")[2].replace("_", "-"), rulebook.entry(rule).label, rule, ended,
                _years_before(at, rulebook.number(rule, on)), tuple(codes),
            )
            for rule, codes in by_rule.items()
        ),
        Kind(
            "con-lai", rulebook.entry(_OTHERS).label, _OTHERS, ended,
            _years_before(at, rulebook.number(_OTHERS, on)), without=own,
        ),
    ]  # fmt: skip


def _years_before(at: datetime, years: int) -> datetime:
    is_leap_day = (at.month, at.day) == (2, _LEAP)
    return at.replace(year=at.year - years, day=28 if is_leap_day else at.day)


def rehearsed(at: datetime) -> list[Counted]:
    """What would go now, by kind, in one pass over the table; nothing is written."""
    schedule = kinds(at)
    columns: list[str] = []
    params: list[Any] = []
    for kind in schedule:
        sql, values = kind.condition()
        columns += [f"count(*) FILTER (WHERE {sql})", f"min({CLOSED_AT}) FILTER (WHERE {sql})"]
        params += [*values, *values]
    with connection.cursor() as db:
        db.execute(f"SELECT {', '.join(columns)} FROM dossiers_dossier d", params)
        row = db.fetchone()
    return [
        Counted(kind, count, oldest)
        for kind, count, oldest in zip(schedule, row[::2], row[1::2], strict=True)
    ]


def past(kind: Kind, most: int) -> list[int]:
    """The first so many dossiers of a kind that are past their time, by number."""
    sql, params = kind.condition()
    with connection.cursor() as db:
        db.execute(
            f"SELECT d.id FROM dossiers_dossier d WHERE {sql} ORDER BY d.id LIMIT %s",
            [*params, most],
        )
        return [row[0] for row in db.fetchall()]


def number_past(kind: Kind) -> int:
    """All of them."""
    sql, params = kind.condition()
    with connection.cursor() as db:
        db.execute(f"SELECT count(*) FROM dossiers_dossier d WHERE {sql}", params)
        return int(db.fetchone()[0])


def condition_of(row: Erasure, at: datetime) -> tuple[str, list[Any]]:
    """SQL over `d`: of that kind, closed before the round's moment and the kind's, not yet erased.

    A period that was lengthened since lets nothing go that is not past it any more.
    """
    kind = next((kind for kind in kinds(at) if kind.slug == row.slug), None)
    if kind is None:
        return "FALSE", []
    sql, params = replace(kind, before=min(kind.before, row.before)).condition()
    return f"d.id = ANY(%s) AND {sql}", [row.ids, *params]


def left_of(row: Erasure, at: datetime) -> list[int]:
    """The dossiers of a round that are still to be erased, by number."""
    sql, params = condition_of(row, at)
    with connection.cursor() as db:
        db.execute(f"SELECT d.id FROM dossiers_dossier d WHERE {sql} ORDER BY d.id", params)
        return [number for (number,) in db.fetchall()]


def still_past(row: Erasure, at: datetime) -> int:
    """How many of a round's dossiers are still past their time."""
    return len(left_of(row, at))


_CONTENTS = """
SELECT cardinality(%(ids)s::bigint[]),
       (SELECT count(*) FROM dossiers_attachment WHERE dossier_id = ANY(%(ids)s)
           AND erased_at IS NULL),
       (SELECT count(*) FROM dossiers_draftact WHERE dossier_id = ANY(%(ids)s)),
       (SELECT count(*) FROM dossiers_issueddocument WHERE dossier_id = ANY(%(ids)s)),
       (SELECT count(*) FROM dossiers_verification WHERE dossier_id = ANY(%(ids)s)
           AND erased_at IS NULL),
       (SELECT count(*) FROM dossiers_resultdraft WHERE dossier_id = ANY(%(ids)s))
"""
CONTENTS: Final = {
    "dossiers": "Hồ sơ mất tên, số định danh, địa chỉ, điện thoại, nội dung đơn",
    "files": "Tệp giấy tờ, văn bản, kết quả đính kèm",
    "acts": "Văn bản soạn (yêu cầu bổ sung, từ chối, xin lỗi…)",
    "letters": "Văn bản đã phát hành (số và mã xác minh còn lại)",
    "verifications": "Biên bản xác minh",
    "drafts": "Dự thảo kết quả",
}


def contents(ids: list[int]) -> dict[str, int]:
    """What would be emptied with these dossiers, by the names of `CONTENTS`; one statement."""
    with connection.cursor() as db:
        db.execute(_CONTENTS, {"ids": ids})
        return dict(zip(CONTENTS, db.fetchone(), strict=True))


def waiting() -> QuerySet[Erasure]:
    """The rounds that wait for a second person, oldest first."""
    return Erasure.objects.filter(state=ErasureState.PROPOSED.value).order_by("id")


def under_way() -> list[int]:
    """The rounds that were agreed to and are not finished."""
    rows = Erasure.objects.filter(state=ErasureState.CONFIRMED.value, finished_at=None)
    return list(rows.order_by("id").values_list("pk", flat=True))


def erasure(erasure_id: int) -> Erasure:
    """One round; raises `InvalidError` with the code `not_found`."""
    row = Erasure.objects.filter(pk=erasure_id).first()
    if row is None:
        raise InvalidError("Không có đợt xóa này. Mở lại trang Lưu giữ dữ liệu.", code="not_found")
    return row


def codes_of(row: Erasure, most: int) -> list[str]:
    """The codes of the first dossiers of a round: codes name nobody."""
    found = Dossier.objects.filter(pk__in=row.ids[:most]).order_by("pk")
    return list(found.values_list("code", flat=True))


def passing() -> Iterator[Passing]:
    """What other nightly and hourly work erases by itself."""
    with connection.cursor() as db:
        db.execute(
            "SELECT (SELECT count(*) FROM dossiers_application WHERE dossier_id IS NULL),"
            " (SELECT count(*) FROM dossiers_trackingattempt)"
        )
        drafts, attempts = db.fetchone()
    yield Passing(
        "Đơn đang soạn, chưa gửi", f"{applications.KEPT.days} ngày từ lần lưu cuối", drafts
    )
    yield Passing("Lần tra cứu sai", f"{tracking.KEPT.days} ngày", attempts)


def last_day_of(kind: Kind) -> date:
    """Dossiers closed before this day are past their time."""
    return in_vietnam(kind.before).date()
