"""The journal as a file that anybody can check alone, and the proof of one fact.

Neither holds personal data: only what was committed to. tools/verify_journal.py reads both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

from django.db import connection

from motcua.base.verdict import InvalidError, RefusedError
from motcua.journal import canonical, merkle, reading, sealing
from motcua.journal.models import Seal
from motcua.journal.reading import START, Cursor, StoredFact

FORMAT = "motcua.journal.1"


@dataclass(frozen=True, slots=True)
class Exported:
    """How much was written, and the digest of the last seal."""

    facts: int
    seals: int
    head: str | None


def export_jsonl(file: TextIO) -> Exported:
    """One JSON object a line: a header, the seals of a span, its facts, …, the end."""
    counted = facts = 0
    head: str | None = None
    reached = START
    _write(file, {"kind": "header", "format": FORMAT})
    for span in sealing.spans(Seal.objects.order_by("number").iterator(chunk_size=2_000)):
        for seal in span:
            counted += 1
            head = bytes(seal.digest).hex()
            _write(file, {"kind": "seal", **seal_json(seal)})
        end = Cursor(span[0].to_tx, span[0].to_id)
        facts += _write_facts(file, reading.facts(reached, end))
        reached = end
    facts += _write_facts(file, reading.facts(reached, reading.horizon()))
    _write(file, {"kind": "end", "facts": facts, "seals": counted, "head": head})
    return Exported(facts, counted, head)


def _write_facts(file: TextIO, facts: Iterable[StoredFact]) -> int:
    count = 0
    for fact in facts:
        _write(file, {"kind": "fact", **fact_json(fact)})
        count += 1
    return count


def _write(file: TextIO, line: dict[str, object]) -> None:
    file.write(canonical.respell(line) + "\n")


def fact_json(fact: StoredFact) -> dict[str, object]:
    """All that the digest and the seal cover of a fact."""
    return {
        "id": fact.id,
        "tx": fact.tx,
        "recorded_at": canonical.instant_text(fact.recorded_at),
        "verb": fact.verb,
        "subject_kind": fact.subject_kind,
        "subject_id": fact.subject_id,
        "actor_kind": fact.actor_kind,
        "actor_ref": fact.actor_ref,
        "at": canonical.instant_text(fact.at),
        "data": fact.data,
        "private_digest": None if fact.private_digest is None else fact.private_digest.hex(),
        "digest": fact.digest.hex(),
    }


def seal_json(seal: Seal) -> dict[str, object]:
    return {**sealing.head_of(seal).as_json(), "digest": bytes(seal.digest).hex()}


def fact_with_digest(digest: str) -> StoredFact:
    """The fact whose digest begins so: 16 hexadecimal characters or more, as a receipt prints.

    Reads the whole journal: a question for an operator, not for a page.
    """
    text = digest.strip().lower()
    if not re.fullmatch(r"[0-9a-f]{16,64}", text):
        raise InvalidError(
            "Mã sự kiện gồm từ 16 đến 64 ký tự 0–9, a–f; hãy chép lại từ giấy tiếp nhận."
        )
    low, high = bytes.fromhex(text.ljust(64, "0")), bytes.fromhex(text.ljust(64, "f"))
    return _one(" WHERE f.digest BETWEEN %s AND %s LIMIT 1", low, high)


def _one(where: str, *values: int | bytes) -> StoredFact:
    with connection.cursor() as cursor:
        cursor.execute(reading.STORED_WITHOUT_PRIVATE + where, values)
        row = cursor.fetchone()
    if row is None:
        raise RefusedError("Không có sự kiện nào mang mã này trong nhật ký.", code="not_found")
    return reading.stored(row)


def inclusion_proof(fact_id: int) -> dict[str, object]:
    """The fact, the path from it to its seal's root, and the seal.

    Raises `RefusedError` where there is no such fact, it awaits its seal, or it no longer lies
    under the seal's root.
    """
    return proof_of(_one(" WHERE f.id = %s", fact_id))


def proof_of(fact: StoredFact) -> dict[str, object]:
    """As `inclusion_proof`, of a fact in hand."""
    day = canonical.recorded_day(fact.recorded_at)
    place = (fact.tx, fact.id)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number FROM journal_seal WHERE day = %s AND (from_tx, from_id) < (%s, %s)"
            " AND (to_tx, to_id) >= (%s, %s)",
            [day, *place, *place],
        )
        found = cursor.fetchone()
    if found is None:
        raise RefusedError(
            "Sự kiện này chưa được niêm phong; hãy thử lại sau vài phút.", code="not_sealed"
        )
    seal = Seal.objects.get(number=found[0])
    head = sealing.head_of(seal)
    covered = [
        leaf
        for leaf in reading.leaves(head.start, head.end)
        if canonical.recorded_day(leaf.recorded_at) == day
    ]
    hashes = [leaf.hash() for leaf in covered]
    index = covered.index(fact.leaf())
    path = merkle.path(hashes, index)
    proven = merkle.root_from_path(hashes[index], index, head.count, path)
    if proven != head.root or fact.computed_digest() != fact.digest:
        raise RefusedError(
            "Các sự kiện của ngày này không còn khớp niêm phong; hãy kiểm tra cả nhật ký.",
            code="not_intact",
        )
    return {
        "kind": "proof",
        "format": FORMAT,
        "fact": fact_json(fact),
        "index": index,
        "path": [step.hex() for step in path],
        "seal": seal_json(seal),
    }
