"""The pages of every audience, as Vite built them, and the public folder. Nothing here looks into a hearing."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from control_panel.errors import Refusal
from control_panel.identity import COOKIE

STATIC = Path(__file__).parent / "static"
PAGES = {
    "/": "index.html",
    "/panel": "panel.html",
    "/judge": "judge.html",
    "/join": "join.html",
    "/player": "player.html",
    "/sign-in": "sign-in.html",
    "/admin": "admin.html",
    "/search": "search.html",
    "/consult": "consult.html",
    "/clapper": "clapper.html",
    "/display": "display.html",
    "/fitting": "fitting.html",
    "/centre": "centre.html",
}
_HEARING = re.compile(r"h-[a-z2-7]{10}")
_FOREVER = "public, max-age=31536000, immutable"
_KINDS = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
    ".vtt": "text/vtt; charset=utf-8",
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
}
_POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(self), display-capture=(self), geolocation=()"),
)
_NOT_BUILT = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>Courtroom</title>
<h1>页面尚未构建</h1><p>请在源码目录运行 <code>./courtroom</code>（会构建页面），或安装发布的软件包。</p>
<h1 lang="en">The pages are not built</h1>
<p lang="en">Run <code>./courtroom</code> in the source folder, which builds them, or install a released package.</p>
"""


class SecurityHeaders:
    """Adds what keeps a page from being framed, sniffed or fed from elsewhere to every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with the headers."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in _HEADERS if pair[0] not in there)]
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


def file_below(folder: Path, name: str) -> Path:
    """Find the file *name* in *folder*, and nowhere else.

    Raises:
        Refusal: there is none (404).
    """
    path = (folder / name).resolve()
    if "\0" in name or not path.is_relative_to(folder.resolve()) or not path.is_file():
        raise Refusal(404, "没有这个文件 · There is no such file", "", "Check the address.")
    return path


def kind_of(path: Path) -> str:
    """Say a file's media type."""
    return _KINDS.get(path.suffix, "application/octet-stream")


def _public_lifetime(name: str) -> str:
    if name.endswith("state.json"):
        return "no-store"
    if name.endswith((".m3u8", "hearings.json", ".html")) or not name:
        return "public, max-age=1"
    return _FOREVER


def _ahead(request: Request) -> dict[str, str]:
    """Let a player fetch the index of its record while its own parts are still coming, where somebody is signed in."""
    hearing = request.query_params.get("hearing", "")
    if COOKIE not in request.cookies or _HEARING.fullmatch(hearing) is None:
        return {}
    return {"link": f"</api/v1/hearings/{hearing}/record/index.json>; rel=preload; as=fetch; crossorigin"}


def _bench(hearing: str) -> Response:
    """Lead the address of one hearing's bench to its page."""
    if _HEARING.fullmatch(hearing) is None:
        raise Refusal(404, "没有这个页面 · There is no such page", "", "Check the address.")
    return RedirectResponse(f"/judge?hearing={hearing}")


def _fitting_of(room: str) -> Response:
    return RedirectResponse(f"/fitting?{urlencode({'room': room})}")


def pages(public: Path, ca: Path) -> APIRouter:
    """Serve the built pages, the public folder at ``/public/`` and the local authority's certificate."""
    router = APIRouter(include_in_schema=False)

    def page(path: Path) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            if not path.is_file():
                return HTMLResponse(_NOT_BUILT, 503, headers={"cache-control": "no-store"})
            headers = {"cache-control": "no-cache", **(_ahead(request) if path.name == PAGES["/player"] else {})}
            return FileResponse(path, media_type="text/html; charset=utf-8", headers=headers)

        return answer

    for address, file in PAGES.items():
        router.add_api_route(address, page(STATIC / file), methods=["GET", "HEAD"])
    router.add_api_route("/judge/{hearing}", _bench, methods=["GET"])
    router.add_api_route("/fitting/{room}", _fitting_of, methods=["GET", "HEAD"])

    @router.api_route("/display/{room}/{place}", methods=["GET", "HEAD"])
    def display(request: Request, room: str, place: str) -> Response:
        asked = [("room", room), ("place", place), *request.query_params.multi_items()]
        return RedirectResponse(f"/display?{urlencode(asked)}")

    @router.api_route("/assets/{name:path}", methods=["GET", "HEAD"])
    def asset(name: str) -> Response:
        path = file_below(STATIC / "assets", name)
        return FileResponse(path, media_type=kind_of(path), headers={"cache-control": _FOREVER})

    @router.api_route("/public/{name:path}", methods=["GET", "HEAD"])
    def of_the_public(name: str) -> Response:
        path = file_below(public, name or "index.html")
        return FileResponse(path, media_type=kind_of(path), headers={"cache-control": _public_lifetime(name)})

    @router.get("/ca.crt")
    def authority() -> Response:
        return FileResponse(file_below(ca.parent, ca.name), media_type="application/x-x509-ca-cert")

    @router.get("/{name}")
    def beside(name: str) -> Response:
        path = file_below(STATIC, name)
        return FileResponse(path, media_type=kind_of(path), headers={"cache-control": "no-cache"})

    return router
