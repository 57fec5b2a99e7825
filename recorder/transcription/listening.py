"""Listens to all microphones at once: what goes in is sound with its moments, what comes out are people's sentences.

Microphones deliver at different times; a moment is looked at when all of them have delivered it.
"""

from collections.abc import Mapping

import numpy as np

from recorder.transcription.attribution import Attribution
from recorder.transcription.engine import FRAME, RATE, Samples
from recorder.transcription.gate import Gate
from recorder.transcription.utterances import Happening, Utterances

KEPT = 4 * RATE
"""Four seconds of each microphone wait to be looked at, at most."""
_SEAM = RATE // 50
_NS = 1_000_000_000


class _Tape:
    """What one microphone brought and nobody looked at yet, by sample number since 1970."""

    def __init__(self, at: int) -> None:
        self._sound = np.zeros(KEPT, np.int16)
        self._looked_to = at
        self._next = at

    def put(self, sound: Samples, at: int) -> int:
        """Lay *sound* down at sample *at*; return how many samples could not be."""
        if abs(at - self._next) <= _SEAM:
            at = self._next
        self._next = at + len(sound)
        late = min(len(sound), max(0, self._looked_to - at))
        kept = sound[late:]
        at += late
        if at + len(kept) > self._looked_to + KEPT:
            return len(sound)
        places = np.arange(at, at + len(kept)) % KEPT
        self._sound[places] = kept
        return late

    def take(self, at: int) -> Samples:
        """Take the frame at sample *at*; what did not come is silence."""
        places = np.arange(at, at + FRAME) % KEPT
        frame = self._sound[places]
        self._sound[places] = 0
        self._looked_to = at + FRAME
        return frame


class Listening:
    """All microphones of one hearing."""

    def __init__(self, *, cuts_back: bool) -> None:
        """*cuts_back* as the engine says (:class:`recorder.transcription.engine.Engine`)."""
        self.lost_s = 0.0
        """How much sound came too late to be heard."""
        self._cuts_back = cuts_back
        self._tapes: dict[str, _Tape] = {}
        self._gates: dict[str, Gate] = {}
        self._utterances: dict[str, Utterances] = {}
        self._attribution = Attribution()
        self._at: int | None = None

    def hear(self, stream: str, sound: Samples, at_ns: int) -> None:
        """Take *sound* of *stream*, 16 kHz mono, captured from *at_ns* on."""
        at = at_ns * RATE // _NS
        if self._at is None:
            self._at = at // FRAME * FRAME
        if stream not in self._tapes:
            self._tapes[stream] = _Tape(self._at)
            self._gates.setdefault(stream, Gate())
            self._utterances.setdefault(stream, Utterances(stream, cuts_back=self._cuts_back))
        self.lost_s += self._tapes[stream].put(sound, at) / RATE

    def advance(self, to_ns: int) -> list[Happening]:
        """Look at everything before *to_ns* and say what happened in it."""
        to = to_ns * RATE // _NS
        happened: list[Happening] = []
        while self._at is not None and self._at + FRAME <= to:
            frames = {stream: tape.take(self._at) for stream, tape in self._tapes.items()}
            happened += self._look(self._at * _NS // RATE, frames)
            self._at += FRAME
        return happened

    def pause(self) -> list[Happening]:
        """End every sentence: nothing more comes for now. What comes later may be at any moment."""
        happened: list[Happening] = []
        if self._at is not None:
            happened += self.advance((self._at + KEPT) * _NS // RATE)
        for one in self._utterances.values():
            happened += one.end()
        self._tapes.clear()
        self._at = None
        return happened

    def forget(self, stream: str) -> list[Happening]:
        """A microphone was muted or a person has gone: end the sentence, and hear nothing more of it."""
        self._tapes.pop(stream, None)
        self._gates.pop(stream, None)
        one = self._utterances.pop(stream, None)
        return one.end() if one else []

    def _look(self, at_ns: int, frames: Mapping[str, Samples]) -> list[Happening]:
        near = self._attribution.near(frames)
        voiced = {s for s, frame in frames.items() if self._gates[s].hears_voice(frame, near=s in near)}
        speakers = self._attribution.speakers(voiced)
        happened: list[Happening] = []
        for stream, frame in frames.items():
            level_db = self._attribution.level_db(stream)
            one = self._utterances[stream]
            happened += one.take(at_ns, frame, own=stream in speakers, voiced=stream in voiced, level_db=level_db)
        return happened
