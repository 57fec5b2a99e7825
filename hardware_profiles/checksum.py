"""Check values that makers put at the end of their messages."""

from collections.abc import Callable
from typing import Literal

CheckName = Literal["sum8", "xor8", "sum16-hex", "crc16-modbus"]

_CRC_MODBUS = 0xA001
"""Modbus over serial line v1.02 §6.2.2: the polynomial, reflected."""


def _sum8(data: bytes) -> bytes:
    return bytes([sum(data) & 0xFF])


def _xor8(data: bytes) -> bytes:
    value = 0
    for byte in data:
        value ^= byte
    return bytes([value])


def _sum16_hex(data: bytes) -> bytes:
    return f"{sum(data) & 0xFFFF:04X}".encode()


def _crc16_modbus(data: bytes) -> bytes:
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (_CRC_MODBUS if value & 1 else 0)
    return value.to_bytes(2, "little")


_FUNCTIONS: dict[CheckName, Callable[[bytes], bytes]] = {
    "sum8": _sum8,
    "xor8": _xor8,
    "sum16-hex": _sum16_hex,
    "crc16-modbus": _crc16_modbus,
}
CHECK_SIZES: dict[CheckName, int] = {"sum8": 1, "xor8": 1, "sum16-hex": 4, "crc16-modbus": 2}
"""How many bytes each takes."""


def check_of(name: CheckName, data: bytes) -> bytes:
    """The check value *name* of *data*, as it goes over the wire."""
    return _FUNCTIONS[name](data)
