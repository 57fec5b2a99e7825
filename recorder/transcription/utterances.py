"""One person's sentences as stretches of sound: begun a little early, ended after a pause, never longer than 15 s.

What is held back while somebody pauses is only given out when that person goes on, so that the next speaker's first
words, which every microphone hears, do not end up in the sentence before.
"""

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from recorder.transcription.engine import FRAME, FRAME_NS, Samples

PRE_ROLL = 15
"""Frames of 20 ms from before the voice was heard."""
ONSET, ONSET_OF = 3, 5
PATIENCE = 45
"""Frames of pause that end a sentence."""
SHORT_PATIENCE, LONG = 15, 400
"""After 8 s a shorter pause is enough."""
MOST = 700
"""Frames after which it is cut, at the deepest pause of its second half where the engine allows it: 14 s."""
TAIL = 12
"""Frames that are kept behind the last voiced one."""
LEAST_OWN = 10
"""Frames of the own voice that make an utterance; a click has fewer."""
LEAST_SHARE = 0.3
"""Of the frames with any voice at least so many are the own person's, or the sentence is somebody else's."""
PIECE = 5
_DIP = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """The next sound of an utterance."""

    stream: str
    utterance: int
    at_ns: int
    sound: Samples


@dataclass(frozen=True, slots=True)
class Ended:
    """An utterance is over. ``count`` of the samples that were given out belong to it."""

    stream: str
    utterance: int
    start_ns: int
    duration_ns: int
    count: int
    level_db: float


@dataclass(frozen=True, slots=True)
class Dropped:
    """It was no utterance after all."""

    stream: str
    utterance: int


Happening = Piece | Ended | Dropped


@dataclass(slots=True)
class _Frame:
    at_ns: int
    sound: Samples
    own: bool
    voiced: bool
    level_db: float


@dataclass(slots=True)
class _Open:
    """The utterance that goes on now."""

    number: int
    frames: list[_Frame] = field(default_factory=list)
    given: int = 0
    own: int = 0
    voiced: int = 0
    last_own: int = 0

    def add(self, frame: _Frame) -> None:
        self.frames.append(frame)
        self.voiced += frame.voiced
        if frame.own:
            self.own += 1
            self.last_own = len(self.frames)

    @property
    def pause(self) -> int:
        return len(self.frames) - self.last_own


class Utterances:
    """One microphone's. Give it every frame in order."""

    def __init__(self, stream: str, *, cuts_back: bool) -> None:
        """*cuts_back*: a cut may lie before what was given out last."""
        self._stream = stream
        self._cuts_back = cuts_back
        self._before: deque[_Frame] = deque(maxlen=PRE_ROLL)
        self._open: _Open | None = None
        self._count = 0

    def take(self, at_ns: int, sound: Samples, *, own: bool, voiced: bool, level_db: float) -> list[Happening]:
        """Take 20 ms from *at_ns* on; *own*: the microphone's own person speaks, *voiced*: somebody does."""
        frame = _Frame(at_ns, sound, own, voiced, level_db)
        if self._open is None:
            self._before.append(frame)
            if sum(one.own for one in list(self._before)[-ONSET_OF:]) < ONSET:
                return []
            self._begin(list(self._before))
            return self._give_out(least=PIECE)
        self._open.add(frame)
        happened = self._give_out(least=PIECE)
        patience = PATIENCE if len(self._open.frames) < LONG else SHORT_PATIENCE
        if self._open.pause >= patience:
            return happened + self.end()
        return happened + self._cut() if len(self._open.frames) >= MOST else happened

    def end(self) -> list[Happening]:
        """End what goes on now: somebody has been silent long enough, or the court pauses."""
        if self._open is None:
            return []
        happened = self._give_out(least=1)
        ended = self._open
        self._open = None
        rest = ended.frames[ended.given :]
        self._before.extend(rest[-PRE_ROLL:])
        return [*happened, self._close(ended, ended.given)]

    def _begin(self, frames: list[_Frame]) -> None:
        self._count += 1
        self._open = _Open(self._count)
        for frame in frames:
            self._open.add(frame)
        self._before.clear()

    def _give_out(self, *, least: int) -> list[Happening]:
        """Give out what certainly belongs to the utterance: to the last own word and a little more."""
        now = self._open
        assert now is not None, "there is an utterance"
        until = min(len(now.frames), now.last_own + TAIL)
        if until - now.given < least:
            return []
        frames = now.frames[now.given : until]
        now.given = until
        sound = np.concatenate([frame.sound for frame in frames])
        return [Piece(self._stream, now.number, frames[0].at_ns, sound)]

    def _cut(self) -> list[Happening]:
        """It is too long: end it at its deepest pause and go on with the rest."""
        happened = self._give_out(least=1)
        now = self._open
        assert now is not None, "there is an utterance"
        at = _deepest(now.frames) if self._cuts_back else now.given
        rest = now.frames[at:]
        closed = _Open(now.number)
        for frame in now.frames[:at]:
            closed.add(frame)
        happened.append(self._close(closed, at))
        self._begin(rest)
        return happened + self._give_out(least=1)

    def _close(self, ended: _Open, count: int) -> Happening:
        own = [frame for frame in ended.frames if frame.own]
        if ended.own < LEAST_OWN or ended.own < LEAST_SHARE * ended.voiced:
            return Dropped(self._stream, ended.number)
        start, end = own[0].at_ns, own[-1].at_ns + FRAME_NS
        level = float(np.mean([frame.level_db for frame in own]))
        return Ended(self._stream, ended.number, start, end - start, count * FRAME, level)


def _deepest(frames: list[_Frame]) -> int:
    """Where the quietest 160 ms of the second half have their middle."""
    half = len(frames) // 2
    levels = np.array([_loudness(frame.sound) for frame in frames[half:]])
    dips = np.convolve(levels, np.ones(_DIP) / _DIP, mode="valid")
    return half + int(dips.argmin()) + _DIP // 2


def _loudness(sound: Samples) -> float:
    wave = sound.astype(np.float32)
    return 10 * float(np.log10(np.dot(wave, wave) / len(wave) + 1.0))
