"""Stories as JSON Feed 1.1, with what the format has no field for in `_storywire`.

What `_storywire` holds is described in docs/reference/feeds.md: of an item the revision, what it rests on and who wrote it; of
the feed, the stories that were retracted.
"""

from __future__ import annotations

import json
from typing import Any

from app.views.base import OF_FEEDS, FeedPage
from app.views.base.article import for_feed
from app.views.base.words import address, picture_address, urn, writer
from schemas.base import time_text
from schemas.story import Story

name = "jsonfeed"
media_type = "application/feed+json"
suffix = "json"

Node = dict[str, Any]


def render(page: FeedPage) -> str:
    """Return a page of the feed."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": page.title,
        "home_page_url": page.home,
        "feed_url": page.address,
        "next_url": page.next_address,
        "description": OF_FEEDS,
        "language": page.language,
        "hubs": [{"type": "WebSub", "url": hub} for hub in page.hubs] or None,
        "_storywire": {
            "about": f"{page.public_url}/docs#get_feed",
            "retracted": [
                {"id": urn(each.id), "url": each.url, "date_retracted": time_text(each.at), "reason": each.reason}
                for each in page.tombstones
            ],
        },
    }
    # Each story is written when it is read, so that no more than one is held as more than text.
    items = ", ".join([_written(_item(story, page)) for story in page.stories])
    return f'{_written(_without_null(told))[:-1]}, "items": [{items}]}}\n'


def _written(node: Node) -> str:
    return json.dumps(node, ensure_ascii=False)


def _item(story: Story, page: FeedPage) -> Node:
    return _without_null(
        {
            "id": urn(story.id),
            "url": story.url,
            "title": story.title,
            "summary": story.dek,
            "content_html": for_feed(story, page.public_url, page.corrections.get(story.id, ())),
            "image": picture_address(story),
            "date_published": time_text(story.published_at) if story.published_at else None,
            "date_modified": time_text(story.updated_at),
            "authors": [{"name": writer(story.methodology)}],
            "tags": list(dict.fromkeys([story.beat.name, *(entity.name for entity in story.entities)])),
            "language": story.language,
            "_storywire": _own(story, page),
        }
    )


def _own(story: Story, page: FeedPage) -> Node:
    """Return what JSON Feed has no field for."""
    return {
        "id": story.id,
        "slug": story.slug,
        "revision": story.revision,
        "story": f"{page.public_url}/v1/stories/{story.slug}",
        "digital_source_type": story.methodology.digital_source_type,
        "statement": story.methodology.statement,
        "beat": story.beat.model_dump(),
        "entities": [entity.model_dump(include={"slug", "name", "kind", "salience"}) for entity in story.entities],
        "citations": [
            {
                "number": each.number,
                "record": f"{page.public_url}/v1/records/{each.record_id}",
                "record_version": each.record_version,
                "url": address(each.url),
                "weight": each.weight,
                "quotes": [quote.model_dump(exclude={"prefix", "suffix"}, exclude_none=True) for quote in each.quotes],
            }
            for each in story.citations
        ],
    }


def _without_null(node: Node) -> Node:
    """Leave out what is null: JSON Feed knows fields that are there and fields that are not."""
    return {field: value for field, value in node.items() if value is not None}
