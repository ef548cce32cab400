"""The rules of the house that no linter knows."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "motcua"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)
FORBIDDEN_NAMES = {
    "utils", "helpers", "common", "core", "misc", "manager", "service", "data", "info"
}  # fmt: skip
MOST_LINES = 400


def _floors() -> dict[str, int]:
    """Room to floor, the ground being 0, as the import contract has it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(c["layers"] for c in contracts["contracts"] if c["type"] == "layers")
    return {
        room.strip(" ()"): floor
        for floor, layer in enumerate(reversed(layers))
        for room in layer.split("|")
    }


def _ours():
    return [model for model in apps.get_models() if model.__module__.startswith("motcua.")]


def test_foreign_keys_point_down_and_leave_no_way_back():
    floors = _floors()
    wrong = []
    for model in _ours():
        for field in model._meta.get_fields():
            target = field.related_model
            if not field.concrete or target is None or target not in _ours():
                continue
            own, other = model._meta.app_label, target._meta.app_label
            if own == other:
                continue
            if floors[other] >= floors[own] or not field.remote_field.hidden:
                wrong.append(f"{model.__name__}.{field.name}")
    assert wrong == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_module_is_short_well_named_and_finished(path):
    text = path.read_text()
    assert len(text.splitlines()) <= MOST_LINES
    assert path.stem not in FORBIDDEN_NAMES
    assert not re.search(r"except\s*(\(?\s*(Base)?Exception\b[^:]*)?:", text), "a broad except"


def test_every_room_says_what_it_is_for():
    silent = [
        room.name
        for room in SOURCE.iterdir()
        if (room / "__init__.py").exists() and len((room / "__init__.py").read_text()) < 60
    ]
    assert silent == []


def test_every_model_has_a_row_in_the_glossary():
    glossary = (ROOT / "docs" / "glossary.md").read_text()
    missing = [m.__name__ for m in _ours() if f"`{m.__name__}`" not in glossary]
    assert missing == []


def test_every_setting_is_documented():
    pages = (ROOT / "docs" / "operations.md").read_text()
    names = set()
    for path in SOURCE.rglob("*.py"):
        names |= set(re.findall(r"[\"'](MOTCUA_[A-Z_]+|DATABASE_URL)[\"']", path.read_text()))
    assert sorted(name for name in names if f"`{name}`" not in pages) == []


def test_the_floor_map_in_the_docs_is_the_contract():
    page = (ROOT / "docs" / "floors.md").read_text()
    assert [room for room in _floors() if f"`{room}`" not in page] == []


@pytest.mark.django_db
def test_every_effective_dated_table_forbids_overlap():
    """A table with both ends of a period carries an exclusion constraint, or says why not."""
    dated = [
        model._meta.db_table
        for model in _ours()
        if {"effective_from", "effective_to"} <= {f.name for f in model._meta.get_fields()}
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'x'")
        guarded = {row[0] for row in cursor.fetchall()}
    several_at_once = {
        "accounts_post": "one person may hold one role in several units, and a unit several people",
    }
    assert sorted(set(dated) - guarded - set(several_at_once)) == []


def test_nothing_is_fetched_from_another_host():
    """Pages, styles and scripts name no other host (links in texts of law excepted)."""
    names_a_host = re.compile(r"""(?:src|href|url\(|import)[=(\s]*["']?(https?://[^"')\s]+)""")
    found = [
        f"{path.name}: {hit}"
        for path in SOURCE.rglob("*")
        if path.suffix in {".html", ".css", ".js"} and ".min." not in path.name
        for hit in names_a_host.findall(path.read_text())
    ]
    assert found == []
