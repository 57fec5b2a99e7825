"""The program's ways out and in by WebRTC: what is published, and which remote people are played."""

import asyncio
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path
from typing import Generic, TypeVar

from courtroom_agent.evidence.shown import Shown
from courtroom_agent.program_orders import ProgramOrders
from courtroom_agent.program_sound import LOUDSPEAKERS
from courtroom_agent.streams.player import Player
from courtroom_agent.streams.publisher import Publisher

ROOM_ONLY = "program-room"
FOR = "program-for-"
REMOTE, SHARE = "remote-", "share-"
PUBLIC = "public"
PROGRAM = "program"
EVIDENCE = "evidence"
_SILENT = frozenset({EVIDENCE})
"""Streams without sound."""


def mix_of(stream: str, remotes: frozenset[str]) -> str:
    """Name the mix that goes with a published stream: the own one for whoever is heard, else everyone's."""
    if stream in {ROOM_ONLY, PUBLIC}:
        return stream
    own = stream.removeprefix(FOR)
    return stream if own != stream and f"remote-{own}" in remotes else PROGRAM


def mixes_for(
    published: tuple[str, ...], remotes: frozenset[str], amplified: frozenset[str] | None = None
) -> dict[str, frozenset[str]]:
    """Say which mixes are needed and which voices each leaves out; the public's is always one of its own by name.

    *amplified* are the microphones of a room that has loudspeakers: nobody there hears the room itself by them.
    """
    mixes = {PROGRAM: frozenset[str](), PUBLIC: frozenset[str]()}
    if amplified is not None:
        mixes[LOUDSPEAKERS] = amplified
    for stream in published:
        name = mix_of(stream, remotes)
        if name == ROOM_ONLY:
            mixes[name] = remotes
        elif name not in mixes:
            mixes[name] = frozenset({f"remote-{stream.removeprefix(FOR)}"})
    return mixes


def exhibit_in(mixes: Collection[str], shown: Shown) -> frozenset[str]:
    """Say which of *mixes* carry the sound of what is *shown*: those whose picture has it, by the same words."""
    others = {PUBLIC: shown.in_public, LOUDSPEAKERS: shown.in_room, ROOM_ONLY: False}
    return frozenset(name for name in mixes if others.get(name, shown.in_program))


def streams_of(orders: ProgramOrders) -> tuple[str, ...]:
    """Say what is to be published: what the orders name, and for each remote person the own program."""
    if orders.hearing is None:
        return ()
    return tuple(dict.fromkeys((*orders.publish, *(f"{FOR}{person.participant}" for person in orders.remotes))))


def voices_of(orders: ProgramOrders) -> frozenset[str]:
    """Say which remote people are seen and heard."""
    return frozenset(f"remote-{person.participant}" for person in orders.remotes) if orders.hearing else frozenset()


def endpoint(orders: ProgramOrders, way: str) -> str:
    """Where streams are published (*way* ``whip``) or played (``whep``)."""
    return f"{orders.url.rstrip('/')}/{way}/{orders.hearing}"


