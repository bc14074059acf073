"""A thread: one post and what replies to it, told as an answer to the question that opened it."""

from __future__ import annotations

from typing import Any

import pytest

from app.writers.extractive.passages import passages_of
from app.writers.extractive.phrases import phrases_for
from app.writers.extractive.spoken import best_said
from app.writers.extractive.subject import FIELD_WORDS, Subject
from app.writers.extractive.thread import find_thread
from schemas.record import Record
from tests.writers.press import Given, Press, body_of, post, printed

ASKED = "Which tide tables will keepers still draw by hand in five years?"
ANSWERS = (
    "Keepers will draw the tables of small harbours by hand, since nobody sells a machine for nine boats.",
    "None, because the harbour office already buys its tide tables from one mill in Osterby.",
    "The tables of the northern sound will be drawn by hand for as long as Greta Holm lives.",
    "Most keepers that I know gave up drawing tables of their own last winter.",
    "Hand drawn tables are kept on the ferry for the day on which the lamp fails.",
)
NEWS = (
    "The keepers of Osterby draw their tide tables by hand, and sing.",
    "A tide table costs nine crowns where hand and ruler draw it.",
    "Tables of the tide hang in every inn of the coast.",
    "By hand or not, the tide comes to the tables of the inn.",
    "Whoever keeps a lamp keeps a tide table, says the office.",
    "Hand drawn tables burned with the office in the spring tide.",
)
ASIDES = ("Thanks for asking this here, I have been thinking about it.", "My uncle sold boats in Osterby all his life.")


def reply(number: int, text: str, **fields: object) -> Given:
    """Return a comment on the post that opens the thread, of somebody whom nobody names."""
    fields = {"kind": "comment", "parent_external_id": "t3_0", "author": None, **fields}
    return post(number, text, **fields)


def thread(title: str = ASKED) -> list[Given]:
    """Return a thread: its post, its answers, and what is said on the side."""
    return [post(0, title=title), *(reply(n, text) for n, text in enumerate((*ANSWERS, *ASIDES), 1))]


def test_a_thread_is_called_after_what_it_replies_to(press: Press) -> None:
    """The question that opened a thread stands above its story, and not the words of whoever replied most centrally."""
    assert press.write(thread())[1].title == ASKED


@pytest.mark.parametrize(
    "title", ["How do you draw your tide tables?", "I lost my harbour to a lamp. Who else so far?"]
)
def test_what_is_put_to_readers_stands_between_marks(press: Press, title: str) -> None:
    """A title that speaks to its readers, or of its author, is printed as somebody's words."""
    assert press.write(thread(title))[1].title == f"“{title}”"


def test_the_only_reply_answers_where_it_tells_something(press: Press) -> None:
    """Who alone replies to a question is quoted with his first two sentences where these hold a figure."""
    asked = post(20, title="Is the mill of Osterby really letting keepers go?")
    answer = reply(
        21, "They told us of it by the stove. It is forty keepers, and 12 of the ferry.", parent_external_id="t3_20"
    )
    story = press.story([*(post(n, text) for n, text in enumerate(NEWS)), asked, answer])
    assert story.faq[0].question == asked["title"]
    assert ["They told us" in story.faq[0].answer[0].text, "12 of the ferry" in story.faq[0].answer[1].text] == [
        True
    ] * 2
    joke = reply(21, "They sang of it by the stove. It is a fine stove.", parent_external_id="t3_20")
    assert asked["title"] not in [item.question for item in press.story([*map(post, range(6), NEWS), asked, joke]).faq]


def test_a_long_yes_to_something_else_is_no_answer(press: Press) -> None:
    """Who begins with “yeah” and goes on about other things has answered nothing."""
    yes = "Yeah, there is surely a link between the price of herring and the two mules of my late uncle."
    given = [
        post(0, title="Will harbours draw charts again?"),
        *(reply(n, yes.replace("two", w)) for n, w in enumerate(("two", "nine", "six"), 1)),
    ]
    assert press.story(given).faq == []


def test_the_question_of_a_thread_comes_first_and_is_answered_by_replies(press: Press) -> None:
    """What people asked comes before what anybody might ask, and what only thanks or tells of an uncle answers nothing."""
    first = press.story(thread()).faq[0]
    assert first.question == ASKED
    answers = " ".join("".join(run.text for run in sentence.runs) for sentence in first.answer)
    assert sum(text.removesuffix(".") in answers for text in ANSWERS) == len(first.answer) > 1
    assert not any(text in answers for text in ASIDES)


