"""Edit or correct a story by hand: new words are verified like a writer's, and make a new revision."""

from __future__ import annotations

from app.errors import ConflictError, Fault, InvalidInputError, PreconditionFailedError
from app.newsroom.deployment import Deployment
from app.newsroom.story_at_hand import story_at_hand
from app.newsroom.story_ledger import ledger_of
from app.store import beats, stories
from app.store.session import Session
from app.store.stories import StoredStory
from app.story.editing import edited
from schemas.beat import BeatRef
from schemas.story import StoryEdit


def edit_story(deployment: Deployment, slug: str, edit: StoryEdit, if_match: str | None = None) -> StoredStory:
    """Apply an edit as the story's next revision, and return it. `if_match` is the header, if one came.

    Raises InvalidInputError, which names each place and the reason, where new words are not borne out by the quotes
    they rest on, an id is not the story's, or nothing would change; PreconditionFailedError where the story is not what If-Match names;
    NotFoundError, GoneError or ConflictError where it cannot be edited at all.
    """
    with deployment.database.write() as session:
        stored = story_at_hand(session, slug)
        if not _is_matched(if_match, stored.etag):
            raise PreconditionFailedError("The story has changed since the revision that If-Match names.")
        if stored.status == "superseded":
            raise ConflictError("Another story has taken the place of this one; edit that one.")
        story = stored.story()
        beat = _beat(session, edit.beat) or story.beat
        ledger = ledger_of(session, story, deployment.vocabulary.current(session))
        changed = edited(story, edit, beat, ledger)
        revision = {"revision": story.revision + 1, "updated_at": deployment.clock()}
        return stories.save(session, changed.model_copy(update=revision), edit.cause, edit.note)


def _is_matched(if_match: str | None, etag: str) -> bool:
    """Say whether the story is one that If-Match names (RFC 9110, section 13.1.1): strong comparison, or any."""
    if if_match is None or if_match.strip() == "*":
        return True
    return etag in (tag.strip() for tag in if_match.split(","))


def _beat(session: Session, slug: str | None) -> BeatRef | None:
    """Return the beat that the edit files the story under; raise InvalidInputError where there is none."""
    if slug is None:
        return None
    found = beats.ref(session, slug)
    if found is None:
        fault = Fault("/beat", "There is no such beat.")
        raise InvalidInputError("The beat is not known.", errors=[fault])
    return found
