"""The audit finds nothing in a sound story, and each kind of broken promise in one that breaks it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evaluation.audit import audit
from evaluation.audit.words import leaks, names, numbers, split_quoted
from tests.evaluation.sound_story import ASKED, Answers, Story, quote, sound_story


def body(story: Story) -> list[Story]:
    """Return the sentences of the one paragraph."""
    sentences: list[Story] = story["sections"][0]["paragraphs"][0]["sentences"]
    return sentences


def test_a_sound_story_has_no_fault() -> None:
    """A story that keeps every promise is passed without a word."""
    story = sound_story()
    assert audit(story, Answers(story), ASKED) == []


def reword(old: str, new: str) -> Callable[[Story], None]:
    """Return what changes words of the first sentence's last run."""

    def change(story: Story) -> None:
        run = body(story)[0]["runs"][-1]
        assert old in run["text"]
        run["text"] = run["text"].replace(old, new)

    return change


BREAKS: dict[str, tuple[str, Callable[[Story], object]]] = {
    "a figure that no quote bears out": ("number", reword("news on", "news for 12 days on")),
    "a number in words that no quote bears out": ("number", reword("news on", "news for twelve days on")),
    "a day on which nothing was published": ("number", lambda s: body(s)[0]["runs"][0].update(text="On 22 March, ")),
    "a month in which nothing was published": ("name", lambda s: body(s)[0]["runs"][0].update(text="On 23 April, ")),
    "a person whom no record names": ("name", reword("was in", "and Carol were in")),
    "words between marks that nobody wrote": (
        "quotation",
        lambda s: body(s)[1]["runs"].append({"text": " “I sold it.”"}),
    ),
    "words of another sentence's record": (
        "quotation",
        lambda s: body(s)[1]["runs"].append({"text": " “It took 14 months”"}),
    ),
    "verbatim in name only": ("support", lambda s: body(s)[1]["runs"][0].update(text="ben wrote of the licence.")),
    "no quote": ("support", lambda s: body(s)[1].update(quotes=[], citations=[])),
    "a quote that is not there": ("support", lambda s: body(s)[1].update(quotes=["q2", "q9"])),
    "citations that the quotes do not imply": ("support", lambda s: body(s)[1].update(citations=[1])),
    "no support that is known": ("shape", lambda s: body(s)[1].update(support="rumour")),
    "a run with a key of its own": ("shape", lambda s: body(s)[1]["runs"][0].update(bold=True)),
    "an entity by a name that is not its own": ("link", lambda s: body(s)[0]["runs"][1].update(text="Labs")),
    "an entity that the story does not list": ("link", lambda s: s.update(entities=[])),
    "a beat that is not here": ("link", lambda s: s.update(beat={"slug": "sport", "name": "Sport"})),
    "a tag of HTML": ("markup", reword("was in", "was <b>in")),
    "a mark of direction": ("markup", reword("was in", "was \u202ein")),
    "a sentence said twice": ("repeat", lambda s: body(s).append({**body(s)[1], "id": "s9"})),
    "a span that is off by one": ("quote", lambda s: s["citations"][0]["quotes"][0].update(start=1)),
    "a suffix that stands elsewhere": ("quote", lambda s: s["citations"][0]["quotes"][0].update(suffix="elsewhere")),
    "a quote that bears nothing": (
        "citation",
        lambda s: s["citations"][1]["quotes"].append(quote("q7", "rec_two", "text", "selling it")),
    ),
    "an author who is another": ("citation", lambda s: s["citations"][1].update(author="carol")),
    "numbers out of the order of use": ("citation", lambda s: body(s).reverse()),
    "weights that do not sum to one": ("weight", lambda s: s["citations"][0].update(weight=0.9)),
    "a record that is not accounted for": ("accounting", lambda s: s["methodology"].update(unused=[])),
    "a reason that is not known": ("accounting", lambda s: s["methodology"]["unused"][0].update(reason="dull")),
    "a duplicate of nothing": ("accounting", lambda s: s["methodology"]["unused"][0].update(detail=None)),
    "more publishers than authors": ("accounting", lambda s: s["methodology"].update(publisher_count=3)),
    "evidence from a later day": (
        "accounting",
        lambda s: s["methodology"].update(evidence_from="2026-03-24T00:00:00Z"),
    ),
    "a synthesis that made another story": ("accounting", lambda s: s["methodology"].update(synthesis_id="syn_2")),
    "a title that breaks off": ("headline", lambda s: s.update(title="Acme Labs opens its…")),
    "a number in the dek that nothing bears out": ("number", lambda s: s.update(dek="It took 15 months.")),
    "a question that asks nothing": ("shape", lambda s: s["faq"][0].update(question="It took long.")),
    "a slug without its digits": ("shape", lambda s: s.update(slug="acme-opens")),
    "a word count of another story": ("shape", lambda s: s.update(word_count=400)),
}


