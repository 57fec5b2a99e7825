"""What a capture process offers of a room, in a process of its own: plain coloured cameras, microphones with a tone each.

``python -m tests.courtroom_agent.performing_room SOCKET COLOURS TONES``, the last two as JSON.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from courtroom_agent.encoders import PictureEncoder, VoiceEncoder
from courtroom_agent.packet_socket import Kind, PacketServer, SourceEntry
from tests.courtroom_agent.plain_signals import plain, tone

TICK_NS = 20_000_000
LEFT_OUT_NS = 100_000_000
"""A camera so much behind leaves a picture out, as real ones do on a busy machine."""


class Room:
    """Performs for as long as it is entered."""

    def __init__(self, path: Path, colours: dict[str, tuple[int, int, int]], tones: dict[str, int]) -> None:
        self._command = [sys.executable, "-m", __name__, str(path), json.dumps(colours), json.dumps(tones)]
        self._process: subprocess.Popen[bytes]

    def __enter__(self) -> "Room":
        self._process = subprocess.Popen(self._command)
        return self

    def __exit__(self, *_fault: object) -> None:
        self._process.terminate()
        self._process.wait()


def perform(path: Path, colours: dict[str, tuple[int, int, int]], tones: dict[str, int]) -> None:
    """Offer pictures and sound until ended."""
    wanted: list[int] = []
    sources = tuple(
        SourceEntry(number=number, name=name, kind="video" if name in colours else "audio")
        for number, name in enumerate([*colours, *tones], start=1)
    )
    numbers = {entry.name: entry.number for entry in sources}
    server = PacketServer(path, sources, wanted.append)
    cameras = {name: PictureEncoder(320, 180, 25) for name in colours}
    microphones = {name: VoiceEncoder() for name in tones}
    began = time.time_ns()
    for tick in range(1 << 30):
        at = began + tick * TICK_NS
        time.sleep(max(0.0, (at - time.time_ns()) / 1e9))
        for name, encoder in microphones.items():
            packet = encoder.encode(tone(tick * 960, tones[name]))
            if packet is not None:
                server.publish(Kind.SOUND, numbers[name], at, packet)
        if tick % 2 or time.time_ns() - at > LEFT_OUT_NS:
            continue
        asked = {wanted.pop() for _ in range(len(wanted))}
        for name, camera in cameras.items():
            unit = camera.encode(plain(colours[name]), keyframe=numbers[name] in asked)
            assert unit is not None, "this encoder holds nothing back"
            server.publish(Kind.PICTURE, numbers[name], at, unit.data, keyframe=unit.keyframe)


if __name__ == "__main__":
    perform(Path(sys.argv[1]), json.loads(sys.argv[2]), json.loads(sys.argv[3]))
