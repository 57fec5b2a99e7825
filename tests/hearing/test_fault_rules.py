"""A second that is missing is explained by the clerk or a technician, and signed by the judge who led the hearing."""

import pytest

from hearing.errors import Refused
from hearing.ledger import Ledger
from hearing.participant import Role
from hearing.policy import Actor, account_actor
from hearing.reports import LedgerKept, report_concerns
from hearing.state import fold
from hearing.view import view
from tests.hearing.story import (
    CLERK,
    GALLERY,
    HEARING,
    JUDGE,
    REVIEWER,
    ROOM,
    SYSTEM,
    TECHNICIAN,
    Story,
    opened,
    paused,
)

SECOND = 10**9
STRETCH = {"track": "cam-judge", "since": 5 * SECOND, "until": 8 * SECOND}


def explained(story: Story, text: str = "交换机断电", **changes: object) -> Story:
    """The story, with an explanation of the clerk's."""
    story.so(CLERK, "explain-fault", **{**STRETCH, "text": text, **changes})
    return story


@pytest.mark.parametrize("actor", [CLERK, TECHNICIAN])
def test_clerk_and_technician_explain(actor: Actor) -> None:
    """Whoever was there or whoever keeps the system running writes down what happened."""
    story = opened()
    story.so(actor, "explain-fault", **STRETCH, text="交换机断电")
    [explanation] = story.hearing.explanations

    assert (explanation.text, explanation.who, explanation.signed_at) == ("交换机断电", actor.principal, None)
    assert fold(story.log) == story.hearing


@pytest.mark.parametrize("actor", [GALLERY, REVIEWER, JUDGE, ROOM, SYSTEM, account_actor("account:8", Role.DEFENDER)])
def test_nobody_else_explains(actor: Actor) -> None:
    """No machine and no party explains a fault; the judge signs and does not write."""
    with pytest.raises(Refused, match="no-right"):
        opened().so(actor, "explain-fault", **STRETCH, text="x")


@pytest.mark.parametrize("role", [Role.PRESIDING_JUDGE, Role.SOLE_JUDGE])
def test_the_judge_who_leads_signs(role: Role) -> None:
    """审判长 or 独任审判员 reviews the explanation and signs it, under the own name."""
    story = explained(opened())
    story.so(account_actor("account:9", role), "sign-fault", **STRETCH, judge="李某")
    [explanation] = story.hearing.explanations

    assert (explanation.judge, explanation.signed_by, explanation.signed_at) == ("李某", "account:9", story.now)


@pytest.mark.parametrize("role", [Role.JUDGE, Role.PEOPLES_ASSESSOR, Role.CLERK, Role.TECHNICIAN])
def test_nobody_else_signs(role: Role) -> None:
    """Another member of the panel does not sign for the presiding judge."""
    with pytest.raises(Refused, match="no-right"):
        explained(opened()).so(account_actor("account:9", role), "sign-fault", **STRETCH, judge="李某")


def test_what_nobody_explained_cannot_be_signed() -> None:
    """A signature is under a text; a part of the stretch that the text does not reach has none."""
    story = explained(opened())

    with pytest.raises(Refused, match="not-explained"):
        story.so(JUDGE, "sign-fault", **{**STRETCH, "until": 9 * SECOND}, judge="李某")
    with pytest.raises(Refused, match="not-explained"):
        story.so(JUDGE, "sign-fault", **{**STRETCH, "track": "mic-judge"}, judge="李某")


def test_a_later_explanation_needs_a_signature_of_its_own() -> None:
    """Whoever changes the words after the signature has no signature under the new ones."""
    story = explained(opened())
    story.so(JUDGE, "sign-fault", **STRETCH, judge="李某")
    explained(story, "摄像机故障")
    holds = story.hearing.explanation_of("cam-judge", 5 * SECOND, 8 * SECOND)

    assert holds is not None
    assert (holds.text, holds.signed_at) == ("摄像机故障", None)
    story.so(JUDGE, "sign-fault", **STRETCH, judge="李某")
    with pytest.raises(Refused, match="already-so"):
        story.so(JUDGE, "sign-fault", **STRETCH, judge="李某")


def test_a_stretch_has_a_length() -> None:
    """An explanation of nothing is refused with a remedy."""
    with pytest.raises(Refused, match="no-stretch"):
        explained(opened(), until=5 * SECOND)


def test_faults_are_explained_up_to_the_packing() -> None:
    """In a recess, after closing and while archiving waits; not before the hearing is opened."""
    story = explained(paused())
    story.so(CLERK, "close")
    story.wait(10).so(SYSTEM, "take-effect")
    explained(story)
    story.so(CLERK, "sign")
    story.so(CLERK, "archive")
    explained(story)
    assert len(story.hearing.explanations) == 3

    story.so(SYSTEM, "report-archived", root="0" * 64, package="x")
    with pytest.raises(Refused, match="not-now"):
        explained(story)


def test_parties_do_not_read_explanations_and_technicians_do() -> None:
    """What went wrong with the record is the court's and its technicians' to know during the hearing."""
    story = explained(opened())

    assert view(story.hearing, TECHNICIAN).state.explanations == story.hearing.explanations
    assert view(story.hearing, story.person("p-1")).state.explanations == ()
    assert view(story.hearing, GALLERY).state.explanations == ()


def test_the_ledger_reaches_the_court_and_its_technicians_and_no_party() -> None:
    """While the hearing runs, clerk, judge and technician see what is missing; the accused and the gallery do not."""
    story = opened()
    report = LedgerKept(hearing=HEARING, ledger=Ledger(hearing=HEARING, complete=False))

    for actor in (CLERK, JUDGE, TECHNICIAN):
        assert report_concerns(report, story.hearing, actor) == report
    for actor in (story.person("p-1"), GALLERY):
        assert report_concerns(report, story.hearing, actor) is None
