"""One thread a source: read, encode, publish, record."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from courtroom_agent.encoders import PictureEncoder, VoiceEncoder, level_dbfs
from courtroom_agent.errors import BadSource, SourceLost
from courtroom_agent.orders import Orders
from courtroom_agent.packet_socket import Kind, PacketServer, SourceState
from courtroom_agent.recording import Offering
from courtroom_agent.signal_look import PictureLook, SoundLook
from courtroom_agent.sources.base import BLOCK, RETRY_S, AudioSource, Picture, Samples, VideoSource
from hardware_profiles.courtroom import Camera, Microphone

_log = logging.getLogger(__name__)

KEYFRAME_PAUSE_NS = 300_000_000
"""Listeners that ask more often share one keyframe."""
_IDLE_S = 0.05
_SILENCE = np.zeros(BLOCK, dtype=np.int16)

S = TypeVar("S", VideoSource, AudioSource)


@dataclass(frozen=True, slots=True)
class Outlet:
    """Where one source's packets go, and who tells it what to do."""

    number: int
    offering: Offering
    server: PacketServer
    orders: Callable[[], Orders]
    stopping: threading.Event

    def send(self, kind: Kind, orders: Orders, data: bytes, at: int, *, keyframe: bool) -> None:
        """Record and publish one packet."""
        self.offering.offer(orders, data, at, keyframe=keyframe)
        self.server.publish(kind, self.number, at, data, keyframe=keyframe)


class _Held(Generic[S]):
    """A source that is held while it is wanted, and tried again when it is lost."""

    def __init__(self, stream: str, open_source: Callable[[], S]) -> None:
        self._stream = stream
        self._open: Callable[[], S] = open_source
        self._source: S | None = None
        self._tried_at = -RETRY_S
        self.says = ""

    @property
    def is_present(self) -> bool:
        """Whether it gives something, as far as is known."""
        return not self.says

    def get(self) -> S | None:
        """The source, opened if it is time to; ``None`` while it is away."""
        if self._source is None and time.monotonic() - self._tried_at >= RETRY_S:
            self._tried_at = time.monotonic()
            try:
                self._source = self._open()
            except (SourceLost, BadSource) as fault:
                self.lose(fault)
            else:
                self._say("")
        return self._source

    def lose(self, fault: Exception) -> None:
        """It went away: let go of it and say so."""
        self._tried_at = time.monotonic()
        self._say(str(fault))
        self._close()

    def release(self) -> None:
        """It is not wanted now."""
        self._tried_at = -RETRY_S
        self._close()

    def _close(self) -> None:
        source, self._source = self._source, None
        if source is not None:
            source.close()

    def _say(self, words: str) -> None:
        if words != self.says:
            _log.log(logging.ERROR if words else logging.INFO, "%s: %s", self._stream, words or "is there again")
        self.says = words


