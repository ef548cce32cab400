"""What the command line offers of the journal: each returns (exit code, text).

0 all is well, 1 the journal is not intact, 2 what was asked for cannot be given.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from motcua.base.verdict import RefusedError
from motcua.journal import actions, exporting, verification

OK, NOT_INTACT, NOT_POSSIBLE = 0, 1, 2


def verify(
    *,
    as_json: bool = False,
    known: Mapping[int, str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> tuple[int, str]:
    """`motcua journal verify [--json] [--seal NUMBER:DIGEST …]`."""
    report = verification.verify(progress, known=known)
    code = OK if report.ok else NOT_INTACT
    if not as_json:
        return code, verification.sentence_of_report(report)
    return code, json.dumps(
        {
            "ok": report.ok,
            "facts": report.facts,
            "seals": report.seals,
            "unsealed": report.unsealed,
            "head": None
            if report.head is None
            else {"number": report.head[0], "digest": report.head[1]},
            "findings": [
                {
                    "day": finding.day.isoformat() if finding.day else None,
                    "kind": finding.kind.value,
                    "sentence": finding.sentence,
                    "count": finding.count,
                    "numbers": list(finding.numbers),
                }
                for finding in report.findings
            ],
            "remarks": list(report.remarks),
        },
        ensure_ascii=False,
    )


def export(path: Path) -> tuple[int, str]:
    """`motcua journal export FILE`."""
    try:
        with path.open("w", encoding="utf-8") as file:
            done = exporting.export_jsonl(file)
    except OSError as error:
        return NOT_POSSIBLE, f"Không ghi được {path}: {error.strerror}."
    return OK, f"Đã xuất {done.facts} sự kiện và {done.seals} niêm phong vào {path}."


def proof(digest: str) -> tuple[int, str]:
    """`motcua journal proof DIGEST`: the proof as JSON, for tools/verify_journal.py."""
    try:
        found = exporting.proof_of(exporting.fact_with_digest(digest))
    except RefusedError as refusal:
        return (NOT_INTACT if refusal.code == "not_intact" else NOT_POSSIBLE), str(refusal)
    return OK, json.dumps(found, ensure_ascii=False, indent=2)


def seal() -> tuple[int, str]:
    """`motcua journal seal`: what the worker does each minute, at once."""
    heads = actions.seal()
    if not heads:
        return OK, "Không có sự kiện mới cần niêm phong."
    count = sum(head.count for head in heads)
    return OK, (
        f"Đã niêm phong {count} sự kiện. Niêm phong mới nhất: số {heads[-1].number},"
        f" mã {heads[-1].digest().hex()}."
    )
