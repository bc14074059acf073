"""Take in a request for a synthesis: what is wrong with it is said at once, and what is asked twice is done once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import orjson

from app.errors import Fault, InvalidInputError
from app.newsroom.deployment import Deployment
from app.newsroom.read_assignment import check_request
from app.newsroom.undertaking import Undertaking
from app.newsroom.write_story import writer_for
from app.store import idempotency, job_control, jobs
from app.store.jobs import Job, NewJob
from app.store.session import Session
from app.story.story_id import ID_BYTES, synthesis_id
from schemas.synthesis import SynthesisRequest


@dataclass(frozen=True, slots=True)
class Asker:
    """Whoever asks for a synthesis: the key it comes with and, where the request bears one, its Idempotency-Key."""

    key_id: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A synthesis that was taken in: its id, and the undertaking where it is for the caller to do at once."""

    synthesis_id: str
    undertaking: Undertaking | None


NOBODY = Asker()


def submit(deployment: Deployment, request: SynthesisRequest, asker: Asker, worker: str | None) -> Ticket:
    """Put a synthesis into the queue, in one transaction; where a worker is named, give it the job if there is room.

    A request that bears the Idempotency-Key of an earlier one, or asks for what is just being written, leads to the
    synthesis that is there. Raises UnknownRecordsError and InvalidInputError for what cannot be written, and makes nothing then.
    """
    writer = writer_for(deployment, request)
    now = deployment.clock()
    with deployment.database.write("nothing") as session:
        if found := _asked_before(deployment, session, request, asker):
            return Ticket(found, None)
        check_request(deployment, session, request)
        digest = same_as(deployment, request)
        known = job_control.unfinished_like(session, digest)
        made = known or synthesis_id(deployment.draw(ID_BYTES))
        if asker.key_id is not None and asker.idempotency_key is not None:
            body = _digest(request.model_dump(mode="json"))
            idempotency.keep(session, asker.key_id, asker.idempotency_key, body, made, now)
        if known:
            return Ticket(known, None)
        new = NewJob(made, request, writer.name, asker.key_id, digest, now)
        lease = jobs.add(session, new, worker, deployment.most_at_once)
    return Ticket(made, Undertaking(lease, request, writer.name, now, asker.key_id) if lease else None)


def same_as(deployment: Deployment, request: SynthesisRequest) -> bytes:
    """Return a digest of what the story depends on: the same records in another order make the same story to a reader."""
    writer = writer_for(deployment, request)
    essence = request.model_dump(mode="json") | {
        "record_ids": sorted(set(request.record_ids)),
        "provider": writer.name,
        "model": request.model or writer.model,
        "prompt_version": writer.prompt_version,
    }
    return _digest(essence)


def undertaking(job: Job) -> Undertaking:
    """Return what is to be undertaken of a job that was taken."""
    return Undertaking(job.lease, job.request, job.writer, job.created_at, job.key_id, is_cancelled=job.is_cancelled)


def _asked_before(deployment: Deployment, session: Session, request: SynthesisRequest, asker: Asker) -> str | None:
    """Return the synthesis that the same key led to before; raise InvalidInputError where the body was another."""
    if asker.key_id is None or asker.idempotency_key is None:
        return None
    found = idempotency.find(session, asker.key_id, asker.idempotency_key, deployment.clock())
    if found is None:
        return None
    digest, synthesis = found
    if digest != _digest(request.model_dump(mode="json")):
        fault = Fault("Idempotency-Key", "It came with another body within the last 24 hours.")
        raise InvalidInputError("The Idempotency-Key was used for another request.", errors=[fault])
    return synthesis


def _digest(value: Mapping[str, object]) -> bytes:
    return sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).digest()
