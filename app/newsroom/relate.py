"""Relate stories: which came before, which after, which are alike, and what a writer may tell of the story so far.

Two stories are as near as what they are about. Their entities are compared by a weighted Jaccard index (Ioffe, 2010),
each entity weighing its salience times its inverse document frequency (Spärck Jones, 1972) over all stories; their
titles and deks by the cosine of their words. Six tenths, three tenths, and a tenth for the same beat make the score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from math import log, sqrt

from app.language.tokens import content_words
from app.store import records, stories
from app.store.session import Session
from app.store.stories import StoryFilter
from app.writers.base import EarlierStory
from schemas.story import RelatedStory, Story, StorySummary

_LOOKED_AT = 40
_TOP = 5
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
    foremost = _foremost(story)
    others = stories.candidates(session, foremost, story.beat.slug, None, _LOOKED_AT)
    others = [other for other in others if other.id != story.id]
    named = {entity.slug for each in (story, *others) for entity in each.entities}
    rarity = _rarity(session, sorted(named))
    found = [each for other in others if (each := _relation(story, other, rarity)).score >= _LEAST_SCORE]
    return sorted(found, key=lambda each: (-each.score, each.slug))[:limit]


def earlier_stories(session: Session, entities: Sequence[str], before: datetime, limit: int) -> list[EarlierStory]:
    """Return published stories on the same matter, nearest first, each with up to three of its weightiest records.

    `entities` are what is to be written about, foremost first. A story is on the same matter where two of them are
    among its five foremost, or where it is mostly about the very first.
    """
    found = stories.candidates(session, entities, None, before, _LOOKED_AT)
    ranked = sorted(
        ((overlap, summary) for summary in found if (overlap := _overlap(entities, summary)) > 0),
        key=lambda pair: (-pair[0], pair[1].slug),
    )
    earlier = (_earlier(session, summary) for _, summary in ranked[: 2 * limit])
    return [each for each in earlier if each.records][:limit]


def _foremost(story: StorySummary) -> list[str]:
    """Return the entities that a story is most about."""
    ranked = sorted(story.entities, key=lambda entity: (-entity.salience, entity.slug))
    return [entity.slug for entity in ranked[:_TOP]]


def _rarity(session: Session, entities: Sequence[str]) -> dict[str, float]:
    """Return how telling each entity is: the rarer among stories, the more."""
    total = stories.count(session, StoryFilter())
    linked = stories.entity_frequencies(session, entities)
    return {entity: log(1 + (total + 1) / (linked.get(entity, 0) + 1)) for entity in entities}


def _relation(story: Story, other: StorySummary, rarity: Mapping[str, float]) -> RelatedStory:
    words = _cosine(_words(story), _words(other))
    score = 0.6 * _jaccard(story, other, rarity) + 0.3 * words + 0.1 * (story.beat.slug == other.beat.slug)
    foremost = _foremost(other)
    shared = [slug for slug in _foremost(story) if slug in foremost]
    same_matter = len(shared) > 1 or (len(shared) == 1 and words >= _SAME_MATTER)
    told_at, other_told_at = story.published_at or story.updated_at, other.published_at or other.updated_at
    in_time = "earlier" if other_told_at < told_at else "later"
    return RelatedStory.model_validate(
        {
            "relation": in_time if same_matter else "similar",
            "slug": other.slug,
            "title": other.title,
            "dek": other.dek,
            "beat": other.beat,
            "published_at": other.published_at,
            "score": round(score, 4),
            "shared_entities": shared,
        }
    )


def _jaccard(one: StorySummary, other: StorySummary, rarity: Mapping[str, float]) -> float:
    """Return how much of what two stories are about is shared, from 0 to 1."""
    ours = {entity.slug: entity.salience * rarity[entity.slug] for entity in one.entities}
    theirs = {entity.slug: entity.salience * rarity[entity.slug] for entity in other.entities}
    everything = ours.keys() | theirs.keys()
    most = sum(max(ours.get(slug, 0.0), theirs.get(slug, 0.0)) for slug in everything)
    least = sum(min(ours.get(slug, 0.0), theirs.get(slug, 0.0)) for slug in everything)
    return least / most if most else 0.0


def _words(story: StorySummary) -> Counter[str]:
    return Counter(content_words(f"{story.title}\n{story.dek}"))


def _cosine(one: Counter[str], other: Counter[str]) -> float:
    product = sum(count * other[word] for word, count in one.items())
    lengths = sqrt(sum(count * count for count in one.values()) * sum(count * count for count in other.values()))
    return product / lengths if lengths else 0.0


def _overlap(entities: Sequence[str], summary: StorySummary) -> float:
    """Return how much of a story is about the entities, or 0 where it is not on the same matter."""
    salience = {entity.slug: entity.salience for entity in summary.entities}
    shared = [slug for slug in _foremost(summary) if slug in entities]
    mostly = shared == list(entities[:1]) and salience[shared[0]] >= _VERY_SALIENT if shared else False
    return sum(salience[slug] for slug in shared) if len(shared) > 1 or mostly else 0.0


def _earlier(session: Session, summary: StorySummary) -> EarlierStory:
    """Return an earlier story with the records that it rests on most, as they are now; withdrawn ones are left out."""
    stored = stories.find(session, summary.slug)
    citations = stored.story().citations if stored else []
    weightiest = sorted(citations, key=lambda citation: (-citation.weight, citation.number))
    current = records.get_many(session, [citation.record_id for citation in weightiest])
    active = [current[each.record_id] for each in weightiest if each.record_id in current]
    return EarlierStory(
        slug=summary.slug,
        title=summary.title,
        published_at=summary.published_at or summary.updated_at,
        entities=tuple(entity.slug for entity in summary.entities),
        records=tuple(record for record in active if record.status == "active")[:_RECORDS_OF_EARLIER],
    )
