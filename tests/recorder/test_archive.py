"""When a track is due, and packages that are not what they say."""

from pathlib import Path

import pytest

from hearing.state import position
from recorder.archive.due import due
from recorder.archive.verification import NotAPackage, verify
from tests.hearing.story import JUDGE, opened

SECOND = 1_000_000_000


def test_the_public_track_is_due_while_the_hearing_is_public() -> None:
    """What may never be broadcast lacks no public picture; nor does the part behind closed doors."""
    story = opened()
    since = position(story.hearing, story.hearing.spans[0].live or 0)
    story.wait(10).so(JUDGE, "set-openness", openness="closed", range="from-now", judge="李某", reason="涉及个人隐私")
    closed = position(story.hearing, story.now)
    whole = [(since, closed + 60 * SECOND)]
    private = opened(procedure="interrogation")

    assert due(story.log, story.hearing, "program", whole) == whole
    assert due(story.log, story.hearing, "public-sound", whole) == [(since, closed)]
    assert due(private.log, private.hearing, "public", whole) == []


def test_a_folder_that_is_no_package_is_refused(tmp_path: Path) -> None:
    """Whoever verifies the wrong folder is told so, and not that it is whole."""
    with pytest.raises(NotAPackage, match=r"bagit\.txt"):
        verify(tmp_path)
