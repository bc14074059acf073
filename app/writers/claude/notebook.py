"""The writer's notebook: what of the records is shown to the model, cut into numbered sentences, and what is kept from it.

Only sentences that could be printed are shown: no code, no mark-up, no addresses, nothing that gives orders. What is not shown
has no id and cannot be cited; what is shown is bound to its place in its record.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import log

from app.language.borrowed import borrowed_spans, is_borrowed
from app.language.duplicates import group_duplicates
from app.language.injection import is_instruction, speaks_to_model
from app.language.prose import plain_title, quotable_sentences, title_is_clipped
from app.language.tokens import cjk_share, content_words
from app.story.draft import DraftUnused, Span
from app.story.publishers import publisher
from app.writers.base import Assignment, EarlierStory
from app.writers.claude.orders import is_order
from app.writers.claude.suspicion import READ, is_label, suspected_records
from schemas.citation import QuoteField
from schemas.record import Record
from schemas.source import SourceRef

# An English token is four characters, a Chinese character one token. Its id makes a sentence longer, and each record has an opening line.
_PER_TOKEN = 4
_PER_CJK = 4
_PER_ID = 12
MOST_TOKENS = 60_000
_MOST_PER_RECORD = 40
_MOST_PER_PUBLISHER = 120
_LONGEST = 600
_CJK = 0.25
_BROKEN = re.compile(r"\*\*|__|`|\]\(|</?[a-zA-Z]|https?:|www\.|\S@\S+\.\w", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A sentence of a record as the model sees it; `shown` is its record without what is kept from the model."""

    id: str
    shown: Record
    span: Span
    text: str

    @property
    def language(self) -> str:
        """The sentence's language, as a primary tag: its script tells where its record mixes two."""
        primary = (self.shown.language or "en").partition("-")[0].lower()
        if cjk_share(self.text) > _CJK:
            return primary if primary in {"zh", "ja", "ko"} else "zh"
        return "en" if primary in {"zh", "ja"} else primary

    @property
    def tokens(self) -> int:
        """How many tokens it takes, as far as that can be told without a tokenizer."""
        return _size(self.text) // _PER_TOKEN

    def place_of(self, words: str) -> tuple[int, int] | None:
        """Return where quoted words stand in the record's field, inside this sentence and nowhere else.

        The first letter may change its case, and white space its kind.
        """
        field = (self.shown.title if self.span.field == "title" else self.shown.text) or ""
        sentence = field[self.span.start : self.span.end]
        parts = words.split()
        for first in (parts[0], parts[0][0].swapcase() + parts[0][1:]) if parts else ():
            if found := re.search(r"\s+".join(map(re.escape, (first, *parts[1:]))), sentence):
                return self.span.start + found.start(), self.span.start + found.end()
        return None


@dataclass(frozen=True, slots=True)
class Notes:
    """A record in the notebook: its label, its opening line, its sentences, and the earlier story that it stands behind."""

    label: str
    opening: str
    record: Record
    sentences: tuple[Numbered, ...]
    earlier: str | None = None

    @property
    def tokens(self) -> int:
        """How many tokens it takes with its opening line."""
        return _size(self.opening) // _PER_TOKEN + sum(each.tokens for each in self.sentences)


