"""Adding to an archived hearing on a page: written by hand, over exactly what was shown, and found by both verifiers."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

from recorder.archive.packing import pack
from recorder.archive.verification import verify
from recorder.keys import make_key
from tests.control_panel.serving import Court, court
from tests.hearing.signed import written
from tests.hearing.story import SYSTEM
from tests.recorder.packing import closing_told, recorded


async def archived(here: Court) -> tuple[str, Path]:
    """Archive a hearing below the court's folder; return its id and its package."""
    key = make_key(here.data / "keys" / "recorder.pem", "ed25519")
    story = recorded(here.data / "records")
    closing_told(here.data / "records", story)
    package, root = pack(here.data / "records", here.data / "archive", story.log, key)  # type: ignore[arg-type]
    name = package.relative_to(here.data / "archive").as_posix()
    story.so(SYSTEM, "report-archived", root=root, package=name)
    await here.panel.hearings.adopt(story.hearing.hearing, story.log)
    return story.hearing.hearing, package


def _verify_offline(package: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "verify.py"], cwd=package, capture_output=True, text=True, check=False)


async def _adds() -> None:
    async with court() as here:
        clerk, stranger = await here.person("clerk", "clerk"), await here.person("someone", "technician")
        hearing, package = await archived(here)
        path = f"/api/v1/hearings/{hearing}/addenda"
        shown = (await clerk.get(path)).json()
        asked = {"kind": "signature", "by": "张某某", "prev": shown["prev"], "hand": written()}
        refused = (await stranger.post(path, json=asked)).status_code
        typed = (await clerk.post(path, json={**asked, "hand": None})).status_code
        made = await clerk.post(path, json=asked)
        late = await clerk.post(path, json=asked)
        again = (await clerk.get(path)).json()
        text = {"kind": "explanation", "by": "赵某", "text": "笔录第三行时间有误", "prev": again["prev"]}
        second = await clerk.post(path, json={**text, "hand": written(20)})
        report = verify(package)
        audit = (await (await here.person("admin", "administrator")).get("/api/v1/audit")).text

        assert refused in (403, 404)
        assert typed == 422
        assert made.status_code == 201, made.text
        assert late.status_code == 409, "over what was shown, and nothing else"
        assert second.status_code == 201, second.text
        assert report.whole
        assert [(one["by"], one["method"]) for one in (await clerk.get(path)).json()["addenda"]] == [
            ("张某某", "handwriting"), ("赵某", "handwriting"),
        ]  # fmt: skip
        assert json.loads((package / "v2" / "signature.json").read_text()) == written()
        assert (package / "v2" / "signature.svg").read_text().startswith("<svg")
        assert "v2 signature 张某某" in audit
        offline = await asyncio.to_thread(_verify_offline, package)
        assert offline.returncode == 0, offline.stdout


def test_signatures_and_explanations_are_added_by_hand_after_archiving() -> None:
    """Not by typing, not by whoever has no right, not over what somebody else has added to meanwhile."""
    asyncio.run(_adds())
