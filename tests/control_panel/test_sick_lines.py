"""Lines that a disk lost, at the court or in the courtroom: the other side's are used, and nothing else is held up."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from courtroom_agent.upload import Uploader
from hearing.link import Link
from recorder.closing import last_seal
from recorder.layout import TakePaths, take_paths
from tests.control_panel.serving import Court, court
from tests.hearing.story import HEARING
from tests.hearing.test_link import linked
from tests.recorder.packing import ROOM_KEY, record, told
from tests.recorder.recording import CASE

TAKE, TRACKS = "room-demo-1", ("cam-judge", "mic-judge")


@dataclass
class Sides:
    """A courtroom with a sealed take, and the court's server."""

    here: Court
    link: Link
    room: Path

    @property
    def own(self) -> TakePaths:
        """The take in the courtroom."""
        return take_paths(self.room / "records", CASE, HEARING, TAKE)

    @property
    def there(self) -> TakePaths:
        """The take at the court."""
        return take_paths(self.here.data / "records", CASE, HEARING, TAKE)

    async def send_up(self) -> Uploader:
        """Compare and send until nothing goes any more, as after each new link."""
        sender = Uploader(self.room / "records", CASE, HEARING, self.room / "sent.json")
        await sender.compare(self.link)
        while await sender.send_some(self.link):
            pass
        return sender

    def differing(self) -> set[str]:
        """Name the files that are not the same on both sides."""
        files = {path.relative_to(self.own.folder) for path in self.own.folder.rglob("*") if path.is_file()}
        return {
            path.as_posix()
            for path in files
            if not (self.there.folder / path).exists()
            or (self.own.folder / path).read_bytes() != (self.there.folder / path).read_bytes()
        }


@asynccontextmanager
async def sides(folder: Path) -> AsyncIterator[Sides]:
    """Let a courtroom record a hearing and call the court's server."""
    record(folder / "records", told(), TAKE, ROOM_KEY, TRACKS)
    async with court() as here:
        clerk = await here.person("clerk", "clerk")
        await here.hearing(clerk, hearing=HEARING)
        async with linked(here, "agent", "agent:demo") as (link, _):
            yield Sides(here, link, folder)


def lose(path: Path, since: float) -> None:
    """Turn a third of a file of lines into what a disk gives back of lost sectors, from a share of its length on."""
    content = path.read_bytes()
    begin, end = round(len(content) * since), round(len(content) * (since + 1 / 3))
    path.write_bytes(content[:begin] + bytes(end - begin) + content[end:])


async def _mended(folder: Path) -> None:
    async with sides(folder) as two:
        await two.send_up()
        assert two.differing() == set()
        for path in (two.there.track("cam-judge").index, two.there.leaves, two.there.seals):
            lose(path, 0.4)
        two.here.panel.intake.forget()
        before = two.there.track("cam-judge").media_files()[-1].stat().st_mtime_ns
        sender = await two.send_up()

        assert two.differing() == set()
        assert sender.stuck == {}
        assert two.there.track("cam-judge").media_files()[-1].stat().st_mtime_ns == before, "media stayed as it was"
        assert len(list((two.here.data / "refused" / HEARING / TAKE).iterdir())) == 3


def test_lines_that_the_court_lost_are_sent_again_from_the_courtroom(tmp_path: Path) -> None:
    """Index, leaves and seals are whole again, no medium was written twice, and what was left of them is kept aside."""
    asyncio.run(_mended(tmp_path))


async def _sent_without(folder: Path) -> None:
    async with sides(folder) as two:
        lose(two.own.track("cam-judge").index, 0.4)
        sender = await two.send_up()
        seal = last_seal(two.there)

        assert sender.stuck == {f"{TAKE}/cam-judge": "damaged"}
        assert seal is not None
        assert seal.final
        assert {name for name in two.differing() if not name.startswith("cam-judge/")} == set()
        assert two.own.track("cam-judge").index.read_bytes().startswith(two.there.track("cam-judge").index.read_bytes())


def test_a_courtroom_that_lost_lines_sends_up_all_the_rest(tmp_path: Path) -> None:
    """One track's index costs that track its end; the others go up whole, and the final seal with them."""
    asyncio.run(_sent_without(tmp_path))