def test_who_says_yes_and_who_says_no_are_both_heard(press: Press) -> None:
    """Where the replies to a question are at odds, the answer has either side first, whoever is more central."""
    answers = (
        "Yes, the tide lamp fits on the pier with room for a chair.",
        "No, mine fell into the sea, lamp and pier and all.",
    )
    more = ("The tide lamp fits on a pier if the pier is long.", "A tide lamp on a pier fits where the pier is wide.")
    given = [
        post(0, title="Does the tide lamp fit on a pier?"),
        *(reply(n, t) for n, t in enumerate((*more, *answers), 1)),
    ]
    said = " ".join("".join(run.text for run in sentence.runs) for sentence in press.story(given).faq[0].answer)
    assert all(answer.removesuffix(".") in said for answer in answers)


def test_what_a_post_asks_two_others_may_answer(press: Press) -> None:
    """A question with two replies comes first among the questions even where most records are of no thread."""
    news = [post(n, text) for n, text in enumerate(NEWS, 40)]
    faq = press.story([post(0, title=ASKED), reply(1, ANSWERS[0]), reply(2, ANSWERS[2]), *news]).faq
    assert faq[0].question == ASKED


def test_an_article_answers_what_its_title_asks(press: Press) -> None:
    """Whoever publishes under a question tells the answer in the text, which people on a forum do not."""
    article = post(
        50,
        "The tide tables of Osterby are drawn by hand, since the mill has no printer. The mill was built in 1911.",
        title="Why are the tide tables of Osterby drawn by hand?",
        kind="article",
        source="harbour-letter",
        community=None,
    )
    news = [post(n, text) for n, text in enumerate(NEWS, 40)]
    first = press.story([article, *news]).faq[0]
    assert first.question == article["title"]
    assert "since the mill has no printer" in "".join(run.text for run in first.answer[0].runs)


def test_a_question_in_small_letters_is_printed_as_a_sentence(press: Press) -> None:
    """Among the questions it begins with a capital, and ends in its mark without a space."""
    assert press.story(thread("which tables are drawn by hand ?")).faq[0].question == "Which tables are drawn by hand?"


def test_a_thread_has_what_was_asked_and_what_people_answer(press: Press) -> None:
    """The sections of a thread that asks are headed for that, and its question is not among what is not known."""
    _, draft = press.write(thread())
    assert [section.heading for section in draft.sections][:2] == ["What was asked", "What people answer"]
    assert ASKED in draft.sections[0].paragraphs[0][0].text
    assert "What is not known" not in [section.heading for section in draft.sections]


def test_those_whom_nobody_names_are_not_told_alike(press: Press) -> None:
    """A second comment of nobody's is another comment: to say another commenter would claim that they are two."""
    told = [
        sentence for sentence in body_of(press.story(thread())) if "comment" in "".join(r.text for r in sentence.runs)
    ]
    texts = ["".join(run.text for run in sentence.runs) for sentence in told]
    first = texts[0].replace("A commenter", "a commenter")
    assert "a commenter wrote on r/TinyModels" in first or first.startswith("On r/TinyModels, a commenter wrote")
    assert all(
        "r/TinyModels" not in text and ("nother comment" in text or "further comment" in text) for text in texts[1:]
    )


def test_of_many_comments_those_that_take_up_nothing_of_the_subject_are_left_out(press: Press) -> None:
    """Where a thread has enough to say, an aside is not quoted, and the record is accounted for."""
    many = [
        reply(n, f"The {place} keepers draw their tide tables by hand, and did so in {1900 + n}.")
        for n, place in enumerate(("Osterby", "Greyfin", "Holm", "Skerry", "Lund", "Vik", "Sund", "Nes", "Strand"), 20)
    ]
    assignment, draft = press.write([*thread(), *many])
    aside = next(r.id for r in assignment.records if r.text == ASIDES[1])
    assert ASIDES[1].removesuffix(".") not in printed(draft)
    left = {each.record_id: (each.reason, each.detail) for each in draft.unused}[aside]
    # That nothing in the record is of the subject is more than is known of it.
    assert left == (
        "over_budget",
        "the best sentence in it has no word of the subject, and the story has voices enough",
    )


def test_few_replies_make_no_thread(press: Press) -> None:
    """Where most records reply to nothing that is here, what one of them asks is not what the story is about."""
    lone = [post(0, title=ASKED), reply(1, ANSWERS[0])]
    others = [
        post(n, f"The lamp of pier {n} failed in the night of the storm, the office said.") for n in range(30, 36)
    ]
    assert press.write([*lone, *others])[1].title != ASKED


def comment(external_id: str, parent: str | None) -> Record:
    """Return a record that replies to another."""
    fields: dict[str, Any] = {
        "id": f"rec_{external_id}",
        "source": "reddit",
        "external_id": external_id,
        "parent_external_id": parent,
        "title": ASKED,
        "text": None,
    }
    return Record.model_construct(**fields)


