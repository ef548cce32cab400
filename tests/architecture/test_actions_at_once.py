"""Every public action is tried by a stranger and by two people at once, or says why it need not be."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from races import every
from races.exempt import ELSEWHERE, EXEMPT
from races.table import PROVED

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "motcua"
ASKS = {"request", "actor"}


def public_actions() -> set[str]:
    """Functions of the actions that are told who asks: `control.gate.clear`."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        place = path.relative_to(SOURCE).with_suffix("").parts
        if "actions" not in place:
            continue
        module = ".".join(part for part in place if part not in {"actions", "__init__"})
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                arguments = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
                if ASKS & {argument.arg for argument in arguments}:
                    found.add(f"{module}.{node.name}")
    return found


def test_every_action_is_raced_or_says_why_not():
    assert every.TABLES
    known = PROVED | set(ELSEWHERE) | set(EXEMPT)
    missing = sorted(public_actions() - known)
    assert missing == [], "neither in tests/races nor in its list of exemptions"


def test_no_list_names_an_action_that_is_gone():
    assert sorted((PROVED | set(ELSEWHERE) | set(EXEMPT)) - public_actions()) == []


def test_each_exemption_has_a_reason_and_no_row():
    assert all(reason.endswith(".") and len(reason) > 20 for reason in EXEMPT.values())
    assert sorted(set(EXEMPT) & (PROVED | set(ELSEWHERE))) == []


def test_what_is_proved_elsewhere_is_named_there_with_real_concurrency():
    for action, place in ELSEWHERE.items():
        text = (ROOT / "tests" / place).read_text()
        assert "at_once(" in text or "threading" in text, place
        assert re.search(rf"\b{action.rsplit('.', 1)[-1]}\b", text), (action, place)
