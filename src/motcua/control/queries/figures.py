"""The gate's figures, each defined once: name, what is counted of what, and how to open it.

A share always comes with its numerator and denominator; whoever doubts it opens the acts behind it.
The period is by the moment of decision or issue, half-open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.control import policies
from motcua.control.states import ReturnReason


@dataclass(frozen=True, slots=True)
class Definition:
    """What a figure means, in words for everybody; `key` opens the acts that it counts."""

    key: str
    title: str
    counts: str
    of: str


DEFINITIONS: Final = (
    Definition(
        "returned", "Văn bản bị Trung tâm trả lại",
        "lượt kiểm soát có kết quả “trả lại để sửa”",
        "lượt kiểm soát đã có quyết định, không kể lượt cơ quan tự rút",
    ),
    Definition(
        "amended", "Văn bản Trung tâm phải sửa", "lượt kiểm soát có kết quả “sửa rồi cho phép”",
        "lượt kiểm soát đã có quyết định, không kể lượt cơ quan tự rút",
    ),
    Definition(
        "in_budget", "Kiểm soát xong trong thời hạn của bàn kiểm soát",
        "lượt kiểm soát quyết định trước hạn của bàn kiểm soát",
        "lượt kiểm soát đã có quyết định, không kể lượt cơ quan tự rút",
    ),
    Definition(
        "held_by_state", "Đòi giấy tờ Nhà nước đã có",
        "lượt kiểm soát yêu cầu bổ sung mà máy hoặc kiểm soát viên thấy đòi giấy Nhà nước đã có",
        "lượt kiểm soát yêu cầu bổ sung",
    ),
    Definition(
        "second_requests", "Yêu cầu bổ sung từ lần thứ hai",
        "yêu cầu bổ sung đã phát hành không phải lần đầu của hồ sơ",
        "yêu cầu bổ sung đã phát hành",
    ),
    Definition(
        "letters_kept", "Lời hứa trong thư xin lỗi được giữ",
        "thư xin lỗi mà hồ sơ xong không sau ngày đã hứa",
        "thư xin lỗi mà ngày hứa đã qua hoặc hồ sơ đã xong",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Share:
    """A figure as it came out; `share` is None where there is nothing to divide by."""

    definition: Definition
    counted: int
    every: int

    @property
    def share(self) -> float | None:
        return self.counted / self.every if self.every else None


@dataclass(frozen=True, slots=True)
class Times:
    """Working minutes at the gate: the middle one and the ninth of ten; None without decisions."""

    decisions: int
    median: int | None
    ninth: int | None


@dataclass(frozen=True, slots=True)
class ByAgency:
    agency_id: int
    name: str
    decided: int
    returned: int


@dataclass(frozen=True, slots=True)
class GateFigures:
    """All figures of one period."""

    since: datetime
    until: datetime
    shares: tuple[Share, ...]
    times: Times
    reasons: tuple[tuple[ReturnReason, int], ...]
    agencies: tuple[ByAgency, ...]


# What each figure counts, over the reviews of a period that came to a decision.
_RETURNED = "r.outcome = 'returned'"
_AMENDED = "r.outcome = 'amended'"
_IN_BUDGET = "r.decided_at <= r.due_at"
_REQUEST = "r.kind = 'supplement_request'"
_HELD = (
    f"{_REQUEST} AND ('held_by_state' = ANY(r.reasons)"
    """ OR r.checks @> '[{"key": "held", "mark": "wrong"}]')"""
)
_DECIDED = "r.decided_at >= %(since)s AND r.decided_at < %(until)s AND r.outcome <> 'withdrawn'"
_SECOND = "a.place > 1"
_KEPT = "d.finished_at <= a.promised_at"
_REVIEWS = f"""
SELECT count(*), count(*) FILTER (WHERE {_RETURNED}), count(*) FILTER (WHERE {_AMENDED}),
       count(*) FILTER (WHERE {_IN_BUDGET}), count(*) FILTER (WHERE {_REQUEST}),
       count(*) FILTER (WHERE {_HELD}),
       percentile_disc(0.5) WITHIN GROUP (ORDER BY r.minutes),
       percentile_disc(0.9) WITHIN GROUP (ORDER BY r.minutes)
  FROM control_review r WHERE {_DECIDED}
