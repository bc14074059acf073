"""What people ask: a question of the records comes first where another record answers it, and stands open where none does."""

from __future__ import annotations

import pytest

from app.story.draft import Draft
from tests.writers.press import Given, Press, post

ARTICLE = {"kind": "article", "source": "harbour-post", "community": None, "author": None}
REST = (
    post(1, "The harbour office banned Moth 7 from the tide table of Greyfin Rock.", **ARTICLE),
    post(2, "Greyfin Rock has had four harbour masters in the ten years of Moth 7."),
    post(3, "A trawler needs more than a chart to pass Greyfin Rock and Moth 7 at night."),
    post(5, "Moth 7 was carried up the stairs of Greyfin Rock by two boys and a mule."),
    post(6, "Two inns of Greyfin Rock sell a beer that is named after Moth 7."),
)


def asked(draft: Draft) -> dict[str, list[str]]:
    """Return the questions of a draft and the words of their answers."""
    return {item.question: [sentence.text for sentence in item.answer] for item in draft.faq}


def unknown(draft: Draft) -> str:
    """Return what stands under the heading of what is not known."""
    return " ".join(
        sentence.text
        for section in draft.sections
        if section.heading == "What is not known"
        for paragraph in section.paragraphs
        for sentence in paragraph
    )


def told(press: Press, question: str, *answers: Given) -> Draft:
    """Have a story written in which somebody asks and others speak."""
    return press.write([*REST, post(8, question, kind="comment"), *answers])[1]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Why is Moth 7 slower than Moth 6?", "Moth 7 is slower because it reads every wave twice."),
        ("When will the owner repair Moth 7?", "The owner will repair Moth 7 in September."),
        ("How many keepers did Moth 7 replace?", "Moth 7 replaced 14 keepers on this coast."),
        ("Does the ban also cover the charts of Moth 7?", "The ban covers the charts that Moth 7 reads as well."),
    ],
)
def test_what_one_asks_and_another_answers_comes_first(press: Press, question: str, answer: str) -> None:
    """The question is printed in its asker's words before any of the house's, and does not stand open."""
    draft = told(press, question, post(9, answer, kind="comment"))
    assert next(iter(asked(draft))) == question
    assert answer.removesuffix(".") in asked(draft)[question][0]
    assert question not in unknown(draft)


@pytest.mark.parametrize(
    ("question", "other"),
    [
        # It gives a reason, but for something else.
        ("Does the ban also cover the charts of Moth 7?", "The inn took to Moth 7 because it was cheap to feed."),
        # It speaks of what is asked and gives no reason, no day and no figure.
        ("Why is Moth 7 slower than Moth 6?", "Moth 7 is slower, and everybody on the coast has seen that."),
        ("When will the owner repair Moth 7?", "The owner cannot repair Moth 7 without a ladder."),
        ("How many keepers did Moth 7 replace?", "Moth 7 replaced the keepers of this coast."),
        # It is about another of the name.
        ("Does the ban also cover the charts of Moth 7b?", "The ban covers the charts of Moth 6 and of Moth 7."),
    ],
)
def test_a_sentence_with_the_same_words_is_no_answer(press: Press, question: str, other: str) -> None:
    """A non-answer is never printed under a question, whoever wrote it in whichever thread."""
    for parent in (None, "t3_8"):
        draft = told(press, question, post(9, other, kind="comment", parent_external_id=parent))
        assert question not in asked(draft)


def test_what_nobody_answers_stands_open(press: Press) -> None:
    """What is asked of the subject and answered by nobody is not known."""
    question = "Who pays for the oil of Moth 7 when the ban ends?"
    assert question in unknown(told(press, question))
    paid = post(9, "The widow of the first keeper pays for the oil of Moth 7 when the ban ends.", kind="comment")
    assert question not in unknown(told(press, question, paid))


def test_an_answer_may_take_two_sentences_of_one_record(press: Press) -> None:
    """Where one sentence names what is asked of and the next says it, both are the answer."""
    question = "Does the limit also apply to offspring of Moth 6?"
    note = "The office said that offspring of Moth 6 stay free for good. The limit covers Moth 7 and nothing before."
    draft = told(press, question, post(9, note, **ARTICLE | {"source": "fen-courier"}))
    found = asked(draft)[question]
    assert ["stay free" in found[0], "limit covers" in found[1]] == [True, True]
    assert question not in unknown(draft)


@pytest.mark.parametrize(
    "text",
    [
        "Moth 7 found a fault in the lamp of Greyfin Rock that went unknown for years.",
        "The posters of Moth 7 are not yet promoting the charts of Greyfin Rock.",
        "Has Moth 7 even read the tide table of Greyfin Rock, really?",
        "What is the best lamp for Greyfin Rock beside Moth 7?",
        "Who keeps the geese of the fen inn in winter?",
        "Haven't said a word to Moth 7 since the fog came to Greyfin Rock.",
    ],
)
def test_a_word_for_the_unknown_leaves_nothing_open(press: Press, text: str) -> None:
    """What was found, is wanted as advice, asks nothing, or is of something else stands elsewhere or nowhere."""
    assert text.removesuffix(".") not in unknown(told(press, text))


def test_a_headline_that_asks_leaves_nothing_open(press: Press) -> None:
    """A paper's headline with a question mark is an invitation to read on."""
    title = "Will Moth 7 bring the end of Greyfin Rock?"
    paper = post(9, "The owner of Moth 7 came to Greyfin Rock with a new lens.", title=title, **ARTICLE)
    assert title not in unknown(press.write([*REST, paper])[1])


@pytest.mark.parametrize(
    "text",
    [
        "The harbour office has not said whether Moth 7 goes on reading charts.",
        "It is unclear who pays for the lamp of Moth 7 at Greyfin Rock.",
        "The owner of Moth 7 declined to publish his own count of the wrecks at Greyfin Rock.",
    ],
)
def test_what_is_said_not_to_be_known_stands_open(press: Press, text: str) -> None:
    """A sentence that itself says what nobody told stands under what is not known."""
    draft = press.write([*REST, post(9, text, **ARTICLE | {"source": "fen-courier"})])[1]
    assert text.removesuffix(".") in unknown(draft)


def test_what_takes_up_anothers_figure_is_no_figure(press: Press) -> None:
    """“As for X having 50 percent” doubts a figure, and answers nothing about figures."""
    doubt = post(9, "As for Moth 7 having 50 percent of the lamps of Greyfin Rock, nobody counted.", kind="comment")
    assert "As for Moth 7" not in str(asked(press.write([*REST, doubt])[1]).get("What do the figures say?"))
    told_ = post(9, "Moth 7 has 50 percent of the lamps of Greyfin Rock.", **ARTICLE | {"source": "fen-courier"})
    texts = press.write([*REST, told_, doubt])[1]
    assert "As for Moth 7" not in str(asked(texts).get("What do the figures say?"))
