"""The program's ways out and in by WebRTC: what is published, and which remote people are played."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from courtroom_agent.program_orders import ProgramOrders
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
    if stream == ROOM_ONLY:
        return ROOM_ONLY
    own = stream.removeprefix(FOR)
    return stream if own != stream and f"remote-{own}" in remotes else PROGRAM


def mixes_for(published: tuple[str, ...], remotes: frozenset[str]) -> dict[str, frozenset[str]]:
    """Say which mixes are needed and which voices each leaves out."""
    mixes = {PROGRAM: frozenset[str]()}
    for stream in published:
        name = mix_of(stream, remotes)
        if name == ROOM_ONLY:
            mixes[name] = remotes
        elif name != PROGRAM:
            mixes[name] = frozenset({f"remote-{stream.removeprefix(FOR)}"})
    return mixes


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


class Publishing:
    """Publishes the streams that the orders name, and no others."""

    def __init__(self, group: asyncio.TaskGroup, utc_ns: Callable[[], int], on_keyframe: Callable[[], None]) -> None:
        self._group, self._utc_ns, self._on_keyframe = group, utc_ns, on_keyframe
        self._running: dict[str, tuple[Publisher, asyncio.Task[None]]] = {}
        self._base = ""
        self._remotes: frozenset[str] = frozenset()

    def obey(self, orders: ProgramOrders) -> None:
        """Begin and end streams as *orders* say."""
        base = endpoint(orders, "whip")
        if base != self._base:
            self.close()
            self._base = base
        self._remotes = voices_of(orders)
        wanted = streams_of(orders)
        for stream in self._running.keys() - set(wanted):
            self._running.pop(stream)[1].cancel()
        for stream in wanted:
            if stream not in self._running:
                self._begin(stream, orders)

    def picture(self, unit: bytes, at_ns: int, keyframe: bool, slate: bool, streams: frozenset[str]) -> None:
        """Send one picture to *streams* (people far away get the program's); a slate only to those who wait for the court."""
        for stream, (publisher, _) in self._running.items():
            own = PROGRAM if stream.startswith(FOR) else stream
            if own in streams and (not slate or stream.startswith(FOR)):
                publisher.send_video(unit, at_ns, keyframe)

    def sound(self, mix: str, packet: bytes, at_ns: int) -> None:
        """Send one packet of a mix to all streams that carry it."""
        for stream, (publisher, _) in self._running.items():
            if stream not in _SILENT and mix_of(stream, self._remotes) == mix:
                publisher.send_audio(packet, at_ns)

    def states(self) -> dict[str, str]:
        """How each stream stands."""
        return {stream: publisher.state for stream, (publisher, _) in self._running.items()}

    def close(self) -> None:
        """End every stream."""
        for _, task in self._running.values():
            task.cancel()
        self._running.clear()

    def _begin(self, stream: str, orders: ProgramOrders) -> None:
        publisher = Publisher(
            f"{self._base}/{stream}",
            read_token(orders.token_file),
            video=stream != ROOM_ONLY,
            audio=stream not in _SILENT,
            verify=orders.ca or True,
            on_keyframe=self._on_keyframe,
            utc_ns=self._utc_ns,
        )
        self._running[stream] = (publisher, self._group.create_task(publisher.run(), name=f"publish {stream}"))


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
        self._running: dict[str, tuple[Player, asyncio.Task[None]]] = {}
        self._base = ""

    def obey(self, orders: ProgramOrders, shared: str | None = None) -> None:
        """Begin and end playing as *orders* say; *shared* is what is shown as evidence, if that is somebody's screen."""
        base = endpoint(orders, "whep")
        if base != self._base:
            self.close()
            self._base = base
        is_shared = shared is not None and shared.startswith(SHARE) and orders.hearing is not None
        wanted = voices_of(orders) | (frozenset((shared or "",)) if is_shared else frozenset())
        for stream in self._running.keys() - wanted:
            self._running.pop(stream)[1].cancel()
        for stream in wanted - self._running.keys():
            self._begin(stream, orders)

    def want_keyframe(self, stream: str) -> None:
        """A person's picture cannot be decoded: ask for a keyframe."""
        if stream in self._running:
            self._running[stream][0].want_keyframe()

    def states(self) -> dict[str, dict[str, str | int]]:
        """How each person is seen and heard, by participant: pictures and packets of sound so far."""
        return {
            stream.removeprefix("remote-"): {
                "state": player.state,
                "frames": player.frames,
                "audio": player.sound_packets,
                "says": player.says,
            }
            for stream, (player, _) in self._running.items()
            if stream.startswith(REMOTE)
        }

    def close(self) -> None:
        """Play nobody."""
        for _, task in self._running.values():
            task.cancel()
        self._running.clear()

    def _begin(self, stream: str, orders: ProgramOrders) -> None:
        token = read_token(orders.token_file)
        player = Player(
            f"{self._base}/{stream}",
            token,
            audio=not stream.startswith(SHARE),
            verify=orders.ca or True,
            utc_ns=self._utc_ns,
        )
        player.on_unit = lambda unit, at_ns, keyframe: self._on_unit(stream, unit, at_ns, keyframe)
        player.on_opus = lambda packet, at_ns: self._on_opus(stream, packet, at_ns)
        self._running[stream] = (player, self._group.create_task(player.run(), name=f"play {stream}"))
