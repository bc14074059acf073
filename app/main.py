"""Put the parts together: the only file that knows them all."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import BaseRoute
from starlette_compress import CompressMiddleware

from app import __version__
from app.api import operations
from app.api.conditional import CodedTags, Conditional
from app.api.manners import Manners
from app.api.metrics import Metrics
from app.api.observation import Failures, Observation
from app.api.openapi import describe
from app.api.problems import answer_error, answer_http_error, answer_invalid_input
from app.api.rate_limits import RateLimits
from app.errors import SettingsError, StorywireError
from app.language.pattern import compile_all
from app.newsroom.deployment import Deployment
from app.settings import Settings
from app.store.migrate import is_current
from app.store.session import Database
from app.writers import Writers

_EXPOSED_HEADERS = [
    "ETag",
    "Link",
    "Location",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "X-Request-Id",
]

# Compiling takes half a second of one core: readiness comes first, and the first story must not wait for it.
_WARMING_SECONDS = 0.5


class Application(FastAPI):
    """The ASGI application; its description is ours, not the framework's."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document; made when it is first asked for."""
        if self.openapi_schema is None:
            self.openapi_schema = describe(operations(), __version__, self.state.settings.public_url)
        return self.openapi_schema


def read_settings() -> Settings:
    """Read the environment and `.env`; raise SettingsError, which names each variable that is wrong and why."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(f"STORYWIRE_{'_'.join(map(str, e['loc'])).upper()}: {e['msg']}" for e in error.errors())
        raise SettingsError(wrong) from error


def open_deployment(settings: Settings) -> Deployment:
    """Put the parts of a service together from its settings; opens no connection yet."""
    return Deployment(
        database=Database(settings.database_url),
        writers=Writers(_employed(settings)),
        default_provider=settings.provider,
        public_url=settings.public_url,
        clock=lambda: datetime.now(UTC),
    )


def _employed(settings: Settings) -> dict[str, dict[str, Any]]:
    """Return who may be asked to write, and with what each is made; the one that needs no model always may."""
    wishes = {"extractive": {}, "anthropic": {"model": settings.model, "models": settings.models}}
    return {name: wishes[name] for name in dict.fromkeys(("extractive", settings.provider, *settings.providers))}


def create_app(settings: Settings | None = None, deployment: Deployment | None = None) -> Application:
    """Return the ASGI application; without arguments, settings come from the environment."""
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
            Middleware(CompressMiddleware),
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
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Make what readiness does not need soon after the start, beside the first requests; close the database at the end."""
    warming = threading.Timer(_WARMING_SECONDS, _warm, args=(app.state.deployment,))
    warming.daemon = True
    warming.start()
    yield
    warming.cancel()
    app.state.deployment.database.close()


def _warm(deployment: Deployment) -> None:
    compile_all()
    for operation in operations():
        operation.complete()
    if not is_current(deployment.database):
        return
    with deployment.database.read() as session:
        deployment.vocabulary.current(session)
    deployment.writers[deployment.default_provider]
