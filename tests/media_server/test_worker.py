"""Streams from stock clients to stock clients, over real sockets."""

import asyncio
import random
import socket

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection

from media_server.errors import MediaError, NoSuchSession, StreamTaken
from media_server.live_stream import LiveStream
from media_server.session import PlaySession
from media_server.source import Source
from media_server.subscriber import Playing
from media_server.worker import Worker
from tests.media_server.clients import HEARING, LossyPath, offer_of, playing, publishing, running_worker, until

STREAM = "remote-p-1"


def live_of(worker: Worker) -> LiveStream:
    """Give the stream that the tests publish."""
    return worker.stream(HEARING, STREAM)


def source_of(worker: Worker, medium: str = "video") -> Source:
    """Give what comes in of it."""
    publisher = live_of(worker).publisher
    assert publisher is not None
    return next(source for source in publisher.sources.values() if source.medium == medium)


def is_on_air(worker: Worker) -> bool:
    """Whether its publisher's connection stands."""
    return live_of(worker).publisher is not None


def played_by(worker: Worker, medium: str = "video") -> list[Playing]:
    """Give what goes out of it, by player."""
    return [one.playing[medium] for one in live_of(worker).subscribers.values() if one.playing]  # type: ignore[index]


def test_a_remote_person_is_seen_and_heard_by_two_players() -> None:
    """One publishes by plain WHIP, two play by plain WHEP, each with a stock client; nothing is lost between."""

    async def hear() -> None:
        async with (
            running_worker() as worker,
            publishing(worker, STREAM, "video", "audio"),
            playing(worker, STREAM, "video", "audio") as first,
            playing(worker, STREAM, "audio", "video") as second,
        ):
            await until(lambda: min(first["video"].count, second["video"].count) >= 8)
            await until(lambda: min(first["audio"].count, second["audio"].count) >= 25)
            assert source_of(worker).reception.lost == 0
            assert source_of(worker).keyframes_seen >= 1
            assert worker.wire.strays.faults == 0

    asyncio.run(hear())


def test_a_player_may_come_before_the_publisher_and_outlast_it() -> None:
    """The clerk's page waits for the witness, and goes on when the witness's browser is opened anew."""

    async def hear() -> None:
        async with running_worker() as worker, playing(worker, STREAM, "video", "audio") as frames:
            async with publishing(worker, STREAM, "video", "audio"):
                await until(lambda: frames["video"].count >= 4 and frames["audio"].count >= 4)
            await until(lambda: not is_on_air(worker))
            before = frames["video"].count
            async with publishing(worker, STREAM, "video", "audio"):
                await until(lambda: frames["video"].count >= before + 4)

    asyncio.run(hear())


def test_a_second_publisher_is_refused_and_the_first_goes_on() -> None:
    """Nobody takes a witness's place on the screen while the witness is there."""

    async def hear() -> None:
        async with running_worker() as worker, publishing(worker, STREAM, "audio"):
            await until(lambda: is_on_air(worker) and source_of(worker, "audio").reception.packets > 5)
            for principal in ("participant:p-9", "participant:p-1"):
                with pytest.raises(StreamTaken) as refused:
                    async with publishing(worker, STREAM, "audio", principal=principal):
                        pass
                assert refused.value.status == 409
            before = source_of(worker, "audio").reception.packets
            await until(lambda: source_of(worker, "audio").reception.packets > before + 5)

    asyncio.run(hear())


