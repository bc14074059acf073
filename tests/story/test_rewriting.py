"""A story that was changed is numbered and counted anew."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.story.rewriting import rewritten, shares
from schemas.story import Sentence
from tests.story.newsdesk import story


@given(st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=500))
def test_shares_sum_to_one(weights: list[float]) -> None:
    """Whatever the weights, also where they are all nothing, and none is negative."""
    found = shares(weights)
    assert sum(found) == pytest.approx(1, abs=1e-9)
    assert len(found) == len(weights)


def test_shares_keep_their_proportions() -> None:
    """What is left of a story's weight is spread as it was; no weight has no shares."""
    assert shares([0.2, 0.1, 0.1]) == [0.5, 0.25, 0.25]
    assert shares([1, 1, 1]) == [0.3334, 0.3333, 0.3333]
    assert shares([]) == []


def test_sentences_are_visited_in_reading_order() -> None:
    """Sections, then the story so far, then the answers: the order in which a story's sentences are numbered."""
    seen: list[str] = []

    def see(sentence: Sentence) -> Sentence:
        seen.append(sentence.id)
        return sentence

    given_story = story()
    assert rewritten(given_story, see) == given_story
    assert seen == [sentence.id for sentence in given_story.body()]


def test_what_is_left_without_a_sentence_goes() -> None:
    """Paragraphs, sections and questions vanish with their last sentence."""
    emptied = rewritten(story(), lambda _: None)
    assert (emptied.sections, emptied.story_so_far, emptied.faq) == ([], [], [])
