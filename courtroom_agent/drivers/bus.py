"""One worker a bus: it opens the line, sends one request at a time, the most urgent first, and opens it again when it breaks.

Several devices may hang on one bus, told apart by their addresses. One that is dead costs the others at most the time of
one answer; when none answers, the line itself is opened anew.
"""

import asyncio
import logging
import random

from courtroom_agent.drivers.errors import DeviceError, Silent, Unauthorised
from courtroom_agent.drivers.line import Line, Opener, Pluggable, Reachable
from courtroom_agent.drivers.plugs import Plugs
from courtroom_agent.drivers.request import RequestQueue
from courtroom_agent.drivers.station import Station
from courtroom_agent.drivers.will import Way

log = logging.getLogger(__name__)

OPEN_S = 5.0
BACKOFF_S = (0.5, 30.0)
"""First and longest wait before a line is opened again."""
JITTER = 0.25
"""Waits are shorter by up to this part, so that a whole room does not knock at once."""
LOOK_S = 0.5
"""How often a waiting bus looks whether its port was plugged in again."""


class Backoff:
    """How long to wait before the next try: twice as long each time. *chance* gives numbers from 0 to 1."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._wait_s = BACKOFF_S[0]

    def reset(self) -> None:
        """It worked: begin anew."""
        self._wait_s = BACKOFF_S[0]

    def next_s(self) -> float:
        """The next wait, in seconds."""
        wait_s, self._wait_s = self._wait_s, min(self._wait_s * 2, BACKOFF_S[1])
        return wait_s * (1 - JITTER * self._chance.random())


class Bus:
    """One line and the devices on it."""

    def __init__(self, opener: Opener, chance: random.Random | None = None, plugs: Plugs | None = None) -> None:
        self.queue = RequestQueue()
        self.stations: dict[str, Station] = {}
        self._opener = opener
        self._plugs = plugs or Plugs()
        self._chance = chance or random.Random()  # noqa: S311 - spreads waits, guards nothing
        self._backoff = Backoff(self._chance)
        self._line: Line | None = None
        self._free_at = 0.0
        self._due: dict[str, float] = {}
        """When a device that is not opened is tried (again), by the loop's clock."""
        self._backoffs: dict[str, Backoff] = {}
        self._moved_at = 0.0

    @property
    def way(self) -> Way | None:
        """How another process reaches the devices here; None where it cannot, or nothing is open."""
        line: object = self._line
        return line.way if isinstance(line, Reachable) else None

    def idle_s(self) -> float:
        """For how long something waits here and nothing has moved; 0 where nothing waits."""
        now = asyncio.get_running_loop().time()
        if not self.queue.has_any:
            self._moved_at = now
        self._moved_at = self._moved_at or now
        return now - self._moved_at

    def join(self, station: Station) -> None:
        """Hang *station* on this bus."""
        self.stations[station.name] = station
        self._backoffs[station.name] = Backoff(self._chance)

    def reopen(self, station: Station) -> None:
        """Send the opening commands of *station* anew: the device said that it began anew itself."""
        self._due[station.name] = asyncio.get_running_loop().time()
        self.queue.filled.set()

    async def run(self) -> None:
        """Keep the line open for ever; ends only when cancelled."""
        while True:
            try:
                await self._session()
            except* Unauthorised as group:
                self._lose_all(str(group.exceptions[0]))
                log.error("%s: %s", ", ".join(self.stations), group.exceptions[0])  # noqa: TRY400 - the words say it all
                await asyncio.Event().wait()  # trying on would lock the device
            except* (DeviceError, OSError, TimeoutError) as group:
                if any(station.is_connected for station in self.stations.values()):
                    self._backoff.reset()
                self._lose_all(str(group.exceptions[0]) or "The device does not answer. Check cable and power.")
            await self._wait(self._backoff.next_s())

    async def send(self, frame: bytes, gap_s: float) -> None:
        """Send *frame* when the bus is free; it is free again *gap_s* later."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._free_at - loop.time()))
        assert self._line is not None, "Frames are sent within a session."
        self._line.write(frame)
        self._free_at = loop.time() + gap_s

    async def _wait(self, wait_s: float) -> None:
        """Wait before the next try, shorter when the port was plugged in again meanwhile."""
        opener: object = self._opener
        if not isinstance(opener, Pluggable):
            await asyncio.sleep(wait_s)
            return
        until = asyncio.get_running_loop().time() + wait_s
        was_there = await opener.is_there()
        while (left_s := until - asyncio.get_running_loop().time()) > 0:
            await self._plugs.wait(min(LOOK_S, left_s))
            is_there = await opener.is_there()
            if is_there and not was_there:
                return
            was_there = is_there

    async def _session(self) -> None:
        for station in self.stations.values():
            station.begin()
        async with asyncio.timeout(OPEN_S):
            line = self._line = await self._opener()
        now = asyncio.get_running_loop().time()
        self._due = dict.fromkeys(self.stations, now)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._listen(line))
                group.create_task(self._serve())
        finally:
            line.close()

    async def _listen(self, line: Line) -> None:
        while True:
            data = await line.read()
            for station in self.stations.values():
                answer = station.hear(data)
                if answer:
                    line.write(answer)

    async def _serve(self) -> None:
        while True:
            await self._open_due()
            try:
                async with asyncio.timeout(self._idle_s()):
                    await self.queue.filled.wait()
            except TimeoutError:
                continue
            if not self.queue.has_any:
                self.queue.filled.clear()
                continue
            request = self.queue.pop()
            self._moved_at = asyncio.get_running_loop().time()
            station = self.stations[request.device]
            try:
                await station.exchange(request)
            except Silent as error:
                self._lose(station, error)

    async def _open_due(self) -> None:
        """Open every device whose time has come."""
        loop = asyncio.get_running_loop()
        for name, due in list(self._due.items()):
            if due > loop.time():
                continue
            station = self.stations[name]
            del self._due[name]
            try:
                await station.open()
                self._backoffs[name].reset()
            except Silent as error:
                self._lose(station, error)

    def _lose(self, station: Station, error: Silent) -> None:
        """Give a silent device up for a while; the line too, when no other on it is there."""
        if not any(one.opened.is_set() for one in self.stations.values() if one is not station):
            raise error
        station.lose(str(error))
        station.begin()
        self._due[station.name] = asyncio.get_running_loop().time() + self._backoffs[station.name].next_s()

    def _lose_all(self, why: str) -> None:
        for station in self.stations.values():
            station.lose(why)
        self._line = None

    def _idle_s(self) -> float | None:
        """How long until the next device is tried again."""
        if not self._due:
            return None
        return max(0.0, min(self._due.values()) - asyncio.get_running_loop().time())
