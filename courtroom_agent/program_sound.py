"""The program's sound: decodes every voice, mixes them at one moment, encodes each mix once.

Works in ticks of 20 ms, in a thread of its own, as far back as the picture does, so that lips match. The sound of a film
that is shown as evidence comes in beside the voices, and into no mix that is not named for it. What the room's loudspeakers
play is one mix more, of everyone but the room itself, and is not encoded.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from courtroom_agent.ducking import Ducking
from courtroom_agent.encoders import VoiceEncoder, level_dbfs
from courtroom_agent.evidence.shown import Shown as Evidence
from courtroom_agent.mixer import Mixer, Samples, moment_of, sample_of
from courtroom_agent.streams.decoding import SoundDecoder
from courtroom_agent.voice_mask import LATENCY_NS, Disguise, VoiceMask

INBOX = 2000
PROGRAM = "program"
LOUDSPEAKERS = "loudspeakers"
"""The mix that the room hears; it is no stream and goes nowhere else."""
EXHIBIT_LEVEL = 0.5
"""Of a film's own level, 6 dB below it: films are loud, and who speaks over one is to be understood."""


@dataclass(frozen=True)
class Hearable:
    """What is to be heard now: each mix by name, with the streams that it leaves out."""

    mixes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    muted: frozenset[str] = frozenset()
    live: bool = False
    """In a recess nothing is mixed."""
    masked: frozenset[str] = frozenset()
    """Heard under a mask only."""
    exhibit: Evidence | None = None
    """What is shown; if it plays, its sound is heard in the mixes *exhibit_in* and in no other."""
    exhibit_in: frozenset[str] = frozenset()
    echoing: frozenset[str] = frozenset()
    """The microphones that hear what the loudspeakers play, where no device takes it out: turned down meanwhile."""

    @property
    def alike(self) -> list[tuple[str, ...]]:
        """The mixes in groups that sound alike, each of which is mixed and encoded once."""
        groups: dict[tuple[frozenset[str], bool], list[str]] = {}
        for name, without in self.mixes.items():
            groups.setdefault((without, name in self.exhibit_in), []).append(name)
        return [tuple(names) for names in groups.values()]


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
        sound_of: Callable[[Evidence, int], Samples | None] = lambda _shown, _at: None,
        to_room: Callable[[Samples], bool] = lambda _sound: False,
    ) -> None:
        """*on_packet* is given (name of the mix, Opus packet, capture time), *on_level* (stream, dBFS, capture time).

        *sound_of* finds the 20 ms that a film or sound plays from a moment on. *to_room* is given each 20 ms for the
        loudspeakers, where there is such a mix, and says whether they are played.
        """
        self._on_level, self._sound_of, self._to_room = on_level, sound_of, to_room
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
        self._ducking = Ducking()

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
            self._ducking = Ducking()
            self.levels = {}
            return
        self._cover(hearable.masked)
        self._decode()
        alike = hearable.alike
        wanted = {names[0]: hearable.mixes[names[0]] for names in alike}
        exhibit = self._exhibit(hearable, at_ns)
        lowered = (self._ducking.next(), hearable.echoing) if hearable.echoing else None
        mixes = self._mixer.mix(sample_of(at_ns), wanted, hearable.muted, exhibit, lowered)
        for name in self._mixes.keys() - mixes.keys():
            self._mixes.pop(name)
        for names in alike:
            self._send(names, mixes[names[0]], moment_of(sample_of(at_ns)))

    def _send(self, names: tuple[str, ...], sound: Samples, moment: int) -> None:
        """Give what sounds alike to all who get it: to the room as it is, encoded to everybody else."""
        if LOUDSPEAKERS in names:
            self._ducking.hear(sound, is_played=self._to_room(sound))
        if names == (LOUDSPEAKERS,):
            return
        mix = self._mixes.get(names[0]) or self._begin(names[0])
        mix.moments.append(moment)
        packet = mix.encoder.encode(sound)
        if packet is not None:
            at = mix.moments.popleft()
            for name in names:
                if name != LOUDSPEAKERS:
                    self._on_packet(name, packet, at)

    def _exhibit(self, hearable: Hearable, at_ns: int) -> tuple[Samples, frozenset[str]] | None:
        """Take what plays, in every case, so that the film goes on; give it to those mixes alone that may have it."""
        sound = self._sound_of(hearable.exhibit, at_ns) if hearable.exhibit is not None else None
        if sound is None:
            return None
        return np.asarray(sound * EXHIBIT_LEVEL, np.int16), hearable.exhibit_in

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
