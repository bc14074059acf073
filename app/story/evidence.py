"""What a sentence may rest on: the words of the quotes that it names, and the fields of their records."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from app.language.borrowed import borrowed_spans, is_borrowed
from app.language.families import family_of
from app.language.gazetteer import Gazetteer
from app.language.normalise import fold
from app.language.sentences import Span, split_sentences
from app.language.tokens import content_words, words
from app.story.dates import WrittenDate, agrees, falls_on, written_dates
from app.story.known_sources import names_of
from app.story.lexicon import chinese, english
from app.story.numbers import Quantity, agree, is_bare, lacking, quantities
from app.story.quotes import fold_for_quotation
from app.story.rough_numbers import RoughNumber, bears_out
from schemas.base import time_text
from schemas.citation import QuoteField
from schemas.record import Record

_DIGIT = re.compile(r"\d")


class Wording:
    """The words of some texts of the evidence, with the families and near-synonyms that they stand for."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Take texts, which are read when the first word is asked for."""
        self._texts = texts

    @cached_property
    def _families(self) -> set[str]:
        # Words that grammar alone uses are among them: “against” bears out that something was rejected.
        return {family_of(word) for text in self._texts for word in words(text)}

    @cached_property
    def _groups(self) -> set[int]:
        known = english().groups
        return {number for family in self._families for number in known.get(family, ())}

    def has(self, family: str) -> bool:
        """Say whether it has a word of a family, or a near-synonym."""
        return family in self._families or not self._groups.isdisjoint(english().groups.get(family, ()))


class Evidence(NamedTuple):
    """A quote that a sentence names: its words, its record as it is now, and how the record's source is called.

    `start` is where the words begin in the record's field, where a story says so; of a claim of anyone's it is None.
    """

    record: Record
    field: QuoteField
    exact: str
    translation: str | None
    source_name: str
    start: int | None = None


