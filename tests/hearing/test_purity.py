"""The words are pure: importing them brings no engine, no network and no loop along."""

import subprocess
import sys
from pathlib import Path

import hearing

MODULES = sorted(
    f"hearing.{path.stem}"
    for path in Path(hearing.__file__).parent.glob("*.py")
    if path.stem not in {"__init__", "link"}
)
FOREIGN = ("av", "aiortc", "fastapi", "httpx", "websockets", "sqlalchemy", "cv2", "numpy", "asyncio", "hearing.link")


def test_importing_the_words_brings_no_engine_along() -> None:
    """Whoever reads a log needs neither WebRTC nor a web server nor an event loop."""
    program = f"""
import importlib, sys
import pydantic.main, pydantic.type_adapter  # the models' own library may load what it likes
before = set(sys.modules)
for name in {MODULES!r}:
    importlib.import_module(name)
print(*sorted(name for name in {FOREIGN!r} if name in set(sys.modules) - before))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)

    assert len(MODULES) >= 15
    assert done.stdout.split() == []
