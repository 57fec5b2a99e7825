"""The composed picture: who is where, and what is written."""

import time
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courtroom_agent.composer import Captions, Composer, Picture
from courtroom_agent.glyphs import Lettering
from courtroom_agent.layout import Box, Cast, Tile, arrange, cast_of, fit
from hardware_profiles.rooms import load_room
from hardware_profiles.scene import MAINS
from tests.courtroom_agent.plain_signals import plain

CAST = Cast("cam-judge", ("cam-prosecutor", "cam-defender"), ("cam-overview",))
COLOURS = {
    "cam-judge": (200, 20, 20),
    "cam-prosecutor": (20, 200, 20),
    "cam-defender": (20, 20, 200),
    "cam-overview": (200, 200, 20),
    "remote-p-1": (20, 200, 200),
    "evidence": (200, 20, 200),
}
PICTURES = {stream: Picture.of(plain(colour)) for stream, colour in COLOURS.items()}
NOON = 1_795_492_800 * 10**9
CAPTIONS = Captions("示范区人民法院", "（2026）示0101刑初128号", {"cam-judge": "审判席"})


def seen(frame: av.VideoFrame) -> np.ndarray:
    """The picture in red, green and blue."""
    return frame.to_ndarray(format="rgb24")


def centre(picture: np.ndarray, box: Box) -> np.ndarray:
    """The colour in the middle of a tile."""
    return picture[box.y + box.height // 2, box.x + box.width // 2].astype(int)


@pytest.mark.parametrize("remotes", [(), ("remote-p-1",)])
@pytest.mark.parametrize("evidence", [None, "evidence"])
def test_everyone_is_in_their_place(remotes: tuple[str, ...], evidence: str | None) -> None:
    """Bench, parties, the remote person and evidence appear each in the tile that is theirs."""
    tiles = arrange(CAST, remotes, evidence, 1280, 720)
    picture = seen(Composer(1280, 720).compose(tiles, PICTURES, CAPTIONS, NOON))

    assert {tile.stream for tile in tiles} == {
        *CAST.parties,
        "cam-judge",
        "cam-overview",
        *remotes,
        *filter(None, [evidence]),
    }
    for tile in tiles:
        assert np.abs(centre(picture, tile.box) - COLOURS[tile.stream]).max() < 12, tile


def test_the_bench_is_largest_and_evidence_takes_its_place() -> None:
    """Whoever watches sees the bench first; evidence that is shown is larger than anyone."""
    without = arrange(CAST, ("remote-p-1",), None, 1280, 720)
    shown = arrange(CAST, ("remote-p-1",), "evidence", 1280, 720)

    assert max(without, key=lambda tile: tile.box.width).stream == "cam-judge"
    assert max(shown, key=lambda tile: tile.box.width).stream == "evidence"


def test_the_demonstration_room_is_understood() -> None:
    """From the seats that cameras show follows who is bench, who party and which picture is the overview."""
    room = load_room(Path("hardware_profiles/courtrooms/demo.yaml"))

    assert cast_of(room) == CAST


@given(
    st.lists(st.integers(1, 30), unique=True, max_size=8),
    st.integers(0, 6),
    st.integers(0, 3),
    st.sampled_from([(1280, 720), (1920, 1080), (640, 360), (1024, 768)]),
    st.booleans(),
)
@settings(max_examples=100)
def test_no_two_pictures_overlap(
    people: list[int], parties: int, overviews: int, size: tuple[int, int], evidence: bool
) -> None:
    """However many people take part, every tile lies inside the picture, on even pixels, and covers no other."""
    cast = Cast("cam-judge", tuple(f"cam-{n}" for n in range(parties)), tuple(f"cam-o-{n}" for n in range(overviews)))
    remotes = tuple(f"remote-p-{n}" for n in people)
    covered = np.zeros(size[::-1], int)
    for tile in arrange(cast, remotes, "evidence" if evidence else None, *size):
        box = tile.box
        assert not any(number % 2 for number in (box.x, box.y, box.width, box.height))
        assert box.x + box.width <= size[0]
        assert box.y + box.height <= size[1]
        covered[box.y : box.y + box.height, box.x : box.x + box.width] += 1

    assert covered.max() == 1


@given(st.integers(2, 4000), st.integers(2, 4000))
@settings(max_examples=100)
def test_a_picture_of_any_shape_fits_its_tile(width: int, height: int) -> None:
    """A tall telephone picture or a wide one is shown whole, never stretched beyond its place."""
    box = Box(100, 50, 400, 226)
    inner = fit(width, height, box)

    assert box.x <= inner.x
    assert box.y <= inner.y
    assert inner.x + inner.width <= box.x + box.width + 2
    assert inner.y + inner.height <= box.y + box.height + 2


def test_court_case_number_and_time_are_burnt_in() -> None:
    """Nobody can take the picture for one of another case or another hour."""
    tiles = arrange(CAST, (), None, 1280, 720)
    composer = Composer(1280, 720)
    header = seen(composer.compose(tiles, PICTURES, CAPTIONS, NOON))[:40].copy()
    later = seen(composer.compose(tiles, PICTURES, CAPTIONS, NOON + 10**9))[:40].copy()
    other = seen(composer.compose(tiles, PICTURES, Captions("示范区人民法院", "（2026）示0101刑初129号"), NOON))[:40]

    assert (header[:, :320] > 180).any(axis=2).sum() > 300, "the court's name is written left"
    assert np.array_equal(header[:, :900], later[:, :900])
    assert not np.array_equal(header[:, 900:], later[:, 900:]), "the clock has moved on"
    assert not np.array_equal(header[:, 400:900], other[:, 400:900]), "another case number reads differently"


def test_the_clock_shows_chinas_time() -> None:
    """The burnt-in time is that of the courtroom, wherever the machine believes it is."""
    shanghai = Lettering().plate("2026-11-24 12:00:00", 24, width_max=384)
    composer = Composer(1280, 720)
    frame = composer.slate("休庭", Captions(), NOON)
    drawn = Picture.of(frame).y[: shanghai.height + 4, 1280 - shanghai.width :]

    found = [top for top in range(5) if np.array_equal(drawn[top : top + shanghai.height], shanghai.y)]
    assert found, time.strftime("%z")


def test_seats_are_named_in_the_picture() -> None:
    """Under the bench stands 审判席."""
    tiles = (Tile("cam-judge", Box(0, 40, 880, 494)),)
    plain_one = seen(Composer(1280, 720).compose(tiles, PICTURES, Captions(), NOON)).copy()
    named = seen(Composer(1280, 720).compose(tiles, PICTURES, CAPTIONS, NOON))

    assert not np.array_equal(plain_one[480:534, :200], named[480:534, :200])
    assert (named[490:534, :150] > 180).all(axis=2).sum() > 100


def test_a_camera_that_is_gone_leaves_no_old_picture() -> None:
    """A picture that no longer comes is not shown as if it were now."""
    tiles = arrange(CAST, (), None, 1280, 720)
    composer = Composer(1280, 720)
    composer.compose(tiles, PICTURES, CAPTIONS, NOON)
    picture = seen(composer.compose(tiles, {**PICTURES, "cam-judge": None}, CAPTIONS, NOON))

    box = tiles[0].box
    assert picture[box.y + 20 : box.y + 60, box.x + 20 : box.x + 60].max() < 60


def test_a_recess_shows_nobody() -> None:
    """The slate says 休庭 and nothing of the court remains on it."""
    tiles = arrange(CAST, (), None, 1280, 720)
    composer = Composer(1280, 720)
    composer.compose(tiles, PICTURES, CAPTIONS, NOON)
    picture = seen(composer.slate("休庭", CAPTIONS, NOON))

    assert np.ptp(picture[60:250].reshape(-1, 3), axis=0).max() < 3
    assert (picture[300:420, 500:780] > 200).all(axis=2).sum() > 1000


def test_long_names_are_cut_and_no_plate_is_too_wide() -> None:
    """A label never covers its neighbour's picture."""
    letters = Lettering()

    assert letters.plate("被告人" * 40, 20, width_max=300).width <= 300
    assert letters.plate("审判席", 20) is letters.plate("审判席", 20)


def test_a_scene_puts_what_matters_large() -> None:
    """Debate shows the parties large, an interrogation the person far away; the bench keeps a place, and so does evidence."""
    cast = Cast("cam-judge", ("cam-prosecutor", "cam-witness"), ("cam-overview",), "cam-witness")

    def shown(main: str, remotes: tuple[str, ...] = ("remote-p-1",), evidence: str | None = None) -> list[str]:
        return [tile.stream for tile in arrange(cast, remotes, evidence, 1280, 720, main)]

    assert shown("bench")[0] == "cam-judge"
    assert shown("parties")[:2] == ["cam-prosecutor", "cam-judge"]
    assert shown("witness")[:2] == ["cam-witness", "cam-judge"]
    assert shown("remote")[:2] == ["remote-p-1", "cam-judge"]
    assert shown("overview")[:2] == ["cam-overview", "cam-judge"]
    assert shown("remote", ())[0] == "cam-judge"
    assert shown("parties", evidence="evidence")[:3] == ["cam-prosecutor", "evidence", "cam-judge"]
    for main in MAINS:
        assert len(set(shown(main))) == len(shown(main))
