"""What tests of copies share: an archived hearing that was closed to the public for some seconds in its middle."""

from pathlib import Path

from recorder.archive.packing import pack
from tests.hearing.story import CLERK, JUDGE, ROOM, SYSTEM, Story, prepared
from tests.recorder.packing import COURT_KEY, PROGRAM_KEY, ROOM_KEY, closing_told, record
from tests.recorder.recording import SECOND

SECRET = "这是商业秘密。"
SAID = "现在开庭。"


def closed_in_between() -> Story:
    """A hearing that is closed to the public from its fourth second for five seconds, where a secret is said."""
    story = prepared()
    story.so(CLERK, "open")
    story.so(SYSTEM, "confirm-open")
    words = {"stream": "mic-judge", "engine": "vosk", "duration": SECOND, "speaker": "审判员"}
    story.so(ROOM, "speak-line", text=SAID, start=SECOND, **words)
    story.wait(3).so(JUDGE, "set-openness", openness="closed", range="from-now", judge="李某", reason="商业秘密")
    zero = story.hearing.zero_at or 0
    story.so(ROOM, "speak-line", text=SECRET, start=(story.now - zero) * 1_000_000, **words)
    story.so(CLERK, "note", text="出示配方")
    story.wait(3).so(JUDGE, "set-openness", openness="public", range="from-now", judge="李某", reason="恢复公开")
    story.so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")
    story.so(JUDGE, "sign")
    story.so(CLERK, "archive")
    return story


def archived(data: Path, player: Path | None = None) -> tuple[Story, Path]:
    """Record that hearing below *data* by its room and its program, and pack it; return its story and its package."""
    story = closed_in_between()
    record(data / "records", story, "room-demo-1", ROOM_KEY, ("cam-judge", "mic-judge"))
    record(data / "records", story, "program-demo-1", PROGRAM_KEY, ("program", "program-sound"))
    closing_told(data / "records", story)
    package, root = pack(data / "records", data / "archive", story.log, COURT_KEY, player)
    story.so(SYSTEM, "report-archived", root=root, package=str(package.relative_to(data / "archive")))
    return story, package
