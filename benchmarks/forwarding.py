"""Measures what forwarding costs, beside Janus (Debian's 1.1.2, event_loops=1) on the same machine and load.

    python benchmarks/forwarding.py [--rounds 3] [--seconds 5] [--players 8 20 40] [--json]

Publisher, server and players are processes of their own. The publisher sends what a 720p camera with 2.1 Mbit/s does
(H.264: 230 packets a second in bursts of a frame; Opus: 50 a second), sealed with AES-128-GCM. Every player counts what
it gets; the first, the middle and the last decrypt it and read the sending time out of it, since a server that sends to
one after the other serves them unequally. Latency ends when the kernel has the packet (SO_TIMESTAMPNS, socket(7)), so
that the players' own queueing is not the server's. Cost is user and system time of the whole server process
over packets received by all players, in microseconds; medians of rounds that take turns with Janus. As root all runs in
a network namespace of its own (Janus takes no loopback address); without one, Janus is left out and the reason said.
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import re
import secrets
import shutil
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import uvloop
from aioice import stun
from aiortc import RTCCertificate, RTCDtlsTransport
from aiortc.rtcdtlstransport import SRTP_AEAD_AES_128_GCM, RTCDtlsFingerprint, RTCDtlsParameters

sys.path.insert(0, str(Path(__file__).parents[1]))  # From a checkout as from an installation.

from janus import LIBRARY, Janus, Process

from media_server.stun import read_check
from media_server.worker import Worker

ADDRESS = "10.99.0.1"
HEARING, STREAM = "h-aaaaaaaaaa", "remote-p-1"
VIDEO_BYTES, AUDIO_BYTES = 1138, 100
SO_TIMESTAMPNS = 35
"""Of <asm-generic/socket.h>; Python 3.11 does not name it."""
ARRIVAL = struct.Struct("@qq")
"""``struct timespec``, beside each datagram."""


class Client:
    """The full side of ICE before a lite server, the client of DTLS: one socket, no media engine."""

    role, state = "controlling", "completed"

    def __init__(self, host: str) -> None:
        self.ufrag, self.password = secrets.token_hex(4), secrets.token_hex(12)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        self.socket.bind((host, 0))
        self.socket.setblocking(False)
        self.incoming: asyncio.Queue[bytes] = asyncio.Queue()
        self.dtls = RTCDtlsTransport(self, [RTCCertificate.generateCertificate()])  # type: ignore[arg-type]
        self.dtls._set_role("client")
        self.dtls._srtp_profiles = [SRTP_AEAD_AES_128_GCM]
        self.received = 0
        self.latencies: list[float] = []
        self._is_probe = False
        self.numbers = {"video": 96, "audio": 111}
        self._reached = asyncio.Event()
        self._remote = ("", "")

    def probe(self) -> None:
        """Measure how long each packet of a picture was under way."""
        self._is_probe = True
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)

    async def _recv(self) -> bytes:
        return await self.incoming.get()

    async def _send(self, datagram: bytes) -> None:
        self.socket.send(datagram)

    def describe(self, direction: str, setup: str, sections: list[tuple[str, str, int]]) -> str:
        """Write an offer or answer for *sections* of kind, mid and payload type."""
        fingerprint = self.dtls.getLocalParameters().fingerprints[0]
        host, port = self.socket.getsockname()
        lines = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0"]
        lines.append("a=group:BUNDLE " + " ".join(mid for _, mid, _ in sections))
        for kind, mid, number in sections:
            lines += [f"m={kind} 9 UDP/TLS/RTP/SAVPF {number}", "c=IN IP4 0.0.0.0", f"a=mid:{mid}", f"a={direction}"]
            lines += ["a=rtcp-mux", f"a=ice-ufrag:{self.ufrag}", f"a=ice-pwd:{self.password}", f"a=setup:{setup}"]
            lines.append(f"a=fingerprint:{fingerprint.algorithm} {fingerprint.value}")
            if kind == "video":
                lines += [f"a=rtpmap:{number} H264/90000", f"a=rtcp-fb:{number} nack", f"a=rtcp-fb:{number} nack pli"]
                lines.append(f"a=fmtp:{number} level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f")
            else:
                lines.append(f"a=rtpmap:{number} opus/48000/2")
            if direction == "sendonly":
                lines.append(f"a=ssrc:{1000 + number} cname:bench")
            lines += [f"a=candidate:1 1 udp 2130706431 {host} {port} typ host", "a=end-of-candidates"]
        return "\r\n".join(lines) + "\r\n"

    async def connect(self, sdp: str) -> None:
        """Go where the server's description says, and shake hands."""
        host, port = re.search(r"a=candidate:\S+ 1 udp \d+ (\d+\.\d+\.\d+\.\d+) (\d+) typ host", sdp, re.I).groups()
        ufrag, password = (re.search(rf"a=ice-{part}:(\S+)", sdp)[1] for part in ("ufrag", "pwd"))
        self._remote = ufrag, password
        if "a=setup:active" in sdp:
            self.dtls._set_role("server")
        self.socket.connect((host, int(port)))
        asyncio.get_running_loop().add_reader(self.socket, self._readable)
        while not self._reached.is_set():
            self.check()
            await asyncio.sleep(0.05)
        prints = [RTCDtlsFingerprint(*found) for found in re.findall(r"a=fingerprint:(\S+) (\S+)", sdp)[:1]]
        checking = asyncio.create_task(self._check_on())
        async with asyncio.timeout(10):
            await self.dtls.start(RTCDtlsParameters(prints))
        checking.cancel()
        assert self.dtls.state == "connected", self.dtls.state

    def _answer(self, datagram: bytes) -> None:
        """Answer a check: Janus makes some itself, lite or not."""
        with contextlib.suppress(ValueError):
            self.socket.send(read_check(datagram).answer(self.socket.getpeername(), self.password))

    async def _check_on(self) -> None:
        while True:
            await asyncio.sleep(0.1)
            self.check()

    def check(self) -> None:
        """Send a connectivity check."""
        ask = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        ask.attributes["USERNAME"] = f"{self._remote[0]}:{self.ufrag}"
        ask.attributes["PRIORITY"] = 1853824767
        ask.attributes["ICE-CONTROLLING"] = 1
        ask.attributes["USE-CANDIDATE"] = None
        ask.add_message_integrity(self._remote[1].encode())
        with contextlib.suppress(OSError):
            self.socket.send(bytes(ask))

    def _readable(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                if self._is_probe:
                    data, beside, _, _ = self.socket.recvmsg(2048, 64)
                else:
                    data, beside = self.socket.recv(2048), []
                first = data[0]
                if 127 < first < 192:
                    if not 192 <= data[1] <= 223:
                        self.received += 1
                        if self._is_probe and len(data) > 200:
                            self._note_latency(data, beside)
                elif first < 4:
                    self._answer(data)
                    self._reached.set()
                else:
                    self.incoming.put_nowait(data)

    def _note_latency(self, data: bytes, beside: list[tuple[int, int, bytes]]) -> None:
        srtp = self.dtls._rx_srtp
        if srtp is None:
            return
        sent = struct.unpack("!Q", srtp.unprotect(data)[-8:])[0]
        seconds, nanoseconds = ARRIVAL.unpack(beside[0][2])
        self.latencies.append((seconds * 1_000_000_000 + nanoseconds - sent) / 1e6)


async def _line() -> dict[str, Any]:
    said = await asyncio.to_thread(sys.stdin.readline)
    return json.loads(said) if said else {"op": "end"}


def _say(words: dict[str, Any]) -> None:
    print(json.dumps(words), flush=True)


async def serve(host: str) -> None:
    """Be the server: requests come as lines."""
    worker = Worker(host)
    running = asyncio.create_task(worker.run())
    await asyncio.sleep(0)
    while (asked := await _line())["op"] != "end":
        call = worker.publish if asked["op"] == "publish" else worker.play
        _say({"sdp": call(HEARING, STREAM, "agent:bench", asked["sdp"]).sdp})
    running.cancel()


async def publish(host: str) -> None:
    """Be the publisher: offer, connect, send until the end."""
    client = Client(host)
    _say({"sdp": client.describe("sendonly", "actpass", [("video", "0", 96), ("audio", "1", 111)])})
    await client.connect((await _line())["sdp"])
    _say({"connected": client.dtls._ssl.get_selected_srtp_profile().decode()})
    chance, seal = random.Random(1), client.dtls._tx_srtp.protect
    body = {96: chance.randbytes(VIDEO_BYTES - 10), 111: b"\xf8" + chance.randbytes(AUDIO_BYTES - 9)}
    counts = {96: 0, 111: 0}

    def send(number: int, marker: bool, timestamp: int, head: bytes = b"") -> None:
        count = counts[number] = counts[number] + 1
        header = struct.pack(
            "!BBHLL", 0x80, marker << 7 | number, count & 0xFFFF, timestamp & 0xFFFFFFFF, 1000 + number
        )
        with contextlib.suppress(OSError):
            client.socket.send(seal(header + head + body[number] + struct.pack("!Q", time.time_ns())))

    ended = asyncio.create_task(_line())
    began, tick, frame = time.monotonic(), 0, 0
    while not ended.done():
        if tick % 2 == 0:
            send(111, False, tick * 480)
        while frame <= tick * 0.3:
            packets = 8 if frame % 3 else 7
            for place in range(packets):
                kind = (b"\x7c\x85" if frame % 30 == 0 else b"\x7c\x81") if place == 0 else b"\x7c\x01"
                send(96, place == packets - 1, frame * 3000, kind)
            frame += 1
        if tick % 200 == 0:
            client.check()
        tick += 1
        await asyncio.sleep(max(0, began + tick * 0.01 - time.monotonic()))


async def play(host: str) -> None:
    """Be all the players: each line gives one more, ``measure`` tells the counts, ``end`` ends."""
    clients: list[Client] = []
    checking = asyncio.create_task(_keep(clients))
    while (asked := await _line())["op"] != "end":
        if asked["op"] == "measure":
            found = [client.latencies for client in clients]
            took = [ms for latencies in found for ms in latencies]
            _say({"received": sum(client.received for client in clients), "at": time.monotonic(), "latencies": took})
            for latencies in found:
                latencies.clear()
            continue
        client = Client(host)
        if len(clients) in asked["probes"]:
            client.probe()
        clients.append(client)
        if asked["op"] == "offer":
            _say({"sdp": client.describe("recvonly", "actpass", [("video", "0", 96), ("audio", "1", 111)])})
            await client.connect((await _line())["sdp"])
        else:
            found = re.findall(r"m=(audio|video) \d+ \S+ (\d+).*?a=mid:(\S+)", asked["sdp"], re.S)
            _say({"sdp": client.describe("recvonly", "active", [(kind, mid, int(pt)) for kind, pt, mid in found])})
            await client.connect(asked["sdp"])
        _say({"connected": True})
    checking.cancel()


async def _keep(clients: list[Client]) -> None:
    while True:
        await asyncio.sleep(3)
        for client in clients:
            client.check()


class Ours:
    """The media worker."""

    def __init__(self, host: str) -> None:
        self._server = Process("server", host)
        self.pid = self._server.process.pid

    def publish(self, publisher: Process) -> None:
        """Let the publisher in."""
        offer = publisher.hear()["sdp"]
        publisher.tell(sdp=self._server.ask(op="publish", sdp=offer)["sdp"])
        publisher.hear()

    def add(self, players: Process, probes: list[int]) -> None:
        """Let one more player in; who is in one of the places *probes* measures latency."""
        offer = players.ask(op="offer", probes=probes)["sdp"]
        players.tell(op="answer", sdp=self._server.ask(op="play", sdp=offer)["sdp"])
        players.hear()

    def end(self) -> None:
        """Stop."""
        self._server.end()


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(server: Ours | Janus, host: str, count: int, seconds: float) -> tuple[float, float]:
    """Give µs of CPU for each packet forwarded to *count* players, and the median latency in ms."""
    publisher, players = Process("publisher", host), Process("players", host)
    try:
        server.publish(publisher)
        for _ in range(count):
            server.add(players, [0, count // 2, count - 1])
        time.sleep(1)
        before = players.ask(op="measure")
        spent = _cpu_s(server.pid)
        time.sleep(seconds)
        after = players.ask(op="measure")
        spent = _cpu_s(server.pid) - spent
        got = after["received"] - before["received"]
        expected = 280 * count * (after["at"] - before["at"])
        if got < 0.9 * expected:
            raise RuntimeError(f"Only {got} of about {expected:.0f} packets came: this round measures nothing.")
        return spent / got * 1e6, statistics.median(after["latencies"])
    finally:
        players.end()
        publisher.end()
        server.end()


def _why_no_janus(host: str) -> str:
    if shutil.which("janus") is None or not LIBRARY.exists():
        return "Janus is not installed: apt-get install -y --no-install-recommends janus"
    return "" if host == ADDRESS else "no network namespace here: run as root with iproute2 and util-linux"


def compare(host: str, counts: list[int], rounds: int, seconds: float) -> dict[str, Any]:
    """Measure both servers in turns."""
    why = _why_no_janus(host)
    results: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for turn in range(rounds):
        for count in counts:
            for name in ("ours", "janus") if not why else ("ours",):
                with tempfile.TemporaryDirectory(prefix="c-") as folder:
                    server = Ours(host) if name == "ours" else Janus(Path(folder))
                    cost, latency = measure(server, host, count, seconds)
                results.setdefault((name, count), []).append((cost, latency))
                load = os.getloadavg()[0]
                print(f"round {turn + 1} {name:5} N={count:2} {cost:5.1f} us p50 {latency:.2f} ms load {load:.1f}")

    def medians(name: str, place: int) -> dict[str, float] | None:
        taken = {count: [one[place] for one in results[name, count]] for count in counts if (name, count) in results}
        return {str(count): round(statistics.median(found), 2) for count, found in taken.items()} or None

    ours, theirs = medians("ours", 0), medians("janus", 0)
    answer: dict[str, Any] = {"us_per_packet": ours, "janus": theirs}
    answer["ratio_to_janus"] = {key: round(ours[key] / theirs[key], 2) for key in ours} if ours and theirs else None
    answer |= {"p50_ms": medians("ours", 1), "janus_p50_ms": medians("janus", 1)}
    return answer | ({"why_no_janus": why} if why else {})


def _enter_namespace() -> None:
    """Start anew in a network namespace of its own, when that can be had."""
    if os.environ.get("FORWARDING_INSIDE") or os.geteuid() or not (shutil.which("unshare") and shutil.which("ip")):
        return
    steps = (
        "ip link set lo up && ip link add v0 type veth peer name v1 && "
        f"ip addr add {ADDRESS}/24 dev v0 && ip link set v0 up && ip link set v1 up"
    )
    if subprocess.run(["unshare", "-n", "sh", "-c", steps], capture_output=True, check=False).returncode:
        return
    os.environ["FORWARDING_INSIDE"] = "1"
    again = ["sh", "-c", f'{steps} && exec "$@"', "sh", sys.executable, *sys.argv]
    os.execvp("unshare", ["unshare", "-n", *again])


def main() -> None:
    """Read the command line and do it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--players", type=int, nargs="+", default=[8, 20, 40])
    parser.add_argument("--json", action="store_true", help="say nothing but the result; it is the last line anyway")
    parser.add_argument("--role", choices=["server", "publisher", "players"], help=argparse.SUPPRESS)
    parser.add_argument("--host", help=argparse.SUPPRESS)
    said = parser.parse_args()
    if said.role:
        roles = {"server": serve, "publisher": publish, "players": play}
        uvloop.run(roles[said.role](said.host))
        return
    _enter_namespace()
    host = ADDRESS if os.environ.get("FORWARDING_INSIDE") else "127.0.0.1"
    with contextlib.redirect_stdout(sys.stderr if said.json else sys.stdout):
        answer = compare(host, said.players, said.rounds, said.seconds)
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
