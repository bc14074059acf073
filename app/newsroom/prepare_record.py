"""Make a record ready to be stored: its text clean, its language known, its names and beats found.

The text rule is `clean_text`'s; blank text counts as none. Fields that the contract does not name are kept in `raw`:
under their own names where `raw` is an object or absent (what `raw` says under such a name stands), else beside it.
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

import orjson

from app.errors import InvalidInputError
from app.language.detect import detect_language
from app.language.normalise import clean_text
from app.newsroom.read_record import RejectedError, problem_of
from app.newsroom.vocabulary import Vocabulary
from app.store.prepared import Links, PreparedRecord
from app.store.times import micros
from app.story.record_id import record_id
from schemas.record import Image, RecordInput

# A language shows in the first lines; to read a whole paper for it would cost without telling more.
_SAMPLE = 500


def prepare_record(given: RecordInput, vocabulary: Vocabulary, now: datetime) -> PreparedRecord:
    """Return a record as it will be stored; raise `RejectedError` where nothing is left of what it must have."""
    external_id = clean_text(given.external_id)
    title, text = _words(given.title), _words(given.text)
    if not external_id.strip():
        raise RejectedError(problem_of(InvalidInputError, "The external_id is blank.", "/external_id"))
    if title is None and text is None:
        raise RejectedError(problem_of(InvalidInputError, "The title and the text are both blank.", "/text"))
    community = _words(given.community)
    whole = f"{title}\n{text}" if title and text else title or text or ""
    return PreparedRecord(
        id=record_id(given.source, external_id),
        source=given.source,
        community=community,
        external_id=external_id,
        kind=given.kind,
        url=_words(given.url),
        author=_words(given.author),
        title=title,
        text=text,
        language=given.language or detect_language(whole[:_SAMPLE]),
        published_at=micros(given.published_at),
        collected_at=micros(given.collected_at or now),
        parent_external_id=_words(given.parent_external_id),
        engagement=_json({clean_text(name): number for name, number in (given.engagement or {}).items()}),
        image=None if given.image is None else _image(given.image),
        raw=_raw(given),
        digest=sha256(f"{title or ''}\x00{text or ''}".encode()).digest(),
        links=links_of(vocabulary, whole, community),
    )


def links_of(vocabulary: Vocabulary, text: str, community: str | None) -> Links:
    """Return the entities that a text names, and the beats that it fits, best first."""
    mentions: dict[str, int] = {}
    for mention in vocabulary.gazetteer.find(text, community or ""):
        mentions[mention.slug] = mentions.get(mention.slug, 0) + 1
    return Links(mentions, vocabulary.classifier.scores(text, mentions, community))


def _words(value: str | None) -> str | None:
    """Return a text in the form in which it is stored; blank is none."""
    if value is None:
        return None
    cleaned = clean_text(value)
    return cleaned if cleaned and not cleaned.isspace() else None


def _image(image: Image) -> str:
    """Write a picture's address and owner as JSON."""
    return _json({"url": clean_text(image.url), "credit": _words(image.credit)})


def _raw(given: RecordInput) -> str | None:
    """Write what the source sent, and the fields that the contract does not name, as JSON."""
    extra = given.model_extra
    if not extra:
        return None if given.raw is None else _json(given.raw)
    if given.raw is None or isinstance(given.raw, dict):
        return _json({**extra, **(given.raw or {})})
    return _json({**extra, "raw": given.raw})


def _json(value: Any) -> str:  # noqa: ANN401 - JSON is any
    """Write JSON fast, or with every digit of a whole number too large for the fast way."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
