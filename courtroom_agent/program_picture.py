"""The program's picture: decodes cameras and remote people, composes them at one moment, encodes the result once.

Works in ticks of one frame, in a thread of its own; what is composed lies :data:`program_clock.DELAY_NS` back, so that
everything captured at that moment has arrived.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

import av

from courtroom_agent.composer import Captions, Composer, Picture
from courtroom_agent.director.faces import Faces
from courtroom_agent.encoders import PictureEncoder, Unit
from courtroom_agent.evidence.desk import EvidenceDesk, Films
from courtroom_agent.evidence.shown import Shown as Evidence
from courtroom_agent.layout import Cast, Tile, arrange
from courtroom_agent.program_watch import ProgramWatch
from courtroom_agent.shot_layout import arrange_shot
from courtroom_agent.streams.decoding import PictureDecoder

INBOX = 600
KEPT = 16
STALE_NS = 1_500_000_000
"""A picture older than this is shown no more: the camera has gone."""
STALE_SHARE_NS = 30_000_000_000
"""A shared screen sends little while nothing moves on it."""
PROGRAM, PUBLIC, EVIDENCE = "program", "public", "evidence"
COURT = frozenset({PROGRAM})
BOTH = frozenset({PROGRAM, PUBLIC})
SLATE_EVERY = 5
"""A slate needs only every fifth frame."""


@dataclass(frozen=True)
class Scene:
    """What the program shows now."""

    cast: Cast
    remotes: tuple[str, ...] = ()
    captions: Captions = field(default_factory=Captions)
    slate: str = ""
    """Words of the slate; empty = the court is shown."""
    main: str = "bench"
    """What is large, as the room's scene wants it."""
    shot: str | None = None
    """The director's shot, in the place of *main*."""
    evidence: Evidence | None = None
    for_public: bool = False
    """Whether a picture for the public is wanted: one apart, where evidence is in one of the two and not in the other."""


class _Source:
    """One camera's or person's pictures of the last moments."""

    def __init__(self, stale_ns: int = STALE_NS) -> None:
        self.needs_keyframe = True
        self._stale_ns = stale_ns
        self.decoded = 0
        self._decoder = PictureDecoder()
        self._pictures: deque[tuple[int, Picture]] = deque(maxlen=KEPT)

    def take(self, unit: bytes, at_ns: int, *, keyframe: bool) -> av.VideoFrame | None:
        """Decode a picture; ``None`` when a keyframe is needed first."""
        if self.needs_keyframe and not keyframe:
            return None
        frame = self._decoder.decode(unit)
        self.needs_keyframe = frame is None
        if frame is not None:
            self.decoded += 1
            self._pictures.append((at_ns, Picture.of(frame)))
        return frame

    def at(self, at_ns: int) -> Picture | None:
        """The picture that was in front of the camera at *at_ns*."""
        shown: tuple[int, Picture] | None = None
        while self._pictures and self._pictures[0][0] <= at_ns:
            shown = self._pictures.popleft()
        if shown is None or at_ns - shown[0] > self._stale_ns:
            return None
        self._pictures.appendleft(shown)
        return shown[1]


