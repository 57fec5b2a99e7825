"""The end of a stretch on a machine that stalls."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from courtroom_agent.capture_clock import PanelClock
from courtroom_agent.orders import Orders
from courtroom_agent.recording import DRAIN_LONGEST_MS, Recorded, Recording
from recorder.index import IndexLine, read_lines
from recorder.layout import take_paths
from recorder.sample import Sample
from tests.recorder.recording import CASE, HEARING, PACKET, sounds

ZERO_MS, UNTIL_MS = 1_795_492_800_000, 2_000
TAKE = "room-small-1"


class Bench:
    """A recording of two microphones, whose clock is turned by hand; milliseconds since the hearing's zero."""

    def __init__(self, store: Path) -> None:
        self.now_ms = 0
        self._paths = take_paths(store, CASE, HEARING, TAKE)
        clock = PanelClock(wall=lambda: (ZERO_MS + self.now_ms) * 1_000_000, steady=lambda: self.now_ms * 1_000_000)
        tracks = tuple(Recorded(name, "audio", mandatory=True, duration_ns=PACKET) for name in ("mic-a", "mic-b"))
        self.recording = Recording(store, Ed25519PrivateKey.generate(), clock, tracks)
        self._orders = Orders(
            hearing=HEARING, case=CASE, take=TAKE, zero_at=ZERO_MS, spans=((ZERO_MS, ZERO_MS + UNTIL_MS),), closed=True
        )

    def at(self, now_ms: int) -> "Bench":
        """Turn the clock and let the recording look at its orders."""
        self.now_ms = now_ms
        self.recording.obey(self._orders)
        return self

    def hear(self, microphone: str, since_ms: int, until_ms: int) -> None:
        """Hand over what a microphone heard."""
        for number in range(since_ms // 20, until_ms // 20):
            start = number * PACKET
            assert self.recording.write(microphone, ZERO_MS, Sample(sounds()[number], start, PACKET, True, start))

    def resume(self, since_ms: int) -> None:
        """Let the hearing go on: it is not closed, and a second span begins."""
        spans = (*self._orders.spans, (ZERO_MS + since_ms, None))
        self._orders = self._orders.model_copy(update={"spans": spans, "closed": False})

    def hears_again(self, microphone: str, at_ms: int, since_ms: int) -> bool:
        """Hand over one packet of the span that begins at *since_ms*; say whether it was dealt with."""
        start = at_ms * 1_000_000
        return self.recording.write(microphone, ZERO_MS + since_ms, Sample(sounds()[0], start, PACKET, True, start))

    def lines(self, microphone: str) -> list[IndexLine]:
        """The fragments on the disk."""
        return read_lines(self._paths.track(microphone).index, IndexLine)

    def kept_ms(self, microphone: str) -> float:
        """Up to where a microphone was really heard, on the disk."""
        lines = read_lines(self._paths.track(microphone).index, IndexLine)
        return sum(line.duration - (line.silence or 0) * PACKET for line in lines) / 1_000_000


def test_sound_that_comes_late_is_kept_before_a_recess(tmp_path: Path) -> None:
    """A machine that stalls as the recess begins hands the last words over late; they are waited for."""
    bench = Bench(tmp_path).at(0)
    bench.hear("mic-a", 0, UNTIL_MS)
    bench.hear("mic-b", 0, 1500)
    bench.at(UNTIL_MS + 400)
    bench.hear("mic-b", 1500, UNTIL_MS)
    bench.at(UNTIL_MS + 500)

    assert (bench.kept_ms("mic-a"), bench.kept_ms("mic-b")) == (UNTIL_MS, UNTIL_MS)
    assert bench.recording.is_sealed


def test_a_microphone_that_is_gone_is_not_waited_for_long(tmp_path: Path) -> None:
    """One that broke off just before the end holds the seal up for seconds, not for ever, and one long gone not at all."""
    bench = Bench(tmp_path).at(0)
    bench.hear("mic-a", 0, UNTIL_MS)
    bench.hear("mic-b", 0, 1500)
    assert not bench.at(UNTIL_MS + 400).recording.is_sealed
    assert bench.at(UNTIL_MS + DRAIN_LONGEST_MS).recording.is_sealed
    assert bench.kept_ms("mic-b") == 1500


def test_nothing_is_written_between_a_recess_and_a_quick_resumption(tmp_path: Path) -> None:
    """Who resumes while the last words before the recess are waited for: the recess stays empty, and both sides whole."""
    resumed = UNTIL_MS + 1000
    bench = Bench(tmp_path).at(0)
    bench.hear("mic-a", 0, UNTIL_MS)
    bench.hear("mic-b", 0, 1500)
    bench.resume(resumed)
    bench.at(resumed + 100)
    assert not bench.hears_again("mic-a", resumed, resumed)
    bench.at(UNTIL_MS + DRAIN_LONGEST_MS)
    assert bench.hears_again("mic-a", resumed, resumed)
    assert bench.hears_again("mic-b", 1500, 0)  # too late: its span is over
    bench.at(UNTIL_MS + DRAIN_LONGEST_MS + 500).at(UNTIL_MS + DRAIN_LONGEST_MS + 1000)

    spans = [(line.start // 1_000_000, line.end // 1_000_000) for line in bench.lines("mic-a")]
    assert [span for span in spans if span[0] < resumed and span[1] > UNTIL_MS] == []
    assert spans[-1] == (resumed, resumed + 20)
    assert bench.kept_ms("mic-b") == 1500


def test_a_track_that_is_only_now_and_then_begins_with_its_first_sample(tmp_path: Path) -> None:
    """Evidence has a track once something is shown; before that none is told of, and none lies on the disk."""
    bench = Bench(tmp_path)
    clock = PanelClock(wall=lambda: (ZERO_MS + bench.now_ms) * 1_000_000, steady=lambda: bench.now_ms * 1_000_000)
    tracks = (
        Recorded("mic-a", "audio", mandatory=True, duration_ns=PACKET),
        Recorded("mic-b", "audio", mandatory=False, duration_ns=PACKET, is_occasional=True),
    )
    bench.recording = Recording(tmp_path, Ed25519PrivateKey.generate(), clock, tracks)
    bench.at(0).at(100)
    assert [one.name for one in bench.recording.states] == ["mic-a"]
    start = 5 * PACKET
    assert not bench.recording.write("mic-b", ZERO_MS, Sample(sounds()[5], start, PACKET, True, start))
    bench.at(200)
    for number in range(5, 100):
        start = number * PACKET
        assert bench.recording.write("mic-b", ZERO_MS, Sample(sounds()[number], start, PACKET, True, start))
    bench.at(1500)
    assert {one.name for one in bench.recording.states} == {"mic-a", "mic-b"}
    bench.at(8000).at(13_000)
    assert "mic-b" not in {one.name for one in bench.recording.states}, "it is not missed while nothing comes"
    assert bench.kept_ms("mic-b") > 1000
