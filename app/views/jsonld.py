"""A story as JSON-LD: a schema.org NewsArticle with what it cites, quotes, is about and had corrected."""

from __future__ import annotations

import json

from app.views.base import ALONE, NO_HEADERS, Beside
from app.views.base.news_article import news_article
from schemas.story import Story

name = "jsonld"
media_type = "application/ld+json"
suffix = "jsonld"
headers = NO_HEADERS


def render(story: Story, beside: Beside = ALONE) -> str:
    """Return the story as a document of JSON-LD."""
    return json.dumps(news_article(story, beside), ensure_ascii=False, indent=1) + "\n"
