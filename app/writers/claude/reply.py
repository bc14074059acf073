"""What is asked of an endpoint in one call, and what came of it: whole messages, streams of events and errors are read in here.

Nothing here knows the SDK, which gives a page of HTML as a string, takes a stream that breaks off for a whole one, and loses
the usage of what it cannot parse.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Literal

from pydantic import BaseModel

from app.retry_after import seconds_asked_for
from app.writers.claude.prices import Tokens

# Of the longest answer that is asked for, at many times the characters that a token has as a rule; more is read for hours.
_MOST_CHARACTERS = 400_000
_PER_TOKEN = 4
# More tokens than any call has: a count beyond is none.
_MOST_COUNTED = 100_000_000
_LONGEST_NAME = 128
_TRANSIENT = frozenset({408, 409, 429})
_SERVER_FAULT = 500
_REFUSED_KEY = frozenset({401, 402, 403})
_OF_THE_REQUEST = frozenset({400, 413, 422})
_BUSY_ERRORS = frozenset({"overloaded_error", "rate_limit_error", "api_error", "timeout_error"})

# How servers say that a prompt is longer than their model can read: Claude's, vLLM's, llama.cpp's, Ollama's.
_TOO_LONG = re.compile(
    r"exceed_context_size|context (?:length|size|window)|prompt is too long|input is too long|request_too_large|too many (?:input )?tokens",
    re.IGNORECASE,
)
# How servers say that it is the wish for a shape which they do not take, or not this shape.
_OF_SHAPE = re.compile(r"output_config|output_format|json_schema|schema|grammar|structured output", re.IGNORECASE)
_HOLDS = re.compile(r"(?:> |(?:context|maximum)[\w ]{0,30}? (?:length|size|window)[^\d]{0,30})(\d{3,9})", re.IGNORECASE)
_SENT = re.compile(
    r"(?:requested|request has|request \()\s*(\d{2,9})|(\d{2,9}) (?:input |prompt )?tokens > ", re.IGNORECASE
)

Outcome = Literal["answered", "busy", "broken", "cut_short", "declined", "rejected", "too_long"]


@dataclass(frozen=True, slots=True)
class Turn:
    """What is asked in one call: standing rules and the conversation as text blocks, the answer's shape and greatest length."""

    system: Sequence[Mapping[str, Any]]
    messages: Sequence[Mapping[str, Any]]
    shape: type[BaseModel]
    max_tokens: int
    is_streamed: bool = True
    asks_for_shape: bool = True

    @property
    def tokens(self) -> int:
        """How many tokens it has, as far as that can be told without a tokenizer: one for four characters."""
        blocks = [*self.system, *(block for message in self.messages for block in message["content"])]
        return sum(len(block["text"]) for block in blocks) // _PER_TOKEN

    def digest(self, model: str) -> bytes:
        """Return what tells the question, and whom it is put to, from any other: the SHA-256 of all that makes the answer."""
        asked = [
            model,
            list(self.system),
            list(self.messages),
            self.shape.__name__,
            self.max_tokens,
            self.asks_for_shape,
        ]
        return sha256(json.dumps(asked, sort_keys=True).encode()).digest()


