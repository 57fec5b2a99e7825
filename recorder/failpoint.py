"""Named places in the work of keeping a record, at which a test can halt this process to cut it off there.

Nothing can be halted unless the process was started with :data:`VARIABLE` in its environment; without it a place costs
one look at a constant. A halted process is stopped (SIGSTOP) between two instructions: whoever stopped it can then
kill it, or cut its disk off first, which is a power cut. ``tests/whole/crash/matrix.py`` does both at every place.
"""

import os
import signal
import threading
from collections import Counter
from typing import Literal, get_args

VARIABLE = "COURTROOM_HALT_AT"
"""``<place> <nth time>``; empty to count only."""

Place = Literal[
    "take.claimed",
    "take.opened",
    "repair.cut",
    "repair.done",
    "track.declared",
    "file.header-added",
    "file.header-synced",
    "file.acknowledged",
    "media.added",
    "media.synced",
    "index.synced",
    "clock.synced",
    "leaves.synced",
    "lines.added",
    "whole.written",
    "whole.synced",
    "whole.renamed",
    "seal.signed",
    "seal.synced",
    "upload.read",
    "upload.answered",
    "upload.remembered",
    "intake.added",
    "intake.header-stored",
    "intake.header-acknowledged",
    "intake.media-stored",
    "intake.index-stored",
    "intake.side-stored",
    "log.added",
    "log.committed",
    "closing.made",
    "closing.kept",
    "closing.told",
    "bag.begun",
    "bag.data-written",
    "bag.tags-written",
    "bag.hashed",
    "bag.signed",
    "bag.closed",
    "bag.old-aside",
    "bag.named",
    "bag.put",
    "addendum.made",
    "addendum.named",
    "shred.buried",
    "shred.log-gone",
    "shred.folder-gone",
    "shred.rewritten",
    "letgo.ordered",
    "letgo.folder-gone",
    "letgo.done",
    "clear.begun",
    "clear.done",
    "copy.put",
    "copy.recipe-noted",
    "copy.remembered",
    "copy.file-put",
]
PLACES: tuple[str, ...] = get_args(Place)
"""Every place that there is."""

_IS_WATCHED = VARIABLE in os.environ
reached_so_often: Counter[str] = Counter()
"""How often each place was reached, while watched."""


def reached(place: Place) -> None:
    """Say that the work has come to *place*."""
    if _IS_WATCHED:
        _halt_if_named(place)


def _halt_if_named(place: Place) -> None:
    reached_so_often[place] += 1
    if os.environ[VARIABLE] == f"{place} {reached_so_often[place]}":
        signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
