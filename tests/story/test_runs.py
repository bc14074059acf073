"""A sentence is cut into runs that link to entities and earlier stories, and are the sentence when joined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.story.draft import StoryLink
from app.story.runs import link, links_kept, relinked, story_spans
from schemas.story import Run, Sentence
from tests.story.newsdesk import GAZETTEER


def sentence(*runs: Run) -> Sentence:
    """Return a sentence of runs."""
    return Sentence(id="s1", runs=list(runs), support="verbatim", quotes=["q1"], citations=[1])


def test_names_link_to_their_entities() -> None:
    """Each name is a run of its own, and what lies between stays plain."""
    assert link("Harbour Labs left 码头实验室.", GAZETTEER) == [
        Run(text="Harbour Labs", entity="harbour-labs"),
        Run(text=" left "),
        Run(text="码头实验室", entity="quayside-labs"),
        Run(text="."),
    ]


def test_a_linked_story_keeps_its_title_whole() -> None:
    """A name inside the title of an earlier story is not linked again, one behind it is."""
    text = "As told in Lantern goes out: Lantern is back"
    title = "Lantern goes out"
    start = text.index(title)
    assert link(text, GAZETTEER, [StoryLink(start, start + len(title), "lantern-goes-out-0a1b")]) == [
        Run(text="As told in "),
        Run(text=title, story="lantern-goes-out-0a1b"),
        Run(text=": "),
        Run(text="Lantern", entity="lantern"),
        Run(text=" is back"),
    ]


@given(
    st.lists(st.sampled_from(["Harbour Labs", "码头实验室", "Lantern", " ", "x", "。", "🙂", "\u0301"])).map("".join)
)
def test_runs_joined_are_the_sentence(text: str) -> None:
    """No character is lost, doubled or empty-handed, whatever the sentence."""
    runs = link(text, GAZETTEER)
    assert "".join(run.text for run in runs) == text
    assert all(run.text for run in runs)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("So said Old Title before.", [StoryLink(8, 17, "old-0a1b")]),
        ("Nobody said so.", []),
        ("Old Title and Old Title", []),
    ],
)
def test_a_link_to_a_story_is_kept_where_its_words_stand_once(text: str, kept: list[StoryLink]) -> None:
    """New words keep the link if it is clear which words bear it."""
    before = sentence(Run(text="As told in "), Run(text="Old Title", story="old-0a1b"))
    assert links_kept(before, text) == kept


def test_spans_of_linked_stories_are_told_in_code_points() -> None:
    """They are half-open and count the characters before them."""
    assert story_spans(sentence(Run(text="🙂 "), Run(text="Old", story="old-0a1b"), Run(text="."))) == [(2, 5)]


def test_runs_that_lose_their_links_become_one() -> None:
    """Plain runs that come to stand side by side are joined, linked ones never."""
    before = sentence(
        Run(text="At "), Run(text="Lantern", entity="lantern"), Run(text=" and "), Run(text="Tern", entity="tern")
    )
    after = relinked(before, lambda run: Run(text=run.text) if run.entity == "lantern" else run)
    assert after.runs == [Run(text="At Lantern and "), Run(text="Tern", entity="tern")]
