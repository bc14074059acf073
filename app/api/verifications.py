"""Verification: whether sentences are borne out by the words of records, checked now."""

from __future__ import annotations

from app.api.access import CurrentCaller, Here
from app.api.operation import Router
from app.api.story_access import visible_story
from app.errors import GoneError, InvalidInputError, NotFoundError
from app.newsroom.verify import verify_claims
from app.newsroom.verify import verify_story as verify
from schemas.verification import Verification, VerificationReport, VerificationRequest

router = Router("Verification")


@router.get("/v1/stories/{slug}/verification", problems=(NotFoundError, GoneError))
def verify_story(slug: str, here: Here, caller: CurrentCaller) -> Verification:
    """Check every sentence of a story against the records, now, and say why each stands or falls."""
    with here.database.read() as session:
        current = visible_story(session, caller, slug)
    return verify(here, current.slug, here.clock())


@router.write("POST", "/v1/verifications", scope="read", problems=(InvalidInputError,))
def verify_sentences(claims: VerificationRequest, here: Here) -> VerificationReport:
    """Check anyone's sentences against records.

    Each is `found`, `not_found` or `not_checkable`, with the reason and the passages that bear it out.
    """
    return verify_claims(here, claims)
