"""The record of one hearing's remote people on this host: one take, opened when the first of them is recorded."""

from collections.abc import Callable
from pathlib import Path

from hearing.facts import RUNNING, HearingState
from hearing.policy import is_muted
from hearing.reports import Tracks
from hearing.reports import TrackState as TrackReport
from hearing.state import is_in_court, position
from hearing.streams import Medium, parse_stream, track_name
from recorder.disk_watch import DiskWatch
from recorder.errors import RecordDamaged, StoreFault, TakeMismatch, TakeSealed
from recorder.layout import take_paths
from recorder.remote_stream import RemoteStream
from recorder.sample import Kind
from recorder.signing import SigningKey
from recorder.take import Take, TakeAbout
from recorder.track import TrackState

WRITER = "service:recorder"
_OVER = frozenset({"closed", "signing", "archiving", "archived"})
_PATIENCE_MS = 2000  # How long the word about an elapsed recess is waited for before the stretch ends by itself.
_LATE_MS = 1000  # What was said before closing may come so late.
_RETRY_MS = 1000


class RemoteRecord:
    """Follows a hearing's log and keeps its remote streams. Disk work is done by whoever calls :meth:`work`."""

    def __init__(self, store: Path, key: SigningKey, now: Callable[[], int], state: HearingState) -> None:
        """*now*: UTC milliseconds by the panel's clock."""
        self.state = state
        self.disk = DiskWatch(now)
        self.restarted_from: int | None = None
        """Timeline ns up to which an earlier process of ours had recorded the running stretch; told once."""
        self._store, self._key, self._now = store, key, now
        self._take: Take | None = None
        self._is_finished = False
        self._streams: dict[str, RemoteStream] = {}
        self._wanted: set[str] = set()
        self._begun: int | None = None
        self._retry_at = 0
        self._positions: dict[str, TrackState] = {}

    def follow(self, state: HearingState) -> None:
        """Hear how the hearing stands now."""
        self.state = state
        for name, stream in self._streams.items():
            stream.mute(is_muted=is_muted(state, name))

    def add(self, stream: RemoteStream) -> None:
        """A stream of this hearing has begun; it replaces one of the same name."""
        self._streams[stream.begins.stream] = stream
        stream.mute(is_muted=is_muted(self.state, stream.begins.stream))

    def remove(self, stream: RemoteStream) -> None:
        """A stream has ended."""
        if self._streams.get(stream.begins.stream) is stream:
            del self._streams[stream.begins.stream]

    def is_wanted(self, stream: str) -> bool:
        """Whether *stream* belongs into this record now: a remote person's who attends."""
        named = parse_stream(stream)
        if named.kind == "interp":
            return True
        person = self.state.participants.get(named.subject) if named.kind == "remote" else None
        return person is not None and person.remote and is_in_court(person) and not person.protected

    def attach(self) -> None:
        """Connect streams to their tracks, or part them; on the thread that receives."""
        zero = self.state.zero_at
        tracks = self._take.tracks() if self._take is not None and not self._is_finished else {}
        for name, stream in self._streams.items():
            is_on = zero is not None and name in self._wanted and self.is_wanted(name)
            for medium, kept in stream.media.items():
                kept.attach(tracks.get(track_name(name, medium)) if is_on else None, (zero or 0) * 1_000_000)

    def work(self) -> None:
        """Do what the disk has to do now: open, begin, write, stop, seal. Faults are kept in :attr:`disk`."""
        now = self._now()
        if self._is_finished or now < self._retry_at:
            return
        with self.disk.working():
            try:
                self._keep_up(now)
                self.disk.take()
            except StoreFault as fault:
                self.disk.refuse(fault)
                self._retry_at = now + _RETRY_MS
        if self._take is not None:
            self._positions = self._take.positions()

    def _keep_up(self, now: int) -> None:
        state = self.state
        if not state.spans or state.zero_at is None:
            return
        wanted = {name for name in self._streams if self.is_wanted(name)}
        if self._take is None and (wanted if state.course in RUNNING else self._has_take(state)):
            self._take = self._open(state)
        if self._take is None:
            return
        self._wanted = wanted
        for name in wanted:
            self._add_tracks(self._take, name)
        self._follow_spans(self._take, state, now)

    def _follow_spans(self, take: Take, state: HearingState, now: int) -> None:
        span, pending = state.spans[-1], state.pending
        begin = position(state, span.since)
        if self._begun is not None and self._begun != begin:
            before = [earlier.until for earlier in state.spans[:-1] if position(state, earlier.since) == self._begun]
            if before and before[0] is not None:
                take.stop(position(state, before[0]))
            self._begun = None
        if span.until is None and pending is not None and now >= pending.effective_at:
            if now >= pending.effective_at + _PATIENCE_MS:
                take.stop(position(state, pending.effective_at))
            return  # Whether it took effect is not known yet: nothing goes to the disk meanwhile.
        if span.until is None:
            take.begin(begin)
            self._begun = begin
            take.flush()
            return
        take.stop(position(state, span.until))
        take.flush()
        if state.course in _OVER and now >= span.until + _LATE_MS:
            take.seal(final=True)
            take.close()
            self._is_finished = True

    def _add_tracks(self, take: Take, name: str) -> None:
        stream = self._streams.get(name)
        media: dict[Medium, Kind] = {"video": "video", "audio": "audio"}
        for medium in stream.media if stream else ():
            form = stream.begins.audio if stream and medium == "audio" else None
            take.track(
                track_name(name, medium),
                media[medium],
                name,
                parse_stream(name).kind == "remote",
                form.channels if form else 1,
                source="rtp",
            )

    def _take_names(self, state: HearingState) -> tuple[str, str]:
        return f"server-{state.sitting}", f"server-again-{state.sitting}"

    def _has_take(self, state: HearingState) -> bool:
        names = self._take_names(state)
        return any(take_paths(self._store, state.case.number, state.hearing, name).about.exists() for name in names)

    def _open(self, state: HearingState) -> Take | None:
        for name in self._take_names(state):
            existed = take_paths(self._store, state.case.number, state.hearing, name).about.exists()
            try:
                take = self._open_take(state, name)
            except TakeSealed:
                self._is_finished = state.course in _OVER
                continue
            except (RecordDamaged, TakeMismatch):
                continue
            if existed and state.course in RUNNING:
                self.restarted_from = take.recorded_until()
            return take
        return None

    def _open_take(self, state: HearingState, name: str) -> Take:
        assert state.zero_at is not None, "a hearing with spans has a zero"
        about = TakeAbout(
            hearing=state.hearing, case=state.case.number, take=name, writer=WRITER, zero_at=state.zero_at
        )
        return Take.open(self._store, about, self._key, self._now)

    def report(self) -> Tracks | None:
        """How this hearing's tracks stood after the disk's last work; ``None`` while there is no take."""
        if self._take is None:
            return None
        take = self._take.about.take
        tracks = tuple(self._track_report(take, name, state) for name, state in self._positions.items())
        return Tracks(hearing=self.state.hearing, writer=WRITER, tracks=tracks)

    def _track_report(self, take: str, name: str, state: TrackState) -> TrackReport:
        return TrackReport(
            name=name,
            take=take,
            kind=state.kind,
            mandatory=state.mandatory and self.is_wanted(state.stream),
            writing=state.writing and not self.disk.is_stuck,
            position=state.position,
            bytes=state.bytes,
            lost=state.lost,
        )

    def close(self) -> None:
        """Write what is left and let go; the take can be gone on with.

        Raises:
            StoreFault: the disk refused.
        """
        if self._take is not None and not self._is_finished:
            self._take.close()
