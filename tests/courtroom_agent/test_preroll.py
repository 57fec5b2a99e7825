"""The minute before an opening: unreadable unless the hearing opens, and then part of its record."""

from pathlib import Path

from courtroom_agent.preroll import KEPT_NS, PART_NS, Preroll

SECOND = 1_000_000_000
WORDS = b"what was said before the opening " * 40


def filled(folder: Path, seconds: int) -> Preroll:
    """A pre-roll with a packet a second."""
    preroll = Preroll(folder, "mic-judge")
    for second in range(seconds):
        preroll.put(WORDS + str(second).encode(), second * SECOND, keyframe=second % 2 == 0)
    return preroll


def octets(folder: Path) -> bytes:
    """All that lies on the disk."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def test_what_was_announced_is_given_back_in_order_and_the_rest_is_gone(tmp_path: Path) -> None:
    """From the announcement on, each packet with its moment; afterwards nothing lies on the disk."""
    preroll = filled(tmp_path, 30)
    given = [(data, keyframe, at // SECOND) for data, keyframe, at in preroll.take(12 * SECOND)]
    assert given == [(WORDS + str(n).encode(), n % 2 == 0, n) for n in range(12, 30)]
    assert preroll.is_empty
    preroll.clear()
    assert not list(tmp_path.iterdir())


def test_nobody_reads_it_from_the_disk(tmp_path: Path) -> None:
    """Neither while it is kept nor later: the key is nowhere but in memory, and each preparation has another."""
    preroll = filled(tmp_path, 20)
    kept = octets(tmp_path)
    assert len(kept) > 20 * len(WORDS)
    assert WORDS[:16] not in kept
    preroll.clear()
    preroll.put(WORDS, 0, keyframe=True)
    assert octets(tmp_path)[: len(WORDS)] != kept[: len(WORDS)]


def test_it_holds_a_minute_and_no_more(tmp_path: Path) -> None:
    """Ten minutes of preparation: the last one lies there, in a handful of files."""
    preroll = filled(tmp_path, 600)
    assert len(list(tmp_path.iterdir())) <= KEPT_NS // PART_NS + 2
    assert [at // SECOND for _, _, at in preroll.take(0)] == list(range(539, 600))


def test_a_hearing_that_does_not_open_leaves_nothing(tmp_path: Path) -> None:
    """Postponed, cancelled, or the computer was switched off: the next start finds what nobody can read, and removes it."""
    filled(tmp_path, 20).clear()
    assert not list(tmp_path.iterdir())
    filled(tmp_path, 20)
    assert Preroll(tmp_path, "mic-judge").is_empty
    assert not list(tmp_path.iterdir())


def test_damage_costs_the_preroll_and_nothing_else(tmp_path: Path) -> None:
    """A flipped octet is noticed; what came before it is given, nothing false after it."""
    preroll = filled(tmp_path, 20)
    first = sorted(tmp_path.iterdir())[0]
    broken = bytearray(first.read_bytes())
    broken[5 * (len(WORDS) + 17)] ^= 1
    first.write_bytes(broken)
    assert [at // SECOND for _, _, at in preroll.take(0)] in ([0, 1, 2, 3], [0, 1, 2, 3, 4])
    assert preroll.is_empty


def test_what_is_waited_for_is_not_lost(tmp_path: Path) -> None:
    """While the record is not ready the first packet stays the first."""
    preroll = filled(tmp_path, 5)
    for _ in range(3):
        assert next(preroll.take(2 * SECOND))[2] == 2 * SECOND
    assert len(list(preroll.take(0))) == 3
