"""The tree agrees with an independent implementation, and its proofs hold for nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from recorder.merkle import MerkleTree, leaf_hash, root_of, verify_consistency, verify_inclusion

SIZES = st.integers(min_value=1, max_value=130)


def leaves(size: int) -> list[bytes]:
    """*size* different leaves."""
    return [b"fragment %d" % number for number in range(size)]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 100, 257])
def test_the_root_is_that_of_another_implementation(size: int) -> None:
    """A stranger's library comes to the same root over the same leaves."""
    oracle = InmemoryTree(algorithm="sha256")
    for leaf in leaves(size):
        oracle.append_entry(leaf)
    tree = MerkleTree(leaves(size))

    assert tree.root() == oracle.get_root()
    assert tree.root() == root_of([leaf_hash(leaf) for leaf in leaves(size)])


def test_an_earlier_root_can_still_be_said() -> None:
    """A tree that grew still knows what it swore to when it was smaller."""
    tree = MerkleTree(leaves(100))

    assert all(tree.root(size) == MerkleTree(leaves(size)).root() for size in range(101))


@settings(max_examples=60, deadline=None)
@given(SIZES, st.data())
def test_each_leaf_is_proven_to_be_in_the_tree(size: int, data: st.DataObject) -> None:
    """An extract of one fragment can be proven against the root, and no other fragment with it."""
    tree = MerkleTree(leaves(size))
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    path = tree.inclusion(index)

    assert verify_inclusion(leaves(size)[index], index, size, path, tree.root())
    assert not verify_inclusion(b"another", index, size, path, tree.root())
    assert not verify_inclusion(leaves(size)[index], index, size, [*path, bytes(32)], tree.root())
    assert not verify_inclusion(leaves(size)[index], size, size, path, tree.root())
    if size > 1:
        assert not verify_inclusion(leaves(size)[index], index, size, path[1:], tree.root())
        assert not verify_inclusion(leaves(size)[index], (index + 1) % size, size, path, tree.root())


@settings(max_examples=60, deadline=None)
@given(SIZES, st.data())
def test_a_tree_is_proven_to_have_only_grown(size: int, data: st.DataObject) -> None:
    """A court that kept an earlier checkpoint can check that nothing before it was changed."""
    earlier = data.draw(st.integers(min_value=1, max_value=size))
    tree = MerkleTree(leaves(size))
    before = tree.root(earlier)
    path = tree.consistency(earlier)
    changed = MerkleTree([b"changed", *leaves(size)[1:]])

    assert verify_consistency(earlier, before, size, tree.root(), path)
    assert not verify_consistency(earlier, before, size, changed.root(), changed.consistency(earlier))
    assert not verify_consistency(earlier, before, size, changed.root(), path)
    assert not verify_consistency(earlier, before, size, tree.root(), [*path, bytes(32)])


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=2, max_value=60), st.data())
def test_consistency_agrees_with_the_oracle(size: int, data: st.DataObject) -> None:
    """Our proof of growth uses the same nodes that the other implementation's roots are made of."""
    earlier = data.draw(st.integers(min_value=1, max_value=size))
    oracle = InmemoryTree(algorithm="sha256")
    for leaf in leaves(size):
        oracle.append_entry(leaf)
    tree = MerkleTree(leaves(size))

    path = tree.consistency(earlier)
    assert verify_consistency(earlier, oracle.get_root(earlier), size, oracle.get_root(size), path)


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 5), (0, 0)])
def test_a_proof_of_what_is_not_there_is_refused(index: int, size: int) -> None:
    """There is no proof for a leaf that does not exist."""
    with pytest.raises(ValueError, match=r"no leaf|leaves, not"):
        MerkleTree(leaves(4)).inclusion(index, size)


@pytest.mark.parametrize("earlier", [0, 5])
def test_growth_from_what_never_was_is_refused(earlier: int) -> None:
    """There is no proof from a tree that was never there."""
    with pytest.raises(ValueError, match="No tree of"):
        MerkleTree(leaves(4)).consistency(earlier)


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=1, max_value=60), st.data())
def test_a_leafs_path_is_that_of_the_oracle(size: int, data: st.DataObject) -> None:
    """The same nodes lie on the way from a leaf to the root, whoever makes the proof; and the oracle accepts it."""
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    oracle = InmemoryTree(algorithm="sha256")
    for leaf in leaves(size):
        oracle.append_entry(leaf)
    proof = oracle.prove_inclusion(index + 1, size)

    assert MerkleTree(leaves(size)).inclusion(index) == [bytes(node) for node in proof.path[1:]]
