"""Answer with a story in another form than JSON: one revision, one family of entity tags."""

from __future__ import annotations

from starlette.responses import Response

from app.api.conditional import strong_tag
from app.newsroom.deployment import Deployment
from app.newsroom.gather_feed import corrections_of
from app.store import records
from app.store.session import Session
from app.store.stories import StoredStory
from app.views import FEEDS, VIEWS
from app.views.base import Alternate, Beside, View
from schemas.story import Story

# What a story may be asked for as, the usual form first.
MEDIA_TYPES = ("application/json", *(view.media_type for view in VIEWS))
_DIGITS_OF_A_FORM = 12


def in_form(session: Session, here: Deployment, stored: StoredStory, view: View) -> Response:
    """Render a stored revision; its tag is the revision's, the form's suffix, and digits of the rendered text.

    The digits are there because a form also tells what stands beside the story: which cited records have changed since.
    """
    story = stored.story()
    text = view.render(story, _beside(session, here, stored, story))
    own = strong_tag(text.encode())[1 : _DIGITS_OF_A_FORM + 1]
    is_text = view.media_type.startswith("text/")
    return Response(
        text,
        media_type=f"{view.media_type}; charset=utf-8" if is_text else view.media_type,
        headers={
            "ETag": f'{stored.etag[:-1]}-{view.suffix}-{own}"',
            "Content-Location": f"/v1/stories/{stored.slug}.{view.suffix}",
            **view.headers,
        },
    )


def _beside(session: Session, here: Deployment, stored: StoredStory, story: Story) -> Beside:
    return Beside(
        records=records.get_many(session, [citation.record_id for citation in story.citations]),
        corrections=corrections_of(session, stored.slug, stored.revision),
        public_url=here.public_url,
        alternates=_alternates(here.public_url, story),
    )


def _alternates(public_url: str, story: Story) -> list[Alternate]:
    """Name every form of the story, its own JSON first, and the feeds in which it stands."""
    where, beat = f"{public_url}/v1/stories/{story.slug}", f"{public_url}/v1/beats/{story.beat.slug}"
    return [
        Alternate("application/json", where, "json"),
        *(Alternate(view.media_type, f"{where}.{view.suffix}", view.suffix) for view in VIEWS),
        *(Alternate(feed.media_type, f"{public_url}/v1/feed.{feed.suffix}", "Storywire") for feed in FEEDS),
        *(Alternate(feed.media_type, f"{beat}/feed.{feed.suffix}", f"Storywire: {story.beat.name}") for feed in FEEDS),
    ]
