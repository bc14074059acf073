"""How stories leave: one file a form, each listed here.

A view is a module with a name, a media type, a suffix and a `render` of one story; a feed has the same and renders a page of
stories; a directory leads to stories and feeds. What is listed is what the API offers.
"""

from types import ModuleType

from app.views import atom, html, jsonfeed, jsonld, llms, markdown, ninjs, opml, plain_text, rss, sitemap
from app.views.base import Feed, View

VIEWS: tuple[View, ...] = (plain_text, markdown, html, jsonld, ninjs)
FEEDS: tuple[Feed, ...] = (jsonfeed, atom, rss)
DIRECTORIES: tuple[ModuleType, ...] = (sitemap, opml, llms)
