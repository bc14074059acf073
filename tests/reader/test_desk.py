"""The desk in a real browser: from records to a published story, and what its editor is told on the way."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.reader.conftest import LARGE, Site, barriers, ready
from tests.rules.tree import ROOT

Visit = Callable[..., Any]
# Read before the fixture that empties the environment.
_WRITES_PICTURES = os.environ.get("STORYWIRE_PICTURES") == "write"


def _open_desk(page: Any, site: Site) -> None:
    page.get_by_label("Key").fill(site.secret())
    page.get_by_role("button", name="Open the desk").click()


def _draft(page: Any, site: Site, words: str, count: int) -> None:
    """Choose records that hold some words, and have a draft written from them."""
    _open_desk(page, site)
    _choose(page, words, count)
    page.get_by_role("button", name="Write the story").click()
    page.get_by_role("button", name="Publish").wait_for()


def _choose(page: Any, words: str, count: int) -> None:
    """Choose records that hold some words, and see what writing from them would take."""
    page.get_by_role("form", name="Find records").get_by_label("Words").fill(words)
    with page.expect_response(lambda answer: "/v1/records?" in answer.url and "q=" in answer.url):
        page.get_by_role("button", name="Find records").click()
    for number in range(count):
        page.locator(".pick input").nth(number).check()
    page.get_by_role("button", name="Estimate").click()
    page.get_by_text("US dollars.").wait_for()


def _invented_story(site: Site) -> str:
    """Have a draft written in which a sentence is invented; return its slug."""
    with site.client() as client:
        found = client.get("/v1/records", params={"q": "Lantern", "kind": "article"}).json()["items"]
        wished = {"record_ids": [found[0]["id"]], "provider": "scribe", "publish": False}
        return str(client.post("/v1/syntheses", json=wished).raise_for_status().json()["slug"])


def test_a_key_that_is_not_valid_opens_nothing(visit: Visit) -> None:
    """It is refused in words and not kept."""
    page = visit("/desk")
    page.get_by_label("Key").fill("swk_of-nobody")
    page.get_by_role("button", name="Open the desk").click()
    page.get_by_text("The key is not valid.").wait_for()
    assert page.evaluate("sessionStorage.length") == 0


def test_a_story_is_written_changed_and_published_and_appears_elsewhere(visit: Visit, site: Site) -> None:
    """Five records become a draft; an invented sentence is refused; the published story appears on a front page that stays open."""
    elsewhere = visit("/")
    page = visit("/desk/write")
    _draft(page, site, "Lantern", 5)
    slug = page.url.rsplit("/", 1)[1]
    assert elsewhere.locator(f'a[href="/stories/{slug}"]').count() == 0

    sentence = page.locator(".editable").nth(1)
    sentence.get_by_role("button", name="Change").click()
    sentence.get_by_role("textbox", name="The sentence").fill(
        "Ninety-nine of 100 owls signed the licence of Northlight."
    )
    sentence.get_by_text("Not borne out").wait_for()
    sentence.get_by_label("What was changed, and why").fill("Owls were missing.")
    sentence.get_by_role("button", name="Save").click()
    sentence.get_by_text("The edit is refused; the story stays as it is.").wait_for()
    sentence.get_by_label("leave the sentence out").check()
    sentence.get_by_role("button", name="Save").click()
    page.locator(".kicker", has_text="revision 2").wait_for()

    page.get_by_role("button", name="Publish").click()
    page.locator(".kicker", has_text="published").wait_for()
    elsewhere.locator(f'a[href="/stories/{slug}"]').first.wait_for()


def test_a_refused_sentence_is_struck_out_with_its_reason(visit: Visit, site: Site) -> None:
    """What the writer invented stands below the draft for its editor, and nowhere for a reader."""
    invention = "Ninety-nine owls signed the licence of Northlight."
    slug = _invented_story(site)
    page = visit("/desk")
    _open_desk(page, site)
    page.get_by_role("button", name="Write a story").wait_for()
    page.goto(f"{site.address}/desk/stories/{slug}")
    refused = page.get_by_role("region", name="Refused while it was written")
    refused.wait_for()
    assert refused.locator("del").all_inner_texts() == [invention]
    assert "refused: " in refused.inner_text()
    assert "Ninety-nine" in refused.locator("p.small").last.inner_text()
    assert barriers(page) == []
    page.goto(f"{site.address}/stories/{slug}")
    page.locator("h1").wait_for()
    assert "owls" not in page.content()


def test_stages_are_watched_as_they_pass(visit: Visit, site: Site) -> None:
    """While the writer writes the page says so, and goes on by itself when the draft is there."""
    page = visit("/desk/write")
    _open_desk(page, site)
    _choose(page, "Lantern", 1)
    page.get_by_label("Provider").fill("slow")
    page.get_by_role("button", name="Write the story").click()
    current = page.locator(".stages li[aria-current=step]")
    current.wait_for()
    assert current.inner_text() == "Write"
    assert 0 < float(page.get_by_label("How far it is").get_attribute("value")) < 1
    site.is_time.set()
    page.get_by_role("button", name="Publish").wait_for()


def test_stages_that_have_passed_can_be_looked_up(visit: Visit, site: Site) -> None:
    """A synthesis that is over shows each stage with its time, and leads to its story."""
    page = visit("/desk/write")
    _draft(page, site, "FernDB", 2)
    page.goto(f"{site.address}/desk")
    page.locator("table a[href^='/desk/syntheses/']").first.click()
    page.get_by_text("Verify each sentence").wait_for()
    assert page.locator(".stages li").count() == 4
    assert page.locator(".stages li", has_text=" s").count() == 4
    page.get_by_role("link", name="Read the draft at the desk").click()
    page.get_by_role("button", name="Publish").wait_for()


def test_record_ids_can_be_pasted_and_a_story_retracted(visit: Visit, site: Site) -> None:
    """Ids are taken out of any text; a retraction gives its reason to readers."""
    with site.client() as client:
        ids = [each["id"] for each in client.get("/v1/records", params={"q": "Scribewell"}).json()["items"][:3]]
    page = visit("/desk/write")
    _open_desk(page, site)
    page.get_by_text("Paste record ids").click()
    page.get_by_label("Any text that holds ids").fill(f"see {ids[0]}, {ids[1]} and\n{ids[2]}; rec_nothing")
    page.get_by_role("button", name="Choose these").click()
    page.get_by_text("3 records chosen").wait_for()
    page.get_by_role("button", name="Write the story").click()
    page.get_by_text("Retract this story").click()
    page.get_by_label("Reason, which readers are told").fill("Written as a test.")
    page.get_by_role("button", name="Retract", exact=True).click()
    page.locator("h1", has_text="This story was retracted").wait_for()
    assert page.get_by_text("Written as a test.").is_visible()


def test_the_desk_has_no_barrier(browser: Any, site: Site) -> None:
    """Axe finds nothing on any of its pages, in light or in dark."""
    context = browser.new_context(viewport=LARGE, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{site.address}/desk")
    _open_desk(page, site)
    page.get_by_role("button", name="Write a story").wait_for()
    found = barriers(page)
    page.goto(f"{site.address}/desk/write")
    ready(page)
    _choose(page, "Lantern", 5)
    found += barriers(page)
    with site.client() as client:
        written = client.get("/v1/syntheses", params={"limit": 1}).json()["items"][0]["id"]
    for path in ("/desk/write", f"/desk/syntheses/{written}", f"/desk/stories/{site.slugs['ferndb']}"):
        page.goto(site.address + path)
        ready(page)
        for button in page.get_by_role("button", name="Change sentence").all()[:1]:
            button.click()
        found += barriers(page)
    context.close()
    assert found == []


def _scroll_to(page: Any, heading: str) -> None:
    """Have a heading stand at the top of the window, with a little air."""
    place = page.get_by_role("heading", name=heading)
    place.evaluate("element => scrollTo(0, element.getBoundingClientRect().top + scrollY - 16)")


def test_pictures_for_the_documents_can_be_taken(visit: Visit, site: Site, tmp_path: Path) -> None:
    """The pictures of the book are of the pages as they are; STORYWIRE_PICTURES=write puts them into docs/images."""
    folder = ROOT / "docs/images" if _WRITES_PICTURES else tmp_path
    story = f"/stories/{site.slugs['sample_records']}"

    def look(path: str, **wishes: Any) -> Any:
        return visit(path, **{"viewport": {"width": 1000, "height": 640}, **wishes})

    def take(name: str, page: Any) -> None:
        page.screenshot(path=folder / f"{name}.png", animations="disabled")
        page.context.close()

    take("front-page", look("/"))
    take("story", look(story))
    take("beat", look("/beats/ai-agents-coding"))
    page = look(f"/stories/{site.slugs['ferndb']}/revisions")
    page.locator("main del").first.evaluate("element => element.scrollIntoView({block: 'center'})")
    take("revisions", page)
    for name, path, wishes in (
        ("quote", story, {}),
        (
            "quote-phone",
            f"/stories/{site.slugs['yunshan']}",
            {"viewport": {"width": 390, "height": 780}, "color_scheme": "dark"},
        ),
    ):
        page = look(path, **wishes)
        page.locator(".note").nth(2).click()
        page.locator(".evidence mark").first.wait_for()
        take(name, page)
    page = look("/desk")
    _open_desk(page, site)
    page.get_by_role("button", name="Write a story").wait_for()
    page.goto(f"{site.address}/desk/stories/{site.slugs['ferndb']}")
    page.get_by_role("button", name="Change sentence s1", exact=True).click()
    page.get_by_role("textbox", name="The sentence").fill("The maintainers of FernDB banned 4,000 agents.")
    page.get_by_text("Not borne out").wait_for()
    _scroll_to(page, "Sentence by sentence")
    take("desk", page)
    page = look("/desk")
    _open_desk(page, site)
    page.get_by_role("button", name="Write a story").wait_for()
    page.goto(f"{site.address}/desk/stories/{_invented_story(site)}")
    page.get_by_role("region", name="Refused while it was written").wait_for()
    _scroll_to(page, "Sentence by sentence")
    take("refused", page)
    page = look(story)
    _scroll_to(page, "What the story rests on")
    take("weights", page)
    page = look(f"/stories/{site.slugs['ferndb']}")
    _scroll_to(page, "What was left out, and why")
    take("left-out", page)
    assert sorted(path.stem for path in folder.glob("*.png")) == [
        "beat",
        "desk",
        "front-page",
        "left-out",
        "quote",
        "quote-phone",
        "refused",
        "revisions",
        "story",
        "weights",
    ]
