"""Reads whole recordings: the same gate, attribution and engine as in session, as fast as the machine can."""

from collections.abc import Mapping

from recorder.transcription.doubles import Doubles, Line
from recorder.transcription.engine import RATE, Engine, Recogniser, Samples
from recorder.transcription.listening import Listening
from recorder.transcription.utterances import Ended, Happening, Piece

STEP = RATE // 10
_NS = 1_000_000_000


def read_through(engine: Engine, sounds: Mapping[str, Samples]) -> list[Line]:
    """Return the lines that are said in *sounds*, one a microphone, all from one moment on; starts are ns from there."""
    listening = Listening(cuts_back=engine.cuts_back)
    reading = _Reading(engine)
    for at in range(0, max(map(len, sounds.values()), default=0), STEP):
        for stream, sound in sounds.items():
            listening.hear(stream, sound[at : at + STEP], at * _NS // RATE)
        reading.take(listening.advance(at * _NS // RATE))
    reading.take(listening.pause())
    return sorted(reading.lines, key=lambda line: line.start_ns)


class _Reading:
    """Gives an engine what happens, and keeps its lines."""

    def __init__(self, engine: Engine) -> None:
        self.lines: list[Line] = []
        self._engine = engine
        self._begun: dict[tuple[str, int], Recogniser] = {}
        self._doubles = Doubles()

    def take(self, happened: list[Happening]) -> None:
        for one in happened:
            key = (one.stream, one.utterance)
            if isinstance(one, Piece):
                if key not in self._begun:
                    self._begun[key] = self._engine.begin()
                self._begun[key].feed(one.sound)
                continue
            text = self._begun.pop(key).finish(one.count if isinstance(one, Ended) else 0)
            if isinstance(one, Ended) and text:
                line = Line(one.stream, text, one.start_ns, one.duration_ns)
                if self._doubles.original_of(line) is None:
                    self.lines.append(line)
