"""Every step of the life cycle has its action, its policy row, its fact and its sentence."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import motcua.dossiers.actions as actions_package
from motcua.dossiers.facts import SENTENCES
from motcua.dossiers.transitions import TRANSITIONS
from motcua.journal.verbs import registered

ACTIONS = Path(actions_package.__file__).parent


def _words_in_actions() -> set[str]:
    words = set()
    for path in ACTIONS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                words.add(node.value)
    return words


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: row.event)
def test_a_step_is_taken_by_an_action_and_told_by_a_fact(row):
    # Acts that need a clearance are issued by one action, through the table of events.
    assert row.act is not None or row.event in _words_in_actions()
    assert row.event in SENTENCES
    assert f"dossier.{row.event}" in {verb.name for verb in registered()}


def test_only_records_writes_the_dossier_table():
    writers = {
        path.name
        for path in ACTIONS.parent.rglob("*.py")
        if "migrations" not in path.parts
        and any(
            phrase in path.read_text()
            for phrase in (
                "INSERT INTO dossiers_dossier ",
                "UPDATE dossiers_dossier",
                "Dossier.objects.create",
            )
        )
    }
    assert writers <= {"records.py", "simulate.py", "bulk.py"}