def test_strangers_datagrams_do_no_harm() -> None:
    """Empty, oversized, forged and senseless datagrams from anybody are counted; the hearing goes on."""

    async def hear() -> None:
        async with (
            running_worker() as worker,
            publishing(worker, STREAM, "video"),
            playing(worker, STREAM, "video") as frames,
        ):
            await until(lambda: frames["video"].count >= 2)
            chance = random.Random(7)
            kinds = [b"", b"\x80" * 1501, b"\x80" * 9000, b"\x80\x60" + bytes(40), b"\x80\xc8" + bytes(40)]
            kinds += [b"\x00\x01\x00\x00\x21\x12\xa4\x42" + bytes(12), b"\x16\xfe\xff" + bytes(30), b"\xff"]
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
                for turn in range(400):
                    size = chance.randrange(1, 1500)
                    data = kinds[turn % len(kinds)] if turn % 2 else chance.randbytes(size)
                    stranger.sendto(data, ("127.0.0.1", worker.port))
                    if turn % 50 == 0:
                        await asyncio.sleep(0.01)
            before = frames["video"].count
            await until(lambda: frames["video"].count >= before + 5)
            strays = worker.wire.strays
            assert strays.odd_length >= 50
            assert strays.strangers + strays.broken >= 100
            assert strays.faults == 0

    asyncio.run(hear())


def test_a_signed_clients_own_garbage_does_no_harm_either() -> None:
    """Media that is not sealed with the agreed keys is dropped, even from the publisher's own address."""

    async def hear() -> None:
        async with (
            running_worker() as worker,
            publishing(worker, STREAM, "audio"),
            playing(worker, STREAM, "audio") as frames,
        ):
            await until(lambda: frames["audio"].count >= 2)
            (address,) = next(one for one in worker.sessions.values() if one.direction == "publish").peer.addresses
            for data in (b"\x80\x60" + bytes(40), b"\x80\xc8" + bytes(40), b"\x80" + bytes(11), b"\x16" + bytes(90)):
                view = worker.wire._incoming.view
                view[: len(data)] = data
                worker.wire._take(len(data), address, worker.wire._clock())
            before = frames["audio"].count
            await until(lambda: frames["audio"].count >= before + 5)
            assert worker.wire.strays.forged == 3

    asyncio.run(hear())


def test_what_the_players_line_loses_is_resent() -> None:
    """Of every hundred packets to a player eight are lost on the way; the player gets them after all."""

    async def hear() -> None:
        async with running_worker() as worker:
            path = LossyPath(worker.port, 0.08, seed=3)
            path.open()
            try:
                async with (
                    publishing(worker, STREAM, "video"),
                    playing(worker, STREAM, "video", path=path) as frames,
                ):
                    await until(lambda: frames["video"].count >= 30 and path.lost >= 3)
                    assert played_by(worker)[0].resent >= 1
            finally:
                path.close()

    asyncio.run(hear())


def test_what_the_publishers_line_loses_is_asked_for_again() -> None:
    """The server asks the publisher once for all its players, and the holes are filled."""

    async def hear() -> None:
        async with running_worker() as worker:
            path = LossyPath(worker.port, 0.08, seed=5)
            path.open()
            try:
                async with publishing(worker, STREAM, "video", path=path), playing(worker, STREAM, "video") as frames:
                    await until(lambda: frames["video"].count >= 30 and path.lost >= 3)
                    source = source_of(worker)
                    await until(lambda: source.reception.lost - len(source.missing) <= 1)
                    assert source.reception.lost < path.lost
            finally:
                path.close()

    asyncio.run(hear())


def test_in_a_recess_nothing_flows_while_every_connection_stays() -> None:
    """During the recess not a packet passes either way; after it picture and sound come back by themselves."""

    async def hear() -> None:
        async with (
            running_worker() as worker,
            publishing(worker, STREAM, "video", "audio"),
            playing(worker, STREAM, "video", "audio") as frames,
        ):
            await until(lambda: frames["video"].count >= 3 and frames["audio"].count >= 3)
            live_of(worker).pause()
            await asyncio.sleep(0.1)
            sent = sent_so_far(worker)
            await until(lambda: live_of(worker).withheld >= 40)
            assert sent_so_far(worker) == sent
            assert len(worker.sessions) == 2

            before = frames["video"].count, frames["audio"].count
            live_of(worker).resume()
            await until(lambda: frames["video"].count > before[0] + 4 and frames["audio"].count > before[1] + 10)

    asyncio.run(hear())


def sent_so_far(worker: Worker) -> int:
    """Count the packets that players were sent."""
    total = 0
    for medium in ("video", "audio"):
        for one in played_by(worker, medium):
            one.fanout.settle()
            total += one.member.packets
    return total


