"""Dividing one officer's dossiers among colleagues, evenly by the work that is left. Pure.

The measure is the time that the process gives the present step of each dossier: what the new
officer must find room for. Heavy dossiers are given first, each to whoever has least to do then.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """A dossier to be given away: how many working minutes its step takes, and who may have it."""

    dossier_id: int
    minutes: int
    takers: frozenset[int]


def shared(loads: Iterable[Load], busy: Mapping[int, int]) -> dict[int, int]:
    """Dossier to officer; `busy` are the minutes of work that each colleague has already.

    Deterministic: the same dossiers and colleagues give the same division. A dossier that nobody
    may have is left out. With n dossiers and k colleagues it takes n log k steps where all may
    take all.
    """
    given: dict[int, int] = {}
    order = sorted(loads, key=lambda load: (-load.minutes, load.dossier_id))
    queues: dict[frozenset[int], list[tuple[int, int]]] = {}
    total = dict(busy)
    for load in order:
        if not load.takers:
            continue
        if load.takers not in queues:
            queues[load.takers] = _queue(load.takers, total)
        queue = queues[load.takers]
        officer = _least(queue, total)
        given[load.dossier_id] = officer
        total[officer] = total.get(officer, 0) + load.minutes
        heapq.heappush(queue, (total[officer], officer))
    return given


def _queue(takers: Iterable[int], total: Mapping[int, int]) -> list[tuple[int, int]]:
    queue = [(total.get(officer, 0), officer) for officer in takers]
    heapq.heapify(queue)
    return queue


def _least(queue: list[tuple[int, int]], total: Mapping[int, int]) -> int:
    """Whoever has least to do now; what an entry says may be older than that."""
    while True:
        known, officer = heapq.heappop(queue)
        now = total.get(officer, 0)
        if known == now:
            return officer
        heapq.heappush(queue, (now, officer))
