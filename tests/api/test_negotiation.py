"""Which representation a caller gets."""

from __future__ import annotations

import pytest

from app.api.negotiation import choose
from app.errors import NotAcceptableError

OFFERED = ("application/json", "text/plain")


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/json"),
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/plain", "text/plain"),
        ("TEXT/PLAIN", "text/plain"),
        ("text/*", "text/plain"),
        ("text/plain;q=0.5, application/json;q=0.4", "text/plain"),
        ("text/plain;q=0.5, application/json", "application/json"),
        ("text/html, */*;q=0.1", "application/json"),
        ("application/json;q=0, */*", "text/plain"),
        ("text/plain;format=flowed;q=0.9, application/json;q=0.8", "text/plain"),
        ("application/json;q=high, text/plain", "text/plain"),
        (", ,text/plain", "text/plain"),
    ],
)
def test_the_best_representation_is_chosen(accept: str | None, chosen: str) -> None:
    """The most exact range speaks for a type, the highest quality wins, and among equals the first that is offered."""
    assert choose(accept, OFFERED) == chosen


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0, text/*;q=0", "nonsense", "*/*;q=0"])
def test_a_caller_who_takes_none_is_told(accept: str) -> None:
    """406, rather than something that cannot be read."""
    with pytest.raises(NotAcceptableError, match="application/json, text/plain"):
        choose(accept, OFFERED)
