"""Say which words of a sentence claim something that its evidence does not say.

There is no tagger here that would know a verb. It is the other way about: a word may stand in a sentence because the evidence
has one of its family, or a near-synonym from the published lists (see `lexicon`), or because it is of a plain kind that
claims little: grammar, speaking, whoever speaks, time, order, degree. An adverb in -ly, and one adjective before
a word that is borne out, may be the writer's own. Every other word claims something. The grave ones, of accusation, harm, law, money, death,
leaving and quarrel, are told apart: without the evidence's own word for it they are wrong, and not a matter for a reader.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from app.language.families import family_of
from app.language.gazetteer import Gazetteer
from app.language.pattern import pattern
from app.language.sentences import CJK
from app.language.tokens import content_words
from app.story import chinese_claims
from app.story.evidence import Basis
from app.story.lexicon import english
from schemas.base import Support

_WORD = pattern(rf"[^\W\d_{CJK}]+(?:['’][^\W\d_{CJK}]+)*")
_ARTICLES = "a an the its his her their our my this that these those"
_BEFORE_MODIFIER = frozenset(_ARTICLES.split())
_MOST_MODIFIERS = 1
_ADVERB = pattern(r"\w{3,}ly$")


@dataclass(slots=True)
class Claimed:
    """What a sentence claims: its telling words that are borne out, and those that are not, as they are written.

    `grave` are those of the latter that never pass; `apart` are grave words that the evidence has where it speaks of something else.
    """

    held: float = 0.0
    grave: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share of the telling words that are borne out; of none, all."""
        lacking = len(self.grave) + len(self.others)
        return self.held / (self.held + lacking) if lacking else 1.0


def claimed(text: str, basis: Basis, support: Support, gazetteer: Gazetteer | None = None) -> Claimed:
    """Return what `text` claims, which is a sentence without its quotations and dates; its names are judged elsewhere."""
    found = Claimed()
    text = basis.without_owners(text)
    if not text.isascii() and chinese_claims.is_chinese(text):
        chinese_claims.read(text, basis, support, gazetteer, found)
    _read_english(text, basis, support, gazetteer, found)
    return found


def _read_english(text: str, basis: Basis, support: Support, gazetteer: Gazetteer | None, found: Claimed) -> None:
    free, grave = _free(support), english().grave
    stems = {stem for stem in content_words(text) if stem.isascii() and stem.isalpha()}
    telling = {stem: family for stem in stems if (family := family_of(stem)) not in free}
    serious = {stem: family for stem, family in telling.items() if family in grave}
    lacking = {stem: of for stem, of in telling.items() if stem not in basis.content and not basis.wording.has(of)}
    if (lacking or serious) and gazetteer:
        named = {stem for each in gazetteer.find(text) for stem in content_words(text[each.start : each.end])}
        serious = {stem: family for stem, family in serious.items() if stem not in named}
        lacking = {stem: family for stem, family in lacking.items() if stem not in named}
    # Who wrote a quote, and where, bears out no grave word.
    unsaid = {stem for stem, family in serious.items() if not any(each.has(family) for each in basis.by_record)}
    found.held += len(telling) - len(lacking.keys() | unsaid)
    found.grave += _written(text, unsaid)
    found.apart += _written(text, (s for s in serious if s not in unsaid and not _is_near(serious[s], telling, basis)))
    if lacking:
        found.others += _unexplained(text, lacking.keys() - unsaid, basis)


@cache
def _free(support: Support) -> frozenset[str]:
    """Return the words that a sentence of a kind may use of its own."""
    lists = english()
    if support == "verbatim":
        return lists.plain | lists.setting
    return lists.plain | lists.reading if support == "analysis" else lists.plain


def _is_near(family: str, telling: Mapping[str, str], basis: Basis) -> bool:
    """Say whether a record whose quotes have a grave word has another of the sentence's telling words too, if there is one."""
    others = set(telling.values()) - {family}
    return not others or any(each.has(family) and any(map(each.has, others)) for each in basis.by_record)


def _unexplained(text: str, lacking: set[str], basis: Basis) -> Iterator[str]:
    """Yield the lacking words that are neither adverbs nor the one adjective that a sentence may add."""
    modifiers = 0
    tokens = [match.group() for match in _WORD.finditer(text)]
    seen: set[str] = set()
    for place, token in enumerate(tokens):
        stems = set(content_words(token)) & lacking - seen
        seen |= stems
        if not stems or _ADVERB.match(token.lower()):
            continue
        if modifiers < _MOST_MODIFIERS and _modifies(tokens, place, basis):
            modifiers += 1
            continue
        yield token


def _modifies(tokens: list[str], place: int, basis: Basis) -> bool:
    """Say whether a word stands between an article and a word that is borne out."""
    if place == 0 or place + 1 == len(tokens) or tokens[place - 1].lower() not in _BEFORE_MODIFIER:
        return False
    return any(stem in basis.content or basis.wording.has(family_of(stem)) for stem in content_words(tokens[place + 1]))


def _written(text: str, stems: Iterable[str]) -> Iterator[str]:
    """Yield each word of a text that has one of the stems, as it is written first."""
    left = set(stems)
    for match in _WORD.finditer(text) if left else ():
        told = left.intersection(content_words(match.group()))
        if told:
            left -= told
            yield match.group()
