"""Let stories link entities as they are now, after an editor renamed, merged or deleted one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from app.errors import GoneError
from app.newsroom.names import is_name_of
from app.newsroom.story_ledger import ledger_of
from app.newsroom.vocabulary import Vocabulary
from app.store import entities, stories
from app.store.session import Session
from app.story.rewriting import renumbered, rewritten
from app.story.runs import relinked
from schemas.entity import EntityInput
from schemas.story import Run, Sentence, Story

Change = Callable[[Run], Run]


def relink_stories(
    session: Session, vocabulary: Vocabulary, slugs: Sequence[str], change: Change, note: str, now: datetime
) -> None:
    """Change the runs of stories, and give each whose links or named entities are others then a revision with the note."""
    for slug in slugs:
        stored = stories.find(session, slug)
        if stored is None:
            continue
        story = stored.story()
        linked = _with_links(session, story, vocabulary, change)
        if linked is not story:
            revision = {"revision": story.revision + 1, "updated_at": now}
            stories.save(session, linked.model_copy(update=revision), "edit", note)


def with_living_links(session: Session, story: Story, vocabulary: Vocabulary) -> Story:
    """Return a story that was written meanwhile with links to what its entities are now, by the vocabulary of now."""

    def follow(run: Run) -> Run:
        if run.entity is None:
            return run
        try:
            living = entities.resolve(session, run.entity)
        except GoneError:
            living = None
        return led_to(living)(run)

    return _with_links(session, story, vocabulary, follow)


def led_to(entity: str | None, *formerly: str) -> Change:
    """Return the change that leads links to an entity, or to none; only those to what it was `formerly`, where that is given."""

    def follow(run: Run) -> Run:
        if run.entity is None or (formerly and run.entity not in formerly):
            return run
        return Run(text=run.text) if entity is None else run.model_copy(update={"entity": entity})

    return follow


def kept_by(slug: str, entity: EntityInput) -> Change:
    """Return the change that takes an entity's links from words which are no name of it any more."""

    def keep(run: Run) -> Run:
        return run if run.entity != slug or is_name_of(run.text, entity) else Run(text=run.text)

    return keep


def _with_links(session: Session, story: Story, vocabulary: Vocabulary, change: Change) -> Story:
    """Return the story with its runs changed and its entities counted anew; the very same where both are as they were."""

    def relink(sentence: Sentence) -> Sentence:
        return relinked(sentence, change)

    linked = rewritten(story, relink)
    names, kinds = vocabulary.entity_names, vocabulary.entity_kinds
    is_current = all(
        (each.name, each.kind) == (names.get(each.slug, each.name), kinds.get(each.slug, each.kind))
        for each in story.entities
    )
    if linked == story and is_current:
        return story
    return renumbered(linked, ledger_of(session, story, vocabulary))
