"""What the demonstration sees while it runs, by the same WebSocket that the clerk's page uses."""

import asyncio
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from control_panel.demo.errors import DemoFailed
from control_panel.demo.people import Person

_LAST_WORDS_S = 3.0
"""A sentence counts as ended after a pause; then it is read."""


class Watch:
    """Follows one hearing: its events, and the last report of each kind."""

    def __init__(self, person: Person, hearing: str) -> None:
        self._person = person
        self._hearing = hearing
        self._news = asyncio.Event()
        self._recognition_reports = 0
        self.view: dict[str, Any] = {}
        self.events: list[dict[str, Any]] = []
        self.reports: dict[str, dict[str, Any]] = {}
        self.others: Callable[[dict[str, Any]], None] = lambda _frame: None
        """Told of every frame of another kind."""

    async def run(self) -> None:
        """Follow until cancelled, over reconnections."""
        base = str(self._person.http.base_url)
        address = f"ws{base.removeprefix('http').rstrip('/')}/api/v1/hearings/{self._hearing}/live"
        cookies = "; ".join(f"{name}={value}" for name, value in self._person.http.cookies.items())
        headers = {"cookie": cookies, "origin": base.rstrip("/")}
        while True:
            with suppress(OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                async with connect(address, additional_headers=headers, proxy=None, max_size=16 << 20) as socket:
                    await socket.send(json.dumps({"type": "hello", "token": None, "after": None}))
                    async for frame in socket:
                        await self._take(socket, json.loads(frame))
            await asyncio.sleep(0.3)

    async def _take(self, socket: Any, message: dict[str, Any]) -> None:
        match message["type"]:
            case "snapshot":
                self.view = message["view"]
                for report in message["reports"]:
                    self._report(report)
            case "event":
                known = self.events[-1]["seq"] if self.events else self.view["seq"]
                if message["event"]["seq"] > known:
                    self.events.append(message["event"])
            case "report":
                self._report(message["report"])
            case "ping":
                await socket.send('{"type":"pong"}')
            case _:
                self.others(message)
        self._news.set()

    def _report(self, report: dict[str, Any]) -> None:
        writer = report.get("writer") or report.get("process", "")
        self._recognition_reports += report["type"] == "recognition"
        self.reports[f"{report['type']}/{writer}" if writer else report["type"]] = report

    def happened(self, *kinds: str) -> dict[str, Any] | None:
        """Return the last event of one of *kinds*, if there was any."""
        return next((event for event in reversed(self.events) if event["type"] in kinds), None)

    async def until(self, what: str, *kinds: str, after: int = 0, within_s: float = 30) -> dict[str, Any]:
        """Wait for an event of one of *kinds* behind event number *after*; *what* names it for people.

        Raises:
            DemoFailed: it did not happen in time.
        """
        try:
            async with asyncio.timeout(within_s):
                while True:
                    for event in self.events:
                        if event["type"] in kinds and event["seq"] > after:
                            return event
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise DemoFailed(f"{what} did not happen within {within_s:.0f} s. See the server's log.") from None

    async def until_the_ledger_is_complete(self, within_s: float) -> dict[str, Any]:
        """Wait until nothing can be added to the record any more; return its ledger.

        Raises:
            DemoFailed: it did not come so far in time.
        """
        try:
            async with asyncio.timeout(within_s):
                while True:
                    ledger: dict[str, Any] = self.reports.get("ledger", {}).get("ledger", {})
                    if ledger.get("complete"):
                        return ledger
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            raise DemoFailed(f"The record was not complete within {within_s:.0f} s. See the server's log.") from None

    async def until_all_is_recognised(self, within_s: float = 120) -> None:
        """Wait until the recogniser has nothing left to read: at once where none listens, *within_s* at most."""
        since = asyncio.get_running_loop().time()
        while asyncio.get_running_loop().time() - since < within_s:
            report = self.reports.get("recognition", {"engine": "none"})
            if report["engine"] == "none":
                return
            asked = self._recognition_reports
            await asyncio.sleep(_LAST_WORDS_S)
            report = self.reports["recognition"]
            if self._recognition_reports > asked and report["behind_s"] == 0:
                return
