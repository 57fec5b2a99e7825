"""Every refusal as a problem document (RFC 9457), and no request heavier than its route allows.

A body that is not what the route takes is answered 422 with the place, the fault and the remedy.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from control_panel.errors import Refusal
from control_panel.settings import Settings

_WORDS = {
    404: ("没有这一项 · There is no such thing here", "Check the address."),
    405: ("不支持此操作 · This cannot be done here", "Check the address and the method."),
}


def problem(refusal: Refusal) -> Response:
    """Write *refusal* as an answer."""
    headers = {"retry-after": str(refusal.more["retry_after"])} if "retry_after" in refusal.more else {}
    if refusal.status == HTTPStatus.UNAUTHORIZED:
        headers["www-authenticate"] = "Bearer"
    return JSONResponse(refusal.document(), refusal.status, headers=headers, media_type="application/problem+json")


def validation_refusal(errors: list[Any]) -> Refusal:
    """Say where a body is wrong, how, and what to do; the wrong value itself is not repeated."""
    faults = [{"place": "/".join(str(part) for part in error["loc"]), "fault": error["msg"]} for error in errors[:20]]
    detail = "; ".join(f"{fault['place']}: {fault['fault']}" for fault in faults[:5])
    remedy = "Correct the named fields; docs/PROTOCOL.md and /api/v1/openapi.json say what each takes."
    return Refusal(422, "内容有误 · The request is not understood", detail[:1000], remedy, faults=faults)


def install(app: FastAPI, audit: Callable[[Request, Refusal], Awaitable[None]]) -> None:
    """Let *app* answer every refusal as a problem document, and enter refusals of rights in the audit."""

    async def refused(request: Request, fault: Exception) -> Response:
        assert isinstance(fault, Refusal), "registered for this alone"
        if fault.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS):
            await audit(request, fault)
        return problem(fault)

    async def invalid(_request: Request, fault: Exception) -> Response:
        assert isinstance(fault, RequestValidationError), "registered for this alone"
        return problem(validation_refusal(list(fault.errors())))

    async def plain(_request: Request, fault: Exception) -> Response:
        assert isinstance(fault, HTTPException), "registered for this alone"
        title, remedy = _WORDS.get(fault.status_code, (str(fault.detail), ""))
        return problem(Refusal(fault.status_code, title, "", remedy))

    async def full(_request: Request, fault: Exception) -> Response:
        detail = str(getattr(fault, "orig", fault))[:200]
        return problem(Refusal(507, "数据库无法写入 · The database cannot be written", detail, "Free disk space."))

    app.add_exception_handler(Refusal, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, plain)
    app.add_exception_handler(OperationalError, full)


_DRAINED = 64 << 20


class _TooHeavy(Exception):
    pass


class BodyLimit:
    """Cuts off a body that weighs more than its route allows: 413, before it is in memory."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    def _most(self, path: str) -> int:
        if path.endswith(("/fragments", "/rehearsals/probe")):
            return self._settings.fragments_bytes
        if path.endswith("/exhibits"):
            return self._settings.exhibit_bytes
        if path.startswith(("/whip/", "/whep/")):
            return self._settings.offer_bytes
        return self._settings.request_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, counting."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most, weight, started = self._most(scope["path"]), 0, False

        async def counted() -> Message:
            nonlocal weight
            message = await receive()
            weight += len(message.get("body", b""))
            if weight > most:
                raise _TooHeavy
            return message

        async def noting(message: Message) -> None:
            nonlocal started
            if weight > most and not started:
                return  # whatever the route makes of its torn body, the answer is that it was too heavy
            started = True
            await send(message)

        length = dict(scope["headers"]).get(b"content-length", b"0")
        with suppress(_TooHeavy):
            if length.isdigit() and int(length) <= most:
                await self._app(scope, counted, noting)
                if weight <= most:
                    return
        if not started:
            await _refuse_weight(scope, receive, send, most)


async def _refuse_weight(scope: Scope, receive: Receive, send: Send, most: int) -> None:
    # The rest is read and thrown away: closing a connection with unread bytes resets it, and the answer is lost.
    drained, more = 0, True
    while more and drained < _DRAINED:
        message = await receive()
        drained += len(message.get("body", b""))
        more = message["type"] == "http.request" and message.get("more_body", False)
    remedy = f"Send at most {most} bytes."
    answer = problem(Refusal(413, "内容过大 · The request is too large", f"Over {most} bytes.", remedy))
    if more:
        answer.headers["connection"] = "close"
    await answer(scope, receive, send)
