"""What players see of a packet."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from media_server.rewriting import (
    HEADER,
    Shift,
    Target,
    body_start,
    extensions_of,
    following,
    forward_distance,
    rewrite,
)

SEQUENCES = st.integers(0, 0xFFFF)
TIMESTAMPS = st.integers(0, 0xFFFFFFFF)
EXTENSIONS = st.lists(
    st.tuples(st.integers(1, 14), st.binary(min_size=1, max_size=16)), max_size=5, unique_by=lambda pair: pair[0]
)


def a_packet(
    sequence: int = 7,
    timestamp: int = 900,
    payload: bytes = b"voice",
    extensions: list[tuple[int, bytes]] | None = None,
    marker: bool = True,
) -> bytes:
    """Write an RTP packet as a browser does."""
    block = b"".join(bytes((number << 4 | len(value) - 1,)) + value for number, value in extensions or [])
    if block:
        words = (len(block) + 3) // 4
        block = b"\xbe\xde" + words.to_bytes(2, "big") + block.ljust(words * 4, b"\0")
    return HEADER.pack(0x90 if block else 0x80, marker << 7 | 96, sequence, timestamp, 0xABCD) + block + payload


@given(SEQUENCES, TIMESTAMPS, SEQUENCES, TIMESTAMPS, st.binary(max_size=60), EXTENSIONS, st.booleans())
@settings(max_examples=100)
def test_a_player_gets_the_payload_untouched_under_the_feeds_numbers(
    sequence: int,
    timestamp: int,
    shift_sequence: int,
    shift_timestamp: int,
    payload: bytes,
    extensions: list[tuple[int, bytes]],
    marker: bool,
) -> None:
    """Whatever is said passes through unchanged; only the envelope is the court's own."""
    packet = a_packet(sequence, timestamp, payload, extensions, marker)
    target = Target(102, 0x1234, Shift(shift_sequence, shift_timestamp), {3: 5})

    seen = rewrite(packet, target)

    first, second, got_sequence, got_timestamp, ssrc = HEADER.unpack_from(seen)
    assert seen[body_start(seen) :] == payload
    assert (second, ssrc) == (marker << 7 | 102, 0x1234)
    assert got_sequence == (sequence + shift_sequence) % 2**16
    assert got_timestamp == (timestamp + shift_timestamp) % 2**32
    assert extensions_of(seen) == [(5, value) for number, value in extensions if number == 3]
    assert bool(first & 0x10) == any(number == 3 for number, _ in extensions)


@given(SEQUENCES, TIMESTAMPS, SEQUENCES, TIMESTAMPS, st.integers(0, 200))
@settings(max_examples=100)
def test_the_numbering_goes_on_where_it_stopped(
    sequence_out: int, timestamp_out: int, sequence_in: int, timestamp_in: int, later: int
) -> None:
    """After a recess the next packet bears the next number, and a gap behind it stays as wide as it was."""
    shift = following(sequence_out, timestamp_out, sequence_in, timestamp_in)

    seen = rewrite(a_packet(sequence_in, timestamp_in), Target(96, 1, shift))
    after = rewrite(a_packet((sequence_in + later) & 0xFFFF, timestamp_in), Target(96, 1, shift))

    assert HEADER.unpack_from(seen)[2:4] == ((sequence_out + 1) & 0xFFFF, timestamp_out)
    assert forward_distance(HEADER.unpack_from(after)[2], HEADER.unpack_from(seen)[2]) == later


@given(SEQUENCES, st.integers(-0x8000, 0x7FFF))
def test_distance_survives_the_wrap(old: int, ahead: int) -> None:
    """Number 2 comes after number 65535, not sixty-five thousand before it."""
    assert forward_distance((old + ahead) & 0xFFFF, old) == ahead


@given(st.binary(min_size=12, max_size=80))
@settings(max_examples=100)
def test_a_broken_packet_is_refused_or_read_within_its_bounds(packet: bytes) -> None:
    """No packet, however it lies about itself, makes the server read beyond its end."""
    try:
        seen = rewrite(packet, Target(96, 1, Shift(), {1: 1, 2: 2, 3: 3}))
    except ValueError:
        assert packet[0] & 0x1F
    else:
        assert len(seen) <= len(packet)


def test_the_publishers_own_marks_do_not_reach_the_player() -> None:
    """The publisher's connection numbers mean nothing to a player, who would sort by them and go astray."""
    packet = a_packet(extensions=[(1, b"0"), (2, b"\x01\x02"), (10, b"\x30")])

    seen = rewrite(packet, Target(96, 1, Shift(), {10: 10}))

    assert extensions_of(seen) == [(10, b"\x30")]


def test_a_packet_that_ends_inside_its_extension_is_refused() -> None:
    """It is dropped by itself; the ones after it are not harmed."""
    packet = a_packet(extensions=[(1, b"0123456789")])[:18]

    with pytest.raises(ValueError, match="payload starts"):
        rewrite(packet, Target(96, 1))
