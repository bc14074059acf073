"""The front: answers that were given before are given again, ahead of everything else, until what they show is changed.

It knows no route and renders nothing. What it does not have it asks of the application behind it, hands on as it comes, and keeps where the
operation says on what its answer depends (`Terms.shows`). So the two cannot disagree: whatever a client gets was composed by the
routes, and is given again only to whoever asks for the same in every respect on which an answer may depend. An answer is good for as
long as the numbers of `app.store.editions` stand, and for a minute at most.

Stories by slug and plain lists, of which there are more than can be kept, are put together from the store's bytes and the headers of
such answers (`app.api.shortcuts`). Everything else passes through untouched.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.access import NOBODY, Caller
from app.api.asking import Key, Told, key_of, read_headers, read_target
from app.api.conditional import holds, without_coding
from app.api.kept_answers import Headers, Kept, KeptAnswers, read, written
from app.api.known_callers import KnownCallers
from app.api.metrics import Metrics
from app.api.observation import request_id_of
from app.api.operation import Operation
from app.api.rate_limits import Allowance, RateLimits
from app.api.request_log import log_request
from app.api.shortcuts import Made, Shortcuts
from app.errors import RateLimitedError
from app.store.session import Database

# An answer is given again for so long, whatever happens: some depend on the day, too.
LONGEST_SECONDS = 60.0

_UNCHANGED = int(HTTPStatus.NOT_MODIFIED)
_OK = int(HTTPStatus.OK)
_STATUS_LINES = {
    status: b"HTTP/1.1 %d %b\r\n" % (status, HTTPStatus(status).phrase.encode()) for status in (_OK, _UNCHANGED)
}
_READS = frozenset({"GET", "HEAD"})


class Asked(NamedTuple):
    """A request, as far as its answer may depend on it."""

    method: str
    key: Key
    told: Told
    caller: Caller


class Answer(NamedTuple):
    """What is answered, but for the request's id."""

    status: int
    head: bytes
    body: bytes


