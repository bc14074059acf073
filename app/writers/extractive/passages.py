"""What can be quoted from each record: whole sentences, a whole title, or the clean beginning of a cut one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.language.borrowed import borrowed_spans, is_borrowed
from app.language.injection import is_instruction, is_request, reports_order, speaks_to_model
from app.language.prose import breaks_off, each_quotable_sentence
from app.language.sentences import CJK
from app.language.tokens import content_words
from app.story.publishers import PERSONAL
from app.writers.extractive.beginnings import MARKUP, clean_beginning, is_open, own_sentence
from app.writers.extractive.changelog import changes_in
from app.writers.extractive.clauses import FINITE, is_fragment
from app.writers.extractive.furniture import behind_credits, is_furniture
from app.writers.extractive.leaning import leans
from app.writers.extractive.newsletters import headlines_of
from app.writers.extractive.onward import with_their_turns
from app.writers.extractive.titles import LABEL, QUOTING, without_face
from app.writers.extractive.tone import plain_side, tone_of
from schemas.citation import QuoteField
from schemas.record import Record

PASSAGES_READ = 8_000
# Patterns that ask for no case are for text in small letters: to look for both at once takes three times as long.
# It begins with a set of characters, which the engine looks for by itself.
_FIRST_PERSON = re.compile(
    r"[ImMwWoOu](?:(?<=I)(?:(?<![.\w].)(?![.\w])|(?<!\w.)['’](?:m|ve)\b)"
    r"|(?<!\w.)(?:(?<=[mM])(?:y|e|ine)|(?<=m)yself|(?<=[wW])e|(?<=[oO])ur|(?<=u)s)\b)|我(?!国)|咱",
    re.DOTALL,
)
# What was added later speaks of a text that the reader does not see, and what describes a picture of the picture.
_ADDENDUM = re.compile(
    r"(?:the|this) (?:image|picture|photo|screenshot|chart|graph|meme|figure|table|tweet|video|gif|infographic|visuals?)\b|in the (?:reddit|linked|original|accompanying|attached)\b|(?:photo|image|credit|illustration)s?(?: by|:)|(?:edit|update|p\.?s|eta|tl;?dr|(?:full )?disclosure|disclaimer|(?:fair )?warning|note|source|link)\b[^:>]{0,12}(?::|[-=]>)|编辑|更新：|注："
)
# What stands in brackets behind a question belongs to it.
_QUESTION = re.compile(r"[?？][\"”’』」)）]*(?: ?[(（\[][^()（）\[\]]{1,40}[)）\]])?$")
_VOICES = re.compile(
    r"\b(?:commenters?|the comments|comments (?:reflect|discuss|highlight|suggest|express|are|were|focus)|comment sentiment|redditors?|netizens|readers|users (?:say|said|report|argue|complain|praise|express|hope|note|suggest|question|speculate|debate|wonder)|the community)\b|网友|评论区|用户(?:表示|吐槽|反馈)"
)
_WORD = re.compile(rf"[{CJK}]|[^\W_{CJK}]+(?:[.'’-][^\W_{CJK}]+)*")
_CJK_CHAR = re.compile(f"[{CJK}]")
# Of “OpenAI 发布 Codex 插件” most letters are Latin, and half of what is read are Chinese characters.
_CHINESE = 0.45
# What _WORD finds in ASCII, in half the time.
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+(?:[.'-][A-Za-z0-9]+)*")
# Others' words inside a passage are not its author's own.
_QUOTED = re.compile(r"[\"“][^\"”]{3,}[\"”]|(?<!\w)['‘][^'’]{3,}['’](?!\w)")
_GENITIVE = re.compile(r"['’]s\b")
_TRAILS_OFF = re.compile(r"\w(?:\.\.\.|…)\s")
# The name of a version says nothing of it: “llm-gemini 0.30”.
_BARE_VERSION = re.compile(r"[\w.@/-]+(?: (?:v|version )?|[ @-]v)\d+(?:\.\d+)+[\w.+-]*")
_LEAST_WORDS = 4
_MOST_WORDS = 55


@dataclass(eq=False, slots=True)
class Passage:
    """A span of a record that may be printed between quotation marks, and what is seen in it."""

    record: Record
    index: int
    field: QuoteField
    start: int
    end: int
    text: str
    words: frozenset[str]
    length: int
    order: int
    clipped: bool = False
    question: bool = False
    leaning: bool = False
    addendum: bool = False
    personal: bool = False
    chinese: bool = False
    # One of several headlines that a title sets side by side.
    beside: bool = False
    # A change that a release's notes list, which need not be a sentence.
    listed: bool = False
    score: float = 0.0
    # The words that tell no side, being the subject's own; None where a passage's tone does not count.
    neutral: frozenset[str] | None = None
    _tone: int | None = None

    @property
    def is_title(self) -> bool:
        """Say whether the passage is (part of) the record's title."""
        return self.field == "title"

    @property
    def is_release_name(self) -> bool:
        """Say whether the passage is the name of a release, which tells nothing beside what its notes say."""
        return self.is_title and self.record.kind == "release"

    @property
    def reports_voices(self) -> bool:
        """Say whether the passage tells what others say, looked for when asked."""
        return bool(_VOICES.search(self.text.lower()))

    @property
    def tone(self) -> int:
        """Return how many more words of praise than of blame the passage holds, counted when first asked for."""
        if self._tone is None:
            self._tone = 0 if self.neutral is None else tone_of(self.text, self.neutral)
        return self._tone

    @property
    def is_scrap(self) -> bool:
        """Say whether the passage tells nothing alone: it leans on what stands before it, or is cut short before its verb."""
        if self.leaning or (self.is_title and _BARE_VERSION.fullmatch(self.text)):
            return True
        if self.chinese:
            return False
        small = self.text.lower()
        cut = self.clipped or (self.is_title and _TRAILS_OFF.search(small) is not None)
        # “OpenAI's” is no “OpenAI is” here: what is cut before its verb tells nothing.
        return cut and (is_open(small) or not FINITE.search(_GENITIVE.sub("", small)))

    @property
    def side(self) -> int:
        """Return 1 where the passage is plainly praise, -1 where it is plainly blame, else 0, looked for when asked."""
        return 0 if self.neutral is None else plain_side(self.text, self.neutral)


