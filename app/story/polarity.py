"""Say whether a sentence and its evidence agree in what they affirm and what they deny.

Only plain negation is read (not, never, no; 不, 没有, 未). A side that holds a word which denies more softly (doubt,
refuse, without, 拒绝) may agree with either, since “refused to say” and “did not say” are one claim.
"""

import re
from collections.abc import Sequence

from app.language.pattern import pattern
from app.language.sentences import split_sentences
from app.language.tokens import content_words

_PLAIN = pattern(
    r"\b(?:not|never|nobody|nothing|none|nowhere|neither|nor|cannot|no)\b(?! only| just| doubt|\. ?\d)|n['’]t\b|\b(?:cant|dont|doesnt|didnt|isnt|wasnt|wont)\b"
    r"|没有?|并未|从未|尚未|未(?!来|必|经)|不(?!仅|但|断|过|久|少|同|管|论|得不|只|止|妨|禁|如)|绝非|并非|无法|无需|毫无|别(?=[再去])|勿",
    re.IGNORECASE,
)
_NOT_ONLY = pattern(r"\bnot (?:only|just)\b", re.IGNORECASE)
_SOFT = pattern(
    r"\b(?:doubt|den(?:y|ies|ied)|refus|reject|fail|lack|without|unable|impossible|hardly|barely|scarcely|seldom|rarely|few(?:er)?\b|little\b|stop|"
    r"against|oppos|disagree|unlike|unclear|unknown|unsure|uncertain|absent|absence|missing|avoid|prevent|forb|ban|instead of|rather than|only|except|"
    r"far from|too\b|yet to|dispute|contradict|deni|declin|withh|wrong|false|myth)"
    r"|call(?:ed|s)? off|cancel|no longer|拒绝|否认|擅自|未经|取消|缺乏|难以|停止|反对|质疑|不仅|未必|无|非|禁止|避免|尚待|除了",
    re.IGNORECASE,
)
# So many shared content words make two sentences speak of one thing.
_ENOUGH = 2
# So large a share of the longer one's content words makes two sentences nearly the same.
_NEARLY_ALL = 0.8
_CLAUSE = re.compile(r"[,;:，；：、]|\b(?:but|and|though|although|while)\b")
_SPEECH = r"(?:sa(?:y|id)|writ(?:e|ten)|wrote|claim(?:ed)?|state[d]?|post(?:ed)?|announced?|told?|tell|add(?:ed)?|argued?|ask(?:ed)?|repl(?:y|ied)|confirm(?:ed)?)"
# For text in small letters.
_UNSAID = pattern(
    rf"(?:(?<![\w/@-])(?:not|never|nobody|none)\b|n['’]t\b)\s+(?:\w+\s+){{0,2}}?{_SPEECH}\b|(?:没有?|并未|从未|未曾|不曾|并没有)[^，。“]{{0,3}}(?:说|写|表示|称|提到|宣布|指出|回应)"
)


def denies_speech(connective: str) -> bool:
    """Say whether the words around a quotation deny that it was said: “never wrote”, “did not say”, “并未表示”."""
    small = connective.lower()
    if small.isascii() and "no" not in small and "n't" not in small and "never" not in small:
        return False
    return _UNSAID.search(small) is not None


def denies(text: str) -> bool:
    """Say whether a text denies something, plainly or softly."""
    return _PLAIN.search(text) is not None or _SOFT.search(text) is not None


def is_reversed(sentence: str, evidence: Sequence[str], *, closest: bool) -> bool:
    """Say whether a sentence denies what its evidence affirms, or affirms what it denies.

    With `closest` the sentence is held against that sentence of the evidence that shares most content words with it,
    else against each that shares two: then only a denial that none of them holds, or all but it hold, counts. A headline of several sentences is held
    against it sentence by sentence, since each may be the one that was turned.
    """
    pieces = _sentences(evidence)
    parts = [part for part in _sentences([sentence]) if len(set(content_words(part))) >= _ENOUGH]
    return any(_is_part_reversed(part, pieces, closest=closest) for part in (parts if len(parts) > 1 else [sentence]))


def _sentences(texts: Sequence[str]) -> list[str]:
    return [text[span.start : span.end] for text in texts for span in split_sentences(text)]


def _is_part_reversed(sentence: str, pieces: Sequence[str], *, closest: bool) -> bool:
    wanted = set(content_words(sentence))
    words = [set(content_words(piece)) for piece in pieces]
    shared = [len(wanted & each) for each in words]
    least = max(shared, default=0) if closest else _ENOUGH
    near = [index for index, count in enumerate(shared) if count >= least]
    return bool(near) and all(
        _disagree(sentence, pieces[index], is_same=shared[index] >= _NEARLY_ALL * max(len(words[index]), len(wanted)))
        for index in near
    )


def _disagree(one: str, other: str, *, is_same: bool) -> bool:
    """Say whether two sentences differ in negation; where they are nearly the same, one negation more is a difference.

    A word that denies softly excuses it only where the other sentence has another, or none.
    """
    if {word.lower() for word in _SOFT.findall(one)} != {word.lower() for word in _SOFT.findall(other)}:
        return False
    if is_same:
        return _denials(one) != _denials(other)
    if _PLAIN.search(one) is None and _PLAIN.search(other) is not None:
        # The denial may stand in a clause that speaks of something else.
        other = _closest_clause(one, other)
    return (_PLAIN.search(one) is None) != (_PLAIN.search(other) is None)


def _closest_clause(one: str, other: str) -> str:
    """Return the clause of another sentence that alone shares most content words with one, or all of it where none does."""
    wanted = set(content_words(one))
    shared = {clause: len(wanted.intersection(content_words(clause))) for clause in _CLAUSE.split(other)}
    most = max(shared.values())
    best = [clause for clause, count in shared.items() if count == most]
    return best[0] if len(best) == 1 and most >= _ENOUGH else other


def _denials(sentence: str) -> int:
    """Count the plain negations of a sentence, “not only” and “not just” among them."""
    return len(_PLAIN.findall(sentence)) + len(_NOT_ONLY.findall(sentence))
