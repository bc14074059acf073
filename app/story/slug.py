"""Make the words of a story's address: ASCII letters, digits and hyphens, and nothing that only looks like them."""

import re
import unicodedata
from collections.abc import Sequence

from app.language.tokens import ENGLISH_STOP_WORDS

MOST_WORDS = 8
MOST_LETTERS = 60
_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_WORD = re.compile(r"[a-z0-9]+")
# Letters that are Latin and yet have no decomposition; others, such as Cyrillic, are left out and never imitated.
_LATIN = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "Æ": "ae",
        "œ": "oe",
        "Œ": "oe",
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "Đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
    }
)


def slug_words(title: str, entities: Sequence[str] = ()) -> str:
    """Return the words of a title for an address, at most eight and at most 60 characters, joined by hyphens.

    A title that is not for the most part in Latin letters begins with up to three of `entities`, the slugs of what the
    story is about, most salient first; without a word of either kind it is “story”.
    """
    words = _latin_words(title)
    if 2 * sum(map(str.isalpha, "".join(words))) <= sum(map(str.isalpha, title)):
        named = [word for slug in entities[:3] for word in _WORD.findall(slug)]
        words = list(dict.fromkeys([*named, *words]))
    if len(words) > MOST_WORDS:
        words = [word for word in words if word not in ENGLISH_STOP_WORDS] or words
    kept: list[str] = []
    for word in words[:MOST_WORDS]:
        if len("-".join([*kept, word])) > MOST_LETTERS:
            break
        kept.append(word)
    return "-".join(kept) or "story"


def with_suffix(words: str, digest: str, digits: int = 4) -> str:
    """Return the whole address: the words and the first hexadecimal digits of a digest, at least four of them.

    Raises ValueError where the digest is not as long as that, or not hexadecimal in small letters.
    """
    suffix = digest[: max(digits, 4)]
    if len(suffix) < max(digits, 4) or not re.fullmatch(r"[0-9a-f]+", suffix):
        message = f"a slug ends in {max(digits, 4)} hexadecimal digits, and {digest!r} does not hold them"
        raise ValueError(message)
    return f"{words}-{suffix}"


def _latin_words(title: str) -> list[str]:
    """Return the words of a title that are written in Latin letters and digits throughout, without their accents.

    A word with a letter of another script in it is left out whole: half of it would be another word.
    """
    plain = unicodedata.normalize("NFKD", _APOSTROPHE.sub("", title).translate(_LATIN)).casefold()
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    separated = re.sub(r"[\u2e80-\U0003ffff]+|[\W_]+", " ", bare)
    return [word for word in separated.split() if _WORD.fullmatch(word)]
