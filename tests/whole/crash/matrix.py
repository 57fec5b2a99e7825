"""Cuts the work of keeping a record off at every named place, by ``kill -9`` and by power loss, and judges what is left.

``COURTROOM_HALT_AT= python -m tests.whole.crash.matrix [--most N] [--stages NAME…] [--places NAME…] [--kill-only]``
prints each violation as it is found and then one line of JSON. A cut is a process that is halted at a place and killed there; in a power cut its disk goes first.
The same work is then done again by a new process, which must bring it to its end, and is judged. *Twice* means that the
second process was cut off too: killed first, and without power soon after, when what the killed one had written and not
yet synced is still in memory and looks as if it were safe.
"""

import argparse
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from recorder.archive.pdf_font import font_for
from recorder.failpoint import PLACES, VARIABLE
from tests.recorder.recording import pictures, sounds
from tests.whole.crash import writing
from tests.whole.crash.cut_disk import CutDisk
from tests.whole.crash.halting import Run, Say, run

Step = Callable[[Path, Say, Sequence[Run]], None]


@dataclass(frozen=True)
class Stage:
    """One part of the work."""

    name: str
    places: tuple[str, ...]
    """Where it is cut off: names, or fronts of names."""
    prepare: Callable[[Path, Path], None]
    """Put into a folder what the work begins with, out of the template's folder."""
    work: Step
    inspect: Step
    """Raises AssertionError when something is not there that the runs before said was."""
    check: Step
    """Raises AssertionError when what came of the work in the end is not right."""
    template: Callable[[Path], None] | None = None
    first: tuple[str, ...] = ()
    """Where it is killed before it loses power while it is taken up again."""
    then: tuple[str, ...] = ()
    """Where it loses power then, for the first and for the last time that it comes there."""

    def owns(self, place: str) -> bool:
        """Whether the place is one of this part's."""
        return place.startswith(self.places)


NAMES = (
    "writing", "uploading", "log", "closing", "bagging", "bagging-again", "signing-over", "copying", "clearing",
    "shredding",
)  # fmt: skip
_BAG = ("bag.", "whole.written")


def stages(names: Sequence[str]) -> list[Stage]:
    """Return the parts of the work that are called so; only what they need is read."""
    writer = Stage(
        "writing",
        ("take.", "track.", "file.", "media.", "index.", "clock.", "leaves.", "lines.", "whole.", "seal.", "repair."),
        writing.prepare,
        writing.work,
        writing.inspect,
        writing.check,
        first=("lines.added", "media.added", "file.header-synced", "seal.signed"),
        then=("repair.cut", "repair.done", "leaves.synced", "seal.synced"),
    )
    others = (*_up_to_closing(), *_from_packing_on()) if {*names} - {"writing"} else ()
    return [stage for stage in (writer, *others) if stage.name in names]


def _stage(name: str, places: tuple[str, ...], acts: Any, template: Callable[[Path], None], **cuts: Any) -> Stage:
    """The stage whose acts are the module *acts*'s own."""
    return Stage(name, places, acts.prepare, acts.work, acts.inspect, acts.check, template, **cuts)


def _up_to_closing() -> tuple[Stage, ...]:
    from tests.whole.crash import closing_hearing, logging_events, small_court, uploading

    return (
        _stage(
            "uploading",
            ("upload.", "intake.", "whole."),
            uploading,
            small_court.held_court,
            first=("intake.added", "whole.renamed"),
            then=("upload.answered", "whole.written"),
        ),
        _stage(
            "log",
            ("log.",),
            logging_events,
            logging_events.make_template,
        ),
        _stage(
            "closing",
            ("closing.", "whole.", "log."),
            closing_hearing,
            small_court.held_court,
        ),
    )


def _from_packing_on() -> tuple[Stage, ...]:
    from tests.whole.crash import bagging, clearing, copying, shredding, signing_over

    return (
        _stage("bagging", _BAG, bagging, bagging.make_template),
        Stage(
            "bagging-again",
            _BAG,
            bagging.prepare_again,
            bagging.work,
            bagging.inspect,
            bagging.check_again,
            bagging.make_template,
        ),
        _stage(
            "signing-over",
            ("addendum.", "whole."),
            signing_over,
            bagging.make_template,
            first=("whole.renamed", "addendum.named"),
            then=("addendum.named",),
        ),
        _stage(
            "shredding",
            ("shred.", "letgo.", "whole."),
            shredding,
            bagging.make_template,
            first=("whole.renamed", "shred.log-gone", "shred.folder-gone"),
            then=("shred.folder-gone", "letgo.folder-gone"),
        ),
        _stage("clearing", ("clear.", "whole."), clearing, bagging.make_template),
        _stage(
            "copying",
            ("copy.", "whole."),
            copying,
            bagging.make_template,
            first=("whole.renamed", "copy.file-put"),
            then=("copy.put",),
        ),
    )


@dataclass(frozen=True)
class Cut:
    """Where, how often it had been there, and how."""

    place: str
    nth: int
    power: bool

    @property
    def at(self) -> str:
        """What the process that is cut off is told."""
        return f"{self.place} {self.nth}"


@dataclass
class Tally:
    """What came of all cuts."""

    cuts: int = 0
    power: int = 0
    twice: int = 0
    violations: list[str] = field(default_factory=list)
    worst_lost_s: float = 0.0
    places: Counter[str] = field(default_factory=Counter)


