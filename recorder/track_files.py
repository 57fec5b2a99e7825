"""The files of one track while it is written: media first, then the lines that acknowledge it."""

from recorder.durable import AppendFile, make_folder
from recorder.failpoint import reached
from recorder.index import ClockLine, HeaderLine, IndexLine, line_bytes, sha256_hex
from recorder.layout import TrackPaths, media_name


class TrackFiles:
    """Append-only files of a track. Whatever fails is taken back, so that files end with whole fragments."""

    def __init__(self, paths: TrackPaths) -> None:
        make_folder(paths.folder)
        self.paths = paths
        self._index = AppendFile(paths.index)
        self._media: AppendFile | None = None
        self._synced_size = 0

    @property
    def is_open(self) -> bool:
        """Whether there is a track file to add to."""
        return self._media is not None

    @property
    def media_name(self) -> str:
        """Name of the track file that is written."""
        assert self._media is not None, "a fragment needs a file"
        return self._media.path.name

    def open_media(self, start: int, header: bytes) -> HeaderLine:
        """Begin a track file for fragments from *start* on; returns once its header is acknowledged.

        Raises:
            OSError: there is no such file, as before.
        """
        self.close_media()
        step = 0
        while (path := self.paths.media(media_name(start + step))).exists():
            step += 1_000_000
        media = AppendFile(path)
        try:
            media.append(header)
            reached("file.header-added")
            media.sync()
            reached("file.header-synced")
            line = HeaderLine(file=path.name, bytes=len(header), sha256=sha256_hex(header))
            with AppendFile(self.paths.headers) as headers:
                headers.append_synced(line_bytes(line))
                reached("file.acknowledged")
        except OSError:
            media.close()
            path.unlink()
            raise
        self._media = media
        self._synced_size = media.size
        return line

    def add_media(self, content: bytes) -> int:
        """Write a fragment; return its offset. It counts only after :meth:`acknowledge`."""
        assert self._media is not None, "a fragment needs a file"
        offset = self._media.append(content)
        reached("media.added")
        return offset

    def sync_media(self) -> None:
        """Bring the fragments that were added to the disk."""
        assert self._media is not None, "a fragment needs a file"
        self._media.sync()
        reached("media.synced")

    def acknowledge(self, lines: list[IndexLine]) -> None:
        """Bring the lines of synced fragments to the disk: now they count.

        Raises:
            OSError: none of them does.
        """
        assert self._media is not None, "a fragment needs a file"
        self._index.append_synced(b"".join([line_bytes(line) for line in lines]))
        reached("index.synced")
        self._synced_size = self._media.size

    def add_clock(self, lines: list[ClockLine]) -> None:
        """Bring lines about the source's clock to the disk.

        Raises:
            OSError: none of them is.
        """
        with AppendFile(self.paths.clock) as clock:
            clock.append_synced(b"".join([line_bytes(line) for line in lines]))
            reached("clock.synced")

    def take_back(self) -> None:
        """Cut the track file back to the last acknowledged fragment."""
        if self._media is not None and self._media.size > self._synced_size:
            self._media.cut(self._synced_size)

    def close_media(self) -> None:
        """Finish the track file; the next fragment needs another."""
        if self._media is not None:
            self._media.close()
            self._media = None

    def close(self) -> None:
        """Let go of all files."""
        self.close_media()
        self._index.close()
