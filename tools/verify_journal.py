#!/usr/bin/env python3
"""Check an exported journal of Một Cửa, or the proof of one fact, alone.

    python3 verify_journal.py FILE [--journal journal.jsonl] [--seal NUMBER:DIGEST …]

Needs Python 3.9 or later and nothing else: no access to the system, no network. `--seal` gives
digests that you noted or saw published: only they show that the file was not made anew.
Exit code: 0 intact, 1 not intact, 2 cannot be read.
"""

import argparse
import hashlib
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

FACT = "verb,subject_kind,subject_id,actor_kind,actor_ref,at,data,private_digest"


def canonical(value: object) -> bytes:
    """UTF-8 JSON: sorted keys, no spaces, nothing escaped that need not be."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def fact_digest(fact: dict) -> str:
    return sha256(canonical(["motcua.fact.1", *(fact[key] for key in FACT.split(","))])).hex()


def leaf_of(fact: dict) -> bytes:
    return sha256(b"\0", canonical([fact[key] for key in ("id", "tx", "recorded_at", "digest")]))


def seal_digest(seal: dict) -> str:
    fields = {key: value for key, value in seal.items() if key not in {"kind", "digest"}}
    return sha256(canonical(["motcua.seal.1", fields])).hex()


def day_of(fact: dict) -> str:
    """The day in Vietnam on which the fact was recorded."""
    return str((datetime.fromisoformat(fact["recorded_at"][:-1]) + timedelta(hours=7)).date())


class Tree:
    """A Merkle tree after RFC 6962, kept as the hashes of its full subtrees."""

    def __init__(self) -> None:
        self.count, self.full = 0, []

    def add(self, leaf: bytes) -> None:
        level = 0
        while self.full and self.full[-1][0] == level:
            leaf, level = sha256(b"\1", self.full.pop()[1], leaf), level + 1
        self.full.append((level, leaf))
        self.count += 1

    def root(self) -> str:
        top = self.full[-1][1]
        for _, left in reversed(self.full[:-1]):
            top = sha256(b"\1", left, top)
        return top.hex()


class Journal:
    """Takes an export line by line; `wrong` gathers what does not hold."""

    def __init__(self, path: str, published: dict) -> None:
        self.wrong, self.digests, self.span, self.trees = [], {}, [], {}
        self.facts, self.ended, self.last, self.place, self.reached = 0, False, None, (0, 0), (0, 0)
        with Path(path).open(encoding="utf-8") as file:
            for line in file:
                self.take(json.loads(line))
        if not self.ended:
            self.wrong.append("tệp bị cắt: không có dòng kết thúc")
        for number, digest in published.items():
            if self.digests.get(number) != digest:
                self.wrong.append(f"niêm phong số {number} khác với mã đã công bố")

    def take(self, line: dict) -> None:
        if self.ended:
            self.wrong.append("có dòng sau dòng kết thúc")
        takers = {"header": self.header, "seal": self.seal, "fact": self.fact, "end": self.end}
        takers[line["kind"]](line)

    def header(self, line: dict) -> None:
        self.wrong += [] if line["format"] == "motcua.journal.1" else ["định dạng lạ"]

    def seal(self, seal: dict) -> None:
        if self.span and end_of(seal) != end_of(self.span[0]):
            self.close_span()
        where = f"ngày {seal['day']}: niêm phong số {seal['number']}"
        before, chained = self.last or (0, "00" * 32)
        if seal_digest(seal) != seal["digest"]:
            self.wrong.append(f"{where} đã bị sửa")
        if seal["number"] != before + 1 or seal["previous"] != chained:
            self.wrong.append(f"{where} không nối với số {before}")
        if (seal["from_tx"], seal["from_id"]) != self.reached:
            self.wrong.append(f"{where} không bắt đầu ở chỗ niêm phong trước kết thúc")
        self.digests[seal["number"]] = seal["digest"]
        self.span.append(seal)
        self.last = seal["number"], seal["digest"]

    def fact(self, fact: dict) -> None:
        place, day = (fact["tx"], fact["id"]), day_of(fact)
        where = f"ngày {day}: sự kiện {fact['id']}"
        if self.span and place > end_of(self.span[0]):
            self.close_span()
        if place <= self.place:
            self.wrong.append(f"{where} sai thứ tự")
        if fact_digest(fact) != fact["digest"]:
            self.wrong.append(f"{where} đã bị sửa nội dung")
        self.place, self.facts = place, self.facts + 1
        self.trees.setdefault(day, Tree()).add(leaf_of(fact))

    def end(self, line: dict) -> None:
        self.close_span()
        self.ended, head = True, self.last[1] if self.last else None
        if [line["facts"], line["seals"], line["head"]] != [self.facts, len(self.digests), head]:
            self.wrong.append("dòng kết thúc không khớp với những gì có trong tệp")

    def close_span(self) -> None:
        """Compare the facts since the last span with its seals; the last ones may await theirs."""
        for seal in self.span:
            self.reached = end_of(seal)
            tree, day = self.trees.pop(seal["day"], Tree()), seal["day"]
            if tree.count != seal["count"]:
                how = "thiếu" if tree.count < seal["count"] else "thừa"
                self.wrong.append(f"ngày {day}: {how} {abs(tree.count - seal['count'])} sự kiện")
            elif tree.root() != seal["root"]:
                self.wrong.append(f"ngày {day}: sự kiện không khớp niêm phong số {seal['number']}")
        for day, tree in self.trees.items() if self.span else ():
            self.wrong.append(f"ngày {day}: thừa {tree.count} sự kiện ngoài niêm phong")
        self.span, self.trees = [], {}


def end_of(seal: dict) -> tuple:
    return seal["to_tx"], seal["to_id"]


def leads_to_root(proof: dict) -> bool:
    node, index, last = leaf_of(proof["fact"]), proof["index"], proof["seal"]["count"] - 1
    path, fits = [bytes.fromhex(step) for step in proof["path"]], 0 <= index <= last
    while last > 0 and fits:
        if index % 2 or index < last:
            fits, other = bool(path), path.pop(0) if path else b""
            node = sha256(b"\1", other, node) if index % 2 else sha256(b"\1", node, other)
        index, last = index // 2, last // 2
    return fits and not path and node.hex() == proof["seal"]["root"]


def check_proof(proof: dict, journal: "Journal | None", published: dict) -> list:
    fact, seal = proof["fact"], proof["seal"]
    number, digest = seal["number"], seal["digest"]
    checks = {
        "nội dung sự kiện không khớp mã của nó": fact_digest(fact) == fact["digest"],
        "sự kiện không thuộc ngày của niêm phong": day_of(fact) == seal["day"],
        "đường dẫn không tới gốc của niêm phong": leads_to_root(proof),
        "niêm phong đã bị sửa": seal_digest(seal) == digest,
        "niêm phong không có trong nhật ký": not journal or journal.digests.get(number) == digest,
        "niêm phong khác với mã đã công bố": published.get(number, digest) == digest,
    }
    return [sentence for sentence, holds in checks.items() if not holds]


def check(given: argparse.Namespace) -> tuple:
    """What is wrong, and the sentence for the case that nothing is."""
    published = {int(seal.split(":")[0]): seal.split(":")[1].lower() for seal in given.seal}
    with Path(given.file).open(encoding="utf-8") as file:
        is_journal = '"header"' in file.readline()
    source = given.file if is_journal else given.journal
    journal = Journal(source, published) if source else None
    if is_journal:
        head = "số {}, {}".format(*journal.last or (0, "chưa có"))
        return journal.wrong, f"{journal.facts} sự kiện; niêm phong mới nhất: {head}"
    proof = json.loads(Path(given.file).read_text(encoding="utf-8"))
    wrong = check_proof(proof, journal, published) + (journal.wrong if journal else [])
    return wrong, "có trong niêm phong số {number}, ngày {day}, {digest}".format(**proof["seal"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", help="an exported journal, or a proof")
    parser.add_argument("--journal", help="the exported journal that the proof must agree with")
    parser.add_argument("--seal", action="append", default=[], metavar="NUMBER:DIGEST")
    try:
        wrong, said = check(parser.parse_args())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        sys.stderr.write(f"Không đọc được: {error!r}\n")
        return 2
    sys.stdout.write("".join(f"SAI: {sentence}\n" for sentence in wrong) or f"ĐÚNG: {said}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
