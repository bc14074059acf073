"""Put the parts together: the only file that knows them all."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from types import FrameType
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from app import __version__
from app.agents.door import Door
from app.api import operations
from app.api.compression import Compression
from app.api.conditional import CodedTags, Conditional
from app.api.front import Front
from app.api.logs import configure_logging
from app.api.manners import Manners
from app.api.metrics import Metrics
from app.api.observation import Failures, Observation
from app.api.openapi import describe
from app.api.problems import answer_error, answer_http_error, answer_invalid_input
from app.api.rate_limits import RateLimits
from app.api.watching import Watch
from app.errors import SettingsError, StorywireError
from app.jobs.courier import Courier
from app.jobs.desk import Desk
from app.jobs.relief import Relief
from app.language.pattern import compile_all
from app.newsroom.deployment import Budgets, Deployment, WebhookTerms, WebSubTerms
from app.newsroom.ingest_helpers import IngestHelpers
from app.newsroom.prepare_elsewhere import most_helpers
from app.newsroom.writers_memory import WritersMemory
from app.providers import Provider, Terms, read_providers
from app.settings import Settings
from app.store.migrate import is_current
from app.store.session import Database, Limits
from app.writers import Writers

_EXPOSED_HEADERS = [
    "Deprecation",
    "ETag",
    "Link",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Sunset",
    "X-Request-Id",
]

# Compiling takes half a second of one core: readiness comes first, and the first story must not wait for it.
_WARMING_SECONDS = 0.5
# How long a story that is being written may go on after a signal to stop; with what the server waits, less than ten.
_GRACE_SECONDS = 5.0
_COURIERS_SECONDS = 1.0


class Application(FastAPI):
    """The ASGI application; its description is ours, not the framework's, and a front stands before its routes."""

    front: Front

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document; made when it is first asked for."""
        if self.openapi_schema is None:
            self.openapi_schema = describe(operations(), __version__, self.state.settings.public_url)
        return self.openapi_schema

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what was answered before, where that can be, else by the routes."""
        await self.front(scope, receive, send)


def read_settings() -> Settings:
    """Read the environment and `.env`; raise SettingsError, which names each variable that is wrong and why."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"STORYWIRE_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise SettingsError(wrong) from error


def open_deployment(settings: Settings) -> Deployment:
    """Put the parts of a service together from its settings; opens no connection yet."""
    limits = Limits(settings.database_connections, settings.database_wait_seconds, settings.database_statement_seconds)
    database = Database(settings.database_url, settings.read_database_url, limits)
    memory = WritersMemory(database)
    providers = providers_of(settings)
    return Deployment(
        database=database,
        writers=Writers({each.name: (each.kind, _wishes(each, memory)) for each in providers}),
        default_provider=settings.provider,
        public_url=settings.public_url,
        clock=lambda: datetime.now(UTC),
        budgets=Budgets(settings.daily_budget_usd, settings.daily_key_budget_usd),
        webhooks=WebhookTerms(settings.webhook_retry_seconds, settings.webhooks_anywhere),
        websub=WebSubTerms(settings.hubs, settings.websub_seconds),
        most_at_once={each.name: each.concurrency for each in providers if each.kind != "extractive"},
        ingest_helpers=_ingest_helpers(settings, database),
    )


def _ingest_helpers(settings: Settings, database: Database) -> IngestHelpers | None:
    """Return who takes in records where many come: as many as the settings say, else one for each core where there are several."""
    number = most_helpers() if settings.ingest_helpers is None else settings.ingest_helpers
    return IngestHelpers(database, number) if number else None


def _relief(settings: Settings) -> Relief | None:
    """Return who writes what waits in the queue when that is long; nobody where the settings say so, or there is one core for both."""
    wanted = most_helpers() > 0 if settings.queue_helper is None else settings.queue_helper
    return Relief(partial(_open_beside, settings), settings.jobs, _GRACE_SECONDS) if wanted and settings.jobs else None


def _open_beside(settings: Settings) -> Deployment:
    """Put the parts together in another process of the same server."""
    configure_logging(settings.log_level, settings.log_format)
    return open_deployment(settings)


def providers_of(settings: Settings) -> list[Provider]:
    """Return who may be asked to write; the one that needs no model always may. Raise SettingsError for a name that nobody bears."""
    models = dict.fromkeys((settings.model, *settings.models), Terms())
    usual = [
        Provider(name="extractive", kind="extractive"),
        Provider(name="anthropic", model=settings.model, models=models),
    ]
    own = [] if settings.providers_file is None else read_providers(settings.providers_file)
    known = {each.name: each for each in (*usual, *own)}
    wanted = dict.fromkeys(("extractive", settings.provider, *settings.providers, *(each.name for each in own)))
    for name in wanted:
        if name not in known:
            raise SettingsError(
                f"STORYWIRE_PROVIDER or STORYWIRE_PROVIDERS: there is no provider {name}; there is {', '.join(known)}."
            )
    return [known[name] for name in wanted]


def _wishes(provider: Provider, memory: WritersMemory) -> dict[str, Any]:
    """Return with what a provider's writer is made."""
    return {} if provider.kind == "extractive" else {"provider": provider, "key": _key_of(provider), "memory": memory}


