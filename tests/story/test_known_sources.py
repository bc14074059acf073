"""A source is described from its slug, as far as that is sure."""

from __future__ import annotations

from app.story.known_sources import KnownSource, describe_source
from schemas.source import SourceKind


def test_known_sources_have_their_printed_names() -> None:
    """Names of one and of many words, with a home page and without."""
    known = {slug: describe_source(slug, "post") for slug in ("36kr", "mit-technology-review", "juya")}
    assert known == {
        "36kr": KnownSource("36Kr", "news", "https://36kr.com"),
        "mit-technology-review": KnownSource("MIT Technology Review", "news", "https://www.technologyreview.com"),
        "juya": KnownSource("Juya", "blog", None),
    }


def test_an_unknown_source_is_described_by_its_slug_and_first_record() -> None:
    """Nothing is claimed but what the record says itself."""
    kinds: dict[str, SourceKind] = {
        kind: describe_source("pell-gazette", kind).kind for kind in ("post", "comment", "article", "paper", "release")
    }
    assert kinds == {"post": "social", "comment": "social", "article": "news", "paper": "papers", "release": "releases"}
    assert describe_source("pell-gazette", "post") == KnownSource("Pell Gazette", "social", None)
