"""Circular 226/2016/TT-BTC as a table, and what holds for any number of copies and pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.procedures import queries as procedures
from motcua.procedures.reading import Reader
from motcua.procedures.tariffs import (
    MOST_COPIES,
    MOST_PAGES,
    Per,
    Quantities,
    Tariff,
    read_tariff,
)
from world import NOW

BY_PAGE = Tariff(Per.PAGE, later_from=3, later_amount=1_000, most=200_000)
BY_DOCUMENT, BY_COPY, BY_SIGNATURE = (
    Tariff(per) for per in (Per.DOCUMENT, Per.COPY, Per.SIGNATURE)
)


@pytest.mark.parametrize(
    ("pages", "copies", "owed"),
    [
        (1, 1, 2_000),
        (2, 1, 4_000),
        (3, 1, 5_000),
        (4, 1, 6_000),
        (1, 5, 10_000),
        (4, 3, 18_000),
        (198, 1, 200_000),
        (199, 1, 200_000),
        (500, 1, 200_000),
        (250, 3, 600_000),
    ],
)
def test_certified_copies_by_the_page_of_the_original(pages, copies, owed):
    assert BY_PAGE.total(2_000, Quantities(copies=copies, pages=pages)) == owed


@pytest.mark.parametrize(
    ("documents", "signatures", "owed"), [(1, 1, 10_000), (1, 4, 10_000), (3, 3, 30_000)]
)
def test_signatures_cost_the_same_however_many_stand_in_one_document(documents, signatures, owed):
    counted = Quantities(copies=documents, signatures=signatures)
    assert BY_DOCUMENT.total(10_000, counted) == owed


def test_extracts_cost_by_the_copy_and_a_province_may_count_signatures():
    assert BY_COPY.total(8_000, Quantities(copies=3, pages=7)) == 24_000
    assert BY_SIGNATURE.total(10_000, Quantities(copies=1, signatures=3)) == 30_000


@pytest.mark.parametrize(
    ("code", "register", "owed"),
    [("2.000815", "BS", 12_000), ("2.000884", "CK", 20_000), ("2.000635", "", 16_000)],
)
def test_the_catalogue_that_comes_with_the_project_knows_its_formulas(world, code, register, owed):
    version = procedures.current_version(code, NOW.date())
    fee = version.fees[0]
    assert version.register == register
    assert fee.tariff.total(fee.amount, Quantities(copies=2, pages=4, signatures=2)) == owed


@given(
    copies=st.integers(1, MOST_COPIES),
    pages=st.integers(1, MOST_PAGES),
    amount=st.integers(1, 10_000),
)
def test_a_page_or_a_copy_more_never_costs_less_and_a_copy_never_more_than_the_cap(
    copies, pages, amount
):
    def owed(copies, pages):
        return BY_PAGE.total(amount, Quantities(copies, pages))

    assert owed(copies, pages) <= owed(copies, pages + 1)
    assert owed(copies, pages) < owed(copies + 1, pages)
    assert owed(copies, pages) == copies * owed(1, pages)
    assert owed(1, pages) <= 200_000


@pytest.mark.parametrize(
    "raw",
    [
        {"per": "hour"},
        {},
        {"per": "page", "later_from": 3},
        {"per": "page", "later_from": 1, "later_amount": 5},
        {"per": "page", "most": -1},
        {"per": "page", "least": 1},
    ],
)
def test_a_formula_that_says_half_is_refused_by_its_path(raw):
    reader = Reader({"tariff": raw})
    read_tariff(reader.child("tariff"))
    assert all(path.startswith("tariff") for path in reader.problems)
    assert reader.problems
