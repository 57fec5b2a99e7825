"""One hearing's broadcast: which fragment is released when, and what is taken away at a cut.

Default-deny: a fragment is copied only when its delay is over and the policy allows both its ends; else it is let
go for ever. Each stretch that nothing was let go of lies under a random *epoch*, so that no address outlives a cut. What
a stalled machine did not record is a hole within its stretch: players go over it.
"""

import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from hearing.facts import HearingState
from hearing.policy import may_release, public_status
from hearing.reports import Release
from media_server.release.captions import due_lines, webvtt
from media_server.release.folder import PublicFolder
from media_server.release.playlists import Segment, master_playlist, media_playlist
from media_server.release.source import PICTURE, SOUND, Piece, PublicTracks, header_of

WINDOW = 150
"""Segments that the live playlist names: five minutes."""
_GAP_MS = 400
_HOLE_MS = 3000
"""Longer than this nothing was recorded: a recess, or a machine that was away. What comes then is a stretch of its own."""
_PER_SEGMENT = 2
_STALE_MS = 6000
_FILES = {PICTURE: "video", SOUND: "audio"}


@dataclass
class Rendition:
    """What is released of one track in the present epoch."""

    segments: list[Segment] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    waiting: deque[Piece] = field(default_factory=deque)
    """Captured, but its delay is not over."""
    last_until: int = 0
    has_let_go: bool = False
    """Whether something was let go since."""


