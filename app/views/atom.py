"""Stories as Atom (RFC 4287), in pages (RFC 5005), with a tombstone for each that was retracted (RFC 6721)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from app.views.base import FeedPage, Tombstone
from app.views.base.article import for_feed
from app.views.base.markup import as_xml, element
from app.views.base.words import SOURCE_TYPES, address, source_term, urn, writer
from schemas.base import time_text
from schemas.story import Story

name = "atom"
media_type = "application/atom+xml"
suffix = "atom"

_NAMESPACES = {"xmlns": "http://www.w3.org/2005/Atom", "xmlns:at": "http://purl.org/atompub/tombstones/1.0"}


def render(page: FeedPage) -> str:
    """Return a page of the feed."""
    feed = element(
        "feed",
        element("id", urn(page.address.removeprefix(page.public_url))),
        element("title", page.title),
        element("updated", time_text(page.updated)),
        element("generator", "Storywire", uri=page.public_url),
        element("author", element("name", "Storywire, a machine")),
        *_links(page),
        *(_entry(story, page) for story in page.stories),
        *(_deleted(each) for each in page.tombstones),
    )
    for prefix, namespace in _NAMESPACES.items():
        feed.set(prefix, namespace)
    if page.language:
        feed.set("xml:lang", page.language)
    return as_xml(feed)


def _links(page: FeedPage) -> Iterator[Element]:
    yield element("link", rel="self", type=media_type, href=page.address)
    yield element("link", rel="alternate", type="text/html", href=page.home)
    if page.next_address:
        yield element("link", rel="next", type=media_type, href=page.next_address)
    for hub in page.hubs:
        yield element("link", rel="hub", href=hub)


def _entry(story: Story, page: FeedPage) -> Element:
    where = f"{page.public_url}/v1/stories/{story.slug}"
    content = element("content", type="html")
    # It is HTML of our own making, every word in it cleaned and escaped already.
    content.text = for_feed(story, page.public_url, page.corrections.get(story.id, ()))
    cited = (address(each.url) for each in story.citations)
    entry = element(
        "entry",
        element("id", urn(story.id)),
        element("title", story.title),
        element("published", time_text(story.published_at)) if story.published_at else None,
        element("updated", time_text(story.updated_at)),
        element("author", element("name", writer(story.methodology))),
        element("link", rel="alternate", type="text/html", href=story.url),
        element("link", rel="alternate", type="application/json", href=where),
        *(element("link", rel="via", href=each) for each in dict.fromkeys(cited) if each),
        element("category", term=story.beat.slug, label=story.beat.name, scheme=f"{page.public_url}/v1/beats"),
        *(
            element("category", term=each.slug, label=each.name, scheme=f"{page.public_url}/v1/entities")
            for each in story.entities
        ),
        element("category", term=source_term(story.methodology), scheme=SOURCE_TYPES, label="written by a machine"),
        element("summary", story.dek),
        content,
    )
    entry.set("xml:lang", story.language)
    return entry


def _deleted(tombstone: Tombstone) -> Element:
    return element(
        "at:deleted-entry",
        element("at:comment", tombstone.reason),
        element("link", rel="alternate", href=tombstone.url),
        ref=urn(tombstone.id),
        when=time_text(tombstone.at),
    )
