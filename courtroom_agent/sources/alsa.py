"""A microphone on this machine: USB or a mixer's sound card, through ALSA."""

from collections import deque
from collections.abc import Iterator

from av.audio.frame import AudioFrame

from courtroom_agent.capture_clock import Clock
from courtroom_agent.sources.alsa_config import name_configuration
from courtroom_agent.sources.base import BLOCK_NS, SAMPLE_RATE, Samples, Sound, SteadyBlocks
from courtroom_agent.sources.containers import FAULTS, Blocks, lost, open_input

_REMEDY = "Check its cable, and the device in the room file (arecord -L)."


class AlsaAudio:
    """One capture device, mixed down to mono."""

    def __init__(self, device: str, clock: Clock) -> None:
        """Open *device*, e.g. ``hw:1,0``.

        Raises:
            SourceLost: it is not there now.
        """
        name_configuration()
        self._name = f"alsa:{device}"
        self._clock = clock
        self._container = open_input(self._name, device, "alsa", {"sample_rate": str(SAMPLE_RATE)}, _REMEDY)
        self._frames: Iterator[AudioFrame] = self._container.decode(audio=0)
        self._blocks, self._steady = Blocks(), SteadyBlocks()
        self._ready: deque[tuple[Samples, int]] = deque()

    def read(self) -> Sound:
        """Wait for the next 20 ms."""
        while not self._ready:
            try:
                frame = next(self._frames)
            except (StopIteration, *FAULTS) as fault:
                raise lost(self._name, fault, _REMEDY) from fault
            arrived = self._clock.now()
            blocks = list(self._blocks.cut(frame))
            for n, samples in enumerate(blocks):
                self._ready.append((samples, self._steady.at(arrived - (len(blocks) - 1 - n) * BLOCK_NS)))
        return Sound(*self._ready.popleft())

    def close(self) -> None:
        """Let go of the device."""
        self._container.close()
