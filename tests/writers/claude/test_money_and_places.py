"""How many calls are open at once, and what counts against a limit of cost, whatever an endpoint does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest

from app.errors import WriterUnavailableError
from app.providers import Provider
from app.writers.claude import ClaudeWriter
from app.writers.claude.patience import Limits
from tests.writers.claude.acts import Act, Sent
from tests.writers.claude.conftest import HASTY, LIMITS, Bureau, Serve
from tests.writers.claude.models import honest
from tests.writers.claude.test_endpoint import two_records


@pytest.mark.parametrize("concurrency", [1, 3])
def test_no_more_calls_are_open_than_a_provider_allows(concurrency: int, serve: Serve, bureau: Bureau) -> None:
    """Six stories at once are all written, and the endpoint has so many calls open, never more."""
    together = Barrier(concurrency)
    open_now: list[Sent] = []
    seen: list[int] = []

    def with_others(sent: Sent) -> object:
        open_now.append(sent)
        seen.append(len(open_now))
        together.wait(20)
        open_now.remove(sent)
        return honest(sent)

    server = serve(Act(answer=with_others))
    house = Provider(name="house", base_url=server.url, model="m", concurrency=concurrency)
    writer = ClaudeWriter(house, limits=LIMITS)
    assignment = bureau.assign(two_records())
    with ThreadPoolExecutor(6) as pool:
        titles = [draft.title for draft in pool.map(writer.write, [assignment] * 6)]
    assert titles == ["A tide table for everyone"] * 6
    assert max(seen) == concurrency


def test_who_waits_too_long_for_a_place_is_told_so(serve: Serve, bureau: Bureau) -> None:
    """A story that finds no place within its time is a problem of its own kind; nothing was sent for it."""
    server = serve(Act(fault="silent"))
    house = Provider(name="house", base_url=server.url, model="m", concurrency=1)
    writer = ClaudeWriter(house, limits=Limits(tries=1, seconds=1.0, all_seconds=1.0, first_pause=0.01))
    writer._places.acquire()
    with pytest.raises(WriterUnavailableError, match="As many calls to it are open as the deployment allows"):
        writer.write(bureau.assign(two_records()))
    assert server.sent == []


def test_a_call_that_was_broken_off_counts_whole_against_the_limit(serve: Serve, bureau: Bureau) -> None:
    """Nobody told what it cost: it is not sent again where it may have used up what the request allows, and it is booked as it was told."""
    server = serve(Act(fault="silent"))
    with pytest.raises(WriterUnavailableError):
        bureau.write(two_records(), limits=HASTY, max_cost_usd=0.5)
    assert len(server.sent) == 1
    assert [(call.outcome, call.cost_usd) for call in bureau.calls] == [("busy", Decimal(0))]
