"""最高人民法院关于人民法院庭审录音录像的若干规定 (法释〔2017〕5号), article by article, as far as the product carries it.

Each test is named after its article. Articles, or parts of them, that nothing carries yet stand in docs/STATE.md.
"""

import asyncio
import io
import json
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import av
import numpy as np
import pytest

from control_panel.__main__ import main
from courtroom_agent.composer import Captions, Composer
from hearing.case import Case, Secrecy
from hearing.consultation import ReadingGrant, may_be_granted, may_open, may_read
from hearing.errors import Refused
from hearing.events import EVENT
from hearing.participant import Role
from hearing.policy import account_actor, may_record, may_release, public_status
from hearing.procedure import Procedure
from hearing.sealed_ranges import SealedRange
from hearing.state import fold
from hearing.storage_rules import Place, may_lie
from hearing.transcript_record import text_sha256
from hearing.transcript_rules import DRAFT, RECORD, is_court_record, may_replace_transcript, text_label
from recorder.archive.packing import NotExplained, pack
from recorder.archive.verification import verify
from recorder.closing import make_closing, stands_of
from recorder.layout import hearing_folder, takes_of
from recorder.open_record import may_read_octets, open_sound, read_octets
from recorder.replicas.folder_store import FolderStore
from recorder.replicas.kept_out import KeptOut
from recorder.replicas.record_copier import RecordCopier
from recorder.replicas.restored_record import restore_records
from recorder.spoken_code import spoken_code
from tests.control_panel.serving import court
from tests.hearing.story import (
    CLERK,
    JUDGE,
    ROOM,
    SYSTEM,
    TECHNICIAN,
    Story,
    approved,
    opened,
    paused,
    prepared,
    scheduled,
)
from tests.hearing.test_rehearsal import red
from tests.law.stories import opened_as, over, read_back, summary_hearing
from tests.recorder.packing import COURT_KEY, packed, recorded
from tests.recorder.recording import CASE, HEARING, SECOND
from tests.recorder.test_ledger import account, closed, session, take, track

SOURCES = ("cam-judge", "mic-judge", "mic-witness", "evidence", "remote-p-1")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of one hearing."""
    return packed(tmp_path_factory.mktemp("law"))


@pytest.mark.parametrize("openness", ["public", "closed"])
def test_article_1_every_hearing_is_recorded_whole_in_sound_and_picture(openness: str) -> None:
    """全程录音录像: a hearing behind closed doors is recorded like any other, every camera and microphone of it."""
    story = opened()
    story.so(JUDGE, "set-openness", openness=openness, range="whole", judge="李某", reason="依法")

    assert all(may_record(story.hearing, stream) for stream in SOURCES)


def test_article_1_opening_without_a_recorder_that_works_needs_a_name_and_a_reason() -> None:
    """全程录音录像: where the room's rehearsal found that nothing can be recorded, opening is refused until someone answers for it."""
    story = red()
    with pytest.raises(Refused, match="rehearsal-red"):
        story.so(CLERK, "open")
    story.so(JUDGE, "override-rehearsal", name="李某", reason="被告人已押解到庭，改用备用设备")
    story.so(CLERK, "open")

    assert story.hearing.rehearsal_override is not None
    assert story.hearing.rehearsal_override.reason == "被告人已押解到庭，改用备用设备"


def test_article_2_what_was_said_may_be_recognised_by_machine() -> None:
    """语音识别: a line of the draft says which engine heard it, and when on the timeline of the recording."""
    story = opened()
    words = {"stream": "mic-judge", "speaker": "审判员", "text": "现在开庭。", "engine": "whisper", "duration": SECOND}
    story.so(ROOM, "speak-line", start=SECOND, **words)
    [line] = story.hearing.lines

    assert (line.engine, line.recognised, line.start) == ("whisper", "现在开庭。", SECOND)


