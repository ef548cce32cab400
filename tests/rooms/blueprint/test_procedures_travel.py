"""Procedures and their internal processes in the configuration file: out, and in as drafts."""

from __future__ import annotations

import json

import pytest

from motcua.base.actor import SYSTEM
from motcua.base.verdict import InvalidError
from motcua.blueprint import actions, queries
from motcua.blueprint.queries import Outcome
from motcua.journal.queries import facts_about
from motcua.procedures import queries as procedures
from motcua.procedures.actions import drafting
from motcua.procedures.models import ProcedureVersion
from motcua.procedures.states import VersionState

BIRTH = "1.001193:commune"


@pytest.fixture
def today(world):
    return world.at.date()


@pytest.fixture
def file_of(today):
    """The file of this house, with the birth registration of another."""

    def written(edit):
        content = json.loads(queries.export(today))
        del content["digest"]
        edit(next(item for item in content["procedures"] if item["ref"] == BIRTH))
        return json.dumps(content).encode()

    return written


def quicker(item):
    item["content"]["limit"] |= {"amount": "2"}
    item["process"]["steps"][0]["name"] = "Tiếp nhận, số hóa"


def of_procedures(raw, today):
    compared = queries.compare(raw, on=today)
    return [line for line in compared.lines if line.section == "procedures"]


def drafts():
    return ProcedureVersion.objects.filter(state=VersionState.DRAFT, code="1.001193")


def test_the_file_holds_every_procedure_and_its_process_and_is_like_this_house(world, today):
    raw = queries.export(today)
    items = json.loads(raw)["procedures"]
    assert len(items) == len(procedures.versions_on(today)) > 100
    assert all(item["content"]["name"] for item in items)
    assert sum(item["process"] is not None for item in items) > 100
    assert {line.outcome for line in of_procedures(raw, today)} == {Outcome.SAME}


def test_what_differs_is_told_and_becomes_a_draft_that_somebody_else_publishes(
    world, today, file_of
):
    raw = file_of(quicker)
    (line,) = [line for line in of_procedures(raw, today) if line.outcome is not Outcome.SAME]
    assert (line.ref, line.outcome) == (BIRTH, Outcome.CHANGED)
    assert "2 ngày làm việc" in line.words
    assert "chờ công bố" in line.words
    keeper = world.officer("business_admin", "trung-tam-pvhcc")
    by = {"reason": "Chép từ tỉnh bạn", "actor": keeper, "at": world.at}
    before = procedures.current_version("1.001193", today)
    done = actions.bring_in(raw, **by)
    assert (done.added, done.changed, done.drafted) == (0, 1, 1)
    (draft,) = drafts()
    assert draft.drafted_by == f"officer:{keeper.ref}"
    assert procedures.draft(draft.pk).record.process.steps[0].name == "Tiếp nhận, số hóa"
    assert procedures.current_version("1.001193", today) == before
    assert "procedures.version_drafted" in {
        fact.verb for fact in facts_about("procedure_version", draft.pk)
    }


def test_twice_the_same_file_is_one_draft(world, today, file_of):
    raw = file_of(quicker)
    for expected in (1, 0):
        done = actions.bring_in(raw, reason="Thử", actor=SYSTEM, at=world.at)
        assert done.drafted == expected
    assert drafts().count() == 1
    assert {line.outcome for line in of_procedures(raw, today)} == {Outcome.SAME}


def test_an_unknown_procedure_is_new_and_another_day_is_left_alone(world, today, file_of):
    def renamed(item):
        item["ref"] = "9.000001:commune"
        item["content"]["code"] = "9.000001"

    outcomes = {line.ref: line for line in of_procedures(file_of(renamed), today)}
    assert outcomes["9.000001:commune"].outcome is Outcome.NEW
    assert outcomes[BIRTH].outcome is Outcome.MISSING
    (later,) = [
        line
        for line in of_procedures(file_of(lambda item: item.update({"from": "2026-01-01"})), today)
        if line.ref == BIRTH
    ]
    assert (later.outcome, "giữ nguyên" in later.words) == (Outcome.CONFLICT, True)


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda item: item["content"].update({"name": ""}), BIRTH),
        (lambda item: item["content"].update({"strange": 1}), BIRTH),
        (lambda item: item["content"].update({"code": "1.001194"}), "lại chứa thủ tục"),
        (lambda item: item["process"].update({"steps": 7}), BIRTH),
        (lambda item: item["process"]["steps"][0].update({"next": []}), "Quy trình nội bộ"),
    ],
)
def test_a_procedure_that_no_page_could_show_is_refused_by_name(
    world, today, file_of, edit, sentence
):
    raw = file_of(edit)
    with pytest.raises(InvalidError, match=sentence):
        actions.bring_in(raw, reason="Thử", actor=SYSTEM, at=world.at)
    assert not drafts().exists()


def test_an_edited_draft_is_no_longer_what_the_file_says(world, today, file_of):
    raw = file_of(quicker)
    actions.bring_in(raw, reason="Thử", actor=SYSTEM, at=world.at)
    (draft,) = drafts()
    drafting.discard_draft(version_id=draft.pk, actor=SYSTEM, at=world.at)
    assert actions.bring_in(raw, reason="Thử", actor=SYSTEM, at=world.at).drafted == 1
