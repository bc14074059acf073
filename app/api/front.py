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
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.access import NOBODY, Caller
from app.api.compression import choose_coding
from app.api.conditional import holds, without_coding
from app.api.kept_answers import Head, Kept, KeptAnswers, Key, shared
from app.api.known_callers import KnownCallers
from app.api.metrics import Metrics
from app.api.negotiation import choose
from app.api.observation import request_id_of
from app.api.operation import Operation
from app.api.rate_limits import RateLimits
from app.api.request_log import log_request
from app.api.shortcuts import Shortcuts
from app.errors import NotAcceptableError, RateLimitedError
from app.store.session import Database
from app.views import VIEWS

# What an answer depends on is given again for so long; some depend on the day, too.
LONGEST_SECONDS = 60.0

_ACCEPT, _CODING, _KEY, _HELD, _ID, _ORIGIN, _UNUSUAL = range(7)
_LOOKED_AT = {
    b"accept": _ACCEPT,
    b"accept-encoding": _CODING,
    b"authorization": _KEY,
    b"if-none-match": _HELD,
    b"x-request-id": _ID,
    b"origin": _ORIGIN,
    # Nobody who reads sends a body, and whoever does is dealt with behind.
    b"content-length": _UNUSUAL,
    b"transfer-encoding": _UNUSUAL,
}
_FORMS = ("application/json", *(view.media_type for view in VIEWS))
_READS = frozenset({"GET", "HEAD"})
_UNCHANGED = int(HTTPStatus.NOT_MODIFIED)
_OK = int(HTTPStatus.OK)


