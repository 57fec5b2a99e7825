"""Keep a second copy of the record: in a folder, or in a bucket that really locks."""

import argparse
import asyncio
import sys
from pathlib import Path

from control_panel.joining import add_joining, token_of, until_told, write_log
from hearing.link import LinkRefused
from recorder.errors import RecorderError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom replicate``."""
    add_joining(parser)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the installation")
    parser.add_argument("--name", default="replicas", help="name shown to people")
    parser.add_argument(
        "--to", required=True, metavar="ADDRESS", help="a folder, or s3://BUCKET/FRONT?endpoint=URL&lock_days=N"
    )
    parser.add_argument(
        "--scrub-hours", type=float, default=24, help="how often everything is read again and compared (default 24)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Copy until told to stop."""
    write_log()
    token = token_of(arguments)
    if token is None:
        return 1
    code = 0
    try:
        asyncio.run(_stay(arguments, token))
    except* (LinkRefused, RecorderError) as refused:
        print(f"{arguments.to}: {refused.exceptions[0]}", file=sys.stderr)
        code = 1
    return code


async def _stay(arguments: argparse.Namespace, token: str) -> None:
    from hearing.link import Link
    from recorder.replicas.second_target import NAME, SecondTarget, proof_of
    from recorder.replicas.store import open_store, read_target

    store = open_store(arguments.to)
    async with Link(arguments.join, token, verify=arguments.ca or True, kind="replicas", name=NAME) as link:
        days = read_target(arguments.to).lock_days
        scrub_s = arguments.scrub_hours * 3600
        target = SecondTarget(
            link, arguments.data, store, proof=proof_of(arguments.to), scrub_s=scrub_s, lock_days=days
        )
        await until_told(target.run())
