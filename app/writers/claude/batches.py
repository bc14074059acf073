"""Questions by the batch: what the endpoint says of its Message Batches, read and judged. It answers within a day, in any order, at half the price."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from app.providers import Provider
from app.story.model_call import ModelCall
from app.writers.base import BatchError, Letter, Seen
from app.writers.claude.answer import Answer, Mending, read_answer
from app.writers.claude.gathering import Gathered
from app.writers.claude.prices import BATCH_SHARE, priced
from app.writers.claude.reply import Reply, read_error, read_message

if TYPE_CHECKING:
    from app.writers.claude.endpoint import Endpoint

_SHAPES: Mapping[str, type[BaseModel]] = {"write": Answer, "mend": Mending, "gather": Gathered}
# An id becomes part of an address.
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_MOST_PAGES = 20
# The status with which the API tells of each kind of error where it does not come in a batch.
_STATUS = {
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "invalid_request_error": 400,
    "rate_limit_error": 429,
    "api_error": 500,
    "timeout_error": 504,
    "overloaded_error": 529,
}


class ClaudeBatches:
    """The batches of an endpoint, as `app.writers.base.Batches` has it."""

    def __init__(self, endpoint: Endpoint, provider: Provider) -> None:
        """Ask nothing yet."""
        self._endpoint = endpoint
        self._provider = provider

    @property
    def address(self) -> str:
        """Where the endpoint is."""
        return self._endpoint.address

    def send(self, letters: Sequence[Letter]) -> str:
        """Send a batch; return the id by which the endpoint knows it."""
        sent = self._endpoint.send_batch([{"custom_id": each.name, "params": each.request} for each in letters])
        return _seen(sent).id

    def see(self, batch_id: str) -> Seen:
        """Return how a batch stands."""
        return _seen(self._endpoint.see_batch(batch_id))

    def made_since(self, moment: datetime) -> Iterator[Seen]:
        """Yield the batches that were made since a moment, newest first."""
        after: str | None = None
        for _ in range(_MOST_PAGES):
            page = self._endpoint.list_batches(after)
            found = [_seen(each) for each in _part(page, "data", list)]
            for each in found:
                if each.created_at < moment:
                    return
                yield each
            if not found or not (isinstance(page, Mapping) and page.get("has_more")):
                return
            after = found[-1].id

    def cancel(self, batch_id: str) -> None:
        """Have a batch stopped."""
        self._endpoint.cancel_batch(batch_id)

    def results(self, batch_id: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield what came of each question, after its name; a line that cannot be read is left out, but for a body that has no other."""
        read = unread = 0
        for line in self._endpoint.batch_results(batch_id):
            found = _result(line)
            if found is not None:
                read += 1
                yield found
            elif line.strip():
                unread += 1
        if unread and not read:
            raise _not_of_the_form()

    def judge(self, purpose: str, model: str, result: Mapping[str, Any]) -> ModelCall:
        """Return a result as the call that it was, at half its price; an answer that cannot be read is a broken one."""
        reply = _reply(result)
        if reply.outcome == "answered":
            try:
                read_answer(reply.text, _SHAPES[purpose])
            except (ValueError, KeyError):
                reply.outcome = "broken"
        outcome = {"expired": "expired", "canceled": "cancelled"}.get(str(result.get("type")), reply.outcome)
        tokens = reply.used()
        price = priced(model, reply.model, tokens, self._provider.models.get(model)) * BATCH_SHARE
        return ModelCall(
            purpose=purpose,
            outcome=outcome,
            model=reply.model,
            input_tokens=tokens.input,
            output_tokens=tokens.output,
            cost_usd=price,
            seconds=0.0,
            answer=reply.text,
        )


def _result(line: bytes) -> tuple[str, Mapping[str, Any]] | None:
    """Read a line of results; None where it is none."""
    try:
        told = json.loads(line)
        name, result = told["custom_id"], told["result"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return (name, result) if isinstance(name, str) and isinstance(result, Mapping) else None


def _reply(result: Mapping[str, Any]) -> Reply:
    """Read a result as if it had been answered at once."""
    reply = Reply()
    try:
        if result["type"] == "succeeded":
            read_message(reply, result["message"])
        elif result["type"] == "errored":
            error = result["error"]
            told = error["error"] if isinstance(error.get("error"), Mapping) else error
            read_error(reply, _STATUS.get(str(told.get("type")), 400), None, error)
    except (LookupError, TypeError, AttributeError, ValueError):
        reply.outcome = "broken"
    reply.clean()
    return reply


def _seen(told: object) -> Seen:
    """Read what the endpoint tells of a batch."""
    batch_id, counts = _part(told, "id", str), _part(told, "request_counts", dict)
    try:
        created_at = datetime.fromisoformat(_part(told, "created_at", str))
        size = sum(int(each) for each in counts.values())
    except (ValueError, TypeError, ArithmeticError):
        raise _not_of_the_form() from None
    if not _ID.fullmatch(batch_id):
        raise _not_of_the_form()
    if created_at.tzinfo is None:
        created_at = created_at.replace(tzinfo=UTC)
    return Seen(batch_id, _part(told, "processing_status", str) == "ended", size, created_at)


def _part(told: object, name: str, kind: type[Any]) -> Any:  # noqa: ANN401 - of the kind that is asked for
    if not isinstance(told, Mapping) or not isinstance(told.get(name), kind):
        raise _not_of_the_form()
    return told[name]


def _not_of_the_form() -> BatchError:
    return BatchError("unclear", "Its answer is not of the form of Message Batches.")