def passages_of(
    record: Record, index: int, most: int, *, with_orders: bool = False, is_clean: bool = False
) -> list[Passage]:
    """Return at most `most` passages of a record, the title first, then sentences in their order.

    `with_orders` are those too that give an order to a model between quotation marks. A record that `is_clean` was looked through whole, and
    speaks to no model; its sentences need not be looked through once more.
    """
    found: list[Passage] = []
    title = record.title or ""
    if title and not QUOTING.fullmatch(title):
        found += _title_passages(record, index, title, with_orders=with_orders, is_clean=is_clean)
    text = (record.text or "")[:PASSAGES_READ]
    # A newsletter's text says once more all that its title lists.
    titled = frozenset[str]().union(*(passage.words for passage in found))
    borrowed = borrowed_spans(text)
    for order, span in enumerate(with_their_turns(text, each_quotable_sentence(text)), 1):
        start = _behind_label(text, span.start, span.end, title)
        body = text[start : span.end]
        # What the record quotes is not its author's to be quoted for.
        if is_borrowed(start, span.end, borrowed) or (
            is_request(body) if is_clean else is_instruction(body) and not (with_orders and reports_order(body))
        ):
            continue
        passage = _passage(record, index, "text", start, span.end, body, order)
        if passage is None or (passage.words and passage.words <= titled):
            continue
        found.append(passage)
        if len(found) >= most:
            break
    if record.kind == "release":
        found = [*found, *_changes(record, index, text, found)][:most]
    if not found:
        return _beginnings(record, index, own_text=not any(span.start == 0 for span in borrowed))
    return [passage for passage in found if not passage.addendum] or found


def _changes(record: Record, index: int, text: str, found: Sequence[Passage]) -> Iterator[Passage]:
    """Yield the changes that a release's notes list, but for those that are quotable as sentences."""
    whole = [(p.start, p.end) for p in found if not p.is_title]
    order = max((p.order for p in found), default=0)
    for change in changes_in(text):
        body = text[change.start : change.end]
        if speaks_to_model(body) or any(start < change.end and change.start < end for start, end in whole):
            continue
        order += 1
        if passage := _passage(record, index, "text", change.start, change.end, body, order):
            passage.leaning, passage.listed = False, True
            yield passage


