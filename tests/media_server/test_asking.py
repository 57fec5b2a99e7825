"""What is asked of a sender: packets again, keyframes, a lower rate."""

from hypothesis import given, settings
from hypothesis import strategies as st

from media_server.feedback import FIRST_BPS, HIGHEST_BPS, LOWEST_BPS, Allowance, read_rtcp, receiver_report
from media_server.keyframes import BETWEEN_RECORDED_NS, BETWEEN_REQUESTS_NS, KeyframeWish, starts_keyframe
from media_server.missing import LONGEST_GAP, RETRY_NS, TRIES, Missing
from media_server.reception import Reception

SECOND = 1_000_000_000


def test_forty_players_wishes_are_one_request() -> None:
    """When the whole gallery joins at once the defendant's phone draws one keyframe, not forty."""
    wish = KeyframeWish()
    asked = 0
    for player in range(40):
        wish.want()
        now = SECOND + player * 1_000_000
        if wish.is_due(now):
            wish.asked(now)
            asked += 1

    assert asked == 1


def test_a_wish_that_came_too_soon_is_kept() -> None:
    """A juror who joins right after another waits 300 ms, and is not forgotten."""
    wish = KeyframeWish()
    wish.want()
    wish.asked(SECOND)
    wish.want()

    assert not wish.is_due(SECOND + BETWEEN_REQUESTS_NS - 1)
    assert wish.is_due(SECOND + BETWEEN_REQUESTS_NS)


def test_a_lost_request_is_repeated_until_a_keyframe_comes() -> None:
    """A request that the network swallowed is made again after a second."""
    wish = KeyframeWish()
    wish.want()
    wish.asked(SECOND)

    assert not wish.is_due(SECOND + SECOND // 2)
    assert wish.is_due(2 * SECOND)

    wish.seen(2 * SECOND)
    assert not wish.is_due(60 * SECOND)


def test_a_recorded_stranger_is_asked_every_four_seconds() -> None:
    """The record of a remote person can be cut and sought, though their browser sends keyframes when it likes."""
    wish = KeyframeWish(is_recorded=True)
    wish.seen(SECOND)

    assert not wish.is_due(SECOND + BETWEEN_RECORDED_NS - 1)
    assert wish.is_due(SECOND + BETWEEN_RECORDED_NS)


def test_a_keyframe_is_known_in_each_of_its_wrappings() -> None:
    """Whole, bundled with its parameter sets, or as the first of many parts; a later part is none."""
    assert starts_keyframe(b"\x65\x88")
    assert starts_keyframe(b"\x67\x42")
    assert starts_keyframe(b"\x78\x00\x04\x67")
    assert starts_keyframe(b"\x7c\x85")
    assert not starts_keyframe(b"\x7c\x05")
    assert not starts_keyframe(b"\x7c\x81")
    assert not starts_keyframe(b"\x61\x9a")
    assert not starts_keyframe(b"")


def test_a_missing_packet_is_asked_for_at_once_and_then_given_up() -> None:
    """Each hole is asked for five times, a while apart, and then a keyframe has to do."""
    missing = Missing()
    missing.gap(100, 2, SECOND)

    assert missing.due(SECOND) == ([100, 101], 0)
    assert missing.due(SECOND + RETRY_NS - 1) == ([], 0)
    for attempt in range(1, TRIES):
        assert missing.due(SECOND + attempt * RETRY_NS) == ([100, 101], 0)
    assert missing.due(SECOND + TRIES * RETRY_NS) == ([], 2)
    assert len(missing) == 0


def test_a_resent_packet_is_not_asked_for_again() -> None:
    """What came late is there."""
    missing = Missing()
    missing.gap(70_000, 1, SECOND)

    assert missing.due(SECOND) == ([70_000 & 0xFFFF], 0)
    assert missing.filled(70_000)
    assert missing.due(2 * SECOND) == ([], 0)


def test_a_gap_too_wide_is_left_to_a_keyframe() -> None:
    """After a tunnel nobody asks for four hundred old packets."""
    missing = Missing()

    assert not missing.gap(100, LONGEST_GAP + 1, SECOND)
    assert missing.due(SECOND) == ([], 0)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=200, unique=True), st.integers(0, 0xFFFF))
@settings(max_examples=100)
def test_loss_is_counted_truly_across_the_wrap(offsets: list[int], base: int) -> None:
    """Received and lost add up to what was sent between the first and the newest, in whatever order it came."""
    offsets = [0, *(offset for offset in offsets if offset)]
    reception = Reception(1, 90_000)
    for offset in offsets:
        reception.received((base + offset) & 0xFFFF, offset * 3000, 100, SECOND + offset)

    assert reception.expected == max(offsets) + 1
    assert reception.lost == max(offsets) + 1 - len(offsets)


def test_the_report_names_the_share_lost_since_the_last() -> None:
    """One packet of four lost is a quarter, and a clean second after it is none."""
    reception = Reception(5, 90_000)
    for sequence in (10, 11, 13):
        reception.received(sequence, 0, 100, SECOND)
    report, share = receiver_report(reception, 2 * SECOND)
    reception.received(14, 3000, 100, 2 * SECOND)

    assert share == 0.25
    assert (report.reports[0].fraction_lost, report.reports[0].packets_lost) == (64, 1)
    assert receiver_report(reception, 3 * SECOND)[1] == 0


@given(st.lists(st.floats(0, 1), max_size=50))
def test_the_allowance_stays_within_its_bounds(losses: list[float]) -> None:
    """However bad the line, a face stays visible; however good, one person does not take it all."""
    allowance = Allowance()

    assert allowance.bitrate_bps == FIRST_BPS
    for loss in losses:
        assert LOWEST_BPS <= allowance.learn(loss) <= HIGHEST_BPS


def test_heavy_loss_lowers_the_allowance_and_a_clean_line_raises_it() -> None:
    """A quarter lost in a second is answered with less; a clean minute with more."""
    allowance = Allowance()

    assert allowance.learn(0.25) < FIRST_BPS
    for _ in range(60):
        allowance.learn(0)
    assert allowance.bitrate_bps == HIGHEST_BPS


@given(st.binary(max_size=120))
@settings(max_examples=100)
def test_broken_reports_are_refused_in_one_way(packet: bytes) -> None:
    """Whatever arrives as a report is read, or refused as broken; nothing else can happen."""
    try:
        parts = read_rtcp(packet)
    except ValueError:
        parts = []
    assert len(parts) <= len(packet) // 4
