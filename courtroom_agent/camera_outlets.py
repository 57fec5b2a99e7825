"""Sends single cameras to whoever watches one: as capture encoded them, only while somebody does."""

import asyncio
from collections.abc import Callable
from functools import partial

from courtroom_agent.program_inlet import Pictures
from courtroom_agent.program_orders import ProgramOrders
from courtroom_agent.program_outlets import Connections, endpoint, read_token
from courtroom_agent.streams.publisher import Publisher


class CameraOutlets:
    """Stands between the inlet and the composed picture: what passes may be sent on as it is. Belongs to one loop."""

    def __init__(self, pictures: Pictures, is_live: Callable[[], bool]) -> None:
        """*is_live* says whether pictures of the court may be shown at all."""
        self.want_keyframe: Callable[[str], None] = lambda _: None
        """Asks a camera's encoder for a keyframe."""
        self._pictures, self._is_live = pictures, is_live
        self._connections = Connections[Publisher]()

    def obey(self, orders: ProgramOrders, group: asyncio.TaskGroup, utc_ns: Callable[[], int]) -> None:
        """Begin and end sending as *orders* say."""
        wanted = orders.cameras if orders.hearing is not None else ()
        self._connections.follow(endpoint(orders, "whip"), wanted, partial(self._begin, orders, utc_ns), group)

    def offer(self, stream: str, unit: bytes, at_ns: int, keyframe: bool) -> None:
        """Take an access unit: for the composed picture, and for whoever watches the camera alone."""
        self._pictures.offer(stream, unit, at_ns, keyframe)
        publisher = self._connections.ends.get(stream)
        if publisher is not None and self._is_live():
            publisher.send_video(unit, at_ns, keyframe)

    def lose(self, stream: str) -> None:
        """Know that something is missing."""
        self._pictures.lose(stream)

    def states(self) -> dict[str, str]:
        """How each stream stands."""
        return self._connections.states()

    def close(self) -> None:
        """End every stream."""
        self._connections.close()

    def _begin(self, orders: ProgramOrders, utc_ns: Callable[[], int], stream: str, address: str) -> Publisher:
        return Publisher(
            address,
            read_token(orders.token_file),
            video=True,
            audio=False,
            verify=orders.ca or True,
            on_keyframe=partial(self.want_keyframe, stream),
            utc_ns=utc_ns,
        )
