"""Tags and filters of the components; loaded into every template by the settings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm
from django.utils.safestring import SafeString

from motcua.base import dates, money, text
from motcua.pages import chips, chrome, day_calendar, forms, linked, rows, stories, words

register = template.Library()

register.simple_tag(chips.tag, name="tag")
register.simple_tag(chips.chip, name="chip")
register.simple_tag(day_calendar.day_calendar, name="day_calendar")
register.simple_tag(stories.explanation, name="explanation")
register.simple_tag(stories.timeline, name="timeline")
register.simple_tag(linked.tree, name="linked_tree")
register.simple_tag(rows.inbox, name="inbox")
register.simple_tag(chrome.menu, name="menu")
register.simple_tag(chrome.bar_links, name="bar_links")
register.simple_tag(chrome.rail, name="rail")
register.simple_tag(chrome.key_hints, name="key_hints")
register.simple_tag(chrome.note, name="note")
register.simple_tag(chrome.empty, name="empty")
register.simple_tag(words.share_class, name="share_class")
register.simple_tag(words.share, name="share")

register.filter("moment_words", chrome.moment_words)
register.filter("span_words", words.span)
register.filter("number", words.number)
register.filter("money", money.format_money)

_NOTE_KINDS = {"error": "bad", "warning": "warn"}


@register.simple_tag
def status(code: int, *, short: bool = False) -> SafeString:
    """The tag of a national status: `{% status 4 %}`; `short=True` in narrow tables."""
    return chips.status_tag(code, short=short)


@register.simple_tag
def err_summary(*found: BaseForm) -> SafeString:
    """All mistakes of one or several forms, on top of the page, each with a link to its field."""
    return forms.error_summary(found)


@register.simple_tag
def notes(messages: Iterable[Message]) -> SafeString:
    """Django's messages as notes; the first sentence is the fact and stands in bold."""
    return SafeString("".join(_as_note(message) for message in messages))


def _as_note(message: Message) -> str:
    fact, stop, rest = str(message.message).partition(". ")
    kind = _NOTE_KINDS.get(message.level_tag, "")
    return chrome.note(kind, fact + stop.strip(), rest)


@register.filter
def vn_date(day: date | None) -> str:
    """`08/09/2026`; an empty value stays empty."""
    return dates.format_date(day) if day else ""


@register.filter
def vn_moment(at: datetime | None) -> str:
    """`17:00, 08/09/2026`."""
    return dates.format_moment(at) if at else ""


@register.filter
def due_day(at: datetime | None) -> str:
    """`Thứ Ba 08/09/2026`."""
    return dates.format_due(at).partition(",")[0] if at else ""


@register.filter
def due_date(at: datetime | None) -> str:
    """`Thứ Ba 08/09/2026, 17:00`; while the clock stands still there is no date."""
    return dates.format_due(at) if at else "Đang dừng đồng hồ"


@register.filter
def masked(number: str, keep: int = 3) -> str:
    """All but the last characters as bullets."""
    return text.mask(number, keep)
