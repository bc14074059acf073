"""Speak to an endpoint that understands the Messages API: Claude's own, or a server like it. The only file that knows the SDK.

One attempt at a time, without the SDK's own retries, each of which may be billed. Bodies are read by `reply` and not by the SDK, and none
is read for longer than a call may take, however slowly it drips, or unpacked for ever (see `bounds`). Importing this takes seconds: it is imported when somebody writes.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import lru_cache
from typing import Any, Self

import anthropic
import httpx2

from app.writers.base import BatchError, Trouble
from app.writers.claude.bounds import Watch, bound
from app.writers.claude.reply import Reply, Turn, read_count, read_error, read_events, read_message

_CLAUDE = "https://api.anthropic.com"
_NO_KEY = "none"
_MOST_BYTES = 16_000_000
_MOST_BATCH_BYTES = 2_000_000_000
_SEND_SECONDS = 300.0
_RESULTS_SECONDS = 3600.0
_CONNECT_SECONDS = 10.0
_LOOK_SECONDS = 15.0
_PAGE = 100
# Whatever a foreign server, or the way to it, sends in place of the documented form ends as one of these.
_FOREIGN = (
    anthropic.AnthropicError,
    httpx2.HTTPError,
    httpx2.StreamError,
    TimeoutError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
_LATE = (anthropic.APITimeoutError, httpx2.TimeoutException, TimeoutError)
_NOT_REACHED = (httpx2.ConnectError, httpx2.ConnectTimeout)
# What statuses mean for a batch.
_TROUBLES: Mapping[int, Trouble] = {
    **dict.fromkeys((404, 405, 501), "none"),
    **dict.fromkeys((401, 402, 403), "key"),
    **dict.fromkeys((408, 409, 429), "away"),
}
_SERVER_FAULT = 500
# What a server of a deployment's own is told of a request; what the environment would add for Claude is not for it.
_TOLD = frozenset(
    {"host", "accept", "accept-encoding", "connection", "content-type", "content-length", "transfer-encoding"}
)
# The last one is how the SDK tells itself that it shall hand over an answer as it came.
_TOLD_BY_US = frozenset({"authorization", "x-api-key", "anthropic-version", "user-agent", "x-stainless-raw-response"})


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    """Return whom to trust, read once: the file of authorities takes longer to read than most stories to write."""
    return httpx2.create_ssl_context()


class Endpoint:
    """The endpoint of one story, connected to when it is first asked and let go at the end of a `with` block.

    Without an address, address and key come from where the SDK finds them: ANTHROPIC_BASE_URL, ANTHROPIC_API_KEY,
    ANTHROPIC_AUTH_TOKEN, a profile. With one, nothing of these is used, so that no key goes where it does not belong.
    """

    def __init__(self, address: str | None = None, key: str | None = None) -> None:
        """Connect to nothing yet."""
        self._address = address
        self._key = key
        self._client: anthropic.Anthropic | None = None
        self._ends = 0.0
        self._most_bytes = _MOST_BYTES
        self._watch = Watch()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._watch.end()
        if self._client is not None:
            self._client.close()

    @property
    def address(self) -> str:
        """Where the endpoint is, which the SDK may have found out."""
        try:
            return str(self._connected(_LOOK_SECONDS).base_url)
        except (anthropic.AnthropicError, ValueError, TypeError):
            return self._address or _CLAUDE

    def ask(self, turn: Turn, model: str, seconds: float) -> Reply:
        """Make one attempt, of so many seconds at most; never raises for what the endpoint or the way to it does."""
        reply = Reply()
        try:
            messages = self._connected(seconds).messages
            if turn.is_streamed:
                self._stream(messages.create(**self.request(turn, model), stream=True), reply)
            else:
                answer = messages.with_raw_response.create(**self.request(turn, model))
                read_message(reply, json.loads(answer.http_response.content))
        except anthropic.APIStatusError as error:
            read_error(reply, error.status_code, error.response.headers.get("retry-after"), error.body)
        except anthropic.CredentialsError:
            reply.outcome, reply.is_refused = "rejected", True
            reply.detail = "The credentials that the service was told of cannot be read."
        except _FOREIGN as error:
            self._broke(reply, error)
        reply.clean()
        return reply

    def count(self, turn: Turn, model: str) -> int | None:
        """Return how many tokens a turn's input has, as the endpoint counts; None where it does not."""
        try:
            counted = self._connected(_LOOK_SECONDS).messages.with_raw_response.count_tokens(**_content(turn, model))
            return read_count(json.loads(counted.http_response.content)["input_tokens"]) or None
        except _FOREIGN:
            return None

    def models(self) -> list[Mapping[str, Any]] | None:
        """Return the models that the endpoint lists, each as it describes it; None where it lists none."""
        try:
            listed = self._connected(_LOOK_SECONDS).models.with_raw_response.list()
            models = json.loads(listed.http_response.content)["data"]
            return [each for each in models if isinstance(each, dict) and isinstance(each.get("id"), str)]
        except _FOREIGN:
            return None

    def request(self, turn: Turn, model: str) -> dict[str, Any]:
        """Return a turn as the endpoint takes it."""
        request = {**_content(turn, model), "max_tokens": turn.max_tokens}
        if not turn.asks_for_shape:
            return request
        form = {"type": "json_schema", "schema": anthropic.transform_schema(turn.shape)}
        return {**request, "output_config": {"format": form}}

    def send_batch(self, requests: Sequence[Mapping[str, Any]]) -> object:
        """Send a batch; return what is answered. This and what follows raise BatchError for whatever goes wrong."""
        with _batch_errors(sends=True):
            batches = self._connected(_SEND_SECONDS).messages.batches
            # The SDK's own type of a request is a dict of the same form.
            sent = batches.with_raw_response.create(requests=list(requests))  # type: ignore[arg-type]  # as said
            return json.loads(sent.http_response.content)

    def see_batch(self, batch_id: str) -> object:
        """Return how a batch stands."""
        with _batch_errors():
            seen = self._connected(_LOOK_SECONDS).messages.batches.with_raw_response.retrieve(batch_id)
            return json.loads(seen.http_response.content)

    def cancel_batch(self, batch_id: str) -> None:
        """Have a batch stopped."""
        with _batch_errors():
            self._connected(_LOOK_SECONDS).messages.batches.with_raw_response.cancel(batch_id)

    def list_batches(self, after_id: str | None) -> object:
        """Return a page of the batches there are, newest first, that follow one."""
        with _batch_errors():
            batches = self._connected(_LOOK_SECONDS).messages.batches.with_raw_response
            page = batches.list(limit=_PAGE, after_id=after_id or anthropic.omit)
            return json.loads(page.http_response.content)

    def batch_results(self, batch_id: str) -> Iterator[bytes]:
        """Yield the lines in which a batch that has ended tells its results.

        They are asked for where they are documented to be: the address that the endpoint names for them may be another's, and is not for its key.
        """
        with _batch_errors():
            client = self._connected(_RESULTS_SECONDS, _MOST_BATCH_BYTES)
            path = f"/v1/messages/batches/{batch_id}/results"
            kind: Any = anthropic.Stream[Any]  # which tells the SDK not to read the body; it hands over the response
            body: Any = client.get(path, cast_to=httpx2.Response, stream=True, stream_cls=kind)
            with closing(body):
                yield from _lines(body.iter_bytes())

    def _broke(self, reply: Reply, error: Exception) -> None:
        """Read what kept an answer from coming whole: it came too late, the way to it broke, or it is of another form."""
        cause = error.__cause__ or error
        if isinstance(error, _LATE) or time.monotonic() >= self._ends:
            reply.outcome, reply.detail, reply.is_untold = "busy", "It did not answer in time.", True
        elif isinstance(error, anthropic.APIConnectionError) and not isinstance(cause, httpx2.DecodingError):
            reply.is_untold = not isinstance(cause, _NOT_REACHED)
            reply.outcome = "busy"
            reply.detail = "It hung up without an answer." if reply.is_untold else "It cannot be reached."
        else:
            reply.is_untold = isinstance(cause, httpx2.HTTPError)
            reply.outcome, reply.detail = "broken", "Its answer broke off or is not of the form of the Messages API."

    def _stream(self, stream: anthropic.Stream[Any], reply: Reply) -> None:
        """Read a stream; a server that does not stream answers with a whole message."""
        with stream:
            if "event-stream" not in stream.response.headers.get("content-type", ""):
                read_message(reply, json.loads(stream.response.read()))
                return
            reply.was_streamed = True
            events = anthropic.Stream.raw_events(stream.response)
            read_events(reply, (json.loads(each.data) for each in events if each.data), self._ends)

    def _connected(self, seconds: float, most_bytes: int = _MOST_BYTES) -> anthropic.Anthropic:
        """Return the client, for a call of so many seconds that brings so many bytes at most."""
        if self._client is None:
            self._client = self._connect()
        self._most_bytes = most_bytes
        self._ends = time.monotonic() + seconds
        self._watch.begin(seconds)
        timeout = anthropic.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
        return self._client.with_options(timeout=timeout)

    def _connect(self) -> anthropic.Anthropic:
        """Make a client. A server without keys gets a word for one; a server other than Claude's gets the key in the old header too."""
        hooks: dict[str, list[Any]] = {"request": [self._send], "response": [self._bound]}
        given: dict[str, Any] = {
            "base_url": self._address,
            "max_retries": 0,
            "open_telemetry": False,
            # Who redirects would be sent key and records wherever it says.
            "http_client": anthropic.DefaultHttpxClient(event_hooks=hooks, follow_redirects=False, verify=_trusted()),
        }
        client = anthropic.Anthropic(api_key=self._key or (_NO_KEY if self._address else None), **given)
        if client.api_key is None and client.auth_token is None and client.credentials is None:
            client = anthropic.Anthropic(api_key=_NO_KEY, **given)
        if client.api_key is not None and not str(client.base_url).startswith(_CLAUDE):
            client = client.with_options(default_headers={"x-api-key": client.api_key})
        return client

    def _bound(self, response: httpx2.Response) -> None:
        """Let no body go on for longer than its call may take, or for ever."""
        bound(response, self._ends, self._most_bytes)

    def _send(self, request: httpx2.Request) -> None:
        """Watch a request, and take from it what a server of the deployment's own need not be told."""
        self._watch.follow(request)
        for name in set(request.headers) - _TOLD - _TOLD_BY_US if self._address else ():
            del request.headers[name]


