"""The one client of the hub: agent, media, recorder, release and the demo all call the panel through it.

    LinkError
    ├─ LinkRefused   the panel answered with a problem document (RFC 9457)
    └─ LinkLost      the panel could not be reached

A :class:`Link` keeps one WebSocket to ``/api/v1/link`` and reconnects by itself. It only calls out; what the
panel says arrives at a :class:`Handler`, in order. Contract: docs/PROTOCOL.md §5.
"""

import asyncio
import json
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal, Self
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from hearing.clock_sync import ClockSync, Exchange
from hearing.commands import Command
from hearing.events import EVENT, HearingEvent
from hearing.reports import REPORT, Report
from hearing.state import HearingState

Kind = Literal["agent", "media", "recorder", "release", "replicas"]
Pace = Callable[[int], Awaitable[None]]
"""Waits until so many octets may be sent."""
UNMEASURED_NS = 10**15
"""Uncertainty of the clock before the panel has answered once."""
_RETRY_S = (0.1, 0.25, 0.5, 1.0, 2.0)
_QUICKLY = 8
_CHUNK = 32 << 10
_MOVE_S = 0.1
_ENROLLING_S = 60
_FLEETING = frozenset({"levels", "partial", "exchange"})  # worthless a second later: never sent again


class LinkError(Exception):
    """Something between this process and the panel went wrong."""


class LinkLost(LinkError):
    """The panel could not be reached; try again."""


class LinkRefused(LinkError):
    """The panel said no; *problem* is its document, with ``title``, ``detail`` and ``remedy`` in words."""

    def __init__(self, status: int, problem: dict[str, Any]) -> None:
        self.status = status
        self.problem = problem
        words = (problem.get(key, "") for key in ("title", "detail", "remedy"))
        super().__init__(f"{status}: " + " ".join(str(word) for word in words if word))


