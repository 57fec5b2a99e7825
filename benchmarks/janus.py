"""Janus (Debian's 1.1.2) as a server to measure beside ours, and the processes that both are measured with."""

import contextlib
import json
import secrets
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

LIBRARY = Path("/usr/lib/x86_64-linux-gnu/janus")
API = "http://127.0.0.1:8088/janus"


class Process:
    """One role in a process of its own; lines go in and come out."""

    def __init__(self, role: str, host: str) -> None:
        command = [sys.executable, sys.argv[0], "--role", role, "--host", host]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, **words: Any) -> None:
        """Say one line."""
        self.process.stdin.write(json.dumps(words) + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """Wait for one line.

        Raises:
            RuntimeError: the process has ended.
        """
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("A process of the benchmark ended early; its message is above.")
        return json.loads(line)

    def ask(self, **words: Any) -> dict[str, Any]:
        """Say one line and wait for the answer."""
        self.tell(**words)
        return self.hear()

    def end(self) -> None:
        """Have it end."""
        with contextlib.suppress(OSError):
            self.tell(op="end")
        try:
            self.process.wait(3)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.stdout.close()


class Janus:
    """Janus's video room, told by its HTTP interface."""

    def __init__(self, folder: Path) -> None:
        for kind, name in (("plugins", "libjanus_videoroom.so"), ("transports", "libjanus_http.so")):
            (folder / kind).mkdir(parents=True)
            (folder / kind / name).symlink_to(LIBRARY / kind / name)
        general = f'configs_folder="{folder}" plugins_folder="{folder}/plugins" transports_folder="{folder}/transports"'
        (folder / "janus.jcfg").write_text(
            f'general: {{ {general} debug_level=3 interface="127.0.0.1" session_timeout=0 event_loops=1 '
            "token_auth=false }\ncertificates: {}\nmedia: { ipv6=false }\n"
            'nat: { nice_debug=false full_trickle=false ice_lite=true ice_enforce_list="v0" ignore_mdns=true }\n'
        )
        (folder / "janus.plugin.videoroom.jcfg").write_text(
            'general: { }\nroom-1234: { description="x" publishers=6 bitrate=0 fir_freq=0 audiocodec="opus" '
            'videocodec="h264" record=false notify_joining=false transport_wide_cc_ext=false }\n'
        )
        (folder / "janus.transport.http.jcfg").write_text(
            'general: { json="compact" base_path="/janus" http=true port=8088 ip="127.0.0.1" https=false }\n'
            "admin: { admin_http=false }\n"
        )
        command = ["janus", "-F", str(folder), "-i", "127.0.0.1"]
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        self.pid = self._process.pid
        for _ in range(100):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{API}/info", timeout=1).close()
                return
            time.sleep(0.1)
        raise RuntimeError("Janus did not start: " + (folder / "log").read_text()[-500:])

    @staticmethod
    def _post(path: str, **words: Any) -> dict[str, Any]:
        body = json.dumps({"transaction": secrets.token_hex(4), **words}).encode()
        with urllib.request.urlopen(f"{API}{path}", body, timeout=10) as answer:
            return json.load(answer)

    def _attach(self) -> str:
        session = self._post("", janus="create")["data"]["id"]
        handle = self._post(f"/{session}", janus="attach", plugin="janus.plugin.videoroom")["data"]["id"]
        return f"/{session}/{handle}"

    def _ask(self, handle: str, body: dict[str, Any], **more: Any) -> dict[str, Any]:
        self._post(handle, janus="message", body=body, **more)
        for _ in range(20):
            with urllib.request.urlopen(f"{API}/{handle.split('/')[1]}?maxev=1", timeout=30) as answer:
                event = json.load(answer)
            if event["janus"] == "event":
                data = event["plugindata"]["data"]
                if "error" in data:
                    raise RuntimeError(f"Janus says: {data['error']}")
                return event
        raise RuntimeError("Janus does not answer.")

    def publish(self, publisher: Process) -> None:
        """Let the publisher in."""
        handle, offer = self._attach(), publisher.hear()["sdp"]
        self._ask(handle, {"request": "join", "ptype": "publisher", "room": 1234, "id": 77})
        asked = {"request": "publish", "audiocodec": "opus", "videocodec": "h264", "bitrate": 0}
        event = self._ask(handle, asked, jsep={"type": "offer", "sdp": offer})
        publisher.tell(sdp=event["jsep"]["sdp"])
        publisher.hear()

    def add(self, players: Process, probes: list[int]) -> None:
        """Let one more player in; who is in one of the places *probes* measures latency."""
        handle = self._attach()
        joining = {"request": "join", "ptype": "subscriber", "room": 1234, "streams": [{"feed": 77}]}
        offer = self._ask(handle, joining)["jsep"]["sdp"]
        answer = players.ask(op="given", sdp=offer, probes=probes)["sdp"]
        self._post(handle, janus="message", body={"request": "start"}, jsep={"type": "answer", "sdp": answer})
        players.hear()

    def end(self) -> None:
        """Stop."""
        self._process.terminate()
        self._process.wait()
