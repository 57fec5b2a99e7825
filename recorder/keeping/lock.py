"""Until when an object of a record is locked in a place that locks: as long as it must be kept, never longer. Pure."""

_DAY_MS = 24 * 3600 * 1000


def lock_until(until: int | None, now: int, lock_days: int, *, is_held: bool) -> int | None:
    """Say until when (UTC ms) an object is to be locked at *now*; ``None`` when nothing asks for a lock any more.

    A term that has an end is locked through to it. What is kept without one (for ever, held, the case still open) is
    locked *lock_days* ahead, again and again: a lock can be lengthened and never shortened, so none is taken for longer
    than it is known to be needed.
    """
    ahead = now + lock_days * _DAY_MS if is_held or until is None else 0
    wanted = max(until or 0, ahead)
    return wanted if wanted > now else None


def is_due(locked_until: int, until: int | None, now: int, lock_days: int, *, is_held: bool) -> bool:
    """Whether a lock that ends at *locked_until* is to be lengthened at *now*: one ahead, once half of it is over."""
    wanted = lock_until(until, now, lock_days, is_held=is_held)
    if wanted is None or locked_until >= wanted:
        return False
    return locked_until < (until or 0) or locked_until - now < lock_days * _DAY_MS // 2
