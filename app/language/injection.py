"""Recognise text that speaks to a model instead of to people, and requests that a writer should not repeat as news.

Detection is a label and no defence: what keeps an attack out of a story is that only verified quotes of plain statements
are printed. The patterns are our own, for the kinds that OWASP lists as LLM01, prompt injection.
"""

import base64
import binascii
import codecs
import re
import unicodedata
from collections.abc import Iterator

from app.language.normalise import INVISIBLE, fold
from app.language.orders import REQUEST, TO_MODEL
from app.language.pattern import pattern
from app.language.sentences import CJK, Span, split_sentences

_HIDDEN = pattern("[\U000e0020-\U000e007e]{6,}|[\u200b-\u200d\u2060-\u2064\ufeff]{12,}|\u202e[^\u202c\n]{12,}")
_INVISIBLE = pattern(f"[{INVISIBLE}]+")
_SPACED_OUT = pattern(r"(?<!\w)(?:\w ){4,}\w(?!\w)")
# Letters that are spaced out have three others between the first and the last, and that is quicker to look for.
_MAY_BE_SPACED_OUT = pattern(r" \w \w \w ")
# The look back stands behind the first character, so that the inside of a word is left at once.
_BLOB = pattern(r"[A-Za-z0-9+/](?<![A-Za-z0-9+/]{2})[A-Za-z0-9+/]{23,}={0,2}")
# A blob is as long at least, and holds no white space.
_SHORTEST_BLOB = 24
_LOOK_ALIKES = str.maketrans("аеорсухіјѕһԁԛԝіӏνοαρτκеѵ", "aeopcyxijshdqwilvoaptkev")
_LATIN = pattern("[a-z]")
_BETWEEN_MARKS = pattern(r"\"[^\"]{3,}\"|“[^“”]{3,}”|「[^「」]{3,}」|(?<!\w)['‘][^'‘’]{3,}['’](?!\w)")
_WORD = pattern(rf"[{CJK}]|[^\W\d_{CJK}]+")
# So many words of its own say what became of the order: “He wrote: …” does not.
_LEAST_OWN = 5
_GREEK_OR_CYRILLIC = pattern("[\u0370-\u052f]")


def speaks_to_model(text: str) -> bool:
    """Say whether a sentence is addressed to a model that reads the record, in clear or in a thin disguise.

    Talking about such attacks is no attack. Disguises seen through: invisible characters, letters spaced out, look-alike
    letters, reversed text, ROT13 and Base64.
    """
    return _hides_words(text) or any(map(TO_MODEL.search, _readings(text)))


def injected_spans(text: str) -> list[Span]:
    """Return the sentences of `text` that are addressed to a model; none, at once, where no word of it could be."""
    if not _may_speak_to_model(text):
        return []
    return [span for span in split_sentences(text) if speaks_to_model(text[span.start : span.end])]


def reports_order(text: str) -> bool:
    """Say whether a sentence gives an order to a model only between quotation marks, in words of its own about it.

    “The phrase ‘ignore previous instructions’ was hidden in a mail” tells of an attack; where attacks are the subject, it is
    as good a sentence as any. The order alone between marks reports nothing.
    """
    own = _BETWEEN_MARKS.sub("“…”", text)
    return len(_WORD.findall(own)) >= _LEAST_OWN and not is_instruction(own)


def is_instruction(text: str) -> bool:
    """Say whether a sentence of `text` tells its reader, or an assistant, to do something: “Please write …”, “Subscribe …”, “请…”.

    This is broader than `speaks_to_model` and includes honest advice; a writer has better sentences to quote.
    """
    readings = list(_readings(text))
    return _hides_words(text) or any(map(TO_MODEL.search, readings)) or any(map(_requests, readings))


def is_request(text: str) -> bool:
    """Say whether a sentence of `text` asks its reader for something, where it is known to say nothing to a model and to hide nothing."""
    return _requests(fold(text))


def _requests(reading: str) -> bool:
    return any(
        REQUEST.match(reading[span.start : span.end].lstrip("\"'“‘>*_-•([ ")) for span in split_sentences(reading)
    )


def _may_speak_to_model(text: str) -> bool:
    """Say whether any sentence of `text` might be addressed to a model: quick, and never wrong when it says no."""
    return _hides_words(text) or any(map(TO_MODEL.may_match, _readings(text)))


def _hides_words(text: str) -> bool:
    """Say whether a text holds a run of characters that do not show, long enough to be words."""
    return not text.isascii() and _HIDDEN.search(text) is not None


def _readings(text: str) -> Iterator[str]:
    """Yield the text as a reader sees it, folded, then what it says when each disguise that it shows signs of is taken off."""
    folded = fold(text if text.isascii() else _INVISIBLE.sub("", text))
    yield folded
    if not folded.isascii() and _LATIN.search(folded) and _GREEK_OR_CYRILLIC.search(folded):
        plain = folded.translate(_LOOK_ALIKES)
        yield "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    if _MAY_BE_SPACED_OUT.search(text) and _SPACED_OUT.search(text):
        yield " ".join(chunk.replace(" ", "") for chunk in re.split(r"\s{2,}|(?<=[.!?])\s", text.casefold()))
    if "\u202e" in text or "snoitcurtsni" in folded:
        yield folded[::-1]
    if "vafgehpg" in folded or "rot13" in folded:
        yield codecs.encode(folded, "rot13")
    if max(map(len, text.split()), default=0) >= _SHORTEST_BLOB:
        for blob in _BLOB.findall(text)[:8]:
            yield _decoded(blob)


def _decoded(blob: str) -> str:
    """Return what a Base64 string says in plain ASCII, or nothing where it says nothing."""
    try:
        plain = base64.b64decode(blob + "=" * (-len(blob) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return fold(plain) if plain.isprintable() else ""
