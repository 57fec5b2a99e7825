"""What a recogniser must be able to do. Engines plug in here; the rest of the product knows none by name."""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

RATE = 16_000
"""Samples a second; mono, 16 bit."""
FRAME = 320
"""Samples of 20 ms."""
FRAME_NS = 20_000_000

Samples = NDArray[np.int16]


class Recogniser(Protocol):
    """Hears one utterance of one person. Belongs to one thread at a time."""

    def feed(self, sound: Samples) -> None:
        """Take the next piece of the utterance."""
        ...

    def partial(self) -> str:
        """What it would say so far; may take a while where :attr:`Engine.partial_every_s` is long."""
        ...

    def finish(self, count: int) -> str:
        """What the first *count* samples said; nothing where nothing certain was. The recogniser is done with."""
        ...


class Engine(Protocol):
    """A loaded model. One for all microphones."""

    name: str
    """The model's name, for people."""
    digest: str
    """First 16 hex digits of the model's SHA-256."""
    cuts_back: bool
    """Whether an utterance may still be cut before its last piece: so where it is read only when it has ended."""
    partial_every_s: float
    """How often it is worth asking for what was said so far."""

    def begin(self) -> Recogniser:
        """Begin an utterance."""
        ...
