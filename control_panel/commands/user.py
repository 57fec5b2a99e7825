"""Add people of the court, list them, and make one-time links that sign them in."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import httpx


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what can be said to ``courtroom user``."""
    parser.add_argument("--data", type=Path, required=True, help="folder of the installation that is running")
    verbs = parser.add_subparsers(dest="what", required=True)
    add = verbs.add_parser("add", help="add a person")
    add.add_argument("account")
    add.add_argument("--name", required=True, help="as shown to others")
    add.add_argument("--role", required=True, help="administrator, clerk, presiding-judge, …")
    verbs.add_parser("list", help="list the people")
    link = verbs.add_parser("link", help="make a one-time sign-in link, valid for 15 minutes")
    link.add_argument("account")


def _call(data: Path, method: str, path: str, body: dict[str, str] | None = None) -> Any:
    address = json.loads((data / "run" / "panel.json").read_text())["http"]
    token = (data / "secrets" / "operator.token").read_text().strip()
    headers = {"authorization": f"Bearer {token}"}
    answer = httpx.request(method, f"{address}/api/v1{path}", json=body, headers=headers, trust_env=False, timeout=10)
    return answer.raise_for_status().json()


def run(arguments: argparse.Namespace) -> int:
    """Do it through the running panel, as this host's operator; it is on the audit."""
    try:
        return _do(arguments)
    except httpx.HTTPStatusError as refused:
        problem = refused.response.json()
        print(f"{problem['title']}: {problem['detail']} {problem['remedy']}", file=sys.stderr)
    except (OSError, httpx.TransportError) as error:
        print(f"{arguments.data}: {error}. Start it first: courtroom serve --data {arguments.data}", file=sys.stderr)
    return 1


def _do(arguments: argparse.Namespace) -> int:
    data: Path = arguments.data
    match arguments.what:
        case "add":
            body = {"account": arguments.account, "name": arguments.name, "role": arguments.role}
            print(_call(data, "POST", "/accounts", body)["principal"])
        case "list":
            for account in _call(data, "GET", "/accounts")["accounts"]:
                print(f"{account['account']}\t{account['name']}\t{account['role']}")
        case _:
            origin = json.loads((data / "run" / "panel.json").read_text())["https"]
            print(origin + _call(data, "POST", f"/accounts/{arguments.account}/link")["path"])
    return 0
