"""A sentence that leans on the one before stands only behind words of the same record."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.story.leaning import fallen, held_up, leans
from app.story.rewriting import rewritten
from schemas.citation import Citation
from schemas.story import FaqItem, Paragraph, Run, Section, Sentence, Story
from tests.story.newsdesk import story

ADDS = "The article adds: “It was wet.”"


def told(*texts: tuple[str, int], answer: tuple[tuple[str, int], ...] = ()) -> Story:
    """Return a story of one paragraph, each sentence resting on the one quote of a record, 1 or 2."""
    plain = story()
    one = plain.citations[0]
    citations: list[Citation] = [
        one.model_copy(
            update={
                "number": n,
                "record_id": f"rec_{'ab'[n - 1] * 26}",
                "quotes": [one.quotes[0].model_copy(update={"id": f"q{n}"})],
            }
        )
        for n in (1, 2)
    ]
    sentences = [
        Sentence(id=f"s{n}", runs=[Run(text=text)], support="verbatim", quotes=[f"q{record}"], citations=[record])
        for n, (text, record) in enumerate((*texts, *answer), 1)
    ]
    body = [Section(heading=None, paragraphs=[Paragraph(sentences=sentences[: len(texts)])])]
    faq = [FaqItem(question="Why?", answer=sentences[len(texts) :])] if answer else []
    return plain.model_copy(update={"sections": body, "faq": faq, "story_so_far": [], "citations": citations})


def without(given: Story, *ids: str) -> Story:
    """Return the story without some sentences."""
    return rewritten(given, lambda sentence: None if sentence.id in ids else sentence)


def texts(given: Story) -> list[str]:
    """Return what the story says."""
    return [sentence.text for sentence in given.body()]


@pytest.mark.parametrize(
    ("given", "dropped", "expected"),
    [
        ((("A: “It rained.”", 1), (ADDS, 1)), ("s1",), {"s2": "s1"}),
        ((("B: “It shone.”", 2), ("A: “It rained.”", 1), (ADDS, 1)), ("s2",), {"s3": "s2"}),
        ((("A: “It rained.”", 1), ("A: “All day.”", 1), (ADDS, 1)), ("s2",), {}),
        ((("A: “It rained.”", 1), (ADDS, 1), ("The same article says: “Still.”", 1)), ("s1",), {"s2": "s1"}),
        ((("A: “It rained.”", 1), (ADDS, 1), ("The same article says: “Still.”", 1)), ("s1", "s2"), {"s3": "s2"}),
        ((("A: “It rained.”", 1), ("It dried on Friday.", 2)), ("s1",), {"s2": "s1"}),
        ((("A: “It rained.”", 1), ("Pell dried on Friday.", 2)), ("s1",), {}),
        ((("天气：“下雨了。”", 1), ("文中还说：“很湿。”", 1)), ("s1",), {"s2": "s1"}),
    ],
)
def test_what_leant_on_a_sentence_that_is_gone_has_fallen(
    given: tuple[tuple[str, int], ...], dropped: tuple[str, ...], expected: Mapping[str, str]
) -> None:
    """It has fallen unless it comes to stand behind other words of the same record."""
    before = told(*given)
    assert {sentence.id: leant_on for sentence, leant_on in fallen(before, without(before, *dropped))} == expected


def test_nothing_falls_where_nothing_changes() -> None:
    """A pronoun behind another record's words is the writer's business, not that of whoever changes something else."""
    before = told(("A: “It rained.”", 1), ("It dried on Friday.", 2), ("Pell slept.", 1))
    assert fallen(before, without(before, "s3")) == []


def test_a_sentence_may_not_be_made_to_go_on_behind_another_record() -> None:
    """What says “the same” since the change has to stand behind the same record, first in its paragraph or not."""

    def say(sentence: Sentence) -> Sentence:
        return sentence.model_copy(update={"runs": [Run(text=ADDS)]})

    before = told(("A: “It rained.”", 1), ("B: “It was wet.”", 2))
    after = rewritten(before, say)
    assert [(sentence.id, leant_on) for sentence, leant_on in fallen(before, after)] == [("s1", None), ("s2", "s1")]


def test_of_what_has_fallen_the_quotation_stays() -> None:
    """The words that pointed to the sentence before go, the quoted words stay; a reading that leans goes whole."""
    before = told(("A: “It rained.”", 1), (ADDS, 1), answer=(("A: “It shone.”", 1), ("It dried.", 1)))
    assert texts(held_up(before, without(before, "s1", "s3"))) == ["“It was wet.”"]


@pytest.mark.parametrize(
    "text", ["The article adds: “…”", "The same comment says: “…”", "It is wet.", "这篇文章的标题是“…”。", "它湿了。"]
)
def test_words_that_point_back_lean(text: str) -> None:
    """The same, the article that goes on, and pronouns."""
    assert leans(text)


@pytest.mark.parametrize(
    "text", ["The article in Pell Post says: “…”", "Italy is wet.", "“It is wet”, wrote Ada.", "This week Pell dried."]
)
def test_other_words_do_not(text: str) -> None:
    """An article that is named, a longer word, a quotation and a time point to nothing before."""
    assert not leans(text)
