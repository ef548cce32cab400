"""The frame around a page: menus, the officers' bar and rail, key hints, pager, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from django.utils.safestring import SafeString

from motcua.base.dates import WEEKDAYS, format_date, in_vietnam
from motcua.pages.words import number


@dataclass(frozen=True, slots=True)
class NavItem:
    """A link of a menu; `lang` names the language of the page it leads to, if not Vietnamese."""

    label: str
    url: str
    current: bool = False
    lang: str = ""


@dataclass(frozen=True, slots=True)
class RailItem:
    """A link of the rail; `alarm` is "" (calm), y (near due) or r (overdue)."""

    label: str
    url: str
    count: int | str | None = None
    alarm: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class RailGroup:
    title: str
    items: Sequence[RailItem]


@dataclass(frozen=True, slots=True)
class DeskBar:
    """Who is at the desk: shown in the dark bar of every officers' page."""

    unit: str
    person: str
    post: str
    moment: datetime
    nav: Sequence[NavItem] = ()
    sign_out_url: str = ""
    posts_url: str = ""


@dataclass(frozen=True, slots=True)
class KeyHint:
    """Keys and what they do: `KeyHint(("J", "K"), "xuống, lên")`."""

    keys: Sequence[str]
    does: str


@dataclass(frozen=True, slots=True)
class Pager:
    """`words` says what is shown of how many; an empty address means there is no such page."""

    words: str
    previous_url: str = ""
    next_url: str = ""


def menu(items: Iterable[NavItem]) -> SafeString:
    """List items of a menu, without the list around them."""
    return SafeString("".join(f"<li>{_link(item)}</li>" for item in items))


def bar_links(items: Iterable[NavItem]) -> SafeString:
    return SafeString("".join(map(_link, items)))


def _link(item: NavItem) -> str:
    current = ' aria-current="page"' if item.current else ""
    lang = f' lang="{escape(item.lang)}" hreflang="{escape(item.lang)}"' if item.lang else ""
    return f'<a href="{escape(item.url)}"{current}{lang}>{escape(item.label)}</a>'


def rail(groups: Iterable[RailGroup]) -> SafeString:
    """The left rail: groups of links, each with its count."""
    return SafeString("".join(map(_rail_group, groups)))


def _rail_group(group: RailGroup) -> str:
    items = "".join(map(_rail_item, group.items))
    return f"<h2>{escape(group.title)}</h2><ul>{items}</ul>"


def _rail_item(item: RailItem) -> str:
    current = ' aria-current="page"' if item.current else ""
    shown = number(item.count) if isinstance(item.count, int) else escape(item.count or "")
    count = f'<span class="c {escape(item.alarm)}">{shown}</span>' if shown else ""
    return f'<li><a href="{escape(item.url)}"{current}>{escape(item.label)}{count}</a></li>'


def key_hints(hints: Iterable[KeyHint]) -> SafeString:
    """The strip at the bottom of an officers' page."""
    items = "".join(
        f"<li>{''.join(f'<kbd>{escape(key)}</kbd>' for key in hint.keys)} {escape(hint.does)}</li>"
        for hint in hints
    )
    return SafeString(f'<ul class="keys" aria-label="Phím tắt">{items}</ul>' if items else "")


def moment_words(at: datetime) -> str:
    """`Thứ Năm 03/09/2026, 09:40`: the moment of the figures on an officers' page."""
    local = in_vietnam(at)
    return f"{WEEKDAYS[local.weekday()]} {format_date(local)}, {local:%H:%M}"


def note(kind: str, fact: str, rest: str = "") -> SafeString:
    """A note: the fact in bold, then what to do. `kind` is "", warn, bad, pause or gate."""
    role = "alert" if kind == "bad" else "status"
    body = f"<b>{escape(fact)}</b>" + (f" {escape(rest)}" if rest else "")
    return SafeString(f'<div class="note {escape(kind)}" role="{role}"><p>{body}</p></div>')


def empty(title: str, sentence: str, url: str = "", link_text: str = "") -> SafeString:
    """What is empty, why that is fine or what to do, and one link."""
    link = f'<a href="{escape(url)}">{escape(link_text)}</a>' if url else ""
    return SafeString(
        f'<div class="empty"><h2 class="h3">{escape(title)}</h2>'
        f'<p class="mb-2">{escape(sentence)}</p>{link}</div>'
    )
