"""What recognition hears: packets of every microphone and remote voice, decoded, of the recorded time alone."""

from dataclasses import dataclass

import av
import numpy as np

from courtroom_agent.encoders import SAMPLE_RATE
from courtroom_agent.orders import Orders
from courtroom_agent.streams.decoding import SoundDecoder
from recorder.transcription.engine import RATE, Samples
from recorder.transcription.listening import Listening
from recorder.transcription.utterances import Happening

QUIET_LOOKS = 8
"""A stream that brought nothing in so many looks is not waited for; when none does, the court pauses. Looks are counted
and not seconds: on a machine that is too busy the process itself stands still, and the sound waits in the socket."""
MOST_WAIT_NS = 1_500_000_000
"""How far one stream may lag behind the others and still be waited for."""


@dataclass(frozen=True, slots=True)
class Sound:
    """Samples of one stream, 16 kHz mono, captured from ``at_ns`` on (panel's clock)."""

    stream: str
    samples: Samples
    at_ns: int


class NoPictures:
    """Pictures say nothing."""

    def offer(self, stream: str, unit: bytes, at_ns: int, keyframe: bool) -> None:
        """Leave a picture be."""

    def lose(self, stream: str) -> None:
        """Leave it."""


class Ear:
    """Decodes one stream to what recognisers take."""

    def __init__(self) -> None:
        self._decoder = SoundDecoder()
        self._resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)

    def decode(self, packet: bytes) -> Samples | None:
        """Decode one Opus packet; ``None`` when it is broken or nothing comes of it yet."""
        sound = self._decoder.decode(packet)
        if sound is None:
            return None
        frame = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        parts = [one.to_ndarray().reshape(-1) for one in self._resampler.resample(frame)]
        return np.concatenate(parts).astype(np.int16) if parts else None


class Ears:
    """All streams. Offered packets and asked for sound in one thread."""

    def __init__(self) -> None:
        self.orders = Orders()
        self._heard: list[Sound] = []
        self._looks = 0
        self._ears: dict[str, Ear] = {}
        self._newest: dict[str, tuple[int, int]] = {}

    def offer(self, stream: str, packet: bytes, at_ns: int) -> None:
        """Take an Opus packet; what is not recorded, or muted, is not even decoded."""
        if stream in self.orders.muted or not self.orders.records_at(at_ns / 1e6):
            self._ears.pop(stream, None)
            self._newest.pop(stream, None)
            return
        ear = self._ears.setdefault(stream, Ear())
        samples = ear.decode(packet)
        if samples is not None:
            self._heard.append(Sound(stream, samples, at_ns))
            self._newest[stream] = (at_ns + len(samples) * 1_000_000_000 // RATE, self._looks)

    def take(self) -> list[Sound]:
        """Look: take what was heard since the last look, in the order of its moments."""
        heard, self._heard = self._heard, []
        self._looks += 1
        return sorted(heard, key=lambda sound: sound.at_ns)

    def horizon(self) -> int | None:
        """Up to when everyone has been heard (ns, panel's clock); ``None`` while nobody can be."""
        self._newest = {s: one for s, one in self._newest.items() if self._looks - one[1] <= QUIET_LOOKS}
        if not self._newest:
            return None
        moments = [at for at, _ in self._newest.values()]
        return max(min(moments), max(moments) - MOST_WAIT_NS)


def look(ears: Ears, listening: Listening) -> list[Happening]:
    """Let *listening* hear what has come, and say what happened as far as everyone has been heard."""
    happened = []
    for sound in ears.take():
        # After a standstill many seconds come at once, more than may wait to be looked at.
        happened += listening.advance(sound.at_ns - MOST_WAIT_NS)
        listening.hear(sound.stream, sound.samples, sound.at_ns)
    horizon = ears.horizon()
    return happened + (listening.pause() if horizon is None else listening.advance(horizon))