@dataclass
class Broadcast:
    """Releases one hearing. Call :meth:`step` a few times a second."""

    folder: PublicFolder
    tracks: PublicTracks
    delay_ms: int
    size: tuple[int, int] = (1280, 720)
    new_name: Callable[[], str] = lambda: secrets.token_hex(8)
    public_id: str = ""
    epoch: str = ""
    released: int = 0
    on_air: bool = False
    _renditions: dict[str, Rendition] = field(default_factory=lambda: {PICTURE: Rendition(), SOUND: Rendition()})
    _captions: list[Segment] = field(default_factory=list)
    _shown: frozenset[int] = frozenset()
    _last_release: int = 0
    _ended: bool = False

    def __post_init__(self) -> None:
        self.public_id = self.public_id or self.new_name()

    def step(self, state: HearingState, now_ms: int) -> None:
        """Take in what has arrived, release what is due, take away what must go."""
        for name, pieces in self.tracks.fresh(state).items():
            self._renditions[name].waiting.extend(pieces)
        status = public_status(state)
        if not status.listed:
            self._drop_all()
            return
        if status.why in ("cut", "closed"):
            self._end_epoch()
        changed = False
        for name in (PICTURE, SOUND):
            changed |= self._release_due(name, state, now_ms)
        if changed:
            self._write_playlists(state)
        self.on_air = bool(self.epoch) and now_ms - self._last_release < _STALE_MS
        if self.epoch and not self.on_air:
            self._end_epoch()
        self._write_state(state, now_ms)

    def withhold(self, state: HearingState, now_ms: int) -> None:
        """Show nothing while it is not known how the hearing stands; what comes meanwhile waits for that."""
        self.on_air = False
        if self.epoch:
            self._end_epoch()
            self._write_state(state, now_ms)

    def report(self, state: HearingState) -> Release:
        """Say what the public sees."""
        why = "" if self.on_air else self._why(state)
        return Release(
            hearing=state.hearing,
            on_air=self.on_air,
            withheld=why,
            delay_s=self.delay_ms / 1000,
            epoch=self.epoch,
            fragments=self.released,
        )

    def is_over(self, state: HearingState, now_ms: int) -> bool:
        """Whether everything that could be released live has been."""
        over = state.course in ("closed", "signing", "archiving", "archived")
        return over and state.closed_at is not None and now_ms > state.closed_at + self.delay_ms + 2 * _STALE_MS

    def _release_due(self, name: str, state: HearingState, now_ms: int) -> bool:
        rendition = self._renditions[name]
        changed = False
        while group := self._due_group(rendition, state, now_ms):
            if not all(self._may(state, piece) for piece in group):
                rendition.waiting.popleft()
                rendition.has_let_go = True
                continue
            for _ in group:
                rendition.waiting.popleft()
            self._publish(name, rendition, group, state, now_ms)
            changed = True
        return changed

    def _due_group(self, rendition: Rendition, state: HearingState, now_ms: int) -> list[Piece]:
        """Return the fragments of the next segment, once all of them are due: two, or one that stands alone."""
        waiting = rendition.waiting
        if not waiting or waiting[0].until + self.delay_ms > now_ms:
            return []
        first = waiting[0]
        if not self._may(state, first):
            return [first]
        if len(waiting) >= _PER_SEGMENT:
            second = waiting[1]
            follows = abs(second.since - first.until) < _GAP_MS and second.line.file == first.line.file
            if not follows or not self._may(state, second):
                return [first]
            return [first, second] if second.until + self.delay_ms <= now_ms else []
        is_late = now_ms - first.until - self.delay_ms > 2 * _STALE_MS // 3
        return [first] if is_late or state.course not in ("open", "opening", "resuming") else []

    @staticmethod
    def _may(state: HearingState, piece: Piece) -> bool:
        return bool(may_release(state, piece.since)) and bool(may_release(state, piece.until - 1))

    def _publish(self, name: str, rendition: Rendition, group: list[Piece], state: HearingState, now_ms: int) -> None:
        missing_ms = group[0].since - rendition.last_until if rendition.last_until else 0
        if self.epoch and missing_ms > (_GAP_MS if rendition.has_let_go else _HOLE_MS):
            self._end_epoch()
        if not self.epoch:
            if name != PICTURE:
                return  # A stretch begins with a picture; sound before it has nothing to stand beside.
            self.epoch = self.new_name()
            self._begin_epoch(state)
        epoch = self.folder.epoch(self.public_id, self.epoch)
        header = self._header(rendition, name, group[0])
        uri = f"{_FILES[name]}-{len(rendition.segments):06d}.m4s"
        self.folder.write(epoch / uri, b"".join(piece.content() for piece in group))
        duration = sum(piece.line.duration for piece in group)
        rendition.segments.append(Segment(uri, header, group[0].since, duration))
        rendition.last_until, rendition.has_let_go = group[-1].until, False
        if name == PICTURE:
            self.released += len(group)
            self._last_release = now_ms
            if state.demo:
                self._caption(state, group)

    def _header(self, rendition: Rendition, name: str, piece: Piece) -> str:
        if piece.line.file not in rendition.headers:
            header = f"{_FILES[name]}-header-{len(rendition.headers)}.mp4"
            epoch = self.folder.epoch(self.public_id, self.epoch)
            self.folder.write(epoch / header, header_of(piece.track, piece.line.file))
            rendition.headers[piece.line.file] = header
        return rendition.headers[piece.line.file]

    def _caption(self, state: HearingState, group: list[Piece]) -> None:
        start, end = group[0].line.start, group[-1].line.end
        lines = due_lines(state.lines, self._shown, end)
        self._shown |= {line.line for line in lines}
        uri = f"captions/{len(self._captions):06d}.vtt"
        self.folder.write(self.folder.epoch(self.public_id, self.epoch) / uri, webvtt(lines, start, end))
        self._captions.append(Segment(uri, "", group[0].since, end - start))

    def _begin_epoch(self, state: HearingState) -> None:
        width, height = self.size
        master = master_playlist(width=width, height=height, bandwidth=2_000_000, has_captions=state.demo)
        self.folder.write(self.folder.epoch(self.public_id, self.epoch) / "master.m3u8", master)
        # Captions of what was spoken before this stretch belong to no picture of it.
        self._shown |= {line.line for line in state.lines if line.at < (state.spans[-1].since if state.spans else 0)}

    def _write_playlists(self, state: HearingState) -> None:
        if not self.epoch:
            return
        epoch = self.folder.epoch(self.public_id, self.epoch)
        shown = {f"{_FILES[name]}.m3u8": one.segments for name, one in self._renditions.items()}
        if state.demo:
            shown["captions.m3u8"] = self._captions
        for file, segments in shown.items():
            first = max(0, len(segments) - WINDOW)
            self.folder.write(epoch / file, media_playlist(segments[first:], first=first))

    def _end_epoch(self) -> None:
        """Take the present stretch away: its address is gone before this returns."""
        if self.epoch:
            self.folder.take_away(self.folder.epoch(self.public_id, self.epoch))
        self.epoch, self.on_air, self._captions = "", False, []
        for rendition in self._renditions.values():
            rendition.segments, rendition.headers, rendition.last_until = [], {}, 0

    def _drop_all(self) -> None:
        self._end_epoch()
        for rendition in self._renditions.values():
            rendition.waiting.clear()
        self.folder.take_away(self.folder.live(self.public_id))

    def _why(self, state: HearingState) -> str:
        why = public_status(state).why
        return "not-yet" if why == "live" else why

    def _write_state(self, state: HearingState, now_ms: int) -> None:
        public: dict[str, Any] = {
            "id": self.public_id,
            "on_air": self.on_air,
            "why": "live" if self.on_air else self._why(state),
            "epoch": self.epoch or None,
            "delay_s": self.delay_ms / 1000,
            "stages": public_stages(state, now_ms - self.delay_ms),
        }
        if self.on_air:  # A page that sees this stand still goes dark: nobody could tell it of a cut.
            public["updated"] = now_ms // 1000 * 1000
        self.folder.write_json(self.folder.live(self.public_id) / "state.json", public)


def public_stages(state: HearingState, until_ms: int) -> list[dict[str, Any]]:
    """Return the stages that the public may know of by *until_ms*."""
    return [{"stage": entry.stage, "at": entry.at} for entry in state.stages if entry.at <= until_ms]
