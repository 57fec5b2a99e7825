"""The index of an archived record, kept ready for players."""

import asyncio
import json
from pathlib import Path

from control_panel.record_indexes import RecordIndexes
from hearing.policy import Actor
from hearing.state import fold
from tests.recorder.packing import recorded


def test_an_archived_records_index_is_made_once_and_a_running_ones_each_time(tmp_path: Path) -> None:
    """Ready before anyone asks, the same as made anew, and made anew when something was added to the log."""

    async def look() -> None:
        records = tmp_path / "records"
        story = recorded(records)
        indexes = RecordIndexes(records, tmp_path / "run")
        running = json.loads(await indexes.get(story.hearing))
        assert not (tmp_path / "run").exists()

        event = story.so(Actor("service:recorder", "service"), "report-archived", root="0" * 64, package="x/y")
        indexes.happened(fold(story.log), event)
        while not list((tmp_path / "run").glob("*.json")):
            await asyncio.sleep(0.01)
        [kept] = (tmp_path / "run").iterdir()
        archived = json.loads(await indexes.get(story.hearing))
        assert archived == {**running, "course": "archived", "root": "0" * 64}
        kept.write_bytes(b'{"kept": true}')
        assert json.loads(await indexes.get(story.hearing)) == {"kept": True}
        later = story.hearing.model_copy(update={"seq": story.hearing.seq + 1})
        assert json.loads(await indexes.get(later))["takes"] == running["takes"]

    asyncio.run(asyncio.wait_for(look(), 30))
