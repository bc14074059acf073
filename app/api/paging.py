"""What every list takes and answers: limit, cursor, total, and the Link to the next page (RFC 8288)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

PageOf = TypeVar("PageOf", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page is asked for, and how the answer names the next one."""

    limit: int
    cursor: str | None
    total: bool
    request: Request
    response: Response

    def of(
        self, kind: type[PageOf], items: Sequence[Any], cursor: str | None, count: Callable[[], int] | None = None
    ) -> PageOf:
        """Answer with a page; the total is counted where it was asked for and left out where not."""
        given: dict[str, Any] = {"items": items, "next_cursor": self.link_next(cursor)}
        if self.total and count is not None:
            given["total"] = count()
        return kind.model_validate(given)

    def link_next(self, cursor: str | None) -> str | None:
        """Name the next page in the Link header, under the public address; return the cursor."""
        if cursor is not None:
            address = f"{self.request.app.state.settings.public_url}{self.request.url.path}"
            self.response.headers["Link"] = next_link(address, self.request.query_params.items(), cursor)
        return cursor

    def of_json(self, items: Sequence[bytes], cursor: str | None, count: Callable[[], int]) -> Response:
        """Answer with a page of items that are JSON already."""
        self.link_next(cursor)
        body = write_page(items, cursor, count() if self.total else None)
        return Response(body, headers=dict(self.response.headers), media_type="application/json")


def next_link(address: str, given: Iterable[tuple[str, str]], cursor: str) -> str:
    """Return what the Link header says of the next page: the same parameters, another cursor."""
    kept = [(name, value) for name, value in given if name != "cursor"]
    return f'<{address}?{urlencode([*kept, ("cursor", cursor)])}>; rel="next"'


def write_page(items: Sequence[bytes], cursor: str | None, total: int | None = None) -> bytes:
    """Write a page of items that are JSON already."""
    following = b"null" if cursor is None else b'"%s"' % cursor.encode()
    counted = b"" if total is None else b',"total":%d' % total
    return b'{"items":[%s],"next_cursor":%s%s}' % (b",".join(items), following, counted)


Limit = Annotated[int, Query(ge=1, le=100, description="How many items a page holds.")]
Cursor = Annotated[
    str | None, Query(max_length=2_000, description="next_cursor of the page before, with the same filters.")
]


async def _page(request: Request, response: Response, limit: Limit = 20, cursor: Cursor = None) -> Paging:
    return Paging(limit, cursor, total=False, request=request, response=response)


async def _counted_page(
    request: Request,
    response: Response,
    limit: Limit = 20,
    cursor: Cursor = None,
    total: Annotated[bool, Query(description="Whether to count all items that the filters let through.")] = False,  # noqa: FBT002 - a parameter of the address
) -> Paging:
    return Paging(limit, cursor, total=total, request=request, response=response)


Page = Annotated[Paging, Depends(_page)]
CountedPage = Annotated[Paging, Depends(_counted_page)]
