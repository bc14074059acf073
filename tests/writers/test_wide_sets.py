"""Sets drawn by a word, of more records than a story can hold: it leads with what most of them are about, and strays come last."""

from __future__ import annotations

import pytest

from app.writers.extractive import ExtractiveWriter, selection
from app.writers.extractive.accounting import FAR
from app.writers.extractive.arrange import _lead
from app.writers.extractive.chief import Chief
from app.writers.extractive.headline import write_title
from app.writers.extractive.heads import heads_of
from app.writers.extractive.making import making_of
from app.writers.extractive.newsletters import headlines_of
from app.writers.extractive.passages import Passage, passages_of
from app.writers.extractive.phrases import phrases_for
from app.writers.extractive.reading import read
from app.writers.extractive.subject import Subject
from app.writers.extractive.terms import names_of, nearness_of
from app.writers.extractive.titles import headlines_in
from app.writers.extractive.turns import beside_subject, in_turn
from tests.writers.press import Given, Press, post

STREETS = ("Elm", "Oak", "Ash", "Fir", "Yew", "Lime", "Pine", "Plum", "Pear", "Beech", "Birch", "Larch", "Rowan")


def told(number: int) -> Given:
    """Return a post on the llm that reads the meters of a street."""
    street = f"{STREETS[number % len(STREETS)]} Row {number}"
    text = f"The meter llm of {street} billed {number + 2} kilowatt hours twice, and the water board will refund them."
    return post(number, text, title=f"Meter llm billed {street} twice, water board says")


def stray(number: int, title: str) -> Given:
    """Return a post that shares a word with those by chance, of an author who has written nothing else."""
    text = f"A parking meter ate {number} coins, so our llm club walked home along the beach and sang."
    return {**post(number, text, title=title), "author": f"stray{number}"}


def wide(press: Press) -> tuple[dict[str, list[Passage]], Subject, dict[str, str]]:
    """Return what is read of forty posts on one thing, two strays and one reply, their subject, and the records' ids by their outer ones."""
    reply = {**stray(200, "Coins and songs"), "kind": "comment", "parent_external_id": "t3_3"}
    strays = [stray(100, "Sculptors on the beach"), stray(101, "We walked home last night")]
    given = [*({**told(n), "author": f"writer_{n % 5}"} for n in range(40)), *strays, reply]
    records = press.assign(given).records
    chief = Chief(records, heads_of(records, None, {}, {}), {}, frozenset({"llm"}))
    near = {record.id: 0.1 if record.author and record.author.startswith("stray") else 1.0 for record in records}
    subject = Subject(
        {}, {}, {}, {}, cohesive=True, entities=(), anchors=frozenset(), shares={}, chief=chief, nearness=near
    )
    found = {record.id: passages_of(record, index, 4) for index, record in enumerate(records)}
    return found, subject, {record.external_id: record.id for record in records}


def test_what_names_the_subject_has_its_turn_before_strays_of_other_authors(press: Press) -> None:
    """Of many more records than a story holds, those come last that do not name what most name, but for replies to one of them."""
    passages, subject, ids = wide(press)
    beside = beside_subject(passages, subject, ids.keys())
    publishers = {record_id: found[0].record.author or "" for record_id, found in passages.items()}
    assert beside == {ids["t3_100"], ids["t3_101"]}
    assert set(in_turn(passages, subject, publishers, beside)[-2:]) == beside


