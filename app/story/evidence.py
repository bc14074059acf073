"""What a sentence may rest on: the words of the quotes that it names, and the fields of their records."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlsplit

from app.language.tokens import content_words
from app.story.dates import WrittenDate, written_dates
from app.story.numbers import Quantity, figures, quantities
from app.story.quotes import fold_for_quotation
from schemas.base import time_text
from schemas.citation import QuoteField
from schemas.record import Record


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quote that a sentence names: its words, its record as it is now, and how the record's source is called."""

    record: Record
    field: QuoteField
    exact: str
    translation: str | None
    source_name: str


class Basis:
    """The evidence of one sentence, read in each of the ways that the rules ask for, each at most once."""

    def __init__(
        self, evidence: Sequence[Evidence], counts: Iterable[int] = (), *, with_translations: bool = True
    ) -> None:
        """Gather the evidence; `counts` are numbers that the sentence may state beside those of the evidence."""
        self.evidence = evidence
        self.words = [each.exact for each in evidence]
        if with_translations:
            self.words += [each.translation for each in evidence if each.translation]
        self.records = list({each.record.id: each.record for each in evidence}.values())
        self.days = [record.published_at.date() for record in self.records]
        self._counts = {str(count) for count in counts}

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
    def named(self) -> list[str]:
        """Every text in which a name may stand: quotes, fields, and what the records' sources and hosts are called."""
        sources = [name for each in self.evidence for name in (each.source_name, each.record.source)]
        hosts = [host for record in self.records if (host := _host(record.url))]
        return list(dict.fromkeys([*self.words, *self.fields, *sources, *hosts]))

    @cached_property
    def content(self) -> set[str]:
        """The content words of all of it."""
        return {word for text in self.named for word in content_words(text)}

    @cached_property
    def dates(self) -> list[WrittenDate]:
        """The dates that the quotes and titles write."""
        return [date for text in (*self.words, *self.fields) for date in written_dates(text)]

    @cached_property
    def quantities(self) -> list[Quantity]:
        """The numbers of the quotes and fields, with their scales and units."""
        return [quantity for text in (*self.words, *self.fields) for quantity in quantities(text)]

    @cached_property
    def figures(self) -> set[str]:
        """The figures that anyone finds who reads the quotes, the fields and the record's numbers as they are sent."""
        sent = [f"{time_text(record.published_at)} {record.engagement or ''}" for record in self.records]
        return figures("\n".join([*self.words, *self.fields, *sent])) | self._counts

    @cached_property
    def plain(self) -> set[str]:
        """The bare numbers of the records' own fields: engagement, and the parts of the day of publication."""
        found = {str(count) for record in self.records for count in record.engagement.values()}
        for day in self.days:
            found |= {str(day.year), str(day.month), str(day.day)}
        return found | self._counts


def _host(url: str | None) -> str:
    """Return the host of a link, or nothing where it has none."""
    try:
        return (urlsplit(url).hostname or "") if url else ""
    except ValueError:
        return ""
