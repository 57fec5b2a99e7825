"""The program's sound: decodes every voice, mixes them at one moment, encodes each mix once.

Works in ticks of 20 ms, in a thread of its own, as far back as the picture does, so that lips match.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from courtroom_agent.encoders import VoiceEncoder, level_dbfs
from courtroom_agent.mixer import Mixer, moment_of, sample_of
from courtroom_agent.streams.decoding import SoundDecoder
from courtroom_agent.voice_mask import LATENCY_NS, Disguise, VoiceMask

INBOX = 2000
PROGRAM = "program"


@dataclass(frozen=True)
class Hearable:
    """What is to be heard now: each mix by name, with the streams that it leaves out."""

    mixes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    muted: frozenset[str] = frozenset()
    live: bool = False
    """In a recess nothing is mixed."""
    masked: frozenset[str] = frozenset()
    """Heard under a mask only."""


class _Mix:
    """One mix on its way out."""

    def __init__(self) -> None:
        self.encoder = VoiceEncoder()
        self.moments: deque[int] = deque()


class SoundMill:
    """Offered Opus packets from any thread; :meth:`tick` belongs to one thread."""

    def __init__(
        self,
        on_packet: Callable[[str, bytes, int], None],
        on_level: Callable[[str, float, int], None] = lambda _stream, _dbfs, _at: None,
    ) -> None:
        """*on_packet* is given (name of the mix, Opus packet, capture time), *on_level* (stream, dBFS, capture time)."""
        self._on_level = on_level
        self.hearable = Hearable()
        self.levels: dict[str, float] = {}
        """dBFS of each stream that was heard in the last tick."""
        self._on_packet = on_packet
        self._inbox: deque[tuple[str, bytes, int]] = deque(maxlen=INBOX)
        self._mixer = Mixer()
        self._decoders: dict[str, SoundDecoder] = {}
        self._mixes: dict[str, _Mix] = {}
        self._masks: dict[str, VoiceMask] = {}
        self._masked: frozenset[str] = frozenset()

    def offer(self, stream: str, packet: bytes, at_ns: int) -> None:
        """Hand over one packet; never waits."""
        self._inbox.append((stream, packet, at_ns))

    def tick(self, at_ns: int) -> None:
        """Mix and encode the 20 ms from *at_ns* on."""
        hearable = self.hearable
        if not hearable.live:
            self._inbox.clear()
            self._decoders.clear()
            self._mixes.clear()
            self._mixer = Mixer()
            self._masks.clear()
            self.levels = {}
            return
        self._cover(hearable.masked)
        self._decode()
        mixes = self._mixer.mix(sample_of(at_ns), hearable.mixes, hearable.muted)
        for name in self._mixes.keys() - mixes.keys():
            self._mixes.pop(name)
        moment = moment_of(sample_of(at_ns))
        for name, sound in mixes.items():
            mix = self._mixes.get(name) or self._begin(name)
            mix.moments.append(moment)
            packet = mix.encoder.encode(sound)
            if packet is not None:
                self._on_packet(name, packet, mix.moments.popleft())

    def _cover(self, masked: frozenset[str]) -> None:
        """Nothing that a voice said without its mask is heard once it has one, and the other way round."""
        for stream in masked ^ self._masked:
            self._mixer.forget(stream)
        self._masks = {stream: self._masks.get(stream) or VoiceMask(Disguise.drawn()) for stream in masked}
        self._masked = masked

    def _begin(self, name: str) -> _Mix:
        mix = self._mixes[name] = _Mix()
        return mix

    def _decode(self) -> None:
        while self._inbox:
            stream, packet, at_ns = self._inbox.popleft()
            decoder = self._decoders.get(stream)
            if decoder is None:
                decoder = self._decoders[stream] = SoundDecoder()
            sound = decoder.decode(packet)
            if sound is not None:
                mask = self._masks.get(stream)
                if mask is not None:
                    sound, at_ns = mask.process(sound), at_ns - LATENCY_NS
                self._mixer.put(stream, sound, at_ns)
                self.levels[stream] = level_dbfs(sound)
                self._on_level(stream, self.levels[stream], at_ns)
