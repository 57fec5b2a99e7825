"""What the system's tree of devices says of the USB device that something hangs on."""

from pathlib import Path


def usb_of(entry: Path) -> Path | None:
    """The folder of the USB device that *entry* belongs to, or none."""
    place = (entry / "device").resolve()
    return next((folder for folder in (place, *place.parents) if (folder / "idVendor").is_file()), None)


def text_of(file: Path) -> str:
    """The first 200 characters that *file* says; empty where there is no such file."""
    try:
        return file.read_text("utf-8", "replace").strip()[:200]
    except OSError:
        return ""
