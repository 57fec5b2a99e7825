"""``courtroom agent``: runs one courtroom."""

import argparse
import asyncio
import logging
import sys
import time
from contextlib import suppress
from pathlib import Path

import httpx

from hardware_profiles.errors import ProfileError
from hardware_profiles.rooms import load_room

_PATIENCE_S = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what this verb takes."""
    parser.add_argument("room", type=Path, metavar="ROOM.yaml", help="the courtroom's room file")
    parser.add_argument("--join", required=True, metavar="URL", help="the panel's address")
    parser.add_argument("--code", help="one-time enrolment code from an administrator; only the first time")
    parser.add_argument(
        "--operator-token",
        type=Path,
        metavar="FILE",
        help="token of the server's operator, where the server runs on this machine: fetches the code by itself",
    )
    parser.add_argument("--data", type=Path, default=Path("agent-data"), help="folder for the record and the token")
    parser.add_argument("--ca", help="the court's CA certificate, where the system does not know it")
    parser.add_argument(
        "--upload-mbit",
        type=float,
        default=24,
        help="most that the record takes of the wire while a hearing is in session, Mbit/s (default 24); "
        "never less than twice what is recorded",
    )
    parser.add_argument(
        "--standby", action="store_true", help="keep a panel ready here that takes a running hearing over within 5 s"
    )
    parser.add_argument("--standby-host", default="0.0.0.0", help="address that it listens on (default: all)")  # noqa: S104
    parser.add_argument("--standby-port", type=int, default=8444, help="port of its pages; 0 chooses one")
    parser.add_argument("--models", type=Path, help="folder of recognition models (default: this user's own)")
    parser.add_argument("--no-model", action="store_true", help="do not recognise speech")


def run(options: argparse.Namespace) -> int:
    """Run the agent until it is told to end."""
    from courtroom_agent.agent import AgentOptions
    from courtroom_agent.agent import run as run_agent
    from recorder.transcription.model_store import default_models_folder

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    try:
        room = load_room(options.room)
    except ProfileError as fault:
        print(fault, file=sys.stderr)
        return 2
    if options.operator_token is not None and not (options.data / "token").exists():
        options.code = _fetch_code(options.join, options.operator_token, room.courtroom)
    models = None if options.no_model else options.models or default_models_folder()
    agent = AgentOptions(
        options.room,
        options.data,
        options.join,
        options.code,
        options.ca,
        models,
        options.upload_mbit,
        is_far_end=room.site == "custody",
        standby=_standby(options),
    )
    asyncio.run(run_agent(agent))
    return 0


def _standby(options: argparse.Namespace) -> tuple[str, ...]:
    """Return the command line of this room's standby panel, if it is to have one."""
    if not options.standby:
        return ()
    command = [sys.executable, "-m", "control_panel.standby.process", "--room", str(options.room)]
    command += ["--data", str(options.data), "--join", options.join]
    command += ["--host", options.standby_host, "--port", str(options.standby_port)]
    return (*command, "--ca", options.ca) if options.ca else tuple(command)


def _fetch_code(url: str, token_file: Path, room: str) -> str:
    """Ask the panel for this room's enrolment code, as the operator of this machine; waits while it starts.

    A panel that is slow to answer is not asked twice: each code makes the one before void, in whichever order they come.
    """
    while True:
        with suppress(httpx.TransportError, FileNotFoundError):
            headers = {"authorization": f"Bearer {token_file.read_text().strip()}"}
            path = f"{url}/api/v1/agents/codes"
            answer = httpx.post(path, json={"room": room}, headers=headers, trust_env=False, timeout=_PATIENCE_S)
            if answer.is_success:
                return str(answer.json()["code"])
            print(f"{path}: {answer.status_code} {answer.text[:200]}", file=sys.stderr)
        time.sleep(0.5)
