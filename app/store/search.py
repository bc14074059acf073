"""Keep and ask the full text indexes of records and stories: FTS5 on SQLite, tsvector on PostgreSQL.

Both are fed with `search_text`, which sets Chinese characters apart so that each is a word. SQLite's index keeps no
copy of the text (`content=''`), so an entry is taken out by saying again what was put in: whoever changes
`search_text` must build the indexes anew in a migration.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import ColumnElement, Connection, false, text
from sqlmodel import Session

from app.language.search_query import Phrase, read_query

# A tsvector holds at most one MiB (PostgreSQL manual, section 12.11); words beyond this many characters are not found.
_MOST_CHARACTERS = 150_000

# Of 2,000 that SQLite's index may have.
_MOST_LEVELS = 1_000
_AT_ONCE = 500

_BETWEEN_WORDS = re.compile(r"[\W_]+")

# What is indexed of one row: its key, its title and its body, both as `search_text` makes them.
Entry = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """An index over two columns of text; the key of its rows is that of the rows it stands for."""

    table: str
    columns: tuple[str, str]

    def add(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Put entries in; a key that is there already must be removed first."""
        if not entries:
            return
        if connection.dialect.name == "sqlite":
            statement = f"INSERT INTO {self.table} (rowid, {', '.join(self.columns)}) VALUES (?, ?, ?)"  # noqa: S608 - fixed names
            connection.exec_driver_sql(statement, list(entries))
        else:
            # One statement for all: the server is asked once and answers once.
            given = "unnest(%s::bigint[], %s::text[], %s::text[]) AS given (pk, title, body)"
            statement = f"INSERT INTO {self.table} (pk, words) SELECT given.pk, {_VECTOR} FROM {given}"  # noqa: S608 - fixed names
            keys, titles, bodies = zip(*entries, strict=True)
            connection.exec_driver_sql(statement, (list(keys), list(map(_plain, titles)), list(map(_plain, bodies))))

    def remove(self, connection: Connection, entries: Sequence[Entry]) -> None:
        """Take entries out; they must be exactly those that were put in."""
        if not entries:
            return
        if connection.dialect.name == "sqlite":
            columns = f"{self.table}, rowid, {', '.join(self.columns)}"
            statement = f"INSERT INTO {self.table} ({columns}) VALUES ('delete', ?, ?, ?)"  # noqa: S608 - fixed names
            connection.exec_driver_sql(statement, list(entries))
        else:
            statement = f"DELETE FROM {self.table} WHERE pk = %s"  # noqa: S608 - fixed names
            connection.exec_driver_sql(statement, [(key,) for key, _, _ in entries])

    def forget(self, connection: Connection, entries: Callable[[], Iterable[Entry]]) -> None:
        """Write SQLite's index anew, so that no word of a removed entry is left in it.

        FTS5 only marks an entry as removed and drops its words when it next merges; before SQLite 3.42 this is the
        one way to hurry it. It takes time in proportion to the whole index. Each time the index gets levels more, empty ones, and
        the library of then calls an index of 2,000 levels malformed; so one that has come half the way is emptied first, and given
        all its `entries` again.
        """
        if connection.dialect.name != "sqlite":
            return
        if self._levels(connection) > _MOST_LEVELS:
            connection.exec_driver_sql(f"INSERT INTO {self.table} ({self.table}) VALUES ('delete-all')")  # noqa: S608 - fixed names
            every = iter(entries())
            while some := list(islice(every, _AT_ONCE)):
                self.add(connection, some)
        connection.exec_driver_sql(f"INSERT INTO {self.table} ({self.table}) VALUES ('optimize')")  # noqa: S608 - fixed names

    def _levels(self, connection: Connection) -> int:
        """Return of how many levels SQLite's index is, by its structure record (fts5_index.c): a cookie of four bytes, then a varint."""
        found = connection.exec_driver_sql(f"SELECT block FROM {self.table}_data WHERE id = 10").scalar()  # noqa: S608 - fixed names
        levels = 0
        for byte in bytes(found or b"")[4:]:
            levels = levels << 7 | byte & 0x7F
            if byte < 0x80:  # noqa: PLR2004 - the bit that says whether a varint goes on
                break
        return levels

    def size(self, connection: Connection) -> int:
        """Return how many entries there are; SQLite is asked for what it keeps of each."""
        kept = f"{self.table}_docsize" if connection.dialect.name == "sqlite" else self.table
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {kept}").scalar_one())  # noqa: S608 - fixed names

    @property
    def key(self) -> Mapping[str, str]:
        """Return what the key of a row is called, by dialect."""
        return {"sqlite": f"{self.table}.rowid", "postgresql": f"{self.table}.pk"}

    @property
    def condition(self) -> Mapping[str, str]:
        """Return the condition, by dialect, that a row holds what `:match` asks for, which `match` writes."""
        return {
            "sqlite": f"{self.table} MATCH :match",
            "postgresql": f"{self.table}.words @@ to_tsquery('simple', :match)",
        }

    def keys(self, dialect: str) -> str:
        """Return the query, in a dialect, for the keys of the rows that hold what `:match` asks for."""
        return f"SELECT {self.key[dialect]} FROM {self.table} WHERE {self.condition[dialect]}"  # noqa: S608 - fixed names

    def matches(self, session: Session, key: ColumnElement[int], query: str) -> ColumnElement[bool]:
        """Return the condition that a row's text holds every word and phrase of a reader's query.

        A query without a word in it matches nothing.
        """
        phrases = read_query(query)
        return self.holds(session, key, phrases) if phrases else false()

    def holds(self, session: Session, key: ColumnElement[int], phrases: Sequence[Phrase]) -> ColumnElement[bool]:
        """Return the condition that a row's text holds all of some phrases."""
        dialect = session.get_bind().dialect.name
        return key.in_(text(self.keys(dialect)).bindparams(match=match(dialect, phrases)))


