"""WHIP (RFC 9725) and its playback twin over HTTP: one POST with an offer, one DELETE at the end."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import httpx

from courtroom_agent.streams.errors import Refused, StreamError, Unreachable

HTTP_S = 5.0
_REFUSALS_THAT_PASS = frozenset({408, 409, 425, 429})
"""A conflict passes: after a crash the server may still hold our last session for some seconds."""


@dataclass(frozen=True)
class Resource:
    """A stream's session on the server."""

    url: str
    answer: str


@dataclass(frozen=True)
class Endpoint:
    """Where a stream is published or played, and by whom. *verify* is ``True`` or the path of a CA's certificate."""

    url: str
    token: str
    verify: str | bool = True

    @property
    def place(self) -> tuple[str, int]:
        """Host and port of the URL."""
        parts = urlsplit(self.url)
        return parts.hostname or "localhost", parts.port or (443 if parts.scheme == "https" else 80)


@contextlib.asynccontextmanager
async def http_client(endpoint: Endpoint) -> AsyncIterator[httpx.AsyncClient]:
    """Open one HTTP client for the life of a stream."""
    headers = {"Authorization": f"Bearer {endpoint.token}"} if endpoint.token else {}
    verify = httpx.create_ssl_context(verify=endpoint.verify) if endpoint.url.startswith("https") else False
    async with httpx.AsyncClient(headers=headers, verify=verify, timeout=HTTP_S, trust_env=False) as client:
        yield client


async def post_offer(client: httpx.AsyncClient, url: str, offer: str) -> Resource:
    """Post an offer.

    Raises:
        Refused: the server said no, in its own words.
        Unreachable: it did not answer, or is not ready yet (409, 429, 5xx).
    """
    try:
        answer = await client.post(url, content=offer, headers={"Content-Type": "application/sdp"})
    except (httpx.HTTPError, OSError) as error:
        raise Unreachable(f"{url} did not answer ({type(error).__name__}).") from None
    if answer.status_code != httpx.codes.CREATED:
        raise _refusal(url, answer)
    location = answer.headers.get("Location")
    return Resource(urljoin(str(answer.url), location) if location else "", answer.text)


async def delete(client: httpx.AsyncClient, resource: Resource) -> None:
    """End a session; a server that is gone has ended it already."""
    if resource.url:
        with contextlib.suppress(httpx.HTTPError, OSError):
            await client.delete(resource.url, timeout=2.0)


def _refusal(url: str, answer: httpx.Response) -> StreamError:
    try:
        problem = answer.json()
        says = " ".join(str(problem[key]) for key in ("title", "detail", "remedy") if problem.get(key))
    except (ValueError, AttributeError, TypeError):
        says = answer.text[:200]
    message = f"{url}: {answer.status_code} {says}".strip()
    status = answer.status_code
    if status >= httpx.codes.INTERNAL_SERVER_ERROR or status in _REFUSALS_THAT_PASS:
        return Unreachable(message)
    return Refused(message, status)
