"""The stories of a newspaper as rows of normal form, which is how peers with an object-relational mapper keep them.

Sentences, their runs, quotes, citations and entities are rows, and so is what links them; short lists that nobody asks about by themselves (the
quotes of a title, the entities that two stories share, the account of the method) are JSON columns, which spares the peers some
queries. Every foreign key is indexed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

_BATCH = 500
_STORIES = "SELECT {} FROM story JOIN story_revision ON story_pk = pk AND story_revision.revision = story.revision"
_SCHEMA = """
CREATE TABLE beat (slug TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE source (slug TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL);
CREATE TABLE entity (slug TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL);
CREATE TABLE story (
    key INTEGER PRIMARY KEY, public_id TEXT NOT NULL UNIQUE, slug TEXT NOT NULL UNIQUE, url TEXT NOT NULL,
    revision INTEGER NOT NULL, status TEXT NOT NULL, language TEXT NOT NULL, title TEXT NOT NULL, dek TEXT NOT NULL,
    beat_slug TEXT NOT NULL REFERENCES beat, published_at TIMESTAMP, updated_at TIMESTAMP NOT NULL, word_count INTEGER NOT NULL,
    image JSON, replaced_by TEXT, title_quotes JSON NOT NULL, dek_quotes JSON NOT NULL, methodology JSON NOT NULL);
CREATE INDEX story_by_time ON story (published_at);
CREATE TABLE story_entity (
    key INTEGER PRIMARY KEY, story_key INTEGER NOT NULL REFERENCES story, entity_slug TEXT NOT NULL REFERENCES entity,
    mentions INTEGER NOT NULL, salience REAL NOT NULL);
CREATE INDEX story_entity_by_story ON story_entity (story_key);
CREATE TABLE section (key INTEGER PRIMARY KEY, story_key INTEGER NOT NULL REFERENCES story, heading TEXT);
CREATE INDEX section_by_story ON section (story_key);
CREATE TABLE paragraph (key INTEGER PRIMARY KEY, section_key INTEGER NOT NULL REFERENCES section);
CREATE INDEX paragraph_by_section ON paragraph (section_key);
CREATE TABLE faq_item (key INTEGER PRIMARY KEY, story_key INTEGER NOT NULL REFERENCES story, question TEXT NOT NULL);
CREATE INDEX faq_item_by_story ON faq_item (story_key);
CREATE TABLE sentence (
    key INTEGER PRIMARY KEY, paragraph_key INTEGER REFERENCES paragraph, faq_item_key INTEGER REFERENCES faq_item,
    so_far_of_key INTEGER REFERENCES story, name TEXT NOT NULL, support TEXT NOT NULL);
CREATE INDEX sentence_by_paragraph ON sentence (paragraph_key);
CREATE INDEX sentence_by_faq_item ON sentence (faq_item_key);
CREATE INDEX sentence_by_story ON sentence (so_far_of_key);
CREATE TABLE run (
    key INTEGER PRIMARY KEY, sentence_key INTEGER NOT NULL REFERENCES sentence, text TEXT NOT NULL,
    entity TEXT REFERENCES entity, beat TEXT REFERENCES beat, story TEXT);
CREATE INDEX run_by_sentence ON run (sentence_key);
CREATE TABLE citation (
    key INTEGER PRIMARY KEY, story_key INTEGER NOT NULL REFERENCES story, number INTEGER NOT NULL, record_id TEXT NOT NULL,
    record_version INTEGER NOT NULL, source_slug TEXT NOT NULL REFERENCES source, community TEXT, title TEXT, author TEXT,
    url TEXT, published_at TIMESTAMP NOT NULL, language TEXT, weight REAL NOT NULL, weight_reason TEXT NOT NULL, status TEXT NOT NULL);
CREATE INDEX citation_by_story ON citation (story_key);
CREATE TABLE quote (
    key INTEGER PRIMARY KEY, citation_key INTEGER NOT NULL REFERENCES citation, name TEXT NOT NULL, field TEXT NOT NULL,
    exact TEXT NOT NULL, prefix TEXT NOT NULL, suffix TEXT NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL,
    translation TEXT);
CREATE INDEX quote_by_citation ON quote (citation_key);
CREATE TABLE sentence_quote (
    key INTEGER PRIMARY KEY, sentence_key INTEGER NOT NULL REFERENCES sentence, quote_key INTEGER NOT NULL REFERENCES quote);
CREATE INDEX sentence_quote_by_sentence ON sentence_quote (sentence_key);
CREATE INDEX sentence_quote_by_quote ON sentence_quote (quote_key);
CREATE TABLE related_story (
    key INTEGER PRIMARY KEY, story_key INTEGER NOT NULL REFERENCES story, relation TEXT NOT NULL, slug TEXT NOT NULL, title TEXT NOT NULL,
    dek TEXT NOT NULL, beat_slug TEXT NOT NULL REFERENCES beat, published_at TIMESTAMP, score REAL NOT NULL, shared_entities JSON NOT NULL);
CREATE INDEX related_story_by_story ON related_story (story_key);
"""
_JSON_COLUMNS = frozenset({"image", "title_quotes", "dek_quotes", "methodology", "shared_entities"})
_TIME_COLUMNS = frozenset({"published_at", "updated_at"})

_Row = Mapping[str, Any]


def build(newspaper: Path, rows: Path) -> None:
    """Put every story of a database of ours into a new file of rows."""
    with closing(sqlite3.connect(newspaper)) as ours, closing(sqlite3.connect(rows)) as theirs:
        theirs.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;" + _SCHEMA)
        found = ours.execute(_STORIES.format("document") + " ORDER BY pk")
        writing = _Writing(theirs)
        while documents := found.fetchmany(_BATCH):
            for (document,) in documents:
                writing.add(json.loads(document))
            writing.flush()
        theirs.execute("ANALYZE")
        theirs.commit()
        theirs.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def documents(newspaper: Path, slugs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield slug and JSON of some stories of a database of ours."""
    with closing(sqlite3.connect(newspaper)) as ours:
        for slug in slugs:
            yield ours.execute(_STORIES.format("slug, document") + " WHERE slug = ?", (slug,)).fetchone()


class _Writing:
    """Rows that gather, and are written many at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._rows: dict[str, list[_Row]] = {}
        self._keys: dict[str, Iterator[int]] = {}

    def add(self, story: _Row) -> None:
        """Add a story, as its JSON is read."""
        beat = self._named("beat", story["beat"])
        own = {name: story[name] for name in _COLUMNS_OF_STORY}
        key = self._row("story", own | {"public_id": story["id"], "beat_slug": beat})
        for each in story["entities"]:
            entity = self._named("entity", {name: each[name] for name in ("slug", "name", "kind")})
            link = {"story_key": key, "entity_slug": entity}
            self._row("story_entity", link | {"mentions": each["mentions"], "salience": each["salience"]})
        quotes = self._citations(key, story["citations"])
        for section in story["sections"]:
            section_key = self._row("section", {"story_key": key, "heading": section["heading"]})
            for paragraph in section["paragraphs"]:
                place = {"paragraph_key": self._row("paragraph", {"section_key": section_key})}
                self._sentences(place, paragraph["sentences"], quotes)
        self._sentences({"so_far_of_key": key}, story["story_so_far"], quotes)
        for item in story["faq"]:
            place = {"faq_item_key": self._row("faq_item", {"story_key": key, "question": item["question"]})}
            self._sentences(place, item["answer"], quotes)
        for each in story["related"]:
            related = {name: value for name, value in each.items() if name != "beat"}
            self._row("related_story", related | {"story_key": key, "beat_slug": self._named("beat", each["beat"])})

    def flush(self) -> None:
        """Write what has gathered."""
        for table, rows in self._rows.items():
            names = list(rows[0])
            columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
            statement = f"INSERT OR IGNORE INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 - names of our own schema
            self._connection.executemany(statement, ([_kept(name, row[name]) for name in names] for row in rows))
        self._rows.clear()
        self._connection.commit()

    def _citations(self, story: int, citations: Sequence[_Row]) -> dict[str, int]:
        """Add citations and their quotes; return the keys of the quotes by name."""
        keys = {}
        for each in citations:
            source = self._named("source", each["source"])
            own = {name: value for name, value in each.items() if name not in ("source", "quotes")}
            citation = self._row("citation", own | {"story_key": story, "source_slug": source})
            for quote in each["quotes"]:
                own = {name: value for name, value in quote.items() if name != "id"}
                keys[quote["id"]] = self._row("quote", own | {"citation_key": citation, "name": quote["id"]})
        return keys

    def _sentences(self, place: Mapping[str, int], sentences: Sequence[_Row], quotes: Mapping[str, int]) -> None:
        nowhere: dict[str, int | None] = dict.fromkeys(("paragraph_key", "so_far_of_key", "faq_item_key"))
        for each in sentences:
            own = {"name": each["id"], "support": each["support"]}
            key = self._row("sentence", {**nowhere, **place, **own})
            for run in each["runs"]:
                self._row("run", {"sentence_key": key, "entity": None, "beat": None, "story": None} | run)
            for quote in each["quotes"]:
                self._row("sentence_quote", {"sentence_key": key, "quote_key": quotes[quote]})

    def _row(self, table: str, row: _Row) -> int:
        """Add a row under the next key of its table, by which rows stand in their order."""
        key = next(self._keys.setdefault(table, count(1)))
        self._rows.setdefault(table, []).append({"key": key, **row})
        return key

    def _named(self, table: str, row: _Row) -> str:
        """Add what many stories name; the first row of a slug stays."""
        self._rows.setdefault(table, []).append(row)
        slug: str = row["slug"]
        return slug


_COLUMNS_OF_STORY = (
    "slug",
    "url",
    "revision",
    "status",
    "language",
    "title",
    "dek",
    "published_at",
    "updated_at",
    "word_count",
    "image",
    "replaced_by",
    "title_quotes",
    "dek_quotes",
    "methodology",
)


def _kept(column: str, value: object) -> object:
    """Return a value as both mappers read it: JSON as text, times without an offset, in UTC."""
    if column in _JSON_COLUMNS:
        return json.dumps(value)
    if column in _TIME_COLUMNS and isinstance(value, str):
        moment = value.removesuffix("Z").replace("T", " ")
        return moment if "." in moment else f"{moment}.000000"
    return value
