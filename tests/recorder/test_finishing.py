"""What of a recogniser's text may stand, and how it is spelt."""

import pytest

from recorder.transcription.doubles import Doubles, Line
from recorder.transcription.finishing import Segment, finish, letters_of

S = 1_000_000_000


def finished(*segments: Segment, language: str = "zh", duration_s: float = 5.0, hints: tuple[str, ...] = ()) -> str:
    """What stands of *segments*."""
    return finish(list(segments), language=language, duration_s=duration_s, hints=hints)


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("現在 開庭, 請公訴人 宣讀起訴書", "现在开庭，请公诉人宣读起诉书"),
        ("你 同意 吗?", "你同意吗？"),
        ("罚金 3000 元", "罚金3000元"),
        ("播放 video A 一次", "播放 video A 一次"),
    ],
)
def test_chinese_is_spelt_as_mainland_courts_write(said: str, written: str) -> None:
    """Simplified characters, full-width marks, no blanks between characters; blanks around Latin words stay."""
    assert finished(Segment(said)) == written


def test_korean_keeps_its_blanks() -> None:
    """Blanks between words belong to Korean."""
    assert finished(Segment("그는  걸어갔다"), language="ko") == "그는 걸어갔다"


@pytest.mark.parametrize(
    "invented",
    [
        Segment("请不吝点赞 订阅 转发 打赏支持明镜与点点栏目"),
        Segment("字幕由志愿者提供"),
        Segment("谢谢观看"),
        Segment("Thanks for watching!"),
        Segment("MBC 뉴스 이재경입니다"),
        Segment("是是是是是是是是是是"),
        Segment("被告人的被告人的被告人的被告人的被告人的"),
        Segment("现在开庭", no_speech_probability=0.9, mean_log_probability=-0.5),
        Segment("你不认识", no_speech_probability=0.2, mean_log_probability=-2.0),
        Segment("。"),
    ],
)
def test_what_nobody_said_does_not_stand(invented: Segment) -> None:
    """Sentences from the ends of films, repetitions and what the engine itself doubts are no testimony."""
    assert finished(invented) == ""


def test_more_words_than_anybody_can_say_do_not_stand() -> None:
    """Forty characters in one second were not spoken."""
    text = "本案由审判员独任审判你有权申请回避有权自行辩护有权作最后陈述你同意远程开庭吗"

    assert finished(Segment(text), duration_s=1.0) == ""
    assert finished(Segment(text), duration_s=8.0) == text


def test_a_long_sentence_that_is_certain_stands() -> None:
    """A calm sentence of eight seconds is kept although the engine wonders whether anybody spoke."""
    segment = Segment("你有权申请回避", no_speech_probability=0.69, mean_log_probability=-0.18)

    assert finished(segment, duration_s=8.0) == "你有权申请回避"
    assert finished(segment, duration_s=0.5) == ""


def test_names_that_the_engine_was_told_are_not_testimony() -> None:
    """Text made of nothing but the hints comes from the hints; a sentence that holds one is the speaker's."""
    hints = ("审判长", "张三")

    assert finished(Segment("审判长、张三。"), hints=hints) == ""
    assert finished(Segment("张三在场"), hints=hints) == "张三在场"


def test_an_echo_at_another_seat_writes_no_second_line() -> None:
    """The same words at the same time at two seats are one utterance; at another time they were said again."""
    doubles = Doubles()
    first = Line("mic-witness", "我看见了被告人的车", 10 * S, 3 * S)
    echo = Line("mic-judge", "看见了被告人的车", 10 * S + S // 2, 2 * S)

    assert doubles.original_of(first) is None
    assert doubles.original_of(echo) == first
    assert doubles.original_of(Line("mic-judge", "看见了被告人的车", 20 * S, 2 * S)) is None
    assert doubles.original_of(Line("mic-clerk", "请大声一点", 10 * S, 3 * S)) is None


def test_letters_are_compared_without_marks_and_width() -> None:
    """Two spellings of one sentence are one sentence."""
    assert letters_of("ＡＢ１２，你好！") == letters_of("ab12 你好")
