"""What a file is by its first octets; its name and what its sender calls it are never asked. Pure."""

from collections.abc import Callable

from hearing.evidence import ExhibitKind, MediaType

HEAD_BYTES = 4096
"""So much of a file's front decides what it is."""
_PDF_WITHIN = 1024

Kind = tuple[ExhibitKind, MediaType]


def kind_of(head: bytes) -> Kind | None:
    """Say what the file that begins with *head* is; ``None``: nothing that can be filed."""
    return next((kind for fits, kind in _KINDS if fits(head)), None)


def _riff(form: bytes) -> Callable[[bytes], bool]:
    return lambda head: head[:4] == b"RIFF" and head[8:12] == form


def _is_mpeg_audio(head: bytes) -> bool:
    """MPEG 1 or 2, layer III: a tag, or a frame's header."""
    is_frame = len(head) > 2 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2  # noqa: PLR2004 - sync, layer III
    return head[:3] == b"ID3" or is_frame


_KINDS: tuple[tuple[Callable[[bytes], bool], Kind], ...] = (
    (lambda head: b"%PDF-" in head[:_PDF_WITHIN], ("pdf", "application/pdf")),
    (lambda head: head[:8] == b"\x89PNG\r\n\x1a\n", ("image", "image/png")),
    (lambda head: head[:3] == b"\xff\xd8\xff", ("image", "image/jpeg")),
    (_riff(b"WEBP"), ("image", "image/webp")),
    (_riff(b"WAVE"), ("audio", "audio/wav")),
    (lambda head: head[:4] == b"OggS" and b"OpusHead" in head[:_PDF_WITHIN], ("audio", "audio/ogg")),
    (lambda head: head[4:8] == b"ftyp", ("video", "video/mp4")),
    (_is_mpeg_audio, ("audio", "audio/mpeg")),
)
