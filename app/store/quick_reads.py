"""The reads that come by the thousand, asked of the driver itself: a story by its slug, and pages of the lists without a search.

They answer with bytes as they are kept, and only in the plain case: what is a draft, was retracted, has another slug by now or is asked for
by a filter not named here is None, and to be asked of `app.store.stories`, which knows all cases. What both answer is the same; a test holds them together.
"""

from __future__ import annotations

import sqlite3
import threading
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, NamedTuple

from app.errors import UnavailableError
from app.store import cursor as cursors

if TYPE_CHECKING:
    import psycopg

_STORY = """
    SELECT {document}, {etag} FROM {story}
    JOIN story_revision AS revision ON revision.story_pk = story.pk AND revision.revision = story.revision
    WHERE story.slug = {place} AND {status} IN ('published', 'superseded')
"""
_PAGE = "SELECT published_at, pk, {summary} FROM story WHERE status = 'published'{beat}{behind} ORDER BY published_at DESC, pk DESC LIMIT {place}"
_MOST_CONNECTIONS = 4
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


class QuickReads(ABC):
    """Reads by the driver alone. `at_once` says whether one takes microseconds, so that an event loop may wait for it."""

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

    def story(self, slug: str) -> QuickStory | None:
        """Return a story that readers see by the slug that it has now, or None."""
        rows = self._rows(self._story, (slug,))
        return QuickStory(*rows[0]) if rows else None

    def page(self, beat: str | None, limit: int, cursor: str | None) -> QuickPage:
        """Return a page of published stories, newest first, of a beat or of all; raise InvalidCursorError as the list does."""
        bound = {"beat": beat, "statuses": ("published",)}
        values: list[Any] = [] if beat is None else [beat]
        if cursor is not None:
            values += cursors.decode(cursor, bound)
        rows = self._rows(self._pages[beat is not None, cursor is not None], (*values, limit + 1))
        following = cursors.encode(rows[limit - 1][:2], bound) if len(rows) > limit else None
        return QuickPage([row[2] for row in rows[:limit]], following)

    @abstractmethod
    def close(self) -> None:
        """Let go of the database."""

    @abstractmethod
    def _rows(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        """Ask the driver; raise UnavailableError where it does not answer."""


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
            connection, self._connection = self._connection, None
            if connection is not None:
                connection.close()

    def _rows(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        with self._lock:
            try:
                if self._connection is None:
                    made = sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
                    made.executescript(_PRAGMAS)
                    made.text_factory = bytes
                    self._connection = made
                return self._connection.execute(statement, values).fetchall()
            except sqlite3.Error as error:
                raise UnavailableError("The database is busy or away.") from error


class PostgresReads(QuickReads):
    """Reads of a server, on a few connections of their own; each read waits for the network, so it belongs into a thread."""

    at_once = False

    def __init__(self, conninfo: str) -> None:
        """Prepare to connect with the first read."""
        super().__init__("convert_to({}, 'UTF8')", "%s")
        self._conninfo = conninfo
        self._idle: list[psycopg.Connection] = []

    def close(self) -> None:
        """Close the connections that are not in use."""
        while self._idle:
            self._idle.pop().close()

    def _rows(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        import psycopg  # noqa: PLC0415 - only where there is a PostgreSQL

        try:
            connection = self._at_hand() or psycopg.connect(self._conninfo, autocommit=True)
            rows = connection.execute(statement, values, prepare=True, binary=True).fetchall()
        except psycopg.Error as error:
            raise UnavailableError("The database is busy or away.") from error
        if len(self._idle) < _MOST_CONNECTIONS:
            self._idle.append(connection)
        else:
            connection.close()
        return rows

    def _at_hand(self) -> psycopg.Connection | None:
        try:
            return self._idle.pop()
        except IndexError:
            return None
