"""HLS playlists of a released hearing (RFC 8216). Pure: segments in, text out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil

VERSION = 7  # EXT-X-MAP in media playlists and fMP4 need at least 6 (RFC 8216 §7).


@dataclass(frozen=True, slots=True)
class Segment:
    """One file of a playlist. *captured_at* is UTC ms of its first sample; *duration* is ns."""

    uri: str
    header: str
    captured_at: int
    duration: int
    follows_gap: bool = False


def media_playlist(segments: Sequence[Segment], *, first: int = 0, ended: bool = False, target_s: int = 2) -> str:
    """Spell one rendition's playlist.

    Args:
        segments: what is released, oldest first.
        first: media sequence number of the first one.
        ended: nothing will follow: the playlist becomes VOD.
        target_s: least target duration in seconds; it never shrinks while a playlist lives.
    """
    longest = max((ceil(round(one.duration / 1e9, 3)) for one in segments), default=target_s)
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{VERSION}", f"#EXT-X-TARGETDURATION:{max(longest, target_s)}"]
    lines += [f"#EXT-X-MEDIA-SEQUENCE:{first}", "#EXT-X-INDEPENDENT-SEGMENTS"]
    if ended:
        lines.append("#EXT-X-PLAYLIST-TYPE:VOD")
    header = ""
    for number, one in enumerate(segments):
        if one.follows_gap and number:
            lines.append("#EXT-X-DISCONTINUITY")
        if one.header and (one.header != header or one.follows_gap):
            lines.append(f'#EXT-X-MAP:URI="{one.header}"')
            header = one.header
        if one.header:
            lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{_date(one.captured_at)}")
        lines += [f"#EXTINF:{one.duration / 1e9:.5f},", one.uri]
    if ended:
        lines.append("#EXT-X-ENDLIST")
    return "\n".join(lines) + "\n"


def master_playlist(*, width: int, height: int, bandwidth: int, has_captions: bool) -> str:
    """Spell the playlist that names picture, sound and captions."""
    groups = 'AUDIO="sound"' + (',SUBTITLES="captions"' if has_captions else ",CLOSED-CAPTIONS=NONE")
    lines = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{VERSION}",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="sound",NAME="庭审现场",LANGUAGE="zh",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="1",'
        'URI="audio.m3u8"',
    ]
    if has_captions:
        lines.append(
            '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="captions",NAME="字幕（未核对）",LANGUAGE="zh",DEFAULT=YES,'
            'AUTOSELECT=YES,URI="captions.m3u8"'
        )
    lines += [
        f'#EXT-X-STREAM-INF:BANDWIDTH={bandwidth},RESOLUTION={width}x{height},CODECS="avc1.42e01f,opus",{groups}',
        "video.m3u8",
    ]
    return "\n".join(lines) + "\n"


def _date(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
