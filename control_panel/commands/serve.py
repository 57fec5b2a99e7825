"""Run a court's server: the panel, media workers, the recorder and the public release, each its own process."""

import argparse
import asyncio
import contextlib
import importlib.util
import json
import signal
import socket
import sys
from dataclasses import dataclass
from pathlib import Path

import uvloop

from control_panel.commands.record import add_stamps
from control_panel.pages import STATIC
from control_panel.tls import local_addresses
from control_panel.tokens import make_token_file
from courtroom_agent.processes import Child, Processes
from hardware_profiles.errors import ProfileError
from hardware_profiles.rooms import load_room

_SNAPSHOT_S = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom serve``."""
    parser.add_argument("--data", type=Path, required=True, help="folder of all that this installation keeps")
    parser.add_argument("--host", default="0.0.0.0", help="address that HTTPS listens on (default: all)")  # noqa: S104
    parser.add_argument("--port", type=int, default=8443, help="port of HTTPS; 0 chooses one")
    parser.add_argument("--http-port", type=int, default=8080, help="port of HTTP, on 127.0.0.1 alone; 0 chooses one")
    parser.add_argument("--workers", type=int, default=1, help="media workers, one a core")
    parser.add_argument("--media-port", type=int, default=0, help="UDP port of the first media worker; 0 chooses")
    parser.add_argument("--alone", type=Path, metavar="ROOM.yaml", help="run this courtroom's agent here, too")
    parser.add_argument(
        "--models", type=Path, help="folder of recognition models for that courtroom (default: this user's own)"
    )
    parser.add_argument("--no-model", action="store_true", help="do not recognise speech in that courtroom")
    parser.add_argument(
        "--second-target",
        metavar="ADDRESS",
        help="second place of the record: a folder, or s3://BUCKET/FRONT?endpoint=URL&lock_days=N",
    )
    parser.add_argument(
        "--clean-up-days",
        type=int,
        default=30,
        metavar="N",
        help="days after which the courtroom PC's copy and the batches of a record go, whose package is proven in two "
        "places; 0: never (default 30)",
    )
    parser.add_argument("--public-delay", type=float, default=30, help="seconds that the public sees later")
    parser.add_argument("--undo", type=float, default=10, help="seconds in which recess and closing can be undone")
    add_stamps(parser)


@dataclass(frozen=True)
class Installation:
    """One server's addresses and folders."""

    data: Path
    plain: socket.socket
    secure: socket.socket

    @property
    def local(self) -> str:
        """How processes on this host reach the panel."""
        return f"http://127.0.0.1:{self.plain.getsockname()[1]}"

    @property
    def origin(self) -> str:
        """How people in the court reach the panel."""
        host, port = self.secure.getsockname()[:2]
        name = local_addresses()[0] if host in ("0.0.0.0", "::") else host  # noqa: S104
        return f"https://{name}:{port}"

    def token(self, name: str) -> Path:
        """File of a process's token."""
        return self.data / "secrets" / f"{name}.token"


def _listen(host: str, port: int) -> socket.socket:
    listening = socket.create_server((host, port), backlog=1024)
    listening.set_inheritable(True)
    return listening


def children(place: Installation, said: argparse.Namespace) -> list[Child]:
    """List the processes to keep, the panel first."""
    media = [f"media-{number + 1}" for number in range(said.workers)]
    names = [*media, "recorder", "release", "operator"]
    names += ["replicas"] if said.second_target else []
    settings = {
        "snapshot_s": _SNAPSHOT_S if said.second_target else 0,
        "data": str(place.data),
        "undo_s": said.undo,
        "public_delay_s": said.public_delay,
        "clean_up_days": said.clean_up_days,
        "origin": place.origin,
        **_alone(said),
    }
    for name in names:
        make_token_file(place.token(name))
    services = {f"service:{name}": str(place.token(name)) for name in names}
    sockets = (place.plain.fileno(), place.secure.fileno())
    panel = [sys.executable, "-m", "control_panel.server", "--settings", json.dumps(settings)]
    panel += ["--services", json.dumps(services), "--plain", str(sockets[0]), "--secure", str(sockets[1])]
    kept = [Child("panel", panel, sockets, ends_last=True)]
    for number, name in enumerate(media):
        port = said.media_port + number if said.media_port else 0
        kept.append(Child(name, [*_process(place, name, "media"), "--udp-port", str(port), *_reached_at(said.host)]))
    kept.append(Child("recorder", [*_process(place, "recorder", "record"), *_stamped(said)]))
    release = [*_process(place, "release", ""), "--delay", str(said.public_delay), "--page", str(STATIC)]
    kept.append(Child("release", release))
    if said.second_target:
        copying = [*_process(place, "replicas", "replicate"), "--to", said.second_target]
        kept.append(Child("replicas", copying, niceness=5))
    if said.alone is not None:
        agent = [sys.executable, "-m", "control_panel", "agent", str(said.alone), "--join", place.local]
        agent += ["--data", str(place.data / "agent"), "--operator-token", str(place.token("operator"))]
        agent += ["--models", str(said.models)] if said.models else []
        kept.append(Child("agent", [*agent, "--no-model"] if said.no_model else agent))
    return kept


def _alone(said: argparse.Namespace) -> dict[str, str]:
    """Say which room this installation runs alone, if it does."""
    if said.alone is None:
        return {}
    room = load_room(said.alone)
    return {"alone": room.courtroom, "court": room.court.zh}


def _stamped(said: argparse.Namespace) -> list[str]:
    """Say who stamps seals, if anybody does."""
    if not said.tsa:
        return []
    chain = ["--tsa-chain", str(said.tsa_chain.absolute())] if said.tsa_chain else []
    return ["--tsa", said.tsa, *chain, "--tsa-every", str(said.tsa_every)]


def _reached_at(host: str) -> list[str]:
    """Say where media arrives: at the address that pages are served on, or at every one that this host has."""
    if host not in ("0.0.0.0", "::"):  # noqa: S104
        return ["--udp-host", host]
    return ["--udp-host", "0.0.0.0", "--advertise", *local_addresses()]  # noqa: S104


def _process(place: Installation, name: str, verb: str) -> list[str]:
    program = ["-m", "control_panel", verb] if verb else ["-m", f"media_server.{name}"]
    common = ["--join", place.local, "--token-file", str(place.token(name)), "--name", name]
    return [sys.executable, *program, *common, "--data", str(place.data)]


def _is_there(child: Child) -> bool:
    module = child.command[2]
    if module == "control_panel":
        return importlib.util.find_spec(f"control_panel.commands.{child.command[3]}") is not None
    return importlib.util.find_spec(module) is not None


async def _serve(said: argparse.Namespace) -> int:
    place = Installation(said.data.resolve(), _listen("127.0.0.1", said.http_port), _listen(said.host, said.port))
    run = place.data / "run"
    run.mkdir(parents=True, exist_ok=True)
    (run / "panel.json").write_text(json.dumps({"http": place.local, "https": place.origin}))
    print(f"庭审服务 · Courtroom: {place.origin} · {place.local}", flush=True)
    kept = [child for child in children(place, said) if _is_there(child)]
    processes = Processes(kept, run / "processes.json", lambda words: print(words, flush=True))
    keeping = asyncio.ensure_future(processes.run())
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, keeping.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await keeping
    return 0


def run(arguments: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM."""
    try:
        return uvloop.run(_serve(arguments))
    except ProfileError as fault:
        print(fault, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{arguments.data}: {error}. Choose other ports with --port and --http-port.", file=sys.stderr)
        return 1
