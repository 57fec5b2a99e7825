"""Signing in, being let in by a code, and being turned away."""

import asyncio
from pathlib import Path

from courtroom_agent.enrolment import token_of
from hardware_profiles.rooms import load_room
from tests.control_panel.serving import PASSWORD, court


async def _set_up() -> None:
    async with court() as here:
        ticket, _ = await here.panel.tickets.issue("set-up", "", lasts_s=60)
        body = {"token": ticket, "account": "root", "password": PASSWORD}
        client = here.client()

        short = await client.post("/api/v1/setup", json={**body, "password": "short"})
        first = await client.post("/api/v1/setup", json=body)
        again = await here.client().post("/api/v1/setup", json=body)
        me = await client.get("/api/v1/me")

        assert (short.status_code, first.status_code, again.status_code) == (422, 201, 409)
        assert me.json()["role"] == "administrator"
        cookie = first.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie


def test_the_first_administrator_comes_by_a_link_that_works_once() -> None:
    """There is no default password: whoever has the printed link chooses the first one."""
    asyncio.run(_set_up())


async def _guess() -> None:
    async with court() as here:
        await here.person("clerk", "clerk")
        client = here.client()
        wrong = {"account": "clerk", "password": "not the password"}
        codes = [(await client.post("/api/v1/sign-in", json=wrong)).status_code for _ in range(6)]
        locked = await client.post("/api/v1/sign-in", json={"account": "clerk", "password": PASSWORD})
        root = await here.person("root", "administrator")
        audit = (await root.get("/api/v1/audit")).json()["entries"]

        assert codes == [401] * 5 + [429]
        assert locked.status_code == 429
        assert int(locked.headers["retry-after"]) > 0
        assert sum(entry["outcome"] == "refused" and "sign-in" in entry["what"] for entry in audit) == 7
        assert not any(PASSWORD in str(entry) for entry in audit)


def test_whoever_guesses_passwords_has_to_wait_and_is_on_the_audit() -> None:
    """Five wrong passwords close an account for a while, even to the right one."""
    asyncio.run(_guess())


async def _strangers() -> None:
    async with court() as here:
        root = await here.person("root", "administrator")
        clerk = await here.person("clerk", "clerk")
        token = await here.panel.tokens.issue("session", "account:2", lasts_s=-1)
        answers = [
            await here.client().get("/api/v1/me"),
            await here.client("nonsense").get("/api/v1/me"),
            await here.client(token).get("/api/v1/me"),
            await clerk.get("/api/v1/audit"),
            await clerk.post("/api/v1/accounts", json={"account": "x2", "name": "x", "role": "clerk"}),
            await clerk.post("/api/v1/sign-out", headers={"origin": "https://elsewhere.example"}),
            await root.post("/api/v1/accounts", json={"account": "x2", "name": "x", "role": "king"}),
            await root.post("/api/v1/accounts", json={"account": "x2", "name": "x", "role": "clerk", "extra": 1}),
        ]

        assert [answer.status_code for answer in answers] == [401, 401, 401, 403, 403, 403, 422, 422]
        for answer in answers:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["title"]
            assert answer.headers["content-security-policy"].startswith("default-src 'self'")


def test_strangers_and_the_wrong_people_are_refused_in_words() -> None:
    """No token, a wrong one, an expired one, no right, or another site's page: each is told what to do."""
    asyncio.run(_strangers())


async def _sign_out() -> None:
    async with court() as here:
        clerk = await here.person("clerk", "clerk")
        cookie = dict(clerk.cookies)
        out = await clerk.post("/api/v1/sign-out")
        thief = here.client()
        thief.cookies.update(cookie)

        assert out.status_code == 204
        assert (await thief.get("/api/v1/me")).status_code == 401


def test_signing_out_ends_the_session_itself() -> None:
    """A copied cookie is worthless once its owner has signed out."""
    asyncio.run(_sign_out())


async def _ticket() -> None:
    async with court() as here:
        root = await here.person("root", "administrator")
        await root.post("/api/v1/accounts", json={"account": "judge", "name": "王审判员", "role": "sole-judge"})
        link = (await root.post("/api/v1/accounts/judge/link")).json()
        judge = here.client()
        first = await judge.post("/api/v1/tickets/redeem", json={"ticket": link["ticket"]})
        second = await here.client().post("/api/v1/tickets/redeem", json={"ticket": link["ticket"]})
        chosen = await judge.post("/api/v1/me/password", json={"password": PASSWORD})
        by_password = await here.person("judge", "sole-judge")

        assert (first.status_code, second.status_code, chosen.status_code) == (200, 403, 204)
        assert "run-course" in (await by_password.get("/api/v1/me")).json()["rights"]


def test_a_sign_in_link_works_once_and_lets_its_owner_choose_a_password() -> None:
    """A new judge comes in by a link, chooses a password, and signs in with it from then on."""
    asyncio.run(_ticket())


async def _enrol() -> None:
    async with court() as here:
        root = await here.person("root", "administrator")
        code = (await root.post("/api/v1/agents/codes", json={"room": "demo"})).json()["code"]
        described = {"room": "demo", "room_name": "第一法庭", "seats": [{"id": "judge", "label": "审判席"}]}
        body = {"code": code, "room": {**described, "streams": ["cam-judge", "mic-judge"]}}
        enrolled = await here.client().post("/api/v1/agents/enrol", json=body)
        again = await here.client().post("/api/v1/agents/enrol", json=body)
        rooms = (await root.get("/api/v1/rooms")).json()["rooms"]
        other = (await root.post("/api/v1/agents/codes", json={"room": "hall-9"})).json()["code"]
        wrong = await here.client().post("/api/v1/agents/enrol", json={**body, "code": other})

        assert (enrolled.status_code, again.status_code, wrong.status_code) == (201, 403, 403)
        assert enrolled.json()["agent"] == "agent:demo"
        assert rooms[0]["room_name"] == "第一法庭"
        assert rooms[0]["agent_connected"] is False


def test_a_courtroom_is_enrolled_by_a_code_that_works_once() -> None:
    """The code names the room; another room's PC cannot use it, and nobody uses it twice."""
    asyncio.run(_enrol())


async def _enrol_after_a_lost_answer(data: Path) -> None:
    room = load_room(Path(__file__).parents[2] / "hardware_profiles" / "courtrooms" / "demo.yaml")
    async with court() as here:
        code, _ = await here.panel.tickets.issue("enrol", "agent:demo", lasts_s=60)
        token = await token_of(room, data, here.url, code, verify=True)
        (data / "token").rename(data / "token.coming")  # As if the answer had never come.
        again = await token_of(room, data, here.url, code, verify=True)
        mode = (data / "token").stat().st_mode & 0o777
        thief = {"code": code, "room": {"room": "demo", "room_name": "", "seats": [], "streams": []}, "token": "x" * 43}
        stolen = await here.client().post("/api/v1/agents/enrol", json=thief)
        theirs = await here.client().post(
            "/api/v1/agents/enrol", json={**thief, "token": token, "room": {**thief["room"], "room": "hall-9"}}
        )
        me = await here.client(token).get("/api/v1/rooms")

        assert again == token
        assert mode == 0o600
        assert (stolen.status_code, theirs.status_code, me.status_code) == (403, 403, 200)


def test_an_agent_whose_answer_got_lost_asks_again_with_the_same_code(tmp_path: Path) -> None:
    """It made its token up before it asked; nobody else can use the code a second time."""
    asyncio.run(_enrol_after_a_lost_answer(tmp_path))
