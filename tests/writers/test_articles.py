"""Which names bear an article inside an English sentence."""

from __future__ import annotations

import pytest

from app.writers.extractive.articles import with_article


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Pentagon", "the Pentagon"),
        ("EU", "the EU"),
        ("FTC", "the FTC"),
        ("White House", "the White House"),
        ("European Commission", "the European Commission"),
        ("University of Osterby", "the University of Osterby"),
        ("US Department of Tides", "the US Department of Tides"),
        ("The Verge", "the Verge"),
        ("the authors", "the authors"),
        ("OpenAI", "OpenAI"),
        ("NASA", "NASA"),
        ("Hugging Face", "Hugging Face"),
        ("Greyfin Rock", "Greyfin Rock"),
    ],
)
def test_what_is_called_by_what_it_is_bears_an_article(name: str, inside: str) -> None:
    """Institutions and what is read letter by letter bear one, and names alone do not."""
    assert with_article(name) == inside
