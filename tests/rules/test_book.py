"""The book is made of the pages without a warning, and asks for nothing of anybody else's server; `make book` has to have been run once."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.tree import ROOT

pytest.importorskip("sphinx", reason="needs what makes the book: make book")
_MAKE = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-n", "-b", "html"]
# What a browser fetches by itself: not where a link leads when somebody follows it.
_FETCHED = re.compile(
    r"<(?:script|img|iframe|source|object|embed)\b[^>]*(?:src|data)=\"([^\"]*)\"|<link\b[^>]*href=\"([^\"]*)\""
)
_FETCHED_BY_STYLE = re.compile(r"(?:url\(|@import)\s*['\"]?([^'\")]+)")
_ELSEWHERE = re.compile(r"(?:[a-z]+:)?//", re.IGNORECASE)


def make(source: Path, made: Path) -> subprocess.CompletedProcess[str]:
    """Make the book of a copy of the repository."""
    command = [*_MAKE, "-c", str(source / "docs"), str(source), str(made)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Return a copy of what the book is made of."""
    copied = tmp_path / "pages"
    shutil.copytree(ROOT / "docs", copied / "docs")
    (copied / "app/data").mkdir(parents=True)
    for page in (*ROOT.glob("[A-Z]*.md"), ROOT / "app/data/README.md", ROOT / "LICENSE"):
        shutil.copy(page, copied / page.relative_to(ROOT))
    for led_to in ("benchmarks", "evaluation", "tests/samples", "faults"):
        if (ROOT / led_to / "README.md").exists():
            (copied / led_to).mkdir(parents=True)
            shutil.copy(ROOT / led_to / "README.md", copied / led_to)
    return copied


def test_the_book_is_made_and_stands_alone(pages: Path, tmp_path: Path) -> None:
    """Every page is in it, nothing is warned of, and a browser that opens it speaks to no other server."""
    made = make(pages, tmp_path / "book")
    assert (made.returncode, made.stderr) == (0, "")
    book = tmp_path / "book"
    expected = {page.relative_to(pages).with_suffix(".html") for page in (pages / "docs").rglob("*.md")}
    assert expected - {page.relative_to(book) for page in book.rglob("*.html")} == set()
    fetched = {
        (page.name, address)
        for page in book.rglob("*.html")
        for found in _FETCHED.findall(page.read_text(encoding="utf-8"))
        for address in found
        if _ELSEWHERE.match(address)
    }
    styled = {
        (page.name, address)
        for page in book.rglob("*.css")
        for address in _FETCHED_BY_STYLE.findall(page.read_text(encoding="utf-8"))
        if _ELSEWHERE.match(address)
    }
    assert fetched | styled == set()


def test_what_leads_nowhere_fails(pages: Path, tmp_path: Path) -> None:
    """A dead link to a page, to a heading of a page, to a picture, and a page that stands in no list: each is a warning, and any fails."""
    with (pages / "docs/tutorial.md").open("a", encoding="utf-8") as page:
        page.write("\n[gone](how-to/nowhere.md)\n")
        page.write("\n[gone](reference/feeds.md#no-such-heading)\n")
        page.write("\n![gone](images/nothing.png)\n")
    (pages / "docs/how-to/hidden.md").write_text("# Hidden\n", encoding="utf-8")
    made = make(pages, tmp_path / "book")
    assert made.returncode != 0
    warnings = [line for line in made.stderr.splitlines() if "WARNING" in line]
    for told in ("nowhere.md", "no-such-heading", "nothing.png", "hidden.md"):
        assert len([line for line in warnings if told in line]) == 1
    assert len(warnings) == 4
