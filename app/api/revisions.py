"""Revisions of a story, and what changed from one to the next."""

from __future__ import annotations

from starlette.responses import Response

from app.api.access import CurrentCaller, Here
from app.api.operation import A_MINUTE, Router
from app.api.parameters import Ordinal
from app.api.stories import as_json
from app.api.story_access import visible_story
from app.errors import GoneError, InvalidInputError, NotFoundError
from app.store import stories
from app.store.session import Session
from app.store.stories import StoredStory
from app.story.diff import compare
from schemas.story import RevisionList, Story, StoryDiff

router = Router("Revisions")


@router.get("/v1/stories/{slug}/revisions", problems=(NotFoundError, GoneError), shows="stories")
def list_revisions(slug: str, here: Here, caller: CurrentCaller) -> RevisionList:
    """List every revision of a story, newest first, each with its cause and an editor's note."""
    with here.database.read_anywhere() as session:
        current = visible_story(session, caller, slug)
        return RevisionList(items=stories.revisions(session, current.slug))


@router.get(
    "/v1/stories/{slug}/revisions/{number}",
    keep=A_MINUTE,
    response_model=Story,
    problems=(NotFoundError, GoneError, InvalidInputError),
    shows="stories",
)
def get_revision(slug: str, number: Ordinal, here: Here, caller: CurrentCaller) -> Response:
    """Read a story as a revision had it."""
    with here.database.read_anywhere() as session:
        current = visible_story(session, caller, slug)
        return as_json(_revision(session, current.slug, number))


@router.get(
    "/v1/stories/{slug}/revisions/{number}/diff",
    keep=A_MINUTE,
    problems=(NotFoundError, GoneError, InvalidInputError),
    shows="stories",
)
def get_revision_diff(slug: str, number: Ordinal, here: Here, caller: CurrentCaller) -> StoryDiff:
    """Read what a revision changed: sentences, citations, entities, and the cause."""
    with here.database.read_anywhere() as session:
        current = visible_story(session, caller, slug)
        after = _revision(session, current.slug, number)
        before = stories.revision(session, current.slug, number - 1)
        told = next(r for r in stories.revisions(session, current.slug) if r.revision == number)
    return compare(before.story() if before else None, after.story(), told.cause, told.note)


def _revision(session: Session, slug: str, number: int) -> StoredStory:
    stored = stories.revision(session, slug, number)
    if stored is None:
        raise NotFoundError(f"The story has no revision {number}.")
    return stored
