"""Where ALSA's configuration lies: the ALSA that comes with PyAV looks for it where nobody has it."""

import os
from pathlib import Path

_NAME = "ALSA_CONFIG_PATH"
_SYSTEMS = Path("/usr/share/alsa/alsa.conf")


def name_configuration() -> None:
    """Let ALSA find the system's configuration, and with it every card's name; whoever named another keeps it."""
    if _NAME not in os.environ and _SYSTEMS.is_file():
        os.environ[_NAME] = str(_SYSTEMS)
