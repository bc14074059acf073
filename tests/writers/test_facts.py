"""A plain fact is asked after in its sentence's own words, and a sentence of any other build answers nothing."""

from __future__ import annotations

import pytest

from app.writers.extractive.facts import fact_in, figure_of
from app.writers.extractive.phrases import phrases_for
from tests.writers.press import Press, post
from tests.writers.test_particulars import ARTICLE, asked_of


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("Mistral AI's lamp revenue rose about 60% after the storm.", "How much did Mistral AI's lamp revenue rise?"),
        ("OpenAI says more than 2,000 people talk to ChatGPT in the lighthouse.", "How many people talk to ChatGPT in the lighthouse?"),
        ("OpenAI to pay $3 million to the keepers of the coast", "How much is OpenAI to pay?"),
        ("OpenAI paid $3 million to the keepers of the coast.", "How much did OpenAI pay?"),
        ("OpenAI secures $40 million for a second lighthouse.", "How much money did OpenAI raise?"),
        ("OpenAI is simplifying its lamps by leaving out the wicks.", "How is OpenAI simplifying its lamps?"),
        ("OpenAI delayed its open lamp, citing fears of the keepers.", "Why did OpenAI delay its open lamp?"),
        ("OpenAI launched its lamp on March 3 at the harbour.", "When did OpenAI launch its lamp?"),
        ("OpenAI plans to open an office in the old lighthouse.", "What does OpenAI plan to do?"),
        ("OpenAI wants to open an office in the old lighthouse.", "What does OpenAI want to do?"),
        ("OpenAI is reportedly testing a lamp that reads the tide table.", "What is OpenAI testing?"),
        ("OpenAI's lamp is vulnerable to salt water.", "Is OpenAI's lamp vulnerable to salt water?"),
        ("OpenAI has released TideReader, a small tool for reading tide tables.", "What is TideReader?"),
        ("OpenAI's TideReader, an online encyclopedia of lamps, has closed.", "What is TideReader?"),
        ("After a year of storms, OpenAI says that its lamps are dry.", "What did OpenAI say?"),
    ],
)  # fmt: skip
def test_a_plain_fact_is_asked_after_in_its_own_words(press: Press, sentence: str, question: str) -> None:
    """Subject, verb and object are the sentence's."""
    assert asked_of(press, sentence) == [question]


@pytest.mark.parametrize(
    "sentence",
    [
        "In the harbour the revenue rose to nobody's knowledge.",
        "They plan to open an office in the old lighthouse.",
        "Nobody would pay $3 million to the keepers of the coast.",
        "More than 2,000 people of the coast.",
    ],
)
def test_a_sentence_of_another_build_tells_no_plain_fact(sentence: str) -> None:
    """A fact without its figure, or of nobody who is named, is none."""
    found = fact_in(sentence)
    assert found is None or found.fact not in {"rose", "plan", "due_pay", "paid", "reason", "count"}


def test_who_buys_what(press: Press) -> None:
    """A story of what is bought asks after the buyer, and one of the buyer after what he is to buy."""
    text = "OpenAI to buy Groq for a lamp that reads."
    found = fact_in(text)
    assert found is not None
    assert found[:2] == ("to_buy", ("OpenAI", "Groq"))
    words = phrases_for("en", press.assign([post(1, text, **ARTICLE)]).sources).particulars
    assert (words["to_buy"].format("OpenAI"), words["buyer"].format("Groq")) == (
        "What is OpenAI to buy?",
        "Who is to buy Groq?",
    )


def test_a_chinese_figure_is_asked_after_with_what_it_measures() -> None:
    """A measure stands in the question as it does in the sentence, and whether it grew; a number of something else is none."""
    assert figure_of("灯塔公司：二季度灯具销量同比增长12%。", 4) == ("growth", "二季度灯具销量", "增长")
    assert figure_of("灯塔公司灯具业务营收21亿元。", 4) == ("metric", "灯具业务营收", "")
    assert figure_of("灯塔公司有21座灯塔。", 4) is None
