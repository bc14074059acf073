"""What a set of records is about: which terms carry it, which records belong, which say the same.

A term is a content word or an entity. Its worth grows with the number of publishers that use it, so
that neither one loud author nor a text repeated by many accounts can make a subject. Entities join
records of different languages, which share few words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain

from app.language.duplicates import group_duplicates, same_story_key, without_addresses
from app.language.tokens import content_words, long_words
from app.story.publishers import publisher
from app.writers.extractive.belonging import off_topic
from app.writers.extractive.chief import Chief
from app.writers.extractive.heads import Head
from app.writers.extractive.news import events
from app.writers.extractive.newsletters import headlines_of
from app.writers.extractive.terms import ENTITY, names_of, nearness_of, relevance_of, spread_of, told_early, weigh
from app.writers.extractive.thread import Thread, find_thread
from schemas.entity import EntityKind
from schemas.record import Record

_READ = 1_500
_LEAD = 240
_LEAST_TO_JUDGE = 4
_LEAST_COHESION = 0.34
_LEAST_SHARING = 3
# A story quotes so many records at most; of so many more it need not quote what is beside the subject.
MOST_RECORDS = 32
_MANY_MORE = 40
# Words that nearly every record of the field holds, so that sharing them says nothing of a subject.
FIELD_WORDS = frozenset(
    [
        "ai",
        "model",
        "llm",
        "new",
        "use",
        "user",
        "data",
        "open",
        "source",
        "tool",
        "work",
        "make",
        "time",
        "people",
        "year",
        "company",
        "day",
        "today",
        "thing",
        "good",
        "way",
        "week",
        "a.i",
        "artificial",
        "intelligence",
        "模型",
        "人工",
        "工智",
        "智能",
        "发布",
        "公司",
        "一个",
        "技术",
        "大模",
        "行业",
        "产品",
        "用户",
        "release",
        "post",
        "say",
    ]
)
_MOSTLY = 1 / 2
_SLUG = re.compile(r"(?<=[/-])[a-z0-9]+(?=-)|(?<=-)[a-z0-9]+")
_BARE = 120


@dataclass(frozen=True, slots=True)
class Subject:
    """What the records are about.

    `terms` weighs words and entities (as "entity:slug"), strongest about 1. `relevance` is 0 to 1 for
    each record; `off_topic` and `duplicate_of` name the records to leave out, with the reason or the record that they repeat. `cohesive` is false for a
    set without a common subject, whose story is a round-up. `anchors` are the words that half of the records
    share, and `common` those, or else the most shared, of which what stands above the story must hold one; `shares` says, for each word, how many of the records begin with it,
    0 to 1. `thread` is what most of the records belong to, where they are one thread, and `asked` are the words of the angle. `is_of_field` where most records speak of the field. `chief` is what most heads name, where the set has a subject;
    `nearness` says of each of many records how near it is to all, 1 where it is as near as most. `names` brings the pairs
    of characters that make one Chinese name to one of them.
    """

    terms: Mapping[str, float]
    relevance: Mapping[str, float]
    off_topic: Mapping[str, str]
    duplicate_of: Mapping[str, str]
    cohesive: bool
    entities: tuple[str, ...]
    anchors: frozenset[str]
    shares: Mapping[str, float]
    common: frozenset[str] = frozenset()
    thread: Thread | None = None
    asked: frozenset[str] = frozenset()
    is_of_field: bool = False
    chief: Chief | None = None
    nearness: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def is_told_in(self, words: AbstractSet[str]) -> bool:
        """Say whether words hold one that half of the records share, where there is one."""
        return not self.anchors or _hold(words, self.anchors)

    def may_be_headed_by(self, words: AbstractSet[str]) -> bool:
        """Say whether words hold one of those that make the subject, where there is one."""
        return not self.common or _hold(words, self.common)


def _hold(words: AbstractSet[str], wanted: frozenset[str]) -> bool:
    """Say whether words hold one that is wanted, or a version of it: glm-5.2 is of glm."""
    if not wanted.isdisjoint(words):
        return True
    versions = [word for word in words if "-" in word or "." in word]
    return any(word.startswith(name) and not word[len(name)].isalpha() for word in versions for name in wanted)


def find_subject(
    records: Sequence[Record],
    named: Mapping[str, Mapping[str, float]],
    of_field: frozenset[str],
    asked: frozenset[str],
    heads: Mapping[str, Head],
    kinds: Mapping[str, EntityKind],
) -> Subject:
    """Find what the records are about, and which of them do not belong.

    `named` holds the entities that each record names, with how much each tells (0 to 1); `of_field` are the records
    that are of the field at all; `asked` are the words of the angle that the story is to have; `heads` says what each begins with, `kinds` what each entity is.
    """
    duplicate_of = find_duplicates(records)
    kept = [record for record in records if record.id not in duplicate_of]
    # What lists the headlines of a day holds the words of everything; what it is read for stands in its title.
    listing = {record.id for record in kept if _is_list(record)}
    words = {record.id: _words(record, 0 if record.id in listing else _READ) for record in kept}
    entities = {
        record.id: {
            ENTITY + slug for slug in (heads[record.id].things if record.id in listing else named.get(record.id, ()))
        }
        for record in kept
    }
    features = {record_id: held | entities[record_id] for record_id, held in words.items()}
    telling = {slug: weight for slugs in named.values() for slug, weight in slugs.items()}
    spread = spread_of(kept, features)
    n = max(1, len({publisher(record) for record in kept}))
    terms = weigh(spread, n, telling, asked, FIELD_WORDS)
    leads = {
        r.id: _words(r, _LEAD) if r.text and len(r.text) > _LEAD and r.id not in listing else words[r.id] for r in kept
    }
    early = {r.id: leads[r.id] | told_early(entities[r.id], heads[r.id], leads[r.id]) for r in kept}
    relevance = relevance_of(features, early, terms)
    by_spread = sorted(
        ((spread[t], terms[t], t) for t in terms if t.startswith(ENTITY)), key=lambda x: (-x[1], -x[0], x[2])
    )
    top = tuple(t.removeprefix(ENTITY) for count, _, t in by_spread if count > 1 or len(kept) == 1)
    shares = _shares(kept, leads)
    anchors = frozenset(w for w, share in shares.items() if share * len(kept) >= max(_LEAST_TO_JUDGE, len(kept)) / 2)
    thread = find_thread(kept, FIELD_WORDS)
    # Whatever the words of its replies, a thread is about what it replies to.
    cohesive = thread is not None or _is_cohesive(kept, features, terms)
    chief = Chief(kept, heads, kinds, FIELD_WORDS) if cohesive and len(kept) >= _LEAST_TO_JUDGE else None
    off = (
        off_topic(kept, features, relevance, of_field, anchors, heads, chief, FIELD_WORDS)
        if chief
        else dict[str, str]()
    )
    # A list of the day holds something of what it was gathered for, be it one line.
    off = {record_id: why for record_id, why in off.items() if record_id not in listing}
    # What nearly all hold, or the whole field, does not tell the angle from the rest.
    particular = asked - FIELD_WORDS - anchors or asked
    common = anchors or (_commonest(shares, len(kept)) if cohesive and thread is None else frozenset())
    is_of_field = len(of_field) > _MOSTLY * len(records)
    near = nearness_of(features, FIELD_WORDS) if chief and thread is None and len(kept) >= _MANY_MORE else {}
    return Subject(
        terms,
        relevance,
        off,
        duplicate_of,
        cohesive,
        top,
        anchors,
        shares,
        common,
        thread,
        particular,
        is_of_field,
        chief,
        near,
        names_of(shares),
    )


def find_duplicates(records: Sequence[Record]) -> dict[str, str]:
    """Return, for each record that repeats another, the id of the fullest record that it repeats."""
    texts = [_written(record, _READ) for record in records]
    group = list(group_duplicates(texts))
    by_link: dict[str, int] = {}
    for i, record in enumerate(records):
        key = same_story_key(record.url) if record.url else None
        if key is None or record.kind == "comment":
            continue
        first = by_link.setdefault(key, i)
        if first != i and _shares_words(texts[first], texts[i]):
            low, high = sorted((group[first], group[i]))
            group = [low if g == high else g for g in group]
    members: dict[int, list[int]] = defaultdict(list)
    for i, first in enumerate(group):
        members[first].append(i)
    found: dict[str, str] = {}
    for indices in members.values():
        best = max(indices, key=lambda i: (len(texts[i]), -i))
        found.update({records[i].id: records[best].id for i in indices if not _tells_apart(records[i], records[best])})
        found.pop(records[best].id, None)
    return found


def _tells_apart(one: Record, other: Record) -> bool:
    """Say whether two titles of different days tell of different acts: what was rejected and is approved is told in much the same words."""
    if one.published_at.date() == other.published_at.date():
        return False
    mine, theirs = events(one.title or ""), events(other.title or "")
    return bool(mine and theirs) and mine != theirs


def _shares_words(one: str, other: str) -> bool:
    """Say whether two texts behind one link say much the same, not only point to the same page."""
    a, b = set(content_words(one)), set(content_words(other))
    return len(a & b) >= 0.6 * max(1, min(len(a), len(b)))


def _written(record: Record, read: int) -> str:
    """Return a record's title and the first `read` characters of its text."""
    return f"{record.title or ''}\n{(record.text or '')[:read]}".strip()


