"""Find the names in a sentence and say which stand nowhere in its evidence.

Names are found by how they are written, so no list has to know them: words with a capital that do not owe it to the
start of the sentence, acronyms, words that mix letters with digits (models, versions), handles, communities and
domains, and titles between 《 and 》. A gazetteer adds what spelling cannot show: names in Chinese, names that begin a
sentence, and that two spellings are one thing.
"""

import re
from collections.abc import Iterator, Sequence
from string import ascii_lowercase, digits

from app.language.gazetteer import Gazetteer
from app.language.normalise import fold
from app.language.pattern import pattern
from app.story import chinese_names
from app.story.evidence import Basis
from app.story.lexicon import english

_TOKEN = pattern(
    # It begins with a set of characters, which the engine looks for by itself: what was blanked is passed over at once.
    r"[A-Za-zÀ-ɏͰ-ϿЀ-ӿ\d@](?:(?<=h)ttps?://[^\s<>\"”“’)\]，。]+"
    r"|(?:(?<=[ru])(?<!\w.)/|(?<=@)(?<!\w.))[^\W\u2e80-\U0003ffff](?:[^\W\u2e80-\U0003ffff]|[.-](?=\w))*"
    r"|(?<=[A-Za-zÀ-ɏͰ-ϿЀ-ӿ])(?<![A-Za-z0-9_].)[A-Za-z0-9À-ɏͰ-ϿЀ-ӿ]*(?:[.\-_+&/’'][A-Za-z0-9À-ɏͰ-ϿЀ-ӿ]+)*\+{0,2}"
    r"|(?<=\d)\d*(?:\.\d+){2,}(?!\w))",
    re.DOTALL,
)
_VERSION = pattern(r" \d+(?:\.\d+)*(?![\w%,]|[–-]\d)")
_JOINT = pattern(r"[-/&’']")
_CHINESE_TITLE = pattern(r"《([^《》]+)》")
_STARTS = pattern(r"(?:^|[.!?:;。！？：；\n—–]|…)[\s\"'“”‘’()\[\]《》—–-]*$")
_POSSESSIVE = pattern(r"['’](?:s|S)?$|['’](?:re|ve|ll|d|m|t)$")
_HANDLE = pattern(r"[ru]/|@|https?://")
_LATIN = frozenset(ascii_lowercase + digits)
_LATIN_EDGE = _LATIN | {"_"}
_FIGURE_WITH_UNIT = pattern(r"\d[\d.,]*(?:st|nd|rd|th|s|[a-z]{1,3})?$", re.IGNORECASE)

_LANGUAGE_WORDS = """
english chinese mandarin japanese korean german french spanish portuguese italian dutch russian arabic hindi turkish
polish swedish vietnamese indonesian ukrainian hebrew thai greek
"""
_LANGUAGES = frozenset(_LANGUAGE_WORDS.split())
_BEFORE_LANGUAGE = pattern(r"\b(?:in|into|from|the original)\s+$", re.IGNORECASE)
# Capitals that name nothing of a story's: they are words of the trade, or titles before a name.
_FREE = frozenset(["i", "ai", "ok", "faq", "url", "q", "a", "mr", "mrs", "ms", "dr", "st", "no", "vs", "utc"])

# Words that may begin a sentence with a capital. A word that is not here, and stands nowhere in the evidence in small
# letters, is taken for a name when it begins a sentence; `_ORDINARY_ENDING` spares the regular forms.
_OPENING_WORDS = """
a about above according accordingly across additionally after again against ago all almost along already also
alternatively although always amid among an and another answers any anyone anything are around as ask asked asks at
author authors away back based because before behind being below beneath beside besides between beyond big both
briefly but by can change claims closed code comment commenters comments companies company compared consequently
conversely could critics customers data days debate demand despite details developers did discussion do does doubts
down during each earlier early either else elsewhere engineers enough even ever every everyone everything evidence
except experts fans far few fewer first five following for four free from full further furthermore get give given go
going good had half has have he headlines help hence her here hers herself high his honestly hours how however i if in
indeed inside instead into is it its itself just keep last late later least left less let lets like little long look
lots low made main major make makes many march may maybe me meanwhile members mine minutes model models months more
moreover most much my near nearly need neither never nevertheless new news next nine no nobody none nonetheless nor
not note nothing notice now of off officials often old on once one ones only open opinions or other others otherwise
our ours out outside over overall own page part parts past people per perhaps plans please plus post posted posters
posts price prices problem questions quite quote quoted ran rather read readers reads reasons records regardless
replies reply report reports researchers responses results right run same say says second see seven several share she
should show shows similar simply since six skeptics so some somebody someone something sometimes soon source sources
staff still such support supporters sure take ten than thanks that the their theirs them then there thereafter thereby
therefore these they thing things think this those though thread threads three through throughout thus title titled to
today together tomorrow too top towards try two under unless unlike until up upon us use used users using version
versions very via view views voices want was we weeks well were what whatever when whenever where whereas wherever
whether which while who whoever whole whose why will with within without words work workers would write writes wrote
years yes yesterday yet you your yours zero
"""
_OPENERS = frozenset(_OPENING_WORDS.split())
_AFTER_NAME = pattern(
    r"['’]s\b|\s*[,(:/&“\"]|\s*$|\s+(?:[A-Z0-9“\"]|(?:and|or|is|was|were|are|has|had|have|will|would|can|could|may|might|must|should|does|did|"
    r"also|never|now|just|still|said|wrote|told|made|took|gave|got|went|came|began|kept|left|lost|won|sold|bought|built|put|set|cut|let|beat|"
    r"hit|met|paid|ran|saw|knew|held|brought|found|became|grew|fell|rose|\w+ed|\w+s|\w+ly)\b)|\s*[\u2e80-\U0003ffff]"
)
_ORDINARY_ENDING = pattern(
    r"(?:ing|ly|tion|sion|ment|ness|ism|asm|ity|ed|ance|ence|able|ible|ous|ful|less|ship|ers|ors|ists|ives|ices|ies|ures|ages|ants|ents|als|ics|"
    r"tions|ments|isation|ization)$"
)


