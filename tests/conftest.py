"""What all tests share: the order of their files, and who has the machine to itself.

Properties are looked for by number of examples, never by the time one takes.
"""

import fcntl
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")

DOOR, MACHINE = Path(__file__), Path(__file__).parents[1] / "pyproject.toml"
"""Files that all of a run's processes have; what is locked is never written."""


@contextmanager
def locked(path: Path, how: int) -> Iterator[None]:
    """Hold the lock of *path*, ``LOCK_SH`` or ``LOCK_EX``; it goes with the process (flock(2))."""
    with path.open("rb") as file:
        fcntl.flock(file, how)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)  # also for a child that was forked meanwhile and has the file as well


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let a test that asks to be ``alone`` run beside no other; waiting is not counted as its time.

    Who waits for the machine stands in the door, so that others cannot keep it busy for ever.
    """
    how = fcntl.LOCK_EX if item.get_closest_marker("alone") else fcntl.LOCK_SH
    with ExitStack() as machine:
        with locked(DOOR, fcntl.LOCK_EX):
            machine.enter_context(locked(MACHINE, how))
        return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread each folder's files evenly over the run: browsers and whole courts are not all started at its beginning.

    Files with a test that runs alone come first, when nobody has to be waited for.
    """
    files = dict.fromkeys(item.path for item in items)
    counts = Counter(path.parent for path in files)
    seen: Counter[Path] = Counter()
    place = {}
    for path in files:
        seen[path.parent] += 1
        place[path] = seen[path.parent] / (counts[path.parent] + 1)
    place |= {item.path: 0 for item in items if item.get_closest_marker("alone")}
    items.sort(key=lambda item: place[item.path])
