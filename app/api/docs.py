"""The description of the API: for machines as OpenAPI, for people as a page made from it."""

from __future__ import annotations

from html import escape
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.api.operation import AN_HOUR, Router
from app.api.pages import page

router = Router("Service")


@router.get("/openapi.json", keep=AN_HOUR, is_open=True, shows="stories", response_model=None, include_in_schema=False)
def get_openapi_document(request: Request) -> Response:
    """Read the description of this API as OpenAPI 3.1."""
    return JSONResponse(request.app.openapi())


@router.get("/docs", keep=AN_HOUR, is_open=True, shows="stories", response_model=None, include_in_schema=False)
def read_docs(request: Request) -> Response:
    """Read a page that lists every operation; it loads nothing from anywhere else."""
    document = request.app.openapi()
    by_tag: dict[str, list[str]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            by_tag.setdefault(operation["tags"][0], []).append(_operation(method, path, operation))
    sections = "".join(f"<h2>{escape(tag)}</h2>{''.join(told)}" for tag, told in by_tag.items())
    opening = (
        f'<p>{escape(document["info"]["description"])}</p><p>For machines: <a href="/openapi.json">openapi.json</a></p>'
    )
    return page("Storywire API", opening + sections)


def _operation(method: str, path: str, operation: dict[str, Any]) -> str:
    parameters = "".join(
        f"<li><code>{escape(p['name'])}</code> {escape(p.get('description', ''))}</li>"
        for p in operation.get("parameters", [])
    )
    answers = ", ".join(escape(status) for status in sorted(operation["responses"]))
    told = "".join(f"<p>{escape(part)}</p>" for part in operation.get("description", "").split("\n\n"))
    return (
        f'<section id="{escape(operation["operationId"])}"><h3><code>{method.upper()} {escape(path)}</code></h3>'
        f"<p><strong>{escape(operation['summary'])}</strong></p>{told}"
        f"<ul>{parameters}</ul><p>Answers: {answers}</p></section>"
    )
