"""A secret file in whatever order people act on it: nobody ever reads what is not theirs, and locked minutes stay."""

import random
from collections.abc import Callable
from uuid import UUID

import pytest

from control_panel.bench import rules
from control_panel.bench.entries import Entry, Member
from control_panel.bench.quiet import Quiet, is_quiet
from control_panel.bench.sealing import BEGIN, Tampered, new_hearing_key, open_entry, open_hearing_key, seal_entry
from control_panel.bench.secret_file import Kept, SecretFile, apply, minutes_sha256
from control_panel.bench.shown import BenchView, bench_view
from control_panel.errors import Refusal
from hearing.participant import Role
from hearing.reports import Tracks, TrackState
from tests.hearing.story import HEARING, opened, paused, scheduled

PEOPLE = [
    Member(principal=f"account:{number}", name=f"人{number}", role=role)
    for number, role in enumerate(
        (Role.PRESIDING_JUDGE, Role.JUDGE, Role.PEOPLES_ASSESSOR, Role.JUDGE, Role.CLERK, Role.SOLE_JUDGE, Role.CLERK),
        1,
    )
]
QUIET = Quiet()


def _acts(file: SecretFile, me: Member, chance: random.Random) -> list[Callable[[], Entry | None]]:
    command, who = UUID(int=chance.getrandbits(128)), me.principal
    other, text = chance.choice(PEOPLE), f"{who} 写下"
    now = file.now
    number = now.number if now is not None and chance.random() < 0.9 else chance.randint(1, 3)
    sha256 = minutes_sha256(file, now) if now is not None and chance.random() < 0.9 else "0" * 64
    return [
        lambda: rules.take_chair(file, me, command),
        lambda: rules.seat(file, who, other, command),
        lambda: rules.unseat(file, who, other.principal, command),
        lambda: rules.send(file, me, (None, text), command),
        lambda: rules.see(file, who, chance.randint(0, file.seq), command),
        lambda: rules.keep_note(file, who, UUID(int=chance.randint(1, 3)), text, command),
        lambda: rules.begin(file, who, text, command),
        lambda: rules.give_opinion(file, who, number, text, command),
        lambda: rules.keep_course(file, who, number, text, command),
        lambda: rules.keep_result(file, who, number, text, command),
        *[lambda: rules.sign(file, who, number, sha256, command)] * 6,
        lambda: rules.vacate(file, who, "", command, is_administrator=False),
        lambda: rules.end(file, who, number, "中止", command),
    ]


def _reads_only_what_is_theirs(file: SecretFile, me: Member) -> BenchView:
    seen = bench_view(file, me.principal, QUIET, is_clerk=False)
    if me.principal not in file.seats:
        assert "写下" not in seen.model_dump_json(exclude={"notes"})
    assert all(note.text.startswith(f"{me.principal} ") for note in seen.notes)
    return seen


@pytest.mark.parametrize("seed", range(5))
def test_in_any_order_of_acts_nobody_reads_what_is_not_theirs_and_locked_minutes_stay(seed: int) -> None:
    """Seven people try everything at random; who does not sit reads nothing, and what all have signed never changes."""
    chance, file, locked = random.Random(seed), SecretFile(HEARING), {}
    for step in range(1500):
        me = chance.choice(PEOPLE)
        is_whole = file.now is not None and len(file.now.opinions) == len(file.now.members)
        write = 0.1 if is_whole and file.now is not None and file.now.result is not None else 4
        weights = [
            5,
            20 if len(file.panel) not in (3, 5) else 0.1,
            0.1,
            2,
            2,
            2,
            6,
            write,
            0.2,
            write,
            *[4] * 6,
            0.1,
            0.1,
        ]
        act = chance.choices(_acts(file, me, chance), weights)[0]
        try:
            entry = act()
        except Refusal as refusal:
            assert "写下" not in str(refusal.document())
            continue
        if entry is not None:
            file = apply(file, Kept(file.seq + 1, step, me.principal, entry))
        for number, digest in locked.items():
            assert minutes_sha256(file, file.deliberations[number - 1]) == digest
        for one in file.deliberations:
            if one.locked_at is not None:
                locked.setdefault(one.number, minutes_sha256(file, one))
                assert {member.principal for member in one.members} <= set(one.signatures)
        for person in PEOPLE:
            _reads_only_what_is_theirs(file, person)
    assert locked, "in so many acts some minutes are signed by all"


