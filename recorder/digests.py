"""The digests of a take on the disk: hashes of its Merkle leaves, read as they are written."""

from collections import deque
from pathlib import Path

from recorder.index import HeaderLine, IndexLine, L, LeafLine, canonical, read_what_is_whole
from recorder.layout import TakePaths
from recorder.merkle import MerkleTree


class TakeDigests:
    """Reads one take's leaves; :attr:`tree` holds them in their order."""

    def __init__(self, paths: TakePaths) -> None:
        self.tree = MerkleTree()
        self._paths = paths
        self._offsets: dict[Path, int] = {}
        self._known: dict[tuple[str, int, str | None], bytes] = {}
        self._waiting: deque[LeafLine] = deque()

    def read(self) -> MerkleTree:
        """Read what has been added; a leaf whose own line is not there yet waits for it, and so do those behind it."""
        self._waiting.extend(self._more(self._paths.leaves, LeafLine))
        for track in {leaf.track for leaf in self._waiting}:
            folder = self._paths.track(track)
            for header in self._more(folder.headers, HeaderLine):
                self._known[track, 0, header.file] = canonical(header.leaf(track))
            for line in self._more(folder.index, IndexLine):
                self._known[track, line.seq, None] = canonical(line.leaf(track))
        while self._waiting:
            leaf = self._waiting[0]
            data = self._known.pop((leaf.track, leaf.seq, leaf.file if leaf.seq == 0 else None), None)
            if data is None:
                break
            self.tree.append(data)
            self._waiting.popleft()
        return self.tree

    def _more(self, path: Path, model: type[L]) -> list[L]:
        lines, self._offsets[path] = read_what_is_whole(path, model, self._offsets.get(path, 0))
        return lines
