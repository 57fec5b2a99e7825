"""The recorder process beside a media host: remote people's streams become tracks of the record.

Media hands over what it decrypted (:mod:`recorder.rtp_socket`); the panel says, over the link, what happens in each
hearing. One thread does the disk's work ten times a second, so that receiving never waits for it.
"""

import asyncio
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from hearing.commands import NoteFault
from hearing.events import HearingEvent
from hearing.facts import RUNNING, HearingState
from hearing.link import Handler, Link, LinkLost, LinkRefused
from hearing.reports import Exchange, Health, Report
from hearing.state import apply
from hearing.streams import track_name
from recorder.archive_job import ArchiveJob
from recorder.closing_job import ClosingJob
from recorder.countersigning import Countersigning, CourtSide
from recorder.errors import BadPacket, StoreFault
from recorder.keys import load_or_make_key
from recorder.remote_record import WRITER, RemoteRecord
from recorder.remote_stream import Losses, RemoteStream
from recorder.rtp_socket import Connection, Listener, Message, MessageKind, decode_begins
from recorder.signing import SigningKey
from recorder.stamp_job import Authority, StampJob

NAME = "recorder"
_TICK_S = 0.1
_REPORT_EVERY = 10  # ticks
_HEALTH_EVERY = 50
_TOLD_APART = 4  # letters: how many seconds a disk has been silent is no news each second.
_NOTE_AFTER_NS = 10_000_000_000  # Losses are told together, not one by one.
_NOTE_AT_LEAST = 50  # packets: a second of sound; fewer are counted in the tracks' reports only.
_MOST_STREAMS = 4096