@dataclass(slots=True)
class Reply:
    """How an attempt ended, as far as it came: `outcome` is answered only for a whole answer that the model meant to give.

    `detail` says in words what went wrong; `retry_after` is what a busy endpoint asks for, in seconds. Of a prompt that was too long, `holds` is how many
    tokens the model can read and `sent` how many it was sent, where the endpoint told. `is_untold` means that more may have
    been paid for it than anybody was told, `is_refused` that the key was not taken, `is_of_shape` that the wish for a shape was not.
    """

    outcome: Outcome = "broken"
    detail: str = ""
    text: str = ""
    model: str | None = None
    stop_reason: str | None = None
    tokens: Tokens = field(default_factory=Tokens)
    retry_after: float | None = None
    holds: int | None = None
    sent: int | None = None
    is_untold: bool = False
    is_refused: bool = False
    is_of_shape: bool = False
    was_streamed: bool = False

    def clean(self) -> None:
        """Take from the words what no database and no encoding takes: halves of a character that came in two pieces are joined, a lone one is replaced."""
        self.text = _whole_characters(self.text)
        name = "".join(each for each in _whole_characters(self.model or "") if each.isprintable())
        self.model = name[:_LONGEST_NAME].strip() or None

    def used(self, sent: int = 0) -> Tokens:
        """Return the tokens of the call, by the endpoint's count; of an answer that it did not count, or cannot have counted, as they are estimated.

        Its prompt was estimated at `sent` tokens.
        """
        if not self.text:
            return self.tokens
        prompt = self.tokens.prompt if self.tokens.input else sent
        return replace(self.tokens, prompt=prompt, output=self.tokens.output or -(-len(self.text) // _PER_TOKEN))


def read_error(reply: Reply, status: int, retry_after: str | None, body: object) -> None:
    """Read an error's status: busy ones may be asked again, the others mean the same each time."""
    if status in _OF_THE_REQUEST and _TOO_LONG.search(str(body)):
        reply.outcome = "too_long"
        reply.detail = f"The prompt is longer than the model can read, it says with status {status}."
        reply.holds, reply.sent = _measures(body)
    elif status in _TRANSIENT or status >= _SERVER_FAULT:
        reply.outcome, reply.detail = "busy", f"It answered with status {status}."
        reply.retry_after = seconds_asked_for(retry_after)
    elif status in _REFUSED_KEY:
        reply.outcome, reply.detail, reply.is_refused = "rejected", f"It refused the key, with status {status}.", True
    else:
        reply.outcome, reply.detail = "rejected", f"It rejected the request, with status {status}."
        reply.is_of_shape = status in _OF_THE_REQUEST and bool(_OF_SHAPE.search(str(body)))


def read_message(reply: Reply, message: Mapping[str, Any]) -> None:
    """Read a whole message; raise KeyError or TypeError where it has not the form of one, and ValueError where it is too long."""
    reply.model = _name(message)
    reply.tokens = _tokens(_part(message, "usage"))
    text = "".join(block["text"] for block in message["content"] if block["type"] == "text")
    if len(text) > _MOST_CHARACTERS:
        raise ValueError
    reply.text, reply.stop_reason = text, message["stop_reason"]
    _settle_end(reply)


def read_events(reply: Reply, events: Iterator[Mapping[str, Any]], ends: float) -> None:
    """Read the events of a stream; only its last event makes the answer whole. Raise TimeoutError once it is later than `ends`."""
    usage: dict[str, Any] = {}
    for event in events:
        if time.monotonic() > ends:
            raise TimeoutError
        kind = event["type"]
        if kind == "message_start":
            usage |= _part(event["message"], "usage")
            reply.model = _name(event["message"])
        elif kind == "content_block_delta" and event["delta"]["type"] == "text_delta":
            reply.text += event["delta"]["text"]
        elif kind == "message_delta":
            usage |= {name: value for name, value in _part(event, "usage").items() if value is not None}
            reply.stop_reason = event["delta"]["stop_reason"]
        elif kind == "error":
            reply.outcome = "busy" if event["error"]["type"] in _BUSY_ERRORS else "rejected"
            reply.detail = "It broke off with an error of its own."
            return
        reply.tokens = _tokens(usage)
        if len(reply.text) > _MOST_CHARACTERS:
            raise ValueError
        if kind == "message_stop":
            _settle_end(reply)
            return
    if time.monotonic() >= ends:
        raise TimeoutError
    reply.outcome, reply.detail, reply.is_untold = "broken", "Its answer broke off.", True


def _settle_end(reply: Reply) -> None:
    """Read why the model stopped: only the end of its own turn makes an answer."""
    if reply.stop_reason == "end_turn":
        reply.outcome = "answered"
    elif reply.stop_reason == "refusal":
        reply.outcome, reply.detail = "declined", "The model declined to write from these records."
    elif reply.stop_reason in {"max_tokens", "model_context_window_exceeded"}:
        reply.outcome, reply.detail = "cut_short", "The answer is longer than the model may write."
    else:
        reply.outcome, reply.detail = "broken", "The model stopped for no reason that ends an answer."


def _measures(body: object) -> tuple[int | None, int | None]:
    """Return how many tokens a model holds and how many it was sent, from the fields of an error or from its words."""
    error = body.get("error") if isinstance(body, Mapping) else None
    told = error if isinstance(error, Mapping) else {}
    words = str(body)
    holds, sent = _HOLDS.search(words), _SENT.search(words)
    return (
        read_count(told.get("n_ctx")) or (int(holds[1]) if holds else None),
        read_count(told.get("n_prompt_tokens")) or (int(sent[1] or sent[2]) if sent else None),
    )


def _tokens(usage: Mapping[str, Any]) -> Tokens:
    return Tokens(
        prompt=read_count(usage.get("input_tokens")),
        output=read_count(usage.get("output_tokens")),
        cache_write=read_count(usage.get("cache_creation_input_tokens")),
        cache_read=read_count(usage.get("cache_read_input_tokens")),
    )


def _part(told: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return an object that is part of another; an empty one where there is none."""
    part = told.get(name)
    return part if isinstance(part, Mapping) else {}


def _name(message: Mapping[str, Any]) -> str | None:
    name = message.get("model")
    return name if isinstance(name, str) else None


def _whole_characters(text: str) -> str:
    """Return a text with the halves of characters joined, and without NUL, which some databases do not hold."""
    if not text.isascii():
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", "\ufffd")


def read_count(value: object) -> int:
    """Return a count as it was told; nothing for what is none, and for one that cannot be."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST_COUNTED else 0
