"""Lists that tell: why the date is what it is, and where the dossier has been."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Protocol

from django.utils.safestring import SafeString

from motcua.base.dates import format_moment, in_vietnam

_SUM_CLASS = {"0": "z", "dừng": "p"}


class Step(Protocol):
    """One rule of an explanation, ours or the clock's; the last is of kind `sum`."""

    @property
    def kind(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def ground(self) -> str: ...


@dataclass(frozen=True, slots=True)
class WhyStep:
    """One rule: what, why in a sentence, what it adds (`+3`, `0`, `dừng`) and its legal ground."""

    title: str
    reason: str = ""
    label: str = ""
    ground: str = ""
    is_sum: bool = False

    @property
    def kind(self) -> str:
        return "sum" if self.is_sum else ""


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


def explanation(steps: Iterable[Step]) -> SafeString:
    """The list below a due date; its numbers re-add to the last line."""
    return SafeString(f'<ol class="why">{"".join(map(_why, steps))}</ol>')


def _why(step: Step) -> str:
    row = ' class="end"' if step.kind == "sum" else ""
    why = f'<span class="d">{escape(step.reason)}</span>' if step.reason else ""
    ground = f'<span class="law">{escape(step.ground)}</span>' if step.ground else ""
    look = _SUM_CLASS.get(step.label, "")
    return (
        f'<li{row}><span class="t">{escape(step.title)}</span>'
        f'<span class="sum {look}">{escape(step.label)}</span>{why}{ground}</li>'
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
