"""Lists that tell: why the date is what it is, and where the dossier has been."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import escape
from django.utils.safestring import SafeString

from motcua.base.dates import format_moment, in_vietnam

_SUM_CLASS = {"": "", "0": "z", "dừng": "p"}


@dataclass(frozen=True, slots=True)
class WhyStep:
    """One rule of an explanation: what, why, what it adds (`+3`, `0`, `dừng`) and its ground."""

    what: str
    why: str = ""
    adds: str = ""
    ground: str = ""
    is_sum: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline, newest first; `kind` is next (to come), cur, p (clock stopped) or ""."""

    what: str
    at: datetime | None = None
    detail: str = ""
    kind: str = ""
    link: str = ""
    link_text: str = ""
    since: bool = False


def explanation(steps: Iterable[WhyStep]) -> SafeString:
    """The list below a due date; its numbers re-add to the last line."""
    return SafeString(f'<ol class="why">{"".join(map(_why, steps))}</ol>')


def _why(step: WhyStep) -> str:
    row = ' class="end"' if step.is_sum else ""
    why = f'<span class="d">{escape(step.why)}</span>' if step.why else ""
    ground = f'<span class="law">{escape(step.ground)}</span>' if step.ground else ""
    kind = _SUM_CLASS.get(step.adds, "")
    return (
        f'<li{row}><span class="t">{escape(step.what)}</span>'
        f'<span class="sum {kind}">{escape(step.adds)}</span>{why}{ground}</li>'
    )


def timeline(moments: Iterable[Moment]) -> SafeString:
    """Where the dossier has been and what is still to come."""
    return SafeString(f'<ol class="line">{"".join(map(_moment, moments))}</ol>')


def _moment(entry: Moment) -> str:
    row = f' class="{escape(entry.kind)}"' if entry.kind else ""
    when = ""
    if entry.at is not None:
        stamp = in_vietnam(entry.at).isoformat(timespec="minutes")
        lead = "Từ " if entry.since else ""
        when = f'<time datetime="{stamp}">{lead}{format_moment(entry.at)}</time>'
    link = f'<a href="{escape(entry.link)}">{escape(entry.link_text)}</a>' if entry.link else ""
    body = " ".join(filter(None, (escape(entry.detail) if entry.detail else "", link)))
    detail = f'<div class="small mid">{body}</div>' if body else ""
    return f'<li{row}><div class="t">{escape(entry.what)}</div>{when}{detail}</li>'
