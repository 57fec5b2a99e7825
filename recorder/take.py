"""A take: one writer's recording in one sitting.

Tracks take samples from any thread; :meth:`Take.flush`, called about ten times a second by one thread, writes what
is complete: media of all tracks, then the lines that acknowledge it, then leaves, and every few seconds a signed
checkpoint. After a crash :meth:`Take.open` cuts back to the last acknowledged fragment and goes on.
"""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hearing.ids import HearingId, TakeName
from recorder.durable import AppendFile, make_folder, store_fault, write_whole
from recorder.errors import KeyRefused, RecordDamaged, StoreFault, TakeMismatch, TakeSealed
from recorder.failpoint import reached
from recorder.index import About, IndexLine, LeafLine, TrackLine, WrittenLine, canonical, line_bytes
from recorder.keys import public_hex
from recorder.layout import TakePaths, take_paths
from recorder.repair import OwedLeaf, Repaired, fragment_leaf, missing_leaves, repair_take
from recorder.sample import Kind
from recorder.seals import Checkpoint, make_checkpoint
from recorder.signing import SigningKey, Sm2Key
from recorder.track import History, Track, TrackState

SEAL_EVERY_MS = 2000


class TakeAbout(BaseModel):
    """Which take it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hearing: HearingId
    case: str
    take: TakeName
    writer: str
    zero_at: int
    """UTC milliseconds of the timeline's zero."""
    fence: int = Field(default=1, ge=1)
    """Number of the lease under which this writer writes; goes into each line."""


