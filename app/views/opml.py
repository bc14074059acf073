"""The feeds of all beats as OPML 2.0, which every reader of feeds takes as a list of subscriptions."""

from __future__ import annotations

from collections.abc import Iterable

from app.views.base.markup import as_xml, element
from schemas.beat import BeatSummary

name = "opml"
media_type = "text/x-opml"


def render(beats: Iterable[BeatSummary], public_url: str) -> str:
    """Return the list: the feed of all stories first, then one a beat."""
    outlines = [("Storywire", "", f"{public_url}/v1/feed", f"{public_url}/")]
    outlines += [
        (each.name, each.description, f"{public_url}/v1/beats/{each.slug}/feed", f"{public_url}/v1/beats/{each.slug}")
        for each in beats
    ]
    body = element(
        "body",
        *(
            element(
                "outline",
                type="rss",
                text=title,
                title=title,
                description=description or None,
                xmlUrl=f"{feed}.rss",
                htmlUrl=home,
            )
            for title, description, feed, home in outlines
        ),
    )
    return as_xml(element("opml", element("head", element("title", "Storywire")), body, version="2.0"))
