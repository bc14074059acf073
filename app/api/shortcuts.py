"""Stories by slug and plain lists of stories, put together without the routes: from bytes of the store and headers that a route sent before.

The headers are a pattern: those of an answer that the route gave, with tag, length and link set anew. Before a route has given one, and
for everything that is not plain, there is no shortcut.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool

from app.api.compression import coded
from app.api.conditional import strong_tag
from app.api.kept_answers import Head, Kept, Key, Pattern
from app.api.paging import next_link, write_page
from app.errors import StorywireError
from app.store.quick_reads import QuickPage, QuickReads

_STORY = re.compile(r"/v1/stories/([a-z0-9-]+)")
_STORIES = "/v1/stories"
_JSON = "application/json"
_PARAMETER = re.compile(rb"(?:^|&)(?:beat=([a-z0-9-]{1,120})|limit=([1-9][0-9]?|100)|cursor=([A-Za-z0-9_-]{1,2000}))(?=&|$)")
_USUAL_LIMIT = 20

Made = tuple[Head, bytes, str, Pattern]


class Shortcuts:
    """What is put together without the routes, and the patterns of headers learnt from them."""

    def __init__(self, reads: QuickReads, public_url: str) -> None:
        """Begin without patterns."""
        self._reads, self._public_url = reads, public_url
        self._patterns: dict[tuple[object, ...], Pattern] = {}

    def learn(self, key: Key, kept: Kept) -> None:
        """Take the headers of an answer for those of all like it."""
        if _is_story(key) or key.path == _STORIES:
            pattern = Pattern.of(kept)
            self._patterns[_sort(key, pattern.places)] = pattern

    async def make(self, key: Key) -> Made | None:
        """Put an answer together; None where only the routes can."""
        try:
            if _is_story(key):
                return await self._story(key)
            if key.path == _STORIES:
                return await self._page(key)
        except StorywireError:
            return None  # The routes find the same, and say it as it has to be said.
        return None

    async def _story(self, key: Key) -> Made | None:
        slug = key.path[len(_STORIES) + 1 :]
        read = self._reads.story
        found = read(slug) if self._reads.at_once else await run_in_threadpool(read, slug)
        return None if found is None else await self._filled(key, found.document, found.etag, None)

    async def _page(self, key: Key) -> Made | None:
        wanted = _read_query(key.query)
        if wanted is None:
            return None
        page = self._reads.page(*wanted) if self._reads.at_once else await run_in_threadpool(self._reads.page, *wanted)
        body = write_page(page.summaries, page.next_cursor)
        return await self._filled(key, body, strong_tag(body), self._link(key, page))

    def _link(self, key: Key, page: QuickPage) -> str | None:
        if page.next_cursor is None:
            return None
        given = [part.partition(b"=") for part in key.query.split(b"&") if part]
        kept = [(name.decode(), value.decode()) for name, _, value in given]
        return next_link(f"{self._public_url}{key.path}", kept, page.next_cursor)

    async def _filled(self, key: Key, body: bytes, tag: str, link: str | None) -> Made | None:
        """Set the headers of such an answer over a body."""
        own: dict[bytes, bytes] = {}
        sent = body
        if key.coding != "identity":
            sent, coding = await coded(body, key.coding, _JSON)
            if coding != key.coding:
                return None
        own[b"content-length"] = b"%d" % len(sent)
        own[b"etag"] = tag.encode() if key.coding == "identity" else f'{tag[:-1]}-{key.coding}"'.encode()
        if link is not None:
            own[b"link"] = link.encode()
        pattern = self._patterns.get(_sort(key, own))
        head = None if pattern is None else pattern.filled(own)
        return None if pattern is None or head is None else (head, sent, tag, pattern)


def _is_story(key: Key) -> bool:
    return key.form == _JSON and not key.query and _STORY.fullmatch(key.path) is not None


def _sort(key: Key, own: Mapping[bytes, object]) -> tuple[object, ...]:
    """Return what answers have in common that share a pattern."""
    return key.path == _STORIES, key.coding, key.access, key.has_origin, b"link" in own


def _read_query(query: bytes) -> tuple[str | None, int, str | None] | None:
    """Return the beat, the limit and the cursor that a query names, each once and in its plain form; None for any other query."""
    found: dict[int, bytes] = {}
    for part in query.split(b"&") if query else []:
        match = _PARAMETER.fullmatch(part)
        if match is None or match.lastindex is None or match.lastindex in found:
            return None
        found[match.lastindex] = match[match.lastindex]
    beat, limit, cursor = (found.get(place) for place in (1, 2, 3))
    return (
        None if beat is None else beat.decode(),
        _USUAL_LIMIT if limit is None else int(limit),
        None if cursor is None else cursor.decode(),
    )
