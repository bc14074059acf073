"""File a story under the beat that its records fit best, and say which terms decided it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from schemas.beat import BeatRef
from schemas.record import RecordBeat

GENERAL = "general"
_LEAST = 0.15
_MOST_SCORES = 5
_MOST_TERMS = 8


@dataclass(frozen=True, slots=True)
class Filing:
    """The beat that a story is filed under, and how well the best beats fit it, best first."""

    beat: BeatRef
    scores: list[RecordBeat]


def file_story(
    asked: str | None,
    beats: Mapping[str, Sequence[RecordBeat]],
    relevance: Mapping[str, float],
    names: Mapping[str, str],
) -> Filing:
    """Choose the beat: the one asked for, else the best fit, else general.

    A beat's score is the mean of the records' scores for it, each record counted by its relevance (0 to 1, records
    that are not in `relevance` not at all); below 0.15 nothing fits.
    """
    total = sum(relevance.values()) or 1.0
    mass: dict[str, float] = {}
    terms: dict[str, dict[str, float]] = {}
    for record_id, share in relevance.items():
        for fit in beats.get(record_id, ()):
            if fit.slug == GENERAL:
                continue
            mass[fit.slug] = mass.get(fit.slug, 0.0) + share * fit.score
            for term in fit.terms:
                of_beat = terms.setdefault(fit.slug, {})
                of_beat[term] = of_beat.get(term, 0.0) + share * fit.score
    best = sorted((slug for slug in mass if slug in names), key=lambda slug: (-mass[slug], slug))
    scores = [
        RecordBeat(slug=slug, score=round(min(1.0, mass[slug] / total), 4), terms=_strongest(terms.get(slug, {})))
        for slug in best[:_MOST_SCORES]
    ]
    fits = scores[0].slug if scores and scores[0].score >= _LEAST else GENERAL
    slug = asked or fits
    return Filing(BeatRef(slug=slug, name=names.get(slug, slug)), scores)


def _strongest(terms: Mapping[str, float]) -> list[str]:
    return sorted(terms, key=lambda term: (-terms[term], term))[:_MOST_TERMS]
