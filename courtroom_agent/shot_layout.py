"""Decides where each picture lies in a shot of the director's. Pure.

    court     as usual, the bench large            parties   two side by side, everybody else in a row below
    overview  the overview alone; with somebody    evidence  as usual, evidence large
              far away or evidence: large          witness, remote, one camera or person: large, the others beside

Who is not in the cast is in no shot; a shot of somebody who is not there is the whole court.
"""

from courtroom_agent.layout import Box, Cast, Tile, even, header_of, lead

_PAIR = 2


def arrange_shot(
    cast: Cast, remotes: tuple[str, ...], evidence: str | None, width: int, height: int, shot: str
) -> tuple[Tile, ...]:
    """Lay out *shot*; *cast* and *remotes* are those who may be shown, *evidence* is what is on screen, if any is."""
    if shot == "evidence":
        return lead(cast, remotes, evidence, width, height, None)
    if shot == "overview" and cast.overview and not remotes and evidence is None:
        top = header_of(width, height).height
        return (Tile(cast.overview[0], Box(0, top, width, even(height - top))),)
    pair = _pair(cast, remotes)
    if shot == "parties" and len(pair) == _PAIR:
        return _side_by_side(pair, _others(cast, remotes, evidence, pair), width, height)
    return lead(cast, remotes, evidence, width, height, _large(cast, remotes, shot) or cast.bench)


def _large(cast: Cast, remotes: tuple[str, ...], shot: str) -> str | None:
    """Return the stream that is large in *shot*, where it is there."""
    there = {*cast.parties, *cast.overview, *remotes, *([cast.bench] if cast.bench else [])}
    if shot in there:
        return shot
    choice = {
        "overview": next(iter(cast.overview), None),
        "witness": cast.witness,
        "remote": next(iter(remotes), None),
        "parties": next(iter(_pair(cast, remotes)), None),
    }
    return choice.get(shot)


def _pair(cast: Cast, remotes: tuple[str, ...]) -> tuple[str, ...]:
    """Return the two sides: the room's parties first, people far away where there are not two."""
    sides = [each for each in cast.parties if each != cast.witness]
    return tuple([*sides, *remotes, *([cast.witness] if cast.witness else [])][:_PAIR])


def _others(cast: Cast, remotes: tuple[str, ...], evidence: str | None, pair: tuple[str, ...]) -> list[str]:
    everybody = [evidence, cast.bench, *remotes, *cast.parties, *cast.overview]
    return [each for each in dict.fromkeys(everybody) if each is not None and each not in pair]


def _side_by_side(pair: tuple[str, ...], others: list[str], width: int, height: int) -> tuple[Tile, ...]:
    top = header_of(width, height).height
    half = even(width // 2)
    strip = even((height - top) // 3) if others else 0
    tall = even(height - top - strip)
    tiles = [Tile(stream, Box(at * half, top, half, tall)) for at, stream in enumerate(pair)]
    piece = min(even(strip * 16 // 9), half)
    room_for = width // piece if piece else 0
    below = [Tile(stream, Box(at * piece, top + tall, piece, strip)) for at, stream in enumerate(others[:room_for])]
    return (*tiles, *below)
