"""Mixes voices by the moment they were spoken: one mix for the court, one without the own voice for each remote person.

Time is counted in samples of 48 kHz since 1970, so that what two microphones caught at one moment meets in one place.
"""

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
BLOCK = 960
"""Samples of 20 ms."""
KEPT = 3 * RATE
"""Three seconds of each voice are kept: as much as a stalled machine may be behind."""
SEAM = RATE // 50
"""A packet whose time is nearer than this to the end of the last one follows it without a seam."""
_KNEE = 0.7 * 32767
_ROOM = 32767 - _KNEE

Samples = NDArray[np.int16]
Mixed = NDArray[np.float32]


def sample_of(at_ns: int) -> int:
    """The sample that is heard at *at_ns*."""
    return at_ns * RATE // 1_000_000_000


def moment_of(sample: int) -> int:
    """When *sample* is heard, ns."""
    return sample * 1_000_000_000 // RATE


class Voice:
    """The last seconds of one voice."""

    def __init__(self) -> None:
        self._sound = np.zeros(KEPT, np.float32)
        self._next = 0
        self._taken = 0

    def put(self, sound: Samples, at_ns: int) -> None:
        """Lay *sound* down where it was spoken; what comes too late to be heard is left out."""
        at = sample_of(at_ns)
        if abs(at - self._next) <= SEAM:
            at = self._next
        self._next = at + len(sound)
        late = max(0, self._taken - at)
        sound, at = sound[late:], at + late
        if not len(sound) or at + len(sound) > self._taken + KEPT > KEPT:
            return
        first = at % KEPT
        head = min(len(sound), KEPT - first)
        self._sound[first : first + head] = sound[:head]
        self._sound[: len(sound) - head] = sound[head:]

    def take(self, at: int, count: int = BLOCK) -> Mixed:
        """Take *count* samples from sample *at* on; what was not spoken is silence."""
        places = np.arange(at, at + count) % KEPT
        sound = self._sound[places]
        self._sound[places] = 0
        self._taken = at + count
        return sound


class Mixer:
    """All voices of a hearing."""

    def __init__(self) -> None:
        self._voices: dict[str, Voice] = {}

    def put(self, stream: str, sound: Samples, at_ns: int) -> None:
        """Lay down what *stream* brought."""
        if stream not in self._voices:
            self._voices[stream] = Voice()
        self._voices[stream].put(sound, at_ns)

    def forget(self, stream: str) -> None:
        """Let a voice go that is no longer here."""
        self._voices.pop(stream, None)

    def mix(
        self,
        at: int,
        wanted: Mapping[str, Collection[str]],
        muted: Collection[str] = (),
        beside: tuple[Samples, Collection[str]] | None = None,
        lowered: tuple[Mixed, Collection[str]] | None = None,
    ) -> dict[str, Samples]:
        """Mix 20 ms from sample *at* on: for each name in *wanted* everyone but the streams given there.

        Muted streams are in no mix. *beside* is sound that is in the mixes named with it and in no other. *lowered* are
        streams that are turned down, with the factor of each sample. Silence where nobody speaks.
        """
        heard = {name: voice.take(at) for name, voice in self._voices.items()}
        if lowered is not None:
            heard |= {name: heard[name] * lowered[0] for name in lowered[1] if name in heard}
        for name in muted:
            heard.pop(name, None)
        whole = np.zeros(BLOCK, np.float32)
        for sound in heard.values():
            whole += sound
        mixes = {}
        for name, without in wanted.items():
            own = [heard[stream] for stream in without if stream in heard]
            sound = whole - np.sum(own, axis=0) if own else whole
            mixes[name] = limit(sound + beside[0] if beside is not None and name in beside[1] else sound)
        return mixes


def limit(sound: Mixed) -> Samples:
    """Bring a sum of voices into 16 bit: unchanged up to 70 % of full scale, bent softly above, never clipped."""
    size = np.abs(sound)
    if float(size.max(initial=0.0)) <= _KNEE:
        return np.asarray(np.rint(sound), np.int16)
    over = np.maximum(size - _KNEE, 0)
    bent = np.minimum(size, _KNEE) + _ROOM * np.tanh(over / _ROOM)
    return np.asarray(np.rint(np.copysign(bent, sound)), np.int16)
