"""The reader is served as it was written, may do little, and asks nobody but the API."""

from __future__ import annotations

import gzip
import json
import re
from fnmatch import fnmatch
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.api.reader import POLICY, assets, digest_of_assets
from app.main import create_app
from app.newsroom.deployment import Deployment
from app.settings import Settings
from app.views import FEEDS, VIEWS
from tests.api.test_stories import ids, story
from tests.conftest import Keys
from tests.rules.tree import ROOT
from tests.views.hostile import parse_page

__all__ = ["ids", "story"]
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
FOLDER = ROOT / "app/reader"
_BUDGET = 150 * 1024
_MOST_LINES = 300
_SCRIPTS = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.js"))
# The client of clients/typescript, as it was built.
_BUILT = "client/"
_OWN = [name for name in _SCRIPTS if not name.startswith(_BUILT)]
_MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|srcdoc|DOMParser|setHTML"
)
_ELSEWHERE = re.compile(r"https?://(?!www\.w3\.org/2000/svg\b)")
_IMPORT = re.compile(r"""(?:from |import\()"(\.[^"]+)\"""")
_PATH = re.compile(r"""["`](/v1/[^"`]*)["`]""")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/beats",
        "/beats/general",
        "/entities/reddit",
        "/stories/kilns-of-pell-9d2e/revisions",
        "/search?q=kilns&from=a-newsletter",
        "/desk",
        "/desk/write",
        "/desk/stories/kilns-of-pell-9d2e",
    ],
)
def test_a_browser_gets_the_page_at_every_address_of_the_reader(client: TestClient, path: str) -> None:
    """The page is the same but for the feeds of a beat or an entity, bears the strict policy, may be kept shortly, and is 304 to its holder."""
    answer = client.get(path, headers={"Accept": BROWSER}, follow_redirects=False)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=300"
    if path not in {"/beats/general", "/entities/reddit"}:
        assert answer.text == client.get("/", headers={"Accept": BROWSER}).text
    again = client.get(path, headers={"Accept": BROWSER, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "feeds"),
    [
        ("/", ["/v1/feed"]),
        ("/beats/general", ["/v1/beats/general/feed", "/v1/feed"]),
        ("/entities/reddit", ["/v1/entities/reddit/feed", "/v1/feed"]),
    ],
)
def test_feeds_are_discovered(client: TestClient, path: str, feeds: list[str]) -> None:
    """Each page names what may be followed there in every format, its own feeds first."""
    page = client.get(path, headers={"Accept": BROWSER}).text
    links = re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">', page)
    assert links == [(feed.media_type, f"{where}.{feed.suffix}") for where in feeds for feed in FEEDS]


def test_a_story_s_page_leads_to_its_other_forms(client: TestClient, story: dict[str, Any]) -> None:
    """Every form is linked for programs, and HTML for people without a script; the rest is the page as everywhere, and valid."""
    slug = story["slug"]
    page = client.get(f"/stories/{slug}", headers={"Accept": BROWSER}).text
    links = re.findall(rf'<link rel="alternate" type="([^"]+)" href="/v1/stories/{slug}([^"]*)">\n', page)
    assert dict(links) == {"application/json": "", **{view.media_type: f".{view.suffix}" for view in VIEWS}}
    assert f'<a href="/v1/stories/{slug}.html">here is the same, plainer</a>' in page
    assert parse_page(page).find("body/main") is not None
    plain = re.sub(r"<link[^>]*/v1/stories/[^>]*>\n", "", page).replace(f"/v1/stories/{slug}.html", "/llms.txt")
    assert _without_head(plain) == _without_head(client.get("/").text)


def _without_head(page: str) -> str:
    return re.sub(
        r'<meta (?:name="description"|property)[^>]*>\n|<title>.*</title>\n|<link rel="canonical"[^>]*>\n', "", page
    )