class CameraWorker:
    """Reads and encodes one camera."""

    def __init__(self, camera: Camera, outlet: Outlet, open_source: Callable[[], VideoSource]) -> None:
        self.stream = camera.stream
        self._camera, self._outlet = camera, outlet
        self._held: _Held[VideoSource] = _Held(camera.stream, open_source)
        self._encoder: PictureEncoder | None = None
        self._keyframe_wanted = threading.Event()
        self._keyframe_at = 0
        self._second = 0
        self._was_recorded = False
        self._dropped = 0
        self._look = PictureLook()
        self._slate_says = ""

    def want_keyframe(self) -> None:
        """Begin anew with a keyframe soon; from any thread."""
        self._keyframe_wanted.set()

    def state(self) -> SourceState:
        """How the camera is."""
        look = self._look.now
        return SourceState(
            name=self.stream,
            present=self._held.is_present,
            says=self._held.says or self._slate_says,
            dropped=self._dropped,
            dark=look.dark if look else None,
            still_s=look.still_s if look else None,
        )

    def run(self) -> None:
        """Work until told to stop."""
        outlet = self._outlet
        while not outlet.stopping.is_set():
            orders = outlet.orders()
            source = self._held.get() if orders.live else None
            if source is None:
                self._rest(orders)
                continue
            try:
                picture = source.read()
            except SourceLost as fault:
                self._held.lose(fault)
                self._look.forget()
                continue
            self._note_drops(source.dropped)
            if isinstance(picture, Picture):
                self._take_look(picture)
                self._encode(picture, outlet.orders())
            else:
                if picture.keyframe:
                    self._look.take_coded(picture.data, picture.at)
                outlet.send(Kind.PICTURE, outlet.orders(), picture.data, picture.at, keyframe=picture.keyframe)
        self._held.release()

    def _take_look(self, picture: Picture) -> None:
        """Look at what the camera shows; of a slate there is nothing to look at, and people are told why."""
        if picture.says != self._slate_says:
            _log.log(
                logging.WARNING if picture.says else logging.INFO, "%s: %s", self.stream, picture.says or "a picture"
            )
        self._slate_says = picture.says
        if picture.says:
            self._look.forget()
        else:
            self._look.take(picture.frame, picture.at)

    def _rest(self, orders: Orders) -> None:
        if not orders.live:
            self._slate_says = ""
            self._held.release()
            self._outlet.offering.forget()
            self._encoder, self._was_recorded = None, False
            self._look.forget()
        self._outlet.stopping.wait(_IDLE_S)

    def _encode(self, picture: Picture, orders: Orders) -> None:
        if not orders.live:
            return  # The recess began while the camera was being read.
        if self._encoder is None:
            self._encoder = PictureEncoder(self._camera.width, self._camera.height, self._camera.rate)
        unit = self._encoder.encode(picture.frame, keyframe=self._begins_anew(picture.at, orders))
        if unit is not None:
            self._outlet.send(Kind.PICTURE, orders, unit.data, picture.at, keyframe=unit.keyframe)

    def _begins_anew(self, at: int, orders: Orders) -> bool:
        is_recorded = orders.records_at(at / 1e6)
        begins, self._was_recorded = is_recorded and not self._was_recorded, is_recorded
        asked = self._keyframe_wanted.is_set() and at - self._keyframe_at >= KEYFRAME_PAUSE_NS
        # An opening that is moved back begins at a whole second: there each camera's picture stands alone.
        second, self._second = self._second, at // 1_000_000_000
        asked = asked or (orders.preroll and second != self._second)
        if begins or asked:
            self._keyframe_wanted.clear()
            self._keyframe_at = at
        return begins or asked

    def _note_drops(self, dropped: int) -> None:
        if dropped > self._dropped:
            _log.warning("%s: %d pictures left out: this machine is too slow", self.stream, dropped - self._dropped)
        self._dropped = dropped


class MicrophoneWorker:
    """Reads, meters and encodes one microphone."""

    def __init__(self, microphone: Microphone, outlet: Outlet, open_source: Callable[[], AudioSource]) -> None:
        self.stream = microphone.stream
        self._outlet = outlet
        self._held: _Held[AudioSource] = _Held(microphone.stream, open_source)
        self._encoder: VoiceEncoder | None = None
        self._level: float | None = None
        self._look = SoundLook()

    def state(self) -> SourceState:
        """How the microphone is."""
        held, clipped = self._held, self._look.clipped
        return SourceState(name=self.stream, present=held.is_present, says=held.says, clipped=clipped)

    def take_level(self) -> float | None:
        """Loudest 20 ms since the last call, dBFS; ``None`` when nothing was heard, as in a recess."""
        level, self._level = self._level, None
        return level if level is None else round(level, 1)

    def run(self) -> None:
        """Work until told to stop."""
        outlet = self._outlet
        while not outlet.stopping.is_set():
            orders = outlet.orders()
            source = self._held.get() if orders.live else None
            if source is None:
                self._rest(orders)
                continue
            try:
                sound = source.read()
            except SourceLost as fault:
                self._held.lose(fault)
                continue
            orders = outlet.orders()
            if orders.live:
                # What is heard while muted is neither metered, recorded nor sent: only silence is.
                samples = _SILENCE if self.stream in orders.muted else sound.samples
                self._look.take(samples)
                self._encode(samples, sound.at, orders)
        self._held.release()

    def _rest(self, orders: Orders) -> None:
        if not orders.live:
            self._held.release()
            self._outlet.offering.forget()
            self._encoder, self._level = None, None
            self._look.forget()
        self._outlet.stopping.wait(_IDLE_S)

    def _encode(self, samples: Samples, at: int, orders: Orders) -> None:
        level = level_dbfs(samples)
        self._level = level if self._level is None else max(level, self._level)
        if self._encoder is None:
            self._encoder = VoiceEncoder()
        packet = self._encoder.encode(samples)
        if packet is not None:
            self._outlet.send(Kind.SOUND, orders, packet, at, keyframe=True)