def _behind_label(text: str, start: int, end: int, title: str) -> int:
    """Return where a sentence begins behind a label such as “Breaking News:”, or behind the title said once more."""
    start = behind_credits(text, start, end)
    if label := LABEL.match(text, start, end):
        return label.end()
    behind = start + len(title) + 1
    again = title and behind < end and text.startswith(title + " ", start)
    # “ollama launch is a command” does not say the title first: it goes on with it.
    return behind if again and not text[behind].islower() else start


def _title_passages(record: Record, index: int, title: str, *, with_orders: bool, is_clean: bool) -> Iterator[Passage]:
    """Yield the headlines in a title, nearly always one."""
    headlines = headlines_of(record)
    for start, end in headlines:
        if passage := _title_passage(record, index, title, start, end, with_orders=with_orders, is_clean=is_clean):
            passage.beside = len(headlines) > 1
            yield passage


def _title_passage(
    record: Record, index: int, title: str, start: int, end: int, *, with_orders: bool, is_clean: bool
) -> Passage | None:
    """Return a headline in the title as a passage, unless it is cut short, holds mark-up or speaks to a model."""
    body = title[start:end]
    if (
        not body
        or breaks_off(without_face(title[start:]))
        or breaks_off(body)
        or MARKUP.search(body.lower())
        or (not is_clean and speaks_to_model(body) and not (with_orders and reports_order(body)))
    ):
        return None
    return _passage(record, index, "title", start, end, body, 0)


def _passage(
    record: Record, index: int, name: QuoteField, start: int, end: int, body: str, order: int
) -> Passage | None:
    length = len((_ASCII_WORD if body.isascii() else _WORD).findall(body))
    chinese = not body.isascii() and len(_CJK_CHAR.findall(body)) > _CHINESE * length
    if name == "text" and not _LEAST_WORDS <= length <= _MOST_WORDS * (2 if chinese else 1):
        return None
    small = body.lower()
    if not length or MARKUP.search(small.replace("\n", " ")) or body.count("“") != body.count("”"):
        return None
    if is_furniture(body, small, in_title=name == "title"):
        return None
    return Passage(
        record=record,
        index=index,
        field=name,
        start=start,
        end=end,
        text=body,
        words=frozenset(content_words(body)),
        length=length,
        order=order,
        question=bool(_QUESTION.search(body)),
        leaning=name == "text"
        and (
            leans(body, small, chinese=chinese)
            or is_fragment(small, length, chinese=chinese, is_said=record.kind in PERSONAL)
        ),
        addendum=bool(_ADDENDUM.match(small)),
        personal=bool(_FIRST_PERSON.search(body)) and bool(_FIRST_PERSON.search(_QUOTED.sub(" ", body))),
        chinese=chinese,
    )


def _beginnings(record: Record, index: int, *, own_text: bool) -> list[Passage]:
    """Return what a record without a plain sentence begins with: one in its author's manner, or a cut title, or a cut text of the author's own."""
    text = record.text or ""
    if own_text and record.kind in PERSONAL and (body := own_sentence(text)) and not speaks_to_model(text):
        passage = _passage(record, index, "text", 0, len(body), body, 1)
        if passage and not is_instruction(body):
            return [passage]
    for name in ("title", "text") if own_text else ("title",):
        value: str = getattr(record, name) or ""
        body = clean_beginning(value)
        if body and (passage := _passage_from_beginning(record, index, name, value, body)):
            return [passage]
    return []


def _passage_from_beginning(record: Record, index: int, name: str, value: str, body: str) -> Passage | None:
    start = value.find(body)
    if len(_WORD.findall(body)) < 2 or speaks_to_model(value) or not _pairs_marks(body):  # noqa: PLR2004 - one word says nothing
        return None
    passage = _passage(record, index, "title", start, start + len(body), body, 0)
    if passage:
        passage.field = "title" if name == "title" else "text"
        passage.clipped = True
    return passage


def _pairs_marks(body: str) -> bool:
    """Say whether each quotation mark that opens in a text closes in it."""
    return body.count("“") == body.count("”") and body.count('"') % 2 == 0
