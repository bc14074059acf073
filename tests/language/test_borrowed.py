"""Which words of a text are another's."""

from __future__ import annotations

import pytest

from app.language.borrowed import borrowed_spans, is_borrowed
from app.language.prose import each_quotable_sentence


def own(text: str) -> list[str]:
    """Return the whole sentences of a text that are its author's own."""
    borrowed = borrowed_spans(text)
    return [
        text[span.start : span.end]
        for span in each_quotable_sentence(text)
        if not is_borrowed(span.start, span.end, borrowed)
    ]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        # A quoted paragraph ends at the blank line, and the reply behind it is its author's.
        ("> The lamp shines for all skippers.\n\nIt shines for nobody I know.", ["It shines for nobody I know."]),
        ("> The lamp shines for all.\nIt has since May.\n\nNot one skipper saw it.", ["Not one skipper saw it."]),
        ("&gt; The lamp shines for all skippers.\n\nNot one skipper saw it.", ["Not one skipper saw it."]),
        # Run together, nobody can tell where the reply begins.
        ("> The lamp shines for all skippers. This just makes no sense at all.", []),
        (
            "The office is wrong here. > The lamp shines for all skippers, day and night. It does not shine.",
            ["The office is wrong here."],
        ),
        # A note that a site sets off with the same mark is the author's own.
        ("> [!NOTE]\n> The lamp is still an experiment.", ["The lamp is still an experiment."]),
        # What compares quotes nothing.
        ("Moth 7 > Moth 6 in every one of my tests.", ["Moth 7 > Moth 6 in every one of my tests."]),
        (
            "The lamp needs 40 watts.\n->It needs oil too, as every lamp does.",
            ["The lamp needs 40 watts.", "It needs oil too, as every lamp does."],
        ),
    ],
)
def test_what_stands_behind_the_mark_of_a_quotation_is_not_the_authors(text: str, left: list[str]) -> None:
    """A paragraph behind “>” is another's, up to the blank line; a line that runs it together with the reply is left out whole."""
    assert own(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            (
                "“The lamp of Greyfin Rock is out, and it has been out since the first days of May. Nobody goes up to light it. The boats "
                "of the whole harbour are at sea in the dark,” the keeper said. The office did not answer."
            ),
            ["The office did not answer."],
        ),
        (
            'The keeper spoke twice. "The lamp is out. We are at sea." He left the rock.',
            ["The keeper spoke twice.", "He left the rock."],
        ),
        (
            "守塔人说了话。“灯已经灭了。没有人上去点灯。”办公室没有回应这件事。",
            ["守塔人说了话。", "办公室没有回应这件事。"],
        ),
        # Each paragraph of a long quotation opens, and only the last closes.
        (
            "“The lamp is out. It went out in May. “We are at sea. Nobody comes.” The office is shut.",
            ["The office is shut."],
        ),
        # A sentence that says who speaks is the author's, and so is one with a word between marks.
        ("“The lamp is out,” the keeper said.", ["“The lamp is out,” the keeper said."]),
        ("The office calls it a “pause” of the lamp.", ["The office calls it a “pause” of the lamp."]),
        (
            'The lamp measures 5" now. The skippers see it well. It measured 8" in May.',
            ["The skippers see it well."],
        ),
    ],
)
def test_what_stands_between_marks_is_not_the_authors(text: str, left: list[str]) -> None:
    """A sentence that lies wholly inside a quotation is another's; one that says whose words it holds is the author's."""
    assert own(text) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            "Greyfin Rock's keeper wrote:\n\nThe lamp will shine on Monday. It is mended.\n\nThe office is silent.",
            ["The office is silent."],
        ),
        ("The office answered with this statement:\nNo lamp was lost.\n\nThat is not so.", ["That is not so."]),
        ("办公室在声明中表示：\n\n灯已经修好了。\n\n守塔人不同意这种说法。", ["守塔人不同意这种说法。"]),
        # A name alone on its line is a speaker's where a sentence names him too.
        (
            "The lamp is made by Wickworks, of the town.\n\nWickworks:\n\nOur lamp is safe in all weather.\n\nIt is not.",
            ["The lamp is made by Wickworks, of the town.", "It is not."],
        ),
        ("Background:\n\nThe lamp was lit in May.", ["The lamp was lit in May."]),
        # What the author leads up to with words of his own, or lists, is his.
        ("I wrote this down:\n\nThe lamp was lit in May.", ["The lamp was lit in May."]),
        (
            "The keeper asked for three things:\n\n- Oil for the lamp is one.\n- A boat of his own is two.",
            ["Oil for the lamp is one.", "A boat of his own is two."],
        ),
    ],
)
def test_what_a_line_leads_up_to_as_anothers_is_not_the_authors(text: str, left: list[str]) -> None:
    """The paragraph behind “the keeper wrote:” is the keeper's, also where a site has lost the marks around it."""
    assert own(text) == left
