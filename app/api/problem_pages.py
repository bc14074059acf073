"""The pages that the `type` of a problem leads to."""

from __future__ import annotations

from html import escape

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.api.negotiation import choose
from app.api.operation import AN_HOUR, Router
from app.api.pages import page
from app.api.problems import problem_address
from app.errors import NotAcceptableError, NotFoundError, StorywireError, every_problem
from schemas.problem import ProblemKind, ProblemKindList

router = Router("Problems")

_FORMS = ("application/json", "text/html")
_HTML = {"responses": {"200": {"content": {"text/html": {"schema": {"type": "string"}}}}}}


@router.get(
    "/problems",
    keep=AN_HOUR,
    is_open=True,
    response_model=ProblemKindList,
    problems=(NotAcceptableError,),
    openapi_extra=_HTML,
)
def list_problems(request: Request) -> Response:
    """List every kind of problem that this API answers with, as JSON or as a page."""
    kinds = [_described(kind, request) for kind in every_problem()]
    if choose(request.headers.get("accept"), _FORMS) == "application/json":
        return JSONResponse({"items": [kind.model_dump() for kind in kinds]})
    items = "".join(
        f'<dt>{kind.status} <a href="{escape(kind.type)}">{escape(kind.title)}</a></dt><dd>{escape(kind.explanation)}</dd>'
        for kind in kinds
    )
    return page("Problems", f"<dl>{items}</dl>")


@router.get(
    "/problems/{slug}",
    keep=AN_HOUR,
    is_open=True,
    response_model=ProblemKind,
    problems=(NotFoundError, NotAcceptableError),
    openapi_extra=_HTML,
)
def get_problem(slug: str, request: Request) -> Response:
    """Read what a kind of problem means and what to do about it, as JSON or as a page."""
    kind = next((kind for kind in every_problem() if kind.slug == slug), None)
    if kind is None:
        raise NotFoundError("There is no such kind of problem.")
    told = _described(kind, request)
    if choose(request.headers.get("accept"), _FORMS) == "application/json":
        return JSONResponse(told.model_dump())
    return page(told.title, f"<p>Status <code>{told.status}</code></p><p>{escape(told.explanation)}</p>")


def _described(kind: type[StorywireError], request: Request) -> ProblemKind:
    return ProblemKind(
        type=problem_address(request.app.state.settings.public_url, kind.slug),
        title=kind.title,
        status=kind.status,
        explanation=kind.explanation,
    )