def _key_of(provider: Provider) -> str | None:
    """Return the key that a provider's variable holds; None where it names none."""
    if provider.key_variable is None:
        return None
    key = os.environ.get(provider.key_variable)
    if not key:
        raise SettingsError(f"The provider {provider.name} needs its key in {provider.key_variable}, which is not set.")
    return key


def create_app(
    settings: Settings | None = None,
    deployment: Deployment | None = None,
    when_warm: Callable[[], None] = lambda: None,
) -> Application:
    """Return the ASGI application; without arguments, settings come from the environment.

    `when_warm` is called once, soon after the start, when all has been made that stays in memory to the end.
    """
    settings = settings or read_settings()
    metrics = Metrics()
    app = Application(
        title="Storywire",
        routes=list[BaseRoute](operations()),
        lifespan=_lifespan,
        redirect_slashes=False,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        telemetry={"auto_configure": False, "tracing": False, "metrics": False, "logs": False},
        middleware=[
            Middleware(Observation, metrics=metrics),
            Middleware(
                CORSMiddleware,
                allow_origins=settings.cors_origins,
                allow_methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"],
                allow_headers=["*"],
                expose_headers=_EXPOSED_HEADERS,
                max_age=86_400,
            ),
            Middleware(Manners),
            Middleware(CodedTags),
            Middleware(Compression),
            Middleware(Conditional),
            Middleware(Failures),
        ],
        exception_handlers={
            StorywireError: answer_error,
            HTTPException: answer_http_error,
            RequestValidationError: answer_invalid_input,
        },
    )
    app.state.settings = settings
    app.state.metrics = metrics
    app.state.limits = RateLimits(write_limit=settings.write_limit, read_limit=settings.read_limit)
    app.state.deployment = deployment or open_deployment(settings)
    app.front = Front(
        super(Application, app).__call__,
        app.state.deployment.database,
        metrics,
        app.state.limits,
        public_url=settings.public_url,
        most_bytes=settings.cache_mb * 1024 * 1024,
        is_open=settings.read_access == "public",
        any_origin="*" in settings.cors_origins,
    )
    app.state.desk = Desk(
        app.state.deployment, settings.jobs, substitute=_relief(settings) if deployment is None else None
    )
    app.state.watch = Watch(app.state.desk)
    app.state.when_warm = when_warm
    app.state.door = Door(app, settings.public_url, __version__, settings.cors_origins)
    app.router.routes.append(Route("/mcp", app.state.door, methods=["POST"], include_in_schema=False))
    return app


@asynccontextmanager
async def _lifespan(app: Application) -> AsyncIterator[dict[str, Any]]:
    """Make what readiness does not need soon after the start, beside the first requests; close desk and database at the end."""
    desk: Desk = app.state.desk
    desk.start()
    courier = Courier(app.state.deployment)
    courier.start()
    _close_at_once(desk)
    warming = threading.Timer(_WARMING_SECONDS, _warm, args=(app.state.deployment, app.state.when_warm))
    warming.daemon = True
    warming.start()
    yield {"at_once": app.front.at_once}
    warming.cancel()
    # One that is at it already asks the database, which is closed below.
    warming.join(_GRACE_SECONDS)
    await app.state.door.close()
    courier.close(_COURIERS_SECONDS)
    desk.close(_GRACE_SECONDS)
    if app.state.deployment.ingest_helpers is not None:
        app.state.deployment.ingest_helpers.close()
    app.state.deployment.database.close()


def _close_at_once(desk: Desk) -> None:
    """Let the desk know of a signal to stop as soon as it comes: the server first waits for requests, which wait for the desk.

    The server's own handlers, which it has set by now, are called all the same. Only the main thread may set one.
    """
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        before = signal.getsignal(number)

        def stop(at: int, frame: FrameType | None, before: Any = before) -> None:  # noqa: ANN401 - what signal gives
            threading.Thread(target=desk.close, args=(_GRACE_SECONDS,), daemon=True).start()
            if callable(before):
                before(at, frame)

        signal.signal(number, stop)


def _warm(deployment: Deployment, when_warm: Callable[[], None]) -> None:
    compile_all()
    for operation in operations():
        operation.complete()
    # Where the database is away, or half a copy, the first request says so.
    with suppress(StorywireError, SettingsError):
        if not is_current(deployment.database):
            return
        with deployment.database.read() as session:
            deployment.vocabulary.current(session)
    deployment.writers[deployment.default_provider]
    when_warm()
