"""Write a story again from what was kept of its synthesis, and say whether it comes out the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.errors import ConflictError, NotFoundError, NothingQuotableError, SynthesisRefusedError
from app.jobs.calls import Calls
from app.newsroom.deployment import Deployment
from app.newsroom.read_assignment import read_again
from app.newsroom.synthesis_ledger import SynthesisLedger
from app.newsroom.undertaking import Undertaking
from app.newsroom.write_story import assemble, assigned, writer_for
from app.store import model_calls, stories, syntheses
from app.store.job_rows import Lease
from app.store.session import Session
from app.store.stories import StoredStory
from app.story.diff import compare
from app.story.materials import Byline
from app.story.model_call import ModelCall
from app.writers.base import AnswerNotKeptError
from schemas.story import Story
from schemas.synthesis import Replay, SynthesisRequest


@dataclass(slots=True)
class _Books(Calls):
    """The books of a replay: every question was answered then (`kept`), or, with None, is asked anew.

    What is asked anew is on the caller's account, under the day's budgets, and stands beside the first answers.
    """

    kept: Mapping[tuple[str, bytes], ModelCall] | None = None

    def recall(self, purpose: str, question: bytes) -> ModelCall | None:
        """Return what was answered then; raise where it was not asked."""
        if self.kept is None:
            return None
        if (purpose, question) not in self.kept:
            raise AnswerNotKeptError
        return self.kept[purpose, question]

    def check_lease(self, session: Session) -> None:
        """Hold no lease: a replay stores nothing."""


def replay(deployment: Deployment, synthesis_id: str, key_id: str | None = None, *, ask_again: bool = False) -> Replay:
    """Write the story of a synthesis again, from the same versions of the same records, and compare; nothing is stored.

    The model's answers are those that were kept, unless it is to be asked again. Raises NotFoundError where there is no such
    synthesis, and ConflictError where it made no story, or where what it was made of has been erased.
    """
    with deployment.database.read() as session:
        request, made, ledger = _kept(session, synthesis_id)
        reading = read_again(deployment, session, request, ledger)
        booked = model_calls.of_synthesis(session, synthesis_id)
    # What a later replay was answered does not take the place of the first answer.
    answered = {(c.purpose, q): c for q, c in reversed(booked) if c.outcome == "answered" and c.answer}
    undertaking = Undertaking(
        Lease(synthesis_id, 0, 0), request, ledger.provider, made.story().methodology.generated_at, key_id
    )
    book = _Books(deployment, undertaking, None if ask_again else answered)
    before = made.story()
    difference = detail = None
    try:
        draft = writer_for(deployment, request).write(assigned(reading, request, synthesis_id, book))
        after = assemble(reading, draft).story(_byline(deployment, before, ledger), (before.slug, before.url))
        after = after.model_copy(update={"related": before.related})
        if after.model_dump_json() != before.model_dump_json():
            difference = compare(before, after, "model" if before.methodology.model else "correction", None)
    except AnswerNotKeptError:
        detail = (
            "The model would be asked something else today than it was then: rules, prompts or records have changed."
        )
    except (NothingQuotableError, SynthesisRefusedError) as error:
        detail = f"No story would be written today: {error.detail}"
    return Replay(
        synthesis_id=synthesis_id,
        outcome="same" if difference is None and detail is None else "different",
        compared_with=made.revision,
        calls=len(undertaking.calls),
        usage=undertaking.usage,
        difference=difference,
        detail=detail,
    )


def _kept(session: Session, synthesis_id: str) -> tuple[SynthesisRequest, StoredStory, SynthesisLedger]:
    """Return what was asked for, the revision that was made, and the ledger."""
    request = syntheses.request_of(session, synthesis_id)
    if request is None:
        raise NotFoundError("There is no such synthesis.")
    made = stories.made_by(session, synthesis_id)
    if made is None:
        raise ConflictError("The synthesis has made no story.")
    ledger = syntheses.ledger(session, synthesis_id)
    if ledger is None:
        raise ConflictError("What the story was written from has been erased, with a record that was withdrawn.")
    return request, made, SynthesisLedger.model_validate_json(ledger)


def _byline(deployment: Deployment, story: Story, ledger: SynthesisLedger) -> Byline:
    """Return the byline that the story had."""
    method = story.methodology
    return Byline(
        story_id=story.id,
        synthesis_id=method.synthesis_id,
        revision=story.revision,
        status=story.status,
        beat=story.beat,
        beat_scores=method.beat_scores,
        public_url=deployment.public_url,
        provider=ledger.provider,
        model=method.model,
        prompt_version=ledger.prompt_version,
        now=method.generated_at,
        published_at=story.published_at,
        usage=method.usage,
    )