class Basis:
    """The evidence of one sentence, read in each of the ways that the rules ask for, each at most once."""

    def __init__(self, evidence: Sequence[Evidence], counts: Iterable[int] = ()) -> None:
        """Gather the evidence; `counts` are numbers that the sentence may state beside those of the evidence."""
        self.evidence = evidence
        self.words = [each.exact for each in evidence]
        self.words += [each.translation for each in evidence if each.translation]
        self.records = list({each.record.id: each.record for each in evidence}.values())
        self._counts = {str(count) for count in counts}

    @cached_property
    def is_withdrawn(self) -> bool:
        """Whether a record of it was withdrawn since."""
        return any(each.record.status == "withdrawn" for each in self.evidence)

    @cached_property
    def made_up(self) -> Evidence | None:
        """The first quote that is blank or does not stand in its record's field, or None where all do."""
        for each in self.evidence:
            field = each.record.text if each.field == "text" else each.record.title
            if not each.exact.strip() or each.exact not in (field or ""):
                return each
        return None

    @cached_property
    def borrowed(self) -> Evidence | None:
        """The first quote that its record's author quotes from somebody else, with no word of his own, or None."""
        return next((each for each in self.evidence if _is_borrowed(each)), None)

    @cached_property
    def folded(self) -> list[str]:
        """The words of the quotes and translations, folded as quoted words are compared."""
        return [fold_for_quotation(each) for each in self.words]

    @cached_property
    def fields(self) -> list[str]:
        """What the records say of themselves in words: title, community, author."""
        found = ((record.title, record.community, record.author) for record in self.records)
        return [field for fields in found for field in fields if field]

    @cached_property
    def sources(self) -> list[str]:
        """What the records' sources and hosts are called."""
        slugs = (record.source for record in self.records)
        return [*self._called, *slugs, *(host for record in self.records if (host := _host(record.url)))]

    @cached_property
    def named(self) -> str:
        """Every text in which a name may stand, a line each, folded for comparing surfaces; a hyphen is a space."""
        fields = fold("\0".join([*self.fields, *self.sources])).replace("\0", "\n")
        return "\n".join([*map(str.casefold, self.folded), fields]).replace("-", " ")

    @cached_property
    def content(self) -> set[str]:
        """The content words of all of it, and the bare numbers of the records' fields."""
        texts = (*self.words, *self.fields, *self.sources)
        return {word for text in texts for word in content_words(text)} | self._plain

    def without_owners(self, text: str) -> str:
        """Return a text with the names of the records' authors, communities and sources blanked, where they stand as they are."""
        for name in self._owners:
            text = text.replace(name, " " * len(name))
        return text

    def without_figured_names(self, text: str) -> str:
        """Return a text with those names of sources blanked that hold a figure: the 36 of 36氪 counts nothing."""
        for name in self._figured_names:
            text = text.replace(name, " " * len(name))
        return text

    @cached_property
    def _figured_names(self) -> set[str]:
        return {name for name in self._called if _DIGIT.search(name)}

    @cached_property
    def _called(self) -> set[str]:
        """What the sources may be called: each its name, and its own in the other language where it has one."""
        told = {(each.record.source, each.source_name) for each in self.evidence}
        return {name for slug, name in told for name in names_of(slug, name) if name}

    @cached_property
    def _owners(self) -> list[str]:
        found = {name for record in self.records for name in (record.author, record.community) if name}
        # A paper's authors stand in one field; a sentence names the first of them.
        found |= {part.strip() for name in found if ";" in name for part in name.split(";") if part.strip()}
        return sorted(found | self._called, key=len, reverse=True)

    @cached_property
    def wording(self) -> Wording:
        """The words of all of it."""
        return Wording([*self.words, *self.fields, *self.sources])

    @cached_property
    def by_record(self) -> list[Wording]:
        """The words of each record's quotes, with their translations, and of its title."""
        told: dict[str, list[str]] = {record.id: [record.title or ""] for record in self.records}
        for each in self.evidence:
            told[each.record.id] += [each.exact, each.translation or ""]
        return [Wording(texts) for texts in told.values()]

    @cached_property
    def chinese(self) -> str:
        """Every text of it that is not in ASCII alone, folded, a line each."""
        return "\n".join(fold(text) for text in (*self.words, *self.fields, *self.sources) if not text.isascii())

    def has_chinese(self, word: str) -> bool:
        """Say whether a Chinese word stands in it, or a near-synonym."""
        if word in self.chinese:
            return True
        lists = chinese()
        return any(each in self.chinese for number in lists.groups.get(word, ()) for each in lists.lines[number])

    def mentioned(self, gazetteer: Gazetteer) -> set[str]:
        """Return the slugs of the things that are named anywhere in it."""
        return {each.slug for text in (*self.words, *self.fields, *self.sources) for each in gazetteer.find(text)}

    def lacking(self, wanted: set[str]) -> set[str]:
        """Return those figures that anyone who reads the quotes, the fields and the numbers as they are sent misses."""
        missing = lacking(wanted - self._counts, "\n".join(self.words))
        if missing:
            sent = [f"{time_text(record.published_at)} {record.engagement or ''}" for record in self.records]
            missing = lacking(missing, "\n".join([*self.fields, *sent]))
        return missing

    def has_date(self, written: WrittenDate) -> bool:
        """Say whether a record was published on that date, or a quote or title writes it."""
        return any(falls_on(written, day) for day in self._days) or any(agrees(written, each) for each in self._dates)

    def has_quantity(self, wanted: Quantity) -> bool:
        """Say whether a record's own numbers, a quote or a title bear out a number with its scale and unit."""
        if is_bare(wanted) and wanted.digits in self._plain:
            return True
        return any(agree(wanted, each) for each in self._quantities)

    def has_rough_number(self, wanted: RoughNumber) -> bool:
        """Say whether a quote, a field or a record's own number bears out a quantity that is told without a figure."""
        return bears_out("\n".join([*self.words, *self.fields, *self._plain]), wanted)

    @cached_property
    def _days(self) -> list[date]:
        return [record.published_at.date() for record in self.records]

    @cached_property
    def _dates(self) -> list[WrittenDate]:
        return [date for text in (*self.words, *self.fields) for date in written_dates(text)]

    @cached_property
    def _quantities(self) -> list[Quantity]:
        return [quantity for text in (*self.words, *self.fields) for quantity in quantities(text)]

    @cached_property
    def _plain(self) -> set[str]:
        """The bare numbers of the records' own fields: engagement, and the year of publication."""
        found = {str(count) for record in self.records for count in record.engagement.values()}
        return found | {str(day.year) for day in self._days} | self._counts


def _is_borrowed(quote: Evidence) -> bool:
    """Say whether every sentence of which a quote has a part lies within another's words."""
    text, start = quote.record.text or "", quote.start
    if quote.field != "text" or start is None or not (borrowed := _borrowed(text)):
        return False
    end = start + len(quote.exact)
    if not is_borrowed(start, end, borrowed):
        return False
    # A sentence that says whose the words are is its author's, though a part of it stands between marks.
    parts = [each for each in split_sentences(text) if each.start < end and each.end > start]
    return all(is_borrowed(each.start, each.end, borrowed) for each in parts)


@lru_cache(maxsize=64)
def _borrowed(text: str) -> list[Span]:
    """Return another's words in a text, which several sentences in a row ask for."""
    return borrowed_spans(text)


@lru_cache(maxsize=1024)
def _host(url: str | None) -> str:
    """Return the host of a link, or nothing where it has none."""
    try:
        return (urlsplit(url).hostname or "") if url else ""
    except ValueError:
        return ""
