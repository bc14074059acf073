"""Take a story back: readers are told why, and that it was here."""

from __future__ import annotations

from app.errors import ConflictError
from app.newsroom.deployment import Deployment
from app.newsroom.story_at_hand import story_at_hand
from app.newsroom.unname_story import unname_story
from app.store import stories
from app.store.stories import StoredStory


def retract_story(deployment: Deployment, slug: str, reason: str) -> StoredStory:
    """Retract a story, with the reason that readers are told from then on, and return its last revision.

    Stories that name it get a revision that does not.

    Raises NotFoundError where there is no such story, GoneError where it was retracted before, and ConflictError where
    another story has taken its place.
    """
    with deployment.database.write() as session:
        stored = story_at_hand(session, slug)
        if stored.status == "superseded":
            raise ConflictError("Another story has taken the place of this one; retract that one.")
        story = stored.story()
        retracted = story.model_copy(
            update={"status": "retracted", "revision": story.revision + 1, "updated_at": deployment.clock()}
        )
        stored = stories.save(session, retracted, "retraction", reason)
        unname_story(session, deployment.vocabulary.current(session), stored.slug, retracted.updated_at)
    return stored
