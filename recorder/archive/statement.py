"""What the statement on the record (录制情况说明) says: the hearing, its tracks, each gap and each fault. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from hearing.court_time import court_time
from hearing.facts import HearingState
from hearing.ids import Milliseconds
from hearing.ledger import LawfulGap, Ledger, LedgerFault, TrackLedger, clock_of
from hearing.rehearsal import RehearsalResult
from recorder.archive import statement_words as words

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

    language: words.Language
    made_at: datetime
    titles: Sequence[str]
    notes: Sequence[str]
    """Under which law it is made, of what, and by which clock."""
    facts: Sequence[tuple[str, str]]
    sections: Sequence[Section]
    nothing: str
    """What stands in place of an empty table."""
    signatures: str

    def letters(self) -> list[str]:
        """Return every text in it."""
        facts = [text for fact in self.facts for text in fact]
        tables = [text for one in self.sections for row in (one.columns, *one.rows) for text in row]
        fixed = [*self.titles, *self.notes, self.nothing, self.signatures]
        return [*fixed, *facts, *[one.heading for one in self.sections], *tables]


@dataclass(frozen=True)
class _Teller:
    """Who is behind a principal, and in which language it is said."""

    state: HearingState
    names: Mapping[str, str]
    language: words.Language

    def of(self, principal: str) -> str:
        """Return the name of *principal* or of a scene, or the principal itself where none is known."""
        if principal.startswith("scene:"):
            return self.known(words.SCENES, principal.removeprefix("scene:"))
        person = self.state.participants.get(principal.removeprefix("participant:"))
        return self.names.get(principal) or (person.name if person is not None else principal)

    def say(self, pair: words.Pair, between: str = " ") -> str:
        """Say *pair* in the statement's language."""
        return words.say(pair, self.language, between)

    def known(self, pairs: Mapping[str, words.Pair], word: str) -> str:
        """Say *word* by its pair, or as it is where there is none."""
        return self.say(pairs[word]) if word in pairs else word

    def section(self, number: int, name: str, rows: Sequence[Row], widths: tuple[int, ...]) -> Section:
        """Make the section called *name*."""
        heading = self.say(words.HEADINGS[name], " · ")
        front = f"{number}. " if self.language == "en" else f"{words.NUMBERS[number - 1]}、"
        return Section(f"{front}{heading}", tuple(self.say(one) for one in words.COLUMNS[name]), rows, widths)


def make_statement(
    ledger: Ledger,
    state: HearingState,
    names: Mapping[str, str],
    root: str = "",
    language: words.Language = "both",
) -> Statement:
    """Say what *ledger* holds; *names* are those of accounts by principal, *root* the hearing's root where it is known."""
    teller = _Teller(state, names, language)
    tables: list[tuple[str, Sequence[Row], tuple[int, ...]]] = [
        ("bench", _bench(teller), (40, 60)),
        ("tracks", [_track(one, teller) for one in ledger.tracks], (28, 14, 12, 16, 16, 14)),
        ("gaps", [_gap(one, teller) for one in ledger.gaps], (26, 22, 22, 15, 15)),
        ("faults", _faults(ledger, teller), (17, 25, 17, 24, 17)),
        ("muted", _muted(ledger, teller), (25, 55, 20)),
    ]
    if filled := _filled(ledger, teller):
        tables.append(("filled", filled, (25, 40, 15, 20)))
    if ended := _ended(teller):
        tables.append(("ended", ended, (20, 20, 38, 22)))
    if state.rehearsal is not None:
        tables.append(("rehearsal", _rehearsal(state.rehearsal, teller), (30, 70)))
    both = language == "both"
    return Statement(
        language=language,
        made_at=court_time(state.at),
        titles=words.TITLE if both else (teller.say(words.TITLE),),
        notes=(*words.BASIS, teller.say(words.CLOCK, " · "))
        if both
        else tuple(map(teller.say, (words.BASIS, words.CLOCK))),
        facts=_facts(state, root, teller),
        sections=[teller.section(number, *table) for number, table in enumerate(tables, 1)],
        nothing=teller.say(words.NONE),
        signatures=words.SIGNATURES[0] if both else teller.say(words.SIGNATURES),
    )


