"""What the processes that join a court's server share: where it is, who they are, and when they end."""

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any


def add_joining(parser: argparse.ArgumentParser) -> None:
    """Say where the court's server is, and who joins it."""
    parser.add_argument("--join", required=True, metavar="URL", help="address of the court's server")
    parser.add_argument("--token-file", type=Path, required=True, help="file that holds this process's token")
    parser.add_argument("--ca", metavar="FILE", help="certificate authority of the server (default: the system's)")


def write_log() -> None:
    """Write the log to standard error, without a line for each request."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)


def token_of(arguments: argparse.Namespace) -> str | None:
    """Read this process's token; when it cannot be had, say so and return ``None``."""
    try:
        token: str = arguments.token_file.read_text().strip()
    except OSError as fault:
        print(  # noqa: T201 - a verb of the command line speaks to its user
            f"{arguments.token_file}: {fault.strerror}. Give the token file of this process.", file=sys.stderr
        )
        return None
    return token


async def until_told(work: Coroutine[Any, Any, None]) -> None:
    """Do *work* until SIGTERM or SIGINT."""
    task = asyncio.ensure_future(work)
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
