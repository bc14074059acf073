"""Cut quotes out of records, check them again, and find the words that a sentence sets between quotation marks.

A quote is exact: one contiguous span of code points of a record's text or title. Only for words that a sentence prints
between quotation marks there is a folding, `fold_for_quotation`, because print sets its own marks and line breaks. The
rules are published in docs/reference/verification.md; a change of theirs is a change of `RULES_VERSION`.
"""

import re
from collections.abc import Iterator, Sequence

from app.language.normalise import straight
from app.story.draft import Span
from schemas.citation import Quote, QuoteField
from schemas.record import Record

RULES_VERSION = "4"
PREFIX_LENGTH = 32

_FIELDS: tuple[QuoteField, ...] = ("text", "title")
# What print may leave out, or change, at the end of quoted words; the ellipsis folds to three full stops.
_TRAILING = ".,!?;: "

# A mark of these kinds opens wherever it stands. A single mark may be an apostrophe, so it must stand before a word.
_OPENING = re.compile(r"[“„「『«\"]|(?<!\w)[‘'](?=\S)")
_CLOSING = {
    "“": re.compile("”"),
    "„": re.compile("[“”]"),
    "「": re.compile("」"),
    "『": re.compile("』"),
    "«": re.compile("»"),
    '"': re.compile('"'),
    "‘": re.compile(r"(?<=\S)’(?!\w)"),
    "'": re.compile(r"(?<=\S)'(?!\w)"),
}
# These have no other use than to quote, so one that is never closed quotes to the end of the sentence.
_ONLY_QUOTE = "“「『"
# A quotation holds fewer quotations than this; the bound keeps a text of nothing but marks cheap.
_MOST_CLOSING_MARKS = 16
_NEXT_MARK = re.compile(r"[\"“]([^\"“”]{12,})[\"”]")


def cut(record: Record, span: Span, quote_id: str) -> Quote:
    """Cut the quote that `span` marks out of its record, with up to 32 code points that stand on each side of it.

    Raises ValueError where the span is of another record, lies outside the field, or holds nothing but white space.
    """
    field = _field(record, span.field)
    exact = exact_words(record, span)
    return Quote(
        id=quote_id,
        field=span.field,
        exact=exact,
        prefix=field[max(0, span.start - PREFIX_LENGTH) : span.start],
        suffix=field[span.end : span.end + PREFIX_LENGTH],
        start=span.start,
        end=span.end,
        translation=span.translation,
    )


def exact_words(record: Record, span: Span) -> str:
    """Return the words of a record that `span` marks; raise ValueError as `cut` does."""
    field = _field(record, span.field)
    if span.record_id != record.id or not 0 <= span.start < span.end <= len(field):
        message = f"[{span.start}, {span.end}) is not a span of the {span.field} of {record.id}"
        raise ValueError(message)
    exact = field[span.start : span.end]
    if not exact.strip():
        message = f"[{span.start}, {span.end}) of the {span.field} of {record.id} is blank"
        raise ValueError(message)
    return exact


def matches(record: Record, quote: Quote) -> bool:
    """Say whether the quote stands in the record, character for character, with its prefix and suffix beside it."""
    field = _field(record, quote.field)
    return (
        quote.exact.strip() != ""
        and quote.start < quote.end <= len(field)
        and field[quote.start : quote.end] == quote.exact
        and field.endswith(quote.prefix, 0, quote.start)
        and field.startswith(quote.suffix, quote.end)
    )


def fold_for_quotation(text: str) -> str:
    """Return `text` as quoted words are compared: NFKC, straight quotation marks, single spaces, the case kept."""
    return " ".join(straight(text).split())


def stand_in(words: str, sources: Sequence[str]) -> bool:
    """Say whether quoted words stand inside one of the folded `sources`, by the published rule.

    The first letter may change its case and punctuation at the end may be left out; no word and no number is cut.
    """
    folded = fold_for_quotation(words).rstrip(_TRAILING)
    if not folded:
        return False
    spellings = (folded, folded[0].swapcase() + folded[1:])
    return any(
        _cuts_no_word(source, place, place + len(folded))
        for source in sources
        for spelling in spellings
        for place in _places(source, spelling)
    )


def quoted_passages(sentence: str, sources: Sequence[str] = ()) -> list[tuple[int, int]]:
    """Return the half-open spans between quotation marks of a sentence, without the marks, in order.

    Quoted words may hold marks of their own. Where `sources` are given (quotes, folded), a passage runs to the farthest
    closing mark with which it stands in one of them; where there is none, to the mark that balances the one it opened with.
    """
    return [(start, end) for start, end, _ in passages_in(sentence, sources)]


