"""Decides when the room's guards alarm. Pure: what is seen and the moment come in, the alarms that stand go out.

    source-lost        a camera or microphone that was open is gone             3 s
    quiet-microphone   nothing above -45 dBFS                                   120 s   warn
    dead-microphone    nothing above -50 dBFS                                   120 s   open the failover microphone
    clipped-microphone a tenth of what is heard is at full scale                3 s
    black-picture      nearly every point is dark                               5 s
    frozen-picture     not one point changed                                    10 s
    not-growing        the track's files on the disk do not grow                5 s
    disk-space         less is free than twice what the hearing still needs
    clock-step         this machine's clock was set                             for a minute
    encoder-behind     25 pictures left out in 10 s

Only a definite negative alarms: what is unknown for longer than two seconds begins anew, and what is muted is not
watched at all. Times and levels are the room file's.
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from hardware_profiles.courtroom import Courtroom, Microphone, Watch
from hearing.alarm import Guard
from hearing.ids import StreamName, TrackName

PATIENCE_S = 2.0
"""So long something may be unknown without beginning anew."""
LOST_S, CLIPPED_S, GROWS_S, WELL_S = 3.0, 3.0, 5.0, 2.0
CLIPPED_SHARE = 0.1
DARK_SHARE = 0.97
STEP_STANDS_S = 60.0
BEHIND_PICTURES, BEHIND_S = 25, 10.0
NEEDED, ENOUGH = 2.0, 2.2
"""Alarm below so many times the expected need; well again above the other."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a camera's picture is like."""

    dark: float
    """Share of its points that are dark."""
    still_s: float
    """How long not one point has changed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known at one moment; what is not in it is unknown."""

    now_s: float
    in_session: bool
    muted: frozenset[StreamName] = frozenset()
    """By the court."""
    closed: frozenset[StreamName] = frozenset()
    """Stand-by microphones that nobody opened."""
    present: Mapping[StreamName, bool] = field(default_factory=dict)
    levels: Mapping[StreamName, float] = field(default_factory=dict)
    """dBFS."""
    clipped: Mapping[StreamName, float] = field(default_factory=dict)
    """Share of the last second's sound that was at full scale."""
    looks: Mapping[StreamName, Look] = field(default_factory=dict)
    dropped: Mapping[StreamName, int] = field(default_factory=dict)
    """Pictures left out since the camera was opened."""
    grown: Mapping[TrackName, int] = field(default_factory=dict)
    """Octets on the disk of each track that is to be written now."""
    free: int | None = None
    needed: int | None = None
    """Octets free on the record's disk, and octets that the hearing is still expected to need."""
    stepped_ms: float | None = None
    """By how much this machine's clock was set since it was last looked at."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An alarm that stands."""

    guard: Guard
    subject: str
    measured: str
    failover: StreamName | None = None


@dataclass(slots=True)
class Hold:
    """One condition over time: it stands once bad for *bad_s*, and falls once good for *good_s*."""

    bad_s: float
    good_s: float = 0.0
    stands: bool = False
    _bad_at: float | None = None
    _good_at: float | None = None
    _known_at: float | None = None

    def take(self, is_bad: bool | None, now: float) -> bool:
        """Note what is so at *now*; ``None`` says that nobody knows."""
        if is_bad is None:
            if self._known_at is None or now - self._known_at > PATIENCE_S:
                self.stands, self._bad_at, self._good_at = False, None, None
            return self.stands
        self._known_at = now
        if is_bad:
            self._good_at = None
            self._bad_at = now if self._bad_at is None else self._bad_at
            self.stands = self.stands or now - self._bad_at >= self.bad_s
        else:
            self._bad_at = None
            self._good_at = now if self._good_at is None else self._good_at
            self.stands = self.stands and now - self._good_at < self.good_s
        return self.stands


