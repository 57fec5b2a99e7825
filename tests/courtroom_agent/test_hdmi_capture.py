"""A laptop that is plugged in, changes its picture's size, and is pulled out again: the stream goes on and says so."""

import errno
from collections.abc import Callable
from typing import Any

import av
import numpy as np
import pytest

from courtroom_agent.capture_workers import CameraWorker
from courtroom_agent.drivers.v4l2_device import Signal
from courtroom_agent.errors import SourceLost
from courtroom_agent.sources.base import Picture
from courtroom_agent.sources.hdmi import NO_SIGNAL, HdmiVideo
from courtroom_agent.sources.opening import open_camera
from courtroom_agent.sources.simulated import SimulatedCourt
from hardware_profiles.courtroom import Camera, Label
from tests.courtroom_agent.test_sources import Clock

SIZE = (640, 360)
CAMERA = Camera(
    stream="cam-evidence",
    label=Label(zh="举证", en="Evidence"),
    source="hdmi:/dev/no-card",
    width=640,
    height=360,
    rate=25,
    mandatory=False,
)


class Card:
    """Plays a capture card: what is on its input, and the pictures that it gives of it."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.tells: tuple[Signal, tuple[int, int] | None] = ("absent", None)
        self.follows = self.opened = self.closed = 0
        self.is_gone = self.gives_nothing = False
        self.dropped = 0

    def watch(self, _: str) -> "Card":
        """It is there."""
        return self

    def signal(self) -> tuple[Signal, tuple[int, int] | None]:
        """What is on its input."""
        if self.is_gone:
            raise OSError(errno.ENODEV, "No such device")
        return self.tells

    def follow(self) -> None:
        """It is told to capture what is there."""
        self.follows += 1

    def pictures(self, _device: str, width: int, height: int, _rate: int, _clock: object) -> "Captured":
        """Begin to capture."""
        self.opened += 1
        return Captured(self, width, height)

    def close(self) -> None:
        """It is let go."""


class Captured:
    """Pictures from the card, each 40 ms after the one before."""

    dropped = 3

    def __init__(self, card: Card, width: int, height: int) -> None:
        self._card = card
        self._frame = av.VideoFrame.from_ndarray(np.full((height * 3 // 2, width), 128, np.uint8), format="yuv420p")

    def read(self) -> Picture:
        """Wait for the next."""
        if self._card.gives_nothing:
            raise SourceLost("hdmi:x: nothing comes from it")
        self._card.clock.at += 40_000_000
        return Picture(self._frame, self._card.clock.at)

    def close(self) -> None:
        """It is let go."""
        self._card.closed += 1


def at_the_card(act: Callable[[HdmiVideo, Card], None]) -> None:
    """Run *act* with an input and its card."""
    clock = Clock()
    card = Card(clock)
    source = HdmiVideo("/dev/x", *SIZE, 25, clock, open_watch=card.watch, open_pictures=card.pictures)
    act(source, card)
    source.close()
    assert card.opened == card.closed


def read(source: HdmiVideo, seconds: float) -> list[Picture]:
    """What the input gives in so many seconds."""
    return [source.read() for _ in range(round(seconds * 25))]


def test_without_a_signal_the_stream_goes_on_with_a_slate_that_says_so() -> None:
    """Twenty-five slates a second, evenly, on which something is written; the laptop is shown half a second after it came."""

    def act(source: HdmiVideo, card: Card) -> None:
        slates = read(source, 2)
        assert {one.says for one in slates} == {NO_SIGNAL}
        assert {b.at - a.at for a, b in zip(slates, slates[1:], strict=False)} == {40_000_000}
        assert np.unique(slates[0].frame.to_ndarray()[: SIZE[1]]).size > 2
        assert (slates[0].frame.width, slates[0].frame.height) == SIZE
        card.tells = ("present", (1920, 1080))
        shown = read(source, 1)
        assert shown[-1].says == ""
        assert [one.says for one in shown].count(NO_SIGNAL) <= 14
        assert (card.follows, card.opened, source.dropped) == (1, 1, 3)
        card.tells = ("absent", None)
        assert read(source, 1)[-1].says == NO_SIGNAL

    at_the_card(act)


def test_a_signal_of_another_format_is_captured_anew() -> None:
    """The laptop's screen is set otherwise: the card is told, and opened again once."""

    def act(source: HdmiVideo, card: Card) -> None:
        card.tells = ("present", (1920, 1080))
        assert read(source, 1)[-1].says == ""
        card.tells = ("present", (1280, 720))
        assert read(source, 2)[-1].says == ""
        assert (card.follows, card.opened, card.closed) == (2, 2, 1)

    at_the_card(act)


def test_a_signal_that_gives_no_picture_yet_is_waited_for() -> None:
    """Cards need a moment when the format changes: a slate says it, and the picture follows."""

    def act(source: HdmiVideo, card: Card) -> None:
        card.tells, card.gives_nothing = ("present", (1920, 1080)), True
        assert "changing" in read(source, 1)[-1].says
        card.gives_nothing = False
        assert read(source, 1)[-1].says == ""

    at_the_card(act)


def test_an_adapter_that_tells_nothing_is_taken_by_its_pictures() -> None:
    """It is never said to be without a signal; when no picture comes it is lost like any camera."""

    def act(source: HdmiVideo, card: Card) -> None:
        card.tells = ("unknown", None)
        assert {one.says for one in read(source, 2)} == {""}
        assert card.opened == 1
        card.gives_nothing = True
        with pytest.raises(SourceLost):
            source.read()

    at_the_card(act)


def test_a_card_that_was_pulled_out_is_lost_in_words() -> None:
    """It is not taken for an input without a signal."""

    def act(source: HdmiVideo, card: Card) -> None:
        read(source, 1)
        card.is_gone = True
        with pytest.raises(SourceLost, match="hdmi:/dev/x: nothing comes from it"):
            read(source, 1)

    at_the_card(act)


def test_people_are_told_that_there_is_no_signal_and_no_guard_takes_the_slate_for_a_frozen_camera() -> None:
    """The track goes on and the input counts as present; what the guards look at is unknown meanwhile."""

    def never(*_: object) -> Any:
        raise AssertionError("Nothing is sent or opened here.")

    def act(source: HdmiVideo, card: Card) -> None:
        worker = CameraWorker(CAMERA, never, never)  # type: ignore[arg-type]
        for _ in range(3):
            worker._take_look(source.read())
        state = worker.state()
        assert (state.present, state.says, state.still_s, state.dark) == (True, NO_SIGNAL, None, None)
        card.tells = ("present", (1920, 1080))
        for picture in read(source, 2):
            worker._take_look(picture)
        state = worker.state()
        assert (state.present, state.says) == (True, "")
        assert state.still_s is not None

    at_the_card(act)


def test_a_card_that_is_not_there_is_named_with_what_to_do() -> None:
    """As every camera of a room file."""
    with pytest.raises(SourceLost, match="hdmi:/dev/no-card: nothing comes from it"):
        open_camera(CAMERA, SimulatedCourt(lambda: None), Clock())