def test_a_story_s_page_says_what_a_preview_of_its_link_shows(client: TestClient, story: dict[str, Any]) -> None:
    """Open Graph: title, dek, beat, times and the one address of the story; nothing of it can close its attribute."""
    head = parse_page(client.get(f"/stories/{story['slug']}", headers={"Accept": BROWSER}).text).find("head")
    assert head is not None
    told = {each.get("property"): each.get("content") for each in head.iter("meta")}
    assert (told["og:title"], told["og:description"], told["og:url"]) == (story["title"], story["dek"], story["url"])
    assert (told["og:type"], told["article:section"]) == ("article", story["beat"]["name"])
    assert (told["article:published_time"] or "")[:19] == story["published_at"][:19]
    assert head.findtext("title") == f"{story['title']} — Storywire"
    assert [each.get("href") for each in head.iter("link") if each.get("rel") == "canonical"] == [story["url"]]


def test_the_page_of_a_story_that_is_not_there_says_so(client: TestClient, keys: Keys, story: dict[str, Any]) -> None:
    """404 where there is none, 410 where it was retracted: the page is shown all the same, and names nothing of the story."""
    asks = {"Accept": BROWSER}
    assert client.get("/stories/kilns-of-pell-9d2e", headers=asks).status_code == 404
    path = f"/stories/{story['slug']}"
    assert client.get(path, headers=asks).status_code == 200
    assert client.post(f"/v1{path}/retract", json={"reason": "It was wrong."}, headers=keys["edit"]).status_code == 200
    gone = client.get(path, headers=asks)
    assert (gone.status_code, story["title"] in gone.text, 'id="main"' in gone.text) == (410, False, True)


def test_the_policy_allows_our_own_files_and_nothing_else() -> None:
    """No script or style stands in the page, none comes from elsewhere, and a script cannot write markup."""
    assert set(POLICY.split("; ")) == {
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' https: data:",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    }


@pytest.mark.parametrize(
    ("path", "accept", "location"),
    [
        ("/stories/kilns-of-pell-9d2e", "*/*", "/v1/stories/kilns-of-pell-9d2e"),
        ("/stories/kilns-of-pell-9d2e", "application/json", "/v1/stories/kilns-of-pell-9d2e"),
        ("/stories/kilns-of-pell-9d2e.html", BROWSER, "/v1/stories/kilns-of-pell-9d2e.html"),
        ("/stories/kilns-of-pell-9d2e.txt", BROWSER, "/v1/stories/kilns-of-pell-9d2e.txt"),
        ("/stories/kilns%20of%3Fpell", "*/*", "/v1/stories/kilns%20of%3Fpell"),
        ("/stories/kilns-of-pell-9d2e/revisions", "*/*", "/v1/stories/kilns-of-pell-9d2e/revisions"),
        ("/beats", "application/json", "/v1/beats"),
        ("/beats/general", "*/*", "/v1/beats/general"),
        ("/entities/reddit", "application/json", "/v1/entities/reddit"),
    ],
)
def test_whoever_asks_for_no_page_is_led_to_the_api(client: TestClient, path: str, accept: str, location: str) -> None:
    """307 on the same host: a program that follows a story's `url` gets the story."""
    answer = client.get(path, headers={"Accept": accept}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, location)


def test_the_reader_is_no_part_of_the_described_api(client: TestClient) -> None:
    """Its pages may change as they like; what they are made from may not."""
    ours = ("/stories", "/beats", "/entities", "/search", "/desk", "/reader")
    paths = client.get("/openapi.json").json()["paths"]
    assert [path for path in paths if path == "/" or path.startswith(ours)] == []


def test_a_mistyped_parameter_of_the_api_is_refused_all_the_same(client: TestClient) -> None:
    """Only pages let parameters pass that nobody knows."""
    assert client.get("/v1/stories?from=a-newsletter").status_code == 422


def test_every_file_that_the_page_names_is_served_for_ever(client: TestClient) -> None:
    """Under the digest of today's files each may be kept for a year; under another it has to be asked for again."""
    page = client.get("/").text
    named = re.findall(r'(?:href|src)="/reader/([0-9a-f]{16})/([^"]+)"', page)
    assert {name for _, name in named} == {name for name in assets() if not name.startswith("desk/")}
    assert {digest for digest, _ in named} == {digest_of_assets()}
    for name, content in assets().items():
        answer = client.get(f"/reader/{digest_of_assets()}/{name}")
        kind = "text/css" if name.endswith(".css") else "text/javascript"
        assert (answer.content, answer.headers["content-type"]) == (content, f"{kind}; charset=utf-8")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get(f"/reader/0000000000000000/{name}").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "name", ["types.d.ts", "client/client.d.ts", "index.html", "nothing.js", "../api/reader.py", "%2e%2e/main.py"]
)
def test_nothing_but_scripts_and_style_is_served(client: TestClient, name: str) -> None:
    """A name that is none of theirs is not looked for on the disk."""
    assert client.get(f"/reader/{digest_of_assets()}/{name}").status_code == 404


