"""``player/index.js``: what the offline player reads, as a script, since a page from ``file:`` may not fetch. Pure."""

import json
from typing import Any


def player_index(package: dict[str, Any]) -> bytes:
    """Spell *package* (docs/ARCHIVE_FORMAT.md) as a script that sets ``window.COURTROOM_PACKAGE``.

    The JSON lies in a string: no key of it can be taken for code, and the script is ASCII.
    """
    text = json.dumps(package, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return b"window.COURTROOM_PACKAGE = JSON.parse(" + json.dumps(text).encode("ascii") + b");\n"
