"""The row is the fold of its facts: pure function, whatever the history."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.base.dates import VIETNAM
from motcua.dossiers.folding import (
    MOMENTS,
    IllegalSequenceError,
    apply,
    close_pause,
    decode,
    encode,
    fold,
    open_pause,
)
from motcua.dossiers.states import Status
from motcua.dossiers.transitions import BY_EVENT, TRANSITIONS

MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=VIETNAM)
RECEIVED = ("receive", {"code": "H48.129-260907-0001", "clock_started_at": MONDAY.isoformat()})


def test_receiving_and_handing_over():
    state = fold([RECEIVED, ("offer", {"offer_unit_id": 7}), ("take_over", {"holder_unit_id": 7})])
    assert (state.status, state.version, state.holder_unit_id) == (Status.PROCESSING, 3, 7)


def test_a_refused_withdrawal_goes_back_to_where_the_dossier_was():
    state = fold([
        RECEIVED, ("take_over", {}), ("request_obligation", {}), ("request_withdrawal", {}),
        ("reject_withdrawal", {}),
    ])  # fmt: skip
    assert state.status is Status.OBLIGATION_REQUESTED
    assert state.status_before == ""


@pytest.mark.parametrize(
    ("story", "why"),
    [
        ([("take_over", {})], "nothing was received"),
        ([RECEIVED, ("receive", {})], "received twice"),
        ([RECEIVED, ("return_result", {})], "returned without a result"),
        ([RECEIVED, ("fly", {})], "no such event"),
        ([RECEIVED, ("offer", {"status": "returned"})], "a fact never sets the status"),
        ([RECEIVED, ("offer", {"version": 9})], "a fact never sets the version"),
        ([RECEIVED, ("offer", {"colour": 1})], "no such field"),
        ([], "no story at all"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_refuses_a_story_that_cannot_be(story, why):
    with pytest.raises(IllegalSequenceError):
        fold(story)


def test_a_clock_that_stands_still_is_not_stopped_again():
    state = fold([RECEIVED])
    paused = apply(
        state, "take_over", {"pauses": list(open_pause(state, MONDAY, "supplement")["pauses"])}
    )
    assert paused.is_paused
    assert open_pause(paused, MONDAY, "withdrawal_request") == {}
    going = close_pause(paused, MONDAY)
    assert going["pauses"][0][1] == MONDAY.isoformat()
    assert close_pause(state, MONDAY) == {}


@given(st.lists(st.sampled_from([row.event for row in TRANSITIONS]), max_size=14))
def test_a_random_story_is_either_refused_or_ends_where_the_table_says(events):
    state = None
    for event in events:
        row = BY_EVENT[event]
        possible = state.status in row.origins if state else not row.origins
        if not possible:
            with pytest.raises(IllegalSequenceError):
                apply(state, event, {})
            continue
        before = state
        state = apply(state, event, {"code": "x"} if state is None else {})
        assert state.version == (before.version if before else 0) + 1
        if row.to is not None:
            assert state.status is row.to


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))
def test_moments_survive_the_journal(moment):
    at = moment.replace(tzinfo=VIETNAM)
    for name in MOMENTS:
        assert decode(name, encode(name, at)) == at
