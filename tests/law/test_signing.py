"""法释〔2017〕5号 §6 on a page: everyone signs by hand what was read, over this record, and a witness the own part alone."""

import asyncio
import json
from pathlib import Path

import pytest

from hearing.errors import Refused
from hearing.handwriting import Handwriting, svg_of
from hearing.own_part import text_to_sign
from hearing.signing import signers
from hearing.transcript_record import text_sha256
from hearing.transcript_rules import is_court_record
from hearing.view import view, visible
from recorder.archive.signatures import write_signatures
from tests.control_panel.serving import court
from tests.hearing.signed import ROOT, signed_by_bench, with_witness, written
from tests.hearing.story import CLERK, HEARING, JUDGE, Story


def digest(story: Story, who: str | None = None) -> str:
    """What *who* signs, by its digest."""
    return text_sha256(text_to_sign(story.hearing, who))


def test_article_6_a_witness_signs_the_own_stand_and_nothing_else() -> None:
    """证人核对本人证言: the whole text is refused to the witness, the own part is enough, and it is needed."""
    story = with_witness()
    signed_by_bench(story, digest(story))
    by_hand = {"root": ROOT, "hand": written()}
    story.so(CLERK, "sign-transcript", participant="p-1", name="张某某", text_sha256=digest(story, "p-1"), **by_hand)
    assert [line.text for line in text_to_sign(story.hearing, "p-2")] == ["我看见他开车。"]
    assert not is_court_record(story.hearing)
    with pytest.raises(Refused, match="other-text"):
        story.so(CLERK, "sign-transcript", participant="p-2", name="王某某", text_sha256=digest(story), **by_hand)
    story.so(CLERK, "sign-transcript", participant="p-2", name="王某某", text_sha256=digest(story, "p-2"), **by_hand)

    assert is_court_record(story.hearing)


def test_article_6_what_others_said_being_corrected_leaves_the_witness_signature_standing() -> None:
    """A correction takes away the signatures of those who had read that line, and no other."""
    story = with_witness()
    by_hand = {"root": ROOT, "hand": written()}
    story.so(CLERK, "sign-transcript", participant="p-1", name="张某某", text_sha256=digest(story, "p-1"), **by_hand)
    story.so(CLERK, "sign-transcript", participant="p-2", name="王某某", text_sha256=digest(story, "p-2"), **by_hand)
    story.so(CLERK, "correct-line", line=3, text="现在休庭评议。")
    states = {one.participant: one.state for one in signers(story.hearing)}
    assert (states["p-1"], states["p-2"]) == ("void", "signed")
    story.so(CLERK, "correct-line", line=2, text="我看见他开车！")

    assert {one.participant: one.state for one in signers(story.hearing)}["p-2"] == "void"


def test_article_6_a_signature_on_the_courts_page_is_written_by_hand_over_the_record_that_was_shown() -> None:
    """签名: no typed name in another's place, no other record's code, and nobody signs for the bench."""
    story = with_witness()
    said = {"name": "张某某", "text_sha256": digest(story, "p-1")}
    for more, why in (
        ({"root": ROOT}, "no-hand"),
        ({"hand": written()}, "no-root"),
        ({"hand": written(), "root": "c" * 64}, "other-code"),
    ):
        with pytest.raises(Refused, match=why):
            story.so(CLERK, "sign-transcript", participant="p-1", **said, **more)
    with pytest.raises(Refused, match="no-right"):
        story.so(story.person("p-1"), "sign-transcript", participant="p-2", root=ROOT, hand=written(), **said)
    with pytest.raises(Refused, match="no-right"):
        story.so(CLERK, "sign-transcript", participant="p-3", root=ROOT, hand=written(), **said)
    assert story.hearing.signatures == ()


def test_article_6_the_strokes_stay_in_the_log_with_their_time_and_are_drawn_for_the_file(tmp_path: Path) -> None:
    """Points of pen and time can be compared by an expert; a dot or a line out of the field is no signature."""
    story = with_witness()
    story.so(JUDGE, "sign-transcript", name="李某", text_sha256=digest(story), root=ROOT, hand=written())
    [signature] = story.hearing.signatures
    write_signatures(tmp_path, story.hearing.signatures)
    told = json.loads(story.log[-1].model_dump_json())

    assert told["hand"] == written()
    assert told["root"] == ROOT
    assert signature.hand is not None
    assert svg_of(signature.hand, "").count("<polyline") == 2
    assert (tmp_path / f"signature-{signature.seq}.svg").read_text().startswith("<svg")
    for bad in ([[5, 5, 0] * 9], [[0, 0, 0, 2000, 10, 5] * 5], [[9, 9, 9, 500, 10, 5] * 5], [[1, 2]]):
        with pytest.raises(ValueError, match="Handwriting"):
            Handwriting(height=300, strokes=bad)


def test_article_6_nobody_but_the_court_and_oneself_is_shown_how_somebody_writes() -> None:
    """A signature's strokes could be copied: other parties learn who signed and when, not how."""
    story = with_witness()
    said = {"name": "王某某", "text_sha256": digest(story, "p-2"), "root": ROOT, "hand": written()}
    event = story.so(CLERK, "sign-transcript", participant="p-2", **said)
    accused = story.person("p-1")
    seen = visible(story.hearing, event, accused)

    assert seen is not None
    assert seen.hand is None  # type: ignore[union-attr]
    assert [one.hand for one in view(story.hearing, accused).state.signatures] == [None]
    assert [one.hand is None for one in view(story.hearing, CLERK).state.signatures] == [False]


def test_article_6_refusing_to_sign_takes_the_signatures_place_with_its_reason() -> None:
    """拒绝签名的记明情况: also a witness's, and the list says so."""
    story = with_witness()
    signed_by_bench(story, digest(story))
    for person in ("p-1", "p-2"):
        story.so(CLERK, "refuse-signature", participant=person, reason="认为记录不全")
    told = [(one.state, one.reason) for one in signers(story.hearing)]

    assert told == [("signed", ""), ("signed", ""), ("refused", "认为记录不全"), ("refused", "认为记录不全")]
    assert is_court_record(story.hearing)


def test_article_6_the_page_reads_out_to_each_what_that_person_signs() -> None:
    """The text, its digest and the record's code come together; a party reads its own only, and only while it is signed."""
    asyncio.run(_reading())


async def _reading() -> None:
    async with court() as here:
        story = with_witness()
        await here.panel.hearings.adopt(HEARING, story.log)
        clerk, stranger = await here.person("clerk", "clerk"), await here.person("someone", "gallery")
        accused = here.client(await here.panel.tokens.issue("participant", "participant:p-1", hearing=HEARING))
        path = f"/api/v1/hearings/{HEARING}/signing"
        witness = (await clerk.get(f"{path}/p-2")).json()
        own = (await accused.get(f"{path}/me")).json()
        refused = [(await who.get(f"{path}/{name}")).status_code for who, name in ((accused, "p-2"), (stranger, "me"))]
        signed = {"name": "张某某", "text_sha256": own["text_sha256"], "root": own["root"], "hand": written()}
        await here.done(accused, HEARING, "sign-transcript", **signed)
        listed = (await clerk.get(path)).json()["signers"]

    assert [line["text"] for line in witness["lines"]] == ["我看见他开车。"]
    assert len(own["lines"]) == 3
    assert refused[0] == 403
    assert refused[1] in (403, 404)
    assert [(one["role"], one["state"]) for one in listed] == [
        ("sole-judge", "due"), ("clerk", "due"), ("accused", "signed"), ("witness", "due"),
    ]  # fmt: skip
