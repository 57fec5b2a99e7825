"""A case that was made at the spot gets its own number later: it stays where it is proven, and both numbers find it."""

import asyncio
from pathlib import Path

from control_panel.commands.export import packages_of
from recorder.archive.case_alias import packages_under, write_aliases
from tests.control_panel.heard_alone import WORDS, hand_in
from tests.control_panel.serving import CASE
from tests.control_panel.test_handin import both
from tests.hearing.story import CLERK, scheduled

OWN = "（2026）示0101民初77号"


def test_after_closing_and_handing_in_both_numbers_find_it(tmp_path: Path) -> None:
    """The server's clerk enters the number: searched for by either it is found, in the record and by its words."""

    async def work() -> None:
        async with both(tmp_path) as (room, server, hearing):
            await hand_in(room, server, hearing)
            provisional = server.panel.hearings.get(hearing).case.number
            clerk = await server.person("wu", "clerk")
            await server.done(clerk, hearing, "number-case", number="(2026) 示0101民初77号")
            again = await server.say(clerk, hearing, "number-case", number=OWN)
            assert (again.status_code, server.panel.hearings.get(hearing).numbers) == (409, (OWN,))
            for number in (provisional, OWN):
                found = (await clerk.get("/api/v1/search", params={"q": WORDS[:6], "case": number})).json()["found"]
                assert [one["hearing"] for one in found] == [hearing]
                found = (await clerk.get("/api/v1/search", params={"q": number})).json()["found"]
                assert {one["hearing"] for one in found} == {hearing}
            [listed] = (await clerk.get("/api/v1/hearings")).json()["hearings"]
            assert (listed["case"]["number"], listed["numbers"]) == (provisional, [OWN])
            assert (server.data / "records" / provisional / hearing / "room-demo-1").is_dir()

    asyncio.run(work())


def test_an_archived_case_gets_a_number_and_its_folder_an_alias(tmp_path: Path) -> None:
    """The package stays under the number that its root is over; by the later one it is found through a signpost."""
    story = scheduled()
    story.state = story.hearing.but(course="archived", root="a" * 64, package="p")
    story.so(CLERK, "number-case", number=OWN)
    state = story.hearing
    package = tmp_path / "archive" / state.case.number / state.hearing
    package.mkdir(parents=True)
    [path] = write_aliases(tmp_path / "archive", state)
    assert path == tmp_path / "archive" / OWN / f"alias-{state.hearing}.json"
    for number in (OWN, CASE["number"]):
        assert packages_under(tmp_path / "archive", number) == packages_of(number, tmp_path) == [package]
