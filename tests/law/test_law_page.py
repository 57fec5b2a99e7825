"""docs/LAW.md keeps its word: each article has a row, and each row names tests that there are."""

import ast
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "LAW.md"
ARTICLES = (*range(1, 17), 18)
"""Those that ask something of a system."""


def rows() -> dict[int, list[str]]:
    """The page's table: by article, the tests it names."""
    lines = [line.strip("|").split("|") for line in PAGE.read_text().splitlines() if re.match(r"\| \d+ \|", line)]
    return {int(cells[0]): cells[3].split() for cells in lines}


def shown() -> set[str]:
    """Names of all tests of an article."""
    found = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        tree = ast.parse(path.read_text())
        functions = [one for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)]
        found |= {one.name for one in functions if re.match(r"test_articles?_\d", one.name)}
    return found


def test_every_article_has_its_row() -> None:
    """From the first to the last but one; 17 and 19 ask nothing of a system."""
    assert tuple(rows()) == ARTICLES


@pytest.mark.parametrize("article", ARTICLES)
def test_each_row_names_tests_of_its_article_that_there_are(article: int) -> None:
    """A row without a test would be a promise; a test that was renamed must be renamed here too."""
    named = rows()[article]

    assert named
    assert set(named) <= shown()
    assert all(str(article) in re.findall(r"\d+", name) for name in named)


def test_no_test_of_an_article_is_left_out() -> None:
    """The page is whole: what is shown for an article is named in its row."""
    assert shown() == {name for named in rows().values() for name in named}
