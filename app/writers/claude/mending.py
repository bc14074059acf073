"""Mend a composition with the model's second answer, and find for a refused sentence those of the records that come nearest."""

from __future__ import annotations

from collections import Counter
from math import log

from app.language.tokens import content_words
from app.writers.claude.answer import Mending
from app.writers.claude.composition import Composition
from app.writers.claude.notebook import Notebook, Numbered

_NEAR = 3


def mend(composition: Composition, mending: Mending, refused: frozenset[int]) -> None:
    """Put mended sentences in the place of refused ones; one that is refused again gives way to the first."""
    everything = composition.answer.everything()
    before = {}
    for each in mending.sentences:
        place = each.number - 1
        if place in refused:
            said = everything[place]
            before[place] = (said.text, said.cites, said.support)
            said.text, said.cites, said.support = each.text, each.cites, each.support
    composition.translate(mending.translations)
    composition.check()
    for place in set(composition.refused()) & before.keys():
        said = everything[place]
        said.text, said.cites, said.support = before[place]
    composition.check()


def nearest(text: str, book: Notebook) -> list[Numbered]:
    """Return the few sentences that share most of a text's words, weighed by how rare they are among all that were shown."""
    wanted = set(content_words(text))
    held = {each.id: frozenset(content_words(each.text)) for each in book.sentences.values()}
    frequency = Counter(word for words in held.values() for word in words & wanted)
    scores = {i: sum(log(1 + len(held) / frequency[word]) for word in words & wanted) for i, words in held.items()}
    best = sorted((i for i in scores if scores[i] > 0), key=lambda i: (-scores[i], i))
    return [book.sentences[i] for i in best[:_NEAR]]