def read_token(path: Path) -> str:
    """Read the agent's token; without one the server will refuse us in its own words."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


End = TypeVar("End", Publisher, Player)


class Connections(Generic[End]):
    """Our ends of streams, each with the task that keeps it; all of them below one address."""

    def __init__(self) -> None:
        self.ends: dict[str, End] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._base = ""

    def follow(
        self, base: str, wanted: Collection[str], begin: Callable[[str, str], End], group: asyncio.TaskGroup
    ) -> None:
        """Have the *wanted* streams below *base* and no others; *begin* makes our end of one, by its name and address."""
        if base != self._base:
            self.close()
            self._base = base
        for stream in self.ends.keys() - set(wanted):
            self._end(stream)
        for stream in wanted:
            if stream not in self.ends:
                end = self.ends[stream] = begin(stream, f"{base}/{stream}")
                self._tasks[stream] = group.create_task(end.run(), name=f"{base}/{stream}")

    def states(self) -> dict[str, str]:
        """How each stream stands."""
        return {stream: end.state for stream, end in self.ends.items()}

    def close(self) -> None:
        """End every stream."""
        for stream in list(self.ends):
            self._end(stream)

    def _end(self, stream: str) -> None:
        del self.ends[stream]
        self._tasks.pop(stream).cancel()


class Publishing:
    """Publishes the streams that the orders name, and no others."""

    def __init__(self, group: asyncio.TaskGroup, utc_ns: Callable[[], int], on_keyframe: Callable[[], None]) -> None:
        self._group, self._utc_ns, self._on_keyframe = group, utc_ns, on_keyframe
        self._connections = Connections[Publisher]()
        self._remotes: frozenset[str] = frozenset()

    def obey(self, orders: ProgramOrders) -> None:
        """Begin and end streams as *orders* say."""
        self._remotes = voices_of(orders)
        self._connections.follow(
            endpoint(orders, "whip"), streams_of(orders), partial(self._begin, orders), self._group
        )

    def picture(self, unit: bytes, at_ns: int, keyframe: bool, slate: bool, streams: frozenset[str]) -> None:
        """Send one picture to *streams* (people far away get the program's); a slate only to those who wait for the court."""
        for stream, publisher in self._connections.ends.items():
            own = PROGRAM if stream.startswith(FOR) else stream
            if own in streams and (not slate or stream.startswith(FOR)):
                publisher.send_video(unit, at_ns, keyframe)

    def sound(self, mix: str, packet: bytes, at_ns: int) -> None:
        """Send one packet of a mix to all streams that carry it."""
        for stream, publisher in self._connections.ends.items():
            if stream not in _SILENT and mix_of(stream, self._remotes) == mix:
                publisher.send_audio(packet, at_ns)

    def states(self) -> dict[str, str]:
        """How each stream stands."""
        return self._connections.states()

    def close(self) -> None:
        """End every stream."""
        self._connections.close()

    def _begin(self, orders: ProgramOrders, stream: str, address: str) -> Publisher:
        return Publisher(
            address,
            read_token(orders.token_file),
            video=stream != ROOM_ONLY,
            audio=stream not in _SILENT,
            verify=orders.ca or True,
            on_keyframe=self._on_keyframe,
            utc_ns=self._utc_ns,
        )


class People:
    """Plays the remote people whom the orders name."""

    def __init__(
        self,
        group: asyncio.TaskGroup,
        utc_ns: Callable[[], int],
        on_unit: Callable[[str, bytes, int, bool], None],
        on_opus: Callable[[str, bytes, int], None],
    ) -> None:
        self._group, self._utc_ns, self._on_unit, self._on_opus = group, utc_ns, on_unit, on_opus
        self._connections = Connections[Player]()

    def obey(self, orders: ProgramOrders, shared: str | None = None) -> None:
        """Begin and end playing as *orders* say; *shared* is what is shown as evidence, if that is somebody's screen."""
        is_shared = shared is not None and shared.startswith(SHARE) and orders.hearing is not None
        wanted = voices_of(orders) | (frozenset((shared or "",)) if is_shared else frozenset())
        self._connections.follow(endpoint(orders, "whep"), wanted, partial(self._begin, orders), self._group)

    def want_keyframe(self, stream: str) -> None:
        """A person's picture cannot be decoded: ask for a keyframe."""
        if stream in self._connections.ends:
            self._connections.ends[stream].want_keyframe()

    def states(self) -> dict[str, dict[str, str | int]]:
        """How each person is seen and heard, by participant: pictures and packets of sound so far."""
        return {
            stream.removeprefix("remote-"): {
                "state": player.state,
                "frames": player.frames,
                "audio": player.sound_packets,
                "says": player.says,
            }
            for stream, player in self._connections.ends.items()
            if stream.startswith(REMOTE)
        }

    def close(self) -> None:
        """Play nobody."""
        self._connections.close()

    def _begin(self, orders: ProgramOrders, stream: str, address: str) -> Player:
        player = Player(
            address,
            read_token(orders.token_file),
            audio=not stream.startswith(SHARE),
            verify=orders.ca or True,
            utc_ns=self._utc_ns,
        )
        player.on_unit = lambda unit, at_ns, keyframe: self._on_unit(stream, unit, at_ns, keyframe)
        player.on_opus = lambda packet, at_ns: self._on_opus(stream, packet, at_ns)
        return player