"""
_ISSUED_REQUESTS = """(
    SELECT *, row_number() OVER (PARTITION BY dossier_id ORDER BY issued_at, id) AS place
      FROM dossiers_draftact WHERE kind = 'supplement_request' AND status = 'issued'
       AND issued_at < %(until)s
) a"""
_REQUESTS = f"""
SELECT count(*), count(*) FILTER (WHERE {_SECOND}) FROM {_ISSUED_REQUESTS}
 WHERE a.issued_at >= %(since)s
"""
_LETTERS_DUE = """dossiers_draftact a JOIN dossiers_dossier d ON d.id = a.dossier_id
 WHERE a.kind = 'apology' AND a.status = 'issued' AND a.issued_at >= %(since)s
   AND a.issued_at < %(until)s AND (d.finished_at IS NOT NULL OR a.promised_at < %(until)s)
"""
_LETTERS = f"SELECT count(*) FILTER (WHERE {_KEPT}), count(*) FROM {_LETTERS_DUE}"
_BY_REVIEW = f"""control_review r JOIN dossiers_draftact a ON a.id = r.act_id
  JOIN dossiers_dossier d ON d.id = a.dossier_id WHERE {_DECIDED} AND """
# The acts behind the upper number of each figure, and the moment they are listed by.
SOURCES: Final = {
    "returned": (_BY_REVIEW + _RETURNED, "r.decided_at"),
    "amended": (_BY_REVIEW + _AMENDED, "r.decided_at"),
    "in_budget": (_BY_REVIEW + _IN_BUDGET, "r.decided_at"),
    "held_by_state": (_BY_REVIEW + _HELD, "r.decided_at"),
    "second_requests": (
        f"{_ISSUED_REQUESTS} JOIN dossiers_dossier d ON d.id = a.dossier_id WHERE a.issued_at >= %(since)s AND {_SECOND}",
        "a.issued_at",
    ),
    "letters_kept": (f"{_LETTERS_DUE} AND {_KEPT}", "a.issued_at"),
}
_REASONS = """
SELECT reason, count(*) FROM control_review, unnest(reasons) AS reason
 WHERE decided_at >= %(since)s AND decided_at < %(until)s AND outcome = 'returned'
 GROUP BY reason ORDER BY count(*) DESC, reason
"""
_AGENCIES = """
SELECT agency_id, count(*), count(*) FILTER (WHERE outcome = 'returned') FROM control_review
 WHERE decided_at >= %(since)s AND decided_at < %(until)s AND outcome <> 'withdrawn'
 GROUP BY agency_id ORDER BY 3 DESC, 2 DESC, agency_id
"""


def figures(actor: Actor, *, since: datetime, until: datetime) -> GateFigures:
    """The figures of a period; refuses whoever may not oversee."""
    policies.can_oversee(actor).require()
    period = {"since": since, "until": until}
    (every, returned, amended, in_budget, asked, held, median, ninth) = _one(_REVIEWS, period)
    requests, second = _one(_REQUESTS, period)
    kept, promised = _one(_LETTERS, period)
    counted = {
        "returned": (returned, every),
        "amended": (amended, every),
        "in_budget": (in_budget, every),
        "held_by_state": (held, asked),
        "second_requests": (second, requests),
        "letters_kept": (kept, promised),
    }
    rows = _all(_AGENCIES, period)
    names = agencies.agencies(frozenset(row[0] for row in rows))
    return GateFigures(
        since=since,
        until=until,
        shares=tuple(Share(one, *counted[one.key]) for one in DEFINITIONS),
        times=Times(every, median, ninth),
        reasons=tuple((ReturnReason(code), number) for code, number in _all(_REASONS, period)),
        agencies=tuple(ByAgency(row[0], names[row[0]].name, row[1], row[2]) for row in rows),
    )


def _one(sql: str, period: dict[str, datetime]) -> tuple[Any, ...]:
    return _all(sql, period)[0]


def _all(sql: str, period: dict[str, datetime]) -> list[tuple[Any, ...]]:
    with connection.cursor() as db:
        db.execute(sql, period)
        return list(db.fetchall())
