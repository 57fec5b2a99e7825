"""When something that arrived was captured: RTP times through sender reports onto our clock. Pure."""

from dataclasses import dataclass, field

from courtroom_agent.streams.outbound import utc_of

WINDOW_NS = 1_000_000_000
WINDOWS = 10


@dataclass
class _Reference:
    """One medium's RTP clock: *rtp* was *sender_ns* by the sender's clock."""

    rate: int
    rtp: int
    sender_ns: int
    reported: bool


@dataclass
class _Fastest:
    """Smallest of (arrival - sent) in the last ten seconds: what the way takes when nothing holds it up."""

    windows: list[tuple[int, int]] = field(default_factory=list)

    def note(self, offset: int, now_ns: int) -> None:
        """Take one measurement."""
        slot = now_ns // WINDOW_NS
        if self.windows and self.windows[-1][0] == slot:
            self.windows[-1] = (slot, min(self.windows[-1][1], offset))
        else:
            self.windows = [*self.windows[-WINDOWS:], (slot, offset)]

    @property
    def value(self) -> int:
        """The smallest one."""
        return min(offset for _, offset in self.windows)


class SenderClock:
    """Says of each RTP time of one sender when it was, by our clock.

    Picture and sound share one offset, so that lips match as the sender reported it. Before a medium's first report
    its arrival stands in. The way's shortest travel time counts as none, since nobody can measure it from here.
    """

    def __init__(self) -> None:
        self._references: dict[str, _Reference] = {}
        self._shared = _Fastest()
        self._alone: dict[str, _Fastest] = {}

    def reported(self, medium: str, rate: int, rtp: int, ntp: int) -> None:
        """Take a sender report."""
        self._references[medium] = _Reference(rate, rtp, utc_of(ntp), reported=True)

    def moment(self, medium: str, rate: int, rtp: int, arrival_ns: int) -> int:
        """UTC nanoseconds by our clock at which *rtp* was captured."""
        reference = self._references.get(medium)
        if reference is None:
            reference = self._references[medium] = _Reference(rate, rtp, arrival_ns, reported=False)
        ticks = ((rtp - reference.rtp + (1 << 31)) & 0xFFFFFFFF) - (1 << 31)
        sent_ns = reference.sender_ns + ticks * 1_000_000_000 // reference.rate
        fastest = self._shared if reference.reported else self._alone.setdefault(medium, _Fastest())
        fastest.note(arrival_ns - sent_ns, arrival_ns)
        return sent_ns + fastest.value
