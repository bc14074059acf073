"""What no text of a model's may hold, whatever its quotes say: addresses, mark-up, ids, orders, words kept from it, another language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.language.injection import speaks_to_model
from app.language.tokens import cjk_share, content_words
from app.story.quotes import quoted_passages
from app.writers.claude.notebook import Notebook

Objection = tuple[str, str]

# A capital that may be owed to the place; regular forms are no names.
FIRST_WORD = re.compile(r"([A-Z][a-z]{2,})(?<!ing)(?<!ed)(?<!ly)(?<!s)(?= [a-z])")
_ADDRESS = re.compile(
    r"(?i:https?:|ftp:|mailto:|www\.|data:\w+/)|\S@\w[\w-]*\.\w|(?i:\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S)"
)
_MARK_UP = re.compile(
    r"\*\*|__|`|~~|\]\(|!\[|\[\[|\{\{|\}\}|\$\{|^\s*(?:[#>*|-]+\s)|<[/?!a-zA-Z]|<\||&(?:#\w+|[a-zA-Z]{2,8});|\\u[0-9a-fA-F]{4}|[\x00-\x08\x0b-\x1f\x7f]"
)
_ID = re.compile(
    r"\b(?:rec|sty|syn|swk|inj)[_-][0-9a-zA-Z]{4,}|\bR\d{1,3}\.S\d{1,3}\b|\[[RE]\d{1,3}\]|\b(?:story|records)-[0-9a-f]{8,}"
)
_GLOSS = re.compile(r"[(（][^()（）]*[)）]")
_CJK_STORY = frozenset({"zh", "ja"})
# A Chinese sentence with Latin names in it has more of its own script than this, a Latin one with a Chinese name less.
_MOSTLY = 0.3
_SOME = 0.2

# Words by which print says who speaks and what happened: they may stand around what the records say without standing in it.
_TRADE = """
accord account add admit agree announce answer argue article ask author background believe call caution claim comment commenter
community company concern confirm critic criticism debate deny describe detail develop disagree disagreement discuss discussion
dispute doubt early earlier expect explain follow former forum fourth further happen hope icon insist issue known late later lead
learn less maintain maker member mention next note object objection open opinion original other outlet paper people piece point
poster praise publication publish question quote react reaction reader record release remain reply report reporter researcher
respond response said say sceptic second source spokesman spokesperson state statement story stress suggest support supporter sure
team tell third thread title told translate unclear unknown user view voice warn welcome wonder word write writer written wrote
different differ reason cause effect change mean matter person
"""
_ENDINGS = ("", "s", "d", "ed", "ing")


def _forms(word: str) -> Iterator[str]:
    """Yield the words by which a word and its plain forms are compared."""
    for ending in _ENDINGS:
        yield from content_words(word + ending)
    if word.endswith("y"):
        yield from content_words(f"{word[:-1]}ied")


TRADE = frozenset(form for word in _TRADE.split() for form in _forms(word))


def objection_to(text: str, book: Notebook, language: str) -> Objection | None:
    """Return the code and reason of the first thing in a text that may not be printed; None where there is none."""
    return next(_objections(text, book, language), None)


def words_of(text: str) -> set[str]:
    """Return the content words of a text that say something beyond who speaks."""
    return set(content_words(text)) - TRADE


def own_words(text: str) -> str:
    """Return a text without its quotations and without what stands in brackets, such as a name's original form."""
    for start, end in reversed(quoted_passages(text)):
        text = f"{text[: max(start - 1, 0)]} {text[end + 1 :]}"
    return _GLOSS.sub(" ", text)


def _objections(text: str, book: Notebook, language: str) -> Iterator[Objection]:
    nameless = text
    for name in book.names:
        nameless = nameless.replace(name, " ")
    if _ADDRESS.search(nameless):
        yield "address", "It prints an address."
    if _MARK_UP.search(text):
        yield "mark_up", "It prints mark-up."
    if _ID.search(text):
        yield "id", "It prints an id."
    if speaks_to_model(text) or speaks_to_model(own_words(text)):
        yield "instruction", "It speaks to a model, not to readers."
    if withheld := sorted(words_of(text) & book.withheld):
        yield "withheld", f"It says what stands in no record that was shown: {', '.join(withheld[:5])}."
    if is_of_other_script(own_words(nameless), language):
        yield "other_language", "Its own words are not in the story's language."


def is_of_other_script(text: str, language: str) -> bool:
    """Say whether a text is in Chinese or Japanese where the story is not, or the other way about."""
    letters = "".join(character for character in text if character.isalpha())
    if not letters:
        return False
    if language.partition("-")[0].lower() in _CJK_STORY:
        return cjk_share(letters) < _MOSTLY
    return cjk_share(letters) > _SOME
