"""A simulated person far away: a face and a voice on the hearing's timeline, for a client without camera or microphone."""

import av

from courtroom_agent.simulated.court import SimulatedCamera
from courtroom_agent.simulated.voices import Samples, Voices


class SimulatedPerson:
    """One seat's picture and voice. Both follow from the moment alone, so that they are in step and repeatable."""

    def __init__(self, seat: str = "accused", zero_ms: int = 0, *, width: int = 640, height: int = 360) -> None:
        """Play *seat*, whose hearing began to be spoken at *zero_ms* (UTC).

        Raises:
            BadSource: the simulated court has no such seat.
        """
        self._zero_ms = zero_ms
        self._seat = seat
        self._voices = Voices()
        self._camera = SimulatedCamera(seat, width, height, self._voices)

    def timeline_ms(self, at_ms: int) -> int:
        """Where in the spoken hearing the moment *at_ms* (UTC) lies."""
        return at_ms - self._zero_ms

    def picture(self, timeline_ms: int) -> av.VideoFrame:
        """The person at *timeline_ms*, yuv420p, counter burnt in."""
        return self._camera.picture(timeline_ms)

    def sound(self, timeline_ms: int) -> Samples:
        """960 samples of the person's voice, 48 kHz mono, from *timeline_ms* on."""
        return self._voices.block(self._seat, timeline_ms)
