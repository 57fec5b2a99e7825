"""What all tests share: the order of their files; properties are looked for by number of examples, never by the time one takes."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("shared machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Spread each folder's files evenly over the run: browsers and whole courts are not all started at its beginning."""
    files = dict.fromkeys(item.path for item in items)
    counts = Counter(path.parent for path in files)
    seen: Counter[Path] = Counter()
    place = {}
    for path in files:
        seen[path.parent] += 1
        place[path] = seen[path.parent] / (counts[path.parent] + 1)
    items.sort(key=lambda item: place[item.path])
