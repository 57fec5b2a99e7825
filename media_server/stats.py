"""What a live stream does now, in numbers that cross the link."""

from media_server.live_stream import LiveStream

Number = float | int | str | bool | None


def numbers_of(live: LiveStream) -> dict[str, Number]:
    """Describe a published stream: what comes in by medium, and how its players fare.

    Bitrates are bits per second. ``lost`` never came in; ``players_loss`` is the worst share (0…1) that a player
    reported last, ``round_trip_ms`` the longest way to one and back.
    """
    numbers: dict[str, Number] = {"players": len(live.subscribers), "withheld": live.withheld}
    if live.publisher is not None:
        for source in live.publisher.sources.values():
            reception = source.reception
            numbers |= {
                f"{source.medium}_bps": live.publisher.rates.of(source.medium).bitrate_bps,
                f"{source.medium}_packets": reception.packets,
                f"{source.medium}_lost": max(0, reception.lost),
                f"{source.medium}_jitter_ms": round(reception.jitter_ms, 1),
            }
            if source.medium == "video":
                numbers |= {"frames": source.frames, "keyframes": source.keyframes_seen, "given_up": source.given_up}
    return numbers | _players(live)


def _players(live: LiveStream) -> dict[str, Number]:
    playing = [one for subscriber in live.subscribers.values() for one in subscriber.playing.values()]
    if not playing:
        return {}
    trips = [one.round_trip_ms for one in playing if one.round_trip_ms is not None]
    return {
        "players_loss": round(max(one.loss for one in playing), 3),
        "resent": sum(one.resent for one in playing),
        "round_trip_ms": round(max(trips), 1) if trips else None,
    }
