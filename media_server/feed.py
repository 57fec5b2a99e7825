"""One medium of one live stream on its way to its players."""

import secrets
from dataclasses import replace

from hearing.streams import Medium
from media_server.fanout import Fanout, Kernel, Member
from media_server.rewriting import (
    HEADER,
    SEQUENCE_MASK,
    TIMESTAMP_MASK,
    Shift,
    Target,
    following,
    forward_distance,
    rewrite,
)
from media_server.sdp import OfferedMedium
from media_server.source import Source
from media_server.srtp import Buffer

_SECOND_NS = 1_000_000_000


class Feed:
    """The numbering that players see, unbroken over pauses and changes of the publisher, and who they are."""

    def __init__(self, medium: Medium, kernel: Kernel, slots: list[Buffer]) -> None:
        self.medium: Medium = medium
        self.ssrc = secrets.randbits(31) + 2
        self.fanouts: list[Fanout] = []
        self.source: Source | None = None
        self._kernel = kernel
        self._slots = slots
        self._shift = Shift()
        self.is_cut = True
        """Whether the next packet is to start a new shift."""
        self._floor = 0
        self._source_ssrc = 0
        self._last_sequence = secrets.randbits(14)
        self._last_timestamp = secrets.randbits(32)
        self._last_at = 0

    def attach(self, source: Source | None) -> None:
        """Let another publisher's *source* feed the players, from its next packet on."""
        self.source = source
        self.is_cut = True
        for fanout in self.fanouts:
            fanout.target = replace(fanout.target, extensions=self._shared(fanout.wanted))

    def cut(self) -> None:
        """Note that packets are withheld from here on: what comes next is to follow what went last."""
        self.is_cut = True

    def forward(self, packet: bytes, source: Source, step: int, now: int) -> None:
        """Send *packet* to every player, unless it belongs before the last cut.

        *step* is what :meth:`Source.accept` said of it.
        """
        reception = source.reception
        if self.is_cut or reception.ssrc != self._source_ssrc:
            if step <= 0:
                return
            self._go_on(packet, source, now)
        elif step <= 0 and reception.highest + step < self._floor:
            return
        if step > 0:
            self._last_sequence = (reception.highest + self._shift.sequence) & SEQUENCE_MASK
            self._last_timestamp = (reception.newest_timestamp + self._shift.timestamp) & TIMESTAMP_MASK
            self._last_at = now
        for fanout in self.fanouts:
            fanout.send(packet)

    def _go_on(self, packet: bytes, source: Source, now: int) -> None:
        _, _, sequence, timestamp, _ = HEADER.unpack_from(packet)
        elapsed = (now - self._last_at) * source.offered.clock_rate // _SECOND_NS if self._last_at else 0
        reached = (self._last_timestamp + max(elapsed, 1)) & TIMESTAMP_MASK
        shift = following(self._last_sequence, reached, sequence, timestamp)
        if source.reception.ssrc == self._source_ssrc:  # The same clock went on meanwhile: lips keep matching.
            shift = Shift(shift.sequence, self._shift.timestamp)
        self._shift = shift
        self.is_cut = False
        self._floor = source.reception.highest
        self._source_ssrc = source.reception.ssrc
        for fanout in self.fanouts:
            fanout.target = replace(fanout.target, shift=self._shift)

    def resend(self, sequence: int, fanout: Fanout) -> bytes | None:
        """Give the packet that players saw under *sequence*, as they saw it; ``None`` when it is gone."""
        if self.source is None or self.is_cut:
            return None
        wanted = (sequence - self._shift.sequence) & SEQUENCE_MASK
        highest = self.source.reception.highest
        distance = forward_distance(wanted, highest & SEQUENCE_MASK)
        if distance > 0 or highest + distance < self._floor:
            return None
        packet = self.source.resend(wanted)
        return rewrite(packet, fanout.target) if packet is not None else None

    def join(self, member: Member, offered: OfferedMedium) -> Fanout:
        """Let *member*, who asked by *offered*, get this medium; give the fan-out that serves it."""
        target = Target(offered.payload_type, self.ssrc, self._shift, self._shared(offered.extensions))
        for fanout in self.fanouts:
            if (
                fanout.target == target
                and fanout.wanted == offered.extensions
                and fanout.trailer == member.keys.trailer
            ):
                break
        else:
            fanout = Fanout(target, offered.extensions, self._kernel, self._slots)
            self.fanouts.append(fanout)
        fanout.add(member)
        return fanout

    def leave(self, member: Member, fanout: Fanout) -> None:
        """Send to *member* no more."""
        fanout.remove(member)
        if not fanout.members:
            self.fanouts.remove(fanout)

    def _shared(self, wanted: dict[str, int]) -> dict[int, int]:
        if self.source is None:
            return {}
        given = self.source.offered.extensions
        return {number: wanted[uri] for uri, number in given.items() if uri in wanted}
