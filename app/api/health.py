"""Whether the service lives, whether it can answer, and its figures."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.api.access import Here
from app.api.operation import Router
from app.errors import NotFoundError, SettingsError, UnavailableError
from app.store.migrate import is_current
from schemas.health import Health

router = Router("Service")


@router.get("/healthz", keep=None, is_open=True)
async def check_life() -> Health:
    """Tell that the process answers; says nothing of the database."""
    return Health(status="ok")


@router.get("/readyz", keep=None, is_open=True, problems=(UnavailableError,))
def check_readiness(here: Here) -> Health:
    """Tell whether requests can be answered: the database is there and has the schema of this version."""
    try:
        current = is_current(here.database)
    except SettingsError as error:
        raise UnavailableError("The database is newer than this version.") from error
    if not current:
        raise UnavailableError(
            "The database has to be migrated first: run storywire migrate.", headers={"Retry-After": "5"}
        )
    return Health(status="ok")


@router.get(
    "/metrics",
    keep=None,
    is_open=True,
    response_class=PlainTextResponse,
    problems=(NotFoundError,),
)
def get_metrics(request: Request) -> Response:
    """Read the figures of this process in the text format of Prometheus."""
    if not request.app.state.settings.metrics:
        raise NotFoundError("Metrics are turned off.")
    metrics = request.app.state.metrics
    return Response(metrics.render(), media_type=metrics.media_type)