@dataclass(slots=True)
class Notebook:
    """Everything that the model is shown, by label and by id, and the words that stand only in what is kept from it.

    `shown` holds each record, by its own id, without the fields that are kept from the model; `words` counts the sentences
    and opening lines that hold each content word.
    """

    notes: list[Notes] = field(default_factory=list)
    sentences: dict[str, Numbered] = field(default_factory=dict)
    shown: dict[str, Record] = field(default_factory=dict)
    earlier: dict[str, EarlierStory] = field(default_factory=dict)
    unused: list[DraftUnused] = field(default_factory=list)
    words: Counter[str] = field(default_factory=Counter)
    withheld: frozenset[str] = frozenset()

    @property
    def names(self) -> set[str]:
        """The authors and communities that were shown, which a story prints as they are in any language."""
        return {name for record in self.shown.values() for name in (record.author, record.community) if name}

    def share(self, words: set[str], of: set[str]) -> float:
        """Return how much of some words others are, each weighed by how rare it is among the sentences; of nothing, all."""
        if not of:
            return 1.0
        count = 1 + len(self.sentences)
        weights = {word: log(1 + count / max(self.words[word], 1)) for word in of}
        return sum(weights[word] for word in of & words) / sum(weights.values())

    def of_earlier(self, sentence_id: str) -> str | None:
        """Return the label of the earlier story behind which a sentence stands, or None."""
        label = sentence_id.partition(".")[0]
        return next((each.earlier for each in self.notes if each.label == label), None)

    def asked(self) -> list[Notes]:
        """Return the notes on the records that the story is asked from."""
        return [each for each in self.notes if each.earlier is None]

    def narrowed(self, kept: set[str]) -> Notebook:
        """Return a notebook with the sentences of some ids alone, which they keep, and what is bound to these."""
        notes = [replace(each, sentences=tuple(s for s in each.sentences if s.id in kept)) for each in self.notes]
        notes = [each for each in notes if each.sentences]
        return Notebook(
            notes=notes,
            sentences={i: each for i, each in self.sentences.items() if i in kept},
            shown={each.record.id: self.shown[each.record.id] for each in notes},
            earlier=self.earlier,
            unused=list(self.unused),
            words=Counter(word for each in notes for word in _words_of(each)),
            withheld=self.withheld,
        )


class _Budget:
    """How much may still be shown, in characters and for each publisher."""

    def __init__(self, tokens: int) -> None:
        self._characters = tokens * _PER_TOKEN
        self._of_publisher: Counter[str] = Counter()

    def takes(self, record: Record, text: str) -> bool:
        """Say whether a sentence is still within it, and count it."""
        size = _size(text)
        key = publisher(record)
        if size > self._characters or self._of_publisher[key] >= _MOST_PER_PUBLISHER:
            return False
        self._characters -= size
        self._of_publisher[key] += 1
        return True


def take_notes(assignment: Assignment, most_tokens: int = MOST_TOKENS) -> Notebook:
    """Read the records of an assignment, and those behind earlier stories, into a notebook of so many tokens at most."""
    book = Notebook()
    suspected = suspected_records(assignment)
    repeated = _repeated([r for r in assignment.records if r.id not in suspected])
    read: list[tuple[Record, str | None, list[tuple[QuoteField, int, int]]]] = []
    withheld: list[str] = []
    for record in assignment.records:
        if record.id in suspected:
            book.unused.append(DraftUnused(record.id, "suspected_injection", "speaks to a model that reads it"))
            withheld += [record.title or "", (record.text or "")[:READ], record.author or ""]
        elif record.id in repeated:
            book.unused.append(DraftUnused(record.id, "duplicate", f"of {repeated[record.id]}"))
        elif not (places := list(_places(record, withheld))):
            book.unused.append(DraftUnused(record.id, "no_quotable_text", "has no sentence that can be quoted"))
        else:
            read.append((record, None, places))
    for number, story in enumerate(assignment.earlier, 1):
        book.earlier[f"E{number}"] = story
        asked = {record.id for record in assignment.records}
        behind = [record for record in story.records if record.id not in asked]
        read += [(r, f"E{number}", places) for r in behind if (places := list(_places(r, withheld)))]
    _number(book, read, assignment, _Budget(most_tokens))
    book.words = Counter(word for each in book.notes for word in _words_of(each))
    book.withheld = frozenset(word for text in withheld for word in content_words(text)) - book.words.keys()
    return book


