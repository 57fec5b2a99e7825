"""What is heard of somebody who is muted."""

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from media_server.rewriting import HEADER
from media_server.silence import silenced
from recorder.opus import packet_duration

HEAD = HEADER.pack(0x80, 111, 1, 2, 3)


@given(st.integers(0, 31), st.booleans(), st.integers(1, 2))
def test_silence_lasts_as_long_as_what_was_said(config: int, stereo: bool, count: int) -> None:
    """The clock of the record does not slip by a single tick while somebody is muted."""
    payload = bytes((config << 3 | stereo << 2 | 3, count)) + b"secret"

    quiet = silenced(HEAD + payload)

    assert quiet[:12] == HEAD
    assert b"secret" not in quiet
    assert packet_duration(quiet[12:]) == packet_duration(payload)


def test_a_real_decoder_hears_nothing() -> None:
    """Played back, the muted person's packets are silent."""
    decoder = av.CodecContext.create("libopus", "r")
    decoder.sample_rate, decoder.layout = 48000, "stereo"
    payload = silenced(HEAD + bytes((31 << 3, 1, 2, 3)))[12:]

    frames = [frame for _ in range(5) for frame in decoder.decode(av.Packet(payload))]

    heard = np.concatenate([frame.to_ndarray().ravel() for frame in frames])
    assert heard.size >= 960 * 5
    assert np.abs(heard.astype(float)).max() <= 1


def test_what_is_no_opus_is_dropped() -> None:
    """A packet without sound in it cannot smuggle anything past a mute."""
    with pytest.raises(ValueError, match="Opus"):
        silenced(HEAD)
