"""What a sentence tells of one thing that it names answers what a reader would ask of that thing; else it answers nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.writers.extractive.acts import act_of
from app.writers.extractive.answering_itself import self_answered
from app.writers.extractive.expected import names_itself
from app.writers.extractive.naming import naming_of
from app.writers.extractive.particulars import place_of
from app.writers.extractive.passages import passages_of
from app.writers.extractive.phrases import phrases_for
from tests.writers.press import Press, drafted, post

ARTICLE = {"kind": "article", "source": "harbour-post", "community": None, "author": None}


def asked_of(press: Press, text: str, language: str = "en", **fields: object) -> list[str]:
    """Return the questions that the sentences of one article answer."""
    assignment = press.assign([post(1, text, **(ARTICLE | fields))])
    passages = passages_of(assignment.records[0], 0, 9)
    told = naming_of(assignment).told_in(passages, {place_of(p): p for p in passages})
    words = phrases_for(language, assignment.sources).particulars
    return [words[each.particular].format(*each.names) for each in told]


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The lab says that Qwen3 has 235 billion parameters in all.", "How large is Qwen3?"),
        ("On my old laptop Qwen3 makes 14 tokens per second at night.", "How fast does Qwen3 run?"),
        ("Everybody may use Qwen3, which stands under the Apache 2.0 license.", "Under which licence is Qwen3 available?"),
        ("For a pilot Claude costs $20 a month and not a cent more.", "What does Claude cost?"),
        ("Readers can find that Qwen3 is available through two harbours.", "Where is Qwen3 available?"),
        ("In the harbour test Qwen3 scored 71% with a tail wind.", "How does Qwen3 do in tests?"),
        ("In the harbour test Qwen3 beats Llama 3 by two buoys.", "How does Qwen3 compare with Llama 3?"),
        ("Mistral AI raised $40 million for a second lighthouse.", "How much money did Mistral AI raise?"),
        ("Mistral AI unveiled a lamp that reads the tide table.", "What did Mistral AI unveil?"),
        ("Gov. Anna Grebe of Rockland vetoed a law that would have closed both inns.", "What did Gov. Anna Grebe of Rockland veto?"),
        ("The Harbour Commission vetoed a law that would have closed both inns.", "What did the Harbour Commission veto?"),
        ("Tidewater, the harbour firm of Rockland, raised the lamp by two yards.", "What did Tidewater raise?"),
        ("The union Keepers United published a letter on lamps that read.", "What did the union Keepers United publish?"),
        ("The lawsuit claims that the lamp reads letters which are not its own.", "What does the lawsuit claim?"),
        ("The harbour study found that pilots sleep longer beside a lamp that reads.", "What did the harbour study find?"),
        ("TideReader-2 is an open-source tool for reading tide tables aloud.", "What is TideReader-2?"),
    ],
)  # fmt: skip
def test_what_a_sentence_tells_of_one_thing_is_a_question_of_it(press: Press, sentence: str, question: str) -> None:
    """The question names the thing, and asks what the sentence says."""
    assert asked_of(press, sentence) == [question]


@pytest.mark.parametrize(
    "sentence",
    [
        "On my old laptop Qwen3 and Llama 3 make 14 tokens per second at night.",
        "Everybody on the coast has heard of Qwen3 by now, and of its lamp.",
        "Air Grebe and Rockland found guilty of leaving a lamp alone at night.",
        "They heard of Qwen3, with lamps as small as 3.6 billion parameters beside it.",
        "They compared Qwen3 to models of 7 billion parameters that read the tides.",
        "Tidewater raised $40 million for a lighthouse that Mistral AI is to keep.",
        "It was announced to nobody that the lamp of the harbour goes out.",
        "Mistral AI announced on a Sunday, when nobody was at the harbour.",
        "After the storm Qwen3 is my target for every harbour of the coast.",
        "President signed a law that closes both inns of the harbour at night.",
        "Does Claude cost $20 a month? Probably not, says the keeper.",
        "For a pilot my Claude costs $20 a month and not a cent more.",
        # Whoever is named by nothing but a capital, a hope, a family and one of it, and what stands in an aside.
        "Senators vetoed a law that would have closed both inns of the harbour.",
        "Hopefully Qwen3 will be better than Llama 3 in the harbour test of next year.",
        "In the harbour test Llama 4 beats Llama by two buoys.",
        "TideReader-2 ended my days at the harbour of Greyfin Rock.",
        "In the harbour test the lamp scored 71%, outperforming Qwen3 with a tail wind.",
        "Le Chat now reads tables—powered by oil—and remembers them.",
    ],
)
def test_what_leaves_open_whose_it_is_answers_nothing(press: Press, sentence: str) -> None:
    """A figure of one of two, a verb without an object and a name alone are no answers."""
    assert asked_of(press, sentence) == []


def test_it_is_what_the_sentence_before_names(press: Press) -> None:
    """“It” answers for the one thing that is named right before it, and for none where two are."""
    told = "It's currently available via the harbour office and two inns."
    assert asked_of(press, f"The harbour office has shown Qwen3 to its pilots. {told}") == ["Where is Qwen3 available?"]
    assert asked_of(press, f"The harbour office has shown Qwen3 and Llama 3 to its pilots. {told}") == []


def test_what_is_denied_in_chinese_was_not_done(press: Press) -> None:
    """What somebody did is asked in its own words, and not of what he denies or stops."""
    assert asked_of(press, "阿里巴巴宣布灯塔的夜班改由机器值守。", "zh") == ["阿里巴巴宣布了什么？"]
    assert asked_of(press, "阿里巴巴认为灯塔的夜班应当改由机器值守。", "zh") == ["阿里巴巴认为什么？"]
    assert asked_of(press, "阿里巴巴的一位守灯人宣布灯塔的夜班改由机器值守。", "zh") == []
    assert asked_of(press, "阿里巴巴未宣布过灯塔的夜班改由机器值守。", "zh") == []
    assert asked_of(press, "阿里巴巴否认宣布过灯塔的夜班改由机器值守。", "zh") == ["阿里巴巴否认了什么？"]
    assert asked_of(press, "阿里巴巴洽谈投资海岸上最后一座有人值守的灯塔。", "zh") == ["阿里巴巴洽谈投资什么？"]
    assert asked_of(press, "阿里巴巴将关闭海岸上最后一座有人值守的灯塔。", "zh") == ["阿里巴巴将关闭什么？"]


def test_a_variant_is_asked_after_by_its_whole_name(press: Press) -> None:
    """Qwen3-Tide is another model than Qwen3, and a paper's word in small letters is no name."""
    assert asked_of(press, "另一款 MiMo-V2-Tide 拥有 90 亿参数，会读潮汐表。", "zh") == ["MiMo-V2-Tide 有多大？"]
    assert asked_of(press, "Nemotron 9 Tide has 30 billion parameters in all.") == ["How large is Nemotron 9 Tide?"]
    assert asked_of(press, "Nemotron 3 Super has 120 billion parameters in all.") == ["How large is Nemotron 3 Super?"]
    assert asked_of(press, "A mistral has 12 billion parameters of wind, says the keeper.") == []


