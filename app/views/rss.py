"""Stories as RSS 2.0, with the parts of other vocabularies that readers know: whole content, creator, paging, tombstones."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import format_datetime
from xml.etree.ElementTree import Element

from app.views.base import OF_FEEDS, FeedPage, Tombstone
from app.views.base.article import for_feed
from app.views.base.markup import as_xml, element
from app.views.base.words import SOURCE_TYPES, source_term, urn, writer
from schemas.base import time_text
from schemas.story import Story

name = "rss"
media_type = "application/rss+xml"
suffix = "rss"

_NAMESPACES = {
    "xmlns:at": "http://purl.org/atompub/tombstones/1.0",
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
}


def render(page: FeedPage) -> str:
    """Return a page of the feed."""
    channel = element(
        "channel",
        element("title", page.title),
        element("link", page.home),
        element(
            "description",
            OF_FEEDS,
        ),
        element("language", page.language) if page.language else None,
        element("lastBuildDate", format_datetime(page.updated, usegmt=True)),
        element("generator", "Storywire"),
        element("docs", "https://www.rssboard.org/rss-specification"),
        *_links(page),
        *(_item(story, page) for story in page.stories),
        *(_deleted(each) for each in page.tombstones),
    )
    feed = element("rss", channel, version="2.0")
    for prefix, namespace in _NAMESPACES.items():
        feed.set(prefix, namespace)
    return as_xml(feed)


def _links(page: FeedPage) -> Iterator[Element]:
    yield element("atom:link", rel="self", type=media_type, href=page.address)
    if page.next_address:
        yield element("atom:link", rel="next", type=media_type, href=page.next_address)
    for hub in page.hubs:
        yield element("atom:link", rel="hub", href=hub)


def _item(story: Story, page: FeedPage) -> Element:
    content = element("content:encoded")
    # It is HTML of our own making, every word in it cleaned and escaped already.
    content.text = for_feed(story, page.public_url, page.corrections.get(story.id, ()))
    return element(
        "item",
        element("title", story.title),
        element("link", story.url),
        element("guid", urn(story.id), isPermaLink="false"),
        element("pubDate", format_datetime(story.published_at, usegmt=True)) if story.published_at else None,
        # RSS has no field for it: a reader that knows Atom's sees that a story has changed.
        element("atom:updated", time_text(story.updated_at)),
        element("dc:creator", writer(story.methodology)),
        element("dc:language", story.language),
        element("category", story.beat.name, domain=f"{page.public_url}/v1/beats"),
        *(element("category", each.name, domain=f"{page.public_url}/v1/entities") for each in story.entities),
        element("category", source_term(story.methodology), domain=SOURCE_TYPES),
        element("description", story.dek),
        content,
    )


def _deleted(tombstone: Tombstone) -> Element:
    return element(
        "at:deleted-entry",
        element("at:comment", tombstone.reason),
        ref=urn(tombstone.id),
        when=time_text(tombstone.at),
    )
