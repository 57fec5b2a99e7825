"""The lines by which a device may be reached, and their settings."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

PortNumber = Annotated[int, Field(ge=1, le=65535)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class SerialLine(_Part):
    """Settings of a serial port; the controller holds DTR high when ``dtr`` is true."""

    baud: Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200]
    bits: Literal[7, 8] = 8
    parity: Literal["N", "E", "O"] = "N"
    stop: Literal[1, 2] = 1
    dtr: bool = True


class TcpLine(_Part):
    """A TCP connection; ``port`` is the usual one."""

    port: PortNumber


class TelnetLine(_Part):
    """A TCP connection whose other end negotiates by telnet (RFC 854); every offer of it is declined."""

    port: PortNumber


class UdpLine(_Part):
    """Datagrams; ``from_port`` is the port that the device answers to, where it takes no other."""

    port: PortNumber
    from_port: PortNumber | None = None


class HttpLine(_Part):
    """Each message is asked for as the path of a GET, and the body is the answer; or it is an order to ONVIF's library."""

    port: PortNumber
    speaks: Literal["get", "onvif"] = "get"


class GpioLine(_Part):
    """Pins of the computer itself; ``consumer`` is the name under which they are taken."""

    consumer: str = "courtroom"


class V4l2Line(_Part):
    """The controls of a camera on this computer's USB, by Video4Linux."""

    controls: bool = True


class Lines(_Part):
    """The ways in which this device can be reached."""

    serial: SerialLine | None = None
    tcp: TcpLine | None = None
    telnet: TelnetLine | None = None
    udp: UdpLine | None = None
    http: HttpLine | None = None
    gpio: GpioLine | None = None
    v4l2: V4l2Line | None = None

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not self.ways():
            raise ValueError("A profile says at least one of serial, tcp, telnet, udp, http, gpio and v4l2.")
        return self

    def ways(self) -> tuple[str, ...]:
        """What is said here: ``serial``, ``tcp``, ``telnet``, ``udp``, ``http``, ``gpio``, ``v4l2``."""
        return tuple(way for way in type(self).model_fields if getattr(self, way) is not None)