class PictureMill:
    """Offered access units from any thread; :meth:`tick` belongs to one thread."""

    def __init__(
        self,
        size: tuple[int, int, int],
        scene: Scene,
        on_unit: Callable[[bytes, int, bool, bool, frozenset[str]], None],
        on_broken: Callable[[str], None],
        watch: ProgramWatch | None = None,
        page_of: Callable[[str | None], Picture | None] = lambda _sha256: None,
        faces: Faces | None = None,
        films: Films | None = None,
    ) -> None:
        """*size* is width, height and frames a second; *watch* looks at what is composed and at what is not the room's.

        *on_unit* is given (access unit, capture time, keyframe, is a slate, of which streams it is the picture), *on_broken*
        a stream that needs a keyframe. *page_of* finds the picture of a page of evidence by its hash, *films* that of
        a film that plays; *faces* frames who is followed.
        """
        width, height, self.rate = size
        self.scene = scene
        self.composed = 0
        self.has_evidence = False
        """Whether evidence was in the last picture."""
        self._width, self._height = width, height
        self._on_unit, self._on_broken = on_unit, on_broken
        self._watch = watch if watch is not None else ProgramWatch()
        self._composer = Composer(width, height)
        self._faces = faces if faces is not None else Faces({}, None)
        self._encoder = PictureEncoder(width, height, self.rate)
        self._inbox: deque[tuple[str, bytes, int, bool]] = deque(maxlen=INBOX)
        self._sources: dict[str, _Source] = {}
        self._wanted = threading.Event()
        self._tiles: tuple[object, tuple[Tile, ...]] = (None, ())
        self._slated = 0
        self._desk = EvidenceDesk(size, page_of, self._evidence, films)
        self._apart: PublicPicture | None = None
        self._public_waits = False
        """The public goes on with the court's picture at its next keyframe."""

    def offer(self, stream: str, unit: bytes, at_ns: int, keyframe: bool) -> None:
        """Hand over one access unit; never waits."""
        self._inbox.append((stream, unit, at_ns, keyframe))

    def lose(self, stream: str) -> None:
        """Something of *stream* was swallowed: go on at its next keyframe."""
        self._inbox.append((stream, b"", 0, False))

    def want_keyframe(self) -> None:
        """The next picture shall be a keyframe; from any thread."""
        self._wanted.set()

    def decoded(self, stream: str) -> int:
        """How many pictures of *stream* were decoded."""
        source = self._sources.get(stream)
        return source.decoded if source else 0

    def tick(self, at_ns: int) -> None:
        """Compose and encode the picture of *at_ns*."""
        scene = self.scene
        if scene.slate:
            self._inbox.clear()
            self._sources.clear()
            self._watch.keep(())
            self._desk.show(None, {}, at_ns)
            self._slated += 1
            if self._slated % SLATE_EVERY == 1:
                self._emit(self._composer.slate(scene.slate, scene.captions, at_ns), at_ns, slate=True)
            return
        self._slated = 0
        self._decode()
        pictures = {stream: source.at(at_ns) for stream, source in self._sources.items()}
        pictures = self._faces.framed(pictures, scene.cast.streams, at_ns)
        pictures[EVIDENCE] = self._desk.show(scene.evidence, pictures, at_ns)
        self.has_evidence = scene.evidence is not None and scene.evidence.in_program
        self._make_public(scene, pictures, at_ns)
        tiles = self._arranged(scene, EVIDENCE if self.has_evidence else None)
        composed = self._composer.compose(tiles, pictures, scene.captions, at_ns)
        self._watch.see(PROGRAM, composed, at_ns)
        if self._desk.frame is not None:
            self._watch.see(EVIDENCE, self._desk.frame, at_ns)
        self._watch.keep((PROGRAM, *([EVIDENCE] if self._desk.frame is not None else []), *scene.remotes))
        self._emit(composed, at_ns, slate=False)

    def _make_public(self, scene: Scene, pictures: dict[str, Picture | None], at_ns: int) -> None:
        """Compose the public's picture apart while evidence is in the court's and not in the public's, or the other way."""
        shown = scene.evidence
        if shown is None or not scene.for_public or shown.in_program == shown.in_public:
            self._public_waits |= self._apart is not None
            self._apart = None
            return
        if self._apart is None:
            self._apart = PublicPicture((self._width, self._height, self.rate))
        tiles = arranged(scene, EVIDENCE if shown.in_public else None, self._width, self._height)
        unit = self._apart.encode(tiles, pictures, scene.captions, at_ns)
        if unit is not None:
            self._on_unit(unit.data, at_ns, unit.keyframe, False, frozenset({PUBLIC}))

    def _evidence(self, data: bytes, at_ns: int, keyframe: bool) -> None:
        self._on_unit(data, at_ns, keyframe, False, frozenset({EVIDENCE}))

    def _emit(self, frame: av.VideoFrame, at_ns: int, *, slate: bool) -> None:
        wanted = self._wanted.is_set() or (self._public_waits and not slate)
        self._wanted.clear()
        unit = self._encoder.encode(frame, keyframe=wanted)
        self.composed += 1
        if unit is not None:
            self._public_waits &= not unit.keyframe
            is_courts = self._apart is not None or self._public_waits
            self._on_unit(unit.data, at_ns, unit.keyframe, slate, COURT if is_courts else BOTH)

    def _decode(self) -> None:
        broken: set[str] = set()
        while self._inbox:
            stream, unit, at_ns, keyframe = self._inbox.popleft()
            source = self._sources.get(stream)
            if source is None:
                source = self._sources[stream] = _Source(STALE_SHARE_NS if stream.startswith("share-") else STALE_NS)
            if not unit:
                source.needs_keyframe = True
            elif (frame := source.take(unit, at_ns, keyframe=keyframe)) is None:
                broken.add(stream)
            elif stream in self.scene.remotes:
                self._watch.see(stream, frame, at_ns)
        for stream in broken:
            self._on_broken(stream)

    def _arranged(self, scene: Scene, evidence: str | None) -> tuple[Tile, ...]:
        key = (scene.cast, scene.remotes, evidence, scene.main, scene.shot)
        if self._tiles[0] != key:
            tiles = arranged(scene, evidence, self._width, self._height)
            self._tiles = (key, tiles)
        return self._tiles[1]


def arranged(scene: Scene, evidence: str | None, width: int, height: int) -> tuple[Tile, ...]:
    """Lay out *scene*, with or without evidence."""
    given = scene.cast, scene.remotes, evidence, width, height
    return arrange(*given, scene.main) if scene.shot is None else arrange_shot(*given, scene.shot)


class PublicPicture:
    """The public's picture where it is not the court's: composed and encoded apart."""

    def __init__(self, size: tuple[int, int, int]) -> None:
        """*size* is width, height and frames a second."""
        width, height, rate = size
        self._composer, self._encoder = Composer(width, height), PictureEncoder(width, height, rate)

    def encode(
        self, tiles: tuple[Tile, ...], pictures: dict[str, Picture | None], captions: Captions, at_ns: int
    ) -> Unit | None:
        """Compose and encode the picture of *at_ns*."""
        return self._encoder.encode(self._composer.compose(tiles, pictures, captions, at_ns))