class Guards:
    """The guards of one courtroom."""

    def __init__(self, room: Courtroom) -> None:
        self._room, self._watch = room, room.watch
        self._holds: dict[tuple[Guard, str], Hold] = {}
        self._grown: dict[TrackName, tuple[int, float]] = {}
        self._dropped: dict[StreamName, deque[tuple[float, int]]] = {}
        self._step: tuple[float, float] | None = None
        self._failovers: dict[StreamName, StreamName] = {}

    def look(self, seen: Seen) -> dict[tuple[Guard, str], Standing]:
        """Return the alarms that stand now; out of session none does."""
        if not seen.in_session:
            self._forget_all()
            return {}
        found = [*self._microphones(seen), *self._cameras(seen), *self._files(seen), *self._machine(seen)]
        standing = {(one.guard, one.subject): one for one in found}
        for stream in {*self._failovers} - {one.subject for one in found if one.failover is not None}:
            del self._failovers[stream]
        return standing

    def _microphones(self, seen: Seen) -> Iterable[Standing]:
        for microphone in self._room.microphones:
            stream = microphone.stream
            if stream in seen.muted | seen.closed:
                self._forget(stream)
            elif self._lost(stream, seen):
                yield self._gone(microphone, seen)
            else:
                yield from self._heard(microphone, seen)

    def _gone(self, microphone: Microphone, seen: Seen) -> Standing:
        """A microphone that went away: the failover takes its place at once."""
        return Standing("source-lost", microphone.stream, "", self._failover(microphone, seen))

    def _heard(self, microphone: Microphone, seen: Seen) -> Iterable[Standing]:
        stream, watch = microphone.stream, self._watch
        level = seen.levels.get(stream)
        dead = self._hold("dead-microphone", stream, watch.dead_s)
        # Once dead it must be heard as loudly as any microphone before it counts as alive again.
        limit = watch.quiet_dbfs if dead.stands else watch.dead_dbfs
        is_dead = dead.take(None if level is None else level < limit, seen.now_s)
        quiet = self._hold("quiet-microphone", stream, watch.quiet_s)
        is_quiet = quiet.take(None if level is None else level < watch.quiet_dbfs, seen.now_s)
        share = seen.clipped.get(stream)
        clipped = self._hold("clipped-microphone", stream, CLIPPED_S, WELL_S)
        if clipped.take(None if share is None else share >= CLIPPED_SHARE, seen.now_s):
            yield Standing("clipped-microphone", stream, "" if share is None else f"{share:.0%}")
        if is_dead:
            measured = f"< {watch.dead_dbfs:g} dBFS, {watch.dead_s:g} s"
            yield Standing("dead-microphone", stream, measured, self._failover(microphone, seen))
        elif is_quiet:
            yield Standing("quiet-microphone", stream, f"< {watch.quiet_dbfs:g} dBFS, {watch.quiet_s:g} s")

    def _failover(self, microphone: Microphone, seen: Seen) -> StreamName | None:
        """The microphone to open in its place. What was opened stays open; a muting by the court goes before it."""
        kept = self._failovers.get(microphone.stream)
        if kept is not None:
            return kept
        found = failover_of(self._room, microphone, seen)
        if found is not None:
            self._failovers[microphone.stream] = found
        return found

    def _cameras(self, seen: Seen) -> Iterable[Standing]:
        for camera in self._room.cameras:
            stream = camera.stream
            if self._lost(stream, seen):
                yield Standing("source-lost", stream, "")
                continue
            if camera.exhibits:  # A table stands still, and may be dark.
                yield from self._behind(stream, seen)
                continue
            look = seen.looks.get(stream)
            black = self._hold("black-picture", stream, self._watch.black_s, WELL_S)
            frozen = self._hold("frozen-picture", stream, 0.0, WELL_S)
            is_black = black.take(None if look is None else look.dark >= DARK_SHARE, seen.now_s)
            # A black picture stands still as well, and is told as black.
            still = None if look is None else look.still_s >= self._watch.frozen_s and look.dark < DARK_SHARE
            is_frozen = frozen.take(still, seen.now_s)
            if is_black:
                yield Standing("black-picture", stream, "" if look is None else f"{look.dark:.0%}")
            elif is_frozen:
                yield Standing("frozen-picture", stream, "" if look is None else f"{look.still_s:.0f} s")
            yield from self._behind(stream, seen)

    def _behind(self, stream: StreamName, seen: Seen) -> Iterable[Standing]:
        if stream not in seen.dropped:
            return
        counts = self._dropped.setdefault(stream, deque())
        if counts and seen.dropped[stream] < counts[-1][1]:
            counts.clear()  # another process counts from nought
        counts.append((seen.now_s, seen.dropped[stream]))
        while counts[0][0] < seen.now_s - BEHIND_S:
            counts.popleft()
        left_out = counts[-1][1] - counts[0][1]
        hold = self._hold("encoder-behind", stream, 0.0, BEHIND_S)
        if hold.take(left_out >= BEHIND_PICTURES, seen.now_s):
            yield Standing("encoder-behind", stream, f"{left_out} / {BEHIND_S:g} s")

    def _files(self, seen: Seen) -> Iterable[Standing]:
        for track in {*self._grown} - {*seen.grown}:
            del self._grown[track]
        for track, octets in seen.grown.items():
            before = self._grown.get(track)
            if before is None or before[0] != octets:
                self._grown[track] = before = (octets, seen.now_s)
            is_stuck = seen.now_s - before[1] >= GROWS_S
            # Where nothing comes, nothing is written: that has an alarm of its own.
            known = None if self._is_lost(track) else is_stuck
            if self._hold("not-growing", track, 0.0).take(known, seen.now_s):
                yield Standing("not-growing", track, f"{octets} B, {seen.now_s - before[1]:.0f} s")

    def _machine(self, seen: Seen) -> Iterable[Standing]:
        disk = self._hold("disk-space", "", 0.0)
        if seen.free is not None and seen.needed is not None:
            times = ENOUGH if disk.stands else NEEDED
            if disk.take(seen.free < times * seen.needed, seen.now_s):
                measured = f"{seen.free / 1e9:.1f} GB free, {seen.needed / 1e9:.1f} GB needed"
                yield Standing("disk-space", "", measured)
        elif disk.take(None, seen.now_s):
            yield Standing("disk-space", "", "")
        if seen.stepped_ms:
            self._step = (seen.now_s, seen.stepped_ms)
        if self._step is not None and seen.now_s - self._step[0] < STEP_STANDS_S:
            yield Standing("clock-step", "", f"{self._step[1]:+.0f} ms")

    def _lost(self, stream: StreamName, seen: Seen) -> bool:
        present = seen.present.get(stream)
        hold = self._hold("source-lost", stream, LOST_S)
        return hold.take(None if present is None else not present, seen.now_s)

    def _is_lost(self, track: TrackName) -> bool:
        hold = self._holds.get(("source-lost", track))
        return hold is not None and hold.stands

    def _hold(self, guard: Guard, subject: str, bad_s: float, good_s: float = 0.0) -> Hold:
        return self._holds.setdefault((guard, subject), Hold(bad_s, good_s))

    def _forget_all(self) -> None:
        self._step = None
        for memory in (self._holds, self._grown, self._dropped, self._failovers):
            memory.clear()

    def _forget(self, stream: StreamName) -> None:
        for guard, subject in [key for key in self._holds if key[1] == stream and key[0] != "not-growing"]:
            del self._holds[guard, subject]


def failover_of(room: Courtroom, microphone: Microphone, seen: Seen) -> StreamName | None:
    """Return the microphone that may be opened in the place of *microphone*, if any.

    Never one that the court muted, that is locked, that belongs to a protected person, or that is not there.
    """
    other = room.microphone(microphone.failover) if microphone.failover is not None else None
    if other is None or not other.standby or other.locked or other.protected or other.stream in seen.muted:
        return None
    return other.stream if seen.present.get(other.stream) is True else None


def closed_microphones(room: Courtroom, opened: Iterable[StreamName]) -> frozenset[StreamName]:
    """Return the stand-by microphones that nobody opened: off like a muted one, heard and recorded by nobody."""
    return frozenset(one.stream for one in room.microphones if one.standby) - {*opened}


def expected_need(watch: Watch, octets_per_s: float, elapsed_s: float) -> int:
    """Return how many octets the hearing still needs: what is left of its usual length, an hour at least."""
    return round(octets_per_s * max(3600.0, watch.hearing_h * 3600 - elapsed_s))
