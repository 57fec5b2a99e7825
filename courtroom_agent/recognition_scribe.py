"""Writes down what is said: takes people's sentences as they grow, asks the engine, and keeps the lines.

One thread with the engine. When it cannot keep up, guesses at unfinished sentences are left out first, then lines come
later; only when minutes wait is the oldest sentence given up, counted and said. The record keeps its sound.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from courtroom_agent.orders import Orders
from courtroom_agent.room_state import SpokenLine
from recorder.durable import AppendFile
from recorder.errors import RecorderError
from recorder.transcription.doubles import Doubles, Line
from recorder.transcription.engine import RATE, Engine, Recogniser
from recorder.transcription.utterances import Ended, Happening, Piece

_log = logging.getLogger(__name__)

MOST_WAITING_S = 180.0
"""Seconds of speech that may wait for the engine."""
SLOW_S = 5.0
"""Behind by more than this is said in words."""
LONGEST_TEXT = 2000
_IDLE_S = 0.1
_FAULTS = (RecorderError, RuntimeError, ValueError, OSError, MemoryError)


class SpokenLog:
    """``run/lines.jsonl``: each line once, on the disk before it counts."""

    def __init__(self, path: Path) -> None:
        self._file = AppendFile(path)
        content = path.read_bytes()
        self._file.cut(content.rfind(b"\n") + 1)

    def add(self, line: SpokenLine) -> None:
        """Add a line."""
        self._file.append_synced(line.model_dump_json().encode() + b"\n")


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Something that happened, and since when it waits (seconds of the given clock)."""

    what: Happening
    hearing: str
    zero_at_ms: int
    since_s: float


def _key(one: _Waiting) -> tuple[str, int]:
    return one.what.stream, one.what.utterance


def _seconds(one: _Waiting) -> float:
    return len(one.what.sound) / RATE if isinstance(one.what, Piece) else 0.0


@dataclass(slots=True)
class _Sentence:
    """An utterance in the engine."""

    recogniser: Recogniser
    asked_at_s: float
    is_fresh: bool = False


