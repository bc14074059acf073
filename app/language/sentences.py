"""Cut running text into sentences, in English, Chinese and the two mixed, without losing where each stands.

The rules are our own and hand-made: a full stop ends a sentence unless the word before it is an abbreviation, an initial
or a number in a list; CJK stops end one always; brackets and quotation marks that close soon are kept whole.
"""

import re
from typing import NamedTuple

from app.language.abbreviations import STARTERS, full_stop_ends
from app.language.pattern import pattern

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CJK = f"{HAN}\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9d"
EMOJI = (
    "\U0001f000-\U0001f0ff\U0001f18e-\U0001f19a\U0001f1e6-\U0001f265\U0001f300-\U0001faff\u2600-\u27bf\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55"
    "\u231a\u231b\u23e9-\u23fa\u25aa\u25ab\u25b6\u25c0\u25fb-\u25fe\ufe0f\u200d\u20e3"
)

_LIST_MARK = (
    r"(?:[-*+•·‣▪▫◦●○■□►▶➤➢✅✔☑–—][ \t]+|[•·‣▪◦●○■►➤][ \t]*|(?:\d{1,3}[.)]|\(\d{1,3}\)|[a-zA-Z]\)|[①-⑳])[ \t]*(?=\D)(?:(?<=[ \t])|(?<=[①-⑳])|(?<=\))|(?=["
    + CJK
    + r"])))"
)
_LIST_ITEM = pattern(rf"[ \t]*(?:>[ \t]*)*{_LIST_MARK}")
_LEADING = pattern(
    rf"(?:\s+|>+(?=[\s\w\"“*]|$)|#{{1,6}}[ \t]+|(?:[-*_=]{{3,}}[ \t]*$)|{_LIST_MARK}|[{EMOJI}]+(?=\s|$|[^\d]))",
    re.MULTILINE,
)
_LINE = pattern(r"[^\n]*\n?")
_LINE_DONE = pattern(rf"(?:[.!?。！？；…:：]|[{EMOJI}])[\"'”’)\]）】」』»*_`]*[ \t]*$|  $")
_HEADING = pattern(r"[ \t]*(?:#{1,6}[ \t]|[-*_=]{3,}[ \t]*$)")
_CJK_CHAR = pattern(f"[{CJK}]")
_STOP = pattern(
    # A look ahead at one character spares most places the trial of every kind of stop.
    rf"(?=[。！？；.!?…{EMOJI}])"
    rf"(?:(?P<cjk>[。！？；]+[。！？；!?…]*|[!?]+(?=[\"'”’)\]）】」』]*[{CJK}]))(?P<cc>[\"”’)\]）】」』》]*)"
    rf"|(?P<latin>[.!?…]+)(?P<lc>[\"'”’)\]）」』»*_`]*)(?=\s|$|[{EMOJI}])"
    rf"|(?P<emoji>(?<=[\s\w.!?,)”\"])[{EMOJI}]+)(?=\s+[\"“(\[]?[A-Z{CJK}]|\s*$))"
)
# The only stops that text in ASCII may have.
_ASCII_STOP = pattern(r"(?P<latin>[.!?]+)(?P<lc>[\"')\]*_`]*)(?=\s|$)(?P<cjk>(?!))?(?P<emoji>(?!))?")
_NEXT_WORD = pattern(rf"[\s{EMOJI}]*[\"'“‘(\[*_]*(?P<word>[\w'’]+)?")
_PAIRS = {
    "(": ")",
    "（": "）",
    "[": "]",
    "【": "】",
    "「": "」",
    "『": "』",
    "“": "”",
    "《": "》",
}
_OPENERS = pattern(r"[(（\[【「『“《\"]")
_LONGEST_ASIDE = 160
_LONGEST_WRAP = 45


class Span(NamedTuple):
    """A half-open stretch of a text, [start, end), in code points."""

    start: int
    end: int


def split_sentences(text: str) -> list[Span]:
    """Return the sentences of `text`, in order, none empty and none overlapping another.

    A span leaves out the white space, bullets, quote marks, heading marks and emoji that lead up to a sentence. A blank line always ends a sentence;
    a single line break does where the line looks done, and is a soft wrap inside a paragraph where it does not.
    """
    spans: list[Span] = []
    stops = _ASCII_STOP if text.isascii() else _STOP
    # One sentence is asked for what it holds as often as a text is.
    if "\n" not in text and ((first := stops.search(text)) is None or first.end() == len(text)):
        _add(spans, text, 0, len(text))
        return spans
    for start, end in _paragraphs(text):
        begin = start
        asides = _asides(text, start, end)
        for stop in stops.finditer(text, start, end):
            if stop.end() <= begin or any(first < stop.start() and stop.end() < last for first, last in asides):
                continue
            if _is_end(text, begin, stop, end):
                _add(spans, text, begin, stop.end())
                begin = stop.end()
        _add(spans, text, begin, end)
    return spans


def _add(spans: list[Span], text: str, start: int, end: int) -> None:
    """Append the span without what leads up to it and the white space behind it, if anything is left."""
    while (mark := _LEADING.match(text, start, end)) and mark.end() > start:
        start = mark.end()
    while end > start and text[end - 1].isspace():
        end -= 1
    if end > start:
        spans.append(Span(start, end))


def _paragraphs(text: str) -> list[tuple[int, int]]:
    """Return the stretches of `text` that no line break inside them ends."""
    if "\n" not in text:
        return [(0, len(text))]
    paragraphs: list[tuple[int, int]] = []
    start = previous = 0
    for line in _LINE.finditer(text):
        if line.start() == line.end():
            break
        if line.start() > start and _breaks(text[previous : line.start()].rstrip("\n"), line[0].rstrip("\n")):
            paragraphs.append((start, line.start()))
            start = line.start()
        previous = line.start()
    paragraphs.append((start, len(text)))
    return paragraphs


