"""Which fragments a player shows of a track that both sides of a remote arraignment hold: the court's, else the other's.

Both takes stay as they are; a player is told of the court's fragments, and of the custody take's where the court's has
a hole or holds nothing but silence that was filled in.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from hearing.custody import is_custody_take
from recorder.archive.stretches import ROUNDING_NS, Stretch, both, length, merged, without
from recorder.index import IndexLine

Named = dict[tuple[str, str], Sequence[IndexLine]]
"""Lines by take and track."""


@dataclass
class Choice:
    """What is left out of each take's track, by file and offset, and where the one fills the other."""

    left_out: dict[tuple[str, str], set[tuple[str, int]]] = field(default_factory=dict)
    filled: list[tuple[str, str, Stretch]] = field(default_factory=list)
    """Track, the take that fills, from when until when."""


def choose(lines: Named) -> Choice:
    """Choose among the fragments of every track that a custody take holds too; of others nothing is left out."""
    choice = Choice()
    for take, track in [key for key in lines if is_custody_take(key[0])]:
        others = [key for key in lines if key[1] == track and not is_custody_take(key[0])]
        heard = merged((one.start, one.end) for key in others for one in lines[key] if one.silence != one.samples)
        own = sorted(lines[take, track], key=lambda one: one.start)
        shown = _shown(own, heard)
        choice.left_out[take, track] = {(one.file, one.offset) for one in own if one not in shown}
        filling = merged((one.start, one.end) for one in shown)
        choice.filled += [(track, take, hole) for hole in without(filling, heard) if hole[1] - hole[0] > ROUNDING_NS]
        for key in others:
            silent = [one for one in lines[key] if one.silence == one.samples]
            covered = {(one.file, one.offset) for one in silent if _covers(filling, (one.start, one.end))}
            choice.left_out.setdefault(key, set()).update(covered)
    return choice


def _shown(own: Sequence[IndexLine], heard: Sequence[Stretch]) -> list[IndexLine]:
    """Fragments that reach into a hole, each run of them from a picture that needs no other on."""
    wanted = [length(without([(one.start, one.end)], heard)) > ROUNDING_NS for one in own]
    for at in range(len(own) - 1, 0, -1):
        touches = own[at].start - own[at - 1].end <= ROUNDING_NS
        wanted[at - 1] = wanted[at - 1] or (wanted[at] and not own[at].keyframe and touches)
    return [one for one, is_wanted in zip(own, wanted, strict=True) if is_wanted]


def _covers(stretches: Sequence[Stretch], part: Stretch) -> bool:
    return part[1] - part[0] - length(both(stretches, [part])) <= ROUNDING_NS
