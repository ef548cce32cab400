"""Who decided, for which place, on which day: through the mergers of 2025 and the end of districts."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.agencies import queries
from motcua.agencies.rules import Competence
from motcua.agencies.states import Level

P, D, C = Level.PROVINCE, Level.DISTRICT, Level.COMMUNE
A = date(2023, 6, 1)
B = date(2026, 9, 1)
# competence, named agency, (code of the place, day its code is read on), day asked about, who
CASES = [
    (P, "so-khdt", None, A, "so-khdt"),
    (P, "so-khdt", None, date(2025, 2, 28), "so-khdt"),
    (P, "so-khdt", None, date(2025, 3, 1), "so-tai-chinh"),
    (P, "so-gtvt", None, B, "so-xay-dung"),
    (P, "so-nnptnt", None, B, "so-nnmt"),
    (P, "so-tnmt", None, B, "so-nnmt"),
    (P, "ban-dan-toc", None, B, "so-dan-toc-ton-giao"),
    (P, "so-nnmt", None, A, None),
    (P, "so-tai-chinh", None, A, "so-tai-chinh"),
    (P, "khong-co", None, B, None),
    (P, None, None, A, "ubnd-tinh"),
    (P, None, ("21028", A), A, "ubnd-tinh"),
    (P, None, ("608", A), A, "ubnd-tinh-kon-tum"),
    (P, None, ("608", A), B, "ubnd-tinh"),
    (P, None, ("23293", B), B, "ubnd-tinh"),
    (C, None, ("21028", A), A, "ubnd-522-21028"),
    (D, None, ("21028", A), A, "ubnd-522"),
    (D, None, ("522", A), A, "ubnd-522"),
    (C, None, ("21040", A), A, "ubnd-524-21040"),
    (D, None, ("21040", A), date(2025, 6, 30), "ubnd-524"),
    (C, None, ("21028", B), B, "ubnd-21028"),
    (C, None, ("23548", B), date(2025, 7, 1), "ubnd-23548"),
    # an old address asked about today: the unit that took the commune in
    (C, None, ("21031", A), B, "ubnd-21025"),
    (C, None, ("21187", A), B, "ubnd-21109"),
    (C, None, ("21253", A), B, "ubnd-21034"),
    (C, None, ("21220", A), B, "ubnd-21220"),
    # Trà Bùi was split between two: nobody can be named
    (C, None, ("21142", A), A, "ubnd-525-21142"),
    (C, None, ("21142", A), B, None),
    # levels and places that were not there on that day
    (D, None, ("21028", B), B, None),
    (D, None, ("21028", A), B, None),
    (C, None, ("21028", B), A, None),
    (C, None, ("524", A), A, None),
    (C, None, ("608", A), A, None),
    (C, None, None, B, None),
    # Lý Sơn had no communes from 2020 on; since July 2025 it is one unit
    (C, None, ("536", A), A, "ubnd-536"),
    (D, None, ("536", A), A, "ubnd-536"),
    (C, None, ("536", A), B, "ubnd-21548"),
    (C, None, ("21548", B), B, "ubnd-21548"),
]


@pytest.mark.parametrize(("level", "key", "place", "on", "who"), CASES)
def test_competent_agency(province, level, key, place, on, who):
    area = queries.area_by_code(*place) if place else None
    found = queries.competent_agency(Competence(level, key), area and area.id, on)
    assert (found and found.key) == who


def test_districts_pass_to_the_communes_of_their_land(province):
    district = queries.agency_by_key("ubnd-524", A)
    heirs = {step.successor.key for step in queries.successors(district.id, B)}
    assert heirs == {"ubnd-21040", "ubnd-21061", "ubnd-21085", "ubnd-21100", "ubnd-21109"}


def test_every_agency_that_ended_has_an_heir(province):
    ended = {row.id: row for row in queries.agencies_on(date(2025, 6, 30)) if row.effective_to}
    without = [row.key for row in ended.values() if not queries.successors(row.id, B)]
    assert without == []
