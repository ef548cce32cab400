"""Where the paper file lies, and which originals of the applicant are still kept: pure.

`paper_place` is `{"place", "unit", "shelf", "at", "by"}`. Nobody has to write down what follows
from the hand-overs: until somebody says otherwise the file lies where it was last taken over.
`originals` are `{"name", "count", "taken_at", "given_at"}`, shown for comparison and to be given
back (Decree 61/2018 art. 20).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from motcua.base.dates import in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import InvalidError
from motcua.dossiers.folding import DossierState
from motcua.dossiers.papers import PaperSource
from motcua.dossiers.states import PaperPlace

# A mark on a shelf, no sentence: what is written into the journal for ever holds no free text.
_SHELF = re.compile(r"^[^\W_][\w .,/-]{0,19}$")
_MOST_ORIGINALS = 20


@dataclass(frozen=True, slots=True)
class Where:
    """Where the paper file is; `unit_id` None where it has left the house."""

    place: PaperPlace
    unit_id: int | None
    shelf: str = ""
    at: datetime | None = None


def has_paper(state: DossierState) -> bool:
    """Whether anything of it is on paper at all."""
    return any(paper["source"] == PaperSource.PAPER.value for paper in state.papers)


def where(state: DossierState) -> Where | None:
    """Where the paper file lies now; None for a dossier without paper."""
    said = state.paper_place
    if said is None and not has_paper(state):
        return None
    if state.offer:
        giver = said["unit"] if said else state.holder_unit_id
        return Where(PaperPlace.ON_THE_WAY, giver, at=datetime.fromisoformat(state.offer["at"]))
    if said is None:
        return Where(PaperPlace.COUNTER, state.counter_id, at=state.accepted_at)
    return Where(
        PaperPlace(said["place"]), said["unit"], said["shelf"], datetime.fromisoformat(said["at"])
    )


def placed(
    place: PaperPlace, unit_id: int | None, at: datetime, by: int | None, shelf: str = ""
) -> dict[str, Any]:
    """The field as it stands from now on; raises `InvalidError` for a shelf mark that is none."""
    mark = nfc(shelf).strip()
    if mark and not _SHELF.match(mark):
        raise InvalidError(
            "Ký hiệu giá, ngăn gồm chữ và số, không quá 20 ký tự, ví dụ “K3/12”.",
            fields={"shelf": "Chữ và số, không quá 20 ký tự."},
        )
    return {
        "place": place.value, "unit": unit_id, "shelf": mark,
        "at": in_vietnam(at).isoformat(), "by": by,
    }  # fmt: skip


def taken_over(state: DossierState, unit_id: int, at: datetime, by: int | None) -> dict[str, Any]:
    """The change that a hand-over brings: the paper goes with the dossier."""
    if state.paper_place is None and not has_paper(state):
        return {}
    place = PaperPlace.COUNTER if unit_id == state.counter_id else PaperPlace.OFFICE
    return {"paper_place": placed(place, unit_id, at, by)}


def kept_originals(lines: Iterable[Mapping[str, Any]], at: datetime) -> tuple[dict[str, Any], ...]:
    """Originals taken for comparison; `InvalidError` for a line without a name or a count."""
    kept = []
    for line in lines:
        name, count = nfc(str(line.get("name") or "")).strip()[:200], line.get("count")
        if not name or type(count) is not int or not 0 < count <= _MOST_ORIGINALS:
            raise InvalidError(
                "Ghi tên bản chính và số bản (1 đến 20).",
                fields={"name": "Ghi tên bản chính và số bản."},
            )
        kept.append(
            {"name": name, "count": count, "taken_at": in_vietnam(at).isoformat(), "given_at": None}
        )
    return tuple(kept)


def still_kept(state: DossierState) -> tuple[tuple[int, Mapping[str, Any]], ...]:
    """Originals not given back yet, each with its place in the list."""
    return tuple(
        (place, item) for place, item in enumerate(state.originals) if item["given_at"] is None
    )


class Slip(StrEnum):
    """The slip for originals that came, or for those that went back; the value is their moment."""

    TAKEN = "taken_at"
    GIVEN = "given_at"


def slips(originals: Iterable[Mapping[str, Any]], kind: Slip) -> tuple[tuple[int, datetime], ...]:
    """Each moment at which originals changed hands, with the place of the first of them."""
    first: dict[str, int] = {}
    for place, item in enumerate(originals):
        if item[kind.value]:
            first.setdefault(item[kind.value], place)
    return tuple((place, datetime.fromisoformat(at)) for at, place in first.items())


def on_slip(state: DossierState, kind: Slip, place: int) -> tuple[Mapping[str, Any], ...]:
    """Everything that changed hands together with one original; `InvalidError` (not_found)."""
    at = state.originals[place][kind.value] if place < len(state.originals) else None
    if not at:
        raise InvalidError("Hồ sơ không có giấy này.", code="not_found")
    return tuple(item for item in state.originals if item[kind.value] == at)