def test_an_article_stands_in_small_letters_inside_a_question() -> None:
    """A name keeps its capital; what is no name begins no question."""
    assert act_of("The EU approved a law on lamps for every harbour.") == (
        "the EU",
        "approve",
        "a law on lamps for every harbour.",
    )
    assert act_of("Today published a law on lamps for every harbour.") is None


def test_a_chinese_article_answers_its_title_right_below(press: Press) -> None:
    """There fewer words in common are enough than further on, and “whether” is asked as well as “why”."""
    title, answer = "灯塔值班都交给机器，守灯人要离开海岸吗？", "守灯人转为检查机器的人，海岸上仍然要有人值夜。"
    article = press.assign([post(1, answer, title=title, **ARTICLE)]).records[0]
    passages = passages_of(article, 0, 9)
    assert [each.question.text for each in self_answered(passages, chinese=True)] == [title]
    assert self_answered(passages, chinese=True, anchors=frozenset().union(*(p.words for p in passages))) == []


@pytest.mark.parametrize(
    ("text", "answered"),
    [
        ("Why does the lamp go out at noon? Because the keeper eats then, and the lamp needs oil.", True),
        ("How many pilots did the lamp replace? The lamp replaced 14 pilots of this coast.", True),
        ("Does the lamp burn through the night? Yes, and nobody on the coast sleeps any more.", True),
        ("Who shall read the table? The short answer is that pilots read whatever lamps leave over.", True),
        ("How many pilots did the lamp replace? The lamp hangs above the stairs of the inn.", False),
        ("How many pilots did the lamp replace? For money I used to paint 86 boats a year.", False),
        ("What exactly does the lamp learn at night? Answering this question takes a lamp that learns.", False),
    ],
)
def test_what_stands_right_behind_a_question_answers_it_where_it_has_the_form(
    press: Press, text: str, *, answered: bool
) -> None:
    """A reason for why, a figure for how many, yes or no for whether; nothing else is an answer."""
    passages = passages_of(press.assign([post(1, text)]).records[0], 0, 9)
    assert bool(self_answered(passages, chinese=False)) is answered


