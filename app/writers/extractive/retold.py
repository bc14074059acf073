"""Whether words in another language than the story's tell what words in its own tell already.

Two languages share no words but names, so that what is compared is what was done (from a short list of acts in both) or counted, who is named, and when.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta

from app.writers.extractive.amounts import amounts
from app.writers.extractive.passages import Passage

_SOON = timedelta(days=2)
_NAMES_SHARED = 2
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
) -> dict[str, str]:
    """Return, for each record in another language than the story's of which one in its own tells the same, which one that is, in words.

    `held` are the passages of each record and `named` the entities that each names, by its id. Titles and first sentences say what a record tells.
    """
    heads = {record_id: _head(passages) for record_id, passages in held.items()}
    foreign = {record_id for record_id, head in heads.items() if all(p.chinese != chinese for p in head)}
    own = {record_id: head for record_id, head in heads.items() if all(p.chinese == chinese for p in head)}
    names = {record_id: frozenset(named.get(record_id, ())) for record_id in heads} if foreign else {}
    found = {record_id: _teller(heads[record_id], own, names) for record_id in sorted(foreign)}
    return {i: f"tells in another language what {teller} tells" for i, teller in found.items() if teller}


def _head(passages: Sequence[Passage]) -> list[Passage]:
    """Return a record's title and the first sentence of its text, or whatever comes first."""
    return [p for p in passages if p.is_title or p.order <= 1] or list(passages[:1])


def _teller(
    head: Sequence[Passage], own: Mapping[str, Sequence[Passage]], names: Mapping[str, frozenset[str]]
) -> str | None:
    """Return the id of the record of the same days that tells the same act or amount and names most of the same things; None where none names two."""
    record = head[0].record
    sharing = (
        (len(names[record.id] & names[record_id]), record_id)
        for record_id, others in own.items()
        if abs(others[0].record.published_at - record.published_at) <= _SOON
    )
    near = sorted((each for each in sharing if each[0] >= _NAMES_SHARED), reverse=True)
    acts = acts_in(head[0].text.lower()) if near else frozenset[str]()
    return next(
        (
            record_id
            for _, record_id in near
            if not acts.isdisjoint(acts_in(own[record_id][0].text.lower())) or _count_the_same(head, own[record_id])
        ),
        None,
    )


def _count_the_same(head: Sequence[Passage], others: Sequence[Passage]) -> bool:
    """Say whether a record begins by counting something, and another counts all of that, be it rounded."""
    counted = [amount for p in head for amount in amounts(p.text) if amount.counts]
    told = [amount for p in others for amount in amounts(p.text)] if counted else []
    return bool(counted) and all(any(amount.is_told_by(each) for each in told) for amount in counted)


def acts_in(small: str) -> frozenset[str]:
    """Return the acts that a text in small letters tells of."""
    return frozenset(name for name, words in _ACTS.items() if words.search(small))
