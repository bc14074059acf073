"""What the writer says of itself holds: its languages, its counts, and the addresses that a story sends readers to."""

from __future__ import annotations

import pytest

from app.story.citing import web_address
from app.writers.extractive import ExtractiveWriter


@pytest.mark.parametrize(
    ("tag", "writes"),
    [
        ("en", True), ("en-GB", True), ("EN", True), ("zh", True), ("zh-Hans", True), ("zh-CN", True), ("zh-Hant", False),
        ("zh-TW", False), ("de", False), ("enm", False),
    ],
)  # fmt: skip
def test_the_writer_calls_no_language_its_own_that_it_does_not_write(tag: str, *, writes: bool) -> None:
    """Its Chinese is simplified, so traditional Chinese is refused and not mislabelled."""
    assert ExtractiveWriter().writes(tag) is writes


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://a.example/x", True), ("HTTP://a.example", True), ("javascript:alert(1)", False), ("data:text/html,x", False),
        ("//a.example", False), ("", False), (None, False),
    ],
)  # fmt: skip
def test_a_story_sends_readers_to_addresses_of_the_web_alone(address: str | None, *, shown: bool) -> None:
    """A record's address may be of any kind; one that is no http address is not cited."""
    assert web_address(address) == (address if shown else None)
