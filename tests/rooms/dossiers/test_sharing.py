"""An even division: whatever the dossiers, nobody is given much more than the others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from motcua.dossiers.sharing import Load, shared

MINUTES = some.integers(min_value=0, max_value=4800)


@given(
    some.lists(MINUTES, max_size=60),
    some.dictionaries(some.integers(1, 9), some.integers(0, 9600), min_size=1, max_size=6),
)
def test_nobody_has_more_than_one_dossier_above_another_who_was_given_some(minutes, busy):
    """The last dossier somebody was given went to them because they had the least to do."""
    takers = frozenset(busy)
    loads = [Load(number, size, takers) for number, size in enumerate(minutes)]
    to = shared(loads, busy)
    assert set(to) == set(range(len(minutes)))
    total = dict(busy)
    last: dict[int, int] = {}
    for number, officer in to.items():
        total[officer] += minutes[number]
        last[officer] = min(minutes[number], last.get(officer, 10**9))
    for officer, smallest in last.items():
        assert total[officer] - smallest <= min(total.values())


@given(
    some.lists(some.tuples(MINUTES, some.frozensets(some.integers(1, 5), max_size=5)), max_size=40)
)
def test_a_dossier_goes_only_to_who_may_take_it(wanted):
    loads = [Load(number, size, takers) for number, (size, takers) in enumerate(wanted)]
    to = shared(loads, {})
    assert {load.dossier_id for load in loads if load.takers} == set(to)
    assert all(to[load.dossier_id] in load.takers for load in loads if load.takers)
    assert shared(list(reversed(loads)), {}) == to
