"""A small hearing, archived: its log told to a real panel, its tracks written by the product's own recorder.

Twelve seconds, a recess of a minute, eight seconds more. The defender's camera fails from the 4th to the 6th second;
the accused is far away, and a keyframe of that picture comes only each third second.
"""

import asyncio
import functools
import queue
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from control_panel.panel import Panel, make_panel
from control_panel.server import serving
from control_panel.settings import Settings
from courtroom_agent.simulated.court import SimulatedCamera
from courtroom_agent.simulated.voices import Voices
from hearing.events import HearingEvent
from hearing.facts import HearingState
from hearing.participant import Role
from hearing.policy import SYSTEM, Actor, rights_of
from recorder.archive.packing import pack
from recorder.closing import Closing, make_closing, stands_of
from recorder.layout import seals_folder, takes_of
from recorder.sample import Sample
from recorder.take import Take, TakeAbout
from tests.hearing.story import CASE, CLERK, HEARING, JUDGE, ROOM, SCHEDULE, command

FIRST_S, RECESS_S, SECOND_S = 12, 60, 8
RESUMED_S = FIRST_S + RECESS_S
LOST_S = (4, 6)
PASSWORD = "a long enough password"
_MS, _SECOND = 1_000_000, 1_000_000_000
_FRAME_MS = 40
_VIEWS = {"cam-judge": "judge", "cam-prosecutor": "prosecutor", "cam-defender": "defender", "remote-p-1": "accused"}
LINES = [
    ("mic-judge", "审判员", 1.0, 2.5, "现在开庭。本院适用速裁程序，公开审理张某某危险驾驶一案。"),
    ("mic-prosecutor", "公诉人", 4.5, 2.0, "经鉴定，被告人血液中的酒精含量为每百毫升一百五十六毫克。"),
    ("remote-p-1", "被告人", 9.0, 2.0, "没有异议。我自愿认罪认罚。"),
    ("mic-judge", "审判员", RESUMED_S + 2.0, 2.5, "现在宣判。被告人张某某犯危险驾驶罪。"),
]
KEY = Ed25519PrivateKey.generate()


