"""The extractive writer's own rules: what is left out and why, what is asked, in which language, and how much it takes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

import app.writers.extractive.chosen as choosing_rules
from app.errors import NothingQuotableError
from app.writers.extractive.likeness import alike
from app.writers.extractive.passages import Passage
from tests.conftest import SAMPLES
from tests.writers.press import Given, Press, body_of, drafted, post, printed, quoted, sample

LIGHTHOUSE = (
    "The keeper of Greyfin Rock asks the Moth 7 model for the tide table every morning.",
    "Moth 7 takes four seconds to reply, which is faster than any clerk of the harbour office.",
    "The board of Greyfin Rock paid for the box out of the money that was set aside for paint.",
    "A trawler trusted Moth 7 in thick fog last Tuesday and lost its anchor on a sandbank.",
    "Nobody at Greyfin Rock has said who checks the table before it goes out to ships.",
    "My brother soldered the box for Moth 7 in our kitchen and was never thanked for it.",
)
# Words enough that thousands of different sentences of one subject can be made of them.
THINGS = "anchor basin cable dredge engine ferry gauge hawser island jetty keel lantern mast net oar pier".split()  # noqa: SIM905 - sixteen words read better in a row
DOINGS = "carried counted folded lowered mended painted stowed sought split traded".split()  # noqa: SIM905 - as above


def reasons(press: Press, given: Sequence[Given]) -> dict[str, str]:
    """Return why each record was left out, by external id."""
    assignment, draft = press.write(given)
    ids = {record.id: record.external_id for record in assignment.records}
    return {ids[each.record_id]: each.reason for each in draft.unused}


def lighthouse() -> list[Given]:
    """Return six records of one subject by six authors."""
    return [post(number, words) for number, words in enumerate(LIGHTHOUSE)]


def harbour(count: int) -> list[Given]:
    """Return records of one subject, each in words of its own."""
    return [
        post(
            n,
            f"The {THINGS[n % 16]} of Greyfin {DOINGS[n % 10]} a {THINGS[n // 16 % 16]} when Moth 7 {DOINGS[n // 7 % 10]} "
            f"the {THINGS[n * 5 % 16]} and the {THINGS[n * 3 % 16]} number {n}.",
        )
        for n in range(count)
    ]


def test_a_near_miss_is_off_topic(press: Press) -> None:
    """A record that shares a word with the subject and nothing else is left out as such."""
    miss = post(30, "My grandmother wore a silver anchor on a chain, and I have lost it in our garden.")
    assert reasons(press, [*harbour(12), miss])["t3_30"] == "off_topic"
    assert reasons(press, sample(SAMPLES / "scribewell.jsonl"))["wvp-4419"] == "off_topic"
    assert reasons(press, sample(SAMPLES / "qinghe.jsonl"))["t-1140388"] == "off_topic"
    assert reasons(press, sample(SAMPLES / "yunshan.jsonl"))["q-690133000"] == "off_topic"


def test_what_people_ask_and_answer_is_on_topic(press: Press) -> None:
    """Of a set of comments only the one without words is left out, though each says something else of the subject."""
    assert reasons(press, sample(SAMPLES / "ferndb.jsonl")) == {"t1_fern07": "no_quotable_text"}


def test_a_syndicated_copy_is_a_duplicate_of_the_fullest(press: Press) -> None:
    """A text that another site carries, shortened or not, is accounted for as what it repeats."""
    assignment, draft = press.write(sample(SAMPLES / "scribewell.jsonl"))
    ids = {record.external_id: record.id for record in assignment.records}
    told = {each.record_id: (each.reason, each.detail) for each in draft.unused}
    assert told[ids["dl-7120"]] == ("duplicate", f"of {ids['wvp-4410']}")


@pytest.mark.parametrize(
    "text", ["[removed]", "[deleted]", "👍👍🔥", "https://lighthouse.example/a", "lol", "...", "^^^"]
)
def test_what_holds_no_sentence_is_not_quotable(press: Press, text: str) -> None:
    """Nothing but a mark of removal, emoji or a link is no quotable text; a set of nothing else makes no story."""
    empty = {**post(9, text), "parent_external_id": "t3_1", "kind": "comment"}
    assert reasons(press, [*lighthouse(), empty]) == {"t3_9": "no_quotable_text"}
    with pytest.raises(NothingQuotableError) as refused:
        press.write([empty])
    assert [fault.detail for fault in refused.value.errors] == ["no_quotable_text"]


def test_questions_that_people_asked_come_before_expected_ones(press: Press) -> None:
    """A question that one record asks and another answers stands first, in its asker's words; the answer is the other's."""
    story = press.story(sample(SAMPLES / "ferndb.jsonl"))
    questions = [item.question for item in story.faq]
    assert questions[0] == "How will the maintainers tell a patch by an agent from a patch by a person?"
    answered = {citation.number: citation.author for citation in story.citations}
    assert [answered[n] for sentence in story.faq[0].answer for n in sentence.citations] == ["brackish_tea"]
    # One more is enough where it can only be answered by what the sections print.
    assert questions[1:] == ["What do critics say?"]


def test_what_shares_only_the_subject_answers_no_question(press: Press) -> None:
    """A sentence that holds what every record holds is no answer to a question about something else."""
    questions = [item.question for item in press.story(sample(SAMPLES / "pikestaff.jsonl")).faq]
    assert questions == []


def test_a_clipped_title_is_only_ever_said_to_begin(press: Press) -> None:
    """Of a title that breaks off the whole words before the break are printed, as a beginning; none is the story's title."""
    clipped = [
        post(9, title="Greyfin Rock says that its Moth 7 will be switched off as soon as the harbour bo..."),
        post(10, title="Keepers of three other lighthouses want Moth 7 as well, now that the…"),
    ]
    assignment, draft = press.write([*lighthouse(), *clipped])
    cut = {record.id for record in assignment.records if record.title}
    sentences = [s.text for s in drafted(draft) if {span.record_id for span in s.spans} & cut]
    assert [re.sub("“.*”", "“”", text) for text in sentences] == [
        "A post by writer_ja on r/TinyModels on 4 May 2026 begins “”.",
        "A post by writer_ka on r/TinyModels begins “”.",
    ]
    assert "harbour bo" not in printed(draft).replace("harbour board", "")
    assert not {span.record_id for span in draft.title_spans} & cut


