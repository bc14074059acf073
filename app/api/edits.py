"""What editors do to stories: edit, correct, publish, retract."""

from __future__ import annotations

from typing import Annotated

from fastapi import Header
from starlette.responses import Response

from app.api.access import Here
from app.api.operation import Router
from app.api.stories import as_json
from app.errors import (
    ConflictError,
    GoneError,
    InvalidInputError,
    NotFoundError,
    PreconditionFailedError,
    StorageFullError,
    UnavailableError,
)
from app.newsroom.edit_story import edit_story as edit
from app.newsroom.publish_story import publish_story as publish
from app.newsroom.retract_story import retract_story as retract
from schemas.story import Retraction, Story, StoryEdit

router = Router("Editing")

_PROBLEMS = (
    InvalidInputError,
    NotFoundError,
    ConflictError,
    GoneError,
    UnavailableError,
    StorageFullError,
)


@router.write(
    "PATCH",
    "/v1/stories/{slug:plain}",
    scope="edit",
    response_model=Story,
    problems=(*_PROBLEMS, PreconditionFailedError),
)
def edit_story(
    slug: str,
    changes: StoryEdit,
    here: Here,
    if_match: Annotated[str | None, Header(description="The ETag of the revision that was read.")] = None,
) -> Response:
    """Edit or correct a story.

    Makes a new revision with a note. New words are verified against the quotes that they are said to rest on;
    what is not borne out is refused.
    """
    return as_json(edit(here, slug, changes, if_match))


@router.write(
    "POST", "/v1/stories/{slug}/publish", scope=("edit", "synthesize"), response_model=Story, problems=_PROBLEMS
)
def publish_story(slug: str, here: Here) -> Response:
    """Publish a draft."""
    return as_json(publish(here, slug))


@router.write("POST", "/v1/stories/{slug}/retract", scope="edit", response_model=Story, problems=_PROBLEMS)
def retract_story(slug: str, retraction: Retraction, here: Here) -> Response:
    """Retract a story: from now on it answers 410 with the reason."""
    return as_json(retract(here, slug, retraction.reason))
