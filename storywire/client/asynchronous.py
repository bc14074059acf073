"""The client that is awaited."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from functools import wraps
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, Self, TypeVar

import anyio
import httpx

from storywire.client import partners, records, stories, syntheses, vocabulary
from storywire.client.asking import Ask, Listing, Stream
from storywire.client.conversation import (
    Came,
    Close,
    Conversation,
    Give,
    Open,
    Pause,
    Read,
    Step,
    Undertaking,
    exchange,
    items,
    pages,
)
from storywire.client.streams import follow
from storywire.client.terms import Terms
from storywire.client.wire import Wire, broken, opened

P = ParamSpec("P")
T = TypeVar("T")
Item = TypeVar("Item")


class AsyncFound(Generic[Item]):
    """What a list holds: item by item, each page asked for when it is come to."""

    def __init__(self, client: AsyncClient, listing: Listing[Item]) -> None:
        """Prepare to ask; nothing is asked yet."""
        self._client, self._listing = client, listing

    def __aiter__(self) -> AsyncIterator[Item]:
        """Yield each item of each page."""
        return self._client.each(items(self._listing, self._client.terms))

    def pages(self) -> AsyncIterator[Any]:
        """Yield each page as it came, with its `total` where that was asked for."""
        return self._client.each(pages(self._listing, self._client.terms))


def _answered(make: Callable[P, Ask[T]]) -> Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, T]]:
    @wraps(make)
    async def method(self: AsyncClient, /, *args: P.args, **given: P.kwargs) -> T:
        return await self.carry(exchange(make(*args, **given), self.terms))

    return method


def _listed(make: Callable[P, Listing[Item]]) -> Callable[Concatenate[AsyncClient, P], AsyncFound[Item]]:
    @wraps(make)
    def method(self: AsyncClient, /, *args: P.args, **given: P.kwargs) -> AsyncFound[Item]:
        return AsyncFound(self, make(*args, **given))

    return method


def _streamed(make: Callable[P, Stream[Item]]) -> Callable[Concatenate[AsyncClient, P], AsyncIterator[Item]]:
    @wraps(make)
    def method(self: AsyncClient, /, *args: P.args, **given: P.kwargs) -> AsyncIterator[Item]:
        return self.each(follow(make(*args, **given), self.terms))

    return method


def _undertaken(make: Callable[P, Undertaking[T]]) -> Callable[Concatenate[AsyncClient, P], Coroutine[Any, Any, T]]:
    @wraps(make)
    async def method(self: AsyncClient, /, *args: P.args, **given: P.kwargs) -> T:
        return await self.carry(make(*args, **given)(self.terms))

    return method


class AsyncClient:
    """Asks a deployment; each operation is a method under its operationId. Safe to be shared by tasks."""

    def __init__(
        self, address: str, *, key: str | None = None, terms: Terms | None = None, http: httpx.AsyncClient | None = None
    ) -> None:
        """Prepare to ask the deployment at an address, with a key where one is needed.

        `http` is used in place of a client of our own, and is left open at the end.
        """
        self.terms = terms or Terms()
        self._wire = Wire(address, key, self.terms)
        self._http = http or httpx.AsyncClient()
        self._is_ours = http is None

    async def __aenter__(self) -> Self:
        """Return the client itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Hang up."""
        await self.close()

    async def close(self) -> None:
        """Hang up."""
        if self._is_ours:
            await self._http.aclose()

    async def carry(self, conversation: Conversation[T]) -> T:
        """Carry a conversation to its end and return what it comes to."""
        async with _Line(self._http, self._wire) as line:
            came: Came = None
            while True:
                try:
                    step = conversation.send(came)
                except StopIteration as end:
                    value: T = end.value
                    return value
                came = await line.do(step)

    async def each(self, conversation: Conversation[None]) -> AsyncIterator[Any]:
        """Carry a conversation on and yield each item that it gives."""
        async with _Line(self._http, self._wire) as line:
            came: Came = None
            while True:
                try:
                    step = conversation.send(came)
                except StopIteration:
                    return
                came = await line.do(step)
                if isinstance(step, Give):
                    yield step.item

    list_stories = _listed(stories.list_stories)
    search = _listed(stories.search)
    get_story = _answered(stories.get_story)
    get_story_form = _answered(stories.get_story_form)
    list_related_stories = _answered(stories.list_related_stories)
    list_citations = _answered(stories.list_citations)
    get_citation = _answered(stories.get_citation)
    list_revisions = _answered(stories.list_revisions)
    get_revision = _answered(stories.get_revision)
    get_revision_diff = _answered(stories.get_revision_diff)
    verify_story = _answered(stories.verify_story)
    verify_sentences = _answered(stories.verify_sentences)
    edit_story = _answered(stories.edit_story)
    publish_story = _answered(stories.publish_story)
    retract_story = _answered(stories.retract_story)
    ingest_records = _answered(records.ingest_records)
    list_records = _listed(records.list_records)
    get_record = _answered(records.get_record)
    get_record_version = _answered(records.get_record_version)
    withdraw_record = _answered(records.withdraw_record)
    list_sources = _answered(records.list_sources)
    create_synthesis = _answered(syntheses.create_synthesis)
    begin_synthesis = _answered(syntheses.begin_synthesis)
    estimate_synthesis = _answered(syntheses.estimate_synthesis)
    list_syntheses = _listed(syntheses.list_syntheses)
    get_synthesis = _answered(syntheses.get_synthesis)
    list_refused_sentences = _answered(syntheses.list_refused_sentences)
    stream_synthesis_events = _streamed(syntheses.stream_synthesis_events)
    cancel_synthesis = _answered(syntheses.cancel_synthesis)
    retry_synthesis = _answered(syntheses.retry_synthesis)
    replay_synthesis = _answered(syntheses.replay_synthesis)
    write_story = _undertaken(syntheses.write_story)
    list_beats = _answered(vocabulary.list_beats)
    get_beat = _answered(vocabulary.get_beat)
    put_beat = _answered(vocabulary.put_beat)
    delete_beat = _answered(vocabulary.delete_beat)
    list_beat_stories = _listed(vocabulary.list_beat_stories)
    get_beat_volume = _answered(vocabulary.get_beat_volume)
    list_entities = _listed(vocabulary.list_entities)
    get_entity = _answered(vocabulary.get_entity)
    put_entity = _answered(vocabulary.put_entity)
    delete_entity = _answered(vocabulary.delete_entity)
    merge_entity = _answered(vocabulary.merge_entity)
    list_entity_stories = _listed(vocabulary.list_entity_stories)
    list_entity_records = _listed(vocabulary.list_entity_records)
    get_entity_volume = _answered(vocabulary.get_entity_volume)
    list_changes = _answered(partners.list_changes)
    stream_changes = _streamed(partners.stream_changes)
    export_stories = _streamed(partners.export_stories)
    list_webhooks = _answered(partners.list_webhooks)
    create_webhook = _answered(partners.create_webhook)
    get_webhook = _answered(partners.get_webhook)
    edit_webhook = _answered(partners.edit_webhook)
    delete_webhook = _answered(partners.delete_webhook)
    rotate_webhook_secret = _answered(partners.rotate_webhook_secret)
    call_webhook = _answered(partners.call_webhook)
    replay_changes = _answered(partners.replay_changes)
    list_deliveries = _listed(partners.list_deliveries)
    replay_delivery = _answered(partners.replay_delivery)
    list_problems = _answered(partners.list_problems)
    get_problem = _answered(partners.get_problem)
    check_life = _answered(partners.check_life)
    check_readiness = _answered(partners.check_readiness)


class _Line:
    """One answer at a time, and what steps do to it."""

    def __init__(self, http: httpx.AsyncClient, wire: Wire) -> None:
        """Begin without an answer."""
        self._http, self._wire = http, wire
        self._answer: httpx.Response | None = None
        self._pieces: AsyncIterator[bytes]

    async def __aenter__(self) -> Self:
        """Return the line itself."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the answer, however it ended."""
        await self._close()

    async def do(self, step: Step) -> Came:
        """Do a step and return what comes of it."""
        match step:
            case Open():
                return await self._open(step)
            case Read():
                return await self._read()
            case Pause():
                await anyio.sleep(step.seconds)
            case Close():
                await self._close()
        return None

    async def _open(self, step: Open) -> Came:
        try:
            self._answer = await self._http.send(self._http.build_request(**self._wire.request(step)), stream=True)
        except httpx.TransportError as error:
            return broken(error)
        self._pieces = self._answer.aiter_bytes()
        return opened(self._answer)

    async def _read(self) -> Came:
        try:
            async for piece in self._pieces:
                return piece
        except (httpx.TransportError, httpx.DecodingError) as error:
            return broken(error)
        return None

    async def _close(self) -> None:
        if self._answer is not None:
            await self._answer.aclose()
            self._answer = None
