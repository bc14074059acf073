"""Stories by slug and plain lists of stories, put together without the routes: from bytes of the store and headers that a route sent before.

The headers are a pattern: those of an answer that the route gave, with tag, length and link set anew. Before a route has given one, and
for everything that is not plain, there is no shortcut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from app.api.asking import Key
from app.api.compression import SMALLEST_CODED, coded
from app.api.conditional import strong_tag
from app.api.kept_answers import Kept, Pattern, read
from app.api.paging import next_link, write_page
from app.errors import StorywireError
from app.store.quick_reads import Question, QuickPage, QuickReads, Rows

_STORY = re.compile(r"/v1/stories/([a-z0-9-]+)")
_STORIES = "/v1/stories"
_JSON = "application/json"
_PARAMETER = re.compile(rb"beat=([a-z0-9-]{1,120})|limit=([1-9][0-9]?|100)|cursor=([A-Za-z0-9_-]{1,2000})")
_USUAL_LIMIT = 20


class Made(NamedTuple):
    """An answer without the route that would have given it; what it has in common with one that is kept is named as there."""

    route: str
    head: bytes
    body: bytes
    tag: str
    is_counted: bool
    unchanged: Mapping[bytes, bytes] = MappingProxyType({})


class _Asked(NamedTuple):
    """What the database is asked for an answer, and what makes the answer of its rows."""

    question: Question
    tell: Callable[[Rows], Made | None]


class Shortcuts:
    """What is put together without the routes, and the patterns of headers learnt from them."""

    def __init__(self, reads: QuickReads, public_url: str) -> None:
        """Begin without patterns."""
        self._reads, self._public_url = reads, public_url
        self._patterns: dict[tuple[object, ...], Pattern] = {}
        self._unchanged: dict[tuple[object, ...], Pattern] = {}

    @property
    def are_at_once(self) -> bool:
        """Tell whether an event loop may wait for `make`, which is then a matter of microseconds."""
        return self._reads.at_once

    def learn(self, key: Key, kept: Kept) -> None:
        """Take the headers of an answer for those of all like it."""
        if self.lead_to(key):
            # An answer that is too small to be coded has the same headers in another order.
            is_coded = _has(kept.head, b"content-encoding")
            if is_coded == (key.coding != "identity"):
                pattern = Pattern.of(kept.route, kept.head, is_counted=kept.is_counted)
                self._patterns[_sort_of(key, kept)] = pattern

    def learn_unchanged(self, key: Key, answer: Kept | Made, held: bytes, head: bytes) -> None:
        """Take the headers of a 304 for those of all like it: of each to whoever holds the very tag that was sent, and no other."""
        if self.lead_to(key) and (b"etag", held) in read(answer.head):
            self._unchanged[_sort_of(key, answer)] = Pattern.of(answer.route, head, is_counted=answer.is_counted)

    def unchanged(self, key: Key, answer: Kept | Made, held: bytes) -> bytes | None:
        """Return the headers of the 304 to whoever holds an answer; None where only the routes know them."""
        headers = read(answer.head)
        pattern = self._unchanged.get(_sort_of(key, answer)) if self.lead_to(key) else None
        if pattern is None or (b"etag", held) not in headers:
            return None
        return pattern.filled({name: value for name, value in headers if name in pattern.names})

    def lead_to(self, key: Key) -> bool:
        """Tell whether there may be a shortcut to an answer."""
        return key.access != "unknown" and (key.path == _STORIES or _is_story(key))

    def make(self, key: Key) -> Made | None:
        """Put an answer together; None where only the routes can."""
        try:
            asked = self._ask(key)
            return None if asked is None else asked.tell(self._reads.rows(asked.question))
        except StorywireError:
            return None  # The routes find the same, and say it as it has to be said.

    async def make_soon(self, key: Key) -> Made | None:
        """Do as `make`, and let others go on meanwhile."""
        try:
            asked = self._ask(key)
            return None if asked is None else asked.tell(await self._reads.rows_soon(asked.question))
        except StorywireError:
            return None

    def _ask(self, key: Key) -> _Asked | None:
        if key.path != _STORIES:
            return _Asked(self._reads.story(key.path[len(_STORIES) + 1 :]), partial(self._story, key))
        wanted = _read_query(key.query)
        if wanted is None:
            return None
        beat, limit, _ = wanted
        return _Asked(self._reads.page(*wanted), partial(self._page, key, beat, limit))

    def _story(self, key: Key, rows: Rows) -> Made | None:
        found = self._reads.read_story(rows)
        return None if found is None else self._filled(key, found.document, found.etag.decode(), None)

    def _page(self, key: Key, beat: str | None, limit: int, rows: Rows) -> Made | None:
        page = self._reads.read_page(rows, beat, limit)
        body = write_page(page.summaries, page.next_cursor)
        return self._filled(key, body, strong_tag(body), self._link(key, page))

    def _link(self, key: Key, page: QuickPage) -> str | None:
        if page.next_cursor is None:
            return None
        given = (part.partition("=") for part in key.query.decode().split("&") if part)
        return next_link(f"{self._public_url}{key.path}", ((name, value) for name, _, value in given), page.next_cursor)

    def _filled(self, key: Key, body: bytes, tag: str, link: str | None) -> Made | None:
        """Set the headers of such an answer over a body."""
        is_small = len(body) < SMALLEST_CODED
        pattern = self._patterns.get(_sort(key, is_small=is_small, has_link=link is not None))
        if pattern is None:
            return None
        if key.coding != "identity":
            body, coding = coded(body, key.coding, _JSON)
            if coding != key.coding:
                return None
            tag_sent = f'{tag[:-1]}-{coding}"'
        else:
            tag_sent = tag
        own = {b"content-length": b"%d" % len(body), b"etag": tag_sent.encode()}
        if link is not None:
            own[b"link"] = link.encode()
        head = pattern.filled(own)
        return None if head is None else Made(pattern.route, head, body, tag, pattern.is_counted)


def _is_story(key: Key) -> bool:
    return key.form == _JSON and not key.query and _STORY.fullmatch(key.path) is not None


def _sort_of(key: Key, answer: Kept | Made) -> tuple[object, ...]:
    is_small = len(answer.body) < SMALLEST_CODED and not _has(answer.head, b"content-encoding")
    return _sort(key, is_small=is_small, has_link=_has(answer.head, b"link"))


def _has(head: bytes, name: bytes) -> bool:
    """Tell whether a header is there, be it the first or another."""
    return head.startswith(b"%b: " % name) or b"\r\n%b: " % name in head


def _sort(key: Key, *, is_small: bool, has_link: bool) -> tuple[object, ...]:
    """Return what answers have in common that share a pattern."""
    return key.path == _STORIES, key.coding, key.access, key.has_origin, is_small, has_link


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
