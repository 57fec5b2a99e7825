"""A film is played in a hearing of real processes: by what they wrote, it is seen and heard where it may be and nowhere else."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from courtroom_agent.composer import Picture
from recorder.index import IndexLine, read_lines
from recorder.layout import take_paths
from tests.courtroom_agent.counted_film import counted_film, seen_ms
from tests.courtroom_agent.plain_signals import strength
from tests.whole.held_hearing import HeldHearing, held_hearing

TAKE = "program-demo-1"
SECONDS = 150
STOOD_MS = 32_000
HERTZ = 2900
"""No voice of the demonstration is so high."""
LOUD, QUIET = 1200, 120
NEAR_MS = 300
PATIENCE_S = 90.0


def fragments(held: HeldHearing, track: str, since_ms: int) -> list[tuple[int, bytes]]:
    """Read what the program wrote of *track* behind *since_ms*: each whole second's file, with its moment, UTC ms."""
    case = held.watch.view["state"]["case"]["number"]
    paths = take_paths(held.installation.agent_data / "records", case, held.court.hearing, TAKE).track(track)
    found = []
    for line in read_lines(paths.index, IndexLine):
        at_ms = held.zero_ms + line.start // 1_000_000
        if at_ms < since_ms or not line.keyframe:
            continue
        header = next(one for one in paths.headers.read_text().splitlines() if line.file in one)
        with paths.media(line.file).open("rb") as file:
            head = file.read(json.loads(header)["bytes"])
            file.seek(line.offset)
            found.append((at_ms, head + file.read(line.bytes)))
    return found


def decoded(held: HeldHearing, content: bytes) -> list[Any]:
    """Decode one fragment."""
    place = held.installation.agent_data / "one.mp4"
    place.write_bytes(content)
    with av.open(str(place)) as container:
        return list(container.decode(container.streams[0]))


def seen(held: HeldHearing, since_ms: int) -> list[tuple[int, int | None]]:
    """What the evidence track shows behind *since_ms*: when, and what the film's own counter says."""
    firsts = [(at_ms, decoded(held, content)[0]) for at_ms, content in fragments(held, "evidence", since_ms)]
    return [(at_ms, seen_ms(Picture.of(frame))) for at_ms, frame in firsts]


def heard(held: HeldHearing, stream: str, since_ms: int) -> list[float]:
    """How loud the film's tone is in each fragment of *stream*'s sound behind *since_ms*, as an amplitude."""
    found = []
    for _, content in fragments(held, f"{stream}-sound", since_ms):
        sound = np.concatenate([np.mean(_floats(frame), axis=0) for frame in decoded(held, content)])
        found.append(32767 * strength(sound, HERTZ))
    return found


def _floats(frame: av.AudioFrame) -> np.ndarray:
    return frame.to_ndarray().reshape(frame.layout.nb_channels, -1).astype(np.float64)


async def until(what: str, is_so: Callable[[], Any]) -> Any:
    """Wait until *is_so*; give what it is."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not (found := is_so()):
                await asyncio.sleep(0.3)
            return found
    except TimeoutError:
        raise AssertionError(f"not within {PATIENCE_S:.0f} s: {what}") from None


def in_step(held: HeldHearing, played_ms: int, position_ms: int) -> list[int]:
    """How far off (ms) the last four looks are, once all of them are near; a busy machine may need a while to begin."""
    counts = [(at_ms, count) for at_ms, count in seen(held, played_ms) if count is not None][-4:]
    off = [count - (position_ms + at_ms - played_ms) for at_ms, count in counts]
    return off if len(off) > 3 and max(map(abs, off)) <= NEAR_MS else []


def loud_since(held: HeldHearing, stream: str, since_ms: int) -> int:
    """When, UTC ms, the first fragment behind *since_ms* begins in which the tone is heard; 0: in none yet."""
    parts = zip(fragments(held, f"{stream}-sound", since_ms), heard(held, stream, since_ms), strict=False)
    return next((at_ms for (at_ms, _), loud in parts if loud > LOUD), 0)


async def _hold(folder: Path) -> dict[str, Any]:
    film = counted_film(folder / "film.mp4", SECONDS, (640, 360), 25, HERTZ)
    async with held_hearing(folder / "court") as held:
        clerk, judge, hearing = held.court.clerk, held.court.judge, held.court.hearing
        await held.court.enter("investigation")
        address = f"/api/v1/hearings/{hearing}/exhibits"
        filed = await clerk.http.post(address, params={"name": "现场录像"}, content=film, timeout=120)
        assert filed.status_code == 201, filed.text
        source = {"kind": "exhibit", "exhibit": filed.json()["event"]["exhibit"]}
        await clerk.command(hearing, "present-evidence", source=source, targets=["bench", "parties", "remote"])
        play = {"showing": "s-1", "playing": True, "position_ms": 2000}
        played = await clerk.command(hearing, "play-evidence", **play)
        near = await until("the film is in step", lambda: in_step(held, played["at"], 2000))
        began_ms = await until("the court hears it", lambda: loud_since(held, "program", played["at"]))
        public = await until("the public hears the court", lambda: heard(held, "public", began_ms)[4:])
        assert max(public) < QUIET, "what was not released is in no sound of the public"
        assert max(heard(held, "public", played["at"])) < QUIET, "nor was it before"

        released = await judge.command(hearing, "release-evidence", showing="s-1")
        await until("the public hears it", lambda: loud_since(held, "public", released["at"]))
        court = heard(held, "program", began_ms)
        paused = await clerk.command(hearing, "play-evidence", **{**play, "playing": False, "position_ms": STOOD_MS})
        stands = await until("it stands", lambda: seen(held, paused["at"] + 2000)[2:])
        assert all(count is not None and abs(count - STOOD_MS) <= NEAR_MS for _, count in stands), stands
        silent = await until("it is silent", lambda: heard(held, "program", paused["at"] + 1000)[3:])
        assert max(silent) < QUIET, silent
        return {"off_ms": near, "court": [round(one) for one in court], "unreleased": [round(one) for one in public]}


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_film_is_seen_and_heard_where_it_may_be(tmp_path: Path) -> None:
    """On the evidence track at the log's place, in the court's sound while it plays, in the public's once released."""
    found = asyncio.run(_hold(tmp_path))
    print(json.dumps(found))  # noqa: T201 - the figure of the run
