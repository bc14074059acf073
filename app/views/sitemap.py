"""Addresses of stories for search engines: a sitemap, the newest as news, and an index once there are too many for one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element

from app.views.base.markup import as_xml, element
from schemas.base import time_text

name = "sitemap"
media_type = "application/xml"

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
# News sitemaps name languages by two letters, Chinese by its script's country.
_NEWS_LANGUAGES = {"zh": "zh-cn", "zh-hans": "zh-cn", "zh-cn": "zh-cn", "zh-hant": "zh-tw", "zh-tw": "zh-tw"}


@dataclass(frozen=True, slots=True)
class Address:
    """A story's address, when it changed last, and what a news sitemap tells of it where it is fresh."""

    url: str
    updated_at: datetime
    title: str
    language: str
    published_at: datetime
    is_news: bool


def render(addresses: Iterable[Address], front_page: str) -> str:
    """Return a sitemap of stories; where there is none yet, of the front page, since the schema wants an address."""
    urls = [_url(each) for each in addresses] or [element("url", element("loc", front_page))]
    made = element("urlset", *urls, xmlns=_NAMESPACE)
    made.set("xmlns:news", _NEWS)
    return as_xml(made)


def render_index(parts: Sequence[str]) -> str:
    """Return an index that leads to the sitemaps at some addresses."""
    return as_xml(
        element("sitemapindex", *(element("sitemap", element("loc", part)) for part in parts), xmlns=_NAMESPACE)
    )


def _url(address: Address) -> Element:
    return element(
        "url",
        element("loc", address.url),
        element("lastmod", time_text(address.updated_at)),
        _news(address) if address.is_news else None,
    )


def _news(address: Address) -> Element:
    tag = address.language.lower()
    language = _NEWS_LANGUAGES.get(tag, tag.partition("-")[0])
    return element(
        "news:news",
        element("news:publication", element("news:name", "Storywire"), element("news:language", language)),
        element("news:publication_date", time_text(address.published_at)),
        element("news:title", address.title),
    )