def test_a_note_is_shown_to_nobody_but_its_writer() -> None:
    """Not even the presiding judge reads another's private note; an emptied one is put away, its versions stay."""
    file = SecretFile(HEARING)
    chair, second = PEOPLE[0], PEOPLE[1]
    file = apply(file, Kept(1, 1, chair.principal, rules.take_chair(file, chair, UUID(int=1))))
    file = apply(file, Kept(2, 2, chair.principal, rules.seat(file, chair.principal, second, UUID(int=2))))
    for number, text in ((3, "存疑"), (4, "")):
        entry = rules.keep_note(file, second.principal, UUID(int=9), text, UUID(int=number))
        file = apply(file, Kept(number, number, second.principal, entry))
        assert bench_view(file, chair.principal, QUIET, is_clerk=False).notes == ()
        shown = bench_view(file, second.principal, QUIET, is_clerk=False).notes
        assert [note.text for note in shown] == ([text] if text else [])
    assert file.notes[second.principal][UUID(int=9)].revision == 1


def _told(*, writing: bool, writer: str = "room-demo") -> Tracks:
    track = TrackState(name="mic-judge", take="room-demo-1", kind="audio", mandatory=True, writing=writing)
    return Tracks(hearing=HEARING, writer=writer, tracks=(track,))


def test_there_is_no_deliberation_before_the_courtroom_says_that_its_microphones_are_off() -> None:
    """While anything is written, or the courtroom's machine is not heard of, the bench cannot deliberate."""
    state = paused().hearing
    judged = [
        is_quiet(state, [_told(writing=True)], has_room=True, has_agent=True).why,
        is_quiet(state, [_told(writing=True, writer="server")], has_room=False, has_agent=False).why,
        is_quiet(state, [_told(writing=False)], has_room=True, has_agent=False).why,
        is_quiet(state, [_told(writing=False, writer="server")], has_room=True, has_agent=True).why,
        is_quiet(state, [], has_room=True, has_agent=True).why,
        is_quiet(state, [_told(writing=False)], has_room=True, has_agent=True).why,
        is_quiet(state, [], has_room=False, has_agent=False).why,
    ]
    assert judged == ["still-writing", "still-writing", "no-proof", "no-proof", "no-proof", "", ""]


def test_only_a_recess_or_the_end_is_a_time_for_deliberation() -> None:
    """Not before the hearing, not while it is open, not in closed evidence."""
    assert is_quiet(paused("closed-evidence").hearing, [], has_room=False, has_agent=False).why == "lawful-gap"
    assert is_quiet(opened().hearing, [], has_room=False, has_agent=False).why == "in-session"
    assert is_quiet(scheduled().hearing, [], has_room=False, has_agent=False).why == "not-begun"


def test_an_entry_opens_only_in_its_place_in_its_hearing_with_its_key() -> None:
    """Moved, renamed, given to another hearing or opened with another key, an entry is refused."""
    key, other = b"k" * 32, b"o" * 32
    own = open_hearing_key(key, HEARING, new_hearing_key(key, HEARING))
    about = (HEARING, 1, 5, "account:1")
    sealed, chain = seal_entry(own, BEGIN, about, "评议".encode())
    assert open_entry(own, BEGIN, about, sealed, chain).decode() == "评议"
    for changed in ((HEARING, 2, 5, "account:1"), (HEARING, 1, 6, "account:1"), (HEARING, 1, 5, "account:2")):
        with pytest.raises(Tampered):
            open_entry(own, BEGIN, changed, sealed, chain)
    with pytest.raises(Tampered):
        open_entry(own, "1" * 64, about, sealed, chain)
    with pytest.raises(Tampered):
        open_entry(other, BEGIN, about, sealed, chain)
    with pytest.raises(Tampered):
        open_hearing_key(key, "h-bbbbbbbbbb", new_hearing_key(key, HEARING))
