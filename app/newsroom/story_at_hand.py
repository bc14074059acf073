"""Find the story that an editor names, as it stands now."""

from __future__ import annotations

from app.errors import GoneError, NotFoundError
from app.store import stories
from app.store.session import Session
from app.store.stories import StoredStory


def story_at_hand(session: Session, slug: str) -> StoredStory:
    """Return the current revision; raise NotFoundError where there is none, GoneError where it was retracted."""
    stored = stories.find(session, slug)
    if stored is None:
        raise NotFoundError("There is no such story.")
    if stored.status == "retracted":
        raise GoneError(stored.retraction_reason or "The story was retracted.")
    return stored
