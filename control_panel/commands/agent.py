"""``courtroom agent``: runs one courtroom."""

import argparse
import asyncio
import logging
import sys
from pathlib import Path

from hardware_profiles.errors import ProfileError
from hardware_profiles.rooms import load_room

HELP = "run the agent of one courtroom"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what this verb takes."""
    parser.add_argument("room", type=Path, metavar="ROOM.yaml", help="the courtroom's room file")
    parser.add_argument("--join", required=True, metavar="URL", help="the panel's address")
    parser.add_argument("--code", help="one-time enrolment code from an administrator; only the first time")
    parser.add_argument("--data", type=Path, default=Path("agent-data"), help="folder for the record and the token")
    parser.add_argument("--ca", help="the court's CA certificate, where the system does not know it")
    parser.add_argument("--models", type=Path, help="folder of recognition models")
    parser.add_argument("--no-model", action="store_true", help="do not recognise speech")


def run(options: argparse.Namespace) -> int:
    """Run the agent until it is told to end."""
    from courtroom_agent.agent import AgentOptions
    from courtroom_agent.agent import run as run_agent

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    try:
        load_room(options.room)
    except ProfileError as fault:
        print(fault, file=sys.stderr)
        return 2
    models = None if options.no_model else options.models or _models_folder()
    agent = AgentOptions(options.room, options.data, options.join, options.code, options.ca, models)
    asyncio.run(run_agent(agent))
    return 0


def _models_folder() -> Path:
    from recorder.transcription.models import default_folder

    return default_folder()
