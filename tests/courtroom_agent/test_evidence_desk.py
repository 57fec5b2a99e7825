"""The evidence desk: the very page on record, drawn upon, in the pictures it belongs in and in no other."""

import hashlib
import time
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from courtroom_agent.composer import Picture
from courtroom_agent.encoders import PictureEncoder
from courtroom_agent.evidence.desk import EvidenceDesk
from courtroom_agent.evidence.pages import read_page
from courtroom_agent.evidence.shown import Shown, ShownFile, shown_of, shown_path, write_shown
from courtroom_agent.layout import Cast, cast_of
from courtroom_agent.program_picture import EVIDENCE, PROGRAM, PUBLIC, PictureMill, Scene
from courtroom_agent.steering import published
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.rooms import load_room
from hearing.evidence import Mark
from tests.courtroom_agent.plain_signals import plain
from tests.hearing.story import CLERK, HEARING, JUDGE, approved
from tests.hearing.test_evidence import shown as story_shown

TICK = 100_000_000
NOON = 10**18
MAGENTA, GREY = (200, 20, 200), (120, 120, 120)
CAST = Cast("cam-judge", ("cam-prosecutor",), ())


def page(colour: tuple[int, int, int] = MAGENTA, size: tuple[int, int] = (600, 400)) -> bytes:
    """A page of one colour as PNG."""
    flat = np.full((size[1], size[0], 3), colour[::-1], np.uint8)
    return cv2.imencode(".png", flat)[1].tobytes()


def sha(content: bytes) -> str:
    """The hash on record."""
    return hashlib.sha256(content).hexdigest()


PAGE = page()
PAGES = {sha(PAGE): read_page(PAGE, sha(PAGE))}


def shown(**fields: object) -> Shown:
    """An exhibit's first page, shown to people far away and not released."""
    given = {
        "hearing": HEARING,
        "showing": "s-1",
        "exhibit": "e-1",
        "kind": "pdf",
        "sha256": sha(PAGE),
        "in_program": True,
    }
    return Shown.model_validate({**given, **fields})


@pytest.fixture
def demo() -> Courtroom:
    """The demonstration courtroom."""
    return load_room(Path("hardware_profiles/courtrooms/demo.yaml"))


class Wires:
    """What each stream sent, decoded: the colour of every picture."""

    def __init__(self) -> None:
        self._decoders: dict[str, av.CodecContext] = {}
        self.seen: dict[str, list[np.ndarray]] = {}
        self.octets: dict[str, int] = {}

    def take(self, unit: bytes, _at: int, keyframe: bool, _slate: bool, streams: frozenset[str]) -> None:
        """Decode as somebody would who begins to look at the first keyframe."""
        for stream in streams:
            if stream not in self._decoders:
                assert keyframe, f"{stream} begins with a picture that nobody can decode"
                self._decoders[stream] = av.CodecContext.create("h264", "r")
            self.octets[stream] = self.octets.get(stream, 0) + len(unit)
            for frame in self._decoders[stream].decode(av.Packet(unit)):
                self.seen.setdefault(stream, []).append(frame.to_ndarray(format="rgb24"))


def has(picture: np.ndarray, colour: tuple[int, int, int], share: float = 0.02) -> bool:
    """Whether a part of the picture has that colour."""
    return float((np.abs(picture.astype(int) - colour).max(axis=2) < 40).mean()) > share


def mill_of(wires: Wires, **scene: object) -> PictureMill:
    """A mill whose bench is grey."""
    return PictureMill(
        (640, 360, 10),
        Scene(CAST, for_public=True, **scene),
        wires.take,
        lambda _: None,
        None,
        lambda key: PAGES.get(key or ""),
    )


def run(mill: PictureMill, since: int, until: int) -> None:
    """Let some ticks pass."""
    camera = PictureEncoder(320, 180, 10)
    for tick in range(since, until):
        unit = camera.encode(plain(GREY))
        assert unit is not None
        mill.offer("cam-judge", unit.data, NOON + tick * TICK, unit.keyframe)
        mill.tick(NOON + tick * TICK)


def test_the_public_sees_no_pixel_of_what_was_not_released() -> None:
    """Shown, released, withdrawn: the court's picture has it from the first on, the public's between the last two."""
    wires = Wires()
    mill = mill_of(wires)
    run(mill, 0, 4)
    for at, evidence in ((4, shown()), (10, shown(in_public=True)), (16, shown()), (22, None)):
        mill.scene = Scene(CAST, for_public=True, evidence=evidence)
        run(mill, at, at + 6)

    court = [has(one, MAGENTA) for one in wires.seen[PROGRAM]]
    public = [has(one, MAGENTA) for one in wires.seen[PUBLIC]]
    assert court == [False] * 4 + [True] * 18 + [False] * 6
    assert public == [False] * 10 + [True] * 6 + [False] * 12
    assert all(has(one, GREY) for one in wires.seen[PUBLIC]), "the court itself is seen all the while"
    assert has(wires.seen[EVIDENCE][-1], MAGENTA, 0.5), "it has a picture of its own, for the record"


def test_what_is_not_shown_far_away_is_in_no_court_picture() -> None:
    """For the bench alone: on the evidence track, and neither in the program nor in the public's picture."""
    wires = Wires()
    mill = mill_of(wires, evidence=shown(in_program=False))
    run(mill, 0, 5)
    assert not any(has(one, MAGENTA) for stream in (PROGRAM, PUBLIC) for one in wires.seen[stream])
    assert not mill.has_evidence
    assert has(wires.seen[EVIDENCE][0], MAGENTA, 0.5)