def test_article_3_there_are_three_lawful_interruptions_and_no_fourth() -> None:
    """休庭, 公开庭审中的不公开举证质证, 不宜录制的调解; nothing else stops the record, and a fault never does."""
    for reason in ("recess", "closed-evidence", "mediation"):
        story = paused(reason)
        assert not may_record(story.hearing, "cam-judge")
        assert [pause.reason for pause in story.hearing.pauses] == [reason]
    with pytest.raises(ValueError, match="reason"):
        opened().so(CLERK, "recess", reason="fault")
    story = opened()
    story.so(ROOM, "note-fault", cause="capture-restarted")
    assert may_record(story.hearing, "cam-judge")


def test_article_3_closed_evidence_is_a_gap_of_public_hearings_only() -> None:
    """A hearing that is closed as a whole is recorded through: there is nothing to interrupt for."""
    story = opened()
    story.so(JUDGE, "set-openness", openness="closed", range="whole", judge="李某", reason="涉及国家秘密")

    with pytest.raises(Refused, match="closed-as-a-whole"):
        story.so(CLERK, "recess", reason="closed-evidence")


def test_article_3_beginning_end_and_interruptions_are_on_file() -> None:
    """From 宣布开庭 to 闭庭 each second is recorded or in a gap, with who interrupted and who went on."""
    story = session()
    story.so(CLERK, "recess", reason="recess", note="午间休庭")
    story.wait(9).so(SYSTEM, "take-effect")
    story.wait(100).so(JUDGE, "resume")
    story.so(SYSTEM, "confirm-resumed")
    closed(story)
    found = account(story, take(track("cam-judge", (0, 300))))
    [gap] = found.gaps
    whole = ((story.hearing.closed_at or 0) - (story.hearing.spans[0].live or 0)) / 1000

    assert (gap.note, gap.paused_by, gap.resumed_by) == ("午间休庭", CLERK.principal, JUDGE.principal)
    assert found.tracks[0].due_s + ((gap.until or 0) - gap.since) / SECOND == whole


