"""The composed picture follows a face calmly, only where the room file says so, and never a protected seat's."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hardware_profiles
from courtroom_agent.composer import Captions, Composer, Picture
from courtroom_agent.director.faces import MISSING, Faces, cut_out, followed
from courtroom_agent.director.framing import FACE, PAN_S, WHOLE, ZOOM_S, Face, Frame, Framing, wanted
from courtroom_agent.layout import Box, Tile
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.rooms import load_room

ROOMS = Path(hardware_profiles.__file__).parent / "courtrooms"
SECOND = 1_000_000_000


def room(*seats: str) -> Courtroom:
    """The demonstration room, in which the faces of *seats* are followed."""
    demo = load_room(ROOMS / "demo.yaml")
    told = tuple(one.model_copy(update={"follow_face": one.id in seats}) for one in demo.seats)
    return demo.model_copy(update={"seats": told})


def picture(width: int = 1280, height: int = 720) -> Picture:
    """A picture whose brightness rises from left to right."""
    y = np.tile(np.linspace(0, 255, width, dtype=np.uint8), (height, 1))
    half = np.full((height // 2, width // 2), 128, dtype=np.uint8)
    return Picture(y, half, half)


class Told:
    """A detector that sees what the test says."""

    def __init__(self, face: Face | None) -> None:
        self.face = face
        self.looks = 0

    def find(self, _picture: Picture) -> Face | None:
        """Return what the test said."""
        self.looks += 1
        return self.face


def settled(framing: Framing, seconds: float, *, began: float = 0.0) -> Frame:
    """Let *seconds* pass, 25 pictures each."""
    for number in range(round(seconds * 25)):
        framing.at(began + number / 25)
    return framing.frame


def test_a_small_face_is_shown_larger_and_whole() -> None:
    """The frame comes to it and has it where a portrait has it."""
    framing = Framing(1920)
    framing.see(Face(0.3, 0.4, 0.15), 0.0)
    frame = settled(framing, 20)

    assert frame.size == pytest.approx(0.15 / FACE, abs=0.02)
    assert frame.x == pytest.approx(0.3, abs=0.02)


def test_nobody_before_the_camera_means_the_whole_picture() -> None:
    """After some seconds without a face the frame opens again; a face that turned away for a moment changes nothing."""
    framing = Framing(1920)
    framing.see(Face(0.3, 0.4, 0.15), 0.0)
    close = settled(framing, 20)
    framing.see(None, 2.0)
    assert settled(framing, 5, began=20).size == pytest.approx(close.size, abs=0.01)
    framing.see(None, 30.0)
    assert settled(framing, 30, began=25).size == pytest.approx(1.0, abs=0.01)


def test_a_face_that_trembles_moves_nothing() -> None:
    """Within the dead zone the frame stands still, so that nobody gets seasick."""
    framing = Framing(1920)
    framing.see(Face(0.4, 0.4, 0.15), 0.0)
    still = settled(framing, 20)
    for number in range(40):
        framing.see(Face(0.4 + 0.02 * (-1) ** number, 0.4, 0.155), 20 + number / 2)
        settled(framing, 0.5, began=20 + number / 2)

    assert abs(framing.frame.x - still.x) < 0.01
    assert abs(framing.frame.size - still.size) < 0.01


FACES = st.one_of(st.none(), st.builds(Face, st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 1.0, exclude_min=True)))


@given(st.lists(st.tuples(FACES, st.floats(0.01, 2.0)), max_size=40), st.sampled_from([320, 640, 1280, 3840]))
def test_the_frame_stays_inside_and_never_jumps(seen: list[tuple[Face | None, float]], width: int) -> None:
    """Wherever faces appear: inside the picture, never smaller than is sharp, never faster than is calm."""
    framing, now, before = Framing(width), 0.0, WHOLE
    framing.at(now)
    for face, past in seen:
        framing.see(face, now)
        now += past
        frame = framing.at(now)
        assert framing.smallest - 1e-9 <= frame.size <= 1
        assert frame.size / 2 - 1e-9 <= min(frame.x, frame.y)
        assert max(frame.x, frame.y) <= 1 - frame.size / 2 + 1e-9
        assert abs(frame.size - before.size) <= ZOOM_S * past + 1e-9
        assert abs(frame.x - before.x) <= (PAN_S + ZOOM_S) * past + 1e-9
        before = frame


@given(st.builds(Face, st.floats(0, 1), st.floats(0, 1), st.floats(0.02, 1)), st.sampled_from([0.5, 0.75, 1.0]))
def test_no_frame_is_smaller_than_is_sharp(face: Face, smallest: float) -> None:
    """A face far away is not blown up."""
    assert smallest <= wanted(face, smallest).size <= 1


def test_a_part_is_shown_in_the_wholes_proportions() -> None:
    """No black edge comes and goes while the frame moves; the tile shows the part alone."""
    whole = picture()
    tile = (Tile("cam-judge", Box(0, 40, 1280, 680)),)
    for size in (1.0, 0.83, 0.615, 0.5):
        part = cut_out(whole, Frame(0.9, 0.5, size).inside())
        shown = Picture.of(Composer(1280, 720).compose(tile, {"cam-judge": part}, Captions(), SECOND)).y[300]
        bright = np.flatnonzero(shown > 120)
        assert (bright[-1], shown[-1] < 60) == (1243, True)
        assert part.y.shape[0] % 2 == part.y.shape[1] % 2 == 0
    middle = cut_out(whole, Frame(0.5, 0.5, 0.5))
    assert int(middle.y.min()) == pytest.approx(64, abs=2)
    assert int(middle.y.max()) == pytest.approx(191, abs=2)


def test_only_seats_that_want_it_and_sit_alone_are_followed() -> None:
    """Nobody is followed unless the room file says so; the overview never is."""
    assert followed(room()) == {}
    assert followed(room("judge", "clerk")) == {"cam-judge": 640}
    assert followed(room("judge", "clerk", "prosecutor", "defender", "bailiff")).keys() == {
        "cam-judge",
        "cam-prosecutor",
        "cam-defender",
    }


def test_a_followed_picture_is_framed_and_another_is_not() -> None:
    """The detector looks at the followed picture alone."""
    told = Told(Face(0.3, 0.4, 0.15))
    faces = Faces({"cam-judge": 1280}, told)
    given = {"cam-judge": picture(), "cam-defender": picture()}
    shown = frozenset(given)
    for tick in range(300):
        found = faces.framed(given, shown, tick * SECOND // 15)
        if tick % 7 == 0:
            faces.look(tick / 15)
    framed = found["cam-judge"]

    assert framed is not None
    assert framed.y.shape[1] < 1000
    assert framed.part_of == (1280, 720)
    assert found["cam-defender"] is given["cam-defender"]
    assert told.looks == 43


def test_who_may_not_be_seen_is_not_looked_at() -> None:
    """A camera that is in no shot is neither framed nor searched, and begins whole when it comes back."""
    told = Told(Face(0.3, 0.4, 0.15))
    faces = Faces({"cam-judge": 1280}, told)
    given = {"cam-judge": picture()}
    for tick in range(100):
        faces.framed(given, {"cam-judge"}, tick * SECOND // 15)
        faces.look(tick / 15)
    looks = told.looks
    hidden = faces.framed(given, frozenset(), 7 * SECOND)
    faces.look(7.0)
    assert told.looks == looks
    assert hidden["cam-judge"] is given["cam-judge"]
    assert faces.framed(given, {"cam-judge"}, 8 * SECOND)["cam-judge"] is given["cam-judge"]


def test_a_missing_detector_is_said() -> None:
    """A room that wants faces followed hears that nothing follows them; one that does not is not bothered."""
    assert Faces({"cam-judge": 640}, None).says == MISSING
    assert Faces({}, None).says == ""
    given = {"cam-judge": picture()}
    assert Faces({"cam-judge": 640}, None).framed(given, {"cam-judge"}, 0)["cam-judge"] is given["cam-judge"]


@pytest.mark.long
def test_the_extra_finds_drawn_faces_and_costs_little(tmp_path: Path) -> None:
    """With the extra's own OpenCV each drawn face is found where it is drawn, for at most 3 % of a core a seat."""
    lock = Path(__file__).parents[2] / "requirements-faces.lock"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--require-hashes",
        "--only-binary",
        ":all:",
    ]
    subprocess.run([*install, "--target", str(tmp_path), "-r", str(lock)], check=True, timeout=540)
    looked = subprocess.run(
        [sys.executable, str(Path(__file__).parent / "looking_for_faces.py"), str(tmp_path)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert looked.returncode == 0, looked.stdout + looked.stderr
