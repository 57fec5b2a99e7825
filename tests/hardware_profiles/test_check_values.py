"""Check values of every typed frame, computed anew by routines that share nothing with the product.

They find slips of whoever typed a vector; published frames show that the routines themselves are right.
"""

import binascii

import pytest

from hardware_profiles.checksum import check_of
from hardware_profiles.vectors import SHIPPED_VECTORS, vectors_for


def modbus(frame: bytes) -> bool:
    """CRC-16 of a Modbus RTU frame: over frame and check value together it leaves nothing."""
    table = []
    for entry in range(256):
        rest = entry
        for _ in range(8):
            rest = (rest // 2) ^ (0xA001 * (rest % 2))
        table.append(rest)
    left = 0xFFFF
    for byte in frame:
        left = table[(left ^ byte) % 256] ^ (left // 256)
    return left == 0


def pelco_d(frame: bytes) -> bool:
    """Sum of address to data, modulo 256."""
    return frame[0] == 0xFF and len(frame) == 7 and (sum(frame[1:6]) - frame[6]) % 256 == 0


def pelco_p(frame: bytes) -> bool:
    """Exclusive or of everything is nothing."""
    a, b, c, d, e, f, g, check = frame
    return (a, g) == (0xA0, 0xAF) and a ^ b ^ c ^ d ^ e ^ f ^ g == check


def mdc(frame: bytes) -> bool:
    """Sum of all but the header; the length counts the data."""
    return frame[0] == 0xAA and frame[3] == len(frame) - 5 and sum(frame[1:-1]) & 255 == frame[-1]


def nec(frame: bytes) -> bool:
    """Exclusive or after SOH up to ETX; the length in hex counts STX to ETX."""
    left = 0
    for byte in frame[1:-2]:
        left ^= byte
    return left == frame[-2] and int(frame[5:7], 16) == len(frame) - 9 and frame[-1] == 0x0D


def sdc8000(frame: bytes) -> bool:
    """Sum of the characters between % and the sum, in four hex digits."""
    return int(frame[-5:-1], 16) == sum(ord(character) for character in frame[1:-5].decode())


def visca(frame: bytes) -> bool:
    """3 to 16 bytes, an address first, FF last and nowhere else."""
    return 3 <= len(frame) <= 16 and frame[0] >= 0x80 and frame.index(0xFF) == len(frame) - 1


def visca_ip(frame: bytes) -> bool:
    """The header tells the length of the packet in it."""
    return int.from_bytes(frame[2:4], "big") == len(frame) - 8


def protocol_2000(frame: bytes) -> bool:
    """Four bytes, bit 7 clear in the first alone."""
    return len(frame) == 4 and [byte // 128 for byte in frame] == [0, 1, 1, 1]


ROUTINES = {
    "pelco.d": pelco_d,
    "pelco.p": pelco_p,
    "waveshare.modbus-relay": modbus,
    "modbus.power-sequencer": modbus,
    "samsung.mdc": mdc,
    "nec.display": nec,
    "sennheiser.sdc8000-camera": sdc8000,
    "sony.visca-serial": visca,
    "sony.visca-ip": visca_ip,
    "kramer.protocol-2000": protocol_2000,
}


@pytest.mark.parametrize("name", ROUTINES)
def test_every_typed_frame_passes_a_routine_of_its_own(name: str) -> None:
    """Whoever typed a frame from a manual made no slip in it."""
    frames = [
        frame for vector in vectors_for(name, SHIPPED_VECTORS) for frame in (vector.tx, *vector.rx) if frame is not None
    ]

    raw = [frame.encode() if name == "sennheiser.sdc8000-camera" else bytes.fromhex(frame) for frame in frames]

    assert len(raw) >= 4
    assert [frame.hex(" ") for frame in raw if not ROUTINES[name](frame)] == []


def test_the_routines_know_published_frames_from_wrong_ones() -> None:
    """The routines hold for frames that makers printed, and not when one bit of them differs."""
    assert modbus(bytes.fromhex("01 0F 00 00 00 08 01 FF BE D5"))
    assert pelco_d(bytes.fromhex("FF 01 00 04 23 00 28"))
    assert mdc(bytes.fromhex("AA 11 FF 01 01 12"))
    assert nec(bytes.fromhex("01 30 2A 30 41 30 36 02 30 31 44 36 03 1F 0D"))
    assert sdc8000(b"%M00030110\r")
    assert not modbus(bytes.fromhex("01 0F 00 00 00 08 01 FF BE D4"))
    assert not pelco_d(bytes.fromhex("FF 01 00 04 22 00 28"))
    assert not mdc(bytes.fromhex("AA 11 FF 01 01 13"))
    assert not nec(bytes.fromhex("01 30 2B 30 41 30 36 02 30 31 44 36 03 1F 0D"))
    assert not sdc8000(b"%M00030111\r")


def test_the_products_check_values_are_the_standards() -> None:
    """Known answers: the CRC catalogue's check of 123456789 for Modbus, sums and parities of the same."""
    known = b"123456789"

    assert check_of("crc16-modbus", known) == bytes.fromhex("37 4B")
    assert check_of("sum8", known) == bytes([sum(known) % 256])
    assert check_of("sum16-hex", known) == b"01DD"
    assert check_of("xor8", known) == b"1"
    assert binascii.crc32(known) == 0xCBF43926  # the same catalogue
