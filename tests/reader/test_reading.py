"""Reading in a real browser: footnotes, search, revisions, charts; by hand, by keyboard, by ear, on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.reader.conftest import PHONE, Site, barriers, ready

Visit = Callable[..., Any]

_PAGES = (
    "/",
    "/beats",
    "/beats/open-source-ai",
    "/entities/hacker-news",
    "/search?q=licence",
    "/stories/{sample_records}",
    "/stories/{yunshan}",
    "/stories/{ferndb}/revisions",
    "/stories/{hostile}",
    "/stories/nothing-of-the-sort",
    "/desk",
    "/docs",
    "/problems",
    "/problems/not-found",
    "/v1/stories/{sample_records}.html",
)


def test_a_footnote_opens_its_quote_inside_its_record(visit: Visit, site: Site) -> None:
    """From the front page to a story, and three of its numbers: each marks, in the record, the words that the sentence rests on."""
    page = visit("/")
    page.locator(f'main a[href="/stories/{site.slugs["sample_records"]}"]').click()
    page.locator(".story").wait_for()
    with site.client() as client:
        story = client.get(f"/v1/stories/{site.slugs['sample_records']}").json()
    quotes = {quote["id"]: quote["exact"] for cited in story["citations"] for quote in cited["quotes"]}
    sentences = [s for section in story["sections"] for p in section["paragraphs"] for s in p["sentences"]]
    for sentence in sentences[:3]:
        page.locator(f'.sentence[data-id="{sentence["id"]}"] .note').first.click()
        page.locator(".evidence mark").first.wait_for()
        assert page.locator(".evidence mark").first.text_content() in {quotes[each] for each in sentence["quotes"]}
        page.keyboard.press("Escape")
        page.locator(".evidence").wait_for(state="hidden")


def test_a_reader_needs_no_mouse(visit: Visit, site: Site) -> None:
    """The first stop skips to the text; Enter opens a footnote, Escape closes it, and the focus is where it was."""
    page = visit(f"/stories/{site.slugs['sample_records']}")
    page.keyboard.press("Tab")
    assert page.locator(":focus").text_content() == "Skip to the text"
    page.locator(".note").first.focus()
    page.keyboard.press("Enter")
    page.locator(".evidence mark").first.wait_for()
    assert page.locator(":focus").evaluate("element => element.closest('dialog') !== null") is True
    page.keyboard.press("Escape")
    page.locator(".evidence").wait_for(state="hidden")
    assert page.locator(":focus").evaluate("element => element.className") == "note"
    page.get_by_role("button", name="Show the quotes beneath each sentence").press("Enter")
    assert page.locator(".rest:visible").count() >= page.locator(".sentence").count()


def test_whoever_listens_is_told_of_a_new_page(visit: Visit) -> None:
    """After a step to another page the heading has the focus and the title is said; a step back leads to where one was."""
    page = visit("/")
    page.get_by_role("link", name="Beats", exact=True).click()
    page.locator("h1", has_text="Beats").wait_for()
    assert page.locator(":focus").text_content() == "Beats"
    assert (page.title(), page.locator("#said").text_content()) == ("Beats – Storywire", "Beats")
    page.go_back()
    page.locator(".card.lead").wait_for()
    assert page.title() == "Storywire"


def test_a_term_in_chinese_is_found_and_read_as_chinese(visit: Visit, site: Site) -> None:
    """The search of the head finds the story; its words, and its quotes, are told to be Chinese."""
    page = visit("/")
    page.get_by_label("Search stories").fill("云杉地图")
    page.get_by_label("Search stories").press("Enter")
    page.locator("h1", has_text="云杉地图").wait_for()
    link = page.locator(f'main .card a[href="/stories/{site.slugs["yunshan"]}"]')
    link.wait_for()
    assert {word.text_content() for word in page.locator("main .card mark").all()} == {"云杉地图"}
    link.click()
    page.locator(".story h1").wait_for()
    assert page.locator(".story h1").get_attribute("lang") == "zh"
    page.locator(".note").first.click()
    page.locator(".evidence mark").first.wait_for()
    assert page.locator(".evidence .words").first.get_attribute("lang") == "zh"


def test_revisions_stand_side_by_side_with_their_cause(visit: Visit, site: Site) -> None:
    """What a correction left out is struck on one side and missing on the other; cause and note are told."""
    page = visit(f"/stories/{site.slugs['ferndb']}/revisions")
    page.locator(".sides").wait_for()
    assert page.locator(".sides section").count() == 2
    assert page.locator(".sides del").count() >= 1
    cause = page.locator(".aside").first.text_content()
    assert "a correction" in cause
    assert "The last sentence was beside the point." in cause


def test_a_story_can_be_checked_by_its_reader(visit: Visit, site: Site) -> None:
    """One press asks the verification, and every sentence bears its verdict."""
    page = visit(f"/stories/{site.slugs['qinghe']}")
    page.get_by_role("button", name="Check every sentence now").click()
    page.get_by_text("found in the records").wait_for()
    assert page.locator(".sentence:not([data-verdict])").count() == 0


def test_a_chart_is_a_table_too(visit: Visit) -> None:
    """The drawing has a name that tells the sum; the table has the numbers."""
    page = visit("/beats/open-source-ai")
    name = page.locator("svg.chart").get_attribute("aria-label")
    page.get_by_text("The numbers as a table").click()
    rows = page.locator(".volume tbody tr").all()
    assert f"{sum(int(row.locator('td').first.text_content()) for row in rows)} records" in name


def test_a_chart_of_many_days_is_by_the_weeks_of_the_api(visit: Visit, site: Site) -> None:
    """Added up from days in the page, they are those that the API tells."""
    beat = "/beats/ai-agents-coding"
    with site.client() as client:
        points = client.get(f"/v1{beat}/volume", params={"interval": "week"}).json()["points"]
    page = visit(beat)
    assert page.locator(".keys").text_content().startswith("records a week")
    page.get_by_text("The numbers as a table").click()
    rows = [row.locator("td").all_text_contents() for row in page.locator(".volume tbody tr").all()]
    assert rows == [[str(point["records"]), str(point["stories"])] for point in reversed(points)]
    assert len(rows) > 1


@pytest.mark.parametrize("path", [path for path in _PAGES if not path.startswith(("/docs", "/problems", "/v1"))])
def test_a_page_shows_what_it_is_about_after_one_round_trip(browser: Any, site: Site, path: str) -> None:
    """What it asks the API for at once is enough; what it may ask for then is never answered here."""
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    asked: list[Any] = []
    page.route("**/v1/**", lambda route: asked.append(route))  # noqa: PLW0108 - it sets an attribute on what it is given
    page.goto(site.address + path.format(**site.slugs))
    page.wait_for_load_state("load")
    page.wait_for_timeout(500)
    for route in asked[:]:
        route.continue_()
    ready(page)
    assert (page.locator("main h1").first.text_content() or "").strip()
    page.unroute_all(behavior="ignoreErrors")
    context.close()


def test_a_retracted_story_says_why(visit: Visit, site: Site) -> None:
    """Its address stays, and the page tells the reason."""
    with site.client() as client:
        record = client.get("/v1/records", params={"q": "Ellery", "limit": 1}).json()["items"][0]["id"]
        slug = client.post("/v1/syntheses", json={"record_ids": [record], "angle": "ferries"}).json()["slug"]
        client.post(f"/v1/stories/{slug}/retract", json={"reason": "The ferry never sailed."}).raise_for_status()
    page = visit(f"/stories/{slug}")
    assert page.locator("h1").text_content() == "This story was retracted"
    assert page.get_by_text("The ferry never sailed.").is_visible()


def test_what_a_record_says_is_text_everywhere(visit: Visit, site: Site) -> None:
    """No attack in a title, a text, a name, an address or a credit runs or becomes an element, on the story, in its quotes, in lists."""
    for path in (f"/stories/{site.slugs['hostile']}", "/", "/search?q=Orrin"):
        page = visit(path)
        for note in page.locator(".note").all()[:6]:
            note.click()
            page.locator(".evidence .record:not([aria-busy])").wait_for()
            page.keyboard.press("Escape")
        assert page.evaluate("window.struck") is None
        assert page.locator("main img, main iframe, main script, dialog img, dialog script").count() == 0


@pytest.mark.parametrize("path", _PAGES)
def test_no_page_has_a_barrier(browser: Any, site: Site, path: str) -> None:
    """Axe finds nothing, in light or in dark, with a quote open or without; and nothing is wider than a phone."""
    # Axe puts a script of its own into the page, which the policy rightly forbids.
    context = browser.new_context(viewport=PHONE, bypass_csp=True)
    page = context.new_page()
    page.goto(site.address + path.format(**site.slugs))
    ready(page)
    found = barriers(page)
    if page.locator(".note").count():
        page.locator(".note").first.click()
        page.locator(".evidence .record:not([aria-busy])").wait_for()
        found += barriers(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert (found, wide) == ([], 0)
