"""Bring text to the one form in which Storywire stores, prints and compares it.

The text rule, which every stored title and text obeys:

* CRLF and a lone CR become LF;
* lone surrogates and noncharacters (U+FDD0-U+FDEF, and the last two code points of each plane) become U+FFFD;
* C0 and C1 controls other than tab and newline are removed;
* what is left is in NFC (Unicode Standard Annex 15);
* format characters (joiners, direction marks, tags) stay: they are data, and emoji are built of them.
"""

import re
import unicodedata

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_PLANE_ENDS = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
_NOT_CHARACTERS = re.compile(f"[\ud800-\udfff\ufdd0-\ufdef{_PLANE_ENDS}]")

# Characters that show nothing, or that turn the direction of what follows: soft hyphen, fillers, joiners, direction
# marks, annotation marks, tags and the supplementary variation selectors, in which whole sentences can be hidden.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0"
    "\ufff9-\ufffb\U000e0000-\U000e01ef"
)
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_ELLIPSIS = "…"


def clean_text(value: str) -> str:
    """Return `value` in the form in which it is stored, by the rule at the head of this module.

    Cleaning what is clean changes nothing.
    """
    # What can be printed holds neither controls nor noncharacters, and to ask that takes a fraction of a search for them.
    if not (value.isprintable() or value.replace("\n", "").isprintable()):
        value = _without_unfit(value)
    if value.isascii():
        return value
    if unicodedata.is_normalized("NFC", value):
        return value
    return unicodedata.normalize("NFC", value)


def _without_unfit(value: str) -> str:
    """Return `value` with line feeds alone at the ends of lines, without controls and noncharacters."""
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    return _NOT_CHARACTERS.sub("\ufffd", _CONTROLS.sub("", value))


def printable_line(value: str, limit: int | None = None) -> str:
    """Return `value` as one line that is safe to print: nothing invisible, no controls, single spaces.

    With a `limit`, in code points, a longer line is cut after a whole word where that keeps at least half of it, and ends in “…”.
    """
    visible = value if value.isascii() else _INVISIBLE.sub("", _NOT_CHARACTERS.sub("\ufffd", value))
    line = _CONTROLS.sub("", " ".join(visible.split()))
    if limit is None or len(line) <= limit:
        return line
    kept = line[: max(limit - 1, 0)]
    if line[len(kept)] != " ":
        space = kept.rfind(" ")
        # Chinese has no spaces to cut at, so a cut that would cost more than half of the line falls inside a word.
        kept = kept[:space] if space >= len(kept) // 2 and space > 0 else kept
    return kept.rstrip(" ,;:-–—") + _ELLIPSIS if limit > 0 else ""


def fold(text: str) -> str:
    """Return `text` for comparing surfaces: NFKC, case folded, straight quotes, single spaces. Never for checking quotes."""
    return " ".join(straight(text).casefold().split())


def straight(text: str) -> str:
    """Return `text` in NFKC and with straight quotation marks, which is all that `fold` does beside case and white space."""
    if text.isascii():
        return text
    # Four replacements take a tenth of the time of one translation.
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    return plain.replace("“", '"').replace("”", '"')
