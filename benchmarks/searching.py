"""A panel over a million lines of made-up hearings, and how long it takes to find words in them.

A thousand hearings in twenty rooms and four years, a thousand lines each, told by eight voices. Words follow Zipf's law
over a lexicon that is made here; the court's own words stand at its front, so that some are in every tenth line. The
panel is the product's own: it reads the logs, makes its index from them and answers over HTTP on the loopback.
"""

import gc
import json
import random
import re
import socket
import sqlite3
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import uvloop

from control_panel.database import Database
from control_panel.panel import make_panel
from control_panel.server import serving
from control_panel.settings import Settings
from hearing.events import EVENT, LineSpoken

_COURT = [
    "被告人",
    "原告",
    "被告",
    "审判长",
    "证据",
    "本院",
    "认为",
    "合同",
    "责任",
    "赔偿",
    "公诉人",
    "辩护人",
    "事实",
    "笔录",
    "异议",
    "鉴定",
    "意见",
    "银行",
    "借款",
    "支付",
]
_VOICES = (
    "mic-judge",
    "mic-clerk",
    "mic-prosecutor",
    "mic-defender",
    "mic-plaintiff",
    "mic-witness",
    "remote-p-1",
    "mic-x",
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_TIMES = 5
_YEARS_MS = 4 * 365 * 86_400_000
_FIRST_MS = 1_700_000_000_000
_HEARINGS = 1000


Question = tuple[str, dict[str, Any]]
"""What kind of question it is, and what is asked."""


def _lexicon(generator: random.Random) -> list[str]:
    signs = [chr(generator.randrange(0x4E00, 0x5E00)) for _ in range(2500)]
    made = ["".join(generator.choices(signs, k=generator.choice((1, 2, 2, 2, 3, 4)))) for _ in range(20_000)]
    return [*_COURT, *made, *(f"item{number}" for number in range(500))]


def _texts(count: int) -> list[str]:
    generator = random.Random(1)
    lexicon = _lexicon(generator)
    weights = 1 / np.arange(10, 10 + len(lexicon))
    chosen = np.random.default_rng(1).choice(len(lexicon), (count, 14), p=weights / weights.sum())
    lengths = generator.choices(range(3, 15), k=count)
    return [
        "".join(lexicon[word] + ("，" if place % 5 == 4 else "") for place, word in enumerate(row[:length])) + "。"
        for row, length in zip(chosen.tolist(), lengths, strict=True)
    ]


def _hearing_id(number: int) -> str:
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    return "h-" + "".join(letters[number // 32**power % 32] for power in range(9, -1, -1))


def _events(number: int, lines: list[str]) -> Iterator[tuple[str, int, int, int, str, str, str]]:
    hearing, at = _hearing_id(number), _FIRST_MS + number * _YEARS_MS // _HEARINGS

    def row(seq: int, at: int, fields: dict[str, Any]) -> tuple[str, int, int, int, str, str, str]:
        event = EVENT.validate_python({"hearing": hearing, "seq": seq, "at": at, "who": "agent:demo", **fields})
        return hearing, seq, 1, at, "agent:demo", event.type, event.model_dump_json()

    case = {"number": f"（{2023 + number // 250}）示0101民初{number + 1}号", "cause": "合同纠纷", "title": ""}
    place = {
        "procedure": "trial",
        "room": f"room-{number % 20}",
        "court": "示范市人民法院",
        "room_name": f"第{number % 20}法庭",
    }
    person = {"participant": "p-1", "name": "某某", "role": "accused", "remote": True}
    yield row(1, at, {"type": "scheduled", "case": case, **place, "planned_at": at})
    yield row(2, at, {"type": "invited", **person})
    yield row(3, at, {"type": "preparing"})
    yield row(4, at, {"type": "open-asked"})
    yield row(5, at, {"type": "opened"})
    for nth, text in enumerate(lines):
        spoken = at + 8000 * nth
        event = LineSpoken(
            hearing=hearing, seq=6 + nth, at=spoken, who="agent:demo", line=nth + 1, stream=_VOICES[nth % 7 if nth % 3 else 0],
            speaker="某某", text=text, start=8 * nth * 1_000_000_000, duration=4_000_000_000, engine="script",
        )  # fmt: skip
        yield hearing, 6 + nth, 1, spoken, "agent:demo", "line-spoken", event.model_dump_json()


def write_logs(database: Path, texts: list[str]) -> None:
    """Write the hearings' logs as the panel would have, and nothing else."""
    Database(database).close()
    each = len(texts) // _HEARINGS
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for number in range(_HEARINGS):
            rows = list(_events(number, texts[number * each : (number + 1) * each]))
            first = json.loads(rows[0][6])
            about = (rows[0][0], first["case"]["number"], first["room"], first["planned_at"])
            connection.execute("INSERT INTO hearings VALUES (?, ?, ?, ?)", about)
            connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        connection.execute("DELETE FROM said")
    connection.close()


def _part(generator: random.Random, texts: list[str], length: int) -> str:
    """Cut so many signs out of a line."""
    while True:
        runs = [run for run in _CHINESE.findall(generator.choice(texts)) if len(run) >= length]
        if runs:
            run = generator.choice(runs)
            begin = generator.randrange(len(run) - length + 1)
            return run[begin : begin + length]


def _two_parts(generator: random.Random, texts: list[str]) -> str:
    line = next(
        line for line in iter(lambda: generator.choice(texts), "") if len(max(_CHINESE.findall(line), key=len)) > 1
    )
    return " ".join(_part(generator, [line], 2) for _ in range(2))


def queries(texts: list[str], count: int) -> list[Question]:
    """Return *count* questions of each kind, with the kind's name."""
    generator = random.Random(2)

    def case() -> str:
        number = generator.randrange(_HEARINGS)
        return f"（{2023 + number // 250}）示0101民初{number + 1}号"

    found: list[Question] = []
    for _ in range(count):
        common, since = generator.choice(_COURT), _FIRST_MS + generator.randrange(_YEARS_MS)
        found += [
            ("common word", {"q": common}),
            ("one sign", {"q": _part(generator, texts, 1)}),
            ("two signs", {"q": _part(generator, texts, 2)}),
            ("four signs", {"q": _part(generator, texts, 4)}),
            ("phrase", {"q": _part(generator, texts, 9)}),
            ("two words", {"q": _two_parts(generator, texts)}),
            ("in a case", {"q": common, "case": case()}),
            ("in a room", {"q": common, "room": f"room-{generator.randrange(20)}"}),
            ("one sign in a case", {"q": _part(generator, texts, 1), "case": case()}),
            ("in a month", {"q": common, "since": since, "until": since + 30 * 86_400_000}),
            ("by a role", {"q": common, "role": generator.choice(["witness", "accused", "defender"])}),
            (
                "all at once",
                {"q": common, "room": f"room-{generator.randrange(20)}", "role": "accused", "since": since},
            ),
            ("not there", {"q": "龘龖" + _part(generator, texts, 2)}),
        ]
    return found


async def _ask(client: httpx.AsyncClient, kind: str, params: dict[str, Any]) -> tuple[float, float, Any]:
    """Ask once; return ms by the clock, ms of CPU (ours and the panel's), and the page."""
    began, cpu = time.perf_counter(), time.process_time()
    answer = await client.get("/api/v1/search", params=params)
    took = (time.perf_counter() - began) * 1000, (time.process_time() - cpu) * 1000
    assert answer.status_code == 200, answer.text
    page = answer.json()
    assert page["found"] or kind == "not there" or {"case", "since"} & params.keys(), params
    return *took, page


async def _ask_all(client: httpx.AsyncClient, asked: list[Question]) -> dict[str, list[tuple[float, float]]]:
    """Ask everything several times; return each question's median times by kind."""
    found: dict[str, list[tuple[float, float]]] = {}
    for kind, params in asked:
        answers = [await _ask(client, kind, params) for _ in range(_TIMES)]
        found.setdefault(kind, []).append((_middle(answers, 0), _middle(answers, 1)))
        if kind == "common word" and (following := answers[0][2]["next"]) is not None:
            answers = [await _ask(client, kind, {**params, "before": following}) for _ in range(_TIMES)]
            found.setdefault("next page", []).append((_middle(answers, 0), _middle(answers, 1)))
    return found


def _middle(answers: list[tuple[float, float, Any]], which: int) -> float:
    return statistics.median(one[which] for one in answers)


def _p95(times: Iterable[float]) -> float:
    ordered = sorted(times)
    return ordered[int(len(ordered) * 0.95)]


async def _measure(data: Path, asked: list[Question]) -> dict[str, float]:
    panel = make_panel(Settings(data, snapshot_s=0), time.time_ns)
    began, cpu = time.perf_counter(), time.process_time()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        async with serving(panel, listening, None):
            gc.freeze()  # As the panel's process does.
            ready = time.perf_counter() - began, time.process_time() - cpu
            account = await panel.accounts.add("judge", "李某", "sole-judge", "a long enough password")
            token = await panel.tokens.issue("session", f"account:{account.id}", lasts_s=3600)
            url, shown = f"http://127.0.0.1:{listening.getsockname()[1]}", {"authorization": f"Bearer {token}"}
            async with httpx.AsyncClient(base_url=url, headers=shown, trust_env=False, timeout=30) as client:
                await _ask_all(client, asked[:13])
                took = await _ask_all(client, asked)
    print(f"search: panel ready, logs read and index made: {ready[0]:.0f} s, {ready[1]:.0f} s CPU", file=sys.stderr)
    for kind, times in took.items():
        words = [f"{statistics.median(one[which] for one in times):.1f}" for which in (0, 1)]
        worst = max(one[0] for one in times)
        print(f"  {kind}: median {words[0]} ms ({words[1]} ms CPU), worst {worst:.1f} ms", file=sys.stderr)
    clock, cpu = (round(_p95(one[which] for times in took.values() for one in times), 1) for which in (0, 1))
    return {"search_p95_ms": clock, "search_cpu_p95_ms": cpu}


def search_figures(data: Path, lines: int) -> dict[str, float]:
    """Return the 95th percentile, over questions of all kinds, of a question's median time over HTTP, and of CPU, ms."""
    texts = _texts(lines)
    print(f"search: writing the logs of {lines} lines", file=sys.stderr)
    write_logs(data / "panel.sqlite3", texts)
    return uvloop.run(_measure(data, queries(texts, 30)))
