"""How the writer gives words their owner: what every language's voice shares.

Nothing but the record's own words stands between the marks, and nothing but what the record's own
fields bear out stands outside them: who, where and when. How many points a post drew is not told: the count
goes on changing, and a sentence must stay as true as its quotes.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.story.draft import DraftSentence, Span
from app.story.known_sources import in_language
from app.story.publishers import PERSONAL
from app.writers.extractive.passages import Passage
from app.writers.extractive.titles import QUOTING
from schemas.record import Record
from schemas.source import SourceRef

# What a study or an office says of itself, whoever posts it.
_OF_AN_OFFICE = re.compile(
    r"\b[Ww]e (?:have information|estimate|find|found|show|conclude|present|propose|introduce|investigate|analy[sz]e|demonstrate|observe)\b|\b[Ii]n this (?:paper|study|report|work)\b"
    r"|\b[Oo]ur (?:study|paper|findings|results|estimates|analysis)\b"
)
_OWN = re.compile(r"\b(?:I|I['’]\w+|[Mm]y|[Ww]e|[Oo]ur)\b")
# What is released, and its version: “lampkit 1.2.0”, “Lantern-3.1-9B”, “v0.4”. A headline is no name.
RELEASE = re.compile(r"(?P<what>[^\W_][\w.@/+-]*(?: [\w.@/+-]+){0,3}?)?[ -]*\b[vV]?\d[\w.+-]*")
_SAFE_NAME = re.compile(r"[^\W_](?:[\w .’'&/+:!-]*[\w!+])?|@[\w.-]+(?:@[\w.-]+)?|[ur]/[\w-]+|\([^()]*\)")
_LONGEST_NAME = 48
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
_ENDS = frozenset(".!?…。！？")
_CLOSING = "”’\"'」』）)"

# A stop that belongs to an abbreviation (U.S., Inc.) is not the sentence's own.
TRAILING_STOP = re.compile(
    r"(?<!\b[A-Za-z])(?<!\bInc)(?<!\bLtd)(?<!\betc)(?<!\bJr)(?<!\bSr)(?<!\bCo)(?<!\bCorp)[.。]+$"
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose words a record's are: the author where one is named, the venue, and what kind of text it is."""

    speaker: str | None
    venue: str
    personal: bool
    is_blog: bool
    is_arxiv: bool
    kind: str
    has_text: bool
    quoting: str | None = None
    # What a release is called, with its version.
    release: str = ""


