"""A lock lasts as long as a record must be kept: to the term's end, or a while ahead and on again; never longer."""

import pytest

from recorder.keeping.lock import is_due, lock_until

DAY = 24 * 3600 * 1000
NOW = 1000 * DAY


@pytest.mark.parametrize(
    ("until", "is_held", "expected"),
    [
        (NOW + 400 * DAY, False, NOW + 400 * DAY),
        (NOW + 5 * DAY, False, NOW + 5 * DAY),
        (NOW + 5 * DAY, True, NOW + 30 * DAY),
        (NOW - DAY, True, NOW + 30 * DAY),
        (None, False, NOW + 30 * DAY),
        (NOW - DAY, False, None),
    ],
)
def test_how_long_an_object_is_locked(until: int | None, is_held: bool, expected: int | None) -> None:
    """A term is locked to its end; what has none, or is held, thirty days ahead; what need not be kept, not at all."""
    assert lock_until(until, NOW, 30, is_held=is_held) == expected


@pytest.mark.parametrize(
    ("locked", "until", "is_held", "due"),
    [
        (NOW + 30 * DAY, NOW + 400 * DAY, False, True),
        (NOW + 400 * DAY, NOW + 400 * DAY, False, False),
        (NOW + 400 * DAY, NOW + 5 * DAY, False, False),
        (NOW + 29 * DAY, None, False, False),
        (NOW + 14 * DAY, None, False, True),
        (NOW + 14 * DAY, NOW + 5 * DAY, True, True),
        (NOW + 14 * DAY, NOW - DAY, False, False),
    ],
)
def test_when_a_lock_is_lengthened(locked: int, until: int | None, is_held: bool, due: bool) -> None:
    """As soon as the term is longer; one that is taken ahead, when half of it is over, and not each day."""
    assert is_due(locked, until, NOW, 30, is_held=is_held) is due