class Front:
    """An ASGI application in front of another."""

    def __init__(
        self,
        app: ASGIApp,
        database: Database,
        metrics: Metrics,
        limits: RateLimits,
        *,
        public_url: str,
        most_bytes: int,
        is_open: bool,
        any_origin: bool,
    ) -> None:
        """Stand before an application; `is_open` where anybody may read, `any_origin` where pages of any origin may."""
        self._app, self._metrics, self._limits = app, metrics, limits
        self._editions = database.editions
        self._is_open, self._any_origin = is_open, any_origin
        self._callers = KnownCallers()
        self._shortcuts = Shortcuts(database.quick, public_url)
        # What a server adds to each answer it makes anew once a second.
        self._server: Headers = []
        self._server_head = b""
        self._keeps_any = most_bytes > 0
        self.kept = KeptAnswers(most_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        asked = None
        if scope["type"] == "http" and scope["method"] in _READS and self._is_sure():
            began = time.perf_counter()
            asked = self._read(scope["method"], scope["path"], scope["query_string"], scope["headers"])
        if asked is None:
            await self._app(scope, receive, send)
            return
        found: Kept | Made | None = self._find(asked.key)
        if found is None and self._shortcuts.lead_to(asked.key):
            found = await self._put_together(asked.key)
        answer = None if found is None else self._answer(found, asked)
        if found is None or answer is None or not self._admits(found, asked, scope):
            await self._ask(asked, found, scope, receive, send)
            return
        request_id = _request_id(asked.told)
        head = [*self._with_allowance(read(answer.head), scope), (b"x-request-id", request_id.encode())]
        await send({"type": "http.response.start", "status": answer.status, "headers": head})
        await send({"type": "http.response.body", "body": answer.body if asked.method == "GET" else b""})
        self._observe(found, asked, answer.status, began, request_id)

    def at_once(
        self, method: str, url: bytes, headers: list[tuple[bytes, bytes]], server: list[tuple[bytes, bytes]]
    ) -> tuple[bytes, bytes] | None:
        """Answer a request without a task of its own: return head and body as they are written to the wire, or None.

        It is what the same request would get as ASGI, for a server that asks here first (`app.cli.http_protocol`). `url` is the target
        as it was sent, `server` are headers that the server adds to every answer.
        """
        if method not in _READS or self._limits.limits_reading or not self._is_sure():
            return None
        began = time.perf_counter()
        asked = self._read(method, *read_target(url), headers)
        if asked is None:
            return None
        found: Kept | Made | None = self._find(asked.key)
        if found is None and self._shortcuts.are_at_once and self._shortcuts.lead_to(asked.key):
            found = self._keep_made(asked.key, self._numbers(), self._shortcuts.make(asked.key))
        answer = None if found is None else self._answer(found, asked)
        if found is None or answer is None:
            return None
        request_id = _request_id(asked.told)
        if server is not self._server:
            self._server, self._server_head = server, b"".join([b"%b: %b\r\n" % header for header in server])
        head = b"%b%b%bx-request-id: %b\r\n\r\n" % (
            _STATUS_LINES[answer.status], self._server_head, answer.head, request_id.encode(),
        )  # fmt: skip
        self._observe(found, asked, answer.status, began, request_id)
        return head, answer.body if method == "GET" else b""

    def _is_sure(self) -> bool:
        """Tell whether anything is kept at all, and whether it is known what was changed."""
        editions = self._editions
        if time.monotonic() >= editions.look_at:
            editions.look()
        return self._keeps_any and editions.are_known

    def _read(self, method: str, path: str, query: bytes, headers: Iterable[tuple[bytes, bytes]]) -> Asked | None:
        """Read what is asked; None where the front has no part in it."""
        told = read_headers(headers)
        if told is None or (told.origin is not None and not self._any_origin):
            return None
        access, caller = ("nobody" if self._is_open else "unknown"), NOBODY
        if told.authorization is not None:
            known = self._callers.find(told.authorization, self._editions.stories)
            access, caller = ("unknown", NOBODY) if known is None else (_access_of(known), known)
        key = key_of(path, query, told, access)
        return None if key is None else Asked(method, key, told, caller)

    def _find(self, key: Key) -> Kept | None:
        """Return what is kept, where it is still what would be answered."""
        kept = self.kept.find(key)
        return kept if kept is not None and self._holds(kept) else None

    def _holds(self, kept: Kept) -> bool:
        editions = self._editions
        return (
            kept.stories == editions.stories
            and (kept.shows == "stories" or kept.records == editions.records)
            and time.monotonic() < kept.until
        )

    def _numbers(self) -> tuple[int, int]:
        return self._editions.stories, self._editions.records

    async def _put_together(self, key: Key) -> Kept | Made | None:
        numbers = self._numbers()
        made = self._shortcuts.make(key) if self._shortcuts.are_at_once else await self._shortcuts.make_soon(key)
        return self._keep_made(key, numbers, made)

    def _keep_made(self, key: Key, numbers: tuple[int, int], made: Made | None) -> Kept | Made | None:
        """Keep an answer that was put together by a look at the database which began when the numbers were these, if it is worth that."""
        if made is None or numbers[0] != self._editions.stories:
            return None
        # To put a plain one together again costs next to nothing.
        if self._shortcuts.are_at_once and key.coding == "identity" and not self.kept.is_asked_again(key):
            return made
        until = time.monotonic() + LONGEST_SECONDS
        kept = Kept(made.route, made.head, made.body, made.tag, "stories", *numbers, until, made.is_counted)
        self.kept.keep(key, kept)
        return kept

    def _answer(self, found: Kept | Made, asked: Asked) -> Answer | None:
        """Return what is answered to whoever holds some answer already; None where the routes have not said it yet."""
        held = asked.told.if_none_match
        if held is None:
            return Answer(_OK, found.head, found.body)
        unchanged = found.unchanged.get(held)
        if unchanged is not None:
            return Answer(_UNCHANGED, unchanged, b"")
        if not holds(without_coding(held.decode("latin-1")), found.tag):
            return Answer(_OK, found.head, found.body)
        unchanged = self._shortcuts.unchanged(asked.key, found, held)
        if unchanged is None:
            return None
        if isinstance(found, Kept):
            found.keep_unchanged(held, unchanged)
        return Answer(_UNCHANGED, unchanged, b"")

    def _admits(self, kept: Kept | Made, asked: Asked, scope: Scope) -> bool:
        """Count a request that the routes do not see, where reading is limited; false where they have to refuse it."""
        if not (self._limits.limits_reading and kept.is_counted):
            return True
        state = scope.setdefault("state", {})
        address = scope["client"][0] if scope.get("client") else None
        try:
            state["rate_limit"] = self._limits.count(address, asked.caller.key_id, writes=False)
        except RateLimitedError as error:
            state["refused"] = error
            return False
        return True

    def _with_allowance(self, head: Headers, scope: Scope) -> Headers:
        """Return headers with what is left of a limit in the place where the routes have it."""
        allowance = scope.get("state", {}).get("rate_limit")
        if not isinstance(allowance, Allowance):
            return head
        own = [(name.lower().encode(), value.encode()) for name, value in allowance.headers().items()]
        at = next(place for place, (name, _) in enumerate(head) if name == b"referrer-policy") + 1
        return [*head[:at], *own, *head[at:]]

    def _observe(self, kept: Kept | Made, asked: Asked, status: int, began: float, request_id: str) -> None:
        seconds = time.perf_counter() - began
        self._metrics.observe(asked.method, kept.route, status, seconds)
        log_request(asked.method, kept.route, status, seconds, request_id, asked.caller.key_id)

    async def _ask(self, asked: Asked, found: Kept | Made | None, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the routes answer, hand it on as it comes, and keep it."""
        numbers = self._numbers()
        start: Message | None = None
        whole: bytes | None = None

        async def send_on(message: Message) -> None:
            nonlocal start, whole
            if message["type"] == "http.response.start":
                start = message
            elif message["type"] == "http.response.body":
                # What comes in pieces is a stream, and kept by nobody.
                whole = message.get("body", b"") if whole is None and not message.get("more_body", False) else None
            await send(message)

        await self._app(scope, receive, send_on)
        route = scope.get("route")
        if start is not None and whole is not None and isinstance(route, Operation) and asked.method == "GET":
            self._learn(asked, found, numbers, route, scope["state"], start, whole)

    def _learn(
        self,
        asked: Asked,
        found: Kept | Made | None,
        numbers: tuple[int, int],
        route: Operation,
        state: dict[str, Any],
        start: Message,
        whole: bytes,
    ) -> None:
        """Keep what the routes answered, if its operation lets it be kept."""
        shows = state.get("shows", route.terms.shows)
        if shows is None:
            return
        caller: Caller = state.get("caller", NOBODY)
        key, secret = asked.key, asked.told.authorization
        if caller.key_id is not None and secret is not None:
            self._callers.keep(secret, numbers[0], caller)
            key = key._replace(access=_access_of(caller))
        elif key.access == "unknown" and route.terms.scopes:
            return
        head = written(start["headers"])
        held = asked.told.if_none_match
        if start["status"] == _UNCHANGED and found is not None and held is not None:
            self._shortcuts.learn_unchanged(key, found, held, head)
            if isinstance(found, Kept):
                found.keep_unchanged(held, head)
        elif start["status"] == _OK:
            until = time.monotonic() + LONGEST_SECONDS
            tag = without_coding(
                next((value.decode("latin-1") for name, value in start["headers"] if name == b"etag"), "")
            )
            made = Kept(route.path_format, head, whole, tag, shows, *numbers, until, bool(route.terms.scopes))
            self._shortcuts.learn(key, made)
            if self._holds(made):
                self.kept.keep(key, made)


def _access_of(caller: Caller) -> str:
    return "editor" if caller.sees_drafts() else "reader"


def _request_id(told: Told) -> str:
    return request_id_of(None if told.request_id is None else told.request_id.decode("latin-1"))
