"""What the documents say is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.rules.documents import documents
from tests.rules.tree import ROOT, files, name

_DOCUMENTS = [path for path in files() if path.suffix == ".md"]
_CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?://)([^)#\s]+)(?:#[^)]*)?\)")
_MAKE = re.compile(r"(?:^|`)make ([a-z-]+)", re.MULTILINE)
_TARGET = re.compile(r"^([a-z-]+):.*##", re.MULTILINE)


def _links(document: Path) -> list[str]:
    """Return the files of the repository that a document leads to; what stands in code is no link."""
    return _LINK.findall(_CODE.sub("", document.read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "docs/reference/problems.md",
        "docs/reference/commands.md",
        "docs/reference/operations.md",
        "app/api/examples.json",
    ],
)
def test_a_document_follows_the_code(document: str) -> None:
    """Settings, problems, commands, operations, the story in the README and the examples are as the code has them; `make docs` writes them anew."""
    assert (ROOT / document).read_text(encoding="utf-8") == documents()[ROOT / document]


@pytest.mark.parametrize("document", _DOCUMENTS, ids=name)
def test_a_document_leads_somewhere(document: Path) -> None:
    """Each link to a file of the repository leads to one that is there."""
    assert [target for target in _links(document) if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", _DOCUMENTS, ids=name)
def test_a_document_names_targets_that_exist(document: Path) -> None:
    """Whatever a document says to make, the Makefile can make."""
    targets = set(_TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    assert set(_MAKE.findall(document.read_text(encoding="utf-8"))) - targets == set()


def test_the_book_lists_every_page() -> None:
    """No page of the documents is there that nobody is led to."""
    index = {
        (place.parent / target).resolve()
        for place in (ROOT / "docs/README.md", ROOT / "docs/adr/README.md")
        for target in _links(place)
    }
    pages = {path.resolve() for path in (ROOT / "docs").rglob("*.md")} - {(ROOT / "docs/README.md").resolve()}
    assert pages - index == set()
