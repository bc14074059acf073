"""Count what a story holds: the entities that it links, and its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from app.language.gazetteer import Gazetteer
from app.language.tokens import cjk_share
from schemas.entity import EntityKind
from schemas.story import Sentence, StoryEntity

_SALIENCE_DECIMALS = 4
_TITLED = 2


def story_entities(
    sentences: Sequence[Sentence],
    title: str,
    gazetteer: Gazetteer,
    names: Mapping[str, str],
    kinds: Mapping[str, EntityKind],
) -> list[StoryEntity]:
    """Count the entities that the sentences link, most mentioned first; salience is the share of all mentions.

    A name in the title counts as two more mentions towards salience, since the title says what a story is about.
    """
    mentions = Counter(run.entity for sentence in sentences for run in sentence.runs if run.entity)
    titled = {mention.slug for mention in gazetteer.find(title)}
    mass = {slug: count + (_TITLED if slug in titled else 0) for slug, count in mentions.items()}
    total = sum(mass.values())
    ordered = sorted(mass, key=lambda slug: (-mass[slug], slug))
    return [
        StoryEntity(
            slug=slug,
            name=names[slug],
            kind=kinds[slug],
            mentions=mentions[slug],
            salience=round(mass[slug] / total, _SALIENCE_DECIMALS),
        )
        for slug in ordered
    ]


def word_count(texts: Iterable[str]) -> int:
    """Count words as readers do: those between spaces, and each Chinese or Japanese character as one."""
    count = 0
    for text in texts:
        if cjk_share(text) == 0:
            count += len(text.split())
        else:
            count += sum(_is_cjk(character) for character in text)
            count += len("".join(" " if _is_cjk(c) else c for c in text).split())
    return count


def _is_cjk(character: str) -> bool:
    return "\u3040" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff"
