"""A real object store on the loopback, and one before it that only pretends to lock."""

import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

ACCESS, SECRET = "court", "court-secret-key"


def free_ports(count: int) -> list[int]:
    """Find ports that are free together with the one 10 000 above, which the store takes for its own talk."""
    found: list[int] = []
    while len(found) < count:
        port = random.randrange(20_000, 32_000)
        if port in found:
            continue
        try:
            for one in (port, port + 10_000):
                socket.create_server(("127.0.0.1", one)).close()
        except OSError:
            continue
        found.append(port)
    return found


@contextmanager
def object_server(*, open_to_all: bool = False) -> Iterator[str]:
    """Run SeaweedFS; gives its URL. *open_to_all* checks no signatures."""
    folder = Path(tempfile.mkdtemp(prefix="c-"))
    master, volume, filer, s3 = free_ports(4)
    command = [
        Path(sys.executable).parent / "weed", "-logtostderr", "server", f"-dir={folder}", "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1", f"-master.port={master}", f"-volume.port={volume}", "-volume.max=0",
        "-master.volumeSizeLimitMB=64", "-filer", f"-filer.port={filer}", "-filer.disableHttp", "-s3",
        "-s3.ip.bind=127.0.0.1", f"-s3.port={s3}", "-s3.port.iceberg=0", "-s3.port.lance=0",
    ]  # fmt: skip
    if not open_to_all:
        keys = [{"accessKey": ACCESS, "secretKey": SECRET}]
        who = {"name": "court", "credentials": keys, "actions": ["Admin", "Read", "List", "Tagging", "Write"]}
        (folder / "s3.json").write_text(json.dumps({"identities": [who]}))
        command.append(f"-s3.config={folder / 's3.json'}")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env=environment)
    url = f"http://127.0.0.1:{s3}"
    try:
        _wait(url, process, folder / "log")
        yield url
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def client(url: str) -> Any:
    """Make a client of the store."""
    settings = Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1}, connect_timeout=2, read_timeout=20)
    keys = {"aws_access_key_id": ACCESS, "aws_secret_access_key": SECRET}
    return boto3.client("s3", endpoint_url=url, region_name="us-east-1", config=settings, **keys)


def _wait(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while True:
        is_starting = process.poll() is None and time.monotonic() < end
        assert is_starting, log.read_text()[-2000:]
        try:
            caller = client(url)
            caller.create_bucket(Bucket="first")
            caller.put_object(Bucket="first", Key="first", Body=b"x")
        except (ClientError, BotoCoreError):
            time.sleep(0.2)
        else:
            return


def make_bucket(url: str, name: str, *, locks: bool, default: bool = True, versions: bool = True) -> None:
    """Make a bucket."""
    caller = client(url)
    caller.create_bucket(Bucket=name, ObjectLockEnabledForBucket=locks)
    if locks and default:
        keep = {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 1}}}
        caller.put_object_lock_configuration(Bucket=name, ObjectLockConfiguration=keep)
    if versions and not locks:
        caller.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})


_CONFIGURED = (
    "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention>"
    "<Mode>COMPLIANCE</Mode><Days>1</Days></DefaultRetention></Rule></ObjectLockConfiguration>"
)
_RETAINED = "<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>2999-01-01T00:00:00Z</RetainUntilDate></Retention>"


class _Pretender(BaseHTTPRequestHandler):
    """Takes every lock, says that it has it, and keeps none."""

    behind: tuple[str, int]

    def log_message(self, *_: Any) -> None:
        """Be quiet."""

    def _do(self) -> None:
        asked = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if {"object-lock", "retention", "legal-hold"} & set(asked):
            told = "" if self.command == "PUT" else _CONFIGURED if "object-lock" in asked else _RETAINED
            self._say(200, [("content-type", "application/xml")], told.encode())
            return
        way = http.client.HTTPConnection(*self.behind, timeout=20)
        sent = {key: value for key, value in self.headers.items() if not re.match("(?i)x-amz-object-lock", key)}
        way.request(self.command, self.path, body, sent)
        answer = way.getresponse()
        headers = [
            (key, value) for key, value in answer.getheaders() if key.lower() not in ("transfer-encoding", "connection")
        ]
        if self.command == "HEAD":
            headers += [
                ("x-amz-object-lock-mode", "COMPLIANCE"),
                ("x-amz-object-lock-retain-until-date", "2999-01-01T00:00:00Z"),
            ]
        self._say(answer.status, headers, answer.read())
        way.close()

    def _say(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for key, value in headers:
            if key.lower() != "content-length" or self.command == "HEAD":
                self.send_header(key, value)
        if self.command != "HEAD":
            self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _do  # noqa: N815 - http.server's names


@contextmanager
def pretending(url: str) -> Iterator[str]:
    """Put a store that only pretends to lock before the one at *url*; gives its URL."""
    parts = urlsplit(url)
    kind = type("Pretender", (_Pretender,), {"behind": (parts.hostname, parts.port)})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
