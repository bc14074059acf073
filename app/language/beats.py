"""File a text under the beats it speaks of, and say which of its words decided it.

Each beat gives weights to terms, to the entities named in a text and to the community it was posted in: 3 decides
alone, 2 is strong, 1 supports, one half is weak. The weights of what is there are added, each once, however often it
stands, so nobody shouts a text into a beat. The sum ``s`` becomes a score between 0 and 1 by ``1 - exp(-s / 2)``: a sum
of 1 gives 0.39, 2 gives 0.63 and 3 gives 0.78. A text with no beat left belongs to the general one. Left out is

* what scores below ``THRESHOLD``, as with one term that only supports;
* what one term below 3 speaks for alone: a *chip* is also eaten, and a *ruling* party makes no law on AI;
* what only names speak for, none of which reaches the threshold by itself, without words or a community that weigh
  ``SUPPORT``: a company or a model of many beats, or three of them, say nothing of what a text is about.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log
from operator import itemgetter
from typing import NamedTuple

from app.language.surfaces import fold_surface
from app.language.whole_words import WholeWords

SCALE = 2.0
THRESHOLD = 0.4
SUPPORT = 0.4
ALONE = 3.0
MOST_TERMS = 8


@dataclass(frozen=True, slots=True)
class BeatRules:
    """What speaks for a beat: weights of terms, of entities by slug, and of communities as they are written."""

    slug: str
    terms: Mapping[str, float]
    entities: Mapping[str, float]
    communities: Mapping[str, float]


class BeatScore(NamedTuple):
    """How well a text fits a beat (0 to 1), and what decided it, strongest first.

    ``terms`` holds at most eight: terms as the rules write them, entities as ``entity:SLUG``, a community as itself.
    """

    slug: str
    score: float
    terms: tuple[str, ...]


# The sum, made negative, that gives a score of just THRESHOLD.
_ENOUGH = SCALE * log(1 - THRESHOLD)
_WEIGHT = itemgetter(1)

# A piece of evidence: the position of the beat it speaks for, its weight made negative, its name in the answer, and
# whether it is enough by itself. So plain order, of scores and of reasons, puts the best first.
_Evidence = tuple[int, float, str, bool]


class BeatClassifier:
    """The rules of all beats, compiled once; safe to share between threads."""

    def __init__(self, beats: Iterable[BeatRules]) -> None:
        """Compile the rules; where two beats score the same, the one given first is the better."""
        rules = list(beats)
        self._slugs = [beat.slug for beat in rules]
        self._entities = _evidence([beat.entities for beat in rules], str, -_ENOUGH, "entity:")
        self._communities = _evidence([beat.communities for beat in rules], fold_surface, -_ENOUGH)
        self._strings = WholeWords(_evidence([beat.terms for beat in rules], _fold_term, ALONE).items())

    def scores(self, text: str, entities: Iterable[str] = (), community: str | None = None) -> list[BeatScore]:
        """Score the beats a text fits, best first; nothing at all means the general beat."""
        words, named = self._words_in(text, community), self._named(entities)
        evidence = words + named
        said, sums = _sums(words), _sums(evidence)
        decided = {beat for beat, _, _, is_enough in evidence if is_enough}
        ranked = sorted(
            (exp(total / SCALE) - 1, beat)
            for beat, total in sums.items()
            if total <= _ENOUGH
            and (beat in decided or (said.get(beat, 0.0) <= -SUPPORT and _has_company(evidence, beat)))
        )
        return [
            BeatScore(self._slugs[beat], round(-negative, 4), _reasons(evidence, beat)) for negative, beat in ranked
        ]

    def best(self, text: str, entities: Iterable[str] = (), community: str | None = None) -> BeatScore | None:
        """Give the beat a text fits best, or None where it fits none."""
        return next(iter(self.scores(text, entities, community)), None)

    def _words_in(self, text: str, community: str | None) -> list[_Evidence]:
        """Give what the terms of a text and its community say, each once."""
        found = self._terms_in(_fold_term(text))
        if community:
            found += self._communities.get(_fold_community(community), ())
        return found

    def _named(self, entities: Iterable[str]) -> list[_Evidence]:
        """Give what the entities named in a text say, each once."""
        return [each for slug in dict.fromkeys(entities) for each in self._entities.get(slug, ())]

    def _terms_in(self, text: str) -> list[_Evidence]:
        """Give what the terms that stand in a folded text as whole words say, each once, in the order of the text."""
        found = self._strings.find(text)
        # A list of evidence belongs to one term, so what it is says whether it was met before.
        return [each for evidence in {id(last[2]): last[2] for last in found}.values() for each in evidence]


# Records come from a few communities over and over.
_fold_community = lru_cache(maxsize=1024)(fold_surface)


def _fold_term(text: str) -> str:
    """Fold a term or a text: case away, and a hyphen or line wrap is a space, so *open-source* is *open source*.

    It is simpler and faster than the fold for names, since no offsets are asked for.
    """
    return text.lower().replace("-", " ").replace("\n", " ").replace("\u2019", "'")


def _evidence(
    weights: list[Mapping[str, float]], fold: Callable[[str], str], enough: float, prefix: str = ""
) -> dict[str, list[_Evidence]]:
    """Turn the weights of each beat around: for each folded key, what it says for which beat.

    Two spellings of one beat that fold alike are one piece of evidence, with the weight given last.
    """
    folded: dict[str, dict[int, _Evidence]] = {}
    for beat, of_beat in enumerate(weights):
        for key, weight in of_beat.items():
            folded.setdefault(fold(key), {})[beat] = (beat, -weight, prefix + key, weight >= enough)
    return {key: list(by_beat.values()) for key, by_beat in folded.items() if key}


def _reasons(evidence: list[_Evidence], beat: int) -> tuple[str, ...]:
    """Name the strongest reasons for a beat, of equal ones the first found first."""
    reasons = sorted([each for each in evidence if each[0] == beat], key=_WEIGHT)
    return tuple([reason for _, _, reason, _ in reasons[:MOST_TERMS]])


def _sums(evidence: Iterable[_Evidence]) -> dict[int, float]:
    """Add up what speaks for each beat."""
    sums: dict[int, float] = {}
    for beat, weight, _, _ in evidence:
        sums[beat] = sums.get(beat, 0.0) + weight
    return sums


def _has_company(evidence: Iterable[_Evidence], beat: int) -> bool:
    """Say whether more than one piece of evidence speaks for a beat."""
    return sum(each[0] == beat for each in evidence) > 1
