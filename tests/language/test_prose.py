"""What is quoted is running prose, whole, and printed just as it stands in the record."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.prose import plain_title, prose_spans, quotable_sentences, title_is_clipped
from tests.growth import growth

MARKUP = st.lists(
    st.sampled_from(
        ["The barge sank at dawn.", " Nobody was hurt.", "**", "`", "_", "[a link](https://a.test/x)", "<b>", "</b>", "&amp;", "\n", "\n\n", "```\n", "{{",
         "}}", "https://a.test/y",
            "## ", "#tag", "@who", "\u202e", "\u200b", "船在黎明沉没。", "- ", "> ", "| a | b |", "\\*", "~~", "“", "”", "🚀", " "]
    ),
    max_size=25,
).map("".join)  # fmt: skip
LEAK = re.compile(
    r"\{\{|\}\}|</?[a-z][^>]*>|\]\(|\*\*|`|https?:|[\x00-\x08\x0b-\x1f\u200b-\u200f\u202a-\u202e\u2066-\u2069]",
    re.IGNORECASE,
)

LESS_THAN_SQUARE = 10


def quotable(text: str) -> list[str]:
    """Return the words of each quotable sentence of `text`."""
    return [text[span.start : span.end] for span in quotable_sentences(text)]


def prose(text: str) -> list[str]:
    """Return the words of each stretch of prose in `text`."""
    return [text[span.start : span.end] for span in prose_spans(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Before it.\n```py\nx = 1\n```\nAfter it.", ["Before it.", "After it."]),
        ("Before it.\n\n    indented = code\n\nAfter it.", ["Before it.", "After it."]),
        ("Before it.\n<pre>\nraw\n</pre>\nAfter it.", ["Before it.", "After it."]),
        ("It rained.\n## Findings\nThe dam held.", ["It rained.", "Findings", "The dam held."]),
        ("| a | b |\n|---|---|\n| 1 | 2 |\nThe dam held.", ["The dam held."]),
        (
            "The dam held.\n\n[source](https://a.test/x)\nhttps://a.test/y\n![picture](https://a.test/z.png)",
            ["The dam held."],
        ),
        ("The dam held.\n\n---\n\nThe road did not.", ["The dam held.", "The road did not."]),
        ("The <i>dam</i> held.", ["The", "dam", "held."]),
        ('The dam held.\n{\n"level": 3,\n}\n2026-01-02 03:04:05 gate opened', ["The dam held."]),
        ("[removed]", []),
        ("[deleted]", []),
        ("大坝守住了。\n点击查看原文>", ["大坝守住了。"]),
        ("The dam held.\nRead more about it at our site\nSubscribe to our newsletter!", ["The dam held."]),
        (
            "The dam held.\n<audio controls>\n  Your browser does not support the audio element.\n</audio>\nThe road did not.",
            ["The dam held.", "The road did not."],
        ),
        ("**Full Changelog**: https://a.test/compare/v1...v2", []),
        ("My browser does not support the new element.", ["My browser does not support the new element."]),
        ("I subscribe to two papers and read both.", ["I subscribe to two papers and read both."]),
    ],
)
def test_prose_is_what_somebody_wrote_to_be_read(text: str, expected: list[str]) -> None:
    """Code, tables, rules, data, link lines, tags and the phrases that sites print around a text are no prose."""
    assert prose(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**The dam held.** *“It will stand,”* she said.", ["The dam held."]),
        ("The **new** dam held. The old one did not.", ["The old one did not."]),
        ("- The dam held all night.\n2) The road did not.", ["The dam held all night.", "The road did not."]),
        ("The dam held all night! 2. The road did not.", ["The dam held all night!", "The road did not."]),
        ("The dam held (most of it) 2. The road did not. It was route 2.", ["The road did not.", "It was route 2."]),
        ("RT @river: The dam held all night.", ["The dam held all night."]),
        ("The dam held all night. #river #dam", ["The dam held all night."]),
        ("#river #dam #flood", []),
        ("The dam held all night. [Photos](https://a.test/p)", ["The dam held all night."]),
        ("See www.a.test/x for more of it. The dam held all night.", ["The dam held all night."]),
        ("AT&amp;T laid the cable here. The dam held all night.", ["The dam held all night."]),
        ("The dam held all\nnight and day.", ["The dam held all\nnight and day."]),
        ("大坝整夜守住了。\n道路没有守住。", ["大坝整夜守住了。", "道路没有守住。"]),
        ("The dam held all night. The road was washed aw", ["The dam held all night."]),
        ("The flow reached $Q_{max}$ at noon. The dam held all night.", ["The dam held all night."]),
        ("The dam held\u200b all night. The road did not.", ["The road did not."]),
        ("[1] The dam held all night.", ["The dam held all night."]),
        ("🚀 The dam held all night 🚀", []),
        (
            "Nobody in the valley had expected the old dam to hold",
            ["Nobody in the valley had expected the old dam to hold"],
        ),
        ("Nobody in the valley had expected the old dam to hold the", []),
        ("Good.", []),
        ('<?xml version="1.0"?> Nobody was hurt.', []),
    ],
)
def test_a_quotable_sentence_is_whole_and_clean(text: str, expected: list[str]) -> None:
    """Mark-up at the edges is left outside; a sentence with mark-up inside, or one that is not whole, is not offered."""
    assert quotable(text) == expected


@given(st.one_of(MARKUP, st.text(max_size=80)))
def test_nothing_quotable_leaks_mark_up(text: str) -> None:
    """However mark-up is nested, no sentence offered for quoting holds any, and each span is in order and inside the text."""
    spans = quotable_sentences(text)
    assert not [text[span.start : span.end] for span in spans if LEAK.search(text[span.start : span.end])]
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)


@given(st.one_of(MARKUP, st.text(max_size=80)))
def test_prose_spans_are_in_order_and_show_something(text: str) -> None:
    """Spans do not overlap, and none is blank or has white space at its ends."""
    spans = prose_spans(text)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)


@pytest.mark.parametrize(
    ("title", "plain"),
    [
        ("[D] Why do dams leak? 🤔", "Why do dams leak?"),
        (r"\[R\] Why do dams leak?", "Why do dams leak?"),
        ("Why do dams leak? [R]", "Why do dams leak?"),
        ("🚀 Show HN: Dam Watch – sensors for old dams", "Dam Watch – sensors for old dams"),
        ("【快讯】大坝守住了｜每日周报", "大坝守住了"),
        ("RT @river: The old dam held #dam #flood", "The old dam held"),
        ("The old dam held all night - The Verge", "The old dam held all night"),
        ("The old dam held all night | River Daily", "The old dam held all night"),
        ("The old dam held all night – and then it broke", "The old dam held all night – and then it broke"),
        ("3. The old dam held", "The old dam held"),
        ("3.5 metres of water", "3.5 metres of water"),
        ("The old dam held", "The old dam held"),
        ("🚀", "🚀"),
        ("", ""),
    ],
)
def test_a_plain_title_is_what_the_author_named_the_text(title: str, plain: str) -> None:
    """Tags, emoji, hashtags, list marks and a site's name at the ends of a title are no part of it."""
    span = plain_title(title)
    assert title[span.start : span.end] == plain


