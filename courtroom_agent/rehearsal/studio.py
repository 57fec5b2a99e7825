"""A rehearsal's recording: the real capture in a folder of its own, for a few seconds, and what it shows.

``python -m courtroom_agent.rehearsal.studio --room ROOM.yaml --data FOLDER --seconds N [--models DIR] [--clapper]``

What lies in FOLDER is nobody's record: another key signs it, no case has its number, and whoever asked for the
rehearsal removes it. The last line printed is a :class:`Studio` as JSON; with ``--clapper`` the first is a
:class:`CueSheet`: a page in the room flashes and beeps at those moments, and the loudspeakers leave the beeps to it.
"""

import argparse
import logging
import os
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np
from pydantic import BaseModel

from courtroom_agent.capture import Capture
from courtroom_agent.capture_clock import PanelClock
from courtroom_agent.errors import AgentError
from courtroom_agent.orders import Orders, orders_path, write_orders
from courtroom_agent.rehearsal import verdicts
from courtroom_agent.rehearsal.clapper import CueSheet
from courtroom_agent.rehearsal.found import Studio
from courtroom_agent.rehearsal.loudspeaker import play
from courtroom_agent.rehearsal.measuring import Film, Sound, beeps, flashes, offset_of, tone_of
from courtroom_agent.rehearsal.plan import Plan, plan_for
from courtroom_agent.rehearsal.playback import read_film, read_sound, unread
from courtroom_agent.rehearsal.score import Samples, Sentence, score_of
from courtroom_agent.rehearsal.stage import Stage
from hardware_profiles.courtroom import Courtroom
from hardware_profiles.errors import ProfileError
from hardware_profiles.rooms import load_room
from hearing.rehearsal import RehearsedItem, SyncOffset
from recorder.closing import last_seal
from recorder.errors import ModelFault, RecorderError
from recorder.index import IndexLine, read_whole_lines
from recorder.layout import TakePaths, take_paths
from recorder.transcription.engine import FRAME
from recorder.transcription.engines import open_engine, open_store

log = logging.getLogger("rehearsal")
HEARING, CASE = "h-rehearsals", "（0000）自检0演练0号"
"""What the rehearsal's recording is filed under: no case can have this number."""
_READY_S, _LEAD_MS, _SEAL_S = 15.0, 500, 15.0
_WRITTEN = 16 << 20
_RESAMPLED = 3


class Recorded:
    """What a rehearsal recorded, decoded."""

    def __init__(self, room: Courtroom, take: TakePaths, plan: Plan) -> None:
        self.films: dict[str, Film] = {}
        self.sounds: dict[str, Sound] = {}
        for camera in room.cameras:
            if take.track(camera.stream).media_files():
                self.films[camera.stream] = read_film(take.track(camera.stream))
        for microphone in room.microphones:
            if take.track(microphone.stream).media_files():
                self.sounds[microphone.stream] = read_sound(take.track(microphone.stream), plan.seconds)


def record(room: Courtroom, data: Path, plan: Plan, sentence: Sentence, *, has_clapper: bool = False) -> TakePaths:
    """Record the room while its loudspeakers play; with a clapper page in the room it beeps, and they do not.

    Raises:
        AgentError: capture could not be had.
    """
    score = score_of(plan, sentence.samples, beeps=not has_clapper)
    stage = Stage(plan, score, room.rehearsal.delays_ms) if room.simulated else None
    capture = Capture(room, data, PanelClock(), stage)
    write_orders(orders_path(data), Orders(live=True))
    running = threading.Thread(target=capture.run, name="capture", daemon=True)
    running.start()
    take = take_paths(data / "records", CASE, HEARING, f"rehearsal-{room.courtroom}-1")
    try:
        _settle(capture)
        zero = time.time_ns() // 1_000_000 + _LEAD_MS
        if stage is not None:
            stage.zero = zero * 1_000_000
        end = zero + round(plan.seconds * 1000)
        if has_clapper:
            _say(CueSheet(claps=tuple(zero + clap * 1000 for clap in plan.claps)))
        write_orders(orders_path(data), _orders(take.name, zero, end, closed=False))
        _play(room, score, zero)
        time.sleep(max(0.0, end / 1000 - time.time()))
        write_orders(orders_path(data), _orders(take.name, zero, end, closed=True))
        _wait(take, end)
    finally:
        capture.stop()
        running.join(timeout=10)
    return take


def _say(what: BaseModel) -> None:
    print(what.model_dump_json(), flush=True)  # noqa: T201 - read by whoever asked for the rehearsal


def _settle(capture: Capture) -> None:
    """Wait until cameras and microphones are on, or are known not to be."""
    until = time.monotonic() + _READY_S
    while time.monotonic() < until and not capture.is_settled():
        time.sleep(0.1)


def _orders(take: str, zero: int, end: int, *, closed: bool) -> Orders:
    return Orders(hearing=HEARING, case=CASE, take=take, zero_at=zero, spans=((zero, end),), live=True, closed=closed)


def _play(room: Courtroom, score: Samples, zero: int) -> None:
    """Begin to play at the timeline's zero, on real loudspeakers where the room file names them."""
    if room.sound_card is None:
        return
    time.sleep(max(0.0, zero / 1000 - time.time()))
    try:
        play(room.sound_card, score, lambda: False)
    except AgentError as fault:
        log.warning("%s", fault)  # the tones are then heard by no microphone, and that is what is found


