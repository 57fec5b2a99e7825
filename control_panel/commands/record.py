"""Record remote people on this host, beside its media workers."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import control_panel
from control_panel.joining import add_joining, token_of, until_told, write_log
from hearing.link import LinkRefused
from recorder.errors import RecorderError, StoreFault

if TYPE_CHECKING:
    from recorder.stamp_job import Authority

_PLAYER = Path(control_panel.__file__).parent / "static" / "offline"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom record``."""
    add_joining(parser)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder that holds the record store")
    parser.add_argument("--socket", type=Path, metavar="PATH", help="where media hands packets over")
    parser.add_argument("--name", default="recorder", help="name shown to people")
    add_stamps(parser)


def add_stamps(parser: argparse.ArgumentParser) -> None:
    """Say who stamps the seals with trusted time."""
    parser.add_argument("--tsa", metavar="URL", help="time stamp authority, RFC 3161 (default: none, no trusted time)")
    parser.add_argument("--tsa-chain", type=Path, metavar="FILE", help="its certificates up to the root, PEM")
    parser.add_argument("--tsa-every", type=float, default=5, metavar="MINUTES", help="between two stamps (default: 5)")


def authority_of(arguments: argparse.Namespace) -> "Authority | None":
    """Return who stamps; ``None`` when nobody does.

    Raises:
        StoreFault: an authority without certificates.
    """
    if not arguments.tsa:
        return None
    if arguments.tsa_chain is None or not arguments.tsa_chain.is_file():
        raise StoreFault("--tsa: the authority's certificates are missing. Give them by --tsa-chain FILE.")
    from recorder.stamp_job import Authority

    return Authority(arguments.tsa, arguments.tsa_chain.absolute(), round(arguments.tsa_every * 60_000))


def run(arguments: argparse.Namespace) -> int:
    """Record until told to stop."""
    write_log()
    token = token_of(arguments)
    if token is None:
        return 1
    code = 0
    try:
        asyncio.run(_stay(arguments, token))
    except* (LinkRefused, RecorderError) as refused:
        print(f"{arguments.join}: {refused.exceptions[0]}", file=sys.stderr)
        code = 1
    return code


async def _stay(arguments: argparse.Namespace, token: str) -> None:
    from recorder.remote_recorder import record_remote

    authority = authority_of(arguments)
    await until_told(
        record_remote(arguments.join, token, arguments.data, arguments.socket, arguments.ca, _PLAYER, authority)
    )
