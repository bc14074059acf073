"""Find the names in a sentence and say which stand nowhere in its evidence.

Names are found by how they are written, so no list has to know them: words with a capital that do not owe it to the
start of the sentence, acronyms, words that mix letters with digits (models, versions), handles, communities and
domains, and titles between 《 and 》. A gazetteer adds what spelling cannot show: names in Chinese, names that begin a
sentence, and that two spellings are one thing.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from app.language.gazetteer import Gazetteer
from app.language.normalise import fold
from app.story.evidence import Basis

_TOKEN = re.compile(
    r"https?://[^\s<>\"”“’)\]，。]+"
    r"|(?<!\w)(?:[ru]/|@)[\w.-]*\w"
    r"|(?<![A-Za-z0-9_])[A-Za-zÀ-ɏͰ-ϿЀ-ӿ][A-Za-z0-9À-ɏͰ-ϿЀ-ӿ]*(?:[.\-_+&/’'][A-Za-z0-9À-ɏͰ-ϿЀ-ӿ]+)*\+{0,2}"
    r"|\d+(?:\.\d+){2,}(?!\w)"
)
_CHINESE_TITLE = re.compile(r"《([^《》]+)》")
_STARTS = re.compile(r"(?:^|[.!?:;。！？：；\n—–]|…)[\s\"'“”‘’()\[\]《》—–-]*$")
_POSSESSIVE = re.compile(r"['’](?:s|S)?$|['’](?:re|ve|ll|d|m|t)$")
_HANDLE = re.compile(r"[ru]/|@|https?://")
_FIGURE_WITH_UNIT = re.compile(r"\d[\d.,]*(?:st|nd|rd|th|s|[a-z]{1,3})?$", re.IGNORECASE)

_CALENDAR_WORDS = """
january february march april may june july august september october november december jan feb mar apr jun jul aug sep
sept oct nov dec monday tuesday wednesday thursday friday saturday sunday utc
"""
_CALENDAR = frozenset(_CALENDAR_WORDS.split())
_LANGUAGE_WORDS = """
english chinese mandarin japanese korean german french spanish portuguese italian dutch russian arabic hindi turkish
polish swedish vietnamese indonesian ukrainian hebrew thai greek
"""
_LANGUAGES = frozenset(_LANGUAGE_WORDS.split())
_BEFORE_LANGUAGE = re.compile(r"\b(?:in|into|from|the original)\s+$", re.IGNORECASE)
# Capitals that name nothing of a story's: they are words of the trade, or titles before a name.
_FREE = frozenset(["i", "ai", "ok", "faq", "url", "q", "a", "mr", "mrs", "ms", "dr", "st", "no", "vs"])

# Words that may begin a sentence with a capital. A word that is not here, and stands nowhere in the evidence in small
# letters, is taken for a name when it begins a sentence; `_ORDINARY_ENDING` spares the regular forms.
_OPENING_WORDS = """
a about above according across additionally after again against ago all almost along already also although always amid
among an and another answers any anyone anything are around as ask asked asks at author authors away back based
because before behind being below beneath beside besides between beyond big both briefly but by can change claims
closed code comment commenters comments companies company compared could critics customers data days debate demand
despite details developers did discussion do does doubts down during each earlier early either else elsewhere
engineers enough even ever every everyone everything evidence except experts fans far few fewer first five following
for four free from full further given going good had half has have he headlines help her here hers herself high his
hours how however i if in indeed inside instead into is it its itself just last late later least left less lets like
little long look lots low made main major make makes many maybe me meanwhile members mine minutes model models months
more moreover most much my near nearly neither never new news next nine no nobody none nor not nothing notice now of
off officials often old on once one ones only open opinions or other others otherwise our ours out outside over
overall own page part parts past people per perhaps plans post posted posters posts price prices problem questions
quite quote quoted rather read readers reads reasons records replies reply report reports researchers responses
results right same say says second see seven several share she should show shows similar simply since six skeptics so
some somebody someone something sometimes soon source sources staff still such support supporters ten than thanks that
the their theirs them then there thereafter therefore these they thing things this those though thread threads three
through throughout thus title titled to today together tomorrow too top towards two under unless unlike until up upon
us use used users using version versions very via view views voices was we weeks well were what whatever when whenever
where whereas whether which while who whoever whole whose why will with within without words work workers would write
writes wrote years yes yesterday yet you your yours zero
"""
_OPENERS = frozenset(_OPENING_WORDS.split())
_ORDINARY_ENDING = re.compile(
    r"(?:ing|ly|tion|sion|ment|ness|ism|asm|ity|ed|ance|ence|able|ible|ous|ful|less|ship|ers|ors|ists|ives|ices|ies|ures|ages|ants|ents|als|ics|"
    r"tions|ments|isation|ization)$"
)


def missing_names(text: str, basis: Basis, gazetteer: Gazetteer | None = None) -> list[str]:
    """Return the names in `text` that its basis does not hold, as they are written, in order.

    A name is held where its words stand, whatever their case; with a gazetteer also where another name of the same thing does.
    """
    mentions = gazetteer.find(text) if gazetteer else []
    missing = {
        mention.start: text[mention.start : mention.end]
        for mention in mentions
        if not _stands(fold(text[mention.start : mention.end]), basis.named)
    }
    if missing and gazetteer:
        known = basis.mentioned(gazetteer)
        missing = {
            each.start: missing[each.start] for each in mentions if each.start in missing and each.slug not in known
        }
    for start, name in _names(text):
        is_linked = any(each.start <= start < each.end for each in mentions)
        if not is_linked and not _name_stands(name, basis.named):
            missing[start] = name
    return list(dict.fromkeys(missing[start] for start in sorted(missing)))


def _names(text: str) -> Iterator[tuple[int, str]]:
    """Yield (start, name) for each word that is written as a name, and for each title between 《 and 》."""
    for match in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", match.group())
        if word and _is_written_as_name(text, match.start(), word):
            yield match.start(), word
    for title in _CHINESE_TITLE.finditer(text):
        yield title.start(1), title.group(1)


def _is_written_as_name(text: str, start: int, word: str) -> bool:
    if _HANDLE.match(word):
        return True
    small = word.lower()
    if small in _FREE or small in _CALENDAR:
        return False
    if small in _LANGUAGES and _BEFORE_LANGUAGE.search(text[max(0, start - 16) : start]):
        return False
    if any(letter.isdigit() for letter in word):
        return not _FIGURE_WITH_UNIT.match(word) and (start == 0 or not text[start - 1].isdigit())
    if not any(letter.isupper() for letter in word):
        # A domain is a name in small letters; e.g. and i.e. are not domains.
        return "." in word and len(word.rpartition(".")[2]) > 1
    return word[1:] != small[1:] or not _owes_capital_to_place(text, start, small)


def _owes_capital_to_place(text: str, start: int, small: str) -> bool:
    """Say whether a word with one capital, its first letter, may have it only because a sentence starts there."""
    if not _STARTS.search(text[max(0, start - 12) : start]):
        return False
    return small in _OPENERS or _ORDINARY_ENDING.search(small) is not None or "'" in small or "’" in small


def _name_stands(name: str, folded: str) -> bool:
    """Say whether a name stands in the folded evidence: whole, or word for word where a hyphen or slash joins several."""
    small = fold(name)
    if _stands(small, folded) or _stands(small.removesuffix("s"), folded) or _stands(f"{small}s", folded):
        return True
    parts = re.split(r"[-/&’']", small)
    if len(parts) > 1 and not _HANDLE.match(name):
        # “Qwen-based” stands where Qwen does: a part in small letters names nothing.
        written = re.split(r"[-/&’']", name)
        return all(part.islower() or not part or _stands(fold(part), folded) for part in written)
    return False


@lru_cache(maxsize=8192)
def _whole_word(small: str) -> re.Pattern[str]:
    """Return a pattern for a folded name as whole words; letters and digits of a longer word do not count."""
    before = r"(?<![a-z0-9_])" if small[0].isascii() and small[0].isalnum() else ""
    after = r"(?![a-z0-9_])" if small[-1].isascii() and small[-1].isalnum() else ""
    return re.compile(before + re.escape(small) + after)


def _stands(small: str, folded: str) -> bool:
    return bool(small) and small in folded and _whole_word(small).search(folded) is not None
