"""Turn text into the words by which it is compared, ranked and searched, in English, Chinese and the two mixed."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import add

from app.language.normalise import straight
from app.language.pattern import pattern
from app.language.sentences import CJK

_WORD = pattern(rf"[{CJK}]+|[^\W_{CJK}]+(?:[.'’\-][^\W_{CJK}]+)*")
# What _WORD finds in text that is folded and in ASCII, in half the time.
_ASCII_WORD = pattern(r"[a-z0-9]+(?:[.'\-][a-z0-9]+)*")
_CJK_CHAR = pattern(f"[{CJK}]")
_CJK_RUN = pattern(f"[{CJK}]+")
_DIGIT = pattern(r"\d")
_FIRST_CJK = "\u3005"
_LONGEST_KEPT = 2_048
_SHORTEST_STEMMED = 4
_VERB_ENDING = pattern(r"(\w{3,}[^e\W](?=ing)|\w{2,}[^e\W](?=ed))(?:ing|ed)$")
_LOST_E = pattern("[^aeiou][aeiou][^aeiouwxy]")
_VOWEL = pattern("[aeiouy]")

_ENGLISH = (
    "a about above after again against all also am an and any are aren't as at be because been before being below between both but by "
    "can can't cannot could couldn't did didn't do does doesn't doing don't down during each either else ever every few for from "
    "further get gets got had hadn't has hasn't have haven't having he he'd he'll he's her here here's hers herself him himself his how "
    "however i i'd i'll i'm i've if in into is isn't it it'd it'll it's its itself just let let's like may me might more most much "
    "must mustn't my myself no nor not now of off on once one only or other ought our ours ourselves out over own per quite rather "
    "really same she she'd she'll she's should shouldn't since so some such than that that's the their theirs them themselves then "
    "there there's these they they'd they'll they're they've this those though through to too under until up upon us very via was "
    "wasn't we we'd we'll we're we've were weren't what what's when where which while who who's whom whose why will with within "
    "without won't would wouldn't yes yet you you'd you'll you're you've your yours yourself yourselves"
)
_CHINESE = (
    "我们 你们 他们 她们 它们 自己 这个 那个 这些 那些 这样 那样 这种 那种 这里 那里 什么 怎么 怎样 为何 如何 哪些 哪个 一个 一些 一种 一样 一下 "
    "可以 可能 应该 需要 能够 没有 不是 就是 还是 但是 而是 或者 以及 并且 而且 因为 所以 如果 虽然 然而 不过 由于 对于 关于 根据 通过 随着 为了 "
    "已经 正在 将会 进行 表示 其中 其他 目前 同时 此外 另外 以下 以上 之后 之前 之间 这是 也是 都是 不会 不能 非常 比较 更加 只是 只有 所有 大家"
)
ENGLISH_STOP_WORDS = frozenset(_ENGLISH.split())
CHINESE_STOP_WORDS = frozenset(_CHINESE.split())
_FUNCTION_CHARACTERS = frozenset("的了着是在和与及或也都就而被把将吗呢吧啊呀之其这那我你他她它们")


def words(text: str) -> list[str]:
    """Return the words of `text` for likeness and ranking, in order.

    Words are case folded and lose their commonest English endings; numbers, versions and names such as gpt-4o stay one
    word; a run of Chinese or Japanese becomes its overlapping pairs of characters.
    """
    return list(map(_STEMS.__getitem__, _raw_words(text)))


def content_words(text: str) -> list[str]:
    """Return the words of `text` without those that English and Chinese use for grammar alone."""
    return list(filter(None, map(_CONTENTS.__getitem__, _raw_words(text))))


def long_words(text: str) -> list[str]:
    """Return the words of `text` as `content_words` does, but for those of a single letter, digit or character."""
    return list(filter(None, map(_LONG.__getitem__, _raw_words(text))))


def is_everyday(word: str) -> bool:
    """Say whether a word, alone, carries grammar and nothing else, or is a single letter."""
    return _is_stop_word(word.strip().casefold())


def cjk_share(text: str) -> float:
    """Return the share, from 0 to 1, of Chinese and Japanese characters among the characters of `text` that show."""
    if text.isascii():
        return 0.0
    shown = len("".join(text.split()))
    return len(_CJK_CHAR.findall(text)) / shown if shown else 0.0


def search_text(text: str) -> str:
    """Return `text` with a space at each side of each Chinese or Japanese character, for an index that splits at spaces."""
    if text.isascii():
        return text
    pieces: list[str] = []
    done = 0
    for run in _CJK_RUN.finditer(text):
        start, end = run.span()
        before = " " if start and not text[start - 1].isspace() else ""
        behind = " " if end < len(text) and not text[end].isspace() else ""
        pieces += (text[done:start], before, " ".join(run[0]), behind)
        done = end
    return "".join([*pieces, text[done:]]) if pieces else text


def _raw_words(text: str) -> Sequence[str]:
    """Return the folded words of `text` with their endings still on."""
    # What a story is made of is read for one purpose after another, and long texts seldom twice.
    return _lately_read(text) if len(text) <= _LONGEST_KEPT else _split(text)


def _split(text: str) -> list[str]:
    # White space stands in no word, so that it need not be folded.
    folded = straight(text).casefold()
    if folded.isascii() and "-" not in folded:
        return _ASCII_WORD.findall(folded)
    found: list[str] = []
    for word in (_ASCII_WORD if folded.isascii() else _WORD).findall(folded):
        # No Chinese or Japanese character comes before the first of those that is asked for.
        if word[0] >= _FIRST_CJK and _CJK_CHAR.match(word):
            found += map(add, word, word[1:]) if len(word) > 1 else [word]
        elif "-" in word and not _DIGIT.search(word):
            found += word.split("-")  # Writers disagree on open-source and open source.
        else:
            found.append(word)
    return found


def _content_word(word: str) -> str:
    """Return a folded word without its ending, or nothing for one that carries grammar alone."""
    return "" if _is_stop_word(word) else _STEMS[word]


def _long_word(word: str) -> str:
    read = _CONTENTS[word]
    return read if len(read) > 1 else ""


def _is_stop_word(word: str) -> bool:
    """Say whether a folded word, or a pair of Chinese characters, carries grammar alone."""
    if word.isascii():
        return word in ENGLISH_STOP_WORDS or (len(word) == 1 and word.isalpha())
    return word in CHINESE_STOP_WORDS or not _FUNCTION_CHARACTERS.isdisjoint(word)


def _stem(word: str) -> str:
    """Return a folded word without the commonest English endings; what is not plain English letters is left alone."""
    word = word.removesuffix("'s")
    if len(word) < _SHORTEST_STEMMED or not word.isascii() or not word.isalpha():
        return word
    if word.endswith("ies") and len(word) > _SHORTEST_STEMMED:
        word = word[:-3] + "y"
    elif word.endswith(("xes", "zes", "ches", "shes", "sses")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if (match := _VERB_ENDING.match(word)) and _VOWEL.search(match[1]):
        word = match[1]
        if word[-1] == word[-2] and word[-1] not in "lsz":
            word = word[:-1]  # planned, running
        elif len(word) < _SHORTEST_STEMMED and _LOST_E.match(word):
            word += "e"  # voted, using
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST_STEMMED else word


class _Read(dict[str, str]):
    """How words are read, each once; a full one starts anew, so that its memory is bounded.

    A dictionary is asked for all the words of a text without a step of Python between, unlike a function that keeps its answers.
    """

    def __init__(self, read: Callable[[str], str]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST_READ:
            self.clear()
        self[word] = reading = self._read(word)
        return reading


_lately_read = lru_cache(maxsize=256)(_split)
_MOST_READ = 65_536
_STEMS = _Read(_stem)
_CONTENTS = _Read(_content_word)
_LONG = _Read(_long_word)
