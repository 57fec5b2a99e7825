"""One hash over a log: each event's line under the hash before it, so that equal hashes are equal logs."""

import hashlib
from collections.abc import Iterable

from hearing.events import EVENT, HearingEvent

EMPTY = "0" * 64
"""The chain over no event."""


def chain(events: Iterable[HearingEvent], before: str = EMPTY) -> str:
    """Return the chain (hex) over *events* that follow those of *before*: SHA-256 of it and the event's JSON, each in turn."""
    last = bytes.fromhex(before)
    for event in events:
        last = hashlib.sha256(last + EVENT.dump_json(event)).digest()
    return last.hex()