def _number(
    book: Notebook,
    read: Sequence[tuple[Record, str | None, list[tuple[QuoteField, int, int]]]],
    assignment: Assignment,
    budget: _Budget,
) -> None:
    """Give sentences their ids: first the first of every record, then the second, as far as the budget goes."""
    chosen: list[list[tuple[QuoteField, int, int]]] = [[] for _ in read]
    for turn in range(_MOST_PER_RECORD):
        for (record, _, places), taken in zip(read, chosen, strict=True):
            if turn < len(places) and budget.takes(record, _words(record, places[turn])):
                taken.append(places[turn])
    for (record, earlier, _), taken in zip(read, chosen, strict=True):
        if not taken:
            if earlier is None:
                book.unused.append(DraftUnused(record.id, "over_budget", "more records than the writer reads"))
            continue
        label = f"R{len(book.notes) + 1}"
        shown = _shown(record, has_title=any(place[0] == "title" for place in taken))
        numbered = tuple(
            Numbered(f"{label}.S{n}", shown, Span(record.id, *place), " ".join(_words(record, place).split()))
            for n, place in enumerate(taken, 1)
        )
        opening = _opening(label, shown, assignment.sources[record.source], earlier)
        book.notes.append(Notes(label, opening, record, numbered, earlier))
        book.sentences.update({each.id: each for each in numbered})
        book.shown[record.id] = shown


def _size(text: str) -> int:
    """Return how much a sentence takes, in characters of English."""
    return _PER_ID + len(text) + round(_PER_CJK * cjk_share(text) * len(text))


def _places(record: Record, withheld: list[str]) -> Iterator[tuple[QuoteField, int, int]]:
    """Yield where a record's showable sentences stand, the title first; orders go to `withheld`."""
    title = record.title or ""
    span = plain_title(title)
    body = title[span.start : span.end].rstrip()
    if "\n" in title or speaks_to_model(title) or is_order(title):
        withheld.append(title)
    elif body and not _BROKEN.search(body) and not title_is_clipped(title):
        yield "title", span.start, span.start + len(body)
    text = (record.text or "")[:READ]
    borrowed = borrowed_spans(text)
    for each in quotable_sentences(text):
        # What a record quotes is not its author's, and a model cannot see whose it is.
        if is_borrowed(each.start, each.end, borrowed):
            continue
        words = text[each.start : each.end]
        if is_instruction(words) or is_order(words):
            withheld.append(words)
        elif each.end - each.start <= _LONGEST and not _BROKEN.search(words):
            yield "text", each.start, each.end
    withheld += [name for name in (record.author, record.community) if name and not is_label(name)]


def _shown(record: Record, *, has_title: bool) -> Record:
    """Return a record without the fields that are kept from the model, so that nothing can rest on them."""
    return record.model_copy(
        update={
            "title": record.title if has_title else None,
            "author": record.author if record.author and is_label(record.author) else None,
            "community": record.community if record.community and is_label(record.community) else None,
        }
    )


def _opening(label: str, record: Record, source: SourceRef, earlier: str | None) -> str:
    parts = [record.kind, source.name, record.community, record.author and f"by {record.author}"]
    parts += [record.published_at.date().isoformat(), record.language]
    return f"[{label}]{f' ({earlier})' if earlier else ''} {', '.join(part for part in parts if part)}"


def _words(record: Record, place: tuple[QuoteField, int, int]) -> str:
    name, start, end = place
    return ((record.title if name == "title" else record.text) or "")[start:end]


def _words_of(notes: Notes) -> Iterator[str]:
    yield from set(content_words(notes.opening))
    for sentence in notes.sentences:
        yield from set(content_words(sentence.text))


def _repeated(records: Sequence[Record]) -> dict[str, str]:
    """Return, for each record that says the same as another, the id of the longest that does."""
    texts = [f"{r.title or ''}\n{(r.text or '')[:READ]}".strip() for r in records]
    groups: dict[int, list[int]] = {}
    for index, first in enumerate(group_duplicates(texts)):
        groups.setdefault(first, []).append(index)
    found: dict[str, str] = {}
    for members in groups.values():
        best = max(members, key=lambda index: (len(texts[index]), -index))
        found.update({records[index].id: records[best].id for index in members if index != best})
    return found