def test_marks_lie_on_the_page_where_they_were_drawn() -> None:
    """A red box around the middle of the page, wherever the page lies in the picture."""
    box = Mark(mark=1, page=1, points=((0.25, 0.25), (0.75, 0.75)), tool="box", colour="red", who="account:1")
    wires = Wires()
    mill = mill_of(wires, evidence=shown(marks=(box,)))
    run(mill, 0, 2)
    picture = wires.seen[EVIDENCE][-1].astype(int)
    red = np.argwhere((picture[:, :, 0] > 150) & (picture[:, :, 1] < 90) & (picture[:, :, 2] < 90))
    width, height = 540, 360  # A page of 3 to 2 in a picture of 640 by 360.
    left, top = 50 + width // 4, height // 4
    assert np.abs(red.min(axis=0) - (top, left)).max() <= 4
    assert np.abs(red.max(axis=0) - (top + height // 2, left + width // 2)).max() <= 4


def test_a_still_page_costs_next_to_nothing() -> None:
    """While nothing changes the same picture is handed on, half of the ticks encode it, in a few hundred octets each."""
    units: list[bytes] = []
    desk = EvidenceDesk((1280, 720, 10), lambda key: PAGES.get(key or ""), lambda unit, _at, _key: units.append(unit))
    first = desk.show(shown(), {}, NOON)
    began = time.process_time()
    later = [desk.show(shown(), {}, NOON + tick * TICK) for tick in range(1, 51)]
    spent = time.process_time() - began
    assert all(one is first for one in later)
    assert 20 <= len(units) <= 27
    assert sum(map(len, units[1:])) < 60_000
    assert spent < 2.0, "of five seconds"


def test_a_camera_or_shared_screen_is_shown_as_it_moves() -> None:
    """Its own picture, and words while it has none; a page that is not here is never another one."""
    wires = Wires()
    mill = mill_of(wires, evidence=shown(exhibit=None, sha256=None, stream="cam-judge"))
    run(mill, 0, 4)
    assert has(wires.seen[EVIDENCE][-1], GREY, 0.9)
    mill.scene = Scene(CAST, evidence=shown(exhibit=None, sha256=None, stream="share-p-4"))
    run(mill, 4, 6)
    mill.scene = Scene(CAST, evidence=shown(sha256="0" * 64))
    run(mill, 6, 8)
    for picture in wires.seen[EVIDENCE][-4:]:
        assert not has(picture, MAGENTA)


def test_a_picture_with_another_hash_is_not_shown() -> None:
    """What the panel gives is compared with the log's hash before anybody sees it."""
    assert read_page(PAGE, sha(PAGE)).y.shape == (400, 600)
    for content in (page(GREY), PAGE[:-1], b""):
        with pytest.raises(ValueError, match="hash"):
            read_page(content, sha(PAGE))
    noise = b"no picture"
    with pytest.raises(ValueError, match="no picture"):
        read_page(noise, sha(noise))


def test_the_desk_follows_the_log(tmp_path_factory: pytest.TempPathFactory, demo: Courtroom) -> None:
    """Shown, drawn upon, turned, released, private, recess: what the log says is what the desk is told."""
    data = tmp_path_factory.mktemp("agent")
    file = ShownFile(shown_path(data))
    assert file.read() is None
    story = story_shown(approved())
    story.so(CLERK, "mark-evidence", showing="s-1", page=1, points=[[0, 0]])
    story.so(CLERK, "mark-evidence", showing="s-1", page=2, points=[[1, 1]])
    write_shown(shown_path(data), shown_of(story.hearing))
    now = file.read()
    assert now is not None
    assert (now.in_program, now.in_public, [mark.page for mark in now.marks]) == (True, False, [1])
    assert "evidence" in published(story.hearing, demo)
    story.so(JUDGE, "release-evidence", showing="s-1")
    write_shown(shown_path(data), shown_of(story.hearing))
    now = file.read()
    assert now is not None
    assert now.in_public
    story.so(CLERK, "present-evidence", source={"kind": "exhibit", "exhibit": "e-1"}, targets=["bench"], private=True)
    private = shown_of(story.hearing)
    assert private is not None
    assert (private.in_program, private.in_public) == (False, False)
    assert "public" not in published(story.hearing, demo)
    story.so(CLERK, "withdraw-evidence", showing="s-2")
    write_shown(shown_path(data), shown_of(story.hearing))
    assert file.read() is None
    assert "evidence" not in published(story.hearing, demo)


def test_a_document_camera_is_nobodys_picture(demo: Courtroom) -> None:
    """A camera that shows things is in no layout until it is shown as evidence."""
    document = demo.cameras[0].model_copy(update={"stream": "cam-document", "seats": (), "exhibits": True})
    cast = cast_of(demo.model_copy(update={"cameras": (*demo.cameras, document)}))
    assert cast == cast_of(demo)


def test_planes_of_odd_pages_fit() -> None:
    """A page of odd width and height is shown without its last line."""
    odd = page(size=(601, 401))
    picture = read_page(odd, sha(odd))
    assert isinstance(picture, Picture)
    assert (picture.y.shape, picture.u.shape) == ((400, 600), (200, 300))
