"""Which story a caller gets to see at a slug: the same rule for the story and for everything below it."""

from __future__ import annotations

from app.api.access import Caller
from app.errors import GoneError, NotFoundError
from app.store import stories
from app.store.session import Session
from app.store.stories import StoredStory


def visible_story(session: Session, caller: Caller, slug: str) -> StoredStory:
    """Return the current revision of a story.

    Raises NotFoundError where there is none or where it is a draft that the caller may not see, and GoneError,
    with the reason, where it was retracted.
    """
    stored = stories.find(session, slug)
    if stored is None or (stored.status == "draft" and not caller.sees_drafts()):
        raise NotFoundError("There is no such story.")
    if stored.status == "retracted":
        raise GoneError(stored.retraction_reason or "The story was retracted.")
    return stored
