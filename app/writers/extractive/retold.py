"""Whether words in another language than the story's tell what words in its own tell already.

Two languages share no words but names, so that what is compared is what was done (from a short list of acts in both) or counted, who is named, and when.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache

from app.language.tokens import content_words
from app.writers.extractive.amounts import amounts
from app.writers.extractive.passages import Passage
from schemas.record import Record

_SOON = timedelta(days=2)
_NAMES_SHARED = 2
# In Latin letters in a Chinese headline, and no name.
_NO_NAMES = frozenset({"ai", "app", "ceo", "cto", "api"})
_OF_OPENING = 400
# So much of a sentence's words are its record's news once more.
_AGAIN = 0.3
# Each act in English and in Chinese. For text in small letters.
_ACTS = {
    name: re.compile(words)
    for name, words in (
        ("sue", r"\b(?:sue[sd]?|suing|lawsuits?)\b|起诉|诉讼|提告"),
        (
            "publish",
            r"\b(?:releas\w+|launch\w*|unveil\w*|introduc\w+|open[- ]sourc\w+|now (?:live|available)|weights?)\b|发布|推出|上线|开源|开放|正式上市|发售|开售",
        ),
        ("list", r"\b(?:designat\w+|blacklist\w*|labell?(?:s|ed))\b|列为|列入|认定为|指定为"),
        ("leave", r"\b(?:uninstall\w*|cancell?\w*|defect\w*)\b|卸载|退订"),
        ("threaten", r"\b(?:threat\w*|ultimatum)\b|威胁|最后通牒"),
        ("halt", r"\b(?:halt\w*|block(?:s|ed)|suspend\w*|paus(?:es?|ed))\b|叫停|暂停|中止"),
        ("dismiss", r"\b(?:layoffs?|lay(?:s|ing)? off|laid off|job cuts)\b|裁员"),
        ("acquire", r"\b(?:acqui\w+|buys|bought|takeover)\b|收购"),
        ("refuse", r"\b(?:reject\w*|refus\w+)\b|拒绝"),
        ("resign", r"\b(?:resign\w*|steps? down|quits?|departs?|leaves)\b|离职|辞职|离开"),
        ("ban", r"\b(?:ban(?:s|ned)?|prohibit\w*)\b|禁止|封禁|禁令"),
        ("investigate", r"\b(?:investigat\w+|probe[sd]?)\b|调查"),
        ("raise", r"\b(?:raises?|raised|funding|hikes?|price increase)\b|融资|涨价|涨幅|提价|上调"),
    )
}


def find_retold(
    held: Mapping[str, Sequence[Passage]], named: Mapping[str, Collection[str]], *, chinese: bool
) -> tuple[dict[str, str], dict[str, list[Passage]]]:
    """Find the records in another language than the story's whose news one in its own tells.

    `held` are the passages of each record and `named` the entities that each names, by its id. Titles and first sentences say what a record tells.
    Returns, for each that the story can do without, which record tells the same, in words; and, for each that says more besides than the one that
    tells its news, what it says besides.
    """
    heads = {record_id: _head(passages) for record_id, passages in held.items()}
    foreign = {record_id for record_id, head in heads.items() if all(p.chinese != chinese for p in head)}
    own = {record_id: head for record_id, head in heads.items() if all(p.chinese == chinese for p in head)}
    names = {record_id: frozenset(named.get(record_id, ())) for record_id in heads} if foreign else {}
    found: dict[str, str] = {}
    richer: dict[str, list[Passage]] = {}
    for record_id in sorted(foreign):
        teller, told = _teller(heads[record_id], own, names)
        if teller is None:
            continue
        rest = [p for p in held[record_id] if _says_besides(p, told, heads[record_id])]
        is_richer = len(told) < len(heads[record_id]) or len(held[teller]) == len(heads[teller])
        if rest and is_richer:
            richer[record_id] = rest
        else:
            found[record_id] = f"tells in another language what {teller} tells"
    return found, richer


def _head(passages: Sequence[Passage]) -> list[Passage]:
    """Return a record's title and the first sentence of its text, or whatever comes first."""
    return [p for p in passages if p.is_title or p.order <= 1] or list(passages[:1])


def _says_besides(passage: Passage, told: Sequence[Passage], head: Sequence[Passage]) -> bool:
    """Say whether a passage can be quoted alone and says something else than what is told of its record's head."""
    if passage in told or passage.is_scrap or passage.clipped or passage.question:
        return False
    if passage in head:
        return True
    return all(len(passage.words & p.words) < _AGAIN * min(len(passage.words), len(p.words)) for p in head)


def _teller(
    head: Sequence[Passage], own: Mapping[str, Sequence[Passage]], names: Mapping[str, frozenset[str]]
) -> tuple[str | None, Sequence[Passage]]:
    """Return the id of the record of the same days that tells most of a head, and what of it; None where none names two of the same things."""
    record = head[0].record
    sharing = (
        (len(names[record.id] & names[record_id]), record_id)
        for record_id, others in own.items()
        if abs(others[0].record.published_at - record.published_at) <= _SOON
    )
    near = sorted((each for each in sharing if each[0] >= _NAMES_SHARED), reverse=True)
    found = ((record_id, _told_by(own[record_id], head)) for _, record_id in near)
    return max((each for each in found if each[1]), key=lambda each: len(each[1]), default=(None, ()))


def _told_by(others: Sequence[Passage], head: Sequence[Passage]) -> Sequence[Passage]:
    """Return what of a record's head one in the other language tells: all, the headline alone where the rest counts more, or nothing.

    It names what the Chinese headline has in Latin letters, and tells the same act or counts the same.
    """
    chinese, english = (head, others) if head[0].chinese else (others, head)
    names = {word for word in chinese[0].words - _NO_NAMES if word.isascii() and not word.isdecimal()}
    counted = [[amount for amount in amounts(p.text) if amount.counts] for p in head]
    told = amounts(_opening(others[0].record)) if any(counted) else ()
    are_told = [all(any(amount.is_told_by(each) for each in told) for amount in found) for found in counted]
    if any(counted) and all(are_told):
        return head if names.issubset(content_words(_opening(english[0].record))) else ()
    is_named = bool(names) and names <= frozenset().union(*(p.words for p in english))
    if not (is_named and are_told[0]) or acts_in(head[0].text.lower()).isdisjoint(acts_in(others[0].text.lower())):
        return ()
    return head if all(are_told) else head[:1]


def _opening(record: Record) -> str:
    """Return what a record begins with, which tells its news."""
    return f"{record.title or ''}\n{(record.text or '')[:_OF_OPENING]}"


@lru_cache(maxsize=512)
def acts_in(small: str) -> frozenset[str]:
    """Return the acts that a text in small letters tells of."""
    return frozenset(name for name, words in _ACTS.items() if words.search(small))