def missing_names(
    text: str, basis: Basis, gazetteer: Gazetteer | None = None, numbers: Sequence[tuple[int, int]] = ()
) -> list[str]:
    """Return the names in `text` that its basis does not hold, as they are written, in order.

    A name is held where its words stand, whatever their case; with a gazetteer also where another name of the same thing
    does. What begins in one of `numbers`, half-open spans, is a unit; a number right behind a name is part of it.
    """
    mentions = gazetteer.find(text) if gazetteer else []
    missing = {
        mention.start: text[mention.start : mention.end]
        for mention in mentions
        if not _stands(text[mention.start : mention.end], basis.named)
    }
    if missing and gazetteer:
        known = basis.mentioned(gazetteer)
        missing = {
            each.start: missing[each.start] for each in mentions if each.start in missing and each.slug not in known
        }
    taken = [*((each.start, each.end) for each in mentions), *numbers]
    for start, name in written_names(text, numbers):
        if not any(first <= start < last for first, last in taken) and not _name_stands(name, basis.named):
            missing[start] = name
    if not text.isascii():
        for start, name, told in chinese_names.names(text):
            if not any(first <= start < last for first, last in taken) and told not in basis.named:
                missing[start] = name
    return list(dict.fromkeys(missing[start] for start in sorted(missing)))


def share_of_names(text: str, known: Sequence[str]) -> float:
    """Return the share of the names in `text` that stand in known texts, whatever their case; of none, all."""
    wanted = {name for _, name in written_names(text)}
    if not wanted:
        return 1.0
    named = "\n".join(map(fold, known)).replace("-", " ")
    return sum(_name_stands(name, named) for name in wanted) / len(wanted)


def written_names(text: str, numbers: Sequence[tuple[int, int]] = ()) -> Iterator[tuple[int, str]]:
    """Yield (start, name) for each word that is written as a name, and for each title between 《 and 》."""
    ends = {end for _, end in numbers}
    for match in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", match.group())
        if word and _is_written_as_name(text, match.start(), word):
            version = _VERSION.match(text, match.end()) if word[0].isupper() else None
            # Where the number goes on, with a scale or a unit, it counts something and is no version.
            is_version = version is not None and version.end() in ends
            yield match.start(), text[match.start() : version.end()] if version and is_version else word
    for title in _CHINESE_TITLE.finditer(text):
        yield title.start(1), title.group(1)


def _is_written_as_name(text: str, start: int, word: str) -> bool:
    if _HANDLE.match(word):
        return True
    small = word.lower()
    if small in _FREE:
        return False
    if small in _LANGUAGES and _BEFORE_LANGUAGE.search(text[max(0, start - 16) : start]):
        return False
    if not word.isalpha() and any(letter.isdigit() for letter in word):
        return not _FIGURE_WITH_UNIT.match(word) and (start == 0 or not text[start - 1].isdigit())
    if word == small:
        # A domain is a name in small letters; e.g. and i.e. are not domains.
        return "." in word and len(word.rpartition(".")[2]) > 1
    return word[1:] != small[1:] or not _owes_capital_to_place(text, start, small)


def _owes_capital_to_place(text: str, start: int, small: str) -> bool:
    """Say whether a word with one capital, its first letter, may have it only because a sentence starts there.

    A word that is not among the ordinary ones is a name where what follows fits a name: a verb, a comma, another name.
    """
    if not _STARTS.search(text[max(0, start - 12) : start]):
        return False
    if is_ordinary(small) or "'" in small or "’" in small:
        return True
    return _AFTER_NAME.match(text, start + len(small)) is None


def is_ordinary(small: str) -> bool:
    """Say whether a word in small letters is one that names nothing, for all that the lists and its ending tell."""
    return small in _OPENERS or bool(_ORDINARY_ENDING.search(small)) or english().knows(small)


def _name_stands(name: str, named: str) -> bool:
    """Say whether a name stands in the folded evidence: whole, or part by part where a hyphen or slash joins words."""
    if _stands(name, named) or _stands(name.removesuffix("s"), named) or _stands(f"{name}s", named):
        return True
    parts = _JOINT.split(name)
    if len(parts) == 1 or _HANDLE.match(name) or any(letter.isdigit() for letter in name):
        return False
    # “Qwen-based” stands where Qwen does: a part in small letters names nothing.
    return all(part.islower() or not part or _stands(part, named) for part in parts)


def _stands(name: str, named: str) -> bool:
    """Say whether a name stands in folded text as whole words."""
    small = fold(name).replace("-", " ")
    place = named.find(small) if small else -1
    while place >= 0:
        if _is_whole(named, place, place + len(small)):
            return True
        place = named.find(small, place + 1)
    return False


def _is_whole(named: str, start: int, end: int) -> bool:
    """Say whether a place in folded text is no part of a longer Latin word, nor of a number that goes on behind a point."""
    if named[start] in _LATIN and named[start - 1 : start] in _LATIN_EDGE:
        return False
    if named[end - 1] not in _LATIN:
        return True
    following = named[end : end + 2]
    return following[:1] not in _LATIN_EDGE and not (following[:1] == "." and following[1:].isdecimal())