def test_the_answers_leave_no_record_more_than_half(press: Press) -> None:
    """A record that tells much of what it names does not carry the questions as well as the story."""
    told = (
        "Qwen3 of the harbour costs $20 a month.",
        "Mistral AI unveiled a lamp for the harbour of Qwen3.",
        "Qwen3 has 235 billion parameters in its harbour.",
        "Claude costs $30 a month in the harbour of Qwen3.",
        "The EU approved a law on the harbour and on Qwen3.",
        "Qwen3 is available through two inns of the harbour.",
    )
    lamps = ("burns at night for Qwen3.", "was lit by Qwen3 in May.", "cannot be seen by Qwen3 in fog.")
    others = [post(n, f"The lamp of the harbour {text}") for n, text in enumerate(lamps, 2)]
    story = press.story([post(1, " ".join(told), **ARTICLE), *others])
    body = [s.citations for section in story.sections for p in section.paragraphs for s in p.sentences]
    answers = [s.citations for item in story.faq for s in item.answer]
    uses = [number for numbers in (*body, *answers) for number in numbers]
    assert len(set(uses)) > 2
    assert max(uses.count(number) for number in set(uses)) <= len(uses) / 2


def test_a_name_is_asked_about_where_the_answer_is_of_the_subject(press: Press) -> None:
    """What a record tells of somebody in passing, and of something else, is no answer in a story of the subject."""
    aside = "Mistral AI sells its lamp with cheese and honey in the capital."
    seen = (
        "Moth 7 was carried up the stairs of Greyfin Rock by two boys and a mule.",
        "Two inns of Greyfin Rock sell a beer that is named after Moth 7.",
        "A trawler needs more than a chart to pass Greyfin Rock, and more than Moth 7.",
        "Greyfin Rock has had four harbour masters in the ten years of Moth 7.",
        "Children of the coast draw Moth 7 with wings, above Greyfin Rock and a whale.",
        "Mistral AI has sent nobody to Greyfin Rock since the ban of Moth 7.",
    )
    ban = "The harbour office banned Moth 7 from the tide table of Greyfin Rock. Skippers drank to the end of Moth 7 in both inns."
    given = [post(0, f"{ban} {aside}", **ARTICLE), *(post(n, text) for n, text in enumerate(seen, 1))]
    answers = [s.text for item in press.write(given)[1].faq for s in item.answer]
    assert not any("cheese" in text for text in answers)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Gemma 3 was developed by Google in the summer of one year.", "Who is behind Gemma 3?"),
        ("Gemma 3 supports voices, maps and pictures of harbours.", "What can Gemma 3 do?"),
        ("Gemma 3 is designed for keepers who read tide tables.", "What is Gemma 3 meant for?"),
        ("Gemma 3 struggles with old handwriting and with fog.", "Where does Gemma 3 fall short?"),
        ("Gemma 3 was trained on tide tables of nine coasts.", "How is Gemma 3 made?"),
    ],
)
def test_what_a_sentence_tells_of_what_it_begins_with_is_asked(press: Press, text: str, asked: str) -> None:
    """Who is behind a thing, what it can do, is meant for, is made of, and where it falls short."""
    assert asked_of(press, text) == [asked]


