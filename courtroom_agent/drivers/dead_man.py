"""The agent's end of its dead man's switch: keeps a stopper running and leaves it a will for whatever moves."""

import asyncio
import contextlib
import logging
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator

from courtroom_agent.drivers.will import Will

log = logging.getLogger("stopper")

_PAUSE_S, _LONGEST_PAUSE_S = 0.2, 5.0
"""Before a stopper that ended is started again; longer each time while they end at once."""
_STEADY_S = 10.0
_END_S = 2.0
"""So long a stopper that holds nothing takes to end at most."""
UNHEEDED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""A stopper ends with the agent and never before."""
_COMMAND = (sys.executable, "-m", "courtroom_agent.drivers.stopper")


class DeadMan:
    """What is left to the stopper, and whether there is one."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        """The stopper, while there is one."""
        self.held: dict[str, Will] = {}
        """What is left to the stopper now, by device."""
        self._line: socket.socket | None = None
        self._ended = asyncio.Event()

    @property
    def says(self) -> str:
        """Why a camera that moves would not be stopped by our death, in words; empty when it would."""
        if self._line is None:
            return (
                "停止守护进程未运行 · the stopper is not running: cameras move on when the agent dies. Look at memory."
            )
        beyond = [will.device for will in self.held.values() if will.frames and will.way is None]
        if beyond:
            return f"{', '.join(beyond)} 不受停止守护 · not stopped when the agent dies: only the agent reaches it."
        return ""

    def leave(self, will: Will) -> None:
        """Leave *will* in the place of the one for the same device; without a stopper it waits for one."""
        if self.held.get(will.device) == will:
            return
        if will.frames:
            self.held[will.device] = will
        else:
            self.held.pop(will.device, None)
        self._tell(will)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep a stopper running for as long as the context lasts; what still moves then is left to it."""
        keeping = asyncio.get_running_loop().create_task(self._keep(), name="stopper")
        try:
            yield
        finally:
            keeping.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeping

    async def _keep(self) -> None:
        pause_s = _PAUSE_S
        while True:
            began = time.monotonic()
            try:
                self.process, line = start_stopper()
            except OSError as error:
                log.warning("no stopper can be started: %s", error)
            else:
                await self._serve(self.process, line)
                log.warning("the stopper ended (%s), starting it again", self.process.returncode)
            await asyncio.sleep(pause_s)
            is_steady = time.monotonic() - began > _STEADY_S
            pause_s = _PAUSE_S if is_steady else min(pause_s * 2, _LONGEST_PAUSE_S)

    async def _serve(self, process: subprocess.Popen[bytes], line: socket.socket) -> None:
        """Tell it what is held, and wait for its end."""
        loop = asyncio.get_running_loop()
        self._ended.clear()
        self._line = line
        for will in self.held.values():
            self._tell(will)
        loop.add_reader(line, self._ended.set)  # it says nothing: what is to be read is its end
        goes_on = True
        try:
            await self._ended.wait()
            process.kill()  # one that reads no more must not take us for dead
            goes_on = False
        finally:
            loop.remove_reader(line)
            self._line = None
            line.close()
            await asyncio.shield(asyncio.to_thread(_await_end, process, 0 if goes_on and self.held else _END_S))

    def _tell(self, will: Will) -> None:
        if self._line is None:
            return
        try:
            self._line.send(will.spelt())
        except OSError:  # it is gone, or reads no more
            self._line = None
            self._ended.set()


def _await_end(process: subprocess.Popen[bytes], patience_s: float) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(patience_s)


def start_stopper() -> tuple[subprocess.Popen[bytes], socket.socket]:
    """Start a stopper; give it and our end of the socket between us.

    Raises:
        OSError: the system lets us start none.
    """
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    before = signal.pthread_sigmask(signal.SIG_BLOCK, UNHEEDED)  # which it inherits: it is deaf to them from the start
    try:
        ours.setblocking(False)
        process = subprocess.Popen(_COMMAND, stdin=its.fileno(), stdout=subprocess.DEVNULL, start_new_session=True)
    except OSError:
        ours.close()
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        its.close()
    return process, ours
