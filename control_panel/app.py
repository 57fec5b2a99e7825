"""The panel's web application: routes, pages and what surrounds every answer."""

from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI, Request

from control_panel.errors import Refusal
from control_panel.identity import address_of
from control_panel.pages import SecurityHeaders, pages
from control_panel.panel import Panel
from control_panel.problem import BodyLimit, install
from control_panel.routes import (
    addenda,
    agents,
    audit,
    bench,
    bench_socket,
    cameras,
    centre,
    citations,
    clappers,
    clips,
    displays,
    endings,
    exhibits,
    fitting,
    fragments,
    handin,
    hearings,
    identity,
    keeping,
    ledger,
    link_socket,
    live,
    marks,
    owed_exhibits,
    people,
    reading_room,
    readings,
    record,
    rehearsals,
    replicas,
    room_calls,
    search,
    settling,
    signing,
    standby,
    streams,
    walk_in,
)


def _version() -> str:
    try:
        return version("courtroom")
    except PackageNotFoundError:
        return "0"


def create_app(panel: Panel) -> FastAPI:
    """Make the application that serves *panel*, which whoever calls this keeps running."""
    app = FastAPI(
        title="Courtroom",
        version=_version(),
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.panel = panel

    async def note(request: Request, refusal: Refusal) -> None:
        who = str(request.scope.get("courtroom.principal", "unknown"))
        what = f"{request.method} {request.scope.get('route_path', request.url.path)}"
        await panel.audit.note(
            who, what, done=False, address=address_of(request), detail=refusal.detail or str(refusal.status)
        )

    install(app, note)
    app.add_middleware(BodyLimit, settings=panel.settings)
    app.add_middleware(SecurityHeaders)

    @app.get("/healthz", include_in_schema=False)
    @app.get("/api/v1/healthz")
    async def health() -> dict[str, str]:
        return {"status": "pass"}

    parts = (
        addenda, agents, audit, bench, bench_socket, cameras, centre, citations, clappers, clips, displays, endings, exhibits, fitting, fragments, handin, hearings, identity, keeping, ledger, link_socket, live, marks,
        owed_exhibits, people, reading_room, readings, record, rehearsals,
        replicas, room_calls, search, settling, signing, standby, walk_in,
    )  # fmt: skip
    for part in parts:
        app.include_router(part.router, prefix="/api/v1")
    app.include_router(streams.router)
    app.include_router(citations.links)
    app.include_router(pages(panel.settings.public, panel.settings.tls / "ca.crt"))
    return app
