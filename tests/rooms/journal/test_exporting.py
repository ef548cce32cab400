"""An export and a proof are checked by a script that knows nothing of the system."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from motcua.base.verdict import InvalidError, RefusedError
from motcua.journal import actions, commands, exporting, queries

pytestmark = pytest.mark.usefixtures("journal")
SCRIPT = Path(__file__).parents[3] / "tools" / "verify_journal.py"
DAYS = ["2025-03-03", "2025-03-04", "2025-03-05"]


def check(*arguments):
    """Run the script as a stranger would: an isolated interpreter, no packages."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", SCRIPT, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def ids(load, fact):
    numbers = load(DAYS, private={"person": "Đặng Thị Hường"})
    actions.seal()
    actions.record([fact(100), fact(101)])
    actions.seal()
    actions.record([fact(102)])
    return numbers


@pytest.fixture
def exported(ids, tmp_path):
    path = tmp_path / "journal.jsonl"
    assert commands.export(path)[0] == commands.OK
    return path


def rewrite(path, change):
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    lines = change(lines) or lines
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def test_the_script_is_short_and_needs_nothing():
    text = SCRIPT.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 200
    assert "motcua." not in "".join(line for line in text.splitlines() if "import" in line)


def test_an_export_is_whole_and_holds_no_personal_data(exported):
    code, said = check(exported)
    assert code == 0, said
    assert "16 sự kiện" in said
    assert queries.latest_seal().digest().hex() in said
    assert "Hường" not in exported.read_text(encoding="utf-8")


def test_an_empty_journal_is_whole(tmp_path):
    path = tmp_path / "journal.jsonl"
    commands.export(path)
    assert check(path)[0] == 0


def facts_of(lines):
    return [line for line in lines if line["kind"] == "fact"]


def seals_of(lines):
    return [line for line in lines if line["kind"] == "seal"]


def alter(lines):
    facts_of(lines)[5]["data"]["note"] = "khác"


def alter_with_digest(lines):
    changed, other = facts_of(lines)[5:7]
    for key in set(changed) - {"id", "tx", "recorded_at"}:
        changed[key] = other[key]


def delete(lines):
    lines.remove(facts_of(lines)[6])
    lines[-1]["facts"] -= 1


def insert(lines):
    copy = {**facts_of(lines)[6], "recorded_at": "2025-03-04T01:30:00.000000Z"}
    copy["id"] += 1_000_000
    lines.insert(lines.index(facts_of(lines)[13]), copy)
    lines[-1]["facts"] += 1


def swap(lines):
    one, two = facts_of(lines)[1:3]
    first, second = lines.index(one), lines.index(two)
    lines[first], lines[second] = two, one


def swap_numbers(lines):
    one, two = facts_of(lines)[1:3]
    one["id"], two["id"] = two["id"], one["id"]
    swap(lines)


def back_date(lines):
    facts_of(lines)[6]["recorded_at"] = "2025-03-03T01:30:00.000000Z"


def alter_seal(lines):
    seals_of(lines)[1]["count"] = 3


def add_to_seal(lines):
    seals_of(lines)[1]["note"] = "thêm"


def delete_seal(lines):
    lines.remove(seals_of(lines)[1])
    lines[-1]["seals"] -= 1


def cut_off(lines):
    del lines[-2:]


def lengthen(lines):
    lines.append(facts_of(lines)[-1])


