"""What a device last said of one property, how sure that is, and for how long it may be believed. Pure."""

from dataclasses import dataclass
from typing import Literal

from hardware_profiles.template import Value
from hearing.ids import Milliseconds

Source = Literal["verified", "assumed", "unknown"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One property as it is known now."""

    value: Value | None = None
    source: Source = "unknown"
    at_ms: Milliseconds = 0
    """When the device said so."""
    good_for_ms: int = 60_000
    """An answer older than this proves nothing."""
    reachable: bool = True
    says: str = ""

    def proves(self, value: Value, now_ms: Milliseconds, since_ms: Milliseconds = 0) -> bool:
        """Whether the device itself said, not before *since_ms* and not too long ago, that it is *value*."""
        is_fresh = self.at_ms >= since_ms and now_ms - self.at_ms <= self.good_for_ms
        return self.source == "verified" and self.reachable and is_fresh and self.value == value

    def denies(self, value: Value, now_ms: Milliseconds) -> bool:
        """Whether the device itself said, not too long ago, that it is something else than *value*."""
        is_fresh = now_ms - self.at_ms <= self.good_for_ms
        return self.source == "verified" and self.reachable and is_fresh and self.value != value


NOTHING = Reading(reachable=False)
"""What is known of what nobody has asked yet."""