class Take:
    """One writer's recording in one sitting; see :meth:`open`."""

    def __init__(
        self, paths: TakePaths, about: TakeAbout, key: SigningKey, now: Callable[[], int], found: Repaired
    ) -> None:
        self.paths = paths
        self.about = about
        self._key, self._now = key, now
        self._lock = threading.RLock()
        self._known, self._histories = found.tracks, found.histories
        self._tree, self._seal = found.tree, found.seal
        self._owed = missing_leaves(found.owed)
        self._tracks: dict[str, Track] = {}
        self._unreported: list[IndexLine] = []
        self._stretch: tuple[int, int | None] | None = None
        self._leaves = AppendFile(paths.leaves)
        self._seals = AppendFile(paths.seals)
        self._sealed_at = now()
        self.unsigned = ""
        """Why the last seal is not signed, in words; media is written meanwhile."""

    @classmethod
    def open(cls, store: Path, about: TakeAbout, key: SigningKey, now: Callable[[], int]) -> Self:
        """Begin the take below *store* (``DATA/records``), or repair it and go on after a crash.

        *now* gives UTC milliseconds by the panel's clock. The same writer may open it again with a later fence.

        Raises:
            BadName: a name in *about* would lie elsewhere.
            TakeMismatch: another take, or another key's, lies there.
            TakeSealed: it has its final seal.
            RecordDamaged: acknowledged bytes are missing; begin the next take.
            StoreFault: the disk refused, or another process writes this take.
        """
        paths = take_paths(store, about.case, about.hearing, about.take)
        try:
            if paths.ended.exists():
                raise TakeSealed(f"{paths.folder}: the court has sealed it in its writer's place. Begin the next take.")
            make_folder(paths.folder)
            with AppendFile(paths.leaves) as guard:
                guard.lock()
                cls._claim(paths, about, key)
                reached("take.claimed")
                found = repair_take(paths)
            if found.seal and found.seal.final:
                raise TakeSealed(f"{paths.folder}: the take has its final seal. Begin the next take.")
            take = cls(paths, about, key, now, found)
            take._leaves.lock()
        except OSError as fault:
            raise store_fault(paths.folder, fault) from fault
        reached("take.opened")
        return take

    @staticmethod
    def _claim(paths: TakePaths, about: TakeAbout, key: SigningKey) -> None:
        line = About(**about.model_dump(), key=public_hex(key))
        if not paths.about.exists():
            write_whole(paths.about, line_bytes(line))
            return
        try:
            found = About.model_validate_json(paths.about.read_bytes())
        except ValidationError as fault:
            raise RecordDamaged(f"{paths.about}: it cannot be read. Begin a new take; restore this one.") from fault
        if found.model_copy(update={"fence": line.fence}) != line:
            raise TakeMismatch(
                f"{paths.about}: another take lies here, of hearing {found.hearing} by {found.writer} with key "
                f"{found.key[:8]}…. Begin the next take."
            )

    def track(
        self,
        name: str,
        kind: Kind,
        stream: str,
        mandatory: bool,
        channels: int = 1,
        *,
        source: Literal["ns", "rtp"] = "ns",
    ) -> Track:
        """Add a track, or get the one that was added before. *source* names the unit of its source times.

        Raises:
            BadName: no track is called *name*.
            TakeMismatch: a track of this name keeps something else.
            StoreFault: the disk refused.
        """
        with self._lock:
            if name in self._tracks:
                return self._tracks[name]
            paths = self.paths.track(name)
            line = TrackLine(
                name=name,
                kind=kind,
                codec="avc3" if kind == "video" else "Opus",
                timescale=90000 if kind == "video" else 48000,
                stream=stream,
                mandatory=mandatory,
                channels=channels,
            )
            self._declare(line)
            try:
                had = self._histories.get(name, History())
                track = Track(paths, line, self.about.fence, source, had, with_sm3=isinstance(self._key, Sm2Key))
            except OSError as fault:
                raise store_fault(paths.folder, fault) from fault
            self._tracks[name] = track
            if self._stretch is not None:
                self._join(track, *self._stretch)
            return track

    def _declare(self, line: TrackLine) -> None:
        found = self._known.get(line.name)
        if found == line:
            return
        if found and (found.kind, found.channels) != (line.kind, line.channels):
            raise TakeMismatch(
                f"{self.paths.tracks}: track {line.name} keeps {found.kind} with {found.channels} channel(s). "
                "Give the new one another name."
            )
        try:
            with AppendFile(self.paths.tracks) as tracks:
                tracks.append_synced(line_bytes(line))
        except OSError as fault:
            raise store_fault(self.paths.tracks, fault) from fault
        reached("track.declared")
        self._known[line.name] = line

    def _join(self, track: Track, begin: int, end: int | None) -> None:
        track.begin(begin, self._now(), fills=False)
        if end is not None:
            track.stop(end)

    def begin(self, at: int) -> None:
        """Begin a recorded stretch: nothing before *at* (ns of the timeline) is written.

        Video starts at its first keyframe, so ask the encoders for one. After a crash give the stretch's own
        beginning again. Does nothing while a stretch is open.
        """
        with self._lock:
            if self._stretch is not None and self._stretch[1] is None:
                return
            self._check_open()
            self._stretch = (at, None)
            for track in self._tracks.values():
                track.begin(at, self._now(), fills=True)

    def stop(self, at: int) -> None:
        """End the stretch: nothing at or after *at* is written; all before that came is on the disk afterwards.

        Calling it again does no harm. Samples of before *at* that come later are still written by :meth:`flush`.

        Raises:
            StoreFault: as :meth:`flush`; the stretch has ended nevertheless.
        """
        with self._lock:
            if self._stretch is not None and self._stretch[1] is None:
                self._stretch = (self._stretch[0], at)
                for track in self._tracks.values():
                    track.stop(at)
            self._write(force=True)

    def flush(self) -> list[IndexLine]:
        """Write fragments that are complete; return their lines, each of which knows its ``track``.

        Raises:
            StoreFull: no space; nothing acknowledged is lost, the rest waits in memory for the next call.
            StoreFault: the disk refused in another way; likewise.
        """
        with self._lock:
            self._write(force=False)
            if self._now() - self._sealed_at >= SEAL_EVERY_MS:
                self._seal_now(final=False)
            lines, self._unreported = self._unreported, []
            return lines

    def seal(self, final: bool = False) -> Checkpoint:
        """Sign all leaves; with *final* the take is finished and nothing can be added.

        Raises:
            StoreFault: the disk refused.
        """
        with self._lock:
            if final:
                self._write(force=True)
            return self._seal_now(final=final)

    def positions(self) -> dict[str, TrackState]:
        """How each track stands now, by name."""
        with self._lock:
            return {name: track.state(self._now()) for name, track in self._tracks.items()}

    def tracks(self) -> dict[str, Track]:
        """Tracks that were added, by name."""
        return dict(self._tracks)

    def recorded_until(self) -> int:
        """Timeline end, ns, of the last fragment that was found when the take was opened; 0 when there was none."""
        return max((history.end or 0 for history in self._histories.values()), default=0)

    def close(self) -> None:
        """Write what is left and let go of the files.

        Raises:
            StoreFault: as :meth:`flush`; the files are let go nevertheless.
        """
        with self._lock:
            try:
                if not (self._seal and self._seal.final):
                    self._write(force=True)
                    self._seal_now(final=False)
            finally:
                for track in self._tracks.values():
                    track.close()
                self._leaves.close()
                self._seals.close()

    def _check_open(self) -> None:
        if self._seal and self._seal.final:
            raise TakeSealed(f"{self.paths.folder}: the take has its final seal. Begin the next take.")

    def _write(self, *, force: bool) -> None:
        now = self._now()
        faults: list[StoreFault] = []
        waiting = [track for track in self._tracks.values() if track.collect(now, force=force)]
        if waiting:
            self._check_open()
        while waiting:
            written = self._write_round(waiting, now, faults)
            waiting = [track for track in written if track.collect(now, force=False)]
        for track in self._tracks.values():
            self._try(track, Track.write_clock, faults)
        try:
            self._write_leaves()
        except OSError as fault:
            faults.append(store_fault(self.paths.leaves, fault))
        if faults:
            raise faults[0]

    def _write_round(self, tracks: Iterable[Track], now: int, faults: list[StoreFault]) -> list[Track]:
        """Write one file's worth of each track, in one batch of syncs; return those that succeeded."""
        put = [track for track in tracks if self._try(track, self._put, faults)]
        synced = [track for track in put if self._try(track, Track.sync, faults)]

        def acknowledge(track: Track) -> None:
            lines: list[WrittenLine] = track.acknowledge(now)
            self._unreported.extend(lines)
            self._owed.extend(fragment_leaf(line.track, line) for line in lines)

        return [track for track in synced if self._try(track, acknowledge, faults)]

    def _put(self, track: Track) -> None:
        for header in track.put():
            self._owed.append(OwedLeaf(track.line.name, 0, header["sha256"], header["file"], canonical(header)))

    def _try(self, track: Track, step: Callable[[Track], None], faults: list[StoreFault]) -> bool:
        try:
            step(track)
        except OSError as fault:
            track.take_back()
            faults.append(store_fault(self.paths.track(track.line.name).folder, fault))
            return False
        return True

    def _write_leaves(self) -> None:
        if not self._owed:
            return
        lines = [
            LeafLine(n=len(self._tree) + offset, track=leaf.track, seq=leaf.seq, sha256=leaf.sha256, file=leaf.file)
            for offset, leaf in enumerate(self._owed)
        ]
        self._leaves.append_synced(b"".join([line_bytes(line) for line in lines]))
        reached("leaves.synced")
        for leaf in self._owed:
            self._tree.append(leaf.data)
        self._owed = []

    def _seal_now(self, *, final: bool) -> Checkpoint:
        last = self._seal
        self._sealed_at = self._now()
        if last and (last.final or (last.size == len(self._tree) and not final)):
            return last
        try:
            self._write_leaves()
            seal = make_checkpoint(self._tree, self._key, last, self._now(), final=final)
            reached("seal.signed")
            self._seals.append_synced(seal.line() + b"\n")
            reached("seal.synced")
        except OSError as fault:
            raise store_fault(self.paths.seals, fault) from fault
        except StoreFault as fault:
            self.unsigned = str(fault)
            raise KeyRefused(str(fault)) from fault
        self._seal, self.unsigned = seal, ""
        return seal
