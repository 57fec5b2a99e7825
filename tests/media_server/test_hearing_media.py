"""What the hearing's course lets pass on a media worker."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from hearing.policy import SYSTEM
from hearing.reports import LiveStream, Report, Streams
from media_server.hearing_media import HearingMedia
from media_server.recorder_tap import RecorderTap
from media_server.worker import Worker
from recorder.rtp_socket import Connection, Listener, Message, MessageKind
from tests.hearing.story import CLERK, HEARING, Story, opened, prepared
from tests.media_server.clients import Frames, Picture, Tone, offer_of, prefer_h264, running_worker, until

PERSON = "participant:p-1"
STREAM = "remote-p-1"
ROOM = "agent:demo"


class Court:
    """A hearing told event by event, the worker that carries it, and what it reports."""

    def __init__(self, story: Story, worker: Worker, tap: RecorderTap | None = None) -> None:
        self.story = story
        self.media = HearingMedia(worker, tap, lambda: self.story.now)
        self.streams: dict[str, LiveStream] = {}
        self.clients: list[Client] = []

    async def report(self, report: Report) -> None:
        """Keep what is reported."""
        assert isinstance(report, Streams)
        self.streams = {one.name: one for one in report.streams}

    async def tell(self, actor: Any, what: str, **fields: Any) -> None:
        """Let something happen, and let the worker hear of it."""
        told = len(self.story.log)
        self.story.so(actor, what, **fields)
        for event in self.story.log[told:]:
            await self.media.on_event(event)


@asynccontextmanager
async def sitting(story: Story, tap: RecorderTap | None = None) -> AsyncIterator[Court]:
    """A worker that carries the hearing of *story*."""
    async with running_worker() as worker:
        court = Court(story, worker, tap)
        await court.media.on_hearing(story.hearing)
        running = [asyncio.create_task(court.media.run(court))]
        if tap is not None:
            running.append(asyncio.create_task(tap.run()))
        try:
            yield court
        finally:
            for client in court.clients:
                await client.close()
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)


class Client:
    """A stock client that asks through the operations of the link."""

    def __init__(self, court: Court) -> None:
        self.heard = Frames()
        self.status = 0
        self.said: dict[str, Any] = {}
        self._court = court
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._tasks: list[asyncio.Task[None]] = []
        court.clients.append(self)

    async def ask(
        self, op: str, principal: str, role: str | None = None, stream: str = STREAM, *, video: bool = False
    ) -> "Client":
        """Ask to ``publish`` or ``play`` the defendant's stream or another one: its sound, or its picture."""
        if op == "publish":
            self._connection.addTransceiver(Picture() if video else Tone(), direction="sendonly")
        else:
            self._connection.addTransceiver("video" if video else "audio", direction="recvonly")
        if video:
            prefer_h264(self._connection)
        self._connection.on("track", lambda track: self._tasks.append(asyncio.create_task(self.heard.watch(track))))
        sdp = await offer_of(self._connection)
        body = {"hearing": HEARING, "stream": stream, "principal": principal, "role": role, "sdp": sdp}
        self.status, self.said = await self._court.media.on_request(op, body)
        if self.status == 201:
            await self._connection.setRemoteDescription(RTCSessionDescription(self.said["sdp"], "answer"))
        return self

    async def close(self) -> None:
        """Hang up."""
        await self._connection.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def test_the_defendant_speaks_in_the_hearing_and_is_silent_in_the_recess() -> None:
    """Open: heard. Recess: both stay connected, nothing passes. Resumed: heard again, without dialling anew."""

    async def hold() -> None:
        async with sitting(opened()) as court:
            speaker = await Client(court).ask("publish", PERSON)
            listener = await Client(court).ask("play", ROOM)
            assert (speaker.status, listener.status) == (201, 201)
            await until(lambda: listener.heard.count >= 10)
            assert not court.streams[STREAM].paused

            await court.tell(CLERK, "recess", reason="recess")
            court.story.wait(10)
            await court.tell(SYSTEM, "take-effect")
            live = court.media.worker.stream(HEARING, STREAM)
            await until(lambda: live.withheld >= 20)
            assert live.is_paused
            assert len(court.media.worker.sessions) == 2
            await until(lambda: court.streams[STREAM].paused)

            await court.tell(CLERK, "resume")
            await court.tell(SYSTEM, "confirm-resumed")
            before = listener.heard.count
            await until(lambda: listener.heard.count >= before + 10)
            await speaker.close()
            await listener.close()

    asyncio.run(hold())


def test_a_recess_takes_effect_though_its_event_is_late() -> None:
    """When the time to undo has run out, nothing passes any more, even if word of it has not come yet."""

    async def hold() -> None:
        async with sitting(opened()) as court:
            speaker = await Client(court).ask("publish", PERSON)
            live = court.media.worker.stream(HEARING, STREAM)
            await court.tell(CLERK, "recess", reason="recess")
            assert not live.is_paused

            court.story.wait(30)

            await until(lambda: live.is_paused)
            await speaker.close()

    asyncio.run(hold())


