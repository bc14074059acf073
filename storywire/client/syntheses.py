"""What can be asked about syntheses: one function an operation, under its operationId, and `write_story`, which has a story written and watches."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from schemas.story import Story
from schemas.synthesis import RefusedSentences, Replay, Synthesis, SynthesisEstimate, SynthesisPage, SynthesisRequest
from storywire.client.asking import EVENTS, Ask, Listing, Stream, get, path, reader, send
from storywire.client.conversation import Conversation, Undertaking, each, exchange
from storywire.client.errors import NoAnswerError, error_of
from storywire.client.stories import get_story
from storywire.client.streams import follow
from storywire.client.terms import Terms

# A writer with a model takes minutes over a large set.
_WRITING_SECONDS = 900.0
_OVER = frozenset({"succeeded", "failed", "cancelled"})
_SYNTHESES = "/v1/syntheses"


def create_synthesis(request: SynthesisRequest, *, idempotency_key: str | None = None) -> Ask[Story]:
    """Have a story written (scope `synthesize`) and wait for it; asked again under the same key it is the same story."""
    ask = send("POST", Story, _SYNTHESES, request, repeatable=True)
    return ask.with_headers(Idempotency_Key=idempotency_key or secrets.token_hex(16)).within(_WRITING_SECONDS)


def begin_synthesis(request: SynthesisRequest, *, idempotency_key: str | None = None) -> Ask[Synthesis]:
    """Have a story written (scope `synthesize`) and be told at once under which id that stands."""
    ask = send("POST", Synthesis, _SYNTHESES, request, repeatable=True)
    key = idempotency_key or secrets.token_hex(16)
    return ask.with_headers(Idempotency_Key=key, Prefer="respond-async")


def estimate_synthesis(request: SynthesisRequest) -> Ask[SynthesisEstimate]:
    """Read what a synthesis would cost at most; nothing is written (scope `synthesize`)."""
    return send("POST", SynthesisEstimate, "/v1/syntheses/estimate", request, repeatable=True)


def list_syntheses(*, limit: int | None = None) -> Listing[Synthesis]:
    """List syntheses, newest first."""
    return Listing(get(SynthesisPage, _SYNTHESES, limit=limit), lambda page: page.items)


def get_synthesis(synthesis_id: str) -> Ask[Synthesis]:
    """Read how a synthesis stands."""
    return get(Synthesis, path("/v1/syntheses/{synthesis_id}", synthesis_id))


def list_refused_sentences(synthesis_id: str) -> Ask[RefusedSentences]:
    """List the sentences that verification refused while a story was written, with the reasons (scope `edit` or `synthesize`)."""
    return get(RefusedSentences, path("/v1/syntheses/{synthesis_id}/refused", synthesis_id))


def stream_synthesis_events(synthesis_id: str, *, last_event_id: int = 0) -> Stream[Synthesis]:
    """Follow a synthesis: what it was at each step, to its end."""
    address = path("/v1/syntheses/{synthesis_id}/events", synthesis_id)
    ask = Ask("GET", address, reader(Synthesis), accept=EVENTS)
    return Stream(ask, begin=last_event_id, is_last=lambda synthesis: synthesis.status in _OVER)


def cancel_synthesis(synthesis_id: str) -> Ask[Synthesis]:
    """Cancel a synthesis (scope `synthesize`)."""
    return send("POST", Synthesis, path("/v1/syntheses/{synthesis_id}/cancel", synthesis_id), repeatable=True)


def retry_synthesis(synthesis_id: str) -> Ask[Synthesis]:
    """Start a synthesis again that failed or was cancelled (scope `synthesize`)."""
    return send("POST", Synthesis, path("/v1/syntheses/{synthesis_id}/retry", synthesis_id))


def replay_synthesis(synthesis_id: str, *, ask_again: bool = False) -> Ask[Replay]:
    """Have a story written again from what was kept, and read whether it comes out the same (scope `synthesize`)."""
    ask = send("POST", Replay, path("/v1/syntheses/{synthesis_id}/replay", synthesis_id), repeatable=not ask_again)
    return (ask.with_query(ask_again="true") if ask_again else ask).within(_WRITING_SECONDS)


def write_story(
    request: SynthesisRequest,
    *,
    on_progress: Callable[[Synthesis], None] = lambda _: None,
    idempotency_key: str | None = None,
) -> Undertaking[Story]:
    """Have a story written (scope `synthesize`), tell of each step on the way, and return it; raise the problem that it ended in."""

    def undertake(terms: Terms) -> Conversation[Story]:
        last = yield from exchange(begin_synthesis(request, idempotency_key=idempotency_key), terms)

        def take(synthesis: Synthesis) -> Conversation[None]:
            nonlocal last
            last = synthesis
            on_progress(synthesis)
            yield from ()

        yield from each(follow(stream_synthesis_events(last.id), terms), take)
        return (yield from exchange(get_story(_slug_of(last)), terms))

    return undertake


def _slug_of(synthesis: Synthesis) -> str:
    """Return the story that came of a synthesis; raise what kept it from coming."""
    if synthesis.problem is not None:
        raise error_of(synthesis.problem, None, None)
    if synthesis.story is None:
        raise NoAnswerError(
            f"The synthesis {synthesis.id} is {synthesis.status}: no story came of it that this key may see."
        )
    return synthesis.story
