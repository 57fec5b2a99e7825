"""The agent on a courtroom PC: the parent of capture, program, recognition and control, and nothing else.

It imports no media code, so that nothing can bring it down; each of the four is restarted by itself.
"""

import asyncio
import contextlib
import logging
import signal
from dataclasses import dataclass
from pathlib import Path

from courtroom_agent.processes import Child, Processes, python

log = logging.getLogger("agent")

_FIRST, _LAST = -10, 10
"""Niceness: what is not captured is lost, what is not recognised now is recognised later."""


@dataclass(frozen=True)
class AgentOptions:
    """How to run one courtroom's agent."""

    room: Path
    data: Path
    join: str
    code: str | None = None
    ca: str | None = None
    models: Path | None = None
    """Where models lie; ``None`` runs without recognition."""
    upload_mbit: float = 24
    """Most that the record takes of the wire while a hearing is in session, Mbit/s."""
    is_far_end: bool = False
    """The room is a detention centre's: its person takes part in hearings of other rooms."""
    standby: tuple[str, ...] = ()
    """Command line of the room's standby panel; empty: there is none."""


def children(options: AgentOptions) -> list[Child]:
    """Return the agent's processes, the record first."""
    common: tuple[str | Path, ...] = ("--room", options.room, "--data", options.data)
    control: list[str | Path] = [*common, "--join", options.join]
    control += ["--upload-mbit", str(options.upload_mbit)]
    if options.code:
        control += ["--code", options.code]
    if options.ca:
        control += ["--ca", options.ca]
    if options.models is not None:
        control += ["--models", options.models]
    if options.is_far_end:
        return _far_end(common, control)
    found = [
        Child("capture", python("courtroom_agent.capture", *common), niceness=_FIRST, outlives=True),
        Child("control", python("courtroom_agent.control", *control)),
        Child("program", python("courtroom_agent.program", *common)),
    ]
    if options.standby:
        found.append(Child("standby", options.standby))
    if options.models is not None:
        listen = python("courtroom_agent.recognition", *common, "--models", options.models)
        found.append(Child("recognition", listen, niceness=_LAST))
    return found


def _far_end(common: tuple[str | Path, ...], control: list[str | Path]) -> list[Child]:
    """Return a far end's processes: it composes nothing and recognises nobody."""
    return [
        Child("capture", python("courtroom_agent.capture", *common), niceness=_FIRST, outlives=True),
        Child("control", python("courtroom_agent.far_end.control", *control)),
        Child("streams", python("courtroom_agent.far_end.streams", *common)),
    ]


async def run(options: AgentOptions) -> None:
    """Keep the courtroom's processes running until SIGTERM or SIGINT."""
    processes = Processes(children(options), options.data / "run" / "processes.json", log.warning)
    task = asyncio.ensure_future(processes.run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task
