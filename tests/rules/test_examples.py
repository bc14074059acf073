"""The examples of the book run: what a reader copies does what the page says."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.newsroom.deployment import Deployment, WebhookTerms
from app.providers import read_providers
from app.settings import Settings
from schemas.record import RecordInput
from tests.conftest import SAMPLES, make_keys
from tests.rules.tree import ROOT, name
from tests.serving import served

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"(?m)^(?:curl|storywire|export|docker|cp|STORYWIRE_\w+=\S+)\b")
# README and tutorial are run whole, as somebody follows them, by tests/test_demonstration.py.
_PAGES = [
    page
    for page in sorted((ROOT / "docs").rglob("*.md"))
    if page.name not in {"tutorial.md", "commands.md"} and _BLOCK.search(page.read_text(encoding="utf-8"))
]
# Commands of the book that no test can run, by how they begin, and why.
_NOT_RUN = {
    "export STORYWIRE_DATABASE_URL=postgresql://": "a server of PostgreSQL; tests/store/test_postgresql.py has one",
    "storywire migrate                                # FROM": "a server of PostgreSQL, as above",
    "cp .env.example": "needs Docker",
    "storywire compare": "an endpoint of one's own; tests/cli/test_compare.py has one",
    "STORYWIRE_PROVIDERS=anthropic ANTHROPIC_API_KEY": "a key that is paid for; tests/writers/claude has an endpoint",
}
# What a reader puts in the place of …
_FILES = {"records.jsonl": "yunshan.jsonl", "more.jsonl": "qinghe.jsonl"}


@dataclass(frozen=True, slots=True)
class Desk:
    """A running service and where somebody sits who tries the examples."""

    address: str
    folder: Path
    environment: dict[str, str]
    headers: dict[str, str]
    record_ids: list[str]
    slug: str

    def get(self, path: str) -> Any:
        """Read something of the API."""
        return httpx.get(f"{self.address}{path}", trust_env=False).raise_for_status().json()


@pytest.fixture
def desk(settings: Settings, deployment: Deployment, tmp_path: Path) -> Iterator[Desk]:
    """Serve a story, and lay the files ready that the examples name."""
    here = replace(deployment, webhooks=WebhookTerms(anywhere=True))
    headers = make_keys(here)["admin"]
    folder = tmp_path / "desk"
    folder.mkdir()
    for given, sample in _FILES.items():
        (folder / given).write_bytes((SAMPLES / sample).read_bytes())
    with served(settings, here) as port:
        address = f"http://127.0.0.1:{port}"
        with httpx.Client(base_url=address, headers=headers, timeout=60, trust_env=False) as client:
            for sample in ("yunshan.jsonl", "ferndb.jsonl"):
                lines, kind = (SAMPLES / sample).read_bytes(), {"Content-Type": "application/x-ndjson"}
                sent = client.post("/v1/records", content=lines, headers=kind).json()
            ids = [result["id"] for result in sent["results"]]
            story = client.post("/v1/syntheses", json={"record_ids": ids}).raise_for_status().json()
        sets = {"record_ids": ids[:4], "provider": "extractive"}
        (folder / "sets.jsonl").write_text(json.dumps(sets) + "\n", encoding="utf-8")
        environment = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "KEY": headers["Authorization"].removeprefix("Bearer "),
            "STORYWIRE_DATABASE_URL": settings.database_url,
            "HOME": str(tmp_path),
        }
        yield Desk(address, folder, environment, headers, ids, story["slug"])


def blocks(page: Path) -> list[tuple[str, str]]:
    """Return the language and the text of each example of a page."""
    return _BLOCK.findall(page.read_text(encoding="utf-8"))


def filled(desk: Desk, words: str) -> str:
    """Put into an example what a reader would: ids, a slug, a sentence, the service's address."""
    ids = iter(desk.record_ids * 2)
    words = re.sub("rec_…", lambda _: next(ids), words)
    last = desk.get(f"/v1/stories/{desk.slug}")["sections"][0]["paragraphs"][-1]["sentences"][-1]["id"]
    for given, put in (
        ("http://127.0.0.1:8000", desk.address),
        ("mirror https://news.example", f"mirror {desk.address} --once"),
        ("SLUG", desk.slug),
        ("SENTENCE", last),
        ("after=42", "after=0"),
        ("--provider house", "--provider extractive"),
        ("revoke ID", "revoke $(storywire keys list | awk '/nightly/ {print $1}')"),
    ):
        words = words.replace(given, put)
    return words


