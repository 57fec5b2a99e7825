"""What the demonstration has to show for itself: measured from the archive, the devices' answers and both ends' counts."""

import argparse
import asyncio
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from control_panel.apart import run_apart
from control_panel.demo.case import NUMBER, PROCEDURES
from control_panel.demo.hearing import Court
from control_panel.demo.installation import Installation
from control_panel.demo.release_check import ReleaseCheck
from control_panel.demo.sync import max_sync_error_ms
from control_panel.demo.watching import Watch
from courtroom_agent.remote_client import Seen
from recorder.index import IndexLine, read_lines

_SYNC_LIMIT_MS = 40.0
_CODE_LIMIT_S = 3.0


@dataclass(frozen=True)
class Outcome:
    """The report, and what in it is not as it must be."""

    report: dict[str, Any]
    faults: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Everything is true."""
        return not self.faults

    def words(self) -> str:
        """Say it for people."""
        rows = [f"  {key}: {value}" for key, value in self.report.items()]
        verdict = "全部成立 · all of it is true" if self.is_whole else "不成立 · not true: " + "; ".join(self.faults)
        return "\n".join([*rows, verdict])


async def judge_outcome(
    installation: Installation,
    court: Court,
    watch: Watch,
    check: ReleaseCheck,
    seen: Seen,
    program_state: str,
    archived: dict[str, Any],
    options: argparse.Namespace,
) -> Outcome:
    """Collect the report and say what is missing."""
    package = installation.data / "archive" / archived["package"]
    view = await court.clerk.call("GET", f"/hearings/{court.hearing}")
    state = view["state"]
    ledger = json.loads((package / "data" / "ledger.json").read_text())
    tracks = [{key: track[key] for key in ("name", "kind", "seconds", "missing_s")} for track in ledger["tracks"]]
    report = {
        "case": NUMBER,
        "hearing": court.hearing,
        "tracks": tracks,
        "max_sync_error_ms": await asyncio.to_thread(max_sync_error_ms, package / "data" / "media"),
        "recess_bytes": recess_bytes(package / "data" / "media", state),
        "devices": devices_of(watch),
        "remote": remote_of(seen, program_state),
        "transcript_lines": len(state["lines"]),
        "public_fragments": check.segments,
        "early_public_bytes": check.early_bytes,
        "code_s": code_s(state),
        "root": archived["root"],
        "verify": await _verify(package),
        "archive": str(package),
    }
    is_public = PROCEDURES[options.procedure] == "trial"
    hears = not options.no_model
    return Outcome(report, tuple(_faults(report, is_public=is_public, hears=hears)))


def _faults(report: dict[str, Any], *, is_public: bool, hears: bool) -> list[str]:
    devices, remote = report["devices"], report["remote"]
    claims = {
        "every second of every track is there": all(track["missing_s"] == 0 for track in report["tracks"]),
        "there are tracks": bool(report["tracks"]),
        "tracks are in step": report["max_sync_error_ms"] <= _SYNC_LIMIT_MS,
        "nothing was written in the recess": report["recess_bytes"] == 0,
        "devices answered": bool(devices) and all(one["asked"] == one["answered"] for one in devices),
        "the court saw the accused": remote["court_saw_frames"] > 0,
        "the accused saw the court": remote["defendant_saw_frames"] > 0,
        "sound went both ways": remote["audio_both_ways"],
        "speech became a transcript": report["transcript_lines"] > 0 or not hears,
        "the public saw it, or nothing where it may not": (report["public_fragments"] > 0) is is_public,
        "nothing was public too early": report["early_public_bytes"] == 0,
        "the integrity code was known at once": report["code_s"] is not None and report["code_s"] <= _CODE_LIMIT_S,
        "the archive verifies": report["verify"] == "whole",
        "the archive lies under the case number": NUMBER in report["archive"],
    }
    return [claim for claim, holds in claims.items() if not holds]


def code_s(state: dict[str, Any]) -> float | None:
    """Say how long after the end of closing's undo the integrity code over everything was known."""
    closing = state["closing"]
    return None if closing is None or closing["behind"] else round((closing["at"] - state["closed_at"]) / 1000, 2)


def recess_bytes(media: Path, state: dict[str, Any]) -> int:
    """Count the octets of fragments that hold anything of a recess."""
    pauses = [
        ((pause["since"] - state["zero_at"]) * 1_000_000, (pause["until"] - state["zero_at"]) * 1_000_000)
        for pause in state["pauses"]
        if pause["until"] is not None
    ]
    written = 0
    for index in sorted(media.glob("*/*/index.jsonl")):
        for line in read_lines(index, IndexLine):
            written += sum(line.bytes for begin, end in pauses if line.start < end and begin < line.end)
    return written


def devices_of(watch: Watch) -> list[dict[str, Any]]:
    """Return what each device was asked and what it answered, of those that were asked anything."""
    lines = watch.reports.get("devices", {}).get("devices", [])
    return [
        {"name": f"{one['name']}.{one['property']}", "asked": one["asked"], "answered": one["answered"]}
        for one in lines
        if one["asked"] is not None
    ]


def remote_of(seen: Seen, program_state: str) -> dict[str, Any]:
    """Return what both ends saw and heard of each other."""
    playing = list(json.loads(program_state)["playing"].values())
    court_frames = sum(int(one.get("frames", 0)) for one in playing)
    court_heard = sum(int(one.get("voiced_packets", one.get("audio", 0))) for one in playing)
    return {
        "court_saw_frames": court_frames,
        "defendant_saw_frames": seen.frames,
        "audio_both_ways": court_heard > 0 and seen.voiced_packets > 0,
    }


async def _verify(package: Path) -> str:
    command = [sys.executable, "-m", "control_panel", "verify", str(package), "--json"]
    done = await run_apart(*command)
    verdicts = {0: "whole", 4: "damaged"}
    return verdicts.get(
        done.code, f"not verified (exit code {done.code}): {done.fault.decode('utf-8', 'replace').strip()[-300:]}"
    )
