"""Withdraw a record: its words are erased for good, and each story that rests on it goes on without it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from app.errors import GoneError, NotFoundError
from app.newsroom.deployment import Deployment
from app.newsroom.story_ledger import ledger_of
from app.newsroom.unname_story import unname_story
from app.newsroom.vocabulary import Vocabulary
from app.store import records, stories, syntheses
from app.store.session import Session
from app.story.renaming import renamed
from app.story.traces import traces_of
from app.story.without import Remainder, Withdrawal, erased, without_record
from schemas.record import Record
from schemas.story import Story

_ERASED_NOTE = "What stood here held words of a record that was withdrawn."


def withdraw(deployment: Deployment, record_id: str) -> None:
    """Erase a record's words from every version, story, revision and index, in one transaction.

    Each story that cites it, or accounts for it, gets a revision without it, and is retracted where no sentence is
    left. Raises NotFoundError where there is no such record, and GoneError where it was withdrawn before.
    """
    with deployment.database.write() as session:
        record = records.get(session, record_id)
        if record is None:
            raise NotFoundError("There is no record with this id.")
        if record.status == "withdrawn":
            raise GoneError("The record was withdrawn.")
        erasure = _Erasure(session, record, deployment.vocabulary.current(session), deployment.clock())
        slugs = stories.citing(session, record_id)
        records.erase(session, record_id)
        cleared = [erasure.clear(slug) for slug in slugs]
        for change in cleared:
            if change.lost_titles or change.lost_deks:
                erasure.clear_mentions(change)
        erasure.clear_remarks()
        syntheses.erase(session, record_id, [change.story.id for change in cleared], erasure.words)
        stories.forget_searched_words(session)
    deployment.database.forget()


@dataclass(frozen=True, slots=True)
class _Cleared:
    """A story after the record was taken out: the slug it had, what it is now, and the headlines that it lost."""

    old_slug: str
    story: Story
    lost_titles: list[str]
    lost_deks: list[str]


class _Erasure:
    """One withdrawal under way: what is looked for, and where it is taken out."""

    def __init__(self, session: Session, record: Record, vocabulary: Vocabulary, now: datetime) -> None:
        """Read the record's words while they are still there."""
        self._session, self._vocabulary, self._now = session, vocabulary, now
        earlier = [records.version(session, record.id, number) for number in range(1, record.version)]
        traces = traces_of([record, *(version for version in earlier if version)])
        self._gone = Withdrawal(record.id, traces, record.image.url if record.image else None)
        # With the headlines that stories made of them: an editor may have said the same in other words.
        self.words = traces

    def clear(self, slug: str) -> _Cleared:
        """Take the record out of a story and each of its revisions.

        Where a title rested on the record, the words of the slug did too, so the story gets another.
        """
        history = stories.all_revisions(self._session, slug)
        left = self._without(history[-1])
        kept = [self._erased(revision) for revision in history]
        pairs = list(zip(history, kept, strict=True))
        lost_titles = list(dict.fromkeys(before.title for before, after in pairs if before.title != after.title))
        lost_deks = list(dict.fromkeys(before.dek for before, after in pairs if before.dek != after.dek))
        self.words = self.words.with_headlines([*lost_titles, *lost_deks])
        new_slug = self._new_slug(left.story) if lost_titles else slug
        for revision in kept:
            stories.rewrite_revision(self._session, slug, revision.revision, _placed(revision, new_slug), self._now)
        story = self._next_revision(left.story, new_slug)
        stories.save(self._session, story, "withdrawal", _note(left))
        return _Cleared(slug, story, lost_titles, lost_deks)

    def clear_mentions(self, change: _Cleared) -> None:
        """Let other stories name a story as it is called now, or not at all where it is retracted.

        Its slug was copied there, its title and dek, and what was made of them.
        """
        headlines = self._gone.traces.with_headlines([*change.lost_titles, *change.lost_deks])
        # The words that the story is called by from now on are not the record's.
        gone = replace(self._gone, traces=headlines.except_for([change.story.title, change.story.dek]))
        for slug in stories.naming(self._session, change.old_slug):
            for revision in stories.all_revisions(self._session, slug):
                told = renamed(revision, change.old_slug, change.story, change.lost_titles)
                cleared = erased(told, gone, ledger_of(self._session, told, self._vocabulary))
                stories.rewrite_revision(self._session, slug, revision.revision, cleared, self._now)
        if change.story.status == "retracted":
            unname_story(self._session, self._vocabulary, change.story.slug, self._now)

    def clear_remarks(self) -> None:
        """Erase the notes and reasons, of any story, that repeat the record's words or a headline made of them."""
        for slug, number, note in stories.remarks(self._session):
            if self.words.are_in_remark(note):
                stories.rewrite_note(self._session, slug, number, _ERASED_NOTE, self._now)

    def _without(self, story: Story) -> Remainder:
        return without_record(story, self._gone, ledger_of(self._session, story, self._vocabulary))

    def _erased(self, story: Story) -> Story:
        return erased(story, self._gone, ledger_of(self._session, story, self._vocabulary))

    def _new_slug(self, story: Story) -> str:
        entities = tuple(entity.slug for entity in story.entities)
        return stories.settle_slug(self._session, story.title, story.id, entities)

    def _next_revision(self, story: Story, slug: str) -> Story:
        # What earlier stories told is no story of its own.
        status = story.status if story.sections else "retracted"
        return _placed(story, slug).model_copy(
            update={"revision": story.revision + 1, "updated_at": self._now, "status": status}
        )


def _placed(story: Story, slug: str) -> Story:
    """Return the story under a slug, and at its address."""
    return story.model_copy(update={"slug": slug, "url": story.url.removesuffix(story.slug) + slug})


def _note(left: Remainder) -> str:
    """Say what the withdrawal cost the story."""
    parts = ["A record was withdrawn."]
    if not left.story.sections:
        return "Every record that the story rested on was withdrawn."
    if left.dropped:
        parts.append(f"{_sentences(left.dropped)} that rested on it went.")
    if left.verified_again:
        parts.append(f"{_sentences(left.verified_again)} stayed on what other records say.")
    return " ".join(parts)


def _sentences(count: int) -> str:
    return "One sentence" if count == 1 else f"{count} sentences"
