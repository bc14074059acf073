"""Relate stories: which came before, which after, which are alike, and what a writer may tell of the story so far.

Two stories are as near as what they are about. Their entities are compared by a weighted Jaccard index (Ioffe, 2010),
each entity weighing its salience times its inverse document frequency (Spärck Jones, 1972) over all stories; their
titles and deks by the cosine of their words. Six tenths, three tenths, and a tenth for the same beat make the score.
The other story as a whole is taken to weigh as much as the one that is compared: so only the frequencies of the latter's
own entities are asked for, and not of all that some fifty others name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from math import log, sqrt

from app.language.tokens import content_words
from app.store import neighbours, records
from app.store.neighbours import Neighbour
from app.store.session import Session
from app.store.times import micros
from app.writers.base import EarlierStory
from schemas.record import Record
from schemas.story import RelatedStory, Story

_LOOKED_AT = 24
_LEAST_SCORE = 0.1
# From this likeness of words on, one shared entity is enough for two stories to be about one matter.
_SAME_MATTER = 0.35
# A story is about an entity alone when so much of it is.
_VERY_SALIENT = 0.35
_RECORDS_OF_EARLIER = 3


def related(session: Session, story: Story, limit: int = 6) -> list[RelatedStory]:
    """Return the published stories nearest to a story, strongest first, each with how it is related and why.

    Earlier and later are stories on the same matter: two of the five foremost entities of both are shared, or one
    where the words are much alike too. The others are similar.
    """
    return [told for told, _ in related_at(session, story, limit)]


def related_at(session: Session, story: Story, limit: int = 6) -> list[tuple[RelatedStory, int]]:
    """Return what `related` does, each with the revision at which it was looked at."""
    one = _compared(story)
    found = neighbours.candidates(session, one.told.foremost, one.told.beat.slug, None, _LOOKED_AT)
    others = [other for other in found if other.id != one.id]
    telling = _telling(session, one.told.salience)
    words = _words(one.told.title, one.told.dek)
    scored = [
        (_score(one, other, telling, alike := _cosine(words, _words(other.told.title, other.told.dek))), alike, other)
        for other in others
    ]
    near = sorted((each for each in scored if each[0] >= _LEAST_SCORE), key=lambda each: (-each[0], each[2].slug))
    return [(_relation(one, other, score, alike), other.revision) for score, alike, other in near[:limit]]


def earlier_stories(session: Session, entities: Sequence[str], before: datetime, limit: int) -> list[EarlierStory]:
    """Return published stories on the same matter, nearest first, each with up to three of its weightiest records.

    `entities` are what is to be written about, foremost first. A story is on the same matter where two of them are
    among its five foremost, or where it is mostly about the very first.
    """
    found = neighbours.candidates(session, entities, None, before, _LOOKED_AT)
    ranked = sorted(
        ((overlap, other) for other in found if (overlap := _overlap(entities, other)) > 0),
        key=lambda pair: (-pair[0], pair[1].slug),
    )
    near = [other for _, other in ranked[: 2 * limit]]
    told: list[EarlierStory] = []
    # The nearest nearly always have records that still stand, so that the others need not be read.
    while near and len(told) < limit:
        wanted = limit - len(told)
        looked_at, near = near[:wanted], near[wanted:]
        behind = _behind(session, looked_at)
        told += [
            EarlierStory(
                other.slug,
                other.told.title,
                other.published_at,
                tuple(dict.fromkeys((*other.told.foremost, *other.told.salience))),
                tuple(records_behind),
                other.revision,
            )
            for other in looked_at
            if (records_behind := behind.get(other.slug))
        ]
    return told


def _compared(story: Story) -> Neighbour:
    """Return a story as it is compared with others."""
    salience = {entity.slug: entity.salience for entity in story.entities}
    told = neighbours.told(story.title, story.dek, story.beat, salience)
    return Neighbour(story.id, story.slug, story.revision, micros(story.published_at or story.updated_at), told)


def _telling(session: Session, salience: Mapping[str, float]) -> dict[str, float]:
    """Return how telling each entity of a story is: the rarer among all stories, the more; all of the story weighs 1."""
    total = neighbours.count_published(session)
    linked = neighbours.entity_frequencies(session, sorted(salience))
    rarity = {entity: log(1 + (total + 1) / (linked.get(entity, 0) + 1)) for entity in salience}
    whole = sum(share * rarity[entity] for entity, share in salience.items())
    return {entity: rare / whole for entity, rare in rarity.items()} if whole else {}


def _relation(one: Neighbour, other: Neighbour, score: float, alike: float) -> RelatedStory:
    """Say how another story is related, which is `alike` in its words."""
    shared = [slug for slug in one.told.foremost if slug in other.told.foremost]
    same_matter = len(shared) > 1 or (len(shared) == 1 and alike >= _SAME_MATTER)
    came_before = other.published_micros < one.published_micros
    return RelatedStory(
        relation=("earlier" if came_before else "later") if same_matter else "similar",
        slug=other.slug,
        title=other.told.title,
        dek=other.told.dek,
        beat=other.told.beat,
        published_at=other.published_at,
        score=score,
        shared_entities=shared,
    )


def _score(one: Neighbour, other: Neighbour, telling: Mapping[str, float], alike: float) -> float:
    """Return how near two stories are whose words are `alike`, from 0 to 1."""
    same_beat = one.told.beat.slug == other.told.beat.slug
    return round(0.6 * _jaccard(one.told.salience, other.told.salience, telling) + 0.3 * alike + 0.1 * same_beat, 4)


def _jaccard(ours: Mapping[str, float], theirs: Mapping[str, float], telling: Mapping[str, float]) -> float:
    """Return how much of what two stories are about is shared, from 0 to 1, where either as a whole weighs 1."""
    shared = sum([min(ours[slug], theirs[slug]) * telling[slug] for slug in telling if slug in theirs])
    return shared / (2 - shared)


@lru_cache(maxsize=1024)
def _words(title: str, dek: str) -> tuple[Counter[str], int]:
    """Return how often each word stands in a title and dek, and the sum of the squares of these counts."""
    counts = Counter(content_words(f"{title}\n{dek}"))
    return counts, sum(count * count for count in counts.values())


def _cosine(one: tuple[Counter[str], int], other: tuple[Counter[str], int]) -> float:
    (ours, square), (theirs, other_square) = one, other
    product = sum(ours[word] * theirs[word] for word in ours.keys() & theirs.keys())
    lengths = sqrt(square * other_square)
    return product / lengths if lengths else 0.0


def _overlap(entities: Sequence[str], story: Neighbour) -> float:
    """Return how much of a story is about the entities, or 0 where it is not on the same matter."""
    shared = [slug for slug in story.told.foremost if slug in entities]
    salience = story.told.salience
    mostly = shared == list(entities[:1]) and salience[shared[0]] >= _VERY_SALIENT if shared else False
    return sum(salience[slug] for slug in shared) if len(shared) > 1 or mostly else 0.0


def _behind(session: Session, stories: Sequence[Neighbour]) -> dict[str, list[Record]]:
    """Return the records that stories rest on most, weightiest first, as they are now; withdrawn ones are left out."""
    left = neighbours.weightiest_records(session, [story.slug for story in stories])
    chosen: dict[str, list[Record]] = {slug: [] for slug in left}
    # The weightiest nearly always stand, so that the others need not be asked for.
    while any(left.values()):
        asked = {slug: left[slug][: _RECORDS_OF_EARLIER - len(chosen[slug])] for slug in left}
        found = records.get_many(session, {i for ids in asked.values() for i in ids})
        for slug, ids in asked.items():
            chosen[slug] += [found[i] for i in ids if i in found and found[i].status == "active"]
            left[slug] = left[slug][len(ids) :] if len(chosen[slug]) < _RECORDS_OF_EARLIER else []
    return chosen
