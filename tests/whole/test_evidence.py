"""Evidence in a hearing of real processes: shown, recorded, released, and dark to the public when it is private."""

import asyncio
import json
import time
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from recorder.index import IndexLine, read_lines
from recorder.layout import take_paths
from tests.whole.held_hearing import HeldHearing, held_hearing

MAGENTA = (200, 20, 200)
TAKE = "program-demo-1"
DARK_WITHIN_S = 3.0
_PATIENCE_S = 60.0


def pictures(held: HeldHearing, track: str, since_ns: int) -> list[tuple[int, np.ndarray]]:
    """Decode what the room wrote of *track* behind *since_ns*: a picture of each fragment, with its time."""
    paths = take_paths(
        held.installation.agent_data / "records", held.watch.view["state"]["case"]["number"], held.court.hearing, TAKE
    ).track(track)
    found = []
    for line in read_lines(paths.index, IndexLine):
        if line.start < since_ns or not line.keyframe:
            continue
        header = next(one for one in paths.headers.read_text().splitlines() if line.file in one)
        size = json.loads(header)["bytes"]
        with paths.media(line.file).open("rb") as file:
            head = file.read(size)
            file.seek(line.offset)
            body = file.read(line.bytes)
        place = paths.folder.parent / "one.mp4"
        place.write_bytes(head + body)
        with av.open(str(place)) as container:
            found += [(line.start, frame.to_ndarray(format="rgb24")) for frame in container.decode(video=0)][-1:]
        place.unlink()
    return found


def _shows(picture: np.ndarray) -> bool:
    return float((np.abs(picture.astype(int) - MAGENTA).max(axis=2) < 50).mean()) > 0.02


async def until(what: str, is_so: Any) -> Any:
    """Wait for something, by what it is called; return what *is_so* gave."""
    deadline = time.monotonic() + _PATIENCE_S
    while not (found := is_so()):
        assert time.monotonic() < deadline, f"not within {_PATIENCE_S:.0f} s: {what}"
        await asyncio.sleep(0.1)
    return found


async def _shown_in(held: HeldHearing, track: str, since_ms: int, *, want: bool) -> list[bool]:
    """Wait until *track* has three pictures behind *since_ms* of which the last shows evidence, or does not."""

    def look() -> list[bool]:
        seen = [_shows(picture) for _, picture in pictures(held, track, (since_ms - held.zero_ms) * 1_000_000)]
        return seen if len(seen) > 2 and seen[-1] is want else []

    found: list[bool] = await until(f"{track} shows evidence: {want}", look)
    return found


def _public(held: HeldHearing) -> dict[str, Any]:
    states = list((held.installation.data / "public" / "live").glob("*/state.json"))
    return json.loads(states[0].read_bytes()) if states else {"on_air": False}


async def _hold(folder: Path) -> dict[str, Any]:
    Image.new("RGB", (1200, 800), MAGENTA).save(folder / "exhibit.png")
    async with held_hearing(folder / "court") as held:
        clerk, judge, hearing = held.court.clerk, held.court.judge, held.court.hearing
        await held.court.enter("investigation")
        await until("the broadcast is on air", lambda: _public(held)["on_air"])
        content, address = (folder / "exhibit.png").read_bytes(), f"/api/v1/hearings/{hearing}/exhibits"
        filed = await clerk.http.post(address, params={"name": "现场照片"}, content=content, timeout=60)
        assert filed.status_code == 201, filed.text
        source = {"kind": "exhibit", "exhibit": filed.json()["event"]["exhibit"]}
        targets = ["bench", "parties", "witness", "gallery", "remote"]
        shown = await clerk.command(hearing, "present-evidence", source=source, targets=targets)
        assert any(await _shown_in(held, "program", shown["at"], want=True))
        assert await _shown_in(held, "evidence", shown["at"], want=True)
        public = await _shown_in(held, "public", shown["at"], want=False)
        assert not any(public), "the public sees the court without what was not released"
        assert _public(held)["on_air"]

        await held.kill("program")
        back_ms = round(time.time() * 1000)
        assert await _shown_in(held, "evidence", back_ms, want=True), "who comes back shows what is shown"
        assert not any(await _shown_in(held, "public", back_ms, want=False)), "and shows it to no one else"

        released = await judge.command(hearing, "release-evidence", showing="s-1")
        await _shown_in(held, "public", released["at"], want=True)

        began = time.time()
        private = await clerk.command(hearing, "present-evidence", source=source, targets=targets, private=True)
        await until("the public page is dark", lambda: not _public(held)["on_air"])
        dark_s = time.time() - began
        await clerk.command(hearing, "withdraw-evidence", showing="s-2")
        await asyncio.sleep(3)
        assert not _public(held)["on_air"], "dark until a judge restores"
        restored = await judge.command(hearing, "restore-broadcast")
        await until("the broadcast is on air again", lambda: _public(held)["on_air"])
        late = pictures(held, "public", (private["at"] - held.zero_ms) * 1_000_000)
        inside = [at for at, _ in late if at < (restored["at"] - held.zero_ms) * 1_000_000 and at > 0]
        return {"dark_s": round(dark_s, 2), "fragments": len(inside)}


@pytest.mark.long
def test_evidence_is_recorded_released_and_dark_as_it_is_decided(tmp_path: Path) -> None:
    """By the bytes that real processes wrote: in the court's picture and its own track, in the public's once released.

    The program is killed while something is shown, and goes on with it.
    """
    found = asyncio.run(_hold(tmp_path))
    assert found["dark_s"] <= DARK_WITHIN_S, found
    print(json.dumps(found))  # noqa: T201 - the figure of the run