def _wait(take: TakePaths, end: int) -> None:
    while time.time() * 1000 < end + _SEAL_S * 1000:
        seal = last_seal(take) if take.seals.exists() else None
        if seal is not None and seal.final:
            return
        time.sleep(0.1)


def look(room: Courtroom, take: TakePaths, plan: Plan, sentence: Sentence, models: Path | None) -> Studio:
    """Say what the recording of *take* shows."""
    recorded = Recorded(room, take, plan)
    offsets, items = _claps(room, recorded, plan)
    tones = {stream: tone_of(sound, plan) for stream, sound in recorded.sounds.items()}
    for microphone in room.microphones:
        items.append(verdicts.tone_item(microphone, tones.get(microphone.stream)))
    for camera in room.cameras:
        items.append(verdicts.picture_item(camera, recorded.films.get(camera.stream)))
    best = max(tones, key=lambda stream: tones[stream].over_noise_db, default=None)
    heard, model = _recognise(recorded.sounds[best], plan, models) if best is not None else (None, "")
    items.append(verdicts.speech_item(sentence.text, heard, model))
    octets = sum(path.stat().st_size for track in _tracks(room) for path in take.track(track).media_files())
    rate = octets / plan.seconds
    items.append(_storage(room, take, rate))
    return Studio(items=tuple(items), offsets=tuple(offsets), octets_per_s=round(rate, 1))


def _tracks(room: Courtroom) -> list[str]:
    return [one.stream for one in room.cameras] + [one.stream for one in room.microphones]


def _claps(room: Courtroom, recorded: Recorded, plan: Plan) -> tuple[list[SyncOffset], list[RehearsedItem]]:
    now = time.time_ns() // 1_000_000
    heard = {stream: beeps(sound, plan) for stream, sound in recorded.sounds.items()}
    offsets, items = [], []
    for camera in (one for one in room.cameras if not one.exhibits):  # on a table nobody speaks
        film = recorded.films.get(camera.stream)
        seen = flashes(film, plan) if film is not None else [None] * len(plan.claps)
        pairs = [(stream, offset_of(seen, sound, 1 / camera.rate)) for stream, sound in heard.items()]
        items.append(verdicts.clapper_item(camera, pairs))
        offsets += [
            SyncOffset(
                camera=camera.stream,
                microphone=stream,
                offset_ms=one.ms,
                uncertainty_ms=one.uncertainty_ms,
                measured_at=now,
            )
            for stream, one in pairs
            if one is not None
        ]
    return offsets, items


def _recognise(sound: Sound, plan: Plan, models: Path | None) -> tuple[str | None, str]:
    """Let the best installed model read the sentence; ``None`` without one."""
    if models is None:
        return None, ""
    try:
        store = open_store(models)
        found = store.best_for("zh")
        if found is None:
            return None, ""
        store.verify(found)
        engine = open_engine(found, "zh", threads=max(1, min(4, (os.cpu_count() or 1) // 2)))
    except (ModelFault, OSError) as fault:
        log.warning("%s", fault)
        return "", "模型不可用 · the model cannot be used"
    since, until = round((plan.sentence[0] - 0.3) * 48_000), round((plan.sentence[1] + 0.3) * 48_000)
    part = sound[since:until]
    part = part[: len(part) // (FRAME * _RESAMPLED) * FRAME * _RESAMPLED]
    samples = (part.reshape(-1, _RESAMPLED).mean(axis=1) * 32767).astype(np.int16)
    recogniser = engine.begin()
    for at in range(0, len(samples), FRAME):
        recogniser.feed(samples[at : at + FRAME])
    return recogniser.finish(len(samples)), engine.name


def _storage(room: Courtroom, take: TakePaths, rate: float) -> RehearsedItem:
    """Read back what was recorded, and write and read a piece that is large enough to time."""
    differing = [one for track in _tracks(room) for one in unread(take.track(track))]
    fragments = sum(len(read_whole_lines(take.track(track).index, IndexLine)[0]) for track in _tracks(room))
    speed, same = _write_and_read(take.folder / "written")
    if not same:
        differing.append(str(take.folder))
    return verdicts.storage_item(differing, fragments, speed, rate)


def _write_and_read(path: Path) -> tuple[float, bool]:
    """Write random octets to the disk and read them back from it; say how many a second, and whether they are the same."""
    content = os.urandom(_WRITTEN)
    began = time.monotonic()
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    speed = len(content) / max(time.monotonic() - began, 1e-3)
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)  # from the disk, not from memory
        with open(descriptor, "rb", closefd=False) as file:
            same = file.read() == content
    finally:
        os.close(descriptor)
        path.unlink()
    return speed, same


def main() -> int:
    """Record, look, and print what was found."""
    read = argparse.ArgumentParser(prog="courtroom_agent.rehearsal.studio", description=__doc__)
    read.add_argument("--room", type=Path, required=True)
    read.add_argument("--data", type=Path, required=True)
    read.add_argument("--seconds", type=float, required=True)
    read.add_argument("--models", type=Path)
    read.add_argument("--clapper", action="store_true")
    given = read.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s rehearsal %(levelname)s %(message)s")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        room = load_room(given.room)
        sentence = Sentence()
        plan = plan_for(given.seconds, sentence.seconds)
        take = record(room, given.data, plan, sentence, has_clapper=given.clapper)
        found = look(room, take, plan, sentence, given.models)
    except (AgentError, ProfileError, RecorderError, OSError) as fault:
        log.error("%s", fault)  # noqa: TRY400 - the words say it
        return 1
    _say(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
