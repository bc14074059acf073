"""Let no story lead to one that was taken back: each that names it goes on without."""

from __future__ import annotations

from datetime import datetime

from app.newsroom.story_ledger import ledger_of
from app.newsroom.vocabulary import Vocabulary
from app.store import stories
from app.store.session import Session
from app.story.renaming import unnamed

_NOTE = "A story that it named was retracted."
_NOTHING_LEFT = "It told of a story that was retracted, and of nothing else."


def unname_story(session: Session, vocabulary: Vocabulary, slug: str, now: datetime) -> None:
    """Give each story that links a retracted one, or lists it as related, a revision that does not; drafts too.

    One that is left without a sentence is retracted as well, and no longer named in its turn.
    """
    for other in stories.naming(session, slug):
        stored = stories.find(session, other)
        if stored is None or stored.status == "retracted":
            continue
        story = stored.story()
        left = unnamed(story, slug, ledger_of(session, story, vocabulary))
        if left == story:
            continue
        status, note = (story.status, _NOTE) if left.sections else ("retracted", _NOTHING_LEFT)
        update = {"revision": story.revision + 1, "updated_at": now, "status": status}
        stories.save(session, left.model_copy(update=update), "correction" if left.sections else "retraction", note)
        if not left.sections:
            unname_story(session, vocabulary, other, now)
