"""Stories of real records leave in every form and feed without a fault, by the trade's own validators."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator
from pyld import jsonld as processor

from tests.api.test_feeds import entries, next_of
from tests.conftest import PUBLIC_URL, Keys
from tests.views.hostile import markdown_skeleton, parse_page
from tests.views.test_jsonld import load
from tests.views.test_ninjs import schema

__all__ = ["schema"]
NDJSON = {"Content-Type": "application/x-ndjson"}
# 200 stories instead of 24: STORYWIRE_ALL_CASES=1 pytest tests/api/test_real_forms.py
STORIES = 200 if os.environ.get("STORYWIRE_ALL_CASES") else 24
IN_A_STORY = 8


def sets_of_records(corpus: Path, number: int) -> Iterator[list[bytes]]:
    """Yield so many sets of records, each of neighbours in one file, the files in turn: they speak of the same day or subject."""
    files = sorted((corpus / "records").glob("*.jsonl"))
    for turn in range(number):
        lines = files[turn % len(files)].read_bytes().splitlines()
        start = (turn // len(files)) * IN_A_STORY % max(1, len(lines) - IN_A_STORY)
        yield lines[start : start + IN_A_STORY]


def tell_stories(client: TestClient, keys: Keys, corpus: Path) -> list[str]:
    """Write the stories; return the paths of those that came about."""
    paths = []
    for lines in sets_of_records(corpus, STORIES * 2):
        told = client.post("/v1/records", content=b"\n".join(lines), headers=keys["ingest"] | NDJSON).json()
        ids = [result["id"] for result in told["results"] if result["id"]]
        made = client.post("/v1/syntheses", json={"record_ids": ids}, headers=keys["synthesize"])
        paths += [made.headers["location"]] if made.status_code == 201 else []
        if len(paths) == STORIES:
            return paths
    return paths


def faults_of(client: TestClient, path: str, schema: Draft202012Validator) -> Iterator[str]:
    """Yield what validators find wrong with the forms of a story; what a parser cannot read at all is raised by it."""
    story: dict[str, Any] = client.get(path).json()
    page = parse_page(client.get(f"{path}.html").text)
    ids = [part.attrib["id"] for part in page.iter() if "id" in part.attrib]
    if len(ids) != len(set(ids)):
        yield f"{path}.html has an id twice"
    inside = {part.attrib["href"][1:] for part in page.iter("a") if part.attrib["href"].startswith("#")}
    if not inside <= set(ids):
        yield f"{path}.html has links to nothing: {inside - set(ids)}"
    item = json.loads(client.get(f"{path}.ninjs").text)
    yield from (f"{path}.ninjs: {error.message}" for error in schema.iter_errors(item))
    (node,) = processor.expand(json.loads(client.get(f"{path}.jsonld").text), {"documentLoader": load})
    if len(node["http://schema.org/citation"]) != len(story["citations"]):
        yield f"{path}.jsonld lost a citation"
    kinds, _ = markdown_skeleton(client.get(f"{path}.md").text)
    if {"html_block", "html_inline", "image", "code_inline", "code_block", "fence"} & set(kinds):
        yield f"{path}.md has markup that is not its own"


def test_real_stories_have_no_fault_in_any_form(
    client: TestClient, keys: Keys, corpus: Path, schema: Draft202012Validator
) -> None:
    """HTML by html5lib in strict mode, ninjs by its schema, JSON-LD expanded, Markdown read, feeds by two readers, the sitemap whole."""
    paths = tell_stories(client, keys, corpus)
    assert len(paths) == STORIES
    assert [fault for path in paths for fault in faults_of(client, path, schema)] == []
    for suffix in ("json", "atom", "rss"):
        seen: list[str] = []
        following: str | None = f"{PUBLIC_URL}/v1/feed.{suffix}?limit=50"
        while following:
            text = client.get(following.removeprefix(PUBLIC_URL)).text
            seen += [entry["id"] for entry in entries(text)]
            following = next_of(text)
        assert len(seen) == len(set(seen)) == STORIES
    sitemap = ET.fromstring(client.get("/v1/sitemap.xml").content)
    assert len(sitemap) == STORIES
