"""Whatever anybody says is text in the browser too: on every page of the reader and the desk, and in every form and feed that has mark-up.

The pages read the real service, whose answers get attacks in the place of all their words on the way: more than it would ever store.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from app.language.normalise import printable_line
from app.views import FEEDS, html
from tests.reader.conftest import ATTACKS, Site, ready
from tests.views.hostile import STRINGS, attacked_story
from tests.views.test_attacks import BESIDE, content_of, page_with

Visit = Callable[..., Any]
# All the strings of the corpus instead of a tenth of them: STORYWIRE_ALL_CASES=1 make test-browser ARGS=tests/reader/test_attacks.py
STEP = 1 if os.environ.get("STORYWIRE_ALL_CASES") else 10
_CORPUS = os.environ.get("STORYWIRE_CORPUS")
_AT_ONCE = 40
# The fields of answers that hold somebody's words; all others are numbers, ids, dates and names of the house's own.
_WORDS = frozenset(
    [
        "title",
        "dek",
        "text",
        "name",
        "author",
        "community",
        "exact",
        "prefix",
        "suffix",
        "statement",
        "detail",
        "question",
        "description",
        "note",
        "reason",
        "credit",
        "url",
        "image",
        "translation",
        "weight_reason",
        "heading",
        "home_page",
    ]
)
_PAGES = (
    "/",
    "/stories/{sample_records}",
    "/stories/{yunshan}",
    "/stories/{ferndb}/revisions",
    "/beats",
    "/beats/open-source-ai",
    "/entities/hacker-news",
    "/search?q=FernDB",
    "/desk",
    "/desk/write",
    "/desk/stories/{ferndb}",
)
# What no words may become, wherever they stand: elements that load or run something, handlers, addresses that run.
_BROKEN_OUT = """() => [...document.querySelectorAll("body *")].flatMap((each) => [
  ...(each.matches("iframe, object, embed, base, form[action]:not(#find), meta, style, link, video, audio, math, marquee, body body") ? [each.outerHTML] : []),
  ...(each.matches("img, script") && !each.closest("head") && !each.hasAttribute("data-ours") && each.type !== "application/ld+json" ? [each.outerHTML] : []),
  ...[...each.attributes].filter((it) => it.name.startsWith("on") || /^\\s*(javascript|data|vbscript):/i.test(
    ["href", "src", "action", "formaction", "xlink:href"].includes(it.name) ? it.value : "")).map((it) => it.name + "=" + it.value),
]).map((told) => told.slice(0, 300))"""


def batches() -> Iterator[str]:
    """Yield the strings, many at once: our own, and those of the corpus where there is one."""
    found = [*STRINGS, *ATTACKS]
    if _CORPUS:
        lines = (Path(_CORPUS) / "cases/attack_strings.jsonl").read_bytes().splitlines()[::STEP]
        found += [json.loads(line)["text"][:2_000] for line in lines]
    shown = [text for text in found if printable_line(text).strip()]
    for start in range(0, len(shown), _AT_ONCE):
        yield " ".join(shown[start : start + _AT_ONCE])


def attacked(told: Any, words: str) -> Any:
    """Return an answer with other words wherever somebody's stand."""
    if isinstance(told, list):
        return [attacked(each, words) for each in told]
    if not isinstance(told, Mapping):
        return told
    return {
        key: words if key in _WORDS and isinstance(value, str) else attacked(value, words)
        for key, value in told.items()
    }


def attack(page: Any, held: list[str]) -> None:
    """Have every answer of the API to a page hold the words that are at hand."""
    driver = pytest.importorskip("playwright.sync_api")

    def answer(route: Any) -> None:
        # A page that was left takes its answers along; one that is there and gets none is never ready, which fails.
        with suppress(driver.Error):
            given = route.fetch()
            kind = given.headers.get("content-type", "")
            if route.request.method != "GET" or "json" not in kind:
                route.fulfill(response=given)
                return
            route.fulfill(response=given, json=attacked(given.json(), held[0]))

    page.route("**/v1/**", answer)


@pytest.mark.parametrize("path", _PAGES)
def test_no_words_become_anything_but_text_on_a_page(visit: Visit, site: Site, path: str) -> None:
    """Nothing runs, nothing is loaded, no element and no handler comes of it; what is a heading is the words themselves."""
    is_desk = path.startswith("/desk")
    page = visit("/desk" if is_desk else "/beats")
    if is_desk:
        page.get_by_label("Key").fill(site.secret())
        page.get_by_role("button", name="Open the desk").click()
        page.get_by_role("button", name="Write a story").wait_for()
    held = ["plain"]
    attack(page, held)
    seen = 0
    for words in batches():
        held[0] = words
        page.goto(site.address + path.format(**site.slugs))
        ready(page)
        if page.locator(".note").count():
            page.locator(".note").first.click()
            page.locator(".evidence .record:not([aria-busy])").wait_for()
        assert page.evaluate(_BROKEN_OUT) == [], words
        assert page.evaluate("window.struck") is None, words
        assert page.url == site.address + path.format(**site.slugs)
        seen += words in (page.locator("main").first.text_content() or "").replace("\r\n", "\n")
    if path not in ("/desk", "/desk/write"):  # these show nobody's words until somebody has asked for records
        assert seen == len(list(batches())), "the words were shown, to the character"


def test_no_words_become_anything_but_text_in_a_form_or_feed(browser: Any) -> None:
    """The page of a story and the content of each feed, opened without any policy that would help: nothing runs and nothing is fetched."""
    context = browser.new_context()
    page = context.new_page()
    troubles: list[str] = []
    page.on("dialog", lambda dialog: troubles.append(dialog.message))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("request", lambda request: troubles.append(request.url))
    for words in batches():
        forms = {"html": html.render(attacked_story(words), BESIDE)}
        forms |= {feed.name: content_of(feed.render(page_with(words))) for feed in FEEDS}
        for name, form in forms.items():
            page.set_content(form, wait_until="load")
            broken = [each for each in page.evaluate(_BROKEN_OUT) if not each.startswith(("<img", "<style", "<link"))]
            assert broken == [], (name, words)
            pictures = page.evaluate("[...document.images].map((each) => each.src)")
            assert [each for each in pictures if not each.startswith("https://tide.example/")] == [], (name, words)
            troubles = [each for each in troubles if not each.startswith("https://tide.example/")]
            assert troubles == [], (name, words)
    context.close()
