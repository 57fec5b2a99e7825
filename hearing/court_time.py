"""The court's clock on the wall: one time for the whole country (北京时间, UTC+8), without summer time."""

from datetime import datetime, timedelta, timezone

from hearing.ids import Milliseconds

COURT_TIME = timezone(timedelta(hours=8))
_DAY_MS = 86_400_000


def court_time(at: float) -> datetime:
    """Return when *at* (UTC ms) is by the court's clock."""
    return datetime.fromtimestamp(at / 1000, COURT_TIME)


def court_day(at: Milliseconds) -> tuple[Milliseconds, Milliseconds]:
    """Return when the court's day began in which *at* lies, and when it ends."""
    begin = court_time(at).replace(hour=0, minute=0, second=0, microsecond=0)
    begin_ms = round(begin.timestamp() * 1000)
    return begin_ms, begin_ms + _DAY_MS