def test_a_long_recess_does_not_break_the_players_decryption() -> None:
    """Numbers that pass during the recess are not skipped for the players, however many they were."""

    async def hear() -> None:
        async with (
            running_worker() as worker,
            publishing(worker, STREAM, "audio"),
            playing(worker, STREAM, "audio") as frames,
        ):
            await until(lambda: frames["audio"].count >= 5)
            feed = live_of(worker).feeds["audio"]
            live_of(worker).pause()
            last = feed._last_sequence
            await until(lambda: live_of(worker).withheld >= 20)
            live_of(worker).resume()
            await until(lambda: feed._last_sequence != last)
            assert (feed._last_sequence - last) & 0xFFFF < 20
            before = frames["audio"].count
            await until(lambda: frames["audio"].count >= before + 10)

    asyncio.run(hear())


def test_many_wishes_for_a_keyframe_reach_the_publisher_as_few() -> None:
    """Fifty requests within a moment make the publisher draw one keyframe, or two."""

    async def hear() -> None:
        async with running_worker() as worker, publishing(worker, STREAM, "video"):
            await until(lambda: is_on_air(worker) and source_of(worker).frames >= 5)
            await asyncio.sleep(0.4)
            before = source_of(worker).keyframes_seen
            for _ in range(50):
                live_of(worker).want_keyframe()
                await asyncio.sleep(0.002)
            await until(lambda: source_of(worker).keyframes_seen > before)
            assert source_of(worker).keyframes_seen - before <= 2

    asyncio.run(hear())


def test_a_session_ends_when_asked_and_is_gone_then() -> None:
    """After hanging up nothing is sent any more, and hanging up twice is told so."""

    async def hear() -> None:
        async with running_worker() as worker, publishing(worker, STREAM, "audio") as opened:
            await until(lambda: is_on_air(worker))
            await worker.end(opened.session)
            assert worker.streams == {}
            with pytest.raises(NoSuchSession):
                await worker.end(opened.session)

    asyncio.run(hear())


def test_a_client_that_hangs_up_is_noticed() -> None:
    """A closed browser leaves no ghost on the clerk's list."""

    async def hear() -> None:
        async with running_worker() as worker:
            async with publishing(worker, STREAM, "audio"):
                await until(lambda: is_on_air(worker))
            await until(lambda: not worker.sessions, 60)  # a good-bye that is lost is made up for after 30 s
            assert worker.streams == {}

    asyncio.run(hear())


def test_a_patch_without_new_credentials_changes_nothing_and_one_with_them_restarts_ice() -> None:
    """Trickled candidates need no answer; a phone that changed networks gets fresh credentials."""

    async def hear() -> None:
        async with running_worker() as worker:
            connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
            connection.addTransceiver("audio", direction="recvonly")
            opened = worker.play(HEARING, "mic-witness", "account:2", await offer_of(connection))
            session = worker.sessions[opened.session]
            assert isinstance(session, PlaySession)
            old = session.peer.ufrag

            assert worker.patch(opened.session, "a=candidate:1 1 udp 1 10.0.0.9 9 typ host\r\n") is None
            assert worker.patch(opened.session, f"a=ice-ufrag:{session.offer.ufrag}\r\n") is None
            answer = worker.patch(opened.session, "a=ice-ufrag:new1\r\na=ice-pwd:0123456789012345678901\r\n")

            assert answer is not None
            assert f"a=ice-ufrag:{session.peer.ufrag}\r\n" in answer
            assert session.peer.ufrag != old
            with pytest.raises(NoSuchSession):
                worker.patch("elsewhere", "")
            await connection.close()

    asyncio.run(hear())


def test_a_stream_that_cannot_be_is_refused() -> None:
    """A name that no stream bears is told so."""

    async def hear() -> None:
        async with running_worker() as worker:
            with pytest.raises(MediaError, match="No stream is called"):
                worker.publish(HEARING, "kitchen", "account:2", "v=0")

    asyncio.run(hear())
