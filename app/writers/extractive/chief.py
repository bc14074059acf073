"""The chief thing of a set: what most of its records name at their head, and who names it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from app.writers.extractive.heads import Head, families
from schemas.entity import EntityKind
from schemas.record import Record

# What so much of what the most named thing has is named by is chief too: a thing has names in two scripts.
NEAR_CHIEF = 0.6
_LEAST_PREFIX = 3
# Two words that share so many letters from the first on are forms of one.
_LEAST_STEM = 6
_OF_FIELD = frozenset({"model", "product"})
# The word that so many of those hold which do not name the chief thing, and so many at least, is of the other matter that the set is about.
_OF_REST, _LEAST_REST = 0.5, 3


class Chief:
    """What most heads name.

    `terms` holds, for each record, its head's words, the things that it names and their families; `spread` counts the records of each
    term, `most` is the greatest of these counts; `named` are the terms that are the chief thing's, `besides` those of them that are of another matter, `words` those of them that may begin a text, `kinds` what it is, `kinds_of` what anything is.
    """

    def __init__(
        self,
        records: Sequence[Record],
        heads: Mapping[str, Head],
        kinds: Mapping[str, EntityKind],
        dull: AbstractSet[str],
    ) -> None:
        """Count what the heads hold; `dull` are terms that say little in this field."""
        self.terms = {record.id: _terms(heads[record.id], dull) for record in records}
        self.spread = Counter(term for terms in self.terms.values() for term in terms)
        self.most = max(self.spread.values(), default=0)
        self.named = {term for term, count in self.spread.items() if count >= NEAR_CHIEF * self.most}
        self.besides = self._second(kinds)
        self.named |= self.besides
        self.words = tuple(sorted(term for term in self.named if len(term) >= _LEAST_PREFIX or not term.isascii()))
        self.kinds_of = kinds
        self.kinds = {kinds[term] for term in self.named if term in kinds}
        self._known: dict[str, bool] = {}
        self._stems = tuple(word for word in self.words if len(word) >= _LEAST_STEM and word.isascii())

    def _second(self, kinds: Mapping[str, EntityKind]) -> set[str]:
        """Return the word, in whichever form, that most of the records hold which do not name the chief thing: a set may be about two matters.

        A name is none: who only names the maker of the chief thing tells of another of his things.
        """
        rest = [terms for terms in self.terms.values() if self.named.isdisjoint(terms)]
        held = Counter(stem for terms in rest for stem in {term[:_LEAST_STEM] for term in terms})
        least = max(_LEAST_REST, _OF_REST * len(rest))
        names = {part for term in self.spread if term in kinds for part in term.split("-")}
        second = {stem for stem, count in held.items() if count >= least}
        return {
            term for term in self.spread if term[:_LEAST_STEM] in second and term not in kinds and term not in names
        }

    @property
    def is_of_field(self) -> bool:
        """Say whether who names it is of the field by that alone: it is a model, or a product."""
        return not _OF_FIELD.isdisjoint(self.kinds)

    def is_named_by(self, record_id: str) -> bool:
        """Say whether a record's head names the chief thing, a version of it, or holds another form of its word: who hallucinates tells of hallucinations."""
        if (known := self._known.get(record_id)) is None:
            terms = self.terms[record_id]
            known = self._known[record_id] = not self.named.isdisjoint(terms) or any(map(self._is_form, terms))
        return known

    def _is_form(self, term: str) -> bool:
        if term.startswith(self._stems) or ("-" in term and not self.named.isdisjoint(term.split("-"))):
            return True
        if term.startswith(self.words) and any(term.startswith(w) and not term[len(w)].isalpha() for w in self.words):
            return True
        return len(term) >= _LEAST_STEM and any(word.startswith(term) for word in self._stems)


def _terms(head: Head, dull: AbstractSet[str]) -> frozenset[str]:
    """Return what a head holds: its words, the things that it names and their families."""
    return frozenset({*head.words, *head.things, *(f for thing in head.things for f in families(thing))} - dull)