def test_chinese_is_written_around_english_words(press: Press) -> None:
    """Asked for Chinese, the writer's own words are Chinese, quotes stay in their language, and nothing is refused."""
    story = press.story(sample(SAMPLES / "scribewell.jsonl"), language="zh")
    own = "".join(re.sub("“[^”]*”", "", sentence.text) for sentence in body_of(story))
    assert story.language == "zh"
    assert "英文" in own
    assert not re.search(r"\b(?:wrote|said|reported|on|posted)\b", own)
    assert {quote.translation for citation in story.citations for quote in citation.quotes} == {None}


def test_english_is_written_around_chinese_words(press: Press) -> None:
    """Asked for English, the writer says in English whose Chinese words it quotes."""
    story = press.story(sample(SAMPLES / "qinghe.jsonl"), language="en")
    own = [re.sub("“.*”", "“”", sentence.text) for sentence in body_of(story)]
    assert any("in Chinese" in text for text in own)
    assert all(re.search(r"\b(?:wrote|asked|says|adds|goes on|reported|put it|headline|headed|post)\b", t) for t in own)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("title", "own"),
    [
        ("Greyfin Rock switches its lamp to Moth 7", "en"),
        ("A post on r/TinyModels is known not to be read by the Moth 7 model", "en"),
        ("灰鳍岩灯塔改由Moth 7点灯", "zh"),
        ("这篇帖子不是模型写的，标题也不是", "zh"),
    ],
)
def test_one_headline_makes_a_story(press: Press, title: str, own: str, language: str) -> None:
    """A title alone, affirming or denying, makes a story in each language: two sections where what is not known can be checked, and no question that prints it again."""
    story = press.story([post(1, title=title)], language=language)
    assert len(story.sections) == (2 if own == language else 1)
    assert story.faq == []


@pytest.mark.parametrize("count", [1, 2, 3, 10, 100, 500])
def test_a_story_is_made_of_any_number_of_records(press: Press, count: int) -> None:
    """From one record to the five hundred that a request may name, every one is cited or accounted for."""
    story = press.story(harbour(count))
    assert len(story.citations) + len(story.methodology.unused) == count
    assert len(story.citations) <= 40


def test_work_grows_in_proportion_to_the_records(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five times the records ask for at most about five times the comparisons of passages, which are what grows fastest."""
    counted = 0

    def counting(one: Passage, other: Passage) -> float:
        nonlocal counted
        counted += 1
        return alike(one, other)

    monkeypatch.setattr(choosing_rules, "alike", counting)
    work = []
    for size in (100, 500):
        counted = 0
        press.write(harbour(size))
        work.append(counted)
    assert 0 < work[1] <= 7 * work[0]


def test_quotes_are_the_records_own_words(press: Press) -> None:
    """What stands between the marks is what the span holds, white space apart, with a stop of its own left out at most."""
    assignment, draft = press.write(sample(SAMPLES / "ferndb.jsonl"))
    for sentence in drafted(draft):
        words = " ".join(quoted(assignment, sentence.spans[0]).split())
        assert f"“{words}”" in sentence.text
