"""Listens to the capture process: every camera's pictures and every microphone's sound, as they were encoded."""

import asyncio
import logging
from pathlib import Path
from typing import Protocol

from courtroom_agent.errors import AgentError
from courtroom_agent.packet_socket import Kind, Packet, PacketListener, SourceEntry, read_sources

RETRY_S = 0.3
_log = logging.getLogger(__name__)


class Pictures(Protocol):
    """Who takes pictures."""

    def offer(self, stream: str, unit: bytes, at_ns: int, keyframe: bool) -> None:
        """Take an access unit."""

    def lose(self, stream: str) -> None:
        """Know that something is missing."""


class Sounds(Protocol):
    """Who takes sound."""

    def offer(self, stream: str, packet: bytes, at_ns: int) -> None:
        """Take an Opus packet."""


class Inlet:
    """Joins the capture process again whenever it was away."""

    def __init__(self, path: Path, pictures: Pictures, sounds: Sounds) -> None:
        self._path, self._pictures, self._sounds = path, pictures, sounds
        self._sources: dict[int, SourceEntry] = {}
        self._counters: dict[int, int] = {}
        self._listener: PacketListener | None = None

    async def run(self) -> None:
        """Listen until cancelled."""
        while True:
            try:
                await self._listen()
            except AgentError as fault:
                _log.info("%s", fault)
            await asyncio.sleep(RETRY_S)

    def want_keyframe(self, stream: str) -> None:
        """Ask the camera's encoder for a keyframe."""
        for number, entry in self._sources.items():
            if entry.name == stream and self._listener is not None:
                self._listener.ask_for_keyframe(number)

    async def _listen(self) -> None:
        listener = await PacketListener.connect(self._path)
        self._listener, self._counters = listener, {}
        try:
            async for packet in listener.packets():
                self._take(packet)
        finally:
            self._listener = None
            listener.close()

    def _take(self, packet: Packet) -> None:
        if packet.kind is Kind.SOURCES:
            self._sources = {entry.number: entry for entry in read_sources(packet)}
            return
        source = self._sources.get(packet.source)
        if source is None:
            return
        if packet.kind is Kind.SOUND:
            self._sounds.offer(source.name, packet.data, packet.at)
        elif packet.kind is Kind.PICTURE:
            expected = self._counters.get(packet.source, packet.counter)
            self._counters[packet.source] = (packet.counter + 1) & 0xFFFFFFFF
            if packet.counter != expected:
                self._pictures.lose(source.name)
            self._pictures.offer(source.name, packet.data, packet.at, packet.keyframe)