@functools.cache
def _units(view: str, width: int, gop: int, times: tuple[int, ...]) -> tuple[tuple[int, bytes, bool], ...]:
    """The view at each of *times* (ms) as x264 makes it, with the time and whether it is a keyframe."""
    camera = SimulatedCamera(view, width, width * 9 // 16, Voices())
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, width * 9 // 16, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, 1000), Fraction(25, 1)
    encoder.options = {
        "preset": "superfast", "tune": "zerolatency", "profile": "baseline", "crf": "26",
        "x264-params": f"repeat-headers=1:keyint={gop}:scenecut=0",
    }  # fmt: skip
    found = []
    for at in times:
        frame = camera.picture(at)
        frame.pts = at
        found += [(at, bytes(packet), packet.is_keyframe) for packet in encoder.encode(frame)]
    return tuple(found)


def _sounds(seat: str, times: range) -> Iterator[tuple[int, bytes]]:
    """The seat's voice as Opus packets, one each 20 ms."""
    voices = Voices()
    voices.load([seat])
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48000, "mono", "s16"
    for at in times:
        frame = av.AudioFrame.from_ndarray(voices.block(seat, at).reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = 48000, at * 48
        for packet in encoder.encode(frame):
            yield at, bytes(packet)


def _write(take: Take, since_s: int, until_s: int, width: int) -> None:
    times = tuple(range(since_s * 1000, until_s * 1000, _FRAME_MS))
    take.begin(since_s * _SECOND)
    for track, view in (_VIEWS | {"program": "overview"}).items():
        mandatory = not track.startswith("remote")
        kept = take.track(track, "video", track, mandatory=mandatory)
        for at, unit, key in _units(view, width, 75 if track == "remote-p-1" else 25, times):
            if track != "cam-defender" or not LOST_S[0] * 1000 <= at < LOST_S[1] * 1000:
                kept.write(Sample(unit, at * _MS, _FRAME_MS * _MS, key, at * _MS))
    for track, seat in {"program-sound": "judge", "mic-judge": "judge", "mic-defender": "defender"}.items():
        kept = take.track(track, "audio", track.removesuffix("-sound"), mandatory=True)
        for at, packet in _sounds(seat, range(since_s * 1000, until_s * 1000, 20)):
            kept.write(Sample(packet, at * _MS, 20 * _MS, True, at * _MS))
    take.stop(until_s * _SECOND)


def write_record(records: Path, state: HearingState, width: int) -> None:
    """Record both stretches, and set the final seal."""
    assert state.zero_at is not None
    about = TakeAbout(
        hearing=HEARING, case=CASE["number"], take="room-demo-1", writer="agent:demo", zero_at=state.zero_at
    )
    take = Take.open(records, about, KEY, lambda: 0)
    _write(take, 0, FIRST_S, width)
    _write(take, RESUMED_S, RESUMED_S + SECOND_S, width)
    take.seal(final=True)
    take.close()


_ACCUSED = Actor("participant:p-1", "participant", None, "p-1", rights_of(Role.ACCUSED))
_UNDO_S = 0.5
_BEFORE: list[tuple[Actor, str, dict[str, Any]]] = [
    (CLERK, "schedule", {**SCHEDULE, "demo": True}),
    (JUDGE, "set-openness", {"openness": "public", "range": "whole", "judge": "李某", "reason": "依法公开审理"}),
    (CLERK, "invite", {"name": "张某某", "role": "accused", "place": "示范市第一看守所", "remote": True}),
    (CLERK, "prepare", {}),
    (_ACCUSED, "arrive", {"participant": "p-1"}),
    (_ACCUSED, "consent", {"participant": "p-1", "to": "remote-hearing"}),
    (CLERK, "admit", {"participant": "p-1"}),
    (CLERK, "open", {}),
]


def _during(zero_ms: int) -> list[tuple[float, Actor, str, dict[str, Any]]]:
    """What is said and done in court, at which second of the timeline."""
    end = RESUMED_S + SECOND_S
    lost = {"since": zero_ms + LOST_S[0] * 1000, "until": zero_ms + LOST_S[1] * 1000}
    unseen = {"track": "cam-defender", "since": LOST_S[0] * _SECOND, "until": LOST_S[1] * _SECOND}
    lines = [
        (start + duration, ROOM, "speak-line", {
            "stream": stream, "speaker": speaker, "text": text, "engine": "script",
            "start": round(start * _SECOND), "duration": round(duration * _SECOND),
        })
        for stream, speaker, start, duration, text in LINES
    ]  # fmt: skip
    course: list[tuple[float, Actor, str, dict[str, Any]]] = [
        (0, SYSTEM, "confirm-open", {}),
        (0.5, CLERK, "enter-stage", {"stage": "identity"}),
        (4, CLERK, "enter-stage", {"stage": "investigation"}),
        (6, ROOM, "note-fault", {"cause": "network-loss", "track": "cam-defender", "text": "摄像机断线", **lost}),
        (8, CLERK, "note", {"text": "公诉人出示鉴定意见"}),
        (FIRST_S - _UNDO_S, CLERK, "recess", {"reason": "recess", "note": "合议"}),
        (FIRST_S, SYSTEM, "take-effect", {}),
        (RESUMED_S, CLERK, "resume", {}),
        (RESUMED_S, SYSTEM, "confirm-resumed", {}),
        (RESUMED_S + 1, CLERK, "enter-stage", {"stage": "judgment"}),
        (end - _UNDO_S, CLERK, "close", {}),
        (end, SYSTEM, "take-effect", {}),
        (end, CLERK, "explain-fault", {**unseen, "text": "辩护席摄像机断线"}),
        (end, JUDGE, "sign-fault", {**unseen, "judge": "李某"}),
        (end, CLERK, "sign", {}),
        (end, CLERK, "archive", {}),
    ]
    return sorted(course + lines, key=lambda one: one[0])


def seal_closing(records: Path, state: HearingState, events: list[HearingEvent]) -> Closing:
    """Make the closing root, as the recorder does."""
    case = state.case.number
    made = make_closing(events, stands_of(takes_of(records, case, HEARING), {}), KEY, state.at)
    folder = seals_folder(records, case, HEARING)
    folder.mkdir()
    (folder / "closing.json").write_bytes(made.line())
    return made


async def tell(data: Path, began_ms: int, width: int, player: Path | None = None) -> Path:
    """Tell the whole hearing to a panel over *data*, record it, pack it and call it archived; return the package."""
    now_ms = began_ms
    panel = make_panel(Settings(data, undo_s=_UNDO_S), lambda: now_ms * _MS)
    await panel.hearings.load()
    for actor, what, fields in _BEFORE:
        await panel.hearings.command(HEARING, command(what, **fields), actor)
    zero = panel.hearings.get(HEARING).zero_at or 0
    for at, actor, what, fields in _during(zero):
        now_ms = zero + round(at * 1000)
        await panel.hearings.command(HEARING, command(what, **fields), actor)
    write_record(data / "records", panel.hearings.get(HEARING), width)
    events = await panel.hearings.events(HEARING)
    closing = seal_closing(data / "records", panel.hearings.get(HEARING), events)
    told = {"root": closing.root, "code": closing.code, "until": closing.until}
    await panel.hearings.command(HEARING, command("report-closing", **told), SYSTEM)
    events = await panel.hearings.events(HEARING)
    package, root = pack(data / "records", data / "archive", events, KEY, player)
    told = {"root": root, "package": str(package.relative_to(data / "archive"))}
    await panel.hearings.command(HEARING, command("report-archived", **told), SYSTEM)
    panel.accounts.close()
    panel.database.close()
    return package


@dataclass(frozen=True)
class Archived:
    """The hearing as a panel serves it, and its package."""

    url: str
    session: str
    """The judge's cookie."""
    administrators: tuple[str, ...]
    """Cookies of two administrators."""
    package: Path
    panel: Panel

    @property
    def player(self) -> str:
        """Address of its replay."""
        return f"{self.url}/player?hearing={HEARING}"


@contextmanager
def archived(data: Path, player: Path | None = None, width: int = 320) -> Iterator[Archived]:
    """Serve the archived hearing from a thread, until left."""
    ready: queue.Queue[Archived] = queue.Queue()
    stop = threading.Event()

    async def serve() -> None:
        package = await tell(data, round(time.time() * 1000) - 3_600_000, width, player)
        panel = make_panel(Settings(data), time.time_ns)
        listening = socket.create_server(("127.0.0.1", 0))
        async with serving(panel, listening, None):
            people = (
                ("judge", "李某", "sole-judge"),
                ("root", "王某", "administrator"),
                ("keeper", "赵某", "administrator"),
            )
            tokens = []
            for account, name, role in people:
                added = await panel.accounts.add(account, name, role, PASSWORD)
                tokens.append(await panel.tokens.issue("session", f"account:{added.id}", lasts_s=3600))
            url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            ready.put(Archived(url, tokens[0], tuple(tokens[1:]), package, panel))
            await asyncio.to_thread(stop.wait)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    try:
        yield ready.get(timeout=120)
    finally:
        stop.set()
        thread.join()