def test_replies_to_replies_are_of_the_thread_and_circles_end() -> None:
    """A chain is followed to its first record; records that reply to one another in a circle belong to nothing."""
    chain = [comment("a", None), comment("b", "a"), comment("c", "b"), comment("d", "c")]
    found = find_thread(chain, FIELD_WORDS)
    assert found is not None
    assert (found.root.id, sorted(found.replies), sorted(found.members)) == (
        "rec_a",
        ["rec_b"],
        ["rec_b", "rec_c", "rec_d"],
    )
    assert find_thread([comment("a", "c"), comment("b", "a"), comment("c", "b")], FIELD_WORDS) is None


def test_a_reply_that_leans_is_not_said_to_be_beside_the_subject(press: Press) -> None:
    """Why it is left out is told as it is: it says little alone."""
    others = [reply(n, text) for n, text in enumerate(NEWS[:3], 60)]
    leaning = reply(40, "It did so with the tide tables of the keepers twice last winter.")
    assignment, draft = press.write([*thread()[: len(ANSWERS) + 1], *others, leaning])
    left = next(r.id for r in assignment.records if r.text == leaning["text"])
    why = {each.record_id: each.detail for each in draft.unused}[left]
    assert why is not None
    assert why.startswith("says little without the words around it")


@pytest.mark.parametrize(
    ("title", "answer", "other"),
    [
        (
            "The lamp took my ferry. What should I be doing until winter?",
            "You should learn to mend nets before the herring comes.",
            "Yes, my aunt says so too.",
        ),
        (
            "Harbours buy lamps now. Who else so far?",
            "My company lost nine pilots to a machine in the spring.",
            "Nope, none of that at all.",
        ),
        (
            "With so many lamps, do you think we all go ashore?",
            "Ferries will become museums in a few years from now.",
            "The herring has bones and tastes of smoke.",
        ),
    ],
)
def test_who_says_what_is_asked_for_answers_without_its_words(
    press: Press, title: str, answer: str, other: str
) -> None:
    """Advice answers who asks what to do, what one has seen who asks for others, a guess who asks for guesses; yes answers no “what”."""
    given = [post(0, title=title), *(reply(n, text) for n, text in enumerate((answer, other, *ASIDES), 1))]
    [first] = [item for item in press.story(given).faq if item.question == title]
    said = " ".join("".join(run.text for run in sentence.runs) for sentence in first.answer)
    assert answer.removesuffix(".") in said
    assert other.removesuffix(".") not in said


def test_what_one_asks_another_is_answered_by_his_reply(press: Press) -> None:
    """Who is asked what he uses and tells it has answered, though he takes up no word; nobody else has."""
    asked = "Which chart do you use for the northern sound?"
    given = [
        *(post(n, text) for n, text in enumerate(NEWS, 40)),
        reply(1, asked, external_id="t1_1"),
        reply(2, "I keep a copy that my grandmother drew.", parent_external_id="t1_1"),
    ]
    faq = press.story(given).faq
    assert [item.question for item in faq][:1] == [asked]
    alone = [*given[:-1], reply(2, "I keep a copy that my grandmother drew.", parent_external_id="t3_99")]
    assert asked not in [item.question for item in press.story(alone).faq]


@pytest.mark.parametrize(
    ("text", "argued"),
    [
        ("Hand and ruler serve harbours whose tide tables nobody sells. The mill of the US burned.", True),
        ("I like the tide tables that harbours drew by hand. The mill of Osterby burned.", False),
        ("Hand and ruler serve harbours whose tide tables nobody sells. What would your harbour do?", False),
    ],
)
def test_a_post_answers_itself_where_it_argues(press: Press, text: str, *, argued: bool) -> None:
    """Whoever asks in a title whether something is so, and goes on to argue it, asks nobody."""
    asked = "Are the tide tables of most harbours drawn by hand?"
    given = [*(post(n, text) for n, text in enumerate(NEWS, 40)), post(60, text, title=asked)]
    assert (asked in [item.question for item in press.story(given).faq]) is argued


def test_a_question_that_people_ask_heads_talk_rather_than_what_one_says_in_passing(press: Press) -> None:
    """Above what many say stands what is asked of all, and no half sentence, chat or advice to one reader."""
    said = (
        "Definitely read something about the llm of the lamp makers before it was a thing.",
        "i think the llm of the lamp makers will go under before the winter.",
        "You should have asked the llm of the lamp makers before you bought it.",
        "Not a lamp and not an llm, but bells that got everything done.",
    )
    asked = post(0, title="Be honest — do you think an llm could mind a lamp?", text="I mind one and wonder.")
    talk = [post(n, text, kind="comment", parent_external_id="t3_gone") for n, text in enumerate(said, 1)]
    passages = [p for i, r in enumerate(press.assign([asked, *talk]).records) for p in passages_of(r, i, 3)]
    subject = Subject({}, {}, {}, {}, cohesive=False, entities=(), anchors=frozenset(), shares={})
    found = best_said(passages, subject, phrases_for("en", {}))
    assert found is not None
    assert found.text == asked["title"]