class Asked(NamedTuple):
    """A request, as far as its answer may depend on it."""

    key: Key
    secret: bytes | None
    caller: Caller
    held: bytes | None
    request_id: bytes | None


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
        self._keeps_any = most_bytes > 0
        self.kept = KeptAnswers(most_bytes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] not in _READS or not self._keeps_any:
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        editions = self._editions
        if time.monotonic() >= editions.look_at:
            editions.look()
        asked = self._read(scope) if editions.are_known else None
        if asked is None:
            await self._app(scope, receive, send)
            return
        kept = self.kept.find(asked.key)
        if kept is not None and not self._holds(kept):
            kept = None
        if kept is None and (kept := await self._put_together(asked)) is not None:
            self.kept.keep(asked.key, kept)
        if kept is None or not await self._answer(kept, asked, scope, send, began):
            await self._ask(asked, kept, scope, receive, send)

    def _holds(self, kept: Kept) -> bool:
        """Tell whether an answer is still what would be answered."""
        editions = self._editions
        return (
            kept.stories == editions.stories
            and (kept.shows == "stories" or kept.records == editions.records)
            and time.monotonic() < kept.until
        )

    def _read(self, scope: Scope) -> Asked | None:
        """Read what is asked; None where the front has no part in it."""
        given: list[bytes | None] = [None] * 7
        for name, value in scope["headers"]:
            place = _LOOKED_AT.get(name)
            if place is not None:
                if given[place] is not None:
                    return None
                given[place] = value
        if given[_UNUSUAL] is not None or (given[_ORIGIN] is not None and not self._any_origin):
            return None
        path = scope["path"]
        form = _form(path, given[_ACCEPT])
        if form is None:
            return None
        access, caller = self._access(given[_KEY])
        coding = "identity" if given[_CODING] is None else _coding(given[_CODING])
        query = scope["query_string"]
        key = Key(path, query, form, coding, access, given[_ORIGIN] is not None)
        return Asked(key, given[_KEY], caller, given[_HELD], given[_ID])

    def _access(self, secret: bytes | None) -> tuple[str, Caller]:
        """Return which answers the caller may be given, and who it is as far as is known without asking."""
        if secret is None:
            return ("nobody" if self._is_open else "unknown"), NOBODY
        caller = self._callers.find(secret, self._editions.stories)
        return (_access_of(caller), caller) if caller is not None else ("unknown", NOBODY)

    async def _put_together(self, asked: Asked) -> Kept | None:
        """Put an answer together from what the store has, where that is all there is to it."""
        if asked.key.access == "unknown":
            return None
        stories, records = self._editions.stories, self._editions.records
        made = await self._shortcuts.make(asked.key)
        if made is None or stories != self._editions.stories:
            return None
        head, body, tag, pattern = made
        until = time.monotonic() + LONGEST_SECONDS
        return Kept(pattern.route, head, body, tag, "stories", stories, records, until, pattern.allowance_at)

    async def _answer(self, kept: Kept, asked: Asked, scope: Scope, send: Send, began: float) -> bool:
        """Give an answer again; return whether it was given, which it is not where only the routes know what to say."""
        status, head, body = _OK, kept.head, kept.body
        if asked.held is not None and _is_held(asked.held, kept):
            found = kept.unchanged.get(asked.held)
            if found is None:
                return False
            status, head, body = _UNCHANGED, found, b""
        if self._limits.limits_reading:
            try:
                head = self._counted(head, kept, asked, scope)
            except RateLimitedError as error:
                scope.setdefault("state", {})["refused"] = error
                return False
        method = scope["method"]
        given = asked.request_id
        request_id = request_id_of(None if given is None else given.decode("latin-1"))
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [*head, (b"x-request-id", request_id.encode())],
            }
        )
        await send({"type": "http.response.body", "body": body if method == "GET" else b""})
        seconds = time.perf_counter() - began
        self._metrics.observe(method, kept.route, status, seconds)
        log_request(method, kept.route, status, seconds, request_id, asked.caller.key_id)
        return True

    def _counted(self, head: Head, kept: Kept, asked: Asked, scope: Scope) -> Head:
        """Count a request that the routes do not see; return the headers with what is left. Raises RateLimitedError."""
        if kept.allowance_at < 0:
            return head
        address = scope["client"][0] if scope.get("client") else None
        allowance = self._limits.count(address, asked.caller.key_id, writes=False)
        told = {} if allowance is None else allowance.headers()
        own = [(name.lower().encode(), value.encode()) for name, value in told.items()]
        at = next(place for place, (name, _) in enumerate(head) if name == b"referrer-policy") + 1
        return [*head[:at], *own, *head[at:]]

    async def _ask(self, asked: Asked, kept: Kept | None, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the routes answer, hand it on as it comes, and keep it."""
        stories, records = self._editions.stories, self._editions.records
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

        is_get = scope["method"] == "GET"
        await self._app(scope, receive, send_on)
        route = scope.get("route")
        if start is None or whole is None or not is_get or not isinstance(route, Operation) or not route.terms.shows:
            return
        state = scope["state"]
        caller: Caller = state.get("caller", NOBODY)
        key = asked.key
        if caller.key_id is not None and asked.secret is not None:
            self._callers.keep(asked.secret, stories, caller)
            key = key._replace(access=_access_of(caller))
        elif key.access == "unknown" and route.terms.scopes:
            return
        head, allowance_at = shared(start["headers"])
        if start["status"] == _UNCHANGED and kept is not None and asked.held is not None:
            kept.keep_unchanged(asked.held, head)
        elif start["status"] == _OK:
            shows = state.get("shows", route.terms.shows)
            tag = without_coding(_tag_of(head))
            until = time.monotonic() + LONGEST_SECONDS
            made = Kept(route.path_format, head, whole, tag, shows, stories, records, until, allowance_at)
            self._shortcuts.learn(key, made)
            if self._holds(made):
                self.kept.keep(key, made)


def _access_of(caller: Caller) -> str:
    return "editor" if caller.sees_drafts() else "reader"


def _tag_of(head: Head) -> str:
    return next((value.decode("latin-1") for name, value in head if name == b"etag"), "")


def _is_held(held: bytes, kept: Kept) -> bool:
    """Tell whether If-None-Match names an answer, in whatever coding."""
    return held in kept.unchanged or holds(without_coding(held.decode("latin-1")), kept.tag)


def _form(path: str, accept: bytes | None) -> str | None:
    """Return what of Accept an answer depends on: for a story its form, elsewhere below /v1 nothing, and for pages all of it.

    None where nothing that is offered would be accepted.
    """
    if path.startswith("/v1/stories/"):
        return _FORMS[0] if accept is None else _chosen(accept)
    return "" if accept is None or path.startswith("/v1/") else accept.decode("latin-1")


@lru_cache(maxsize=256)
def _chosen(accept: bytes) -> str | None:
    try:
        return choose(accept.decode("latin-1"), _FORMS)
    except NotAcceptableError:
        return None


@lru_cache(maxsize=256)
def _coding(accept_encoding: bytes) -> str:
    return choose_coding(accept_encoding.decode("latin-1"))
