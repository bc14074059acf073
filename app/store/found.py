"""What a search found, read from its rows, with the passages in which the words stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import BindParameter, bindparam, func, select
from sqlmodel import Session

from app.language.search_hits import Passage, Seeker, opening
from app.store.compiled import CompiledQuery
from app.store.story_documents import passages
from app.store.tables import IS_CURRENT, METADATA
from app.store.times import moment
from schemas.search import FoundRecord, FoundStory

Found = FoundStory | FoundRecord

# How far into a text its snippet is looked for.
_READ = 150_000
# Of a story, besides its title and its dek: what shows most of the words.
_MOST_SENTENCES = 2

_STORY, _REVISION, _RECORD = (METADATA.tables[name] for name in ("story", "story_revision", "record"))
_AMONG: BindParameter[Any] = bindparam("keys", expanding=True)
_STORIES = CompiledQuery(
    select(_STORY.c.pk, _STORY.c.published_at, _REVISION.c.document)
    .join(_REVISION, IS_CURRENT)
    .where(_STORY.c.pk.in_(_AMONG))
)
_TOLD_OF_STORIES = ("id", "slug", "url", "title", "dek", "beat", "language")
_TOLD_OF_RECORDS = ("id", "source", "community", "kind", "url", "author", "title", "language")
_RECORDS = CompiledQuery(
    select(
        _RECORD.c.pk,
        _RECORD.c.published_at,
        func.substr(_RECORD.c.text, 1, _READ).label("text"),
        *(_RECORD.c[name] for name in _TOLD_OF_RECORDS),
    ).where(_RECORD.c.pk.in_(_AMONG))
)


class _Snippet(NamedTuple):
    """A passage of the words of a field, or of a sentence of a story."""

    field: str
    words: str
    passage: Passage
    sentence: str | None = None


def found_stories(session: Session, seeker: Seeker, keys: Sequence[int]) -> Mapping[int, FoundStory]:
    """Return stories by key, each with the snippets that show what was sought."""
    return {row.pk: _story(seeker, row) for row in _STORIES.rows(session, keys=list(keys))} if keys else {}


def found_records(session: Session, seeker: Seeker, keys: Sequence[int]) -> Mapping[int, FoundRecord]:
    """Return records by key, each with the snippets that show what was sought."""
    return {row.pk: _record(seeker, row) for row in _RECORDS.rows(session, keys=list(keys))} if keys else {}


def _story(seeker: Seeker, row: Any) -> FoundStory:  # noqa: ANN401 - a row, whose columns the query names
    document = orjson.loads(row.document)
    found = [
        _Snippet(field, words, passage, sentence)
        for field, sentence, words in passages(document)
        if (passage := seeker.passage(words))
    ]
    head = [snippet for snippet in found if snippet.field in ("title", "dek")]
    rest = [snippet for snippet in found if snippet.field not in ("title", "dek")]
    fullest = sorted(rest, key=lambda snippet: -len(snippet.passage.hits))[:_MOST_SENTENCES]
    shown = [*head, *fullest] or [_Snippet("dek", document["dek"], opening(document["dek"]))]
    return FoundStory.model_validate(
        {name: document[name] for name in _TOLD_OF_STORIES}
        | {"type": "story", "published_at": moment(row.published_at)}
        | {"snippets": [{**_cut(snippet), "sentence": snippet.sentence} for snippet in shown]}
    )


def _record(seeker: Seeker, row: Any) -> FoundRecord:  # noqa: ANN401 - a row, whose columns the query names
    fields = [("title", row.title or ""), ("text", row.text or "")]
    found = [_Snippet(field, words, passage) for field, words in fields if (passage := seeker.passage(words))]
    shown = found or [_Snippet(field, words, opening(words)) for field, words in fields if words][-1:]
    return FoundRecord.model_validate(
        {name: getattr(row, name) for name in _TOLD_OF_RECORDS}
        | {"type": "record", "published_at": moment(row.published_at)}
        | {"snippets": [_cut(snippet) for snippet in shown]}
    )


def _cut(snippet: _Snippet) -> dict[str, Any]:
    """Return a snippet as the wire has it; its hits are counted from its own beginning."""
    start, end, hits = snippet.passage
    return {
        "field": snippet.field,
        "text": snippet.words[start:end],
        "start": start,
        "end": end,
        "hits": [{"start": hit.start - start, "end": hit.end - start} for hit in hits],
    }
