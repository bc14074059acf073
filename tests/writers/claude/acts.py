"""What a server of the Messages API answers: an act of its script, as a whole message or as the events of a stream."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Sent = Mapping[str, Any]
Answerer = Callable[[Sent], object]

INPUT_TOKENS, CACHED_TOKENS, OUTPUT_TOKENS = 900, 100, 300
MODEL = "claude-sonnet-5-5"


@dataclass(frozen=True, slots=True)
class Act:
    """One answer. `answer` is text, or what makes JSON, or a function of the request that returns either.

    `fault` spoils it: `html`, `not_json`, `cut` (the stream breaks off in the middle of an event), `silent` (nothing comes), `drip` (it comes too slowly, piece by
    piece), `murmur` (a stream of comments without an event),
    `event_error` (an error event after the first words), `not_streamed` (a whole message though a stream was asked for),
    `no_content` (a message without its content), `slow_head` (not even the head comes, but letter by letter), `hung_up` (the connection is closed in place of an answer)
    or `halves` (each character beyond ASCII comes as two halves in two events). `told` are fields of the message that it has in place of the usual ones, `body` is sent
    in place of any message.
    """

    answer: object = ""
    status: int = 200
    stop_reason: str = "end_turn"
    fault: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    body: bytes | None = None


def said(act: Act, sent: Sent) -> str:
    """Return the words of an act's answer to a request."""
    answer = act.answer(sent) if callable(act.answer) else act.answer
    return answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)


def message_of(act: Act, sent: Sent) -> dict[str, Any]:
    """Return what an act answers a request with, as a whole message."""
    return _message(said(act, sent), act.stop_reason)


def _message(words: str, stop_reason: str | None) -> dict[str, Any]:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": MODEL,
        "content": [{"type": "text", "text": words}] if words else [],
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": {
            "input_tokens": INPUT_TOKENS,
            "cache_read_input_tokens": CACHED_TOKENS,
            "cache_creation_input_tokens": 0,
            "output_tokens": OUTPUT_TOKENS,
        },
    }


def events(act: Act, words: str) -> Iterator[dict[str, Any]]:
    """Yield the events in which words are streamed, spoiled as the act says."""
    opening = _message("", None)
    opening["usage"] = opening["usage"] | {"output_tokens": 1}
    opening |= act.told
    if act.fault == "no_content":
        del opening["usage"]
    yield {"type": "message_start", "message": opening}
    yield {"type": "ping"}
    yield {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    for piece in _pieces(act, words):
        delta = {"type": "text_delta", "text": piece}
        yield {"type": "content_block_delta", "index": 0, "delta": delta}
        if act.fault == "event_error":
            yield {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
            return
    yield {"type": "content_block_stop", "index": 0}
    yield {
        "type": "message_delta",
        "delta": {"stop_reason": act.stop_reason, "stop_sequence": None},
        "usage": act.told.get("usage", {"output_tokens": OUTPUT_TOKENS}),
    }
    yield {"type": "message_stop"}


def _pieces(act: Act, words: str) -> Iterator[str]:
    for start in range(0, len(words), 200):
        piece = words[start : start + 200]
        if act.fault == "halves":
            # As a server does that cuts UTF-16 wherever a token ends.
            units = piece.encode("utf-16-le")
            yield from (chr(int.from_bytes(units[at : at + 2], "little")) for at in range(0, len(units), 2))
        else:
            yield piece
