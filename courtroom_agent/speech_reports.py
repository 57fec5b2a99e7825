"""Tells the panel what is heard: levels and half-heard words as they come, recognised lines once each, for the log."""

import asyncio
import logging
import uuid
from collections.abc import Callable
from pathlib import Path

from courtroom_agent.hearings_book import HearingsBook
from courtroom_agent.packet_socket import CaptureState
from courtroom_agent.room_state import RecognitionState, SpokenLine, SpokenLines, read_state
from courtroom_agent.steering import speaker_label
from hardware_profiles.courtroom import Courtroom
from hearing.commands import SpeakLine
from hearing.facts import RUNNING, HearingState
from hearing.link import Link, LinkError, LinkRefused
from hearing.reports import Levels, Partial

log = logging.getLogger(__name__)
_TELL_S = 0.2
_LINES_S = 0.3


class SpeechReports:
    """What is heard in one room; ``now`` is the hearing that has it, ``captured`` what capture says of itself."""

    def __init__(
        self,
        room: Courtroom,
        data: Path,
        link: Link,
        book: HearingsBook,
        now: Callable[[], HearingState | None],
        captured: Callable[[], CaptureState | None],
    ) -> None:
        self._room, self._data, self._link, self._book = room, data, link, book
        self._now, self._captured = now, captured
        self._partials: dict[str, str] = {}

    async def run(self) -> None:
        """Tell until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._tell_quickly())
            tasks.create_task(self._tell_lines())

    async def _tell_quickly(self) -> None:
        """Levels and half-heard words, five times a second, in session only."""
        while True:
            await asyncio.sleep(_TELL_S)
            state, captured = self._now(), self._captured()
            if state is None or state.course not in RUNNING | {"preparing"}:
                continue
            if captured is not None and captured.levels:
                await self._link.report(Levels(hearing=state.hearing, levels=captured.levels))
            heard = read_state(self._data / "run" / "recognition-state.json", RecognitionState)
            for stream, text in (heard.partials if heard else {}).items():
                if self._partials.get(stream) != text:
                    self._partials[stream] = text
                    speaker = speaker_label(state, self._room, stream)
                    await self._link.report(Partial(hearing=state.hearing, stream=stream, speaker=speaker, text=text))

    async def _tell_lines(self) -> None:
        lines = SpokenLines(self._data / "run" / "lines.jsonl", self._data / "run" / "lines-told.json")
        while True:
            await asyncio.sleep(_LINES_S)
            for line, done_to in lines.fresh():
                if not await self._say(line, done_to):
                    break
                lines.done(done_to)

    async def _say(self, line: SpokenLine, done_to: int) -> bool:
        """Put *line* on record; ``False`` when it has to be said again."""
        state = self._book.states.get(line.hearing or "") or self._now()
        if state is None or state.zero_at is None:
            return True
        command = SpeakLine(
            id=uuid.uuid5(uuid.NAMESPACE_URL, f"{state.hearing}/{line.stream}/{line.start}/{done_to}"),
            stream=line.stream,
            speaker=speaker_label(state, self._room, line.stream),
            text=line.text,
            start=line.start,
            duration=line.duration,
            engine=line.engine,
            model=line.model,
        )
        try:
            await self._link.command(state.hearing, command)
        except LinkRefused as fault:
            log.warning("a recognised line was refused: %s", fault)
        except LinkError:
            return False
        return True
