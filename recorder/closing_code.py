"""The closing root as pages show it: spoken code, root, and a QR code that says nothing of the case."""

import io
from pathlib import Path
from typing import Any

import segno
from pydantic import ValidationError

from recorder.closing import Closing, case_free


def read_closing(path: Path) -> Closing | None:
    """Read ``closing.json``; ``None`` while there is none, or when it cannot be read."""
    try:
        return Closing.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def qr_code(closing: Closing) -> bytes:
    """Draw what identifies *closing* as SVG, dark on white, so that it is read from any screen and paper."""
    drawn = io.BytesIO()
    segno.make_qr(case_free(closing), error="m").save(drawn, kind="svg", scale=4, border=4, light="#fff", dark="#000")
    return drawn.getvalue()


def shown_closing(closing: Closing | None) -> dict[str, Any] | None:
    """What a page shows of *closing*."""
    if closing is None:
        return None
    told = closing.model_dump(mode="json", include={"root", "code", "at", "behind"})
    return {**told, "qr": qr_code(closing).decode()}
