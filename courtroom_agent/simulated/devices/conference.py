"""A simulated conference unit: seats with microphone keys, of which so many can be open; it tells which was pressed."""

from dataclasses import dataclass, field

from courtroom_agent.simulated.devices.behaviour import CannotTouch, SimulatedDevice


@dataclass
class ConferenceUnit(SimulatedDevice):
    """The unit; seat 1 is the chairman's. When too many microphones are open the one that was opened first closes."""

    seats: int = 12
    most_open: int = 4
    open: list[int] = field(default_factory=list)
    """The open microphones in the order in which they were opened."""

    def put(self, seat: int, *, on: bool) -> None:
        """Open or close a microphone."""
        if on == (seat in self.open):
            return
        if not on:
            self.open.remove(seat)
            self.notice(f"off {seat}", self.told(seat, on=False))
            return
        while len(self.open) >= self.most_open:
            gives_way = next((each for each in self.open if each != 1), self.open[0])
            self.put(gives_way, on=False)
        self.open.append(seat)
        self.notice(f"on {seat}", self.told(seat, on=True))

    def told(self, seat: int, *, on: bool) -> bytes:
        """How the unit tells of a key."""
        return b""

    def close_all(self) -> None:
        """Close every microphone."""
        for seat in list(self.open):
            self.put(seat, on=False)

    def touched(self, words: list[str], now: float) -> None:
        """``key SEAT on|off``; ``priority``: the chairman closes all others."""
        match words:
            case ["key", seat, "on" | "off" as how] if self.has(seat):
                self.put(int(seat), on=how == "on")
            case ["priority"]:
                self.close_all()
                self.put(1, on=True)
            case _:
                raise CannotTouch(f"The unit has: key SEAT on|off, priority, seats 1 to {self.seats}.")

    def has(self, seat: str) -> bool:
        """Whether there is such a seat."""
        return seat.isascii() and seat.isdecimal() and len(seat) < 4 and 1 <= int(seat) <= self.seats  # noqa: PLR2004

    def lost_mains(self, now: float) -> None:
        """It comes up with every microphone closed."""
        self.close_all()

    def state(self, now: float) -> dict[str, object]:
        """Which microphones are open."""
        return {"open": list(self.open)}
