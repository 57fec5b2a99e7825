"""Carry hearings' sound and picture: a media worker that joins a court's server."""

import argparse
import asyncio
import signal
import sys
import time
from pathlib import Path

import uvloop

from control_panel.joining import add_joining, token_of, write_log
from hearing.link import Link, LinkRefused
from hearing.reports import Health
from media_server.hearing_media import HearingMedia
from media_server.recorder_tap import RecorderTap
from media_server.worker import Worker

_HEALTH_S = 5.0
_ANY_HOST = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom media``."""
    add_joining(parser)
    parser.add_argument("--udp-host", default="127.0.0.1", help="address that media arrives at")
    parser.add_argument("--udp-port", type=int, default=0, help="UDP port; 0 chooses one")
    parser.add_argument("--advertise", nargs="+", default=[], metavar="HOST", help="addresses told to clients instead")
    parser.add_argument("--name", help="name shown to people, e.g. media-1 (default: the token file's)")
    parser.add_argument("--recorder-socket", type=Path, metavar="PATH", help="where this host's recorder listens")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the installation, to find its recorder's socket by")


def run(arguments: argparse.Namespace) -> int:
    """Carry hearings until told to stop."""
    write_log()
    if arguments.udp_host in _ANY_HOST and not arguments.advertise:
        print(f"--udp-host {arguments.udp_host}: clients need an address. Add --advertise HOST.", file=sys.stderr)
        return 2
    token = token_of(arguments)
    if token is None:
        return 1
    code = 0
    try:
        uvloop.run(_stay(arguments, token))
    except* LinkRefused as refused:
        print(f"{arguments.join}: {refused.exceptions[0]}", file=sys.stderr)
        code = 1
    except* OSError as fault:
        print(f"{arguments.udp_host}:{arguments.udp_port}: {fault.exceptions[0]}", file=sys.stderr)
        code = 1
    return code


async def _stay(arguments: argparse.Namespace, token: str) -> None:
    worker = Worker(arguments.udp_host, arguments.udp_port, advertise=arguments.advertise)
    path: Path | None = arguments.recorder_socket
    if path is None and arguments.data is not None:
        path = arguments.data / "run" / "recorder.sock"
    tap = RecorderTap(path, time.time_ns) if path else None
    name = arguments.name or arguments.token_file.stem
    async with Link(arguments.join, token, verify=arguments.ca or True, kind="media", name=name) as link:
        media = HearingMedia(worker, tap, lambda: link.panel_ns() // 1_000_000)
        link.detail = media.detail
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(worker.run()), tasks.create_task(media.run(link))]
            running += [tasks.create_task(link.run(media)), tasks.create_task(_tell_health(link, worker, tap))]
            if tap is not None:
                running.append(tasks.create_task(tap.run()))
            await stop.wait()
            for task in running:
                task.cancel()


async def _tell_health(link: Link, worker: Worker, tap: RecorderTap | None) -> None:
    spent, at = time.process_time(), time.monotonic()
    dropped = 0
    while True:
        await asyncio.sleep(_HEALTH_S)
        now_spent, now = time.process_time(), time.monotonic()
        wire, lost = worker.wire, tap is not None and not tap.is_connected
        behind = wire.kernel.dropped + (tap.dropped if tap else 0)
        says = "no recorder listens" if lost else "packets were dropped" if behind > dropped else ""
        report = Health(
            process=link.principal or link.name,
            state="warn" if says else "pass",
            says=says,
            cpu=round(100 * (now_spent - spent) / (now - at), 1),
            detail={
                "sessions": len(worker.sessions),
                "streams": len(worker.streams),
                "dropped": wire.kernel.dropped,
                "recorder_dropped": tap.dropped if tap else None,
                "strangers": wire.strays.strangers,
                "forged": wire.strays.forged,
                "faults": wire.strays.faults,
            },
        )
        await link.report(report)
        spent, at, dropped = now_spent, now, behind
