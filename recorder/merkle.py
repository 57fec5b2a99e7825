"""The tree that proves a record whole: RFC 6962 §2.1, growing leaf by leaf.

A leaf is ``SHA-256(0x00 ‖ data)``, a node ``SHA-256(0x01 ‖ left ‖ right)``, the empty tree SHA-256 of nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of a node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """Largest power of two below *size*."""
    return 1 << (size - 1).bit_length() - 1


class MerkleTree:
    """A tree over leaves in their order; keeps the leaves' hashes, 32 bytes each."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self._hashes: list[bytes] = []
        self._peaks: list[tuple[int, bytes]] = []  # Whole subtrees from left to right: size, hash.
        for data in leaves:
            self.append(data)

    def __len__(self) -> int:
        return len(self._hashes)

    def append(self, data: bytes) -> bytes:
        """Add a leaf; return its hash."""
        return self.add(leaf_hash(data))

    def hashes(self, first: int, last: int) -> list[bytes]:
        """Return the hashes of leaves *first* to before *last*."""
        return self._hashes[first:last]

    def add(self, added: bytes) -> bytes:
        """Add a leaf that is hashed already; return its hash."""
        self._hashes.append(added)
        size, top = 1, added
        while self._peaks and self._peaks[-1][0] == size:
            _, left = self._peaks.pop()
            size, top = 2 * size, node_hash(left, top)
        self._peaks.append((size, top))
        return added

    def root(self, size: int | None = None) -> bytes:
        """Root over all leaves, or over the first *size*.

        Raises:
            ValueError: the tree never had *size* leaves.
        """
        if size is not None and size != len(self):
            self._check(size)
            return self._subtree(0, size)
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        top = self._peaks[-1][1]
        for _, left in reversed(self._peaks[:-1]):
            top = node_hash(left, top)
        return top

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Audit path of leaf *index* in the tree of the first *size* leaves (RFC 6962 §2.1.1).

        Raises:
            ValueError: there is no such leaf.
        """
        size = len(self) if size is None else size
        self._check(size)
        if not 0 <= index < size:
            raise ValueError(f"A tree of {size} leaves has no leaf {index}. Count from 0.")
        path: list[bytes] = []
        first, last = 0, size
        while last - first > 1:
            middle = first + _split(last - first)
            if index < middle:
                path.append(self._subtree(middle, last))
                last = middle
            else:
                path.append(self._subtree(first, middle))
                first = middle
        return path[::-1]

    def consistency(self, earlier: int, size: int | None = None) -> list[bytes]:
        """Proof that the first *earlier* leaves are still the same (RFC 6962 §2.1.2).

        Raises:
            ValueError: *earlier* is not between 1 and the later size.
        """
        size = len(self) if size is None else size
        self._check(size)
        if not 1 <= earlier <= size:
            raise ValueError(f"No tree of {earlier} leaves came before one of {size}. Give 1 to {size}.")
        path: list[bytes] = []
        first, last, is_whole = 0, size, True
        while earlier != last:
            middle = first + _split(last - first)
            if earlier <= middle:
                path.append(self._subtree(middle, last))
                last = middle
            else:
                path.append(self._subtree(first, middle))
                first, is_whole = middle, False
        if not is_whole:
            path.append(self._subtree(first, last))
        return path[::-1]

    def _check(self, size: int) -> None:
        if not 0 <= size <= len(self):
            raise ValueError(f"The tree has {len(self)} leaves, not {size}. Ask for fewer.")

    def _subtree(self, first: int, last: int) -> bytes:
        return root_of(self._hashes[first:last])


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Root over leaves that are hashed already."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    level = list(hashes)
    while len(level) > 1:
        paired = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether *path* proves that *leaf* (its data) is number *index* of the *size* leaves under *root*.

    Algorithm: RFC 9162 §2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    here, last, top = index, size - 1, leaf_hash(leaf)
    for sibling in path:
        if last == 0:
            return False
        if here & 1 or here == last:
            top = node_hash(sibling, top)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            top = node_hash(top, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and top == root


def verify_consistency(earlier: int, earlier_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether *path* proves that the tree of *earlier* leaves lies unchanged in that of *size*.

    Algorithm: RFC 9162 §2.1.4.2.
    """
    if earlier == size:
        return not path and earlier_root == root
    if not 0 < earlier < size or not path:
        return False
    proof = list(path)
    if earlier & (earlier - 1) == 0:
        proof.insert(0, earlier_root)
    here, last = earlier - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = proof[0]
    for sibling in proof[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not here & 1 and here:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        here, last = here >> 1, last >> 1
    return last == 0 and old == earlier_root and new == root
