"""Merkle trees against a naive drawing of RFC 6962."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from motcua.journal.merkle import EMPTY_ROOT, Tree, path, root_from_path

sizes = st.integers(1, 200)


def leaves(size):
    return [sha256(bytes([0, number % 256, number // 256])).digest() for number in range(size)]


def naive_root(hashes):
    """RFC 6962 §2.1, word by word."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return sha256(b"\1" + naive_root(hashes[:split]) + naive_root(hashes[split:])).digest()


@given(sizes)
def test_a_growing_tree_has_the_root_of_the_standard(size):
    tree = Tree()
    for leaf in leaves(size):
        tree.append(leaf)
    assert tree.root() == naive_root(leaves(size))
    assert tree.size == size


def test_a_tree_without_leaves_has_the_empty_root():
    assert Tree().root() == EMPTY_ROOT == sha256(b"").digest()


@given(sizes, st.data())
def test_a_path_leads_to_the_root_and_no_other_does(size, data):
    hashes = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    root, steps = naive_root(hashes), path(hashes, index)
    assert root_from_path(hashes[index], index, size, steps) == root
    assert root_from_path(sha256(b"other").digest(), index, size, steps) != root
    assert root_from_path(hashes[index], index, size, [*steps, root]) != root
    assert root_from_path(hashes[index], index + size, size, steps) is None
    if steps:
        assert root_from_path(hashes[index], index, size, steps[:-1]) != root
        assert root_from_path(hashes[index], index, size, [root, *steps[1:]]) != root
