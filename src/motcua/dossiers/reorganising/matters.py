"""What a dossier is about, in the terms of a map: its areas, nearest first, and its procedure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from motcua.agencies import queries as agencies
from motcua.agencies.reorganising import queries as reorganisations
from motcua.agencies.reorganising.maps import Matter
from motcua.agencies.views import AreaView
from motcua.base.dates import in_vietnam
from motcua.base.text import fold
from motcua.dossiers.folding import DossierState


class Matters:
    """Reads dossiers' matters; the register of areas is read once."""

    def __init__(self) -> None:
        areas = reorganisations.every_area()
        self._above = {area.id: area.parent_id for area in areas}
        self._by_code: dict[str, list[AreaView]] = defaultdict(list)
        self._parts: dict[int, list[AreaView]] = defaultdict(list)
        for area in areas:
            self._by_code[area.code].append(area)
            if area.parent_id is not None:
                self._parts[area.parent_id].append(area)
        self._names: dict[tuple[int, date], list[tuple[re.Pattern[str], int]]] = {}

    def of(self, state: DossierState) -> Matter:
        """The owner's commune if it lies where the deciding agency governs; that place in any case.

        The commune is the one written down by its code; without a code, the one commune of the
        deciding district that the owner's address names. An address that names none or several
        says nothing: the dossier is then left for a person to decide.
        """
        seat = agencies.agency(state.competent_agency_id).area_id
        areas = self._chain(seat)
        began = state.accepted_at or state.submitted_at
        commune = None if began is None else self._commune(state, seat, in_vietnam(began).date())
        if commune is not None and commune not in areas:
            areas = (commune, *areas)
        return Matter(areas, state.sector_code, state.procedure_code)

    def _chain(self, area_id: int) -> tuple[int, ...]:
        """The area with those above it."""
        above = self._above[area_id]
        return (area_id, *(self._chain(above) if above else ()))

    def _commune(self, state: DossierState, seat: int, on: date) -> int | None:
        owner: Mapping[str, Any] = (state.people or {}).get("owner", {})
        if code := str(owner.get("area_code", "")):
            area = next((one for one in self._by_code[code] if _covers(one, on)), None)
            return area.id if area and seat in self._chain(area.id) else None
        return self._named(str(owner.get("address", "")), seat, on)

    def _named(self, address: str, seat: int, on: date) -> int | None:
        key = seat, on
        if key not in self._names:
            parts = [part for part in self._parts[seat] if _covers(part, on)]
            self._names[key] = [(_whole(fold(part.full_name)), part.id) for part in parts]
        if not self._names[key]:
            return None
        folded = fold(address)
        found = [(hit, pk) for words, pk in self._names[key] if (hit := words.search(folded))]
        # “xã Bình Thanh Đông” also holds “xã Bình Thanh”: the longer name is meant.
        longest = {hit.start(): max(len(other.group()) for other, _ in found
                                    if other.start() == hit.start()) for hit, _ in found}  # fmt: skip
        meant = {pk for hit, pk in found if len(hit.group()) == longest[hit.start()]}
        return meant.pop() if len(meant) == 1 else None


def _whole(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")


def _covers(area: AreaView, on: date) -> bool:
    return area.effective_from <= on and (area.effective_to is None or on < area.effective_to)
