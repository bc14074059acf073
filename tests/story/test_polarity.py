"""A denial is seen wherever in a headline of several sentences it stands, or fails to."""

from __future__ import annotations

import pytest

from app.story.polarity import is_reversed

STUDY = "The lamp isn't paying off as its makers think. Harbours that bought a lamp fail to save oil, study finds"
NEWS = "All this talk about the lamp's oil. Look at this drawing of how much oil mills burn. Also the lamp is only a tenth of the oil bill."


@pytest.mark.parametrize(
    ("said", "evidence"),
    [
        (STUDY.replace("isn't", "is"), STUDY),
        (NEWS.replace("is only", "is not only"), NEWS),
        ("The lamp is paying off as its makers think.", STUDY),
    ],
)
def test_a_sentence_of_several_that_is_turned_is_seen(said: str, evidence: str) -> None:
    """The other sentences, which are as they were, do not hide it."""
    assert is_reversed(said, [evidence], closest=True)


@pytest.mark.parametrize("text", [STUDY, NEWS])
def test_several_sentences_that_stand_as_they_were_are_right(text: str) -> None:
    """One that denies, beside one that does not, makes no reversal of the whole."""
    assert not is_reversed(text, [text], closest=True)
