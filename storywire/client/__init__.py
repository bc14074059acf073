"""A typed client of the API.

    from storywire.client import Client

    with Client("https://news.example", key="swk_…") as client:
        for summary in client.list_stories(beat="open-source-ai"):
            print(summary.title)

Each operation of the API is a method under its operationId, of `Client` and, to be awaited, of `AsyncClient`. Lists are iterated over page by
page, what may be asked again is asked again, streams go on where they were cut off, and problems are raised as errors of their types (see `errors`).
"""

from __future__ import annotations

from storywire.client.asynchronous import AsyncClient, AsyncFound
from storywire.client.errors import ClientError, NoAnswerError, ProblemError, UnexpectedAnswerError
from storywire.client.synchronous import Client, Found
from storywire.client.terms import Terms

__all__ = [
    "AsyncClient",
    "AsyncFound",
    "Client",
    "ClientError",
    "Found",
    "NoAnswerError",
    "ProblemError",
    "Terms",
    "UnexpectedAnswerError",
]
