"""Adds to an archived hearing what came back of a take that was ended without its writer: whole, as an addendum."""

from pathlib import Path

from recorder.archive.addendum import AddendumRefused, add_addendum
from recorder.archive.damage import look_for_damage
from recorder.closing import last_seal
from recorder.layout import TakePaths
from recorder.signing import SigningKey


def add_returned(
    package: Path, over: tuple[str, str], take: TakePaths, said: tuple[str, str], key: SigningKey, at: int
) -> Path:
    """Put *take*, which lies apart, into *package* as its next addendum; return the addendum's folder.

    *over* are the package's hearing and root, *said* who gives it and what is said of it. The take must prove itself:
    every octet by its lines, every line by its writer's seals, the last of them final.

    Raises:
        AddendumRefused: nothing came back, not all of it is there yet, or it is damaged.
        OSError: the disk refused.
    """
    if not take.about.exists():
        raise AddendumRefused(f"{take.folder}: nothing came back of this take.")
    seal = last_seal(take)
    if seal is None or not seal.final:
        raise AddendumRefused(f"{take.folder}: its writer is still sending. Wait until it has its final seal.")
    damage = look_for_damage([take], over[0])
    if damage.faults:
        raise AddendumRefused(f"{damage.faults[0].path}: {damage.faults[0].what}. What came back must prove itself.")
    words = (
        said[1]
        or f"录制端返回后补交的 {take.name} 全部内容 · all that the writer of {take.name} sent after it came back"
    )
    return add_addendum(package, over, ("returned", said[0], words), key, at, take=take)
