"""Tell whether characters that match a name are the name, or a part of a longer word, an address or a version.

All functions take folded text (see ``surfaces``): lower case, one white-space character between words.
"""

from collections.abc import Iterable
from string import ascii_letters, digits
from unicodedata import combining

from app.language.pattern import pattern

# What of ASCII extends a word, and the last of ASCII.
ASCII_WORD = frozenset(ascii_letters + digits + "_")
LAST_OF_ASCII = "\x7f"
# What may follow a hyphen without making another thing of the name before it.
_ADJECTIVE = (
    "affiliated|aligned|backed|based|branded|built|class|compatible|controlled|designed|developed|driven|era|exclusive|"
    "family|focused|founded|funded|generated|inspired|integrated|invested|led|level|like|linked|made|native|only|owned|"
    "powered|related|run|sized|specific|sponsored|style|supported|trained|type|written"
)
# Grades and builds of a version, which do not make a model of another kind, as *-mini*, *-coder* or *-vl* do.
_GRADE = "exp|experimental|high|latest|low|max|medium|preview|pro|thinking|xhigh"
_SIZE_OR_DATE = r"\d+(?:\.\d+)?[bkmt]|\d{4,8}"
_LONGER_VERSION = pattern(
    rf"-(?!(?:{_SIZE_OR_DATE}|{_GRADE}|{_ADJECTIVE})(?![a-z0-9]))[a-z0-9]|[ -](?:mini|nano)(?![a-z0-9])",
)
_COMPOUND = pattern(rf"-(?!(?:{_ADJECTIVE})(?![a-z]))[a-z]")
_LINK = pattern(r"(?:https?://|www\.)[^\s<>\"'`|)\]}\u2e80-\u9fff\uff00-\uffef]+")
# The part before the @ is bounded so that a long unbroken string costs no more than its length.
_HANDLE = pattern(r"[a-z0-9._%+-]{0,64}@[a-z0-9_.-]+(?:@[a-z0-9_.-]+)?")
_FORUM = pattern(r"(?<![^\W_])[ru]/$")
_DOMAIN_ABOVE = pattern(r"[a-z0-9-]\.[a-z]{2,}/(?:\S*/)?$")
# A domain with its path is looked for no further back than this, so that unbroken text stays cheap.
_PATH_REACH = 200


def is_cjk(character: str) -> bool:
    """Tell whether a character is Han, kana or hangul."""
    return (
        "\u2e80" <= character <= "\u9fff"
        or "\uac00" <= character <= "\ud7af"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U0003ffff"
        or "\u1100" <= character <= "\u11ff"
        or "\uff66" <= character <= "\uff9f"
    )


def extends_word(character: str) -> bool:
    """Tell whether a character beside a word makes it another word: a letter, digit or underscore, not a CJK one.

    Chinese, Japanese and Korean put no space around a Latin name, so their characters end a Latin word.
    """
    if character.isascii():
        return character in ASCII_WORD
    return (character.isalnum() and not is_cjk(character)) or combining(character) != 0


def stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether ``text[start:end]`` is whole words; an edge that is CJK or a sign asks nothing of its neighbour."""
    if start and extends_word(text[start - 1]) and extends_word(text[start]):
        return False
    return not (end < len(text) and extends_word(text[end]) and extends_word(text[end - 1]))


def holds_word(text: str, word: str) -> bool:
    """Tell whether a word stands in a text as whole words (CJK: as a substring)."""
    start = text.find(word)
    while start >= 0:
        if stands_alone(text, start, start + len(word)):
            return True
        start = text.find(word, start + 1)
    return False


def stands_in_any(text: str, start: int, end: int, frames: Iterable[tuple[str, str]]) -> bool:
    """Tell whether ``text[start:end]`` stands between the two parts of one of the frames, as whole words."""
    return any(
        text.startswith(after, end)
        and text.startswith(before, start - len(before))
        and stands_alone(text, start - len(before), end + len(after))
        for before, after in frames
        if len(before) <= start
    )


def address_spans(text: str) -> list[tuple[int, int]]:
    """Give the half-open spans of links, e-mail addresses and handles."""
    spans = []
    if "://" in text or "www." in text:
        spans += [link.span() for link in _LINK.finditer(text)]
    if "@" in text:
        spans += [handle.span() for handle in _HANDLE.finditer(text)]
    return spans


def cuts_address(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether ``[start, end)`` is a part, and not the whole, of one of the spans."""
    return any(first < end and start < last and not (start <= first and last <= end) for first, last in spans)


def hangs_before(text: str, start: int) -> bool:
    """Tell whether what stands before ``start`` makes it the middle of a domain, a file name or a path."""
    if text[start - 1] == ".":
        return text[max(0, start - 2) : start] != ".."
    if text[start - 1] != "/":
        return False
    if _FORUM.search(text[max(0, start - 3) : start]):
        return True
    return _DOMAIN_ABOVE.search(text[max(0, start - _PATH_REACH) : start]) is not None


def goes_on(text: str, start: int, end: int) -> bool:
    """Tell whether a domain, file name, identifier or sum of money goes on after ``end``.

    A path goes on only after a name that is a domain itself; elsewhere a slash parts two names.
    """
    follower = text[end : end + 2]
    if follower[:1] == "/":
        return "." in text[start:end]
    # Markdown writes the underscores of an identifier as \_ outside code; US$5 is money and no country.
    if follower[:1] == "$" or follower == "\\_":
        return True
    return len(follower) > 1 and follower[0] == "." and follower[1].isascii() and follower[1].isalnum()


def becomes_longer_version(text: str, end: int) -> bool:
    """Tell whether more of a version follows ``end``: *-mini*, *-coder*, but not a size, a date, *-pro* or *-based*."""
    return _LONGER_VERSION.match(text, end) is not None


def becomes_compound(cased: str, end: int) -> bool:
    """Tell whether the word before ``end`` is the first half of a compound: *Meta-analysis*, but not *Meta-owned*.

    ``cased`` is in its own case, since a capital after the hyphen (*Meta-Llama*) speaks for a name.
    """
    return _COMPOUND.match(cased, end) is not None
