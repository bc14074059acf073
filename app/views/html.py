"""A story as a page of HTML by itself: no script, nothing loaded from anywhere, notes that lead to and fro.

The only style is known to the page's policy by its digest. What search engines read stands inside as JSON-LD, which no
browser runs.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from hashlib import sha256
from xml.etree.ElementTree import Element

from app.language.pattern import pattern
from app.views.base import ALONE, Beside
from app.views.base.article import Article
from app.views.base.markup import as_html, element
from app.views.base.news_article import news_article
from app.views.base.words import direction, source_term
from schemas.story import Story

name = "html"
media_type = "text/html"
suffix = "html"

_STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --dim: #595959; --line: #ccc; --link: #0b57a4; --mark: #fff3c4; }
@media (prefers-color-scheme: dark) {
:root { --ink: #e6e6e6; --paper: #121212; --dim: #a6a6a6; --line: #444; --link: #8ab8f0; --mark: #4a3f12; } }
body { margin: 0 auto; max-width: 42rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink);
font: 1.0625rem/1.65 Georgia, "Times New Roman", serif; overflow-wrap: break-word; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .25rem 0 .75rem; }
h2 { font-size: 1.3rem; line-height: 1.3; margin: 2.25rem 0 .5rem; }
h3 { font-size: 1.0625rem; margin: 1.5rem 0 .25rem; }
a { color: var(--link); text-underline-offset: .15em; }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
sup { font: .7em/1 system-ui, sans-serif; }
h1 sup { font-size: .45em; }
cite { font-style: normal; }
.text p > span a { color: inherit; text-decoration-color: var(--dim); text-decoration-thickness: 1px; }
sup a { text-decoration: none; padding: .2em .1em; }
:target { background: var(--mark); }
.dek { font-size: 1.2rem; }
.beat, .times, .disclosure, .back, #method ~ p { font-family: system-ui, sans-serif; font-size: .875rem; color: var(--dim); }
.beat { margin: 0; }
.disclosure { border: 1px solid var(--line); padding: .5rem .75rem; }
blockquote { margin: .25rem 0 .5rem; padding-inline-start: .75rem; border-inline-start: 3px solid var(--line); }
blockquote p { margin: 0; }
ol { padding-inline-start: 2rem; font-size: .9375rem; }
li > p { margin: .25rem 0; }
@media print { .back { display: none; } }
"""
# What is no character of a page.
_PLANE_ENDS = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
_UNFIT = pattern(f"[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef{_PLANE_ENDS}]")
_DIGEST = base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
headers = {
    "Content-Security-Policy": f"default-src 'none'; style-src 'sha256-{_DIGEST}'; frame-ancestors 'none'; "
    "base-uri 'none'; form-action 'none'"
}


def render(story: Story, beside: Beside = ALONE) -> str:
    """Return the story as a whole page."""
    article = Article(story, beside)
    # Title, dek and text first: notes lead back to the marks that were set by then.
    head, body = article.head(), article.body()
    told = element(
        "article",
        element("header", *head),
        element("div", *body, class_="text"),
        article.notes(with_quotes=True),
        article.method(),
        id="story",
    )
    page = element(
        "html",
        _head(story, beside),
        element("body", element("main", told)),
        lang=story.language,
        dir=direction(story.language),
    )
    return f"<!doctype html>\n{as_html(page)}\n"


def _head(story: Story, beside: Beside) -> Element:
    style, data = element("style"), element("script", type="application/ld+json")
    style.text = _STYLE
    data.text = _inert(json.dumps(news_article(story, beside), ensure_ascii=False))
    links = [
        element("link", rel="alternate", type=each.media_type, href=each.address, title=each.title)
        for each in beside.alternates
    ]
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", story.title),
        element("meta", name="description", content=story.dek),
        element(
            "meta", name="generator", content=f"Storywire, a machine; digital source: {source_term(story.methodology)}"
        ),
        element("link", rel="canonical", href=story.url),
        *links,
        style,
        data,
    )


def _inert(data: str) -> str:
    """Write JSON so that nothing in it can end the element that it stands in, nor is a character that HTML does not take."""
    inert = data.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    # What can be printed holds none of the others, and to ask that takes a fraction of a search for them.
    if inert.isprintable():
        return inert
    return _UNFIT.sub(lambda found: "".join(f"\\u{unit:04x}" for unit in _units(found[0])), inert)


def _units(character: str) -> Iterator[int]:
    """Yield the UTF-16 code units of a character, as JSON escapes them."""
    encoded = character.encode("utf-16-be", "surrogatepass")
    yield from (int.from_bytes(encoded[at : at + 2]) for at in range(0, len(encoded), 2))
