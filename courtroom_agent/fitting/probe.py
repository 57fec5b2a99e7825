"""A look through one camera, a tone, or an ear at every microphone: a process of its own, ended by its parent's silence.

``python -m courtroom_agent.fitting.probe picture --room ROOM.yaml --name cam-judge`` writes one JPEG to standard output;
``beep`` plays a tone on the room's loudspeakers; ``listen`` writes each microphone's level five times a second.
"""

import argparse
import json
import os
import sys
import threading
import time
from fractions import Fraction
from pathlib import Path

import av

from courtroom_agent.capture_clock import PanelClock
from courtroom_agent.encoders import level_dbfs
from courtroom_agent.errors import AgentError
from courtroom_agent.sources.base import CodedPicture, VideoSource
from courtroom_agent.sources.opening import open_camera, open_microphone
from courtroom_agent.sources.simulated import SimulatedCourt
from hardware_profiles.courtroom import Courtroom, Microphone
from hardware_profiles.errors import ProfileError
from hardware_profiles.rooms import load_room

_PICTURES = 8
"""So many are let pass before one is kept: a camera that just woke up is dark."""
_WIDTH = 640
_BEEP_S = 1.5
_TELL_S = 0.2
_QUIET = -120.0
_SECOND = Fraction(1, 1)


def main() -> int:
    """Do what the command line says; 1 with the reason on standard error when it cannot be done."""
    parser = argparse.ArgumentParser(prog="courtroom_agent.fitting.probe", description=__doc__)
    parser.add_argument("what", choices=("picture", "beep", "listen"))
    parser.add_argument("--room", type=Path, required=True)
    parser.add_argument("--name", default="")
    said = parser.parse_args()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        room = load_room(said.room)
        if said.what == "picture":
            sys.stdout.buffer.write(_picture(room, said.name))
            sys.stdout.buffer.flush()
        elif said.what == "beep":
            _beep(room)
        else:
            _listen(room)
    except (AgentError, ProfileError, av.FFmpegError) as fault:
        print(fault, file=sys.stderr)  # noqa: T201 - the parent reads it
        return 1
    return 0


def _end_with_parent() -> None:
    """End when whoever started this is gone: then standard input is at its end."""
    while os.read(0, 1 << 10):
        pass
    os._exit(0)


def _court() -> SimulatedCourt:
    began_ms = time.time_ns() // 1_000_000
    return SimulatedCourt(lambda: began_ms)


def _picture(room: Courtroom, name: str) -> bytes:
    camera = next(one for one in room.cameras if one.stream == name)
    source = open_camera(camera, _court(), PanelClock())
    try:
        frame = _frame(source)
    finally:
        source.close()
    width = min(_WIDTH, frame.width)
    height = frame.height * width // frame.width // 2 * 2
    still = frame.reformat(width=width, height=height, format="yuvj420p")
    encoder = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = width, height, "yuvj420p", _SECOND
    still.pts, still.time_base = 0, _SECOND
    return b"".join(bytes(packet) for packet in (*encoder.encode(still), *encoder.encode(None)))


def _frame(source: VideoSource) -> av.VideoFrame:
    """The first picture after a few; one that comes coded is decoded as far as it goes."""
    decoder = av.CodecContext.create("h264", "r")
    frame: av.VideoFrame | None = None
    for number in range(_PICTURES * 20):
        picture = source.read()
        if isinstance(picture, CodedPicture):
            frame = next(iter(reversed(decoder.decode(av.Packet(picture.data)))), frame)
        else:
            frame = picture.frame
        if frame is not None and number >= _PICTURES:
            return frame
    raise AgentError("The camera gives no picture that can be decoded. Look at its settings.")


def _beep(room: Courtroom) -> None:
    from courtroom_agent.rehearsal.loudspeaker import play
    from courtroom_agent.rehearsal.score import tone

    assert room.sound_card is not None, "It is asked for only where the room has one."
    play(room.sound_card, tone(_BEEP_S), lambda: False)


def _listen(room: Courtroom) -> None:
    levels: dict[str, float] = {}
    says: dict[str, str] = {}
    court = _court()
    for microphone in room.microphones:
        threading.Thread(target=_hear, args=(microphone, court, levels, says), daemon=True).start()
    while True:
        time.sleep(_TELL_S)
        print(json.dumps({"levels": dict(levels), "says": dict(says)}), flush=True)  # noqa: T201 - the parent reads it


def _hear(microphone: Microphone, court: SimulatedCourt, levels: dict[str, float], says: dict[str, str]) -> None:
    try:
        source = open_microphone(microphone, court, PanelClock())
        while True:
            level = level_dbfs(source.read().samples)
            levels[microphone.stream] = round(max(_QUIET, level), 1)
    except (AgentError, OSError) as fault:
        levels.pop(microphone.stream, None)
        says[microphone.stream] = str(fault)[:200]


if __name__ == "__main__":
    sys.exit(main())
