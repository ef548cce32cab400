"""Merkle trees as RFC 6962 §2.1 draws them: grown leaf by leaf in logarithmic memory. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


@dataclass(slots=True)
class Tree:
    """The right edge of a growing tree: one hash for each full subtree, largest first."""

    size: int = 0
    _edge: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """Add a leaf's hash (already prefixed with 0x00)."""
        full = self.size
        self.size += 1
        while full & 1:
            leaf = node_hash(self._edge.pop(), leaf)
            full >>= 1
        self._edge.append(leaf)

    def root(self) -> bytes:
        if not self._edge:
            return EMPTY_ROOT
        edge = iter(reversed(self._edge))
        top = next(edge)
        for left in edge:
            top = node_hash(left, top)
        return top


def path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from the leaf at `index` to the root, lowest first."""
    found: list[bytes] = []
    level = list(leaves)
    while len(level) > 1:
        sibling = index ^ 1
        if sibling < len(level):
            found.append(level[sibling])
        level = [
            node_hash(level[at], level[at + 1]) if at + 1 < len(level) else level[at]
            for at in range(0, len(level), 2)
        ]
        index >>= 1
    return found


def root_from_path(leaf: bytes, index: int, size: int, hashes: Sequence[bytes]) -> bytes | None:
    """The root that a path leads to, or None where the path does not fit the tree's size."""
    if not 0 <= index < size:
        return None
    position, last, remaining = index, size - 1, list(hashes)
    while last > 0:
        if position & 1 or position < last:
            if not remaining:
                return None
            sibling = remaining.pop(0)
            leaf = node_hash(sibling, leaf) if position & 1 else node_hash(leaf, sibling)
        position, last = position >> 1, last >> 1
    return None if remaining else leaf
