"""Text with gaps: a story is spelt once, with marks where dossiers differ, and filled many times.

The marks are values of the right type (a moment, a number, a word), so that the very functions
that spell a real fact spell the marked one; then each mark becomes a gap.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from motcua.base.dates import VIETNAM
from motcua.dossiers import records
from motcua.dossiers.folding import FIELDS, MOMENTS, DossierState, encode
from motcua.journal import canonical
from motcua.journal.writing import NewFact

MOST_STEPS = 20
MOST_EVENTS = 48
# Places in the list of values that one dossier fills its gaps from.
(
    ID, CODE, BOOK_YEAR, BOOK_NUMBER, COMPETENT, AGENCIES, PEOPLE, OWNER, SEARCH, RECEIVER,
    RETURN_CHANNEL, RESULT, SIGNED_ON, RECEIPT, TRACKING, DUE, DUE_AFTER, PROVISIONAL,
    PROVISIONAL_AFTER, RECEPTIONIST, RETURNER, NEAR, NEAR_AFTER,
) = range(23)  # fmt: skip
UNITS = 23
OFFICERS = UNITS + MOST_STEPS
STEP_DUE = OFFICERS + MOST_STEPS
AT = STEP_DUE + MOST_STEPS
AT_UTC = AT + MOST_EVENTS
SIZE = AT_UTC + MOST_EVENTS

_NUMBER = 7_000_000_000_000_000
_YEAR = 1200
_MARK = re.compile(
    r'"§!(\d+)§"|§(\d+)§|(1[2-4]\d\d)-01-01T00:00:00\+07:00|7000000000000(\d\d\d)(?!\d)'
)

ROW_COLUMNS = ", ".join(("id", *FIELDS, "owner_name", "search_key"))
NULL = r"\N"


def moment(place: int) -> datetime:
    """A mark for an instant."""
    return datetime(_YEAR + place, 1, 1, tzinfo=VIETNAM)


def number(place: int) -> int:
    """A mark for a whole number, or for several in a list."""
    return _NUMBER + place


def word(place: int) -> str:
    """A mark for plain text, which stands between quotation marks."""
    return f"§{place}§"


def raw(place: int) -> Any:
    """A mark for a piece of JSON of any type."""
    return f"§!{place}§"


Fill = Callable[[Sequence[Any]], str]


def with_gaps(text: str) -> Fill:
    """The function that fills a marked text from a list of values."""
    places: list[int] = []

    def gap(found: re.Match[str]) -> str:
        as_json, plain, year, digits = found.groups()
        place = int(year) - _YEAR if year else int(as_json or plain or digits)
        places.append(place)
        return "%s"

    form = _MARK.sub(gap, text.replace("%", "%%"))
    if not places:
        constant = form % ()
        return lambda _values: constant
    if len(places) == 1:
        only = places[0]
        return lambda values: form % (values[only],)
    pick = itemgetter(*places)
    return lambda values: form % pick(values)


@dataclass(frozen=True, slots=True)
class FactForm:
    """One fact of a story: who did it, when, and its texts to be filled.

    `head` is the beginning of what the digest covers, `start` and `middle` of the COPY line.
    """

    time: int
    actor: int | None
    actor_kind: str
    verb: str
    head: str
    data: Fill
    private: Fill | None
    escaped: bool


def fact_form(fact: NewFact, time: int, actor: int | None) -> FactForm:
    """The form of a marked fact; raises what a real one of that content would raise."""
    data = canonical.json_text(fact.data)
    private = canonical.json_text(fact.private) if fact.private else None
    return FactForm(
        time=time,
        actor=actor,
        actor_kind=str(fact.actor.kind),
        verb=fact.verb,
        head=f'["{canonical.FACT_TAG}","{fact.verb}","{fact.subject_kind}",',
        data=with_gaps(data),
        private=with_gaps(private) if private else None,
        escaped="\\" in data,
    )


def row_form(state: DossierState) -> Fill:
    """The form of the COPY line for the row that a story's facts amount to."""
    cells = [f"{number(ID)}", *(_cell(name, getattr(state, name)) for name in FIELDS)]
    cells += [word(OWNER), word(SEARCH)]
    return with_gaps("\t".join(cells) + "\n")


def _cell(name: str, value: Any) -> str:
    encoded = encode(name, value)
    if encoded is None:
        return NULL
    if name in records.JSON_FIELDS:
        return json.dumps(encoded, ensure_ascii=False).replace("\\", "\\\\")
    if name in records.ID_LISTS:
        return f"{{{','.join(map(str, encoded))}}}"
    if isinstance(encoded, bool):
        return "t" if encoded else "f"
    if name in MOMENTS:
        return str(encoded)
    text = str(encoded).replace("\\", "\\\\")
    return _plain_raw(text)


def _plain_raw(text: str) -> str:
    """A raw mark outside JSON has no quotation marks that could go with it."""
    return re.sub(r"§!(\d+)§", r"§\1§", text)