def test_article_4_the_time_of_recording_lies_over_the_picture() -> None:
    """叠加同步录制时间: the composed picture shows date and time to the second, and a second later another one."""
    composer, captions = Composer(1280, 720), Captions("示范区人民法院", CASE, {})
    at = round(datetime(2026, 9, 21, 1, 2, 3, tzinfo=UTC).timestamp()) * SECOND
    first = composer.compose((), {}, captions, at).to_ndarray(format="gray")
    same = composer.compose((), {}, captions, at + SECOND // 2).to_ndarray(format="gray")
    later = composer.compose((), {}, captions, at + SECOND).to_ndarray(format="gray")
    corner = np.abs(first.astype(int) - later.astype(int))

    assert np.array_equal(first, same)
    assert corner.max() > 0
    assert np.argwhere(corner).min(axis=0)[1] > 640, "the clock stands on the right"


def test_article_4_a_fault_is_explained_and_signed() -> None:
    """设备故障: written explanation by clerk or technician, reviewed and signed by the presiding judge, or no archive."""
    story = closed(session())
    held = take(track("cam-judge", (0, 5), (6, 12)))
    stretch = {"track": "cam-judge", "since": 5 * SECOND, "until": 6 * SECOND}
    assert "not explained" in account(story, held).objection()
    story.so(TECHNICIAN, "explain-fault", **stretch, text="摄像机断电")
    assert "not signed" in account(story, held).objection()
    for role in (Role.JUDGE, Role.CLERK, Role.TECHNICIAN, Role.PEOPLES_ASSESSOR):
        with pytest.raises(Refused, match="no-right"):
            story.so(account_actor("account:9", role), "sign-fault", **stretch, judge="王某")
    story.so(JUDGE, "sign-fault", **stretch, judge="李某")

    assert account(story, held).objection() == ""


def test_article_4_the_explanation_goes_on_file(package: Path) -> None:
    """附卷: the statement on the record lies in the package, as DOCX and as PDF, under the package's signature."""
    signed = json.loads((package / "data/seals/root.json").read_text())["files"]

    for form in ("docx", "pdf"):
        assert f"data/documents/record-statement.{form}" in signed
    assert (package / "data/documents/record-statement.pdf").read_bytes().startswith(b"%PDF-")


def test_article_5_the_record_is_kept_in_two_places(tmp_path: Path) -> None:
    """存储和备份: what a second target got is enough to have the whole record again."""
    recorded(tmp_path / "records")
    (tmp_path / "second").mkdir()
    store = FolderStore(tmp_path / "second")
    copier = RecordCopier(hearing_folder(tmp_path / "records", CASE, HEARING), tmp_path / "kept.json", store)
    while copier.copy_some() is not None:
        pass
    restore_records(store, tmp_path / "again")
    files = list((tmp_path / "records").rglob("*.mp4"))

    assert files
    for path in files:
        assert (tmp_path / "again" / path.relative_to(tmp_path / "records")).read_bytes() == path.read_bytes()


def test_article_5_a_recording_that_a_fault_has_spoilt_is_kept_too(tmp_path: Path) -> None:
    """因故障不符合要求的录音录像也应保存: packed as it is once it is answered for, and said to have been damaged before."""
    story = recorded(tmp_path / "records")
    [media] = (tmp_path / "records").glob("*/*/room-demo-1/mic-judge/000000000000.mp4")
    content = bytearray(media.read_bytes())
    content[-10] ^= 1
    media.write_bytes(content)
    with pytest.raises(NotExplained, match="mic-judge"):
        pack(tmp_path / "records", tmp_path / "archive", story.log, COURT_KEY)
    stretch = {"track": "mic-judge", "since": 0, "until": 3600 * SECOND}
    story.so(CLERK, "explain-fault", **stretch, text="存储损坏")
    story.so(JUDGE, "sign-fault", **stretch, judge="李某")
    package, _ = pack(tmp_path / "records", tmp_path / "archive", story.log, COURT_KEY)

    assert verify(package).whole
    assert len(verify(package).before) == 1
    assert (package / "data/media/room-demo-1/mic-judge" / media.name).read_bytes() == bytes(content)


def test_article_6_machine_text_is_no_court_record(package: Path) -> None:
    """庭审笔录 it becomes by check and signature only: until then every copy of it says that it is a draft."""
    assert "非法庭笔录" in DRAFT
    assert DRAFT in (package / "data/transcript/transcript.vtt").read_text()


def test_article_7_a_corrected_line_keeps_what_was_heard() -> None:
    """更正: the clerk corrects after listening; the recognised words and who corrected them stay on record."""
    story = opened()
    words = {"stream": "mic-judge", "speaker": "审判员", "engine": "whisper", "duration": SECOND, "start": SECOND}
    story.so(ROOM, "speak-line", text="没有疑义。", **words)
    story.so(CLERK, "correct-line", line=1, text="没有异议。")
    [line] = story.hearing.lines

    assert (line.text, line.recognised, line.corrected_by) == ("没有异议。", "没有疑义。", CLERK.principal)


def test_article_6_text_is_the_court_record_once_all_have_checked_and_signed_it() -> None:
    """审判人员、书记员、诉讼参与人核对签字: the last signature makes it 法庭笔录, a later correction unmakes it."""
    story = read_back()
    assert text_label(story.hearing) == DRAFT
    for actor, name in ((JUDGE, "李某"), (CLERK, "赵某"), (story.person("p-1"), "张某某")):
        assert not is_court_record(story.hearing)
        story.so(actor, "sign-transcript", name=name, text_sha256=text_sha256(story.hearing.lines))
    assert text_label(story.hearing) == RECORD
    story.so(CLERK, "correct-line", line=1, text="没有异议！")

    assert not is_court_record(story.hearing)


def test_article_6_nobody_signs_a_text_that_was_changed_since() -> None:
    """核对: a signature is over what was read, by digest; an earlier one is refused."""
    story = read_back()
    read = text_sha256(story.hearing.lines)
    story.so(CLERK, "correct-line", line=1, text="没有异议。")

    with pytest.raises(Refused, match="other-text"):
        story.so(story.person("p-1"), "sign-transcript", name="张某某", text_sha256=read)
    assert story.hearing.signatures == ()


def test_article_6_the_signed_digest_is_that_of_the_text_in_the_package(package: Path) -> None:
    """What people sign is the file that is filed, to the octet."""
    log = [EVENT.validate_json(line) for line in (package / "data/log.jsonl").read_bytes().splitlines()]
    signed = json.loads((package / "data/seals/root.json").read_text())["files"]

    assert text_sha256(fold(log).lines) == signed["data/transcript/transcript.jsonl"]


def test_article_7_an_objection_that_is_refused_stays_on_record() -> None:
    """不予更正的申请记明: the application, its wording, who refused it and why; until then there is no court record."""
    story = read_back()
    accused = story.person("p-1")
    asked = story.so(accused, "ask-correction", participant="p-1", line=1, text="我有异议。")
    for actor, name in ((JUDGE, "李某"), (CLERK, "赵某"), (accused, "张某某")):
        story.so(actor, "sign-transcript", name=name, text_sha256=text_sha256(story.hearing.lines))
    assert not is_court_record(story.hearing)
    with pytest.raises(Refused, match="no-right"):
        story.so(accused, "refuse-correction", asked=asked.seq, reason="无")
    story.so(CLERK, "refuse-correction", asked=asked.seq, reason="经播放录音，原记录无误")
    [kept] = story.hearing.corrections

    assert (kept.text, kept.refused, kept.refused_by) == ("我有异议。", "经播放录音，原记录无误", CLERK.principal)
    assert is_court_record(story.hearing)


def test_article_7_an_objection_that_is_heard_is_settled_by_the_correction() -> None:
    """书记员应当播放录音录像予以核对更正: the correction answers it."""
    story = read_back()
    story.so(CLERK, "ask-correction", participant="p-1", line=1, text="我有异议。")
    story.so(CLERK, "correct-line", line=1, text="我有异议。")
    [kept] = story.hearing.corrections

    assert not kept.is_open
    assert kept.corrected_at == story.now


def test_article_7_who_does_not_sign_is_on_record_with_the_reason() -> None:
    """拒绝签名: the clerk puts it down, and it takes the signature's place."""
    story = read_back()
    for actor, name in ((JUDGE, "李某"), (CLERK, "赵某")):
        story.so(actor, "sign-transcript", name=name, text_sha256=text_sha256(story.hearing.lines))
    assert not is_court_record(story.hearing)
    story.so(CLERK, "refuse-signature", participant="p-1", reason="认为记录不全")

    assert is_court_record(story.hearing)
    assert story.hearing.refusals[0].reason == "认为记录不全"


def test_article_8_the_integrity_value_can_be_read_aloud_and_is_of_this_record(tmp_path: Path) -> None:
    """完整性校验值: known at closing, short enough to be read and signed, and another one for another record."""
    story = recorded(tmp_path)
    stands = stands_of(takes_of(tmp_path, CASE, HEARING), {})
    made = make_closing(story.log, stands, COURT_KEY, 0)
    other = make_closing(story.log, stands_of(takes_of(tmp_path, CASE, HEARING)[:1], {}), COURT_KEY, 0)

    assert made.code == spoken_code(made.root)
    assert sum(letter.isdigit() for letter in made.code) == 40
    assert other.code != made.code


def test_articles_8_and_9_a_recording_replaces_the_written_record_by_consent_and_confirmed_code_alone() -> None:
    """简易程序民事案件，经当事人同意，确认完整性校验值: one step less, one other procedure, one wrong code, and it does not."""
    assert may_replace_transcript(summary_hearing().hearing)
    assert not may_replace_transcript(summary_hearing(consents=("p-3",)).hearing)
    assert not may_replace_transcript(summary_hearing(confirms=("p-3",)).hearing)
    assert not may_replace_transcript(summary_hearing(summary_track="ordinary").hearing)
    assert not may_replace_transcript(summary_hearing(case={"number": CASE, "cause": "危险驾驶"}).hearing)
    with pytest.raises(Refused, match="other-code"):
        summary_hearing().so(CLERK, "confirm-integrity", participant="p-3", code="0" * 40)


def test_article_9_a_code_confirmed_before_the_last_take_came_in_counts_no_more() -> None:
    """A closing root that follows is another value: parties confirm that one."""
    story = summary_hearing()
    story.so(SYSTEM, "report-closing", root="c" * 64, code="4" * 40, until=5)

    assert not may_replace_transcript(story.hearing)


@pytest.mark.parametrize("role", list(Role))
def test_article_10_parties_defence_and_agents_may_consult_and_nobody_else(role: Role) -> None:
    """当事人、辩护律师、诉讼代理人: after the hearing; witnesses, the gallery and the rest not."""
    story = read_back()
    allowed = {"plaintiff", "defendant", "third-party", "accused", "victim", "defender", "agent-ad-litem"}

    assert bool(may_be_granted(story.hearing, role)) == (role.value in {*allowed, "statutory-representative"})
    assert may_be_granted(opened().hearing, role).why in {"not-over", "not-a-reader"}


def test_article_10_online_reading_ends_by_time_by_number_and_at_a_word() -> None:
    """技术保障: what was granted is asked anew each time, and what a judge closes later is closed to it too."""
    story = read_back()
    grant = ReadingGrant(until=story.now + 1000, openings=2, opened=1)
    assert may_open(grant, story.hearing, Role.DEFENDER, story.now)
    assert may_open(replace(grant, opened=2), story.hearing, Role.DEFENDER, story.now).why == "used-up"
    assert may_read(grant, story.hearing, Role.DEFENDER, story.now + 1000).why == "expired"
    assert may_read(replace(grant, revoked_at=1), story.hearing, Role.DEFENDER, story.now).why == "revoked"


def test_article_10_what_was_closed_as_a_whole_is_not_read_online() -> None:
    """不公开审理: at the court, by leave; never from outside (在线诉讼规则 §27)."""
    story = opened()
    story.so(JUDGE, "set-openness", openness="closed", range="whole", judge="李某", reason="涉及个人隐私")
    over(story)

    assert may_be_granted(story.hearing, Role.DEFENDER).why == "closed-as-a-whole"


def test_article_11_the_sound_may_be_copied_without_what_is_sealed(tmp_path: Path) -> None:
    """复制录音: header and open fragments of a sound track make one playable file; a range that touches a sealed one is refused."""
    recorded(tmp_path)
    track = takes_of(tmp_path, CASE, HEARING)[1].track("mic-judge")
    sealed = (SealedRange(since=2 * SECOND, until=4 * SECOND, why="closed-hearing"),)
    whole, kept = open_sound(track, ()), open_sound(track, sealed)
    copy = b"".join(read_octets(track, kept))
    [lost, *_] = [one for one in whole if one not in kept]
    with av.open(io.BytesIO(copy)) as played:
        times = [float(frame.time) for frame in played.decode(audio=0)]

    assert 0 < len(kept) < len(whole)
    assert not [at for at in times if 2.1 < at < 3.9]
    assert not may_read_octets(track, lost.file, lost.offset, lost.offset + 1, sealed)
    assert may_read_octets(track, lost.file, lost.offset, lost.offset + 1, ())


def test_article_12_only_what_was_public_may_be_shown_again() -> None:
    """依法公开的庭审: what was heard in private is never released, also when that is decided afterwards."""
    story = approved()
    at = story.now
    assert may_release(story.hearing, at)
    story.wait(60).so(JUDGE, "set-openness", openness="closed", range="whole", judge="李某", reason="涉及个人隐私")

    assert not may_release(story.hearing, at)


def test_article_13_and_14_whatever_is_changed_in_the_record_is_found(package: Path, tmp_path: Path) -> None:
    """Evidence of disorder and of an irregular hearing: one octet of sound, of the log or of the ledger, and it is named."""
    for name in ("data/media/room-demo-1/mic-judge/000000000000.mp4", "data/log.jsonl", "data/ledger.json"):
        copy = tmp_path / name.replace("/", "-")
        shutil.copytree(package, copy)
        content = bytearray((copy / name).read_bytes())
        content[len(content) // 2] ^= 1
        (copy / name).write_bytes(content)

        assert name in {fault.path for fault in verify(copy).faults}


def test_article_15_nobody_reads_the_record_without_right_and_who_does_is_on_the_audit() -> None:
    """未经许可不得录制、复制: others do not even learn that there is something; the clerk's look is written down."""
    asyncio.run(_reading_the_record())


async def _reading_the_record() -> None:
    async with court() as here:
        clerk, stranger = await here.person("clerk", "clerk"), await here.person("someone", "gallery")
        administrator = await here.person("admin", "administrator")
        hearing = await here.hearing(clerk)
        path = f"/api/v1/hearings/{hearing}/record/index.json"
        answers = [(await who.get(path)).status_code for who in (clerk, stranger)]
        audit = (await administrator.get("/api/v1/audit")).text

    assert answers[0] == 200
    assert answers[1] in (403, 404)
    assert "record-index" in audit


def test_article_15_nothing_leaves_the_archive_without_a_name_that_allowed_it(package: Path, tmp_path: Path) -> None:
    """未经许可不得复制、迁移: the command refuses, and what was allowed stands in the journal before the first octet moves."""
    data = tmp_path / "data"
    shutil.copytree(package, data / "archive" / CASE / package.name)
    (data / "panel.sqlite3").touch()
    asked = ["export", CASE, "--data", str(data), "--to", str(tmp_path / "usb")]
    assert main(asked) == 2
    assert not (tmp_path / "usb").exists()
    assert main([*asked, "--leave-by", "李某"]) == 0
    journal = [json.loads(line) for line in (data / "archive/exports.jsonl").read_text().splitlines()]

    assert [(one["outcome"], one["leave_by"]) for one in journal] == [("begun", "李某"), ("done", "李某")]


def test_article_16_a_hearing_that_touches_secrets_leaves_the_court_nowhere() -> None:
    """国家秘密、商业秘密、个人隐私: not listed, not released; its label goes with the case."""
    story = prepared()
    story.so(JUDGE, "set-openness", openness="closed", range="whole", judge="李某", reason="涉及商业秘密")
    labelled = Case(number=CASE, cause="侵犯商业秘密", secrecy="trade-secret")

    assert not public_status(story.hearing).listed
    assert not may_release(story.hearing, story.now)
    assert labelled.secrecy == "trade-secret"


@pytest.mark.parametrize("place", ["court", "second-folder", "removable", "bucket", "online", "public"])
def test_article_16_the_label_says_where_a_record_may_lie(place: Place) -> None:
    """保密规定: state secrets on the court's own media only, privacy and minors never online, business secrets never public."""
    may = {
        label: may_lie([Case(number=CASE, cause="案由", secrecy=label), Case(number=CASE, cause="案由")], place)
        for label in Secrecy
    }

    assert may[Secrecy.ORDINARY]
    assert may[Secrecy.STATE_SECRET] == (place in {"court", "second-folder", "removable"})
    for label in (Secrecy.PERSONAL_PRIVACY, Secrecy.MINOR, Secrecy.WORK_SECRET):
        assert may[label] == (place not in {"online", "public"})
    assert may[Secrecy.TRADE_SECRET] == (place != "public")


def test_article_16_a_state_secret_never_goes_to_an_object_store(tmp_path: Path) -> None:
    """The process that keeps second copies leaves it out of a bucket, and says so; an ordinary case goes."""
    secret = scheduled(case={"number": CASE, "cause": "案由", "secrecy": "state-secret"}).hearing
    ordinary = scheduled().hearing

    assert not KeptOut(tmp_path / "a.json", "s3://court").may_go(secret.hearing, secret)
    assert not KeptOut(tmp_path / "a.json", "s3://court").may_go(secret.hearing, None), "also once the hearing is over"
    assert KeptOut(tmp_path / "b.json", "s3://court").may_go(ordinary.hearing, ordinary)
    assert KeptOut(tmp_path / "c.json", "file:///second").may_go(secret.hearing, secret)


@pytest.mark.parametrize("procedure", [one.value for one in Procedure])
def test_article_18_every_other_proceeding_is_recorded_by_the_same_rules(procedure: str) -> None:
    """听证, 接访 and the rest: every source is recorded while it is open, and stops in a recess."""
    story: Story = opened_as(procedure)
    assert all(may_record(story.hearing, stream) for stream in ("cam-judge", "mic-judge"))
    story.so(CLERK, "recess", reason="recess")
    story.wait(10).so(SYSTEM, "take-effect")

    assert not may_record(story.hearing, "cam-judge")
