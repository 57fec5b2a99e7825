"""What has been told to devices and is not over yet: until then either value may be so. Pure."""

from collections.abc import Iterator

from hardware_profiles.template import Value


class Flights:
    """Commands on their way, by property. A newer one takes an older one's place, yet both may still come true."""

    def __init__(self) -> None:
        self._flying: dict[str, list[Value]] = {}

    def begin(self, target: str, value: Value) -> None:
        """Note that *target* is being told to be *value*."""
        self._flying.setdefault(target, []).append(value)

    def end(self, target: str, value: Value) -> None:
        """Note that one such command is over."""
        flying = self._flying.get(target, [])
        if value in flying:
            flying.remove(value)
        if not flying:
            self._flying.pop(target, None)

    def of(self, target: str) -> tuple[Value, ...]:
        """Return what *target* is being told to be."""
        return tuple(self._flying.get(target, ()))

    def devices(self) -> frozenset[str]:
        """Return the devices that are being told something."""
        return frozenset(target.partition(".")[0] for target in self._flying)

    def __iter__(self) -> Iterator[str]:
        return iter(self._flying)