def _content(turn: Turn, model: str) -> dict[str, Any]:
    return {"model": model, "system": list(turn.system), "messages": list(turn.messages)}


def _lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Cut a body into lines, none of which may be longer than an answer."""
    begun = b""
    for piece in pieces:
        *whole, begun = (begun + piece).split(b"\n")
        yield from whole
        if len(begun) > _MOST_BYTES:
            raise httpx2.DecodingError("A line is too long.")
    yield begun


@contextmanager
def _batch_errors(*, sends: bool = False) -> Iterator[None]:
    """Say what an error means for a batch; of what was sent and not acknowledged nobody knows whether it arrived."""
    cut_off: Trouble = "unclear" if sends else "away"
    try:
        yield
    except anthropic.APIStatusError as error:
        detail = f"It answered with status {error.status_code}."
        raise BatchError(_TROUBLES.get(error.status_code) or _trouble(error.status_code, cut_off), detail) from error
    except (anthropic.APIConnectionError, httpx2.TransportError, TimeoutError) as error:
        if isinstance(error.__cause__, httpx2.ConnectError | httpx2.ConnectTimeout):
            raise BatchError("away", "It cannot be reached.") from error
        raise BatchError(cut_off, "It did not answer in time, or broke off.") from error
    except anthropic.CredentialsError as error:
        raise BatchError("key", "The credentials that the service was told of cannot be read.") from error
    except _FOREIGN as error:
        raise BatchError("unclear", "Its answer is not of the form of Message Batches.") from error


def _trouble(status: int, cut_off: Trouble) -> Trouble:
    return cut_off if status >= _SERVER_FAULT else "refused"
