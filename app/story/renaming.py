"""Let a story name another by the slug, title and dek that the other has now."""

from __future__ import annotations

from app.story.rewriting import rewritten
from app.story.runs import relinked
from schemas.story import RelatedStory, Run, Sentence, Story


def renamed(story: Story, old_slug: str, other: Story) -> Story:
    """Return the story with every link to `old_slug` leading to `other`, which is what bore that slug.

    Among related stories it stands with its new words, or not at all once it is retracted.
    """

    def follow(run: Run) -> Run:
        return run.model_copy(update={"story": other.slug}) if run.story == old_slug else run

    def change(sentence: Sentence) -> Sentence:
        return relinked(sentence, follow)

    related = [_brought_up(each, other) if each.slug == old_slug else each for each in story.related]
    if other.status == "retracted":
        related = [each for each in related if each.slug != other.slug]
    replaced_by = other.slug if story.replaced_by == old_slug else story.replaced_by
    return rewritten(story, change).model_copy(update={"related": related, "replaced_by": replaced_by})


def _brought_up(related: RelatedStory, other: Story) -> RelatedStory:
    return related.model_copy(update={"slug": other.slug, "title": other.title, "dek": other.dek, "beat": other.beat})
