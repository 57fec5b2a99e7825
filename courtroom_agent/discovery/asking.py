"""Asks one question of a whole network by one datagram, from one address of this computer, and hears who answers."""

import asyncio
import math
import socket
from dataclasses import dataclass

ANSWERS_MAX = 256
ANSWER_MAX = 65_536
_REPEAT_S = 0.5
"""A datagram may be lost: the question is asked a second time after this."""
_CLASS_D, _CLASS_E = 224, 240


@dataclass(frozen=True)
class Target:
    """Where a question goes: a group, a broadcast address or one host, and the port."""

    host: str
    port: int


@dataclass(frozen=True)
class Heard:
    """What somebody answered, and from where."""

    host: str
    data: bytes


async def ask(address: str, question: bytes, target: Target, wait_s: float) -> list[Heard]:
    """Send *question* to *target* by the interface that has *address*, and hear answers for *wait_s*.

    Raises:
        OSError: this computer has no such address, or the network does not let us.
    """
    loop = asyncio.get_running_loop()
    heard: dict[tuple[str, bytes], Heard] = {}
    with _socket(address, target) as own:
        until = loop.time() + wait_s
        own.sendto(question, (target.host, target.port))
        again_at = loop.time() + min(_REPEAT_S, wait_s / 2)
        while (left_s := until - loop.time()) > 0 and len(heard) < ANSWERS_MAX:
            try:
                async with asyncio.timeout(min(left_s, max(0.01, again_at - loop.time()))):
                    data, sender = await loop.sock_recvfrom(own, ANSWER_MAX)
            except TimeoutError:
                if loop.time() >= again_at:
                    own.sendto(question, (target.host, target.port))
                    again_at = math.inf
                continue
            except ConnectionError:
                continue  # somebody has no such port
            heard.setdefault((sender[0], data), Heard(sender[0], data))
    return list(heard.values())


def _socket(address: str, target: Target) -> socket.socket:
    """A socket whose questions leave by the interface that has *address* alone."""
    own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        own.setblocking(False)
        own.bind((address, 0))  # also chooses the interface of a broadcast
        if _CLASS_D <= int(target.host.partition(".")[0]) < _CLASS_E:
            own.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(address))
            own.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 1)
        else:
            own.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    except OSError:
        own.close()
        raise
    return own
