"""What tests of copies share: an archived hearing that was closed to the public for some seconds in its middle."""

import hashlib
from pathlib import Path

from recorder.archive.packing import pack
from recorder.layout import exhibit_folder
from tests.hearing.story import CLERK, JUDGE, ROOM, SYSTEM, Story, prepared
from tests.recorder.packing import COURT_KEY, PROGRAM_KEY, ROOM_KEY, closing_told, record
from tests.recorder.recording import SECOND

SECRET = "这是商业秘密。"
SAID = "现在开庭。"
EXHIBITS = {"借条": b"shown while the public may be there", "绝密配方": b"shown behind closed doors alone"}
"""Content by title: the first is shown in public, the second is not."""


def closed_in_between() -> Story:
    """A hearing that is closed to the public from its fourth second for five seconds, where a secret is said and shown."""
    story = prepared()
    for title, content in EXHIBITS.items():
        sha256, page = (hashlib.sha256(one).hexdigest() for one in (content, content * 2))
        told = {"kind": "image", "media_type": "image/png", "bytes": len(content), "sm3": sha256}
        story.so(CLERK, "file-exhibit", title=title, sha256=sha256, page_sha256=[page], **told)
    story.so(CLERK, "open")
    story.so(SYSTEM, "confirm-open")
    words = {"stream": "mic-judge", "engine": "vosk", "duration": SECOND, "speaker": "审判员"}
    story.so(ROOM, "speak-line", text=SAID, start=SECOND, **words)
    _show(story, "e-1")
    story.wait(1).so(JUDGE, "set-openness", openness="closed", range="from-now", judge="李某", reason="商业秘密")
    zero = story.hearing.zero_at or 0
    story.so(ROOM, "speak-line", text=SECRET, start=(story.now - zero) * 1_000_000, **words)
    story.so(CLERK, "note", text="出示配方")
    _show(story, "e-2")
    story.wait(1).so(JUDGE, "set-openness", openness="public", range="from-now", judge="李某", reason="恢复公开")
    story.so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")
    story.so(JUDGE, "sign")
    story.so(CLERK, "archive")
    return story


def _show(story: Story, exhibit: str) -> None:
    story.so(CLERK, "present-evidence", source={"kind": "exhibit", "exhibit": exhibit}, targets=["bench", "parties"])
    story.so(CLERK, "withdraw-evidence", showing=f"s-{exhibit.removeprefix('e-')}")


def _lay(records: Path, story: Story) -> None:
    """Lay the exhibits' files where the record keeps them."""
    for exhibit, content in zip(story.hearing.exhibits.values(), EXHIBITS.values(), strict=True):
        folder = exhibit_folder(records, story.hearing.case.number, story.hearing.hearing, exhibit.sha256)
        folder.mkdir(parents=True)
        (folder / "content").write_bytes(content)
        (folder / "0001.png").write_bytes(content * 2)


def archived(data: Path, player: Path | None = None) -> tuple[Story, Path]:
    """Record that hearing below *data* by its room and its program, and pack it; return its story and its package."""
    story = closed_in_between()
    record(data / "records", story, "room-demo-1", ROOM_KEY, ("cam-judge", "mic-judge"))
    record(data / "records", story, "program-demo-1", PROGRAM_KEY, ("program", "program-sound"))
    _lay(data / "records", story)
    closing_told(data / "records", story)
    package, root = pack(data / "records", data / "archive", story.log, COURT_KEY, player)
    story.so(SYSTEM, "report-archived", root=root, package=str(package.relative_to(data / "archive")))
    return story, package