def _breaks(line: str, following: str) -> bool:
    """Say whether the line break between two lines ends a sentence."""
    after = following.lstrip()
    body = line.strip()
    if not after or not body:
        return True
    if _LINE_DONE.search(line) or _LIST_ITEM.match(line) or _LIST_ITEM.match(following):
        return True
    if _HEADING.match(line) or _HEADING.match(following) or after[0] in ">|" or _CJK_CHAR.match(body[-1]):
        return True
    first = after.split(None, 1)[0]
    if first[0].isupper() and first.casefold() in STARTERS:
        return True
    # A paragraph that somebody wrapped has long lines; a short one before a capital is a heading, a greeting or a list.
    return len(body) < _LONGEST_WRAP and not after[0].islower()


def _asides(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the brackets and quotations that close soon enough to be kept whole, outermost first."""
    asides: list[tuple[int, int]] = []
    position = start
    while opener := _OPENERS.search(text, position, end):
        position = opener.end()
        mark = opener[0]
        if mark == '"' and opener.start() > start and not text[opener.start() - 1].isspace():
            continue
        close = text.find(_PAIRS.get(mark, '"'), position, min(end, position + _LONGEST_ASIDE))
        if close > 0:
            asides.append((opener.start(), close + 1))
            position = close + 1
    return asides


def _is_end(text: str, begin: int, stop: re.Match[str], end: int) -> bool:
    """Say whether a run of stops ends the sentence that started at `begin`."""
    if stop["cjk"] or stop["emoji"] or stop.end() >= end:
        return True
    following = _NEXT_WORD.match(text, stop.end(), end)
    word = (following and following["word"]) or ""
    goes_on = word[:1].islower()
    if goes_on and (stop["lc"].strip("*_`)]") or _closes_aside(text, begin, stop)):
        return False  # “Really?” he asked. And what is asked (does anybody know?) within a sentence does not end it.
    if stop["latin"].startswith(("..", "…")):
        return not goes_on
    return stop["latin"] != "." or full_stop_ends(text, begin, stop.start(), word)


def _closes_aside(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Say whether behind a stop a bracket closes that opened within the sentence that started at `begin`, behind words of it."""
    return any(
        closer in stop["lc"] and text[begin : max(begin, text.rfind(opener, begin, stop.start()))].strip() != ""
        for opener, closer in ("()", "[]")
    )


_TERMINAL = ".!?。！？"
_CLOSERS = "\"'”’)]）】」』》»"
_BALANCED = tuple((opener, closer) for opener, closer in _PAIRS.items())
_SMILEY = pattern(r"[:;=8][-']?[()\[\]]")
_NAMED_LOWER = pattern(
    r"[a-z]{1,4}[A-Z0-9]|[a-z]+[.\-_]?\d|[a-z0-9]+\.(?:cpp|ai|js|io|com|py)\b|(?:vllm|ollama|ggml|numpy)\b"
)


def is_complete(text: str) -> bool:
    """Say whether `text` is a sentence that stands whole: starts like one, ends like one, and leaves nothing open."""
    body = text.strip()
    start = body.lstrip("\"'“‘「『《（([【¿¡")[:24]
    if not start or not _starts_well(start):
        return False
    end = body.rstrip(_CLOSERS)
    if not end or end[-1] not in _TERMINAL or end.endswith(("..", "….", "…")):
        return False
    return is_balanced(body)


def _starts_well(start: str) -> bool:
    """Say whether a sentence may start so: with anything but a small letter, unless a name is written that way."""
    first = start[0]
    if first.islower():
        return bool(_NAMED_LOWER.match(start))
    return first.isalnum() or first in "$€£¥@~<≈+"


def is_balanced(text: str) -> bool:
    """Say whether every bracket and quotation mark of `text` that opens also closes, in this order."""
    if text.count('"') % 2:
        return False
    bare = _SMILEY.sub("", text)
    for opener, closer in _BALANCED:
        depth = 0
        if opener not in bare and closer not in bare:
            continue
        for character in bare:
            depth += (character == opener) - (character == closer)
            if depth < 0:
                return False
        if depth:
            return False
    return True


_DANGLING = pattern(
    r"(?:^|[\s,])(?:the|a|an|and|or|but|nor|of|to|in|on|at|by|for|from|with|without|into|onto|than|that|which|who|whose|as|if|"
    r"because|while|when|where|is|are|was|were|be|been|has|have|had|will|would|can|could|should|may|might|must|my|our|your|"
    r"their|its|his|her|this|these|those|between|about|through|via|per|not|very|i|i'm|we|they|it's|don't)$",
    re.IGNORECASE,
)
_CUT_LENGTHS = frozenset(
    {
        120,
        140,
        160,
        180,
        200,
        250,
        256,
        280,
        300,
        400,
        500,
        512,
        600,
        800,
        1000,
        1024,
        1200,
        1500,
        2000,
        2500,
        3000,
        4000,
        5000,
        6000,
        8000,
        10000,
    }
)


def is_clipped(text: str) -> bool:
    """Say whether `text` breaks off: at an ellipsis, at a word that needs another, or at a length at which feeds cut."""
    body = text.rstrip()
    if not body:
        return False
    tail = body.rstrip(_CLOSERS)
    if tail.endswith(("...", "…", "[...", "[…")):
        return True
    last = body[-1]
    if last in _TERMINAL + _CLOSERS + ";；":
        return False
    if last in ",，、:：-–—(（[{“「/\\=+&":
        return True
    if _DANGLING.search(body[-12:]):
        return True
    return any(size in _CUT_LENGTHS for size in range(len(body), len(text) + 3)) and last.isalnum()
