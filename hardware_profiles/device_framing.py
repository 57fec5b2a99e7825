"""How messages are told apart on a line, and how they are checked."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from hardware_profiles.checksum import CheckName

HexBytes = Annotated[str, StringConstraints(pattern=r"^[0-9A-F]{2}( [0-9A-F]{2})*$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Length(_Part):
    """A message says its own length: at byte ``at``, in one byte or two hex digits, ``adds`` bytes less than the whole."""

    at: Annotated[int, Field(ge=0, le=16)]
    form: Literal["byte", "hex2"] = "byte"
    adds: Annotated[int, Field(ge=0, le=32)]


class Checksum(_Part):
    """The check value before the end of each message; it covers what stands before it, from byte ``start`` on."""

    fn: CheckName
    start: Annotated[int, Field(ge=0, le=8)] = 0


class Framing(_Part):
    """Where a message ends, in exactly one way; a message that fails its checksum costs one byte, then the search goes on.

    ``until`` an ending; ``between`` two marks; ``fixed`` bytes; ``length`` told by the message; ``sizes`` by its first
    byte; ``like`` a pattern; ``modbus`` by the function code; ``datagram``: one message each. Binary marks are hex.
    """

    encoding: Literal["binary", "ascii", "utf-8", "json"]
    until: str | None = None
    between: tuple[str, str] | None = Field(default=None, strict=False)
    fixed: Annotated[int, Field(ge=1, le=64)] | None = None
    length: Length | None = None
    sizes: dict[HexBytes, Annotated[int, Field(ge=1, le=64)]] | None = None
    like: str | None = None
    modbus: bool = False
    datagram: bool = False
    begins: HexBytes | None = None
    """For ``fixed`` and ``length``: the byte every message begins with."""
    seven_bit: bool = False
    """For ``fixed``: bit 7 is clear in the first byte and set in all others (Kramer's Protocol 2000)."""
    checksum: Checksum | None = None
    append: str = ""
    """Ends each message that we send, after the checksum; hex in binary protocols."""
    max: Annotated[int, Field(ge=3, le=65536)]
    each: Annotated[tuple[str, ...], Field(min_length=1, strict=False)] | None = None
    """Of JSON: the keys that lead to a list; a message that holds several there is read as one message of each."""
    ignore_case: bool = False
    squeeze: bool = False
    """Runs of blanks count as one: tables made for people."""

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        ways = (self.until, self.between, self.fixed, self.length, self.sizes, self.like)
        if sum(way is not None for way in ways) + self.modbus + self.datagram != 1:
            raise ValueError("A message ends in exactly one way.")
        if self.each is not None and self.encoding != "json":
            raise ValueError("Only a message of JSON holds a list of each.")
        return self

    @property
    def is_binary(self) -> bool:
        """Whether templates and marks are hex."""
        return self.encoding == "binary"

    def tail(self) -> bytes:
        """What ends each message that we send."""
        return bytes.fromhex(self.append) if self.is_binary else self.append.encode()