def test_the_page_needs_no_key_where_reading_does(
    settings: Settings, deployment: Deployment, story: dict[str, Any]
) -> None:
    """It holds no story: it is what asks for the key."""
    locked = settings.model_copy(update={"read_access": "key"})
    with TestClient(create_app(locked, deployment)) as client:
        paths = ("/", "/desk", f"/reader/{digest_of_assets()}/app.js", "/v1/stories")
        assert [client.get(path).status_code for path in paths] == [200, 200, 200, 401]
        page = client.get(f"/stories/{story['slug']}", headers={"Accept": BROWSER})
        assert (page.status_code, story["title"] in page.text) == (200, False)


def test_the_reader_works_below_a_path(settings: Settings, deployment: Deployment) -> None:
    """Where PUBLIC_URL has a path, every address of the page bears it."""
    below = settings.model_copy(update={"public_url": "https://example.org/news"})
    with TestClient(create_app(below, deployment)) as client:
        page = client.get("/").text
    assert 'data-base="/news"' in page
    assert re.findall(r'(?:href|src|action)="/(?!news/)[^"]*"', page) == []


@pytest.mark.parametrize("name", _SCRIPTS)
def test_a_script_writes_no_markup_and_names_no_other_host(name: str) -> None:
    """What a record says can reach the page as text alone; and a script is short enough to be read in one go."""
    script = (FOLDER / name).read_text(encoding="utf-8")
    assert (_MARKUP.findall(script), _ELSEWHERE.findall(script)) == ([], [])
    assert script.startswith("// Built from clients/typescript" if name.startswith(_BUILT) else "// @ts-check\n// ")
    assert len(script.splitlines()) <= _MOST_LINES


def test_page_and_style_name_no_other_host() -> None:
    """Nothing is fetched from a third party: no font, no picture, no script."""
    for name in ("index.html", "reader.css"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert (_ELSEWHERE.findall(text), re.findall(r"@import|url\(", text)) == ([], [])
    assert re.findall(r"<style|\son\w+=|\sstyle=", (FOLDER / "index.html").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", _SCRIPTS)
def test_a_script_imports_files_that_are_there(name: str) -> None:
    """Without a build step nobody else would notice a wrong name."""
    places = [(FOLDER / name).parent / found for found in _IMPORT.findall((FOLDER / name).read_text(encoding="utf-8"))]
    missing = [place.name for place in places if not place.exists() and not place.with_suffix(".d.ts").exists()]
    assert missing == []


def test_the_scripts_stay_within_their_budget() -> None:
    """All scripts together, the desk's too, are under 150 KB compressed."""
    assert sum(len(gzip.compress(content)) for name, content in assets().items() if name.endswith(".js")) < _BUDGET


def test_every_address_that_a_script_asks_is_one_of_the_api(client: TestClient) -> None:
    """The reader is made with the described API and nothing else, and names its paths as the document does."""
    described = set(client.get("/openapi.json").json()["paths"])
    asked = {path for name in _OWN for path in _PATH.findall((FOLDER / name).read_text(encoding="utf-8"))}
    chosen = {path for path in asked if "${" in path}
    fitting = {path for path in chosen if any(fnmatch(each, re.sub(r"\$\{\w+\}", "*", path)) for each in described)}
    assert (asked - chosen - described, chosen - fitting) == (set(), set())
    assert {"/v1/stories/{slug}/citations/{number}", "/v1/syntheses", "/v1/verifications"} <= asked


def test_every_type_that_a_script_names_is_one_of_the_api(client: TestClient) -> None:
    """What editors check the scripts with is made from the OpenAPI document, under its names; fields are checked where there is a compiler."""
    schemas = json.loads(client.get("/openapi.json").text)["components"]["schemas"]
    named = set(re.findall(r'Schemas\["(\w+)"\]', (FOLDER / "types.d.ts").read_text(encoding="utf-8")))
    assert (named - set(schemas), len(named) > 20) == (set(), True)
