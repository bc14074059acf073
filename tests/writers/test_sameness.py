"""The same news in other words is told once; one word of news more is told too."""

from __future__ import annotations

import pytest

from app.writers.extractive.chosen import Chosen
from app.writers.extractive.likeness import alike, is_said_by
from app.writers.extractive.passages import passages_of
from app.writers.extractive.sameness import tells_same_news
from tests.writers.press import Given, Press, post, printed

NEWS = "Greyfin has bought Wren Lamps for $3 billion, the companies said on Monday."


def articles(*texts: str, days: int = 0) -> list[Given]:
    """Return articles of as many papers, a few hours or `days` apart."""
    paper = {"kind": "article", "community": None, "author": None}
    return [
        post(1 + n * (24 * days or 1), text, source=f"paper-{'abcdef'[n]}", **paper) for n, text in enumerate(texts)
    ]


@pytest.mark.parametrize(
    "again",
    [
        "Greyfin acquires Wren Lamps for $3bn, according to a statement.",
        "Wren Lamps is sold to Greyfin in a deal worth $3 billion, officially.",
        "Greyfin is paying $3B for the maker Wren Lamps.",
        "On 4 May, Greyfin acquires Wren Lamps for about $2.97 billion, according to a statement.",  # rounded, and the day
    ],
)
def test_the_same_news_is_told_once(press: Press, again: str) -> None:
    """The same act, sum and names within two days, and hardly a word besides."""
    assignment, draft = press.write(articles(NEWS, again))
    assert ("bought" in printed(draft)) != (again[:-1] in printed(draft))
    assert [each.reason for each in draft.unused] == ["duplicate"]
    assert len(assignment.records) == 2


LOAN = "Greyfin asks each leading bank for a loan of $1.2 billion, and smaller lenders for $900 million apiece."


def test_several_sums_are_told_once(press: Press) -> None:
    """Where two papers give the same two sums, each in its own words, one is quoted."""
    again = "Lead arrangers are each to commit $1.2bn while a second tier of lenders of Greyfin gives $900m."
    draft = press.write(articles(LOAN, again))[1]
    assert ("asks each" in printed(draft)) != ("Lead arrangers" in printed(draft))
    assert [each.reason for each in draft.unused] == ["duplicate"]


@pytest.mark.parametrize(
    "other",
    [
        "Lead arrangers are each to commit $1.2bn while a second tier of lenders of Greyfin gives $800m.",  # another sum
        "Lead arrangers are each to commit $1.2bn while 14 lenders of Greyfin give $900m.",  # a count more
    ],
)
def test_several_sums_and_another_are_told(press: Press, other: str) -> None:
    """One sum that differs, or one count more, is news."""
    assert other.rstrip(".") in printed(press.write(articles(LOAN, other))[1])


@pytest.mark.parametrize(
    ("other", "days"),
    [
        ("Greyfin acquires Wren Lamps for $4bn, according to a statement.", 0),  # another sum
        ("Greyfin acquires Wren Lamps for $3bn and 40 herring barrels, according to a statement.", 0),  # a count more
        ("Greyfin acquires Wren Lamps for $3bn, and pilots of the harbour fear for their oars.", 0),  # news besides
        ("Greyfin acquires Wren Lamps for $3bn, according to a statement.", 9),  # another day
        ("Have the owners of Greyfin acquired Wren Lamps for $3bn?", 0),  # a question
    ],
)
def test_other_news_is_told_too(press: Press, other: str, days: int) -> None:
    """Another sum, another count, other words, another day or a question: it is told."""
    assert other.rstrip(".?") in printed(press.write(articles(NEWS, other, days=days))[1])


