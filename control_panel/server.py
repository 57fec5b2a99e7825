"""The panel process: ``python -m control_panel.server``, started by ``courtroom serve``.

It gets its listening sockets from its parent, so that callers wait while it is started again instead of being
refused, and the addresses stay the same.
"""

import argparse
import asyncio
import contextlib
import gc
import json
import logging
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
import uvloop

from control_panel.app import create_app
from control_panel.errors import StartError
from control_panel.panel import Panel, make_panel, running
from control_panel.settings import Settings
from control_panel.tls import certificates, local_names

_FRAME_BYTES = 1 << 20


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to :func:`main`: there are two servers in this process."""
        yield


def _config(panel: Panel, *, secure: bool) -> uvicorn.Config:
    settings = panel.settings
    config = uvicorn.Config(
        create_app(panel),
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=_FRAME_BYTES,
        ws_ping_interval=5,
        ws_ping_timeout=5,
        timeout_graceful_shutdown=1,
        proxy_headers=False,
    )
    if secure:
        host = urlsplit(settings.origin).hostname  # What people are told, and what --host named.
        names = sorted({*local_names(), *([host] if host else [])})
        places = certificates(settings.tls, names, datetime.now(UTC))
        config.ssl_certfile, config.ssl_keyfile = str(places.certificate), str(places.key)
    return config


@contextlib.asynccontextmanager
async def serving(panel: Panel, plain: socket.socket, secure: socket.socket | None) -> AsyncIterator[None]:
    """Serve *panel* on sockets that listen already: plain HTTP for this host alone, and HTTPS for the court."""
    servers = [(_Server(_config(panel, secure=False)), plain)]
    if secure is not None:
        servers.append((_Server(_config(panel, secure=True)), secure))
    try:
        async with running(panel), asyncio.TaskGroup() as tasks:
            for server, listening in servers:
                tasks.create_task(server.serve(sockets=[listening]))
            try:
                yield
            finally:
                for server, _ in servers:
                    server.should_exit = True
    finally:
        for _, listening in servers:
            listening.close()


async def _set_up_link(panel: Panel, origin: str) -> None:
    if await panel.accounts.any():
        return
    secret, _ = await panel.tickets.issue("set-up", "", lasts_s=24 * 3600)
    print(f"首次使用，请打开此链接设置管理员（一次有效）· First start, set up the administrator here:\n"  # noqa: T201
          f"  {origin}/sign-in#setup={secret}", flush=True)  # fmt: skip


async def run(
    settings: Settings, services: dict[str, Path], plain: socket.socket, secure: socket.socket | None
) -> None:
    """Run the panel until SIGINT or SIGTERM."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    panel = make_panel(settings, time.time_ns)
    await panel.register(services)
    async with serving(panel, plain, secure):
        gc.freeze()  # Hearings are millions of objects that stay: looking through them would stop everything for seconds.
        await _set_up_link(panel, settings.origin)
        await stop.wait()


def main(arguments: list[str]) -> int:
    """Run the panel process as its parent says."""
    parser = argparse.ArgumentParser(prog="python -m control_panel.server", description=__doc__)
    parser.add_argument("--settings", type=json.loads, required=True, help="settings as JSON")
    parser.add_argument("--services", type=json.loads, required=True, help="principal to token file, as JSON")
    parser.add_argument("--plain", type=int, required=True, help="file descriptor that listens for HTTP")
    parser.add_argument("--secure", type=int, help="file descriptor that listens for HTTPS")
    said = parser.parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    for talkative in ("alembic", "uvicorn"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    values = {**said.settings, "data": Path(said.settings["data"])}
    services = {principal: Path(path) for principal, path in said.services.items()}
    secure = socket.socket(fileno=said.secure) if said.secure is not None else None
    try:
        uvloop.run(run(Settings(**values), services, socket.socket(fileno=said.plain), secure))
    except StartError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