class Handler:
    """What a process does with what the panel says. Override what concerns you; the rest is let pass.

    Calls come one after another in the panel's order, save ``on_request``, which runs beside them but never
    before what was said earlier. An error raised here ends :meth:`Link.run`.
    """

    async def on_hearing(self, state: HearingState) -> None:
        """Hear of a hearing of concern, whole: at start, when placed here, and after every reconnection."""

    async def on_event(self, event: HearingEvent) -> None:
        """Hear what happened in a hearing of concern."""

    async def on_released(self, hearing: str) -> None:
        """Hear that a hearing is no longer of concern."""

    async def on_withheld(self, hearing: str) -> None:
        """Hear that the panel does not know now how a hearing stands: another may hold it. ``on_hearing`` ends this."""

    async def on_report(self, report: Report) -> None:
        """Hear another process's report that concerns this one."""

    async def on_request(self, op: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Do *op* and say status and body."""
        return 404, {"title": "Unknown operation", "detail": f"{op[:40]} of {len(body)} parts", "remedy": ""}

    async def on_connected(self) -> None:
        """Hear that the link stands and that every hearing of concern was told."""

    async def on_lost(self) -> None:
        """Hear that the link broke; it is being taken up again."""


@dataclass(frozen=True)
class Answer:
    """What WHIP or WHEP gave: the SDP answer, and the path that ends or patches the session."""

    sdp: str
    location: str


def security_of(url: str, verify: str | bool) -> ssl.SSLContext | bool:
    """Say whom to trust at *url*: *verify* is a CA file, ``True`` (the system's) or ``False`` (nobody checked)."""
    if urlsplit(url).scheme != "https":
        return False
    if isinstance(verify, str):
        return ssl.create_default_context(cafile=verify)
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def checked(answer: httpx.Response) -> httpx.Response:
    """Return *answer* when it is a success.

    Raises:
        LinkRefused: it is not.
    """
    if answer.is_success:
        return answer
    try:
        problem = answer.json()
    except ValueError:
        problem = {"title": answer.reason_phrase, "detail": answer.text[:200]}
    raise LinkRefused(answer.status_code, problem if isinstance(problem, dict) else {"title": str(problem)})


async def _paced(body: bytes, pace: Pace) -> AsyncIterator[bytes]:
    for at in range(0, len(body), _CHUNK):
        await pace(len(body[at : at + _CHUNK]))
        yield body[at : at + _CHUNK]


class Link:
    """A standing connection of one process to the panel.

    Args:
        url: the panel's origin, ``https://court:8443``.
        token: this process's bearer token.
        verify: CA file, or whether to check the certificate at all.
        kind: what this process is.
        name: its name, ``media-1``; shown to people.
        detail: what the panel should know from the start, e.g. ``{"mandatory": [...]}``; may be changed
            between connections.
        clock_ns: this host's UTC in nanoseconds.
        steady_ns: this host's steady clock, which nobody can set; the panel's is measured against it.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        verify: str | bool = True,
        kind: Kind,
        name: str,
        detail: dict[str, Any] | None = None,
        clock_ns: Callable[[], int] = time.time_ns,
        steady_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self.url = url.rstrip("/")
        self.elsewhere: Callable[[], str | None] = lambda: None
        """Says at which other address on this host the hearing is held now; ``None``: at :attr:`url`. The link moves by
        itself when the answer changes."""
        self.kind = kind
        self.name = name
        self.detail = detail or {}
        self.connected = False
        self.connections = 0
        """How often the link came to stand."""
        self.principal = ""
        self.sync = ClockSync()
        """What is known of the panel's clock."""
        self._token = token
        self._security = security_of(self.url, verify)
        self._clock_ns = clock_ns
        self._steady_ns = steady_ns
        self._socket: ClientConnection | None = None
        self._last: dict[tuple[str, str], str] = {}
        self._hearings: set[str] = set()
        self._http = httpx.AsyncClient(
            base_url=self.url,
            verify=self._security,
            headers={"authorization": f"Bearer {token}"},
            timeout=httpx.Timeout(10, read=30),
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Let go of the HTTP connections. Cancel :meth:`run` first."""
        await self._http.aclose()

    @property
    def is_away(self) -> bool:
        """Whether the hearing is held by another panel than the one at :attr:`url`."""
        return self.elsewhere() is not None

    def panel_ns(self) -> int:
        """Say the panel's UTC now, in nanoseconds, by what was measured; by this host's clock before that."""
        found = self.sync.found
        steady = self._steady_ns()
        return self._clock_ns() if found is None else steady + found.offset_at(steady)

    @property
    def offset_ns(self) -> int:
        """How far the panel's clock is ahead of this host's now; 0 before it was measured."""
        return self.panel_ns() - self._clock_ns() if self.sync.found is not None else 0

    @property
    def uncertainty_ns(self) -> int:
        """How wrong that may be."""
        found = self.sync.found
        return found.uncertainty_at(self._steady_ns()) if found is not None else UNMEASURED_NS

    async def run(self, handler: Handler) -> None:
        """Keep the link up until cancelled, taking it up again within 2 s.

        Raises:
            LinkRefused: the token is not (or no longer) valid; trying again would not help.
        """
        attempt = 0
        while True:
            try:
                await self._stay(handler)
                attempt = 0
            except InvalidStatus as refused:
                if refused.response.status_code in (401, 403):
                    problem = {"title": "The panel does not accept this token.", "remedy": "Enrol again."}
                    raise LinkRefused(refused.response.status_code, problem) from refused
            except (OSError, ConnectionClosed, InvalidHandshake, TimeoutError):
                pass
            await asyncio.sleep(_RETRY_S[min(attempt, len(_RETRY_S) - 1)])
            attempt += 1

    async def report(self, report: Report) -> None:
        """Say what is so now. The last report of each type and hearing is said again after a reconnection."""
        frame = json.dumps({"type": "report", "report": report.model_dump(mode="json")}, ensure_ascii=False)
        if report.type not in _FLEETING:
            about = (getattr(report, key, "") for key in ("hearing", "room", "process", "writer"))
            self._last[report.type, "/".join(about)] = frame
        if self._socket is not None:
            with suppress(ConnectionClosed):
                await self._socket.send(frame)

    async def command(self, hearing: str, command: Command, *, patience_s: float = 10) -> HearingEvent:
        """Give a command; its id makes trying again after a lost answer safe.

        Raises:
            LinkRefused: the panel said no.
            LinkLost: the panel was not there for *patience_s*.
        """
        body = command.model_dump(mode="json")
        answer = await self._patiently(patience_s, "POST", f"/api/v1/hearings/{hearing}/commands", json=body)
        return EVENT.validate_python(answer.json()["event"])

    async def fragments(self, hearing: str, body: bytes, pace: Pace | None = None) -> dict[str, Any]:
        """Send fragments up (docs/PROTOCOL.md §7), as fast as *pace* lets; return ``{"stored", "known", "refused"}``.

        Raises:
            LinkRefused: the request as a whole was refused; single refused parts are in ``refused``.
            LinkLost: the panel is not there.
        """
        answer = await self._send(
            "POST",
            f"/api/v1/hearings/{hearing}/fragments",
            content=body if pace is None else _paced(body, pace),
            headers={"content-type": "application/vnd.courtroom.fragments", "content-length": str(len(body))},
        )
        if answer.status_code == httpx.codes.CONFLICT and "refused" in answer.json():
            return {key: answer.json()[key] for key in ("stored", "known", "refused")}
        stored: dict[str, Any] = checked(answer).json()
        return stored

    async def rehearse(self, body: bytes) -> str:
        """Send octets up that are nobody's record; return the SHA-256 (hex) of what arrived.

        Raises:
            LinkRefused, LinkLost: as for :meth:`fragments`.
        """
        headers = {"content-type": "application/octet-stream"}
        answer = checked(await self._send("POST", "/api/v1/rehearsals/probe", content=body, headers=headers))
        return str(answer.json()["sha256"])

    async def log(self, hearing: str, after: int = 0, *, page: int = 5000) -> list[HearingEvent]:
        """Return all of the hearing's events behind *after*, in order; asks for *page* of them at a time."""
        events: list[HearingEvent] = []
        while True:
            asked = {"after": events[-1].seq if events else after, "most": page}
            told = checked(await self._send("GET", f"/api/v1/hearings/{hearing}/log", params=asked)).json()
            events += [EVENT.validate_python(event) for event in told["events"]]
            if not told["events"] or events[-1].seq >= told["seq"]:
                return events

    async def publish(self, hearing: str, stream: str, sdp: str) -> Answer:
        """Publish a stream by WHIP (RFC 9725)."""
        return await self._offer(f"/whip/{hearing}/{stream}", sdp)

    async def play(self, hearing: str, stream: str, sdp: str) -> Answer:
        """Play a stream by WHEP."""
        return await self._offer(f"/whep/{hearing}/{stream}", sdp)

    async def end(self, location: str) -> None:
        """End a session by its location; one that is gone already is no error."""
        answer = await self._send("DELETE", location)
        if answer.status_code != httpx.codes.NOT_FOUND:
            checked(answer)

    async def request(self, method: str, path: str, body: BaseModel | dict[str, Any] | None = None) -> Any:
        """Call any part of the panel's API with this link's token; return its JSON."""
        sent = body.model_dump(mode="json") if isinstance(body, BaseModel) else body
        answer = checked(await self._send(method, path, json=sent))
        return answer.json() if answer.content else None

    async def call(self, method: str, path: str, **parts: Any) -> Any:
        """Call any part of the panel's API, with the *parts* of an httpx request; return its JSON."""
        return checked(await self._send(method, path, **parts)).json()

    async def _offer(self, path: str, sdp: str) -> Answer:
        headers = {"content-type": "application/sdp"}
        answer = checked(await self._send("POST", path, content=sdp.encode(), headers=headers))
        return Answer(answer.text, answer.headers["location"])

    async def _send(self, method: str, path: str, **parts: Any) -> httpx.Response:
        try:
            return await self._http.request(method, f"{self.elsewhere() or self.url}{path}", **parts)
        except httpx.TransportError as error:
            raise LinkLost(f"{self.url}: {type(error).__name__}. Is the panel running?") from error

    async def _patiently(self, patience_s: float, method: str, path: str, **parts: Any) -> httpx.Response:
        end = asyncio.get_running_loop().time() + patience_s
        while True:
            try:
                return checked(await self._send(method, path, **parts))
            except LinkRefused as refused:
                if refused.status != httpx.codes.SERVICE_UNAVAILABLE:
                    raise
                lost = LinkLost(str(refused))  # The log is being taken over or handed back.
            except LinkLost as fault:
                lost = fault
            if asyncio.get_running_loop().time() > end:
                raise lost
            await asyncio.sleep(0.3)

    async def _stay(self, handler: Handler) -> None:
        base = self.elsewhere() or self.url
        address = "ws" + base.removeprefix("http") + "/api/v1/link"
        headers = {"authorization": f"Bearer {self._token}"}
        is_secure = base.startswith("https") and isinstance(self._security, ssl.SSLContext)
        security = self._security if isinstance(self._security, ssl.SSLContext) and is_secure else None
        async with connect(
            address, ssl=security, additional_headers=headers, proxy=None, max_size=16 << 20,
            open_timeout=5, ping_interval=2, ping_timeout=5, compression=None,
        ) as socket:  # fmt: skip
            hello = {"type": "hello", "kind": self.kind, "name": self.name, "detail": self.detail}
            await socket.send(json.dumps(hello, ensure_ascii=False))
            try:
                async with asyncio.TaskGroup() as tasks:
                    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
                    measuring = tasks.create_task(self._measure(socket, base))
                    moving = tasks.create_task(self._move(socket, base))
                    dispatching = tasks.create_task(self._dispatch(socket, handler, told, tasks))
                    await self._read(socket, told)
                    measuring.cancel()
                    moving.cancel()
                    dispatching.cancel()
            except* ConnectionClosed:
                pass
            finally:
                was_connected, self.connected, self._socket = self.connected, False, None
                if was_connected:
                    await handler.on_lost()

    async def _move(self, socket: ClientConnection, base: str) -> None:
        """Leave as soon as the hearing is held elsewhere; whoever is lost is not waited for to say goodbye."""
        while (self.elsewhere() or self.url) == base:  # noqa: ASYNC110 - another process says so, in a file
            await asyncio.sleep(_MOVE_S)
        socket.transport.abort()

    async def _read(self, socket: ClientConnection, told: asyncio.Queue[dict[str, Any]]) -> None:
        async for frame in socket:
            message: dict[str, Any] = json.loads(frame)
            if message["type"] == "clock":
                received = message["received"]
                answered = message.get("answered", received)
                self.sync.take(Exchange(message["sent"], received, answered, self._steady_ns()))
            else:
                told.put_nowait(message)

    async def _dispatch(
        self,
        socket: ClientConnection,
        handler: Handler,
        told: asyncio.Queue[dict[str, Any]],
        tasks: asyncio.TaskGroup,
    ) -> None:
        while True:
            message = await told.get()
            match message["type"]:
                case "welcome":
                    self.principal = message["principal"]
                case "hearing":
                    state = HearingState.model_validate(message["snapshot"])
                    self._hearings.add(state.hearing)
                    await handler.on_hearing(state)
                case "event":
                    await handler.on_event(EVENT.validate_python(message["event"]))
                case "released":
                    self._hearings.discard(message["hearing"])
                    await handler.on_released(message["hearing"])
                case "withheld":
                    await handler.on_withheld(message["hearing"])
                case "report":
                    await handler.on_report(REPORT.validate_python(message["report"]))
                case "request":
                    tasks.create_task(self._answer(socket, handler, message))
                case "ready":
                    await self._ready(socket, handler, set(message["hearings"]))
                case _:
                    pass  # a newer panel may say more than this client knows

    async def _ready(self, socket: ClientConnection, handler: Handler, hearings: set[str]) -> None:
        for gone in self._hearings - hearings:
            await handler.on_released(gone)
        self._hearings = hearings
        for frame in list(self._last.values()):
            await socket.send(frame)
        self._socket, self.connected = socket, True
        self.connections += 1
        await handler.on_connected()

    async def _answer(self, socket: ClientConnection, handler: Handler, message: dict[str, Any]) -> None:
        status, body = await handler.on_request(message["op"], message["body"])
        answer = {"type": "answer", "id": message["id"], "status": status, "body": body}
        await socket.send(json.dumps(answer, ensure_ascii=False))

    async def _measure(self, socket: ClientConnection, base: str) -> None:
        if base != self.url and self.sync.found is not None:
            return  # The hearing's time is the server's, and what is known of it is better than hearsay.
        for n in range(1 << 62):
            await socket.send(json.dumps({"type": "clock", "sent": self._steady_ns()}))
            await asyncio.sleep(0.1 if n < _QUICKLY else 2)


async def enrol(
    url: str, code: str, room: BaseModel | dict[str, Any], *, verify: str | bool = True, token: str | None = None
) -> str:
    """Change a one-time enrolment code for an agent's token.

    Args:
        url: the panel's origin.
        code: what an administrator was given for this room.
        room: the room's public description ``{room, room_name, seats, streams}``.
        verify: as for :class:`Link`.
        token: one that the caller made up and keeps; asking again with it is no second use of the code.

    Raises:
        LinkRefused: the code is wrong, used or too old.
        LinkLost: the panel is not there.
    """
    described = room.model_dump(mode="json") if isinstance(room, BaseModel) else room
    asked = {"code": code, "room": described} | ({"token": token} if token else {})
    async with httpx.AsyncClient(verify=security_of(url, verify), timeout=_ENROLLING_S, trust_env=False) as http:
        try:
            answer = await http.post(f"{url.rstrip('/')}/api/v1/agents/enrol", json=asked)
        except httpx.TransportError as error:
            raise LinkLost(f"{url}: {type(error).__name__}. Is the panel running?") from error
    made: str = checked(answer).json()["token"]
    return made
