"""Whose voice it is: every microphone hears everyone, but each person loudest through the own one.

Loudness is compared above each microphone's own noise, so that a microphone that is turned up does not take all voices
to itself. A second voice counts beside the loudest only when it is nearly as loud and not an echo of the first.
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping

import numpy as np

from recorder.transcription.engine import FRAME, Samples

OVERLAP_DB = 7.0
"""A second voice is at most so much less loud than the first; what is less is the first one's, heard from afar."""
COPY = 0.5
"""Two microphones that agree more than this, at any delay up to 20 ms, hear the same voice."""
_LEVEL_FRAMES = 10
_FLOOR_FRAMES = 5
_RECENT_FRAMES = 16
_HOLD_FRAMES = 15
_FLOOR_VALUES = 300
_FLOOR_LEAST = 3
_ASSUMED_FLOOR_DB = -60.0
_LOWEST_FLOOR_DB = -75.0
_MOST_DELAY = FRAME
_SAME_PLACE = 1e-9


class _Channel:
    """What is known of one microphone."""

    def __init__(self) -> None:
        self.powers: deque[float] = deque(maxlen=_LEVEL_FRAMES)
        self.recent: deque[Samples] = deque(maxlen=_RECENT_FRAMES)
        self.floors: deque[float] = deque(maxlen=_FLOOR_VALUES)
        self.excesses: deque[float] = deque(maxlen=_HOLD_FRAMES)
        self.floor_db = _ASSUMED_FLOOR_DB
        self.level_db = -100.0
        self.is_copy = False
        self.compared_at = -_FLOOR_FRAMES

    @property
    def excess_db(self) -> float:
        """How much louder than its own noise it is now."""
        return self.level_db - self.floor_db

    def take(self, frame: Samples) -> None:
        wave = frame.astype(np.float32) / 32768.0
        self.powers.append(float(np.dot(wave, wave)) / FRAME)
        self.recent.append(frame)
        self.level_db = _decibels(self.powers)

    def learn_floor(self) -> None:
        self.floors.append(_decibels(list(self.powers)[-_FLOOR_FRAMES:]))
        if len(self.floors) >= _FLOOR_LEAST:
            self.floor_db = max(_LOWEST_FLOOR_DB, float(np.percentile(self.floors, 10)))

    def echoes(self, other: "_Channel", now: int) -> bool:
        """Whether it hears the same voice as *other*; looked at ten times a second."""
        if now - self.compared_at >= _FLOOR_FRAMES:
            self.compared_at = now
            self.is_copy = is_copy(np.concatenate(self.recent), np.concatenate(other.recent))
        return self.is_copy


class Attribution:
    """All microphones of a courtroom. For each 20 ms in order call :meth:`near`, then :meth:`speakers`."""

    def __init__(self) -> None:
        self._channels: dict[str, _Channel] = {}
        self._now = 0
        self._quiet = 0

    def level_db(self, stream: str) -> float:
        """Loudness of the last 200 ms, dB above the microphone's own noise."""
        return self._channels[stream].excess_db

    def near(self, frames: Mapping[str, Samples]) -> frozenset[str]:
        """Take what all microphones heard in the same 20 ms; return those that are loud enough to be the speaker's."""
        self._now += 1
        for stream in self._channels.keys() - frames.keys():
            del self._channels[stream]
        for stream, frame in frames.items():
            self._channels.setdefault(stream, _Channel()).take(frame)
        loudest = max((channel.excess_db for channel in self._channels.values()), default=0.0)
        return frozenset(s for s, channel in self._channels.items() if channel.excess_db >= loudest - OVERLAP_DB)

    def speakers(self, voiced: Collection[str]) -> frozenset[str]:
        """Say whose own people speak, of the microphones in which a voice is heard."""
        for stream, channel in self._channels.items():
            channel.excesses.append(channel.excess_db if stream in voiced else 0.0)
        if not voiced:
            self._quiet += 1
            if self._quiet % _FLOOR_FRAMES == 0:
                for channel in self._channels.values():
                    channel.learn_floor()
            return frozenset()
        self._quiet = 0
        return frozenset(self._owners(voiced))

    def _owners(self, voiced: Collection[str]) -> Iterator[str]:
        # Who spoke a moment ago still sounds in the other microphones: the loudest of the last 300 ms is the measure.
        first = max(self._channels, key=lambda stream: max(self._channels[stream].excesses))
        loudest = max(self._channels[first].excesses)
        for stream in voiced:
            channel = self._channels[stream]
            is_loud = channel.excess_db >= loudest - OVERLAP_DB
            if stream == first or (is_loud and not channel.echoes(self._channels[first], self._now)):
                yield stream


def _decibels(powers: Collection[float]) -> float:
    return 10 * float(np.log10(sum(powers) / len(powers) + 1e-10))


def is_copy(one: Samples, other: Samples) -> bool:
    """Whether two microphones hear the same voice: they agree at some delay of up to 20 ms (cross-correlation)."""
    count = min(len(one), len(other))
    a, b = one[-count:].astype(np.float64), other[-count:].astype(np.float64)
    size = float(np.sqrt(np.dot(a, a) * np.dot(b, b)))
    if size < _SAME_PLACE:
        return True
    length = 1 << (2 * count - 1).bit_length()
    product = np.fft.rfft(a, length) * np.conj(np.fft.rfft(b, length))
    agreement = np.fft.irfft(product, length)
    near = np.concatenate([agreement[: _MOST_DELAY + 1], agreement[-_MOST_DELAY:]])
    return float(np.abs(near).max()) / size > COPY
