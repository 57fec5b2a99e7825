"""The simulated accused in the detention centre: joins by link as a page does, then takes part by WebRTC."""

import asyncio
import uuid
from contextlib import suppress
from typing import Any

import httpx

from control_panel.demo.installation import Installation
from control_panel.demo.people import refused
from control_panel.demo.watching import Watch
from courtroom_agent.remote_client import RemotePerson, Seen


class Accused:
    """One simulated remote person; the picture says that it is simulated."""

    def __init__(self, person: RemotePerson, watch: Watch) -> None:
        self._person = person
        self._watch = watch

    @classmethod
    async def join(cls, installation: Installation, hearing: str, link: dict[str, Any], watch: Watch) -> "Accused":
        """Redeem the link, consent to take part from afar, and wait at the door.

        Raises:
            DemoFailed: the panel refused it.
        """
        async with httpx.AsyncClient(base_url=installation.url, trust_env=False, timeout=30) as http:
            answer = await http.post("/api/v1/join", json={"code": link["code"]})
            if not answer.is_success:
                raise refused(answer)
            token, participant = answer.json()["token"], answer.json()["participant"]
            headers = {"authorization": f"Bearer {token}"}
            checks = {"camera": "good", "microphone": "good", "speaker": "unknown"}
            for kind, fields in (("arrive", {"checks": checks}), ("consent", {"to": "remote-hearing"})):
                body = {"type": kind, "id": str(uuid.uuid4()), "expect": None, "participant": participant, **fields}
                answer = await http.post(f"/api/v1/hearings/{hearing}/commands", json=body, headers=headers)
                if not answer.is_success:
                    raise refused(answer)
        person = RemotePerson(installation.url, token, hearing, participant)
        return cls(person, watch)

    async def run(self) -> None:
        """Take part until cancelled; begin to speak at the hearing's zero."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._follow())
            tasks.create_task(self._person.run())

    async def _follow(self) -> None:
        with suppress(TimeoutError):
            opened = await self._watch.until("the opening", "open-asked", within_s=24 * 3600)
            self._person.zero_ms = opened["at"]

    @property
    def seen(self) -> Seen:
        """What was seen and heard of the court."""
        return self._person.seen
