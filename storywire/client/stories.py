"""What can be asked about stories: one function an operation, under its operationId."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from schemas.base import Output
from schemas.citation import CitationInContext, CitationList
from schemas.search import FoundRecord, FoundStory, SearchPage
from schemas.story import (
    RelatedList,
    Retraction,
    RevisionList,
    Story,
    StoryDiff,
    StoryEdit,
    StorySummary,
)
from schemas.verification import Verification, VerificationReport, VerificationRequest
from storywire.client.asking import Ask, Listing, get, path, send, text

StoryForm = Literal["txt", "md", "html", "jsonld", "ninjs"]
_MEDIA_TYPES: dict[StoryForm, str] = {
    "txt": "text/plain",
    "md": "text/markdown",
    "html": "text/html",
    "jsonld": "application/ld+json",
    "ninjs": "application/ninjs+json",
}
_STORY = "/v1/stories/{slug}"


class SummaryPage(Output):
    """A page of stories whose items hold all their fields, as they do where `fields` does not ask for fewer."""

    items: list[StorySummary]
    next_cursor: str | None
    total: int | None = None


def list_stories(  # noqa: PLR0913 - the operation's own filters
    *,
    beat: str | None = None,
    entity: str | None = None,
    source: str | None = None,
    language: str | None = None,
    q: str | None = None,
    published_after: datetime | None = None,
    published_before: datetime | None = None,
    limit: int | None = None,
    total: bool | None = None,
) -> Listing[StorySummary]:
    """List stories, newest first; `limit` is how many a page holds, and with `total` each page says how many there are."""
    ask = get(
        SummaryPage,
        "/v1/stories",
        beat=beat,
        entity=entity,
        source=source,
        language=language,
        q=q,
        published_after=published_after,
        published_before=published_before,
        limit=limit,
        total=total,
    )
    return Listing(ask, lambda page: page.items)


def search(  # noqa: PLR0913 - the operation's own filters
    q: str,
    *,
    type: Literal["story", "record"] | None = None,  # noqa: A002 - the parameter's own name
    beat: str | None = None,
    entity: str | None = None,
    source: str | None = None,
    language: str | None = None,
    published_after: datetime | None = None,
    published_before: datetime | None = None,
    limit: int | None = None,
) -> Listing[FoundStory | FoundRecord]:
    """Search stories and records, best first."""
    ask = get(
        SearchPage,
        "/v1/search",
        q=q,
        type=type,
        beat=beat,
        entity=entity,
        source=source,
        language=language,
        published_after=published_after,
        published_before=published_before,
        limit=limit,
    )
    return Listing(ask, lambda page: page.items)


def get_story(slug: str) -> Ask[Story]:
    """Read a story; GoneError where it was retracted."""
    return get(Story, path(_STORY, slug))


def get_story_form(slug: str, form: StoryForm) -> Ask[str]:
    """Read a story as text, Markdown, HTML, JSON-LD or ninjs, as it comes."""
    return Ask("GET", path("/v1/stories/{slug}.{form}", slug, form), text, accept=_MEDIA_TYPES[form])


def list_related_stories(slug: str) -> Ask[RelatedList]:
    """List the stories that stand in a relation to one."""
    return get(RelatedList, path("/v1/stories/{slug}/related", slug))


def list_citations(slug: str) -> Ask[CitationList]:
    """List what a story cites."""
    return get(CitationList, path("/v1/stories/{slug}/citations", slug))


def get_citation(slug: str, number: int) -> Ask[CitationInContext]:
    """Read a citation, each quote inside its record's text."""
    return get(CitationInContext, path("/v1/stories/{slug}/citations/{number}", slug, number))


def list_revisions(slug: str) -> Ask[RevisionList]:
    """List a story's revisions."""
    return get(RevisionList, path("/v1/stories/{slug}/revisions", slug))


def get_revision(slug: str, number: int) -> Ask[Story]:
    """Read a story as it stood in a revision."""
    return get(Story, path("/v1/stories/{slug}/revisions/{number}", slug, number))


def get_revision_diff(slug: str, number: int) -> Ask[StoryDiff]:
    """Read what a revision changed."""
    return get(StoryDiff, path("/v1/stories/{slug}/revisions/{number}/diff", slug, number))


def verify_story(slug: str) -> Ask[Verification]:
    """Have each sentence of a story checked now."""
    return get(Verification, path("/v1/stories/{slug}/verification", slug))


def verify_sentences(request: VerificationRequest) -> Ask[VerificationReport]:
    """Have anyone's sentences checked against records."""
    return send("POST", VerificationReport, "/v1/verifications", request, repeatable=True)


def edit_story(slug: str, edit: StoryEdit, *, if_match: str | None = None) -> Ask[Story]:
    """Edit a story (scope `edit`); `if_match` is the ETag of the revision that was read."""
    ask = send("PATCH", Story, path(_STORY, slug), edit)
    return ask if if_match is None else ask.with_headers(If_Match=if_match)


def publish_story(slug: str) -> Ask[Story]:
    """Publish a draft (scope `edit`)."""
    return send("POST", Story, path("/v1/stories/{slug}/publish", slug))


def retract_story(slug: str, retraction: Retraction) -> Ask[Story]:
    """Retract a story, with the reason that readers are told (scope `edit`)."""
    return send("POST", Story, path("/v1/stories/{slug}/retract", slug), retraction)
