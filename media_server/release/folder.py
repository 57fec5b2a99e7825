"""The public folder, and its one writer. Files appear whole or not at all."""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class PageNotBuilt(Exception):
    """The folder holds no public page that was built."""


@dataclass(frozen=True)
class PublicFolder:
    """What any web server may serve: see docs/PROTOCOL.md §11."""

    root: Path

    def live(self, public_id: str) -> Path:
        """Folder of one hearing's broadcast."""
        return self.root / "live" / public_id

    def epoch(self, public_id: str, epoch: str) -> Path:
        """Folder of one uninterrupted stretch of it."""
        return self.live(public_id) / epoch

    def replay(self, public_id: str) -> Path:
        """Folder of the recording that may be watched afterwards."""
        return self.root / "replay" / public_id

    def write(self, path: Path, content: bytes | str) -> None:
        """Put *content* at *path*, which readers see only when it is whole."""
        path.parent.mkdir(parents=True, exist_ok=True)
        coming = path.with_name(f".{path.name}.coming")
        coming.write_bytes(content.encode() if isinstance(content, str) else content)
        coming.replace(path)

    def write_json(self, path: Path, value: dict[str, Any]) -> None:
        """Put *value* at *path* as JSON, if it says something else than before."""
        content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        if not path.exists() or path.read_bytes() != content:
            self.write(path, content)

    def take_away(self, path: Path) -> None:
        """Remove a folder. It is renamed first, so that its address is gone at once."""
        if not path.exists():
            return
        gone = path.with_name(f".{path.name}.gone")
        shutil.rmtree(gone, ignore_errors=True)
        path.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def clear(self) -> None:
        """Take away what an earlier run released; addresses are never used again."""
        for name in ("live", "replay"):
            self.take_away(self.root / name)

    def install_page(self, page: Path) -> None:
        """Copy the public page, ``index.html`` and exactly what it loads, beside the media.

        Raises:
            PageNotBuilt: the folder *page* does not say what the public page loads.
        """
        for name in page_files(page):
            self.write(self.root / name, (page / name).read_bytes())


def page_files(page: Path) -> list[str]:
    """Name the files that ``index.html`` in the folder *page* loads, itself included.

    Vite's build manifest ``pages.json`` tells which part of which page imports which; pages of the court stay out.

    Raises:
        PageNotBuilt: there is no such manifest, or it knows no public page.
    """
    try:
        parts = json.loads((page / "pages.json").read_bytes())
        wanted, named = ["index.html"], set[str]()
        files = {"index.html", "mark.svg"}
        while wanted:
            part = parts[name := wanted.pop()]
            named.add(name)
            files |= {part["file"], *part.get("css", ()), *part.get("assets", ())}
            wanted += {*part.get("imports", ()), *part.get("dynamicImports", ())} - named
    except (OSError, ValueError, KeyError) as fault:
        raise PageNotBuilt(
            f"{page}/pages.json: it does not say what the public page loads ({fault!r}). Build the pages: ./courtroom"
        ) from fault
    packed = {f"{name}{kind}" for name in files for kind in (".br", ".gz")}
    return sorted(files | {name for name in packed if (page / name).exists()})