@given(st.text(min_size=1, max_size=60))
def test_a_plain_title_is_never_empty(title: str) -> None:
    """A title of nothing but decoration is kept whole."""
    span = plain_title(title)
    assert 0 <= span.start < span.end <= len(title)


@pytest.mark.parametrize(
    "title",
    ["Why do old dams le...", "Why do old dams…", "Why do old dams leak and", "Dams (old and", "[D] The price of"],
)
def test_a_clipped_title_is_known(title: str) -> None:
    """An ellipsis, an open bracket or a word that needs another shows that a title breaks off."""
    assert title_is_clipped(title)


@pytest.mark.parametrize("title", ["Why do old dams leak?", "Dams (old and new)", "大坝守住了", ""])
def test_a_whole_title_is_not_called_clipped(title: str) -> None:
    """Titles end without a stop."""
    assert not title_is_clipped(title)


@pytest.mark.parametrize(
    "piece", ["a-", "a.", "[](", "> ", "# ", "*", "<a ", "(", "“", "1. ", "@a ", "http://", "| ", "\n", "- ", "$^"]
)
def test_no_text_takes_long(piece: str) -> None:
    """Four times as many characters made to mislead a pattern take far less than sixteen times as long."""
    assert growth(lambda text: (quotable_sentences(text), plain_title(text)), piece, 5_000) < LESS_THAN_SQUARE
