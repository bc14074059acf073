"""The reads that come by the thousand, asked of the driver itself: a story by its slug, and pages of the lists without a search.

They answer with bytes as they are kept, and only in the plain case: what is a draft, was retracted, has another slug by now or is asked for
by a filter not named here is None, and to be asked of `app.store.stories`, which knows all cases. What both answer is the same; a test holds them together.
"""

from __future__ import annotations

import sqlite3
import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from app.store import cursor as cursors
from app.store.failures import away

_STORY = """
    SELECT {document}, {etag} FROM {story}
    JOIN story_revision AS revision ON revision.story_pk = story.pk AND revision.revision = story.revision
    WHERE story.slug = {place} AND {status} IN ('published', 'superseded')
"""
_PAGE = "SELECT published_at, pk, {summary} FROM story WHERE status = 'published'{beat}{behind} ORDER BY published_at DESC, pk DESC LIMIT {place}"
# No map: of a large file it would fill the memory with pages that are read once, and whoever touches one first waits as long as for a copy.
# A small cache: the upper pages of each index are found in it, and what is read once is copied to where the processor has it at hand; with
# eight megabytes a page of a list of a hundred thousand stories took an eighth longer.
_PRAGMAS = """
    PRAGMA busy_timeout = 1000;
    PRAGMA query_only = ON;
    PRAGMA mmap_size = 0;
    PRAGMA cache_size = -1024;
"""


class QuickStory(NamedTuple):
    """A story's JSON and its entity tag."""

    document: bytes
    etag: bytes


class QuickPage(NamedTuple):
    """The summaries of a page, and the cursor of the next one."""

    summaries: list[bytes]
    next_cursor: str | None


class Question(NamedTuple):
    """A statement and its values."""

    statement: str
    values: tuple[Any, ...]


Rows = Sequence[tuple[Any, ...]]


class QuickReads(ABC):
    """Reads by the driver alone: what is to be asked, the rows that answer it, and what they say.

    `at_once` says whether an event loop may wait for `rows`, which then takes microseconds; where it may not, there is `rows_soon`.
    """

    at_once = True

    def __init__(self, as_bytes: str, place: str, story: str = "story", status: str = "story.status") -> None:
        """Take how a dialect gives a text as bytes, its mark for a value, and how it is made to find a story along one index."""
        document, etag, summary = (as_bytes.format(name) for name in ("revision.document", "revision.etag", "summary"))
        self._story = _STORY.format(document=document, etag=etag, place=place, story=story, status=status)
        behind = f" AND (published_at, pk) < ({place}, {place})"
        beat = f" AND beat = {place}"
        self._pages = {
            (of_beat, follows): _PAGE.format(
                summary=summary, beat=beat if of_beat else "", behind=behind if follows else "", place=place
            )
            for of_beat in (True, False)
            for follows in (True, False)
        }

    def story(self, slug: str) -> Question:
        """Ask for a story that readers see by the slug that it has now."""
        return Question(self._story, (slug,))

    @staticmethod
    def read_story(rows: Rows) -> QuickStory | None:
        """Return the story that rows tell of, or None."""
        return QuickStory(*rows[0]) if rows else None

    def page(self, beat: str | None, limit: int, cursor: str | None) -> Question:
        """Ask for a page of published stories, newest first, of a beat or of all; raise InvalidCursorError as the list does."""
        values: list[Any] = [] if beat is None else [beat]
        if cursor is not None:
            values += cursors.decode(cursor, _bound(beat), (int, int))
        return Question(self._pages[beat is not None, cursor is not None], (*values, limit + 1))

    @staticmethod
    def read_page(rows: Rows, beat: str | None, limit: int) -> QuickPage:
        """Return the page that rows tell of, with the cursor of the next."""
        following = cursors.encode(rows[limit - 1][:2], _bound(beat)) if len(rows) > limit else None
        return QuickPage([row[2] for row in rows[:limit]], following)

    @abstractmethod
    def rows(self, question: Question) -> Rows:
        """Ask the driver and wait; raise UnavailableError where it does not answer."""

    async def rows_soon(self, question: Question) -> Rows:
        """Ask the driver, and let others go on meanwhile; raise UnavailableError where it does not answer."""
        return self.rows(question)

    @abstractmethod
    def close(self) -> None:
        """Let go of the database."""


def _bound(beat: str | None) -> dict[str, Any]:
    """Return the filter of a list as its cursor is bound to it."""
    return {"beat": beat, "statuses": ("published",)}


class SqliteReads(QuickReads):
    """Reads of a file, on a connection of their own."""

    def __init__(self, path: str) -> None:
        """Prepare to open the file with the first read."""
        # It would rather take the index that is unique, and read the row; with a plus, it does not look up each status on its own.
        super().__init__("{}", "?", "story INDEXED BY story_by_slug", "+story.status")
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._let_go()

    def rows(self, question: Question) -> Rows:
        """Ask on the connection, which is opened when it is first needed."""
        with self._lock:
            try:
                if self._connection is None:
                    # Never to make a file: what is not there may come back, and would not be seen by whoever holds an empty one.
                    address = f"{Path(self._path).absolute().as_uri()}?mode=rw"
                    made = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
                    made.executescript(_PRAGMAS)
                    made.text_factory = bytes
                    self._connection = made
                return self._connection.execute(*question).fetchall()
            except sqlite3.Error as error:
                self._let_go()
                raise away() from error

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
