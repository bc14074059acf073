"""Who is calling, and whether they may: keys, scopes and the terms of each operation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from app.api.rate_limits import RateLimits
from app.errors import KeyRequiredError, ScopeMissingError, StorywireError
from app.newsroom.deployment import Deployment
from app.store import keys
from app.store.session import Database
from schemas.key import ApiKey, Scope

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="storywire"'}


@dataclass(frozen=True, slots=True)
class Terms:
    """What an operation asks and promises.

    A key needs one of `scopes`; where there are none, anyone may call at any time. `keep` is how an answer
    may be kept: the part of Cache-Control that follows `public` or `private`, or None for not at all.
    `problems` are the errors that it can answer with, beyond those that every operation can. `any_query` lets parameters pass
    that nobody knows. `shows` says on what an answer depends beside the request itself, where the front may keep it: what stories
    tell, or records too; an answer that depends on the hour, or on who of all callers asks, is not kept.
    """

    scopes: tuple[Scope, ...]
    keep: str | None
    problems: tuple[type[StorywireError], ...]
    any_query: bool = False
    shows: Literal["stories", "records"] | None = None

    @property
    def only_reads(self) -> bool:
        """Tell whether reading is all that the operation does: then a deployment may leave it open to everyone."""
        return self.scopes == ("read",)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever is calling: a key's id and scopes, or nobody's."""

    key_id: str | None
    scopes: frozenset[str]

    def may(self, scope: str) -> bool:
        """Tell whether the key holds a scope: `admin` holds them all, and any key may read."""
        if self.key_id is None:
            return False
        return scope == "read" or scope in self.scopes or "admin" in self.scopes

    def sees_drafts(self) -> bool:
        """Tell whether unpublished stories are shown."""
        return self.may("edit") or self.may("synthesize")


NOBODY = Caller(None, frozenset())


async def admit(request: Request, terms: Terms) -> None:
    """Let the caller in or raise; runs before a byte of the body is read.

    A key that is not valid is refused even where none is asked for: its owner believes it works.
    """
    caller = await _identify(request) if terms.scopes else NOBODY
    request.state.caller = caller
    request.state.keep = terms.keep and f"{'public' if caller.key_id is None else 'private'}, {terms.keep}"
    if not terms.scopes:
        return
    if caller.key_id is None and (not terms.only_reads or request.app.state.settings.read_access == "key"):
        raise KeyRequiredError("This operation takes a key.", headers=CHALLENGE)
    if (refused := getattr(request.state, "refused", None)) is not None:
        raise refused  # The front has counted this request.
    limits: RateLimits = request.app.state.limits
    address = request.client.host if request.client else None
    request.state.rate_limit = limits.count(address, caller.key_id, writes=not terms.only_reads)
    if not terms.only_reads and not any(caller.may(scope) for scope in terms.scopes):
        raise ScopeMissingError(f"The key lacks the scope {' or '.join(terms.scopes)}.")


async def _identify(request: Request) -> Caller:
    header = request.headers.get("authorization")
    if header is None:
        return NOBODY
    scheme, _, secret = header.partition(" ")
    if scheme.lower() != "bearer":
        raise KeyRequiredError("The Authorization header is not of the form `Bearer swk_…`.", headers=CHALLENGE)
    key = await _find_key(request.app.state.deployment.database, secret.strip())
    if key is None:
        raise KeyRequiredError("The key is not valid.", headers=CHALLENGE)
    request.state.key_id = key.id
    return Caller(key.id, frozenset(key.scopes))


async def _find_key(database: Database, secret: str) -> ApiKey | None:
    if database.quick.at_once:
        return keys.find_at_once(database.quick, secret)
    return await run_in_threadpool(_look_up, database, secret)


def _look_up(database: Database, secret: str) -> ApiKey | None:
    with database.read() as session:
        return keys.find(session, secret)


async def _caller(request: Request) -> Caller:
    caller: Caller = getattr(request.state, "caller", NOBODY)
    return caller


async def _deployment(request: Request) -> Deployment:
    deployment: Deployment = request.app.state.deployment
    return deployment


CurrentCaller = Annotated[Caller, Depends(_caller)]
Here = Annotated[Deployment, Depends(_deployment)]
