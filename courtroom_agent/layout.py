"""Decides where each picture lies in the program. Pure.

┌───────────────────────────────────────────────┐
│ court · case number                      time │
├──────────────────────────────┬────────────────┤
│                              │ prosecution    │
│ bench, or evidence           ├────────────────┤
│                              │ defence        │
├──────────┬──────────┬────────┼────────────────┤
│ bench or overview, further…  │ remote person  │
└──────────┴──────────┴────────┴────────────────┘
"""

from dataclasses import dataclass

from hardware_profiles.courtroom import Camera, Courtroom

HEADER = 18
"""The top bar has one eighteenth of the height."""
_BENCH = frozenset({"presiding-judge", "sole-judge", "judge", "assessor", "judge-assistant"})
_OVERVIEW_SEATS = 3
_COLUMN = 3


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels; all four numbers are even."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Tile:
    """Which stream lies where."""

    stream: str
    box: Box


@dataclass(frozen=True, slots=True)
class Cast:
    """The room's cameras by what they show."""

    bench: str | None
    parties: tuple[str, ...]
    overview: tuple[str, ...]
    witness: str | None = None
    """The one of *parties* that shows the witness."""

    @property
    def streams(self) -> frozenset[str]:
        """Every camera of it."""
        return frozenset({*self.parties, *self.overview, *([self.bench] if self.bench is not None else [])})

    def without(self, unseen: frozenset[str]) -> "Cast":
        """Return the cameras that may be shown while *unseen* ones may not."""
        main = self.bench if self.bench not in unseen else None
        parties = tuple(each for each in self.parties if each not in unseen)
        overview = tuple(each for each in self.overview if each not in unseen)
        return Cast(main, parties, overview, None if self.witness in unseen else self.witness)


def cast_of(room: Courtroom) -> Cast:
    """Sort the room's cameras into bench, parties and overview, by the seats that they show; what shows things is in none."""
    bench: list[str] = []
    parties: list[str] = []
    overview: list[str] = []
    for camera in (one for one in room.cameras if not one.exhibits):
        where = overview if len(camera.seats) >= _OVERVIEW_SEATS else bench if _shows_bench(room, camera) else parties
        where.append(camera.stream)
    main = next(iter(bench or overview), None)
    witness = next(
        (camera.stream for camera in room.cameras if camera.stream in parties and _shows(room, camera)), None
    )
    return Cast(main, (*parties, *bench[1:]), tuple(each for each in overview if each != main), witness)


def _shows(room: Courtroom, camera: Camera) -> bool:
    """Whether *camera* shows a witness."""
    seats = [room.seat(name) for name in camera.seats]
    return any(seat is not None and seat.role == "witness" for seat in seats)


def _shows_bench(room: Courtroom, camera: Camera) -> bool:
    seats = [room.seat(name) for name in camera.seats]
    return any(seat is not None and seat.role in _BENCH for seat in seats)


def arrange(
    cast: Cast, remotes: tuple[str, ...], evidence: str | None, width: int, height: int, main: str = "bench"
) -> tuple[Tile, ...]:
    """Lay out the program: bench (or evidence) large, parties and remote people right, the rest below.

    Whoever speaks from afar has a place before the overview; with nobody remote the overview has it. A scene may want
    something else large (*main*, one of :data:`hardware_profiles.scene.MAINS`): then the bench takes its place.
    """
    return lead(cast, remotes, evidence, width, height, _wanted(cast, remotes, main))


def lead(
    cast: Cast, remotes: tuple[str, ...], evidence: str | None, width: int, height: int, large: str | None
) -> tuple[Tile, ...]:
    """Lay out the program with the stream *large* large; with none of its own, as it usually is."""
    if large is None:
        return _laid_out(cast, remotes, evidence, width, height)
    others = tuple(each for each in remotes if each != large)
    return _laid_out(_led(cast, large, evidence), others, None, width, height)


def _wanted(cast: Cast, remotes: tuple[str, ...], main: str) -> str | None:
    """Return the stream that a scene wants large, where it is there."""
    choice = {
        "parties": next(iter(cast.parties), None),
        "witness": cast.witness,
        "remote": next(iter(remotes), None),
        "overview": next(iter(cast.overview), None),
    }
    return choice.get(main)


def _led(cast: Cast, large: str, evidence: str | None) -> Cast:
    """Return *cast* with *large* in the bench's place, and evidence and bench first of the others."""
    first = tuple(each for each in (evidence, cast.bench) if each is not None and each != large)
    others = tuple(each for each in cast.parties if each != large)
    return Cast(large, (*first, *others), tuple(each for each in cast.overview if each != large))


def _laid_out(cast: Cast, remotes: tuple[str, ...], evidence: str | None, width: int, height: int) -> tuple[Tile, ...]:
    main = evidence or cast.bench
    right = [*cast.parties[: _COLUMN - 1], *remotes[:1]]
    below = [*([cast.bench] if evidence and cast.bench else []), *remotes[1:], *cast.parties[_COLUMN - 1 :]]
    rest = [each for each in cast.overview if each != main]
    while rest and len(right) < _COLUMN:
        right.append(rest.pop(0))
    below += rest
    return tuple(_place(main, right, below, width, height))


def header_of(width: int, height: int) -> Box:
    """Where the top bar lies."""
    return Box(0, 0, width, even(height // HEADER))


def _place(main: str | None, right: list[str], below: list[str], width: int, height: int) -> list[Tile]:
    top = header_of(width, height).height
    row = even((height - top) // _COLUMN)
    column = even(row * 16 // 9)
    wide = width - column
    tall = min(even(wide * 9 // 16), height - top)
    tiles = [Tile(main, Box(0, top, wide, tall))] if main else []
    tiles += [Tile(stream, Box(wide, top + index * row, column, row)) for index, stream in enumerate(right[:_COLUMN])]
    strip = height - top - tall
    piece = even(strip * 16 // 9)
    room_for = wide // piece if piece >= 2 * 16 else 0
    tiles += [
        Tile(stream, Box(index * piece, top + tall, piece, even(strip)))
        for index, stream in enumerate(below[:room_for])
    ]
    return tiles


def fit(width: int, height: int, box: Box) -> Box:
    """The largest even rectangle in the middle of *box* with the proportions of *width* to *height*."""
    if width * box.height >= height * box.width:
        inner_width, inner_height = box.width, even(box.width * height // width)
    else:
        inner_width, inner_height = even(box.height * width // height), box.height
    x = box.x + even((box.width - inner_width) // 2)
    y = box.y + even((box.height - inner_height) // 2)
    return Box(x, y, max(2, inner_width), max(2, inner_height))


def even(number: int) -> int:
    """The largest even number that is not larger."""
    return number & ~1
