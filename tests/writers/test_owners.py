"""Whose words a passage's are: nobody is given what he only quotes."""

from __future__ import annotations

from typing import Any

import pytest

from app.errors import NothingQuotableError
from app.writers.extractive.passages import passages_of
from tests.writers.press import Press, drafted, post, printed

CLAIM = "Moth 7 keeps every small boat off the rock by itself"


@pytest.mark.parametrize(
    "text",
    [
        f"> {CLAIM}. This just does not make sense.",
        f"> {CLAIM}.\n\nThis just does not make sense for a harbour with two lamps.",
        f"The office wrote:\n\n{CLAIM}.\n\nThis just does not make sense for a harbour with two lamps.",
    ],
)
def test_nobody_is_given_the_words_that_he_rebuts(press: Press, text: str) -> None:
    """A comment that quotes a claim to answer it does not come into the story as its author's claim."""
    given = [post(number, f"Moth 7 read the tide table aloud on day {number}.") for number in range(1, 4)]
    _, draft = press.write([*given, post(5, text, kind="comment")])
    assert CLAIM not in printed(draft)


def test_a_record_that_only_quotes_has_nothing_to_be_quoted_for(press: Press) -> None:
    """Not even the beginning of another's words is taken where its author adds no whole sentence."""
    given = post(1, f"> {CLAIM}, as the office never tires of telling the ski...", kind="comment")
    assert passages_of(press.assign([given]).records[0], 0, 9) == []
    with pytest.raises(NothingQuotableError):
        press.write([given])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "writer_aa quoted Greta Holm on 4 May 2026: “The lamp of Osterby burns no oil at all.”"),
        (
            {"kind": "article", "source": "harbour-letter", "community": None},
            "Harbour Letter quoted Greta Holm on 4 May 2026: “The lamp of Osterby burns no oil at all.”",
        ),
    ],
)
def test_under_a_title_that_quotes_somebody_stand_his_words(
    press: Press, changes: dict[str, Any], sentence: str
) -> None:
    """“Quoting Greta Holm” says whose words follow, and whoever passes them on did not write them."""
    given = post(0, "The lamp of Osterby burns no oil at all. It never did.", title="Quoting Greta Holm", **changes)
    texts = [each.text for each in drafted(press.write([given])[1])]
    assert sentence in texts
    assert not any("wrote" in text for text in texts)


STUDY = "We estimate that the lamp of Greyfin Rock burns a third less oil since Moth 7."


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Study: the lamps of the coast burn less oil", "posted this passage"),
        ("Our lamp burns less oil than we thought", "wrote"),
    ],
)
def test_what_a_study_says_of_itself_is_posted_and_not_written(press: Press, title: str, words: str) -> None:
    """Who pastes a study's words under its headline is not said to have written them; whoever speaks of his own is."""
    [sentence] = [s.text for s in drafted(press.write([post(1, STUDY, title=title)])[1]) if STUDY[:-1] in s.text][:1]
    assert words in sentence


def test_what_everyone_keeps_saying_waits_for_its_answer(press: Press) -> None:
    """A claim that is set up to be answered is not quoted for its author's own where he says more."""
    text = "Everyone keeps calling Moth 7 a danger to the boats. Moth 7 has not lost one boat at Greyfin Rock."
    first, second = passages_of(press.assign([post(1, text)]).records[0], 0, 9)
    assert (first.leaning, second.leaning) == (True, False)