def _facts(state: HearingState, root: str, teller: _Teller) -> list[tuple[str, str]]:
    joined = "、".join(case.number for case in state.joined)
    facts = [
        ("case", state.case.number + (f"（{teller.say(words.JOINED)}: {joined}）" if joined else "")),
        ("cause", f"{state.case.cause} {state.case.title}".strip()),
        ("court", f"{state.court} {state.room_name}（{state.room}）"),
        ("sitting", f"{state.sitting}（{state.hearing}）"),
        ("opened", _moment(state.opened_at if state.opened_at is None else state.spans[0].live)),
        ("closed", _moment(state.closed_at)),
    ]
    first = state.spans[0] if state.spans else None
    if first is not None and first.asked is not None:
        moved = f"{_moment(first.since)}（{_moment(first.asked)} {teller.say(words.MOVED_BACK)}）"
        facts.append(("announced", moved))
    without = state.opened_without
    if without is not None:
        tracks = "、".join(without.tracks) or teller.say(words.NO_RECORDER)
        facts.append(("without", f"{without.name}：{without.reason}（{tracks}）"))
    if root:
        facts.append(("root", root))
    return [(teller.say(words.FACTS[name]), value) for name, value in facts]


def _bench(teller: _Teller) -> list[Row]:
    people = teller.state.participants.values()
    return [(teller.say(words.BENCH[one.role]), one.name) for one in people if one.role in words.BENCH]


def _track(track: TrackLedger, teller: _Teller) -> Row:
    return (
        track.name,
        teller.known(words.KINDS, track.kind),
        teller.say(words.YES if track.mandatory else words.NO),
        _length(track.due_s - track.missing_s - track.awaited_s),
        _length(track.due_s),
        _length(track.missing_s) if track.missing_s else teller.say(words.NONE),
    )


def _gap(gap: LawfulGap, teller: _Teller) -> Row:
    reason = teller.known(words.GAPS, gap.reason) + (f"：{gap.note}" if gap.note else "")
    until = _place(teller.state, gap.until) if gap.until is not None else ""
    return reason, _place(teller.state, gap.since), until, teller.of(gap.paused_by), teller.of(gap.resumed_by)


def _faults(ledger: Ledger, teller: _Teller) -> list[Row]:
    return [_fault(track, fault, teller) for track in ledger.tracks for fault in track.faults]


def _fault(track: TrackLedger, fault: LedgerFault, teller: _Teller) -> Row:
    cause = teller.known(words.CAUSES, fault.cause) + (f"（{fault.noted}）" if fault.noted else "")
    said = f"{fault.explanation}（{teller.of(fault.explained_by)}）" if fault.explanation else ""
    if fault.signed_at is not None:
        signed = f"{fault.judge} {_moment(fault.signed_at)}"
    else:
        signed = teller.say(words.NOT_SIGNED if track.mandatory else words.NEEDS_NONE)
    return track.name, _stretch(teller.state, fault.since, fault.until), cause, said, signed


def _muted(ledger: Ledger, teller: _Teller) -> list[Row]:
    return [
        (track.name, _stretch(teller.state, one.since, one.until), teller.of(one.by))
        for track in ledger.tracks
        for one in track.muted
    ]


def _ended(teller: _Teller) -> list[Row]:
    """Takes that the court sealed because their writers never came back."""
    return [
        (take, one.by or teller.of(one.who), f"{one.text}（{_moment(one.at)}）", one.judge)
        for take, one in sorted(teller.state.endings.items())
        if one.is_sealed
    ]


def _filled(ledger: Ledger, teller: _Teller) -> list[Row]:
    return [
        (track.name, _stretch(teller.state, one.since, one.until), teller.known(words.SIDES, one.lost_by), one.take)
        for track in ledger.tracks
        for one in track.filled
    ]


def _rehearsal(result: RehearsalResult, teller: _Teller) -> list[Row]:
    verdict = f"{teller.known(words.VERDICTS, result.verdict)}（{_moment(result.at)}）"
    rows: list[Row] = [(teller.say(words.VERDICT), verdict)]
    rows += [
        (
            f"{teller.known(words.PARTS, item.part)} {item.subject}".strip(),
            f"{teller.known(words.VERDICTS, item.verdict)}：{item.en if teller.language == 'en' else item.zh}",
        )
        for item in result.items
        if item.verdict in {"red", "amber"}
    ]
    override = teller.state.rehearsal_override
    if override is not None:
        said = f"{override.name}：{override.reason}（{teller.of(override.who)} {_moment(override.at)}）"
        rows.append((teller.say(words.ALL_THE_SAME), said))
    return rows


def _stretch(state: HearingState, since: int, until: int) -> str:
    return f"{_place(state, since)} – {_place(state, until)}"


def _place(state: HearingState, position: int) -> str:
    moment = court_time((state.zero_at or 0) + position / 1e6)
    return f"{moment:%H:%M:%S}（{clock_of(position)}）"


def _moment(at: Milliseconds | None) -> str:
    return "" if at is None else f"{court_time(at):%Y-%m-%d %H:%M:%S}"


def _length(seconds: float) -> str:
    return clock_of(round(seconds * 1e9))
