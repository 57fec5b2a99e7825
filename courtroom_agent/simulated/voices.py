"""The voices of the simulated court: who speaks when, and how loudly, on a timeline that repeats."""

import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

import av
import numpy as np
import numpy.typing as npt

from courtroom_agent.errors import BadSource

SAMPLE_RATE = 48_000
BLOCK = 960
STEP_MS = 40
"""Mouths move once a picture."""
SEATS = ("judge", "clerk", "prosecutor", "defender", "accused")
_WIDE_OPEN_DBFS = (-45.0, -32.0, -24.0)

Samples = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the hearing; seconds from its beginning."""

    seat: str
    start: float
    end: float
    text: str


def script() -> tuple[Line, ...]:
    """The words of the simulated hearing, in order."""
    text = files("courtroom_agent.simulated").joinpath("hearing", "script.json").read_text("utf-8")
    return tuple(Line(**line) for line in json.loads(text))


@dataclass(frozen=True, slots=True)
class _Voice:
    samples: Samples
    mouth: npt.NDArray[np.uint8]


class Voices:
    """The seats' voices, read when first needed. May be shared by threads."""

    def __init__(self) -> None:
        self._voices: dict[str, _Voice] = {}
        self._lock = threading.Lock()

    def load(self, seats: Iterable[str]) -> None:
        """Read *seats*' voices now, so that nobody waits for them later.

        Raises:
            BadSource: there is no such seat.
        """
        for seat in seats:
            self._voice(seat)

    def length_ms(self, seat: str = "judge") -> int:
        """How long the hearing is; after that it begins again."""
        return len(self._voice(seat).samples) * 1000 // SAMPLE_RATE

    def block(self, seat: str, timeline_ms: int) -> Samples:
        """20 ms of *seat*'s voice from *timeline_ms* on; silence before the hearing's zero."""
        if timeline_ms < 0:
            return np.zeros(BLOCK, dtype=np.int16)
        samples = self._voice(seat).samples
        start = timeline_ms * SAMPLE_RATE // 1000 % len(samples)
        block = samples[start : start + BLOCK]
        return block if len(block) == BLOCK else np.concatenate([block, samples[: BLOCK - len(block)]])

    def mouth(self, seat: str, timeline_ms: int) -> int:
        """How wide *seat*'s mouth is open: 0 shut, 3 widest."""
        if timeline_ms < 0:
            return 0
        mouth = self._voice(seat).mouth
        return int(mouth[timeline_ms // STEP_MS % len(mouth)])

    def _voice(self, seat: str) -> _Voice:
        with self._lock:
            if seat not in self._voices:
                self._voices[seat] = _read(seat)
            return self._voices[seat]


def _read(seat: str) -> _Voice:
    path = files("courtroom_agent.simulated").joinpath("hearing", f"{seat}.opus")
    if seat not in SEATS or not path.is_file():
        raise BadSource(f"simulated:{seat}: nobody speaks there. Simulated seats: {', '.join(SEATS)}.")
    with path.open("rb") as file, av.open(file, "r") as container:
        parts = [
            np.frombuffer(bytes(frame.planes[0]), dtype=np.float32)[: frame.samples]
            for frame in container.decode(audio=0)
        ]
        samples = (np.concatenate(parts) * 32767).clip(-32768, 32767).astype(np.int16)
    whole = len(samples) // SAMPLE_RATE * SAMPLE_RATE
    return _Voice(samples[:whole], _mouth(samples[:whole]))


def _mouth(samples: Samples) -> npt.NDArray[np.uint8]:
    steps = samples.reshape(-1, SAMPLE_RATE * STEP_MS // 1000).astype(np.float32)
    power = np.mean(np.square(steps), axis=1) / 32768.0**2
    level = 10 * np.log10(np.maximum(power, 1e-10))
    wide: npt.NDArray[np.uint8] = np.searchsorted(np.array(_WIDE_OPEN_DBFS), level).astype(np.uint8)
    return wide
