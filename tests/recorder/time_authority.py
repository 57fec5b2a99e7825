"""A time stamp authority of our own (RFC 3161) for tests: openssl behind HTTP on the loopback."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

_CONFIG = """
[tsa]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.crt
signer_key = {folder}/tsa.key
default_policy = 1.2.3.4.1
digests = sha256
signer_digest = sha256
ess_cert_id_alg = sha256
[ext]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
"""


class TimeAuthority:
    """Root and signing certificate in *folder*, and stamps by :meth:`stamp`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.chain = folder / "chain.pem"
        (folder / "tsa.cnf").write_text(_CONFIG.format(folder=folder))
        (folder / "serial").write_text("01\n")
        new = ["-newkey", "rsa:2048", "-nodes", "-days", "30"]
        self._run("req", "-x509", *new, "-keyout", "root.key", "-out", "chain.pem", "-subj", "/CN=Test root")
        self._run("req", *new[:3], "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Test authority")
        sign = [
            "-CA",
            "chain.pem",
            "-CAkey",
            "root.key",
            "-CAcreateserial",
            "-extfile",
            "tsa.cnf",
            "-extensions",
            "ext",
        ]
        self._run("x509", "-req", "-in", "tsa.csr", *sign, "-days", "30", "-out", "tsa.crt")

    def _run(self, *arguments: str) -> bytes:
        return subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True).stdout

    def stamp(self, request: bytes) -> bytes:
        """Answer a request."""
        with TemporaryDirectory() as scratch:
            Path(scratch, "query").write_bytes(request)
            config = ["-config", str(self.folder / "tsa.cnf"), "-section", "tsa"]
            return self._run("ts", "-reply", *config, "-queryfile", str(Path(scratch, "query")))

    @contextmanager
    def served(self) -> Iterator[str]:
        """Answer over HTTP; the address."""
        authority = self

        class Answer(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                """Stamp what is asked for."""
                token = authority.stamp(self.rfile.read(int(self.headers["content-length"])))
                self.send_response(200)
                self.send_header("content-type", "application/timestamp-reply")
                self.send_header("content-length", str(len(token)))
                self.end_headers()
                self.wfile.write(token)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        server = HTTPServer(("127.0.0.1", 0), Answer)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
