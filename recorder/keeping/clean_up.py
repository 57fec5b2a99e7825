"""When the room's own copy and the batches of a record are not needed any more, since its package is proven. Pure."""

from recorder.keeping.removal import LEAST_PLACES, Keeping

_DAY_MS = 24 * 3600 * 1000


def why_not(keeping: Keeping, proven_at: int | None, now: int, days: int, *, is_disputed: bool) -> str:
    """Say why nothing may be cleaned up at *now*; empty when it may.

    *proven_at* (UTC ms) is when the package was first proven in a second place; *days* is how long everything stays
    after that, 0 for ever.
    """
    if days <= 0:
        return "off"
    if not keeping.is_archived or keeping.is_recording or not keeping.is_sealed:
        return "not-archived"
    if keeping.proven_places < LEAST_PLACES or proven_at is None:
        return "not-proven"
    if keeping.holds:
        return "held"
    if is_disputed:
        return "disputed"
    if keeping.removal is not None:
        return "removal"
    return "" if now >= proven_at + days * _DAY_MS else "too-early"