class Scribe:
    """Owns the engine's thread."""

    def __init__(self, open_engine: Callable[[], Engine], log: SpokenLog, now_s: Callable[[], float]) -> None:
        """*open_engine* loads the model, in this object's own thread."""
        self._open_engine, self._spoken, self._now_s = open_engine, log, now_s
        self._waiting: deque[_Waiting] = deque()
        self._changed = threading.Condition()
        self._stopping = False
        self._working_since: float | None = None
        self._sentences: dict[tuple[str, int], _Sentence] = {}
        self._given_up: set[tuple[str, int]] = set()
        self._doubles = Doubles()
        self._partials: dict[str, str] = {}
        self._state = "loading"
        self._fault = ""
        self.left_out_s = 0.0
        """Seconds of speech that were never recognised."""
        self._thread = threading.Thread(target=self._run, name="scribe", daemon=True)

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def stop(self) -> None:
        """End after the sentence in hand."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._thread.join(timeout=5)

    def take(self, happened: Sequence[Happening], orders: Orders) -> None:
        """Take what happened in the hearing of *orders*; never waits."""
        if not happened or orders.hearing is None or orders.zero_at is None:
            return
        with self._changed:
            now_s = self._now_s()
            self._waiting.extend(_Waiting(one, orders.hearing, orders.zero_at, now_s) for one in happened)
            self._give_up_what_is_too_much()
            self._changed.notify()

    @property
    def behind_s(self) -> float:
        """How long what waits longest, or is being read, has been waiting."""
        with self._changed:
            since = self._working_since
            if since is None and self._waiting:
                since = self._waiting[0].since_s
            return max(0.0, self._now_s() - since) if since is not None else 0.0

    @property
    def partials(self) -> dict[str, str]:
        """What was half heard, by stream; empty text where nobody speaks any more."""
        return dict(self._partials)

    def says(self, lost_s: float = 0.0) -> str:
        """What hinders the transcript, in words; empty while nothing does. *lost_s*: what came too late to be heard."""
        if self._fault:
            return self._fault
        if self._state == "loading":
            return "正在加载识别模型 · the recognition model is being loaded"
        words = []
        if self.behind_s > SLOW_S:
            words.append(f"识别落后 {self.behind_s:.0f} 秒 · behind by {self.behind_s:.0f} s")
        left_out_s = self.left_out_s + lost_s
        if left_out_s >= 1:
            words.append(f"有 {left_out_s:.0f} 秒未能识别 · {left_out_s:.0f} s were not recognised")
        return "；".join(words)

    def _give_up_what_is_too_much(self) -> None:
        waiting_s = sum(_seconds(one) for one in self._waiting)
        while waiting_s > MOST_WAITING_S:
            oldest = next(_key(one) for one in self._waiting if isinstance(one.what, Piece))
            gone = [one for one in self._waiting if isinstance(one.what, Piece) and _key(one) == oldest]
            self._waiting = deque(one for one in self._waiting if all(one is not other for other in gone))
            self._given_up.add(oldest)
            seconds = sum(_seconds(one) for one in gone)
            self.left_out_s += seconds
            waiting_s -= seconds
            _log.warning("%s: %.1f s were not recognised: this machine is too slow", oldest[0], seconds)

    def _run(self) -> None:
        try:
            engine = self._open_engine()
        except _FAULTS as fault:
            self._fault = f"识别模型无法加载 · the recognition model cannot be loaded: {str(fault)[:300]}"
            _log.exception("the engine cannot be opened")
            return
        self._state = "ready"
        _log.info("listening with %s", engine.name)
        while not self._stopping:
            one = self._next()
            if one is None:
                self._guess(engine)
                continue
            try:
                self._read(engine, one)
            except _FAULTS:
                # Whatever one sentence did to the engine, the next one is heard.
                _log.exception("%s: a sentence could not be recognised", one.what.stream)
                self._sentences.pop(_key(one), None)
            finally:
                with self._changed:
                    self._working_since = None

    def _next(self) -> _Waiting | None:
        with self._changed:
            if not self._waiting:
                self._changed.wait(_IDLE_S)
            if not self._waiting:
                return None
            one = self._waiting.popleft()
            self._working_since = one.since_s
            return one

    def _read(self, engine: Engine, one: _Waiting) -> None:
        what, key = one.what, _key(one)
        if isinstance(what, Piece):
            if key in self._given_up:
                return
            sentence = self._sentences.get(key)
            if sentence is None:
                sentence = self._sentences[key] = _Sentence(engine.begin(), self._now_s())
            sentence.recogniser.feed(what.sound)
            sentence.is_fresh = True
            return
        ended = self._sentences.pop(key, None)
        self._given_up.discard(key)
        if ended is not None:
            text = ended.recogniser.finish(what.count if isinstance(what, Ended) else 0)
            if isinstance(what, Ended) and text:
                self._write(engine, one, what, text)
        self._partials[what.stream] = ""

    def _write(self, engine: Engine, one: _Waiting, ended: Ended, text: str) -> None:
        echo_of = self._doubles.original_of(Line(ended.stream, text, ended.start_ns, ended.duration_ns))
        if echo_of is not None:
            _log.info("%s: heard at %s already: %s", ended.stream, echo_of.stream, len(text))
            return
        line = SpokenLine(
            hearing=one.hearing,
            stream=ended.stream,
            text=text[:LONGEST_TEXT],
            start=max(0, ended.start_ns - one.zero_at_ms * 1_000_000),
            duration=ended.duration_ns,
            engine=engine.name,
            model=engine.digest,
        )
        self._spoken.add(line)

    def _guess(self, engine: Engine) -> None:
        """With time on its hands: say what one unfinished sentence seems to become."""
        now_s = self._now_s()
        for (stream, _), sentence in self._sentences.items():
            if sentence.is_fresh and now_s - sentence.asked_at_s >= engine.partial_every_s:
                sentence.is_fresh = False
                self._partials[stream] = sentence.recogniser.partial()
                sentence.asked_at_s = self._now_s()
                return
