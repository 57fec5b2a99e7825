"""The docs keep their word: what they name is there, nothing stands twice, and the README leads to every page."""

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PACKAGES = (
    "benchmarks", "control_panel", "courtroom_agent", "frontend/src", "hardware_profiles", "hearing", "media_server",
    "recorder", "scripts", "tests",
)  # fmt: skip
FILES = [
    path.relative_to(ROOT).as_posix()
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.*")
    if path.suffix in {".py", ".ts", ".tsx"}
]


def of_the_page(page: Path) -> str:
    """Name a page for a test's own name."""
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=of_the_page)
def test_whatever_a_page_names_is_there(page: Path) -> None:
    """Links lead somewhere, and a file of code that was renamed is renamed here too."""
    text = page.read_text("utf-8")
    links = [one for one in re.findall(r"\]\(([^)#\s]+)", text) if not one.startswith(("http:", "https:"))]
    named = [one for one in re.findall(r"`([\w./-]+\.(?:py|tsx?))`", text) if "/" in one]

    assert [one for one in links if not (page.parent / one).exists()] == []
    assert [one for one in named if not any(f"/{path}".endswith(f"/{one}") for path in FILES)] == []


@pytest.mark.parametrize("page", PAGES, ids=of_the_page)
def test_no_paragraph_stands_twice(page: Path) -> None:
    """Two versions of one paragraph would say two things."""
    begun = Counter(line[:100] for line in page.read_text("utf-8").splitlines() if len(line) > 200)

    assert [line for line, times in begun.items() if times > 1] == []


def test_the_readme_leads_to_every_page() -> None:
    """Nobody has to know a page's name to find it."""
    for readme in ("README.md", "README.zh-CN.md"):
        text = (ROOT / readme).read_text("utf-8")
        assert [page.name for page in sorted((ROOT / "docs").glob("*.md")) if f"(docs/{page.name})" not in text] == []


def test_the_page_of_what_is_missing_counts_the_profiles_that_there_are() -> None:
    """The one number in it that a file more makes false."""
    state = (ROOT / "docs" / "STATE.md").read_text("utf-8")
    shipped = list((ROOT / "hardware_profiles" / "devices").glob("*.yaml"))

    assert f"| devices | {len(shipped)} profiles " in state
