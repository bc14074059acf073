"""A source is described from its slug, as far as that is sure."""

from __future__ import annotations

from app.story.known_sources import KnownSource, describe_source, in_language, names_of
from schemas.source import SourceKind, SourceRef


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


def test_a_chinese_story_calls_a_chinese_source_by_its_own_name() -> None:
    """A source that has no other name, or one that a deployment named itself, keeps its name in every language."""
    refs = {
        slug: SourceRef(slug=slug, name=name, kind="news")
        for slug, name in (
            ("huxiu", "Huxiu"),
            ("techcrunch", "TechCrunch"),
            ("tmtpost", "Our TMT"),
            ("fen-post", "Fen Post"),
        )
    }
    called = {language: [in_language(ref, language).name for ref in refs.values()] for language in ("zh-CN", "en")}
    assert called == {
        "zh-CN": ["虎嗅", "TechCrunch", "Our TMT", "Fen Post"],
        "en": ["Huxiu", "TechCrunch", "Our TMT", "Fen Post"],
    }


def test_a_source_may_be_called_by_both_its_names() -> None:
    """Either name brings the other along; a name of a deployment's own stands alone."""
    assert names_of("huxiu", "Huxiu") == names_of("huxiu", "虎嗅") == ("Huxiu", "虎嗅")
    assert names_of("huxiu", "Tiger Sniff") == ("Tiger Sniff",)
    assert names_of("fen-post", "Fen Post") == ("Fen Post",)
