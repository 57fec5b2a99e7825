"""Draws a filed file's pages as pictures, in a process of its own that may fail without harm.

``python -m recorder.evidence.drawing FILE FOLDER KIND PAGES SECONDS MEBIBYTES``: writes ``0001.png`` … into FOLDER and one
line of JSON: ``{"pages": n, "duration_ms": n|null}`` or ``{"fault": code, "says": …}``. The file comes from outside: time, memory, open files
and the size of what is written are limited before any of it is read.
"""

import json
import math
import os
import resource
import signal
import sys
import warnings
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, UnidentifiedImageError

from hearing.playing import LONGEST_MS
from recorder.evidence.faults import Code, ExhibitFault

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.stream import Stream

LONGEST = 1600
"""Pixels of a page's longer side."""
MOST_PIXELS = 100_000_000
"""Of a filed picture."""
MOST_DRAWN_BYTES = 1 << 30
"""Of all pages of one file."""
_WRITTEN_BYTES = 64 << 20
_FILES = 64
_NICENESS = 10
_PAGE_S = 20
"""Of the processor for one page; then this process is ended by a signal that nothing here handles."""
_TAIL_BYTES = 2048


def limit(seconds: int, mebibytes: int, niceness: int = _NICENESS) -> None:
    """Limit this process for good, and let whatever records on this machine go first."""
    os.nice(niceness)
    for what, most in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, mebibytes << 20),
        (resource.RLIMIT_FSIZE, _WRITTEN_BYTES),
        (resource.RLIMIT_NOFILE, _FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def draw(source: Path, folder: Path, kind: str, most_pages: int) -> tuple[int, int | None]:
    """Draw *source* into *folder*; return how many pages it has, at most *most_pages*, and of what plays how long (ms).

    Raises:
        ExhibitFault: it cannot be drawn, and why.
        MemoryError: it needs more memory than it may have.
    """
    if kind == "pdf":
        return _draw_pdf(source, folder, most_pages), None
    drawers: dict[str, Callable[[Path, Path], tuple[int, int | None]]] = {
        "image": lambda source, folder: (_draw_image(source, folder), None),
        "video": _draw_video,
        "audio": _hear,
    }
    return drawers[kind](source, folder)


def page_name(page: int) -> str:
    """Name the picture of a page."""
    return f"{page:04d}.png"


def _draw_pdf(source: Path, folder: Path, most_pages: int) -> int:
    import pypdfium2

    with source.open("rb") as file:
        file.seek(max(0, source.stat().st_size - _TAIL_BYTES))
        if b"%%EOF" not in file.read():
            raise ExhibitFault("truncated", "no end-of-file mark")
    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as fault:
        code: Code = "encrypted" if "password" in str(fault).lower() or "security" in str(fault).lower() else "broken"
        raise ExhibitFault(code, str(fault)) from fault
    pages = len(document)
    if not 1 <= pages <= most_pages:
        raise ExhibitFault("too-many-pages" if pages else "broken", f"{pages} pages")
    drawn = 0
    for number in range(pages):
        signal.setitimer(signal.ITIMER_PROF, _PAGE_S)
        try:
            page = document[number]
            longest = max(page.get_size())
            picture = page.render(scale=LONGEST / max(longest, 1.0)).to_pil()
            page.close()
        except (pypdfium2.PdfiumError, ValueError) as fault:
            raise ExhibitFault("broken", f"page {number + 1}: {fault}") from fault
        drawn += _save(picture, folder / page_name(number + 1))
        if drawn > MOST_DRAWN_BYTES:
            raise ExhibitFault("too-slow", f"its pictures exceed {MOST_DRAWN_BYTES} bytes at page {number + 1}")
    return pages


def _draw_image(source: Path, folder: Path) -> int:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(source) as opened:
                opened.load()
                picture = ImageOps.exif_transpose(opened)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as fault:
        raise ExhibitFault("too-large", str(fault)) from fault
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as fault:
        raise ExhibitFault("truncated" if "truncated" in str(fault) else "broken", str(fault)) from fault
    _save(picture, folder / page_name(1))
    return 1


def _draw_video(source: Path, folder: Path) -> tuple[int, int | None]:
    """Draw the first picture of a film, after looking through all of it; return how long it lasts."""
    import av

    try:
        with av.open(str(source), format="mp4") as container:
            if not container.streams.video or container.streams.video[0].codec_context.name != "h264":
                raise ExhibitFault("unknown-kind", "no H.264 video in this MP4 file")
            stream = container.streams.video[0]
            if stream.width * stream.height > MOST_PIXELS:
                raise ExhibitFault("too-large", f"{stream.width}×{stream.height}")
            first = next(container.decode(stream)).to_image()  # type: ignore[no-untyped-call]
            expected = stream.frames
            container.seek(0)
            found, length = _looked_through(container, stream)
    except (av.FFmpegError, StopIteration, ValueError) as fault:
        raise ExhibitFault("broken", str(fault)) from fault
    if found < expected:
        raise ExhibitFault("truncated", f"{found} of {expected} pictures")
    _save(first, folder / page_name(1))
    return 1, length


def _looked_through(container: "InputContainer", stream: "Stream") -> tuple[int, int | None]:
    """Return how many pieces *stream* has, and when (ms) the last one of what plays with it ends."""
    found, end = 0, Fraction(0)
    for packet in container.demux(*container.streams.video[:1], *container.streams.audio[:1]):
        found += packet.stream is stream and packet.size > 0
        if packet.size and packet.pts is not None and packet.time_base is not None:
            end = max(end, (packet.pts + (packet.duration or 0)) * packet.time_base)
    if end * 1000 > LONGEST_MS:
        raise ExhibitFault("broken", f"says that it lasts {float(end):.0f} s")
    return found, math.floor(end * 1000) or None


def _hear(source: Path, _folder: Path) -> tuple[int, int | None]:
    """Make sure that a sound can be played; it has no pages. Return how long it lasts."""
    import av

    head = source.open("rb").read(12)
    if head[:4] == b"RIFF" and int.from_bytes(head[4:8], "little") + 8 > source.stat().st_size + 1:
        raise ExhibitFault("truncated", "shorter than its header says")
    try:
        with av.open(str(source)) as container:
            if not container.streams.audio:
                raise ExhibitFault("unknown-kind", "no sound in it")
            next(container.decode(container.streams.audio[0]))
            container.seek(0)
            _, length = _looked_through(container, container.streams.audio[0])
    except (av.FFmpegError, StopIteration, ValueError) as fault:
        raise ExhibitFault("broken", str(fault)) from fault
    return 0, length


def _save(picture: Image.Image, place: Path) -> int:
    """Save *picture* as it is shown: on white, in plain colours, no larger than a screen, with nothing attached."""
    picture.thumbnail((LONGEST, LONGEST))
    if picture.mode not in {"RGB", "L"}:
        coloured = picture.convert("RGBA")
        ground = Image.new("RGB", coloured.size, "white")
        ground.paste(coloured, mask=coloured.getchannel("A"))
        picture = ground
    plain = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    plain.save(place, "PNG", compress_level=3)
    return place.stat().st_size


def main(arguments: list[str]) -> int:
    """Do as the parent says."""
    source, folder, kind, most_pages, seconds, mebibytes = arguments
    limit(int(seconds), int(mebibytes))
    try:
        pages, length = draw(Path(source), Path(folder), kind, int(most_pages))
        told: dict[str, object] = {"pages": pages, "duration_ms": length}
    except ExhibitFault as fault:
        told = {"fault": fault.code, "says": fault.says[:300]}
    except MemoryError:
        told = {"fault": "too-slow", "says": "memory"}
    print(json.dumps(told), flush=True)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
