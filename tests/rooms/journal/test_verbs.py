"""The register of verbs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TypedDict

import pytest

from motcua.journal import verbs
from motcua.journal.verbs import UnknownVerbError, Verb, register, sentence_for


class WithName(TypedDict):
    name: str


class Other(TypedDict, total=False):
    note: str


class Counted(Other, total=False):
    year: int
    lines: int


def told(verb, data, private=None):
    return SimpleNamespace(verb=verb, data=data, private=private)


def test_a_sentence_takes_words_from_both_kinds_of_data():
    fact = told("test.happened", {"note": "đã nhận"}, {"person": "Bà Bình"})
    assert sentence_for(fact) == "Bà Bình ghi “đã nhận”."


def test_a_sentence_says_what_was_erased():
    assert sentence_for(told("test.happened", {"note": "x"})) == "[đã xóa] ghi “x”."


def test_an_amount_is_written_as_people_do_and_a_year_is_not():
    register(Verb("test.counted", "test", "Năm {year}: {lines:,} dòng, {note:,}.", Counted))
    assert sentence_for(told("test.counted", {"year": 2026, "lines": 100012})) == (
        "Năm 2026: 100.012 dòng, [đã xóa]."
    )


def test_a_sentence_may_be_a_function_of_the_fact():
    register(Verb("test.called", "test", _amount_in_words, Other))
    assert sentence_for(told("test.called", {"note": "ba"})) == "Có ba"


def _amount_in_words(fact):
    return f"Có {fact.data['note']}"


def test_a_verb_of_a_room_that_is_gone_reads_as_itself():
    assert sentence_for(told("old.thing", {})) == "Sự kiện “old.thing”."


def test_it_refuses_a_second_meaning_of_a_verb():
    with pytest.raises(ValueError, match="registered already"):
        register(Verb("test.happened", "test", "khác"))


def test_it_refuses_personal_keys_in_data_that_stays_for_ever():
    with pytest.raises(ValueError, match="private data"):
        register(Verb("test.named", "test", "{name}", WithName))


def test_a_fact_is_written_with_a_known_verb_of_its_subject_and_its_own_keys():
    verbs.require_writable("test.happened", "test", {"note": ""})
    with pytest.raises(UnknownVerbError):
        verbs.require_writable("test.unheard", "test", {})
    with pytest.raises(ValueError, match="not of a dossier"):
        verbs.require_writable("test.happened", "dossier", {})
    with pytest.raises(ValueError, match="strange"):
        verbs.require_writable("test.happened", "test", {"strange": 1})
    with pytest.raises(ValueError, match=r"missing \['facts'\]"):
        verbs.require_writable("journal.private_erased", "anything", {"reason": "x"})


def test_every_verb_of_the_room_has_a_sentence():
    own = [verb for verb in verbs.registered() if verb.name.startswith("journal.")]
    assert own
    assert all(verb.sentence for verb in own)
