"""Verification: whether sentences are borne out by the words of records, checked now."""

from __future__ import annotations

from starlette.responses import Response

from app.api.access import CurrentCaller, Here
from app.api.conditional import strong_tag
from app.api.operation import Router
from app.api.story_access import visible_story
from app.errors import GoneError, InvalidInputError, NotFoundError
from app.newsroom.verify import verify_claims
from app.newsroom.verify import verify_story as verify
from schemas.verification import Verification, VerificationReport, VerificationRequest

router = Router("Verification")


@router.get("/v1/stories/{slug}/verification", problems=(NotFoundError, GoneError))
def verify_story(slug: str, here: Here, caller: CurrentCaller, response: Response) -> Verification:
    """Check every sentence of a story against the records, now, and say why each stands or falls.

    The tag is weak: it stays the same while the verdicts do, whenever they are asked for.
    """
    with here.database.read() as session:
        current = visible_story(session, caller, slug)
    found = verify(here, current.slug, here.clock())
    response.headers["ETag"] = f"W/{strong_tag(found.model_dump_json(exclude={'checked_at'}).encode())}"
    return found


@router.write("POST", "/v1/verifications", scope="read", problems=(InvalidInputError,))
def verify_sentences(claims: VerificationRequest, here: Here) -> VerificationReport:
    """Check anyone's sentences against records.

    Each is `found`, `not_found` or `not_checkable`, with the reason and the passages that bear it out.
    """
    return verify_claims(here, claims)
