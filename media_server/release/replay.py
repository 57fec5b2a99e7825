"""The recording that may be watched after closing: every fragment that was lawful to release, cuts left out."""

from pathlib import Path

from hearing.facts import HearingState
from hearing.policy import may_release
from media_server.release.captions import webvtt
from media_server.release.folder import PublicFolder
from media_server.release.playlists import Segment, master_playlist, media_playlist
from media_server.release.source import PICTURE, SOUND, Piece, PublicTracks, header_of

_GAP_MS = 400


def write_replay(folder: PublicFolder, public_id: str, tracks: PublicTracks, state: HearingState) -> bool:
    """Write one hearing's replay; return whether there was anything to show."""
    target = folder.replay(public_id)
    pieces = {
        name: [one for one in found if may_release(state, one.since) and may_release(state, one.until - 1)]
        for name, found in tracks.fresh(state).items()
    }
    if not pieces[PICTURE]:
        return False
    for name, file in ((PICTURE, "video"), (SOUND, "audio")):
        segments = _write_pieces(folder, target, file, pieces[name])
        folder.write(target / f"{file}.m3u8", media_playlist(segments, ended=True))
    if state.demo:
        folder.write(target / "captions.m3u8", _write_captions(folder, target, pieces[PICTURE], state))
    master = master_playlist(width=1280, height=720, bandwidth=2_000_000, has_captions=state.demo)
    folder.write(target / "master.m3u8", master)
    return True


def _write_pieces(folder: PublicFolder, root: Path, file: str, pieces: list[Piece]) -> list[Segment]:
    headers: dict[str, str] = {}
    segments: list[Segment] = []
    last_until = 0
    for number, piece in enumerate(pieces):
        key = f"{piece.track.folder}/{piece.line.file}"
        if key not in headers:
            headers[key] = f"{file}-header-{len(headers)}.mp4"
            folder.write(root / headers[key], header_of(piece.track, piece.line.file))
        uri = f"{file}-{number:06d}.m4s"
        folder.write(root / uri, piece.content())
        gap = bool(last_until) and piece.since - last_until > _GAP_MS
        segments.append(Segment(uri, headers[key], piece.since, piece.line.duration, follows_gap=gap))
        last_until = piece.until
    return segments


def _write_captions(folder: PublicFolder, root: Path, pieces: list[Piece], state: HearingState) -> str:
    segments: list[Segment] = []
    last_until = 0
    for number, piece in enumerate(pieces):
        lines = [one for one in state.lines if piece.line.start <= one.start < piece.line.end]
        uri = f"captions/{number:06d}.vtt"
        folder.write(root / uri, webvtt(lines, piece.line.start, piece.line.end))
        gap = bool(last_until) and piece.since - last_until > _GAP_MS
        segments.append(Segment(uri, "", piece.since, piece.line.duration, follows_gap=gap))
        last_until = piece.until
    return media_playlist(segments, ended=True)
