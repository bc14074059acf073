"""Compare two revisions of a story: what was said before, what is said now, and on what it rests."""

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from schemas.story import Cause, Reworded, Sentence, Story, StoryDiff

# Likeness, from 0 to 1, from which two sentences are one that was reworded; less is enough where they share a quote.
ALIKE = 0.6
ALIKE_ON_ONE_QUOTE = 0.3

_FIELDS = ("title", "dek", "status", "language")


def compare(before: Story | None, after: Story, cause: Cause, note: str | None) -> StoryDiff:
    """Return what changed from `before` to `after`; without a revision before, everything was added.

    Sentences pair by equal text, then by likeness (difflib's ratio of characters); a sentence that only moved did not change.
    """
    old, new = _unpaired(before.body() if before else [], after.body())
    spans_before, spans_after = _spans(before), _spans(after)
    reworded: list[Reworded] = []
    for sentence in list(new):
        twin = _likeliest(sentence, old, spans_before, spans_after)
        if twin:
            reworded.append(Reworded(before=twin.text, after=sentence.text))
            old.remove(twin)
            new.remove(sentence)
    records_before, records_after = _records(before), _records(after)
    entities_before, entities_after = _entities(before), _entities(after)
    return StoryDiff(
        revision=after.revision,
        compared_with=before.revision if before else None,
        cause=cause,
        note=note,
        sentences_added=[sentence.text for sentence in new],
        sentences_removed=[sentence.text for sentence in old],
        sentences_reworded=reworded,
        citations_gained=_without(records_after, records_before),
        citations_lost=_without(records_before, records_after),
        entities_gained=_without(entities_after, entities_before),
        entities_lost=_without(entities_before, entities_after),
        fields_changed=_changed(before, after),
    )


def _unpaired(before: Sequence[Sentence], after: Sequence[Sentence]) -> tuple[list[Sentence], list[Sentence]]:
    """Return the sentences of each side that have no equal on the other; a text said twice needs two equals."""
    waiting: dict[str, list[Sentence]] = {}
    for sentence in before:
        waiting.setdefault(sentence.text, []).append(sentence)
    new = []
    for sentence in after:
        if equals := waiting.get(sentence.text):
            equals.pop(0)
        else:
            new.append(sentence)
    return [waiting[sentence.text].pop(0) for sentence in before if waiting[sentence.text]], new


def _likeliest(
    sentence: Sentence, candidates: Sequence[Sentence], before: dict[str, str], after: dict[str, str]
) -> Sentence | None:
    """Return the sentence of before that this one most likely rewords, or None."""
    best, likeness = None, 0.0
    rests_on = {after[quote] for quote in sentence.quotes if quote in after}
    for candidate in candidates:
        shares = not rests_on.isdisjoint(before[quote] for quote in candidate.quotes if quote in before)
        least = max(ALIKE_ON_ONE_QUOTE if shares else ALIKE, likeness)
        matcher = SequenceMatcher(None, candidate.text, sentence.text, autojunk=False)
        if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
            continue
        ratio = matcher.ratio()
        if ratio >= least and ratio > likeness:
            best, likeness = candidate, ratio
    return best


def _spans(story: Story | None) -> dict[str, str]:
    """Return, for each quote's id, what it quotes and from which record: ids are numbered anew in every revision."""
    citations = story.citations if story else []
    return {quote.id: f"{each.record_id} {quote.exact}" for each in citations for quote in each.quotes}


def _records(story: Story | None) -> list[str]:
    return [citation.record_id for citation in story.citations] if story else []


def _entities(story: Story | None) -> list[str]:
    return [entity.slug for entity in story.entities] if story else []


def _without(wanted: Iterable[str], others: Iterable[str]) -> list[str]:
    known = set(others)
    return [each for each in wanted if each not in known]


def _changed(before: Story | None, after: Story) -> list[str]:
    """Name the fields that differ, in the order of the contract."""
    if before is None:
        return []
    changed = [field for field in _FIELDS if getattr(before, field) != getattr(after, field)]
    if before.beat.slug != after.beat.slug:
        changed.insert(sum(field in ("title", "dek") for field in changed), "beat")
    return changed
