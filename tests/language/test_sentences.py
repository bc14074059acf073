"""Text is cut into sentences that a reader would call sentences, and each span says where one stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.language.sentences import Span, is_clipped, is_complete, split_sentences

PIECES = st.lists(
    st.sampled_from(
        ["Rain fell. ", "Dr. Okafor left", "! ", "?! ", "。", "天气很好", "；", "…", "... ", "\n", "\n\n", "- ", "> ", "1. ", "# ",
         "“", "”", "(", ")", "🚀 ", "v1.2.3 ", "U.S. ", " ", "a", "e.g. ", "www.a.test "]
    ),
    max_size=30,
).map("".join)  # fmt: skip


def sentences(text: str) -> list[str]:
    """Return the words of each sentence of `text`."""
    return [text[span.start : span.end] for span in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. envoy met Dr. Okafor of Tern Inc. in May. They agreed.", ["The U.S. envoy met Dr. Okafor of Tern Inc. in May.", "They agreed."]),
        ("It moved to the U.S. The board agreed.", ["It moved to the U.S.", "The board agreed."]),
        ("Use a tool, e.g. a saw. See Fig. 3 or No. 5, i.e. both.", ["Use a tool, e.g. a saw.", "See Fig. 3 or No. 5, i.e. both."]),
        ("J. K. Marlow et al. agree. So do I. Others do not.", ["J. K. Marlow et al. agree.", "So do I.", "Others do not."]),
        ("Version v1.2.3 of Tern3.5 is on tern.test today. It costs 3.50 now.", ["Version v1.2.3 of Tern3.5 is on tern.test today.", "It costs 3.50 now."]),
        ("We met at 5 p.m. The hall was full. No. It was packed.", ["We met at 5 p.m.", "The hall was full.", "No.", "It was packed."]),
        ("He said “I like it. It’s good.” She left.", ["He said “I like it. It’s good.”", "She left."]),
        ("“Really?” he asked. Yes!", ["“Really?” he asked.", "Yes!"]),
        ("The flood (does anyone recall it?) came at noon. It went.", ["The flood (does anyone recall it?) came at noon.", "It went."]),
        ("(Does anyone recall it?) it came at noon. I do (a lot!). So does she.", ["(Does anyone recall it?)", "it came at noon.", "I do (a lot!).", "So does she."]),
        ("Well... maybe so. Or not... Who knows?! Wow!!! Fine", ["Well... maybe so.", "Or not...", "Who knows?!", "Wow!!!", "Fine"]),
        ("We won 🚀 Next stop is Oslo.", ["We won 🚀", "Next stop is Oslo."]),
        ("会议开始了。大家都到了吗？到了！", ["会议开始了。", "大家都到了吗？", "到了！"]),
        ("他说：“好的！我来。”然后走了。", ["他说：“好的！我来。”", "然后走了。"]),
        ("模型（小号；大号）都已开源。Tern 发布 v2.0。OK？", ["模型（小号；大号）都已开源。", "Tern 发布 v2.0。", "OK？"]),
        ("- first thing\n- second thing\n1. third thing", ["first thing", "second thing", "third thing"]),
        ("> quoted words here.\n# A heading\nBody of it.", ["quoted words here.", "A heading", "Body of it."]),
        ("A line that was wrapped by somebody’s old mail program\nright in the middle. Next.", ["A line that was wrapped by somebody’s old mail program\nright in the middle.", "Next."]),
        ("Short label\nThen a sentence.", ["Short label", "Then a sentence."]),
        ("A heading that goes on for longer than a label would\nThe body of it.", ["A heading that goes on for longer than a label would", "The body of it."]),
        ("No stop here\n\nNew paragraph", ["No stop here", "New paragraph"]),
        ("", []),
        (" \n- \n> ", []),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    """Abbreviations, numbers, names and quotations do not end a sentence; stops, list items and blank lines do."""
    assert sentences(text) == expected


@given(st.one_of(PIECES, st.text(max_size=80)))
def test_spans_are_in_order_and_lose_no_words(text: str) -> None:
    """Spans are not empty, do not overlap, have no white space at their ends, and no letter stands outside them but in a list mark."""
    spans = split_sentences(text)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)
    outside = set(range(len(text))) - {i for span in spans for i in range(span.start, span.end)}
    assert not [text[i] for i in outside if text[i].isalpha() and (i + 1 >= len(text) or text[i + 1] != ")")]


@given(PIECES)
def test_a_paragraph_does_not_change_the_one_before_it(text: str) -> None:
    """What stands behind a blank line changes nothing in front of it."""
    first = text + "End."
    assert split_sentences(first + "\n\nMore.")[:-1] == split_sentences(first)


def test_spans_are_values() -> None:
    """A span is its two offsets, and cannot be changed."""
    assert Span(1, 4) == Span(start=1, end=4)
    with pytest.raises(AttributeError):
        Span(1, 4).start = 2  # type: ignore[misc]  # that this is refused is what is tested


@pytest.mark.parametrize(
    "text",
    ["The vote passed.", "“It works,” she said.", "42 ships left.", "iPhone sales fell!", "llama.cpp is fast.", "投票通过了。", "他说：“好。”",
     "Is it (really) so?", "vLLM got faster."],
)  # fmt: skip
def test_a_whole_sentence_is_complete(text: str) -> None:
    """A capital, a digit, a quotation mark, Chinese, or a name written small begins a sentence; a stop ends it."""
    assert is_complete(text)


@pytest.mark.parametrize(
    "text",
    ["the vote passed.", "The vote passed", "The vote passed...", "The vote passed…", "The vote,", "What follows:", "The vote (on Monday.",
     "The “vote passed.", "The vote passed).", 'He said "no.', "The vote -", "投票通过了；", "", "…"],
)  # fmt: skip
def test_a_fragment_is_not_complete(text: str) -> None:
    """What starts small, breaks off, or leaves a bracket or a quotation open does not stand whole."""
    assert not is_complete(text)


@pytest.mark.parametrize(
    "text", ["We saw the", "We saw it all...", "We saw it [...]", "We saw, then,", "我们看到，", "x" * 200]
)
def test_a_clipped_text_is_known_by_its_end(text: str) -> None:
    """An ellipsis, a hanging word or mark, or the length at which feeds cut shows that a text breaks off."""
    assert is_clipped(text)


@pytest.mark.parametrize(
    "text", ["We saw it all.", "We saw it all", "他们都来了。", "We saw it (all)", "x" * 199 + ".", ""]
)
def test_a_text_without_a_stop_is_not_clipped_for_that_alone(text: str) -> None:
    """People leave the last full stop out."""
    assert not is_clipped(text)
