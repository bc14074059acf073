"""A service with stories, and a headless Chromium that reads them; skipped where either the browser or its driver is missing."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from app.newsroom.vocabulary import Vocabulary
from app.settings import Settings
from app.story.draft import Draft, DraftSection, DraftSentence
from app.writers.base import Assignment
from tests.conftest import SAMPLES, Keys, fixed_deployment, make_keys
from tests.newsroom.desk import says, short_draft, span
from tests.newsroom.scribe import Scribe
from tests.rules.tree import ROOT
from tests.serving import served

_PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
_PATIENCE_MILLISECONDS = 15_000
LARGE, PHONE = {"width": 1100, "height": 780}, {"width": 360, "height": 740}
# Strings that become markup, a script or an address wherever a page takes words for more than words.
ATTACKS = (
    '<img src=x onerror="document.title=1;window.struck=1">',
    "</script><script>window.struck=1</script>",
    '"><svg onload=window.struck=1>',
    "{{constructor.constructor('window.struck=1')()}} ${window.struck=1}",
    "<iframe srcdoc='<script>parent.struck=1</script>'></iframe>",
)


@dataclass(frozen=True, slots=True)
class Site:
    """A running service: its address, the slugs of its stories by their sample, and its keys."""

    address: str
    slugs: dict[str, str]
    headers: Keys
    # The writer named "slow" hands in its draft when this is set.
    is_time: threading.Event

    def secret(self) -> str:
        """Return the key that may do everything, as one types it."""
        return self.headers["admin"]["Authorization"].removeprefix("Bearer ")

    def client(self) -> httpx.Client:
        """Return a client with that key."""
        return httpx.Client(base_url=self.address, headers=self.headers["admin"], timeout=60, trust_env=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty_database: Path, compiled: Vocabulary) -> Iterator[Site]:
    """Serve stories from the samples, one of hostile records, and one that was corrected."""
    folder = tmp_path_factory.mktemp("site")
    shutil.copy(empty_database, folder / "storywire.db")
    settings = Settings(database_url=f"sqlite:///{folder}/storywire.db", write_limit="", _env_file=None)
    deployment = fixed_deployment(settings, compiled)
    is_time = threading.Event()
    writers = {"scribe": Scribe(_with_an_invention), "slow": Scribe(lambda told: _late(told, is_time))}
    deployment = replace(deployment, writers={**deployment.writers, **writers})
    with served(settings, deployment) as port:
        made = Site(f"http://127.0.0.1:{port}", {}, make_keys(deployment), is_time)
        with made.client() as client:
            made.slugs["hostile"] = _write(client, _hostile_records())
            for path in (*sorted(SAMPLES.glob("*.jsonl")), ROOT / "app/data/sample_records.jsonl"):
                made.slugs[path.stem] = _write(client, path.read_bytes())
            _correct(client, made.slugs["ferndb"])
        yield made
    deployment.database.close()


def _write(client: httpx.Client, lines: bytes) -> str:
    sent = client.post("/v1/records", content=lines, headers={"Content-Type": "application/x-ndjson"}).json()
    ids = [result["id"] for result in sent["results"] if result["id"]]
    return str(client.post("/v1/syntheses", json={"record_ids": ids}).raise_for_status().json()["slug"])


def _with_an_invention(assignment: Assignment) -> Draft:
    """Return a draft whose second sentence says what no record says."""
    record = assignment.records[0]
    words = f"{(record.text or '').partition('. ')[0]}."
    draft = short_draft(record, words)
    invented = DraftSentence("Ninety-nine owls signed the licence of Northlight.", (span(record, words),), "paraphrase")
    return replace(draft, sections=(DraftSection("What happened", ((says(record, words), invented),)),))


def _late(assignment: Assignment, is_time: threading.Event) -> Draft:
    is_time.wait(_PATIENCE_MILLISECONDS / 1_000)
    return _with_an_invention(assignment)


def _hostile_records() -> bytes:
    """Return records that hold an attack in every field that a page shows."""
    lines = [
        {
            "source": "forge",
            "external_id": f"hostile-{number}",
            "published_at": "2026-05-04T08:00:00Z",
            "title": f"The mill at Orrin lost its licence {attack}",
            "text": f"The mill at Orrin lost its licence on Monday, the council of Orrin said {attack} in a letter. "
            f"The council of Orrin wants the mill to pay {number + 2} million crowns.",
            "author": f"clerk {attack}",
            "community": f"orrin {attack}"[:200],
            "url": f"https://orrin.example/{attack}",
            "image": {"url": "https://orrin.example/mill.png", "credit": attack},
        }
        for number, attack in enumerate(ATTACKS)
    ]
    return "\n".join(json.dumps(line) for line in lines).encode()


def _correct(client: httpx.Client, slug: str) -> None:
    """Leave the last sentence of a story's first section out, as a correction."""
    story = client.get(f"/v1/stories/{slug}").json()
    last = story["sections"][0]["paragraphs"][-1]["sentences"][-1]["id"]
    change = {"note": "The last sentence was beside the point.", "cause": "correction", "sentences": [{"id": last}]}
    client.patch(f"/v1/stories/{slug}", json=change).raise_for_status()


@pytest.fixture(scope="module")
def playwright() -> Iterator[Any]:
    """Start what drives the browser."""
    driver: ModuleType = pytest.importorskip("playwright.sync_api", reason="needs a driver: make test-browser")
    with driver.sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Any) -> Iterator[Any]:
    """Start the machine's own Chromium."""
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        pytest.skip("needs a browser: no Chromium on the path")
    # A container's root may not make the namespaces that the sandbox wants; nothing but our own pages is opened.
    started = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
    yield started
    started.close()


@pytest.fixture
def visit(browser: Any, site: Site) -> Iterator[Callable[..., Any]]:
    """Open pages of the site, each in a window of its own; any error on one, and any request to another host, fails the test."""
    contexts: list[Any] = []
    troubles: list[str] = []

    def open_page(path: str, **wishes: Any) -> Any:
        wishes = {"viewport": LARGE, "locale": "en-GB", "timezone_id": "UTC", **wishes}
        context = browser.new_context(**wishes)
        context.set_default_timeout(_PATIENCE_MILLISECONDS)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"error: {error}"))
        page.on("dialog", lambda dialog: troubles.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: _watch(request.url, site.address, troubles))
        page.on("console", lambda told: troubles.extend([told.text] * ("Content Security Policy" in told.text)))
        page.goto(site.address + path)
        ready(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def ready(page: Any) -> None:
    """Wait until a page shows what it was opened for."""
    page.locator("main:not([aria-busy]) h1").first.wait_for(state="attached")


def barriers(page: Any) -> list[tuple[str, str, str]]:
    """Return what axe finds on a page, in light and in dark: the rule, how grave it is, and an element."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe: make test-browser").Axe()
    found = axe.run(page).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += axe.run(page, options={"runOnly": ["color-contrast"]}).response["violations"]
    page.emulate_media(color_scheme="light")
    return [(each["id"], each["impact"], each["nodes"][0]["html"][:200]) for each in found]


def _watch(url: str, address: str, troubles: list[str]) -> None:
    if not url.startswith((address, "data:")):
        troubles.append(f"asked another host: {url}")
