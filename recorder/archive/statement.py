"""What the statement on the record (录制情况说明) says: the hearing, its tracks, each gap and each fault. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from hearing.facts import HearingState
from hearing.ids import Milliseconds
from hearing.ledger import LawfulGap, Ledger, LedgerFault, TrackLedger, clock_of
from hearing.rehearsal import RehearsalResult
from recorder.archive import statement_words as words

_BEIJING = timezone(timedelta(hours=8))
Row = tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A heading and a table; *widths* are shares of the page."""

    heading: str
    columns: Row
    rows: Sequence[Row]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Statement:
    """The whole statement, ready to be set as DOCX or PDF."""

    made_at: datetime
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]

    def letters(self) -> list[str]:
        """Return every text in it."""
        fixed = [words.TITLE, words.TITLE_EN, words.BASIS, words.BASIS_EN, words.CLOCK, words.SIGNATURES, words.NONE]
        facts = [text for fact in self.facts for text in fact]
        tables = [text for one in self.sections for row in (one.columns, *one.rows) for text in row]
        return [*fixed, *facts, *[one.heading for one in self.sections], *tables]


@dataclass(frozen=True)
class _People:
    """Who is behind a principal."""

    state: HearingState
    names: Mapping[str, str]

    def of(self, principal: str) -> str:
        """Return the name of *principal*, or the principal itself where none is known."""
        person = self.state.participants.get(principal.removeprefix("participant:"))
        return self.names.get(principal) or (person.name if person is not None else principal)


def make_statement(ledger: Ledger, state: HearingState, names: Mapping[str, str], root: str = "") -> Statement:
    """Say what *ledger* holds; *names* are those of accounts by principal, *root* the hearing's root where it is known."""
    people = _People(state, names)
    sections = [
        Section("一、审判组织 · The bench", ("身份 role", "姓名 name"), _bench(state), (40, 60)),
        Section(
            "二、录制轨道 · Tracks", _TRACK_COLUMNS, [_track(one) for one in ledger.tracks], (28, 14, 12, 16, 16, 14)
        ),
        Section(
            "三、依法中断 · Lawful gaps", _GAP_COLUMNS, [_gap(one, people) for one in ledger.gaps], (26, 22, 22, 15, 15)
        ),
        Section("四、故障与缺失 · Faults", _FAULT_COLUMNS, _faults(ledger, people), (17, 25, 17, 24, 17)),
        Section("五、静音 · Muted microphones", _MUTED_COLUMNS, _muted(ledger, people), (25, 55, 20)),
    ]
    filled = _filled(ledger, people)
    if filled:
        heading = f"{words.NUMBERS[len(sections)]}、由另一方记录补齐 · Filled from the other side"
        sections.append(Section(heading, _FILLED_COLUMNS, filled, (25, 40, 15, 20)))
    if state.rehearsal is not None:
        rows = _rehearsal(state.rehearsal, people)
        heading = f"{words.NUMBERS[len(sections)]}、庭前自检 · Rehearsal before opening"
        sections.append(Section(heading, _REHEARSAL_COLUMNS, rows, (30, 70)))
    return Statement(datetime.fromtimestamp(state.at / 1000, _BEIJING), _facts(state, root), sections)


_TRACK_COLUMNS = ("轨道 track", "类别 kind", "应录 mandatory", "已录 recorded", "应录时长 due", "缺失 missing")
_GAP_COLUMNS = ("事由 reason", "自 from", "至 to", "决定人 paused by", "恢复人 resumed by")
_FAULT_COLUMNS = ("轨道 track", "时间 time", "原因 cause", "情况说明 explanation", "签字 signed")
_REHEARSAL_COLUMNS = ("事项 item", "结果 result")
_FILLED_COLUMNS = ("轨道 track", "时间 time", "缺失方 lost by", "补自 filled from")
_MUTED_COLUMNS = ("轨道 track", "时间 time", "静音人 muted by")


def _numbers(state: HearingState) -> str:
    later = "、".join(state.numbers)
    return state.case.number + (f"（后编案号 numbered later: {later}）" if later else "")