def passages_in(sentence: str, sources: Sequence[str]) -> list[tuple[int, int, bool]]:
    """Return what `quoted_passages` does, and of each passage whether it stands in one of the folded `sources`."""
    passages = []
    position = 0
    while opening := _OPENING.search(sentence, position):
        mark, position = opening.group(), opening.end()
        ends = [closing.start() for closing in _CLOSING[mark].finditer(sentence, position)]
        if not ends and mark in _ONLY_QUOTE:
            ends = [len(sentence)]
        if ends:
            near = reversed(ends[:_MOST_CLOSING_MARKS]) if sources else ()
            found = (end for end in near if stand_in(sentence[position:end], sources))
            known = next(found, None)
            end = known or _balanced(sentence, mark, position, ends)
            passages.append((position, end, known is not None or stand_in(sentence[position:end], sources)))
            position = end + 1
    return passages


def neighbouring_passages(sentence: str) -> list[str]:
    """Return what stands between each double mark and the next one, of twelve code points and more.

    It is how a reader pairs marks who knows nothing of nesting; what they read as quoted must be quoted.
    """
    return _NEXT_MARK.findall(sentence)


def locate(record: Record, words: str) -> Span | None:
    """Find quoted words in a record's text or title: exactly, or else by the folding rule; None where they are not."""
    for field in _FIELDS:
        text = _field(record, field)
        for start in _places(text, words) if words.strip() else ():
            if _cuts_no_word(text, start, start + len(words)):
                return Span(record.id, field, start, start + len(words))
    folded = fold_for_quotation(words).rstrip(_TRAILING)
    if not folded:
        return None
    pattern = re.compile(_foldable(folded))
    for field in _FIELDS:
        text = _field(record, field)
        for found in pattern.finditer(text):
            if _cuts_no_word(text, found.start(), found.end()):
                return Span(record.id, field, found.start(), found.end())
    return None


def _field(record: Record, field: QuoteField) -> str:
    return (record.text if field == "text" else record.title) or ""


def _balanced(sentence: str, mark: str, start: int, ends: list[int]) -> int:
    """Return the first of `ends` at which as many marks have closed as have opened, or else the last."""
    depth = 1
    for end in ends:
        depth += sentence.count(mark, start, end) if mark in _ONLY_QUOTE else 0
        depth, start = depth - 1, end
        if depth <= 0:
            return end
    return ends[-1]


def _places(source: str, words: str) -> Iterator[int]:
    place = source.find(words)
    while place >= 0:
        yield place
        place = source.find(words, place + 1)


def _cuts_no_word(text: str, start: int, end: int) -> bool:
    """Say whether [start, end) begins and ends between the words and numbers of a text (a CJK character is a word)."""
    if start and _holds_together(text[start - 1], text[start], text[start - 2 : start - 1]):
        return False
    return end == len(text) or not _holds_together(text[end], text[end - 1], text[end + 1 : end + 2])


def _holds_together(outside: str, inside: str, beyond: str) -> bool:
    """Say whether two neighbours are of one word or number; `beyond` is the character on the far side of `outside`."""
    if inside.isdigit() and outside in ".,":
        return beyond.isdigit()
    return _is_latin(inside) and _is_latin(outside)


def _is_latin(character: str) -> bool:
    """Say whether a character is a letter or digit of a script that sets spaces between words."""
    return character.isalnum() and (character.isascii() or character < "\u2e80")


def _foldable(folded: str) -> str:
    """Return a pattern that finds folded words in a text as it stands: any white space, any marks, full width or not."""
    first, rest = folded[0], folded[1:]
    cases = "".join(_variants(letter) for letter in dict.fromkeys((first.lower(), first.upper(), first)))
    pattern = f"[{cases}]" + "".join(r"\s+" if c == " " else f"[{_variants(c)}]" for c in rest)
    return pattern.replace("[\\.．][\\.．][\\.．]", "(?:[\\.．]{3}|…)")


def _variants(character: str) -> str:
    """Return the characters that fold to this one, for use inside a class of a pattern."""
    if character == '"':
        return '"“”＂'
    if character == "'":
        return "'‘’＇"
    if "!" <= character <= "~":
        return re.escape(character) + chr(ord(character) + 0xFEE0)
    return "".join(re.escape(each) for each in character)
