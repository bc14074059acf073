"""What repeats another passage is told once, and nothing is taken for a repeat that tells more, or of something else."""

from __future__ import annotations

import pytest

from app.writers.extractive.likeness import alike, is_said_by
from app.writers.extractive.passages import Passage, passages_of
from tests.writers.press import Given, Press, post, printed

VERDICT = "Jury tosses the lawsuit of Ada Fenn against Greyfin and Tom Wick"
TURN = (
    "Tom Wick of Greyfin has been blamed for where the yard is going. But with rivals like Marsh, Sedge and even the lawsuit of Ada Fenn "
    "against him, Wick has turned to smaller boats."
)


def articles(*texts: str, hours: int = 1, **fields: str) -> list[Given]:
    """Return articles of as many papers, so many hours apart."""
    paper = {"kind": "article", "community": None, "author": None} | fields
    return [post(1 + n * hours, text, source=f"paper-{'abcdef'[n]}", **paper) for n, text in enumerate(texts)]


def titles(*texts: str, hours: int = 1) -> list[Given]:
    """Return articles that are titles alone, of as many papers, so many hours apart."""
    return [{**each, "title": each["text"], "text": None} for each in articles(*texts, hours=hours)]


def read(press: Press, given: list[Given]) -> list[Passage]:
    """Return the first passage of each record."""
    return [passages_of(record, index, 9)[0] for index, record in enumerate(press.assign(given).records)]


def said(passage: Passage, other: Passage, *anchors: str) -> bool:
    """Say whether one passage says again what another does."""
    return is_said_by(passage, other, frozenset(anchors), alike(passage, other))


def test_much_told_beside_the_words_of_a_headline_is_no_repeat(press: Press) -> None:
    """A sentence that has most words of a short headline, and more than as many of its own, tells something else."""
    headline, _, sentence = read(press, [*titles(VERDICT, VERDICT), articles(VERDICT, VERDICT, TURN)[2]])
    assert alike(sentence, headline) > 0.6
    assert not said(sentence, headline)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Stolen maps of Wren Lamps by way of a broken hull", "Stolen maps of Heron.net with a broken hull"),  # another name
        ("How smiths on the coast use the lamps", "Use of lamps on the coast by smiths: 40 ways"),  # a count
        ("格雷芬宣布推出渔船智能助手 Heron", "格雷芬宣布推出渔船智能助手 Osprey"),
        ("Wren lamp in the harbour", "Works well: Wren oil (clear), a lamp for the harbour, and a rope"),  # no name of one thing
        ("Introducing Wren Lamps", "Introducing Wren Lamps Harbour Watch"),  # how a longer name begins
        ("Will the new lamp of Greyfin burn herring oil?", "The new lamp of Greyfin will burn herring oil"),  # a question
        ("Lamps of Greyfin are to burn herring oil from May", "I say the lamps of Greyfin I saw are to burn herring oil from May"),
    ],
)  # fmt: skip
def test_what_tells_of_something_else_is_no_repeat(press: Press, one: str, other: str) -> None:
    """Another name or count, a question, a name of which another's is the beginning, or one's own words: not told by the other."""
    passage, told = read(press, titles(one, other))
    assert not said(passage, told)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbour designates Greyfin as a danger to ships", "Harbour formally designates Greyfin a danger to all ships"),
        ("Greyfin Lamps Is Moving to Paid Oil", "Greyfin Lamps raises prices ninefold from June on, moving from free to paid oil"),
        ("长鑫存储拒绝苹果压价", "长鑫拒绝苹果压价，坚持报价高于三星电子、SK海力士"),
        ("Wren Harbour Lamp", "Wren Harbour Lamp on the scales of the guild"),
        ("苇燕不满投资人泄露内部文件，格雷芬新一轮融资或暂停", "据消息，格雷芬的会议纪要外泄，内部文件已到市场，影响新一轮融资，苇燕决定暂停交易的推进，要求重新评估流程。"),
        ("Greyfin lists 10 rules for lamps of the harbour", "Greyfin lists ten rules for lamps of the harbour and its inns"),
    ],
)  # fmt: skip
def test_a_headline_that_another_holds_is_a_repeat(press: Press, one: str, other: str) -> None:
    """All that it tells the other tells too, in much the same words."""
    passage, told = read(press, titles(one, other))
    assert said(passage, told)


def test_that_something_was_announced_is_nothing_new(press: Press) -> None:
    """Of two days the later tells more where it tells a deed more, not where it says that the deed was announced."""
    told = "The yard of Greyfin gives its lamps to the schools of the coast from May on"
    for more, is_said in (("Greyfin announced that the yard", True), ("Sued over them, the yard", False)):
        earlier, later = read(press, articles(told, told.replace("The yard", more), hours=24))
        assert said(later, earlier) == is_said


def test_a_report_of_each_day_is_told_each_day(press: Press) -> None:
    """What a market does is told in the same words, and counted anew; of the same day it is one report."""
    lamps = "Shares of lamps fell before noon, Greyfin more than 2%"
    for hours, is_said in ((2, True), (24 * 9, False)):
        one, other = read(press, titles(lamps, lamps, hours=hours))
        assert said(one, other) == is_said


@pytest.mark.parametrize("first", [0, 1])
def test_the_fuller_headline_takes_the_place_of_the_shorter(press: Press, first: int) -> None:
    """Of two headlines the one is quoted that tells all of the other and more; a record of which another tells the headline is quoted by what it says besides."""
    short = "Greyfin refuses to lower the price of lamps for the navy"
    full = f"{short}, and asks more than Sedge or Marsh do"
    besides = "Clerks of Greyfin met the navy for three days about the price of lamps in an inn above the quay."
    given = [*titles(short, full)]
    given[0] = {**given[0], "text": besides}
    draft = press.write([given[first], given[1 - first]])[1]
    assert "or Marsh do" in printed(draft)
    assert short not in printed(draft).replace(full, "")
    assert "three days" in printed(draft)
    assert not draft.unused


def test_a_headline_above_a_text_takes_the_place_of_one_that_stands_alone(press: Press) -> None:
    """Two headlines that tell the same are told once, by the record that has more to say."""
    alone, above = titles(
        "Harbour of Greyfin pauses lamps after audit", "Harbour of Greyfin pauses its lamps after an audit"
    )
    text = "Of the 1,200 lamps of Greyfin that clerks of the harbour looked at, 31 held the wrong oil."
    for given in ([alone, {**above, "text": text}], [{**above, "text": text}, alone]):
        assignment, draft = press.write(given)
        assert [(each.record_id, each.reason) for each in draft.unused] == [
            (next(r.id for r in assignment.records if not r.text), "duplicate")
        ]


def test_a_headline_alone_is_told_by_another_and_what_stands_under_it(press: Press) -> None:
    """Its figures may stand under the other's headline, which need not hold all of its words."""
    alone, above = titles(
        "Harbour of Greyfin pauses lamps after 31 of 1,200 held wrong oil", "Harbour of Greyfin pauses lamps"
    )
    text = "Of the 1,200 lamps of Greyfin that clerks of the harbour looked at, 31 held the wrong oil."
    records = press.assign([alone, {**above, "text": text}]).records
    headline, _, under_it = (p for index, r in enumerate(records) for p in passages_of(r, index, 9))
    assert said(headline, under_it)