def run(desk: Desk, words: str) -> str:
    """Run an example in a shell in which nothing may fail, a refusal of the API neither; return what it printed."""
    environment = desk.environment
    if "storywire mirror" in words:
        environment = environment | {"STORYWIRE_DATABASE_URL": f"sqlite:///{desk.folder}/mirror.db"}
    strict = 'set -euo pipefail\ncurl() { command curl --noproxy "*" --fail-with-body "$@"; }\n'
    ended = subprocess.run(
        ["bash", "-c", strict + filled(desk, words)],
        cwd=desk.folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, f"{words}\n{ended.stdout}\n{ended.stderr}"
    return ended.stdout


@pytest.mark.parametrize("page", [page for page in _PAGES if "sh" in dict(blocks(page))], ids=name)
def test_what_a_page_tells_to_run_runs(desk: Desk, page: Path) -> None:
    """Each command, one after the other, against a service with a story; what the API answers is JSON wherever it says so."""
    for language, words in blocks(page):
        if language == "sh":
            printed = run(desk, words)
            assert printed.strip(), words
            if words.startswith("curl -s ") and "ndjson?" not in words:
                json.loads(printed)


def test_each_command_of_the_book_is_run_or_says_why_not() -> None:
    """What looks like a command is marked as one, which has it run, or stands in the list of those that cannot be."""
    loose = {
        f"{name(page)}: {words.splitlines()[0]}"
        for page in _PAGES
        for language, words in blocks(page)
        if language == "" and _COMMAND.search(words) and not words.startswith(tuple(_NOT_RUN))
    }
    assert loose == set()
    everything = "\n".join(page.read_text(encoding="utf-8") for page in _PAGES)
    assert [start for start in _NOT_RUN if f"```\n{start}" not in everything] == [], "a reason without its command"


def test_what_a_page_gives_as_json_is_json() -> None:
    """Whatever the block is for, a reader can paste it."""
    given = [words for page in _PAGES for language, words in blocks(page) if language == "json"]
    assert all(isinstance(json.loads(words), dict) for words in given)
    assert given


def test_what_a_page_gives_as_a_record_is_taken(desk: Desk) -> None:
    """The record of the page on sending them becomes one."""
    (given,) = [words for language, words in blocks(ROOT / "docs/how-to/send-records.md") if language == "json"]
    RecordInput.model_validate_json(given)
    answer = httpx.post(f"{desk.address}/v1/records", json=[json.loads(given)], headers=desk.headers, trust_env=False)
    assert (answer.status_code, answer.json()["created"]) == (200, 1)


def test_what_a_page_gives_as_a_set_is_one(desk: Desk) -> None:
    """Each line of the page on batches is what the API takes."""
    (given,) = [words for language, words in blocks(ROOT / "docs/how-to/batches.md") if words.startswith('{"record')]
    for line in filled(desk, given).splitlines():
        answer = httpx.post(
            f"{desk.address}/v1/syntheses/estimate",
            json=json.loads(line) | {"provider": "extractive"},
            headers=desk.headers,
            trust_env=False,
        )
        assert answer.status_code == 200, answer.text


def test_what_a_page_gives_as_providers_is_read(tmp_path: Path) -> None:
    """The file of the page on providers names the ones that its words name."""
    (given,) = [words for language, words in blocks(ROOT / "docs/how-to/providers.md") if language == "toml"]
    (tmp_path / "providers.toml").write_text(given, encoding="utf-8")
    assert [each.name for each in read_providers(tmp_path / "providers.toml")] == list(tomllib.loads(given))


def test_the_python_of_the_page_on_search_marks_hits(desk: Desk) -> None:
    """A snippet of the API's comes out as HTML with its hits marked, and nothing of it is mark-up of the record's."""
    (given,) = [words for language, words in blocks(ROOT / "docs/how-to/search.md") if language == "python"]
    scope: dict[str, Any] = {}
    exec(given, scope)  # noqa: S102 - it is our own page
    found = desk.get("/v1/search?q=ferndb")["items"]
    marked = [scope["marked"](snippet) for item in found for snippet in item["snippets"]]
    assert any("<mark>ferndb" in each.lower() for each in marked)
    assert scope["marked"]({"text": "a <b> c", "hits": [{"start": 2, "end": 5}]}) == "a <mark>&lt;b&gt;</mark> c"


def test_every_page_with_other_code_is_looked_at() -> None:
    """No language stands in the book whose examples nobody runs."""
    languages = {language for page in _PAGES for language, _ in blocks(page)}
    assert languages == {"", "sh", "json", "python", "toml", "ts"}
