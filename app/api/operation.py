"""An operation of the API, and the order in which a request meets it.

Terms first (key, limit, scope), then the address and its parameters, then the body, and only then
what the framework does: validation against the models and the handler itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Coroutine
from inspect import getdoc
from threading import RLock
from typing import Any, Literal, TypeVar

from fastapi import params
from fastapi.dependencies.utils import get_flat_params
from fastapi.routing import APIRoute
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import Receive, Send
from starlette.types import Scope as AsgiScope

from app.api.access import Terms, admit
from app.api.bodies import read_json
from app.api.farewell import Farewell
from app.errors import Fault, InvalidInputError, NotFoundError, StorywireError
from schemas.key import Scope

Handler = TypeVar("Handler", bound=Callable[..., Any])

# Control characters and halves of a surrogate pair: no slug or id holds one and no database takes them all.
_UNFIT = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")

# How long answers may be kept, for Cache-Control. A story that is withdrawn or corrected has to go quickly.
SHORTLY = "max-age=15, stale-while-revalidate=60"
A_MINUTE = "max-age=60, stale-while-revalidate=300"
AN_HOUR = "max-age=3600, stale-while-revalidate=86400"


class _Plain(Convertor[str]):
    """A part of an address without a dot, as `{slug:plain}`: what follows a dot names a form, which has its own route."""

    regex = "[^/.]+"

    def convert(self, value: str) -> str:
        """Take the part as it is."""
        return value

    def to_string(self, value: str) -> str:
        """Write the part as it is."""
        return value


register_url_convertor("plain", _Plain())


class Operation(APIRoute):
    """A route with terms, strict reading and no default answers of the framework's.

    It knows its address at once. What the framework makes of its handler, a sixth of the time until the service is
    ready, is made when it is first called or asked about (`complete`).
    """

    terms: Terms
    # One for all of them: the framework silences warnings while it reads, which no two threads may do at once.
    _completing = RLock()

    def __init__(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        terms: Terms,
        methods: list[str],
        leaves: Farewell | None = None,
        **given: Any,  # noqa: ANN401 - handed on
    ) -> None:
        """Make the route; its operationId is the handler's name, its public text the handler's docstring."""
        self.terms, self.leaves = terms, leaves
        self.path, self.endpoint, self.methods, self.name = path, endpoint, set(methods), endpoint.__name__
        self.path_regex, self.path_format, self.param_convertors = compile_path(path)
        self.operation_id = endpoint.__name__
        self.app = self._answer_first
        self._given: dict[str, Any] | None = given

    def complete(self) -> None:
        """Let the framework read the handler's parameters and models, unless it has; safe to be called by several threads."""
        with self._completing:
            given, self._given = self._given, None
            if given is None:
                return
            try:
                self._read_handler(given)
            except BaseException:
                self._given = given  # Half a route answers nobody; the next request reads it again.
                raise

    def _read_handler(self, given: dict[str, Any]) -> None:
        summary, _, description = (getdoc(self.endpoint) or "").partition("\n\n")
        super().__init__(
            self.path,
            self.endpoint,
            methods=sorted(self.methods or ()),
            operation_id=self.operation_id,
            summary=" ".join(summary.split()).rstrip("."),
            description=" ".join(description.split()),
            response_model_exclude_unset=True,
            deprecated=self.leaves is not None or None,
            **given,
        )

    async def _answer_first(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        """Answer the first request; those that follow go straight to what is made for it."""
        self.complete()
        await self.app(scope, receive, send)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the framework keeps of a route
        """Answer what only a complete route knows; Python asks here only for what is not there yet."""
        if name != "_given":
            self.complete()
        if name not in self.__dict__:
            raise AttributeError(name)
        return self.__dict__[name]

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request: terms, parameters, body, then the handler."""
        answer = super().get_route_handler()
        fields = get_flat_params(self.dependant)
        known = frozenset(field.alias for field in fields if isinstance(field.field_info, params.Query))
        reads_body = self.body_field is not None

        async def handle(request: Request) -> Response:
            if self.leaves is not None:
                home = request.app.state.settings.public_url
                request.state.farewell = self.leaves.headers(f"{home}/docs#{self.operation_id}")
            await admit(request, self.terms)
            _check_path(request)
            if not self.terms.any_query:
                _check_query(request, known)
            return await answer(await read_json(request) if reads_body else request)

        return handle


class Router:
    """The operations of one resource, under one tag; each file of `app/api` that has one is listed in its __init__."""

    def __init__(self, tag: str) -> None:
        """Start without operations."""
        self.tag = tag
        self.routes: list[Operation] = []

    def get(
        self,
        path: str,
        *,
        keep: str | None = SHORTLY,
        problems: tuple[type[StorywireError], ...] = (),
        is_open: bool = False,
        any_query: bool = False,
        shows: Literal["stories", "records"] | None = None,
        **given: Any,  # noqa: ANN401 - handed on to the framework
    ) -> Callable[[Handler], Handler]:
        """Register a reading operation.

        `is_open` where not even READ_ACCESS=key asks for a key; `any_query` for a page, whose address others add to; `shows` where
        the front may keep the answer until what it shows is changed. `leaves` is for an operation that will go: since when it is
        deprecated, until when it is there, and what to use instead.
        """
        terms = Terms(() if is_open else ("read",), keep, problems, any_query, shows)
        return self._register("GET", path, terms, given)

    def write(
        self,
        method: str,
        path: str,
        *,
        scope: Scope | tuple[Scope, ...],
        problems: tuple[type[StorywireError], ...] = (),
        **given: Any,  # noqa: ANN401 - handed on to the framework
    ) -> Callable[[Handler], Handler]:
        """Register an operation whose answer is never kept, for keys with the scope, or one of several."""
        scopes = (scope,) if isinstance(scope, str) else scope
        return self._register(method, path, Terms(scopes, None, problems), given)

    def _register(self, method: str, path: str, terms: Terms, given: dict[str, Any]) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self.routes.append(Operation(path, handler, terms=terms, methods=[method], tags=[self.tag], **given))
            return handler

        return register


def _check_path(request: Request) -> None:
    if any(_UNFIT.search(str(value)) for value in request.path_params.values()):
        raise NotFoundError("There is nothing at this address.")


def _check_query(request: Request, known: frozenset[str]) -> None:
    """Refuse a parameter that is not known, given twice, or unfit: a mistyped filter must not be ignored."""
    if not request.scope["query_string"]:
        return
    given = request.query_params.multi_items()
    times = Counter(name for name, _ in given)
    faults = [Fault(_shown(name), "This operation has no such parameter.") for name in times if name not in known]
    faults += [Fault(name, "Give it once.") for name, count in times.items() if count > 1 and name in known]
    faults += [Fault(_shown(name), "It holds a control character.") for name, value in given if _UNFIT.search(value)]
    if faults:
        raise InvalidInputError("The parameters are not valid.", errors=faults)


def _shown(name: str) -> str:
    return _UNFIT.sub("�", name[:100])
