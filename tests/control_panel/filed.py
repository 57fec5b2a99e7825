"""Files that people file as evidence, made for the test: whole ones and hostile ones."""

import io
import tempfile
import wave
import zlib
from pathlib import Path

import av
import numpy as np
from fpdf import FPDF
from PIL import Image


def pdf(pages: int = 3, password: str = "") -> bytes:
    """A document with a number on each page."""
    document = FPDF(format="A4")
    document.set_font("Helvetica", size=80)
    for number in range(1, pages + 1):
        document.add_page()
        document.cell(text=f"page {number}")
    if password:
        document.set_encryption(owner_password="owner", user_password=password)
    return bytes(document.output())


def picture(kind: str = "PNG", size: tuple[int, int] = (640, 480)) -> bytes:
    """A red picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, kind)
    return out.getvalue()


def bomb(side: int = 20_000) -> bytes:
    """A PNG of a few kilobytes that would take 1.2 GB to unpack."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(100_000)))
        + chunk(b"IEND", b"")
    )


def film(frames: int = 10, codec: str = "libx264") -> bytes:
    """A film of *frames* grey pictures, ten a second, its index at the front."""
    out = Path(tempfile.mkstemp(suffix=".mp4")[1])
    with av.open(str(out), "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        for number in range(frames):
            plane = np.full((120, 160, 3), 20 * (number % 10), np.uint8)
            plane[:, :, 0] = np.random.default_rng(number).integers(0, 255, (120, 160), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(plane, "rgb24")))
        container.mux(stream.encode(None))
    content = out.read_bytes()
    out.unlink()
    return content


def sound() -> bytes:
    """A second of silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        file.writeframes(bytes(32000))
    return out.getvalue()
