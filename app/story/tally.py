"""Count what a story holds: the entities that it links, and its words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from app.language.gazetteer import Gazetteer
from app.language.tokens import cjk_share
from schemas.entity import EntityKind
from schemas.story import Sentence, StoryEntity

_SALIENCE_DECIMALS = 4
_TITLED = 2
_ATTRIBUTED = 0.1


def story_entities(
    sentences: Sequence[Sentence],
    title: str,
    gazetteer: Gazetteer,
    names: Mapping[str, str],
    kinds: Mapping[str, EntityKind],
) -> list[StoryEntity]:
    """Count the entities that the sentences link, those first that the story is most about.

    `mentions` counts every link. Salience is a share of what is said: a name between quotation marks counts once, one in
    the title twice more, and one in an attribution a tenth, since where words were said is not what they are about.
    """
    mentions: Counter[str] = Counter()
    mass: defaultdict[str, float] = defaultdict(float)
    for sentence in sentences:
        for slug, is_said in _links(sentence):
            mentions[slug] += 1
            mass[slug] += 1.0 if is_said else _ATTRIBUTED
    for slug in {mention.slug for mention in gazetteer.find(title)} & mentions.keys():
        mass[slug] += _TITLED
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


def _links(sentence: Sentence) -> Iterator[tuple[str, bool]]:
    """Yield each link of a sentence, and whether it stands between quotation marks."""
    depth = 0
    for run in sentence.runs:
        if run.entity:
            yield run.entity, depth > 0
        depth += run.text.count("“") - run.text.count("”")


def word_count(texts: Iterable[str]) -> int:
    """Count words as readers do: those between spaces, and each Chinese or Japanese character as one."""
    return sum(_words(text) for text in texts)


def _words(text: str) -> int:
    """Count the words of a text; punctuation alone, as stands between Chinese characters and Latin names, is none."""
    if cjk_share(text) == 0:
        return len(text.split())
    rest = "".join(" " if _is_cjk(character) else character for character in text)
    return sum(map(_is_cjk, text)) + sum(any(map(str.isalnum, word)) for word in rest.split())


def _is_cjk(character: str) -> bool:
    return "\u3040" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff"
