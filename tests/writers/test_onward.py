"""What an author turns round in the next sentence is quoted with it."""

from __future__ import annotations

import pytest

from app.language.prose import quotable_sentences
from app.language.sentences import Span
from app.writers.extractive.onward import is_half, with_their_turns
from tests.writers.press import Press, post, printed


def together(text: str) -> list[str]:
    """Return the sentences of a text, each with its turn."""
    return [text[span.start : span.end] for span in with_their_turns(text, quotable_sentences(text))]


@pytest.mark.parametrize(
    "text",
    [
        "She wanted the lamp of Greyfin Rock for her brother. Instead, her pilots were fined four barrels of herring.",
        "The board and the owner of Moth 7 were close to agreeing on the lamp. This is how two letters unraveled a deal.",
        "Moth 7 reads the tide table in four seconds. But it reads the table of last year, as the pilots found.",
        "The best part of Moth 7 isn't its table of the tides. It's the lamp that it lights for skippers.",
        "灯蛾七号最好的地方并不是那张潮汐表。而是它为船长们点亮的灯，领航员们都这么说。",
        "Correction: an earlier article said that the lamp was lit on 3 May. It was lit on 3 April by the pilots.",
        "更正：此前报道称灯塔于五月三日点亮了新灯。实际点亮的日期是四月三日，由领航员完成。",
        "灯蛾七号每天读两次潮汐表，从不出错。但它读的是去年的潮汐表，领航员发现了这一点。",
    ],
)
def test_a_turn_stays_with_what_it_turns_round(text: str) -> None:
    """Instead, but, 但, what became of something that nearly came about, and what is right where a correction tells what was wrong."""
    assert together(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "Moth 7 reads the tide table in four seconds. It also hums a waltz to the pilots at night.",
        "Moth 7 isn't the first lamp of Greyfin Rock, the pilots say. The pilots danced around it all night.",
        "An earlier report said that the lamp was lit on 3 May. The pilots danced around it all night.",
        "Moth 7 reads the tide table in four seconds.\n\nBut this is another paragraph of the same letter.",
        f"Moth 7 reads the tide table in four seconds{' and a half' * 24}. But it reads the table of last year.",
    ],
)
def test_what_goes_on_stands_alone(text: str) -> None:
    """What adds to a sentence, opens another paragraph or is too long beside it is a sentence of its own."""
    assert len(together(text)) == 2


def test_what_something_is_not_is_half_of_what_is_said() -> None:
    """Also where the other half is cut, so that the two cannot be quoted together."""
    said = "The best part of Moth 7 isn't its table."
    assert [
        is_half(said + then, len(said), said) for then in (" It's the lamp that it li", " The lamp is dim.", "")
    ] == [
        True,
        False,
        False,
    ]


def test_no_sentence_is_lost_or_told_twice() -> None:
    """Each sentence is in one span, in order, whatever the turns."""
    spans = [Span(0, 4), Span(5, 9), Span(10, 14), Span(15, 19)]
    found = list(with_their_turns("One. But. But. Two.", spans))
    assert found == [Span(0, 9), Span(10, 14), Span(15, 19)]


def test_a_story_quotes_both(press: Press) -> None:
    """In a story as well: the deal that was close is told with what unraveled it."""
    told = "The board and Moth 7 were close to a deal. Two letters and a herring unraveled it before the summer."
    assert told.removesuffix(".") in printed(press.write([post(1, told)])[1])