def titles(*texts: str) -> list[Given]:
    """Return articles that are titles alone, of as many papers, a few hours apart."""
    return [{**each, "title": each["text"], "text": None} for each in articles(*texts)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Oil grows dear, and Greyfin raises the price of lamps by 34%",
            "Lamps of Greyfin: prices raised by up to 34% from May on",
        ),
        ("格雷芬宣布上调灯油价格，最高涨价34%", "灯油用量暴增，格雷芬宣布灯油和灯芯最高涨价34%"),
    ],
)
def test_headlines_of_one_act_and_figure_are_one(press: Press, one: str, other: str) -> None:
    """A headline tells one thing, in whatever words it calls it."""
    draft = press.write(titles(one, other))[1]
    assert [each.reason for each in draft.unused] == ["duplicate"]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Greyfin Sues Harbour Over ‘Danger to Ships’ Notice", "The yard of Greyfin sued the town, calling the notice of the harbour a danger to its ships and trade.", True),
        ("Greyfin files lawsuit accusing Wren of theft of lamps", "Greyfin sues Wren over alleged theft of lamps, and says that scheme was old", True),
        ("Greyfin sues the harbour over its notice", "Harbour lists Greyfin in a notice over ships", False),  # another act
        ("Greyfin releases the Heron lamp for boats", "Greyfin releases the Osprey lamp for boats", False),  # done every day
        ("Introducing Wren Health", "Introducing the Wren Health Board of Elders", False),  # how a longer name begins
        ("格雷芬船厂8734股遭散户弃购", "格雷芬船厂遭弃购8734股、史上最大上市或将易主", True),
    ],
)  # fmt: skip
def test_a_headline_of_an_act_is_told_by_whoever_tells_it_of_the_same(
    press: Press, one: str, other: str, *, is_same: bool
) -> None:
    """Who sues whom is told once, in whatever form of the verb; who releases what is not told by the act."""
    passage, told = (passages_of(record, 0, 9)[0] for record in press.assign(titles(one, other)).records)
    assert tells_same_news(passage, told) == is_same


def test_a_sum_is_one_some_days_later(press: Press) -> None:
    """Money is told of one deed for a week, a count only of those days."""
    for told, days, is_same in (("$1.41 billion", 7, True), ("$1.41 billion", 20, False), ("1,410 lamps", 7, False)):
        given = articles(
            f"Wren puts {told} into Greyfin.", f"The {told} of Wren for Greyfin stir the coast.", days=days
        )
        passage, later = (passages_of(record, 0, 9)[0] for record in press.assign(given).records)
        assert tells_same_news(passage, later) == is_same


def test_a_headline_gives_way_to_the_sentence_that_tells_it(press: Press) -> None:
    """What a record's headline says and its text says more fully is quoted once, by the text; what only the headline counts stays."""
    text = "格雷芬船厂的大型灯塔部门已于上周完成了新一轮的组织调整，成立了四个新的部门。"
    for title, stays in (("格雷芬灯塔部门调整组织架构", False), ("格雷芬灯塔部门调整组织架构，裁员1200人", True)):
        passages = passages_of(press.assign([{**articles(text)[0], "title": title}]).records[0], 0, 9)
        chosen = Chosen({passages[0].record.id: "paper"})
        chosen.add(passages[0])
        assert chosen.says_already(passages[1]) == stays
        if not stays:
            chosen.add(passages[1])
            assert chosen.passages == [passages[1]]


def test_what_is_done_is_told_beside_the_plan(press: Press) -> None:
    """Who has read of a plan reads that it was carried out; who has read that needs no plan."""
    texts = ("Greyfin plans to buy Wren Lamps for $3 billion.", "Greyfin has bought Wren Lamps for $3 billion.")
    plan, done = (passages_of(record, 0, 9)[0] for record in press.assign(articles(*texts)).records)
    assert not tells_same_news(done, plan)
    assert tells_same_news(plan, done)


def test_the_fuller_telling_takes_the_place_of_the_shorter(press: Press) -> None:
    """What counts the same and more is quoted alone, whichever comes first."""
    full = "Greyfin has bought Wren Lamps for $3 billion, of which $900 million are paid in herring and 14 boats."
    for given in (articles(NEWS, full), articles(full, NEWS)):
        draft = press.write(given)[1]
        assert "herring" in printed(draft)
        assert [each.reason for each in draft.unused] == ["duplicate"]


def test_another_language_tells_no_sum_again(press: Press) -> None:
    """The names and the sum are the same, and nothing else is counted."""
    chinese = "据报道，Greyfin 以约 30 亿美元收购 Wren Lamps。"
    english = [*articles(NEWS, "Fishermen of the coast praise Greyfin for its lamps, which shine far over the water.")]
    other = {**articles(chinese)[0], "external_id": "zh", "source": "paper-zh", "language": "zh"}
    assert "收购" not in printed(press.write([*english, other])[1])


