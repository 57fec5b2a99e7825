"""What recording tests share: a camera and a microphone with real encoders, a clock, and a reader of track files."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from recorder.index import HeaderLine, IndexLine, LeafLine, read_lines, sha256_hex
from recorder.layout import TakePaths, take_paths
from recorder.merkle import MerkleTree
from recorder.repair import fragment_leaf, header_leaf
from recorder.sample import Sample
from recorder.seals import Checkpoint, check_chain
from recorder.take import Take, TakeAbout

SECOND = 1_000_000_000
FRAME = 40_000_000
PACKET = 20_000_000
CASE = "（2026）示0101刑初128号"
HEARING = "h-abcdefghij"
ABOUT = TakeAbout(hearing=HEARING, case=CASE, take="room-demo-1", writer="agent:demo", zero_at=0)


@dataclass
class Clock:
    """A clock that tests turn; milliseconds."""

    ms: int = 0

    def __call__(self) -> int:
        return self.ms


@cache
def pictures(count: int = 100, width: int = 160, height: int = 120) -> tuple[tuple[bytes, bool], ...]:
    """*count* access units of H.264 at 25 a second, a keyframe a second, as x264 makes them."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.framerate = Fraction(1, 25), Fraction(25, 1)
    encoder.options = {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "profile": "baseline",
        "x264-params": "repeat-headers=1:keyint=25:scenecut=0",
    }
    units: list[tuple[bytes, bool]] = []
    for number in range(count):
        image = np.full((height, width, 3), number * 5 % 255, dtype=np.uint8)
        image[: height // 2, : (number * 3) % width] = 255
        frame = av.VideoFrame.from_ndarray(image, format="rgb24").reformat(format="yuv420p")
        frame.pts = number
        units.extend((bytes(packet), packet.is_keyframe) for packet in encoder.encode(frame))
    units.extend((bytes(packet), packet.is_keyframe) for packet in encoder.encode(None))
    return tuple(units)


@cache
def sounds(count: int = 200) -> tuple[bytes, ...]:
    """*count* Opus packets of 20 ms of a tone."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48000, "mono", "s16"
    encoder.bit_rate = 32000
    packets: list[bytes] = []
    for number in range(count + 5):
        times = np.arange(960) + number * 960
        tone = (np.sin(times * 2 * np.pi * 440 / 48000) * 8000).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(tone.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts = 48000, number * 960
        packets.extend(bytes(packet) for packet in encoder.encode(frame))
    return tuple(packets[:count])


def camera(start: int, count: int) -> Iterator[Sample]:
    """Frames from *start* ns on."""
    units = pictures()
    for number in range(count):
        data, keyframe = units[number % len(units)]
        at = start + number * FRAME
        yield Sample(data, at, FRAME, keyframe, at)


def microphone(start: int, count: int) -> Iterator[Sample]:
    """Packets from *start* ns on."""
    packets = sounds()
    for number in range(count):
        at = start + number * PACKET
        yield Sample(packets[number % len(packets)], at, PACKET, True, at)


def open_take(store: Path, key: Ed25519PrivateKey, clock: Clock) -> Take:
    """Open the test's take."""
    return Take.open(store, ABOUT, key, clock)


def paths_of(store: Path) -> TakePaths:
    """Where the test's take lies."""
    return take_paths(store, CASE, HEARING, ABOUT.take)


def index_of(store: Path, track: str) -> list[IndexLine]:
    """Acknowledged fragments of a track."""
    return read_lines(paths_of(store).track(track).index, IndexLine)


def decoded(path: Path) -> list[float]:
    """Decode a track file; the times in seconds of its frames."""
    with av.open(str(path)) as container:
        stream = container.streams[0]
        assert stream.time_base is not None
        return [float(frame.pts * stream.time_base) for frame in container.decode(stream)]


def check_take(store: Path) -> Checkpoint:
    """Check every hash of the take up to its last seal, as a stranger would; return that seal."""
    paths = paths_of(store)
    known = {}
    for track in paths.track_folders():
        for header in read_lines(track.headers, HeaderLine):
            content = track.media(header.file).read_bytes()[: header.bytes]
            assert sha256_hex(content) == header.sha256
            known[track.name, 0, header.file] = header_leaf(track.name, header)
        for line in read_lines(track.index, IndexLine):
            content = track.media(line.file).read_bytes()[line.offset : line.offset + line.bytes]
            assert sha256_hex(content) == line.sha256
            known[track.name, line.seq, None] = fragment_leaf(track.name, line)
    leaves = read_lines(paths.leaves, LeafLine)
    tree = MerkleTree(known[leaf.track, leaf.seq, leaf.file].data for leaf in leaves)
    seals = read_lines(paths.seals, Checkpoint)
    check_chain(seals, seals[-1].key)
    assert [leaf.n for leaf in leaves] == list(range(len(leaves)))
    assert all(tree.root(seal.size).hex() == seal.root for seal in seals)
    return seals[-1]
