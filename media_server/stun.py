"""Answers connectivity checks as the lite side of ICE (RFC 8445 §2.5, RFC 8489)."""

import struct
from dataclasses import dataclass

from aioice import stun

Address = tuple[str, int]


@dataclass(frozen=True)
class Check:
    """A connectivity check, not yet believed: *ufrag* names whom it is for, *nominates* that its path is chosen."""

    ufrag: str
    nominates: bool
    message: stun.Message

    def is_signed_with(self, password: str) -> bool:
        """Say whether the sender knows *password*."""
        return self.message.check_message_integrity(password.encode())

    def answer(self, source: Address, password: str) -> bytes:
        """Tell the sender from which address its check came."""
        response = stun.Message(
            message_method=stun.Method.BINDING,
            message_class=stun.Class.RESPONSE,
            transaction_id=self.message.transaction_id,
        )
        response.attributes["XOR-MAPPED-ADDRESS"] = source
        response.add_message_integrity(password.encode())
        return bytes(response)


def read_check(datagram: bytes) -> Check:
    """Read a connectivity check.

    Raises:
        ValueError: it is not a binding request for somebody.
    """
    try:
        message = stun.parse_message(datagram)
    except (ValueError, IndexError, struct.error) as fault:
        raise ValueError(f"A datagram of {len(datagram)} bytes is not STUN: {fault}") from fault
    username = message.attributes.get("USERNAME")
    if message.message_class != stun.Class.REQUEST or message.message_method != stun.Method.BINDING or not username:
        raise ValueError("A STUN message is no binding request with a user name.")
    return Check(str(username).partition(":")[0], "USE-CANDIDATE" in message.attributes, message)
