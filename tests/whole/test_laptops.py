"""Two laptops at one capture card in a hearing of real processes: what is recorded as evidence is what was shown."""

import asyncio
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from control_panel.commands.demo import ROOM
from courtroom_agent.simulated.laptop import DESKTOPS
from tests.whole.held_hearing import HeldHearing, held_hearing
from tests.whole.test_evidence import pictures, until

CARD = """\
  - stream: cam-laptops
    label: {zh: 笔记本电脑, en: Laptops}
    source: simulated:switched
    width: 640
    height: 360
    rate: 5
    mandatory: false
    exhibits: true
    switched:
      by: matrix.output-8
      nothing: 0
      inputs:
        - {name: laptop-prosecutor, label: {zh: 公诉人电脑, en: Prosecution's laptop}, input: 5}
        - {name: laptop-defender, label: {zh: 辩护人电脑, en: Defence laptop}, input: 6}

microphones:
"""
ON_THEIR_WAY_MS = 1_000
"""Pictures of what was shown before, composed before the room heard of the change."""


def _has(picture: np.ndarray, laptop: int) -> bool:
    colour = np.array(DESKTOPS[laptop][::-1])
    return float((np.abs(picture.astype(int) - colour).max(axis=2) < 25).mean()) > 0.05


def _seen(held: HeldHearing, since_ms: int) -> list[tuple[bool, bool]]:
    since_ns = (since_ms - held.zero_ms) * 1_000_000
    return [(_has(picture, 0), _has(picture, 1)) for _, picture in pictures(held, "evidence", since_ns)]


def _stands(held: HeldHearing) -> dict[str, tuple[str, str]]:
    told = [report for key, report in held.watch.reports.items() if key.startswith("evidence-screens")]
    return {one["name"]: (one["standing"], one["signal"]) for report in told for one in report["inputs"]}


async def _hold(folder: Path) -> None:
    room = folder / "demo.yaml"
    room.write_text(ROOM.read_text("utf-8").replace("microphones:\n", CARD, 1), "utf-8")
    async with held_hearing(folder / "court", room) as held:
        clerk, hearing = held.court.clerk, held.court.hearing
        await until("both laptops are known", lambda: len(_stands(held)) == 2)

        async def show(name: str) -> Any:
            source = {"kind": "camera", "stream": "cam-laptops", "input": name}
            return await clerk.command(hearing, "present-evidence", source=source, title=name, targets=["bench"])

        first = await show("laptop-prosecutor")
        await until("it is at the card", lambda: _stands(held)["laptop-prosecutor"] == ("here", "present"))
        await until("it is recorded", lambda: (True, False) in _seen(held, first["at"]))
        second = await show("laptop-defender")
        await until("the other is at the card", lambda: _stands(held)["laptop-defender"] == ("here", "present"))
        await until("the other is recorded", lambda: (False, True) in _seen(held, second["at"]))
        assert not any(one for one, _ in _seen(held, second["at"] + ON_THEIR_WAY_MS)), "nothing of the first under it"
        await clerk.command(hearing, "withdraw-evidence", showing="s-2")
        away = {"laptop-prosecutor": ("away", "unknown"), "laptop-defender": ("away", "unknown")}
        await until("nothing is at the card", lambda: _stands(held) == away)


@pytest.mark.long
def test_what_is_recorded_as_evidence_is_the_laptop_that_was_shown(tmp_path: Path) -> None:
    """Through matrix, capture, program and recorder, by the bytes that they wrote; the card is empty afterwards."""
    asyncio.run(_hold(tmp_path))
