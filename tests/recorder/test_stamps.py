"""Trusted time: stamps of any authority over seals and closing root; and one that is down hinders nobody."""

import asyncio
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from hearing.facts import HearingState
from recorder.archive.offline import verify as offline
from recorder.archive.packing import pack
from recorder.archive.stamps import answers, stamp_request
from recorder.archive.verification import verify
from recorder.layout import seals_folder
from recorder.stamp_job import AGAIN_MS, Authority, StampJob
from tests.hearing.story import opened
from tests.recorder.packing import COURT_KEY, closing_told, recorded
from tests.recorder.recording import CASE, HEARING, Clock
from tests.recorder.time_authority import TimeAuthority


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> TimeAuthority:
    """An authority on this machine."""
    return TimeAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def url(authority: TimeAuthority) -> Iterator[str]:
    """Its address."""
    with authority.served() as address:
        yield address


def looked(job: StampJob, *states: HearingState) -> None:
    """Let the job look at each state once."""

    async def look() -> None:
        async with httpx.AsyncClient() as http:
            for state in states:
                await job.look(state, http)

    asyncio.run(look())


def job_of(records: Path, url: str, authority: TimeAuthority, clock: Callable[[], int]) -> StampJob:
    """The recorder's job, for one address."""
    return StampJob(records, Authority(url, authority.chain, every_ms=60_000), clock, list)


def attempts(records: Path) -> list[dict[str, Any]]:
    """What was asked for."""
    path = seals_folder(records, CASE, HEARING) / "tst" / "attempts.jsonl"
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_seals_are_stamped_every_few_minutes_and_the_closing_root_once(
    tmp_path: Path, authority: TimeAuthority, url: str
) -> None:
    """While the hearing runs what the takes hold; when it is over what people sign; both verifiers know the time."""
    records, clock = tmp_path / "records", Clock(1_790_000_000_000)
    story = recorded(records)
    running = opened().hearing
    job = job_of(records, url, authority, clock)
    looked(job, running, running)
    clock.ms += 61_000
    looked(job, running)
    closing_told(records, story)
    looked(job, story.hearing, story.hearing)

    assert [one["name"].partition("-")[0] for one in attempts(records)] == ["seals", "seals", "closing"]
    package, _ = pack(records, tmp_path / "archive", story.log, COURT_KEY)
    report = verify(package, tsa_ca=authority.chain)
    assert report.whole
    assert len(report.stamps) == 3
    assert all("GMT" in stamp["time"] for stamp in report.stamps)
    assert report.as_json() == offline.verify(str(package), tsa_ca=str(authority.chain))
    told = subprocess.run(["python3", "-I", "-S", package / "verify.py"], capture_output=True, text=True, check=False)
    assert "trusted time" in told.stdout
    assert offline.SEALS.NO_CHAIN in told.stdout


def test_an_authority_that_is_down_hinders_nobody(tmp_path: Path, authority: TimeAuthority) -> None:
    """It is asked again later, each time is listed, and the package is whole and says that it has no trusted time."""
    records, clock = tmp_path / "records", Clock(1_790_000_000_000)
    story = recorded(records)
    closing_told(records, story)
    job = job_of(records, "http://127.0.0.1:9/", authority, clock)
    looked(job, story.hearing, story.hearing)
    clock.ms += AGAIN_MS
    looked(job, story.hearing)

    assert [one["outcome"] for one in attempts(records)] == ["failed", "failed"]
    package, _ = pack(records, tmp_path / "archive", story.log, COURT_KEY)
    assert verify(package).whole
    assert verify(package).stamps == []
    assert "no trusted time" in offline.text_of(offline.verify(str(package)))


def test_an_authority_that_comes_back_is_used(tmp_path: Path, authority: TimeAuthority, url: str) -> None:
    """The closing root is stamped late rather than never."""
    records, clock = tmp_path / "records", Clock(1_790_000_000_000)
    story = recorded(records)
    closing_told(records, story)
    looked(job_of(records, "http://127.0.0.1:9/", authority, clock), story.hearing)
    looked(job_of(records, url, authority, clock), story.hearing)

    assert [one["outcome"] for one in attempts(records)] == ["failed", "token"]


def test_a_token_of_another_authority_or_text_is_no_answer(authority: TimeAuthority, tmp_path: Path) -> None:
    """Only what the named authority made over exactly what was asked for is kept."""
    request = stamp_request(b"seals")
    token = authority.stamp(request)
    stranger = TimeAuthority(tmp_path / "stranger")

    assert answers(request, token, authority.chain) == ""
    assert answers(request, token, stranger.chain)
    assert answers(stamp_request(b"seals"), token, authority.chain), "the nonce is another one"
    assert answers(request, authority.stamp(stamp_request(b"other")), authority.chain)
    assert answers(request, b"rubbish", authority.chain)
