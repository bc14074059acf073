"""Answer with a story in another form than JSON: one revision, one family of entity tags."""

from __future__ import annotations

from starlette.responses import Response

from app.api.conditional import strong_tag
from app.newsroom.deployment import Deployment
from app.store import records, stories
from app.store.session import Session
from app.store.stories import StoredStory
from app.views import VIEWS
from app.views.base import Alternate, Beside, View
from schemas.story import Story

_DIGITS_OF_A_FORM = 12


def in_form(session: Session, here: Deployment, stored: StoredStory, view: View) -> Response:
    """Render a stored revision; its tag is the revision's, the form's suffix, and digits of the rendered text.

    The digits are there because a form also tells what stands beside the story: which cited records have changed since.
    """
    text = view.render(stored.story(), _beside(session, here, stored))
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


def _beside(session: Session, here: Deployment, stored: StoredStory) -> Beside:
    story = stored.story()
    told = stories.revisions(session, stored.slug)
    return Beside(
        records=records.get_many(session, [citation.record_id for citation in story.citations]),
        corrections=[
            each for each in reversed(told) if each.cause == "correction" and each.revision <= stored.revision
        ],
        public_url=here.public_url,
        alternates=_alternates(here.public_url, story),
    )


def _alternates(public_url: str, story: Story) -> list[Alternate]:
    """Name every form of the story, its own JSON first."""
    where = f"{public_url}/v1/stories/{story.slug}"
    forms = (Alternate(view.media_type, f"{where}.{view.suffix}", view.suffix) for view in VIEWS)
    return [Alternate("application/json", where, "json"), *forms]
