"""One peer connection for one live stream, in one direction."""

from collections.abc import Callable

from media_server.errors import BadOffer
from media_server.feedback import read_rtcp
from media_server.live_stream import LiveStream, Publisher, SendRtp, Subscriber
from media_server.peer import Peer
from media_server.sdp import LONGEST_SDP, Offer
from media_server.stun import Address


class PublishSession:
    """Somebody sends the stream to us."""

    direction = "publish"

    def __init__(
        self, live: LiveStream, publisher: Publisher, offer: Offer, send_rtcp: Callable[[Peer, bytes], None]
    ) -> None:
        self.id = publisher.session
        self.live = live
        self.peer = publisher.peer
        self.offer = offer
        self.publisher = publisher
        self._send_rtcp = send_rtcp

    @property
    def principal(self) -> str:
        """Who opened it."""
        return self.publisher.principal

    def begin(self) -> None:
        """Go on the air: the keys are there."""
        self.live.published_by(self.publisher)

    def end(self) -> None:
        """Leave the stream."""
        if self.live.publisher is self.publisher:
            self.live.published_by(None)

    def rtp_arrived(self, packet: bytes, now: int) -> None:
        """Forward it."""
        self.peer.heard_at = now
        self.live.rtp_arrived(self.publisher, packet, now)

    def rtcp_arrived(self, packet: bytes, now: int) -> None:
        """Take in what the publisher reports."""
        for part in read_rtcp(packet):
            self.live.publisher_reported(self.publisher, part, now, self._send_rtcp)

    def moved(self, address: Address) -> None:
        """Nothing to do: requests go to the peer's present address anyway."""


class PlaySession:
    """We send the stream to somebody."""

    direction = "play"

    def __init__(self, live: LiveStream, subscriber: Subscriber, send_rtp: SendRtp) -> None:
        self.id = subscriber.session
        self.live = live
        self.peer = subscriber.peer
        self.offer = subscriber.offer
        self.subscriber = subscriber
        self.unasked = 0
        """RTP packets that a player sent, who has nothing to send."""
        self._send_rtp = send_rtp

    @property
    def principal(self) -> str:
        """Who opened it."""
        return self.subscriber.principal

    def begin(self) -> None:
        """Join the players: the keys are there."""
        self.live.joined(self.subscriber)

    def end(self) -> None:
        """Leave the stream."""
        self.live.left(self.subscriber)

    def rtp_arrived(self, packet: bytes, now: int) -> None:
        """Drop it: a player has nothing to send."""
        self.unasked += 1

    def rtcp_arrived(self, packet: bytes, now: int) -> None:
        """Take in what the player reports and wants."""
        for part in read_rtcp(packet):
            self.live.subscriber_reported(self.subscriber, part, now, self._send_rtp)

    def moved(self, address: Address) -> None:
        """Send to the new address."""
        self.live.moved(self.subscriber, address)


def client_ufrag(fragment: str) -> str | None:
    """Read the client's ICE user fragment out of an SDP fragment (RFC 8840), if it has one.

    Raises:
        BadOffer: the fragment is longer than any honest one.
    """
    if len(fragment) > LONGEST_SDP:
        raise BadOffer(f"A fragment of {len(fragment)} characters exceeds {LONGEST_SDP}.")
    for line in fragment.splitlines():
        if line.startswith("a=ice-ufrag:"):
            return line.partition(":")[2].strip()
    return None
