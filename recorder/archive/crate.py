"""``ro-crate-metadata.json``: what is in a package, for catalogues (RO-Crate 1.1). Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from hearing.facts import HearingState
from hearing.transcript_rules import is_court_record
from recorder.index import TrackLine

DRAFT = "语音识别稿（未核对，非法庭笔录） · machine draft, unchecked, not the court's transcript"
SIGNED = "法庭笔录（已核对签名） · the court's transcript, checked and signed"
_TERMS = "法院诉讼档案，未经批准不得复制、传播（法释〔2017〕5号） · court record, no copy without approval"

Entity = dict[str, Any]

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def crate(
    state: HearingState, takes: Sequence[tuple[str, Sequence[TrackLine]]], root: str, *, has_program: bool
) -> Entity:
    """Describe the package of *state* with *takes* under *root*, dated like the log's last event."""
    tracks = [_track(take, track) for take, lines in takes for track in lines]
    files = _files(SIGNED if is_court_record(state) else DRAFT, has_program=has_program)
    whole: Entity = {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{state.case.number} 庭审录音录像 · record of a hearing",
        "description": f"{state.court} {state.room_name} · {state.case.number} {state.hearing} · root {root}",
        "identifier": root,
        "datePublished": _day(state.at),
        "license": {"@id": "#terms"},
        "about": [{"@id": "#case"}, {"@id": "#hearing"}],
        "hasPart": [{"@id": one["@id"]} for one in (*files, *tracks)],
    }
    about = {"@id": "ro-crate-metadata.json", "@type": "CreativeWork"}
    conforms = {"conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"}, "about": {"@id": "./"}}
    graph = [{**about, **conforms}, whole, *_subjects(state), *files, *tracks]
    return {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}


def _subjects(state: HearingState) -> list[Entity]:
    event: Entity = {
        "@id": "#hearing",
        "@type": "Event",
        "name": f"{state.case.number} {state.procedure}",
        "identifier": state.hearing,
        "location": f"{state.court} {state.room_name}",
        "about": {"@id": "#case"},
    }
    for name, at in (("startDate", state.opened_at), ("endDate", state.closed_at)):
        if at is not None:
            event[name] = datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")
    case = {"@id": "#case", "@type": "Thing", "name": state.case.title or state.case.number}
    numbered = {
        "identifier": [state.case.number, *state.numbers] if state.numbers else state.case.number,
        "description": state.case.cause,
    }
    return [{**case, **numbered}, event, {"@id": "#terms", "@type": "CreativeWork", "name": _TERMS}]


def _files(text: str, *, has_program: bool) -> list[Entity]:
    def file(path: str, name: str, kind: str, **more: Any) -> Entity:
        return {"@id": path, "@type": "File", "name": name, "encodingFormat": kind, **more}

    program = file("data/media/program.mp4", "庭审画面 · the program, for a double click", "video/mp4")
    return [
        *([program] if has_program else []),
        file("verify.py", "校验程序 · checks this package", "text/x-python"),
        file("verify_seals.py", "校验程序的另一部分 · the other part of it; also checks clips", "text/x-python"),
        file("verify_takes.py", "校验程序的另一部分：各段录制 · another part of it: the takes", "text/x-python"),
        file(
            "verify_countersigned.py",
            "校验程序的另一部分：会签 · another part of it: countersignatures",
            "text/x-python",
        ),
        file("player/index.js", "播放索引 · what the offline player reads", "text/javascript"),
        file("data/hearing.json", "庭审概况 · the hearing in short", "application/json", about={"@id": "#hearing"}),
        file("data/log.jsonl", "庭审日志 · the hearing's log", "application/jsonl", about={"@id": "#hearing"}),
        file("data/ledger.json", "无缺秒台账 · ledger of every second", "application/json"),
        file("data/documents/record-statement.docx", "录制情况说明 · statement on the recording", _DOCX),
        file("data/documents/record-statement.pdf", "录制情况说明 · statement on the recording", "application/pdf"),
        file("data/seals/root.json", "根与签名 · root and signature", "application/json"),
        file("data/transcript/transcript.jsonl", text, "application/jsonl", about={"@id": "#hearing"}),
        file("data/transcript/transcript.vtt", text, "text/vtt", about={"@id": "#hearing"}),
    ]


def _track(take: str, track: TrackLine) -> Entity:
    return {
        "@id": f"data/media/{take}/{track.name}/",
        "@type": "Dataset",
        "name": f"{take} {track.name}",
        "description": f"{'画面 · picture' if track.kind == 'video' else '声音 · sound'}, {track.codec}, CMAF",
        "about": {"@id": "#hearing"},
    }


def _day(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).date().isoformat()