def _facts(state: HearingState, root: str) -> list[tuple[str, str]]:
    joined = "、".join(case.number for case in state.joined)
    facts = [
        ("案号 case", _numbers(state) + (f"（并案 joined: {joined}）" if joined else "")),
        ("案由 cause", f"{state.case.cause} {state.case.title}".strip()),
        ("法院 court", f"{state.court} {state.room_name}（{state.room}）"),
        ("庭次 sitting", f"{state.sitting}（{state.hearing}）"),
        ("开庭 opened", _moment(state.opened_at if state.opened_at is None else state.spans[0].live)),
        ("闭庭 closed", _moment(state.closed_at)),
    ]
    first = state.spans[0] if state.spans else None
    if first is not None and first.asked is not None:
        facts.append(("宣布开庭 announced", f"{_moment(first.since)}（{_moment(first.asked)} 前移 moved back）"))
    without = state.opened_without
    if without is not None:
        tracks = "、".join(without.tracks) or words.NO_RECORDER
        facts.append(("说明理由开庭 opened without", f"{without.name}：{without.reason}（{tracks}）"))
    return [*facts, ("完整性校验值 root", root)] if root else facts


def _bench(state: HearingState) -> list[Row]:
    return [(words.BENCH[one.role], one.name) for one in state.participants.values() if one.role in words.BENCH]


def _track(track: TrackLedger) -> Row:
    return (
        track.name,
        words.KINDS.get(track.kind, track.kind),
        words.YES if track.mandatory else words.NO,
        _length(track.due_s - track.missing_s - track.awaited_s),
        _length(track.due_s),
        _length(track.missing_s) if track.missing_s else words.NONE,
    )


def _gap(gap: LawfulGap, people: _People) -> Row:
    reason = words.GAPS[gap.reason] + (f"：{gap.note}" if gap.note else "")
    until = _place(people.state, gap.until) if gap.until is not None else ""
    return reason, _place(people.state, gap.since), until, people.of(gap.paused_by), people.of(gap.resumed_by)


def _faults(ledger: Ledger, people: _People) -> list[Row]:
    return [_fault(track, fault, people) for track in ledger.tracks for fault in track.faults]


def _fault(track: TrackLedger, fault: LedgerFault, people: _People) -> Row:
    cause = words.CAUSES.get(fault.cause, fault.cause) + (f"（{fault.noted}）" if fault.noted else "")
    said = f"{fault.explanation}（{people.of(fault.explained_by)}）" if fault.explanation else ""
    if fault.signed_at is not None:
        signed = f"{fault.judge} {_moment(fault.signed_at)}"
    else:
        signed = words.NOT_SIGNED if track.mandatory else words.NEEDS_NONE
    return track.name, _stretch(people.state, fault.since, fault.until), cause, said, signed


def _muted(ledger: Ledger, people: _People) -> list[Row]:
    return [
        (track.name, _stretch(people.state, one.since, one.until), people.of(one.by))
        for track in ledger.tracks
        for one in track.muted
    ]


def _filled(ledger: Ledger, people: _People) -> list[Row]:
    return [
        (track.name, _stretch(people.state, one.since, one.until), words.SIDES[one.lost_by], one.take)
        for track in ledger.tracks
        for one in track.filled
    ]


def _rehearsal(result: RehearsalResult, people: _People) -> list[Row]:
    rows: list[Row] = [("结论 verdict", f"{words.VERDICTS[result.verdict]}（{_moment(result.at)}）")]
    rows += [
        (f"{words.PARTS[item.part]} {item.subject}".strip(), f"{words.VERDICTS[item.verdict]}：{item.zh}")
        for item in result.items
        if item.verdict in {"red", "amber"}
    ]
    override = people.state.rehearsal_override
    if override is not None:
        said = f"{override.name}：{override.reason}（{people.of(override.who)} {_moment(override.at)}）"
        rows.append(("带障开庭 opened all the same", said))
    return rows


def _stretch(state: HearingState, since: int, until: int) -> str:
    return f"{_place(state, since)} – {_place(state, until)}"


def _place(state: HearingState, position: int) -> str:
    moment = datetime.fromtimestamp(((state.zero_at or 0) + position / 1e6) / 1000, _BEIJING)
    return f"{moment:%H:%M:%S}（{clock_of(position)}）"


def _moment(at: Milliseconds | None) -> str:
    return "" if at is None else f"{datetime.fromtimestamp(at / 1000, _BEIJING):%Y-%m-%d %H:%M:%S}"


def _length(seconds: float) -> str:
    return clock_of(round(seconds * 1e9))
