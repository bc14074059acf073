"""Look at an endpoint: when it is first asked to write, and for `storywire doctor`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from app.writers.base import Finding
from app.writers.claude.capabilities import Capabilities
from app.writers.claude.patience import Conversation
from app.writers.claude.reply import Reply, Turn

_QUESTION = "Answer in one plain sentence: what do harbour towns sell on market days?"
_MOST_TOKENS = 256
_MOST_LISTED = 5
# Where servers say how many tokens a model reads and writes together: Claude, vLLM, LiteLLM and LM Studio, and in `meta` llama.cpp.
_READS = ("max_input_tokens", "max_model_len", "context_length", "max_context_length", "n_ctx")
_WRITES = ("max_tokens", "max_output_tokens")


class _Word(BaseModel):
    """An answer that nobody gives who is not held to it."""

    word: Literal["quintal-of-sprats"]


def question() -> Turn:
    """Return the question that an endpoint is looked at with."""
    return Turn([], [{"role": "user", "content": [{"type": "text", "text": _QUESTION}]}], _Word, _MOST_TOKENS)


def look(conversation: Conversation) -> tuple[Capabilities | None, Reply]:
    """Look at an endpoint with one short call, or up to three where it refuses something, each booked.

    Returns what was seen, None where the endpoint gave no answer at all, and the last reply.
    """
    turn = question()
    reply = Reply()
    for each in (turn, replace(turn, asks_for_shape=False), replace(turn, is_streamed=False)):
        if not conversation.can_afford(each):
            break
        reply = conversation.attempt("look", each, reads=False)
        if reply.outcome in {"answered", "cut_short", "declined"}:
            return _seen(conversation, each, reply), reply
        if reply.outcome == "busy" or reply.is_refused:
            break
    return None, reply


def _seen(conversation: Conversation, turn: Turn, reply: Reply) -> Capabilities:
    endpoint, model = conversation.endpoint, conversation.model
    listed = endpoint.models()
    return Capabilities(
        address=endpoint.address,
        shape=_shape(turn, reply),
        counts=endpoint.count(turn, model) is not None,
        streams=reply.was_streamed,
        listed=None if listed is None else tuple(each["id"] for each in listed),
        context_tokens=_told(listed or [], model, _READS),
        output_tokens=_told(listed or [], model, _WRITES),
    )


def _shape(turn: Turn, reply: Reply) -> Literal["enforced", "ignored", "refused", "unknown"]:
    if not turn.asks_for_shape:
        return "refused"
    try:
        _Word.model_validate_json(reply.text)
    except ValidationError:
        return "ignored" if reply.outcome == "answered" else "unknown"
    return "enforced"


def _told(listed: Sequence[Mapping[str, Any]], model: str, names: Sequence[str]) -> int | None:
    """Return what the list says of a model under one of some names; a list of one is of that one by whatever name."""
    entry = next((each for each in listed if each["id"] == model), listed[0] if len(listed) == 1 else {})
    meta = entry.get("meta")
    for told in (entry, meta if isinstance(meta, Mapping) else {}):
        for name in names:
            if isinstance(told.get(name), int) and told[name] > 0:
                return int(told[name])
    return None


def findings(name: str, model: str, address: str, seen: Capabilities | None, reply: Reply) -> Iterator[Finding]:
    """Say in sentences what was found: first whether the endpoint answers, then what it does."""
    if seen is None:
        yield False, f"{name}: {address} with {model}: {reply.detail}"
        return
    yield True, f"{name}: {address} answers with {model}."
    if seen.listed and model not in seen.listed:
        listed = ", ".join(seen.listed[:_MOST_LISTED])
        yield True, f"{name}: it does not list {model}, though it answered; it lists {listed}."
    shape = {
        "enforced": "it holds answers to their shape",
        "ignored": "it takes no notice of the shape that is asked for",
        "refused": "it refuses requests that ask for a shape, which are sent without",
        "unknown": "whether it holds answers to their shape could not be seen",
    }[seen.shape]
    counts = "counts tokens" if seen.counts else "does not count tokens (they are estimated)"
    streams = "streams" if seen.streams else "does not stream"
    holds = (
        f"{model} holds {seen.context_tokens} tokens" if seen.context_tokens else f"how much {model} holds is not said"
    )
    yield True, f"{name}: {shape} (all are checked here); it {counts} and {streams}; {holds}."