def match(dialect: str, phrases: Sequence[Phrase]) -> str:
    """Write phrases, all of which are wanted, in the language of a dialect's index; their tokens are words and hold no mark."""
    if dialect == "sqlite":
        return " ".join(f'"{" ".join(phrase.tokens)}"{" *" if phrase.is_prefix else ""}' for phrase in phrases)
    return " & ".join(filter(None, map(_followed, phrases)))


def _followed(phrase: Phrase) -> str:
    """Write a phrase as PostgreSQL has it: words that follow one another; nothing where it keeps no word of them.

    A vector has title and body one behind the other, told apart by their weights. Words of which some end the title and some begin the
    body are no phrase, as they are none for FTS5.
    """
    words = [f"'{word}'" for token in phrase.tokens for word in _plain(token).split()]
    if not words:
        return ""
    if len(words) == 1:
        return f"({words[0]}{':*' if phrase.is_prefix else ''})"
    end = "*" if phrase.is_prefix else ""
    fields = (
        " <-> ".join([*(f"{word}:{weight}" for word in words[:-1]), f"{words[-1]}:{end}{weight}"]) for weight in "AD"
    )
    return f"({' | '.join(fields)})"


_VECTOR = "setweight(to_tsvector('simple', given.title), 'A') || to_tsvector('simple', given.body)"

RECORDS = SearchIndex("record_search", ("title", "text"))
STORIES = SearchIndex("story_search", ("title", "body"))
INDEXES = (RECORDS, STORIES)


def _plain(words: str) -> str:
    """Return words as PostgreSQL is to have them: as FTS5 would split them, without accents and with single spaces."""
    words = words[:_MOST_CHARACTERS]
    if not words.isascii():
        words = "".join(sign for sign in unicodedata.normalize("NFD", words) if not unicodedata.combining(sign))
    return _BETWEEN_WORDS.sub(" ", words)
