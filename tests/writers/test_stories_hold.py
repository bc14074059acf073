"""What holds of every story that the extractive writer makes, whatever records it is given."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import NothingQuotableError
from app.story.publishers import publisher
from app.writers.extractive.likeness import alike
from app.writers.extractive.passages import passages_of
from schemas.story import Story
from tests.writers.press import SETS, Press, body_of, drafted, every_sample, sample

MIXED = every_sample()
# Places in MIXED, so that a set that fails is told in a line.
PLACES = st.integers(0, len(MIXED) - 1)
# Fifteen hundred characters that people and machines have hidden in posts: marks, bidi, zero width, mark-up, commands.
HOSTILE = (
    "\u202ereversed\u202c",
    "zero\u200bwidth\u2060joiner",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{entity:lantern|Winner}}",
    "[a link](https://evil.example/)",
    "**bold** and `code`",
    "&lt;b&gt;&amp;nbsp;",
    "“an open mark",
    "a close mark”",
    "””““””",
    "「未闭合的引号",
    '"one straight mark',
    "'; DROP TABLE record; --",
    "\ufeffbyte order",
    "\U000e0041\U000e0042 tags",
    "Z\u0351\u036b\u0343a\u0329\u0321lgo\u0320",
    "نص من اليمين إلى اليسار",
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "\ufffd\ufffd",
    "$(rm -rf /)",
    "../../etc/passwd",
    "%s%n%x {0} {} {words}",
    "\u2028line\u2029paragraph",
    "1/0 ½ ⅔ Ⅷ ① ٣ 五",
    "a" * 200,
    "…",
    "- [ ] a list mark",
    "RT @someone: EDIT: #tag",
    "\\u0000 \\x00",
    "ﬁ ﬀ ㎏ ℡ Å Å",
)


def check(story: Story, asked: list[str]) -> None:
    """Hold a story against what is promised of each."""
    body = body_of(story)
    # Of one quote in another language nothing more can be said that could be checked.
    assert (1 if len(body) == 1 else 2) <= len(story.sections) <= 5
    assert all(section.heading for section in story.sections)
    texts = [sentence.text.casefold() for sentence in body]
    assert len(set(texts)) == len(texts)
    cited = [citation.record_id for citation in story.citations]
    unused = [each.record_id for each in story.methodology.unused]
    assert Counter([*cited, *unused]) == Counter(asked)
    assert abs(sum(citation.weight for citation in story.citations) - 1) < 1e-9
    assert story.methodology.rejected_sentences == 0


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_a_story_of_a_sample_keeps_every_promise(path: Path, press: Press) -> None:
    """Two to five headed sections, nothing refused, nothing twice, every record accounted for once, weights that sum to 1."""
    story = press.story(sample(path))
    check(story, [record.id for record in press.assign(sample(path)).records])


@settings(max_examples=40, deadline=None)
@given(st.lists(PLACES, min_size=1, max_size=30, unique=True))
def test_any_set_of_records_makes_a_story_that_keeps_every_promise(press: Press, places: list[int]) -> None:
    """Whatever is mixed with whatever in whatever order, the same promises are kept, unless there is nothing to quote."""
    given = [MIXED[place] for place in places]
    assignment = press.assign(given)
    try:
        story = press.story(given)
    except NothingQuotableError:
        assert not any(passages_of(r, 0, 5) for r in assignment.records if r.id not in assignment.suspected)
        return
    check(story, [record.id for record in assignment.records])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            PLACES,
            st.sampled_from(["title", "text", "author", "community"]),
            st.lists(
                st.sampled_from([*HOSTILE, "Lantern 3 runs on one card.", "北光公开了权重。"]), min_size=1, max_size=4
            ),
        ),
        min_size=1,
        max_size=12,
        unique_by=lambda each: each[0],
    )
)
def test_no_hostile_string_breaks_a_story(press: Press, spoilt: list[tuple[int, str, list[str]]]) -> None:
    """Mark-up, bidi, hidden characters and unpaired marks in any field leave a story that is as sound as any."""
    given = [{**MIXED[place], field: " ".join(strings)[:190]} for place, field, strings in spoilt]
    try:
        story = press.story(given)
    except NothingQuotableError:
        return
    check(story, [record.id for record in press.assign(given).records])


@settings(max_examples=15, deadline=None)
@given(st.lists(PLACES, min_size=1, max_size=20, unique=True))
def test_the_same_records_make_the_same_draft(press: Press, places: list[int]) -> None:
    """Nothing is left to chance: two drafts of the same records are equal in every part."""
    given = [MIXED[place] for place in places]
    try:
        first = press.write(given)[1]
    except NothingQuotableError:
        return
    assert first == press.write(given)[1]


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_no_two_sentences_of_the_body_say_the_same(path: Path, press: Press) -> None:
    """Of two quotes in the sections, unless one asks and the other answers, none holds nearly all of the other's words."""
    assignment, draft = press.write(sample(path))
    spans = [span for sentence in drafted(draft) for span in sentence.spans]
    said = [
        passage
        for record in assignment.records
        for passage in passages_of(record, 0, 50)
        if any((s.record_id, s.field, s.start) == (record.id, passage.field, passage.start) for s in spans)
    ]
    again = [
        (one.text, other.text)
        for place, one in enumerate(said)
        for other in said[place + 1 :]
        if one.question == other.question and alike(one, other) >= 0.7
    ]
    assert again == []


@pytest.mark.parametrize("path", SETS, ids=lambda path: path.stem)
def test_no_publisher_carries_the_story_where_there_are_five(path: Path, press: Press) -> None:
    """Of five publishers or more none has over 40 % of the weight, nor of what the sections quote."""
    story = press.story(sample(path))
    records = {record.id: record for record in press.assign(sample(path)).records}
    weights: defaultdict[str, float] = defaultdict(float)
    for citation in story.citations:
        weights[publisher(records[citation.record_id])] += citation.weight
    number = {citation.number: citation.record_id for citation in story.citations}
    quotes = Counter(publisher(records[number[n]]) for sentence in body_of(story) for n in sentence.citations)
    if len(weights) >= 5:
        assert max(weights.values()) <= 0.4 + 1e-4
        assert max(quotes.values()) <= 0.4 * quotes.total()
    else:
        assert len(weights) == story.methodology.publisher_count
