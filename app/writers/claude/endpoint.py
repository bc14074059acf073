"""Speak to an endpoint that understands the Messages API: Claude's own, or a server like it. The only file that knows the SDK.

One attempt at a time, without the SDK's own retries, each of which may be billed. Bodies are read here and not by the SDK, which gives a
page of HTML as a string, takes a stream that breaks off for a whole one, and loses the usage of what it cannot parse.
Addresses and keys come from where the SDK finds them: ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY, ANTHROPIC_AUTH_TOKEN, a profile.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel

from app.writers.claude.prices import Tokens

if TYPE_CHECKING:
    import anthropic
    from anthropic.resources.messages import Messages

_CLAUDE = "https://api.anthropic.com"
_NO_KEY = "none"
_MOST_CHARACTERS = 2_000_000
_CONNECT_SECONDS = 10.0
_PER_TOKEN = 4
_TRANSIENT = frozenset({408, 409, 429})
_SERVER_FAULT = 500
_REFUSED_KEY = frozenset({401, 402, 403})

Outcome = Literal["answered", "busy", "broken", "cut_short", "declined", "rejected"]


@dataclass(frozen=True, slots=True)
class Turn:
    """What is asked in one call: standing rules and the conversation as text blocks, the answer's shape and greatest length."""

    system: Sequence[Mapping[str, Any]]
    messages: Sequence[Mapping[str, Any]]
    shape: type[BaseModel]
    max_tokens: int
    is_streamed: bool


@dataclass(slots=True)
class Reply:
    """How an attempt ended, as far as it came: `outcome` is answered only for a whole answer that the model meant to give.

    `detail` says in words what went wrong; `retry_after` is what a busy endpoint asks for, in seconds.
    """

    outcome: Outcome = "broken"
    detail: str = ""
    text: str = ""
    model: str | None = None
    stop_reason: str | None = None
    tokens: Tokens = field(default_factory=Tokens)
    retry_after: float | None = None


class Endpoint:
    """The endpoint of one story, connected to when it is first asked and let go at the end of a `with` block."""

    def __init__(self) -> None:
        """Connect to nothing yet."""
        self._client: anthropic.Anthropic | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._client is not None:
            self._client.close()

    def ask(self, turn: Turn, model: str, seconds: float) -> Reply:
        """Make one attempt, of so many seconds at most; never raises for what the endpoint or the way to it does."""
        import anthropic  # noqa: PLC0415 - it takes seconds to import, and only a deployment with a model needs it
        import httpx2  # noqa: PLC0415 - the SDK's own client, whose errors escape while a body is read

        reply = Reply()
        try:
            client = self._connected()
            ends = time.monotonic() + seconds
            messages = client.with_options(timeout=_timeout(seconds)).messages
            if turn.is_streamed:
                _stream(messages, _request(turn, model), ends, reply)
            else:
                answer = messages.with_raw_response.create(**_request(turn, model))
                _read_message(reply, json.loads(answer.http_response.content))
        except anthropic.APIStatusError as error:
            _settle_status(reply, error.status_code, error.response.headers.get("retry-after"))
        except (anthropic.APIConnectionError, httpx2.TimeoutException, TimeoutError) as error:
            is_late = isinstance(error, anthropic.APITimeoutError | httpx2.TimeoutException | TimeoutError)
            reply.outcome = "busy"
            reply.detail = "It did not answer in time." if is_late else "It cannot be reached."
        except anthropic.CredentialsError:
            reply.outcome, reply.detail = "rejected", "The credentials that the service was told of cannot be read."
        except (anthropic.AnthropicError, httpx2.HTTPError, ValueError, TypeError, KeyError, AttributeError):
            # Whatever a foreign server sends in place of the documented form ends here, as a broken answer.
            reply.outcome, reply.detail = "broken", "Its answer broke off or is not of the form of the Messages API."
        return reply

    def count(self, turn: Turn, model: str) -> int:
        """Return how many tokens a turn's input has: as the endpoint counts, or a token for four characters."""
        import anthropic  # noqa: PLC0415 - as above

        try:
            counted = self._connected().messages.count_tokens(**_content(turn, model), timeout=_CONNECT_SECONDS)
            return int(counted.input_tokens)
        except (anthropic.AnthropicError, AttributeError, TypeError, ValueError):
            blocks = [*turn.system, *(b for m in turn.messages for b in m["content"])]
            return sum(len(block["text"]) for block in blocks) // _PER_TOKEN

    def _connected(self) -> anthropic.Anthropic:
        if self._client is None:
            self._client = _connect()
        return self._client