def test_who_learned_it_and_in_which_year_is_no_figure(press: Press) -> None:
    """A Chinese agency that names itself, the year or the number of a share counts nothing more."""
    one = "格雷芬集团二季度灯油收入249亿元"
    for other in ("36氪获悉，格雷芬集团2026年二季度灯油收入249亿元", "格雷芬集团（HK0718）二季度灯油收入249亿元"):
        passages = [passages_of(r, 0, 9)[0] for r in press.assign(titles(one, other)).records]
        assert tells_same_news(passages[1], passages[0])


def test_the_account_names_the_record_that_tells_the_same(press: Press) -> None:
    """Of two records that share words with what is left out, the one is named that tells its news, not the one that has more of its words."""
    asks = "Has Greyfin bought Wren Lamps for a song, as the companies said on Monday?"
    told = "Wren Lamps is sold to Greyfin in a deal worth $3 billion, officially."
    records = press.assign(articles(asks, told, NEWS)).records
    question, tells, again = (passages_of(record, index, 1)[0] for index, record in enumerate(records))
    chosen = Chosen({record.id: record.source for record in records})
    chosen.add(question)
    chosen.add(tells)
    assert alike(again, question) > alike(again, tells)
    assert chosen.fresh([again]) is None
    assert chosen.teller_of(again) == tells.record.id


CHINESE_NEWS = (
    "据港务局方案，灯塔团队与潮汐团队将整合，成立新的灯塔潮汐团队，由灯塔负责人苇燕负责，潮汐负责人格雷芬向苇燕汇报。"
)


@pytest.mark.parametrize(
    ("other", "days", "is_told"),
    [
        # The same deed of the same people, in half of the same words.
        (
            "奥斯特比港启动航海业务相关组织调整：灯塔团队与潮汐团队整合，成立新的团队，由苇燕负责，格雷芬向其汇报。",
            0,
            True,
        ),
        # In another week it may be another deed.
        (
            "奥斯特比港启动航海业务相关组织调整：灯塔团队与潮汐团队整合，成立新的团队，由苇燕负责，格雷芬向其汇报。",
            6,
            False,
        ),
        # Nobody there is called the same.
        ("奥斯特比港启动灯塔工程，将在四座码头点亮四十盏油灯，雾天由守灯人轮流看守。", 0, False),
    ],
)
def test_a_chinese_sentence_of_those_days_is_told_in_half_its_words(
    press: Press, other: str, days: int, *, is_told: bool
) -> None:
    """Two desks tell one deed of a day in half of the same words; a score of characters by chance no two of them share."""
    records = press.assign(articles(CHINESE_NEWS, other, days=days)).records
    one, two = (passages_of(record, n, 9)[0] for n, record in enumerate(records))
    assert is_said_by(one, two, frozenset(), alike(one, two)) is is_told


def test_a_sentence_in_chinese_that_names_something_else_is_other_news(press: Press) -> None:
    """Of two lamps the same is told in the same words, and each is news."""
    one = "5 月 4 日，港务局旗下灯塔办公平台专业版宣布成为首批接入 Moth 模型的产品，守灯人在雾天可以试用。"
    other = "港务局旗下智能灯塔办公平台专业版全量接入 Wren 系列，守灯人切换即可直接使用，无需额外配置灯芯。"
    first, second = (passages_of(r, n, 9)[0] for n, r in enumerate(press.assign(articles(one, other)).records))
    assert not is_said_by(first, second, frozenset(), alike(first, second))


def test_a_sum_and_a_month_in_chinese_are_as_good_as_two_sums(press: Press) -> None:
    """Who values a firm at so much by a month to come tells what another tells of both."""
    one = "投资方预计，灯塔初创企业 Greyfin 将于 10 月挂牌上市，估值达到 2 万亿美元乃至更高。"
    other = "多位 Greyfin 投资者透露，该公司预计 10 月以 2 万亿美元甚至更高估值上市，若成真将成史上规模最大 IPO。"
    assert [each.reason for each in press.write(articles(one, other), language="zh")[1].unused] == ["duplicate"]
