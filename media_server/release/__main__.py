"""The release process: ``python -m media_server.release``. It alone writes the public folder."""

import argparse
import asyncio
import json
import logging
from pathlib import Path
from typing import Any

from hearing.events import HearingEvent
from hearing.facts import HearingState
from hearing.link import Handler, Link
from hearing.reports import Health
from hearing.state import apply, fold
from media_server.release.broadcast import Broadcast
from media_server.release.folder import PageNotBuilt, PublicFolder
from media_server.release.listing import listed
from media_server.release.replay import write_replay
from media_server.release.source import PublicTracks

log = logging.getLogger("release")
_STEP_S = 0.2
_REPORT_EVERY = 10


class Releasing(Handler):
    """Keeps one :class:`Broadcast` for each hearing of concern."""

    def __init__(self, link: Link, folder: PublicFolder, records: Path, delay_ms: int, names: Path) -> None:
        self._link = link
        self._folder = folder
        self._records = records
        self._delay_ms = delay_ms
        self._names = names
        self._states: dict[str, HearingState] = {}
        self._broadcasts: dict[str, Broadcast] = {}
        self._replays: set[str] = set()
        self._withheld: set[str] = set()

    async def on_hearing(self, state: HearingState) -> None:
        """Take up a hearing, also one that was withheld."""
        self._withheld.discard(state.hearing)
        self._states[state.hearing] = state
        if state.hearing not in self._broadcasts:
            names = self._known_names()
            made = Broadcast(
                self._folder, PublicTracks(self._records), self._delay_ms, public_id=names.get(state.hearing, "")
            )
            self._broadcasts[state.hearing] = made
            self._folder.write_json(self._names, names | {state.hearing: made.public_id})

    async def on_event(self, event: HearingEvent) -> None:
        """Follow it; a cut acts at once."""
        state = self._states.get(event.hearing)
        if state is None or event.seq <= state.seq:
            return
        if event.seq != state.seq + 1:
            self._states[event.hearing] = fold(await self._link.log(event.hearing))
        else:
            self._states[event.hearing] = apply(state, event)
        if event.type in ("broadcast-cut", "openness-set", "broadcast-refused"):
            self.step()

    async def on_withheld(self, hearing: str) -> None:
        """Let a hearing go dark: a cut that cannot be heard of must not be overrun."""
        self._withheld.add(hearing)
        self.step()

    async def on_request(self, op: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Take everything of a hearing out of the public folder, for good."""
        if op != "let-go":
            return await super().on_request(op, body)
        hearing, names = str(body.get("hearing", "")), self._known_names()
        self._states.pop(hearing, None)
        self._broadcasts.pop(hearing, None)
        if hearing in names:
            for folder in (self._folder.live(names[hearing]), self._folder.replay(names[hearing])):
                self._folder.take_away(folder)
            self._folder.write_json(self._names, {known: name for known, name in names.items() if known != hearing})
        self.step()
        return 200, {"public": "gone"}

    async def run(self) -> None:
        """Step until cancelled."""
        for number in range(1 << 62):
            if self._link.connected:  # A cut that cannot be heard of must not be overrun: no panel, no release.
                self.step()
            if number % _REPORT_EVERY == 0:
                await self._report()
            await asyncio.sleep(_STEP_S)

    def step(self) -> None:
        """Bring the public folder in line with what is allowed now."""
        now_ms = self._link.panel_ns() // 1_000_000
        rows = []
        for hearing, state in sorted(self._states.items(), key=lambda item: item[1].planned_at):
            broadcast = self._broadcasts[hearing]
            if hearing in self._withheld:
                broadcast.withhold(state, now_ms)
            else:
                broadcast.step(state, now_ms)
            if broadcast.is_over(state, now_ms) and hearing not in self._replays:
                self._replays.add(hearing)
                self._show_replay(state, broadcast)
            has_replay = (self._folder.replay(broadcast.public_id) / "master.m3u8").exists()
            if row := listed(state, broadcast, now_ms, has_replay=has_replay):
                rows.append(row)
            elif has_replay:
                self._folder.take_away(self._folder.replay(broadcast.public_id))
        self._folder.write_json(self._folder.root / "hearings.json", {"hearings": rows})

    def _show_replay(self, state: HearingState, broadcast: Broadcast) -> None:
        if write_replay(self._folder, broadcast.public_id, PublicTracks(self._records), state):
            log.info("%s: replay is public", state.hearing)

    async def _report(self) -> None:
        for hearing, broadcast in self._broadcasts.items():
            await self._link.report(broadcast.report(self._states[hearing]))
        await self._link.report(Health(process="release", state="pass", says=f"{len(self._broadcasts)} hearings"))

    def _known_names(self) -> dict[str, str]:
        return json.loads(self._names.read_text()) if self._names.exists() else {}


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="release", description=__doc__)
    parser.add_argument("--join", required=True, metavar="URL", help="the panel's address")
    parser.add_argument("--token-file", required=True, type=Path, help="file that holds this service's token")
    parser.add_argument("--ca", help="file of the CA that signed the panel's certificate")
    parser.add_argument("--data", required=True, type=Path, help="the installation's folder: records in, public out")
    parser.add_argument("--name", default="release", help="what this process is called")
    parser.add_argument("--page", type=Path, help="folder of the built public page")
    parser.add_argument("--delay", type=float, default=30.0, metavar="S", help="seconds between court and public")
    return parser.parse_args()


def _install(folder: PublicFolder, page: Path) -> None:
    try:
        folder.install_page(page)
    except PageNotBuilt as fault:  # The media are public without it; any page may play them.
        log.warning("%s", fault)


async def main() -> None:
    """Release until told to stop."""
    options = arguments()
    folder = PublicFolder(options.data / "public")
    folder.root.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(folder.clear)
    if options.page:
        await asyncio.to_thread(_install, folder, options.page)
    token = options.token_file.read_text().strip()
    async with Link(options.join, token, verify=options.ca or True, kind="release", name=options.name) as link:
        names = options.data / "run" / "public-names.json"
        releasing = Releasing(link, folder, options.data / "records", int(options.delay * 1000), names)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(link.run(releasing))
            tasks.create_task(releasing.run())


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    asyncio.run(main())
