"""A network camera for tests: an RTSP server (RFC 2326) that sends real H.264 as RTP (RFC 6184) over its own connection."""

import base64
import hashlib
import re
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import av

RATE = 25
_CLOCK = 90_000
_MTU = 1400
_REALM, _NONCE = "camera", "0123456789abcdef"
_SPS, _PPS, _IDR = 7, 8, 5


class RtspCamera:
    """Plays *film* again and again, *speed* times as fast as it says; ``password`` is that of the user ``court``."""

    def __init__(self, film: Path, password: str = "", speed: float = 20.0) -> None:
        self._pictures = list(pictures_of(film))
        self._password, self._speed = password, speed
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.refused = 0
        self._open: list[socket.socket] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"rtsp://127.0.0.1:{self.port}/live"

    def close(self) -> None:
        """Pull its plug."""
        self._stop.set()
        for one in (self._listener, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def _accept(self) -> None:
        while not self._stop.is_set():
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(line)
            self._threads.append(threading.Thread(target=self._serve, args=(line,), daemon=True))
            self._threads[-1].start()

    def _serve(self, line: socket.socket) -> None:
        held, sending = b"", threading.Event()
        with suppress(OSError):
            while data := line.recv(4096):
                held += data
                while b"\r\n\r\n" in held:
                    head, _, held = held.partition(b"\r\n\r\n")
                    if head.startswith(b"$"):
                        continue  # the client's own reports
                    lines = head.decode().split("\r\n")
                    line.sendall(self._answer(lines[0].split()[0], lines))
                    if lines[0].startswith("PLAY") and not sending.is_set():
                        sending.set()
                        self._threads.append(threading.Thread(target=self._send, args=(line,), daemon=True))
                        self._threads[-1].start()

    def _answer(self, method: str, lines: list[str]) -> bytes:
        headers = {name.lower(): value.strip() for name, _, value in (one.partition(":") for one in lines[1:])}
        number = headers.get("cseq", "0")
        if method in ("DESCRIBE", "SETUP", "PLAY") and not self._trusts(method, headers.get("authorization", "")):
            self.refused += 1
            ask = f'WWW-Authenticate: Digest realm="{_REALM}", nonce="{_NONCE}"'
            return f"RTSP/1.0 401 Unauthorized\r\nCSeq: {number}\r\n{ask}\r\n\r\n".encode()
        more, body = "", ""
        if method == "OPTIONS":
            more = "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n"
        elif method == "DESCRIBE":
            body = self._sdp()
            more = f"Content-Base: {self.url}/\r\nContent-Type: application/sdp\r\nContent-Length: {len(body)}\r\n"
        elif method == "SETUP":
            more = "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\nSession: 77\r\n"
        else:
            more = "Session: 77\r\n"
        return f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\n{more}\r\n{body}".encode()

    def _trusts(self, method: str, said: str) -> bool:
        if not self._password:
            return True
        parts = dict(re.findall(r'(\w+)="([^"]*)"', said))
        one = hashlib.md5(f"court:{_REALM}:{self._password}".encode()).hexdigest()
        two = hashlib.md5(f"{method}:{parts.get('uri', '')}".encode()).hexdigest()
        return parts.get("response") == hashlib.md5(f"{one}:{_NONCE}:{two}".encode()).hexdigest()

    def _sdp(self) -> str:
        sets = {unit[0] & 31: unit for unit in self._pictures[0] if unit[0] & 31 in (_SPS, _PPS)}
        told = ",".join(base64.b64encode(sets[kind]).decode() for kind in (_SPS, _PPS))
        return (
            "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=camera\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\n"
            "m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
            f"a=fmtp:96 packetization-mode=1;sprop-parameter-sets={told}\r\na=control:track1\r\n"
        )

    def _send(self, line: socket.socket) -> None:
        number, moment = 0, 0x7FFF0000
        with suppress(OSError):
            while not self._stop.is_set():
                for picture in self._pictures:
                    for payload, is_last in packets_of(picture):
                        mark = 0x80 if is_last else 0
                        head = struct.pack(">BBHII", 0x80, mark | 96, number & 0xFFFF, moment & 0xFFFFFFFF, 7)
                        line.sendall(struct.pack(">BBH", 0x24, 0, len(head) + len(payload)) + head + payload)
                        number += 1
                    moment += _CLOCK // RATE
                    time.sleep(1 / RATE / self._speed)


def pictures_of(film: Path) -> Iterator[list[bytes]]:
    """The NAL units of each picture of a film in Annex B."""
    with av.open(str(film)) as container:
        for packet in container.demux(video=0):
            data = bytes(packet)
            if data:
                yield [unit for unit in re.split(rb"\x00?\x00\x00\x01", data) if unit]


def packets_of(picture: list[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The RTP payloads of one picture, and which is its last: units whole, or in fragments (FU-A)."""
    for at, unit in enumerate(picture):
        is_last_unit = at == len(picture) - 1
        if len(unit) <= _MTU:
            yield unit, is_last_unit
            continue
        kind, rest = unit[0], unit[1:]
        pieces = [rest[start : start + _MTU] for start in range(0, len(rest), _MTU)]
        for number, piece in enumerate(pieces):
            begins, ends = number == 0, number == len(pieces) - 1
            mark = (0x80 if begins else 0) | (0x40 if ends else 0) | (kind & 31)
            yield bytes([(kind & 0xE0) | 28, mark]) + piece, is_last_unit and ends
