"""Publish a draft."""

from __future__ import annotations

from app.errors import ConflictError
from app.newsroom.deployment import Deployment
from app.newsroom.story_at_hand import story_at_hand
from app.store import stories
from app.store.stories import StoredStory


def publish_story(deployment: Deployment, slug: str) -> StoredStory:
    """Publish a draft as its next revision, dated now, and return it.

    Raises NotFoundError where there is no such story, GoneError where it was retracted, and ConflictError where it is
    published already.
    """
    now = deployment.clock()
    with deployment.database.write() as session:
        stored = story_at_hand(session, slug)
        if stored.status != "draft":
            raise ConflictError("The story is published already.")
        story = stored.story()
        published = story.model_copy(
            update={"status": "published", "revision": story.revision + 1, "published_at": now, "updated_at": now}
        )
        return stories.save(session, published, "publication", None)