class RemoteRecorder(Handler):
    """Keeps the remote streams of all hearings of concern on this host."""

    def __init__(
        self,
        link: Link,
        store: Path,
        key: SigningKey,
        socket: Path,
        player: Path | None = None,
        authority: Authority | None = None,
    ) -> None:
        """*store*: ``DATA/records``; *socket*: where media hands packets over; *player*: the packages' offline player."""
        self._stamping = StampJob(store, authority, self._now_ms, self._states) if authority else None
        self._link, self._store, self._key = link, store, key
        self._records: dict[str, RemoteRecord] = {}
        self._countersigning = Countersigning(link, store, key, WRITER, CourtSide(self._states), self._object)
        self._closing = ClosingJob(link, store, key, self._states)
        self._archiving = ArchiveJob(link, store.parent, key, self._states, self._closing, player)
        self._streams: dict[tuple[Connection, int], RemoteStream] = {}
        self._listener = Listener(socket, self._on_message, self._on_gone)
        self._gone: dict[tuple[str, str], int] = {}
        """Streams that ended because their media process did, and when (UTC ns)."""
        self._behind: dict[str, Losses] = {}
        self._hole_at = 0
        self._refused = 0
        self._faults: asyncio.Queue[tuple[str, NoteFault]] = asyncio.Queue(maxsize=1000)
        self._cpu = (time.monotonic(), time.process_time())

    def _states(self) -> list[HearingState]:
        return [record.state for record in self._records.values()]

    async def run(self) -> None:
        """Record until cancelled.

        Raises:
            SocketFault: the socket cannot be had.
            LinkRefused: the panel does not accept the token.
        """
        self._listener.open()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._link.run(self))
                tasks.create_task(self._tick_forever())
                tasks.create_task(self._tell_faults())
                if self._stamping is not None:
                    tasks.create_task(self._stamping.run())
                tasks.create_task(self._closing.run())
                tasks.create_task(self._countersigning.run())
                tasks.create_task(self._archiving.run())
        finally:
            self._listener.close()
            for record in self._records.values():
                with suppress(StoreFault):
                    record.close()

    async def on_hearing(self, state: HearingState) -> None:
        """Follow a hearing from here on; streams of it that began before are taken up."""
        record = self._records.get(state.hearing)
        if record is not None:
            record.follow(state)
            return
        record = RemoteRecord(self._store, self._key, self._now_ms, state)
        self._records[state.hearing] = record
        for stream in self._streams.values():
            if stream.begins.hearing == state.hearing:
                record.add(stream)

    async def on_event(self, event: HearingEvent) -> None:
        """Follow what happens; the next tick acts on it."""
        record = self._records.get(event.hearing)
        if record is not None and event.seq == record.state.seq + 1:
            record.follow(apply(record.state, event))

    async def on_report(self, report: Report) -> None:
        """Hear what a far end says of its take."""
        if isinstance(report, Exchange):
            await self._countersigning.hear(report)

    async def on_released(self, hearing: str) -> None:
        """Let go of a hearing that is archived."""
        record = self._records.pop(hearing, None)
        if record is not None:
            self._gone = {key: since for key, since in self._gone.items() if key[0] != hearing}
            with suppress(StoreFault):
                await asyncio.to_thread(record.close)

    def _object(self, hearing: str, words: str) -> None:
        fault = NoteFault(id=uuid4(), cause="not-countersigned", text=words)
        with suppress(asyncio.QueueFull):
            self._faults.put_nowait((hearing, fault))

    def _now_ns(self) -> int:
        return self._link.panel_ns()

    def _now_ms(self) -> int:
        return self._link.panel_ns() // 1_000_000

    def _on_message(self, connection: Connection, message: Message, hole: int) -> None:
        arrival = message.arrival + self._link.offset_ns
        if hole:
            self._fell_behind(connection, hole, arrival)
        try:
            self._take(connection, message, arrival)
        except BadPacket:
            self._refused += 1

    def _take(self, connection: Connection, message: Message, arrival: int) -> None:
        place = connection, message.stream
        stream = self._streams.get(place)
        match message.kind:
            case MessageKind.RTP if stream:
                stream.rtp(message.payload, arrival)
            case MessageKind.SENDER_REPORT if stream:
                stream.rtcp(message.payload, arrival)
            case MessageKind.BEGINS if len(self._streams) < _MOST_STREAMS:
                self._end(place)
                self._begin(place, message.payload)
            case MessageKind.ENDS:
                self._end(place)
            case _:
                pass  # Pauses are known from the log; media of unknown streams is nobody's.

    def _begin(self, place: tuple[Connection, int], payload: bytes) -> None:
        connection, number = place
        stream = RemoteStream.of(decode_begins(payload), lambda: connection.wish_keyframe(number))
        self._streams[place] = stream
        record = self._records.get(stream.begins.hearing)
        if record is not None:
            record.add(stream)
        self._note_return(stream)

    def _note_return(self, stream: RemoteStream) -> None:
        """A stream whose media process had died is there again: say what was lost in between."""
        hearing, name = stream.begins.hearing, stream.begins.stream
        since = self._gone.pop((hearing, name), None)
        if since is not None:
            self._note(hearing, "media-restarted", name, since // 1_000_000, self._now_ms())

    def _end(self, place: tuple[Connection, int]) -> None:
        stream = self._streams.pop(place, None)
        if stream is None:
            return
        stream.finish(self._now_ns())
        record = self._records.get(stream.begins.hearing)
        if record is not None:
            record.remove(stream)

    def _on_gone(self, connection: Connection) -> None:
        for place in [place for place in self._streams if place[0] is connection]:
            begins = self._streams[place].begins
            record = self._records.get(begins.hearing)
            if record is not None and record.state.course in RUNNING and record.is_wanted(begins.stream):
                self._gone[begins.hearing, begins.stream] = self._now_ns()
            self._end(place)

    def _fell_behind(self, connection: Connection, hole: int, now: int) -> None:
        self._hole_at = now
        hearings = {stream.begins.hearing for place, stream in self._streams.items() if place[0] is connection}
        for hearing in hearings:
            self._behind.setdefault(hearing, Losses()).add(hole, now)

    async def _tick_forever(self) -> None:
        """Poll and tell ten times a second; the disk works beside that, and whoever waits for it is nobody here."""
        count, said = 0, ""
        working: asyncio.Task[None] | None = None
        while True:
            await asyncio.sleep(_TICK_S)
            count += 1
            now = self._now_ns()
            for stream in list(self._streams.values()):
                stream.poll(now)
            records = list(self._records.values())
            working = working or asyncio.create_task(asyncio.to_thread(_work, records))
            await asyncio.wait({working}, timeout=_TICK_S)
            if working.done():
                await working
                working = None
                self._after_work(records)
            self._note_losses(now)
            if count % _REPORT_EVERY == 0:
                await self._report(records)
            hindered = self._hindered(records)
            if count % _HEALTH_EVERY == 1 or hindered[:_TOLD_APART] != said[:_TOLD_APART]:
                said = hindered
                await self._link.report(self._health(hindered))

    async def _report(self, records: list[RemoteRecord]) -> None:
        for record in records:
            report = record.report()
            if report is not None:
                await self._link.report(report)

    def _after_work(self, records: list[RemoteRecord]) -> None:
        for record in records:
            record.attach()
            self._note_restart(record)
            self._note_outages(record)

    @staticmethod
    def _hindered(records: list[RemoteRecord]) -> str:
        """What the disk does not do, in words."""
        return next((says for record in records if (says := record.disk.says())), "")

    def _health(self, hindered: str) -> Health:
        then, now = self._cpu, (time.monotonic(), time.process_time())
        self._cpu = now
        return Health(
            process=NAME,
            state="fail" if hindered else "pass",
            says=hindered,
            cpu=round(100 * (now[1] - then[1]) / max(now[0] - then[0], 1e-3), 1),
            detail={"streams": len(self._streams), "refused_messages": self._refused},
        )

    def _note_restart(self, record: RemoteRecord) -> None:
        since, record.restarted_from = record.restarted_from, None
        zero = record.state.zero_at
        if since is not None and zero is not None:
            self._note(record.state.hearing, "recorder-restarted", None, zero + since // 1_000_000, self._now_ms())

    def _note_outages(self, record: RemoteRecord) -> None:
        for outage in record.disk.outages():
            self._note(record.state.hearing, outage.cause, None, outage.since, outage.until)

    def _note_losses(self, now: int) -> None:
        for hearing, losses in list(self._behind.items()):
            if now - losses.since >= _NOTE_AFTER_NS:
                del self._behind[hearing]
                self._note_loss(hearing, "recorder-behind", None, losses)
        for stream in self._streams.values():
            for medium, kept in stream.media.items():
                losses = kept.losses
                if not losses.count or now - losses.since < _NOTE_AFTER_NS:
                    continue
                kept.losses = Losses()
                is_ours = losses.since <= self._hole_at + _NOTE_AFTER_NS and self._hole_at >= losses.since
                if losses.count >= _NOTE_AT_LEAST and not is_ours:
                    name = track_name(stream.begins.stream, medium)
                    self._note_loss(stream.begins.hearing, "network-loss", name, losses)

    def _note_loss(self, hearing: str, cause: str, track: str | None, losses: Losses) -> None:
        since, until = losses.since // 1_000_000, losses.until // 1_000_000
        self._note(hearing, cause, track, since, until, f"{losses.count} packets")

    def _note(self, hearing: str, cause: str, track: str | None, since: int, until: int, text: str = "") -> None:
        fault = NoteFault(id=uuid4(), cause=cause, track=track, since=since, until=until, text=text)
        with suppress(asyncio.QueueFull):
            self._faults.put_nowait((hearing, fault))

    async def _tell_faults(self) -> None:
        while True:
            hearing, fault = await self._faults.get()
            while True:
                try:
                    await self._link.command(hearing, fault, patience_s=30)
                except LinkLost:
                    continue
                except LinkRefused:
                    self._refused += 1
                break


def _work(records: list[RemoteRecord]) -> None:
    for record in records:
        record.work()


async def record_remote(
    url: str,
    token: str,
    data: Path,
    socket: Path | None = None,
    ca: str | None = None,
    player: Path | None = None,
    authority: Authority | None = None,
) -> None:
    """Run the recorder of this host: link to the panel at *url*, store below ``data/records``.

    *player* is the folder whose ``player.html`` and ``player/`` go into each package; *authority* stamps seals.

    Raises:
        SocketFault: the socket cannot be had.
        LinkRefused: the panel does not accept the token.
        StoreFault: the key cannot be kept.
    """
    key = load_or_make_key(data / "keys" / "recorder.pem")
    link = Link(url, token, verify=ca or True, kind="recorder", name=NAME)
    async with link:
        place = socket or data / "run" / "recorder.sock"
        await RemoteRecorder(link, data / "records", key, place, player, authority).run()
