"""Settle hearings that the server and a courtroom both hold: show both sides, propose, and approve as another person."""

import argparse
import getpass
import json
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom settle``."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the running installation")
    parser.add_argument("--as", dest="account", required=True, metavar="ACCOUNT", help="administrator who does this")
    parser.add_argument(
        "--password-file", type=Path, metavar="FILE", help="file that holds the password (default: it is asked for)"
    )
    parser.add_argument("--json", action="store_true", help="the answer in JSON")
    verbs = parser.add_subparsers(dest="what", required=True)
    verbs.add_parser("list", help="what was handed in, and what has to be settled")
    for verb, words in (
        ("show", "both sides, and what differs"),
        ("propose", "propose how to settle it"),
        ("approve", "agree to another person's proposal"),
        ("withdraw", "take a proposal back"),
    ):
        of_verb = verbs.add_parser(verb, help=words)
        of_verb.add_argument("hearing")
        if verb == "propose":
            of_verb.add_argument("--keep", required=True, choices=["both", "room", "server"], help="what stands")
            of_verb.add_argument("--why", required=True, help="the reason; it is on record")


def run(arguments: argparse.Namespace) -> int:
    """Do it through the running panel, as the person who signs in; 0 done, 1 refused or not reached."""
    try:
        with closing(_signed_in(arguments)) as panel:
            answer = _do(panel, arguments)
    except httpx.HTTPStatusError as refused:
        problem = refused.response.json()
        print(f"{problem['title']}: {problem['detail']} {problem['remedy']}", file=sys.stderr)
        return 1
    except (OSError, httpx.TransportError) as fault:
        print(f"{arguments.data}: {fault}. Is the installation running?", file=sys.stderr)
        return 1
    print(json.dumps(answer, ensure_ascii=False) if arguments.json else _words(arguments.what, answer))
    return 0


def _signed_in(arguments: argparse.Namespace) -> httpx.Client:
    given = arguments.password_file
    password = given.read_text().strip() if given is not None else getpass.getpass(f"{arguments.account}: ")
    address = json.loads((arguments.data / "run" / "panel.json").read_text())["http"]
    panel = httpx.Client(base_url=f"{address}/api/v1", trust_env=False, timeout=60)
    panel.post("/sign-in", json={"account": arguments.account, "password": password}).raise_for_status()
    return panel


def _do(panel: httpx.Client, arguments: argparse.Namespace) -> Any:
    match arguments.what:
        case "list":
            return _answer(panel.get("/handins"))
        case "show":
            return _answer(panel.get(f"/handins/{arguments.hearing}/sides"))
        case "propose":
            body = {"keep": arguments.keep, "reason": arguments.why}
            return _answer(panel.post(f"/handins/{arguments.hearing}/settlement", json=body))
        case "approve":
            return _answer(panel.post(f"/handins/{arguments.hearing}/settlement/approval"))
        case _:
            return _answer(panel.delete(f"/handins/{arguments.hearing}/settlement"))


def _answer(answer: httpx.Response) -> Any:
    answer.raise_for_status()
    return answer.json() if answer.content else {}


def _words(what: str, answer: Any) -> str:
    if what == "list":
        rows = [f"{one['hearing']}  {one['status']}  {_settled(one['settlement'])}" for one in answer["handins"]]
        return "\n".join(rows) or "没有移交的庭审 · nothing was handed in"
    if what == "show":
        return "\n".join(_shown(answer))
    return _settled(answer) if answer else "已撤回 · taken back"


def _settled(one: dict[str, Any] | None) -> str:
    if not one:
        return ""
    by = f"{one['proposed_by']} → {one['approved_by'] or '待核准 not approved yet'}"
    done = (
        "已办理 done"
        if one["done_at"]
        else "请法庭再次移交 the room has to hand in again"
        if one["approved_at"]
        else ""
    )
    return f"{one['keep']}（{one['reason']}）{by} {done}".strip()


def _shown(answer: dict[str, Any]) -> list[str]:
    lines = [f"{one['kind']} {one['place']}: {one['here']} / {one['there']}" for one in answer["conflicts"]]
    for side in answer["sides"]:
        opened, closed = (_moment(side[name]) for name in ("opened_at", "closed_at"))
        lines.append(
            f"{side['which']}  {side['hearing']}  {side['case']}  庭次 sitting {side['sitting']}  {side['course']}"
        )
        lines.append(f"  {opened} – {closed}  {side['events']} events  chain {side['chain']}")
        lines += [f"  {take['take']}  {take['leaves']}  {take['root']}" for take in side["takes"]]
    lines.append(
        f"日志前 {answer['common']} 条相同，{answer['differing_events']} 条不同 · events alike, then differing"
    )
    lines += [f"  {one['place']}\n    {one['at_server']}\n    {one['in_room']}" for one in answer["events"]]
    lines += [f"  «{one['place']}» {one['at_server']} / {one['in_room']}" for one in answer["lines"]]
    return [*lines, _settled(answer["settlement"]) or f"可选 choices: {', '.join(answer['choices'])}"]


def _moment(at: int | None) -> str:
    return datetime.fromtimestamp(at / 1000).astimezone().isoformat(timespec="seconds") if at is not None else "—"
