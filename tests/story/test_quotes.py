"""Quotes are exact; words between quotation marks are found by the published folding, and no further."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.story.draft import Span
from app.story.quotes import (
    cut,
    fold_for_quotation,
    locate,
    matches,
    neighbouring_passages,
    quoted_passages,
    stand_in,
)
from schemas.citation import Quote
from tests.story.newsdesk import TEXT, record

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200).map(
    lambda text: unicodedata.normalize("NFC", text)
)


@given(ANY_TEXT, st.data())
def test_what_is_cut_matches(text: str, data: st.DataObject) -> None:
    """Any span of any text that is not blank is cut as it stands, and is found there again."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    of = record(text)
    if not text[start:end].strip():
        with pytest.raises(ValueError, match="blank"):
            cut(of, Span(of.id, "text", start, end), "q1")
        return
    quote = cut(of, Span(of.id, "text", start, end), "q1")
    assert (quote.exact, quote.start, quote.end) == (text[start:end], start, end)
    assert matches(of, quote)
    assert not matches(record("·" + text[:-1] + "·"), quote) or text[start:end] == ("·" + text)[start:end]


def test_a_quote_has_its_neighbourhood() -> None:
    """A quote keeps up to 32 code points on each side, so that it can be found where offsets are lost."""
    of = record("é" * 40 + "kept" + "文" * 40)
    assert cut(of, Span(of.id, "text", 40, 44), "q7") == Quote(
        id="q7", field="text", exact="kept", prefix="é" * 32, suffix="文" * 32, start=40, end=44, translation=None
    )


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 4), (-1, 3), (0, 23), (22, 23)])
def test_a_span_outside_its_field_is_refused(start: int, end: int) -> None:
    """A span that is empty, turned round, or past the end of the title cuts nothing."""
    of = record()
    with pytest.raises(ValueError, match="is not a span of the title"):
        cut(of, Span(of.id, "title", start, end), "q1")


def test_a_span_of_another_record_is_refused() -> None:
    """A span cuts its own record only."""
    with pytest.raises(ValueError, match="is not a span"):
        cut(record(), Span(record(external_id="t3_2").id, "text", 0, 7), "q1")


@pytest.mark.parametrize(
    "change",
    [
        {"exact": "harbour Labs"},
        {"start": 1, "end": 13},
        {"suffix": " released a"},
        {"prefix": "The "},
        {"field": "title"},
        {"end": 400},
    ],
)
def test_a_quote_that_differs_anywhere_does_not_match(change: dict[str, object]) -> None:
    """Another letter case, another place, other neighbours or another field make another quote."""
    quote = cut(record(), Span(record().id, "text", 0, 12), "q1")
    assert matches(record(), quote)
    assert not matches(record(), quote.model_copy(update=change))


def test_a_record_without_text_matches_nothing() -> None:
    """The words of a withdrawn record are gone, and so is every match."""
    quote = cut(record(), Span(record().id, "text", 0, 12), "q1")
    assert not matches(record(None, title=None, status="withdrawn"), quote)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("It runs on 24 GB", True),
        ("it runs on 24 GB,", True),
        ("It  runs\non 24 GB…", True),
        ("it Runs on 24 GB", False),
        ("It runs on 24 GB … 2.8 trillion tokens", False),
        ("t runs on 24 GB", False),
        ("It runs on 2", False),
        ("8 trillion tokens", False),
        ("was trained on 2", False),
        ("and was trained on 2.8 trillion tokens. I do", False),
        ("…", False),
        ("", False),
    ],
)
def test_quoted_words_stand_whole_in_one_quote(words: str, expected: object) -> None:
    """The first letter's case, white space and punctuation at the end may differ; words are not cut, joined or skipped."""
    source = fold_for_quotation("It runs on 24 GB and was trained on 2.8 trillion tokens.")
    assert stand_in(words, [source, fold_for_quotation("I do not believe it.")]) is expected


@pytest.mark.parametrize(
    ("sentence", "sources", "expected"),
    [
        ("He wrote “yes” and “no”.", [], ["yes", "no"]),
        ("He wrote “they said “yes” twice” today.", [], ["they said “yes” twice"]),
        ("He wrote “a ”b” today.", ['a "b'], ["a ”b"]),
        ("He wrote “a” and “b” today.", ['a" and "b'], ["a” and “b"]),
        ('He wrote "yes" and "no".', [], ["yes", "no"]),
        ("He wrote ‘we don’t lie’ then.", [], ["we don’t lie"]),
        ("He wrote 'never again' then.", [], ["never again"]),
        ("The developers’ rules don’t say.", [], []),
        ("他写道：“开放”，又说「关闭」。", [], ["开放", "关闭"]),
        ("他读过《潮汐》。", [], []),
        ("He wrote “and never stopped", [], ["and never stopped"]),
        ('A 5" screen', [], []),
    ],
)
def test_passages_between_marks_are_found(sentence: str, sources: list[str], expected: list[str]) -> None:
    """Marks pair by nesting unless a quote itself holds them; apostrophes and book titles quote nothing."""
    assert [sentence[start:end] for start, end in quoted_passages(sentence, sources)] == expected


def test_neighbouring_marks_are_read_as_a_plain_reader_would() -> None:
    """Whoever pairs each mark with the next one reads twelve code points and more as quoted."""
    assert neighbouring_passages('He wrote "yes" and then went away "no".') == [" and then went away "]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        (TEXT, "It runs on 24 GB", "It runs on 24 GB"),
        (TEXT, "it runs on 24 GB!", "It runs on 24 GB"),
        ("She said:\n“It’s  over”…", '"It\'s over"...', "“It’s  over”"),
        ("完整版本为１２０Ｂ。", "120B", "１２０Ｂ"),
        ("wait… what?", "wait... what", "wait… what"),
        (TEXT, "It runs on 2", None),
        (TEXT, "it Runs", None),
        (TEXT, "Tern 3 weights", "Tern 3 weights"),
        (TEXT, "  ", None),
        (None, "weights are out", "weights are out"),
    ],
)
def test_quoted_words_are_located(text: str | None, words: str, expected: str | None) -> None:
    """Words are found in text or title exactly, or else under the folding, and the span is of the record as it stands."""
    of = record(text)
    span = locate(of, words)
    found = ((of.text if span.field == "text" else of.title) or "")[span.start : span.end] if span else None
    assert found == expected


@given(ANY_TEXT)
def test_what_is_located_stands_in_the_record(text: str) -> None:
    """Whatever is located folds to the words that were looked for."""
    of = record(f"He said {text} and left.")
    span = locate(of, text)
    if span is not None:
        found = ((of.text if span.field == "text" else of.title) or "")[span.start : span.end]
        assert stand_in(text, [fold_for_quotation(found)]) or found == text
