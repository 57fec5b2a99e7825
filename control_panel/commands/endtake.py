"""Show the takes that archiving waits for, or declare that one's writer does not come back; a judge then signs it."""

import argparse
import asyncio
import json
import sys
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom endtake``."""
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder of the court's server")
    parser.add_argument("--hearing", default="", help="this hearing alone (default: all that wait)")
    parser.add_argument("--take", help="declare that the writer of this take does not come back")
    parser.add_argument("--by", help="who declares it, by name")
    parser.add_argument("--text", help="what is known of why: it goes into the log and the package")
    parser.add_argument("--json", action="store_true", help="say it in JSON")


def run(arguments: argparse.Namespace) -> int:
    """Show or declare; 0 nothing waits, or it is declared; 1 something waits, or it was refused; 2 usage."""
    if arguments.take and not (arguments.hearing and arguments.by and arguments.text):
        print("--take: say also --hearing, --by NAME and --text WHY.", file=sys.stderr)
        return 2
    try:
        panel = json.loads((arguments.data / "run" / "panel.json").read_text())
        operator = (arguments.data / "secrets" / "operator.token").read_text().strip()
        return asyncio.run(_ask(arguments, str(panel["http"]), operator))
    except (OSError, ValueError, KeyError, httpx.HTTPError) as fault:
        print(f"{arguments.data}: {fault}. Is the court's server running on this folder?", file=sys.stderr)
        return 2


async def _ask(arguments: argparse.Namespace, url: str, operator: str) -> int:
    headers = {"authorization": f"Bearer {operator}"}
    async with httpx.AsyncClient(base_url=f"{url}/api/v1", headers=headers, trust_env=False, timeout=30) as http:
        return await (_declare(http, arguments) if arguments.take else _show(http, arguments))


async def _declare(http: httpx.AsyncClient, arguments: argparse.Namespace) -> int:
    body = {"id": str(uuid.uuid4()), "type": "end-take", "take": arguments.take}
    body |= {"by": arguments.by, "text": arguments.text}
    answer = await http.post(f"/hearings/{arguments.hearing}/commands", json=body)
    told = answer.json()
    if answer.is_success:
        words = (
            f"{arguments.take}: 已声明，待审判长或独任审判员签字 · declared; the presiding or sole judge signs it now"
        )
        print(json.dumps(told, ensure_ascii=False) if arguments.json else words)
        return 0
    words = f"{told.get('title', answer.status_code)} {told.get('detail', '')}. {told.get('remedy', '')}"
    print(json.dumps(told, ensure_ascii=False) if arguments.json else words, file=sys.stderr)
    return 1


async def _show(http: httpx.AsyncClient, arguments: argparse.Namespace) -> int:
    listed = (await http.get("/hearings")).raise_for_status().json()["hearings"]
    chosen = [one for one in listed if arguments.hearing in ("", one["hearing"]) and one["closed_at"] is not None]
    found = []
    for one in chosen:
        told = (await http.get(f"/hearings/{one['hearing']}/awaited-takes")).raise_for_status().json()
        if told["awaited"] or told["ended"]:
            found.append({"hearing": one["hearing"], "case": one["case"]["number"], **told})
    if arguments.json:
        print(json.dumps({"hearings": found}, ensure_ascii=False))
    else:
        print("\n".join(line for one in found for line in _lines(one)) or "没有等待封存的录制 · no take is waited for")
    return 1 if any(one["awaited"] for one in found) else 0


def _lines(one: dict[str, Any]) -> list[str]:
    lines = [f"{one['case']} {one['hearing']}"]
    lines += [f"  等待 · waits for {_words(take)}" for take in one["awaited"]]
    lines += [f"  已终结 · ended: {take['take']}, {_back(take)}" for take in one["ended"]]
    return lines


def _words(take: dict[str, Any]) -> str:
    seen = (
        datetime.fromtimestamp(take["seen_at"] / 1000).astimezone().isoformat(" ", "seconds")
        if take["seen_at"]
        else "–"
    )
    here = "已连接 · its machine is connected" if take["is_here"] else "未连接 · its machine is not connected"
    ending = take["ending"]
    stands = "" if ending is None else "; 已声明 · declared" if ending["signed"] is None else "; 已签字 · signed"
    return f"{take['take']} ({take['room_name'] or take['writer']}), 最后收到 · last heard {seen}, {here}{stands}"


def _back(take: dict[str, Any]) -> str:
    if take["is_back_whole"]:
        return "录制端已返回，其余部分另存 · its writer came back, the rest lies apart"
    return "录制端正在补传 · it is coming back" if take["is_back"] else "录制端未返回 · its writer has not come back"
