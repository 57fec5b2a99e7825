"""WHIP and WHEP (RFC 9725 and its playback twin): one origin for browsers, the media worker behind it."""

from typing import Any, Literal

from fastapi import APIRouter, Request, Response

from control_panel.errors import Refusal
from control_panel.identity import CallerHere, part_of_hearing
from control_panel.panel import Panel, PanelHere
from hearing.policy import Decision, may_play, may_publish
from hearing.streams import parse_stream

router = APIRouter(tags=["streams"])
Way = Literal["whip", "whep"]
_WHY = {
    "course": (
        409,
        "现在不能收发音视频 · Not at this point of the hearing",
        "请等候开庭准备 · Wait until court prepares.",
    ),
    "recess": (409, "休庭中 · In recess", "请等候恢复庭审 · Wait until the hearing goes on."),
    "not-in-court": (403, "您尚未入庭 · You are not in court", "请等候书记员准许入庭 · Wait to be admitted."),
    "closed": (403, "不公开审理 · Heard in closed session", "仅限诉讼参与人 · Parties only."),
}


def _allow(decision: Decision) -> None:
    if decision.allowed:
        return
    status, title, remedy = _WHY.get(
        decision.why, (403, "无此权限 · You have no right to this stream", "请联系书记员 · Ask the clerk.")
    )
    raise Refusal(status, title, "", remedy, why=decision.why)


async def _sdp_of(request: Request) -> str:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/sdp":
        raise Refusal(415, "内容类型有误 · Wrong kind of content", "", "Send application/sdp.")
    try:
        return (await request.body()).decode("utf-8")
    except UnicodeDecodeError:
        raise Refusal(
            422, "SDP 无法读取 · The SDP cannot be read", "Not UTF-8.", "Send a session description."
        ) from None


def _checked(status: int, body: dict[str, Any]) -> dict[str, Any]:
    if status < 300:  # noqa: PLR2004
        return body
    known = ("title", "detail", "remedy")
    title, detail, remedy = (str(body.get(name, "")) for name in known)
    raise Refusal(status, title or "媒体服务拒绝 · The media server refused", detail, remedy)


async def _offer(panel: Panel, request: Request, caller: CallerHere, way: Way, hearing: str, stream: str) -> Response:
    state = part_of_hearing(caller, panel.hearings, hearing)
    try:
        parse_stream(stream)
    except ValueError as fault:
        raise Refusal(404, "没有此音视频流 · There is no such stream", str(fault)[:300], "") from None
    actor = caller.actor_in(state)
    _allow((may_publish if way == "whip" else may_play)(state, actor, stream))
    sdp = await _sdp_of(request)
    body = {"hearing": hearing, "stream": stream, "principal": caller.principal, "role": actor.role, "sdp": sdp}
    answer = _checked(*await panel.links.ask_media(hearing, "publish" if way == "whip" else "play", body))
    location = f"/{way}/{hearing}/{stream}/{answer['session']}"
    headers = {
        "location": location,
        "etag": f'"{answer["session"]}"',
        "accept-patch": "application/trickle-ice-sdpfrag",
    }
    return Response(answer["sdp"], 201, headers=headers, media_type="application/sdp")


def _named(caller: CallerHere, hearing: str, stream: str, session: str) -> dict[str, str]:
    return {"hearing": hearing, "stream": stream, "principal": caller.principal, "session": session}


@router.post("/whip/{hearing}/{stream}", status_code=201)
async def publish(panel: PanelHere, request: Request, caller: CallerHere, hearing: str, stream: str) -> Response:
    """Publish a stream: SDP offer in, SDP answer out."""
    return await _offer(panel, request, caller, "whip", hearing, stream)


@router.post("/whep/{hearing}/{stream}", status_code=201)
async def play(panel: PanelHere, request: Request, caller: CallerHere, hearing: str, stream: str) -> Response:
    """Play a stream: SDP offer in, SDP answer out."""
    return await _offer(panel, request, caller, "whep", hearing, stream)


@router.patch("/{way}/{hearing}/{stream}/{session}", status_code=204)
async def trickle(
    panel: PanelHere, request: Request, caller: CallerHere, way: Way, hearing: str, stream: str, session: str
) -> Response:
    """Add candidates to a session, or restart its ICE."""
    part_of_hearing(caller, panel.hearings, hearing)
    fragment = (await request.body()).decode("utf-8", "replace")
    body = {**_named(caller, hearing, stream, session), "fragment": fragment}
    answer = _checked(*await panel.links.ask_media(hearing, "patch", body))
    if answer.get("fragment"):
        return Response(answer["fragment"], 200, media_type="application/trickle-ice-sdpfrag")
    return Response(status_code=204)


@router.delete("/{way}/{hearing}/{stream}/{session}")
async def end(panel: PanelHere, caller: CallerHere, way: Way, hearing: str, stream: str, session: str) -> Response:
    """End a session: nobody but whoever opened it can."""
    part_of_hearing(caller, panel.hearings, hearing)
    _checked(*await panel.links.ask_media(hearing, "end", _named(caller, hearing, stream, session)))
    return Response(status_code=200)