@pytest.mark.parametrize(
    ("change", "day"),
    [
        (alter, "2025-03-04"),
        (alter_with_digest, "2025-03-04"),
        (delete, "2025-03-04"),
        (insert, "2025-03-04"),
        (swap, "2025-03-03"),
        (swap_numbers, "2025-03-03"),
        (back_date, "2025-03-04"),
        (alter_seal, "2025-03-04"),
        (add_to_seal, "2025-03-04"),
        (delete_seal, "2025-03-05"),
        (cut_off, "kết thúc"),
        (lengthen, "kết thúc"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_a_changed_export_is_found(change, day, exported):
    rewrite(exported, change)
    code, said = check(exported)
    assert code == 1, said
    assert day in said


def test_an_export_is_compared_with_digests_that_were_published(exported):
    head = queries.latest_seal()
    assert check(exported, "--seal", f"{head.number}:{head.digest().hex()}")[0] == 0
    code, said = check(exported, "--seal", f"{head.number}:{'0' * 64}")
    assert code == 1
    assert "công bố" in said


@pytest.mark.parametrize("content", ["", "không phải JSON", '{"kind":"proof"}', "[1]"])
def test_what_is_no_journal_is_said(content, tmp_path):
    path = tmp_path / "other"
    path.write_text(content, encoding="utf-8")
    assert check(path)[0] == 2
    assert check(tmp_path / "missing")[0] == 2


@pytest.mark.parametrize("place", range(0, 12, 3))
def test_a_proof_holds(place, ids, exported, tmp_path):
    path = tmp_path / "proof.json"
    digest = exporting.inclusion_proof(ids[place])["fact"]["digest"]
    code, text = commands.proof(digest[:16].upper())
    assert code == commands.OK
    path.write_text(text, encoding="utf-8")
    code, said = check(path, "--journal", exported)
    assert code == 0, said
    seal = json.loads(text)["seal"]
    assert check(path, "--seal", f"{seal['number']}:{seal['digest']}")[0] == 0
    assert check(path, "--seal", f"{seal['number']}:{'0' * 64}")[0] == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda proof: proof["fact"]["data"].update(note="khác"),
        lambda proof: proof["fact"].update(recorded_at="2025-03-04T02:30:00.000000Z"),
        lambda proof: proof["fact"].update(recorded_at="2025-03-03T02:30:00.000000Z"),
        lambda proof: proof.update(index=proof["index"] + 1),
        lambda proof: proof.update(index=proof["index"] + 4),
        lambda proof: proof["path"].reverse(),
        lambda proof: proof["path"].pop(),
        lambda proof: proof["path"].append("00" * 32),
        lambda proof: proof["seal"].update(root="00" * 32),
        lambda proof: proof["seal"].update(count=5),
        lambda proof: proof["seal"].update(digest="00" * 32),
    ],
)
def test_a_changed_proof_is_found(change, ids, tmp_path):
    proof = exporting.inclusion_proof(ids[5])
    change(proof)
    path = tmp_path / "proof.json"
    path.write_text(json.dumps(proof), encoding="utf-8")
    assert check(path)[0] == 1


def test_a_proof_from_another_journal_is_found(ids, exported, tmp_path):
    proof = tmp_path / "proof.json"
    proof.write_text(json.dumps(exporting.inclusion_proof(ids[5])), encoding="utf-8")
    rewrite(exported, lambda lines: [line for line in lines if line["kind"] != "seal"])
    code, said = check(proof, "--journal", exported)
    assert code == 1
    assert "không có trong nhật ký" in said


def test_no_proof_before_the_seal(ids):
    (waiting,) = queries.facts_about("test", 102)
    with pytest.raises(RefusedError, match="chưa được niêm phong"):
        exporting.inclusion_proof(waiting.id)
    assert commands.proof(waiting.digest) == (
        commands.NOT_POSSIBLE,
        "Sự kiện này chưa được niêm phong; hãy thử lại sau vài phút.",
    )


def test_no_proof_of_what_is_not_there(ids):
    assert commands.proof("ab" * 32)[0] == commands.NOT_POSSIBLE
    with pytest.raises(InvalidError, match="chép lại"):
        exporting.fact_with_digest("ngắn")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_fact SET actor_ref = '18' WHERE id = {5}",
        "DELETE FROM journal_fact WHERE id = {6}",
    ],
)
def test_no_proof_of_what_was_changed(statement, ids, behind_its_back):
    (digest,) = (
        view.digest for view in queries.facts_about_many("test", range(12))[5] if view.id == ids[5]
    )
    with behind_its_back() as cursor:
        cursor.execute(statement.format(*ids))
    code, said = commands.proof(digest)
    assert code == commands.NOT_INTACT
    assert "không còn khớp niêm phong" in said
