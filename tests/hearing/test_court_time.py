"""The court's clock on the wall."""

from hearing.court_time import court_day, court_time

MIDNIGHT_MS = 1_793_980_800_000
"""2026-11-07 00:00 in China."""


def test_a_moment_is_told_by_the_clock_of_the_whole_country() -> None:
    """Eight hours before Greenwich, the year round."""
    assert f"{court_time(0):%Y-%m-%d %H:%M}" == "1970-01-01 08:00"
    assert court_time(1_782_000_000_000).utcoffset() == court_time(1_797_000_000_000).utcoffset()


def test_the_day_changes_at_the_courts_midnight() -> None:
    """A hearing at a quarter to midnight is one of the day that ends, whatever Greenwich says."""
    begin, end = court_day(MIDNIGHT_MS)

    assert (begin, end - begin) == (MIDNIGHT_MS, 86_400_000)
    assert court_day(MIDNIGHT_MS - 1) == (begin - 86_400_000, begin)
    assert court_day(end - 900_000) == (begin, end)
