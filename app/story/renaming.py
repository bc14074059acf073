"""Let a story name another as the other is called now, or no longer name one that was taken back."""

from __future__ import annotations

from collections.abc import Sequence

from app.story.leaning import held_up
from app.story.rewriting import Ledger, evidence_by_quote, renumbered, rewritten
from app.story.runs import relinked
from app.story.traces import overlap
from app.story.verification import judge
from schemas.story import RelatedStory, Run, Sentence, Story

# What a story is called where the title that it had may not be printed any more.
_SOME_STORY = {"en": "an earlier story", "zh": "此前一篇"}


def renamed(story: Story, old_slug: str, other: Story, lost: Sequence[str] = ()) -> Story:
    """Return the story with every link to `old_slug` leading to `other`, which is what bore that slug.

    Where a link repeats one of the titles that the other has `lost`, neutral words take their place. Among related stories it
    stands with its new words, or not at all once it is retracted.
    """
    language = story.language.split("-", maxsplit=1)[0].lower()
    neutral = _SOME_STORY.get(language, other.title)

    def follow(run: Run) -> Run:
        if run.story != old_slug:
            return run
        text = neutral if any(overlap(run.text, title) for title in lost) else run.text
        return run.model_copy(update={"story": other.slug, "text": text})

    def change(sentence: Sentence) -> Sentence:
        return _capitalised(relinked(sentence, follow))

    related = [_brought_up(each, other) if each.slug == old_slug else each for each in story.related]
    if other.status == "retracted":
        related = [each for each in related if each.slug != other.slug]
    replaced_by = other.slug if story.replaced_by == old_slug else story.replaced_by
    return rewritten(story, change).model_copy(update={"related": related, "replaced_by": replaced_by})


def unnamed(story: Story, gone: str, ledger: Ledger) -> Story:
    """Return the story without the story `gone`, which was taken back: no link leads there, and nothing is told of it.

    What was told of it in the story so far goes. Another sentence stays without the link, where its quotes bear it out so.
    """
    evidence = evidence_by_quote(story, ledger)
    so_far = {sentence.id for sentence in story.story_so_far}

    def unlink(run: Run) -> Run:
        return Run(text=run.text) if run.story == gone else run

    def change(sentence: Sentence) -> Sentence | None:
        if all(run.story != gone for run in sentence.runs):
            return sentence
        grounds = [evidence[quote] for quote in sentence.quotes if quote in evidence]
        stands = judge(sentence.text, grounds, sentence.support, ledger.gazetteer).verdict == "found"
        return relinked(sentence, unlink) if stands and sentence.id not in so_far else None

    left = held_up(story, rewritten(story, change))
    left = left.model_copy(update={"related": [each for each in story.related if each.slug != gone]})
    return left if left == story else renumbered(left, ledger)


def _capitalised(sentence: Sentence) -> Sentence:
    """Return the sentence with a capital where neutral words have come to begin it."""
    first = sentence.runs[0]
    if first.text not in _SOME_STORY.values():
        return sentence
    capital = first.model_copy(update={"text": first.text[0].upper() + first.text[1:]})
    return sentence.model_copy(update={"runs": [capital, *sentence.runs[1:]]})


def _brought_up(related: RelatedStory, other: Story) -> RelatedStory:
    return related.model_copy(update={"slug": other.slug, "title": other.title, "dek": other.dek, "beat": other.beat})