def test_who_is_not_admitted_neither_speaks_nor_hears() -> None:
    """The witness who waits outside, and a stranger, are refused in words."""

    async def hold() -> None:
        async with sitting(opened()) as court:
            for op, principal, role in (
                ("publish", "participant:p-2", None),
                ("play", "participant:p-2", None),
                ("play", "account:7", None),
                ("publish", "account:2", "clerk"),
                ("play", "agent:elsewhere", None),
            ):
                client = await Client(court).ask(op, principal, role)
                assert client.status == 403, principal
                assert client.said["title"]
                await client.close()

    asyncio.run(hold())


def test_a_screen_that_was_signed_out_sees_nothing_more() -> None:
    """A courtroom's display plays the program; once it is dismissed its picture ends, and no other's."""

    async def scenario() -> None:
        async with sitting(opened()) as court:
            bench, parties = "display:demo/bench", "display:demo/parties"
            stolen, other = [await Client(court).ask("play", who, stream="program") for who in (bench, parties)]
            assert (stolen.status, other.status) == (201, 201)
            assert (await court.media.on_request("dismiss", {"hearing": HEARING, "principal": bench}))[0] == 200
            assert [one.principal for one in court.media.worker.sessions.values()] == [parties]
            await other.close()

    asyncio.run(scenario())


def test_nobody_hangs_up_for_another() -> None:
    """Whoever learns a session's name can neither end it nor move it to another network; who opened it can."""

    async def scenario() -> None:
        async with sitting(opened()) as court:
            client = await Client(court).ask("publish", PERSON)
            named = {"hearing": HEARING, "stream": STREAM, "principal": PERSON, "session": client.said["session"]}
            for change in ({"principal": "participant:p-2"}, {"stream": "program"}, {"hearing": "h-zzzzzzzzzz"}):
                assert (await court.media.on_request("end", {**named, **change}))[0] == 404
                moved = {**named, **change, "fragment": "a=ice-ufrag:else\r\n"}
                assert (await court.media.on_request("patch", moved))[0] == 404
            assert client.said["session"] in court.media.worker.sessions
            assert (await court.media.on_request("end", named))[0] == 200
            assert court.media.worker.sessions == {}

    asyncio.run(scenario())


def test_the_clerk_may_watch_the_defendant() -> None:
    """An account plays by what its role may."""

    async def hold() -> None:
        async with sitting(opened()) as court:
            client = await Client(court).ask("play", "account:2", "clerk")
            assert client.status == 201
            await client.close()

    asyncio.run(hold())


def test_who_is_removed_is_cut_off_at_once() -> None:
    """The person whom the court removes is off the air with that very event; others stay."""

    async def hold() -> None:
        async with sitting(opened()) as court:
            speaker = await Client(court).ask("publish", PERSON)
            listener = await Client(court).ask("play", ROOM)
            await until(lambda: listener.heard.count >= 3)

            await court.tell(CLERK, "remove", participant="p-1", reason="扰乱法庭秩序")

            assert [one.principal for one in court.media.worker.sessions.values()] == [ROOM]
            await until(lambda: not court.streams)
            await speaker.close()
            await listener.close()

    asyncio.run(hold())


def test_a_muted_defendant_is_silence_on_the_wire() -> None:
    """Muted by the court, the sound that leaves the server is silence, whatever the defendant's page sends."""

    async def hold() -> None:
        async with sitting(opened()) as court:
            speaker = await Client(court).ask("publish", PERSON)
            live = court.media.worker.stream(HEARING, STREAM)
            await until(lambda: live.publisher is not None)
            assert live.publisher is not None
            (source,) = live.publisher.sources.values()
            await until(lambda: source.reception.packets >= 3)
            loud = source.resend(source.reception.highest & 0xFFFF)

            await court.tell(CLERK, "mute", stream=STREAM)
            muted_from = source.reception.packets
            await until(lambda: source.reception.packets >= muted_from + 3)

            quiet = source.resend(source.reception.highest & 0xFFFF)
            assert loud is not None
            assert quiet is not None
            assert len(loud) > len(quiet)
            assert quiet.endswith(b"\xff\xfe")
            await speaker.close()

    asyncio.run(hold())


def test_a_hearing_that_moved_away_leaves_nothing_behind() -> None:
    """When another worker has the hearing, this one holds no connection of it."""

    async def hold() -> None:
        async with sitting(opened()) as court:
            speaker = await Client(court).ask("publish", PERSON)
            assert court.media.detail == {"hearings": [HEARING]}

            await court.media.on_released(HEARING)

            assert court.media.worker.sessions == {}
            assert court.media.detail == {"hearings": []}
            assert (await Client(court).ask("play", ROOM)).status == 403
            await speaker.close()

    asyncio.run(hold())


