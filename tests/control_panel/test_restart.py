"""A panel that is killed loses nothing that it had acknowledged."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import httpx

from hearing.events import EVENT
from hearing.state import fold
from tests.control_panel.serving import CASE, until


def _content(path: Path) -> Any:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return None


async def _persistently(http: httpx.AsyncClient, method: str, path: str, **parts: Any) -> httpx.Response:
    async with asyncio.timeout(60):
        while True:
            try:
                return await http.request(method, path, **parts)
            except httpx.TransportError:
                await asyncio.sleep(0.05)


async def _killed(data: Path) -> None:
    serve = [sys.executable, "-m", "control_panel", "serve", "--data", str(data), "--host", "127.0.0.1"]
    process = await asyncio.create_subprocess_exec(
        *serve, "--port", "0", "--http-port", "0", "--workers", "0", stdout=asyncio.subprocess.PIPE
    )
    try:
        secret, numbers = data / "secrets" / "operator.token", data / "run" / "processes.json"
        await until(lambda: secret.exists() and bool(_content(numbers)), within_s=60)
        place = _content(data / "run" / "panel.json")
        headers = {"authorization": f"Bearer {secret.read_text()}"}
        async with httpx.AsyncClient(base_url=place["http"], headers=headers, trust_env=False, timeout=60) as http:
            await _persistently(http, "GET", "/healthz")
            before = _content(numbers)
            body = {
                "case": CASE, "procedure": "trial", "room": "demo", "court": "示范区人民法院", "planned_at": 1,
                "remote_ground": "",
            }  # fmt: skip
            hearing = (await http.post("/api/v1/hearings", json=body)).json()["hearing"]
            command = {"id": str(uuid4()), "type": "note-fault", "cause": "network-loss", "text": "断网"}
            path = f"/api/v1/hearings/{hearing}"
            acknowledged = (await http.post(f"{path}/commands", json=command)).json()["event"]
            os.kill(before["panel"], signal.SIGKILL)
            again = await _persistently(http, "POST", f"{path}/commands", json=command)
            events = (await http.get(f"{path}/log")).json()["events"]
            after = _content(numbers)

        assert after["panel"] != before["panel"]
        assert again.json()["event"] == acknowledged
        assert [event["type"] for event in events] == ["scheduled", "fault-noted"]
        assert fold([EVENT.validate_python(event) for event in events]).seq == 2
        assert secret.stat().st_mode & 0o777 == 0o600
        assert (data / "tls" / "ca.crt").exists()
    finally:
        if process.returncode is None:
            process.terminate()
        said, _ = await process.communicate()
    assert process.returncode == 0
    assert "panel" in said.decode()
    assert not (data / "run" / "processes.json").exists()


def test_a_panel_that_is_killed_comes_back_with_everything_it_had_acknowledged() -> None:
    """Killed right after its answer: the command given again gets that very answer, and the log has it once."""
    with TemporaryDirectory(prefix="c-") as folder:
        asyncio.run(_killed(Path(folder)))
