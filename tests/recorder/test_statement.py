"""录制情况说明: what the court files about the recording, as DOCX and as PDF."""

import io
import re
import zipfile

import pytest
from docx import Document
from fontTools.ttLib import TTFont

from hardware_profiles.scene import SCENE_NAMES
from hearing.ledger import Ledger
from recorder.archive import statement_words as words
from recorder.archive.pdf_font import font_for
from recorder.archive.statement import make_statement
from recorder.archive.statement_docx import statement_docx
from recorder.archive.statement_pdf import statement_pdf
from recorder.archive.statement_words import Language
from tests.hearing.story import CLERK, JUDGE, SYSTEM, Story
from tests.hearing.test_rehearsal import red
from tests.recorder.recording import SECOND
from tests.recorder.test_ledger import account, arraignment, both_sides, closed, session, take, track

NAMES = {"account:1": "李审判员", "account:2": "陈书记员"}


@pytest.fixture(scope="module")
def told() -> tuple[Ledger, Story]:
    """A hearing with a recess, a muted microphone, and two faults, one of them answered for."""
    story = session()
    story.so(CLERK, "invite", name="李某", role="sole-judge", seat="judge")
    story.so(CLERK, "mute", stream="mic-judge")
    story.so(JUDGE, "unmute", stream="mic-judge")
    story.so(CLERK, "recess", reason="recess", note="午间休庭")
    story.wait(9).so(SYSTEM, "take-effect")
    story.wait(60).so(JUDGE, "resume")
    story.so(SYSTEM, "confirm-resumed")
    story.wait(30)
    closed(story)
    stretch = {"track": "cam-judge", "since": 5 * SECOND, "until": 6 * SECOND}
    story.so(CLERK, "explain-fault", **stretch, text="摄像机电源松动，已更换")
    story.so(JUDGE, "sign-fault", **stretch, judge="李某")
    held = take(track("cam-judge", (0, 5), (6, 150)), track("program", (0, 8), (9, 150), mandatory=False))
    return account(story, held, take(track("mic-judge", (0, 150)), name="room-demo-2")), story


def text_of(docx: bytes) -> str:
    """All words of a DOCX, as Word would read them."""
    document = Document(io.BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*[one.text for one in document.paragraphs], *cells])


def test_it_names_case_bench_tracks_gaps_faults_and_people(told: tuple[Ledger, Story]) -> None:
    """Everything that the presiding judge has to review stands in it, with times and names."""
    ledger, story = told
    text = text_of(statement_docx(make_statement(ledger, story.hearing, NAMES, "a" * 64)))

    for word in (
        "（2026）示0101刑初128号", "独任审判员 sole judge", "李某", "cam-judge", "休庭 recess：午间休庭", "陈书记员", "李审判员",
        "信号源中断 source gone", "摄像机电源松动，已更换（陈书记员）", "a" * 64, "非应录轨道，不需签字 not mandatory", "00:00:05.000",
    ):  # fmt: skip
        assert word in text, word
    assert re.search(r"李某 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d", text), "the signer with the moment of signing"


def test_the_docx_is_set_in_the_courts_typeface(told: tuple[Ledger, Story]) -> None:
    """Chinese letters are 仿宋 wherever it is opened."""
    ledger, story = told
    content = statement_docx(make_statement(ledger, story.hearing, NAMES))
    styles = zipfile.ZipFile(io.BytesIO(content)).read("word/styles.xml").decode()

    assert 'w:eastAsia="仿宋"' in styles


def test_the_pdf_holds_its_own_font_and_every_letter(told: tuple[Ledger, Story]) -> None:
    """Whoever prints it needs no Chinese font: each letter of the statement is in the embedded one, and no box stands for one."""
    ledger, story = told
    statement = make_statement(ledger, story.hearing, NAMES, "a" * 64)
    content = statement_pdf(statement)

    assert content.startswith(b"%PDF-")
    assert b"/FontFile2" in content
    letters = {letter for text in statement.letters() for letter in text if not letter.isspace()}
    with TTFont(io.BytesIO(font_for(statement.letters()))) as font:
        assert {ord(letter) for letter in letters} - set(font.getBestCmap()) == set()


def test_what_is_not_signed_is_said_to_be_so(told: tuple[Ledger, Story]) -> None:
    """Before archiving the statement may be printed for signature: an open fault stands there as open."""
    ledger, _ = told
    bare = closed(session())
    open_fault = account(bare, take(track("cam-judge", (0, 5), (6, 12))))

    assert ledger.objection() == ""
    assert "未签字 not signed" in text_of(statement_docx(make_statement(open_fault, bare.hearing, {})))


def test_an_opening_in_spite_of_a_red_rehearsal_stands_in_it(told: tuple[Ledger, Story]) -> None:
    """What was wrong before opening, who took it upon oneself, and why."""
    ledger, _ = told
    story = red()
    story.so(CLERK, "override-rehearsal", name="李某", reason="该席今日无人就座")
    text = text_of(statement_docx(make_statement(ledger, story.hearing, NAMES)))

    for word in (
        "六、庭前自检",
        "未通过 red",
        "话筒试音 tone mic-judge",
        "审判席话筒听不到试音",
        "李某：该席今日无人就座（陈书记员",
    ):
        assert word in text, word


def test_what_was_filled_from_the_other_side_has_a_section_of_its_own() -> None:
    """Which seconds, who lost them, and the take that holds them; without any there is no such section."""
    story = arraignment()
    ledger = account(story, *both_sides((0, 5), (12, 30), custody=((0, 30),)))
    text = text_of(statement_docx(make_statement(ledger, story.hearing, NAMES)))

    assert "六、由另一方记录补齐" in text
    assert "custody-centre-1-1" in text
    assert "法院 court" in text
    assert statement_pdf(make_statement(ledger, story.hearing, NAMES)).startswith(b"%PDF")
    once = account(story, take(track("remote-p-1", (0, 30)), name="server-1"))
    assert "由另一方记录补齐" not in text_of(statement_docx(make_statement(once, story.hearing, NAMES)))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_can_be_had_in_one_language_alone(told: tuple[Ledger, Story], language: Language) -> None:
    """No word of the program in the other one, in neither form; what people wrote stands as they wrote it."""
    ledger, story = told
    statement = make_statement(ledger, story.hearing, NAMES, "a" * 64, language)
    text = text_of(statement_docx(statement))
    own, other = ("非应录轨道，不需签字", "not mandatory") if language == "zh" else ("not mandatory", "非应录")

    assert own in text
    assert other not in text
    assert "摄像机电源松动，已更换" in text
    assert statement_pdf(statement).startswith(b"%PDF-")
    pairs = [
        *words.CAUSES.values(),
        *words.GAPS.values(),
        *words.HEADINGS.values(),
        words.TITLE,
        words.BASIS,
        words.CLOCK,
    ]
    unwanted = [pair[1 if language == "zh" else 0] for pair in pairs]
    assert [word for word in unwanted if word in text.replace("午间休庭", "")] == []


def test_every_scene_that_can_keep_a_microphone_closed_has_its_words() -> None:
    """The statement names a scene as the clerk knows it, in both languages."""
    assert set(words.SCENES) == set(SCENE_NAMES)