def test_a_senseless_request_is_refused() -> None:
    """What the panel could not have meant is answered, not obeyed."""

    async def hold() -> None:
        async with sitting(opened()) as court:
            assert (await court.media.on_request("dance", {}))[0] == 404
            assert (await court.media.on_request("publish", {"hearing": HEARING}))[0] == 400
            gone = {"hearing": HEARING, "stream": STREAM, "principal": PERSON, "session": "x"}
            assert (await court.media.on_request("end", gone))[0] == 404
            offer = {"hearing": HEARING, "stream": STREAM, "principal": PERSON, "sdp": "hello"}
            assert (await court.media.on_request("publish", offer))[0] == 400

    asyncio.run(hold())


def test_the_recorder_gets_the_open_hearing_and_nothing_else() -> None:
    """Before opening and in the recess not one packet goes to the record; in between every one does."""

    async def hold() -> None:
        told: list[Message] = []

        def keep(_: Connection, message: Message, __: int) -> None:
            told.append(message)

        def kinds() -> list[MessageKind]:
            return [message.kind for message in told if message.kind is not MessageKind.SENDER_REPORT]

        with tempfile.TemporaryDirectory(prefix="c-") as folder:
            path = Path(folder) / "r.sock"
            listener = Listener(path, keep, lambda _: None)
            listener.open()
            story = prepared()
            story.so(story.person("p-1"), "consent", participant="p-1", to="remote-hearing")
            story.so(CLERK, "admit", participant="p-1")
            async with sitting(story, RecorderTap(path, time.time_ns)) as court:
                speaker = await Client(court).ask("publish", PERSON)
                player = await Client(court).ask("play", ROOM)
                await until(lambda: player.heard.count >= 5)
                assert MessageKind.RTP not in kinds()

                await court.tell(CLERK, "open")
                await court.tell(SYSTEM, "confirm-open")
                await until(lambda: kinds().count(MessageKind.RTP) >= 10)

                await court.tell(CLERK, "recess", reason="recess")
                court.story.wait(10)
                await court.tell(SYSTEM, "take-effect")
                live = court.media.worker.stream(HEARING, STREAM)
                await until(lambda: live.withheld >= 10)
                assert kinds()[-1] is MessageKind.POLICY
                assert told[-1].payload == b'{"paused": true}'

                await speaker.close()
                await until(lambda: kinds()[-1] is MessageKind.ENDS)
                await player.close()
            listener.close()

    asyncio.run(hold())


def test_a_shared_screen_is_let_in_while_it_is_shown_and_cut_off_with_it() -> None:
    """Before: refused. Shown: taken in, for the room's agent to play. Withdrawn: the connection is ended."""

    async def hold() -> None:
        async with sitting(opened()) as court:
            refused = await Client(court).ask("publish", PERSON, stream="share-p-1", video=True)
            source = {"kind": "share", "stream": "share-p-1"}
            await court.tell(CLERK, "present-evidence", source=source, targets=["bench"])
            sharer = await Client(court).ask("publish", PERSON, stream="share-p-1", video=True)
            agent = await Client(court).ask("play", ROOM, stream="share-p-1", video=True)
            other = await Client(court).ask("play", "participant:p-2", stream="share-p-1", video=True)
            assert (refused.status, sharer.status, agent.status, other.status) == (403, 201, 201, 403)
            await until(lambda: agent.heard.count >= 3, 30)
            await court.tell(CLERK, "withdraw-evidence", showing="s-1")
            assert "share-p-1" not in {one.live.stream.name for one in court.media.worker.sessions.values()}

    asyncio.run(hold())


def test_the_gallery_loses_the_courts_picture_while_evidence_in_it_is_not_for_the_gallery() -> None:
    """What is shown to people far away alone is in the program: whoever it is not shown to plays it no more."""

    async def hold() -> None:
        async with sitting(opened()) as court:
            await Client(court).ask("publish", ROOM, stream="program")
            viewer = await Client(court).ask("play", "account:6", "gallery", stream="program")
            assert viewer.status == 201
            await court.tell(
                CLERK, "present-evidence", source={"kind": "camera", "stream": "cam-judge"}, targets=["remote"]
            )
            assert not [one for one in court.media.worker.sessions.values() if one.principal == "account:6"]
            again = await Client(court).ask("play", "account:6", "gallery", stream="program")
            assert again.status == 403
            await court.tell(CLERK, "withdraw-evidence", showing="s-1")
            assert (await Client(court).ask("play", "account:6", "gallery", stream="program")).status == 201

    asyncio.run(hold())