@pytest.mark.parametrize("name", BREAKS)
def test_each_broken_promise_is_a_fault_of_its_kind(name: str) -> None:
    """Whatever one breaks in a sound story is found, and called what it is."""
    kind, break_it = BREAKS[name]
    story = sound_story()
    break_it(story)
    assert kind in {fault.kind for fault in audit(story, Answers(story), ASKED)}


def test_the_story_so_far_names_the_story_that_it_tells_of() -> None:
    """A record that was not asked for may be cited by the story so far alone, beside a link to its story that resolves."""
    story = sound_story()
    asked = ["rec_one", "rec_three"]
    story["methodology"].update(record_count=2, cited_count=1)
    [_, second] = body(story)
    body(story).remove(second)
    story["story_so_far"] = [second]
    second["runs"].insert(0, {"text": "As told in "})
    second["runs"].insert(1, {"text": "an earlier story", "story": "acme-first-1a2b"})
    second["runs"].insert(2, {"text": ": "})
    answers = Answers(story)
    assert [(fault.kind, fault.what[:10]) for fault in audit(story, answers, asked)] == [("link", "links the ")]
    answers.answers["/stories/acme-first-1a2b"] = {"title": "Acme begins"}
    assert audit(story, answers, asked) == []
    second["runs"].pop(1)
    answers = Answers(story)
    assert [(fault.kind, fault.what[:9]) for fault in audit(story, answers, asked)] == [("link", "tells of ")]


def test_views_that_differ_from_the_story_are_faults() -> None:
    """The verification, the citations, the revision and the text are compared with the story itself."""
    story = sound_story()
    answers = Answers(story)
    slug = story["slug"]
    answers.page = answers.page.replace("selling", "buying")
    answers.answers[f"/stories/{slug}/verification"]["sentences"][0]["verdict"] = "not_found"
    answers.answers[f"/stories/{slug}/citations"] = {"items": []}
    answers.answers[f"/stories/{slug}/revisions/1"] = None
    found = [(fault.kind, fault.where) for fault in audit(story, answers, ASKED)]
    assert found == [
        ("verification", "sentence s1"),
        ("view", "citations"),
        ("view", "revision"),
        ("view", "plain text"),
    ]


def test_marks_inside_quoted_words_do_not_end_them() -> None:
    """A passage ends where it stands in the evidence, whatever marks it holds itself."""
    stands = {"她说“好”，走了。"}.__contains__
    assert split_quoted("甲写道：“她说“好”，走了。”乙说“不”。", stands) == (
        ["她说“好”，走了。"],
        ["不"],
        "甲写道： … 乙说 … 。",
    )


def test_numbers_and_names_are_read_from_words_and_figures() -> None:
    """Figures, number words, Chinese counts and capitals are what a sentence claims of its own."""
    assert numbers("In 2026, twenty-one of 1,200 people and 三位 readers; one more, v0.5") == {
        "2026",
        "21",
        "1200",
        "3",
    }
    assert names("Yesterday: The Acme met Ben-Ada Inc. and I saw GPT-4o.") == {"Acme", "Ben-Ada", "Inc", "GPT-4o"}


@pytest.mark.parametrize("text", ["**bold**", "a &amp; b", "[x](https://a.example)", "null\x00", "e\u0301"])
def test_what_no_reader_should_see_is_seen(text: str) -> None:
    """Mark-up, controls and letters that are not composed leak; plain words do not."""
    assert leaks(text) is not None
    assert leaks("Plain words — 3 < 4, r/quills & “more”.") is None
