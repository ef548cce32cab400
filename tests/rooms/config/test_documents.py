"""docs/operations.md tells the truth about settings: each is there, and no other."""

from __future__ import annotations

import re

from motcua.config.places import ROOT

VARIABLE = re.compile(r"\bMOTCUA_[A-Z_]+[A-Z]\b")


def test_every_setting_is_in_the_table_and_no_other():
    sources = [path for path in (ROOT / "src").rglob("*.py") if "__pycache__" not in path.parts]
    read = {name for path in sources for name in VARIABLE.findall(path.read_text("utf-8"))}
    text = (ROOT / "docs" / "operations.md").read_text("utf-8")
    rows = set(re.findall(r"^\| `(MOTCUA_[A-Z_]+)` \|", text, re.MULTILINE))
    assert rows == read


def test_what_is_vendored_is_named_with_its_digest():
    import hashlib

    from motcua.config.bootstrap import PIP, PIP_SHA256

    assert hashlib.sha256(PIP.read_bytes()).hexdigest() == PIP_SHA256
    assert f"{PIP_SHA256}  {PIP.relative_to(ROOT)}" in (ROOT / "NOTICE").read_text("utf-8")


def test_both_locks_pin_the_same_versions_of_what_the_product_runs_on():
    pinned = [
        dict(re.findall(r"^([a-z0-9._-]+)(?:\[[^]]*\])?==(\S+)", (ROOT / name).read_text("utf-8"), re.MULTILINE))
        for name in ("requirements.txt", "requirements-test.txt")
    ]  # fmt: skip
    runtime, test = pinned
    assert runtime.items() <= test.items()


def test_no_lock_names_the_host_of_a_registry():
    for name in ("requirements.txt", "requirements-test.txt"):
        assert "://" not in (ROOT / name).read_text("utf-8")