class Voice(ABC):
    """Writes attributions in one language, and varies them: no form comes twice in a row."""

    language: str

    def __init__(self, sources: Mapping[str, SourceRef]) -> None:
        """Begin a story; `sources` tells each source's name."""
        self._sources = sources
        self._called = {slug: in_language(source, self.language).name for slug, source in sources.items()}
        self._owners: dict[str, Owner] = {}
        self._turns: Counter[str] = Counter()
        self._last_form = ""
        self._last_date: date | None = None
        self._last_venue = ""
        self._last_unnamed = ""
        self._follows_unnamed = False

    @abstractmethod
    def quote(self, passage: Passage, *, dated: bool = False, lead: str = "") -> DraftSentence:
        """Write a sentence that quotes a passage and says whose words they are."""

    @abstractmethod
    def again(self, passage: Passage) -> DraftSentence:
        """Quote a record that the sentence before quoted too."""

    @abstractmethod
    def alone(self, passage: Passage) -> DraftSentence | None:
        """Say that nothing is known beyond one passage that is all of its record, or None where nothing names its owner."""

    @abstractmethod
    def together(self, passages: Sequence[Passage]) -> DraftSentence:
        """Name several releases, in the order of time, in one sentence."""

    def owner(self, record: Record) -> Owner:
        """Return whose words a record's are, with only names that are safe to print."""
        if (known := self._owners.get(record.id)) is None:
            known = self._owners[record.id] = self._owner(record)
        return known

    def _owner(self, record: Record) -> Owner:
        ref = self._sources[record.source]
        source = self._called[record.source]
        venue = record.community if record.community and _is_safe(record.community) else source
        if not _borne_out(venue, record):
            venue = ""
        personal = record.kind in PERSONAL
        # Of a paper's authors the first alone is named.
        named = (record.author or "").split(";")[0].strip() if record.kind == "paper" else record.author
        author = record.author if named and _is_safe(named) else None
        if (
            record.kind in {"article", "release"}
            and author
            and author.casefold() in {source.casefold(), ref.name.casefold()}
        ):
            author = None
        is_blog = ref.kind == "blog" and not personal
        # Under such a title stand the words of whoever it names.
        quoting = QUOTING.fullmatch(record.title or "")
        whom = quoting[1].strip() if quoting and _is_safe(quoting[1].strip()) else None
        title = (record.title or "") if record.kind == "release" else ""
        called = title if _is_safe(title) and RELEASE.fullmatch(title) else ""
        is_arxiv = record.source == "arxiv"
        return Owner(author, venue, personal, is_blog, is_arxiv, record.kind, bool(record.text), whom, called)

    def start_section(self) -> None:
        """Let the next sentence tell its date and place again."""
        self._last_date = None
        self._last_venue = ""
        self._last_unnamed = ""

    def undated(self) -> str:
        """Tell no day, and forget the last one told: a day behind a sentence without one needs its year again."""
        self._last_date = None
        return ""

    def is_same_place(self, owner: Owner) -> bool:
        """Say whether the sentence before told of the same place, so that it need not be said again."""
        same = bool(owner.personal and owner.venue) and owner.venue == self._last_venue
        self._last_venue = owner.venue if owner.personal else ""
        unnamed = "" if owner.speaker else owner.kind
        self._follows_unnamed = same and unnamed != "" and unnamed == self._last_unnamed
        self._last_unnamed = unnamed
        return same

    def pick(self, forms: list[str], kind: str = "") -> str:
        """Return the next form in turn, each kind of sentence having turns of its own, that is not the one just used."""
        self._turns[kind] += 1
        form = forms[self._turns[kind] % len(forms)]
        if form == self._last_form and len(forms) > 1:
            form = forms[(self._turns[kind] + 1) % len(forms)]
        self._last_form = form
        return form

    def new_date(self, record: Record) -> date | None:
        """Return the record's day, or None where the sentence before told it already."""
        day = record.published_at.date()
        if day == self._last_date:
            return None
        self._last_date = day
        return day

    @staticmethod
    def span(passage: Passage, *, whole: bool = True) -> Span:
        """Return the span to quote; without its final full stop where the sentence goes on behind the marks."""
        end = passage.end if whole else _without_final_stop(passage)
        return Span(passage.record.id, passage.field, passage.start, end)

    @staticmethod
    def words(passage: Passage, *, whole: bool = True) -> str:
        """Return the quoted words on one line; white space is all that may differ from the record."""
        text = passage.text if whole else passage.text[: _without_final_stop(passage) - passage.start]
        return " ".join(text.split())


def is_pasted(passage: Passage) -> bool:
    """Say whether a passage of a post reads as a study's or an office's, which its author posted and need not have written."""
    record = passage.record
    if record.kind != "post" or passage.is_title or not record.title or _OWN.search(record.title):
        return False
    return _OF_AN_OFFICE.search(passage.text) is not None


def _without_final_stop(passage: Passage) -> int:
    """Return the end of the passage's span without a final full stop, for a quotation inside a longer sentence."""
    text = passage.text
    stop = TRAILING_STOP.search(text, len(text.rstrip(".。")))
    return passage.start + (stop.start() if stop else len(text))


def is_ended(words: str) -> bool:
    """Say whether words end in a stop of their own, inside or outside a quotation of theirs."""
    return words.rstrip(_CLOSING)[-1:] in _ENDS or words[-1:] in _ENDS


def _is_safe(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and bool(_SAFE_NAME.fullmatch(name)) and "http" not in name.casefold()


def _borne_out(name: str, record: Record) -> bool:
    """Say whether each number in a name stands in the record's own fields too: 36Kr is named where its author is."""
    fields = " ".join(filter(None, (record.title, record.community, record.author)))
    return set(_NUMBER.findall(name)) <= set(_NUMBER.findall(fields))
