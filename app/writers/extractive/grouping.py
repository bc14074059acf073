"""What stands together: voices of one topic or that name the same thing, under a heading that says so, and releases of which only the names are told."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from app.language.pattern import pattern
from app.writers.extractive.particulars import Naming
from app.writers.extractive.passages import Passage
from schemas.entity import EntityKind

# So many voices are read as a list, unless they stand in groups of at least so many records; of a topic it takes more than of a name.
_MANY, _LEAST, _LEAST_OF_TOPIC = 10, 3, 4
_MOST_TOGETHER = 6
# What more than half of them name is what all of it is about.
_CHIEF = 0.5
# What people speak of in this field, beside the things that have names. For text in small letters.
_TOPICS = {
    "running": pattern(r"\b(?:v?ram|[gc]pus?|rtx|\d+ ?gb|macbook|mac (?:mini|studio)|dgx|[345]090|tok(?:ens)?/s|tokens per second|t/s|quant\w*|gguf|q[2-8](?:_\w+)?)\b|显存|显卡|本地部署|量化"),
    "comparing": pattern(r"\b(?:benchmark\w*|scor(?:es?|ed|ing)|ranks?|ranked|leaderboard|beats?|outperform\w*|compar(?:ed|es?|ison)|vs\.?|better than|worse than)\b|评测|跑分|对比|超越"),
    "trouble": pattern(r"\b(?:problems?|bugs?|bugged|errors?|crash\w*|broken|fail(?:s|ed|ing|ure)?|stuck|struggl\w*|issues?|does ?n['’]t work|not working|weird)\b|故障|报错|崩溃|出错"),
    "cost": pattern(r"[$€£]\d|\b(?:pric(?:e|es|ing|ey)|costs?|costly|cheap(?:er)?|expensive|subscriptions?|free tier|billing|rate limits?)\b|价格|收费|涨价|便宜"),
    "rules": pattern(r"\b(?:licen[cs]e[sd]?|licen[cs]ing|censor\w*|bann?(?:ed|s)?|privacy|copyright|sanction(?:s|ed))\b|许可|监管|审查|版权|禁令"),
    "work": pattern(r"\b(?:jobs?|layoffs?|laid off|hiring|hired|careers?|employ\w+|workers?|salar(?:y|ies))\b|裁员|就业|招聘|员工"),
}  # fmt: skip
_SCENES: frozenset[EntityKind] = frozenset({"place", "community"})


def grouped_voices(
    voices: Sequence[Passage], naming: Naming, headings: Mapping[str, str], on: str, most: int
) -> list[tuple[str, list[Passage]]]:
    """Return up to `most` groups of voices, each with its heading, the largest first, and the rest under "".

    A group speaks of one of the topics that `headings` has headings for, or its records share a name, which `on` takes in. A record's
    passages stay together, and few voices are one group.
    """
    records = {p.record.id for p in voices}
    if len(records) < _MANY or most < 1:
        return [("", list(voices))]
    members: defaultdict[str, set[str]] = defaultdict(set)
    for passage in voices:
        for mention in naming.mentions(passage):
            if naming.kinds.get(mention.slug) not in _SCENES:
                members[on.format(naming.names[mention.slug])].add(passage.record.id)
        small = f"{passage.record.title or ''} {passage.text}".lower()
        for topic, words in _TOPICS.items():
            if words.search(small):
                members[headings[topic]].add(passage.record.id)
    topics = set(headings.values())
    least = {heading: _LEAST_OF_TOPIC if heading in topics else _LEAST for heading in members}
    particular = {each: found for each, found in members.items() if least[each] <= len(found) <= _CHIEF * len(records)}
    groups: list[tuple[str, list[Passage]]] = []
    left = set(records)
    while len(groups) < most and particular:
        heading = max(sorted(particular), key=lambda each: len(particular[each] & left))
        found = particular.pop(heading) & left
        if len(found) < least[heading]:
            continue
        left -= found
        groups.append((heading, [p for p in voices if p.record.id in found]))
    rest = [p for p in voices if p.record.id in left]
    return [*groups, *([("", rest)] if rest else [])]


def released_together(passages: Sequence[Passage]) -> list[list[Passage]]:
    """Take neighbouring releases of which only the names are told together; everything else stands alone."""
    groups: list[list[Passage]] = []
    told = Counter(p.record.id for p in passages)
    for passage in passages:
        is_name = passage.is_title and passage.record.kind == "release" and told[passage.record.id] == 1
        last = groups[-1] if groups else []
        if (
            is_name
            and 0 < len(last) < _MOST_TOGETHER
            and _are_of_one(last[-1], passage)
            and told[last[-1].record.id] == 1
        ):
            last.append(passage)
        else:
            groups.append([passage])
    return [sorted(group, key=lambda p: (p.record.published_at, p.index, p.order)) for group in groups]


def _are_of_one(one: Passage, other: Passage) -> bool:
    """Say whether two passages are names of releases of one source."""
    return one.is_title and one.record.kind == other.record.kind and one.record.source == other.record.source