def test_a_stray_is_not_missed_where_enough_is_chosen(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """What names nothing of what most name and shares little with any is left out with the reason."""
    monkeypatch.setattr(selection, "_ENOUGH", 1)
    passages, subject, ids = wide(press)
    left_out = selection.choose(passages, subject)[1]
    assert {i for i, reason in left_out.items() if reason == FAR} == {ids["t3_100"], ids["t3_101"]}


def test_a_word_shared_by_chance_brings_nobody_near() -> None:
    """Nearness is to all records: those of one matter are near one another, and who shares one word with them is not."""
    features = {str(n): frozenset({"meter", "llm", "board", f"row{n}"}) for n in range(4)}
    features["stray"] = frozenset({"meter", "beach", "song", "coin"})
    near = nearness_of(features, frozenset({"llm"}))
    assert near["stray"] < 0.7 * min(near[str(n)] for n in range(4))


def test_pairs_of_one_chinese_name_count_once() -> None:
    """Pairs of characters that run into one another and that many share are one name; what few share is none."""
    shares = {"灯塔": 0.7, "塔科": 0.5, "科技": 0.6, "模型": 0.4, "技能": 0.05}
    names = names_of(shares)
    assert names["灯塔"] == names["塔科"] == names["科技"]
    assert names["模型"] == "模型"
    assert "技能" not in names


def test_a_chinese_title_tells_what_most_tell_and_not_who_bears_the_longest_name(press: Press) -> None:
    """A full name is no more of the subject than its short form beside what happened."""
    titles = (
        "灯塔科技开启上市询价，发行价将于周五公布",
        "灯塔上市询价首日认购踊跃",
        "灯塔科技上市，发行价引争议",
        "发行价公布，灯塔上市在即",
        "首家灯塔科技学院成立",
    )
    records = press.assign(
        [post(n, title=title, language="zh", kind="article") for n, title in enumerate(titles)]
    ).records
    shares = {"灯塔": 1.0, "塔科": 0.6, "科技": 0.6, "上市": 0.8, "询价": 0.4, "发行": 0.6, "行价": 0.6, "学院": 0.2}
    subject = Subject(
        {}, {}, {}, {}, cohesive=True, entities=(), anchors=frozenset({"灯塔"}), shares=shares, names=names_of(shares)
    )
    passages = [p for index, record in enumerate(records) for p in passages_of(record, index, 4)]
    line = write_title(passages, subject, phrases_for("zh", {}), list, len(records))
    assert "上市" in line.text
    assert line.text != titles[-1]


@pytest.mark.parametrize(
    ("plain", "teasing"),
    [("灯塔科技完成上市询价", "灯塔科技又放大招"), ("港务局任命新局长", "港务局“努力”回应一切")],
)
def test_a_chinese_headline_that_tells_what_happened_weighs_more_than_one_that_teases(
    press: Press, plain: str, teasing: str
) -> None:
    """An appointment and a listing happened, whatever verb tells of them; who plays with the reader tells less."""
    records = press.assign([post(n, title=title, language="zh") for n, title in enumerate((plain, teasing))]).records
    one, other = (passages_of(record, 0, 2)[0] for record in records)
    assert making_of(one, one.text) > making_of(other, other.text)


def test_headlines_stand_side_by_side_behind_a_quotation_mark_too() -> None:
    """A stroke parts headlines though one of them ends in a mark."""
    title = "灯塔上线「夜航」功能/港务局上调收费标准/渔民起诉港务局"
    assert [title[start:end] for start, end in headlines_in(title)] == [
        "灯塔上线「夜航」功能",
        "港务局上调收费标准",
        "渔民起诉港务局",
    ]


@pytest.mark.parametrize(
    ("title", "headlines"),
    [
        (
            "The Tide: Harbour Sues Gull, Does Anyone Keep the Lamp Law?, Nets Get Smaller, Eel",
            ["Harbour Sues Gull", "Does Anyone Keep the Lamp Law?", "Nets Get Smaller"],
        ),
        ("Tide Podcast #9 - Lamp 5 Shines, Gull Wins Suit, Pier Reopens Late", 3),
        # One headline enumerates names, or goes on in small letters.
        ("Hopes for the Sea: Ann Lee, Bo Gray, Cy Wood, Di Hill", 1),
        ("Ann Lee, lamp keeper of North Pier, Lamp Street, and Gull Rock, has retired", 1),
        ("Harbour Raises Dues, Anglers, Divers, Painters Protest", 1),
    ],
)
def test_a_newsletter_lists_its_headlines_with_commas(press: Press, title: str, headlines: list[str] | int) -> None:
    """Each is one of its own; only in an article, and not where one headline lists names."""
    article = press.assign([post(1, "The lamp law is kept by nobody.", title=title, kind="article")]).records[0]
    found = [title[start:end] for start, end in headlines_of(article)]
    assert (found if isinstance(headlines, list) else len(found)) == headlines
    assert len(headlines_of(article.model_copy(update={"kind": "post"}))) == 1


def test_of_a_newsletter_only_the_headline_of_the_subject_is_quoted(press: Press) -> None:
    """Neither its other headlines nor the editor's letter below them is of the subject."""
    letter = "My daughter saw her first gull this week. Harbour Sues Gull, Does Anyone Keep the Lamp-3 Law?, Nets Get Smaller. "
    issue = post(
        9, letter, title="Harbour Sues Gull, Does Anyone Keep the Lamp-3 Law?, Nets Get Smaller", kind="article"
    )
    subject = Subject({}, {}, {}, {}, cohesive=True, entities=(), anchors=frozenset({"lamp"}), shares={"lamp": 1.0})
    held = read(press.assign([issue]).records, subject, frozenset(), on_attacks=False)[0]
    assert [p.text for p in next(iter(held.values()))] == ["Does Anyone Keep the Lamp-3 Law?"]


def test_of_a_list_of_the_day_only_what_is_of_the_subject_is_read(press: Press) -> None:
    """Neither another headline of the title nor what the text tells of another thing is quoted."""
    text = "灯塔模型将于周五接管潮汐表，渔民表示担忧。木桨厂商宣布下个月涨价一成，理由是木材短缺。"
    day = post(
        9, text, title="早报｜新款长椅今日开售；灯塔模型接管潮汐表；木桨厂商涨价一成", language="zh", kind="article"
    )
    subject = Subject({}, {}, {}, {}, cohesive=True, entities=(), anchors=frozenset({"灯塔"}), shares={"灯塔": 1.0})
    held = read(press.assign([day]).records, subject, frozenset(), on_attacks=False)[0]
    assert [p.text for passages in held.values() for p in passages] == [
        "灯塔模型接管潮汐表",
        "灯塔模型将于周五接管潮汐表，渔民表示担忧。",
    ]


def test_a_list_of_the_day_is_about_what_its_title_names(press: Press) -> None:
    """The words of a list's text are everybody's, and make neither a subject nor a record that is nearest to it."""
    titles = (
        "灯塔模型接管潮汐表",
        "港务局让灯塔模型夜里应答船只",
        "渔民起诉港务局使用灯塔模型",
        "灯塔模型在雾中读错潮汐表",
    )
    told = [post(n, f"{title}，当晚的日志写得很清楚。", title=title, language="zh") for n, title in enumerate(titles)]
    day = post(9, "，".join(titles) * 3, title="早报｜新款长椅今日开售；海鸥天气预报上线；木桨厂商涨价", language="zh")
    assignment = press.assign([*told, day])
    relevance = ExtractiveWriter().write(assignment).relevance
    assert min(relevance.values()) == relevance[assignment.records[-1].id]


def test_a_story_leads_with_what_its_title_is_about(press: Press) -> None:
    """Where a set goes back by more than days, what the title's record tells comes before what happened first; what came within days keeps its order."""
    paper = {"source": "harbour-news", "kind": "article", "community": None, "author": None}
    title = "Harbour office bans Moth 7 from the tide table after a trawler ran aground"
    told = (
        "Forty keepers voted for it on Monday night. Moth 7 had sent a trawler of the harbour office onto the sandbank."
    )
    before = [
        post(n, f"Keepers let Moth 7 read tide table {n} of the harbour office in the year of the long frost.", **paper)
        for n in range(3)
    ]
    for hours, leads in ((900, True), (30, False)):
        draft = press.write([*before, post(hours, told, title=title, **paper)])[1]
        first = draft.sections[0].paragraphs[0][0].text
        assert draft.title == title
        assert any(words in first for words in ("Forty keepers", "had sent a trawler")) is leads


@pytest.mark.parametrize(("kinds", "first"), [(("paper", "post", "post"), 1), (("paper", "paper", "post"), 0)])
def test_a_wide_set_opens_with_no_stray_study(press: Press, kinds: tuple[str, ...], first: int) -> None:
    """Of many records the first that is no study leads, where few are studies."""
    records = press.assign(
        [post(9 * n, f"The lamp of row {n} went out in the fog.", kind=kind) for n, kind in enumerate(kinds)]
    ).records
    subject = Subject(
        {},
        {},
        {},
        {},
        cohesive=True,
        entities=(),
        anchors=frozenset(),
        shares={},
        nearness={r.id: 1.0 for r in records},
    )
    happened = [p for index, record in enumerate(records) for p in passages_of(record, index, 2)]
    assert _lead(happened, (), subject)[0].record.id == records[first].id
