"""What the documents say is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic_core import PydanticUndefined

from app.errors import every_problem
from app.settings import Settings
from tests.rules.tree import ROOT, files, name

_README = (ROOT / "README.md").read_text(encoding="utf-8")
_DOCUMENTS = [path for path in files() if path.suffix == ".md"]
_LINK = re.compile(r"\]\((?!https?://)([^)#\s]+)(?:#[^)]*)?\)")
_MAKE = re.compile(r"(?:^|`)make ([a-z]+)", re.MULTILINE)
_TARGET = re.compile(r"^([a-z]+):.*##", re.MULTILINE)


def _table(document: str, heading: str) -> str:
    """Return the first table after a line that begins with `heading`."""
    after = document[document.index(f"\n| {heading}") + 1 :]
    return after.split("\n\n", 1)[0].strip()


def _default(value: object) -> str:
    """Return a setting's default as somebody would write it in the environment."""
    if value is None or value == "":
        return "(none)"
    if isinstance(value, tuple):
        return f"`{','.join(value)}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def test_every_setting_stands_in_the_readme() -> None:
    """The README's table is the settings' own names, defaults and descriptions, in their order."""
    rows = ["| setting | default | what it does |", "| --- | --- | --- |"]
    for field, info in Settings.model_fields.items():
        assert info.description, field
        assert info.default is not PydanticUndefined, field
        rows.append(f"| `STORYWIRE_{field.upper()}` | {_default(info.default)} | {info.description} |")
    assert _table(_README, "setting |") == "\n".join(rows)


def test_every_problem_is_documented() -> None:
    """The page of problems lists each kind with its status, title and explanation, as the service itself does."""
    rows = ["| type | status | title | what to do |", "| --- | ---: | --- | --- |"]
    rows += [
        f"| `/problems/{kind.slug}` | {kind.status} | {kind.title} | {kind.explanation} |"
        for kind in sorted(every_problem(), key=lambda kind: (kind.status, kind.slug))
    ]
    page = (ROOT / "docs/reference/problems.md").read_text(encoding="utf-8")
    assert _table(page, "type |") == "\n".join(rows)


@pytest.mark.parametrize("document", _DOCUMENTS, ids=name)
def test_a_document_leads_somewhere(document: Path) -> None:
    """Each link to a file of the repository leads to one that is there."""
    text = document.read_text(encoding="utf-8")
    assert [target for target in _LINK.findall(text) if not (document.parent / target).exists()] == []


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
        for target in _LINK.findall(place.read_text(encoding="utf-8"))
    }
    pages = {path.resolve() for path in (ROOT / "docs").rglob("*.md")} - {(ROOT / "docs/README.md").resolve()}
    assert pages - index == set()