def _connect() -> anthropic.Anthropic:
    """Make a client. A server without keys gets a word for one; a server other than Claude's gets the key in the old header too."""
    import anthropic  # noqa: PLC0415 - as above

    client = anthropic.Anthropic(max_retries=0, open_telemetry=False)
    if client.api_key is None and client.auth_token is None and client.credentials is None:
        client = anthropic.Anthropic(api_key=_NO_KEY, max_retries=0, open_telemetry=False)
    if client.api_key is not None and not str(client.base_url).startswith(_CLAUDE):
        client = client.with_options(default_headers={"x-api-key": client.api_key})
    return client


def _timeout(seconds: float) -> anthropic.Timeout:
    import anthropic  # noqa: PLC0415 - as above

    return anthropic.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))


def _stream(messages: Messages, request: Mapping[str, Any], ends: float, reply: Reply) -> None:
    """Ask for a stream and read it; a server that does not stream answers with a whole message."""
    import anthropic  # noqa: PLC0415 - as above

    with messages.create(**request, stream=True) as stream:
        if "event-stream" not in stream.response.headers.get("content-type", ""):
            _read_message(reply, json.loads(stream.response.read()))
            return
        events = anthropic.Stream.raw_events(stream.response)
        _read_events(reply, (json.loads(each.data) for each in events if each.data), ends)


def _request(turn: Turn, model: str) -> dict[str, Any]:
    import anthropic  # noqa: PLC0415 - as above

    form = {"type": "json_schema", "schema": anthropic.transform_schema(turn.shape)}
    return {**_content(turn, model), "max_tokens": turn.max_tokens, "output_config": {"format": form}}


def _content(turn: Turn, model: str) -> dict[str, Any]:
    return {"model": model, "system": list(turn.system), "messages": list(turn.messages)}


def _settle_status(reply: Reply, status: int, retry_after: str | None) -> None:
    """Read an error's status: busy ones may be asked again, the others mean the same each time."""
    if status in _TRANSIENT or status >= _SERVER_FAULT:
        reply.outcome, reply.detail = "busy", f"It answered with status {status}."
        reply.retry_after = float(retry_after) if retry_after and retry_after.replace(".", "", 1).isdigit() else None
    elif status in _REFUSED_KEY:
        reply.outcome, reply.detail = "rejected", f"It refused the service's key, with status {status}."
    else:
        reply.outcome, reply.detail = "rejected", f"It rejected the request, with status {status}."


def _read_message(reply: Reply, message: Mapping[str, Any]) -> None:
    """Read a whole message."""
    reply.model = message.get("model") if isinstance(message.get("model"), str) else None
    reply.tokens = _tokens(message["usage"])
    reply.text = "".join(block["text"] for block in message["content"] if block["type"] == "text")
    reply.stop_reason = message["stop_reason"]
    _settle_end(reply)


def _read_events(reply: Reply, events: Iterator[Mapping[str, Any]], ends: float) -> None:
    """Read the events of a stream; only its last event makes the answer whole."""
    usage: dict[str, Any] = {}
    for event in events:
        if time.monotonic() > ends:
            raise TimeoutError
        kind = event["type"]
        if kind == "message_start":
            usage |= event["message"]["usage"]
            reply.model = event["message"].get("model")
        elif kind == "content_block_delta" and event["delta"]["type"] == "text_delta":
            reply.text += event["delta"]["text"]
        elif kind == "message_delta":
            usage |= {name: value for name, value in event.get("usage", {}).items() if value is not None}
            reply.stop_reason = event["delta"]["stop_reason"]
        elif kind == "error":
            overloaded = event["error"]["type"] in {
                "overloaded_error",
                "rate_limit_error",
                "api_error",
                "timeout_error",
            }
            reply.outcome = "busy" if overloaded else "rejected"
            reply.detail = "It broke off with an error of its own."
            return
        reply.tokens = _tokens(usage)
        if len(reply.text) > _MOST_CHARACTERS:
            raise ValueError
        if kind == "message_stop":
            _settle_end(reply)
            return
    reply.outcome, reply.detail = "broken", "Its answer broke off."


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


def _tokens(usage: Mapping[str, Any]) -> Tokens:
    def count(name: str) -> int:
        value = usage.get(name)
        return value if isinstance(value, int) and value >= 0 else 0

    return Tokens(
        prompt=count("input_tokens"),
        output=count("output_tokens"),
        cache_write=count("cache_creation_input_tokens"),
        cache_read=count("cache_read_input_tokens"),
    )
