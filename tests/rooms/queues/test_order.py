"""The order of calls, for any morning: priority goes first, and nobody starves."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from motcua.queues.rules import label, next_of


@dataclass(frozen=True)
class One:
    place: int
    has_priority: bool


# At each beat either somebody comes (with priority or without) or the counter calls.
MORNING = st.lists(st.sampled_from(["plain", "priority", "call"]), max_size=80)


def carried_out(beats):
    """The calls of a morning, each with how many of the plain line stood and wait then."""
    waiting, called, last = [], [], False
    for place, beat in enumerate(beats):
        if beat != "call":
            waiting.append(One(place, beat == "priority"))
            continue
        one = next_of(waiting, last_had_priority=last)
        if one is not None:
            called.append((one, tuple(waiting)))
            waiting.remove(one)
            last = one.has_priority
    return called, waiting


@given(MORNING)
def test_nobody_is_called_twice_or_lost(beats):
    called, waiting = carried_out(beats)
    everybody = [one for one, _ in called] + waiting
    assert sorted(one.place for one in everybody) == [
        place for place, beat in enumerate(beats) if beat != "call"
    ]


@given(MORNING)
def test_priority_goes_first_but_never_twice_in_a_row_while_others_wait(beats):
    called, _ = carried_out(beats)
    before = False
    for one, waited in called:
        plain = any(not other.has_priority for other in waited)
        privileged = any(other.has_priority for other in waited)
        if plain and privileged:
            assert one.has_priority is not before
        before = one.has_priority


@given(MORNING)
def test_each_line_keeps_its_order(beats):
    called, _ = carried_out(beats)
    for line in (True, False):
        places = [one.place for one, _ in called if one.has_priority is line]
        assert places == sorted(places)


@given(MORNING)
def test_nobody_starves(beats):
    """Who has k people before them in the plain line is called after at most 2(k + 1) calls."""
    called, _ = carried_out([*beats, *["call"] * len(beats)])
    order = {one.place: number for number, (one, _) in enumerate(called)}
    came = {}
    calls = 0
    plain_waiting = []
    for place, beat in enumerate([*beats, *["call"] * len(beats)]):
        if beat == "plain":
            came[place] = (calls, len(plain_waiting))
            plain_waiting.append(place)
        elif beat == "call" and calls < len(called):
            one = called[calls][0]
            if one.place <= place:
                calls += 1
                if one.place in plain_waiting:
                    plain_waiting.remove(one.place)
    for place, (already, ahead) in came.items():
        assert order[place] - already < 2 * (ahead + 1)


def test_a_number_is_read_aloud_in_three_figures():
    assert (label("A", 7), label("B", 1234)) == ("A007", "B1234")