class Bench:
    """Where the work is done: a plain folder, and a disk whose power can be cut."""

    def __init__(self, scratch: Path, places: Sequence[str], *, with_power: bool) -> None:
        self.scratch, self._places = scratch, places
        self.disk = CutDisk(scratch) if with_power else None
        self.tally = Tally()
        self._count = 0
        self._templates: dict[Callable[[Path], None] | None, Path] = {None: scratch}

    def close(self) -> None:
        """Let go of the disk."""
        if self.disk is not None:
            self.disk.unmount()

    def go_through(self, stage: Stage, most: int) -> None:
        """Cut one part of the work off wherever it can be, each place at most *most* times in each way."""
        if not any(stage.owns(place) for place in self._places):
            return
        seen = self._seen(stage, ())
        for place in [place for place in self._places if stage.owns(place)]:
            for nth in _spread(seen[place], most):
                for power in (False, True) if self.disk is not None else (False,):
                    self.try_cuts(stage, (Cut(place, nth, power),))
        if self.disk is not None:
            for first in [Cut(place, nth, power=False) for place in stage.first for nth in _amid(seen[place], most)]:
                again = self._seen(stage, (first,))
                for place in [place for place in stage.then if again[place]]:
                    for nth in sorted({1, again[place]}):
                        self.try_cuts(stage, (first, Cut(place, nth, power=True)))

    def _seen(self, stage: Stage, first: Sequence[Cut]) -> Counter[str]:
        """Say how often each place is reached by work that is let run to its end, after the cut *first*."""
        folder = self._folder(stage, power=False)
        earlier = [run(lambda say: stage.work(folder, say, ()), self.scratch, cut.at) for cut in first]
        return run(lambda say: stage.work(folder, say, earlier), self.scratch).seen

    def _folder(self, stage: Stage, *, power: bool) -> Path:
        if power and self.disk is not None:
            self.disk.clear()
            stage.prepare(self.disk.folder, self._template(stage))
            self.disk.sync()
            return self.disk.folder
        self._count += 1
        folder = self.scratch / f"{self._count:04d}"
        folder.mkdir()
        stage.prepare(folder, self._template(stage))
        return folder

    def _template(self, stage: Stage) -> Path:
        if stage.template not in self._templates:
            make = stage.template
            folder = self.scratch / f"template-{len(self._templates)}"
            folder.mkdir()
            run(lambda _: make(folder) if make is not None else None, self.scratch)
            self._templates[make] = folder
        return self._templates[stage.template]

    def try_cuts(self, stage: Stage, cuts: Sequence[Cut]) -> None:
        """Cut one run of the work off, or one after another, and judge what is left."""
        folder = self._folder(stage, power=any(cut.power for cut in cuts))
        runs: list[Run] = []
        self.tally.twice += len(cuts) > 1
        name = f"{stage.name}: " + ", then ".join(f"{'power' if cut.power else 'kill'} at {cut.at}" for cut in cuts)
        try:
            for cut in cuts:
                self._cut(stage, folder, runs, cut)
            self._judge(stage, folder, runs)
        except AssertionError as violation:
            self.tally.violations.append(f"{name}: {violation}")
            sys.stderr.write(f"VIOLATION {self.tally.violations[-1]}\n")

    def _cut(self, stage: Stage, folder: Path, runs: list[Run], cut: Cut) -> None:
        power = self.disk.cut if cut.power and self.disk is not None else None
        runs.append(run(lambda say: stage.work(folder, say, runs), self.scratch, cut.at, power))
        assert runs[-1].is_halted, f"{cut.at} was never reached"
        self.tally.cuts += 1
        self.tally.power += cut.power
        self.tally.places[cut.place] += 1
        if power is not None and self.disk is not None:
            self.disk.restart()

    def _judge(self, stage: Stage, folder: Path, runs: Sequence[Run]) -> None:
        def finish(say: Say) -> None:
            stage.inspect(folder, say, runs)
            stage.work(folder, say, runs)
            stage.inspect(folder, say, runs)
            stage.check(folder, say, runs)

        for lost_s in run(finish, self.scratch).all("lost_s"):
            self.tally.worst_lost_s = max(self.tally.worst_lost_s, lost_s)


def _spread(count: int, most: int) -> list[int]:
    """Choose numbers from 1 to *count*, at most *most*, the first and the last among them."""
    if count <= most:
        return list(range(1, count + 1))
    return [1 + round(step * (count - 1) / (most - 1)) for step in range(most)] if most > 1 else [(count + 1) // 2]


def _amid(count: int, most: int) -> range:
    """Choose numbers that follow one another, in the middle."""
    first = max(1, (count - most) // 2 + 1)
    return range(first, min(count, first + most - 1) + 1)


def main(arguments: Sequence[str]) -> int:
    """Go through the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=4, help="how often each place is cut, in each way")
    parser.add_argument("--stages", nargs="*", default=NAMES)
    parser.add_argument("--places", nargs="*", default=PLACES)
    parser.add_argument("--kill-only", action="store_true", help="no power cuts, which need root and a loop device")
    said = parser.parse_args(arguments)
    if VARIABLE not in os.environ:
        parser.error(
            f"start it with {VARIABLE}= in its environment: the places are looked for once, when they are read"
        )
    pictures(), sounds(), font_for("页")  # Once, for all the processes that follow.
    with TemporaryDirectory(prefix="crash-") as scratch:
        bench = Bench(Path(scratch), said.places, with_power=not said.kill_only)
        try:
            for stage in stages(said.stages):
                bench.go_through(stage, said.most)
        finally:
            bench.close()
    tally = bench.tally
    said_of_all = {
        "cuts": tally.cuts,
        "violations": len(tally.violations),
        "worst_lost_s": round(tally.worst_lost_s, 3),
        "power": tally.power,
        "twice": tally.twice,
        "places": dict(tally.places),
    }
    sys.stdout.write(json.dumps(said_of_all) + "\n")
    return 1 if tally.violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