@pytest.mark.parametrize(
    "text",
    [
        "What we can still learn from Gemma 3 is how to read tide tables.",
        "Gemma Robotics supports voices, maps and pictures of harbours.",
        "Have Harbour Offices Raised Your Bill? A look at nine coasts",
        "One proposed explanation of Gemma 3 is the weather of nine coasts.",
    ],
)
def test_what_is_told_of_something_else_is_not_asked(press: Press, text: str) -> None:
    """A verb that belongs to another, a longer name and a question tell nothing of a thing."""
    assert asked_of(press, text) == []


@pytest.mark.parametrize("text", ["On the Qwen3.5 family it wins.", "Qwen3-VL wins.", "ChatQwen3 wins."])
def test_another_version_is_not_named_by_the_name_it_begins_with(text: str) -> None:
    """Nobody asks about Qwen3 where Qwen3.5 is told of."""
    assert not names_itself(text, "Qwen3")
    assert names_itself("We ran Qwen3. It wins.", "Qwen3")


def test_a_firm_is_asked_about_though_its_own_blog_tells_of_it(press: Press) -> None:
    """A paper that tells the story is no matter of it; a firm of which others speak is, whatever it publishes itself."""
    own = post(1, "Mistral AI unveiled a lamp that reads the tide table.", **(ARTICLE | {"source": "mistral"}))
    other = post(2, "Mistral AI opened a lighthouse of its own in Rockland.", **ARTICLE)
    for given, papers in (([own], {"Mistral AI"}), ([own, other], set[str]())):
        assignment = press.assign(given)
        refs = {
            slug: ref.model_copy(update={"kind": "blog"}) if slug == "mistral" else ref
            for slug, ref in assignment.sources.items()
        }
        assert set(naming_of(replace(assignment, sources=refs)).papers) & {"Mistral AI"} == papers


def test_where_there_are_headlines_alone_a_reader_asks_how_it_began(press: Press) -> None:
    """The body gives up its first headline for that, where it tells what happened and enough is left."""
    titles = (
        "Moth 7 is sold to Greyfin Rock",
        "Keepers sue Greyfin Rock over Moth 7",
        "Moth 7 misread the tide table on Friday",
        "Greyfin Rock defends Moth 7 before pilots",
        "Pilots leave Greyfin Rock because of Moth 7",
        "Moth 7 won a prize in Greyfin Rock",
        "A judge stops Moth 7 at Greyfin Rock",
        "Greyfin Rock switches Moth 7 off",
    )
    for first, is_asked in ((titles[0], True), ("Moth 7 and Greyfin Rock explained", False)):
        given = [post(24 * n, title=title, source="hackernews") for n, title in enumerate((first, *titles[1:]))]
        draft = press.write(given)[1]
        began = [item.answer[0].text for item in draft.faq if item.question == "How did it begin?"]
        assert [first in text for text in began] == [True] * is_asked
        assert any(first in sentence.text for sentence in drafted(draft)) is not is_asked


def test_what_others_can_is_no_answer_to_what_a_thing_can_do(press: Press) -> None:
    """“And what we can learn from it” says nothing of what it can."""
    assert asked_of(press, "Qwen3 can read the tide table of every harbour aloud.") == ["What can Qwen3 do?"]
    assert asked_of(press, "Qwen3, and what we can still learn from a tide table.") == []
