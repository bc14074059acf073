"""What fills a post and tells nothing of the subject: it is not what its record is quoted for."""

from __future__ import annotations

import pytest

from app.writers.extractive import ExtractiveWriter
from app.writers.extractive.passages import passages_of
from app.writers.extractive.ranking import tells_of_itself
from tests.writers.press import Press, post


@pytest.mark.parametrize(
    ("text", "filler"),
    [
        ("Warning: written in haste on a phone, so bear with it.", True),
        ("NOTE -> I expect answers from people who have kept a lamp.", True),
        ("TLDR -> Lampkeep is a memory layer for lamp keepers.", True),
        ("Full disclosure: I sell lamps to the harbour office.", True),
        ("Warnings about the sandbank came too late for the trawler.", False),
        ("The keeper noted -> and nobody knows why -> two tides.", False),
    ],
)
def test_what_stands_before_a_post_is_not_quoted(press: Press, text: str, *, filler: bool) -> None:
    """A warning, a note or a disclosure speaks of the post that it stands in."""
    rest = "The lamp of Greyfin Rock burns on rape oil and on nothing else."
    found = passages_of(press.assign([post(1, f"{text} {rest}")]).records[0], 0, 9)
    assert (text.removesuffix(".") not in {p.text.removesuffix(".") for p in found}) is filler


@pytest.mark.parametrize(
    ("text", "of_itself"),
    [
        ("I have been away from lamps for about a year.", True),
        ("I live in Osterby and I look for a lamp to buy.", True),
        ("I'm a keeper at a small harbour in the north.", True),
        ("I'd like to test the lamp before I buy it.", True),
        ("I banned Moth 7 from the tide table of my harbour.", False),
    ],
)
def test_what_somebody_tells_of_himself_is_worth_less(press: Press, text: str, *, of_itself: bool) -> None:
    """Where its author lives, what he would like and what he has been doing tells nothing of the subject."""
    [passage] = passages_of(press.assign([post(1, text)]).records[0], 0, 9)
    assert tells_of_itself(passage) is of_itself


def test_a_title_is_quoted_before_a_few_words_under_it(press: Press) -> None:
    """Among many records what a text says goes before its title, but for a scrap or a word of its author on himself."""
    titles = [
        f"Moth 7 read the tide table of row {n} wrongly in fog" for n in ("Elm", "Oak", "Ash", "Fir", "Yew", "Lime")
    ]
    titles[1] = "Why does Moth 7 go blind at the new quay of Osterby?"
    scraps = ("Moth 7 in fog, again.", "I have been thinking about Moth 7 for years.")
    given = [
        post(
            n,
            scraps[n % 2] if n < 2 else f"Skipper {n} ran his boat onto sandbank {n} by Moth 7 that night.",
            title=title,
        )
        for n, title in enumerate((*titles, *(f"{title} once more" for title in titles)))
    ]
    draft = ExtractiveWriter().write(press.assign(given))
    printed = [s.text for section in draft.sections for paragraph in section.paragraphs for s in paragraph]
    assert not any(scrap.removesuffix(".") in text for scrap in scraps for text in printed)
