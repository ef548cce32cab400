"""The readers: what holds on a day, what is planned, and what held before.

The whole table is small and is read in one statement, then remembered in the process for a few
seconds; the process that changes a value sees it at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from motcua.base.memory import remembered
from motcua.base.text import fold
from motcua.base.verdict import InvalidError
from motcua.journal import queries as journal
from motcua.journal.verbs import sentence_for
from motcua.rulebook import facts, wording
from motcua.rulebook.entries import Entry
from motcua.rulebook.kinds import Message, Value
from motcua.rulebook.models import Rule
from motcua.rulebook.table import ENTRIES, GROUPS
from motcua.rulebook.wording import Length

SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Span:
    """A value with the days between which it holds (end excluded; None: no end)."""

    id: int
    value: Value
    effective_from: date
    effective_to: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry as it stands on a day; `planned` are the changes to come."""

    entry: Entry
    value: Value
    since: date | None
    planned: tuple[Span, ...]

    @property
    def words(self) -> str:
        return self.entry.kind.words(self.value)

    @property
    def is_default(self) -> bool:
        return self.since is None


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an entry's history, newest first; `value` is what it was set to."""

    sentence: str
    reason: str
    at: datetime
    actor_kind: str
    actor_ref: str
    before: Value | None
    value: Value | None


@remembered(SECONDS)
def _spans() -> Mapping[str, tuple[Span, ...]]:
    found: dict[str, list[Span]] = {}
    for row in Rule.objects.order_by("name", "effective_from"):
        span = Span(row.pk, row.value, row.effective_from, row.effective_to)
        found.setdefault(row.name, []).append(span)
    return {name: tuple(spans) for name, spans in found.items()}


def entry(name: str) -> Entry:
    """Raises `InvalidError` with the code `not_found` for a name that the table does not hold."""
    found = ENTRIES.get(name)
    if found is None:
        raise InvalidError("Không có quy định này. Mở lại danh sách quy định.", code="not_found")
    return found


def timeline(name: str) -> tuple[Span, ...]:
    """Every value that was set, oldest first."""
    return _spans().get(name, ())


def value(name: str, on: date) -> Value:
    """What holds on that day; the default before the first change. KeyError for an unknown name."""
    span = _span_on(name, on)
    return ENTRIES[name].default if span is None else span.value


def _span_on(name: str, on: date) -> Span | None:
    for span in _spans().get(name, ()):
        if span.effective_from <= on and (span.effective_to is None or on < span.effective_to):
            return span
    return None


def text(name: str, on: date) -> str:
    """A value that is words."""
    return str(value(name, on))


def number(name: str, on: date) -> int:
    """A value that is a whole number."""
    return int(value(name, on))


def is_on(name: str, on: date) -> bool:
    """A value that is switched on or off."""
    return bool(value(name, on))


def standing(name: str, on: date) -> Standing:
    found = _span_on(name, on)
    planned = tuple(span for span in timeline(name) if span.effective_from > on)
    return Standing(entry(name), value(name, on), found.effective_from if found else None, planned)


def group(key: str, on: date) -> list[Standing]:
    """The entries of one group of the table as they stand on that day."""
    found = next((group for group in GROUPS if group.key == key), None)
    return [standing(item.name, on) for item in found.entries] if found else []


def revision(name: str) -> int:
    """Another number after each change of the entry; 0 before the first."""
    return len(journal.facts_about(facts.RULE, entry(name).number, private=False))


def history(name: str) -> list[Change]:
    """Who changed what and why, newest first."""
    found = journal.facts_about(facts.RULE, entry(name).number)
    return [_change(fact) for fact in reversed(found)]


def _change(fact: journal.FactView) -> Change:
    was_set = fact.verb == facts.RULE_SET
    return Change(
        sentence_for(fact),
        str((fact.private or {}).get("reason", "")),
        fact.at,
        fact.actor_kind,
        fact.actor_ref,
        fact.data["before"] if was_set else None,
        fact.data["value"] if was_set else None,
    )


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message ready to be sent, and what it costs."""

    text: str
    length: Length


def message(event: str, on: date, values: Mapping[str, str]) -> Drawn:
    """The text message of an event (`accepted`) on that day; KeyError for a place without a value.

    Where the province drops the marks, they are dropped here.
    """
    filled = wording.fill(text(f"message.{event}.sms", on), values)
    return _drawn(filled, plain=is_on("message.sms.plain", on))


def block(name: str, on: date, values: Mapping[str, str] | None = None) -> str:
    """A paragraph of a form; the hotline and the Centre's name are known already."""
    known = {
        "đường dây nóng": text("contact.hotline", on),
        "tên Trung tâm": text("centre.name", on),
    }
    return wording.fill(text(f"block.{name}", on), known | dict(values or {}))


def preview(found: Entry, value: Value, *, plain: bool = False) -> Drawn:
    """A wording with invented values in its places."""
    if not isinstance(value, str):
        return _drawn("", plain=False)
    places = getattr(found.kind, "places", ())
    return _drawn(wording.sample(value, places), plain=plain and isinstance(found.kind, Message))


def _drawn(text: str, *, plain: bool) -> Drawn:
    said = wording.without_marks(text) if plain else text
    return Drawn(said, wording.length_of(said))


def search(words: str, on: date) -> list[Standing]:
    """Entries whose label holds every word, with or without diacritics."""
    wanted = fold(words).split()
    return [
        standing(found.name, on)
        for found in ENTRIES.values()
        if all(word in fold(found.label) for word in wanted)
    ]
