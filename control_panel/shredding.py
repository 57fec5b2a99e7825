"""Takes records away whose removal was decided, on this host: at once, and at the start what a crash left undone."""

import asyncio
import logging
from pathlib import Path

from control_panel.hearing_log import Hearings
from control_panel.keeping import RecordKeeping
from hearing.facts import HearingState
from recorder.keeping.removal import Removal
from recorder.keeping.shredding import Tombstone, bury, shred_first

_log = logging.getLogger("keeping")


def shred_here(data: Path, state: HearingState, removal: Removal) -> str:
    """Write the tombstone, then take record and package away; return the root that the package had, if it was known.

    Raises:
        OSError: the disk refused; call it again.
    """
    path = bury(data, state.case.number, state.hearing, removal)
    stone = Tombstone.model_validate_json(path.read_bytes())
    shred_first(data, stone)
    return str((stone.signed or {}).get("root", "unknown"))


async def finish_shredding(keeping: RecordKeeping, hearings: Hearings, data: Path) -> None:
    """Do what was decided and not done before the last end of this process."""
    for hearing, removal in (await keeping.decided()).items():
        state = hearings.find(hearing)
        if state is None:
            continue
        try:
            await asyncio.to_thread(shred_here, data, state, removal)
        except OSError as fault:
            _log.error("%s: decided, and not all of it is gone yet: %s", hearing, fault)