def _words(record: Record, read: int = _READ) -> frozenset[str]:
    """Return the content words of a record's title and of the first `read` characters of its text."""
    written = _written(record, read)
    text = without_addresses(written)
    if "http" in written and len(text) < _BARE:
        # Of a link that stands alone, the address tells what is behind it.
        text = " ".join([text, *_SLUG.findall(written)])
    return frozenset(long_words(text))


def _is_list(record: Record) -> bool:
    """Say whether a record's title sets headlines of several things side by side."""
    title = record.title or ""
    return any(mark in title for mark in "；;/,") and len(headlines_of(record)) > 1


def _shares(records: Sequence[Record], leads: Mapping[str, frozenset[str]]) -> dict[str, float]:
    """Return the share of the records that begin with each word, the field's own words left out."""
    counted = Counter(word for record in records for word in leads[record.id] if word not in FIELD_WORDS)
    return {word: count / len(records) for word, count in counted.items()}


def _commonest(shares: Mapping[str, float], records: int) -> frozenset[str]:
    """Return the words that make a subject of records of which no word stands in half."""
    least = max(_LEAST_SHARING / records, _LEAST_COHESION) if records >= _LEAST_TO_JUDGE else 1.0
    return frozenset(word for word, share in shares.items() if share >= least)


def _is_cohesive(records: Sequence[Record], features: Mapping[str, frozenset[str]], terms: Mapping[str, float]) -> bool:
    """Say whether one term beyond the field's own words stands in a good part of the records."""
    if len(records) < _LEAST_TO_JUDGE:
        return True
    holders = Counter(chain.from_iterable(features.values()))
    best = max((holders[term] for term in terms if term not in FIELD_WORDS), default=0)
    return best >= max(_LEAST_SHARING, _LEAST_COHESION * len(records))
